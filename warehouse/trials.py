"""Trials: a scratch copy on which something is supposed, judged by the same SQL.

A copy is prepared once for the boards in question: closed periods are open again on the facts they
were closed on, and the rows of views that many others read are written down, as the judge does
with his own steps. Planning those views over and over would take longer than judging. The copy is
kept while the store stays at its revision; every attempt on it is taken back, and the store
itself is never touched.
"""

from __future__ import annotations

import contextlib
import threading
import weakref
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

import duckdb

from warehouse.judge import judge_files, judge_period
from warehouse.judged_boards import Needs, live_boards, needs_of
from warehouse.master import think_alone
from warehouse.migrate import view_files
from warehouse.store import Scratch, Store

T = TypeVar("T")
Board = tuple[str, str]
"""A programme and one of its periods."""


@dataclass(frozen=True, slots=True)
class _Settled:
    """A view whose rows a trial keeps, and when they change: with files, or with leaves."""

    view: str
    with_: Literal["files", "leaves"]


_SETTLED = (
    _Settled("core_subject_condition", "files"),
    _Settled("core_leaf_known", "leaves"),
    _Settled("core_known_verdict", "leaves"),
    _Settled("core_leaf_verdict", "leaves"),
)
"""Each after those it reads."""


@dataclass(frozen=True, slots=True)
class Trial:
    """An open trial on some boards; ``scratch`` is what readers read."""

    scratch: Scratch
    boards: tuple[Board, ...]
    live: frozenset[Board]
    needs: Mapping[str, Needs]
    _seen: dict[Hashable, Any] = field(default_factory=dict)

    def untouched(self, key: Hashable, read: Callable[[], T]) -> T:
        """Return what a reading says before anything is tried, read once for all attempts."""
        if key not in self._seen:
            self._seen[key] = read()
        seen: T = self._seen[key]
        return seen

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """Return the connection on which something is supposed."""
        return self.scratch.connection

    @contextlib.contextmanager
    def attempt(self) -> Iterator[None]:
        """Take back what the body supposes and judges."""
        self.connection.execute("begin")
        try:
            yield
        finally:
            self.connection.execute("rollback")

    def judge(
        self,
        board: Board,
        unit_id: str | None = None,
        suppose: Callable[[duckdb.DuckDBPyConnection], None] | None = None,
    ) -> None:
        """Judge a board of the trial anew, or only one unit of it and its place.

        On a board that held no figure before, everyone is judged.
        """
        if board not in self.live:
            unit_id = None
        if unit_id is not None:
            think_alone(self.connection)
        programme_id, period_id = board
        needs = self.needs[programme_id]
        _settle(self.connection, board, unit_id, "files", needs)
        judge_period(
            self.connection,
            programme_id,
            period_id,
            needs,
            suppose,
            settle=lambda connection: _settle(connection, board, unit_id, "leaves", needs),
            unit_id=unit_id,
        )

    def settle_leaves(self, board: Board, unit_id: str) -> None:
        """Write down a unit's leaves anew after their points were changed by hand."""
        _settle(self.connection, board, unit_id, "leaves", self.needs[board[0]])


@dataclass(slots=True)
class _Kept:
    """The trial that a store keeps open, and the lock of whoever tries something on it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    key: tuple[int, tuple[Board, ...]] | None = None
    trial: Trial | None = None
    stack: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)


_KEPT: weakref.WeakKeyDictionary[Store, _Kept] = weakref.WeakKeyDictionary()
_KEEPING = threading.Lock()


@contextlib.contextmanager
def open_trial(store: Store, boards: Sequence[Board]) -> Iterator[Trial]:
    """Open a trial on some boards; other boards of the copy say nothing about leaves.

    Everything that is changed must be changed inside :meth:`Trial.attempt`.
    """
    with _KEEPING:
        kept = _KEPT.get(store)
        if kept is None:
            kept = _KEPT[store] = _Kept()
            weakref.finalize(store, kept.stack.close)
    if not kept.lock.acquire(blocking=False):
        with contextlib.ExitStack() as stack:
            yield _prepared(stack, store, boards)
        return
    try:
        key = (store.revision(), tuple(boards))
        if kept.trial is None or kept.key != key:
            kept.stack.close()
            kept.trial = None
            kept.trial = _prepared(kept.stack, store, boards)
            kept.key = (kept.trial.scratch.read_revision, tuple(boards))
        yield kept.trial
    finally:
        kept.lock.release()


def _prepared(stack: contextlib.ExitStack, store: Store, boards: Sequence[Board]) -> Trial:
    scratch = stack.enter_context(store.trial())
    connection = scratch.connection
    # what is tried is thrown away: writing it down at the end would only take time
    connection.execute("pragma disable_checkpoint_on_shutdown")
    for board in boards:
        _reopen(connection, board)
    live = live_boards(connection)
    _keep_rows(connection, boards)
    return Trial(scratch, tuple(boards), live, needs_of(connection))


def _reopen(connection: duckdb.DuckDBPyConnection, board: Board) -> None:
    """Open a closed period again on the facts that it was closed on."""
    closed = connection.execute(
        "select c.revision from core_closed_period as z join core_closing as c using (closing_id) "
        "where z.programme_id = ? and z.period_id = ?",
        list(board),
    ).fetchall()
    if not closed:
        return
    programme_id, period_id = board
    for table in ("core_observation", "raw_submission__file"):
        connection.execute(
            f"delete from {table} where revision > ? and period_id = ? and dataset_id in "  # noqa: S608
            "(select dataset_id from core_programme_dataset where programme_id = ?)",
            [closed[0][0], period_id, programme_id],
        )
    connection.execute(
        "insert into core_closing by name select 'trial' as closing_id, programme_id, period_id, "
        "'reopen' as action, '' as actor, '' as reason, recorded_at, revision + 1 as revision "
        "from core_closing where programme_id = ? and period_id = ? and revision = ?",
        [programme_id, period_id, closed[0][0]],
    )
    datasets = connection.execute(
        "select dataset_id from core_programme_dataset where programme_id = ?", [programme_id]
    ).fetchall()
    judge_files(connection, [(str(dataset_id), period_id) for (dataset_id,) in datasets])
    judge_period(connection, programme_id, period_id)


def _keep_rows(connection: duckdb.DuckDBPyConnection, boards: Sequence[Board]) -> None:
    """Put tables in place of the views; the views stay beside them, to be asked again."""
    sql = view_files()
    wanted = " or ".join("(programme_id = ? and period_id = ?)" for _ in boards) or "false"
    values = [each for board in boards for each in board]
    for each in _SETTLED:
        connection.execute(f'create view "live_{each.view}" as\n{sql[each.view]}')
        connection.execute(
            f"create table kept_{each.view} as from live_{each.view} where {wanted}", values
        )
        connection.execute(f"create or replace view {each.view} as from kept_{each.view}")


def _settle(
    connection: duckdb.DuckDBPyConnection,
    board: Board,
    unit_id: str | None,
    with_: Literal["files", "leaves"],
    needs: Needs,
) -> None:
    """Write down anew the rows that files or leaves have changed."""
    if with_ == "leaves" and "criteria_set" not in needs:
        return
    for each in _SETTLED:
        if each.with_ != with_ or (with_ == "files" and "conditions" not in needs):
            continue
        where, values = "programme_id = ? and period_id = ?", list(board)
        if unit_id is not None:
            where, values = f"{where} and unit_id = ?", [*values, unit_id]
        connection.execute(f"delete from kept_{each.view} where {where}", values)  # noqa: S608
        connection.execute(
            f"insert into kept_{each.view} from live_{each.view} where {where}", values
        )
