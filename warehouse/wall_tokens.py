"""Tokens with which a wall screen is opened without anybody's sign-in: made, listed, revoked.

A token only reads, holds no person, and is shown once; the warehouse keeps its SHA-256. The token
is 192 random bits, so a plain digest cannot be turned back.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

import polars as pl

from schemas.findings import Refusal, finding
from schemas.roles import Who, acting
from schemas.words import moment, to_local
from warehouse import permits, rows
from warehouse.store import Readable, Scratch, Store, Write

_TOKEN_BYTES, _ID_BYTES = 24, 4


@dataclass(frozen=True, slots=True)
class WallToken:
    """A new token: the id by which it is revoked, what it is for, and the secret itself."""

    token_id: str
    label: str
    token: str


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def create(store: Store, label: str, *, actor: Who) -> WallToken:
    """Make a token; raises Refusal without a name, or when the actor may not."""
    who = acting(actor)
    label = " ".join(label.split())
    if not label:
        raise Refusal(finding("wall.name_needed"))
    made = WallToken(secrets.token_hex(_ID_BYTES), label, secrets.token_urlsafe(_TOKEN_BYTES))
    with store.write(who, "create_wall_token", made.token_id) as write:
        permits.need(Scratch(write.connection, write.revision), who, "issue_wall_token")
        _record(write, made.token_id, "create", label, who.name, _digest(made.token))
    return made


def revoke(store: Store, token_id: str, *, actor: Who) -> str:
    """Revoke a token by its id and return its name.

    Raises Refusal for an unknown or dead one, or when the actor may not.
    """
    who = acting(actor)
    with store.write(who, "revoke_wall_token", token_id) as write:
        permits.need(Scratch(write.connection, write.revision), who, "issue_wall_token")
        found = write.connection.execute(
            "select label, revoked_at from out_wall_token where token_id = ?", [token_id]
        ).fetchall()
        if not found:
            raise Refusal(finding("wall.unknown_token", found=token_id))
        label, revoked_at = found[0]
        if revoked_at is not None:
            at = moment(to_local(revoked_at))
            raise Refusal(finding("wall.already_revoked", found=label, expected=at))
        _record(write, token_id, "revoke", label, who.name, None)
    return str(label)


def tokens(store: Readable) -> pl.DataFrame:
    """Return every token without its digest, the newest first; moments are local."""
    found = store.query(
        """
        select token_id, label, actor, recorded_at as created_at, revoked_by, revoked_at, is_valid
        from out_wall_token order by revision desc
        """
    )
    return found.with_columns(
        pl.col(name).map_elements(to_local, return_dtype=pl.Datetime("us"))
        for name in ("created_at", "revoked_at")
    )


def is_valid(store: Readable, token: str) -> bool:
    """Tell whether a token opens a wall now."""
    found = store.query(
        "select 1 from out_wall_token where is_valid and token_sha256 = ?", [_digest(token)]
    )
    return not found.is_empty()


def _record(
    write: Write, token_id: str, action: str, label: str, actor: str, digest: str | None
) -> None:
    rows.insert(
        write.connection,
        "core_wall_token",
        [
            {
                "token_id": token_id,
                "action": action,
                "label": label,
                "token_sha256": digest,
                "actor": actor,
                "recorded_at": write.at,
                "revision": write.revision,
            }
        ],
    )
