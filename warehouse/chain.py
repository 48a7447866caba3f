"""The chain of actions: every revision is sealed with all before it, so that none can be changed.

A seal covers who did what and when, and the files, versions, closings, tokens of walls and meanings
of columns written at that revision.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Any

import duckdb

from schemas.roles import Who, acting

if TYPE_CHECKING:
    from warehouse.store import Readable

_WRITTEN = """
    select 'file' as kind, receipt_code as name, sha256 as content from raw_submission__file
    where revision = $1
    union all
    select 'step', step || ' ' || submission_id, actor || coalesce(': ' || reason, '')
    from raw_submission__step where revision = $1
    union all
    select 'closing', action || ' ' || closing_id, coalesce(board_sha256, reason)
    from core_closing where revision = $1
    union all
    select 'wall', action || ' ' || token_id, label || coalesce(' ' || token_sha256, '')
    from core_wall_token where revision = $1
    union all
    select 'column', dataset_id || ' ' || heading_key, coalesce(column_code, '')
    from core_column_meaning where revision = $1
    order by all
"""
_HEAD = "select recorded_at, actor, action, detail from meta_revision where revision = $1"


def add(
    connection: duckdb.DuckDBPyConnection,
    revision: int,
    at: dt.datetime,
    who: Who,
    action: str,
    detail: str | None,
) -> None:
    """Write down an action inside its own transaction, sealed with all before it."""
    actor = acting(who)
    connection.execute(
        "insert into meta_revision values (?, ?, ?, ?, ?)",
        [revision, at, actor.name, action, detail],
    )
    last = connection.execute(
        "select sha256 from meta_chain order by revision desc limit 1"
    ).fetchall()
    head = connection.execute(_HEAD, [revision]).fetchall()
    written = connection.execute(_WRITTEN, [revision]).fetchall()
    seal = _seal(str(last[0][0]) if last else "", actor.account, actor.role, head + written)
    connection.execute(
        "insert into meta_chain values (?, ?, ?, ?)", [revision, actor.account, actor.role, seal]
    )


def broken_link(store: Readable) -> int | None:
    """Return the first revision whose seal no longer fits; None when the chain is whole.

    Revisions from before the chain began have no seal and are not looked at.
    """
    before = ""
    links = store.query(
        "select coalesce(m.revision, c.revision) as place, c.account, c.role, c.sha256 "
        "from meta_revision as m full join meta_chain as c on m.revision = c.revision "
        "where place >= (select min(revision) from meta_chain) order by place"
    )
    for revision, account, role, sha256 in links.iter_rows():
        named = [revision]
        lines = store.query(_HEAD, named).rows() + store.query(_WRITTEN, named).rows()
        if _seal(before, account, role, lines) != sha256:
            return int(revision)
        before = sha256
    return None


def _seal(before: str, account: str | None, role: str, lines: list[tuple[Any, ...]]) -> str:
    text = "\n".join(
        "\t".join("" if each is None else str(each) for each in line)
        for line in [(before, account, role), *lines]
    )
    return hashlib.sha256(text.encode()).hexdigest()
