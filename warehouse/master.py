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


class Master:
    """The master file of one warehouse, and the engine that opens it, kept from write to write.

    Only an engine is kept, never the file: between writes any process may open it. The caller lets
    one write happen at a time.
    """

    def __init__(self, path: Path) -> None:
        """Name the file; nothing is opened or made yet."""
        self.path = path
        self._engine: duckdb.DuckDBPyConnection | None = None

    @contextlib.contextmanager
    def opened(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open the master for a write, or make it; afterwards it is one whole file."""
        engine = self._engine or duckdb.connect(":memory:")
        # an engine that failed is not used again
        self._engine = None
        try:
            # what a write registers goes with its own connection
            with engine.cursor() as connection:
                _attach(connection, self.path, "kho")
                # a commit needs no log before its checkpoint
                connection.execute("use kho; set checkpoint_threshold = '1b'; reset threads")
                yield connection
                connection.execute("checkpoint kho; use memory; detach kho")
        except BaseException:
            engine.close()
            raise
        self._engine = engine

    def close(self) -> None:
        """Let go of the engine; another write begins with a new one."""
        if self._engine is not None:
            self._engine.close()
            self._engine = None

    def lay_out(self) -> bool:
        """Copy a master of an earlier release, with its large blocks, into small ones.

        Return whether it was copied. A crash leaves the old master, or the new one.
        """
        partial = self.path.with_suffix(".tam")
        partial.unlink(missing_ok=True)
        with self.opened() as connection:
            found = connection.execute(
                "select block_size from pragma_database_size() where database_name = 'kho'"
            ).fetchall()
            if found == [(_BLOCK_BYTES,)]:
                return False
            _attach(connection, partial, "moi")
            connection.execute("copy from database kho to moi; checkpoint moi; detach moi")
        files.sync(partial)
        files.replace(partial, self.path)
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
