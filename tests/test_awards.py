"""The award file of a year: nothing is picked, ties at the line stay together, terms are read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from etl.awards import is_near_miss
from tests.conftest import Command
from tests.fill import PROGRAMME, good_form
from tests.test_submit import accepted
from warehouse.store import Store


def awards(thidua: Command, folder: Path, programme: str, year: int) -> dict[str, Any]:
    ran = thidua("awards", programme, "--year", str(year), "--json", data=folder)
    assert ran.code == 0
    found: dict[str, Any] = ran.document
    return found


def quota(document: dict[str, Any], form: str, subject: str) -> dict[str, Any]:
    (award,) = [each for each in document["awards"] if each["form"] == form]
    (found,) = [each for each in award["quotas"] if each["subject"] == subject]
    return dict(found)


def places(proposal: list[dict[str, Any]]) -> list[tuple[int, str]]:
    return [(row["rank"], row["place"]) for row in proposal]


def test_the_tie_straddles_the_line_of_ten(thidua: Command, demo_dir: Path) -> None:
    document = awards(thidua, demo_dir, "ninh_hoa_2022", 2022)
    line = quota(document, "giay_khen", "collective")
    assert line["maximum"] == 10
    wanted = [(rank, "within") for rank in range(1, 10)]
    wanted += [(10, "tied_at_line")] * 3 + [(13, "beyond"), (14, "beyond")]
    assert places(line["proposal"]) == wanted
    tied = [row for row in line["proposal"] if row["place"] == "tied_at_line"]
    assert {row["tied"] for row in tied} == {3}
    assert {row["group"] for row in tied} == {"commune", "department"}
    assert {row["place_label"] for row in tied} == {"đồng hạng ở mức cuối"}
    assert document["decided_by"] == "hội đồng"
    assert document["is_sample"] is True


def test_the_tie_straddles_the_line_of_five(thidua: Command, demo_dir: Path) -> None:
    document = awards(thidua, demo_dir, "hon_quan_2024", 2024)
    line = quota(document, "giay_khen", "collective")
    assert places(line["proposal"]) == [
        (1, "within"), (2, "within"), (3, "within"), (4, "within"),
        (5, "tied_at_line"), (5, "tied_at_line"), (7, "beyond"),
    ]  # fmt: skip


def test_a_quota_set_elsewhere_draws_no_line(thidua: Command, demo_dir: Path) -> None:
    document = awards(thidua, demo_dir, "ninh_hoa_2022", 2022)
    line = quota(document, "bang_khen", "collective")
    assert (line["source"], line["maximum"]) == ("external", None)
    assert {row["place"] for row in line["proposal"]} == {"open"}
    # individuals are not ranked by figures of their unit
    assert quota(document, "giay_khen", "individual")["proposal"] == []
    assert len(document["individual_conditions"]) == 6


@pytest.mark.parametrize(
    ("states", "is_near"),
    [
        (["met", "not_met", "not_applicable", "council"], True),
        (["met", "met"], False),
        (["not_met", "pending"], False),
        (["not_met", "not_met"], False),
        (["not_met", "excluded"], False),
        (["pending"], False),
    ],
)
def test_almost_there_is_who_lacks_one_known_thing(states: list[str], is_near: bool) -> None:
    assert is_near_miss(states) is is_near


def test_states_are_judged_before_any_order(thidua: Command, demo_dir: Path) -> None:
    document = awards(thidua, demo_dir, "hon_quan_2024", 2024)
    units = {row["unit"]: row for row in document["units"]}
    assert units["25357"]["state"] == "excluded"
    assert units["25357"]["rank"] is None
    assert units["25348"]["state"] == "pending"
    assert units["25330"]["state"] == "council"
    assert units["25349"]["state"] == "not_met"
    assert units["25349"]["is_near_miss"]
    assert "PAR INDEX từ 90% trở lên: chưa đạt" in units["25349"]["why"]
    # what does not apply is nobody's fault
    assert units["25360"]["conditions"]["par_index"] == "not_applicable"
    assert all("PAR INDEX" not in why for why in units["25360"]["why"])
    proposed = {row["unit"] for row in quota(document, "giay_khen", "collective")["proposal"]}
    assert proposed == {code for code, row in units.items() if row["state"] == "met"}


@pytest.mark.parametrize(
    ("programme", "year", "code", "expected"),
    [
        # “trước ngày 31/12”: the last good day is the 30th
        ("hon_quan_2024", 2024, "dossier", {"last_day": "2024-12-30", "is_open": False}),
        # “10 days before the conference”, whose day nobody knows yet
        ("hon_quan_2024", 2024, "proposal", {"last_day": None, "is_open": True}),
        ("ninh_hoa_2022", 2022, "dossier", {"last_day": None, "is_open": True}),
        ("ninh_hoa_2022", 2022, "own_plan", {"first_day": "2022-01-01", "last_day": "2022-03-31"}),
        # the one year with a term of its own
        ("van_lam_2021", 2021, "nomination", {"is_special_year": True}),
        ("van_lam_2021", 2023, "nomination", {"is_special_year": False}),
    ],
)
def test_deadlines_of_a_year(
    thidua: Command, warehouse_dir: Path, programme: str, year: int, code: str,
    expected: dict[str, Any],
) -> None:  # fmt: skip
    document = awards(thidua, warehouse_dir, programme, year)
    (deadline,) = [each for each in document["deadlines"] if each["code"] == code]
    assert {key: deadline[key] for key in expected} == expected
    assert deadline["cite"]


def test_the_dossier_is_listed_with_its_legal_form(thidua: Command, warehouse_dir: Path) -> None:
    dossier = awards(thidua, warehouse_dir, "ninh_hoa_2022", 2022)["dossier"]
    assert dossier["sets"] == 2
    assert "Mẫu số 07" in {part["form"] for part in dossier["parts"]}


def test_one_met_unit_is_proposed_from_real_files(
    thidua: Command, store: Store, tmp_path: Path
) -> None:
    """From a filled workbook and the council's table to a proposal of one."""
    tasks = good_form(store, period="2022-Y").put("Nhiệm vụ", "F7", "Có")
    tasks.put("Nhiệm vụ", "E7", "11/03/2022").put("Nhiệm vụ", "G7", "Có")
    accepted(store, tasks)
    before = awards(thidua, store.data_dir, PROGRAMME, 2022)
    assert next(row for row in before["units"] if row["unit"] == "22528")["state"] == "council"
    assert quota(before, "giay_khen", "collective")["proposal"] == []
    table = tmp_path / "hoi-dong.csv"
    table.write_text(
        "Mã đơn vị;general_conduct;general_conduct.ly_do\n22528;Đạt;Biên bản 03/BB-HĐ\n", "utf-8"
    )
    ran = thidua(
        "table", table, "--criteria-set", PROGRAMME, "--period", "2022-Y", data=store.data_dir
    )
    assert ran.code == 0
    after = awards(thidua, store.data_dir, PROGRAMME, 2022)
    line = quota(after, "giay_khen", "collective")
    assert [(row["rank"], row["unit"], row["place"]) for row in line["proposal"]] == [
        (1, "22528", "within")
    ]
    assert after["is_sample"] is False
    told = thidua("awards", PROGRAMME, "--year", "2022", data=store.data_dir).out
    assert "Hệ thống chỉ đề xuất; hội đồng quyết định." in told
    assert "trong hạn mức" in told
