"""The leaderboard of one peer group in one period."""

from __future__ import annotations

import streamlit as st

from dashboard import address, cache, text
from dashboard.html import Html, join, tag
from dashboard.parts import board, board_data, board_panels, choices, frame, panel, search


def _lead(scope: choices.Scope, read: board_data.Board) -> Html:
    pieces = [
        tag(
            "div",
            tag("h1", board.headline(scope, read.ranked, read.left_out)),
            frame.freshness(read.facts),
            board_panels.standing(read.facts),
            class_="td-lead",
        )
    ]
    if read.ranked.is_empty():
        pieces.append(_teach(scope))
    elif scope.programme["is_ranking_ours"]:
        pieces.append(_ours(scope))
    return join(pieces)


def _ours(scope: choices.Scope) -> Html:
    words = scope.programme["ranking_note"] or "kế hoạch không in cách xếp thứ tự."
    href = scope.link(address.PROGRAMME_PAGE)
    title = tag("b", "Quy tắc của chúng tôi: ")
    return tag("p", title, words, " ", tag("a", "Xem kế hoạch", href=href), class_="td-ours")


def _teach(scope: choices.Scope) -> Html:
    return frame.empty(
        "Kỳ này chưa có số liệu",
        f"Chưa đơn vị nào của khối {scope.peers} có số liệu trong kỳ này.",
        join(
            [
                "Đơn vị nộp tại ",
                tag("a", text.TITLE_HAND_IN, href=scope.link(address.HAND_IN)),
                "; muốn xem kỳ khác, chọn ở ô Kỳ phía trên.",
            ]
        ),
    )


def show() -> None:
    """Draw the leaderboard that the address asks for."""
    if choices.resolve() is None:
        frame.no_programme()
        return
    with choices.row():
        scope = choices.choose(with_group=True)
        wanted = search.box()
        view = address.choose(address.VIEW, "Xem", board_data.VIEWS) or board_data.ALL
        unit = choices.unit(scope) if view == board_data.NEIGHBOURS else None
    chosen = board_panels.Choice(wanted, view, str(unit["unit_code"]) if unit else None)
    st.fragment(_live)(scope, chosen)


def _live(scope: choices.Scope, chosen: board_panels.Choice) -> None:
    where = (scope.programme_id, scope.period_id, scope.group_code)
    read = board_data.read(scope)
    lead = cache.drawn("leaderboard lead", where, lambda: _lead(scope, read))
    if address.read(address.PANEL) is None:
        frame.block(lead, class_="td-page")
    panel.show(address.LEADERBOARD, board_panels.panels(scope, read, chosen), read.facts)


def home() -> None:
    """Draw the leaderboard as the first page."""
    show()
