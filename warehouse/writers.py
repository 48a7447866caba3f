"""Writers: each is one transaction, names its actor, and refuses what may not be written."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Literal

import duckdb
import polars as pl

from schemas.failures import OwnFailure
from schemas.roles import Actor, Who, acting
from schemas.words import to_local, to_utc
from warehouse import column_meanings, files, permits, rows
from warehouse.column_meanings import ColumnMeaning
from warehouse.door_notes import Mends, Reading, Reason, record_notes
from warehouse.judge import judge_change
from warehouse.store import Readable, Scratch, Store, Write

CELL_SCHEMA = pl.Schema(
    {
        "sheet": pl.String(),
        "row_no": pl.Int32(),
        "column_no": pl.Int32(),
        "cell": pl.String(),
        "kind": pl.String(),
        "text": pl.String(),
    }
)
"""Every cell that was read, as text."""

OBSERVATION_SCHEMA = pl.Schema(
    {
        "unit_id": pl.String(),
        "table_code": pl.String(),
        "row_no": pl.Int32(),
        "column_code": pl.String(),
        "value_text": pl.String(),
        "value_num": pl.String(),
        "value_date": pl.Date(),
        "sheet": pl.String(),
        "cell": pl.String(),
    }
)
"""Every figure that was understood; ``value_num`` is the exact decimal as plain text."""


@dataclass(frozen=True, slots=True)
class HandIn:
    """A checked file, ready to be accepted as a whole."""

    kind: Literal["workbook", "table", "dossiers"]
    dataset_id: str
    period_id: str
    unit_id: str | None
    file_name: str
    sha256: str
    size_bytes: int
    layer: Literal["self", "appraised", "explained", "published"]
    cells: pl.DataFrame
    observations: pl.DataFrame
    is_sample: bool = False
    source_note: str | None = None
    received_at: dt.datetime | None = None
    """Local moment of receipt of sample data only; real hand-ins take the server's clock."""
    reasons: tuple[Reason, ...] = ()
    meanings: tuple[ColumnMeaning, ...] = ()
    """What columns of a table were declared to mean, to be remembered."""
    cell_count: int | None = None
    """How many cells were read, where ``cells`` holds only some of them."""
    reading: Reading | None = None
    mends: Mends | None = None
    """What was mended on the screen; the accepted bytes are then those of the mended copy."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the person who handed in keeps: code, digest, moment, and whether it was in time."""

    code: str
    sha256: str
    file_name: str
    received_at: dt.datetime
    unit_code: str | None
    unit_name: str | None
    programme_id: str
    period_id: str
    due_on: dt.date | None
    is_late: bool
    revision: int
    cell_count: int


def accept_hand_in(store: Store, hand_in: HandIn, *, actor: Who) -> Receipt:
    """Accept a checked file: its cells and figures, in one transaction.

    Two hand-ins at once are both kept; the order of acceptance decides which one counts.
    Raises Refusal when the actor may not do so, and OwnFailure NOP-01 when the caller passes what
    the checks should have refused.
    """
    if not acting(actor).name.strip():
        raise OwnFailure("NOP-01", "Thiếu tên người nộp; chưa ghi gì vào kho dữ liệu.")
    with store.write(actor, f"accept_{hand_in.kind}", hand_in.file_name) as write:
        receipt = record(write, hand_in, actor)
        changed = (hand_in.dataset_id, hand_in.period_id)
        judge_change(write.connection, [changed], hand_in.unit_id)
    return receipt


def accept_many(
    store: Store, hand_ins: list[HandIn], *, actor: Who, action: str, detail: str
) -> int:
    """Accept many checked files in one transaction and revision; return how many.

    Raises Refusal when the actor may not, and OwnFailure NOP-01 for two workbooks of one unit and
    period: none would be the later.
    """
    own = [
        (hand_in.dataset_id, hand_in.period_id, hand_in.unit_id)
        for hand_in in hand_ins
        if hand_in.kind == "workbook"
    ]
    if len(set(own)) < len(own):
        raise OwnFailure("NOP-01", "Một đơn vị có hai bài nộp cùng kỳ trong một lần ghi.")
    with store.write(actor, action, detail) as write:
        permits.need(Scratch(write.connection, write.revision), actor, action)
        for hand_in in hand_ins:
            record(write, hand_in, actor)
        changed = {(hand_in.dataset_id, hand_in.period_id) for hand_in in hand_ins}
        judge_change(write.connection, changed)
    return len(hand_ins)


def check_permit(store: Readable, hand_in: HandIn, who: Who) -> Actor:
    """Return the actor who may bring in this file; raises Refusal for anyone else."""
    unit_ids = hand_in.observations["unit_id"].unique().to_list()
    own = [] if hand_in.unit_id is None else [hand_in.unit_id]
    action = permits.action_of(hand_in.kind, hand_in.layer)
    return permits.need(store, who, action, {*unit_ids, *own})


def record(write: Write, hand_in: HandIn, who: Who) -> Receipt:
    """Write a checked file's cells and figures inside an open write; the caller judges afterwards.

    Raises Refusal when the actor may not do so, and OwnFailure NOP-01 when the caller passes what
    the checks should have refused.
    """
    connection = write.connection
    actor = check_permit(Scratch(connection, write.revision), hand_in, who)
    _refuse_closed(connection, hand_in)
    unit_code, unit_name = _unit(connection, hand_in)
    due_on = _due_on(connection, hand_in)
    utc = write.at
    if hand_in.received_at is not None:
        if not hand_in.is_sample:
            raise OwnFailure("NOP-01", "Chỉ dữ liệu mẫu mới được ghi lùi thời điểm nhận.")
        utc = to_utc(hand_in.received_at)
    received_at = to_local(utc)
    submission_id = str(uuid.uuid4())
    receipt = Receipt(
        code=f"TD{write.revision:06d}-{submission_id[:6].upper()}",
        sha256=hand_in.sha256,
        file_name=hand_in.file_name,
        received_at=received_at,
        unit_code=unit_code,
        unit_name=unit_name,
        programme_id=hand_in.dataset_id,
        period_id=hand_in.period_id,
        due_on=due_on,
        is_late=due_on is not None and received_at.date() > due_on,
        revision=write.revision,
        cell_count=hand_in.cells.height if hand_in.cell_count is None else hand_in.cell_count,
    )
    rows.insert(
        connection,
        "raw_submission__file",
        [
            {
                "submission_id": submission_id,
                "receipt_code": receipt.code,
                "kind": hand_in.kind,
                "dataset_id": hand_in.dataset_id,
                "period_id": hand_in.period_id,
                "unit_id": hand_in.unit_id,
                "file_name": hand_in.file_name,
                "sha256": hand_in.sha256,
                "size_bytes": hand_in.size_bytes,
                "actor": actor.name,
                "account": actor.account,
                "content_sha256": content_digest(hand_in),
                "received_at": utc,
                "due_on": due_on,
                "is_late": receipt.is_late,
                "is_sample": hand_in.is_sample,
                "source_note": hand_in.source_note,
                "layer": hand_in.layer,
                "cell_count": receipt.cell_count,
                "revision": write.revision,
            }
        ],
    )
    record_notes(write, submission_id, hand_in.reasons, hand_in.reading, hand_in.mends)
    column_meanings.keep(write, hand_in.dataset_id, hand_in.meanings, actor)
    key = pl.lit(submission_id).alias("submission_id")
    rows.insert_frame(connection, "raw_submission__cell", hand_in.cells.with_columns(key))
    rows.insert_frame(
        connection,
        "core_observation",
        hand_in.observations.with_columns(
            key,
            pl.lit(hand_in.dataset_id).alias("dataset_id"),
            pl.lit(hand_in.period_id).alias("period_id"),
            pl.lit(hand_in.layer).alias("layer"),
            pl.lit(write.revision).cast(pl.Int64).alias("revision"),
        ),
    )
    return receipt


def content_digest(hand_in: HandIn) -> str | None:
    """Return a digest of a workbook's figures without their places; None of a table."""
    if hand_in.kind != "workbook":
        return None
    figures = hand_in.observations.select(
        "unit_id", "table_code", "row_no", "column_code", "value_text", "value_num", "value_date"
    )
    lines = sorted(repr(row) for row in figures.iter_rows())
    return files.digest("\n".join(lines).encode())


def is_unchanged(store: Readable, hand_in: HandIn) -> bool:
    """Tell whether a workbook says exactly what the one that counts now says."""
    found = store.query(
        "select f.content_sha256 from judged_file as j join raw_submission__file as f "
        "using (submission_id) where j.kind = 'workbook' and j.dataset_id = ? "
        "and j.period_id = ? and j.unit_id = ?",
        [hand_in.dataset_id, hand_in.period_id, hand_in.unit_id],
    )
    return not found.is_empty() and found.item() == content_digest(hand_in)


def _refuse_closed(connection: duckdb.DuckDBPyConnection, hand_in: HandIn) -> None:
    found = connection.execute(
        "select 1 from core_closed_period join core_programme_dataset using (programme_id) "
        "where dataset_id = ? and period_id = ?",
        [hand_in.dataset_id, hand_in.period_id],
    ).fetchall()
    if found:
        raise OwnFailure("NOP-02", "Kỳ báo cáo đã chốt; cần mở lại kèm lý do trước khi nộp.")


def _unit(connection: duckdb.DuckDBPyConnection, hand_in: HandIn) -> tuple[str | None, str | None]:
    if hand_in.unit_id is None:
        if hand_in.kind == "workbook":
            raise OwnFailure("NOP-01", "Bài nộp của đơn vị thiếu đơn vị.")
        return None, None
    found = connection.execute(
        "select unit_code, unit_name from core_programme_unit "
        "where programme_id = ? and unit_id = ?",
        [hand_in.dataset_id, hand_in.unit_id],
    ).fetchall()
    if not found:
        raise OwnFailure("NOP-01", "Đơn vị không thuộc phạm vi của kế hoạch.")
    return str(found[0][0]), str(found[0][1])


def _due_on(connection: duckdb.DuckDBPyConnection, hand_in: HandIn) -> dt.date | None:
    found = connection.execute(
        "select e.due_on from core_period as e join core_programme as p using (programme_id) "
        "where ? in (p.programme_id, p.criteria_set_id) and e.period_id = ?",
        [hand_in.dataset_id, hand_in.period_id],
    ).fetchall()
    if not found:
        raise OwnFailure("NOP-01", "Kỳ báo cáo không thuộc kế hoạch.")
    due_on: dt.date | None = found[0][0]
    return due_on if hand_in.kind == "workbook" else None
