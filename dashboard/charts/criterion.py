"""One criterion: how its units are spread, and the share that meets it over the periods."""

from __future__ import annotations

from decimal import Decimal

import altair as alt
import polars as pl

from dashboard.charts.look import LOCALE, OWN_LINE
from schemas.lights import NEAR, STATES, light_of
from schemas.words import number

_HEIGHT = 260
_STEPS = 20
_PADDING = {"left": 4, "right": 14, "top": 4, "bottom": 4}
"""Room for the last number of an axis, half of which stands outside it."""


def spread(rows: pl.DataFrame, title: str) -> alt.Chart:
    """Return how many units stand where; ``rows`` need share_pct (not null), state, is_near."""
    lights = [*STATES.values(), NEAR]
    data = [
        {
            "share": float(row["share_pct"]),
            "light": light_of(row["state"], is_near=bool(row["is_near"])).word,
        }
        for row in rows.iter_rows(named=True)
    ]
    used = [light for light in lights if light.word in {each["light"] for each in data}]
    drawn: alt.Chart = (
        alt.Chart(alt.Data(values=data))
        .mark_bar(aria=False)
        .encode(
            x=alt.X(
                "share:Q",
                bin=alt.Bin(maxbins=_STEPS),
                title=title,
                axis=alt.Axis(format="~f", labelFlush=True, labelOverlap=True),
            ),
            y=alt.Y("count():Q", title="Số đơn vị", axis=alt.Axis(tickMinStep=1)),
            color=alt.Color(
                "light:N",
                title="Đèn",
                scale=alt.Scale(
                    domain=[light.word for light in used], range=[light.colour for light in used]
                ),
                legend=alt.Legend(orient="top"),
            ),
            tooltip=[
                alt.Tooltip("light:N", title="Đèn"),
                alt.Tooltip("count():Q", title="Số đơn vị"),
            ],
        )
        .properties(height=_HEIGHT, width="container", padding=_PADDING)
        .configure(aria=False, locale=LOCALE)
        .configure_axis(labelFontSize=13, titleFontSize=13)
        .configure_view(strokeWidth=0)
    )
    return drawn


def spread_words(rows: pl.DataFrame) -> str:
    """Return the spread in words."""
    shares = rows["share_pct"]
    found = (shares.min(), shares.median(), shares.max())
    low, middle, high = (number(Decimal(str(each)), 1) for each in found)
    return (
        f"{number(rows.height)} đơn vị có số liệu: thấp nhất {low} %, ở giữa {middle} %, "
        f"cao nhất {high} %."
    )


def trend(rows: pl.DataFrame, column: str, title: str) -> alt.LayerChart:
    """Return a share over the periods; those that cannot be compared stand apart, hollow.

    ``rows`` need label, is_comparable and ``column``, oldest first.
    """
    data = [
        {
            "label": str(row["label"]),
            "share": float(row[column]),
            "words": f"{number(row[column], 1)} %",
            "comparable": bool(row["is_comparable"]),
        }
        for row in rows.iter_rows(named=True)
        if row[column] is not None
    ]
    order = [str(each["label"]) for each in data]
    base = alt.Chart(alt.Data(values=data)).encode(
        x=alt.X("label:N", sort=order, title=None, axis=alt.Axis(labelAngle=0)),
        y=alt.Y("share:Q", title=title, scale=alt.Scale(domain=[0, 100])),
        tooltip=[alt.Tooltip("label:N", title="Kỳ"), alt.Tooltip("words:N", title=title)],
    )
    together = base.transform_filter("datum.comparable")
    layers = [
        together.mark_line(aria=False, color=OWN_LINE),
        together.mark_circle(aria=False, size=110, color=OWN_LINE),
    ]
    if not all(each["comparable"] for each in data):
        apart = base.transform_filter("!datum.comparable")
        layers.append(apart.mark_point(aria=False, size=110, color=OWN_LINE, filled=False))
    drawn: alt.LayerChart = (
        alt.layer(*layers)
        .properties(height=_HEIGHT, width="container")
        .configure(aria=False, locale=LOCALE)
        .configure_axis(labelFontSize=13, titleFontSize=13)
        .configure_view(strokeWidth=0)
    )
    return drawn
