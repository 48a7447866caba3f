"""Cross checks of scoring rules: every point reachable, none above its criterion's maximum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from schemas.criteria_set import Criterion
from schemas.measure_lint import (
    NUMBERS,
    figure_range,
    fitting_column,
    fitting_measure,
    known_table,
    range_words,
    wrong_measure,
)
from schemas.point_rules import (
    CountPoints,
    DeadlinePoints,
    ItemPoints,
    LinearPoints,
    PointRule,
    SurveyPoints,
    TierPoints,
    YesNoPoints,
)
from schemas.rule_problem import Problem, is_day, problem, repeated
from schemas.rules import Measure, Survey
from schemas.tables import TABLES
from schemas.toml_lines import Path

_MOST_LATE_DAYS = 366
_DUE_YEARS = range(-1, 3)

_Points = Sequence[tuple[Path, Decimal]]


def measure_of(rule: PointRule) -> tuple[str, ...]:
    """Return the code of the figure that a scoring rule looks at; none where it counts rows."""
    return () if isinstance(rule, ItemPoints) else (rule.measure,)


def leaf_problems(
    node: Criterion, path: Path, measures: Mapping[str, Measure]
) -> Iterator[Problem]:
    """Yield what is wrong with a criterion's scoring rule; it has one exactly when it says so."""
    if node.kind == "rule" and node.rule is None:
        yield problem("rule_missing", *path, "kind", found=node.code)
    elif node.kind != "rule" and node.rule is not None:
        yield problem("rule_unexpected", *path, "rule", found=node.code)
    if node.rule is not None:
        yield from _rule(node.rule, node.maximum, (*path, "rule"), measures)


def _rule(
    rule: PointRule, maximum: Decimal, path: Path, measures: Mapping[str, Measure]
) -> Iterator[Problem]:
    place: Path = (*path, "measure")
    if isinstance(rule, YesNoPoints):
        yield from fitting_measure(rule.measure, ("yes_no",), place, measures)
        yield from _yes_no(rule, maximum, path)
    elif isinstance(rule, TierPoints):
        wrong = tuple(fitting_measure(rule.measure, NUMBERS, place, measures))
        yield from wrong or _tiers(rule, measures[rule.measure], path)
        steps = [((*path, "tiers", at, "points"), it.points) for at, it in enumerate(rule.tiers)]
        if not steps:
            yield problem("empty_list", *path, "tiers")
        yield from _falling([*steps, ((*path, "otherwise"), rule.otherwise)], maximum)
    elif isinstance(rule, LinearPoints):
        wrong = tuple(fitting_measure(rule.measure, NUMBERS, place, measures))
        yield from wrong or _linear(rule, measures[rule.measure], path)
    elif isinstance(rule, CountPoints):
        yield from fitting_measure(rule.measure, ("count",), place, measures)
        if rule.each <= 0:
            yield problem("not_positive", *path, "each", found=rule.each)
        else:
            yield from _in_range([((*path, "each"), rule.each)], maximum)
    elif isinstance(rule, ItemPoints):
        yield from _items(rule, maximum, path)
    elif isinstance(rule, DeadlinePoints):
        yield from fitting_measure(rule.measure, ("date",), place, measures)
        yield from _deadline(rule, maximum, path)
    else:
        yield from _survey(rule, path, measures)


def _in_range(points: _Points, maximum: Decimal) -> Iterator[Problem]:
    for path, each in points:
        if not 0 <= each <= maximum:
            yield problem("points_range", *path, found=each, expected=maximum)


def _reaches(best: Decimal, path: Path, maximum: Decimal) -> Iterator[Problem]:
    if best < maximum:
        yield problem("maximum_unreachable", *path, found=best, expected=maximum)


def _falling(points: _Points, maximum: Decimal) -> Iterator[Problem]:
    """Yield steps, best first, whose points do not fall, or do not begin at the maximum."""
    yield from _in_range(points, maximum)
    for (_, better), (path, worse) in pairwise(points):
        if worse >= better:
            yield problem("points_not_falling", *path, found=worse, expected=better)
    path, _ = points[0]
    yield from _reaches(max(each for _, each in points), path, maximum)


def _yes_no(rule: YesNoPoints, maximum: Decimal, path: Path) -> Iterator[Problem]:
    points: _Points = [((*path, "yes"), rule.yes), ((*path, "no"), rule.no)]
    yield from _in_range(points, maximum)
    if rule.yes == rule.no:
        yield problem("points_constant", *path, "yes", found=rule.yes)
    yield from _reaches(max(rule.yes, rule.no), (*path, "yes"), maximum)


def _tiers(rule: TierPoints, measure: Measure, path: Path) -> Iterator[Problem]:
    """Yield bounds out of order, steps that no figure reaches, and an idle ``otherwise``."""
    low, high = figure_range(measure)
    is_settled = False
    above: tuple[Decimal, bool] | None = None
    for index, tier in enumerate(rule.tiers):
        place: Path = (*path, "tiers", index, "bound")
        bound, is_strict = tier.bound, tier.op == ">"
        written = f"{tier.op} {bound}"
        if above is not None and (bound, is_strict) >= above:
            expected = f"{'>' if above[1] else '>='} {above[0]}"
            yield problem("tier_order", *place, found=written, expected=expected)
        elif is_settled or (high is not None and (bound > high or (is_strict and bound == high))):
            expected = range_words(low, high)
            yield problem("tier_unreachable", *place, found=written, expected=expected)
        above = (bound, is_strict)
        is_settled = is_settled or bound < low or (not is_strict and bound == low)
    if is_settled:
        yield problem("otherwise_unreachable", *path, "otherwise", found=rule.otherwise)


def _linear(rule: LinearPoints, measure: Measure, path: Path) -> Iterator[Problem]:
    low, high = figure_range(measure)
    if rule.zero_at == rule.full_at:
        yield problem("linear_flat", *path, "full_at", found=rule.full_at)
    elif rule.full_at < low or (high is not None and rule.full_at > high):
        expected = range_words(low, high)
        yield problem("linear_outside", *path, "full_at", found=rule.full_at, expected=expected)


def _items(rule: ItemPoints, maximum: Decimal, path: Path) -> Iterator[Problem]:
    yield from known_table(rule.table, (*path, "table"))
    wrong = tuple(fitting_column(rule.table, rule.column, "choice", (*path, "column")))
    yield from wrong
    if not rule.items:
        yield problem("empty_list", *path, "items")
        return
    yield from repeated((item.choice for item in rule.items), *path, "items", key="choice")
    if rule.table in TABLES and not wrong:
        choices = TABLES[rule.table].column(rule.column).choices
        for index, item in enumerate(rule.items):
            if item.choice not in choices:
                place: Path = (*path, "items", index, "choice")
                expected = ", ".join(f"“{code}” ({words})" for code, words in choices.items())
                yield problem("unknown_choice", *place, found=item.choice, expected=expected)
    points: _Points = [
        ((*path, "items", index, "points"), item.points) for index, item in enumerate(rule.items)
    ]
    yield from _in_range(points, maximum)
    best = max(each for _, each in points)
    if best <= 0:
        yield from _reaches(best, points[0][0], maximum)


def _deadline(rule: DeadlinePoints, maximum: Decimal, path: Path) -> Iterator[Problem]:
    if not is_day(rule.due_day, rule.due_month):
        found = f"{rule.due_day}/{rule.due_month}"
        yield problem("impossible_date", *path, "due_day", found=found)
    if rule.due_year_offset not in _DUE_YEARS:
        expected = f"từ {_DUE_YEARS[0]} đến {_DUE_YEARS[-1]}"
        yield problem(
            "out_of_range", *path, "due_year_offset",
            found=rule.due_year_offset, expected=expected,
        )  # fmt: skip
    if not rule.steps:
        yield problem("empty_list", *path, "steps")
    before: int | None = None
    for index, step in enumerate(rule.steps):
        place: Path = (*path, "steps", index, "days")
        if not 0 <= step.days <= _MOST_LATE_DAYS:
            expected = f"từ 0 đến {_MOST_LATE_DAYS} ngày"
            yield problem("out_of_range", *place, found=step.days, expected=expected)
        if before is not None and step.days <= before:
            yield problem("late_order", *place, found=step.days, expected=before)
        before = step.days
    steps = [((*path, "steps", at, "points"), step.points) for at, step in enumerate(rule.steps)]
    yield from _falling([*steps, ((*path, "otherwise"), rule.otherwise)], maximum)


def _survey(rule: SurveyPoints, path: Path, measures: Mapping[str, Measure]) -> Iterator[Problem]:
    place: Path = (*path, "measure")
    wrong = tuple(fitting_measure(rule.measure, ("pct",), place, measures))
    yield from wrong
    if not wrong and not isinstance(measures[rule.measure].source, Survey):
        yield wrong_measure(measures[rule.measure], place, "số phiếu khảo sát theo công thức")
    if rule.min_answers < 1:
        yield problem("not_positive", *path, "min_answers", found=rule.min_answers)
