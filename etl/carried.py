"""What a form starts with: figures of the period before that still hold, or those of a hand-in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from etl.template_filled import Filled, Value
from schemas.programme import Programme
from schemas.tables import TABLES, Table
from warehouse import door_readers
from warehouse.store import Readable

RESULTS = "results"


@dataclass(frozen=True, slots=True)
class Carried:
    """Rows by table code, and the period that they come from (empty: nothing carries over)."""

    rows: Filled = field(default_factory=dict)
    period_label: str = ""


def carried_rows(store: Readable, programme: Programme, period_id: str, unit_id: str) -> Carried:
    """Return what a unit's last counting hand-in leaves to the next form of its programme.

    Restricted sheets never carry over: a form is handed out to whoever asks for it.
    """
    assert programme.workbook is not None
    found = door_readers.period_before(store, programme.id, period_id, unit_id).to_dicts()
    if not found:
        return Carried()
    takes_in = bool(found[0]["takes_in"])
    rows = {
        code: kept
        for code, listed in _rows(found).items()
        if code in programme.workbook.tables and code != RESULTS
        if (kept := [row for each in listed if (row := _kept(TABLES[code], each, takes_in))])
    }
    return Carried(rows, str(found[0]["label_before"])) if rows else Carried()


def _kept(table: Table, row: Mapping[str, Value], takes_in: bool) -> Mapping[str, Value]:
    if table.ended_by is not None and table.ended_by in row:
        return row if takes_in else {}
    # a day of the period before lies outside one that does not take it in
    return {
        column.code: row[column.code]
        for column in table.columns
        if column.carries_over and column.code in row and (takes_in or column.type != "date")
    }


def counting_rows(store: Readable, programme_id: str, period_id: str, unit_id: str) -> Filled:
    """Return the rows of the hand-in that counts; empty when there is none."""
    found = door_readers.counting_figures(store, programme_id, period_id, unit_id).to_dicts()
    return {code: tuple(rows) for code, rows in _rows(found).items()}


def _rows(found: Iterable[Mapping[str, Any]]) -> dict[str, list[dict[str, Value]]]:
    """Return rows of values; a figure of the results sheet is a row of its own."""
    rows: defaultdict[tuple[str, int], dict[str, Value]] = defaultdict(dict)
    for each in found:
        values = (each["value_text"], each["value_num"], each["value_date"])
        value = next(value for value in values if value is not None)
        whole = isinstance(value, Decimal) and value == value.to_integral_value()
        value = int(value) if whole else value
        row = rows[each["table_code"], each["row_no"]]
        if each["table_code"] == RESULTS:
            row |= {"measure_code": each["column_code"], "value": value}
            row |= {"document_ref": each["document"]} if each.get("document") else {}
        else:
            row[each["column_code"]] = value
    tables: defaultdict[str, list[dict[str, Value]]] = defaultdict(list)
    for (code, _), row in sorted(rows.items(), key=lambda item: item[0]):
        tables[code].append(row)
    return dict(tables)
