"""File readers: what was handed in, which files count, how fresh a board is, and every cell.

As in ``readers``: the store first, a polars frame (or a dict) back, moments local and naive.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from schemas.tables import TABLES
from schemas.words import to_local
from warehouse.identity import unit_id
from warehouse.store import Readable

_PROVISIONAL = "tạm tính"
_CLOSED = "đã chốt"


def _local(frame: pl.DataFrame, *columns: str) -> pl.DataFrame:
    return frame.with_columns(
        pl.col(column).map_elements(to_local, return_dtype=pl.Datetime("us")) for column in columns
    )


def sources(
    store: Readable,
    programme_id: str,
    period_id: str,
    unit_code: str,
    criterion_code: str | None = None,
    in_full: bool = False,
) -> pl.DataFrame:
    """Return every cell that a unit's verdict on a criterion rests on, or all of its verdicts.

    Cells of restricted sheets only ``in_full``: how many there are would tell something, too.
    ``column_label`` is the heading of a workbook's column (null where the figure is the column);
    ``source_period_id`` is another period where ranks are compared with the year before.
    """
    of_unit = unit_id(store, programme_id, unit_code)
    found = store.query(
        """
        select measure_label, source_period_id, file_name, sheet, cell, cell_text as text, row_no,
            table_code, column_code, layer, received_at, actor, receipt_code, sha256,
            source_note, is_sample, criterion_code
        from out_verdict_source
        where programme_id = ? and period_id = ? and unit_id = ?
            and (? is null or criterion_code = ?) and (? or not is_restricted)
        order by measure_label, source_period_id desc, file_name, sheet, row_no, column_order, cell
        """,
        [programme_id, period_id, of_unit, criterion_code, criterion_code, in_full],
    )
    labels = [_column_label(*row) for row in found.select("table_code", "column_code").iter_rows()]
    return _local(found, "received_at").with_columns(pl.Series("column_label", labels, pl.String))


def _column_label(table_code: str, column_code: str) -> str | None:
    """Return the heading of a workbook's column; a table of results is named by its figure."""
    table = TABLES.get(table_code)
    found = (
        (column.label for column in table.columns if column.code == column_code) if table else ()
    )
    return next(iter(found), None)


def hand_ins(
    store: Readable,
    programme_id: str,
    period_id: str | None = None,
    unit_code: str | None = None,
) -> pl.DataFrame:
    """Return the accepted files, newest first, and which of them count."""
    found = store.query(
        """
        select receipt_code, kind, unit_code, unit_name, period_id, file_name, actor, received_at,
            status, is_late, sha256, due_on, is_sample, cell_count
        from out_hand_in
        where dataset_id in (
            select unnest([programme_id, criteria_set_id]) from core_programme
            where programme_id = ?
        ) and (? is null or period_id = ?) and (? is null or unit_code = ?)
        order by revision desc, received_at desc, file_name
        """,
        [programme_id, period_id, period_id, unit_code, unit_code],
    )
    return _local(found, "received_at")


def has_hand_ins(store: Readable) -> bool:
    """Tell whether any file was ever accepted."""
    return bool(store.query("select count(*) > 0 from raw_submission__file").item())


def demo_parts(store: Readable) -> frozenset[str]:
    """Return which parts of the demo are loaded."""
    found = store.query("select detail from meta_revision where action = 'load_demo'")
    return frozenset(found["detail"])


def freshness(store: Readable, programme_id: str, period_id: str) -> dict[str, Any]:
    """Return how fresh a board is, where its figures come from, and whether they are sample.

    A closed period has ``closed_at`` and the digest ``board_sha256`` of its sealed board.
    """
    found = store.query(
        """
        select max(received_at) as data_as_of, coalesce(bool_or(is_sample), false) as is_sample,
            coalesce(string_agg(distinct source_note, '; '), '') as source_note
        from out_hand_in where dataset_id in (
            select unnest([programme_id, criteria_set_id]) from core_programme
            where programme_id = ?
        ) and period_id = ? and status = 'counts'
        """,
        [programme_id, period_id],
    ).row(0, named=True)
    moment: dt.datetime | None = found["data_as_of"]
    sealed = store.query(
        "select recorded_at, board_sha256 from out_closing "
        "where programme_id = ? and period_id = ? and is_current",
        [programme_id, period_id],
    ).to_dicts()
    return {
        "data_as_of": to_local(moment) if moment else None,
        "source_note": found["source_note"],
        "is_sample": found["is_sample"],
        "revision": store.revision(),
        "status_label": _CLOSED if sealed else _PROVISIONAL,
        "closed_at": to_local(sealed[0]["recorded_at"]) if sealed else None,
        "board_sha256": sealed[0]["board_sha256"] if sealed else None,
    }


def progress(
    store: Readable, programme_id: str, period_id: str, group: str | None = None
) -> pl.DataFrame:
    """Return how far each unit is: ``hand_in_state`` is on_time, late or missing.

    ``known_count`` of ``asked_count`` criteria have figures; what does not apply is not asked.
    """
    found = store.query(
        """
        select unit_code, unit_name, group_code, hand_in_state, received_at, actor, receipt_code,
            version_count, is_late, known_count, asked_count, due_on
        from out_progress
        where programme_id = ? and period_id = ? and (? is null or group_code = ?)
        order by group_code, unit_order
        """,
        [programme_id, period_id, group, group],
    )
    return _local(found, "received_at")
