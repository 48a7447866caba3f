"""Rows in bulk: Python records into a table, exact and in one statement."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import duckdb
import polars as pl

_WORD = 2**63 - 1


def _exact(value: Any) -> Any:
    # a Decimal travels as text: the table's own type reads it back without a binary float between;
    # so does a whole number that no machine word holds
    if isinstance(value, Decimal) or (isinstance(value, int) and value > _WORD):
        return str(value)
    return value


def insert(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Mapping[str, Any]]
) -> int:
    """Insert rows given by column name; return how many. Missing names become NULL."""
    listed = [{name: _exact(value) for name, value in row.items()} for row in rows]
    if not listed:
        return 0
    frame = pl.DataFrame(listed, infer_schema_length=None)
    insert_frame(connection, table, frame)
    return frame.height


def insert_frame(connection: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame) -> None:
    """Insert a frame whose columns carry the table's column names."""
    names = ", ".join(f'"{name}"' for name in frame.columns)
    connection.register("rows_in", frame.to_arrow())
    try:
        # table and column names come from our own code, never from a user
        connection.execute(f'insert into "{table}" ({names}) select {names} from rows_in')  # noqa: S608
    finally:
        # an aborted transaction refuses even this on the next engine, and would hide why it broke;
        # the name goes with the connection anyway
        with contextlib.suppress(duckdb.Error):
            connection.unregister("rows_in")


def replace(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    rows: Sequence[Mapping[str, Any]],
) -> int:
    """Replace a whole table that mirrors a data file."""
    connection.execute(f'delete from "{table}"')  # noqa: S608 - our own table names only
    return insert(connection, table, rows)
