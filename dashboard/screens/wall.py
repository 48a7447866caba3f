"""The wall screen: what a room sees from several metres away."""

from __future__ import annotations

import streamlit as st

from dashboard import address, cache
from dashboard.html import Html, tag
from dashboard.parts import choices, criteria, frame, live, wall_scenes
from warehouse import readers

_SECONDS = 20
_SHORTEST, _LONGEST = 5, 600


def seconds_from(value: str | None) -> int:
    """Return how long a scene stays, kept inside sensible bounds; 20 when nothing is asked."""
    if value is None or not (value.isascii() and value.isdigit()):
        return _SECONDS
    return min(_LONGEST, max(_SHORTEST, int(value)))


def _draw(scope: choices.Scope, seconds: int) -> Html:
    where = (scope.programme_id, scope.period_id, scope.group_code)
    ranked = cache.read(readers.leaderboard, *where)
    facts = cache.read(readers.freshness, scope.programme_id, scope.period_id)
    known = cache.read(readers.criteria, scope.programme_id)
    states = criteria.only(cache.read(readers.lights, *where), criteria.of_the_wall(known))
    return wall_scenes.wall(scope, ranked, states, criteria.names(known), facts, seconds)


def _wall() -> Html:
    scope = choices.resolve()
    if scope is None:
        return tag("div", frame.nothing_set_up(), data_td=True)
    seconds = seconds_from(address.read(address.INTERVAL))
    return cache.drawn(
        "wall",
        (scope.programme_id, scope.period_id, scope.group_code, str(seconds)),
        lambda: _draw(scope, seconds),
    )


@st.fragment
def _live() -> None:
    st.html(_wall())
    live.hook()


def show() -> None:
    """Draw the wall; it is drawn again only when the revision changed (``parts.live``)."""
    _live()
