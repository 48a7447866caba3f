"""What the rules give on declared figures, as spreadsheet formulas: an estimate, never a verdict.

Only what one workbook can answer by itself is estimated; the rest says who answers it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from etl.estimate_points import points_formula
from etl.estimate_terms import UNKNOWN, Terms, quoted
from schemas.criteria_set import Criterion
from schemas.point_words import point_rule_text
from schemas.programme import Condition, Programme
from schemas.reader import RuleBook
from schemas.rules import (
    Attested,
    ClassBand,
    Judged,
    Recognised,
    Rule,
    Threshold,
    TierPosition,
    Veto,
)
from schemas.tables import LEVELS, POSITIONS, SEVERITIES

MET, NOT_MET = "Đạt", "Chưa đạt"
_EXCLUDED = "Bị loại"
_NOT_APPLICABLE = "Không áp dụng"
_LATER = "Tính sau khi nhận"
_JUDGED = "Hội đồng xét"
_APPRAISED = "Chấm ở bảng điểm"


@dataclass(frozen=True, slots=True)
class Estimate:
    """One line of the check sheet; formulas begin with “=”, everything else is plain text."""

    label: str
    asks: str
    figure: str
    verdict: str
    maximum: Decimal | None = None
    """Most points of a scored criterion; None for a condition and where nothing is estimated."""
    is_summed: bool = False
    """Its points count as they are in the set's total: no bonus, no penalty, no weighted mean."""


def estimates(programme: Programme, book: RuleBook) -> tuple[Estimate, ...]:
    """Return a line for every condition on the unit and every scored criterion, in their order."""
    terms = Terms(programme, book)
    found = [
        _condition(condition, terms, programme, book)
        for condition in programme.conditions
        if condition.subject == "collective"
    ]
    if programme.criteria_set is not None:
        criteria = book.criteria_sets[programme.criteria_set].criteria
        found += [_criterion(each, criteria, terms) for each in criteria if each.kind in _SCORED]
    return tuple(found)


_SCORED = ("rule", "published_points")


def _criterion(criterion: Criterion, criteria: Sequence[Criterion], terms: Terms) -> Estimate:
    sign = {"score": "", "bonus": " (điểm thưởng)", "penalty": " (điểm trừ)"}[criterion.role]
    label = f"{criterion.code} {criterion.name}{sign}"
    if criterion.rule is None:
        return Estimate(label, "", "", _APPRAISED)
    asks = point_rule_text(criterion.rule, criterion.maximum)
    made = points_formula(criterion.rule, criterion.maximum, terms)
    if made is None:
        return Estimate(label, asks, "", _LATER)
    figure, points = made
    return Estimate(label, asks, figure, points, criterion.maximum, _is_summed(criterion, criteria))


def _is_summed(criterion: Criterion, criteria: Sequence[Criterion]) -> bool:
    nodes = {each.code: each for each in criteria}
    node, plain = criterion, criterion.role == "score"
    while plain and node.parent is not None:
        node = nodes[node.parent]
        plain = node.role == "score" and node.kind == "sum"
    return plain


def _condition(
    condition: Condition, terms: Terms, programme: Programme, book: RuleBook
) -> Estimate:
    formula = _FORMULAS.get(type(condition.rule))
    made = None if formula is None else formula(condition.rule, terms, programme, book)
    if made is None:
        said = _JUDGED if isinstance(condition.rule, Judged) else _LATER
        return Estimate(condition.label, condition.asks, "", said)
    figure, verdict = made
    applies = condition.applies_if
    if applies is not None:
        given = terms.reported(applies.measure)
        if given is None:
            return Estimate(condition.label, condition.asks, "", _LATER)
        other = {"yes": "Không", "no": "Có"}[applies.equals]
        verdict = f"IF({given}={quoted(other)},{quoted(_NOT_APPLICABLE)},{verdict})"
    return Estimate(condition.label, condition.asks, f"={figure}", f"={verdict}")


def _when(known: str, is_met: str, otherwise: str = NOT_MET) -> str:
    return f"IF({known},IF({is_met},{quoted(MET)},{quoted(otherwise)}),{quoted(UNKNOWN)})"


Made = tuple[str, str] | None


def _threshold(rule: Rule, terms: Terms, *_: object) -> Made:
    assert isinstance(rule, Threshold)
    term = terms.number(rule.measure)
    return (
        None
        if term is None
        else (term.shown, _when(term.known, term.compared(rule.op, rule.value)))
    )


def _class_band(rule: Rule, terms: Terms, programme: Programme, book: RuleBook) -> Made:
    assert isinstance(rule, ClassBand)
    given = terms.reported(rule.measure)
    if given is None or programme.class_scheme is None:
        return None
    bands = book.class_schemes[programme.class_scheme].bands
    wanted = next(band for band in bands if band.code == rule.band)
    good = [
        band.label
        for band in bands
        if band.order == wanted.order or (rule.op == ">=" and band.order < wanted.order)
    ]
    return given, _when(f'{given}<>""', _any(given, good))


def _any(value: str, labels: list[str]) -> str:
    return "OR(" + ",".join(f"{value}={quoted(label)}" for label in labels) + ")"


def _attested(rule: Rule, terms: Terms, *_: object) -> Made:
    assert isinstance(rule, Attested)
    given = terms.reported(rule.measure)
    return None if given is None else (given, _when(f'{given}<>""', f'{given}="Có"'))


def _tier(rule: Rule, terms: Terms, *_: object) -> Made:
    assert isinstance(rule, TierPosition)
    term = terms.number(rule.measure)
    if term is None or rule.by != "published_tier":
        return None
    return term.shown, _when(
        term.known, term.compared("<=" if rule.better_counts else "=", rule.tier)
    )


def _recognised(rule: Rule, terms: Terms, *_: object) -> Made:
    assert isinstance(rule, Recognised)
    if not terms.has(rule.table):
        return None
    levels = list(LEVELS)
    enough = [LEVELS[code] for code in levels[levels.index(rule.min_level) :]]
    count = terms.rows_where(
        [terms.one_of(rule.table, "level", enough), terms.filled(rule.table, "document_number")]
    )
    return count, f"IF({count}>0,{quoted(MET)},{quoted(NOT_MET)})"


def _veto(rule: Rule, terms: Terms, *_: object) -> Made:
    assert isinstance(rule, Veto)
    if not terms.has(rule.table):
        return None
    severities = list(SEVERITIES)
    grave = [SEVERITIES[code] for code in severities[severities.index(rule.min_severity) :]]
    count = terms.rows_where(
        [
            terms.one_of(rule.table, "position", [POSITIONS["key_leader"]]),
            terms.one_of(rule.table, "severity", grave),
        ],
    )
    return count, f"IF({count}>0,{quoted(_EXCLUDED)},{quoted(MET)})"


_FORMULAS: dict[type, Callable[..., Made]] = {
    Threshold: _threshold,
    ClassBand: _class_band,
    Attested: _attested,
    TierPosition: _tier,
    Recognised: _recognised,
    Veto: _veto,
}
