"""Result tables of a plan: what a coordinator publishes, and what a council concludes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests.conftest import state_of
from tests.result_tables import saved, xlsx
from tests.test_check import check_words
from tests.test_table import load
from warehouse import readers
from warehouse.store import Store

PLAN, YEAR = "ninh_hoa_2022", "2022-Y"


def plan_table(rows: Sequence[Mapping[str, Any]]) -> bytes:
    headings = list(dict.fromkeys(key for row in rows for key in row))
    return saved(xlsx([headings, *([row.get(key) for key in headings] for row in rows)]))


def states(store: Store, unit: str) -> dict[str, tuple[str, str]]:
    return {
        row["criterion_code"]: (row["state"], row["reason"])
        for row in readers.unit_verdicts(store, PLAN, YEAR, unit).to_dicts()
    }


def test_a_coordinator_publishes_classes_and_conclusions(store: Store) -> None:
    data = plan_table(
        [
            {"Mã đơn vị": "22528", "Xếp loại PAR Index": "Tốt", "par_points": "95,25",
             "general_conduct": "Đạt", "general_conduct.ly_do": "Biên bản 03/BB-HĐ"},
            {"Mã đơn vị": "Phường Ninh Giang", "Xếp loại PAR Index": "khá",
             "general_conduct": "không đạt", "general_conduct.ly_do": "Bị nhắc nhở"},
        ]
    )  # fmt: skip
    outcome = load(store, data, "hội đồng.xlsx", PLAN, YEAR)
    assert outcome.accepted, outcome.findings
    first, second = states(store, "22528"), states(store, "22591")
    assert first["par_class"][0] == "met"
    assert first["general_conduct"][0] == "met"
    assert "Biên bản 03/BB-HĐ" in first["general_conduct"][1]
    assert second["par_class"][0] == "not_met"
    assert second["general_conduct"][0] == "not_met"
    assert "Bị nhắc nhở" in second["general_conduct"][1]
    cells = readers.sources(store, PLAN, YEAR, "22528", "general_conduct").to_dicts()
    assert {(row["cell"], row["text"]) for row in cells} == {
        ("D2", "Đạt"),
        ("E2", "Biên bản 03/BB-HĐ"),
    }
    assert {row["layer"] for row in cells} == {"published"}


def test_a_published_class_stands_above_the_units_own(store: Store) -> None:
    from tests.fill import good_form
    from tests.test_submit import accepted

    accepted(store, good_form(store, period=YEAR))
    assert states(store, "22528")["par_class"][0] == "met"
    data = plan_table([{"Mã đơn vị": "22528", "par_class": "Khá"}])
    assert load(store, data, "a.xlsx", PLAN, YEAR).accepted
    assert states(store, "22528")["par_class"][0] == "not_met"
    # and the unit handing in again changes nothing about it
    accepted(store, good_form(store, period=YEAR))
    assert states(store, "22528")["par_class"][0] == "not_met"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"general_conduct": "Đạt"}, [("table.reason_required", "B2")]),
        (
            {"general_conduct": "Đạt", "general_conduct.ly_do": " "},
            [("table.reason_required", "B2")],
        ),
        ({"general_conduct": "có lẽ", "general_conduct.ly_do": "a"}, [("table.not_number", "B2")]),
        ({"par_class": "Xuất sắc"}, [("table.not_number", "B2")]),
        ({"par_points": 101}, [("table.out_of_range", "B2")]),
    ],
)
def test_conclusions_need_reasons_and_figures_their_range(
    store: Store, row: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    before = state_of(store.data_dir)
    outcome = load(store, plan_table([{"Mã đơn vị": "22528"} | row]), "a.xlsx", PLAN, YEAR)
    assert [(found.code, found.cell) for found in outcome.findings] == expected
    for found in outcome.findings:
        check_words(found)
    assert state_of(store.data_dir) == before
