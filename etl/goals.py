"""Goals that a unit can set itself, as people choose them, and the path to one of them."""

from __future__ import annotations

from decimal import Decimal

from etl.parse import parse_decimal
from etl.parsed import Unparsed
from etl.scope import rule_book
from schemas.findings import Refusal, finding
from schemas.programme import Programme
from schemas.words import number
from warehouse import path
from warehouse.path import Path, Place
from warehouse.store import Store

GOALS = ("rank", "points", "class", "award", "target")


def goals_of(programme: Programme) -> tuple[str, ...]:
    """Return the kinds of goals that a plan knows."""
    known = ["rank"]
    if programme.criteria_set:
        known.append("points")
    if programme.criteria_set and classes_of(programme):
        known.append("class")
    if any(each.subject == "collective" for each in programme.conditions):
        known.append("award" if programme.family == "award" else "target")
    elif programme.targets:
        known.append("target")
    return tuple(known)


def classes_of(programme: Programme) -> dict[str, str]:
    """Return the classes of a plan that have a lower bound in points, by code, the best first."""
    name = programme.class_scheme
    if name is None:
        return {}
    bands = rule_book().class_schemes[name].bands
    return {
        each.code: each.label
        for each in sorted(bands, key=lambda band: band.order)
        if each.lower is not None
    }


def path_to(
    store: Store,
    programme: Programme,
    period_id: str,
    unit_code: str,
    goal: str,
    wanted: str | None = None,
    *,
    in_full: bool = False,
) -> Path:
    """Return the cheapest path of a unit to a goal of ``GOALS``.

    ``wanted`` is a rank, points (as people write numbers), or a code of a class or a target.
    ``in_full``: for somebody who may see the unit's restricted conditions.
    Raises Refusal for a goal that the plan does not know, or a value that cannot be one.
    """
    book = rule_book(store)
    calendar = programme.reporting_calendar
    days = book.calendars[calendar] if calendar else None
    place = Place(store, programme, days, period_id, unit_code, in_full)
    if goal == "award":
        return path.path_to_award(place)
    if goal == "target":
        return path.path_to_target(place, wanted)
    if goal == "class":
        scheme = programme.class_scheme
        return path.path_to_class(place, book.class_schemes[scheme] if scheme else None, wanted)
    if goal == "points":
        return path.path_to_points(place, _decimal(wanted or "", "một số, ví dụ 98,5"))
    return path.path_to_rank(place, None if wanted is None else _whole(wanted))


def judged_words(found: Path, programme: Programme) -> str:
    """Say what the judge says when every step of a path is done."""
    points = "chưa có kết quả"
    if found.points_after is not None:
        unit = "điểm" if programme.family == "index" else "điều kiện đạt"
        points = f"{number(found.points_after)} {unit}"
    rank = "chưa xếp hạng" if found.rank_after is None else f"hạng {found.rank_after}"
    word = {
        True: "đạt mục tiêu",
        False: "vẫn chưa đạt; đây là mức cao nhất",
        None: "phần còn lại do người có thẩm quyền quyết định hoặc cần văn bản",
    }[found.is_reached]
    if not found.steps:
        return f"Không còn việc nào trong kế hoạch nâng được thêm: {points}, {rank}."
    return f"Chấm thử khi làm đủ: {points}, {rank}; {word}."


def _whole(text: str) -> int:
    expected = "một thứ hạng từ 1"
    value = _decimal(text, expected)
    if value != value.to_integral_value():
        raise Refusal(finding("scenario.bad_goal", found=text, expected=expected))
    return int(value)


def _decimal(text: str, expected: str) -> Decimal:
    read = parse_decimal(text)
    if isinstance(read, Unparsed):
        raise Refusal(finding("scenario.bad_goal", found=text, expected=expected))
    return read.value
