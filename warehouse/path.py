"""The cheapest path to a place, points, a class, an award or a target, verified by the same SQL.

Steps are proposals counted in whole fractions (warehouse/needs.py). Every path is then supposed
on a trial copy, and only what the judge says counts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from schemas.criteria_set import ClassScheme
from schemas.findings import Refusal, finding
from schemas.words import day, number
from warehouse.needs import EFFORT
from warehouse.path_facts import After, Place, Step, Tries, open_steps, tries

__all__ = [
    "NOTE", "Path", "Place", "path_to_award", "path_to_class", "path_to_points", "path_to_rank",
    "path_to_target",
]  # fmt: skip

NOTE = (
    "Thứ tự là của chúng tôi: ít tiêu chí nhất, việc dễ làm nhất đứng trước. Kết quả đã được chấm "
    "thử bằng đúng quy tắc, với giả định các đơn vị khác giữ nguyên."
)
_CENT = Decimal("0.01")
_SETTLED = ("met", "not_applicable")
_HOPELESS = ("veto", "correction")
_Reaches = Callable[[After], bool]
_Wanted = Callable[[After], Decimal | None]


@dataclass(frozen=True, slots=True)
class Path:
    """The steps to a goal; ``is_reached`` is what the judge says when all of them are done.

    ``is_reached`` is None where only steps remain that no figure brings (a document, a decision).
    ``last_day`` is the last day for handing in; each step knows its own.
    """

    goal: str
    steps: tuple[Step, ...]
    is_there: bool
    is_reached: bool | None
    rank_after: int | None
    points_after: Decimal | None
    class_after: str | None
    award_state_after: str | None
    still_open: tuple[str, ...]
    last_day: dt.date | None
    deadline_text: str


def path_to_rank(place: Place, rank: int | None) -> Path:
    """Return the path to a place of a board (by default the next one up)."""
    with tries(place) as trying:
        now = trying.now
        wanted = rank if rank is not None else max(1, (now.rank or trying.ranked + 1) - 1)
        if wanted < 1:
            raise Refusal(finding("scenario.bad_goal", found=rank, expected="một thứ hạng từ 1"))
        return _searched(
            trying, f"hạng {wanted}", lambda after: after.rank is not None and after.rank <= wanted
        )


def path_to_points(place: Place, points: Decimal) -> Path:
    """Return the path to a number of points."""
    if points <= 0:
        raise Refusal(finding("scenario.bad_goal", found=points, expected="số điểm lớn hơn 0"))
    with tries(place) as trying:
        _need_points(trying)
        return _searched(
            trying,
            f"{number(points)} điểm",
            lambda after: after.score is not None and after.score >= points,
            lambda _after: points,
        )


def path_to_class(place: Place, scheme: ClassScheme | None, code: str | None) -> Path:
    """Return the path to a class by points (by default the next better one).

    Raises Refusal where the plan has no points or scheme, where the scheme prints no bounds, or
    where it was not in force in the period.
    """
    name = place.programme.short_title
    if scheme is None:
        raise Refusal(finding("scenario.no_class", programme=name))
    bands = sorted(
        (each for each in scheme.bands if each.lower is not None), key=lambda each: -each.order
    )
    if not bands:
        raise Refusal(finding("scenario.no_bounds", found=scheme.title, programme=name))
    if place.programme.criteria_set is None:
        raise Refusal(finding("scenario.no_class", programme=name))
    with tries(place) as trying:
        ends_on = trying.days.ends_on
        if not scheme.starts_on <= ends_on or (scheme.ends_on and scheme.ends_on < ends_on):
            raise Refusal(
                finding("scenario.class_not_in_force", found=scheme.title, day=day(ends_on))
            )
        now = trying.now
        if code is not None:
            found = [each for each in bands if each.code == code]
            if not found:
                expected = ", ".join(f"{each.code} ({each.label})" for each in bands)
                raise Refusal(
                    finding("scenario.unknown_class", found=code, programme=name, expected=expected)
                )
        else:
            own = now.class_order
            found = [each for each in bands if own is None or each.order < own] or bands[-1:]
        band = found[0]

        def wanted(after: After) -> Decimal | None:
            if after.maximum is None or band.lower is None:
                return None
            exact = band.lower * after.maximum / 100
            return exact if band.lower_included else exact + _CENT

        return _searched(
            trying,
            f"xếp loại {band.label}",
            lambda after: after.class_order is not None and after.class_order <= band.order,
            wanted,
        )


def path_to_award(place: Place) -> Path:
    """Return what an award still needs; a veto cannot be mended, documents and councils decide."""
    with tries(place, is_award=True) as trying:
        if not any(rule["subject"] == "collective" for rule, _ in trying.facts):
            raise Refusal(finding("scenario.no_award", programme=place.programme.short_title))
        steps = open_steps(trying, ("collective",))
        if trying.now.is_without_hand_in:
            steps = (trying.hand_in_step(), *steps)
        return _supposed(trying, "đủ điều kiện khen thưởng", steps, ("collective",))


def path_to_target(place: Place, code: str | None) -> Path:
    """Return what the targets about a unit still need, or what the plan asks of the unit itself."""
    subjects = ("target", "collective")
    with tries(place) as trying:
        rules = {
            rule["criterion_code"]: rule for rule, _ in trying.facts if rule["subject"] in subjects
        }
        if place.programme.family == "award" or not rules:
            raise Refusal(finding("scenario.no_target", found=place.unit_code,
                                  programme=place.programme.short_title))  # fmt: skip
        if code is not None and code not in rules:
            raise Refusal(finding("scenario.unknown_target", found=code, expected=", ".join(rules)))
        steps = open_steps(trying, subjects)
        goal = "mọi chỉ tiêu của đơn vị" if code is None else str(rules[code]["label"])
        chosen = tuple(each for each in steps if code in (None, each.code))
        return _supposed(trying, goal, chosen, subjects, code)


def _need_points(trying: Tries) -> None:
    if trying.place.programme.criteria_set is None:
        raise Refusal(finding("scenario.no_points", programme=trying.place.programme.short_title))


def _supposed(
    trying: Tries,
    goal: str,
    steps: tuple[Step, ...],
    subjects: Sequence[str],
    only: str | None = None,
) -> Path:
    """Suppose every figure that can be had, and see which conditions the judge leaves open."""
    after = trying.after(steps)
    codes = [
        str(rule["criterion_code"])
        for rule, _ in trying.facts
        if rule["subject"] in subjects and only in (None, rule["criterion_code"])
    ]
    still = tuple(code for code in codes if after.states.get(code) not in _SETTLED)
    is_there = not steps
    is_award = "target" not in subjects
    by_others = {each.code for each in steps if not each.figures}
    is_reached: bool | None = not still and (not is_award or after.award_state == "met")
    is_hopeless = any(each.kind in _HOPELESS for each in steps)
    if not is_reached and not is_hopeless and by_others and set(still) <= by_others:
        is_reached = None
    return _path(trying, goal, steps, after, is_there, is_reached, still)


def _searched(
    trying: Tries,
    goal: str,
    reaches: _Reaches,
    wanted: Callable[[After], Decimal | None] | None = None,
) -> Path:
    """Take the fewest steps with which the judge says that the goal is reached."""
    if reaches(trying.now):
        return _path(trying, goal, (), trying.now, True, True)
    lacking = trying.candidates()
    low, high = 1, len(lacking)
    best: tuple[tuple[Step, ...], After] | None = None
    last = trying.now
    while low <= high:
        # the judge is asked, never estimated: more steps never bring less, so halves suffice
        middle = high if best is None else (low + high) // 2
        last = trying.after(lacking[:middle])
        if reaches(last):
            best, high = (lacking[:middle], last), middle - 1
        elif best is None:
            break
        else:
            low = middle + 1
    if best is None:
        return _path(trying, goal, lacking, last, False, False)
    if wanted is not None:
        best = _trimmed(trying, *best, reaches, wanted)
    return _path(trying, goal, best[0], best[1], False, True)


def _trimmed(
    trying: Tries,
    steps: tuple[Step, ...],
    after: After,
    reaches: _Reaches,
    wanted: _Wanted,
) -> tuple[tuple[Step, ...], After]:
    """Ask no more points of the last step than the goal needs, where the judge agrees."""
    *others, last = steps
    before = trying.after(tuple(others)) if others else trying.now
    goal = wanted(after)
    if last.kind != "points" or goal is None or before.score is None:
        return steps, after
    lacking = goal - before.score
    if not 0 < lacking < (last.obtainable or 0):
        return steps, after
    less = replace(last, obtainable=lacking, what=f"thêm {number(lacking)} điểm")
    found = trying.after((*others, less))
    return ((*others, less), found) if reaches(found) else (steps, after)


def _path(
    trying: Tries,
    goal: str,
    steps: tuple[Step, ...],
    after: After,
    is_there: bool,
    is_reached: bool | None,
    still: tuple[str, ...] = (),
) -> Path:
    return Path(
        goal, tuple(_cheapest_first(steps)), is_there, is_reached, after.rank, after.score,
        after.class_name, after.award_state, still, trying.days.of("hand_in"),
        trying.days.dossier_text,
    )  # fmt: skip


def _cheapest_first(steps: Sequence[Step]) -> list[Step]:
    return sorted(
        steps,
        key=lambda each: (
            EFFORT.index(each.kind), each.count or 0, -(each.obtainable or 0), each.code
        ),
    )  # fmt: skip
