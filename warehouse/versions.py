"""Versions of a hand-in: which one counts and why, approving, withdrawing, and their differences.

Nothing is ever taken away: an approval or a withdrawal is a row of its own beside the file.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from schemas.findings import Refusal, finding
from schemas.roles import Who, acting
from schemas.words import moment, to_local
from warehouse import permits, rows
from warehouse.changed_cells import CellChange, changes_between
from warehouse.judge import judge_change
from warehouse.store import Readable, Scratch, Store, Write

_COLUMNS = """
    programme_id, period_id, unit_id, unit_code, unit_name, version_no, receipt_code, file_name,
    sha256, actor, account, received_at, is_late, due_on, is_unchanged, status, withdrawn_by,
    withdrawn_at, withdrawn_reason, approved_by, approved_at, approval, submission_id
"""
_MOMENTS = ("received_at", "withdrawn_at", "approved_at")


def versions(store: Readable, programme_id: str, period_id: str, unit_code: str) -> pl.DataFrame:
    """Return what a unit handed in for a period, the oldest first, and what became of each."""
    return _local(
        store.query(
            f"select {_COLUMNS} from out_version "  # noqa: S608 - our own names only
            "where programme_id = ? and period_id = ? and unit_code = ? order by version_no",
            [programme_id, period_id, unit_code],
        )
    )


def version(store: Readable, receipt_code: str) -> dict[str, Any]:
    """Return one version by its receipt; raises Refusal for a code that no workbook has."""
    found = _local(
        store.query(
            f"select {_COLUMNS} from out_version where receipt_code = ?",  # noqa: S608
            [receipt_code.strip().upper()],
        )
    )
    if found.is_empty():
        raise Refusal(finding("version.unknown_receipt", found=receipt_code))
    return found.row(0, named=True)


def accepted(store: Readable, sha256: str) -> dict[str, Any] | None:
    """Return the newest version that these very bytes became; None when they never were one."""
    found = _local(
        store.query(
            f"select {_COLUMNS} from out_version where sha256 = ? "  # noqa: S608 - as above
            "order by revision desc limit 1",
            [sha256],
        )
    )
    return None if found.is_empty() else found.row(0, named=True)


def difference(store: Readable, first: str, second: str) -> tuple[CellChange, ...]:
    """Return what the second version (by receipt) changes against the first; both of one unit.

    Raises Refusal for an unknown receipt, and for versions of different hand-ins.
    """
    one, two = version(store, first), version(store, second)
    keys = ("programme_id", "period_id", "unit_id")
    if any(one[key] != two[key] for key in keys):
        raise Refusal(finding("version.not_same", found=second, expected=first))
    return changes_between(store, one["submission_id"], two["submission_id"])


def approve(store: Store, receipt_code: str, *, actor: Who) -> dict[str, Any]:
    """Let a version count that waits for its head; return it as it stands then.

    Raises Refusal when it does not wait, when the actor may not, or handed it in.
    """
    who = acting(actor)
    with store.write(who, "approve", receipt_code) as write:
        scratch, row = _open(write, receipt_code)
        permits.need(scratch, who, "approve", [row["unit_id"]])
        if who.key in (row["actor"], f"@{row['account']}"):
            raise Refusal(finding("version.own_hand_in", found=who.name))
        if row["approval"] != "head" or row["status"] != "waiting":
            raise Refusal(finding("version.not_waiting", found=receipt_code))
        _step(write, row, "approve", who, None)
    return version(store, receipt_code)


def withdraw(store: Store, receipt_code: str, *, actor: Who, reason: str) -> dict[str, Any]:
    """Withdraw a version with a reason; the one before it counts again, or none.

    Raises Refusal once an appraiser or the council has spoken, or when the actor may not.
    """
    who = acting(actor)
    if not reason.strip():
        raise Refusal(finding("version.reason_needed"))
    with store.write(who, "withdraw", receipt_code) as write:
        scratch, row = _open(write, receipt_code)
        permits.need(scratch, who, "withdraw", [row["unit_id"]])
        if row["status"] == "withdrawn":
            at = moment(row["withdrawn_at"])
            raise Refusal(finding("version.already_withdrawn", found=receipt_code, expected=at))
        asked = [row["programme_id"], row["period_id"], row["unit_id"]]
        spoken = scratch.query(
            "from core_appraised_unit where programme_id = ? and period_id = ? and unit_id = ?",
            asked,
        )
        if not spoken.is_empty():
            raise Refusal(finding("version.appraised", found=receipt_code, unit=row["unit_name"]))
        _step(write, row, "withdraw", who, reason.strip())
    return version(store, receipt_code)


def _open(write: Write, receipt_code: str) -> tuple[Scratch, dict[str, Any]]:
    """Return the version inside the write; raises Refusal when its period is closed."""
    scratch = Scratch(write.connection, write.revision)
    row = version(scratch, receipt_code)
    closed = scratch.query(
        "select recorded_at from core_closed_period where programme_id = ? and period_id = ?",
        [row["programme_id"], row["period_id"]],
    )
    if not closed.is_empty():
        at = moment(to_local(closed.item()))
        raise Refusal(finding("closing.period_closed", period=row["period_id"], found=at))
    return scratch, row


def _step(write: Write, row: dict[str, Any], step: str, who: Who, reason: str | None) -> None:
    actor = acting(who)
    rows.insert(
        write.connection,
        "raw_submission__step",
        [
            {
                "submission_id": row["submission_id"],
                "step": step,
                "actor": actor.name,
                "account": actor.account,
                "reason": reason,
                "recorded_at": write.at,
                "revision": write.revision,
            }
        ],
    )
    changed = (row["programme_id"], row["period_id"])
    judge_change(write.connection, [changed], row["unit_id"])


def _local(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(
        pl.Series(name, [at and to_local(at) for at in frame[name]], pl.Datetime("us"))
        for name in _MOMENTS
    )
