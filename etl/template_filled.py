"""Values to print into a form, and where its cells stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

from etl.workbook_scan import column_letters
from schemas.tables import TABLES

Value = str | int | Decimal | dt.date
Filled = Mapping[str, Sequence[Mapping[str, Value]]]
"""Values to print into the sheets: rows by table code, each value by its column code.

Choices and yes or no are given by their codes. A row of the results sheet is one figure:
``{"measure_code": …, "value": …}``.
"""

CHECK_SHEET = "Kiểm tra trước khi nộp"

HEADER_ROW = 3
"""0-based row of the headings: title, help and a note stand above."""

FIRST_ROW = HEADER_ROW + 1

ENTRY_ROWS = 100
"""Rows drawn for entry on each sheet; more may be added below."""

FORMULA_ROWS = 1000
"""Rows that the formulas and the drop-downs of a form reach."""


def area(table_code: str, column_code: str) -> str:
    """Return the cells of a column as a formula names them ('Hồ sơ TTHC'!$B$5:$B$1004)."""
    table = TABLES[table_code]
    place = next(n for n, each in enumerate(table.columns, start=1) if each.code == column_code)
    letters = column_letters(place)
    first, last = FIRST_ROW + 1, FIRST_ROW + FORMULA_ROWS
    return f"'{table.sheet}'!${letters}${first}:${letters}${last}"
