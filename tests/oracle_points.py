"""The oracle's criteria trees: what each leaf earns, and how the parts are put together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Literal

from oracle_facts import Facts
from oracle_rules import Verdict

from schemas.criteria_set import CriteriaSet, Criterion
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

Mode = Literal["told", "low", "high"]
"""As it stands, or as it would be at the worst and at the best."""

_NONE = Fraction(0)


@dataclass(frozen=True)
class Result:
    """What a criterion came to: no points and not N/A means missing, for the reason given."""

    points: Fraction | None
    maximum: Fraction
    reason: str
    is_na: bool = False
    state: str = "pending"
    layer: str | None = None
    is_provisional: bool = False


class Tree:
    """The criteria of one unit in one period; ``year`` is the period's, for due days."""

    def __init__(self, criteria_set: CriteriaSet, facts: Facts, unit: str, period: str) -> None:
        """Keep where to look."""
        self.set = criteria_set
        self.facts = facts
        self.unit = unit
        self.period = period
        self.by_code = {each.code: each for each in criteria_set.criteria}
        self._found: dict[tuple[str, Mode], Result] = {}

    def role(self, code: str | None) -> str:
        """Return the effective role: the nearest one, from here up, that is not plain score."""
        while code is not None:
            each = self.by_code[code]
            if each.role != "score":
                return each.role
            code = each.parent
        return "score"

    def children(self, code: str | None, *roles: str) -> list[str]:
        """Return the parts of a node (or the roots), of these effective roles only."""
        return [
            each.code
            for each in self.set.criteria
            if each.parent == code and (not roles or self.role(each.code) in roles)
        ]

    # ------------------------------------------------------------ leaves

    def result(self, code: str, mode: Mode = "told") -> Result:
        """Return what a criterion came to."""
        key = (code, mode)
        if key not in self._found:
            criterion, role = self.by_code[code], self.role(code)
            if not self.children(code):
                found = self._supposed(self._leaf(criterion), criterion, role, mode)
            elif role == "score":
                found = self._node(criterion, mode)
            else:
                found = self._extra(criterion, mode)
            self._found[key] = found
        return self._found[key]

    def _supposed(self, told: Result, criterion: Criterion, role: str, mode: Mode) -> Result:
        """Return a leaf as it stands, or with what is open at its worst or best."""
        is_missing = told.points is None and not told.is_na
        is_open = told.is_provisional or (is_missing and role == "score")
        if mode == "told" or not is_open:
            return told
        is_full = (mode == "high") == (role != "penalty")
        return Result(Fraction(criterion.maximum) if is_full else _NONE, told.maximum, "supposed")

    def _leaf(self, criterion: Criterion) -> Result:
        maximum = Fraction(criterion.maximum)
        entry = self.facts.single(self.unit, self.period, "points", criterion.code)
        is_rule = criterion.kind == "rule"
        is_provisional = (
            self.set.appraisal == "required"
            and not criterion.is_survey
            and not isinstance(criterion.rule, SurveyPoints)
        )
        if entry is not None and entry.value == "not_applicable":
            if entry.layer == "self" and self.set.appraisal == "required":
                reason = "not_applicable_unconfirmed"
                return Result(None, maximum, reason, layer=entry.layer)
            return Result(None, _NONE, "declared_not_applicable", True, layer=entry.layer)
        if entry is not None and not (is_rule and entry.layer == "self"):
            assert isinstance(entry.value, Fraction)
            is_provisional = is_provisional and entry.layer == "self"
            return Result(
                entry.value, maximum, "points", False, "met", entry.layer, is_provisional
            )  # fmt: skip
        if not is_rule:
            return Result(None, maximum, "missing")
        return self.earned(criterion, is_provisional=is_provisional)

    def earned(self, criterion: Criterion, *, is_provisional: bool = False) -> Result:
        """Return what the rule of a leaf gives, whatever anybody wrote down for it."""
        maximum = Fraction(criterion.maximum)
        assert criterion.rule is not None
        found = self._by_rule(criterion.rule, maximum)
        if isinstance(found, Result):
            return found
        points, reason = found
        points = min(max(rounded(points), _NONE), maximum)
        return Result(points, maximum, reason, False, "met", "computed", is_provisional)

    def _by_rule(self, rule: PointRule, maximum: Fraction) -> tuple[Fraction, str] | Result:
        missing = Result(None, maximum, "missing")
        if isinstance(rule, ItemPoints):
            if not self.facts.workbooks(self.unit, self.period):
                return missing
            worth = {each.choice: Fraction(each.points) for each in rule.items}
            lines = self.facts.lines(self.unit, self.period, rule.table, own=True)
            earned = [worth.get(line.get(rule.column, ""), _NONE) for line in lines]
            return sum(earned, _NONE), "rule_points"
        figure = self.facts.figure(rule.measure, self.unit, self.period)
        if isinstance(rule, YesNoPoints):
            if figure.code is None:
                return missing
            return Fraction(rule.yes if figure.code == "yes" else rule.no), "rule_points"
        if isinstance(rule, DeadlinePoints):
            if figure.day is None:
                return missing
            return _by_day(rule, figure.day, int(self.period[:4])), "rule_points"
        if figure.is_zero:
            if figure.when_zero == "not_applicable":
                return Result(None, _NONE, "zero_denominator", True)
            return Result(None, maximum, "zero_denominator", False, str(figure.when_zero))
        value = figure.value
        if value is None:
            return missing
        if isinstance(rule, SurveyPoints):
            assert figure.numerator is not None
            assert figure.denominator is not None
            is_small = figure.denominator < rule.min_answers
            if is_small and rule.when_small == "not_applicable":
                return Result(None, _NONE, "sample_too_small", True)
            reason = "small_sample" if is_small else "rule_points"
            return maximum * figure.numerator / figure.denominator, reason
        if isinstance(rule, TierPoints):
            return _by_tier(rule, value), "rule_points"
        if isinstance(rule, CountPoints):
            return Fraction(rule.each) * value, "rule_points"
        assert isinstance(rule, LinearPoints)
        zero, full = Fraction(rule.zero_at), Fraction(rule.full_at)
        return maximum * (value - zero) / (full - zero), "rule_points"

    # ------------------------------------------------------------ nodes

    def _is_provisional(self, code: str) -> bool:
        return any(self.result(each).is_provisional for each in self.children(code))

    def _there(self, codes: Iterable[str], mode: Mode) -> list[Fraction]:
        found = (self.result(each, mode).points for each in codes)
        return [each for each in found if each is not None]

    def _extra(self, criterion: Criterion, mode: Mode) -> Result:
        """Return a sum of bonuses or penalties: what is there, at most its maximum."""
        cap = Fraction(criterion.maximum)
        found = self._there(self.children(criterion.code), mode)
        points = min(sum(found, _NONE), cap) if found else None
        is_provisional = self._is_provisional(criterion.code)
        return Result(points, cap, "points", is_provisional=is_provisional)

    def _node(self, criterion: Criterion, mode: Mode) -> Result:
        code = criterion.code
        is_provisional = self._is_provisional(code)
        parts = {each: self.result(each, mode) for each in self.children(code, "score")}
        parts = {each: part for each, part in parts.items() if not part.is_na}
        if not parts:
            reason = "declared_not_applicable"
            return Result(None, _NONE, reason, True, is_provisional=is_provisional)
        maximum = sum((part.maximum for part in parts.values()), _NONE)
        if criterion.kind == "weighted_mean":
            maximum = Fraction(criterion.maximum)
        missing = {part.state for part in parts.values() if part.points is None}
        if missing:
            state = "pending" if "pending" in missing else "council"
            return Result(None, maximum, "missing", False, state, None, is_provisional)
        if criterion.kind == "weighted_mean":
            points = rounded(_mean(self.by_code, parts))
        else:
            points = sum(self._there(parts, mode), _NONE)
            points += sum(self._there(self.children(code, "bonus"), mode), _NONE)
            points -= sum(self._there(self.children(code, "penalty"), mode), _NONE)
            points = min(max(points, _NONE), maximum)
        return Result(points, maximum, "points", False, "met", None, is_provisional)

    def total(self, mode: Mode = "told") -> tuple[Fraction | None, Fraction]:
        """Return a unit's points and its applicable maximum; no points when a part is missing."""
        roots = [self.result(each, mode) for each in self.children(None, "score")]
        roots = [each for each in roots if not each.is_na]
        maximum = sum((each.maximum for each in roots), _NONE)
        if not roots or any(each.points is None for each in roots):
            return None, maximum
        points = sum((each.points for each in roots if each.points is not None), _NONE)
        points += sum(self._there(self.children(None, "bonus"), mode), _NONE)
        points -= sum(self._there(self.children(None, "penalty"), mode), _NONE)
        return points, maximum

    # ------------------------------------------------------------ verdicts

    def verdict(self, code: str) -> Verdict:
        """Return a criterion's light: met and near from declared shares of its maximum."""
        found, role, lights = self.result(code), self.role(code), self.set.lights
        points, maximum = found.points, found.maximum

        def told(state: str, is_near: bool, reason: str) -> Verdict:
            whole = maximum if role == "score" and not found.is_na else None
            layer, is_provisional = found.layer, found.is_provisional
            return Verdict(state, is_near, reason, None, points, whole, layer, is_provisional)

        if role != "score":
            if points is None:
                return told("not_applicable", False, "none_claimed")
            is_met = role == "bonus" or points == 0
            return told("met" if is_met else "not_met", False, f"{role}_points")
        if found.is_na:
            return told("not_applicable", False, found.reason)
        if points is None:
            return told(found.state, False, found.reason)
        if points * 100 >= Fraction(lights.met_from_pct) * maximum:
            return told("met", False, found.reason)
        is_near = points * 100 >= Fraction(lights.near_from_pct) * maximum
        return told("not_met", is_near, found.reason)


def rounded(value: Fraction) -> Fraction:
    """Round half up to nine decimals."""
    scale = 10**9
    return Fraction(floor(value * scale + Fraction(1, 2)), scale)


def _mean(by_code: dict[str, Criterion], parts: dict[str, Result]) -> Fraction:
    top = bottom = _NONE
    for code, part in parts.items():
        weight = by_code[code].weight
        assert weight is not None
        assert part.points is not None
        top += Fraction(weight) * part.points
        bottom += Fraction(weight)
    return top / bottom


def _by_tier(rule: TierPoints, value: Fraction) -> Fraction:
    for step in rule.tiers:
        bound = Fraction(step.bound)
        if value > bound or (step.op == ">=" and value == bound):
            return Fraction(step.points)
    return Fraction(rule.otherwise)


def _by_day(rule: DeadlinePoints, done: dt.date, year: int) -> Fraction:
    due = dt.date(year + rule.due_year_offset, rule.due_month, rule.due_day)
    late = (done - due).days
    for step in sorted(rule.steps, key=lambda each: each.days):
        if late <= step.days:
            return Fraction(step.points)
    return Fraction(rule.otherwise)
