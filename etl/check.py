"""Checks of a unit's workbook, gate by gate: form, cells, rows. Findings, or figures.

Pandera detects on canonical text; the sentences are ours. One root cause a cell.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandera.errors
import polars as pl

from etl.canonical import Canonical, canonical_cell, heading_key
from etl.gates import first_gate
from etl.layout import Layout, data_rows, find_layout, place
from etl.measures import Figure, figure_misfit, read_figure
from etl.parsed import Unparsed, shown
from etl.workbook import Cell, Sheet, Workbook
from etl.workbook_scan import column_number
from schemas.findings import Finding, finding
from schemas.frames import MAX_DIGITS, MAX_TEXT, ROW_CHECK_COLUMNS, frame_schema
from schemas.tables import TABLES, Column, Table
from warehouse.writers import Reason

Place = tuple[int, str]
_RANGE = re.compile(r"^([A-Z]+)(\d+):([A-Z]+)(\d+)$")


@dataclass(slots=True)
class Checked:
    """What the checks found: findings, notes on what was understood, and the figures."""

    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    observations: list[dict[str, Any]] = field(default_factory=list)
    sheets_read: int = 0
    sheets_wanted: int = 0
    cells_read: int = 0
    criteria: tuple[int, int] = (0, 0)
    hints: list[Finding] = field(default_factory=list)
    reasons: tuple[Reason, ...] = ()

    @property
    def read_summary(self) -> str:
        """Say what was read, whatever the outcome."""
        return (
            f"Đã đọc {self.sheets_read}/{self.sheets_wanted} trang số liệu, "
            f"{self.cells_read} ô có số liệu; đọc {self.criteria[0]}/{self.criteria[1]} tiêu chí."
        )


def check_tables(
    workbook: Workbook, tables: tuple[str, ...], figures: tuple[Figure, ...]
) -> Checked:
    """Check the sheets of the named tables; the figures count only when nothing was found."""
    checked = Checked(sheets_wanted=len(tables))
    by_name = {heading_key(sheet.name): sheet for sheet in workbook.sheets}
    listed = ", ".join(f"“{sheet.name}”" for sheet in workbook.sheets[:12])
    for code in tables:
        table = TABLES[code]
        sheet = by_name.get(heading_key(table.sheet))
        if sheet is None:
            checked.findings.append(finding("form.missing_sheet", sheet=table.sheet, found=listed))
            continue
        checked.sheets_read += 1
        _check_sheet(checked, sheet, table, figures)
    checked.findings = list(first_gate(checked.findings))
    if not checked.findings and not checked.observations:
        checked.findings.append(finding("form.nothing_filled", file=workbook.file_name))
    return checked


def _check_sheet(checked: Checked, sheet: Sheet, table: Table, figures: tuple[Figure, ...]) -> None:
    layout = find_layout(sheet, table)
    if not isinstance(layout, Layout):
        checked.findings += layout
        return
    merged = list(_merged_data(sheet, layout))
    if merged:
        checked.findings += merged
        return
    if table.code == "results":
        _check_results(checked, sheet, table, layout, figures)
    else:
        _check_rows(checked, sheet, table, layout)


def _merged_data(sheet: Sheet, layout: Layout) -> Iterator[Finding]:
    wanted = set(layout.columns.values())
    for area in sheet.merged:
        match = _RANGE.match(area)
        if match is None or int(match[4]) <= layout.header_row:
            continue
        columns = range(column_number(match[1]), column_number(match[3]) + 1)
        if wanted.intersection(columns):
            yield finding("form.merged_data", sheet=sheet.name, cell=area)


def _check_rows(checked: Checked, sheet: Sheet, table: Table, layout: Layout) -> None:
    rows = list(data_rows(sheet, layout))
    cells: dict[Place, Canonical] = {
        (row, column.code): canonical_cell(
            sheet.cells.get((row, layout.columns[column.code])), column
        )
        for row in rows
        for column in table.columns
    }
    # a row that only held blanks or dashes is no row
    rows = [row for row in rows if any(_is_filled(cells[row, c.code]) for c in table.columns)]
    frame = pl.DataFrame(
        {column.code: [cells[row, column.code].text for row in rows] for column in table.columns},
        schema={column.code: pl.String for column in table.columns},
    )
    failures = _failures(frame, table, rows)
    for row in rows:
        for column in table.columns:
            cell = cells[row, column.code]
            address = place(layout, column, row)
            code = failures.get((row, column.code))
            if cell.problem is not None:
                checked.findings.append(_unread(cell.problem, sheet, address, column))
            elif code is not None:
                checked.findings.append(_failed(code, sheet, address, column, cell.text or ""))
            elif cell.text is not None:
                if cell.note:
                    checked.notes.append(f"Trang “{sheet.name}”, ô {address}: {cell.note}.")
                checked.observations.append(
                    _observation(sheet, table, row, column.code, column.type, cell.text, address)
                )
            checked.cells_read += _is_filled(cell)


def _is_filled(cell: Canonical) -> bool:
    return cell.text is not None or cell.problem is not None


def _failures(frame: pl.DataFrame, table: Table, rows: list[int]) -> Mapping[Place, str]:
    """Return the first failed check of every cell, as Pandera finds them on text."""
    if not rows:
        return {}
    try:
        frame_schema(table.code).validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        cases: pl.DataFrame = errors.failure_cases
    else:
        return {}
    found: dict[Place, str] = {}
    row_checks: dict[Place, str] = {}
    for case in cases.iter_rows(named=True):
        if case["index"] is None:
            raise AssertionError(f"a check of {table.code} has no row: {case}")
        row, code = rows[case["index"]], str(case["check"])
        if case["schema_context"] == "Column":
            code = "cell.required" if code == "not_nullable" else code
            found.setdefault((row, case["column"]), code)
        else:
            column = ROW_CHECK_COLUMNS.get(code, table.unique[0])
            row_checks.setdefault((row, column), code)
    broken = {row for row, _ in found}
    # a row whose cells are wrong says nothing about how they agree
    found.update({spot: code for spot, code in row_checks.items() if spot[0] not in broken})
    return found


def _unread(problem: Unparsed, sheet: Sheet, address: str, column: Column) -> Finding:
    return problem.finding(sheet=sheet.name, cell=address, criterion=column.label)


def _failed(code: str, sheet: Sheet, address: str, column: Column, text: str) -> Finding:
    limits = {"cell.too_long": MAX_TEXT, "cell.too_big": MAX_DIGITS}
    return finding(
        code,
        sheet=sheet.name,
        cell=address,
        column=column.label,
        criterion=column.label,
        found=str(len(text)) if code == "cell.too_long" else shown(text),
        expected=str(limits[code]) if code in limits else column.help,
        example=column.example,
    )


def _check_results(
    checked: Checked, sheet: Sheet, table: Table, layout: Layout, figures: tuple[Figure, ...]
) -> None:
    by_code = {figure.code: figure for figure in figures}
    code_column, value_column = table.column("measure_code"), table.column("value")
    seen: dict[str, str] = {}
    for row in data_rows(sheet, layout):
        code = canonical_cell(sheet.cells.get((row, layout.columns["measure_code"])), code_column)
        value = sheet.cells.get((row, layout.columns["value"]))
        address = place(layout, code_column, row)
        figure = by_code.get(code.text or "")
        if figure is None:
            expected = ", ".join(by_code)
            checked.findings.append(
                finding(
                    "cell.unknown_measure",
                    sheet=sheet.name,
                    cell=address,
                    found=code.text or "",
                    expected=expected,
                )
            )
        elif figure.code in seen:
            checked.findings.append(
                _failed("row.duplicate", sheet, address, code_column, figure.code)
            )
        else:
            seen[figure.code] = address
            if value is not None and canonical_cell(value, value_column) != Canonical(None):
                _check_figure(checked, sheet, table, figure, value)
    for missing in (code for code in by_code if code not in seen):
        checked.findings.append(
            finding("cell.missing_measure_row", sheet=sheet.name, expected=by_code[missing].label)
        )


def _check_figure(checked: Checked, sheet: Sheet, table: Table, figure: Figure, cell: Cell) -> None:
    address = cell.address
    checked.cells_read += 1
    parsed = read_figure(figure, cell)
    if isinstance(parsed, Unparsed):
        checked.findings.append(
            parsed.finding(sheet=sheet.name, cell=address, criterion=figure.label)
        )
        return
    wrong = figure_misfit(figure, parsed.value)
    if wrong is not None:
        checked.findings.append(
            finding(
                f"cell.{wrong[0]}",
                sheet=sheet.name,
                cell=address,
                column=figure.label,
                criterion=figure.label,
                found=shown(cell.text),
                expected=wrong[1],
            )
        )
        return
    if parsed.note:
        checked.notes.append(f"Trang “{sheet.name}”, ô {address}: {parsed.note}.")
    kind = "date" if figure.is_date else "count" if figure.is_number else "choice"
    checked.observations.append(
        _observation(sheet, table, cell.row, figure.code, kind, parsed.value, address)
    )


def _observation(
    sheet: Sheet, table: Table, row: int, code: str, kind: str, text: str, address: str
) -> dict[str, Any]:
    is_number, is_date = kind == "count", kind == "date"
    return {
        "table_code": table.code,
        "row_no": row,
        "column_code": code,
        "value_text": None if is_number or is_date else text,
        "value_num": text if is_number else None,
        "value_date": dt.date.fromisoformat(text) if is_date else None,
        "sheet": sheet.name,
        "cell": address,
    }
