"""A table that a screen shows, as a file to keep: xlsx or csv, without anything that can run."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import xlsxwriter

from schemas.words import number

Value = str | int | Decimal | None

_WIDEST = 60
_SHEET_NAME_LONGEST = 31
_NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its title and the lines that say what it is and how fresh."""

    title: str
    notes: Sequence[str]
    columns: Sequence[str]
    rows: Sequence[Sequence[Value]]


def inert(text: str) -> str:
    """Return text that a spreadsheet program will not run as a formula."""
    return f"'{text}" if text.lstrip(" ")[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def to_csv(sheet: Sheet) -> bytes:
    """Return the table with a byte order mark, semicolons and decimal commas, as Excel opens it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([inert(name) for name in sheet.columns])
    for row in sheet.rows:
        writer.writerow([_plain(value) for value in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _plain(value: Value) -> str:
    if isinstance(value, Decimal | int):
        return number(value).replace(".", "")
    return inert(value or "")


def to_xlsx(sheet: Sheet) -> bytes:
    """Return a workbook: title, notes, the table with a frozen head; texts stay texts."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    name = sheet.title.translate(_NOT_IN_SHEET_NAMES).strip()[:_SHEET_NAME_LONGEST] or "Bảng"
    page = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "font_size": 14})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    page.write_string(0, 0, sheet.title, bold)
    for down, line in enumerate(sheet.notes, 1):
        page.write_string(down, 0, line)
    top = len(sheet.notes) + 2
    for across, label in enumerate(sheet.columns):
        page.write_string(top, across, label, head)
        shown = [_plain(row[across]) for row in sheet.rows]
        page.set_column(across, across, min(_WIDEST, max(map(len, [label[:24], *shown])) + 2))
    for down, row in enumerate(sheet.rows, top + 1):
        for across, value in enumerate(row):
            if isinstance(value, Decimal | int):
                page.write_number(down, across, float(value))
            elif value:
                page.write_string(down, across, value)
    page.freeze_panes(top + 1, 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(top)
    book.close()
    return buffer.getvalue()
