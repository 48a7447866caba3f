"""The rule files in the warehouse: the tables that the views read rules from.

Mirrors of the data files, replaced as a whole when a file changes; every text that was ever in
force stays in ``meta_rulebook`` with the revision at which it came.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import duckdb

from schemas.criteria_set import CriteriaSet, Criterion
from schemas.periods import periods_of
from schemas.programme import Condition, Measure, Programme
from schemas.reader import RuleBook
from schemas.register import Register
from schemas.rules import (
    Attested,
    ClassBand,
    Judged,
    RankImproved,
    RatioOfRows,
    RatioOfSums,
    Recognised,
    Reported,
    Threshold,
    Veto,
)
from schemas.tables import LEVELS, POSITIONS, SEVERITIES
from warehouse import rows
from warehouse.units import programme_unit_rows

Row = Mapping[str, Any]

LAYERS: Mapping[str, str] = {"self": "Đơn vị tự báo cáo", "published": "Kết quả được công bố"}
"""Where a figure comes from, from the weakest up: published stands above self-reported."""

_PER_CENT = 100
_RANK_SCALE = 10**18  # keeps apart any two fractions of counts up to 10**9
_UNIT_SCALE = 10**9  # exact figures have nine decimals: this makes whole numbers of them
_INDEX_SCALE = 10**24  # keeps apart any two indices whose maxima are below 1,000


def load_rules(
    connection: duckdb.DuckDBPyConnection, book: RuleBook, register: Register, revision: int
) -> None:
    """Write every rule table from the rule book, and keep the texts that are new."""
    programmes = list(book.programmes.values())
    tables: dict[str, list[Row]] = {
        "core_choice": list(_choices()),
        "core_class_band": [
            {
                "class_scheme_id": scheme.id,
                "band_code": band.code,
                "label": band.label,
                "band_order": band.order,
            }
            for scheme in book.class_schemes.values()
            for band in scheme.bands
        ],
        "core_programme": [_programme(item, order) for order, item in enumerate(programmes)],
        "core_programme_group": [
            {
                "programme_id": item.id,
                "group_code": group.code,
                "label": group.label,
                "group_order": order,
            }
            for item in programmes
            for order, group in enumerate(item.groups)
        ],
        "core_programme_unit": list(programme_unit_rows(register, programmes)),
        "core_period": [row for item in programmes for row in _periods(item, book)],
        "core_ranking_key": [
            {
                "programme_id": item.id,
                "key_order": order,
                "key_kind": key.by,
                "measure_code": key.measure,
                "unit_scale": _UNIT_SCALE,
                "rank_scale": _INDEX_SCALE,
            }
            for item in programmes
            for order, key in enumerate(item.ranking.keys)
        ],
        "core_measure": [
            _measure(item, measure, order)
            for item in programmes
            for order, measure in enumerate(item.measures)
        ],
        "core_measure_column": [
            row for item in programmes for each in item.measures for row in _columns(item, each)
        ],
        "core_condition": [
            _condition(item, condition, order)
            for item in programmes
            for order, condition in enumerate(item.conditions)
        ],
        "core_condition_measure": [
            {"programme_id": item.id, "condition_code": each.code, "measure_code": measure}
            for item in programmes
            for each in item.conditions
            if isinstance(each.rule, RankImproved)
            for measure in each.rule.measures
        ],
        "core_criteria_set": [_criteria_set(item) for item in book.criteria_sets.values()],
        "core_criterion": [row for item in book.criteria_sets.values() for row in _criteria(item)],
        "core_criterion_leaf": [
            {"criteria_set_id": item.id, "criterion_code": each.code, "leaf_code": leaf}
            for item in book.criteria_sets.values()
            for each in item.criteria
            for leaf in leaves_below(item, each)
        ],
    }
    for table, content in tables.items():
        rows.replace(connection, table, content)
    _keep_texts(connection, book, revision)


def leaves_below(criteria_set: CriteriaSet, criterion: Criterion) -> Iterator[str]:
    """Yield the codes of the published parts below a criterion; a part is its own leaf."""
    if criterion.kind != "sum":
        yield criterion.code
        return
    for child in criteria_set.criteria:
        if child.parent == criterion.code:
            yield from leaves_below(criteria_set, child)


def _choices() -> Iterator[Row]:
    lists = {"level": LEVELS, "severity": SEVERITIES, "position": POSITIONS, "layer": LAYERS}
    for list_code, choices in lists.items():
        for order, (code, label) in enumerate(choices.items()):
            yield {
                "list_code": list_code,
                "choice_code": code,
                "label": label,
                "choice_order": order,
            }


def _programme(programme: Programme, order: int) -> Row:
    return {
        "programme_id": programme.id,
        "family": programme.family,
        "title": programme.title,
        "short_title": programme.short_title,
        "class_scheme_id": programme.class_scheme,
        "criteria_set_id": programme.criteria_set,
        "is_ranking_ours": programme.ranking.ours,
        "ranking_note": programme.ranking.note,
        "has_workbook": programme.workbook is not None,
        "programme_order": order,
    }


def _periods(programme: Programme, book: RuleBook) -> Iterator[Row]:
    name = programme.reporting_calendar
    for period in periods_of(programme, book.calendars[name] if name else None):
        yield {
            "programme_id": programme.id,
            "period_id": period.period_id,
            "label": period.label,
            "year": period.year,
            "series": period.series,
            "period_order": period.order,
            "starts_on": period.starts_on,
            "ends_on": period.ends_on,
            "due_on": period.due_on,
        }


def _measure(programme: Programme, measure: Measure, order: int) -> Row:
    source = measure.source
    is_ratio = isinstance(source, RatioOfSums | RatioOfRows)
    return {
        "programme_id": programme.id,
        "measure_code": measure.code,
        "label": measure.label,
        "source_kind": source.kind,
        "value_type": source.value if isinstance(source, Reported) else "pct",
        "table_code": source.table if isinstance(source, RatioOfSums | RatioOfRows) else None,
        "scale": _PER_CENT if is_ratio else 1,
        "rank_scale": _RANK_SCALE,
        "when_zero": source.when_zero if isinstance(source, RatioOfSums | RatioOfRows) else None,
        "measure_order": order,
    }


def _columns(programme: Programme, measure: Measure) -> Iterator[Row]:
    source = measure.source
    roles: dict[str, tuple[str, ...]] = {}
    if isinstance(source, RatioOfSums):
        roles = {"numerator": source.numerator, "denominator": source.denominator}
    elif isinstance(source, RatioOfRows):
        roles = {"all_yes": source.all_yes}
    for role, columns in roles.items():
        for column in columns:
            yield {
                "programme_id": programme.id,
                "measure_code": measure.code,
                "role": role,
                "column_code": column,
            }


def _condition(programme: Programme, condition: Condition, order: int) -> Row:
    rule = condition.rule
    applies = condition.applies_if
    row: dict[str, Any] = {
        "programme_id": programme.id,
        "condition_code": condition.code,
        "condition_order": order,
        "subject": condition.subject,
        "label": condition.label,
        "asks": condition.asks,
        "rule_kind": rule.kind,
        "applies_measure": applies.measure if applies else None,
        "applies_equals": applies.equals if applies else None,
        "applies_text": applies.text if applies else None,
        "cite": condition.cite.section,
        "is_ours": condition.ours,
        "note": condition.note,
    }
    if isinstance(rule, Threshold):
        row |= {"measure_code": rule.measure, "op": rule.op, "threshold": rule.value}
        row |= {"near_margin": rule.near_margin}
    elif isinstance(rule, ClassBand):
        row |= {"measure_code": rule.measure, "op": rule.op, "band_code": rule.band}
    elif isinstance(rule, RankImproved):
        row |= {"combine": rule.combine, "no_base": rule.no_base}
        row |= {"already_first": rule.already_first}
    elif isinstance(rule, Recognised):
        row |= {"table_code": rule.table, "min_order": list(LEVELS).index(rule.min_level)}
    elif isinstance(rule, Veto):
        row |= {"table_code": rule.table, "min_order": list(SEVERITIES).index(rule.min_severity)}
    elif isinstance(rule, Attested):
        row |= {"measure_code": rule.measure}
    elif isinstance(rule, Judged):
        row |= {"judged_by": rule.by}
    return row


def _criteria_set(criteria_set: CriteriaSet) -> Row:
    return {
        "criteria_set_id": criteria_set.id,
        "title": criteria_set.title,
        "maximum": criteria_set.maximum,
        "decimals": criteria_set.decimals,
        "published_total": criteria_set.published_total,
        "published_rank": criteria_set.published_rank,
        "met_from_pct": criteria_set.lights.met_from_pct,
        "near_from_pct": criteria_set.lights.near_from_pct,
        "pct_scale": _PER_CENT,
        "lights_note": criteria_set.lights.note,
    }


def _criteria(criteria_set: CriteriaSet) -> Iterator[Row]:
    depths: dict[str, int] = {}
    for order, criterion in enumerate(criteria_set.criteria):
        depths[criterion.code] = 0 if criterion.parent is None else depths[criterion.parent] + 1
        yield {
            "criteria_set_id": criteria_set.id,
            "criterion_code": criterion.code,
            "parent_code": criterion.parent,
            "name": criterion.name,
            "maximum": criterion.maximum,
            "kind": criterion.kind,
            "criterion_order": order,
            "depth": depths[criterion.code],
            "cite": criterion.cite.section if criterion.cite else None,
            "note": criterion.note,
        }


def _keep_texts(connection: duckdb.DuckDBPyConnection, book: RuleBook, revision: int) -> None:
    known = {
        (str(rulebook_id), str(sha256))
        for rulebook_id, sha256 in connection.execute(
            "select rulebook_id, sha256 from meta_rulebook"
        ).fetchall()
    }
    rows.insert(
        connection,
        "meta_rulebook",
        [
            {
                "rulebook_id": name,
                "kind": text.kind,
                "sha256": text.sha256,
                "text": text.text,
                "revision": revision,
            }
            for name, text in book.texts.items()
            if (name, text.sha256) not in known
        ],
    )
