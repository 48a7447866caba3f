"""A workbook without a mistake for every programme that has one, and the cells faults go into."""

from __future__ import annotations

import datetime as dt
import io
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from etl.demo_cases import Case, sample_rows
from etl.measures import Figure, reported_figures
from etl.scope import period_days, rule_book
from etl.template import build_template
from schemas.programme import Programme
from schemas.tables import TABLES, Column
from warehouse import readers
from warehouse.store import Store

SEED = 20260101
FIRST_ROW = 5
"""1-based row of the first figures in our own form."""


@dataclass(frozen=True)
class Base:
    """A programme with the bytes of its filled workbook."""

    programme: Programme
    period_id: str
    unit_code: str
    other_unit: str
    other_period: str
    days: tuple[dt.date, dt.date]
    figures: tuple[Figure, ...]
    data: bytes

    @property
    def tables(self) -> Sequence[str]:
        assert self.programme.workbook is not None
        return self.programme.workbook.tables


def bases(store: Store) -> list[Base]:
    """Return the filled workbook of every programme that takes one, always the same."""
    book = rule_book()
    return [_base(store, each) for each in book.programmes.values() if each.workbook]


def _base(store: Store, programme: Programme) -> Base:
    units = readers.units(store, programme.id)["unit_code"].to_list()
    year = programme.years[0]
    known = readers.periods(store, programme.id)["period_id"].to_list()
    period, other = (
        f"{year}-Y",
        next(each for each in sorted(known) if each != f"{year}-Y" and each.startswith(str(year))),
    )
    days = period_days(store, programme, period)
    figures = reported_figures(programme, rule_book())
    case = Case(level=0, tasks=(6, 6), discipline=("other", "reprimand"))
    rows = sample_rows(programme, case, random.Random(f"{SEED}|{programme.id}"), days[1])
    if "results" in rows:
        rows["results"] = [
            {"measure_code": each.code, "value": _value(each, days[1])} for each in figures
        ]
    if "individuals" in rows:
        rows["individuals"] = [
            *rows["individuals"],
            {"person_code": "CN02", "full_name": "Cá nhân mẫu 02", "job_title": "Chuyên viên"},
        ]
    data = build_template(store, programme.id, units[0], period, rows).data
    return Base(programme, period, units[0], units[1], other, days, figures, data)


def _value(figure: Figure, ends_on: dt.date) -> Any:
    if figure.choices:
        return next(iter(figure.choices))
    if figure.is_date:
        return ends_on
    return 5 if figure.value_type in ("rank", "tier", "count") else 87


@dataclass(frozen=True)
class Spot:
    """A filled cell: its sheet and place, the column and, on the results sheet, the figure."""

    sheet: str
    row: int
    place: int
    column: Column
    table: str
    figure: Figure | None = None

    @property
    def cell(self) -> str:
        return f"{openpyxl.utils.get_column_letter(self.place)}{self.row}"


@dataclass
class Draft:
    """An open copy of a base into which one fault is planted."""

    base: Base
    rng: random.Random
    book: openpyxl.Workbook = field(init=False)
    door: dict[str, str] = field(default_factory=dict)
    """What the account names at the door: programme, unit and period."""

    def __post_init__(self) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(self.base.data))

    def sheet(self, table: str) -> Worksheet:
        found: Worksheet = self.book[TABLES[table].sheet]
        return found

    def rows(self, table: str) -> list[int]:
        """The rows of a table that are filled."""
        sheet = self.sheet(table)
        return [row for row in range(FIRST_ROW, sheet.max_row + 1) if sheet.cell(row, 1).value]

    def spots(self, *types: str) -> list[Spot]:
        """The filled cells of columns and figures of these types."""
        return [each for table in self.base.tables for each in self._spots(table, types)]

    def _spots(self, table: str, types: Sequence[str]) -> Iterator[Spot]:
        sheet = self.sheet(table)
        figures: Mapping[Any, Figure] = {each.code: each for each in self.base.figures}
        for row in self.rows(table):
            for place, column in enumerate(TABLES[table].columns, 1):
                kind, figure = str(column.type), None
                if table == "results":
                    figure = figures.get(sheet.cell(row, 1).value)
                    kind = _kind(figure) if column.code == "value" and figure else ""
                if kind in types and sheet.cell(row, place).value is not None:
                    yield Spot(TABLES[table].sheet, row, place, column, table, figure)

    def pick(self, *types: str) -> Spot | None:
        """One of those cells, or None when the programme has none."""
        found = self.spots(*types)
        return self.rng.choice(found) if found else None

    def put(self, spot: Spot, value: Any, number_format: str | None = None) -> None:
        """Write a cell; without a format of its own the cell becomes a plain one."""
        cell = self.book[spot.sheet][spot.cell]
        cell.number_format = number_format or "General"
        cell.value = value

    def bytes(self) -> bytes:
        """The saved file."""
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


def _kind(figure: Figure) -> str:
    if figure.choices:
        return "yes_no" if figure.value_type == "yes_no" else "choice"
    if figure.value_type in ("rank", "tier", "count"):
        return "count"
    return figure.value_type
