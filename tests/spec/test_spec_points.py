"""The tables of tests/spec about points: one scoring rule each, or a whole tree of criteria."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from spec_facts import warehouse_of
from spec_tables import LEAF, YEAR, Table, of_family

from schemas.point_words import point_rule_text
from schemas.verdict_words import formula_text
from warehouse import intervals, readers
from warehouse.store import Store

POINTS = of_family("points")
RULES = [table for table in POINTS if "point_rule" in table.data]
INTERVALS = [table for table in POINTS if table.stem == "rank_interval"]
TREES = [table for table in POINTS if "criteria" in table.data and table not in INTERVALS]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """All tables about points in one warehouse."""
    return warehouse_of("points", tmp_path_factory.mktemp("spec") / "kho")


@pytest.mark.parametrize("table", RULES, ids=[each.name for each in RULES])
def test_points_of_a_rule(store: Store, table: Table) -> None:
    for unit, case in table.cases:
        (found,) = readers.unit_verdicts(store, table.name, YEAR, unit).to_dicts()
        points = Decimal(case["points"]) if "points" in case else None
        shown = {
            "criterion_code": LEAF,
            "state": case["state"],
            "is_near": case.get("is_near", False),
            "score_points": points,
            "reason_code": case["reason"],
            "reason": case["says"],
        }
        assert {key: found[key] for key in shown} == shown, (unit, case["caption"])
        summary = readers.unit_summary(store, table.name, YEAR, unit)
        assert summary is not None
        if points is None:
            assert summary["rank"] is None, case["caption"]
        else:
            scored = (summary["score"], summary["max_score"])
            assert scored == (points, Decimal(table.data["maximum"])), case["caption"]


TOLD = [table for table in RULES if any("formula" in case for _, case in table.cases)]


@pytest.mark.parametrize("table", TOLD, ids=[each.name for each in TOLD])
def test_a_formula_with_its_numbers(store: Store, table: Table) -> None:
    """The formula is told from the figures that the judge itself kept."""
    (rule,) = store.query(
        """
        select r.* replace ('points' as rule_kind), r.rule_kind as point_rule_kind,
            m.source_kind, m.value_type, m.table_code as measure_table
        from core_point_rule as r
        join core_programme as p using (criteria_set_id)
        left join core_measure as m using (programme_id, measure_code)
        where p.programme_id = ?
        """,
        [table.name],
    ).to_dicts()
    for unit, case in table.cases:
        (fact,) = store.query(
            "select * from out_verdict where programme_id = ? and period_id = ? and unit_id = ?",
            [table.name, YEAR, unit],
        ).to_dicts()
        said = formula_text(rule, fact)
        assert said == case.get("formula", said), case["caption"]


@pytest.mark.parametrize("table", RULES, ids=[each.name for each in RULES])
def test_a_scoring_rule_in_words(table: Table) -> None:
    assert table.criteria_set is not None
    (leaf,) = table.criteria_set.criteria
    assert leaf.rule is not None
    assert point_rule_text(leaf.rule, leaf.maximum) == table.data["words"]


def _light(row: Mapping[str, Any]) -> str:
    word = "near" if row["is_near"] else row["state"]
    points = row["score_points"]
    return word if points is None else f"{word} {points.normalize():f}"


@pytest.mark.parametrize("table", TREES, ids=[each.name for each in TREES])
def test_points_of_a_criteria_set(store: Store, table: Table) -> None:
    assert table.criteria_set is not None
    for unit, case in table.cases:
        rows = readers.unit_verdicts(store, table.name, YEAR, unit).to_dicts()
        assert {row["criterion_code"]: _light(row) for row in rows} == case["lights"], case
        said = {row["criterion_code"]: row["reason"] for row in rows}
        assert said | case.get("says", {}) == said, case["caption"]
        for row in rows:
            assert row["is_near"] is False or row["state"] == "not_met"
        summary = readers.unit_summary(store, table.name, YEAR, unit)
        assert summary is not None
        if "score" in case:
            assert summary["excluded_reason_code"] is None, case["caption"]
            assert summary["score"] == Decimal(case["score"]), case["caption"]
            most = Decimal(case.get("maximum", table.criteria_set.maximum))
            assert summary["max_score"] == most, case["caption"]
        elif "excluded" in case:
            assert summary["excluded_reason_code"] == case["excluded"], case["caption"]
            assert (summary["rank"], summary["score"]) == (None, None), case["caption"]


APPRAISED = [table for table in TREES if table.stem == "appraisal_layers"]


@pytest.mark.parametrize("table", APPRAISED, ids=[each.name for each in APPRAISED])
def test_what_nobody_appraised_is_provisional(store: Store, table: Table) -> None:
    for unit, case in table.cases:
        found = store.query(
            """
            select criterion_code from out_verdict
            where programme_id = ? and period_id = ? and unit_id = ? and is_provisional
            """,
            [table.name, YEAR, unit],
        )
        assert sorted(found["criterion_code"]) == sorted(case["provisional"]), case["caption"]


@pytest.mark.parametrize("table", INTERVALS, ids=[each.name for each in INTERVALS])
def test_how_sure_a_place_is(store: Store, table: Table) -> None:
    found = {
        row["unit_code"]: row
        for row in intervals.rank_intervals(store, table.name, YEAR).to_dicts()
    }
    for unit, case in table.cases:
        row = found[unit]
        shown = {
            "rank": row["rank"],
            "possible": [row["best_rank"], row["worst_rank"]],
            "weighed": [row["low_rank"], row["high_rank"]],
            "level_with": [each.removeprefix(f"{table.name}-") for each in row["tied_with"]],
        }
        assert shown == {key: case[key] for key in shown}, unit


@pytest.mark.parametrize(
    ("unit", "criterion", "cells"),
    [
        ("sum_of_parts_1-1", "A", {"A 10"}),
        ("sum_of_parts_1-1", "B", {"B1 12", "B2 8"}),
        ("sum_of_parts_1-12", "A", {"A 9", "A 10"}),
        ("yes_no_1-1", LEAF, {"figure yes"}),
        ("yes_no_1-5", LEAF, {"figure yes", "figure no"}),
        ("deadline_1-4", LEAF, {"figure 2022-12-21"}),
        ("per_item_1-1", LEAF, {"level district"}),
        ("appraisal_layers_1-2", "A", {"A 9", "A 7"}),
    ],
)
def test_points_lead_to_their_cells(
    store: Store, unit: str, criterion: str, cells: set[str]
) -> None:
    """Every layer is shown beside the others."""
    found = readers.sources(store, unit.rsplit("-", 1)[0], YEAR, unit, criterion)
    shown = [f"{row['column_code']} {row['text']}" for row in found.to_dicts()]
    assert sorted(shown) == sorted(cells)
