"""A map without tiles: one mark a unit, outlines only when the operator supplies them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from dashboard.charts.look import LOCALE, QUIET
from dashboard.charts.place_names import Point, corners, placed, shape

_INSET = 260
_NAMES_HEIGHT = 430
"""The least height that the legend leaves for the map itself where it is not narrow."""
_SHAPES = {
    "met": "circle",
    "near": "triangle-up",
    "not_met": "cross",
    "pending": "square",
    "not_applicable": "stroke",
    "council": "diamond",
    "excluded": "triangle-down",
}
_NO_SCALE = {"height": "container", "width": "container"}


def chart(
    marks: Sequence[Mapping[str, Any]],
    islands: Sequence[Mapping[str, Any]],
    outlines: Mapping[str, Any] | None,
    *,
    title: str,
    is_score: bool,
    kinds: Mapping[str, tuple[str, str]],
) -> alt.LayerChart:
    """Return the map of ``marks`` (name, lon, lat, shown, order of naming, and score or kind).

    ``islands`` (name, lon, lat) are labelled on the same map. ``kinds`` gives word and colour of
    each kind where the marks are not scores; ``outlines`` is a GeoJSON collection. The page gives
    the map its height, by ``usermeta.shape`` where it is narrow.
    """
    layers: list[alt.Chart] = []
    if outlines is not None:
        land = alt.Data(values=outlines["features"])
        layers.append(alt.Chart(land).mark_geoshape(aria=False, fill="#EEF1F3", stroke="#9AA5AE"))
    base = alt.Chart(alt.Data(values=list(marks))).encode(
        longitude="lon:Q",
        latitude="lat:Q",
        tooltip=[alt.Tooltip("name:N", title="Đơn vị"), alt.Tooltip("shown:N", title=title)],
    )
    layers.append(_scored(base, title, marks) if is_score else _kinds(base, kinds))
    features = outlines["features"] if outlines is not None else []
    frame = [point for each in features for point in corners(each["geometry"]["coordinates"])]
    layers.append(_names(marks, islands, frame))
    layers.extend(_islands(islands))
    drawn = alt.layer(*layers).project("mercator").properties(**_NO_SCALE)
    return _finish(drawn.properties(usermeta={"shape": shape((*marks, *islands), frame)}))


def _names(
    marks: Sequence[Mapping[str, Any]],
    islands: Sequence[Mapping[str, Any]],
    frame: Sequence[Point],
) -> alt.Chart:
    """Return the names that have room at the width the map has, by the order of their marks."""
    first = sorted(marks, key=lambda each: each["order"])
    words = alt.Chart(alt.Data(values=placed(first, islands, frame, _NAMES_HEIGHT)))
    return (
        words.transform_filter(
            "datum.from <= width && (datum.until === null || width < datum.until)"
        )
        .mark_text(
            aria=False,
            fontSize=12,
            color=QUIET,
            baseline="middle",
            align=alt.expr("datum.align"),
            dx=alt.expr("datum.dx"),
            dy=alt.expr("datum.dy"),
        )
        .encode(longitude="lon:Q", latitude="lat:Q", text="label:N")
    )


def inset(islands: Sequence[Mapping[str, Any]]) -> alt.LayerChart:
    """Return the small map of the islands that stands beside a map of a smaller area."""
    drawn = alt.layer(*_islands(islands)).project("mercator")
    return _finish(drawn.properties(height=_INSET, width="container"))


def _scored(base: alt.Chart, title: str, marks: Sequence[Mapping[str, Any]]) -> alt.Chart:
    is_whole = all(float(each["score"]).is_integer() for each in marks)
    colour = alt.Color(
        "score:Q",
        title=title,
        scale=alt.Scale(range=["#C9DDEE", "#1F6FB2"], zero=False),
        legend=alt.Legend(
            orient="bottom", gradientLength=260, tickMinStep=1 if is_whole else alt.Undefined
        ),
    )
    return base.mark_circle(
        aria=False, size=130, opacity=1, stroke="#1E2328", strokeWidth=0.8
    ).encode(color=colour)


def _kinds(base: alt.Chart, kinds: Mapping[str, tuple[str, str]]) -> alt.Chart:
    words = [word for word, _ in kinds.values()]
    scale = alt.Scale(domain=words, range=[colour for _, colour in kinds.values()])
    shapes = alt.Scale(domain=words, range=[_SHAPES[code] for code in kinds])
    legend = alt.Legend(
        orient="bottom", columns=2, symbolSize=140, symbolStrokeWidth=1, title=None, labelLimit=0
    )
    return base.mark_point(
        aria=False, filled=True, size=150, opacity=1, stroke="#1E2328", strokeWidth=0.8
    ).encode(
        color=alt.Color("word:N", scale=scale, legend=legend),
        shape=alt.Shape("word:N", scale=shapes, legend=legend),
    )


def _islands(islands: Sequence[Mapping[str, Any]]) -> list[alt.Chart]:
    base = alt.Chart(alt.Data(values=list(islands))).encode(longitude="lon:Q", latitude="lat:Q")
    return [
        base.mark_point(aria=False, filled=False, size=90, color=QUIET, strokeWidth=2),
        base.mark_text(aria=False, dy=20, fontSize=12, color=QUIET, lineBreak="\n").encode(
            text="name:N"
        ),
    ]


def _finish(drawn: alt.LayerChart | alt.FacetChart) -> alt.LayerChart:
    done: alt.LayerChart = (
        drawn.configure(aria=False, locale=LOCALE)
        .configure_view(strokeWidth=0)
        .configure_legend(labelFontSize=13, titleFontSize=13)
    )
    return done
