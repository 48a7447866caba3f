"""The other scenes of the wall: who moved, who has handed in, what is red, whom to praise.

One idea a scene. Nobody is named for being behind unless the address asks for names.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import polars as pl

from dashboard import text
from dashboard.html import Html, join, tag
from dashboard.parts import board
from dashboard.parts.names import unit_name
from dashboard.parts.wall_ask import Ask
from dashboard.parts.wall_scenes import Scene, count_bar, field_row, name_css, paged
from schemas.words import day, number

_REDS = 3
_SHORT = 6
_LONG_GROUP = 130
_NAMED = 3
_TALL = 3
"""Pieces of these scenes are as tall as three rows of the board: few things, seen well."""

_WORDS_GROW, _FACTS_GROW = Decimal("1.6"), Decimal("1.15")
_CARD, _COUNT, _GAP = Decimal(158), Decimal(34), Decimal("1.6")
_TITLE, _PADDING = Decimal(7), Decimal(2)
_WHAT, _FACT = (Decimal("2.6"), Decimal("6.8")), (Decimal("2.05"), Decimal("6.35"))
_BIG, _OF = Decimal("13.2"), Decimal("4.6")
"""Of a card, in hundredths of the screen's height, as the style sheet sets them: up to which scale
its words and its facts grow; the width of a card, of its count, the gap between two; the title
above and the padding around; of a letter of its name and of its facts the width, and the height of
a line; the heights of its count and of the words below."""


def _mover(row: Mapping[str, Any], ask: Ask) -> Html:
    name = str(row["unit_name"])
    return tag(
        "div",
        tag("span", board.moved(row["rank_change"]), class_="td-wall-step"),
        tag("span", unit_name(name), class_=name_css(name, ask.scale)),
        tag(
            "span",
            f"hạng {number(row['rank_before'])} → {number(row['rank'])}",
            class_="td-wall-fact",
        ),
        class_="td-wall-row td-wall-mover",
        role="listitem",
    )


def movers(moved: pl.DataFrame, ask: Ask, most: int) -> list[Scene]:
    """Return who climbed furthest since the period before; who fell only where names are asked."""
    found = []
    ways = [(True, "Tiến bộ nhiều nhất so với kỳ trước")]
    if ask.is_naming:
        ways.append((False, "Giảm hạng nhiều nhất so với kỳ trước"))
    for is_up, title in ways:
        rows = moved.filter(pl.col("is_up") == is_up).head(max(1, most * 2 // 3))
        if not rows.is_empty():
            pieces = [_mover(row, ask) for row in rows.iter_rows(named=True)]
            found.append(Scene(pieces, title, title, "td-wall-movers"))
    return found


def deadline(due_on: dt.date | None, days_left: int | None) -> str:
    """Say how much time is left to hand in."""
    if due_on is None or days_left is None:
        return text.NO_DUE_DATE
    if days_left < 0:
        return f"Đã hết hạn nộp từ ngày {day(due_on)}."
    if days_left == 0:
        return f"Hôm nay, {day(due_on)}, là ngày cuối nhận số liệu."
    return f"Còn {days_left} ngày, hạn nộp {day(due_on)}."


_HANDED = (
    ("met", "on_time_count", "đúng hạn"),
    ("near", "late_count", "muộn"),
    ("pending", "missing_count", "chưa nộp"),
)


def race(groups: pl.DataFrame, ask: Ask, most: int) -> list[Scene]:
    """Return how many units have handed in, and the days left; nothing where none hands in."""
    if groups.is_empty():
        return []
    lines = []
    for row in groups.iter_rows(named=True):
        done = row["unit_count"] - row["missing_count"]
        bars = (count_bar(css, row[name], word) for css, name, word in _HANDED if row[name])
        name = f"{row['group_label']}: {text.of(done, row['unit_count'])}"
        lines.append(field_row(name, bars, _LONG_GROUP / ask.scale))
    first = groups.row(0, named=True)
    due = tag("p", deadline(first["due_on"], first["days_left"]), class_="td-wall-due")
    title, css = "Tiến độ nộp số liệu", "td-wall-fields td-wall-race"
    pages = paged(lines, max(1, (most - _TALL) // _TALL), title, css)
    return [replace(page, pieces=[due, *page.pieces]) for page in pages]


def _names(units: list[str]) -> str:
    rest = len(units) - _NAMED
    shown = ", ".join(units[:_NAMED])
    return f"{shown} và {rest} đơn vị khác" if rest > 0 else shown


def _facts(units: list[str], owner: str | None, due: str) -> list[tuple[str, str]]:
    """Return what is said below a criterion: heading and words."""
    said = [("Đôn đốc: ", owner or "kế hoạch chưa giao"), ("Số liệu tiếp theo: ", due)]
    return [*said, ("", _names(units))] if units else said


def _lines(pieces: Sequence[str], letter: Decimal, width: Decimal) -> int:
    """Return how many lines pieces take that stand side by side while they have room."""
    room, lines, used = width / letter, 0, Decimal(0)
    for piece in pieces:
        if lines and used + 3 + len(piece) <= room:
            used += 3 + len(piece)
        else:
            lines += math.ceil(len(piece) / room)
            used = min(Decimal(len(piece)), room)
    return lines


def _height(row: Mapping[str, Any], facts: Sequence[tuple[str, str]], scale: Decimal) -> Decimal:
    """Return how high the card of a criterion is."""
    words, small = min(scale, _WORDS_GROW), min(scale, _FACTS_GROW)
    width = _CARD - _COUNT * words
    said = _lines([str(row["name"])], _WHAT[0] * words, width) * _WHAT[1] * words
    said += _lines(["".join(fact) for fact in facts], _FACT[0] * small, width) * _FACT[1] * small
    return max(said, (_BIG + _OF * (2 if row["near_count"] else 1)) * words)


def _red(row: Mapping[str, Any], facts: Sequence[tuple[str, str]]) -> Html:
    told = text.of(row["not_met_count"], row["asked_count"])
    near = row["near_count"]
    shown = (tag("span", head, tag("b", said) if head else said) for head, said in facts)
    return tag(
        "div",
        tag(
            "span",
            tag(
                "b",
                told,
                class_="td-wall-big" if len(told) <= _SHORT else "td-wall-big td-wall-wide",
            ),
            tag("span", "đơn vị chưa đạt", class_="td-wall-of"),
            tag("span", f"(gồm {number(near)} sát ngưỡng)", class_="td-wall-of") if near else None,
        ),
        tag(
            "div",
            tag("p", row["name"], class_="td-wall-what"),
            tag("p", *shown, class_="td-wall-facts"),
        ),
        class_="td-wall-card",
        role="listitem",
    )


def reds(
    criteria: pl.DataFrame,
    units: pl.DataFrame | None,
    owner: str | None,
    due: Mapping[str, Any] | None,
    scale: Decimal,
    room: Decimal,
) -> list[Scene]:
    """Return the three criteria that the most units do not meet, with who follows them and when.

    ``units`` names the units, where names are asked for; ``room`` is how high the scene may be.
    """
    if criteria.is_empty():
        return []
    when = f"{day(due['due_on'])} ({due['label']})" if due else "chưa ấn định ngày"
    cards, heights = [], []
    for row in criteria.head(_REDS).iter_rows(named=True):
        named = (
            []
            if units is None
            else units.filter(pl.col("criterion_code") == row["criterion_code"])[
                "unit_name"
            ].to_list()
        )
        facts = _facts(named, owner, when)
        cards.append(_red(row, facts))
        heights.append(_height(row, facts, scale) + _GAP)
    free = room - _TITLE * min(scale, _WORDS_GROW) - _PADDING + _GAP
    title = "Cần tập trung: tiêu chí nhiều đơn vị chưa đạt nhất"
    return paged(cards, max(1, int(free / max(heights))), title, "td-wall-cards")


def _why(row: Mapping[str, Any]) -> Html:
    reasons = [
        "dẫn đầu" if row["is_first"] else f"hạng {number(row['rank'])}",
        "đạt mọi yêu cầu trên bảng" if row["is_full"] else None,
        f"tiến bộ nhất, {text.change(row['rank_change'])} bậc" if row["is_climber"] else None,
        row["class_name"],
    ]
    return join([reason for reason in reasons if reason], " · ")


def _praised(row: Mapping[str, Any], ask: Ask) -> Html:
    name = str(row["unit_name"])
    shown = text.score(row["score"], row["max_score"], "").strip()
    return tag(
        "div",
        tag(
            "div",
            tag("p", unit_name(name), class_=f"td-wall-star {name_css(name, ask.scale)}"),
            tag("p", _why(row), class_="td-wall-facts"),
        ),
        tag("span", shown, class_="td-wall-score"),
        class_="td-wall-card td-wall-praised",
        role="listitem",
    )


def praise(found: pl.DataFrame, ask: Ask, most: int) -> list[Scene]:
    """Return whom to praise and for what."""
    if found.is_empty():
        return []
    room = max(1, (most + 1) // _TALL)
    pieces = [_praised(row, ask) for row in found.head(room).iter_rows(named=True)]
    rest = found.height - room
    if rest > 0:
        pieces.append(tag("p", f"và {number(rest)} đơn vị khác", class_="td-wall-facts"))
    title = "Biểu dương"
    return [Scene(pieces, title, title, "td-wall-cards")]
