"""A programme in plain words: what it asks, by which clause, and what is ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import address, cache, text
from dashboard.html import Html, join, tag
from dashboard.parts import choices, frame, lights, panel, plan_text, programme_panels
from schemas.words import number
from warehouse import readers


def _ranking(programme: Mapping[str, Any]) -> Html:
    if not programme["is_ranking_ours"]:
        return Html("")
    return frame.note(
        "Thứ tự xếp hạng: quy tắc của chúng tôi", programme["ranking_note"] or text.NOT_PRINTED
    )


def _lead(scope: choices.Scope, facts: Mapping[str, Any]) -> Html:
    plan = cache.programme(scope.programme_id)
    peers = choices.groups(scope.programme_id).values()
    who = "; ".join(f"{row['label']}: {number(row['unit_count'])} đơn vị" for row in peers)
    return join(
        [
            tag(
                "div",
                tag("h1", str(scope.programme["title"])),
                tag("p", who),
                frame.freshness(facts),
                class_="td-lead",
            ),
            frame.note(
                "Cách đọc đèn",
                lights.legend(),
                "Thiếu số liệu không bao giờ là 0 và không bao giờ là đạt. Con số nào kế hoạch "
                "không in thì được ghi rõ là quy tắc của chúng tôi.",
            ),
            _ranking(scope.programme),
            plan_text.document(plan),
            plan_text.notes(plan),
            tag("p", tag("a", "Cách chấm từng loại quy tắc", href=address.link(address.SCORING))),
        ]
    )


def _live(scope: choices.Scope) -> None:
    where = (scope.programme_id, scope.period_id)
    facts = cache.read(readers.freshness, *where)
    if address.read(address.PANEL) is None:
        lead = cache.drawn("programme", where, lambda: _lead(scope, facts))
        frame.block(lead, class_="td-page")
    panel.show(address.PROGRAMME_PAGE, programme_panels.panels(scope, facts), facts)


def show() -> None:
    """Draw what the programme in the address asks."""
    if choices.resolve() is None:
        frame.no_programme()
        return
    with choices.row():
        scope = choices.choose(with_group=False)
    st.fragment(_live)(scope)
