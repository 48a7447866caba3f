"""One cell of a result table: its canonical text and observation, or why it cannot be taken."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from etl import parse
from etl.canonical import clean_text, heading_key
from etl.measures import figure_misfit, misfit, read_figure
from etl.parsed import Parsed, Unparsed, canonical, shown
from etl.table_columns import (
    DECISIONS,
    NOT_APPLICABLE,
    NOT_APPLICABLE_WORDS,
    POINTS,
    Layer,
    TableColumn,
)
from etl.workbook import Cell
from schemas.findings import Finding, finding
from schemas.frames import MAX_TEXT


def read_cell(
    cell: Cell, column: TableColumn, *, sheet: str, unit: str, layer: Layer
) -> Parsed[str] | Finding:
    """Return a cell's canonical text, or the sentence about why it cannot be taken."""
    places = {"sheet": sheet, "cell": cell.address, "criterion": column.label, "unit": unit}
    found = shown(cell.text)
    if column.kind in ("reason", "evidence"):
        text = clean_text(cell.text)
        if len(text) > MAX_TEXT:
            return finding("table.too_long", found=len(text), expected=MAX_TEXT, **places)
        return Parsed(text)
    parsed = _parsed(cell, column)
    if isinstance(parsed, Unparsed):
        return finding(
            "table.not_number", found=parsed.found, expected=parsed.expected_text, **places
        )
    wrong = _misfit(column, parsed.value)
    if wrong is not None:
        code, wanted = wrong
        return finding(f"table.{code}", found=found, expected=wanted, **places)
    is_claimed = layer == "self" and column.computed_from is not None
    if is_claimed and parsed.value != NOT_APPLICABLE:
        return finding("table.rule_leaf", found=found, expected=column.computed_from, **places)
    return parsed


def _parsed(cell: Cell, column: TableColumn) -> Parsed[str] | Unparsed:
    if column.kind == "decision":
        return parse.parse_choice(cell.text, DECISIONS, kind=cell.kind)
    if column.figure is not None:
        return read_figure(column.figure, cell)
    if column.kind == "points" and heading_key(cell.text) in NOT_APPLICABLE_WORDS:
        return Parsed(NOT_APPLICABLE)
    return _points(cell, column)


def _misfit(column: TableColumn, text: str) -> tuple[str, str] | None:
    if column.figure is not None:
        return figure_misfit(column.figure, text)
    if column.kind in POINTS and text != NOT_APPLICABLE:
        return misfit(text, column.maximum)
    return None


def _points(cell: Cell, column: TableColumn) -> Parsed[str] | Unparsed:
    parsed = parse.parse_decimal(cell.text, kind=cell.kind)
    if isinstance(parsed, Parsed):
        return Parsed(canonical(parsed.value), parsed.note)
    if parsed.code == "value.ambiguous_number" and column.maximum is not None:
        # “17.125” can only be 17,125 where the most is 18: one reading is left, so none is guessed
        sign = "," if "," in cell.text else "."
        whole = Decimal(cell.text.replace(sign, ""))
        if whole > column.maximum:
            text = cell.text.strip().replace(",", ".")
            return Parsed(
                canonical(Decimal(text)), f"đã hiểu “{cell.text}” là {text.replace('.', ',')}"
            )
    return parsed


def observation(
    cell: Cell, column: TableColumn, text: str, *, sheet: str, unit_id: str
) -> dict[str, Any]:
    """Return the observation of a cell that was read: a number, a day, or a code or words."""
    is_date = column.figure is not None and column.figure.is_date
    is_number = column.kind in POINTS or (column.figure is not None and column.figure.is_number)
    is_number = is_number and text != NOT_APPLICABLE
    return {
        "unit_id": unit_id,
        "table_code": column.table,
        "row_no": cell.row,
        "column_code": column.about,
        "value_text": None if is_number or is_date else text,
        "value_num": text if is_number else None,
        "value_date": dt.date.fromisoformat(text) if is_date else None,
        "sheet": sheet,
        "cell": cell.address,
    }
