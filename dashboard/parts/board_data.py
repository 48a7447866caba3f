"""All that a leaderboard shows, read once: ranks with what is sure about them, and the lights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from dashboard import address, cache, text
from dashboard.parts import criteria
from dashboard.parts.choices import Scope
from warehouse import board_readers, intervals, readers

PER_PAGE = 120
TOP = 10
AROUND = 3

ALL, LEADERS, NEIGHBOURS = "tat-ca", "dau", "quanh"
VIEWS: Mapping[str, str] = {
    ALL: "Tất cả",
    LEADERS: f"{TOP} đơn vị đầu",
    NEIGHBOURS: f"Quanh một đơn vị (± {AROUND})",
}


@dataclass(frozen=True, slots=True)
class Board:
    """A board as read: units ranked and left out, the fields' lights, the criteria, the facts."""

    ranked: pl.DataFrame
    left_out: pl.DataFrame
    lights: pl.DataFrame
    criteria: pl.DataFrame
    facts: Mapping[str, Any]

    @property
    def reasons(self) -> list[str]:
        """Return why ranks cannot be compared with the period before, a sentence each."""
        still = self.ranked.filter(pl.col("rank_change").is_null())["change_reason"]
        return [f"{reason}." for reason in still.drop_nulls().unique(maintain_order=True)]


def read(scope: Scope) -> Board:
    """Return the board of a programme, period and group."""
    where = (scope.programme_id, scope.period_id, scope.group_code)
    return cache.made("board", where, lambda: _read(scope))


def _read(scope: Scope) -> Board:
    where = (scope.programme_id, scope.period_id, scope.group_code)
    ranked = cache.read(readers.leaderboard, *where)
    sure = possible(scope)
    before = cache.read(board_readers.movement, *where)
    basis = cache.read(board_readers.light_basis, *where)
    ranked = (
        ranked.drop("rank_change")
        .join(sure, on="unit_code", how="left", maintain_order="left")
        .join(before, on="unit_code", how="left", maintain_order="left")
        .join(board_readers.confidence(basis), on="unit_code", how="left", maintain_order="left")
    )
    # a board is often shown to a room: the same for whoever looks, like the wall
    known = criteria.of_everybody(cache.read(readers.criteria, scope.programme_id))
    lit = criteria.only(cache.read(readers.field_lights, *where), criteria.fields(known))
    return Board(
        ranked,
        cache.read(readers.excluded, *where),
        _with_basis(scope, lit),
        known,
        cache.read(readers.freshness, scope.programme_id, scope.period_id),
    )


def possible(scope: Scope) -> pl.DataFrame:
    """Return the places still possible for every ranked unit, first and last."""
    sure = cache.read(intervals.rank_intervals, scope.programme_id, scope.period_id)
    places = ("rank", "best_rank", "worst_rank", "low_rank", "high_rank")
    return sure.select(
        "unit_code",
        "is_technical_tie",
        pl.min_horizontal("rank", "best_rank", "low_rank").alias("first_rank"),
        pl.max_horizontal("rank", "worst_rank", "high_rank").alias("last_rank"),
        *(pl.col(name).alias(f"sure_{name}") for name in places[1:]),
    )


def lights_of(scope: Scope, in_full: bool) -> pl.DataFrame:
    """Return the lights of a board, each saying whether it rests on verified figures."""
    where = (scope.programme_id, scope.period_id, scope.group_code, in_full)
    return _with_basis(scope, cache.read(readers.lights, *where))


def _with_basis(scope: Scope, found: pl.DataFrame) -> pl.DataFrame:
    where = (scope.programme_id, scope.period_id, scope.group_code)
    return found.join(
        cache.read(board_readers.light_basis, *where).drop("is_counted"),
        on=("unit_code", "criterion_code"),
        how="left",
        maintain_order="left",
    )


def found(rows: pl.DataFrame, wanted: str) -> pl.DataFrame:
    """Return the units whose name holds the words, without regard to accents."""
    if not wanted:
        return rows
    words = text.fold(wanted)
    keep = [text.is_in_name(words, text.fold(str(name))) for name in rows["unit_name"]]
    return rows.filter(pl.Series(keep, dtype=pl.Boolean))


def seen(ranked: pl.DataFrame, view: str, unit_code: str | None) -> pl.DataFrame:
    """Return the part of a board that a view shows: its head, or a unit and its neighbours."""
    if view == LEADERS:
        return ranked.filter(pl.col("rank") <= TOP)
    codes: Sequence[str] = ranked["unit_code"].to_list()
    if view == NEIGHBOURS and unit_code in codes:
        place = codes.index(unit_code)
        return ranked.slice(max(0, place - AROUND), min(place, AROUND) + AROUND + 1)
    return ranked


def page_of(rows: pl.DataFrame, per_page: int = PER_PAGE) -> tuple[pl.DataFrame, int, int]:
    """Return the rows of the page that the address asks for, its number, and how many there are."""
    pages = max(1, -(-rows.height // per_page))
    page = address.number(address.PAGE, pages)
    return rows.slice((page - 1) * per_page, per_page), page, pages
