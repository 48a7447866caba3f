"""Where a table stands in a sheet: its header is found by words, never by row number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from etl.canonical import heading_key
from etl.parsed import shown
from etl.workbook import Sheet
from etl.workbook_scan import column_letters
from schemas.findings import Finding, finding
from schemas.tables import Column, Table
from schemas.vietnamese import fold

_HEADER_ROWS = 40
"""How far down a header may stand below titles and help."""

_PRINTED_ROW = 4
"""Where our own form prints the header."""

_ALIKE = 0.6
"""Share of letters in common from which a heading is taken for a misspelt one."""

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
        return (_missing_header(sheet, table),)
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
    known = {place for places in found.values() for place in places}
    free = {cell.column: cell.text for cell in sheet.cells.row(row) if cell.column not in known}
    for number, column in enumerate(table.columns, 1):
        places = found.get(column.code, [])
        if not places:
            place = _meant(free, column.label, number, known)
            known.add(place)
            yield finding(
                "form.missing_column",
                sheet=sheet.name,
                cell=f"{column_letters(place)}{row}",
                found=shown(free.pop(place, "")) or "trống",
                expected=column.label,
                example=column.label,
                row=row,
            )
        elif len(places) > 1:
            yield finding(
                "form.repeated_column",
                sheet=sheet.name,
                cell=f"{column_letters(_emptiest(sheet, row, places))}{row}",
                expected=column.label,
                count=len(places),
                places=", ".join(f"{column_letters(place)}{row}" for place in places),
            )


def _meant(free: Mapping[int, str], label: str, number: int, known: set[int]) -> int:
    """Return the column in which a heading should stand: misspelt, where printed, or a new one."""
    near = {place: SequenceMatcher(None, fold(text), fold(label)) for place, text in free.items()}
    best = max(near, key=lambda place: near[place].ratio(), default=0)
    if best and near[best].ratio() >= _ALIKE:
        return best
    return number if number not in known else max(known | set(free)) + 1


def _emptiest(sheet: Sheet, row: int, places: Sequence[int]) -> int:
    """Return the column with the least below its heading; of equals the last."""
    filled = Counter(place for below, place in sheet.cells if below > row)
    return min(reversed(places), key=lambda place: filled[place])


def _missing_header(sheet: Sheet, table: Table) -> Finding:
    """Name the row right above the first row that holds figures."""
    rows = Counter(row for row, column in sheet.cells if column <= len(table.columns))
    first = next((row for row in sorted(rows) if rows[row] >= _ENOUGH), _PRINTED_ROW + 1)
    row = max(first - 1, 1) if rows[first - 1] == 0 else first
    return finding(
        "form.missing_header",
        sheet=sheet.name,
        cell=f"A{row}:{column_letters(len(table.columns))}{row}",
        expected=", ".join(f"“{column.label}”" for column in table.columns),
        example="\t".join(column.label for column in table.columns),
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
