"""Cross checks of conditions and rules: every condition reachable, none against another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from schemas.measure_lint import (
    NUMBERS,
    figure_range,
    fitting_measure,
    known_table,
    range_words,
)
from schemas.programme import Condition, Programme
from schemas.rule_problem import Known, Problem, listed, problem, repeated
from schemas.rules import (
    Attested,
    ClassBand,
    Inherited,
    Judged,
    Measure,
    RankImproved,
    Recognised,
    Rule,
    Threshold,
    TierPosition,
    ValueAndRankImproved,
    Veto,
)
from schemas.tables import TABLES
from schemas.toml_lines import Path

PERSONS = "individuals"
"""The sheet whose rows are the persons that individual conditions are about."""


def condition_problems(
    programme: Programme, figures: Mapping[str, Measure], known: Known
) -> Iterator[Problem]:
    """Yield what is wrong with a programme's conditions; ``figures`` are all it may look at."""
    for index, condition in enumerate(programme.conditions):
        path: Path = ("conditions", index)
        rule = condition.rule
        if condition.subject == "individual":
            yield from _individual(condition, path)
        if isinstance(rule, Inherited):
            yield from _inherited(programme, condition, rule, path)
        if isinstance(rule, Threshold) and rule.near_margin is not None and condition.note is None:
            yield problem("margin_without_note", *path, "rule", "near_margin")
        yield from rule_problems(programme, rule, (*path, "rule"), figures, known)
        if isinstance(rule, Recognised | Veto):
            yield from _listed_table(condition, rule, (*path, "rule", "table"))
        if condition.applies_if is not None:
            place: Path = (*path, "applies_if", "measure")
            yield from fitting_measure(condition.applies_if.measure, ("yes_no",), place, figures)
    yield from _persons(programme)
    yield from _contradictions(programme)


def measures_of(rule: Rule) -> tuple[str, ...]:
    """Return the codes of the figures that a rule looks at."""
    if isinstance(rule, Threshold | ClassBand | Attested):
        return (rule.measure,)
    if isinstance(rule, TierPosition):
        return (rule.measure,) if rule.peers_measure is None else (rule.measure, rule.peers_measure)
    if isinstance(rule, RankImproved):
        return (*rule.measures, *rule.assigned_by)
    if isinstance(rule, ValueAndRankImproved):
        return (rule.value_measure, rule.rank_measure)
    return ()


def _individual(condition: Condition, path: Path) -> Iterator[Problem]:
    rule = condition.rule
    if not isinstance(rule, Judged | Inherited | Recognised):
        yield problem("individual_rule", *path, "rule", "kind", found=rule.kind)
    if condition.applies_if is not None:
        yield problem("individual_applies_if", *path, "applies_if")


def _inherited(
    programme: Programme, condition: Condition, rule: Inherited, path: Path
) -> Iterator[Problem]:
    unit_conditions = [it.code for it in programme.conditions if it.subject == "collective"]
    if condition.subject == "collective":
        yield problem("inherited_by_unit", *path, "rule", "kind")
    elif rule.condition not in unit_conditions:
        expected = listed(unit_conditions)
        place: Path = (*path, "rule", "condition")
        yield problem("unknown_condition", *place, found=rule.condition, expected=expected)


def _listed_table(condition: Condition, rule: Recognised | Veto, path: Path) -> Iterator[Problem]:
    """Yield a problem for a table that has not the rule's column, or is about another subject."""
    column = "level" if isinstance(rule, Recognised) else "severity"
    is_person = condition.subject == "individual"
    fitting = [
        table.code
        for table in TABLES.values()
        if column in {each.code for each in table.columns} and (table.code == PERSONS) == is_person
    ]
    if rule.table in TABLES and rule.table not in fitting:
        yield problem("wrong_table", *path, found=rule.table, expected=listed(fitting))


def _persons(programme: Programme) -> Iterator[Problem]:
    tables = programme.workbook.tables if programme.workbook else ()
    for index, condition in enumerate(programme.conditions):
        if condition.subject == "individual" and PERSONS not in tables:
            yield problem("no_persons", "conditions", index, "subject", found=PERSONS)
            return


def rule_problems(
    programme: Programme, rule: Rule, path: Path, figures: Mapping[str, Measure], known: Known
) -> Iterator[Problem]:
    """Yield what is wrong with a rule of a condition or of a target."""
    if isinstance(rule, Threshold):
        found = tuple(fitting_measure(rule.measure, NUMBERS, (*path, "measure"), figures))
        yield from found or _reach(rule, figures[rule.measure], path)
    elif isinstance(rule, ClassBand):
        yield from fitting_measure(rule.measure, ("class",), (*path, "measure"), figures)
        scheme = known.class_schemes.get(programme.class_scheme or "")
        bands = [band.code for band in scheme.bands] if scheme else []
        if scheme and rule.band not in bands:
            yield problem("unknown_band", *path, "band", found=rule.band, expected=listed(bands))
        elif scheme and rule.op == ">=" and rule.band == bands[-1]:
            yield problem("always_met", *path, "band", found=f">= {rule.band}")
    elif isinstance(rule, RankImproved):
        yield from _ranks(rule, path, figures)
    elif isinstance(rule, ValueAndRankImproved):
        types = ("pct", "points", "count")
        yield from fitting_measure(rule.value_measure, types, (*path, "value_measure"), figures)
        yield from fitting_measure(rule.rank_measure, ("rank",), (*path, "rank_measure"), figures)
    elif isinstance(rule, TierPosition):
        yield from _tier(rule, path, figures)
    elif isinstance(rule, Attested):
        yield from fitting_measure(rule.measure, ("yes_no",), (*path, "measure"), figures)
    elif isinstance(rule, Recognised | Veto):
        yield from known_table(rule.table, (*path, "table"))
        tables = programme.workbook.tables if programme.workbook else ()
        if rule.table in TABLES and rule.table not in tables:
            yield problem("unreportable", *path, "table", found=rule.table)


def _ranks(rule: RankImproved, path: Path, figures: Mapping[str, Measure]) -> Iterator[Problem]:
    if not rule.measures:
        yield problem("empty_list", *path, "measures")
    for name, codes, type_ in (
        ("measures", rule.measures, "rank"),
        ("assigned_by", rule.assigned_by, "yes_no"),
    ):
        yield from repeated(codes, *path, name)
        for index, code in enumerate(codes):
            yield from fitting_measure(code, (type_,), (*path, name, index), figures)
    if rule.assigned_by and len(rule.assigned_by) != len(rule.measures):
        found, expected = len(rule.assigned_by), len(rule.measures)
        yield problem("assigned_length", *path, "assigned_by", found=found, expected=expected)


def _tier(rule: TierPosition, path: Path, figures: Mapping[str, Measure]) -> Iterator[Problem]:
    is_published = rule.by == "published_tier"
    type_ = "tier" if is_published else "rank"
    yield from fitting_measure(rule.measure, (type_,), (*path, "measure"), figures)
    if is_published and rule.peers_measure is not None:
        yield problem("peers_unexpected", *path, "peers_measure", found=rule.peers_measure)
    elif not is_published and rule.peers_measure is None:
        yield problem("peers_missing", *path, "by")
    elif rule.peers_measure is not None:
        place: Path = (*path, "peers_measure")
        yield from fitting_measure(rule.peers_measure, ("count",), place, figures)
    if not (rule.tiers >= 2 and 1 <= rule.tier <= rule.tiers):
        yield problem("tier_impossible", *path, "tier", found=rule.tier, expected=rule.tiers)
    elif rule.better_counts and rule.tier == rule.tiers:
        yield problem("always_met", *path, "tier", found=f"nhóm {rule.tier} hoặc tốt hơn")


def _reach(rule: Threshold, measure: Measure, path: Path) -> Iterator[Problem]:
    """Compare a threshold with what its figure can be at all."""
    low, high = figure_range(measure)
    value, op = rule.value, rule.op
    written = f"{op} {value}"
    always = {
        ">=": value <= low,
        ">": value < low,
        "<=": high is not None and value >= high,
        "<": high is not None and value > high,
    }
    never = {
        ">=": high is not None and value > high,
        ">": high is not None and value >= high,
        "<=": value < low,
        "<": value <= low,
    }
    if never[op]:
        span = range_words(low, high)
        yield problem("unreachable", *path, "value", found=written, expected=span)
    elif always[op]:
        yield problem("always_met", *path, "value", found=written)
    margin = rule.near_margin
    if margin is not None and not Decimal(0) < margin <= (high or value):
        yield problem("margin_impossible", *path, "near_margin", found=margin)


def _contradictions(programme: Programme) -> Iterator[Problem]:
    """Yield conditions that repeat an earlier one of the subject or can never hold beside it."""
    earlier: list[Condition] = []
    for index, condition in enumerate(programme.conditions):
        rule = condition.rule
        for other in earlier:
            if other.subject != condition.subject or isinstance(rule, Judged):
                continue
            if rule == other.rule and condition.applies_if == other.applies_if:
                yield problem("repeated_rule", "conditions", index, "rule", other=other.code)
            elif condition.applies_if == other.applies_if and _exclude(rule, other.rule):
                yield problem("contradiction", "conditions", index, "rule", other=other.code)
        earlier.append(condition)


def _exclude(one: Rule, other: Rule) -> bool:
    if isinstance(one, ClassBand) and isinstance(other, ClassBand):
        same = one.measure == other.measure
        return same and one.op == other.op == "=" and one.band != other.band
    if not (isinstance(one, Threshold) and isinstance(other, Threshold)):
        return False
    if one.measure != other.measure or one.op[0] == other.op[0]:
        return False
    floor, ceiling = (one, other) if one.op[0] == ">" else (other, one)
    is_point = floor.op == ">=" and ceiling.op == "<="
    return floor.value > ceiling.value or (floor.value == ceiling.value and not is_point)
