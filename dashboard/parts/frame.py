"""The head of every page, where the numbers come from, and what a page says when it is empty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import address, text
from dashboard.html import Html, join, tag
from schemas.words import moment

_PAGES = (
    (address.LEADERBOARD, text.TITLE_LEADERBOARD),
    (address.LIGHTS, text.TITLE_LIGHTS),
    (address.UNIT_PAGE, text.TITLE_UNIT),
    (address.PROGRESS, text.TITLE_PROGRESS),
    (address.AWARDS, text.TITLE_AWARDS),
    (address.HAND_IN, text.TITLE_HAND_IN),
    (address.PROGRAMME_PAGE, text.TITLE_PROGRAMME),
    (address.MAP, text.TITLE_MAP),
    (address.WALL, text.TITLE_WALL),
    (address.HELP, text.TITLE_HELP),
)


def block(
    *pieces: object, class_: str = "", role: str | None = None, seen: str | None = None
) -> None:
    """Put pieces of ours onto the page, marked as ours.

    A block with a new ``seen`` number is brought into view when it comes.
    """
    st.html(tag("div", *pieces, class_=class_ or None, data_td=True, role=role, data_hien=seen))


def head(current: str) -> None:
    """Draw the name and the links between the screens; they keep what is chosen."""
    links = (
        tag(
            "a",
            title,
            href=address.link(path),
            aria_current="page" if path == current else None,
        )
        for path, title in _PAGES
    )
    st.html(
        tag(
            "div",
            tag("span", tag("i", aria_hidden="true"), text.APP_NAME, class_="td-brand"),
            tag("nav", *links, aria_label="Các trang"),
            class_="td-top",
            data_td=True,
        )
    )


def chip(words: str, kind: str = "") -> Html:
    """Return a small badge."""
    return tag("span", words, class_=f"td-chip td-chip-{kind}" if kind else "td-chip")


def freshness(facts: Mapping[str, Any]) -> Html:
    """Return the line that says how far the numbers can be trusted."""
    as_of = facts["data_as_of"]
    pieces = [
        chip("Dữ liệu mẫu", "sample") if facts["is_sample"] else None,
        chip(
            str(facts["status_label"]).capitalize(),
            "closed" if facts.get("closed_at") else "open",
        ),
        tag("span", f"Số liệu đến {moment(as_of)}" if as_of else "Chưa có số liệu của kỳ này"),
        tag("span", f"Nguồn: {facts['source_note']}") if facts["source_note"] else None,
    ]
    return tag("div", *pieces, class_="td-fresh")


def note(title: str, *lines: object, kind: str = "") -> Html:
    """Return a quiet box with a heading and lines."""
    css = f"td-note td-note-{kind}" if kind else "td-note"
    return tag("div", tag("b", title), *(tag("p", line) for line in lines), class_=css)


def empty(title: str, *steps: object) -> Html:
    """Return what a page without data says: what it is for and what to do first."""
    return tag(
        "div",
        tag("h2", title),
        *(tag("p", step) for step in steps),
        class_="td-empty",
    )


def nothing_set_up() -> Html:
    """Return what a page says while there is no programme."""
    return empty(
        "Chưa có kế hoạch nào",
        "Kho dữ liệu này chưa nạp kế hoạch thi đua nào.",
        join(["Người quản trị chạy ", tag("code", "thidua demo"), " để xem thử với dữ liệu mẫu."]),
    )


def no_programme() -> None:
    """Say that nothing is set up yet."""
    block(nothing_set_up())
