"""The points that a scoring rule would give on declared figures, as a spreadsheet formula."""

from __future__ import annotations

from decimal import Decimal

from etl.estimate_terms import UNKNOWN, Terms, quoted
from etl.parsed import canonical
from etl.template_filled import area
from schemas.point_rules import (
    CountPoints,
    ItemPoints,
    LinearPoints,
    PointRule,
    SurveyPoints,
    TierPoints,
    YesNoPoints,
)
from schemas.tables import TABLES


def points_formula(rule: PointRule, maximum: Decimal, terms: Terms) -> tuple[str, str] | None:
    """Return the formulas of the figure and of its points; None where the form cannot answer."""
    if isinstance(rule, YesNoPoints):
        given = terms.reported(rule.measure)
        if given is None:
            return None
        points = f'IF({given}="Có",{canonical(rule.yes)},{canonical(rule.no)})'
        return f"={given}", _known(f'{given}<>""', points)
    if isinstance(rule, ItemPoints):
        return _items(rule, maximum, terms)
    if not isinstance(rule, TierPoints | LinearPoints | CountPoints | SurveyPoints):
        return None
    term = terms.number(rule.measure)
    if term is None:
        return None
    if isinstance(rule, TierPoints):
        points = canonical(rule.otherwise)
        for tier in reversed(rule.tiers):
            points = f"IF({term.compared(tier.op, tier.bound)},{canonical(tier.points)},{points})"
    elif isinstance(rule, LinearPoints):
        zero, full = canonical(rule.zero_at), canonical(rule.full_at)
        share = f"({term.value}-({zero}))/({full}-({zero}))"
        points = f"MAX(0,MIN(1,{share}))*{canonical(maximum)}"
    elif isinstance(rule, CountPoints):
        points = f"MIN({canonical(maximum)},{term.value}*{canonical(rule.each)})"
    else:
        points = f"{term.value}/100*{canonical(maximum)}"
        if rule.when_small == "not_applicable":
            small = f"({term.below})<{rule.min_answers}"
            points = f"IF({small},{quoted('Không áp dụng')},{points})"
    return f"={term.shown}", _known(term.known, points)


def _known(known: str, points: str) -> str:
    return f"=IF({known},{points},{quoted(UNKNOWN)})"


def _items(rule: ItemPoints, maximum: Decimal, terms: Terms) -> tuple[str, str] | None:
    if not terms.has(rule.table):
        return None
    labels = TABLES[rule.table].column(rule.column).choices
    where = area(rule.table, rule.column)
    counts = [f"COUNTIF({where},{quoted(labels[each.choice])})" for each in rule.items]
    pairs = zip(rule.items, counts, strict=True)
    points = "+".join(f"{canonical(each.points)}*{count}" for each, count in pairs)
    return f"={'+'.join(counts)}", f"=MIN({canonical(maximum)},{points})"
