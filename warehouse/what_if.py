"""What if: supposed values, or a hand-in not yet accepted, judged by the same SQL on a trial.

There is no second scorer: the trial is a copy of the warehouse, and what comes out is read by the
readers of any board. The store is never written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from warehouse.changed_cells import CellChange, changed_cells
from warehouse.judge import judge_files, judge_period
from warehouse.judged_boards import resting_on
from warehouse.scenario import (
    Known,
    Supposed,
    Supposition,
    checked,
    known,
    put_entries,
    put_figures,
)
from warehouse.standings import RankMove, Snapshot, UnitEffect, moved, snapshot, unit_effect
from warehouse.store import Readable, Store, Write
from warehouse.trials import Board, Trial, open_trial
from warehouse.writers import HandIn, record

__all__ = ["BoardEffect", "Effect", "Supposition", "effect_of", "suppose"]

_NOBODY = "thử"


@dataclass(frozen=True, slots=True)
class BoardEffect:
    """What happens on one board: to the units concerned, and to the places of the others."""

    programme_id: str
    period_id: str
    units: tuple[UnitEffect, ...]
    moved: tuple[RankMove, ...]

    @property
    def is_nothing(self) -> bool:
        """Tell whether the board stays as it is."""
        return not self.moved and all(each.is_nothing for each in self.units)


@dataclass(frozen=True, slots=True)
class Effect:
    """What would happen, board by board; ``cells`` only for a hand-in.

    The boards of a hand-in are those judged anew: its own period's, and the same period's of the
    next year, which looks back at it.
    """

    revision: int
    boards: tuple[BoardEffect, ...]
    cells: tuple[CellChange, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Tell whether every board stays as it is."""
        return all(each.is_nothing for each in self.boards)


def suppose(
    store: Store,
    programme_id: str,
    period_id: str,
    suppositions: Iterable[Supposition],
    *,
    in_full: bool = False,
) -> Effect:
    """Return what a board would say if the suppositions were so.

    ``in_full``: for somebody who may see restricted conditions of the units supposed about.

    Raises Refusal for codes that the programme does not have and for values outside their range.
    """
    facts = known(store, programme_id, period_id)
    supposed = checked(facts, suppositions)
    board = (programme_id, period_id)
    codes = {unit_id: code for code, unit_id in facts.units.items()}
    units = [codes[each.unit_id] for each in supposed]
    only = units[0] if len(units) == 1 else None
    with open_trial(store, [board]) as trial, trial.attempt():
        before = _before(trial, board, only, in_full=in_full)
        judge_supposed(trial, facts, board, supposed)
        after = snapshot(trial.scratch, *board, only, before.rules, in_full=in_full)
        return Effect(trial.scratch.read_revision, (_board(board, before, after, units),))


def _before(trial: Trial, board: Board, only: str | None, *, in_full: bool) -> Snapshot:
    return trial.untouched(
        (board, only, in_full), lambda: snapshot(trial.scratch, *board, only, in_full=in_full)
    )


def judge_supposed(
    trial: Trial, facts: Known, board: Board, supposed: tuple[Supposed, ...]
) -> None:
    """Put what is supposed into a trial and judge its board: one unit alone, or everyone."""
    changed = put_entries(
        trial.connection, facts, board[1], supposed, trial.scratch.read_revision + 1
    )
    judge_files(trial.connection, changed)
    trial.judge(
        board,
        supposed[0].unit_id if len(supposed) == 1 else None,
        lambda connection: put_figures(connection, facts, board[1], supposed),
    )


def effect_of(store: Store, hand_in: HandIn) -> Effect:
    """Return what accepting a checked hand-in would change; nothing is accepted.

    Restricted conditions are told: who hands in for a unit may see them.
    A closed period stays as it was closed, so its board is not among the effects. Raises
    OwnFailure NOP-01 when the caller passes what the checks should have refused.
    """
    pair = (hand_in.dataset_id, hand_in.period_id)
    boards = _boards(store, pair)
    with open_trial(store, boards) as trial, trial.attempt():
        connection = trial.connection
        cells = changed_cells(trial.scratch, hand_in)
        units = _units(trial.scratch, hand_in)
        alone, only = units[0] if len(units) == 1 else (None, None)
        befores = [_before(trial, board, only, in_full=True) for board in boards]
        at = dt.datetime.now(dt.UTC).replace(tzinfo=None)
        # only figures are judged: the other cells would be written to be thrown away
        figures = replace(hand_in, cells=hand_in.cells.clear())
        record(Write(connection, trial.scratch.read_revision + 1, at), figures, _NOBODY)
        judge_files(connection, [pair], hand_in.unit_id)
        for base in resting_on(connection, [pair]):
            if base[1] == hand_in.period_id and base not in boards:
                judge_period(connection, *base)
        effects = []
        for board, before in zip(boards, befores, strict=True):
            trial.judge(board, alone)
            after = snapshot(trial.scratch, *board, only, before.rules, in_full=True)
            effects.append(_board(board, before, after, [code for _, code in units]))
        return Effect(trial.scratch.read_revision, tuple(effects), cells)


def _boards(store: Store, pair: tuple[str, str]) -> list[Board]:
    """Return the open boards that a hand-in fills: its own, and next year's where it is judged."""
    return store.query(
        """
        select e.programme_id, e.period_id
        from core_programme_dataset as d
        join core_period as own using (programme_id)
        join core_period as e on e.programme_id = own.programme_id
            and e.series = own.series and e.period_order = own.period_order
        left join judged_live_period as l
            on l.programme_id = e.programme_id and l.period_id = e.period_id
        anti join core_closed_period as z
            on z.programme_id = e.programme_id and z.period_id = e.period_id
        where d.dataset_id = ? and own.period_id = ? and not e.is_base
            and (e.year = own.year or (e.year = own.year + 1 and l.period_id is not null))
        order by e.year, e.programme_id
        """,
        list(pair),
    ).rows()


def _units(store: Readable, hand_in: HandIn) -> list[tuple[str, str]]:
    """Return id and code of the units that a hand-in speaks of."""
    unit_ids = hand_in.observations["unit_id"].unique().to_list()
    if hand_in.unit_id is not None:
        unit_ids = [hand_in.unit_id]
    return store.query(
        "select unit_id, unit_code from core_unit where unit_id in "
        "(select unnest(?::varchar[])) order by sort_order",
        [unit_ids],
    ).rows()


def _board(board: Board, before: Snapshot, after: Snapshot, units: Iterable[str]) -> BoardEffect:
    listed = [code for code in units if code in after.names]
    return BoardEffect(
        *board,
        tuple(unit_effect(before, after, code) for code in listed),
        moved(before, after, frozenset(listed)),
    )
