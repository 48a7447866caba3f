"""A chart on the page, its specification made once for everybody who looks at the same figures."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext

import altair as alt
import streamlit as st

from dashboard import cache


def draw(
    chart: Callable[..., alt.TopLevelMixin], *shown: object, said: str, key: str | None = None
) -> None:
    """Draw the chart of what is shown (frames and plain values); ``said`` is it in words.

    One that says its shape (``usermeta.shape``) takes its height from the style sheet.
    """
    spec = cache.picture(chart, *shown)
    shape = spec.get("usermeta", {}).get("shape")
    with st.container(key=f"td-hinh-{shape}") if shape else nullcontext():
        st.vega_lite_chart(spec=spec, alt=said, key=key)
