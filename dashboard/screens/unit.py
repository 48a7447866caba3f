"""A unit's own page: where it stands, what to do, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import address, cache, text
from dashboard.html import Html, join, tag
from dashboard.parts import (
    board,
    choices,
    criteria,
    frame,
    lights,
    panel,
    restricted,
    unit_page,
    unit_panels,
)
from schemas.lights import RESTRICTED
from warehouse import readers

_NOTHING_YET = {"pending", "council", "not_applicable", RESTRICTED.code}
"""The lights of a unit that has not reported: nothing rests on a figure of its own."""


def _lead(
    scope: choices.Scope, unit: Mapping[str, Any], left: int | None, *, in_full: bool
) -> Html:
    code = str(unit["unit_code"])
    where = (scope.programme_id, scope.period_id, code)
    facts = cache.read(readers.freshness, scope.programme_id, scope.period_id)
    summary = cache.read(readers.unit_summary, *where)
    verdicts = cache.read(readers.unit_verdicts, *where, in_full)
    title = tag("h1", str(unit["unit_name"]))
    if summary is None or set(verdicts["state"]) <= _NOTHING_YET:
        lead = tag("div", title, frame.freshness(facts), class_="td-lead")
        return join([lead, unit_page.teach(scope, unit)])
    known = cache.read(readers.criteria, scope.programme_id)
    why = tag("a", text.TITLE_WHY, href=scope.link(address.WHY, don_vi=code))
    span = unit_page.possible_places(scope, code)
    said = tag("p", unit_page.sentence(scope, summary, span, left), " ", why, class_="td-sentence")
    if address.read(address.PANEL):
        return tag("div", title, said, frame.freshness(facts), class_="td-lead")
    moved = unit_page.since(summary)
    fields = criteria.only(verdicts, criteria.fields(known))
    of_what = "lĩnh vực" if criteria.parts(known) else "tiêu chí"
    title_of_lights = f"Đèn theo {of_what}"
    return join(
        [
            tag(
                "div",
                title,
                said,
                tag("p", moved, class_="td-small td-quiet") if moved else None,
                frame.freshness(facts),
                class_="td-lead",
            ),
            unit_page.next_steps(scope, code, criteria.only(verdicts, criteria.scored(known))),
            tag(
                "div",
                tag("h2", title_of_lights),
                unit_page.fields(fields, criteria.roles(known), title_of_lights),
                lights.legend(board.used(criteria.only(fields, criteria.asked(known)))),
                class_="td-lead",
            ),
        ]
    )


def _live(scope: choices.Scope, unit: Mapping[str, Any]) -> None:
    where = (scope.programme_id, scope.period_id, str(unit["unit_code"]))
    facts = cache.read(readers.freshness, scope.programme_id, scope.period_id)
    left = unit_page.days_left(scope)
    in_full = restricted.of_unit(unit)
    drawn = cache.drawn(
        "unit",
        (*where, str(left), address.read(address.PANEL), restricted.kept(in_full)),
        lambda: _lead(scope, unit, left, in_full=in_full),
    )
    frame.block(drawn, class_="td-page")
    panel.show(address.UNIT_PAGE, unit_panels.panels(scope, unit, facts, in_full=in_full), facts)


def show() -> None:
    """Draw the page of the unit that the address names, or ask which one."""
    if choices.resolve() is None:
        frame.no_programme()
        return
    with choices.row():
        scope = choices.choose(with_group=False)
        unit = choices.unit(scope)
    if unit is None:
        frame.block(
            frame.empty(
                "Chọn một đơn vị",
                "Trang này nói trong một câu đơn vị đang ở đâu, ba việc nên làm trước, và từng "
                "con số lấy từ ô nào.",
                join(
                    [
                        "Chọn tên ở ô Đơn vị phía trên, hoặc bấm vào tên trong ",
                        tag("a", text.TITLE_LEADERBOARD, href=scope.link(address.LEADERBOARD)),
                        ".",
                    ]
                ),
            )
        )
        return
    st.fragment(_live)(scope, unit)
