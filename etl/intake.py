"""A file's bytes become a workbook, its cells rows, and what was noticed on the way sentences."""

from __future__ import annotations

import polars as pl

from etl.annotate import without_list
from etl.canonical import heading_key
from etl.child import IntakeFailure
from etl.legacy import modernised
from etl.recent import RecentWorkbooks
from etl.template_filled import CHECK_SHEET
from etl.workbook import Workbook, read_workbook
from etl.workbook_scan import column_letters
from schemas.failures import OwnFailure
from schemas.findings import finding
from warehouse import files
from warehouse.store import Store
from warehouse.writers import CELL_SCHEMA

REFUSED_FOLDER = "tep_bi_tra_lai"


def _read(data: bytes, file_name: str) -> Workbook:
    return modernised(without_list(read_workbook(data, file_name)))


_RECENT = RecentWorkbooks(_read)


def read_bytes(store: Store, data: bytes, file_name: str) -> Workbook:
    """Read a file in the bounded child process: old fonts as Unicode, our own marks left out.

    The files read last are not read again. Our own faults become OwnFailure DOC-01.
    """
    try:
        return _RECENT.read(data, file_name)
    except IntakeFailure as failure:
        files.keep(store.data_dir, data, REFUSED_FOLDER)
        raise own_fault(failure) from failure


def own_fault(failure: IntakeFailure) -> OwnFailure:
    """Return our failure to read or mark a file, told as ours."""
    return OwnFailure(
        "DOC-01",
        "Hệ thống gặp lỗi khi đọc tệp. Đây là lỗi của hệ thống, không phải của tệp; tệp đã "
        f"được giữ lại. Vui lòng báo quản trị viên kèm mã DOC-01 ({failure.code}).",
    )


def file_notes(workbook: Workbook) -> list[str]:
    """Return what the user should know of how the file was read, though it refuses nothing.

    The formulas of our own check sheet are nobody's figures.
    """
    is_counted = any(
        sheet.cells.has_formulas
        for sheet in workbook.sheets
        if heading_key(sheet.name) != heading_key(CHECK_SHEET)
    )
    told = [
        finding(code, file=workbook.file_name).message
        for code in workbook.notes
        if is_counted or code != "file.formulas_not_recalculated"
    ]
    return [*told, *workbook.repairs]


def cell_frame(workbook: Workbook) -> pl.DataFrame:
    """Return every cell of the workbook as text with its sheet and place.

    The sheet of our own formulas is left out: it only repeats the others.
    """
    frames = [pl.DataFrame(schema=CELL_SCHEMA)]
    for sheet in workbook.sheets:
        if heading_key(sheet.name) == heading_key(CHECK_SHEET):
            continue
        places = list(sheet.cells.columns())
        frames.append(
            pl.DataFrame(
                {
                    "sheet": [sheet.name] * len(places),
                    "row_no": [row for row, _, _, _ in places],
                    "column_no": [column for _, column, _, _ in places],
                    "cell": [f"{column_letters(column)}{row}" for row, column, _, _ in places],
                    "kind": [kind for _, _, _, kind in places],
                    "text": [text for _, _, text, _ in places],
                },
                schema=CELL_SCHEMA,
            )
        )
    return pl.concat(frames)
