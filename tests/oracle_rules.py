"""The oracle's verdicts on single conditions: one plain function for each kind of rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from oracle_facts import Facts, Figure, Line

from schemas.rules import (
    AppliesIf,
    Attested,
    ClassBand,
    Judged,
    RankImproved,
    Recognised,
    Rule,
    Threshold,
    TierPosition,
    ValueAndRankImproved,
    Veto,
)
from schemas.tables import LEVELS, SEVERITIES


@dataclass(frozen=True)
class Verdict:
    """What the judge says about a unit or person and one condition, target or criterion.

    ``maximum`` stands with criteria that score and apply, ``layer`` with leaves that have points.
    """

    state: str
    is_near: bool
    reason: str
    gap: int | None = None
    points: Fraction | None = None
    maximum: Fraction | None = None
    layer: str | None = None
    is_provisional: bool = False


MISSING = Verdict("pending", False, "missing")


class Rules:
    """Verdicts on conditions and targets, from the facts and the classes, best first."""

    def __init__(self, facts: Facts, bands: Sequence[str]) -> None:
        """Keep the facts and the order of the classes."""
        self.facts = facts
        self.bands = list(bands)

    def verdict(
        self, code: str, rule: Rule, applies: AppliesIf | None, unit: str, period: str
    ) -> Verdict:
        """Return the verdict; applies-if decides whether there is one at all."""
        if applies is not None:
            answer = self.facts.figure(applies.measure, unit, period).code
            if answer is None:
                return Verdict("pending", False, "applies_unknown")
            if answer != applies.equals:
                return Verdict("not_applicable", False, "does_not_apply")
        return self._unconditional(code, rule, unit, period)

    def _unconditional(self, code: str, rule: Rule, unit: str, period: str) -> Verdict:
        if isinstance(rule, Threshold):
            return _threshold(rule, self.facts.figure(rule.measure, unit, period))
        if isinstance(rule, ClassBand):
            reached = self.facts.figure(rule.measure, unit, period).code
            if reached is None:
                return MISSING
            place, wanted = self.bands.index(reached), self.bands.index(rule.band)
            is_met = place == wanted if rule.op == "=" else place <= wanted
            return Verdict("met" if is_met else "not_met", False, "class_reached")
        if isinstance(rule, Attested):
            answer = self.facts.figure(rule.measure, unit, period).code
            if answer is None:
                return MISSING
            return Verdict("met" if answer == "yes" else "not_met", False, f"attested_{answer}")
        if isinstance(rule, Judged):
            decided = self.facts.single(unit, period, "decisions", code)
            if decided is None:
                return Verdict("council", False, "not_decided")
            return Verdict(str(decided.value), False, "decided")
        if isinstance(rule, RankImproved):
            return self._rank_improved(rule, unit, period)
        if isinstance(rule, ValueAndRankImproved):
            return self._value_and_rank_improved(rule, unit, period)
        if isinstance(rule, TierPosition):
            return self._tier_position(rule, unit, period)
        assert isinstance(rule, Recognised | Veto)
        if not self.facts.workbooks(unit, period):
            return MISSING
        lines = self.facts.lines(unit, period, rule.table)
        if isinstance(rule, Recognised):
            return recognised(rule, lines)
        order = list(SEVERITIES)
        for line in lines:
            is_grave = order.index(line["severity"]) >= order.index(rule.min_severity)
            if line["position"] == "key_leader" and is_grave:
                return Verdict("excluded", False, "vetoed")
        return Verdict("met", False, "no_event")

    def _rank(self, code: str, unit: str, period: str) -> Fraction | None:
        return self.facts.figure(code, unit, period).numerator

    def _rank_improved(self, rule: RankImproved, unit: str, period: str) -> Verdict:
        singles = []
        for place, code in enumerate(rule.measures):
            if rule.assigned_by:
                answer = self.facts.figure(rule.assigned_by[place], unit, period).code
                if answer == "no":
                    continue
                if answer is None:
                    singles.append(("pending", "assignment_unknown"))
                    continue
            now = self._rank(code, unit, period)
            then = self._rank(code, unit, year_before(period))
            if now is None:
                singles.append(("pending", "missing"))
            elif then is None:
                singles.append((rule.no_base, "no_base_year"))
            elif now < then:
                singles.append(("met", "rank_compared"))
            elif now == 1:
                singles.append((rule.already_first, "already_first"))
            else:
                singles.append(("not_met", "rank_compared"))
        if not singles:
            return Verdict("not_applicable", False, "nothing_assigned")
        decisive = "met" if rule.combine == "any" else "not_met"
        states = {state for state, _ in singles}
        order = [decisive, "pending", "council", "not_met", "met", "not_applicable"]
        state = next(each for each in order if each in states)
        reasons = {reason for each, reason in singles if each == state}
        told = ("assignment_unknown", "missing", "no_base_year", "already_first", "rank_compared")
        return Verdict(state, False, next(each for each in told if each in reasons))

    def _value_and_rank_improved(
        self, rule: ValueAndRankImproved, unit: str, period: str
    ) -> Verdict:
        before = year_before(period)
        value = self.facts.figure(rule.value_measure, unit, period).value
        rank = self._rank(rule.rank_measure, unit, period)
        if value is None or rank is None:
            return MISSING
        old_value = self.facts.figure(rule.value_measure, unit, before).value
        old_rank = self._rank(rule.rank_measure, unit, before)
        if old_value is None or old_rank is None:
            return Verdict(rule.no_base, False, "no_base_year")
        if value > old_value and rank < old_rank:
            return Verdict("met", False, "value_and_rank_compared")
        if value > old_value and rank == 1:
            return Verdict(rule.already_first, False, "already_first")
        return Verdict("not_met", False, "value_and_rank_compared")

    def _tier_position(self, rule: TierPosition, unit: str, period: str) -> Verdict:
        place = self.facts.figure(rule.measure, unit, period).value
        if place is None:
            return MISSING
        if rule.by == "equal_groups_of_rank":
            assert rule.peers_measure is not None
            peers = self.facts.figure(rule.peers_measure, unit, period).value
            if peers is None:
                return MISSING
            if place > peers:
                return Verdict("pending", False, "rank_outside")
            group = 1
            while place * rule.tiers > group * peers:
                group += 1
            place = Fraction(group)
        if place == rule.tier:
            return Verdict("met", False, "tier_reached")
        if place < rule.tier and rule.better_counts:
            return Verdict("met", False, "tier_exceeded")
        return Verdict("not_met", False, "tier_missed")


def year_before(period: str) -> str:
    """Return the same period of the year before."""
    return f"{int(period[:4]) - 1}{period[4:]}"


def recognised(rule: Recognised, lines: Sequence[Line]) -> Verdict:
    """Return whether any listed initiative is recognised high enough, with its document."""
    order = list(LEVELS)
    listed = [line for line in lines if line.get("level")]
    for line in listed:
        is_high = order.index(line["level"]) >= order.index(rule.min_level)
        if is_high and line.get("document_number"):
            return Verdict("met", False, "recognised")
    return Verdict("not_met", False, "level_too_low" if listed else "none_listed")


def _threshold(rule: Threshold, figure: Figure) -> Verdict:
    if figure.is_zero:
        return Verdict(str(figure.when_zero), False, "zero_denominator")
    value = figure.value
    if value is None:
        return MISSING
    line = Fraction(rule.value)
    if _passes(rule.op, value, line):
        return Verdict("met", False, "threshold_met")
    is_near = rule.near_margin is not None and abs(value - line) <= Fraction(rule.near_margin)
    gap = None
    if figure.is_counted and rule.op in (">", ">="):
        gap, more = 0, figure
        while not _passes(rule.op, more.value or Fraction(0), line):
            gap += 1
            more = replace(more, numerator=Fraction(more.numerator or 0) + 1)
    return Verdict("not_met", is_near, "threshold_not_met", gap)


def _passes(op: str, value: Fraction, line: Fraction) -> bool:
    return {">": value > line, ">=": value >= line, "<": value < line, "<=": value <= line}[op]
