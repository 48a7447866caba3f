"""The leaderboard: the ranked table, the headline, and those left out with the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from dashboard import address, text
from dashboard.html import Html, join, tag
from dashboard.parts import lights
from dashboard.parts.choices import Scope
from dashboard.parts.frame import chip
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
    names = first["unit_name"].to_list()
    top = first.row(0, named=True)
    shown = text.score(top["score"], top["max_score"], top["score_unit"])
    who = names[0] if len(names) == 1 else f"{len(names)} đơn vị cùng"
    rest = f", {left_out.height} đơn vị chưa được xếp" if left_out.height else ""
    return (
        f"{label}: {who} dẫn đầu khối {scope.peers} với {shown}; "
        f"{board.height} đơn vị được xếp hạng{rest}."
    )


def has_changes(ranked: pl.DataFrame) -> bool:
    """Tell whether any rank can be compared with the period before."""
    return bool(ranked["rank_change"].is_not_null().any())


def scale(ranked: pl.DataFrame) -> str:
    """Say what the scores are and out of how many ("điểm, tối đa 100")."""
    ranked = comparable(ranked)
    unit = str(ranked["score_unit"][0])
    tops = ranked["max_score"].drop_nulls().unique()
    return f"{unit}, tối đa {number(tops[0])}" if len(tops) == 1 else unit


def moved(steps: int | None) -> Html:
    """Return how far a unit climbed or fell, arrow and words."""
    words = text.change(steps)
    if not words:
        return Html("")
    kind = "td-up" if steps and steps > 0 else "td-down" if steps and steps < 0 else None
    return tag("span", words, class_=kind)


def decimals(ranked: pl.DataFrame) -> int:
    """Return how many digits after the comma let every score of a board line up."""
    exponents = (Decimal(score).normalize().as_tuple().exponent for score in ranked["score"])
    return max((-place for place in exponents if isinstance(place, int)), default=0)


def score_bar(score: Decimal, maximum: Decimal | None, places: int) -> Html:
    """Return a number with a bar that shows it against its maximum."""
    share = float(100 * score / maximum) if maximum else 0.0
    width = f"width:{min(100.0, max(0.0, share)):.1f}%"
    bar = tag("span", tag("i", style=width), class_="td-bar", aria_hidden="true")
    return tag(
        "div", tag("b", number(score, places)), bar if maximum else None, class_="td-scorebar"
    )


def by_unit(states: pl.DataFrame) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Return the lights of each unit in the order of the criteria."""
    found: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in states.sort("criterion_order").iter_rows(named=True):
        found[str(row["unit_code"])].append(row)
    return found


def _row(
    row: Mapping[str, Any],
    scope: Scope,
    strip: Html,
    places: int,
    *,
    classes: bool,
    changes: bool,
) -> Html:
    href = scope.link(address.UNIT_PAGE, don_vi=str(row["unit_code"]))
    tied = tag("span", f"{text.TIED} ", class_="td-tie") if row["is_tied"] else None
    late = join([" ", chip(text.LATE, "late")]) if row["is_late"] else None
    return tag(
        "tr",
        tag("td", tied, row["rank"], class_="td-rank", role="cell"),
        tag("td", moved(row["rank_change"]), class_="td-change", role="cell") if changes else None,
        tag("td", tag("a", row["unit_name"], href=href), late, class_="td-unit", role="cell"),
        tag(
            "td", score_bar(row["score"], row["max_score"], places), class_="td-score", role="cell"
        ),
        tag("td", row["class_name"] or "", class_="td-class", role="cell") if classes else None,
        tag("td", strip, class_="td-lights", role="cell"),
        role="row",
    )


def _heading(name: str) -> Html:
    return tag("th", name, scope="col", class_="td-number" if name == "Hạng" else None)


def table(
    board: pl.DataFrame, states: pl.DataFrame, names: Mapping[str, str], scope: Scope
) -> Html:
    """Return the ranked table; ``names`` are the short names of the criteria by code."""
    board = comparable(board)
    marks = by_unit(states)
    classes = board["class_name"].is_not_null().any()
    changes = has_changes(board)
    columns = ["Hạng", "So kỳ trước", "Đơn vị", scale(board).capitalize()]
    if not changes:
        columns.remove("So kỳ trước")
    if classes:
        columns.append("Xếp loại")
    columns.append("Tiêu chí")
    places = max(0, decimals(board))
    rows = (
        _row(row, scope, lights.strip(of, names), places, classes=classes, changes=changes)
        for row in board.iter_rows(named=True)
        for of in [marks.get(str(row["unit_code"]), ())]
    )
    return tag(
        "table",
        tag("caption", f"Bảng xếp hạng khối {scope.peers}", class_="td-hidden"),
        tag("thead", tag("tr", *(_heading(name) for name in columns))),
        tag("tbody", *rows, role="rowgroup"),
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
                    row["unit_name"],
                    href=scope.link(address.UNIT_PAGE, don_vi=str(row["unit_code"])),
                ),
            ),
            tag("td", row["reason"], data_label="Lý do"),
        )
        for row in left_out.iter_rows(named=True)
    )
    head = tag("tr", tag("th", "Đơn vị", scope="col"), tag("th", "Lý do", scope="col"))
    return tag(
        "div",
        tag("h2", f"Chưa được xếp hạng ({left_out.height})"),
        tag("table", tag("thead", head), tag("tbody", *rows), class_="td-table td-stack"),
        class_="td-lead",
    )
