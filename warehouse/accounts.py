"""Accounts: who may sign in, with which role and unit. Passwords are kept as argon2 hashes only."""

from __future__ import annotations

import datetime as dt
import re
import secrets
import sqlite3
import threading
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from schemas.findings import Refusal, finding
from schemas.roles import Actor, Who, acting, reach_of, role_book, roles_for
from warehouse.account_file import AccountFile, note, seal, utc_now

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
_LONGEST_NAME = 80
_SIGNS = "abcdefghijkmnpqrstuvwxyz23456789"
"""Thirty-two signs, so five bits each; without l, o, 0 and 1, which are read for one another."""
_HASHER = PasswordHasher()
# a hash takes tens of megabytes: a flood of sign-ins must not take them all at once
_HASHING = threading.BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class Account:
    """An account as it is listed; its password hash never leaves this module."""

    name: str
    full_name: str
    role: str
    unit_id: str | None
    email: str | None
    is_disabled: bool
    is_sample: bool

    @property
    def actor(self) -> Actor:
        """Return the account as the one who acts."""
        return Actor(self.full_name, self.role, self.name, self.unit_id)


class Accounts:
    """The accounts of a data folder."""

    def __init__(self, data_dir: Path, now: Callable[[], dt.datetime] = utc_now) -> None:
        """Name the folder; ``now`` is the clock."""
        self.file = AccountFile(data_dir, now)

    def all(self) -> list[Account]:
        """Return every account by name."""
        return [_account(row) for row in self.file.read("select * from account order by name")]

    def by_name(self, name: str) -> Account | None:
        """Return an account, disabled or not."""
        return self._one("name", plain(name))

    def by_email(self, email: str) -> Account | None:
        """Return the account of an address that an identity provider vouches for."""
        return self._one("email", email.strip().lower())

    def _one(self, column: str, value: str) -> Account | None:
        found = self.file.read(f"select * from account where {column} = ?", (value,))  # noqa: S608
        return _account(found[0]) if found else None

    def add(
        self,
        name: str,
        full_name: str,
        role: str,
        password: str | None,
        *,
        actor: Who,
        unit_id: str | None = None,
        email: str | None = None,
        is_sample: bool = False,
    ) -> Account:
        """Make an account; without a password it signs in through an identity provider only.

        Raises Refusal for a bad name, role, unit or password, and for a name or address in use.
        """
        who = _manager(actor)
        name, full_name = plain(name), " ".join(full_name.split())
        email = email.strip().lower() if email and email.strip() else None
        if not _NAME.fullmatch(name):
            raise Refusal(finding("account.bad_name", found=name))
        if not 1 <= len(full_name) <= _LONGEST_NAME:
            raise Refusal(finding("account.bad_full_name", found=full_name[:_LONGEST_NAME]))
        if email is not None and "@" not in email:
            raise Refusal(finding("account.bad_email", found=email))
        _check_role(role, unit_id)
        if password is None and email is None:
            raise Refusal(finding("account.no_way_in", found=name))
        hashed = None if password is None else hash_of(password)
        with self.file.open() as connection:
            if _has(connection, "name", name) or (email and _has(connection, "email", email)):
                raise Refusal(finding("account.in_use", found=email or name, name=name))
            at = self.file.now()
            connection.execute(
                "insert into account values (?, ?, ?, ?, ?, ?, 0, ?, ?)",
                (name, full_name, role, unit_id, hashed, email, int(is_sample), at.isoformat()),
            )
            note(connection, at, "add", name, who.key, f"{role} {unit_id or ''}".strip())
        return Account(name, full_name, role, unit_id, email, False, is_sample)

    def set_password(self, name: str, password: str, *, actor: Who) -> None:
        """Replace a password; every session of the account ends. One's own is always one's own."""
        who = acting(actor)
        if who.account != plain(name):
            _manager(actor)
        hashed = hash_of(password)
        self._change(
            name, "password", who, "", "update account set password_hash = ? where name = ?", hashed
        )

    def set_role(self, name: str, role: str, unit_id: str | None, *, actor: Who) -> None:
        """Give an account another role and unit; its sessions end. Nobody changes their own."""
        who = _other(_manager(actor), name)
        _check_role(role, unit_id)
        detail = f"{role} {unit_id or ''}".strip()
        sql = "update account set role = ?, unit_id = ? where name = ?"
        self._change(name, "role", who, detail, sql, role, unit_id)

    def set_disabled(self, name: str, *, is_disabled: bool, actor: Who) -> None:
        """Close an account, or open it again; its sessions end. Nobody closes their own."""
        who = _other(_manager(actor), name)
        what = "disable" if is_disabled else "enable"
        sql = "update account set is_disabled = ? where name = ?"
        self._change(name, what, who, "", sql, int(is_disabled))

    def _change(
        self, name: str, what: str, who: Actor, detail: str, sql: str, *values: Any
    ) -> None:
        name = plain(name)
        with self.file.open() as connection:
            if connection.execute(sql, (*values, name)).rowcount != 1:
                raise Refusal(finding("account.unknown", found=name))
            connection.execute(
                "update session set ended = ? where account = ? and ended is null", (what, name)
            )
            connection.execute("delete from throttle where subject = ?", (f"@{name}",))
            note(connection, self.file.now(), what, name, who.key, detail)

    def events(self) -> list[dict[str, Any]]:
        """Return what was ever done to accounts and sessions, the oldest first."""
        return self.file.read("select * from event order by number")

    def last_events(self, most: int, *, actor: Who) -> list[dict[str, Any]]:
        """Return what was done last, the newest first; for those who manage accounts."""
        _manager(actor)
        return self.file.read("select * from event order by number desc limit ?", (most,))

    def reset_password(self, name: str, *, actor: Who) -> str:
        """Give an account a random password and return it: it is kept nowhere in the clear."""
        _manager(actor)
        password = new_password()
        self.set_password(name, password, actor=actor)
        return password

    def broken_event(self) -> int | None:
        """Return the first event whose seal no longer fits; None when all do."""
        before = ""
        for place, row in enumerate(self.events(), 1):
            *parts, sha256 = row.values()
            if row["number"] != place or seal(before, *parts) != sha256:
                return place
            before = sha256
        return None


def new_password() -> str:
    """Return a random password that can be read out and typed: 80 bits, no signs alike."""
    groups = ("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def plain(name: str) -> str:
    """Return a sign-in name as it is kept: lower case, without what the eye does not see."""
    return unicodedata.normalize("NFC", name).strip().lower()


def hash_of(password: str) -> str:
    """Return the argon2 hash of a password; raises Refusal for one too short or too long."""
    limits = role_book().sign_in
    password = unicodedata.normalize("NFC", password)
    if not limits.shortest_password <= len(password) <= limits.longest_password:
        raise Refusal(
            finding(
                "account.bad_password",
                expected=f"{limits.shortest_password}-{limits.longest_password}",
            )
        )
    with _HASHING:
        return _HASHER.hash(password)


def is_right(password: str, hashed: str | None) -> bool:
    """Tell whether a password is the hashed one; takes as long for an account that is not there."""
    with _HASHING:
        try:
            _HASHER.verify(hashed or _nobody(), unicodedata.normalize("NFC", password))
        except (VerificationError, InvalidHashError):
            return False
    return hashed is not None


@cache
def _nobody() -> str:
    return _HASHER.hash("không của ai")


def _manager(who: Who) -> Actor:
    actor = acting(who)
    if reach_of(actor, "manage_accounts") is None:
        label = role_book().actions["manage_accounts"].label
        raise Refusal(
            finding(
                "account.not_allowed", found=actor.name, role=actor.role_label, action=label,
                expected=roles_for("manage_accounts"),
            )
        )  # fmt: skip
    return actor


def _other(who: Actor, name: str) -> Actor:
    """Return who acts on an account of somebody else; nobody shuts themselves out."""
    if who.account == plain(name):
        raise Refusal(finding("account.own_account", found=plain(name)))
    return who


def _check_role(role: str, unit_id: str | None) -> None:
    known = {code: each for code, each in role_book().roles.items() if each.is_account}
    if role not in known:
        listed = ", ".join(f"{code} ({each.label})" for code, each in known.items())
        raise Refusal(finding("account.unknown_role", found=role, expected=listed))
    if known[role].needs_unit and unit_id is None:
        raise Refusal(finding("account.needs_unit", found=known[role].label))


def _account(row: dict[str, Any]) -> Account:
    return Account(
        row["name"], row["full_name"], row["role"], row["unit_id"], row["email"],
        bool(row["is_disabled"]), bool(row["is_sample"]),
    )  # fmt: skip


def _has(connection: sqlite3.Connection, column: str, value: str) -> bool:
    found = connection.execute(f"select 1 from account where {column} = ?", (value,))  # noqa: S608
    return found.fetchone() is not None
