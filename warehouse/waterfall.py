"""Why a unit's place changed between two periods: exact parts that add up, place and score.

The earlier board is turned into the later one step by step on a trial copy, and after each step
the same SQL adds up and ranks: what rules and corrections changed since the earlier board was
published, what the unit changed leaf by leaf, units that came or went, then all others. The order
of the steps is fixed and is ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from schemas.findings import Refusal, finding
from schemas.programme import Programme
from warehouse import rows
from warehouse.judge import judge_board, judge_files, judge_period, judge_ranks, judge_sums
from warehouse.rule_texts import rules_digest
from warehouse.store import Readable, Scratch, Store
from warehouse.trials import open_trial

NOTE = (
    "Thứ tự các bước là của chúng tôi: quy tắc, đính chính, thay đổi của chính đơn vị theo thứ tự "
    "tiêu chí, số liệu xếp thứ tự, đơn vị vào và ra, rồi các đơn vị khác. Số dương là lên hạng."
)
_LABELS = {
    "rules": "Quy tắc thay đổi sau khi chốt",
    "corrections": "Đính chính sau khi chốt",
    "figures": "Số liệu dùng để xếp thứ tự",
    "units": "Đơn vị vào và ra khỏi bảng",
    "others": "Thay đổi của các đơn vị khác",
}
_KEPT = ("kept_core_known_verdict", "kept_core_leaf_verdict")


@dataclass(frozen=True, slots=True)
class Part:
    """One reason: how many places it brought (up is positive) and how much of the score."""

    kind: str
    code: str | None
    label: str
    places: int
    points: Decimal


@dataclass(frozen=True, slots=True)
class Waterfall:
    """Place and score before and after, and the parts that lead from the one to the other."""

    unit_code: str
    unit_name: str
    before: int
    after: int
    score_before: Decimal
    score_after: Decimal
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class _Stand:
    rank: int
    score: Decimal


def rank_change(
    store: Store, programme: Programme, period_from: str, period_to: str, unit_code: str
) -> Waterfall:
    """Return the parts of a change; raises Refusal when the unit is not ranked in both periods."""
    unit_id, name = store.query(
        "select unit_id, unit_name from core_programme_unit "
        "where programme_id = ? and unit_code = ?",
        [programme.id, unit_code],
    ).row(0)
    then, later = (programme.id, period_from), (programme.id, period_to)
    shown, after = (_stand(store, board, unit_id) for board in (then, later))
    if shown is None or after is None:
        missing = period_from if shown is None else period_to
        expected = "không có thứ hạng"
        raise Refusal(finding("scenario.not_ranked", unit=name, found=missing, expected=expected))
    first = _first_closing(store, programme, period_from, unit_id)
    before = shown if first is None else first[0]
    ruled = before if first is None or not first[2] else _by_rules(store, then, unit_id, first[1])
    with open_trial(store, [then, later]) as trial, trial.attempt():
        walk = _Walk(trial.scratch, then, later, unit_id, before)
        walk.reach("rules", before if ruled is None else ruled)
        walk.reach("corrections", shown)
        walk.own_leaves()
        walk.own_conditions()
        walk.own_figures(store)
        walk.units_that_move(store)
        walk.others(store)
        walk.reach("others", after)
    parts = tuple(walk.parts)
    assert before.rank - sum(part.places for part in parts) == after.rank
    assert before.score + sum(part.points for part in parts) == after.score
    return Waterfall(
        unit_code, str(name), before.rank, after.rank, before.score, after.score, parts
    )


def _stand(store: Readable, board: tuple[str, str], unit_id: str) -> _Stand | None:
    found = store.query(
        "select r.rank, t.score from judged_rank as r "
        "join judged_total as t using (programme_id, period_id, unit_id) "
        "where programme_id = ? and period_id = ? and unit_id = ?",
        [*board, unit_id],
    )
    return None if found.is_empty() else _Stand(*found.row(0))


def _first_closing(
    store: Store, programme: Programme, period_id: str, unit_id: str
) -> tuple[_Stand, int, bool] | None:
    """Return what the first closing sealed, its revision, and whether rules differ since."""
    found = store.query(
        "select b.rank, b.score, c.revision, c.rules_sha256 from core_closing as c "
        "join sealed_board as b using (closing_id) "
        "where c.programme_id = ? and c.period_id = ? and b.unit_id = ? and c.action = 'close' "
        "and b.rank is not null and b.score is not null order by c.revision limit 1",
        [programme.id, period_id, unit_id],
    )
    if found.is_empty():
        return None
    rank, score, revision, rules = found.row(0)
    return _Stand(rank, score), revision, rules != rules_digest(store, programme)


def _by_rules(store: Store, board: tuple[str, str], unit_id: str, revision: int) -> _Stand | None:
    """Judge the figures of a closing by today's rules; None where the unit is not ranked so."""
    programme_id, period_id = board
    with store.trial() as trial:
        connection = trial.connection
        for table in ("core_observation", "raw_submission__file"):
            connection.execute(f"delete from {table} where revision > ?", [revision])  # noqa: S608
        connection.execute(
            "delete from core_closing where programme_id = ? and period_id = ?", list(board)
        )
        connection.execute(
            "delete from judged_verdict where programme_id = ? and period_id = ?", list(board)
        )
        pairs = connection.execute(
            "select d.dataset_id, e.period_id from core_programme_dataset as d "
            "join core_period as e using (programme_id) where programme_id = ?",
            [programme_id],
        ).fetchall()
        judge_files(connection, [(str(dataset), str(each)) for dataset, each in pairs])
        judge_period(connection, programme_id, period_id)
        return _stand(trial, board, unit_id)


class _Walk:
    """The earlier board on its way to the later one; every step is judged, and leaves a part."""

    def __init__(
        self,
        scratch: Scratch,
        then: tuple[str, str],
        later: tuple[str, str],
        unit_id: str,
        stand: _Stand,
    ) -> None:
        self.scratch = scratch
        self.connection = scratch.connection
        self.then = then
        self.later = later
        self.unit_id = unit_id
        self.stand = stand
        self.parts: list[Part] = []

    def reach(
        self, kind: str, stand: _Stand | None, code: str | None = None, label: str = ""
    ) -> None:
        """Note what a step brought; where the unit has no place on the way, the next step tells."""
        stand = stand or self.stand
        places, points = self.stand.rank - stand.rank, stand.score - self.stand.score
        self.stand = stand
        same = [each for each in self.parts if (each.kind, each.code) == (kind, code)]
        if same:
            self.parts.remove(same[0])
            places, points = places + same[0].places, points + same[0].points
        if kind != "own" or places or points:
            self.parts.append(Part(kind, code, label or _LABELS[kind], places, points))

    def own_leaves(self) -> None:
        """Give the unit its later leaves one by one; sums, caps and ranks come from the SQL."""
        found = self.scratch.query(
            """
            select c.criterion_code, c.name
            from core_programme as p
            join core_criterion as c using (criteria_set_id)
            left join core_leaf_verdict as a
                on a.programme_id = p.programme_id and a.period_id = ? and a.unit_id = ?
                and a.criterion_code = c.criterion_code
            left join core_leaf_verdict as b
                on b.programme_id = p.programme_id and b.period_id = ? and b.unit_id = ?
                and b.criterion_code = c.criterion_code
            where p.programme_id = ? and c.is_leaf and (
                a.points is distinct from b.points or a.state is distinct from b.state
                or a.maximum is distinct from b.maximum
            )
            order by c.criterion_order
            """,
            [self.then[1], self.unit_id, self.later[1], self.unit_id, self.then[0]],
        )
        for code, name in found.iter_rows():
            for table in _KEPT:
                self._replace(table, "and unit_id = ? and criterion_code = ?", self.unit_id, code)
            judge_sums(self.connection, *self.then, self.unit_id)
            judge_board(self.connection, *self.then, self.unit_id)
            self.reach("own", self._now(), code, name)

    def own_conditions(self) -> None:
        """Give the unit its later verdicts on conditions one by one."""
        found = self.scratch.query(
            "select condition_code, label from core_condition "
            "where programme_id = ? and subject = 'collective' order by condition_order",
            [self.then[0]],
        )
        for code, label in found.iter_rows():
            where = "and subject = 'collective' and unit_id = ? and criterion_code = ?"
            self._replace("judged_verdict", where, self.unit_id, code)
            judge_board(self.connection, *self.then, self.unit_id)
            self.reach("own", self._now(), code, label)

    def own_figures(self, store: Store) -> None:
        """Give the unit what its later board counts: the figures that only order it, too."""
        self._put(store, "unit_id = ?", [self.unit_id])
        self.reach("figures", self._now())

    def units_that_move(self, store: Store) -> None:
        """Let units go that are not ranked later, and come that were not ranked before."""
        ranks = "select unit_id from judged_rank where programme_id = ? and period_id = ?"
        then, now = (
            set(store.query(ranks, list(board))["unit_id"]) for board in (self.then, self.later)
        )
        then |= set(self.scratch.query(ranks, list(self.then))["unit_id"])
        self._put(store, "list_contains(?, unit_id)", [sorted(then ^ now)])
        self.reach("units", self._now())

    def others(self, store: Store) -> None:
        """Let the whole later board stand."""
        self._put(store, "true", [])
        self.reach("others", self._now())

    def _put(self, store: Store, where: str, values: list[object]) -> None:
        """Put totals and steps of the order of the later board, as it is shown, into this one."""
        for table in ("judged_total", "judged_key"):
            taken = f"from {table} where programme_id = ? and period_id = ? and {where}"
            shown = store.query(f"select * {taken}", [*self.later, *values])
            self.connection.execute(f"delete {taken}", [*self.then, *values])
            rows.insert_frame(
                self.connection, table, shown.with_columns(period_id=pl.lit(self.then[1]))
            )
        judge_ranks(self.connection, *self.then)

    def _replace(self, table: str, where: str, *values: str) -> None:
        scope = f"where programme_id = ? and period_id = ? {where}"
        self.connection.execute(f"delete from {table} {scope}", [*self.then, *values])  # noqa: S608
        self.connection.execute(
            f"insert into {table} by name select * replace (? as period_id) "  # noqa: S608
            f"from {table} {scope}",
            [self.then[1], *self.later, *values],
        )

    def _now(self) -> _Stand | None:
        return _stand(self.scratch, self.then, self.unit_id)
