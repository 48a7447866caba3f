"""Checks of a unit's workbook, gate by gate: form, cells, rows. Findings, or figures.

Pandera detects on canonical text; the sentences are ours. One root cause a cell.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping

import pandera.errors
import polars as pl

from etl.advice import Window, example_of, row_example
from etl.canonical import Canonical, canonical_cell, heading_key
from etl.check_results import check_results
from etl.checked import Checked, observation
from etl.gates import first_gate
from etl.layout import Layout, data_rows, find_layout, place
from etl.measures import Figure
from etl.parsed import Unparsed, shown
from etl.workbook import Sheet, Workbook
from etl.workbook_scan import column_number
from schemas.findings import Finding, finding
from schemas.frames import MAX_DIGITS, MAX_TEXT, ROW_CHECK_COLUMNS, frame_schema
from schemas.tables import TABLES, Column, Table
from schemas.words import day

Place = tuple[int, str]
_RANGE = re.compile(r"^([A-Z]+)(\d+):([A-Z]+)(\d+)$")


def check_tables(
    workbook: Workbook,
    tables: tuple[str, ...],
    figures: tuple[Figure, ...],
    window: Window | None = None,
) -> Checked:
    """Check the sheets of the named tables; the figures count only when nothing was found.

    Given the period's window, days are checked against it.
    """
    checked = Checked(sheets_wanted=len(tables))
    by_name = {heading_key(sheet.name): sheet for sheet in workbook.sheets}
    listed = ", ".join(f"“{sheet.name}”" for sheet in workbook.sheets[:12])
    for code in tables:
        table = TABLES[code]
        sheet = by_name.get(heading_key(table.sheet))
        if sheet is None:
            checked.findings.append(_missing_sheet(workbook, table, listed))
            continue
        checked.sheets_read += 1
        _check_sheet(checked, sheet, table, figures, window)
    checked.findings = list(first_gate(checked.findings))
    if not checked.findings and not checked.observations:
        checked.findings.append(finding("form.nothing_filled", file=workbook.file_name))
    return checked


def _missing_sheet(workbook: Workbook, table: Table, listed: str) -> Finding:
    """Return the sheet that has the table's headings under another name, or that it is missing."""
    names = {heading_key(each.sheet) for each in TABLES.values()}
    for sheet in workbook.sheets:
        if heading_key(sheet.name) not in names and isinstance(find_layout(sheet, table), Layout):
            return finding(
                "form.renamed_sheet", sheet=sheet.name, expected=table.sheet, example=table.sheet
            )
    return finding("form.missing_sheet", sheet=table.sheet, found=listed)


def _check_sheet(
    checked: Checked,
    sheet: Sheet,
    table: Table,
    figures: tuple[Figure, ...],
    window: Window | None,
) -> None:
    layout = find_layout(sheet, table)
    if not isinstance(layout, Layout):
        checked.findings += layout
        return
    merged = list(_merged_data(sheet, layout))
    if merged:
        checked.findings += merged
        return
    if table.code == "results":
        check_results(checked, sheet, table, layout, figures, window)
    else:
        _check_rows(checked, sheet, table, layout, window)


def _merged_data(sheet: Sheet, layout: Layout) -> Iterator[Finding]:
    wanted = set(layout.columns.values())
    for area in sheet.merged:
        match = _RANGE.match(area)
        if match is None or int(match[4]) <= layout.header_row:
            continue
        columns = range(column_number(match[1]), column_number(match[3]) + 1)
        if wanted.intersection(columns):
            yield finding("form.merged_data", sheet=sheet.name, cell=area)


def _check_rows(
    checked: Checked, sheet: Sheet, table: Table, layout: Layout, window: Window | None
) -> None:
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
    outside = _outside(cells, table, window)
    rows_outside = {row for row, _ in outside}
    for row in rows:
        values = {column.code: cells[row, column.code].text for column in table.columns}
        for column in table.columns:
            cell = cells[row, column.code]
            spot = (row, column.code)
            address = place(layout, column, row)
            code = failures.get(spot)
            if code in ROW_CHECK_COLUMNS and row in rows_outside:
                code = None  # the day is the cause
            if cell.problem is not None:
                checked.findings.append(_unread(cell.problem, sheet, address, column, window))
            elif code is not None:
                checked.findings.append(_failed(code, sheet, address, column, values, window))
            elif spot in outside:
                checked.findings.append(
                    finding(
                        "cell.outside_period",
                        sheet=sheet.name,
                        cell=address,
                        column=column.label,
                        criterion=column.label,
                        found=day(dt.date.fromisoformat(cell.text or "")),
                        expected=outside[spot],
                        example=example_of(column, window),
                    )
                )
            elif cell.text is not None:
                if cell.note:
                    checked.notes.append(f"Trang “{sheet.name}”, ô {address}: {cell.note}.")
                checked.observations.append(
                    observation(sheet, table, row, column.code, column.type, cell.text, address)
                )
            checked.cells_read += _is_filled(cell)


def _outside(
    cells: Mapping[Place, Canonical], table: Table, window: Window | None
) -> dict[Place, str]:
    """Return which days fit, for every cell whose day lies outside the period."""
    found: dict[Place, str] = {}
    days = {column.code for column in table.columns if column.type == "date"}
    for (row, column), cell in cells.items():
        if window and column in days and cell.text is not None and cell.problem is None:
            expected = window.misfit(column, cell.text)
            if expected is not None:
                found[row, column] = expected
    return found


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
            code, _, column = code.partition("@")
            column = column or ROW_CHECK_COLUMNS.get(code, table.unique[0])
            row_checks.setdefault((row, column), code)
    broken = {row for row, _ in found}
    # a row whose cells are wrong says nothing about how they agree
    found.update({spot: code for spot, code in row_checks.items() if spot[0] not in broken})
    return found


def _unread(
    problem: Unparsed, sheet: Sheet, address: str, column: Column, window: Window | None
) -> Finding:
    example = example_of(column, window)
    return problem.finding(sheet=sheet.name, cell=address, criterion=column.label, example=example)


def _failed(
    code: str,
    sheet: Sheet,
    address: str,
    column: Column,
    values: Mapping[str, str | None],
    window: Window | None,
) -> Finding:
    text = values[column.code] or ""
    limits = {"cell.too_long": MAX_TEXT, "cell.too_big": MAX_DIGITS}
    return finding(
        code,
        sheet=sheet.name,
        cell=address,
        column=column.label,
        criterion=column.label,
        found=str(len(text)) if code == "cell.too_long" else shown(text),
        expected=str(limits[code]) if code in limits else column.help,
        example=row_example(code, column, values) or example_of(column, window),
    )
