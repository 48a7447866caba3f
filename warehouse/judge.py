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


@dataclass(frozen=True, slots=True)
class Step:
    """A table, the view whose rows it keeps, whose rows they are, and what needs it at all.

    ``aside`` is a column of the view that only chooses rows.
    """

    table: str
    view: str
    owner: Literal["dataset_id", "programme_id"]
    rows: str = ""
    needs: Literal["", "conditions", "criteria_set", "figures", "rules"] = ""
    aside: str = ""


FILES = Step("judged_file", "core_counting_file", "dataset_id")
OBSERVATIONS = Step("judged_observation", "core_counting_observation", "dataset_id")
LIVE_PERIODS = Step("judged_live_period", "core_live_period", "programme_id")
LIVE_FILES = Step("judged_live_file", "core_live_file", "programme_id")
MEASURES = Step("judged_measure", "core_measure_value", "programme_id", needs="figures")
CONDITIONS = Step(
    "judged_verdict", "core_verdict", "programme_id",
    rows="subject <> 'criterion'", needs="conditions",
)  # fmt: skip
RULE_POINTS = Step("judged_rule_point", "core_rule_point", "programme_id", needs="rules")
SUMS = Step(
    "judged_verdict", "core_node_verdict", "programme_id",
    rows="subject = 'criterion'", needs="criteria_set", aside="depth",
)  # fmt: skip
TOTALS = Step("judged_total", "core_board_total", "programme_id")
KEYS = Step("judged_key", "core_board_key", "programme_id")
RANKS = Step("judged_rank", "core_rank", "programme_id")
CHANGES = Step("judged_change", "core_rank_change", "programme_id")
BOARD = (TOTALS, KEYS, RANKS)
_OPEN = (
    "(programme_id, period_id) not in (select (programme_id, period_id) from core_closed_period)"
)


def judge_change(connection: duckdb.DuckDBPyConnection, changed: Iterable[tuple[str, str]]) -> None:
    """Judge anew what rests on the changed (dataset, period) pairs.

    A period also judges the same period of the next year, whose figures are compared with it.
    """
    pairs = sorted(set(changed))
    judge_files(connection, pairs)
    needs = needs_of(connection)
    for programme_id, period_id in resting_on(connection, pairs):
        judge_period(connection, programme_id, period_id, needs[programme_id])
        judge_changes(connection, programme_id, period_id)


def judge_files(connection: duckdb.DuckDBPyConnection, changed: Iterable[tuple[str, str]]) -> None:
    """Tell anew which files and figures of the changed (dataset, period) pairs count.

    With the files, a period begins or ceases to be judged.
    """
    for dataset_id, period_id in changed:
        for step in (FILES, OBSERVATIONS):
            _keep(connection, step, f"{step.owner} = ? and period_id = ?", [dataset_id, period_id])
        of_dataset = (
            "programme_id in (select programme_id from core_programme_dataset where dataset_id = ?)"
        )
        _keep(connection, LIVE_PERIODS, f"{of_dataset} and period_id = ?", [dataset_id, period_id])


def judge_period(
    connection: duckdb.DuckDBPyConnection,
    programme_id: str,
    period_id: str,
    needs: frozenset[str] | None = None,
    suppose: Callable[[duckdb.DuckDBPyConnection], None] | None = None,
    *,
    settle: Callable[[duckdb.DuckDBPyConnection], None] | None = None,
    unit_id: str | None = None,
) -> None:
    """Judge one period of a programme from the figures that count.

    ``suppose`` may change the kept figures before the rules look at them (a what-if on a scratch
    copy); everything after it is the same SQL. ``settle`` is called before the leaves are added
    up. With ``unit_id`` only that unit is judged, and ranked among the others as they are kept.
    """
    needed = needs_of(connection)[programme_id] if needs is None else needs
    where, values = _scope(programme_id, period_id, unit_id)
    _keep_live_files(connection, programme_id, period_id)
    if MEASURES.needs in needed:
        _keep(connection, MEASURES, where, values)
    if suppose is not None:
        suppose(connection)
    for step in (CONDITIONS, RULE_POINTS):
        if step.needs in needed:
            _keep(connection, step, where, values)
    if settle is not None:
        settle(connection)
    if SUMS.needs in needed:
        judge_sums(connection, programme_id, period_id, unit_id)
    judge_board(connection, programme_id, period_id, unit_id)


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
    where, values = "programme_id = ? and period_id = ?", [programme_id, period_id]
    if unit_id is None:
        return where, values
    return f"{where} and unit_id = ?", [*values, unit_id]


def keep_live(connection: duckdb.DuckDBPyConnection, programme_id: str, period_id: str) -> None:
    """Note whether a period is judged, and which files it rests on; none when it is closed."""
    values = [programme_id, period_id]
    _keep(connection, LIVE_PERIODS, "programme_id = ? and period_id = ?", values)
    _keep_live_files(connection, programme_id, period_id)


def _keep_live_files(
    connection: duckdb.DuckDBPyConnection, programme_id: str, period_id: str
) -> None:
    values = [programme_id, period_id]
    _keep(connection, LIVE_FILES, "programme_id = ? and period_id = ?", values)


def judge_board(
    connection: duckdb.DuckDBPyConnection,
    programme_id: str,
    period_id: str,
    unit_id: str | None = None,
) -> None:
    """Add up (all units, or only one) and rank one period from its kept verdicts."""
    where, values = _scope(programme_id, period_id, unit_id)
    for step in (TOTALS, KEYS):
        _keep(connection, step, where, values)
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
    connection: duckdb.DuckDBPyConnection, step: Step, where: str, values: Sequence[Any]
) -> None:
    _delete(connection, step, where, values)
    _insert(connection, step, where, values)


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


def needs_of(connection: duckdb.DuckDBPyConnection) -> dict[str, frozenset[str]]:
    """Return which steps each programme needs; the others would only find nothing."""
    rows = connection.execute(
        """
        select p.programme_id,
            exists (from core_condition as c where c.programme_id = p.programme_id),
            p.criteria_set_id is not null,
            exists (from core_measure as m where m.programme_id = p.programme_id),
            exists (from core_point_rule as r where r.criteria_set_id = p.criteria_set_id)
        from core_programme as p
        """
    ).fetchall()
    names = ("conditions", "criteria_set", "figures", "rules")
    return {
        str(programme_id): frozenset(
            name for name, is_needed in zip(names, flags, strict=True) if is_needed
        )
        for programme_id, *flags in rows
    }


def resting_on(
    connection: duckdb.DuckDBPyConnection, pairs: Iterable[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Return the open (programme, period) pairs to judge; base periods only for their figures."""
    found: set[tuple[int, str, str]] = set()
    for dataset_id, period_id in pairs:
        rows = connection.execute(
            """
            select e.year, e.programme_id, e.period_id
            from core_programme_dataset as d
            join core_period as changed using (programme_id)
            join core_period as e on e.programme_id = changed.programme_id
                and e.series = changed.series and e.period_order = changed.period_order
                and e.year in (changed.year, changed.year + 1)
            anti join core_closed_period as z
                on z.programme_id = e.programme_id and z.period_id = e.period_id
            where d.dataset_id = ? and changed.period_id = ?
            """,
            [dataset_id, period_id],
        ).fetchall()
        found.update((int(year), str(owner), str(period)) for year, owner, period in rows)
    # an earlier year first: the next one looks back at its figures
    return [(owner, period) for _, owner, period in sorted(found)]
