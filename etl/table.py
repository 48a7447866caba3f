"""A result table for many units: one row a unit (or person), figures and points as written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

import polars as pl

from etl.canonical import clean_text, is_blank
from etl.intake import cell_frame, file_notes, read_bytes
from etl.matcher import UnitMatcher
from etl.scope import (
    check_open,
    dataset_of,
    everyone,
    programmes_reading,
    rule_book,
    unit_names,
)
from etl.submit import Outcome, pass_door
from etl.table_cells import observation, read_cell
from etl.table_checks import check_alone, check_changes, check_decisions, check_sums
from etl.table_columns import NOT_APPLICABLE, POINTS, Layer, known_columns
from etl.table_layout import TableLayout, find_table
from etl.table_mapping import Declared, declarations, missing_headings, new_meanings, told
from etl.table_persons import Persons, known_persons, person_observation, person_of_row
from etl.workbook import Cell, Workbook
from schemas.criteria_set import CriteriaSet
from schemas.findings import Finding, Refusal, finding
from schemas.programme import Programme
from schemas.roles import Who
from warehouse import readers
from warehouse.store import Store
from warehouse.writers import OBSERVATION_SCHEMA, HandIn

__all__ = ["Layer", "prepare_table", "submit_table"]

Before = Mapping[str, Mapping[str, frozenset[Decimal]]]
"""The points that count, by unit and criterion; several where programmes count differently."""


@dataclass(slots=True)
class _Reading:
    """What is known so far while a table is being read."""

    layout: TableLayout
    dataset: Programme | CriteriaSet
    layer: Layer
    declared: Mapping[str, Declared]
    matcher: UnitMatcher
    names: Mapping[str, str]
    unit_ids: frozenset[str]
    before: Before
    persons: Persons
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    hints: list[Finding] = field(default_factory=list)
    observations: list[dict[str, Any]] = field(default_factory=list)
    rows_read: int = 0

    @property
    def read_summary(self) -> str:
        """Say what was read, whatever the outcome."""
        subject = "cá nhân" if self.layout.is_of_persons else "đơn vị"
        return f"Đã đọc {self.rows_read} {subject}, {len(self.layout.columns)} cột."


def submit_table(
    store: Store,
    data: bytes,
    file_name: str,
    *,
    actor: Who,
    dataset_id: str,
    period_id: str,
    layer: Layer = "published",
    dry_run: bool = False,
    given: Mapping[str, str] | None = None,
) -> Outcome:
    """Check a result table and, unless it is a dry run, accept it as a whole.

    ``layer`` says whose points they are; a programme's own table is always published. ``given``:
    codes of columns by headings that say nothing by themselves; remembered once it is accepted.
    """
    prepare = partial(prepare_table, store, data, file_name, dataset_id, period_id, layer, given)
    return pass_door(store, data, file_name, prepare, actor=actor, dry_run=dry_run)


def prepare_table(
    store: Store,
    data: bytes,
    file_name: str,
    dataset_id: str,
    period_id: str,
    layer: Layer = "published",
    given: Mapping[str, str] | None = None,
) -> tuple[HandIn, _Reading]:
    """Read and check a table up to the door; the hand-in may pass only without findings."""
    dataset = dataset_of(dataset_id, store)
    programmes = programmes_reading(store, dataset_id, period_id)
    for programme in programmes:
        check_open(store, programme, period_id)
    if isinstance(dataset, Programme) and layer != "published":
        raise Refusal(finding("table.layer_of_programme", found=dataset.short_title))
    workbook = read_bytes(store, data, file_name)
    reading = _reading(store, workbook, dataset, programmes, period_id, layer, given or {})
    if reading.layout.ignored:
        listed = ", ".join(f"“{heading}”" for heading in reading.layout.ignored)
        reading.notes.append(f"Không dùng các cột: {listed}.")
    _read_rows(reading)
    if not reading.rows_read:
        reading.findings.append(finding("table.no_rows", file=workbook.file_name))
    reading.notes[:0] = [*told(reading.layout, reading.declared), *file_notes(workbook)]
    hand_in = HandIn(
        kind="table",
        dataset_id=dataset_id,
        period_id=period_id,
        unit_id=None,
        file_name=workbook.file_name,
        sha256=workbook.sha256,
        size_bytes=len(data),
        layer=layer,
        meanings=new_meanings(reading.layout, reading.declared),
        cells=cell_frame(workbook),
        observations=pl.DataFrame(reading.observations, schema=OBSERVATION_SCHEMA),
    )
    return hand_in, reading


def _reading(
    store: Store,
    workbook: Workbook,
    dataset: Programme | CriteriaSet,
    programmes: tuple[Programme, ...],
    period_id: str,
    layer: Layer,
    given: Mapping[str, str],
) -> _Reading:
    columns = known_columns(dataset, rule_book(store))
    declared, notes = declarations(store, dataset.id, columns, given)
    codes = {key: said.code for key, said in declared.items()}
    layout = find_table(workbook, columns, layer, codes)
    absent = missing_headings(layout, given, declared)
    if absent:
        raise Refusal(*absent)
    names = unit_names(store, programmes)
    is_compared = layer in ("appraised", "explained")
    before = _before(store, programmes, period_id) if is_compared else {}
    persons: Persons = {}
    if layout.is_of_persons and isinstance(dataset, Programme):
        persons = known_persons(store, dataset, period_id)
    # the whole register, so that a unit of elsewhere is told apart from an unknown one
    return _Reading(
        layout, dataset, layer, declared, everyone(), names, frozenset(names), before, persons,
        notes=notes,
    )  # fmt: skip


def _before(store: Store, programmes: tuple[Programme, ...], period_id: str) -> Before:
    found: dict[str, dict[str, frozenset[Decimal]]] = {}
    for programme in programmes:
        known = readers.counting_points(store, programme.id, period_id)
        for unit_id, code, points in known.iter_rows():
            of_unit = found.setdefault(unit_id, {})
            of_unit[code] = of_unit.get(code, frozenset()) | {points}
    return found


def _read_rows(reading: _Reading) -> None:
    layout = reading.layout
    wanted = {place for place, _ in layout.columns.values()}
    seen: dict[tuple[str, str], str] = {}
    for row in range(layout.header_row + 1, layout.sheet.n_rows + 1):
        cells = {cell.column: cell for cell in layout.sheet.cells.row(row) if not is_blank(cell)}
        if not wanted.intersection(cells):
            continue
        reading.rows_read += 1
        found = _unit_of_row(reading, cells, row)
        if found is None:
            continue
        unit_id, address = found
        unit = reading.names[unit_id]
        subject, person = unit, None
        if layout.is_of_persons:
            named = person_of_row(layout, cells, reading.persons.get(unit_id, {}), unit)
            if isinstance(named, Finding):
                reading.findings.append(named)
                continue
            subject, person = named
            address = person.address
        key = (unit_id, subject)
        if key in seen:
            reading.findings.append(
                finding(
                    f"table.repeated_{'person' if person else 'unit'}",
                    sheet=layout.sheet.name,
                    cell=address,
                    found=subject,
                    unit=unit,
                    expected=seen[key],
                )
            )
            continue
        seen[key] = address
        if person is not None:
            reading.observations.append(person_observation(layout, person, unit_id, subject))
        _read_row(reading, cells, unit_id)


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
    reading.findings.append(
        reading.matcher.finding(
            clean_text(cell.text),
            where=f"Trang “{layout.sheet.name}”, ô {cell.address}",
            within=reading.unit_ids,
            programme=reading.dataset.title,
            sheet=layout.sheet.name,
            cell=cell.address,
        )
    )
    return None


def _read_row(reading: _Reading, cells: Mapping[int, Cell], unit_id: str) -> None:
    layout, unit = reading.layout, reading.names[unit_id]
    sheet = layout.sheet.name
    values: dict[str, str] = {}
    for place, column in layout.columns.values():
        cell = cells.get(place)
        if cell is None:
            continue
        read = read_cell(cell, column, sheet=sheet, unit=unit, layer=reading.layer)
        if isinstance(read, Finding):
            reading.findings.append(read)
            continue
        if read.note:
            reading.notes.append(f"Ô {cell.address}: {read.note}.")
        values[column.code] = read.value
        made = observation(cell, column, read.value, sheet=sheet, unit_id=unit_id)
        reading.observations.append(made)
    if isinstance(reading.dataset, CriteriaSet):
        if reading.layer == "published":
            points = _points(layout, values)
            reading.findings += check_sums(layout, reading.dataset, cells, points, unit)
        elif reading.layer != "self":
            known = reading.before.get(unit_id, {})
            reading.findings += check_changes(layout, cells, unit, values, known)
    reading.findings += check_decisions(layout, cells, unit)
    reading.findings += check_alone(layout, cells, unit)


def _points(layout: TableLayout, values: Mapping[str, str]) -> dict[str, Decimal]:
    return {
        code: Decimal(text)
        for code, text in values.items()
        if layout.columns[code][1].kind in POINTS and text != NOT_APPLICABLE
    }
