"""The tables of tests/spec about persons: what the unit's own list and decisions say of each."""

from __future__ import annotations

from typing import Any

import pytest
from spec_facts import warehouse_of
from spec_tables import YEAR, Table, of_family

from schemas.tables import LEVELS
from schemas.verdict_words import needed_text, reason_text
from warehouse.store import Store

PEOPLE = of_family("people")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """All tables about persons in one warehouse."""
    return warehouse_of("people", tmp_path_factory.mktemp("spec") / "kho")


@pytest.mark.parametrize("table", PEOPLE, ids=[each.name for each in PEOPLE])
def test_verdicts_of_persons(store: Store, table: Table) -> None:
    for unit, case in table.cases:
        rows = store.query(
            """
            select * from out_individual_verdict
            where programme_id = ? and period_id = ? and unit_id = ? and condition_code = 'p0'
            order by person_code
            """,
            [table.name, YEAR, unit],
        ).to_dicts()
        found = [
            (row["person_code"], row["state"], row["is_near"], row["reason_code"], reason_text(row))
            for row in rows
        ]
        expected = [
            (each["code"], each["state"], each.get("is_near", False), each["reason"], each["says"])
            for each in case["persons"]
        ]
        assert found == expected, (unit, case["caption"])


@pytest.mark.parametrize("table", PEOPLE, ids=[each.name for each in PEOPLE])
def test_what_is_asked_of_a_person(table: Table) -> None:
    rule: dict[str, Any] = dict(table.data["rule"])
    said = {"rule_kind": rule["kind"], "judged_by": rule.get("by")}
    if "min_level" in rule:
        said["min_order"] = list(LEVELS).index(rule["min_level"])
    assert needed_text(said) == table.data["needs"]
