"""What other checkers of tables are given: the planted files, their tables as read, the rules.

The tables are those of our own reader: header found, values in one form (numbers with a point,
days as ISO, codes of lists), what could not be read as it was written, every value with its cell.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

from etl.advice import Window
from etl.canonical import canonical_cell, clean_text, heading_key
from etl.cover import FORM_VERSION, LABELS
from etl.layout import Layout, data_rows, known_headings
from etl.measures import Figure, read_figure
from etl.parsed import Unparsed
from etl.template import COVER_SHEET
from etl.workbook import Sheet, Workbook, read_workbook
from etl.workbook_scan import column_letters
from schemas.frames import MAX_DIGITS, MAX_TEXT
from schemas.tables import TABLES, Column, Table
from tests.corpus.books import FIRST_ROW, SEED, Base, Draft
from tests.corpus.run import Case

PARTS = (
    "early_count", "on_time_count", "late_count", "pending_in_time_count", "pending_overdue_count",
)  # fmt: skip
INITIATIVE = ("initiative_title", "level", "document_number", "document_date")
LIMITS = {"count": (0, 10**MAX_DIGITS - 1)}


def give(folder: Path, bases: list[Base], cases: list[Case]) -> None:
    """Write the rules, the sound files and the planted ones into a folder."""
    by_programme = {each.programme.id: each for each in bases}
    # opened and saved like the planted ones
    files = [("", each.programme.id, Draft(each, Random(SEED)).bytes()) for each in bases]
    files += [(each.name, each.base.programme.id, each.data) for each in cases]
    listed = []
    for number, (name, programme, data) in enumerate(files):
        (folder / f"{number}.xlsx").write_bytes(data)
        tables = _tables(read_workbook(data, "bảng nộp.xlsx"), by_programme[programme])
        listed.append(
            {"name": name, "programme": programme, "file": f"{number}.xlsx", "tables": tables}
        )
    rules = {name: _rules(base) for name, base in by_programme.items()}
    text = json.dumps({"rules": rules, "cases": listed}, ensure_ascii=False)
    (folder / "given.json").write_text(text, "utf-8")


def _tables(workbook: Workbook, base: Base) -> dict[str, Any]:
    sheets = {heading_key(each.name): each for each in workbook.sheets}
    figures = {each.code: each for each in base.figures}
    found: dict[str, Any] = {"cover": _cover(sheets.get(heading_key(COVER_SHEET)))}
    for code in base.tables:
        sheet = sheets.get(heading_key(TABLES[code].sheet))
        found[code] = None if sheet is None else _table(sheet, TABLES[code], figures)
    return found


def _cover(sheet: Sheet | None) -> dict[str, Any] | None:
    if sheet is None:
        return None
    words = {heading_key(label): code for code, label in LABELS.items()}
    values, cells = {}, {}
    for cell in sheet.cells.values():
        code = words.get(heading_key(cell.text))
        beside = sheet.cells.get((cell.row, cell.column + 1))
        if code and code not in values and beside is not None:
            values[code] = clean_text(beside.text)
            cells[code] = beside.address
    return {"columns": list(values), "rows": [{"values": values, "cells": cells}]}


def _table(sheet: Sheet, table: Table, figures: Mapping[str, Figure]) -> dict[str, Any]:
    row, places = known_headings(sheet, table)
    layout = Layout(row, {code: found[0] for code, found in places.items()})
    columns = [each for each in table.columns if each.code in layout.columns]
    rows = []
    for number in data_rows(sheet, layout) if columns else ():
        values = {each.code: _text(sheet, layout, number, each, figures) for each in columns}
        if any(values.values()):
            cells = {
                code: f"{column_letters(place)}{number}" for code, place in layout.columns.items()
            }
            rows.append({"values": values, "cells": cells})
    return {"columns": [each.code for each in columns], "rows": rows}


def _text(
    sheet: Sheet, layout: Layout, row: int, column: Column, figures: Mapping[str, Figure]
) -> str | None:
    cell = sheet.cells.get((row, layout.columns[column.code]))
    read = canonical_cell(cell, column)
    text = cell.text or "?" if cell is not None and read.problem is not None else read.text
    if column.code != "value" or cell is None or text is None:
        return text
    code = sheet.cells.get((row, layout.columns.get("measure_code", 0)))
    figure = figures.get("" if code is None else clean_text(code.text))
    if figure is None:
        return text
    parsed = read_figure(figure, cell)
    return cell.text or "?" if isinstance(parsed, Unparsed) else parsed.value


def _rules(base: Base) -> dict[str, Any]:
    last = Window(*base.days).last.isoformat()
    tables = {code: _rules_of(TABLES[code], last) for code in base.tables}
    if "results" in tables:
        (code,) = [each for each in tables["results"]["columns"] if each["code"] == "measure_code"]
        code["choices"] = {each.code: each.code for each in base.figures}
    return {
        "tables": {"cover": _cover_rules(base), **tables},
        "figures": {each.code: _figure(each, last) for each in base.figures},
    }


def _cover_rules(base: Base) -> dict[str, Any]:
    wanted = {
        "programme_id": base.programme.id, "unit_code": base.unit_code,
        "period_id": base.period_id, "form_version": FORM_VERSION,
    }  # fmt: skip
    columns = [
        {"code": code, "label": LABELS[code], "type": "choice", "required": True,
         "choices": {value: value}}
        for code, value in wanted.items()
    ]  # fmt: skip
    return {"sheet": COVER_SHEET, "columns": columns, "unique": [], "rows": []}


def _rules_of(table: Table, last: str) -> dict[str, Any]:
    columns = []
    for each in table.columns:
        rule: dict[str, Any] = {
            "code": each.code, "label": each.label, "type": each.type, "required": each.required,
            "choices": dict(each.choices), "length": MAX_TEXT, "last": last,
        }  # fmt: skip
        if each.type == "yes_no":
            rule["choices"] = {"yes": "Có", "no": "Không"}
        rule["least"], rule["most"] = LIMITS.get(each.type, (None, None))
        columns.append(rule)
    return {
        "sheet": table.sheet, "header_row": FIRST_ROW - 1, "columns": columns,
        "unique": list(table.unique), "rows": list(_row_rules(table)),
    }  # fmt: skip


def _row_rules(table: Table) -> Iterator[dict[str, Any]]:
    """Yield the rules between columns; ``column`` is where our own checks point."""
    if table.code == "dossiers":
        for part in PARTS:
            yield {"kind": "not_above", "column": part, "other": "received_count",
                   "needs": [part, "received_count"]}  # fmt: skip
        yield {"kind": "sum", "column": "received_count", "parts": PARTS,
               "needs": ["received_count", *PARTS]}  # fmt: skip
    if table.code == "tasks":
        yield {"kind": "not_after", "column": "is_on_time", "first": "done_date",
               "last": "due_date", "needs": ["is_on_time", "done_date", "due_date"]}  # fmt: skip
        yield {"kind": "done", "column": "done_date", "needs": ["is_on_time", "done_date"]}
    if table.code == "individuals":
        for part in INITIATIVE:
            yield {"kind": "together", "column": part, "parts": INITIATIVE, "needs": INITIATIVE}


def _figure(figure: Figure, last: str) -> dict[str, Any]:
    kind = (
        "choice" if figure.choices
        else "date" if figure.is_date
        else "whole" if figure.value_type in ("rank", "tier", "count")
        else "number"
    )  # fmt: skip
    return {
        "label": figure.label, "type": kind, "choices": dict(figure.choices), "last": last,
        "least": 1 if figure.value_type in ("rank", "tier") else 0,
        "most": str(LIMITS["count"][1] if figure.maximum is None else figure.maximum),
    }  # fmt: skip
