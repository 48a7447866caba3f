"""A unit's own page: where it stands, what to do, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from dashboard import address, cache, text
from dashboard.charts import position
from dashboard.html import Html, join, tag
from dashboard.parts import choices, criteria, frame, gaps, lights, live, unit_page
from warehouse import readers

_NOTHING_YET = {"pending", "council", "not_applicable"}
"""The lights of a unit that has not reported: nothing rests on a figure of its own."""


def _sources(scope: choices.Scope, unit_code: str, verdicts: pl.DataFrame) -> gaps.Sources:
    where = (scope.programme_id, scope.period_id, unit_code)
    return {
        code: cache.read(readers.sources, *where, code).to_dicts()
        for code in verdicts["criterion_code"]
    }


def _draw(scope: choices.Scope, unit: Mapping[str, Any]) -> Html:
    code = str(unit["unit_code"])
    where = (scope.programme_id, scope.period_id, code)
    facts = cache.read(readers.freshness, scope.programme_id, scope.period_id)
    summary = cache.read(readers.unit_summary, *where)
    verdicts = cache.read(readers.unit_verdicts, *where)
    handed = cache.read(readers.hand_ins, scope.programme_id, None, code)
    labels = {name: str(row["label"]) for name, row in choices.periods(scope.programme_id).items()}
    title = tag("h1", str(unit["unit_name"]))
    history = unit_page.history(handed, labels)
    if summary is None or set(verdicts["state"]) <= _NOTHING_YET:
        lead = tag("div", title, frame.freshness(facts), class_="td-lead")
        return join([lead, unit_page.teach(scope, unit), gaps.table(verdicts, {}, ()), history])
    known = cache.read(readers.criteria, scope.programme_id)
    of_parts = criteria.only(verdicts, criteria.leaves(known))
    said = tag("p", unit_page.sentence(scope, summary), class_="td-sentence")
    return join(
        [
            tag("div", title, said, frame.freshness(facts), class_="td-lead"),
            unit_page.next_steps(scope, code, of_parts),
            tag("div", lights.strip(of_parts.to_dicts(), criteria.names(known)), lights.legend(),
                class_="td-lead"),
            gaps.table(verdicts, _sources(scope, code, verdicts), criteria.parts(known)),
            history,
        ]
    )  # fmt: skip


@st.fragment
def _live(scope: choices.Scope, unit: Mapping[str, Any]) -> None:
    code = str(unit["unit_code"])
    where = (scope.programme_id, scope.period_id, code)
    frame.block(cache.drawn("unit", where, lambda: _draw(scope, unit)), class_="td-page")
    live.hook()


def _place(scope: choices.Scope, unit: Mapping[str, Any]) -> None:
    board = cache.read(
        readers.leaderboard, scope.programme_id, scope.period_id, str(unit["group_code"])
    )
    if board.height > 2 and str(unit["unit_code"]) in set(board["unit_code"]):
        frame.block(tag("h2", f"Vị trí trong khối {text.lower_first(str(unit['group_label']))}"))
        chart = position.chart(board, str(unit["unit_code"]))
        st.altair_chart(chart, alt=position.words(board, str(unit["unit_code"])))


def show() -> None:
    """Draw the page of the unit that the address names, or ask which one."""
    if choices.resolve() is None:
        frame.no_programme()
        return
    with choices.row():
        scope = choices.choose(with_group=False)
        unit = choices.unit(scope)
    if unit is None:
        frame.block(
            frame.empty(
                "Chọn một đơn vị",
                "Trang này nói trong một câu đơn vị đang ở đâu, ba việc nên làm trước, và từng "
                "con số lấy từ ô nào.",
                join(
                    [
                        "Chọn tên ở ô Đơn vị phía trên, hoặc bấm vào tên trong ",
                        tag("a", text.TITLE_LEADERBOARD, href=scope.link(address.LEADERBOARD)),
                        ".",
                    ]
                ),
            )
        )
        return
    _live(scope, unit)
    _place(scope, unit)
