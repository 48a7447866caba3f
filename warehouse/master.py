"""The master file: how it is opened for a write, and how it lies on the disk."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import duckdb

from warehouse import files

_BLOCK_BYTES = 16_384
"""The engine's own are sixteen times as large, and no table of an office fills one: a write was
mostly the writing and copying of empty blocks (DECISIONS 60)."""
_STORAGE = "storage_version 'v1.5.0'"
"""For a downgrade (TECH 1)."""


@contextlib.contextmanager
def open_master(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the master for a write, or make it; afterwards it is one whole file."""
    connection = duckdb.connect(":memory:")
    try:
        _attach(connection, path, "kho")
        # a commit needs no log before its checkpoint
        connection.execute("use kho; set checkpoint_threshold = '1b'")
        yield connection
        connection.execute("checkpoint kho")
    finally:
        connection.close()


def lay_out(path: Path) -> bool:
    """Copy a master of an earlier release, with its large blocks, into small ones.

    Return whether it was copied. A crash leaves the old master, or the new one.
    """
    partial = path.with_suffix(".tam")
    partial.unlink(missing_ok=True)
    with open_master(path) as connection:
        found = connection.execute(
            "select block_size from pragma_database_size() where database_name = 'kho'"
        ).fetchall()
        if found == [(_BLOCK_BYTES,)]:
            return False
        _attach(connection, partial, "moi")
        connection.execute("copy from database kho to moi; checkpoint moi; detach moi")
    files.sync(partial)
    files.replace(partial, path)
    return True


def think_alone(connection: duckdb.DuckDBPyConnection) -> None:
    """Let one thread do what follows, where planning is what it costs (a unit's own file).

    A second thread would look for work beside it: a fifth of the processor time, for nothing.
    """
    connection.execute("set threads = 1")


def _attach(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> None:
    options = _STORAGE if path.exists() else f"{_STORAGE}, block_size {_BLOCK_BYTES}"
    target = str(path).replace("'", "''")
    connection.execute(f"attach '{target}' as {name} ({options})")
