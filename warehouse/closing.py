"""Closing a period: its verdicts stay as they are, sealed with the digests of rules and data.

A correction after closing needs the period to be reopened with a reason; closing it again makes a
new version beside the old one. Everything is append-only (DOMAIN 6, points 10 and 15).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import duckdb
import polars as pl

from schemas.findings import Refusal, finding
from schemas.programme import Programme
from schemas.roles import Who, acting
from schemas.words import to_local
from warehouse import permits, rows
from warehouse.judge import judge_changes, judge_period, keep_live
from warehouse.rule_texts import rules_digest
from warehouse.store import Readable, Scratch, Store, Write

_VERDICTS = "unit_id, subject, criterion_code, state, is_near, reason_code, points, maximum"
_BOARD = "unit_id, group_code, score, maximum, rank, is_tied, excluded_reason"


@dataclass(frozen=True, slots=True)
class Closing:
    """A sealed version of a period's board: who closed it, when, why, and its three digests."""

    closing_id: str
    programme_id: str
    period_id: str
    actor: str
    reason: str
    closed_at: dt.datetime
    rules_sha256: str
    data_sha256: str
    board_sha256: str


def close_period(
    store: Store, programme: Programme, period_id: str, *, actor: Who, reason: str
) -> Closing:
    """Freeze a period's verdicts, ranks and rules.

    Raises Refusal when there is nothing to close, or the person may not do so.
    """
    who = acting(actor)
    _need_words(who.name, reason)
    with store.write(who, "close_period", f"{programme.id} {period_id}") as write:
        connection = write.connection
        permits.need(Scratch(connection, write.revision), who, "close")
        if _is_closed(connection, programme.id, period_id):
            raise Refusal(finding("closing.already_closed", period=period_id))
        if not _is_live(connection, programme.id, period_id):
            raise Refusal(finding("closing.nothing_to_close", period=period_id))
        closing_id = str(uuid.uuid4())
        _seal(connection, closing_id, programme.id, period_id)
        closing = Closing(
            closing_id,
            programme.id,
            period_id,
            who.name,
            reason,
            to_local(write.at),
            rules_digest(Scratch(connection, write.revision), programme),
            data_digest(connection, programme.id, period_id),
            sealed_digest(connection, closing_id),
        )
        _freeze_leaves(connection, programme.id, period_id)
        _record(write, closing, "close")
        keep_live(connection, programme.id, period_id)
        judge_changes(connection, programme.id, period_id)
    return closing


def reopen_period(
    store: Store, programme: Programme, period_id: str, *, actor: Who, reason: str
) -> None:
    """Open a closed period again; its sealed version stays, and judging goes on.

    Raises Refusal when the person may not do so, or the period is not closed.
    """
    who = acting(actor)
    _need_words(who.name, reason)
    with store.write(who, "reopen_period", f"{programme.id} {period_id}") as write:
        connection = write.connection
        permits.need(Scratch(connection, write.revision), who, "reopen")
        if not _is_closed(connection, programme.id, period_id):
            raise Refusal(finding("closing.not_closed", period=period_id))
        rows.insert(
            connection,
            "core_closing",
            [
                {
                    "closing_id": str(uuid.uuid4()),
                    "programme_id": programme.id,
                    "period_id": period_id,
                    "action": "reopen",
                    "actor": who.name,
                    "reason": reason,
                    "recorded_at": write.at,
                    "revision": write.revision,
                }
            ],
        )
        keep_live(connection, programme.id, period_id)
        judge_period(connection, programme.id, period_id)
        judge_changes(connection, programme.id, period_id)


def closings(store: Readable, programme_id: str, period_id: str | None = None) -> pl.DataFrame:
    """Return every closing and reopening, the newest first; ``version`` counts closings."""
    found = store.query(
        """
        select programme_id, period_id, action, actor, reason, recorded_at, closing_id,
            rules_sha256, data_sha256, board_sha256, version, is_current
        from out_closing where programme_id = ? and (? is null or period_id = ?)
        order by recorded_at desc
        """,
        [programme_id, period_id, period_id],
    )
    moments = [to_local(each) for each in found["recorded_at"]]
    return found.with_columns(pl.Series("recorded_at", moments, pl.Datetime))


def sealed_board(store: Readable, closing_id: str) -> pl.DataFrame:
    """Return a sealed version's board as it was closed: rank, unit, score, reason left out."""
    return store.query(
        "select b.*, u.unit_code, u.name as unit_name from sealed_board as b "
        "join core_unit as u using (unit_id) where closing_id = ? "
        "order by group_code, rank nulls last, sort_order",
        [closing_id],
    )


def broken_seals(store: Readable) -> list[str]:
    """Return the ids of closings whose sealed rows no longer give their digest."""
    found = store.query("select closing_id, board_sha256 from core_closing where action = 'close'")
    return [
        closing_id
        for closing_id, recorded in found.iter_rows()
        if _digest_of(store, closing_id) != recorded
    ]


def data_digest(connection: duckdb.DuckDBPyConnection, programme_id: str, period_id: str) -> str:
    """Return one SHA-256 of the files whose figures a period was judged on, the year before too."""
    found = connection.execute(
        """
        select distinct f.receipt_code, f.sha256
        from core_programme_dataset as d
        join raw_submission__file as f using (dataset_id)
        join judged_file as j using (submission_id)
        left join core_year_before as y
            on y.programme_id = d.programme_id and y.period_id = ?
        where d.programme_id = ? and f.period_id in (?, y.before_period_id)
        order by all
        """,
        [period_id, programme_id, period_id],
    ).fetchall()
    return _sha256(found)


def sealed_digest(connection: duckdb.DuckDBPyConnection, closing_id: str) -> str:
    """Return the SHA-256 of a sealed version's verdicts and board."""
    lines: list[tuple[Any, ...]] = []
    for sql in _sealed_sql():
        lines += connection.execute(sql, [closing_id]).fetchall()
    return _sha256(lines)


def _digest_of(store: Readable, closing_id: str) -> str:
    lines: list[tuple[Any, ...]] = []
    for sql in _sealed_sql():
        lines += store.query(sql, [closing_id]).rows()
    return _sha256(lines)


def _sealed_sql() -> tuple[str, str]:
    # texts, so that the digest does not depend on how a driver hands over a number
    return tuple(
        "select "  # noqa: S608 - our own names only
        + ", ".join(f"cast({name.strip()} as varchar)" for name in columns.split(","))
        + f" from {table} where closing_id = ? order by all"
        for table, columns in (("sealed_verdict", _VERDICTS), ("sealed_board", _BOARD))
    )  # type: ignore[return-value]


def _sha256(lines: Iterable[tuple[Any, ...]]) -> str:
    text = "\n".join(
        "\t".join("" if each is None else str(each) for each in line) for line in lines
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _seal(
    connection: duckdb.DuckDBPyConnection, closing_id: str, programme_id: str, period_id: str
) -> None:
    values = [closing_id, programme_id, period_id]
    # as anybody may see them: the digest is printed for all, and a few restricted states behind it
    # could be found by trying; those rest on the files and rules, which have digests of their own
    connection.execute(
        f"insert into sealed_verdict (closing_id, {_VERDICTS}) select ?, {_VERDICTS} "  # noqa: S608
        "from out_verdict where programme_id = ? and period_id = ?",
        values,
    )
    connection.execute(
        f"insert into sealed_board (closing_id, {_BOARD}) "  # noqa: S608
        "select ?, t.unit_id, t.group_code, t.score, t.maximum, r.rank, r.is_tied, "
        "t.excluded_reason from judged_total as t left join judged_rank as r "
        "using (programme_id, period_id, unit_id) where programme_id = ? and period_id = ?",
        values,
    )


def _freeze_leaves(
    connection: duckdb.DuckDBPyConnection, programme_id: str, period_id: str
) -> None:
    """Keep the leaves too: they are otherwise read from figures that may still be corrected."""
    connection.execute(
        "insert into judged_verdict by name select * from core_leaf_verdict "
        "where programme_id = ? and period_id = ?",
        [programme_id, period_id],
    )


def _record(write: Write, closing: Closing, action: str) -> None:
    rows.insert(
        write.connection,
        "core_closing",
        [
            {
                "closing_id": closing.closing_id,
                "programme_id": closing.programme_id,
                "period_id": closing.period_id,
                "action": action,
                "actor": closing.actor,
                "reason": closing.reason,
                "recorded_at": write.at,
                "rules_sha256": closing.rules_sha256,
                "data_sha256": closing.data_sha256,
                "board_sha256": closing.board_sha256,
                "revision": write.revision,
            }
        ],
    )


def _is_closed(connection: duckdb.DuckDBPyConnection, programme_id: str, period_id: str) -> bool:
    return _has(connection, "core_closed_period", programme_id, period_id)


def _is_live(connection: duckdb.DuckDBPyConnection, programme_id: str, period_id: str) -> bool:
    return _has(connection, "core_live_period", programme_id, period_id)


def _has(
    connection: duckdb.DuckDBPyConnection, view: str, programme_id: str, period_id: str
) -> bool:
    found = connection.execute(
        f"from {view} where programme_id = ? and period_id = ?",
        [programme_id, period_id],
    ).fetchall()
    return bool(found)


def _need_words(actor: str, reason: str) -> None:
    if not actor.strip() or not reason.strip():
        raise Refusal(finding("closing.words_needed"))
