"""Level and progress: where each unit stands, and how far it came since the period before."""

from __future__ import annotations

import altair as alt
import polars as pl

from dashboard.charts.look import LOCALE
from schemas.words import number

_HEIGHT = 380


def chart(board: pl.DataFrame, unit_code: str | None = None) -> alt.LayerChart:
    """Return the chart of a board frame; a unit may be stressed.

    ``board`` needs ``unit_code``, ``unit_name``, ``rank``, ``index_pct`` and ``previous_pct``
    (nothing null). Shares become floats for drawing only; the words keep the exact digits.
    """
    rows = [
        {
            "name": str(row["unit_name"]),
            "rank": int(row["rank"]),
            "level": float(row["index_pct"]),
            "progress": float(row["index_pct"] - row["previous_pct"]),
            "level_words": f"{number(row['index_pct'], 2)} %",
            "progress_words": f"{number(row['index_pct'] - row['previous_pct'], 2)} điểm %",
            "self": row["unit_code"] == unit_code,
        }
        for row in board.iter_rows(named=True)
    ]
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("level:Q", title="Mức đạt (%)", scale=alt.Scale(zero=False, nice=True)),
        y=alt.Y("progress:Q", title="Tiến bộ so kỳ trước (điểm %)", scale=alt.Scale(nice=True)),
        tooltip=[
            alt.Tooltip("name:N", title="Đơn vị"),
            alt.Tooltip("rank:Q", title="Hạng"),
            alt.Tooltip("level_words:N", title="Mức đạt"),
            alt.Tooltip("progress_words:N", title="Tiến bộ"),
        ],
    )
    middle = alt.Chart(alt.Data(values=rows))
    nought = (
        alt.Chart(alt.Data(values=[{"at": 0}])).mark_rule(aria=False, opacity=0.6).encode(y="at:Q")
    )
    mean = middle.mark_rule(aria=False, strokeDash=[4, 4], opacity=0.5).encode(x="median(level):Q")
    others = base.transform_filter("!datum.self").mark_circle(
        aria=False, size=90, opacity=0.75, color="#5B7C9E"
    )
    own = base.transform_filter("datum.self").mark_point(
        aria=False, size=220, shape="diamond", filled=True, color="#E69F00", stroke="#000000"
    )
    layers = [nought, mean, others]
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
