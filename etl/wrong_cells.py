"""The wrong cells of a refused file, one by one, when they are few enough to mend on the screen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from string import Formatter

from etl.annotate_cells import places_of
from etl.canonical import canonical_cell, clean_text, heading_key
from etl.cover import read_cover
from etl.intake import read_bytes
from etl.layout import Layout, data_rows, find_layout
from etl.measures import Figure, read_figure, reported_figures
from etl.parsed import Unparsed, vietnamese_number
from etl.scope import programme_of, rule_book
from etl.workbook import Cell, Sheet, Workbook
from etl.workbook_scan import column_letters
from schemas.findings import Finding, Refusal
from schemas.frames import ROW_FORMULAS
from schemas.mending import mending
from schemas.programme import Programme
from schemas.tables import TABLES, Column, Table
from schemas.words import day
from warehouse.store import Store

_GATES = ("cell", "value", "row", "last")
_ONE = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")
_NOT_HERE = ("cell.unknown_measure",)
"""A code that was written over comes back from the printed form, not from the keyboard."""

_RESULTS = "results"
_YES_NO = ("Có", "Không")


@dataclass(frozen=True, slots=True)
class WrongCell:
    """A cell to mend: where, what it is, what was written, what is needed.

    ``finding`` is None for a cell that is right by itself but may be the cause in its row.
    """

    sheet: str
    row: int
    column: int
    label: str
    row_label: str
    written: str
    choices: tuple[str, ...]
    finding: Finding | None
    field: Column
    figure: Figure | None

    @property
    def address(self) -> str:
        """The place as a spreadsheet shows it: ``B7``."""
        return f"{column_letters(self.column)}{self.row}"

    @property
    def is_number(self) -> bool:
        """Tell whether a number is wanted here."""
        return self.figure.is_number if self.figure else self.field.type == "count"

    @property
    def is_date(self) -> bool:
        """Tell whether a day is wanted here."""
        return self.figure.is_date if self.figure else self.field.type == "date"

    def understood(self, cell: Cell) -> str | None:
        """Return the value that the checks would read in a cell put here; None when none."""
        if self.figure is not None:
            parsed = read_figure(self.figure, cell)
            return None if isinstance(parsed, Unparsed) else parsed.value
        read = canonical_cell(cell, self.field)
        return None if read.problem is not None else read.text


@dataclass(frozen=True, slots=True)
class Mendable:
    """What can be mended on the screen, or in one sentence why nothing can (often empty)."""

    cells: tuple[WrongCell, ...] = ()
    why_not: str = ""


def wrong_cells(store: Store, data: bytes, file_name: str, findings: Sequence[Finding]) -> Mendable:
    """Return the cells to mend of a refused file, the wrong ones with the rest of their riddle.

    All or nothing: a file that also needs something else is mended where it was made.
    """
    if not findings or not all(map(_is_a_cell, findings)):
        return Mendable()
    most = mending().amount("cells")
    too_many = Mendable(
        why_not=f"Sửa ngay trên màn hình chỉ dùng khi có không quá {most} ô; tệp này nhiều hơn, "
        "nên sửa trong tệp rồi nộp lại."
    )
    if len(findings) > most:
        return too_many
    try:
        workbook = read_bytes(store, data, file_name)
        programme = programme_of(read_cover(workbook).programme_id, store)
    except Refusal:
        return Mendable()
    cells = _Places(workbook, programme, store).cells(findings)
    if len(cells) > most:
        return too_many
    formula = _formula(workbook, programme, cells)
    if cells and formula is not None:
        return Mendable(
            why_not=f"Tệp có công thức trong ô số liệu ({formula}); sửa trong Excel hoặc "
            "LibreOffice để công thức được tính lại, rồi nộp lại."
        )
    return Mendable(cells)


def _is_a_cell(each: Finding) -> bool:
    gate = each.code.partition(".")[0]
    return (
        gate in _GATES
        and each.code not in _NOT_HERE
        and each.fix is None
        and each.sheet is not None
        and each.cell is not None
        and _ONE.fullmatch(each.cell) is not None
    )


class _Places:
    """Where the tables of a programme stand in a workbook."""

    def __init__(self, workbook: Workbook, programme: Programme, store: Store) -> None:
        self._figures = {each.code: each for each in reported_figures(programme, rule_book(store))}
        self._tables: dict[str, tuple[Table, Sheet, Layout]] = {}
        for table, sheet, layout in _laid_out(workbook, programme):
            self._tables[sheet.name] = (table, sheet, layout)

    def cells(self, findings: Sequence[Finding]) -> tuple[WrongCell, ...]:
        """Return every cell once, those of a row together; nothing if one cannot be placed."""
        found: dict[tuple[str, int, int], WrongCell] = {}
        beside: dict[tuple[str, int, int], WrongCell] = {}
        for each in findings:
            if each.sheet not in self._tables:
                return ()
            table, sheet, layout = self._tables[each.sheet]
            ((row, place),) = places_of(str(each.cell), 1)
            codes = {at: code for code, at in layout.columns.items()}
            if place not in codes:
                return ()
            key = (sheet.name, row, place)
            found[key] = self._cell(table, sheet, layout, row, codes[place], each)
            for code in _compared(each.code, codes[place]):
                at = (sheet.name, row, layout.columns[code])
                beside[at] = self._cell(table, sheet, layout, row, code, None)
        order = {name: n for n, name in enumerate(self._tables)}
        both = {**beside, **found}
        return tuple(both[key] for key in sorted(both, key=lambda key: (order[key[0]], *key[1:])))

    def _cell(
        self, table: Table, sheet: Sheet, layout: Layout, row: int, code: str,
        each: Finding | None,
    ) -> WrongCell:  # fmt: skip
        column = table.column(code)
        text = {
            name: clean_text(cell.text)
            for name, place in layout.columns.items()
            if (cell := sheet.cells.get((row, place))) is not None
        }
        figure = None
        label, named = column.label, text.get(table.unique[0], "")
        if table.code == _RESULTS:
            named = text.get("measure_name", named)
            if code == "value":
                figure = self._figures.get(text.get("measure_code", ""))
                label = figure.label if figure else label
        cell = sheet.cells.get((row, layout.columns[code]))
        return WrongCell(
            sheet=sheet.name,
            row=row,
            column=layout.columns[code],
            label=label,
            row_label="" if named == label or code == table.unique[0] else named,
            written=written_text(cell),
            choices=_choices(column, figure),
            finding=each,
            field=column,
            figure=figure,
        )


def _laid_out(workbook: Workbook, programme: Programme) -> Iterator[tuple[Table, Sheet, Layout]]:
    by_name = {heading_key(sheet.name): sheet for sheet in workbook.sheets}
    for code in programme.workbook.tables if programme.workbook else ():
        sheet = by_name.get(heading_key(TABLES[code].sheet))
        layout = find_layout(sheet, TABLES[code]) if sheet else None
        if sheet is not None and isinstance(layout, Layout):
            yield TABLES[code], sheet, layout


def _compared(code: str, column: str) -> list[str]:
    """Return the columns that a check on a whole row looks at."""
    formula = ROW_FORMULAS.get(code) or ROW_FORMULAS.get(f"{code}@{column}") or ""
    return list(dict.fromkeys(name for _, name, _, _ in Formatter().parse(formula) if name))


def _choices(column: Column, figure: Figure | None) -> tuple[str, ...]:
    if figure is not None:
        return tuple(figure.choices.values())
    return _YES_NO if column.type == "yes_no" else tuple(column.choices.values())


def _formula(workbook: Workbook, programme: Programme, cells: Sequence[WrongCell]) -> str | None:
    """Return where a formula stands among the figures that stay: its value may then be old."""
    mended = {(each.sheet, each.row, each.column) for each in cells}
    for _, sheet, layout in _laid_out(workbook, programme):
        if not sheet.cells.has_formulas:
            continue
        for row in data_rows(sheet, layout):
            for place in layout.columns.values():
                cell = sheet.cells.get((row, place))
                if cell and cell.is_formula and (sheet.name, row, place) not in mended:
                    return f"trang “{sheet.name}”, ô {cell.address}"
    return None


def written_text(cell: Cell | None) -> str:
    """Return what a cell shows, as a clerk would type it; nothing for an error."""
    if cell is None or cell.kind in ("error", "formula_without_value"):
        return ""
    try:
        if cell.kind == "number":
            return vietnamese_number(Decimal(cell.text))
        if cell.kind == "percent":
            return f"{vietnamese_number(Decimal(cell.text.removesuffix('%')))} %"
        if cell.kind == "date":
            return day(date.fromisoformat(cell.text))
    except (InvalidOperation, ValueError):
        return clean_text(cell.text)
    return clean_text(cell.text)


Typed = Mapping[tuple[str, str], str]
"""What was typed, by sheet and cell."""
