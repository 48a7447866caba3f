"""The award file of a year: conditions, states, quota line and deadlines put side by side."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from etl.scope import rule_book
from schemas.deadlines import deadline_in
from schemas.findings import Refusal, finding
from schemas.lights import RESTRICTED, STATES
from schemas.programme import Award, Programme, Quota
from schemas.words import QUOTA_PLACES
from warehouse import award_readers, readers
from warehouse.store import Store

SUBJECT_LABELS = {"collective": "tập thể", "individual": "cá nhân"}


def awards_document(
    store: Store, programme: Programme, year: int, *, in_full: bool = False
) -> dict[str, Any]:
    """Return everything the council looks at for a year; nothing in it is a decision.

    Restricted conditions are left out of states and proposals unless it is asked ``in_full``, for
    somebody who may see them.
    """
    if not programme.awards:
        raise Refusal(finding("identity.no_awards", programme=programme.short_title))
    if year not in programme.years:
        raise Refusal(
            finding(
                "identity.unknown_year",
                programme=programme.short_title,
                found=year,
                expected=", ".join(str(each) for each in programme.years),
            )
        )
    period_id = f"{year}-Y"
    calendars = rule_book(store).calendars
    calendar = calendars[programme.reporting_calendar] if programme.reporting_calendar else None
    deadlines = [(each, deadline_in(each, year, calendar=calendar)) for each in programme.deadlines]
    return {
        "programme": programme.id,
        "title": programme.short_title,
        "year": year,
        "period": period_id,
        "revision": store.revision(),
        "is_sample": readers.freshness(store, programme.id, period_id)["is_sample"],
        "decided_by": "hội đồng",
        "ranking": {"is_ours": programme.ranking.ours, "note": programme.ranking.note},
        "units": _units(store, programme, period_id, in_full=in_full),
        "individuals": _individuals(store, programme, period_id),
        "awards": [
            _award(store, programme, award, period_id, in_full=in_full)
            for award in programme.awards
        ],
        "individual_conditions": [
            {
                "condition": each.code,
                "name": each.label,
                "asks": each.asks,
                "cite": each.cite.section,
            }
            for each in programme.conditions
            if each.subject == "individual"
        ],
        "deadlines": [
            {
                "code": each.code,
                "label": each.label,
                "first_day": meant.first_day,
                "last_day": meant.last_day,
                "is_open": meant.is_open,
                "is_special_year": meant.is_special_year,
                "text": meant.text,
                "cite": each.cite.section,
            }
            for each, meant in deadlines
        ],
        "dossier": None
        if programme.dossier is None
        else {
            "sets": programme.dossier.sets,
            "parts": [
                {"label": part.label, "form": part.form, "basis": part.basis}
                for part in programme.dossier.parts
            ],
        },
    }


def is_near_miss(states: Iterable[str]) -> bool:
    """Tell whether one condition alone stands in the way: not met, and none still unknown."""
    in_the_way = [each for each in states if each not in _OUT_OF_THE_WAY]
    return in_the_way == ["not_met"]


_OUT_OF_THE_WAY = ("met", "not_applicable", "council", RESTRICTED.code)


def _units(
    store: Store, programme: Programme, period_id: str, *, in_full: bool
) -> list[dict[str, Any]]:
    names = dict(readers.criteria(store, programme.id).select("criterion_code", "name").iter_rows())
    states: dict[str, dict[str, str]] = {}
    where = (store, programme.id, period_id)
    for row in readers.lights(*where, in_full=in_full).iter_rows(named=True):
        states.setdefault(row["unit_code"], {})[row["criterion_code"]] = row["state"]
    found = []
    for row in award_readers.eligibility(*where, in_full).iter_rows(named=True):
        conditions = states[row["unit_code"]]
        found.append(
            {
                "unit": row["unit_code"],
                "name": row["unit_name"],
                "group": row["group_code"],
                "state": row["state"],
                "state_label": STATES[row["state"]].word,
                "rank": row["proposal_rank"],
                "tied": row["tied_count"],
                "is_near_miss": is_near_miss(conditions.values()),
                "conditions": conditions,
                "why": [
                    f"{names[code]}: {STATES[state].word.lower()}"
                    for code, state in conditions.items()
                    if state not in ("met", "not_applicable", RESTRICTED.code)
                ],
            }
        )
    return found


def _individuals(store: Store, programme: Programme, period_id: str) -> list[dict[str, Any]]:
    """Return every person put forward with each condition's state and reason."""
    conditions: dict[tuple[str, str], list[dict[str, Any]]] = {}
    names = {each.code: each.label for each in programme.conditions}
    for row in award_readers.individual_verdicts(store, programme.id, period_id).to_dicts():
        conditions.setdefault((row["unit_code"], row["person_code"]), []).append(row)
    return [
        {
            "unit": row["unit_code"],
            "unit_name": row["unit_name"],
            "person": row["person_code"],
            "name": row["full_name"],
            "job": row["job_title"],
            "state": row["state"],
            "state_label": STATES[row["state"]].word,
            "rank": row["proposal_rank"],
            "tied": row["tied_count"],
            "is_near_miss": is_near_miss(each["state"] for each in verdicts),
            "conditions": {each["condition_code"]: each["state"] for each in verdicts},
            "why": [
                f"{names[each['condition_code']]}: {each['reason'].removesuffix('.')}"
                for each in verdicts
                if each["state"] not in ("met", "not_applicable")
            ],
        }
        for row in award_readers.individuals(store, programme.id, period_id).to_dicts()
        for verdicts in [conditions[row["unit_code"], row["person_code"]]]
    ]


def _award(
    store: Store, programme: Programme, award: Award, period_id: str, *, in_full: bool
) -> dict[str, Any]:
    return {
        "form": award.form,
        "label": award.label,
        "authority": award.authority,
        "cite": award.cite.section,
        "quotas": [
            _quota(store, programme, quota, period_id, in_full=in_full) for quota in award.quotas
        ],
    }


def _quota(
    store: Store, programme: Programme, quota: Quota, period_id: str, *, in_full: bool
) -> dict[str, Any]:
    document: dict[str, Any] = {
        "subject": quota.subject,
        "subject_label": SUBJECT_LABELS[quota.subject],
        "source": quota.source,
        "maximum": quota.maximum,
        "text": quota.text,
        "cite": quota.cite.section,
        "proposal": [],
    }
    is_person = quota.subject == "individual"
    # without a number there is no line: everyone who qualifies stands in one open list
    maximum = 0 if quota.maximum is None else quota.maximum
    where = (store, programme.id, period_id, maximum)
    line = (
        award_readers.individual_quota_line(*where)
        if is_person
        else award_readers.quota_line(*where, in_full)
    )
    for row in line.to_dicts():
        place = "open" if quota.maximum is None else row["place"]
        document["proposal"].append(
            {
                "rank": row["proposal_rank"],
                "unit": row["unit_code"],
                "name": row["full_name"] if is_person else row["unit_name"],
                "person": row["person_code"] if is_person else None,
                "group": row["group_code"],
                "tied": row["tied_count"],
                "place": place,
                "place_label": QUOTA_PLACES[place],
            }
        )
    return document
