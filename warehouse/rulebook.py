"""The rule files in the warehouse: the tables that the views read rules from.

Mirrors of the data files, replaced as a whole when a file changes; every text that was ever in
force stays in ``meta_rulebook`` with the revision at which it came.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import duckdb

from schemas.point_words import count_words
from schemas.programme import Programme
from schemas.reader import RuleBook
from schemas.register import Register
from schemas.rules import CountOfRows, Measure, RatioOfRows, RatioOfSums, Reported, Source, Survey
from schemas.survey_formulas import SURVEY_FORMULAS
from schemas.tables import LEVELS, POSITIONS, SEVERITIES
from warehouse import rows
from warehouse.rulebook_conditions import condition_rows, figure_rows
from warehouse.rulebook_periods import period_rows
from warehouse.rulebook_scales import INDEX_SCALE, PER_CENT, RANK_SCALE, UNIT_SCALE
from warehouse.rulebook_scenarios import scenario_tables
from warehouse.rulebook_sets import (
    criterion_rows,
    leaf_rows,
    leaves_below,
    rule_rows,
    set_row,
    step_rows,
)
from warehouse.target_units import target_unit_rows
from warehouse.units import programme_unit_rows

Row = Mapping[str, Any]

LAYERS: Mapping[str, str] = {
    "self": "Đơn vị tự báo cáo",
    "appraised": "Thẩm định",
    "explained": "Sau giải trình",
    "published": "Kết quả được công bố",
}
"""Where a figure comes from, from the weakest up: the highest layer stands, not the largest."""

_WHOLE = Decimal(1)


def load_rules(
    connection: duckdb.DuckDBPyConnection, book: RuleBook, register: Register, revision: int
) -> None:
    """Write every rule table from the rule book, and keep the texts that are new."""
    programmes = list(book.programmes.values())
    sets = list(book.criteria_sets.values())
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
        "core_programme_dataset": [
            {"programme_id": item.id, "dataset_id": dataset}
            for item in programmes
            for dataset in dict.fromkeys((item.id, item.criteria_set or item.id))
        ],
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
        "core_target_unit": list(target_unit_rows(register, programmes)),
        "core_period": [row for item in programmes for row in period_rows(item, book)],
        "core_ranking_key": [row for item in programmes for row in _ranking_keys(item)],
        "core_uncertainty": [row for item in programmes for row in _uncertainty(item)],
        "core_measure": [
            _measure(item, measure, order)
            for item in programmes
            for order, measure in enumerate(_measures(item, book))
        ],
        "core_measure_column": [
            row
            for item in programmes
            for each in _measures(item, book)
            for row in _columns(item, each)
        ],
        "core_condition": [row for item in programmes for row in condition_rows(item)],
        "core_condition_measure": [row for item in programmes for row in figure_rows(item)],
        "core_criteria_set": [set_row(item) for item in sets],
        "core_criterion": [row for item in sets for row in criterion_rows(item)],
        "core_criterion_leaf": [
            {"criteria_set_id": item.id, "criterion_code": each.code, "leaf_code": leaf}
            for item in sets
            for each in item.criteria
            for leaf in leaves_below(item, each)
        ],
        "core_leaf": [
            row
            for item in programmes
            if item.criteria_set
            for row in leaf_rows(item.id, book.criteria_sets[item.criteria_set])
        ],
        "core_point_rule": [row for item in sets for row in rule_rows(item)],
        "core_point_step": [row for item in sets for row in step_rows(item)],
    }
    tables |= scenario_tables(programmes, book)
    for table, content in tables.items():
        rows.replace(connection, table, content)
    _keep_texts(connection, book, revision)


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
        "approval": programme.approval,
        "programme_order": order,
    }


def _ranking_keys(programme: Programme) -> Iterator[Row]:
    for order, key in enumerate(programme.ranking.keys):
        yield {
            "programme_id": programme.id,
            "key_order": order,
            "key_kind": key.by,
            "measure_code": key.measure,
            "unit_scale": UNIT_SCALE,
            "rank_scale": INDEX_SCALE,
        }


def _uncertainty(programme: Programme) -> Iterator[Row]:
    declared = programme.ranking.uncertainty
    if declared is not None:
        yield {"programme_id": programme.id, **declared.model_dump()}


def _measures(programme: Programme, book: RuleBook) -> tuple[Measure, ...]:
    """Return a programme's figures and, after them, those of its criteria set."""
    name = programme.criteria_set
    return programme.measures + (book.criteria_sets[name].measures if name else ())


def _measure(programme: Programme, measure: Measure, order: int) -> Row:
    source = measure.source
    is_ratio = isinstance(source, RatioOfSums | RatioOfRows | Survey)
    above, below = count_words(source) if is_ratio else (None, None)
    return {
        "programme_id": programme.id,
        "measure_code": measure.code,
        "label": measure.label,
        "source_kind": source.kind,
        "value_type": _value_type(source),
        "table_code": getattr(source, "table", None),
        "scale": PER_CENT if is_ratio else 1,
        "rank_scale": RANK_SCALE,
        "when_zero": getattr(source, "when_zero", None),
        "numerator_words": above,
        "denominator_words": below,
        "measure_order": order,
    }


def _value_type(source: Source) -> str:
    if isinstance(source, Reported):
        return source.value
    return "count" if isinstance(source, CountOfRows) else "pct"


def _columns(programme: Programme, measure: Measure) -> Iterator[Row]:
    source = measure.source
    roles: dict[str, Mapping[str, Decimal]] = {}
    if isinstance(source, RatioOfSums):
        roles = {
            "numerator": dict.fromkeys(source.numerator, _WHOLE),
            "denominator": dict.fromkeys(source.denominator, _WHOLE),
        }
    elif isinstance(source, Survey):
        worth = SURVEY_FORMULAS[source.formula].worth
        roles = {"numerator": worth, "denominator": dict.fromkeys(worth, _WHOLE)}
    elif isinstance(source, RatioOfRows | CountOfRows):
        roles = {"all_yes": dict.fromkeys(source.all_yes, _WHOLE)}
    for role, columns in roles.items():
        for column, worth_of in columns.items():
            yield {
                "programme_id": programme.id,
                "measure_code": measure.code,
                "role": role,
                "column_code": column,
                "worth": worth_of,
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
