"""The first scenes of the wall: pages of the board, then the lights of each field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any

import polars as pl

from dashboard import text
from dashboard.html import Html, tag
from dashboard.parts import board, lights
from dashboard.parts.names import unit_name
from dashboard.parts.wall_ask import Ask
from schemas.lights import Light
from schemas.words import number

_LONG_NAME = Decimal(32)
_ONE_LINE = "td-wall-name"
_FULL, _LARGE = Decimal("1.85"), Decimal("2.5")
"""How many times its room a name may be long: in two lines of full size, in two of the next."""
_TALL = Decimal("1.45")
"""How much taller a row is whose name takes two lines."""
_SPREAD = Decimal("1.5")
"""How much higher than usual rows may stand to fill a page that has few."""
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
    """One thing to be seen: its rows, what it is called, and the title it bears, if any.

    ``rows`` is how many rows of the board a page holds, where fewer stand on it than have room.
    """

    pieces: Sequence[object]
    label: str
    title: str | None = None
    css: str = ""
    rows: Decimal | None = None

    def drawn(self, *, first: bool) -> Html:
        """Return the scene; the script shows one at a time, the first one until it runs."""
        return tag(
            "div",
            tag("h2", self.title, class_="td-wall-title") if self.title else None,
            tag("div", *self.pieces, class_="td-wall-body", role="list"),
            class_=f"td-wall-scene {self.css}".strip(),
            role="group",
            aria_label=self.label,
            style=f"--td-rows:{self.rows}" if self.rows else None,
            hidden=not first,
        )


def paged(pieces: Sequence[Html], most: int, title: str, css: str) -> list[Scene]:
    """Return pieces as scenes of the same title, ``most`` of them on each."""
    return [
        Scene(pieces[start : start + most], title, title, css)
        for start in range(0, len(pieces), most)
    ]


def name_css(name: str, scale: Decimal, room: Decimal = _LONG_NAME) -> str:
    """Return how a name is set: in one line or two, and smaller only where two are too few.

    ``room`` is how many letters of scale 1 stand in one line.
    """
    length = len(name) * scale
    if length <= room:
        return _ONE_LINE
    if length <= room * _FULL:
        return "td-wall-name td-wall-twice"
    return f"td-wall-name {'td-wall-long' if length <= room * _LARGE else 'td-wall-longest'}"


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


def _row(row: Mapping[str, Any], strip: Html, name: str, columns: Columns, ask: Ask) -> Html:
    changes = columns.has_changes
    css = "td-wall-row" if changes else "td-wall-row td-wall-row-still"
    if not columns.decimals:
        css += " td-wall-counted"
    if name != _ONE_LINE:
        css += " td-wall-tall"
    return tag(
        "div",
        tag("span", number(row["rank"]), class_="td-wall-rank"),
        tag("span", board.moved(row["rank_change"]), class_="td-wall-change") if changes else None,
        tag("span", unit_name(row["unit_name"]), class_=name),
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
    """Return the board, at most ``most`` rows of one line a scene, fewer where names take two.

    The last page is not left with a row or two: as many rows stand on each.
    A unit's lights stand in its row only while they are few enough to be seen from afar.
    """
    ranked = board.comparable(ranked)
    marks = board.by_unit(states)
    classes = ranked["class_name"].drop_nulls()
    longest = max((len(name) for name in classes), default=0)
    columns = Columns(board.decimals(ranked), board.has_changes(ranked), longest)
    rows, tall = [], []
    for row in ranked.iter_rows(named=True):
        found = marks.get(str(row["unit_code"]), ())
        few = found if len(found) * ask.scale <= _MOST_LIGHTS else ()
        strip = lights.strip(few, names) if few else Html("")
        name = name_css(row["unit_name"], ask.scale, columns.room(len(few), ask.scale))
        rows.append(_row(row, strip, name, columns, ask))
        tall.append(name != _ONE_LINE)
    made: list[Scene] = []
    for part in _shown(ranked, ask):
        held, cuts = _evenly(part, tall, most)
        shown = max(held, (most / _SPREAD).quantize(Decimal(1), ROUND_CEILING))
        made += [Scene(rows[cut], f"Hạng từ vị trí {cut.start + 1}", rows=shown) for cut in cuts]
    return made


def _evenly(part: slice, tall: Sequence[bool], most: int) -> tuple[Decimal, list[slice]]:
    """Cut a stretch of rows into as few pages as ``most`` rows allow, each as high as the next.

    Return how many rows of one line a page then holds, and the pages.
    """
    fewest = len(list(_cut(part, tall, most)))
    for half in range(2, 2 * most + 1):
        held = Decimal(half) / 2
        cuts = list(_cut(part, tall, held))
        if len(cuts) <= fewest:
            break
    return held, cuts


def _cut(part: slice, tall: Sequence[bool], most: Decimal | int) -> Iterator[slice]:
    """Cut a stretch of rows into pages as high as ``most`` rows of one line."""
    start, height = part.start, Decimal(0)
    for place in range(part.start, min(part.stop, len(tall))):
        taken = _TALL if tall[place] else Decimal(1)
        if height + taken > most and place > start:
            yield slice(start, place)
            start, height = place, Decimal(0)
        height += taken
    yield slice(start, part.stop)


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
