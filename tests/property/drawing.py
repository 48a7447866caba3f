"""Drawing many examples at once with a fixed seed, to judge them together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st


def draw_many(one: Callable[[int], st.SearchStrategy[Any]], batches: int, each: int) -> list[Any]:
    """Return ``each`` examples a batch, numbered from nought; the same ones every time."""
    drawn: list[Any] = []

    @settings(
        derandomize=True, deadline=None, database=None, max_examples=batches,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.data())
    def draw(data: st.DataObject) -> None:
        first = len(drawn)
        drawn.extend([data.draw(one(first + place)) for place in range(each)])

    draw()
    return drawn
