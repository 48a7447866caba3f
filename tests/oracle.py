"""The judge again, in plain stupid Python: fractions, loops and dictionaries.

Written from DOMAIN 1.6, 2.2 and 6 and from what the vocabulary says, never from the SQL. It takes
the same rule records and the same hand-ins as the warehouse and must say the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from oracle_facts import Facts, Line
from oracle_points import Tree
from oracle_rules import Rules, Verdict, recognised

from schemas.criteria_set import CriteriaSet
from schemas.programme import Condition, Programme
from schemas.rules import Inherited, Judged, Recognised, Reported, Veto
from schemas.tables import TABLES
from warehouse.writers import HandIn

Proposal = tuple[str, int, int | None, int | None]
"""State for the award, failures, place in the proposal, and how many share it."""

Order = list[tuple[int, Fraction]]
"""The steps of a unit's place in the order, each comparable."""

_FOLD = ("excluded", "not_met", "pending", "council")


@dataclass(frozen=True)
class BoardLine:
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
        self.units = dict(units)
        measures = [*programme.measures, *(criteria_set.measures if criteria_set else ())]
        self.facts = Facts(measures, hand_ins, due_on)
        self.rules = Rules(self.facts, bands)
        self._restricted = {
            ("collective", each.code)
            for each in programme.conditions
            if isinstance(each.rule, Recognised | Veto) and TABLES[each.rule.table].is_restricted
        }
        self._trees: dict[tuple[str, str], Tree] = {}
        self._verdicts: dict[tuple[str, str], dict[tuple[str, str], Verdict]] = {}

    def tree(self, unit: str, period: str) -> Tree:
        """Return the criteria of a unit in a period."""
        assert self.criteria_set is not None
        key = (unit, period)
        if key not in self._trees:
            self._trees[key] = Tree(self.criteria_set, self.facts, unit, period)
        return self._trees[key]

    # ------------------------------------------------------------ verdicts

    def verdicts(self, unit: str, period: str) -> dict[tuple[str, str], Verdict]:
        """Return every verdict on a unit by subject and code: conditions, then criteria."""
        key = (unit, period)
        if key in self._verdicts:
            return self._verdicts[key]
        found = {}
        for each in self.programme.conditions:
            if each.subject == "collective":
                verdict = self.rules.verdict(each.code, each.rule, each.applies_if, unit, period)
                found["collective", each.code] = verdict
        if self.criteria_set is not None:
            for criterion in self.criteria_set.criteria:
                verdict = self.tree(unit, period).verdict(criterion.code)
                found["criterion", criterion.code] = verdict
        self._verdicts[key] = found
        return found

    def targets(self, period: str) -> dict[tuple[str, str], Verdict]:
        """Return the verdict on every target by its own unit and its code."""
        return {
            (each.unit.code, each.code): self.rules.verdict(
                each.code, each.rule, None, each.unit.code, period
            )
            for each in self.programme.targets
        }

    def _states(self, unit: str, period: str, *, in_full: bool = False) -> list[str]:
        """Return a unit's states; those that not everybody may see only ``in_full``."""
        return [
            each.state
            for key, each in self.verdicts(unit, period).items()
            if in_full or key not in self._restricted
        ]

    # ------------------------------------------------------------ the board

    def board(self, period: str) -> dict[str, BoardLine]:
        """Return every unit's line; ranks inside a group, equal units share one ("1, 1, 3")."""
        lines = {unit: self._line(unit, period) for unit in self.units}
        keys = {unit: self._keys(unit, period) for unit in self.units}
        ranked = [unit for unit, line in lines.items() if line.excluded is None]
        for unit in ranked:
            peers = [each for each in ranked if self.units[each] == self.units[unit]]
            better = sum(keys[each] > keys[unit] for each in peers)
            equal = sum(keys[each] == keys[unit] for each in peers)
            line = lines[unit]
            lines[unit] = BoardLine(
                line.score, line.maximum, None, line.is_late, better + 1, equal > 1
            )  # fmt: skip
        return lines

    def _line(self, unit: str, period: str) -> BoardLine:
        states = self._states(unit, period)
        files = self.facts.workbooks(unit, period)
        is_late = bool(files) and self.facts.is_late(files[-1])
        score: Fraction | None = Fraction(states.count("met"))
        maximum = Fraction(len(states) - states.count("not_applicable"))
        excluded = None
        if self.criteria_set is not None:
            tree = self.tree(unit, period)
            score, maximum = tree.total()
            if all(tree.result(code).is_na for code in tree.children(None, "score")):
                excluded = "nothing_applies"
            elif all(tree.result(code).points is None for code in tree.by_code):
                excluded = "no_result"
            elif score is None:
                excluded = "incomplete"
        if self.programme.workbook is not None and not files:
            excluded = "no_hand_in"
        return BoardLine(score, maximum, excluded, is_late)

    def _keys(self, unit: str, period: str) -> Order:
        """Return the steps of the order, each comparable: a missing figure stands last."""
        keys: Order = []
        for key in self.programme.ranking.keys:
            value: Fraction | None
            if key.by == "conditions_met":
                verdicts = self.verdicts(unit, period).items()
                met = {key for key, each in verdicts if each.state == "met"} - self._restricted
                value = Fraction(sum(subject == "collective" for subject, _ in met))
            elif key.by == "total_points":
                points, maximum = self.tree(unit, period).total()
                value = None if points is None else points / maximum
            else:
                measure = self.facts.measures[str(key.measure)]
                value = self.facts.figure(measure.code, unit, period).value
                source = measure.source
                is_rank = isinstance(source, Reported) and source.value == "rank"
                if value is not None and is_rank:
                    value = -value
            keys.append((0, Fraction(0)) if value is None else (1, value))
        return keys

    def rank_range(self, period: str) -> dict[str, tuple[int, int]]:
        """Return the best and the worst rank that is still possible for every unit.

        Who is not ranked now need never be, and may be yet. An order that does not begin with what
        the board counts has no range.
        """
        counted = "conditions_met" if self.criteria_set is None else "total_points"
        if self.programme.ranking.keys[0].by != counted:
            return {}
        spans = {}
        for unit in self.units:
            span = self._span(unit, period)
            if span is not None:
                spans[unit] = span
        ranked = {unit for unit in spans if self._line(unit, period).excluded is None}
        found = {}
        for unit, (low, high) in spans.items():
            peers = [
                (each, span)
                for each, span in spans.items()
                if each != unit and self.units[each] == self.units[unit]
            ]
            best = 1 + sum(each in ranked and least > high for each, (least, _) in peers)
            worst = 1 + sum(most > low for _, (_, most) in peers)
            found[unit] = (best, worst)
        return found

    def _span(self, unit: str, period: str) -> tuple[Order, Order] | None:
        """Return the least and the most that the order of a unit can still become.

        A later figure stands as it is known; one that is missing, or a step that is no figure,
        may become anything.
        """
        first = self._first_span(unit, period)
        if first is None:
            return None
        low, high = ([(1, end)] for end in first)
        steps = zip(self.programme.ranking.keys, self._keys(unit, period), strict=True)
        for key, value in list(steps)[1:]:
            is_known = key.by == "measure" and value[0] == 1
            low.append(value if is_known else (0, Fraction(0)))
            high.append(value if is_known else (2, Fraction(0)))
        return low, high

    def _first_span(self, unit: str, period: str) -> tuple[Fraction, Fraction] | None:
        if self.criteria_set is None:
            states = self._states(unit, period)
            met = Fraction(states.count("met"))
            return met, met + states.count("pending") + states.count("council")
        tree = self.tree(unit, period)
        (low, maximum), (high, _) = tree.total("low"), tree.total("high")
        if low is None or high is None:
            return None
        return low / maximum, high / maximum

    # ------------------------------------------------------------ awards

    def eligibility(self, period: str, *, in_full: bool) -> dict[str, Proposal]:
        """Return for every unit where it stands for the award."""
        states = {}
        for unit in self.units:
            all_states = self._states(unit, period, in_full=in_full)
            if self.programme.workbook is not None and not self.facts.workbooks(unit, period):
                all_states.append("pending")  # nothing handed in: never proposed
            states[unit] = (_folded(all_states), all_states.count("not_met"))
        keys = {unit: self._keys(unit, period) for unit in states}
        return {
            unit: _proposal(state, failures, keys[unit], _orders(states, keys))
            for unit, (state, failures) in states.items()
        }

    def person_verdicts(self, unit: str, period: str) -> dict[tuple[str, str], Verdict]:
        """Return every verdict on the persons a unit named, by person and condition."""
        return {
            (person, each.code): self._on_person(each, person, line, unit, period)
            for person, line in self.facts.persons(unit, period).items()
            for each in self.programme.conditions
            if each.subject == "individual"
        }

    def _on_person(
        self, condition: Condition, person: str, line: Line, unit: str, period: str
    ) -> Verdict:
        rule = condition.rule
        if isinstance(rule, Inherited):
            of_unit = self.verdicts(unit, period)["collective", rule.condition]
            return Verdict(of_unit.state, of_unit.is_near, "inherited")
        if isinstance(rule, Recognised):
            return recognised(rule, [line])
        assert isinstance(rule, Judged)
        decided = self.facts.decision(unit, period, person, condition.code)
        if decided is None:
            return Verdict("council", False, "not_decided")
        return Verdict(decided, False, "decided")

    def person_eligibility(self, period: str) -> dict[tuple[str, str], Proposal]:
        """Return for every person where he or she stands; persons stand as their units do."""
        states: dict[tuple[str, str], tuple[str, int]] = {}
        keys: dict[tuple[str, str], Order] = {}
        for unit in self.units:
            found = self.person_verdicts(unit, period)
            for person in {person for person, _ in found}:
                all_states = [each.state for (one, _), each in found.items() if one == person]
                states[unit, person] = (_folded(all_states), all_states.count("not_met"))
                keys[unit, person] = self._keys(unit, period)
        return {
            key: _proposal(state, failures, keys[key], _orders(states, keys))
            for key, (state, failures) in states.items()
        }


def _folded(states: Sequence[str]) -> str:
    return next((each for each in _FOLD if each in states), "met")


def _orders(states: Mapping[Any, tuple[str, int]], keys: Mapping[Any, Order]) -> list[Order]:
    return [keys[each] for each, (state, _) in states.items() if state == "met"]


def _proposal(state: str, failures: int, own: Order, proposed: Sequence[Order]) -> Proposal:
    if state != "met":
        return state, failures, None, None
    return state, failures, 1 + sum(each > own for each in proposed), list(proposed).count(own)


def quota_place(place: int, tied: int, maximum: int) -> str:
    """Return where a proposal stands: no tie is cut by the line."""
    if place > maximum:
        return "beyond"
    return "within" if place + tied - 1 <= maximum else "tied_at_line"
