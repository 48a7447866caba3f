"""Conditions and targets in the warehouse: one row each, with the figures they look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from schemas.programme import Condition, Programme, Target
from schemas.rules import (
    Attested,
    ClassBand,
    Inherited,
    Judged,
    RankImproved,
    Recognised,
    Rule,
    Threshold,
    TierPosition,
    ValueAndRankImproved,
    Veto,
)
from schemas.tables import LEVELS, SEVERITIES

Row = Mapping[str, Any]


def condition_rows(programme: Programme) -> Iterator[Row]:
    """Yield every condition, then every target as a condition on its own unit."""
    for order, condition in enumerate(programme.conditions):
        yield _condition(programme, condition, order)
    for order, target in enumerate(programme.targets, len(programme.conditions)):
        yield _target(programme, target, order)


def _condition(programme: Programme, condition: Condition, order: int) -> Row:
    applies = condition.applies_if
    return {
        "programme_id": programme.id,
        "condition_code": condition.code,
        "condition_order": order,
        "subject": condition.subject,
        "label": condition.label,
        "asks": condition.asks,
        "rule_kind": condition.rule.kind,
        "applies_measure": applies.measure if applies else None,
        "applies_equals": applies.equals if applies else None,
        "applies_text": applies.text if applies else None,
        "is_scored": True,
        "cite": condition.cite.section,
        "is_ours": condition.ours,
        "note": condition.note,
        **_parameters(condition.rule),
    }


def _target(programme: Programme, target: Target, order: int) -> Row:
    return {
        "programme_id": programme.id,
        "condition_code": target.code,
        "condition_order": order,
        "subject": "target",
        "label": target.label,
        "asks": target.label,
        "rule_kind": target.rule.kind,
        "about": target.about,
        "is_scored": target.is_scored,
        "cite": target.cite.section,
        "is_ours": target.ours,
        "note": target.note,
        **_parameters(target.rule),
    }


def _parameters(rule: Rule) -> Row:
    if isinstance(rule, Threshold):
        return {
            "measure_code": rule.measure,
            "op": rule.op,
            "threshold": rule.value,
            "near_margin": rule.near_margin,
        }
    if isinstance(rule, ClassBand):
        return {"measure_code": rule.measure, "op": rule.op, "band_code": rule.band}
    if isinstance(rule, RankImproved):
        return {
            "combine": rule.combine,
            "no_base": rule.no_base,
            "already_first": rule.already_first,
        }
    if isinstance(rule, ValueAndRankImproved):
        return {"no_base": rule.no_base, "already_first": rule.already_first}
    if isinstance(rule, TierPosition):
        return {
            "measure_code": rule.measure,
            "peers_measure": rule.peers_measure,
            "tier": rule.tier,
            "tiers": rule.tiers,
            "better_counts": rule.better_counts,
        }
    if isinstance(rule, Recognised):
        return {"table_code": rule.table, "min_order": list(LEVELS).index(rule.min_level)}
    if isinstance(rule, Veto):
        return {"table_code": rule.table, "min_order": list(SEVERITIES).index(rule.min_severity)}
    if isinstance(rule, Attested):
        return {"measure_code": rule.measure}
    if isinstance(rule, Inherited):
        return {"inherited_condition": rule.condition}
    assert isinstance(rule, Judged)
    return {"judged_by": rule.by}


def figure_rows(programme: Programme) -> Iterator[Row]:
    """Yield the figures of every condition or target that looks at several."""
    rules: list[tuple[str, Rule]] = [(each.code, each.rule) for each in programme.conditions]
    rules += [(each.code, each.rule) for each in programme.targets]
    for code, rule in rules:
        if isinstance(rule, RankImproved):
            assigned = rule.assigned_by or (None,) * len(rule.measures)
            for measure, by in zip(rule.measures, assigned, strict=True):
                yield _figure(programme, code, "rank", measure, by)
        elif isinstance(rule, ValueAndRankImproved):
            yield _figure(programme, code, "value", rule.value_measure, None)
            yield _figure(programme, code, "rank", rule.rank_measure, None)


def _figure(programme: Programme, code: str, role: str, measure: str, by: str | None) -> Row:
    return {
        "programme_id": programme.id,
        "condition_code": code,
        "role": role,
        "measure_code": measure,
        "assigned_measure": by,
    }
