"""Judging: the views' verdicts, totals and ranks written down, so that screens only read.

Called inside the transaction that changed the data or the rules; there is no other scorer.
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

STEPS = (
    ("judged_verdict", "core_judgement"),
    ("judged_total", "core_board_total"),
    ("judged_rank", "core_rank"),
)
"""Each table with the view it keeps, in order: totals read verdicts, ranks read totals."""


def judge(connection: duckdb.DuckDBPyConnection, programme_ids: Iterable[str]) -> None:
    """Judge every live period of the programmes anew."""
    for programme_id in programme_ids:
        for table, view in STEPS:
            connection.execute(f"delete from {table} where programme_id = ?", [programme_id])  # noqa: S608
            connection.execute(
                f"insert into {table} by name select * from {view} where programme_id = ?",  # noqa: S608
                [programme_id],
            )


def programmes_reading(connection: duckdb.DuckDBPyConnection, dataset_id: str) -> list[str]:
    """Return the programmes whose verdicts rest on a dataset."""
    rows = connection.execute(
        "select programme_id from core_programme where ? in (programme_id, criteria_set_id)",
        [dataset_id],
    ).fetchall()
    return [str(row[0]) for row in rows]


def judge_all(connection: duckdb.DuckDBPyConnection) -> None:
    """Judge every programme anew: rules, units or views have changed."""
    for table, _ in STEPS:
        connection.execute(f"delete from {table}")  # noqa: S608
    rows = connection.execute("select programme_id from core_programme").fetchall()
    judge(connection, [str(row[0]) for row in rows])
