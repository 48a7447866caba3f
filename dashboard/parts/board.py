"""The leaderboard: the ranked table, the headline, and those left out with the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from dashboard import address, text
from dashboard.html import Html, escape, join, tag
from dashboard.parts import board_marks as marks
from dashboard.parts import lights
from dashboard.parts.choices import Scope
from dashboard.parts.frame import chip
from dashboard.parts.names import unit_name
from schemas.lights import light_of
from schemas.words import number


def comparable(ranked: pl.DataFrame) -> pl.DataFrame:
    """Return the board on one scale: where maxima differ, points become a share of what applies.

    Units are ranked by that share, so it is the number to show; the unit's page keeps the points.
    """
    is_points = ranked["score_unit"].eq(text.POINTS).all()
    if not is_points or ranked["max_score"].drop_nulls().n_unique() < 2:
        return ranked
    return ranked.with_columns(
        pl.col("index_pct").alias("score"),
        pl.lit(Decimal(100)).alias("max_score"),
        pl.lit("% phần áp dụng").alias("score_unit"),
    )


def headline(scope: Scope, board: pl.DataFrame, left_out: pl.DataFrame) -> str:
    """Say in one sentence who leads, with what, and how many are ranked."""
    label = str(scope.period["label"])
    if board.is_empty():
        return f"{label}: chưa có đơn vị nào của khối {scope.peers} được xếp hạng."
    first = comparable(board).filter(pl.col("rank") == 1)
    places = decimals(first)
    names = first["unit_name"].to_list()
    top = first.row(0, named=True)
    shown = text.score(top["score"], top["max_score"], top["score_unit"], places)
    who = names[0] if len(names) == 1 else f"{number(len(names))} đơn vị cùng"
    leads = f"{who} dẫn đầu khối {scope.peers} với {shown}"
    if not top["score"]:
        leads = f"chưa đơn vị nào của khối {scope.peers} có {top['score_unit']}"
    rest = f", {number(left_out.height)} đơn vị chưa được xếp" if left_out.height else ""
    return f"{label}: {leads}; {number(board.height)} đơn vị được xếp hạng{rest}."


def has_changes(ranked: pl.DataFrame) -> bool:
    """Tell whether any rank can be compared with the period before."""
    return has(ranked, "rank_change")


moved = marks.moved


def scale(ranked: pl.DataFrame) -> str:
    """Say what the scores are and out of how many ("điểm, tối đa 100")."""
    ranked = comparable(ranked)
    unit = str(ranked["score_unit"][0])
    tops = ranked["max_score"].drop_nulls().unique()
    if len(tops) != 1:
        return unit
    is_above = any(Decimal(score) > Decimal(tops[0]) for score in ranked["score"].drop_nulls())
    bonus = ", chưa kể điểm thưởng" if is_above else ""
    return f"{unit}, tối đa {number(tops[0])}{bonus}"


def decimals(ranked: pl.DataFrame) -> int:
    """Return how many digits after the comma let every score of a board line up.

    Never more than the criteria set shows: ranks rest on the exact figures, not on the shown ones.
    """
    exponents = (Decimal(score).normalize().as_tuple().exponent for score in ranked["score"])
    needed = max((-place for place in exponents if isinstance(place, int)), default=0)
    declared = list(ranked["decimals"].drop_nulls()) if "decimals" in ranked.columns else []
    return max(0, min([needed, *declared]))


def by_unit(states: pl.DataFrame) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Return the lights of each unit in the order of the criteria."""
    found: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in states.sort("criterion_order").iter_rows(named=True):
        found[str(row["unit_code"])].append(row)
    return found


def has(rows: pl.DataFrame, column: str) -> bool:
    """Tell whether a board says anything in a column."""
    return column in rows.columns and bool(rows[column].is_not_null().any())


@dataclass(frozen=True, slots=True)
class Shown:
    """What the rows of a board are drawn with: columns, digits, fields and their greatest points.

    ``names`` are the names of the criteria by code, ``fields`` the points that each field can give.
    """

    scope: Scope
    columns: tuple[str, ...]
    places: int
    names: Mapping[str, str]
    fields: Mapping[str, Decimal]


def _row(row: Mapping[str, Any], shown: Shown, states: Sequence[Mapping[str, Any]]) -> Html:
    code = str(row["unit_code"])
    name = str(row["unit_name"])
    page = shown.scope.link(address.UNIT_PAGE, don_vi=code)
    why = shown.scope.link(address.WHY, don_vi=code)
    chips = [
        chip(words, "late")
        for words, is_so in (
            (text.LATE, row["is_late"]),
            (text.PROVISIONAL.lower(), row.get("is_provisional")),
        )
        if is_so
    ]
    cells: dict[str, tuple[Html, str]] = {
        RANK: (marks.rank(row), "td-rank"),
        CHANGE: (marks.moved(row.get("rank_change"), row.get("change_reason")), "td-change"),
        UNIT: (join([tag("a", unit_name(name), href=page), *chips], " "), "td-unit"),
        SCORE: (marks.score(row, shown.places, why, states, shown.fields), "td-score"),
        CLASS: (escape(row["class_name"] or ""), "td-class"),
        FIELDS: (lights.strip(states, shown.names), "td-lights"),
        TRUST: (marks.confidence(row), "td-trust"),
    }
    return tag(
        "tr",
        *(
            tag("td", cells[column][0], class_=cells[column][1], role="cell")
            for column in shown.columns
        ),
        role="row",
    )


RANK, CHANGE, UNIT, SCORE = "Hạng", "So kỳ trước", "Đơn vị", "Điểm"
CLASS, FIELDS, TRUST = "Xếp loại", "Đèn", "Đã kiểm chứng"


def columns_of(rows: pl.DataFrame) -> tuple[str, ...]:
    """Return the columns that a board has something to say in."""
    silent = {
        CHANGE: not has(rows, "rank_change"),
        CLASS: not has(rows, "class_name"),
        TRUST: not has(rows, "criterion_count"),
    }
    every = (RANK, CHANGE, UNIT, SCORE, CLASS, FIELDS, TRUST)
    return tuple(name for name in every if not silent.get(name))


def table(
    rows: pl.DataFrame,
    states: pl.DataFrame,
    names: Mapping[str, str],
    scope: Scope,
    fields: Mapping[str, Decimal] | None = None,
) -> Html:
    """Return the ranked table; ``names`` are the short names of the criteria by code.

    ``fields`` are the points that each field can give, where a board is of points.
    """
    shared = comparable(rows)
    shown = Shown(scope, columns_of(rows), decimals(shared), names, fields or {})
    of_unit = by_unit(states)
    words = {SCORE: scale(rows).capitalize()}
    heads = (
        tag(
            "th",
            words.get(name, name),
            scope="col",
            role="columnheader",
            class_="td-number" if name == RANK else None,
        )
        for name in shown.columns
    )
    body = (
        _row(row, shown, of_unit.get(str(row["unit_code"]), ()))
        for row in shared.iter_rows(named=True)
    )
    return tag(
        "table",
        tag("caption", f"Bảng xếp hạng khối {scope.peers}", class_="td-hidden"),
        tag("thead", tag("tr", *heads, role="row"), role="rowgroup"),
        tag("tbody", *body, role="rowgroup"),
        class_="td-table td-board",
        role="table",
    )


def used(states: pl.DataFrame) -> set[str]:
    """Return the codes of the lights that occur."""
    pairs = states.select("state", "is_near").unique()
    return {light_of(name, is_near=bool(near)).code for name, near in pairs.iter_rows()}


def excluded(left_out: pl.DataFrame, scope: Scope) -> Html:
    """Return the list of units without a rank, each with the reason."""
    rows = (
        tag(
            "tr",
            tag(
                "td",
                tag(
                    "a",
                    unit_name(str(row["unit_name"])),
                    href=scope.link(address.UNIT_PAGE, don_vi=str(row["unit_code"])),
                ),
            ),
            tag("td", row["reason"], data_label="Lý do"),
        )
        for row in left_out.iter_rows(named=True)
    )
    head = tag("tr", tag("th", "Đơn vị", scope="col"), tag("th", "Lý do", scope="col"))
    return tag("table", tag("thead", head), tag("tbody", *rows), class_="td-table td-stack")
