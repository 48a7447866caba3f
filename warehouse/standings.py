"""Where units stand on a board, before and after something changes: states side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from schemas.verdict_words import EXCLUDED_REASONS, value_text
from warehouse.readers import index_pct
from warehouse.store import Readable


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit's place: score, class, rank with what is still possible, and its award state.

    ``award_state`` is one of the six states (schemas/lights) and None outside award plans.
    """

    score: Decimal | None
    maximum: Decimal | None
    index_pct: Decimal | None
    class_name: str | None
    class_order: int | None
    rank: int | None
    ranked_count: int | None
    is_tied: bool
    best_rank: int | None
    worst_rank: int | None
    award_state: str | None
    proposal_rank: int | None
    excluded_code: str | None

    @property
    def excluded_reason(self) -> str | None:
        """Return why the unit is not ranked, in words."""
        return EXCLUDED_REASONS[self.excluded_code] if self.excluded_code else None


@dataclass(frozen=True, slots=True)
class Light:
    """One verdict of a unit: state, figure in words, points of how many."""

    state: str
    is_near: bool
    value: str
    points: Decimal | None
    maximum: Decimal | None


@dataclass(frozen=True, slots=True)
class LightChange:
    """A verdict before and after; None where the criterion was not there."""

    criterion_code: str
    name: str
    before: Light | None
    after: Light | None


@dataclass(frozen=True, slots=True)
class UnitEffect:
    """What happens to one unit; ``lights`` holds only the verdicts that change."""

    unit_code: str
    unit_name: str
    before: Standing | None
    after: Standing | None
    lights: tuple[LightChange, ...]

    @property
    def is_nothing(self) -> bool:
        """Tell whether the unit stands as it stood."""
        return self.before == self.after and not self.lights


@dataclass(frozen=True, slots=True)
class RankMove:
    """Another unit's place before and after; None where it is not ranked."""

    unit_code: str
    unit_name: str
    before: int | None
    after: int | None


_FACTS = (
    "state", "is_near", "reason_code", "numerator", "denominator", "value_text", "points",
    "maximum", "layer", "is_provisional",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A board as it stands: rows by unit code, verdicts by unit and criterion, the rules."""

    names: Mapping[str, str]
    standings: Mapping[str, Standing]
    ranks: Mapping[str, int]
    facts: Mapping[str, Mapping[str, Mapping[str, Any]]]
    rules: Mapping[str, Mapping[str, Any]]


def snapshot(
    store: Readable,
    programme_id: str,
    period_id: str,
    unit_code: str | None = None,
    rules: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    in_full: bool,
) -> Snapshot:
    """Return a board, with standings and verdicts of one unit or of all; ranks are everyone's.

    ``in_full``: for somebody who may see restricted conditions, and what they mean for an award.
    """
    values = [programme_id, period_id, unit_code, unit_code]
    rows = store.query(
        "select * from out_standing where programme_id = ? and period_id = ? "
        "and (? is null or unit_code = ?) order by unit_order",
        values,
    ).to_dicts()
    awards: dict[str, Mapping[str, Any]] = {}
    if rows and rows[0]["family"] == "award":
        awards = {
            row["unit_code"]: row
            for row in store.query(
                "select unit_code, state, proposal_rank from out_eligibility "
                "where programme_id = ? and period_id = ? and (? is null or unit_code = ?) "
                "and is_full = ?",
                [*values, in_full],
            ).to_dicts()
        }
    names, ranks = {}, {}
    for code, name, rank in store.query(
        "select unit_code, unit_name, rank from core_programme_unit left join judged_rank as r "
        "on r.programme_id = core_programme_unit.programme_id and r.period_id = ? "
        "and r.unit_id = core_programme_unit.unit_id "
        "where core_programme_unit.programme_id = ? order by unit_order",
        [period_id, programme_id],
    ).iter_rows():
        names[code] = name
        if rank is not None:
            ranks[code] = rank
    facts: dict[str, dict[str, Mapping[str, Any]]] = {}
    source = "out_full_verdict" if in_full else "out_verdict"
    for row in store.query(
        f"select v.*, u.unit_code from {source} as v "  # noqa: S608 - one of our own two views
        "join core_programme_unit as u using (programme_id, group_code, unit_id) "
        "where programme_id = ? and period_id = ? and (? is null or unit_code = ?) "
        "order by criterion_order",
        values,
    ).to_dicts():
        facts.setdefault(row["unit_code"], {})[row["criterion_code"]] = row
    return Snapshot(
        names,
        {row["unit_code"]: _standing(row, awards.get(row["unit_code"])) for row in rows},
        ranks,
        facts,
        rules_of(store, programme_id) if rules is None else rules,
    )


def rules_of(store: Readable, programme_id: str) -> dict[str, dict[str, Any]]:
    """Return what a board judges, by code, in its order."""
    found = store.query(
        "select * from out_criterion where programme_id = ? "
        "and subject in ('collective', 'criterion') order by criterion_order",
        [programme_id],
    )
    return {row["criterion_code"]: row for row in found.to_dicts()}


def _standing(row: Mapping[str, Any], award: Mapping[str, Any] | None) -> Standing:
    excluded = row["excluded_reason"]
    score = None if excluded == "no_hand_in" else row["score"]
    return Standing(
        score,
        row["maximum"],
        index_pct(score, row["maximum"]),
        row["class_name"],
        row["class_order"],
        row["rank"],
        row["ranked_count"],
        bool(row["is_tied"]),
        row["best_rank"],
        row["worst_rank"],
        award["state"] if award else None,
        award["proposal_rank"] if award else None,
        excluded,
    )


def unit_effect(before: Snapshot, after: Snapshot, unit_code: str) -> UnitEffect:
    """Return what is different about one unit between two states of a board."""
    return UnitEffect(
        unit_code,
        after.names.get(unit_code) or before.names[unit_code],
        before.standings.get(unit_code),
        after.standings.get(unit_code),
        tuple(_changes(before, after, unit_code)),
    )


def _changes(before: Snapshot, after: Snapshot, unit_code: str) -> Iterator[LightChange]:
    then, now = before.facts.get(unit_code, {}), after.facts.get(unit_code, {})
    for code in dict.fromkeys((*before.rules, *after.rules)):
        old, new = then.get(code), now.get(code)
        if _told(old) == _told(new):
            continue
        rule = after.rules.get(code) or before.rules[code]
        yield LightChange(
            code,
            str(rule["label"]),
            _light(before.rules.get(code), old),
            _light(after.rules.get(code), new),
        )


def _told(fact: Mapping[str, Any] | None) -> tuple[Any, ...] | None:
    return None if fact is None else tuple(fact[name] for name in _FACTS)


def _light(rule: Mapping[str, Any] | None, fact: Mapping[str, Any] | None) -> Light | None:
    if rule is None or fact is None:
        return None
    return Light(
        fact["state"], fact["is_near"], value_text(rule, fact), fact["points"], fact["maximum"]
    )


def moved(before: Snapshot, after: Snapshot, besides: frozenset[str]) -> tuple[RankMove, ...]:
    """Return the other units whose place changes, in the units' order."""
    names = {**before.names, **after.names}
    return tuple(
        RankMove(code, names[code], before.ranks.get(code), after.ranks.get(code))
        for code in names
        if code not in besides and before.ranks.get(code) != after.ranks.get(code)
    )
