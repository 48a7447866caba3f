"""The child process that reads one dossier export: only the wanted columns leave it.

Prints ``ready``, then one JSON line (what was found, or the code of the refusal), then the odd
cells and the rows as Arrow. Progress goes to standard error, one line for every piece read.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import polars as pl

from etl.csv_text import SHEET_NAME, open_text, records
from etl.dossier_sheet import HEAD_ROWS, ODD_SCHEMA, Table, Wanted, find_head
from etl.dossier_xlsx import Irregular, read_table
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
        columns: dict[str, list[str | None]] = {code: [] for code, _ in places}
        row_no: list[int] = []
        for number, fields in enumerate(_both(first[head.row :], lines), head.row + 1):
            width = len(fields)
            values = [fields[place] if place < width else "" for _, place in places]
            if any(values):
                row_no.append(number)
                for (code, _), value in zip(places, values, strict=True):
                    columns[code].append(value or None)
            if number > limits.max_rows:
                raise Rejected("too_many_rows", limit=limits.max_rows)
            if number % 100_000 == 0:
                _tell(number)
    except csv.Error:
        raise Rejected("csv_quotes", line=lines.line_num) from None
    rows = pl.DataFrame(
        {"row_no": row_no}
        | {f"{code}_text" if code in wanted.days else code: each for code, each in columns.items()},
        schema_overrides={"row_no": pl.UInt32},
    )
    filled = rows.height * len(places) - sum(rows[name].null_count() for name in rows.columns)
    return Table(SHEET_NAME, head, rows, pl.DataFrame(schema=ODD_SCHEMA), filled)


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
    rows: dict[int, dict[str, Any]] = {}
    odd, count, serials = [], 0, 0
    for key, text, kind in places:
        row, code = key >> 14, codes.get((key & 0x3FFF) + 1)
        if code is None or row <= head.row:
            continue
        count += 1
        if kind in ("e", "f"):
            odd.append({"row_no": row, "column": code, "kind": kind, "text": text})
            continue
        line = rows.setdefault(row, {"row_no": row})
        if code in wanted.days:
            is_serial = kind == "n" and _SERIAL.fullmatch(text) is not None
            serials += is_serial
            line[f"{code}_text"] = _serial_text(text) if is_serial else text
        else:
            line[code] = text
    frame = pl.DataFrame(list(rows.values()), schema=_text_schema(wanted))
    return Table(grid.name, head, frame, pl.DataFrame(odd, schema=ODD_SCHEMA), count, serials)


def _serial_text(text: str) -> str:
    from etl.workbook_values import date_text

    return date_text(text, is_1904=False)


def _text_schema(wanted: Wanted) -> pl.Schema:
    schema = wanted.row_schema()
    return pl.Schema({name: kind for name, kind in schema.items() if kind != pl.Date()})


def main() -> None:
    """Read standard input under the limits given as JSON and print the answer."""
    options = json.loads(sys.argv[2])
    limits, wanted = Limits(**options["limits"]), Wanted(**options["wanted"])
    set_limits(limits)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    data = sys.stdin.buffer.read()
    try:
        kind, table, notes = read_export(data, options["file_name"], wanted, limits)
    except BaseException as error:
        refused = refusal_of(error)
        if refused is None:
            raise
        print(json.dumps(refused))
        return
    found: dict[str, Any] = {"format": kind, "notes": notes, "table": None}
    odd = io.BytesIO()
    if table is not None:
        table.odd.write_ipc_stream(odd)
        found["odd_bytes"] = odd.tell()
        found["table"] = {
            "sheet": table.sheet, "head": asdict(table.head),
            "cell_count": table.cell_count, "serials": table.serials,
        }  # fmt: skip
    print(json.dumps(found), flush=True)
    if table is not None:
        sys.stdout.buffer.write(odd.getvalue())
        wanted.complete(table.rows).write_ipc_stream(sys.stdout.buffer)
