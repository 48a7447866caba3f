"""Cross checks of measures and rules: every figure reportable, every condition reachable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from schemas.programme import Condition, Measure, Programme
from schemas.rule_problem import Known, Problem, listed, problem, repeated
from schemas.rules import (
    Attested,
    ClassBand,
    HandInOnTime,
    Inherited,
    Judged,
    RankImproved,
    RatioOfSums,
    Recognised,
    Reported,
    Rule,
    Threshold,
    TierPosition,
    ValueAndRankImproved,
    Veto,
)
from schemas.tables import TABLES
from schemas.toml_lines import Path

_FULL = Decimal(100)
_NUMBERS = ("pct", "points", "count", "rank")
_TYPE_WORDS: Mapping[str, str] = {
    "pct": "tỷ lệ phần trăm",
    "points": "điểm",
    "count": "số lượng",
    "rank": "thứ hạng",
    "class": "xếp loại",
    "tier": "nhóm công bố",
    "yes_no": "có hoặc không",
}


def condition_problems(programme: Programme, known: Known) -> Iterator[Problem]:
    """Yield what is wrong with a programme's measures, conditions and targets."""
    measures = {measure.code: measure for measure in programme.measures}
    judged = {name for item in programme.conditions for name in measures_of(item.rule)}
    judged |= {item.applies_if.measure for item in programme.conditions if item.applies_if}
    judged |= {key.measure for key in programme.ranking.keys if key.measure}
    shown = {name for target in programme.targets for name in measures_of(target.rule)}
    for index, measure in enumerate(programme.measures):
        if measure.code not in judged | shown:
            yield problem("unused_measure", "measures", index, "code", found=measure.code)
        yield from _source(programme, measure, index, measure.code in judged)
    for index, condition in enumerate(programme.conditions):
        yield from _condition(programme, condition, index, measures, known)
    for index, target in enumerate(programme.targets):
        path: Path = ("targets", index, "rule")
        if isinstance(target.rule, Inherited):
            yield problem("target_rule", *path, "kind", found=target.rule.kind)
        if isinstance(target.rule, Threshold) and target.rule.near_margin and target.note is None:
            yield problem("margin_without_note", *path, "near_margin")
        yield from _rule(programme, target.rule, path, measures, known)
    yield from _contradictions(programme)


def measures_of(rule: Rule) -> tuple[str, ...]:
    """Return the codes of the figures that a rule looks at."""
    if isinstance(rule, Threshold | ClassBand | TierPosition | Attested):
        return (rule.measure,)
    if isinstance(rule, RankImproved):
        return rule.measures
    if isinstance(rule, ValueAndRankImproved):
        return (rule.value_measure, rule.rank_measure)
    return ()


def value_type(measure: Measure) -> str:
    """Return what a figure is: a percentage, points, a rank, a class, a yes or no ..."""
    if isinstance(measure.source, Reported):
        return measure.source.value
    return "yes_no" if isinstance(measure.source, HandInOnTime) else "pct"


def _source(programme: Programme, item: Measure, index: int, is_judged: bool) -> Iterator[Problem]:
    source = item.source
    path: Path = ("measures", index, "source")
    if isinstance(source, Reported):
        if is_judged:
            yield from _table(programme, "results", (*path, "kind"))
        if source.value == "class" and programme.class_scheme is None:
            yield problem("class_without_scheme", *path, "value", found=item.code)
        if source.maximum is not None:
            if source.value not in ("pct", "points"):
                yield problem("unexpected_maximum", *path, "maximum", found=item.code)
            elif source.maximum <= 0:
                yield problem("not_positive", *path, "maximum", found=source.maximum)
    elif isinstance(source, HandInOnTime):
        if programme.reporting_calendar is None:
            yield problem("no_due_dates", *path, "kind", found=item.code)
    elif isinstance(source, RatioOfSums):
        yield from _table(programme, source.table, (*path, "table"), is_judged)
        yield from _columns(source.table, source.numerator, "count", (*path, "numerator"))
        yield from _columns(source.table, source.denominator, "count", (*path, "denominator"))
        outside = sorted(set(source.numerator) - set(source.denominator))
        if outside:
            yield problem("ratio_over_100", *path, "numerator", found=listed(outside))
    else:
        yield from _table(programme, source.table, (*path, "table"), is_judged)
        yield from _columns(source.table, source.all_yes, "yes_no", (*path, "all_yes"))


def _table(
    programme: Programme, table: str, path: Path, is_judged: bool = True
) -> Iterator[Problem]:
    if table not in TABLES:
        yield problem("unknown_table", *path, found=table, expected=listed(TABLES))
    elif is_judged and (programme.workbook is None or table not in programme.workbook.tables):
        yield problem("unreportable", *path, found=table)


def _columns(table: str, columns: tuple[str, ...], kind: str, path: Path) -> Iterator[Problem]:
    if not columns:
        yield problem("empty_list", *path)
    yield from repeated(columns, *path)
    types = (
        {column.code: column.type for column in TABLES[table].columns} if table in TABLES else {}
    )
    fitting = [code for code, type_ in types.items() if type_ == kind]
    for index, column in enumerate(columns if types else ()):
        if column not in fitting:
            code = "wrong_column" if column in types else "unknown_column"
            yield problem(code, *path, index, found=column, expected=listed(fitting), table=table)


def _condition(
    programme: Programme,
    condition: Condition,
    index: int,
    measures: Mapping[str, Measure],
    known: Known,
) -> Iterator[Problem]:
    path: Path = ("conditions", index)
    rule = condition.rule
    if condition.subject == "individual" and not isinstance(rule, Judged | Inherited):
        yield problem("individual_rule", *path, "rule", "kind", found=rule.kind)
    if isinstance(rule, Inherited):
        unit_conditions = [it.code for it in programme.conditions if it.subject == "collective"]
        if condition.subject == "collective":
            yield problem("inherited_by_unit", *path, "rule", "kind")
        elif rule.condition not in unit_conditions:
            yield problem(
                "unknown_condition", *path, "rule", "condition",
                found=rule.condition, expected=listed(unit_conditions),
            )  # fmt: skip
    if isinstance(rule, Threshold) and rule.near_margin is not None and condition.note is None:
        yield problem("margin_without_note", *path, "rule", "near_margin")
    yield from _rule(programme, rule, (*path, "rule"), measures, known)
    if condition.applies_if is not None:
        place: Path = (*path, "applies_if", "measure")
        yield from _measure(condition.applies_if.measure, ("yes_no",), place, measures)


def _measure(
    code: str, types: tuple[str, ...], path: Path, measures: Mapping[str, Measure]
) -> Iterator[Problem]:
    if code not in measures:
        yield problem("unknown_measure", *path, found=code, expected=listed(measures))
    elif value_type(measures[code]) not in types:
        found = f"“{code}” là {_TYPE_WORDS[value_type(measures[code])]}"
        expected = " hoặc ".join(_TYPE_WORDS[each] for each in types)
        yield problem("wrong_measure", *path, found=found, expected=expected)


def _rule(
    programme: Programme, rule: Rule, path: Path, measures: Mapping[str, Measure], known: Known
) -> Iterator[Problem]:
    if isinstance(rule, Threshold):
        yield from _measure(rule.measure, _NUMBERS, (*path, "measure"), measures)
        if rule.measure in measures and value_type(measures[rule.measure]) in _NUMBERS:
            yield from _reach(rule, measures[rule.measure], path)
    elif isinstance(rule, ClassBand):
        yield from _measure(rule.measure, ("class",), (*path, "measure"), measures)
        scheme = known.class_schemes.get(programme.class_scheme or "")
        bands = [band.code for band in scheme.bands] if scheme else []
        if scheme and rule.band not in bands:
            yield problem("unknown_band", *path, "band", found=rule.band, expected=listed(bands))
        elif scheme and rule.op == ">=" and rule.band == bands[-1]:
            yield problem("always_met", *path, "band", found=f">= {rule.band}")
    elif isinstance(rule, RankImproved):
        if not rule.measures:
            yield problem("empty_list", *path, "measures")
        yield from repeated(rule.measures, *path, "measures")
        for index, code in enumerate(rule.measures):
            yield from _measure(code, ("rank",), (*path, "measures", index), measures)
    elif isinstance(rule, ValueAndRankImproved):
        value_types = ("pct", "points", "count")
        yield from _measure(rule.value_measure, value_types, (*path, "value_measure"), measures)
        yield from _measure(rule.rank_measure, ("rank",), (*path, "rank_measure"), measures)
    elif isinstance(rule, TierPosition):
        kind = "tier" if rule.by == "published_tier" else "rank"
        yield from _measure(rule.measure, (kind,), (*path, "measure"), measures)
        if not (rule.tiers >= 2 and 1 <= rule.tier <= rule.tiers):
            yield problem("tier_impossible", *path, "tier", found=rule.tier, expected=rule.tiers)
        elif rule.better_counts and rule.tier == rule.tiers:
            yield problem("always_met", *path, "tier", found=f"nhóm {rule.tier} hoặc tốt hơn")
    elif isinstance(rule, Attested):
        yield from _measure(rule.measure, ("yes_no",), (*path, "measure"), measures)
    elif isinstance(rule, Recognised | Veto):
        column = "level" if isinstance(rule, Recognised) else "severity"
        yield from _table(programme, rule.table, (*path, "table"))
        fitting = [it.code for it in TABLES.values() if column in {c.code for c in it.columns}]
        if rule.table in TABLES and rule.table not in fitting:
            yield problem("wrong_table", *path, "table", found=rule.table, expected=listed(fitting))


def _reach(rule: Threshold, measure: Measure, path: Path) -> Iterator[Problem]:
    """Compare a threshold with what its figure can be at all."""
    type_ = value_type(measure)
    low = Decimal(1) if type_ == "rank" else Decimal(0)
    high = _FULL if type_ == "pct" else None
    if isinstance(measure.source, Reported) and measure.source.maximum is not None:
        high = measure.source.maximum
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
    span = f"từ {low} đến {high}" if high is not None else f"từ {low} trở lên"
    if never[op]:
        yield problem("unreachable", *path, "value", found=written, expected=span)
    elif always[op]:
        yield problem("always_met", *path, "value", found=written)
    margin = rule.near_margin
    if margin is not None and not 0 < margin <= (high or value):
        yield problem("margin_impossible", *path, "near_margin", found=margin)


def _contradictions(programme: Programme) -> Iterator[Problem]:
    """Yield conditions of units that repeat an earlier one or can never hold beside it."""
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
