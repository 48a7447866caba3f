"""Sessions: signing in with a throttle, and who a session's token stands for at this moment.

A token is random; only its digest is kept. A session ends when it is signed out, when its account
changes, after some idle time, and at the latest some hours after it began (``roles.toml``).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import sqlite3
from typing import Any, Literal

from schemas.findings import Refusal, finding
from schemas.roles import Actor, SignIn, role_book
from warehouse.account_file import note
from warehouse.accounts import Account, Accounts, is_right, plain

Ended = Literal["idle", "expired", "ended"]
_BYTES = 32
SIGN_IN_REQUIRED = "THIDUA_REQUIRE_SIGN_IN"
"""Set to 1 in a server's environment: nobody reads a screen without signing in."""
THIS_MACHINE = ("127.0.0.1", "::1")
_TOUCH = dt.timedelta(seconds=30)
"""A visit within this time of the last one is not written down: reading takes no lock."""


class Sessions:
    """The sessions of a folder's accounts."""

    def __init__(self, accounts: Accounts) -> None:
        """Stand on the accounts, their file and their clock."""
        self.accounts = accounts
        self._file = accounts.file

    @property
    def _limits(self) -> SignIn:
        return role_book().sign_in

    def sign_in(self, name: str, password: str, address: str) -> str:
        """Return the token of a new session; raises Refusal, in the same words for any mistake.

        Tries are counted for each account and each address, so that guessing stays slow.
        """
        name = plain(name)[:40]
        subjects = (f"@{name}", f"dc {address[:60]}")
        # counted before the password is looked at: tries at the same moment are counted too
        self._count(name, subjects)
        found = self._file.read("select * from account where name = ?", (name,))
        row = found[0] if found else None
        is_password = is_right(password, row["password_hash"] if row else None)
        # the password of sample accounts is printed: they are for this machine only
        is_open = (
            row is not None
            and not row["is_disabled"]
            and (not row["is_sample"] or address in THIS_MACHINE)
        )
        if is_open and is_password:
            return self._begin(name, subjects, address)
        raise Refusal(finding("account.wrong_password"))

    def begin_for(self, account: Account, address: str) -> str:
        """Return the token of a new session of an account that somebody else vouches for."""
        if account.is_disabled:
            raise Refusal(finding("account.wrong_password"))
        return self._begin(account.name, (f"@{account.name}", ""), address)

    def vouched(
        self, account: Account, word: str, issued_at: dt.datetime, address: str
    ) -> Actor | Ended | None:
        """Return whom an identity system's word stands for now, or why it no longer does.

        A word begins one session, and only soon after it was given: from then on the session ends
        as any other does, however long the browser keeps the word.
        """
        found = self._file.read("select 1 from session where token_sha256 = ?", (_digest(word),))
        if not found:
            if account.is_disabled:
                return "ended"
            if abs(self._file.now() - issued_at) > self._fresh:
                return "expired"
            self._begin(account.name, (f"@{account.name}", ""), address, word)
        return self.who(word)

    def who(self, token: str | None) -> Actor | Ended | None:
        """Return whom a token stands for now; why it no longer does; None for no token at all."""
        if not token:
            return None
        found = self._file.read(
            "select s.created_at, s.seen_at, s.ended, a.* from session as s "
            "join account as a on a.name = s.account where s.token_sha256 = ?",
            (_digest(token),),
        )
        if not found or found[0]["ended"] or found[0]["is_disabled"]:
            return "ended"
        row, now = found[0], self._file.now()
        if now - dt.datetime.fromisoformat(row["created_at"]) >= self._longest:
            return "expired"
        if now - dt.datetime.fromisoformat(row["seen_at"]) >= self._idle:
            return "idle"
        if now - dt.datetime.fromisoformat(row["seen_at"]) >= _TOUCH:
            with self._file.open() as connection:
                connection.execute(
                    "update session set seen_at = ? where token_sha256 = ?",
                    (now.isoformat(), _digest(token)),
                )
        return Actor(row["full_name"], row["role"], row["name"], row["unit_id"])

    def sign_out(self, token: str) -> None:
        """End a session."""
        with self._file.open() as connection:
            found = connection.execute(
                "update session set ended = 'sign_out' where token_sha256 = ? and ended is null "
                "returning account",
                (_digest(token),),
            ).fetchall()
            for row in found:
                note(connection, self._file.now(), "sign_out", row["account"], f"@{row['account']}")

    @property
    def _idle(self) -> dt.timedelta:
        return dt.timedelta(minutes=self._limits.idle_minutes)

    @property
    def _longest(self) -> dt.timedelta:
        return dt.timedelta(hours=self._limits.absolute_hours)

    @property
    def _fresh(self) -> dt.timedelta:
        return dt.timedelta(minutes=self._limits.fresh_minutes)

    @property
    def _window(self) -> dt.timedelta:
        return dt.timedelta(minutes=self._limits.window_minutes)

    def _begin(
        self, name: str, subjects: tuple[str, str], address: str, word: str | None = None
    ) -> str:
        token, now = word or secrets.token_urlsafe(_BYTES), self._file.now()
        with self._file.open() as connection:
            # what nobody can use any more goes, and no more are kept than the limit; what ended
            # stays as long as the same word could begin it anew
            connection.execute(
                "delete from session where created_at <= case when ended is null then ? else ? end",
                ((now - self._longest).isoformat(), (now - 2 * self._fresh).isoformat()),
            )
            _keep_newest(connection, "session", "seen_at", self._limits.most_sessions - 1)
            begun = connection.execute(
                "insert or ignore into session values (?, ?, ?, ?, null)",
                (_digest(token), name, now.isoformat(), now.isoformat()),
            ).rowcount
            if not begun:
                # a page joins several times at once: its word begins one session
                return token
            connection.execute("delete from throttle where subject = ?", subjects[:1])
            connection.execute(
                "update throttle set failures = failures - 1 where subject = ?", subjects[1:]
            )
            note(connection, now, "sign_in", name, f"@{name}", address[:60])
        return token

    def _count(self, name: str, subjects: tuple[str, str]) -> None:
        """Count a try; raises Refusal when there were too many within the window."""
        now, limits = self._file.now(), self._limits
        with self._file.open() as connection:
            old = (now - self._window).isoformat()
            connection.execute("delete from throttle where since <= ?", (old,))
            most = (limits.tries_per_account, limits.tries_per_address)
            for subject, tries in zip(subjects, most, strict=True):
                row: Any = connection.execute(
                    "insert into throttle values (?, 1, ?) on conflict (subject) "
                    "do update set failures = failures + 1 returning failures",
                    (subject, now.isoformat()),
                ).fetchone()
                if row["failures"] == tries:
                    note(connection, now, "throttled", name, subject)
                if row["failures"] > tries:
                    raise Refusal(finding("account.too_many_tries", expected=limits.window_minutes))
            _keep_newest(connection, "throttle", "since", limits.most_throttled)


def _keep_newest(connection: sqlite3.Connection, table: str, moment: str, most: int) -> None:
    connection.execute(
        f"delete from {table} where rowid in "  # noqa: S608 - our own names only
        f"(select rowid from {table} order by {moment} desc, rowid desc limit -1 offset ?)",
        (most,),
    )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
