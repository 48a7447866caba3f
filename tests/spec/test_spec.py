"""The tables of tests/spec: test, specification and, later, the help page "Cách chấm" at once.

Here: conditions of units, boards and quotas. What a case expects is read back through the readers
that the screens use; points and persons have files of their own.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from spec_facts import warehouse_of
from spec_tables import YEAR, Table, of_family, of_file

from warehouse import award_readers, readers
from warehouse.store import Store

RULES = [table for table in of_family("plan") if "rule" in table.data]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """All tables about conditions in one warehouse."""
    return warehouse_of("plan", tmp_path_factory.mktemp("spec") / "kho")


@pytest.mark.parametrize("table", RULES, ids=[each.name for each in RULES])
def test_verdicts_of_a_rule(store: Store, table: Table) -> None:
    for unit, case in table.cases:
        (found,) = readers.unit_verdicts(store, table.name, YEAR, unit, in_full=True).to_dicts()
        expected = {
            "state": case["state"],
            "is_near": case.get("is_near", False),
            "reason_code": case["reason"],
            "gap_count": case.get("gap"),
            "value_text": case.get("value", ""),
            "gap_text": case.get("lacks", ""),
            "needed_text": table.data["needs"],
            "reason": case["says"],
        }
        for key in table.data.get("unchecked", ()):
            expected.pop(key)
        if case["state"] != "not_met":  # what lacks is only said where something lacks
            expected.pop("gap_count")
        assert {key: found[key] for key in expected} == expected, (unit, case["caption"])
        if "is_late" in case:
            summary = readers.unit_summary(store, table.name, YEAR, unit)
            assert summary is not None
            assert summary["is_late"] is case["is_late"], case["caption"]


@pytest.mark.parametrize("table", of_file("ranking"), ids=lambda each: each.data["title"])
def test_board_of_a_table(store: Store, table: Table) -> None:
    board = {
        row["unit_code"]: row for row in readers.leaderboard(store, table.name, YEAR).to_dicts()
    }
    left_out = {
        row["unit_code"]: (row["reason_code"], row["reason"])
        for row in readers.excluded(store, table.name, YEAR).to_dicts()
    }
    expected_out = {
        unit: (case["excluded"], case["says"]) for unit, case in table.cases if "excluded" in case
    }
    assert left_out == expected_out
    assert board.keys() == {unit for unit, _ in table.cases} - expected_out.keys()
    for unit, case in table.cases:
        if unit in expected_out:
            continue
        found = board[unit]
        expected = (case["rank"], case["is_tied"], case["ranked"], case["group"])
        shown = tuple(found[key] for key in ("rank", "is_tied", "ranked_count", "group_code"))
        assert shown == expected, unit
        if "score" in case:
            assert found["score"] == Decimal(case["score"]), unit
            assert found["max_score"] == Decimal(case["maximum"]), unit


@pytest.mark.parametrize("table", of_file("quota"), ids=lambda each: each.data["title"])
def test_proposal_against_a_quota(store: Store, table: Table) -> None:
    eligible = {
        row["unit_code"]: row
        for row in award_readers.eligibility(store, table.name, YEAR, in_full=True).to_dicts()
    }
    maximum = table.data["maximum"]
    line = award_readers.quota_line(store, table.name, YEAR, maximum, in_full=True).to_dicts()
    places = {row["unit_code"]: row for row in line}
    assert eligible.keys() == {unit for unit, _ in table.cases}
    for unit, case in table.cases:
        row = eligible[unit]
        assert row["state"] == case["state"], unit
        assert row["not_met_count"] == case.get("not_met", 0), unit
        assert (row["proposal_rank"], row["tied_count"]) == (
            case.get("proposal"),
            case.get("tied"),
        ), unit
        assert (places[unit]["place"] if unit in places else None) == case.get("place"), unit


@pytest.mark.parametrize(
    ("unit", "criterion", "cells"),
    [
        ("threshold_1-1", "c0", {"early_count 0", "late_count 20", "on_time_count 980"}),
        ("threshold_5-3", "c0", {f"{column} {said}" for column in (
            "is_on_time", "is_quality_accepted") for said in ("yes", "no")}),
        ("class_band_1-1", "c0", {"figure tot"}),
        ("recognised_1-1", "c0", {"document_number 15/QĐ-UBND", "level district"}),
        ("veto_1-1", "c0", {"position key_leader", "severity reprimand"}),
        ("attested_1-1", "c0", {"figure yes"}),
        ("judged_1-1", "c0", {"c0 Hội đồng thống nhất", "c0 met"}),
        ("applies_if_1-1", "c0", {"applies yes", "figure 90"}),
        ("rank_improved_1-1", "c0", {"one 4", "two 5", "one 6", "two 7"}),
        ("layers_1-1", "c0", {"figure 95", "figure 85"}),
        ("threshold_1-17", "c0", {"early_count 0", "late_count 10", "on_time_count 990"}),
        ("hand_in_on_time_1-1", "c0", set()),
        ("threshold_1-16", "c0", set()),
    ],
)  # fmt: skip
def test_a_verdict_leads_to_its_cells(
    store: Store, unit: str, criterion: str, cells: set[str]
) -> None:
    """Every layer is shown; a hand-in that was replaced is not."""
    table = unit.rsplit("-", 1)[0]
    found = readers.sources(store, table, YEAR, unit, criterion, in_full=True)
    shown = [f"{row['column_code']} {row['text']}" for row in found.to_dicts()]
    assert set(shown) == cells
    assert len(shown) == (40 if table == "threshold_5" else len(cells)), "no cell twice"


def test_moments_of_receipt_are_local() -> None:
    (table,) = of_file("hand_in_on_time")
    moments = [case["received"] for _, case in table.cases if "received" in case]
    assert all(isinstance(each, dt.datetime) and each.tzinfo is None for each in moments)
