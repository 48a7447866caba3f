"""The scenes of the wall: pages of the board, then the lights of each criterion."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from dashboard import address, text
from dashboard.html import Html, tag
from dashboard.parts import board, lights
from dashboard.parts.choices import Scope
from dashboard.parts.frame import chip
from schemas.lights import Light
from schemas.words import moment, number

ROWS_A_PAGE = 10
_LONG_NAME, _LONGEST_NAME = 32, 40
_LONG_FIELD = 42
_MOST_LIGHTS = 8
_MOST_FIELDS = 8


def _row(row: Mapping[str, Any], strip: Html, decimals: int, *, changes: bool) -> Html:
    name = str(row["unit_name"])
    css = "td-wall-name"
    if len(name) > _LONG_NAME:
        css += " td-wall-longest" if len(name) > _LONGEST_NAME else " td-wall-long"
    return tag(
        "div",
        tag("span", row["rank"], class_="td-wall-rank"),
        tag("span", board.moved(row["rank_change"]), class_="td-wall-change") if changes else None,
        tag("span", name, class_=css),
        tag("span", strip, class_="td-wall-lights"),
        tag("span", row["class_name"] or "", class_="td-wall-class"),
        tag("span", number(row["score"], decimals), class_="td-wall-score"),
        class_="td-wall-row" if changes else "td-wall-row td-wall-row-still",
        role="listitem",
    )


def _scene(pieces: Iterable[object], label: str, *, first: bool, css: str = "") -> Html:
    return tag(
        "div",
        *pieces,
        class_=f"td-wall-scene {css}".strip(),
        aria_label=label,
        hidden=not first,
        role="list",
    )


def pages(ranked: pl.DataFrame, states: pl.DataFrame, names: Mapping[str, str]) -> list[Html]:
    """Return the board, ten rows a scene; the first one is shown until the turn begins.

    A unit's lights stand in its row only while they are few enough to be seen from afar.
    """
    ranked = board.comparable(ranked)
    marks = board.by_unit(states)
    places = board.decimals(ranked)
    changes = board.has_changes(ranked)
    rows = []
    for row in ranked.iter_rows(named=True):
        found = marks.get(str(row["unit_code"]), ())
        strip = lights.strip(found, names) if len(found) <= _MOST_LIGHTS else Html("")
        rows.append(_row(row, strip, places, changes=changes))
    return [
        _scene(rows[start : start + ROWS_A_PAGE], f"Hạng từ vị trí {start + 1}", first=start == 0)
        for start in range(0, len(rows), ROWS_A_PAGE)
    ]


def _count(light: Light, count: int) -> Html:
    word = tag("span", f" {text.lower_first(light.word)}", class_="td-hidden")
    return tag(
        "span",
        lights.mark(light),
        count,
        word,
        class_=f"td-wall-count td-ground-{light.code}",
        style=f"flex-grow:{count}",
    )


def _field(name: str, rows: list[Mapping[str, Any]]) -> Html:
    counts = (_count(light, count) for light, count in lights.counts(rows))
    return tag(
        "div",
        tag("span", name, class_="td-wall-long" if len(name) > _LONG_FIELD else None),
        tag("span", *counts, class_="td-wall-counts"),
        class_="td-wall-field",
        role="listitem",
    )


def fields(states: pl.DataFrame, names: Mapping[str, str]) -> list[Html]:
    """Return the scenes of lights by criterion: how many units are at each light."""
    found: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in states.sort("criterion_order").iter_rows(named=True):
        found[str(row["criterion_code"])].append(row)
    lines = [_field(names.get(code, code), rows) for code, rows in found.items()]
    label = "Đèn theo tiêu chí"
    return [
        _scene(lines[start : start + _MOST_FIELDS], label, first=False, css="td-wall-fields")
        for start in range(0, len(lines), _MOST_FIELDS)
    ]


def _foot(facts: Mapping[str, Any], used: set[str]) -> Html:
    as_of = facts["data_as_of"]
    source = facts["source_note"]
    return tag(
        "footer",
        chip(text.SAMPLE.capitalize(), "sample") if facts["is_sample"] else None,
        chip(str(facts["status_label"]).capitalize()),
        tag("span", f"Số liệu đến {moment(as_of)}" if as_of else "Chưa có số liệu"),
        tag("span", f"Nguồn: {source}", class_="td-wall-source") if source else None,
        lights.legend(used) if used else None,
        class_="td-wall-foot",
    )


def _keys(scope: Scope) -> Html:
    return tag(
        "div",
        tag("span", "Đang dừng", class_="td-wall-paused td-chip", hidden=True),
        tag("button", "Trang trước", type="button", data_buoc="-1"),
        tag("button", "Dừng hoặc chạy", type="button", data_buoc="0"),
        tag("button", "Trang sau", type="button", data_buoc="1"),
        tag("a", "Thoát", href=scope.link(address.LEADERBOARD)),
        class_="td-wall-keys",
    )


def _head(scope: Scope, ranked: pl.DataFrame, scenes: int) -> Html:
    who = scope.group_label if ranked.is_empty() else f"{scope.group_label} · {board.scale(ranked)}"
    return tag(
        "header",
        tag("h1", f"{scope.programme['short_title']} · {scope.period['label']}"),
        tag("span", who, class_="td-wall-group"),
        tag("span", f"Trang 1/{scenes}" if scenes > 1 else "", class_="td-wall-page"),
        class_="td-wall-head",
    )


_EMPTY = tag(
    "div",
    tag("p", "Kỳ này chưa có đơn vị nào được xếp hạng."),
    tag("p", "Bảng tự hiện ngay khi có số liệu được nhận.", class_="td-quiet"),
    class_="td-wall-empty",
)


def wall(
    scope: Scope,
    ranked: pl.DataFrame,
    states: pl.DataFrame,
    names: Mapping[str, str],
    facts: Mapping[str, Any],
    seconds: int,
) -> Html:
    """Return the whole wall; ``seconds`` is how long a scene stays."""
    scenes = pages(ranked, states, names)
    if scenes:
        scenes += fields(states, names)
    countdown = tag("div", class_="td-wall-countdown") if len(scenes) > 1 else None
    return tag(
        "div",
        _head(scope, ranked, len(scenes)),
        tag("div", countdown, class_="td-wall-line", aria_hidden="true"),
        *(scenes or [_EMPTY]),
        _foot(facts, board.used(states) if scenes else set()),
        _keys(scope),
        class_="td-wall",
        data_td=True,
        data_xoay=seconds,
        data_ban=facts["revision"],
    )
