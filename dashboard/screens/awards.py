"""Awards: each condition of each unit, near misses, the quota line; the council decides."""

from __future__ import annotations

import datetime as dt

from dashboard import address, cache, session
from dashboard.html import Html, join, tag
from dashboard.parts import awards, choices, criteria, frame, lights, progress
from schemas.words import to_local
from warehouse import readers


def _draw(scope: choices.Scope, today: dt.date, *, with_persons: bool) -> Html:
    year = int(scope.period["year"])
    document = cache.awards(scope.programme_id, year)
    facts = cache.read(readers.freshness, scope.programme_id, str(document["period"]))
    names = criteria.names(cache.read(readers.criteria, scope.programme_id))
    lead = tag(
        "div",
        tag("h1", awards.headline(document)),
        frame.freshness(facts),
        class_="td-lead",
    )
    ours = (
        frame.note("Thứ tự đề xuất: quy tắc của chúng tôi", document["ranking"]["note"])
        if document["ranking"]["is_ours"]
        else ""
    )
    days = cache.plan_days(scope.programme_id, year, today)
    return join(
        [
            lead,
            awards.quotas(document),
            ours,
            lights.legend(),
            awards.matrix(scope, document, names),
            awards.persons(document["individuals"], may_see=with_persons),
            awards.dossier(document),
            tag("div", progress.deadlines(days, None, ""), class_="td-lead"),
        ]
    )


def show() -> None:
    """Draw the award file of the year of the period in the address."""
    known = {code: row for code, row in choices.programmes().items() if row["family"] == "award"}
    if not known:
        frame.no_programme()
        return
    with choices.row():
        scope = choices.choose(with_group=False, known=known)
    today = to_local(dt.datetime.now(dt.UTC).replace(tzinfo=None)).date()
    # a part of the kept drawing's name: names never leave those who may see them
    with_persons = session.may_everywhere(session.actor(), "read_persons")
    shown = cache.drawn(
        address.AWARDS,
        (
            scope.programme_id,
            str(scope.period["year"]),
            today.isoformat(),
            "persons" if with_persons else None,
        ),
        lambda: _draw(scope, today, with_persons=with_persons),
    )
    frame.block(shown, class_="td-page")
