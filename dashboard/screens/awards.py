"""Awards: each condition of each unit, near misses, the quota line; the council decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard import address, cache
from dashboard.html import Html, join, tag
from dashboard.parts import (
    awards,
    choices,
    criteria,
    frame,
    lights,
    panel,
    progress,
    restricted,
)
from warehouse import readers


def _lead(document: Mapping[str, Any], facts: Mapping[str, Any], unseen: Sequence[str]) -> Html:
    ours = (
        frame.note("Thứ tự đề xuất: quy tắc của chúng tôi", document["ranking"]["note"])
        if document["ranking"]["is_ours"]
        else ""
    )
    title = tag("h1", awards.headline(document))
    lead = tag("div", title, frame.freshness(facts), class_="td-lead")
    return join([lead, restricted.note(unseen), awards.quotas(document), ours])


def _panels(
    scope: choices.Scope, document: Mapping[str, Any], facts: Mapping[str, Any], *, in_full: bool
) -> list[panel.Panel]:
    names = criteria.names(cache.read(readers.criteria, scope.programme_id))
    notes = panel.notes(f"{scope.programme['title']}; năm {document['year']}", facts)
    unseen = restricted.said(restricted.left_out(scope.programme_id, in_full))
    listed = document["individuals"]
    today = frame.today()
    days = cache.plan_days(scope.programme_id, int(document["year"]), today)
    judged = choices.periods(scope.programme_id)[str(document["period"])]
    due, label = judged["due_on"], str(judged["label"])
    made = [
        panel.Panel(
            "dieu-kien",
            "Điều kiện từng tập thể",
            lambda: frame.block(
                lights.legend(awards.used(document)),
                awards.matrix(scope, document, names),
                class_="td-lead",
            ),
            lambda: awards.sheet(document, names, [*notes, unseen] if unseen else notes),
        )
    ]
    if listed:
        made.append(
            panel.Panel(
                "ca-nhan",
                f"Cá nhân được đề nghị ({len(listed)})",
                lambda: frame.block(awards.persons(listed, may_see=in_full)),
                (lambda: awards.persons_sheet(listed, notes)) if in_full else None,
            )
        )
    if document["dossier"] is not None:
        made.append(
            panel.Panel("ho-so", "Hồ sơ đề nghị", lambda: frame.block(awards.dossier(document)))
        )
    made.append(
        panel.Panel(
            "thoi-han",
            "Thời hạn trong kế hoạch",
            lambda: frame.block(progress.deadlines(days, due, label), class_="td-lead"),
            lambda: progress.deadline_sheet(days, notes),
        )
    )
    return made


def _live(scope: choices.Scope) -> None:
    # asked each time: names and discipline never leave those who may see them
    in_full = restricted.of_all()
    document = cache.awards(scope.programme_id, int(scope.period["year"]), in_full)
    facts = cache.read(readers.freshness, scope.programme_id, str(document["period"]))
    if address.read(address.PANEL) is None:
        unseen = restricted.left_out(scope.programme_id, in_full)
        frame.block(_lead(document, facts, unseen), class_="td-page")
    panel.show(address.AWARDS, _panels(scope, document, facts, in_full=in_full), facts)


def show() -> None:
    """Draw the award file of the year of the period in the address."""
    known = {code: row for code, row in choices.programmes().items() if row["family"] == "award"}
    if not known:
        frame.no_programme()
        return
    asked = choices.programmes().get(address.read(address.PROGRAMME) or "")
    with choices.row():
        scope = choices.choose(with_group=False, known=known)
    if asked and asked["family"] != "award":
        frame.block(
            frame.note(
                f"{asked['short_title']} không đặt ra hình thức khen thưởng",
                f"Dưới đây là {scope.programme['short_title']}; chọn kế hoạch khác ở trên.",
            )
        )
    st.fragment(_live)(scope)
