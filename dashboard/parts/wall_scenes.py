"""The first scenes of the wall: pages of the board, then the lights of each field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from dashboard import text
from dashboard.html import Html, tag
from dashboard.parts import board, lights
from dashboard.parts.wall_ask import Ask
from schemas.lights import Light
from schemas.words import number

_LONG_NAME, _SMALLER = Decimal(32), Decimal("1.25")
_ROW, _RANK, _CHANGE = Decimal(160), Decimal("10.5"), Decimal("18.5")
_SCORE, _COUNT, _LIGHT = Decimal(21), Decimal(10), Decimal(7)
_LETTER, _CLASS_LETTER = Decimal("2.25"), Decimal("1.8")
"""Widths of a row in hundredths of the screen's height, as the style sheet sets them: the row
without its gaps, rank, change, score or count, one light, a letter of a name, one of a class."""
_LONG_FIELD = 60
_MOST_LIGHTS = 8
_AROUND = 3


@dataclass(frozen=True, slots=True)
class Scene:
    """One thing to be seen: its rows, what it is called, and the title it bears, if any."""

    pieces: Sequence[object]
    label: str
    title: str | None = None
    css: str = ""

    def drawn(self, *, first: bool) -> Html:
        """Return the scene; the script shows one at a time, the first one until it runs."""
        return tag(
            "div",
            tag("h2", self.title, class_="td-wall-title") if self.title else None,
            tag("div", *self.pieces, class_="td-wall-body", role="list"),
            class_=f"td-wall-scene {self.css}".strip(),
            role="group",
            aria_label=self.label,
            hidden=not first,
        )


def paged(pieces: Sequence[Html], most: int, title: str, css: str) -> list[Scene]:
    """Return pieces as scenes of the same title, ``most`` of them on each."""
    return [
        Scene(pieces[start : start + most], title, title, css)
        for start in range(0, len(pieces), most)
    ]


def name_css(name: str, scale: Decimal, room: Decimal = _LONG_NAME) -> str:
    """Return how a name is set: the longer it is for its room (in letters), the smaller."""
    length = len(name) * scale
    if length <= room:
        return "td-wall-name"
    return f"td-wall-name {'td-wall-longest' if length > room * _SMALLER else 'td-wall-long'}"


@dataclass(frozen=True, slots=True)
class Columns:
    """What the rows of a board have in common, so that their columns stand below each other."""

    decimals: int
    has_changes: bool
    class_length: int

    def room(self, light_count: int, scale: Decimal) -> Decimal:
        """Return how many letters of scale 1 a name may have to stand in one line."""
        taken = _RANK + (_SCORE if self.decimals else _COUNT) + light_count * _LIGHT
        taken += self.class_length * _CLASS_LETTER
        if self.has_changes:
            taken += _CHANGE
        return (_ROW - taken * scale) / _LETTER


def _row(row: Mapping[str, Any], strip: Html, room: Decimal, columns: Columns, ask: Ask) -> Html:
    name, changes = str(row["unit_name"]), columns.has_changes
    css = "td-wall-row" if changes else "td-wall-row td-wall-row-still"
    if not columns.decimals:
        css += " td-wall-counted"
    return tag(
        "div",
        tag("span", row["rank"], class_="td-wall-rank"),
        tag("span", board.moved(row["rank_change"]), class_="td-wall-change") if changes else None,
        tag("span", name, class_=name_css(name, ask.scale, room)),
        tag("span", strip, class_="td-wall-lights"),
        tag(
            "span",
            row["class_name"] or "",
            class_="td-wall-class",
            style=f"min-width:{columns.class_length}ch",
        ),
        tag("span", number(row["score"], columns.decimals), class_="td-wall-score"),
        class_=f"{css} td-wall-own" if row["unit_code"] == ask.unit else css,
        role="listitem",
    )


def _shown(ranked: pl.DataFrame, ask: Ask) -> Sequence[slice]:
    """Return which stretches of the board are shown: the top, and the viewing unit's neighbours."""
    top = min(ranked.height, ask.top or ranked.height)
    places = ranked["unit_code"].to_list()
    if ask.unit not in places[top:]:
        return (slice(0, top),)
    own = places.index(ask.unit)
    return slice(0, top), slice(max(top, own - _AROUND), own + _AROUND + 1)


def pages(
    ranked: pl.DataFrame, states: pl.DataFrame, names: Mapping[str, str], ask: Ask, most: int
) -> list[Scene]:
    """Return the board, ``most`` rows a scene.

    A unit's lights stand in its row only while they are few enough to be seen from afar.
    """
    ranked = board.comparable(ranked)
    marks = board.by_unit(states)
    classes = ranked["class_name"].drop_nulls()
    longest = max((len(name) for name in classes), default=0)
    columns = Columns(board.decimals(ranked), board.has_changes(ranked), longest)
    rows = []
    for row in ranked.iter_rows(named=True):
        found = marks.get(str(row["unit_code"]), ())
        few = found if len(found) * ask.scale <= _MOST_LIGHTS else ()
        strip = lights.strip(few, names) if few else Html("")
        rows.append(_row(row, strip, columns.room(len(few), ask.scale), columns, ask))
    return [
        Scene(rows[start : min(start + most, part.stop)], f"Hạng từ vị trí {start + 1}")
        for part in _shown(ranked, ask)
        for start in range(part.start, part.stop, most)
    ]


def count_bar(css: str, count: int, word: str, *, mark: Html | None = None) -> Html:
    """Return one part of a bar, as wide as its share; the word is spoken, or shown without mark."""
    shown = tag("span", f" {word}", class_="td-hidden" if mark else None)
    return tag(
        "span",
        mark,
        tag("b", count),
        shown,
        class_=f"td-wall-count td-ground-{css}",
        style=f"flex-grow:{count}",
    )


def _field_bar(light: Light, count: int) -> Html:
    return count_bar(light.code, count, text.lower_first(light.word), mark=lights.mark(light))


def field_row(name: str, bars: Iterable[Html], longest: Decimal | int = _LONG_FIELD) -> Html:
    """Return a name with a bar of counts beside it."""
    return tag(
        "div",
        tag("span", name, class_="td-wall-long" if len(name) > longest else None),
        tag("span", *bars, class_="td-wall-counts"),
        class_="td-wall-field",
        role="listitem",
    )


def fields(states: pl.DataFrame, names: Mapping[str, str], ask: Ask, most: int) -> list[Scene]:
    """Return the scenes of lights by field: how many units are at each light."""
    found: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in states.sort("criterion_order").iter_rows(named=True):
        found[str(row["criterion_code"])].append(row)
    lines = [
        field_row(
            names.get(code, code),
            (_field_bar(*each) for each in lights.counts(rows)),
            _LONG_FIELD / ask.scale,
        )
        for code, rows in found.items()
    ]
    return paged(lines, most, "Đèn theo lĩnh vực: số đơn vị ở mỗi mức", "td-wall-fields")
