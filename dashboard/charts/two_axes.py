"""Level and progress: where each unit stands, and how far it came since the period before."""

from __future__ import annotations

from collections import defaultdict
from statistics import median
from typing import Any

import altair as alt
import polars as pl

from dashboard.charts.look import LOCALE, QUIET
from schemas.words import number

_HEIGHT = 380
_TICKS, _EDGE, _BESIDE, _MOST_NAMED = 10, 14, 14, 5
_SIZES = alt.Scale(type="sqrt", domain=[1, 30], range=[90, 700], clamp=True)


def chart(board: pl.DataFrame, unit_code: str | None = None) -> alt.LayerChart:
    """Return the chart of a board frame; a unit may be stressed.

    ``board`` needs ``unit_code``, ``unit_name``, ``rank``, ``index_pct`` and ``previous_pct``
    (nothing null). Shares become floats for drawing only; the words keep the exact digits.
    """
    rows = _points(board, unit_code)
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=_axis(alt.X, "level", "Mức đạt (%)"),
        y=_axis(alt.Y, "progress", "Tiến bộ so kỳ trước (điểm %)"),
        tooltip=[
            alt.Tooltip("name:N", title="Đơn vị"),
            alt.Tooltip("rank:N", title="Hạng"),
            alt.Tooltip("level_words:N", title="Mức đạt"),
            alt.Tooltip("progress_words:N", title="Tiến bộ"),
        ],
    )
    nought = (
        alt.Chart(alt.Data(values=[{"at": 0}])).mark_rule(aria=False, color=QUIET).encode(y="at:Q")
    )
    middle = alt.Chart(
        alt.Data(values=[{"at": median(row["level"] for row in rows for _ in range(row["count"]))}])
    )
    mean = middle.mark_rule(aria=False, strokeDash=[4, 4], color=QUIET).encode(x="at:Q")
    others = base.transform_filter("!datum.self").mark_circle(
        aria=False, opacity=0.75, color="#5B7C9E"
    )
    others = others.encode(size=alt.Size("count:Q", legend=None, scale=_SIZES))
    many = base.transform_filter("datum.count > 1").mark_text(
        aria=False, color=QUIET, fontSize=13, align="left", dx=_BESIDE
    )
    many = many.encode(text="count_words:N")
    own = base.transform_filter("datum.self").mark_point(
        aria=False, size=220, shape="diamond", filled=True, color="#E69F00", stroke="#000000"
    )
    layers = [nought, mean, others, many]
    if unit_code in set(board["unit_code"]):
        layers.append(own)
    drawn: alt.LayerChart = (
        alt.layer(*layers)
        .properties(height=_HEIGHT, width="container")
        .configure(aria=False, locale=LOCALE)
        .configure_axis(labelFontSize=13, titleFontSize=13)
        .configure_view(strokeWidth=0)
    )
    return drawn


def _axis(kind: type[Any], field: str, title: str) -> Any:
    scale = alt.Scale(zero=False, nice=False, padding=_EDGE)
    return kind(f"{field}:Q", title=title, scale=scale, axis=alt.Axis(tickCount=_TICKS))


def _points(board: pl.DataFrame, unit_code: str | None) -> list[dict[str, Any]]:
    """Return one mark for each place on the chart: units that stand at one place share it."""
    found: defaultdict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in board.iter_rows(named=True):
        is_own = row["unit_code"] == unit_code
        found[row["index_pct"], row["previous_pct"], is_own].append(row)
    return [
        {
            "name": _named([str(row["unit_name"]) for row in same]),
            "rank": ", ".join(dict.fromkeys(number(row["rank"]) for row in same[:_MOST_NAMED])),
            "count": len(same),
            "count_words": f"{number(len(same))} đơn vị",
            "level": float(level),
            "progress": float(level - before),
            "level_words": f"{number(level, 2)} %",
            "progress_words": f"{number(level - before, 2)} điểm %",
            "self": is_own,
        }
        for (level, before, is_own), same in found.items()
    ]


def _named(names: list[str]) -> str:
    rest = len(names) - _MOST_NAMED
    shown = ", ".join(names[:_MOST_NAMED])
    return f"{shown} và {number(rest)} đơn vị khác" if rest > 0 else shown


def words(board: pl.DataFrame) -> str:
    """Return the chart in words: how many rose and fell, and who rose the most."""
    steps = board.with_columns((pl.col("index_pct") - pl.col("previous_pct")).alias("step"))
    rose, fell = (steps.filter(way).height for way in (pl.col("step") > 0, pl.col("step") < 0))
    top = steps.sort("step", descending=True).row(0, named=True)
    said = (
        f"{number(steps.height)} đơn vị: {number(rose)} tiến bộ, {number(fell)} giảm "
        "so với kỳ trước."
    )
    if top["step"] > 0:
        said += f" Tiến bộ nhất: {top['unit_name']}, tăng {number(top['step'], 2)} điểm %."
    return said
