"""The child process that reads one dossier export: only the wanted columns leave it.

Prints ``ready``, then one JSON line (what was found, or the code of the refusal), then the columns
of the odd cells and of the rows as numbers of four bytes. Progress goes to standard error, one
line for every piece read.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import numpy as np

from etl.csv_text import SHEET_NAME, open_text, records
from etl.dossier_marks import Irregular
from etl.dossier_sheet import (
    HEAD_ROWS,
    ODD_COLUMNS,
    Numbers,
    Table,
    Texts,
    Wanted,
    find_head,
    written,
)
from etl.dossier_xlsx import read_table
from etl.workbook_scan import Archive, Grid, Limits, Rejected, column_letters
from etl.workbook_worker import COMPOUND, PACKAGE, check_text, read, refusal_of, set_limits
from etl.workbook_xlsx import Book, main_part

_SERIAL = re.compile(r"[0-9]{5}")


def _tell(rows: int) -> None:
    sys.stderr.write(f"rows {rows}\n")
    sys.stderr.flush()


def _address(row: int, column: int) -> str:
    return f"{column_letters(column)}{row}"


def read_export(
    data: bytes, file_name: str, wanted: Wanted, limits: Limits
) -> tuple[str, Table | None, list[str]]:
    """Return the format, the table with the headings (None: no sheet has them), and notes."""
    if data.startswith(PACKAGE):
        archive = Archive(data, limits)
        main = main_part(archive) if "[Content_Types].xml" in archive.names else None
        if main is not None:
            try:
                book = Book(archive, main)
                table = read_table(archive, book, wanted, limits, _tell)
            except Irregular:
                pass
            else:
                return "xlsx", table, book.notes(has_formulas=False)
    elif not data.startswith(COMPOUND):
        check_text(data, file_name)
        text, separator, notes = open_text(data)
        return "csv", _of_text(text, separator, wanted, limits), notes
    content = read(data, file_name, limits)
    tables = [table for grid in content.sheets if (table := _of_grid(grid, wanted)) is not None]
    if len(tables) > 1:
        raise Rejected("several_tables", first=tables[0].sheet, second=tables[1].sheet)
    return content.format, tables[0] if tables else None, content.notes


def _of_text(text: str, separator: str, wanted: Wanted, limits: Limits) -> Table | None:
    """Return the table of separated text; its rows are counted as a spreadsheet would."""
    csv.field_size_limit(limits.max_bytes)
    lines = records(text, separator, is_strict=True)
    try:
        first = [line for _, line in zip(range(HEAD_ROWS), lines, strict=False)]
        cells = (
            (row, column, value)
            for row, fields in enumerate(first, 1)
            for column, value in enumerate(fields, 1)
        )
        head = find_head(cells, wanted, _address)
        if head is None:
            return None
        places = [(code, column - 1) for code, column in head.columns.items()]
        texts = Texts()
        columns: dict[str, list[int]] = {code: [] for code, _ in places}
        row_no: list[int] = []
        for number, fields in enumerate(_both(first[head.row :], lines), head.row + 1):
            width = len(fields)
            values = [fields[place] if place < width else "" for _, place in places]
            if any(values):
                row_no.append(number)
                for (code, _), value in zip(places, values, strict=True):
                    columns[code].append(texts.place(value) if value else 0)
            if number > limits.max_rows:
                raise Rejected("too_many_rows", limit=limits.max_rows)
            if number % 100_000 == 0:
                _tell(number)
    except csv.Error:
        raise Rejected("csv_quotes", line=lines.line_num) from None
    rows: dict[str, Numbers] = {
        wanted.texts_of(code): np.array(each, np.uint32) for code, each in columns.items()
    }
    filled = sum(int(np.count_nonzero(each)) for each in rows.values())
    rows["row_no"] = np.array(row_no, np.uint32)
    return Table(SHEET_NAME, head, texts, rows, cell_count=filled)


def _both(first: list[list[str]], rest: Iterator[list[str]]) -> Iterator[list[str]]:
    yield from first
    yield from rest


def _of_grid(grid: Grid, wanted: Wanted) -> Table | None:
    """Return the table of a sheet that the general reader read, cell by cell."""
    places = list(zip(grid.keys, grid.texts, grid.kinds, strict=True))
    cells = ((key >> 14, (key & 0x3FFF) + 1, text) for key, text, _ in places)
    head = find_head((each for each in cells if each[0] <= HEAD_ROWS), wanted, _address)
    if head is None:
        return None
    codes = {column: code for code, column in head.columns.items()}
    table = Table(grid.name, head, Texts())
    place = table.texts.place
    rows: dict[int, dict[str, int]] = {}
    odd: list[tuple[int, ...]] = []
    for key, text, kind in places:
        row, code = key >> 14, codes.get((key & 0x3FFF) + 1)
        if code is None or row <= head.row:
            continue
        table.cell_count += 1
        if kind in ("e", "f"):
            odd.append((row, place(code), place(kind), place(text)))
            continue
        is_serial = code in wanted.days and kind == "n" and _SERIAL.fullmatch(text) is not None
        table.serials += is_serial
        rows.setdefault(row, {})[code] = place(_serial_text(text) if is_serial else text)
    table.rows["row_no"] = np.array(list(rows), np.uint32)
    for code in head.columns:
        found = [line.get(code, 0) for line in rows.values()]
        table.rows[wanted.texts_of(code)] = np.array(found, np.uint32)
    table.odd = dict(zip(ODD_COLUMNS, np.array(odd, np.uint32).reshape(-1, 4).T, strict=True))
    return table


def _serial_text(text: str) -> str:
    from etl.workbook_values import date_text

    return date_text(text, is_1904=False)


def main() -> None:
    """Read standard input under the limits given as JSON and print the answer."""
    options = json.loads(sys.argv[2])
    limits, wanted = Limits(**options["limits"]), Wanted(**options["wanted"])
    set_limits(limits)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    data = sys.stdin.buffer.read()
    try:
        head, columns = _answer(*read_export(data, options["file_name"], wanted, limits), wanted)
    except BaseException as error:
        refused = refusal_of(error)
        if refused is None:
            raise
        head, columns = json.dumps(refused).encode(), []
    sys.stdout.buffer.write(head + b"\n")
    for each in columns:
        sys.stdout.buffer.write(each.tobytes())
    sys.stdout.flush()


def _answer(
    kind: str, table: Table | None, notes: list[str], wanted: Wanted
) -> tuple[bytes, list[Numbers]]:
    """Return what was found, as a line of JSON, and the columns of the odd cells and the rows."""
    found: dict[str, Any] = {"format": kind, "notes": notes, "table": None}
    odd: list[Numbers] = []
    rows: list[Numbers] = []
    if table is not None:
        texts, odd, rows = written(table, wanted)
        found["table"] = {
            "sheet": table.sheet, "head": asdict(table.head), "texts": texts,
            "odd_count": len(odd[0]), "row_count": len(rows[0]),
            "cell_count": table.cell_count, "serials": table.serials,
        }  # fmt: skip
    return json.dumps(found, ensure_ascii=False).encode(), odd + rows
