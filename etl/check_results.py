"""Checks of the sheet of printed figures: one row a figure, its code printed by us."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from etl.advice import Window, figure_example, rounded
from etl.canonical import Canonical, canonical_cell, heading_key
from etl.checked import Checked, observation
from etl.layout import Layout, data_rows, place
from etl.measures import Figure, figure_misfit, read_figure
from etl.parsed import Unparsed, shown
from etl.workbook import Cell, Sheet
from schemas.findings import finding
from schemas.tables import Table
from schemas.words import day


def check_results(
    checked: Checked,
    sheet: Sheet,
    table: Table,
    layout: Layout,
    figures: tuple[Figure, ...],
    window: Window | None,
) -> None:
    """Check every row of the sheet; a code written over is told once, with the right one."""
    by_code = {figure.code: figure for figure in figures}
    code_column, value_column = table.column("measure_code"), table.column("value")
    written = {
        row: canonical_cell(sheet.cells.get((row, layout.columns["measure_code"])), code_column)
        for row in data_rows(sheet, layout)
    }
    texts = {row: code.text or "" for row, code in written.items()}
    meant = _meant(sheet, layout, by_code, texts)
    seen: set[str] = set()
    for row, text in texts.items():
        value = sheet.cells.get((row, layout.columns["value"]))
        figure = by_code.get(text)
        where = {"sheet": sheet.name, "cell": place(layout, code_column, row), "found": text}
        if row in meant:
            right = meant[row]
            words = {"expected": f"“{right}”", "example": right, "criterion": by_code[right].label}
            checked.findings.append(finding("cell.unknown_measure", **where, **words))
        elif figure is None:
            expected = "một trong: " + ", ".join(by_code)
            checked.findings.append(finding("cell.unknown_measure", **where, expected=expected))
        elif text in seen:
            checked.findings.append(finding("row.duplicate_measure", **where))
        else:
            seen.add(text)
            if value is not None and canonical_cell(value, value_column) != Canonical(None):
                _check_figure(checked, sheet, table, figure, value, window)
    for missing in by_code.keys() - seen - set(meant.values()):
        checked.findings.append(
            finding("cell.missing_measure_row", sheet=sheet.name, expected=by_code[missing].label)
        )


def _meant(
    sheet: Sheet, layout: Layout, by_code: Mapping[str, Figure], texts: Mapping[int, str]
) -> dict[int, str]:
    """Return the code that a row lost, known by the name printed beside it."""
    lost = {code: heading_key(figure.label) for code, figure in by_code.items()
            if code not in texts.values()}  # fmt: skip
    found: dict[int, str] = {}
    for row in texts:
        name = sheet.cells.get((row, layout.columns["measure_name"]))
        key = "" if name is None else heading_key(name.text)
        code = next((code for code, label in lost.items() if label == key), None)
        if code is not None:
            found[row] = code
            del lost[code]
    return found


def _check_figure(
    checked: Checked,
    sheet: Sheet,
    table: Table,
    figure: Figure,
    cell: Cell,
    window: Window | None,
) -> None:
    address = cell.address
    checked.cells_read += 1
    parsed = read_figure(figure, cell)
    if isinstance(parsed, Unparsed):
        checked.findings.append(
            parsed.finding(
                sheet=sheet.name,
                cell=address,
                criterion=figure.label,
                example=figure_example(figure, window),
            )
        )
        return
    wrong = figure_misfit(figure, parsed.value)
    days = window.misfit(figure.code, parsed.value) if window and figure.is_date else None
    if days is not None:
        wrong = ("outside_period", days)
    if wrong is not None:
        checked.findings.append(
            finding(
                f"cell.{wrong[0]}",
                sheet=sheet.name,
                cell=address,
                column=figure.label,
                criterion=figure.label,
                found=day(dt.date.fromisoformat(parsed.value)) if days else shown(cell.text),
                expected=wrong[1],
                example=rounded(parsed.value)
                if wrong[0] == "too_precise"
                else figure_example(figure, window),
            )
        )
        return
    if parsed.note:
        checked.notes.append(f"Trang “{sheet.name}”, ô {address}: {parsed.note}.")
    kind = "date" if figure.is_date else "count" if figure.is_number else "choice"
    checked.observations.append(
        observation(sheet, table, cell.row, figure.code, kind, parsed.value, address)
    )
