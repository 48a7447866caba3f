"""Progress: who has handed in for a period, how complete it is, and what is due when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from dashboard import address, cache
from dashboard.html import Html, tag
from dashboard.parts import board_data, choices, frame, panel, progress, search
from warehouse import readers


def _panels(
    scope: choices.Scope,
    rows: pl.DataFrame,
    wanted: str,
    facts: Mapping[str, Any],
    today: dt.date,
) -> list[panel.Panel]:
    days = cache.plan_days(scope.programme_id, int(scope.period["year"]), today)
    where = f"{scope.programme['title']}; {scope.period['label']}; khối {scope.peers}"
    notes = panel.notes(where, facts)
    due = progress.deadlines(days, scope.period["due_on"], str(scope.period["label"]))
    return [
        panel.Panel(
            "ai-da-nop",
            "Ai đã nộp" if scope.programme["has_workbook"] else "Số liệu từng đơn vị",
            lambda: frame.block(_table(scope, rows, wanted), class_="td-page"),
            lambda: progress.sheet(rows, notes),
        ),
        panel.Panel(
            "thoi-han",
            "Thời hạn trong kế hoạch",
            lambda: frame.block(due, class_="td-lead"),
            lambda: progress.deadline_sheet(days, notes),
        ),
    ]


def _table(scope: choices.Scope, rows: pl.DataFrame, wanted: str) -> Html:
    where = (
        scope.programme_id, scope.period_id, scope.group_code, wanted,
        address.read(address.PAGE), address.read(address.PANEL), address.read(address.PAUSED),
    )  # fmt: skip
    return cache.drawn("progress", where, lambda: progress.table(scope, rows, wanted))


def show() -> None:
    """Draw how far the units of the group in the address are."""
    if choices.resolve() is None:
        frame.no_programme()
        return
    with choices.row():
        scope = choices.choose(with_group=True)
        rows = cache.read(readers.progress, scope.programme_id, scope.period_id, scope.group_code)
        wanted = search.box() if rows.height > board_data.PER_PAGE else ""
    st.fragment(_live)(scope, wanted)
    words = progress.reminder(scope, rows)
    if words:
        frame.block(tag("h2", "Nhắc các đơn vị chưa nộp"))
        st.text_area(
            "Lời nhắc, chép vào thư hoặc tin nhắn", words, height=220, key=f"nhac-{hash(words)}"
        )


def _live(scope: choices.Scope, wanted: str) -> None:
    where = (scope.programme_id, scope.period_id, scope.group_code)
    rows = cache.read(readers.progress, *where)
    facts = cache.read(readers.freshness, scope.programme_id, scope.period_id)
    today = frame.today()
    if address.read(address.PANEL) is None:
        frame.block(
            tag("h1", progress.headline(scope, rows)),
            frame.freshness(facts),
            progress.bar(rows) if scope.programme["has_workbook"] else "",
            class_="td-lead",
        )
    panel.show(address.PROGRESS, _panels(scope, rows, wanted, facts, today), facts)
