"""Criteria sets in the warehouse: their tree, the rules of their leaves, the steps of scales."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from schemas.criteria_set import CriteriaSet, Criterion
from schemas.point_rules import (
    CountPoints,
    DeadlinePoints,
    ItemPoints,
    LinearPoints,
    PointRule,
    SurveyPoints,
    TierPoints,
    YesNoPoints,
)
from schemas.point_words import point_rule_text
from warehouse.rulebook_scales import KEPT_UNIT, PER_CENT, UNIT_SCALE

Row = Mapping[str, Any]


def leaves_below(criteria_set: CriteriaSet, criterion: Criterion) -> Iterator[str]:
    """Yield the codes of the leaves below a criterion; a leaf is its own leaf."""
    if is_leaf(criterion):
        yield criterion.code
        return
    for child in criteria_set.criteria:
        if child.parent == criterion.code:
            yield from leaves_below(criteria_set, child)


def is_leaf(criterion: Criterion) -> bool:
    """Tell whether a criterion has points of its own rather than those of its parts."""
    return criterion.kind in ("published_points", "rule")


def set_row(criteria_set: CriteriaSet) -> Row:
    """Return the row of a criteria set."""
    return {
        "criteria_set_id": criteria_set.id,
        "title": criteria_set.title,
        "maximum": criteria_set.maximum,
        "decimals": criteria_set.decimals,
        "published_total": criteria_set.published_total,
        "published_rank": criteria_set.published_rank,
        "is_appraised": criteria_set.appraisal == "required",
        "leaf_count": sum(map(is_leaf, criteria_set.criteria)),
        "met_from_pct": criteria_set.lights.met_from_pct,
        "near_from_pct": criteria_set.lights.near_from_pct,
        "pct_scale": PER_CENT,
        "lights_note": criteria_set.lights.note,
    }


def criterion_rows(criteria_set: CriteriaSet) -> Iterator[Row]:
    """Yield every criterion with its depth and the role that it has inside its sums."""
    depths: dict[str, int] = {}
    roles: dict[str, str] = {}
    for order, each in enumerate(criteria_set.criteria):
        depths[each.code] = 0 if each.parent is None else depths[each.parent] + 1
        inherited = "score" if each.parent is None else roles[each.parent]
        roles[each.code] = inherited if each.role == "score" else each.role
        yield {
            "criteria_set_id": criteria_set.id,
            "criterion_code": each.code,
            "parent_code": each.parent,
            "name": each.name,
            "maximum": each.maximum,
            "kind": each.kind,
            "role": roles[each.code],
            "weight": each.weight,
            "is_survey": each.is_survey or isinstance(each.rule, SurveyPoints),
            "is_leaf": is_leaf(each),
            "unit_scale": UNIT_SCALE,
            "unit": KEPT_UNIT,
            "criterion_order": order,
            "depth": depths[each.code],
            "cite": each.cite.section if each.cite else None,
            "note": each.note,
        }


def leaf_rows(programme_id: str, criteria_set: CriteriaSet) -> Iterator[Row]:
    """Yield the leaves of a programme's criteria set with all that their verdicts need."""
    kept = ("criterion_code", "depth", "role", "maximum", "weight", "unit_scale", "is_survey")
    whole = set_row(criteria_set)
    shared = ("is_appraised", "met_from_pct", "near_from_pct", "pct_scale")
    for row in criterion_rows(criteria_set):
        if row["is_leaf"]:
            yield {
                "programme_id": programme_id,
                "parent_code": row["parent_code"] or "",
                "is_scored_by_rule": row["kind"] == "rule",
                **{name: row[name] for name in kept},
                **{name: whole[name] for name in shared},
            }


def rule_rows(criteria_set: CriteriaSet) -> Iterator[Row]:
    """Yield the rule of every leaf that a rule scores."""
    for each in criteria_set.criteria:
        if each.rule is not None:
            yield {
                "criteria_set_id": criteria_set.id,
                "criterion_code": each.code,
                "rule_kind": each.rule.kind,
                "rule_text": point_rule_text(each.rule, each.maximum),
                **_parameters(each.rule),
            }


def _parameters(rule: PointRule) -> Row:
    if isinstance(rule, ItemPoints):
        return {"table_code": rule.table, "column_code": rule.column}
    row: dict[str, Any] = {"measure_code": rule.measure}
    if isinstance(rule, YesNoPoints):
        row |= {"yes_points": rule.yes, "no_points": rule.no}
    elif isinstance(rule, TierPoints):
        row |= {"otherwise_points": rule.otherwise}
    elif isinstance(rule, LinearPoints):
        row |= {"zero_at": rule.zero_at, "full_at": rule.full_at}
    elif isinstance(rule, CountPoints):
        row |= {"each_points": rule.each}
    elif isinstance(rule, DeadlinePoints):
        row |= {"due_day": rule.due_day, "due_month": rule.due_month}
        row |= {"due_year_offset": rule.due_year_offset, "otherwise_points": rule.otherwise}
    else:
        row |= {"min_answers": rule.min_answers, "when_small": rule.when_small}
    return row


def step_rows(criteria_set: CriteriaSet) -> Iterator[Row]:
    """Yield the steps of scales, of lateness, and of what a row is worth."""
    for each in criteria_set.criteria:
        for order, step in enumerate(_steps(each.rule)):
            yield {
                "criteria_set_id": criteria_set.id,
                "criterion_code": each.code,
                "step_order": order,
                **step,
            }


def _steps(rule: PointRule | None) -> Iterator[Row]:
    if isinstance(rule, TierPoints):
        for tier in rule.tiers:
            yield {"op": tier.op, "bound": tier.bound, "points": tier.points}
    elif isinstance(rule, DeadlinePoints):
        for late in sorted(rule.steps, key=lambda step: step.days):
            yield {"days": late.days, "points": late.points}
    elif isinstance(rule, ItemPoints):
        for item in rule.items:
            yield {"choice_code": item.choice, "points": item.points}
