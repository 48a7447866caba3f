"""Persons in a result table: whom a row is about, known by code from the unit's own workbook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from etl.canonical import clean_text
from etl.table_layout import PERSON_HEADING, TableLayout
from etl.workbook import Cell
from schemas.findings import Finding, finding
from schemas.programme import Programme
from warehouse import readers
from warehouse.store import Store

Persons = Mapping[str, Mapping[str, str]]
"""The person codes of every unit's counting workbook, each by the form in which it is compared."""


def known_persons(store: Store, programme: Programme, period_id: str) -> Persons:
    """Return whom each unit has put forward in a period."""
    found: dict[str, dict[str, str]] = {}
    for unit_id, code in readers.person_codes(store, programme.id, period_id).iter_rows():
        found.setdefault(unit_id, {})[code.casefold()] = code
    return found


def person_of_row(
    layout: TableLayout, cells: Mapping[int, Cell], known: Mapping[str, str], unit: str
) -> tuple[str, Cell] | Finding:
    """Return a row's person, written as in the unit's workbook, and the cell that names it."""
    cell = None if layout.person_column is None else cells.get(layout.person_column)
    if cell is None:
        first = min(place for place, _ in layout.columns.values() if place in cells)
        return finding(
            "table.no_person",
            sheet=layout.sheet.name,
            cell=cells[first].address,
            unit=unit,
            expected=PERSON_HEADING,
        )
    code = clean_text(cell.text)
    if code.casefold() not in known:
        return finding(
            "table.unknown_person",
            sheet=layout.sheet.name,
            cell=cell.address,
            unit=unit,
            found=code,
            expected=", ".join(known.values()) or "chưa có ai",
        )
    return known[code.casefold()], cell


def person_observation(layout: TableLayout, cell: Cell, unit_id: str, code: str) -> dict[str, Any]:
    """Return the observation that says whom the conclusions of the same row are about."""
    return {
        "unit_id": unit_id,
        "table_code": "person_decisions",
        "row_no": cell.row,
        "column_code": "person_code",
        "value_text": code,
        "value_num": None,
        "value_date": None,
        "sheet": layout.sheet.name,
        "cell": cell.address,
    }
