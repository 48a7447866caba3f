"""A result table for many units: one row a unit, one column a criterion, figures as published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

import polars as pl

from etl import parse
from etl.canonical import clean_text, heading_key, is_blank
from etl.matcher import UnitMatcher
from etl.measures import figure_misfit, misfit, read_figure
from etl.parsed import Parsed, Unparsed, canonical, shown
from etl.scope import check_period, dataset_of, everyone, programmes_reading, rule_book
from etl.submit import Outcome, cell_frame, pass_door, read_bytes
from etl.table_checks import check_reasons, check_sums
from etl.table_columns import (
    DECISIONS,
    NOT_APPLICABLE,
    NOT_APPLICABLE_WORDS,
    TableColumn,
    TableLayout,
    find_table,
    known_columns,
)
from etl.workbook import Cell, Workbook
from schemas.criteria_set import CriteriaSet
from schemas.findings import Finding, finding
from schemas.programme import Programme
from warehouse import readers
from warehouse.store import Store
from warehouse.writers import OBSERVATION_SCHEMA, HandIn

_POINTS = ("points", "published_total", "published_rank")


@dataclass(slots=True)
class _Reading:
    """What is known so far while a table is being read."""

    layout: TableLayout
    dataset: Programme | CriteriaSet
    matcher: UnitMatcher
    unit_ids: frozenset[str]
    names: Mapping[str, str]
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    observations: list[dict[str, Any]] = field(default_factory=list)
    rows_read: int = 0

    @property
    def read_summary(self) -> str:
        """Say what was read, whatever the outcome."""
        return f"Đã đọc {self.rows_read} đơn vị, {len(self.layout.columns)} cột."


def submit_table(
    store: Store,
    data: bytes,
    file_name: str,
    *,
    actor: str,
    dataset_id: str,
    period_id: str,
    dry_run: bool = False,
) -> Outcome:
    """Check a result table and, unless it is a dry run, accept it as a whole."""
    prepare = partial(prepare_table, store, data, file_name, dataset_id, period_id)
    return pass_door(store, data, file_name, prepare, actor=actor, dry_run=dry_run)


def prepare_table(
    store: Store, data: bytes, file_name: str, dataset_id: str, period_id: str
) -> tuple[HandIn, _Reading]:
    """Read and check a table up to the door; the hand-in may pass only without findings."""
    dataset = dataset_of(dataset_id)
    programmes = programmes_reading(dataset_id)
    for programme in programmes:
        check_period(store, programme, period_id)
    workbook = read_bytes(store, data, file_name)
    reading = _reading(store, workbook, dataset, programmes)
    if reading.layout.ignored:
        listed = ", ".join(f"“{heading}”" for heading in reading.layout.ignored)
        reading.notes.append(f"Không dùng các cột: {listed}.")
    _read_rows(reading)
    if not reading.rows_read:
        reading.findings.append(finding("table.no_rows", file=workbook.file_name))
    hand_in = HandIn(
        kind="table",
        dataset_id=dataset_id,
        period_id=period_id,
        unit_id=None,
        file_name=workbook.file_name,
        sha256=workbook.sha256,
        size_bytes=len(data),
        layer="published",
        cells=cell_frame(workbook),
        observations=pl.DataFrame(reading.observations, schema=OBSERVATION_SCHEMA),
    )
    return hand_in, reading


def _reading(
    store: Store,
    workbook: Workbook,
    dataset: Programme | CriteriaSet,
    programmes: tuple[Programme, ...],
) -> _Reading:
    layout = find_table(workbook, known_columns(dataset, rule_book()))
    known = pl.concat([readers.units(store, programme.id) for programme in programmes])
    names = dict(zip(known["unit_id"], known["unit_name"], strict=True))
    # the whole register, so that a unit of elsewhere is told apart from an unknown one
    return _Reading(layout, dataset, everyone(), frozenset(names), names)


def _read_rows(reading: _Reading) -> None:
    layout = reading.layout
    wanted = {place for place, _ in layout.columns.values()}
    seen: dict[str, str] = {}
    for row in range(layout.header_row + 1, layout.sheet.n_rows + 1):
        cells = {cell.column: cell for cell in layout.sheet.cells.row(row) if not is_blank(cell)}
        if not wanted.intersection(cells):
            continue
        reading.rows_read += 1
        found = _unit_of_row(reading, cells, row)
        if found is None:
            continue
        unit_id, address = found
        if unit_id in seen:
            reading.findings.append(
                finding(
                    "table.repeated_unit",
                    sheet=layout.sheet.name,
                    cell=address,
                    found=reading.names[unit_id],
                    expected=seen[unit_id],
                )
            )
            continue
        seen[unit_id] = address
        _read_row(reading, cells, unit_id, row)


def _unit_of_row(reading: _Reading, cells: Mapping[int, Cell], row: int) -> tuple[str, str] | None:
    """Return the unit of a row and the cell that names it; its code first, then its name."""
    layout = reading.layout
    named = [cells[place] for place in layout.code_columns + layout.name_columns if place in cells]
    if not named:
        first = min(place for place, _ in layout.columns.values() if place in cells)
        reading.findings.append(
            finding("table.no_unit", sheet=layout.sheet.name, cell=cells[first].address, found=row)
        )
        return None
    matched: dict[str, Cell] = {}
    for cell in named:
        match = reading.matcher.match(cell.text, within=reading.unit_ids)
        # a right name or code of somewhere else contradicts its row; an unknown one says nothing
        unit_id = match.unit_id or reading.matcher.match(cell.text).unit_id
        if unit_id is not None:
            matched.setdefault(unit_id, cell)
    ours = matched.keys() & reading.unit_ids
    if len(matched) == 1 and ours:
        (unit_id,) = ours
        return unit_id, matched[unit_id].address
    if len(matched) > 1:
        found = "; ".join(f"{cell.address}: {cell.text}" for cell in matched.values())
        reading.findings.append(
            finding(
                "table.unit_disagrees", sheet=layout.sheet.name, cell=named[0].address, found=found
            )
        )
        return None
    # the name says more than the code to whoever must mend it
    cell = next(iter(matched.values()), named[-1])
    title = reading.dataset.title
    reading.findings.append(
        reading.matcher.finding(
            clean_text(cell.text),
            where=f"Trang “{layout.sheet.name}”, ô {cell.address}",
            within=reading.unit_ids,
            programme=title,
            sheet=layout.sheet.name,
            cell=cell.address,
        )
    )
    return None


def _read_row(reading: _Reading, cells: Mapping[int, Cell], unit_id: str, row: int) -> None:
    points: dict[str, Decimal] = {}
    for place, column in reading.layout.columns.values():
        cell = cells.get(place)
        if cell is None:
            continue
        text = _read_cell(reading, cell, column, unit_id)
        if text is None:
            continue
        if column.kind in _POINTS and text != NOT_APPLICABLE:
            points[column.code] = Decimal(text)
        reading.observations.append(_observation(reading, column, cell, unit_id, text, row))
    layout, unit = reading.layout, reading.names[unit_id]
    if isinstance(reading.dataset, CriteriaSet):
        reading.findings += check_sums(layout, reading.dataset, cells, points, unit)
    else:
        reading.findings += check_reasons(layout, cells, unit)


def _read_cell(reading: _Reading, cell: Cell, column: TableColumn, unit_id: str) -> str | None:
    """Return a cell's canonical text, or None after saying why it cannot be read."""
    parsed: Parsed[str] | Unparsed
    wrong: tuple[str, str] | None = None
    if column.kind == "reason":
        return clean_text(cell.text)
    if column.kind == "decision":
        parsed = parse.parse_choice(cell.text, DECISIONS, kind=cell.kind)
    elif column.figure is not None:
        parsed = read_figure(column.figure, cell)
        if isinstance(parsed, Parsed):
            wrong = figure_misfit(column.figure, parsed.value)
    elif column.kind == "points" and heading_key(cell.text) in NOT_APPLICABLE_WORDS:
        parsed = Parsed(NOT_APPLICABLE)
    else:
        parsed = _points(cell, column)
        if isinstance(parsed, Parsed):
            wrong = misfit(parsed.value, column.maximum)
    names = {"sheet": reading.layout.sheet.name, "cell": cell.address, "criterion": column.label}
    unit = reading.names[unit_id]
    if isinstance(parsed, Unparsed):
        reading.findings.append(
            finding(
                "table.not_number",
                found=parsed.found,
                expected=parsed.expected_text,
                unit=unit,
                **names,
            )
        )
        return None
    if wrong is not None:
        code, wanted = wrong
        reading.findings.append(
            finding(f"table.{code}", found=shown(cell.text), expected=wanted, unit=unit, **names)
        )
        return None
    if parsed.note:
        reading.notes.append(f"Ô {cell.address}: {parsed.note}.")
    return parsed.value


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


def _observation(
    reading: _Reading, column: TableColumn, cell: Cell, unit_id: str, text: str, row: int
) -> dict[str, Any]:
    is_number = column.kind in _POINTS or (column.figure is not None and column.figure.is_number)
    is_number = is_number and text != NOT_APPLICABLE
    tables = {"figure": "results", "decision": "decisions", "reason": "decision_reasons"}
    return {
        "unit_id": unit_id,
        "table_code": tables.get(column.kind, "points"),
        "row_no": row,
        "column_code": column.code.removesuffix(".ly_do"),
        "value_text": None if is_number else text,
        "value_num": text if is_number else None,
        "value_date": None,
        "sheet": reading.layout.sheet.name,
        "cell": cell.address,
    }
