"""The wall screen: what a room sees from several metres away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from dashboard import address, cache, session
from dashboard.html import Html, tag
from dashboard.parts import (
    board,
    choices,
    criteria,
    frame,
    live,
    wall_ask,
    wall_frame,
    wall_gate,
    wall_scenes,
    wall_stories,
)
from etl.scope import coordinator
from warehouse import readers, wall_readers


def _lit(ask: wall_ask.Ask) -> tuple[pl.DataFrame, dict[str, str]]:
    """Return the lights a room may see, and the names of their criteria."""
    scope = ask.scope
    known = cache.read(readers.criteria, scope.programme_id)
    states = cache.read(readers.lights, scope.programme_id, scope.period_id, scope.group_code)
    return criteria.only(states, criteria.of_the_wall(known)), dict(criteria.names(known))


def _scene(
    name: str, ask: wall_ask.Ask, ranked: pl.DataFrame, rows: int, seal: Any
) -> list[wall_scenes.Scene]:
    scope = ask.scope
    where = (scope.programme_id, scope.period_id, scope.group_code)
    today = ask.today.isoformat()
    if name == "bang":
        return wall_scenes.pages(ranked, *_lit(ask), ask, rows)
    if name == "den":
        return wall_scenes.fields(*_lit(ask), ask, max(1, rows * 2 // 3))
    if name == "tien":
        return wall_stories.movers(cache.read(wall_readers.movers, *where), ask, rows)
    if name == "khen":
        return wall_stories.praise(cache.read(wall_readers.praise, *where), ask, rows)
    if name == "nop":
        # a closed period takes no more figures: there is no race left
        groups = cache.read(wall_readers.hand_in_race, *where[:2], today)
        return [] if seal else wall_stories.race(groups, ask, rows)
    return wall_stories.reds(
        cache.read(wall_readers.red_criteria, *where),
        cache.read(wall_readers.red_units, *where) if ask.is_naming else None,
        coordinator(scope.programme_id),
        cache.read(wall_readers.next_due, scope.programme_id, today),
        ask.scale,
        wall_ask.room_from(ask.scale, sealed=seal is not None),
    )


def _draw(ask: wall_ask.Ask) -> Html:
    scope = ask.scope
    ranked = cache.read(readers.leaderboard, scope.programme_id, scope.period_id, scope.group_code)
    facts = cache.read(readers.freshness, scope.programme_id, scope.period_id)
    seal = cache.read(wall_readers.seal, scope.programme_id, scope.period_id)
    rows = wall_ask.rows_from(ask.scale, sealed=seal is not None)
    wanted = ("nop",) if ranked.is_empty() else ask.scenes
    scenes = [each for name in wanted for each in _scene(name, ask, ranked, rows, seal)]
    if ranked.is_empty() or not scenes:
        scenes.insert(0, wall_frame.WAITING)
    used = set() if ranked.is_empty() else board.used(_lit(ask)[0])
    return wall_frame.wall(ask, scenes, rows, ranked, used, facts, seal)


def _wall() -> Html:
    refused = wall_gate.refusal(lambda: session.actor() is not None)
    return _board() if refused is None else refused


def board_of(asked: Mapping[str, str]) -> str | None:
    """Return the wall that an address describes, for no one in particular.

    None where it takes a token that is not valid, or somebody who signed in.
    """
    with address.of(asked):
        return _board() if wall_gate.refusal(lambda: False) is None else None


def _board() -> Html:
    scope = choices.resolve()
    if scope is None:
        return tag("div", frame.nothing_set_up(), data_td=True)
    ask = wall_ask.ask(scope)
    return cache.drawn("wall", ask.key(), lambda: _draw(ask))


@st.fragment
def _live() -> None:
    st.html(_wall())
    live.hook()


def show() -> None:
    """Draw the wall.

    When the revision changed, the page takes the new board from the feed (``wall_feed``), and only
    where that refuses it is this drawn again (``parts.live``).
    """
    _live()
