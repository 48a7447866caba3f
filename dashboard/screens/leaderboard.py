"""The leaderboard of one peer group in one period."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import address, cache, text
from dashboard.html import Html, join, tag
from dashboard.parts import board, choices, criteria, frame, lights, live
from warehouse import readers


def _found(rows: pl.DataFrame, wanted: str) -> pl.DataFrame:
    words = text.fold(wanted)
    keep = [words in text.fold(str(name)) for name in rows["unit_name"]]
    return rows.filter(pl.Series(keep, dtype=pl.Boolean))


def _search() -> str:
    key = "tim_don_vi"
    st.session_state[key] = address.read(address.SEARCH) or ""
    st.text_input(
        text.SEARCH,
        key=key,
        placeholder=text.SEARCH_HINT,
        max_chars=60,
        on_change=lambda: address.write(address.SEARCH, st.session_state[key].strip()),
    )
    return address.read(address.SEARCH) or ""


def _draw(scope: choices.Scope, wanted: str) -> Html:
    where = (scope.programme_id, scope.period_id, scope.group_code)
    ranked = cache.read(readers.leaderboard, *where)
    left_out = cache.read(readers.excluded, *where)
    facts = cache.read(readers.freshness, scope.programme_id, scope.period_id)
    known = cache.read(readers.criteria, scope.programme_id)
    lead = tag(
        "div",
        tag("h1", board.headline(scope, ranked, left_out)),
        frame.freshness(facts),
        class_="td-lead",
    )
    shown, hidden = (_found(ranked, wanted), _found(left_out, wanted)) if wanted else (
        ranked, left_out,
    )  # fmt: skip
    states = criteria.only(cache.read(readers.lights, *where), criteria.leaves(known))
    pieces: list[Html] = [lead]
    if ranked.is_empty():
        pieces.append(_teach(scope))
    elif scope.programme["is_ranking_ours"]:
        pieces.append(_ours(scope))
    if wanted and shown.is_empty() and hidden.is_empty():
        pieces.append(
            frame.empty(
                f"Không có đơn vị nào khớp “{wanted}”",
                "Thử gõ ít chữ hơn, không cần dấu, hoặc chọn khối khác.",
            )
        )
    if not shown.is_empty():
        pieces.append(lights.legend(board.used(states)))
        pieces.append(board.table(shown, states, criteria.names(known), scope))
    if not hidden.is_empty():
        pieces.append(board.excluded(hidden, scope))
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
        wanted = _search()
    _live(scope, wanted)


@st.fragment
def _live(scope: choices.Scope, wanted: str) -> None:
    shown = cache.drawn(
        "leaderboard",
        (scope.programme_id, scope.period_id, scope.group_code, wanted),
        lambda: _draw(scope, wanted),
    )
    frame.block(shown, class_="td-page")
    live.hook()


def home() -> None:
    """Draw the leaderboard as the first page."""
    show()
