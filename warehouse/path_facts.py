"""What a path starts from, and the trial on which its steps are supposed and judged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from schemas.criteria_set import ReportingCalendar
from schemas.programme import Programme
from schemas.verdict_words import gap_text, needed_text, reason_text
from schemas.words import number
from warehouse.last_days import LastDays, last_days
from warehouse.needs import EFFORT, Figures, Need, leaf_need, need_of
from warehouse.scenario import Known, Supposition, checked, known
from warehouse.standings import snapshot
from warehouse.store import Readable, Store
from warehouse.trials import Trial, open_trial
from warehouse.what_if import judge_supposed

Fact = tuple[Mapping[str, Any], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Place:
    """Whose path is asked: a unit of a plan, or one that its targets are about, in a period.

    ``in_full``: by somebody who may see the unit's restricted conditions; else they are left out.
    """

    store: Store
    programme: Programme
    calendar: ReportingCalendar | None
    period_id: str
    unit_code: str
    in_full: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: its kind, what and how many, until when, and what is supposed for it.

    ``obtainable`` points can still be had of a leaf; ``count`` is how many more of what is
    counted; ``figures`` is empty where no figure brings it.
    """

    code: str
    label: str
    kind: str
    state: str
    what: str
    count: int | None
    points: Decimal | None
    obtainable: Decimal | None
    gap: str
    needed: str
    figures: Mapping[str, str]
    last_day: dt.date | None


@dataclass(frozen=True, slots=True)
class After:
    """What the judge says: place, points, class, award, and the state of everything judged."""

    rank: int | None
    score: Decimal | None
    maximum: Decimal | None
    class_order: int | None
    class_name: str | None
    award_state: str | None
    is_without_hand_in: bool
    states: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Tries:
    """An open trial for one unit: its facts, and the judge to be asked about steps."""

    place: Place
    trial: Trial
    known: Known
    facts: tuple[Fact, ...]
    figures: Figures
    best_steps: Mapping[str, tuple[str, Decimal]]
    days: LastDays
    ranked: int
    now: After

    def after(self, steps: Sequence[Step]) -> After:
        """Return what the judge says when these steps are done."""
        figures: dict[str, str] = {}
        points: dict[str, Any] = {}
        for each in steps:
            figures |= each.figures
            if not each.figures and each.obtainable:
                points[each.code] = (each.points or Decimal(0)) + each.obtainable
        if not figures and not points:
            return self.now
        board = (self.place.programme.id, self.place.period_id)
        supposed = checked(self.known, [Supposition(self.place.unit_code, figures, points)])
        with self.trial.attempt():
            judge_supposed(self.trial, self.known, board, supposed)
            return _seen(self.trial.scratch, self.place, supposed[0].unit_id)

    def candidates(self) -> tuple[Step, ...]:
        """Return the steps that can still raise a place: leaves, most first, or conditions."""
        leaves = [_leaf_step(self, *pair) for pair in self.facts if _is_open_leaf(self, *pair)]
        if self.place.programme.criteria_set is not None:
            return tuple(sorted(leaves, key=lambda each: (-(each.obtainable or 0), each.code)))
        found = [each for each in open_steps(self, ("collective",)) if each.figures]
        return tuple(sorted(found, key=lambda each: (EFFORT.index(each.kind), each.count or 0)))

    def hand_in_step(self) -> Step:
        """Return the step of a unit that handed in nothing."""
        return Step(
            "hand_in", "Bảng số liệu của kỳ", "hand_in", "pending", "nộp bảng số liệu của kỳ",
            None, None, None, "", "", {}, self.days.of("hand_in"),
        )  # fmt: skip


@contextmanager
def tries(place: Place, *, is_award: bool = False) -> Iterator[Tries]:
    """Open a trial for a unit; raises Refusal for a unit or period that is not judged.

    ``is_award``: what is done has to be in time for the plan's dossier too.
    """
    store, programme_id = place.store, place.programme.id
    facts = known(store, programme_id, place.period_id)
    about = store.query(
        "select distinct unit_code, unit_id from core_target_unit where programme_id = ?",
        [programme_id],
    )
    facts = replace(facts, units={**dict(about.iter_rows()), **facts.units})
    unit_id = facts.unit_id(place.unit_code)
    period = store.query(
        "select year, ends_on, due_on from core_period where programme_id = ? and period_id = ?",
        [programme_id, place.period_id],
    ).row(0, named=True)
    board = (programme_id, place.period_id)
    with open_trial(store, [board]) as trial:
        scratch = trial.scratch
        ranked = scratch.query(
            "select coalesce(max(ranked_count), 0) from judged_rank join core_programme_unit "
            "using (programme_id, group_code) where programme_id = ? and period_id = ? "
            "and core_programme_unit.unit_id = ?",
            [*board, unit_id],
        ).item()
        days = last_days(place.programme, place.calendar, period, is_award=is_award)
        yield Tries(
            place, trial, facts, tuple(_facts(scratch, place, unit_id)),
            _figures(scratch, board, unit_id), _best_steps(scratch, programme_id), days,
            int(ranked), _seen(scratch, place, unit_id),
        )  # fmt: skip


def open_steps(trying: Tries, subjects: Sequence[str]) -> tuple[Step, ...]:
    """Return a step for every condition or target that is not met yet."""
    return tuple(
        _step(trying, rule, fact, need_of(rule, fact, trying.figures))
        for rule, fact in trying.facts
        if rule["subject"] in subjects and fact["state"] not in ("met", "not_applicable")
    )


def _step(trying: Tries, rule: Mapping[str, Any], fact: Mapping[str, Any], need: Need) -> Step:
    maximum, points = fact.get("maximum"), fact.get("points")
    return Step(
        rule["criterion_code"], rule["label"], need.kind, fact["state"], need.text, need.count,
        points, None if maximum is None else maximum - (points or 0),
        gap_text(rule, fact) or reason_text(fact), needed_text(rule), need.figures,
        trying.days.of(need.kind),
    )  # fmt: skip


def _is_open_leaf(trying: Tries, rule: Mapping[str, Any], fact: Mapping[str, Any]) -> bool:
    is_leaf = rule["criterion_code"] in trying.known.leaves and rule["subject"] == "criterion"
    if not is_leaf or rule["role"] != "score" or fact["state"] == "not_applicable":
        return False
    return bool(fact["maximum"] - (fact["points"] or 0))


def _leaf_step(trying: Tries, rule: Mapping[str, Any], fact: Mapping[str, Any]) -> Step:
    due = _due(trying, rule)
    need = leaf_need(rule, fact, trying.best_steps.get(rule["criterion_code"]), due)
    if need is None or need.kind == "correction" or not need.figures:
        lacking = fact["maximum"] - (fact["points"] or 0)
        need = Need("points", f"thêm {number(lacking)} điểm")
    step = _step(trying, rule, fact, need)
    return step if due is None else replace(step, last_day=min(due, step.last_day or due))


def _due(trying: Tries, rule: Mapping[str, Any]) -> dt.date | None:
    if rule["point_rule_kind"] != "deadline":
        return None
    year = int(trying.place.period_id[:4]) + int(rule["due_year_offset"] or 0)
    return dt.date(year, int(rule["due_month"]), int(rule["due_day"]))


def _facts(store: Readable, place: Place, unit_id: str) -> Iterator[Fact]:
    board = (place.programme.id, place.period_id)
    rules = {
        (row["subject"], row["criterion_code"]): row
        for row in store.query(
            "select * from out_criterion where programme_id = ? and subject <> 'individual' "
            "and (? or not is_restricted) order by criterion_order",
            [board[0], place.in_full],
        ).to_dicts()
    }
    said = store.query(
        "select * from out_full_verdict where programme_id = ? and period_id = ? and unit_id = ?",
        [*board, unit_id],
    ).to_dicts()
    said += [
        {**row, "subject": "target", "points": None, "maximum": None, "layer": None}
        for row in store.query(
            "select * from out_target where programme_id = ? and period_id = ? and unit_id = ?",
            [*board, unit_id],
        ).to_dicts()
    ]
    found = {(fact["subject"], fact["criterion_code"]): fact for fact in said}
    return ((rule, found[key]) for key, rule in rules.items() if key in found)


def _figures(store: Readable, board: tuple[str, str], unit_id: str) -> Figures:
    def of(sql: str) -> dict[str, tuple[Decimal | None, Decimal | None]]:
        rows = store.query(
            f"select measure_code, numerator, denominator from judged_measure as m {sql} "  # noqa: S608
            "where m.programme_id = ? and m.unit_id = ?",
            [board[1], board[0], unit_id],
        )
        return {code: (above, below) for code, above, below in rows.iter_rows()}

    roles: dict[str, list[tuple[str, str]]] = {}
    for code, role, measure in store.query(
        "select condition_code, role, measure_code from core_condition_measure "
        "where programme_id = ?",
        [board[0]],
    ).iter_rows():
        roles.setdefault(code, []).append((role, measure))
    labels = store.query(
        "select measure_code, label from core_measure where programme_id = ?", [board[0]]
    )
    before = (
        "join core_year_before as y on y.programme_id = m.programme_id "
        "and y.before_period_id = m.period_id and y.period_id = ?"
    )
    return Figures(
        of("join (select ? as period_id) as e using (period_id)"), of(before), roles,
        dict(labels.iter_rows()),
    )  # fmt: skip


def _best_steps(store: Readable, programme_id: str) -> dict[str, tuple[str, Decimal]]:
    rows = store.query(
        "select s.criterion_code, s.op, s.bound from core_point_step as s "
        "join core_programme as p using (criteria_set_id) "
        "where p.programme_id = ? and s.bound is not null "
        "qualify s.step_order = min(s.step_order) over (partition by s.criterion_code)",
        [programme_id],
    )
    return {code: (op, bound) for code, op, bound in rows.iter_rows()}


def _seen(store: Readable, place: Place, unit_id: str) -> After:
    board, unit_code = (place.programme.id, place.period_id), place.unit_code
    now = snapshot(store, *board, unit_code, {}, in_full=place.in_full)
    standing = now.standings.get(unit_code)
    states = dict(
        store.query(
            "select criterion_code, state from judged_verdict "
            "where programme_id = ? and period_id = ? and unit_id = ?",
            [*board, unit_id],
        ).iter_rows()
    )
    if standing is None:
        return After(None, None, None, None, None, None, False, states)
    return After(
        standing.rank, standing.score, standing.maximum, standing.class_order,
        standing.class_name, standing.award_state, standing.excluded_code == "no_hand_in", states,
    )  # fmt: skip
