"""Where one unit stands among its peers: a mark for each unit along the scale of scores."""

from __future__ import annotations

from decimal import Decimal

import altair as alt
import polars as pl

from dashboard.charts.look import LOCALE
from schemas.words import number

_HEIGHT = 90


def chart(board: pl.DataFrame, unit_code: str) -> alt.LayerChart:
    """Return the chart of a leaderboard frame with one unit stressed.

    ``board`` needs ``unit_code``, ``unit_name``, ``rank``, ``score`` and ``score_unit``. Scores
    become floats for drawing only; the words keep the exact digits. The library's own spoken
    words are English, so they are off and ``words`` speaks instead.
    """
    rows = [
        {
            "name": str(row["unit_name"]),
            "rank": int(row["rank"]),
            "score": float(row["score"]),
            "shown": number(row["score"]),
            "self": row["unit_code"] == unit_code,
        }
        for row in board.iter_rows(named=True)
    ]
    unit = str(board["score_unit"][0])
    is_counted = all(row["score"] == int(row["score"]) for row in rows)
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X(
            "score:Q",
            title=unit.capitalize(),
            # a mark at the end of the scale stands beside the edge, clear of the numbers below
            scale=alt.Scale(zero=False, nice=True, padding=16),
            axis=alt.Axis(offset=14, tickCount=8, tickMinStep=1 if is_counted else 0),
        ),
        tooltip=[
            alt.Tooltip("name:N", title="Đơn vị"),
            alt.Tooltip("shown:N", title=unit.capitalize()),
            alt.Tooltip("rank:Q", title="Hạng"),
        ],
    )
    peers = base.transform_filter("!datum.self").mark_tick(
        aria=False, size=34, thickness=2, opacity=0.55, color="#7D8993"
    )
    own = base.transform_filter("datum.self").mark_tick(
        aria=False, size=52, thickness=6, color="#E69F00"
    )
    drawn: alt.LayerChart = (
        alt.layer(peers, own)
        .properties(height=_HEIGHT, width="container")
        .configure(aria=False, locale=LOCALE)
        .configure_axis(grid=False, labelFontSize=13, titleFontSize=13)
        .configure_view(strokeWidth=0)
    )
    return drawn


def words(board: pl.DataFrame, unit_code: str) -> str:
    """Return the chart in words, for those who do not see it."""
    own = board.filter(pl.col("unit_code") == unit_code).row(0, named=True)
    unit = str(own["score_unit"])
    scores: list[Decimal] = board["score"].to_list()
    return (
        f"{own['unit_name']} đạt {number(own['score'])} {unit}, hạng {number(own['rank'])} trên "
        f"{number(board.height)}; cao nhất {number(max(scores))}, "
        f"thấp nhất {number(min(scores))}."
    )
