"""The frame around the scenes of the wall: head, countdown, foot with seal, keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from dashboard import address, text
from dashboard.html import Html, tag
from dashboard.parts import board, lights
from dashboard.parts.frame import chip
from dashboard.parts.qr import qr
from dashboard.parts.wall_ask import Ask
from dashboard.parts.wall_scenes import Scene
from schemas.words import moment

_CODE_SIGNS, _CODE_GROUP = 16, 4


def seal_code(digest: str) -> str:
    """Return the beginning of a seal's digest as people read it aloud ("3F2A-…")."""
    head = digest[:_CODE_SIGNS].upper()
    return "-".join(head[at : at + _CODE_GROUP] for at in range(0, len(head), _CODE_GROUP))


def _seal(ask: Ask, seal: Mapping[str, Any]) -> Html:
    scope = ask.scope
    full = f"THIDUA {scope.programme_id} {scope.period_id} SHA-256 {seal['digest']}"
    return tag(
        "div",
        tag("span", "Mã niêm phong ", tag("b", seal_code(str(seal["digest"])))),
        qr(full, "Mã QR của dấu niêm phong", "td-wall-qr"),
        class_="td-wall-seal",
    )


def _foot(
    ask: Ask, facts: Mapping[str, Any], used: set[str], seal: Mapping[str, Any] | None
) -> Html:
    as_of = facts["data_as_of"]
    source = facts["source_note"]
    if source and str(source).casefold().startswith(text.SAMPLE):
        source = None  # the mark before it says so
    status = "Đã chốt" if seal else str(facts["status_label"]).capitalize()
    closed = f"Chốt lúc {moment(seal['closed_at'])}" if seal else None
    return tag(
        "footer",
        tag(
            "div",
            chip(text.SAMPLE.capitalize(), "sample") if facts["is_sample"] else None,
            chip(status),
            tag("span", f"Số liệu đến {moment(as_of)}" if as_of else "Chưa có số liệu"),
            tag("span", closed) if closed else None,
            tag("span", class_="td-wall-pulse"),
            lights.legend(used) if used else None,
            tag("span", f"Nguồn: {source}", class_="td-wall-source") if source else None,
            class_="td-wall-facts-line",
        ),
        _seal(ask, seal) if seal else None,
        class_="td-wall-foot",
    )


_KEYS = (("-1", "Trang trước"), ("0", "Dừng hoặc chạy"), ("1", "Trang sau"))


def _keys(ask: Ask) -> Html:
    return tag(
        "div",
        tag("span", "Đang dừng", class_="td-wall-paused td-chip", hidden=True),
        *(tag("button", words, type="button", data_buoc=step) for step, words in _KEYS),
        tag("a", "Thoát", href=ask.scope.link(address.LEADERBOARD)),
        class_="td-wall-keys",
    )


def _head(ask: Ask, ranked: pl.DataFrame, scenes: int) -> Html:
    scope = ask.scope
    who = scope.group_label if ranked.is_empty() else f"{scope.group_label} · {board.scale(ranked)}"
    return tag(
        "header",
        tag("h1", f"{scope.programme['short_title']} · {scope.period['label']}"),
        tag("span", who, class_="td-wall-group"),
        tag("span", f"Trang 1/{scenes}" if scenes > 1 else "", class_="td-wall-page"),
        class_="td-wall-head",
    )


_WAITING = tag(
    "div",
    tag("p", "Kỳ này chưa có đơn vị nào được xếp hạng."),
    tag("p", "Bảng tự hiện ngay khi có số liệu được nhận.", class_="td-quiet"),
    class_="td-wall-empty",
)
WAITING = Scene((_WAITING,), "Chưa có xếp hạng")
"""What stands in the board's place before anyone is ranked."""


def wall(
    ask: Ask,
    scenes: list[Scene],
    rows: int,
    ranked: pl.DataFrame,
    used: set[str],
    facts: Mapping[str, Any],
    seal: Mapping[str, Any] | None,
) -> Html:
    """Return the whole wall around its scenes; ``rows`` is how many rows a page has room for."""
    countdown = tag("div", class_="td-wall-countdown") if len(scenes) > 1 else None
    return tag(
        "div",
        _head(ask, ranked, len(scenes)),
        tag("div", countdown, class_="td-wall-line", aria_hidden="true"),
        *(each.drawn(first=place == 0) for place, each in enumerate(scenes)),
        _foot(ask, facts, used, seal),
        _keys(ask),
        class_="td-wall",
        style=f"--td-scale:{ask.scale};--td-rows:{rows}",
        data_td=True,
        data_xoay=ask.seconds,
        data_ban=facts["revision"],
    )


def refused(reason: str, action: str) -> Html:
    """Return what a screen without a valid token shows: no figure, only what to do."""
    return tag(
        "div",
        tag("div", tag("p", reason), tag("p", action, class_="td-quiet"), class_="td-wall-empty"),
        class_="td-wall td-wall-refused",
        data_td=True,
    )
