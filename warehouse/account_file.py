"""The file of accounts: beside the warehouse, never in the copy that readers get.

SQLite, because sessions are touched on every visit, from several processes, and a publication of
the warehouse for each would be absurd. Only its owner may read it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from schemas.failures import OwnFailure

_BUSY_SECONDS = 10
_VERSION = 1
_TABLES = """
create table account (
    name text not null unique, full_name text not null, role text not null, unit_id text,
    password_hash text, email text unique, is_disabled integer not null,
    is_sample integer not null, created_at text not null
);
create table session (
    token_sha256 text not null unique, account text not null, created_at text not null,
    seen_at text not null, ended text
);
create table throttle (
    subject text not null unique, failures integer not null, since text not null
);
create table event (
    number integer not null unique, recorded_at text not null, what text not null,
    account text not null, actor text not null, detail text not null, sha256 text not null
);
create trigger event_stays before update on event
begin select raise(abort, 'append-only'); end;
create trigger event_is_kept before delete on event
begin select raise(abort, 'append-only'); end;
"""


def utc_now() -> dt.datetime:
    """Return this moment, naive UTC."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


class AccountFile:
    """One SQLite file; every use is one transaction."""

    def __init__(self, data_dir: Path, now: Callable[[], dt.datetime] = utc_now) -> None:
        """Name the file; it is created at the first use. ``now`` is the clock."""
        self.path = data_dir / "tai_khoan.sqlite"
        self.now = now
        self._making = threading.Lock()

    def exists(self) -> bool:
        """Tell whether any account was ever made here."""
        return self.path.is_file()

    @contextlib.contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        """Open a transaction that no other writer can disturb; raises OwnFailure TK-01."""
        try:
            connection = self._connect()
        except sqlite3.Error as error:
            raise _failure() from error
        try:
            connection.execute("begin immediate")
            try:
                yield connection
                connection.execute("commit")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    connection.execute("rollback")
                raise
        except sqlite3.Error as error:
            raise _failure() from error
        finally:
            connection.close()

    def read(self, sql: str, values: tuple[Any, ...] = ()) -> list[dict[str, Any]]:
        """Return rows without holding up anyone; none while there is no file."""
        if not self.exists():
            return []
        try:
            connection = self._connect()
            try:
                return [dict(row) for row in connection.execute(sql, values).fetchall()]
            finally:
                connection.close()
        except sqlite3.Error as error:
            raise _failure() from error

    def _connect(self) -> sqlite3.Connection:
        if not self.exists():
            self._make()
        connection = sqlite3.connect(
            self.path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        connection.row_factory = sqlite3.Row
        return connection

    def _make(self) -> None:
        """Create the file whole and private, then put it in its place."""
        with self._making:
            partial = self.path.with_name(f"{self.path.name}-{os.urandom(4).hex()}.tam")
            os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            connection = sqlite3.connect(partial, isolation_level=None)
            connection.executescript(f"{_TABLES} pragma user_version = {_VERSION};")
            connection.close()
            try:
                os.link(partial, self.path)  # never over a file that another process just made
            except FileExistsError:
                pass
            except OSError:  # a file system without hard links
                if not self.exists():
                    partial.rename(self.path)
            partial.unlink(missing_ok=True)


def note(
    connection: sqlite3.Connection,
    at: dt.datetime,
    what: str,
    account: str,
    actor: str,
    detail: str = "",
) -> None:
    """Write down an event, sealed with all before it."""
    last = connection.execute(
        "select number, sha256 from event order by number desc limit 1"
    ).fetchone()
    number, before = (last["number"] + 1, last["sha256"]) if last else (1, "")
    row = (number, at.isoformat(), what, account, actor, detail)
    connection.execute("insert into event values (?, ?, ?, ?, ?, ?, ?)", (*row, seal(before, *row)))


def moment_of(text: str) -> dt.datetime:
    """Return a moment as the file keeps it, naive UTC."""
    return dt.datetime.fromisoformat(text)


def seal(before: str, *row: Any) -> str:
    """Return the digest of an event together with all before it."""
    return hashlib.sha256("\t".join(map(str, (before, *row))).encode()).hexdigest()


def _failure() -> OwnFailure:
    return OwnFailure("TK-01", "Không đọc hoặc ghi được tệp tài khoản; chưa thay đổi gì.")
