"""The head of every page, where the numbers come from, and what a page says when it is empty."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import address, text
from dashboard.html import Html, join, tag
from dashboard.parts import account
from dashboard.parts.notes import chip, empty, note
from schemas.words import moment, to_local

__all__ = ["block", "chip", "empty", "freshness", "head", "no_programme", "note", "today"]

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


def today() -> dt.date:
    """Return today's day as the office's calendar has it."""
    return to_local(dt.datetime.now(dt.UTC).replace(tzinfo=None)).date()


def block(
    *pieces: object, class_: str = "", role: str | None = None, seen: str | None = None
) -> None:
    """Put pieces of ours onto the page, marked as ours.

    A block with a new ``seen`` number is brought into view when it comes.
    """
    st.html(tag("div", *pieces, class_=class_ or None, data_td=True, role=role, data_hien=seen))


def head(current: str) -> None:
    """Draw the name, the links between the screens (they keep what is chosen), who is here."""
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
            account.corner(current),
            class_="td-top",
            data_td=True,
        )
    )


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
