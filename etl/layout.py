"""Where a table stands in a sheet: its header is found by words, never by row number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from etl.canonical import heading_key
from etl.workbook import Sheet
from etl.workbook_scan import column_letters
from schemas.findings import Finding, finding
from schemas.tables import Column, Table

_HEADER_ROWS = 40
"""How far down a header may stand below titles and help."""

_ENOUGH = 2
"""Fewer known headings than this in a row is a coincidence, not a header."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The header row of a table and the sheet column of each of its columns."""

    header_row: int
    columns: Mapping[str, int]


def find_layout(sheet: Sheet, table: Table) -> Layout | tuple[Finding, ...]:
    """Return where the table stands, or what its header lacks."""
    best_row, best = known_headings(sheet, table)
    if len(best) < min(_ENOUGH, len(table.columns)):
        expected = ", ".join(f"“{column.label}”" for column in table.columns)
        return (finding("form.missing_header", sheet=sheet.name, expected=expected),)
    problems = tuple(_problems(sheet, table, best_row, best))
    return problems or Layout(best_row, {code: places[0] for code, places in best.items()})


def known_headings(sheet: Sheet, table: Table) -> tuple[int, Mapping[str, list[int]]]:
    """Return the row with the most headings of a table, and where each of its columns stands."""
    words = {
        heading_key(name): column.code
        for column in table.columns
        for name in (column.label, *column.aliases)
    }
    best_row, best = 0, dict[str, list[int]]()
    for row in range(1, min(sheet.n_rows, _HEADER_ROWS) + 1):
        found: dict[str, list[int]] = {}
        for cell in sheet.cells.row(row):
            code = words.get(heading_key(cell.text))
            if code is not None:
                found.setdefault(code, []).append(cell.column)
        if len(found) > len(best):
            best_row, best = row, found
    return best_row, best


def _problems(
    sheet: Sheet, table: Table, row: int, found: Mapping[str, list[int]]
) -> Iterator[Finding]:
    for column in table.columns:
        places = found.get(column.code, [])
        if not places:
            yield finding("form.missing_column", sheet=sheet.name, found=row, expected=column.label)
        elif len(places) > 1:
            cells = ", ".join(f"{column_letters(place)}{row}" for place in places)
            yield finding(
                "form.repeated_column",
                sheet=sheet.name,
                cell=cells,
                found=len(places),
                expected=column.label,
            )


def data_rows(sheet: Sheet, layout: Layout) -> Iterator[int]:
    """Yield the rows below the header that hold anything in a column of the table."""
    wanted = set(layout.columns.values())
    seen = 0
    for row, column, text, kind in sheet.cells.columns():
        is_candidate = row > layout.header_row and row != seen and column in wanted
        if is_candidate and (text.strip() or kind != "text"):
            seen = row
            yield row


def place(layout: Layout, column: Column, row: int) -> str:
    """Return the address of a column's cell in a row ("C7")."""
    return f"{column_letters(layout.columns[column.code])}{row}"
