"""Judging: what counts, the verdicts, totals and ranks, written down so that screens only read.

The views judge; each table here keeps the rows of one view and is rebuilt from it inside the
transaction that changed the data or the rules. There is no other scorer.
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

OBSERVATIONS = ("judged_observation", "core_counting_observation", "dataset_id")
STEPS = (
    ("judged_verdict", "core_judgement", "programme_id"),
    ("judged_total", "core_board_total", "programme_id"),
    ("judged_rank", "core_rank", "programme_id"),
)
"""Each table, the view it keeps and whose rows they are; a later step reads the earlier ones."""


def judge_change(connection: duckdb.DuckDBPyConnection, changed: Iterable[tuple[str, str]]) -> None:
    """Judge anew what rests on the changed (dataset, period) pairs.

    A period also judges the same period of the next year, whose ranks are compared with it.
    """
    pairs = sorted(set(changed))
    for dataset_id, period_id in pairs:
        _keep(connection, OBSERVATIONS, dataset_id, period_id)
    for programme_id, period_id in _resting_on(connection, pairs):
        for step in STEPS:
            _keep(connection, step, programme_id, period_id)


def judge_all(connection: duckdb.DuckDBPyConnection) -> None:
    """Judge everything anew: rules, units or views have changed."""
    for table, view, _ in (OBSERVATIONS, *STEPS):
        connection.execute(f"delete from {table}")  # noqa: S608 - our own names
        connection.execute(f"insert into {table} by name select * from {view}")  # noqa: S608


def _keep(
    connection: duckdb.DuckDBPyConnection, step: tuple[str, str, str], owner: str, period_id: str
) -> None:
    table, view, key = step
    rows = f"where {key} = ? and period_id = ?"
    connection.execute(f"delete from {table} {rows}", [owner, period_id])  # noqa: S608
    connection.execute(
        f"insert into {table} by name select * from {view} {rows}",  # noqa: S608
        [owner, period_id],
    )


def _resting_on(
    connection: duckdb.DuckDBPyConnection, pairs: Iterable[tuple[str, str]]
) -> list[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for dataset_id, period_id in pairs:
        rows = connection.execute(
            """
            select e.programme_id, e.period_id
            from core_programme as p
            join core_period as changed using (programme_id)
            join core_period as e on e.programme_id = changed.programme_id
                and e.series = changed.series and e.period_order = changed.period_order
                and e.year in (changed.year, changed.year + 1)
            where ? in (p.programme_id, p.criteria_set_id) and changed.period_id = ?
            """,
            [dataset_id, period_id],
        ).fetchall()
        found.update((str(programme_id), str(period)) for programme_id, period in rows)
    return sorted(found)
