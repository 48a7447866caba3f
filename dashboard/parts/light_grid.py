"""Units × criteria as lights: a field first, opened to its criteria, with totals both ways."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from dashboard import address
from dashboard.html import Html, join, tag
from dashboard.parts import lights
from dashboard.parts.choices import Scope
from dashboard.parts.names import unit_name
from dashboard.text import lower_first
from etl.export import Value
from schemas.lights import RESTRICTED, light_of

ALL = "tat-ca"
BY_RANK, BY_NEED, BY_NAME = "hang", "can", "ten"
SORTS: Mapping[str, str] = {
    BY_RANK: "Thứ hạng",
    BY_NEED: "Cần giúp trước",
    BY_NAME: "Tên đơn vị",
}
_CELLS_A_PAGE = 2000
_FEWEST_ROWS = 25
_FEW = 12
"""So few columns have room for their names written as usual."""
_LONG = 100
"""From so many a total stands in two lines, as written in one it is wider than a light."""
URGENT = ("excluded", "not_met", "near", "pending")
"""Lights that ask for help, the most urgent first."""

Cell = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Grid:
    """The lights of a board by unit and criterion, and the columns that are shown.

    ``units`` are code and name of every unit in the order shown; ``can_open`` are the codes of
    columns that have criteria below them.
    """

    units: Sequence[tuple[str, str]]
    columns: Sequence[str]
    names: Mapping[str, str]
    cells: Mapping[tuple[str, str], Cell]
    can_open: frozenset[str]

    @property
    def rows_a_page(self) -> int:
        """Return how many units a page holds, so that it stays light and readable."""
        return max(_FEWEST_ROWS, _CELLS_A_PAGE // max(1, len(self.columns)))

    def of_unit(self, code: str) -> list[Cell]:
        """Return a unit's lights in the order of the columns."""
        return [self.cells[code, each] for each in self.columns if (code, each) in self.cells]

    def of_criterion(self, code: str) -> list[Cell]:
        """Return the lights of all units on a criterion."""
        return [self.cells[unit, code] for unit, _ in self.units if (unit, code) in self.cells]


def build(
    units: Sequence[tuple[str, str]],
    ranked: Sequence[str],
    states: pl.DataFrame,
    known: pl.DataFrame,
    field: str | None,
    sort: str,
) -> Grid:
    """Return the grid of a field (None: the fields themselves, ``ALL``: every criterion).

    ``units`` come in Vietnamese order of names, ``ranked`` are codes from the first rank down.
    """
    parents = frozenset(known["parent_code"].drop_nulls())
    if field == ALL:
        shown = known.filter(~pl.col("criterion_code").is_in(list(parents)))
    elif field is None:
        shown = known.filter(pl.col("parent_code").is_null())
    else:
        shown = known.filter(pl.col("parent_code") == field)
    columns = shown.sort("criterion_order")["criterion_code"].to_list()
    wanted = set(columns)
    cells = {
        (str(row["unit_code"]), str(row["criterion_code"])): row
        for row in states.iter_rows(named=True)
        if row["criterion_code"] in wanted
    }
    names = dict(known.select("criterion_code", "name").iter_rows())
    grid = Grid(units, columns, names, cells, parents)
    return Grid(_sorted(grid, ranked, sort), columns, names, cells, parents)


def _sorted(grid: Grid, ranked: Sequence[str], sort: str) -> list[tuple[str, str]]:
    places = {code: place for place, code in enumerate(ranked)}
    by_rank = sorted(grid.units, key=lambda unit: places.get(unit[0], len(places)))
    if sort == BY_NAME:
        return list(grid.units)
    if sort == BY_RANK:
        return by_rank

    def need(unit: tuple[str, str]) -> tuple[int, ...]:
        found: defaultdict[str, int] = defaultdict(int)
        for cell in grid.of_unit(unit[0]):
            found[light_of(cell["state"], is_near=bool(cell["is_near"])).code] -= 1
        return tuple(found[code] for code in URGENT)

    return sorted(by_rank, key=need)


def table(grid: Grid, scope: Scope, page: int) -> Html:
    """Return a page of the grid: sticky heads, a link in every light, totals below and beside."""
    start = (page - 1) * grid.rows_a_page
    part = grid.units[start : start + grid.rows_a_page]
    is_narrow = len(grid.columns) > _FEW
    heads = (tag("th", _head(grid, scope, code), scope="col") for code in grid.columns)
    body = (_row(grid, scope, unit, is_first=place == 0) for place, unit in enumerate(part))
    totals = (
        tag("td", *_total(grid.of_criterion(code), is_narrow=is_narrow), class_="td-sumdown")
        for code in grid.columns
    )
    return tag(
        "div",
        tag(
            "table",
            tag("caption", "Đèn của từng đơn vị ở từng tiêu chí", class_="td-hidden"),
            tag(
                "thead",
                tag("tr", tag("th", "Đơn vị", scope="col"), *heads, tag("th", "Đạt", scope="col")),
            ),
            tag("tbody", *body),
            tag(
                "tfoot",
                tag("tr", tag("th", "Đơn vị đạt", scope="row"), *totals, tag("td")),
                class_="td-total",
            ),
            class_="td-table td-grid" + ("" if is_narrow else " td-wide"),
        ),
        class_="td-scroll",
        tabindex="0",
        role="region",
        aria_label="Bảng đèn, cuộn được; dùng phím mũi tên để đi giữa các đèn",
    )


def _head(grid: Grid, scope: Scope, code: str) -> Html:
    name = grid.names[code]
    if code in grid.can_open:
        href = address.here(address.LIGHTS, **{address.FIELD: code, address.PAGE: None})
        return tag("a", name, href=href, class_="td-turned", title=f"Mở lĩnh vực: {name}")
    href = scope.link(address.CRITERION_PAGE, tieu_chi=code, don_vi=None)
    return tag("a", name, href=href, class_="td-turned", title=name)


def _row(grid: Grid, scope: Scope, unit: tuple[str, str], *, is_first: bool) -> Html:
    code, name = unit
    cells = (
        tag("td", _cell(grid, scope, unit, each, is_tab=is_first and place == 0))
        for place, each in enumerate(grid.columns)
    )
    href = scope.link(address.UNIT_PAGE, don_vi=code)
    return tag(
        "tr",
        tag("th", tag("a", unit_name(name), href=href), scope="row"),
        *cells,
        tag("td", *_total(grid.of_unit(code)), class_="td-sum"),
    )


def _cell(
    grid: Grid, scope: Scope, unit: tuple[str, str], code: str, *, is_tab: bool
) -> Html | None:
    cell = grid.cells.get((unit[0], code))
    if cell is None:
        return None
    light = light_of(cell["state"], is_near=bool(cell["is_near"]))
    hatched = cell.get("is_verified") is False
    value = f" ({cell['value_text']})" if cell["value_text"] else ""
    said = f"{unit[1]}; {grid.names[code]}: {lower_first(light.word)}{value}"
    return tag(
        "a",
        href=scope.link(address.CRITERION_PAGE, tieu_chi=code, don_vi=unit[0]),
        title=said + (lights.UNVERIFIED if hatched else ""),
        class_=lights.css(light, hatched=hatched),
        tabindex=None if is_tab else "-1",
    )


def _total(cells: Sequence[Cell], *, is_narrow: bool = False) -> tuple[Html, ...]:
    met = sum(cell["state"] == "met" for cell in cells)
    whole = sum(cell["state"] not in ("not_applicable", RESTRICTED.code) for cell in cells)
    said = lights.spoken(cells)
    breaks = is_narrow or whole >= _LONG
    shown = (f"{met}/", tag("wbr"), whole) if breaks else (f"{met}/{whole}",)
    return (
        tag("span", *shown, title=said, aria_hidden="true"),
        tag("span", said, class_="td-hidden"),
    )


def matrix(grid: Grid) -> tuple[list[str], list[list[Value]]]:
    """Return the whole grid in words, for a file: head and rows."""
    head = ["Mã", "Đơn vị", *(grid.names[code] for code in grid.columns), "Số tiêu chí đạt"]
    rows: list[list[Value]] = []
    for code, name in grid.units:
        words = [_word(grid.cells.get((code, each))) for each in grid.columns]
        met = sum(cell["state"] == "met" for cell in grid.of_unit(code))
        rows.append([code, name, *words, met])
    return head, rows


def _word(cell: Cell | None) -> str:
    if cell is None:
        return ""
    word = light_of(cell["state"], is_near=bool(cell["is_near"])).word
    return word + (lights.UNVERIFIED if cell.get("is_verified") is False else "")


def fields(known: pl.DataFrame, field: str | None) -> Html:
    """Return the links between the fields, each opened to its criteria; empty without any."""
    parents = set(known["parent_code"].drop_nulls())
    if not parents:
        return Html("")
    tops = known.filter(
        pl.col("parent_code").is_null() & pl.col("criterion_code").is_in(list(parents))
    )
    choices: list[tuple[str | None, str]] = [(None, "Các lĩnh vực")]
    choices += list(tops.sort("criterion_order").select("criterion_code", "name").iter_rows())
    choices.append((ALL, "Mọi tiêu chí"))
    links = (
        tag(
            "a",
            name,
            href=address.here(address.LIGHTS, **{address.FIELD: code, address.PAGE: None}),
            aria_current="page" if code == field else None,
        )
        for code, name in choices
    )
    return tag("nav", join(links), class_="td-fieldnav", aria_label="Lĩnh vực")
