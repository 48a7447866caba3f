"""Separated text (.csv, .tsv) as one sheet: encoding and separator found from the content."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from etl.workbook_scan import MAX_COLUMNS, Budget, Content, Grid, Limits, Rejected, finish_all

if TYPE_CHECKING:
    from _csv import Reader

SHEET_NAME = "CSV"
_SAMPLE_RECORDS = 200
_SEPARATORS = "\t;,"
_BASE_LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyfjwz"
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_LETTERS = frozenset(
    unicodedata.normalize("NFC", letter + tone)
    for base in _BASE_LETTERS
    for letter in (base, base.upper())
    for tone in (_TONES if base in "aăâeêioôơuưy" else ("",))
)
_SIGNS = frozenset("“”‘’–—…•·°§±×₫€%‰«»\u00a0²³½")


def decode(data: bytes) -> tuple[str, str]:
    """Return (text, encoding) of a text file; NFC is applied only to Windows-1258.

    Refused as ``wrong_encoding`` when the bytes are no Vietnamese text in UTF-8, UTF-16 or
    Windows-1258 (fonts of the TCVN3 and VNI kind look like letters that Vietnamese lacks).
    """
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
    ):
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding), encoding
    zeros = data[:4096].count(0)
    if zeros * 4 > len(data[:4096]):
        is_little = data[1:4096:2].count(0) >= data[:4096:2].count(0)
        encoding = "utf-16-le" if is_little else "utf-16-be"
        return _strict(data, encoding), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text = unicodedata.normalize("NFC", _strict(data, "cp1258"))
    if all(char.isascii() or char in _LETTERS or char in _SIGNS for char in set(text)):
        return text, "windows-1258"
    raise Rejected("wrong_encoding")


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise Rejected("wrong_encoding") from None


def records(text: str, separator: str, *, is_strict: bool) -> Reader:
    """Return the records of separated text; csv.Error where a strict reading fails."""
    stream = io.StringIO(text, newline="")
    return csv.reader(stream, delimiter=separator, strict=is_strict)


_DECIMAL_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9])")


def find_separator(text: str) -> str:
    """Return the separator whose count of fields is the steadiest; on a tie tab, then ``;``.

    Commas that only ever stand between digits, under a first line without one, are decimal
    commas of a single column, for which any other sign will do.
    """
    lines = [line for line in text[:200_000].splitlines() if line.strip()][:_SAMPLE_RECORDS]
    sample = "\n".join(lines)
    best, best_share = "", 0.0
    for separator in _SEPARATORS:
        try:
            found = [row for row in records(sample, separator, is_strict=False) if row]
        except csv.Error:
            continue
        widths = Counter(len(row) for row in found if len(row) > 1)
        if not widths:
            continue
        share = widths.most_common(1)[0][1] / len(found)
        if separator == "," and "," not in lines[0] and "," not in _DECIMAL_COMMA.sub("", sample):
            continue
        if share > best_share:
            best, best_share = separator, share
    return best or "\t"


def open_text(data: bytes) -> tuple[str, str, list[str]]:
    """Return the text of a file, its separator, and notes on how it was read."""
    text, encoding = decode(data)
    if "\0" in text or "\ufffd" in text:
        raise Rejected("wrong_encoding")
    declared = re.match(r"sep=([;,\t|])\r?\n", text)
    if declared:
        text = text[declared.end() :]
    separator = declared[1] if declared else find_separator(text)
    return text, separator, ["read_as_windows_1258"] if encoding == "windows-1258" else []


def read_csv(data: bytes, limits: Limits) -> Content:
    """Return the file as one sheet of text cells, at the places a spreadsheet would show."""
    text, separator, notes = open_text(data)
    csv.field_size_limit(limits.max_bytes)
    grid = Grid(SHEET_NAME)
    budget = Budget(limits)
    rows = records(text, separator, is_strict=True)
    try:
        for number, fields in enumerate(rows, 1):
            filled = [(column, value) for column, value in enumerate(fields, 1) if value]
            if filled and (number > limits.max_rows or filled[-1][0] > MAX_COLUMNS):
                raise Rejected("too_many_cells", limit=limits.max_cells)
            budget.spend(len(filled))
            for column, value in filled:
                grid.add(number, column, "t", value, False)
    except csv.Error:
        raise Rejected("csv_quotes", line=rows.line_num) from None
    return Content("csv", finish_all([grid], limits), notes)
