"""The command that tells the cheapest path to a goal, and until when each step counts."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

import click

from etl import output
from etl.cli_base import Command, Option, json_option, store_of
from etl.scope import check_period, programme_of, rule_book, unit_of
from schemas.findings import Refusal, finding
from schemas.gain_words import KINDS
from schemas.programme import Programme
from schemas.words import day, number
from warehouse import path, readers
from warehouse.path import Path, Place
from warehouse.store import Store

GOALS = ("rank", "points", "class", "award", "target")


@click.command(cls=Command, help="Đường ngắn nhất tới một hạng, điểm, loại, khen thưởng, chỉ tiêu.")
@click.argument("programme_id", metavar="KẾ_HOẠCH")
@click.argument("period_id", metavar="KỲ")
@click.argument("code", metavar="MÃ_ĐƠN_VỊ")
@click.option(
    "--goal", type=click.Choice(GOALS), default="rank", cls=Option, metavar="MỤC_TIÊU",
    help="rank (mặc định), points, class, award hoặc target.",
)  # fmt: skip
@click.option(
    "--to", "wanted", cls=Option, metavar="GIÁ_TRỊ",
    help="Hạng, số điểm, mã loại hoặc mã chỉ tiêu muốn tới.",
)  # fmt: skip
@json_option
@click.pass_context
def path_command(
    context: click.Context,
    programme_id: str,
    period_id: str,
    code: str,
    goal: str,
    wanted: str | None,
    as_json: bool,
) -> None:
    """Print the cheapest path to a goal."""
    store = store_of(context)
    programme = programme_of(programme_id, store)
    label = check_period(store, programme, period_id)
    unit_code, name = _unit(store, programme, code, goal)
    book = rule_book(store)
    calendar = programme.reporting_calendar
    place = Place(
        store, programme, book.calendars[calendar] if calendar else None, period_id, unit_code
    )
    if goal == "award":
        found = path.path_to_award(place)
    elif goal == "target":
        found = path.path_to_target(place, wanted)
    elif goal == "class":
        scheme = programme.class_scheme
        found = path.path_to_class(place, book.class_schemes[scheme] if scheme else None, wanted)
    elif goal == "points":
        found = path.path_to_points(place, _decimal(wanted or ""))
    else:
        found = path.path_to_rank(place, None if wanted is None else _whole(wanted))
    if as_json:
        output.emit({"programme": programme.id, "period": period_id, "unit": unit_code,
                     "note": path.NOTE, **dataclasses.asdict(found)})  # fmt: skip
        return
    output.say(f"{name}, {label}. Mục tiêu: {found.goal}")
    unit = "điểm" if programme.family == "index" else "điều kiện đạt"
    for line in _lines(found, unit):
        output.say(line)


def _unit(store: Store, programme: Programme, code: str, goal: str) -> tuple[str, str]:
    """Return code and name of a unit; a target may be about one outside the programme."""
    if goal == "target":
        for _, unit_code, name in readers.target_units(store, programme.id).iter_rows():
            if code in (unit_code, name):
                return unit_code, name
    found = unit_of(store, programme, code)
    return found.code, found.name


def _lines(found: Path, unit: str) -> Iterator[str]:
    if found.is_there:
        yield "Đã đạt mục tiêu."
    for place, each in enumerate(found.steps, 1):
        until = f"; còn kịp đến hết ngày {day(each.last_day)}" if each.last_day else ""
        yield f"  {place}. {each.label}: {each.what.rstrip('.')} ({KINDS[each.kind]}){until}"
    if not found.is_there:
        yield _judged(found, unit)
    if found.last_day:
        yield f"Hạn nộp bảng số liệu của kỳ này: {day(found.last_day)}."
    if found.deadline_text:
        yield f"Hạn hồ sơ đề nghị: {found.deadline_text}."
    yield path.NOTE


def _judged(found: Path, unit: str) -> str:
    points = "chưa có kết quả"
    if found.points_after is not None:
        points = f"{number(found.points_after)} {unit}"
    rank = "chưa xếp hạng" if found.rank_after is None else f"hạng {found.rank_after}"
    word = {
        True: "đạt mục tiêu",
        False: "vẫn chưa đạt; đây là mức cao nhất",
        None: "phần còn lại do người có thẩm quyền quyết định hoặc cần văn bản",
    }[found.is_reached]
    return f"Chấm thử khi làm đủ: {points}, {rank}; {word}."


def _whole(text: str) -> int:
    value = _decimal(text)
    if value != value.to_integral_value():
        raise Refusal(finding("scenario.bad_goal", found=text, expected="một thứ hạng từ 1"))
    return int(value)


def _decimal(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise Refusal(finding("scenario.bad_goal", found=text, expected="một số, ví dụ 98.5"))
    return value


path_command.name = "path"
