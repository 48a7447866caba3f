"""The judge again, in plain stupid Python: fractions, loops and dictionaries.

Written from DOMAIN 1.6, 2.2 and 6 and from what the vocabulary says, never from the SQL. It takes
the same rule records and the same hand-ins as the warehouse and must say the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from schemas.criteria_set import CriteriaSet
from schemas.programme import Condition, Measure, Programme
from schemas.rules import (
    Attested,
    ClassBand,
    HandInOnTime,
    Judged,
    RankImproved,
    RatioOfRows,
    RatioOfSums,
    Recognised,
    Reported,
    Threshold,
    Veto,
)
from schemas.tables import LEVELS, SEVERITIES
from warehouse.writers import HandIn

_NO_FIGURE = object()


@dataclass(frozen=True)
class Figure:
    """A fraction kept as its two counts, or a code; ``None`` everywhere means missing."""

    numerator: Fraction | None = None
    denominator: Fraction | None = None
    code: str | None = None

    @property
    def is_missing(self) -> bool:
        """Tell whether there is no number."""
        return self.numerator is None or self.denominator is None


@dataclass(frozen=True)
class Verdict:
    """What the judge says about one unit and one condition or criterion."""

    state: str
    is_near: bool
    reason: str
    gap: int | None = None
    points: Fraction | None = None


@dataclass(frozen=True)
class Line:
    """A unit's line on the board."""

    score: Fraction | None
    maximum: Fraction
    excluded: str | None
    is_late: bool
    rank: int | None = None
    is_tied: bool | None = None


class Oracle:
    """The verdicts of one programme and period, from hand-ins in the order of acceptance."""

    def __init__(
        self,
        programme: Programme,
        criteria_set: CriteriaSet | None,
        bands: Sequence[str],
        units: Mapping[str, str],
        hand_ins: Sequence[HandIn],
        due_on: dt.date | None,
    ) -> None:
        """Keep the rules (bands best first), the units with their groups, and the files."""
        self.programme = programme
        self.criteria_set = criteria_set
        self.bands = list(bands)
        self.units = dict(units)
        self.hand_ins = list(hand_ins)
        self.due_on = due_on
        self.measures = {each.code: each for each in programme.measures}

    # ------------------------------------------------------------ what counts

    def _files(self, period: str) -> Iterator[HandIn]:
        """Yield the files of the period whose figures count, in the order of acceptance."""
        for place, file in enumerate(self.hand_ins):
            later = self.hand_ins[place + 1 :]
            is_replaced = file.kind == "workbook" and any(
                other.kind == "workbook"
                and (other.unit_id, other.period_id) == (file.unit_id, file.period_id)
                for other in later
            )
            if file.period_id == period and not is_replaced:
                yield file

    def _rows(self, unit: str, period: str, table: str) -> list[Mapping[str, object]]:
        return [
            {**row, "layer": file.layer}
            for file in self._files(period)
            for row in file.observations.iter_rows(named=True)
            if row["unit_id"] == unit and row["table_code"] == table
        ]

    def _single(self, unit: str, period: str, table: str, column: str) -> object:
        """Return the value of a column that holds one figure a unit: published before own."""
        for layer in ("published", "self"):
            found: object = _NO_FIGURE
            for row in self._rows(unit, period, table):
                if row["column_code"] == column and row["layer"] == layer:
                    is_number = row["value_num"] is not None
                    found = row["value_num"] if is_number else row["value_text"]
            if found is not _NO_FIGURE:
                return found
        return None

    def _workbooks(self, unit: str, period: str) -> list[HandIn]:
        return [
            each
            for each in self.hand_ins
            if each.kind == "workbook" and (each.unit_id, each.period_id) == (unit, period)
        ]

    def _is_late(self, file: HandIn) -> bool:
        day = file.received_at.date() if file.received_at else dt.date.max
        return self.due_on is not None and day > self.due_on

    def _figure(self, measure: Measure, unit: str, period: str) -> Figure:
        source = measure.source
        if isinstance(source, Reported):
            value = self._single(unit, period, "results", measure.code)
            if value is None:
                return Figure()
            if source.value in ("class", "yes_no"):
                return Figure(code=str(value))
            return Figure(Fraction(str(value)), Fraction(1))
        if isinstance(source, RatioOfSums):
            rows = self._rows(unit, period, source.table)
            if not rows:
                return Figure()
            return Figure(_sum(rows, source.numerator), _sum(rows, source.denominator))
        if isinstance(source, RatioOfRows):
            lines: dict[object, dict[object, object]] = {}
            for row in self._rows(unit, period, source.table):
                lines.setdefault(row["row_no"], {})[row["column_code"]] = row["value_text"]
            if not lines:
                return Figure()
            good = [all(line.get(c) == "yes" for c in source.all_yes) for line in lines.values()]
            return Figure(Fraction(sum(good)), Fraction(len(good)))
        assert isinstance(source, HandInOnTime)
        files = self._workbooks(unit, period)
        if not files:
            return Figure()
        return Figure(code="no" if all(self._is_late(each) for each in files) else "yes")

    # ------------------------------------------------------------ verdicts

    def verdict(self, condition: Condition, unit: str, period: str) -> Verdict:
        """Return the verdict on a condition; applies-if decides whether there is one at all."""
        found = self._unconditional(condition, unit, period)
        applies = condition.applies_if
        if applies is None:
            return found
        answer = self._figure(self.measures[applies.measure], unit, period).code
        if answer is None:
            return Verdict("pending", False, "applies_unknown")
        if answer != applies.equals:
            return Verdict("not_applicable", False, "does_not_apply")
        return found

    def _unconditional(self, condition: Condition, unit: str, period: str) -> Verdict:
        rule = condition.rule
        has_handed_in = bool(self._workbooks(unit, period))
        if isinstance(rule, Threshold):
            measure = self.measures[rule.measure]
            return _threshold(rule, measure, self._figure(measure, unit, period))
        if isinstance(rule, ClassBand):
            code = self._figure(self.measures[rule.measure], unit, period).code
            if code is None:
                return Verdict("pending", False, "missing")
            place, wanted = self.bands.index(code), self.bands.index(rule.band)
            is_met = place == wanted if rule.op == "=" else place <= wanted
            return Verdict("met" if is_met else "not_met", False, "class_reached")
        if isinstance(rule, Attested):
            code = self._figure(self.measures[rule.measure], unit, period).code
            if code is None:
                return Verdict("pending", False, "missing")
            return Verdict("met" if code == "yes" else "not_met", False, f"attested_{code}")
        if isinstance(rule, Judged):
            decided = self._single(unit, period, "decisions", condition.code)
            if decided is None:
                return Verdict("council", False, "not_decided")
            return Verdict(str(decided), False, "decided")
        if isinstance(rule, RankImproved):
            return self._rank_improved(rule, unit, period)
        assert isinstance(rule, Recognised | Veto)
        if not has_handed_in:
            return Verdict("pending", False, "missing")
        lines: dict[object, dict[object, object]] = {}
        for row in self._rows(unit, period, rule.table):
            lines.setdefault(row["row_no"], {})[row["column_code"]] = row["value_text"]
        if isinstance(rule, Veto):
            order = list(SEVERITIES)
            events = [
                line
                for line in lines.values()
                if line["position"] == "key_leader"
                and order.index(str(line["severity"])) >= order.index(rule.min_severity)
            ]
            is_vetoed = bool(events)
            return (
                Verdict("excluded", False, "vetoed")
                if is_vetoed
                else Verdict("met", False, "no_event")
            )
        order = list(LEVELS)
        valid = [
            line
            for line in lines.values()
            if line.get("document_number")
            and order.index(str(line["level"])) >= order.index(rule.min_level)
        ]
        if valid:
            return Verdict("met", False, "recognised")
        return Verdict("not_met", False, "level_too_low" if lines else "none_listed")

    def _rank_improved(self, rule: RankImproved, unit: str, period: str) -> Verdict:
        before = f"{int(period[:4]) - 1}{period[4:]}"
        singles = []
        for code in rule.measures:
            now = self._figure(self.measures[code], unit, period).numerator
            then = self._figure(self.measures[code], unit, before).numerator
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
        decisive = "met" if rule.combine == "any" else "not_met"
        states = {state for state, _ in singles}
        order = [decisive, "pending", "council", "not_met", "met", "not_applicable"]
        state = next(each for each in order if each in states)
        reasons = {reason for each, reason in singles if each == state}
        told = ("missing", "no_base_year", "already_first", "rank_compared")
        return Verdict(state, False, next(each for each in told if each in reasons))

    # ------------------------------------------------------------ points

    def points(self, code: str, unit: str, period: str) -> Fraction | None:
        """Return a criterion's points; a sum with a part missing is missing."""
        assert self.criteria_set is not None
        criterion = next(each for each in self.criteria_set.criteria if each.code == code)
        if criterion.kind == "published_points":
            value = self._single(unit, period, "points", code)
            return None if value in (None, "not_applicable") else Fraction(str(value))
        parts = [part for part in self._parts(code) if not self.is_exempt(part, unit, period)]
        found = [self.points(part, unit, period) for part in parts]
        if not found or any(each is None for each in found):
            return None
        return sum((each for each in found if each is not None), Fraction(0))

    def _parts(self, code: str | None) -> list[str]:
        assert self.criteria_set is not None
        return [each.code for each in self.criteria_set.criteria if each.parent == code]

    def is_exempt(self, code: str, unit: str, period: str) -> bool:
        """Tell whether a criterion, or everything below it, was declared not applicable."""
        parts = self._parts(code)
        if parts:
            return all(self.is_exempt(part, unit, period) for part in parts)
        return self._single(unit, period, "points", code) == "not_applicable"

    def maximum(self, code: str, unit: str, period: str) -> Fraction:
        """Return a criterion's maximum without what does not apply below it."""
        assert self.criteria_set is not None
        parts = self._parts(code)
        if parts:
            return sum((self.maximum(part, unit, period) for part in parts), Fraction(0))
        if self.is_exempt(code, unit, period):
            return Fraction(0)
        return next(Fraction(e.maximum) for e in self.criteria_set.criteria if e.code == code)

    def light(self, code: str, unit: str, period: str) -> Verdict:
        """Return a criterion's light: met and near from declared shares of its maximum."""
        assert self.criteria_set is not None
        points, lights = self.points(code, unit, period), self.criteria_set.lights
        if self.is_exempt(code, unit, period):
            return Verdict("not_applicable", False, "declared_not_applicable")
        if points is None:
            return Verdict("pending", False, "missing")
        share = points / self.maximum(code, unit, period) * 100
        if share >= Fraction(lights.met_from_pct):
            return Verdict("met", False, "points", None, points)
        is_near = share >= Fraction(lights.near_from_pct)
        return Verdict("not_met", is_near, "points", None, points)

    # ------------------------------------------------------------ board and awards

    def verdicts(self, unit: str, period: str) -> dict[str, Verdict]:
        """Return every verdict on a unit: conditions for collectives, then criteria."""
        found = {
            each.code: self.verdict(each, unit, period)
            for each in self.programme.conditions
            if each.subject == "collective"
        }
        if self.criteria_set is not None:
            for criterion in self.criteria_set.criteria:
                found[criterion.code] = self.light(criterion.code, unit, period)
        return found

    def board(self, period: str) -> dict[str, Line]:
        """Return every unit's line; ranks inside a group, equal units share one ("1, 1, 3")."""
        lines = {unit: self._line(unit, period) for unit in self.units}
        keys = {unit: self._keys(unit, period) for unit in self.units}
        ranked = [unit for unit, line in lines.items() if line.excluded is None]
        for unit in ranked:
            peers = [each for each in ranked if self.units[each] == self.units[unit]]
            better = sum(keys[each] > keys[unit] for each in peers)
            equal = sum(keys[each] == keys[unit] for each in peers)
            line = lines[unit]
            lines[unit] = Line(
                line.score, line.maximum, None, line.is_late, better + 1, equal > 1
            )  # fmt: skip
        return lines

    def _line(self, unit: str, period: str) -> Line:
        verdicts = self.verdicts(unit, period)
        states = [each.state for each in verdicts.values()]
        files = self._workbooks(unit, period)
        is_late = bool(files) and self._is_late(files[-1])
        score: Fraction | None = Fraction(states.count("met"))
        maximum = Fraction(len(states) - states.count("not_applicable"))
        excluded = None
        if self.criteria_set is not None:
            roots = [code for code in self._parts(None) if not self.is_exempt(code, unit, period)]
            found = [self.points(code, unit, period) for code in roots]
            known = [self.points(e.code, unit, period) for e in self.criteria_set.criteria]
            maximum = sum((self.maximum(code, unit, period) for code in roots), Fraction(0))
            if not roots:
                excluded, score = "nothing_applies", None
            elif all(each is None for each in known):
                excluded, score = "no_result", None
            elif any(each is None for each in found):
                excluded, score = "incomplete", None
            else:
                score = sum((each for each in found if each is not None), Fraction(0))
        if self.programme.workbook is not None and not files:
            excluded = "no_hand_in"
        if "excluded" in states:
            excluded = "vetoed"
        return Line(score, maximum, excluded, is_late)

    def _keys(self, unit: str, period: str) -> list[tuple[int, Fraction]]:
        """Return the steps of the order, each comparable: a missing figure stands last."""
        keys = []
        for key in self.programme.ranking.keys:
            value: Fraction | None
            if key.by == "conditions_met":
                states = [each.state for each in self.verdicts(unit, period).values()]
                value = Fraction(states.count("met"))
            elif key.by == "total_points":
                line = self._line(unit, period)
                value = line.score / line.maximum if line.score is not None else None
            else:
                measure = self.measures[str(key.measure)]
                figure = self._figure(measure, unit, period)
                value = None
                if figure.numerator is not None and figure.denominator:
                    value = figure.numerator / figure.denominator
                    source = measure.source
                    if isinstance(source, Reported) and source.value == "rank":
                        value = -value
            keys.append((0, Fraction(0)) if value is None else (1, value))
        return keys

    def eligibility(self, period: str) -> dict[str, tuple[str, int, int | None, int | None]]:
        """Return per unit its state for the award, failures, place in the proposal, and ties."""
        found: dict[str, tuple[str, int, int | None, int | None]] = {}
        states = {}
        for unit in self.units:
            all_states = [each.state for each in self.verdicts(unit, period).values()]
            if self.programme.workbook is not None and not self._workbooks(unit, period):
                all_states.append("pending")  # nothing handed in: never proposed
            order = ["excluded", "not_met", "pending", "council"]
            state = next((each for each in order if each in all_states), "met")
            states[unit] = (state, all_states.count("not_met"))
        met = [unit for unit, (state, _) in states.items() if state == "met"]
        keys = {unit: self._keys(unit, period) for unit in met}
        for unit, (state, failures) in states.items():
            place = tied = None
            if unit in keys:
                place = 1 + sum(keys[each] > keys[unit] for each in met)
                tied = sum(keys[each] == keys[unit] for each in met)
            found[unit] = (state, failures, place, tied)
        return found


def quota_place(place: int, tied: int, maximum: int) -> str:
    """Return where a proposal stands: no tie is cut by the line."""
    if place > maximum:
        return "beyond"
    return "within" if place + tied - 1 <= maximum else "tied_at_line"


def _sum(rows: Sequence[Mapping[str, object]], columns: Sequence[str]) -> Fraction:
    return sum(
        (Fraction(str(row["value_num"])) for row in rows if row["column_code"] in columns),
        Fraction(0),
    )


def _threshold(rule: Threshold, measure: Measure, figure: Figure) -> Verdict:
    if figure.is_missing:
        return Verdict("pending", False, "missing")
    assert figure.numerator is not None
    assert figure.denominator is not None
    source = measure.source
    if figure.denominator == 0:
        assert isinstance(source, RatioOfSums | RatioOfRows)
        return Verdict(source.when_zero, False, "zero_denominator")
    value = figure.numerator / figure.denominator
    is_ratio = not isinstance(source, Reported)
    if is_ratio:
        value *= 100
    line, margin = Fraction(rule.value), Fraction(rule.near_margin or 0)
    if _passes(rule.op, value, line):
        return Verdict("met", False, "threshold_met")
    is_near = rule.near_margin is not None and abs(value - line) <= margin
    gap = None
    if is_ratio and rule.op in (">", ">="):
        gap = 1
        while not _passes(rule.op, (figure.numerator + gap) / figure.denominator * 100, line):
            gap += 1
    return Verdict("not_met", is_near, "threshold_not_met", gap)


def _passes(op: str, value: Fraction, line: Fraction) -> bool:
    return {">": value > line, ">=": value >= line, "<": value < line, "<=": value <= line}[op]
