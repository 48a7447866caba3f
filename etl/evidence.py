"""The gate of evidence: results without the number of a document; hints, never a refusal."""

from __future__ import annotations

from collections.abc import Iterator

from etl.canonical import heading_key, is_blank
from etl.layout import Layout, data_rows, find_layout
from etl.workbook import Sheet, Workbook
from etl.workbook_scan import column_letters, row_ranges
from schemas.findings import Finding, finding
from schemas.tables import TABLES

_DOCUMENTS = {"tasks": ("done_date", "evidence_ref"), "results": ("value", "document_ref")}
"""By table: the column that says there is a result, and the one that names its document."""


def missing_documents(workbook: Workbook, tables: tuple[str, ...]) -> Iterator[Finding]:
    """Yield one hint a sheet, its cells joined into ranges from top to bottom."""
    by_name = {heading_key(sheet.name): sheet for sheet in workbook.sheets}
    for code in tables:
        sheet = by_name.get(heading_key(TABLES[code].sheet))
        if code not in _DOCUMENTS or sheet is None:
            continue
        layout = find_layout(sheet, TABLES[code])
        if isinstance(layout, Layout):
            yield from _of_sheet(sheet, code, layout)


def _of_sheet(sheet: Sheet, code: str, layout: Layout) -> Iterator[Finding]:
    result, document = _DOCUMENTS[code]
    place = layout.columns[document]
    rows = [
        row
        for row in data_rows(sheet, layout)
        if not is_blank(sheet.cells.get((row, layout.columns[result])))
        and is_blank(sheet.cells.get((row, place)))
    ]
    if rows:
        yield finding(
            "evidence.document_missing",
            sheet=sheet.name,
            cell=", ".join(row_ranges(rows, column_letters(place))),
            expected=TABLES[code].column(document).label,
        )
