"""A form that cannot be read any more, given back as a new one with its values already in place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal

from etl.canonical import canonical_cell, clean_text, heading_key
from etl.cover import read_cover
from etl.intake import read_bytes
from etl.layout import Layout, data_rows, known_headings
from etl.measures import Figure, read_figure, reported_figures
from etl.parsed import Unparsed, vietnamese_number
from etl.scope import programme_of, rule_book
from etl.template import TemplateFile, build_template
from etl.template_filled import Filled, Value
from etl.workbook import Cell, Sheet, Workbook
from schemas.findings import Finding, Refusal
from schemas.programme import Programme
from schemas.tables import TABLES, Column, Table
from warehouse.store import Store

_RESULTS = "results"
_NOT_OURS = frozenset(
    {"form.no_cover", "form.cover_unreadable", "form.nothing_filled", "form.sample"}
)


def is_renewable(findings: Iterable[Finding]) -> bool:
    """Tell whether a file was refused for its form, so that a new form would help."""
    return any(each.code.startswith("form.") and each.code not in _NOT_OURS for each in findings)


def renew_form(store: Store, data: bytes, file_name: str) -> TemplateFile | None:
    """Return a new form with the values of an old or damaged one; None if it names no unit of ours.

    Values are taken over as they stand, right or wrong: the checks look at them when the new form
    is handed in. Sheets and columns are found by their names.
    """
    try:
        return form_of(store, read_bytes(store, data, file_name))
    except Refusal:
        return None


def form_of(store: Store, workbook: Workbook) -> TemplateFile:
    """Return a new form with the values of a workbook; raises Refusal if it names no unit."""
    cover = read_cover(workbook, any_version=True)
    programme = programme_of(cover.programme_id)
    rows = _rows_of(workbook, programme)
    return build_template(store, programme.id, cover.unit_code, cover.period_id, rows)


def _rows_of(workbook: Workbook, programme: Programme) -> Filled:
    by_name = {heading_key(sheet.name): sheet for sheet in workbook.sheets}
    figures = {each.code: each for each in reported_figures(programme, rule_book())}
    rows: dict[str, list[dict[str, Value]]] = {}
    for code in programme.workbook.tables if programme.workbook else ():
        sheet = by_name.get(heading_key(TABLES[code].sheet))
        if sheet is not None:
            rows[code] = list(_rows(sheet, TABLES[code], figures))
    return rows


def _rows(sheet: Sheet, table: Table, figures: dict[str, Figure]) -> Iterator[dict[str, Value]]:
    header, places = known_headings(sheet, table)
    layout = Layout(header, {code: found[0] for code, found in places.items()})
    for row in data_rows(sheet, layout):
        cells = {
            code: cell
            for code, place in layout.columns.items()
            if (cell := sheet.cells.get((row, place))) is not None
        }
        figure = None
        if table.code == _RESULTS:
            figure = figures.get(
                clean_text(cells["measure_code"].text) if "measure_code" in cells else ""
            )
            if figure is None:
                continue
        values = {code: _value(cell, table.column(code), figure) for code, cell in cells.items()}
        kept = {code: value for code, value in values.items() if value is not None}
        if kept:
            yield kept


def _value(cell: Cell, column: Column, figure: Figure | None) -> Value | None:
    if figure is not None and column.code == "value":
        parsed = read_figure(figure, cell)
        if isinstance(parsed, Unparsed):
            return _as_written(cell)
        if figure.is_number:
            return _number(parsed.value)
        return dt.date.fromisoformat(parsed.value) if figure.is_date else parsed.value
    read = canonical_cell(cell, column)
    if read.problem is not None:
        return _as_written(cell)
    if read.text is None:
        return None
    if column.type == "date":
        return dt.date.fromisoformat(read.text)
    return int(read.text) if column.type == "count" else read.text


def _number(text: str) -> Value:
    value = Decimal(text)
    return int(value) if value == value.to_integral_value() else value


def _as_written(cell: Cell) -> Value | None:
    """Return what a cell shows, for the clerk to mend; a formula without a value shows nothing."""
    if cell.kind in ("error", "formula_without_value"):
        return None
    if cell.kind == "number":
        return _number(cell.text)
    if cell.kind == "percent":
        return f"{vietnamese_number(Decimal(cell.text.removesuffix('%')))} %"
    return clean_text(cell.text) or None
