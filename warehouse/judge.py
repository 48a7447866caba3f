"""Judging: what counts, the verdicts, totals and ranks, written down so that screens only read.

The views judge; each table here keeps the rows of one view and is rebuilt from it inside the
transaction that changed the data or the rules. There is no other scorer. Each step reads what the
steps before it kept, so every view stays flat. Closed periods are left as they were closed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import duckdb

from warehouse.judged_boards import Needs, compared_by, live_boards, needs_of, resting_on
from warehouse.master import think_alone


@dataclass(frozen=True, slots=True)
class Step:
    """A table, the view whose rows it keeps, whose rows they are, and what needs it at all.

    ``aside`` is a column of the view that only chooses rows. Where the need has kinds (of rules, of
    figures), it names them: only those that a programme has are then planned.
    """

    table: str
    view: str
    owner: Literal["dataset_id", "programme_id"]
    rows: str = ""
    needs: Literal["", "conditions", "criteria_set", "figures", "rules", "totals"] = ""
    aside: str = ""


FILES = Step("judged_file", "core_counting_file", "dataset_id")
OBSERVATIONS = Step("judged_observation", "core_counting_observation", "dataset_id")
LIVE_PERIODS = Step("judged_live_period", "core_live_period", "programme_id")
LIVE_FILES = Step("judged_live_file", "core_live_file", "programme_id")
MEASURES = Step(
    "judged_measure", "core_measure_value", "programme_id", needs="figures", aside="source_kind"
)
CONDITIONS = Step(
    "judged_verdict", "core_verdict", "programme_id",
    rows="subject <> 'criterion'", needs="conditions", aside="rule_kind",
)  # fmt: skip
RULE_POINTS = Step("judged_rule_point", "core_rule_point", "programme_id", needs="rules")
SUMS = Step(
    "judged_verdict", "core_node_verdict", "programme_id",
    rows="subject = 'criterion'", needs="criteria_set", aside="depth",
)  # fmt: skip
TOTALS = Step("judged_total", "core_board_total", "programme_id", needs="totals", aside="basis")
KEYS = Step("judged_key", "core_board_key", "programme_id")
RANKS = Step("judged_rank", "core_rank", "programme_id")
CHANGES = Step("judged_change", "core_rank_change", "programme_id")
BOARD = (TOTALS, KEYS, RANKS)
_OPEN = (
    "(programme_id, period_id) not in (select (programme_id, period_id) from core_closed_period)"
)


def judge_change(
    connection: duckdb.DuckDBPyConnection,
    changed: Iterable[tuple[str, str]],
    unit_id: str | None = None,
) -> None:
    """Judge anew what rests on the changed (dataset, period) pairs.

    A period also judges the same period of the next year, whose figures are compared with it. With
    ``unit_id`` only files of that unit changed: on a board that stood before and still stands, it
    alone is judged, and ranked among the others.
    """
    pairs = sorted(set(changed))
    if unit_id is not None:
        think_alone(connection)
    stood = live_boards(connection)
    judge_files(connection, pairs, unit_id)
    stand = live_boards(connection)
    needs = needs_of(connection)
    for board in resting_on(connection, pairs):
        needed = needs[board[0]]
        if board in stood & stand:
            before = compared_by(connection, *board)
            judge_period(connection, *board, needed, unit_id=unit_id)
            if compared_by(connection, *board) != before:
                judge_changes(connection, *board)
        elif board in stood | stand:
            judge_period(connection, *board, needed)
            judge_changes(connection, *board)
        elif MEASURES.needs in needed:
            judge_measures(connection, *board)


def judge_files(
    connection: duckdb.DuckDBPyConnection,
    changed: Iterable[tuple[str, str]],
    unit_id: str | None = None,
) -> None:
    """Tell anew which files and figures (only that unit's) of the (dataset, period) pairs count.

    With the files, a period begins or ceases to be judged.
    """
    of_pair = "dataset_id = ? and period_id = ?"
    for dataset_id, period_id in changed:
        values = [dataset_id, period_id]
        _keep(connection, FILES, of_pair, values)
        _keep(connection, OBSERVATIONS, *_of_unit(of_pair, values, unit_id))
        of_dataset = (
            "programme_id in (select programme_id from core_programme_dataset where dataset_id = ?)"
        )
        _keep(connection, LIVE_PERIODS, f"{of_dataset} and period_id = ?", [dataset_id, period_id])


def judge_period(
    connection: duckdb.DuckDBPyConnection,
    programme_id: str,
    period_id: str,
    needs: Needs | None = None,
    suppose: Callable[[duckdb.DuckDBPyConnection], None] | None = None,
    *,
    settle: Callable[[duckdb.DuckDBPyConnection], None] | None = None,
    unit_id: str | None = None,
) -> None:
    """Judge one period of a programme from the figures that count; only ``unit_id`` where given.

    ``suppose`` may change the kept figures before the rules look at them (a what-if on a scratch
    copy); everything after it is the same SQL. ``settle`` is called before the leaves are added
    up. A unit that is judged alone is ranked among the others as they are kept.
    """
    needed = needs_of(connection)[programme_id] if needs is None else needs
    where, values = _scope(programme_id, period_id, unit_id)
    _keep_live_files(connection, programme_id, period_id)
    if MEASURES.needs in needed:
        _keep(connection, MEASURES, where, values, needed)
    if suppose is not None:
        suppose(connection)
    for step in (CONDITIONS, RULE_POINTS):
        if step.needs in needed:
            _keep(connection, step, where, values, needed)
    if settle is not None:
        settle(connection)
    if SUMS.needs in needed:
        judge_sums(connection, programme_id, period_id, unit_id)
    judge_board(connection, programme_id, period_id, unit_id, needed)


def judge_measures(
    connection: duckdb.DuckDBPyConnection, programme_id: str, period_id: str
) -> None:
    """Work out the figures of a period and judge nothing: another period looks back at them."""
    _keep(connection, MEASURES, *_scope(programme_id, period_id, None))


def judge_sums(
    connection: duckdb.DuckDBPyConnection,
    programme_id: str,
    period_id: str,
    unit_id: str | None = None,
) -> None:
    """Add up the criteria of a period, the deepest first, from their leaves and kept sums."""
    where, values = _scope(programme_id, period_id, unit_id)
    _delete(connection, SUMS, where, values)
    for depth in _depths(connection, programme_id):
        _insert(connection, SUMS, f"{where} and depth = {depth}", values)


def _scope(programme_id: str, period_id: str, unit_id: str | None) -> tuple[str, list[str]]:
    return _of_unit("programme_id = ? and period_id = ?", [programme_id, period_id], unit_id)


def _of_unit(where: str, values: list[str], unit_id: str | None) -> tuple[str, list[str]]:
    return (where, values) if unit_id is None else (f"{where} and unit_id = ?", [*values, unit_id])


def keep_live(connection: duckdb.DuckDBPyConnection, programme_id: str, period_id: str) -> None:
    """Note whether a period is judged, and which files it rests on; none when it is closed."""
    _keep(connection, LIVE_PERIODS, *_scope(programme_id, period_id, None))
    _keep_live_files(connection, programme_id, period_id)


def _keep_live_files(
    connection: duckdb.DuckDBPyConnection, programme_id: str, period_id: str
) -> None:
    _keep(connection, LIVE_FILES, *_scope(programme_id, period_id, None))


def judge_board(
    connection: duckdb.DuckDBPyConnection,
    programme_id: str,
    period_id: str,
    unit_id: str | None = None,
    needed: Needs | None = None,
) -> None:
    """Add up (all units, or only one) and rank one period from its kept verdicts."""
    where, values = _scope(programme_id, period_id, unit_id)
    for step in (TOTALS, KEYS):
        _keep(connection, step, where, values, needed)
    judge_ranks(connection, programme_id, period_id)


def judge_order(connection: duckdb.DuckDBPyConnection, programme_id: str, period_id: str) -> None:
    """Order and rank one period from its kept totals."""
    _keep(connection, KEYS, *_scope(programme_id, period_id, None))
    judge_ranks(connection, programme_id, period_id)


def judge_ranks(connection: duckdb.DuckDBPyConnection, programme_id: str, period_id: str) -> None:
    """Rank one period of a programme from its kept totals and steps of the order."""
    _keep(connection, RANKS, "programme_id = ? and period_id = ?", [programme_id, period_id])


def judge_changes(connection: duckdb.DuckDBPyConnection, programme_id: str, period_id: str) -> None:
    """Compare the ranks of a period with the period before it, and the next one with it."""
    concerned = connection.execute(
        "select period_id from core_previous_period "
        "where programme_id = ? and ? in (period_id, previous_period_id)",
        [programme_id, period_id],
    ).fetchall()
    # named one by one: the engine then leaves all other pairs of periods aside
    names = ", ".join("?" for _ in concerned)
    values = [programme_id, *(str(each) for (each,) in concerned)]
    _keep(connection, CHANGES, f"programme_id = ? and period_id in ({names})", values)


def judge_all(
    connection: duckdb.DuckDBPyConnection, programmes: Collection[str] | None = None
) -> None:
    """Judge everything anew, or all that some programmes rest on: rules, units or views changed."""
    of_datasets = of_programmes = "true"
    values: list[Any] = []
    if programmes is not None:
        chosen = "in (select unnest(?::varchar[]))"
        of_programmes = f"programme_id {chosen}"
        of_datasets = (
            "dataset_id in (select dataset_id from core_programme_dataset "  # noqa: S608
            f"where {of_programmes})"
        )
        values = [list(programmes)]
    for step in (FILES, OBSERVATIONS):
        _keep(connection, step, of_datasets, values)
    for step in (LIVE_PERIODS, LIVE_FILES):
        _keep(connection, step, of_programmes, values)
    is_open = f"{of_programmes} and {_OPEN}"
    for step in (MEASURES, CONDITIONS, RULE_POINTS):
        _keep(connection, step, is_open, values)
    _delete(connection, SUMS, is_open, values)
    for depth in _depths(connection):
        _insert(connection, SUMS, f"{of_programmes} and depth = {depth}", values)
    for step in BOARD:
        _keep(connection, step, is_open, values)
    # of closed periods too: a unit may have become another since
    _keep(connection, CHANGES, of_programmes, values)


def _keep(
    connection: duckdb.DuckDBPyConnection,
    step: Step,
    where: str,
    values: Sequence[Any],
    needed: Needs | None = None,
) -> None:
    _delete(connection, step, where, values)
    kinds = sorted(needed[step.needs]) if needed and step.aside else []
    if kinds:
        # known before it is planned, so that views of other kinds are not looked at
        where = f"{where} and {step.aside} in ({', '.join('?' for _ in kinds)})"
    _insert(connection, step, where, [*values, *kinds])


def _delete(
    connection: duckdb.DuckDBPyConnection, step: Step, where: str, values: Sequence[Any]
) -> None:
    rows = f" and {step.rows}" if step.rows else ""
    # table, view and conditions are our own; what comes from outside is a parameter
    connection.execute(f"delete from {step.table} where {where}{rows}", values)  # noqa: S608


def _insert(
    connection: duckdb.DuckDBPyConnection, step: Step, where: str, values: Sequence[Any]
) -> None:
    # by name: what a view does not say of a row stays empty
    kept = f"* exclude ({step.aside})" if step.aside else "*"
    connection.execute(
        f"insert into {step.table} by name "  # noqa: S608
        f"select {kept} from {step.view} where {where}",
        values,
    )


def _depths(
    connection: duckdb.DuckDBPyConnection, programme_id: str | None = None
) -> Iterator[int]:
    """Yield the depths at which sums stand, the deepest first."""
    found = connection.execute(
        "select distinct c.depth from core_criterion as c join core_programme as p "
        "using (criteria_set_id) where not c.is_leaf and (? is null or p.programme_id = ?) "
        "order by c.depth desc",
        [programme_id, programme_id],
    ).fetchall()
    return (int(depth) for (depth,) in found)
