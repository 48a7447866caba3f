"""The store: one master file, one writer at a time, a published read-only copy for readers.

A write holds a file lock shared by every process, runs in one transaction, and then publishes a
copy of the master under a new name; readers follow a pointer file to the newest copy. No reader
ever blocks a writer or sees half a write, and the command line works beside the running app.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

import duckdb
import filelock
import polars as pl

from schemas.failures import OwnFailure
from schemas.roles import Who
from warehouse import chain, files, migrate
from warehouse.master import Master

_LOCK_SECONDS = 60
_KEPT_COPIES = 2
_OPEN_TRIES = 5
_T = TypeVar("_T")
_POINTER = re.compile(r"^(\d+) (r\d+-[0-9a-f]{8}\.duckdb)$")


@dataclass(frozen=True, slots=True)
class Write:
    """An open write: its connection, the revision it will be, and its moment (naive UTC)."""

    connection: duckdb.DuckDBPyConnection
    revision: int
    at: dt.datetime


class Readable(Protocol):
    """What readers ask: the store's newest copy, or a scratch copy on which something is tried."""

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> pl.DataFrame:
        """Return the rows of a read."""

    def revision(self) -> int:
        """Return the revision that is read."""


def _frame(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[Any]
) -> pl.DataFrame:
    """Return the rows of a read; the next engine has only the second way, which copies them."""
    if parameters and hasattr(connection, "pl"):
        return connection.execute(sql, list(parameters)).pl()
    return connection.sql(sql, params=list(parameters)).pl()


@dataclass(frozen=True, slots=True)
class Scratch:
    """A private writable copy of one revision: readers read it like the store itself."""

    connection: duckdb.DuckDBPyConnection
    read_revision: int

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> pl.DataFrame:
        """Return the rows of a read on this copy, what was tried on it included."""
        return _frame(self.connection, sql, parameters)

    def revision(self) -> int:
        """Return the revision that was copied."""
        return self.read_revision


class _Copy:
    """One published copy held open by this process, closed when its last reader leaves."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.users = 0
        self.is_retired = False
        config: dict[str, str | bool | int | float | list[str]] = {
            "enable_external_access": "false",
            "lock_configuration": "true",
        }
        self.connection = duckdb.connect(str(path), read_only=True, config=config)


class Store:
    """A warehouse folder: master, lock, published copies and the kept files."""

    def __init__(self, data_dir: Path) -> None:
        """Name the folder; nothing is opened or created yet (see :meth:`prepare`)."""
        self.data_dir = data_dir
        self._master = Master(data_dir / "kho.duckdb")
        self._published = data_dir / "cong_bo"
        self._pointer = self._published / "hien_hanh"
        self._lock = filelock.FileLock(data_dir / "kho.lock", thread_local=False)
        self._switch = threading.Lock()
        self._writing = threading.Lock()
        self._copy: _Copy | None = None

    def prepare(self) -> None:
        """Create what is missing, migrate, publish again what a crash left unpublished.

        Safe to call at every start and from several processes at once.
        """
        self._published.mkdir(parents=True, exist_ok=True)
        with self._exclusive():
            with self._master.opened() as connection:
                is_changed = migrate.migrate(connection)
                revision = _last_revision(connection)
            # after the migrations: a master that they refuse stays as it is
            is_changed = self._master.lay_out() or is_changed
            if is_changed or self._read_pointer() != revision or not self._has_copy():
                self._publish(revision)
            self._sweep()
        files.sweep_temporary(self.data_dir)

    @contextlib.contextmanager
    def write(self, actor: Who, action: str, detail: str | None = None) -> Iterator[Write]:
        """Run one write transaction; on success it is a new revision and readers see it.

        Raises whatever the body raises, with nothing written.
        """
        with self._exclusive():
            with self._master.opened() as connection:
                revision = _last_revision(connection) + 1
                at = dt.datetime.now(dt.UTC).replace(tzinfo=None)
                connection.execute("begin")
                try:
                    yield Write(connection, revision, at)
                    chain.add(connection, revision, at, actor, action, detail)
                    connection.execute("commit")
                except BaseException:
                    with contextlib.suppress(duckdb.Error):
                        connection.execute("rollback")
                    raise
            self._publish(revision)
            self._sweep()

    def revision(self) -> int:
        """Return the published revision; cheap enough to be asked every second."""
        revision = self._read_pointer()
        return 0 if revision is None else revision

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> pl.DataFrame:
        """Return the rows of a read on the newest published copy."""
        with self._reading() as cursor:
            return _frame(cursor, sql, parameters)

    @contextlib.contextmanager
    def trial(self) -> Iterator[Scratch]:
        """Open a private writable copy on which something is tried; readers can read it."""
        with self.scratch() as connection:
            yield Scratch(connection, _last_revision(connection))

    @contextlib.contextmanager
    def scratch(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open a private writable copy of the newest revision; it vanishes afterwards."""
        path = files.temporary(self.data_dir, ".duckdb")
        try:
            self._newest(lambda published: shutil.copyfile(published, path))
            connection = duckdb.connect(str(path))
            try:
                yield connection
            finally:
                connection.close()
        finally:
            path.unlink(missing_ok=True)
            path.with_suffix(".duckdb.wal").unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of what this process holds open: the copy that is read, the engine that writes."""
        with self._writing:
            self._master.close()
        with self._switch:
            if self._copy is not None:
                self._retire(self._copy)
                self._copy = None

    # ------------------------------------------------------------ writing

    @contextlib.contextmanager
    def _exclusive(self) -> Iterator[None]:
        self.data_dir.mkdir(parents=True, exist_ok=True)
        busy = OwnFailure(
            "KHO-01", "Kho dữ liệu đang bận quá lâu; chưa ghi gì. Vui lòng thử lại sau ít phút."
        )
        if not self._writing.acquire(timeout=_LOCK_SECONDS):
            raise busy
        try:
            with self._lock.acquire(timeout=_LOCK_SECONDS):
                yield
        except filelock.Timeout:
            raise busy from None
        finally:
            self._writing.release()

    def _publish(self, revision: int) -> None:
        name = f"r{revision}-{os.urandom(4).hex()}.duckdb"
        target = self._published / name
        partial = target.with_suffix(".tam")
        shutil.copyfile(self._master.path, partial)
        files.sync(partial)
        files.replace(partial, target)
        files.write_atomically(self._pointer, f"{revision} {name}".encode())

    def _sweep(self) -> None:
        """Remove copies that no new reader can reach, and what a crash left half-written."""
        current = self._pointer_name()
        copies = sorted(
            self._published.glob("r*.duckdb"), key=lambda path: path.stat().st_mtime, reverse=True
        )
        old = [path for path in copies if path.name != current][_KEPT_COPIES - 1 :]
        for path in [*old, *self._published.glob("*.tam")]:
            # an open file cannot be removed on Windows: it goes at a later sweep
            with contextlib.suppress(OSError):
                path.unlink()

    # ------------------------------------------------------------ reading

    def _pointer_parts(self) -> re.Match[str] | None:
        try:
            return _POINTER.match(self._pointer.read_text("ascii"))
        except (OSError, UnicodeDecodeError):
            return None

    def _read_pointer(self) -> int | None:
        parts = self._pointer_parts()
        return int(parts[1]) if parts else None

    def _has_copy(self) -> bool:
        parts = self._pointer_parts()
        return parts is not None and (self._published / parts[2]).is_file()

    def _pointer_name(self) -> str:
        parts = self._pointer_parts()
        if parts is None:
            raise OwnFailure("KHO-02", f"Kho dữ liệu ở “{self.data_dir}” chưa được khởi tạo.")
        return parts[2]

    @contextlib.contextmanager
    def _reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        copy = self._enter_copy()
        cursor = copy.connection.cursor()
        try:
            yield cursor
        finally:
            cursor.close()
            with self._switch:
                copy.users -= 1
                if copy.is_retired and copy.users == 0:
                    copy.connection.close()

    def _newest(self, use: Callable[[Path], _T]) -> _T:
        """Return what is made of the newest published file, never waiting for a writer."""
        for _ in range(_OPEN_TRIES - 1):
            # swept between reading the pointer and opening: the pointer has moved on
            with contextlib.suppress(duckdb.IOException, FileNotFoundError):
                return use(self._published / self._pointer_name())
        return use(self._published / self._pointer_name())

    def _enter_copy(self) -> _Copy:
        with self._switch:
            fresh = self._newest(self._opened)
            if self._copy is not None and self._copy is not fresh:
                self._retire(self._copy)
            self._copy = fresh
            fresh.users += 1
            return fresh

    def _opened(self, path: Path) -> _Copy:
        held = self._copy
        return held if held is not None and held.path == path else _Copy(path)

    @staticmethod
    def _retire(copy: _Copy) -> None:
        copy.is_retired = True
        if copy.users == 0:
            copy.connection.close()


def _last_revision(connection: duckdb.DuckDBPyConnection) -> int:
    row = connection.execute("select coalesce(max(revision), 0) from meta_revision").fetchall()
    return int(row[0][0])
