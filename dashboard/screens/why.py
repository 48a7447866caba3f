"""Vì sao: from a rank or a score to the criteria, and from a criterion to its cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from dashboard import address, cache, text
from dashboard.html import Html, join, tag
from dashboard.parts import (
    board_data,
    choices,
    criteria,
    frame,
    panel,
    restricted,
    unit_page,
    why_panels,
)
from warehouse import readers


def _ask(scope: choices.Scope) -> None:
    frame.block(
        frame.empty(
            "Chọn một đơn vị",
            "Trang này đi từ một con số tới tệp, trang, ô nơi nó được ghi.",
            join(
                [
                    "Chọn tên ở ô Đơn vị phía trên, hoặc bấm vào điểm trong ",
                    tag("a", text.TITLE_LEADERBOARD, href=scope.link(address.LEADERBOARD)),
                    ".",
                ]
            ),
        )
    )


def _row_of(scope: choices.Scope, unit: Mapping[str, Any]) -> Mapping[str, Any] | None:
    group = str(unit["group_code"])
    label = str(unit["group_label"])
    own = choices.Scope(scope.programme, scope.period, group, label)
    row = board_data.read(own).ranked.filter(pl.col("unit_code") == unit["unit_code"])
    return None if row.is_empty() else row.row(0, named=True)


def _lead(scope: choices.Scope, unit: Mapping[str, Any], row: Mapping[str, Any] | None) -> Html:
    facts = cache.read(readers.freshness, scope.programme_id, scope.period_id)
    where = (scope.programme_id, scope.period_id, str(unit["unit_code"]))
    summary = cache.read(readers.unit_summary, *where)
    title = tag("h1", f"{text.TITLE_WHY} {unit['unit_name']}")
    said = unit_page.sentence(scope, summary) if summary else ""
    ranks = why_panels.rank_lines(scope, summary, row) if summary else ""
    return tag(
        "div",
        title,
        tag("p", said, class_="td-sentence"),
        frame.freshness(facts),
        ranks,
        class_="td-lead",
    )


def _panels(scope: choices.Scope, unit: Mapping[str, Any]) -> list[panel.Panel]:
    code = str(unit["unit_code"])
    where = (scope.programme_id, scope.period_id, code)
    in_full = restricted.of_unit(unit)
    verdicts = cache.read(readers.unit_verdicts, *where, in_full)
    facts = cache.read(readers.freshness, scope.programme_id, scope.period_id)
    notes = why_panels.of_unit(scope, str(unit["unit_name"]), facts)
    wanted = address.read(address.CRITERION) or ""
    chosen = verdicts.filter(pl.col("criterion_code") == wanted)
    made = []
    if chosen.height:
        made = why_panels.of_verdict(scope, code, chosen.row(0, named=True), notes, in_full=in_full)
    parts = criteria.parts(cache.read(readers.criteria, scope.programme_id))
    made.append(
        panel.Panel(
            "tong",
            "Từng tiêu chí",
            lambda: frame.block(why_panels.total(scope, code, verdicts, list(parts))),
            lambda: why_panels.total_sheet(notes, verdicts),
        )
    )
    return made


def _live(scope: choices.Scope, unit: Mapping[str, Any]) -> None:
    facts = cache.read(readers.freshness, scope.programme_id, scope.period_id)
    frame.block(_lead(scope, unit, _row_of(scope, unit)))
    panel.show(address.WHY, _panels(scope, unit), facts)


def show() -> None:
    """Draw the explanation that the address asks for, or ask for a unit."""
    if choices.resolve() is None:
        frame.no_programme()
        return
    with choices.row():
        scope = choices.choose(with_group=False)
        unit = choices.unit(scope)
    if unit is None:
        _ask(scope)
        return
    st.fragment(_live)(scope, unit)
