"""A chart on the page, its specification made once for everybody who looks at the same figures."""

from __future__ import annotations

from collections.abc import Callable

import altair as alt
import streamlit as st

from dashboard import cache


def draw(
    chart: Callable[..., alt.TopLevelMixin], *shown: object, said: str, key: str | None = None
) -> None:
    """Draw the chart of what is shown (frames and plain values); ``said`` is it in words."""
    st.vega_lite_chart(spec=cache.picture(chart, *shown), alt=said, key=key)
