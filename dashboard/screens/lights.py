"""The lights of every unit on every criterion: a field first, opened to its criteria."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import address, cache, text
from dashboard.html import Html, join, tag
from dashboard.parts import (
    board,
    board_data,
    choices,
    frame,
    light_grid,
    lights,
    pager,
    panel,
    restricted,
)
from etl.export import Sheet
from warehouse import readers


def _grid(scope: choices.Scope, field: str | None, sort: str, *, in_full: bool) -> light_grid.Grid:
    where = (scope.programme_id, scope.period_id, scope.group_code)
    units = cache.read(readers.units, scope.programme_id).filter(
        pl.col("group_code") == scope.group_code
    )
    return light_grid.build(
        list(units.select("unit_code", "unit_name").iter_rows()),
        cache.read(readers.leaderboard, *where)["unit_code"].to_list(),
        board_data.lights_of(scope, in_full),
        cache.read(readers.criteria, scope.programme_id),
        field,
        sort,
    )


def _field(scope: choices.Scope) -> str | None:
    wanted = address.read(address.FIELD)
    known = cache.read(readers.criteria, scope.programme_id)
    parents = set(known["parent_code"].drop_nulls())
    return wanted if wanted in parents or (wanted == light_grid.ALL and parents) else None


def _draw(scope: choices.Scope, field: str | None, sort: str, *, in_full: bool) -> Html:
    grid = _grid(scope, field, sort, in_full=in_full)
    states = [cell for unit, _ in grid.units for cell in grid.of_unit(unit)]
    if not grid.columns or not states:
        return frame.empty(
            "Chưa có đèn nào để xem",
            f"Khối {scope.peers} chưa có đơn vị hoặc kế hoạch chưa có tiêu chí nào.",
        )
    pages = max(1, -(-len(grid.units) // grid.rows_a_page))
    page = address.number(address.PAGE, pages)
    seen = pl.DataFrame([{key: cell[key] for key in ("state", "is_near")} for cell in states])
    hatched = any(cell.get("is_verified") is False for cell in states)
    return join(
        [
            light_grid.fields(cache.read(readers.criteria, scope.programme_id), field),
            lights.legend(board.used(seen), hatched=hatched),
            light_grid.table(grid, scope, page),
            pager.links(address.LIGHTS, page, pages),
        ]
    )


def _sheet(
    scope: choices.Scope, field: str | None, sort: str, notes: list[str], *, in_full: bool
) -> Sheet:
    head, rows = light_grid.matrix(_grid(scope, field, sort, in_full=in_full))
    return Sheet(text.TITLE_LIGHTS, notes, head, rows)


def _live(scope: choices.Scope, sort: str) -> None:
    field = _field(scope)
    in_full = restricted.of_all()
    facts = cache.read(readers.freshness, scope.programme_id, scope.period_id)
    where = (
        scope.programme_id, scope.period_id, scope.group_code, field, sort,
        address.read(address.PAGE), address.read(address.PANEL), address.read(address.PAUSED),
        restricted.kept(in_full),
    )  # fmt: skip
    title = f"{text.TITLE_LIGHTS}: khối {scope.peers}, {text.lower_first(scope.period['label'])}"
    said = "Bấm vào một đèn để xem tiêu chí ấy của đơn vị ấy; bấm tên cột để mở lĩnh vực, tiêu chí."
    notes = panel.notes(f"{scope.programme['title']}; {title}", facts)
    frame.block(tag("h1", title), frame.freshness(facts), tag("p", said), class_="td-lead")
    panel.show(
        address.LIGHTS,
        [
            panel.Panel(
                "den",
                text.TITLE_LIGHTS,
                lambda: frame.block(
                    cache.drawn(
                        "lights", where, lambda: _draw(scope, field, sort, in_full=in_full)
                    ),
                    class_="td-page",
                ),
                lambda: _sheet(scope, field, sort, notes, in_full=in_full),
            )
        ],
        facts,
    )


def show() -> None:
    """Draw the grid that the address asks for."""
    if choices.resolve() is None:
        frame.no_programme()
        return
    with choices.row():
        scope = choices.choose(with_group=True)
        sort = address.choose(address.SORT, "Sắp theo", light_grid.SORTS) or light_grid.BY_RANK
    st.fragment(_live)(scope, sort)
