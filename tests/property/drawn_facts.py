"""Hypothesis strategies for what is handed in: workbooks, results, points, decisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import drawn_rules
import drawn_sets
import warehouse_kit as kit
from hypothesis import strategies as st

from schemas.criteria_set import CriteriaSet
from schemas.programme import Programme
from schemas.rules import Rule
from schemas.tables import LEVELS, SEVERITIES
from warehouse.writers import HandIn

PERIODS = ("2021-Y", "2022-Y")
BASE_PERIOD = "2020-Y"
DUE = {period: dt.date(int(period[:4]), 12, 20) for period in PERIODS}
PERSONS = ("CN1", "CN2")

_SHARES = (
    (9, 10), (49, 50), (98, 100), (0, 0), (0, 3), (1, 3), (2, 3), (3, 3), (8, 10), (90, 100),
    (18, 20), (48, 50), (97, 100), (0, 0), (196, 200), (131, 134),
)  # fmt: skip
_ANSWERS = (
    (5, 4, 0, 0, 1), (9, 0, 0, 1, 0), (15, 0, 5, 0, 0), (0, 0, 0, 0, 0), (1, 0, 1, 0, 1),
    (0, 0, 0, 0, 0), (0, 1, 0, 2, 0), (10, 0, 0, 0, 0), (0, 0, 0, 0, 9), (49, 49, 1, 0, 1),
)  # fmt: skip
_COLUMNS = ("very_satisfied", "satisfied", "neutral", "unsatisfied", "very_unsatisfied")
_DAYS = (-400, -11, -10, -1, 0, 1, 5, 6, 30, 31)
_LEVELS = st.sampled_from(list(LEVELS))
_NUMBERED = st.sampled_from([{}, {"document_number": "1/QĐ"}, {"document_number": "1/QĐ"}])


class Wanted:
    """What the rules of a programme look at: only that is handed in."""

    def __init__(self, programme: Programme, set_: CriteriaSet | None) -> None:
        """Collect the figures and the sheets."""
        self.programme = programme
        self.set = set_
        conditions = [*programme.conditions, *programme.targets]
        rules: list[Any] = [each.rule for each in conditions]
        rules += [each.rule for each in set_.criteria if each.rule] if set_ else []
        codes = {code for rule in rules for code in _figures(rule)}
        codes |= {key.measure for key in programme.ranking.keys if key.measure}
        if any(each.applies_if for each in programme.conditions):
            codes.add("applies")
        self.results = sorted(
            codes & {*drawn_rules.VALUES, *drawn_sets.VALUES, "m_day"}
        )  # fmt: skip
        self.tables = {drawn_rules.TABLES_OF[code] for code in codes - set(self.results)
                       if code in drawn_rules.TABLES_OF}  # fmt: skip
        self.tables |= {rule.table for rule in rules if getattr(rule, "table", None)}
        self.decided = [each.code for each in conditions if each.rule.kind == "judged"]
        self.of_persons = [
            each.code for each in programme.conditions if each.subject == "individual"
        ]


def _figures(rule: Rule) -> Iterator[str]:
    for name in ("measure", "peers_measure", "value_measure", "rank_measure"):
        if getattr(rule, name, None):
            yield getattr(rule, name)
    for name in ("measures", "assigned_by"):
        yield from getattr(rule, name, ())


@st.composite
def _results(draw: st.DrawFn, wanted: Wanted, period: str) -> dict[str, str]:
    found = {}
    for code in wanted.results:
        if code == "m_day":
            year = int(period[:4])
            due = draw(st.sampled_from([dt.date(year, 12, 20), dt.date(year + 1, 1, 31)]))
            values: Sequence[str] = [str(due + dt.timedelta(days)) for days in _DAYS]
        else:
            values = (*drawn_rules.VALUES.get(code, ()), *drawn_sets.VALUES.get(code, ()))
        value = draw(st.sampled_from([*values, None] if len(values) > 3 else [*values * 3, None]))
        if value is not None:
            found[code] = value
    return found


def _a_few(rows: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    """Mostly one row, rarely none."""
    return st.one_of(st.lists(rows, min_size=1, max_size=2), st.lists(rows, max_size=1))


@st.composite
def _dossiers(draw: st.DrawFn) -> list[dict[str, str]]:
    rows = []
    for good, total in draw(_a_few(st.sampled_from(_SHARES))):
        early = draw(st.integers(0, good))
        counts = {"early": early, "on_time": good - early, "late": total - good}
        rows.append({f"{name}_count": str(count) for name, count in counts.items()})
    return rows


@st.composite
def exports(
    draw: st.DrawFn, programme_id: str, units: Sequence[str], period: str, is_own: bool
) -> HandIn:
    """Draw what was counted in an export of dossiers, of a unit itself or of its coordinator."""
    facts = kit.Facts()
    for unit in units:
        facts.sheet(unit, "dossiers", draw(_dossiers()))
    made = facts.table(programme_id, period, "self" if is_own else "published")
    return replace(made, kind="dossiers", unit_id=units[0] if is_own else None)


@st.composite
def _sheets(draw: st.DrawFn, wanted: Wanted, unit: str, period: str) -> kit.Facts:
    facts = kit.Facts()
    if "dossiers" in wanted.tables:
        facts.sheet(unit, "dossiers", draw(_dossiers()))
    if "tasks" in wanted.tables:
        good, total = draw(st.sampled_from([(0, 0), (9, 10), (10, 10), (1, 3), (0, 2), (3, 4)]))
        answers = [("yes", "yes")] * good + [("yes", "no"), ("no", "yes"), ("no", "no")] * total
        facts.sheet(
            unit,
            "tasks",
            [{"is_on_time": one, "is_quality_accepted": two} for one, two in answers[:total]],
        )
    if "satisfaction" in wanted.tables:
        answered = draw(_a_few(st.sampled_from(_ANSWERS)))
        rows = [
            {f"{name}_count": str(n) for name, n in zip(_COLUMNS, counts, strict=True)}
            for counts in answered
        ]
        facts.sheet(unit, "satisfaction", rows)
    if "initiatives" in wanted.tables:
        listed = draw(st.lists(st.tuples(_LEVELS, _NUMBERED), max_size=3))
        facts.sheet(unit, "initiatives", [{"level": level, **rest} for level, rest in listed])
    if "discipline" in wanted.tables:
        row = st.builds(
            lambda position, severity: {"position": position, "severity": severity},
            st.sampled_from(["key_leader", "other"]),
            st.sampled_from(list(SEVERITIES)),
        )
        facts.sheet(unit, "discipline", draw(st.lists(row, max_size=2)))
    if wanted.of_persons:
        named = draw(st.lists(st.sampled_from(PERSONS), unique=True))
        level = st.one_of(st.just({}), st.builds(lambda code: {"level": code}, _LEVELS))
        rows = [{"person_code": each, **draw(level), **draw(_NUMBERED)} for each in named]
        facts.sheet(unit, "individuals", rows)
    facts.results(unit, draw(_results(wanted, period)))
    return facts


@st.composite
def workbooks(draw: st.DrawFn, wanted: Wanted, unit: str, period: str) -> HandIn:
    """Draw a unit's own workbook, in time to the minute or a minute late."""
    moment = dt.datetime.combine(DUE[period], dt.time(23, 59)) + draw(
        st.sampled_from([dt.timedelta(0), dt.timedelta(minutes=1), dt.timedelta(days=-9)])
    )
    facts = draw(_sheets(wanted, unit, period))
    return facts.workbook(wanted.programme.id, period, unit, moment)


def persons_before(programme_id: str, unit: str) -> HandIn:
    """Return a workbook with persons of a base year, which is only compared with."""
    facts = kit.Facts()
    facts.sheet(unit, "individuals", [{"person_code": code} for code in PERSONS])
    made: HandIn = facts.workbook(programme_id, BASE_PERIOD, unit)
    return made


_SOMETIMES = st.booleans()
_DECISION = st.sampled_from(["met", "met", "not_met", None])
_LAYER = st.sampled_from(["published", "published", "self"])
_POINT_LAYER = st.sampled_from(["self", "self", "appraised", "explained", "published"])


def _datasets(wanted: Wanted) -> st.SearchStrategy[str]:
    """Tables of a programme with a set are found under the name of either."""
    own = wanted.programme.id
    return st.sampled_from([own, wanted.set.id] if wanted.set else [own])


@st.composite
def tables(draw: st.DrawFn, wanted: Wanted, units: Sequence[str], period: str) -> HandIn:
    """Draw results about many units; what a plan decides is handed in under its own name."""
    facts = kit.Facts()
    dataset = draw(_datasets(wanted))
    decided_here = wanted.decided if dataset == wanted.programme.id else []
    for unit in units:
        facts.results(unit, draw(_results(wanted, period)))
        for code in decided_here:
            decided = draw(_DECISION)
            if decided and code not in wanted.of_persons:
                facts.decision(unit, code, decided, "Lý do")
        judged = [code for code in decided_here if code in wanted.of_persons]
        for row_no, person in enumerate(PERSONS if judged else (), 1):
            given = {code: draw(_DECISION) for code in judged}
            said = {code: decided for code, decided in given.items() if decided}
            if said:
                facts.person_decision(unit, row_no, person, said, "Lý do")
    return facts.table(dataset, period, draw(_LAYER))


@st.composite
def point_tables(
    draw: st.DrawFn,
    wanted: Wanted,
    units: Sequence[str],
    period: str,
    layers: st.SearchStrategy[kit.Layer] = _POINT_LAYER,
) -> HandIn:
    """Draw points of one layer for the leaves of a set; a few do not apply, a few are not there."""
    assert wanted.set is not None
    facts = kit.Facts()
    parents = {each.parent for each in wanted.set.criteria}
    leaves = [each for each in wanted.set.criteria if each.code not in parents]
    mood = draw(st.sampled_from(["full", "mixed", "full", "mixed", "mixed", "nothing_applies"]))
    absent = "not_applicable"
    rest = {"full": (), "mixed": (None, None, None, absent, absent), "nothing_applies": ()}[mood]
    for unit in units:
        found = {}
        for leaf in leaves:
            listed = drawn_sets.POINTS if leaf.maximum > 1 else drawn_sets.EXTRAS
            values = [absent] if mood == "nothing_applies" else [*listed, *rest]
            value = draw(st.sampled_from(values))
            if value is not None and (mood != "mixed" or leaf.kind != "rule" or draw(_SOMETIMES)):
                found[leaf.code] = value
        facts.points(unit, found, reason="Lý do")
    return facts.table(wanted.set.id, period, draw(layers))
