"""Progress: who has handed in for a period, how complete it is, and what is due when."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from dashboard import cache, text
from dashboard.html import Html, join, tag
from dashboard.parts import choices, frame, progress
from schemas.words import to_local
from warehouse import readers


def _draw(scope: choices.Scope, today: dt.date) -> Html:
    where = (scope.programme_id, scope.period_id, scope.group_code)
    rows = cache.read(readers.progress, *where)
    facts = cache.read(readers.freshness, scope.programme_id, scope.period_id)
    year = int(scope.period["year"])
    days = cache.plan_days(scope.programme_id, year, today)
    lead = tag(
        "div",
        tag("h1", progress.headline(scope, rows)),
        frame.freshness(facts),
        class_="td-lead",
    )
    race = progress.bar(rows) if scope.programme["has_workbook"] else None
    return join(
        [
            lead,
            race or "",
            progress.table(scope, rows),
            tag(
                "div",
                progress.deadlines(days, scope.period["due_on"], str(scope.period["label"])),
                class_="td-lead",
            ),
        ]
    )


def show() -> None:
    """Draw how far the units of the group in the address are."""
    if choices.resolve() is None:
        frame.no_programme()
        return
    with choices.row():
        scope = choices.choose(with_group=True)
    _live(scope)
    rows = cache.read(readers.progress, scope.programme_id, scope.period_id, scope.group_code)
    words = progress.reminder(scope, rows)
    if words:
        frame.block(tag("h2", "Nhắc các đơn vị chưa nộp"))
        st.text_area(
            "Lời nhắc, chép vào thư hoặc tin nhắn", words, height=220, key=f"nhac-{hash(words)}"
        )


@st.fragment(run_every=5)
def _live(scope: choices.Scope) -> None:
    today = to_local(dt.datetime.now(dt.UTC).replace(tzinfo=None)).date()
    shown = cache.drawn(
        text.TITLE_PROGRESS,
        (scope.programme_id, scope.period_id, scope.group_code, today.isoformat()),
        lambda: _draw(scope, today),
    )
    frame.block(shown, class_="td-page")
