"""Builders of result tables in every way that offices write them, and the published figures."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Sequence
from importlib import resources
from typing import Any

import openpyxl

PARTS = ("CKMB", "TDGQ", "MDSH", "CLGQ", "TTTT", "MDHL")

Row = Sequence[Any]


def published() -> list[dict[str, str]]:
    """Return the published figures of October 2025: 117 units of An Giang, 34 provinces."""
    text = (resources.files("etl") / "demo_data" / "qd_766_2025_10.csv").read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def xlsx(rows: Sequence[Row]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def comma(value: Any) -> str:
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)


def csv_text(rows: Sequence[Row], separator: str, write: Any = str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator)
    writer.writerows([[write(value) for value in row] for row in rows])
    return out.getvalue()


def cp1258(text: str) -> bytes:
    """Return text as Windows-1258 keeps it: base letters with their tone marks behind."""
    out = []
    for char in text:
        try:
            out.append(char.encode("cp1258"))
        except UnicodeEncodeError:
            whole = unicodedata.normalize("NFD", char)
            base = unicodedata.normalize("NFC", whole[:1] + whole[1:].translate(dict.fromkeys((
                0x300, 0x301, 0x303, 0x309, 0x323
            ))))  # fmt: skip
            tone = "".join(mark for mark in whole[1:] if ord(mark) in (768, 769, 771, 777, 803))
            out.append((base + tone).encode("cp1258"))
    return b"".join(out)
