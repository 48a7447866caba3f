"""The demo: a real board to the last digit, sample figures that say so, instructive cases."""

from __future__ import annotations

import itertools
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest

from etl.demo_plans import PLANS
from etl.demo_points import APPRAISERS
from etl.demo_tables import (
    HOA_BINH_SOURCE,
    INDEX_SOURCE,
    PAPI_SETS,
    PAPI_SOURCE,
    SAMPLE_SOURCE,
)
from etl.scope import programme_of, rule_book
from schemas.criteria_set import Criterion
from schemas.point_rules import PointRule
from tests.conftest import Command, process, state_of
from tests.fill import good_form
from tests.result_tables import PARTS, published
from tests.test_check import GOLDEN
from tests.test_submit import accepted
from warehouse import readers
from warehouse.store import Store

CASES = tomllib.loads((GOLDEN / "demo_verdicts.toml").read_text("utf-8"))
REAL = {
    "qd_766": INDEX_SOURCE,
    "hoa_binh_2022": HOA_BINH_SOURCE,
    **dict.fromkeys(PAPI_SETS, PAPI_SOURCE),
}
MAXIMA = {"CKMB": 18, "TDGQ": 20, "MDSH": 22, "CLGQ": 12, "TTTT": 10, "MDHL": 18}


def lists() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Yield each peer group of the published figures, in the published order."""
    rows = sorted(published(), key=lambda row: (row["group"], int(row["published_order"])))
    for group, found in itertools.groupby(rows, key=lambda row: row["group"]):
        yield group, list(found)


# ---------------------------------------------------------------- the real board


def test_the_published_figures_are_whole() -> None:
    """102 communes and 15 departments of An Giang, 34 provinces; every total is its parts."""
    assert {group: len(rows) for group, rows in lists()} == {
        "commune": 102,
        "department": 15,
        "province": 34,
    }
    for row in published():
        parts = {part: Decimal(row[part]) for part in PARTS}
        assert sum(parts.values()) == Decimal(row["published_total"])
        assert all(0 <= value <= MAXIMA[part] for part, value in parts.items())


def test_board_766_is_the_published_one(thidua: Command, demo_dir: Path) -> None:
    document = thidua("board", "qd_766", "--period", "2025-10", "--json", data=demo_dir).document
    assert document["excluded"] == []
    assert document["is_sample"] is False
    by_group: dict[str, list[dict[str, Any]]] = {}
    for row in document["rows"]:
        by_group.setdefault(row["group"], []).append(row)
    assert list(by_group) == ["commune", "department", "province"]
    assert len(by_group["commune"]) + len(by_group["department"]) == 117
    for group, rows in lists():
        board = by_group[group]
        # the published order, unit by unit
        assert [row["unit"] for row in board] == [row["unit_code"] for row in rows]
        totals = [Decimal(row["published_total"]) for row in rows]
        assert [Decimal(row["score"]) for row in board] == totals
        assert {row["max"] for row in board} == {"100"}
        # a rank is one more than the number of better ones, so equal totals share it
        ranks = [1 + sum(other > total for other in totals) for total in totals]
        assert [row["rank"] for row in board] == ranks
    ties = [
        rank
        for board in by_group.values()
        for rank, rows in itertools.groupby(board, key=lambda row: row["rank"])
        if len(list(rows)) > 1
    ]
    assert ties, "equal totals are in the data, so shared ranks must be too"


def test_parts_of_the_board_add_up_to_the_published_totals(demo: Store) -> None:
    found = demo.query(
        "select unit_code, criterion_code, points from out_verdict "
        "join core_programme_unit using (programme_id, unit_id, group_code) "
        "where programme_id = 'qd_766' and period_id = '2025-10'"
    )
    points: dict[str, dict[str, Decimal]] = {}
    for unit, criterion, value in found.iter_rows():
        points.setdefault(unit, {})[criterion] = value
    assert len(points) == 151
    for row in published():
        unit = points[row["unit_code"]]
        assert {part: unit[part] for part in PARTS} == {part: Decimal(row[part]) for part in PARTS}
        assert unit["DVTT"] == unit["CLGQ"] + unit["TTTT"]
        roots = (unit[code] for code in ("CKMB", "TDGQ", "MDSH", "DVTT", "MDHL"))
        assert sum(roots) == Decimal(row["published_total"])


def test_why_of_the_real_board_names_its_source(thidua: Command, demo_dir: Path) -> None:
    row = next(row for row in published() if row["unit_code"] == "30292")
    why = thidua("why", "qd_766", "30292", "TDGQ", "--period", "2025-10", "--json", data=demo_dir)
    (cell,) = why.document["inputs"]
    assert cell["text"] == row["TDGQ"]
    assert (cell["file"], cell["sheet"]) == ("qd-766-2025-10-xa-phuong.xlsx", "Kết quả")
    # the row of the sheet is the published order among the communes
    communes = [row["unit_code"] for group, rows in lists() if group == "commune" for row in rows]
    assert cell["cell"] == f"D{communes.index('30292') + 2}"
    assert cell["source"].startswith("Cổng Dịch vụ công quốc gia")
    assert cell["is_sample"] is False


# ---------------------------------------------------------------- the instructive cases


@pytest.mark.parametrize("case", CASES["verdicts"], ids=lambda case: "/".join(case[:4]))
def test_instructive_verdict(demo: Store, case: list[Any]) -> None:
    programme, period, unit, criterion, state, reason, is_near, figure = case
    rows = readers.unit_verdicts(demo, programme, period, unit, in_full=True).to_dicts()
    (row,) = [row for row in rows if row["criterion_code"] == criterion]
    assert (row["state"], row["reason_code"], row["is_near"]) == (state, reason, is_near)
    if figure != "?":
        assert row["value_text"] == figure
    assert row["reason"].endswith((".", ")"))


@pytest.mark.parametrize("case", CASES["excluded"], ids=lambda case: "/".join(case))
def test_instructive_exclusion(demo: Store, case: list[str]) -> None:
    programme, period, unit, reason = case
    excluded = readers.excluded(demo, programme, period)
    assert dict(excluded.select("unit_code", "reason_code").iter_rows())[unit] == reason
    assert unit not in readers.leaderboard(demo, programme, period)["unit_code"].to_list()
    summary = readers.unit_summary(demo, programme, period, unit)
    assert summary is not None
    assert summary["rank"] is None


@pytest.mark.parametrize("case", CASES["late"], ids=lambda case: "/".join(case))
def test_late_units_are_ranked_and_marked(demo: Store, case: list[str]) -> None:
    programme, period, unit = case
    board = readers.leaderboard(demo, programme, period)
    assert dict(board.select("unit_code", "is_late").iter_rows())[unit] is True


# ---------------------------------------------------------------- sample figures say so


def test_sample_is_labelled_and_the_real_boards_are_not(demo: Store) -> None:
    labels = {
        row["programme_id"]: (row["is_sample"], row["source_note"])
        for row in readers.programmes(demo).to_dicts()
    }
    assert set(labels) == {*PLANS, *REAL}
    for programme_id, plan in PLANS.items():
        assert labels[programme_id] == (True, SAMPLE_SOURCE)
        for period_id in plan.periods:
            fresh = readers.freshness(demo, programme_id, period_id)
            assert fresh["is_sample"] is True
            assert fresh["source_note"] == "Dữ liệu mẫu, không phải số liệu thật"
    for programme_id, source in REAL.items():
        assert labels[programme_id] == (False, source)
    files = demo.query("select dataset_id, is_sample, source_note from raw_submission__file")
    is_real = files["dataset_id"].is_in([*REAL, "par_hoa_binh_2022"])
    assert files.filter(is_real)["is_sample"].to_list() == [False] * (3 + 12 + 2)
    assert files.filter(~is_real)["is_sample"].all()
    assert set(files.filter(~is_real)["source_note"]) == {SAMPLE_SOURCE}


def test_the_sample_set_says_that_it_is_ours() -> None:
    """No reader may take the sample set for a legal text: every name and note says so."""
    programme, item = programme_of("par_mau_2025"), rule_book().criteria_sets["par_mau"]
    for text in (programme.title, item.title):
        assert "mẫu" in text
        assert "không phải văn bản pháp luật" in text
    assert "mẫu" in programme.short_title
    for document in (programme.document, item.document):
        assert document.number is None
        assert "Không phải văn bản pháp luật" in (document.note or "")


def test_the_sample_set_uses_the_whole_vocabulary() -> None:
    """Every way to earn points, every kind of node and role, bonus and penalty inside and out."""
    item = rule_book().criteria_sets["par_mau"]
    kinds = get_args(get_args(PointRule)[0])
    assert {type(each.rule) for each in item.criteria if each.rule} == set(kinds)
    for name in ("kind", "role"):
        allowed = get_args(Criterion.model_fields[name].annotation)
        assert {getattr(each, name) for each in item.criteria} == set(allowed)
    inner = {each.role for each in item.criteria if each.parent is not None}
    assert inner == {"score", "bonus", "penalty"}
    roots = [each for each in item.criteria if each.parent is None and each.role == "score"]
    assert (len(roots), sum(each.maximum for each in roots)) == (8, 100)
    assert item.appraisal == "required"
    assert programme_of("par_mau_2025").ranking.uncertainty is not None


def test_sample_points_stand_in_layers(demo: Store) -> None:
    """Self scored everywhere, appraised for some by two teams, some changed after explaining."""
    files = demo.query(
        "select period_id, layer, actor from raw_submission__file where dataset_id = 'par_mau'"
    )
    layers = Counter(files.select("period_id", "layer").iter_rows())
    assert layers == {
        ("2025-H1", "self"): 1,
        ("2025-Y", "self"): 1,
        ("2025-Y", "appraised"): 2,
        ("2025-Y", "explained"): 2,
    }
    appraised = files.filter(files["layer"] == "appraised")
    assert set(appraised["actor"]) == set(APPRAISERS)
    values = demo.query(
        "select layer, unit_id, column_code, value_num from core_observation "
        "where dataset_id = 'par_mau' and period_id = '2025-Y' and table_code = 'points' "
        "and column_code in ('L4.1', 'L4.2', 'L5.1')"
    )
    by_layer = {
        layer: {(row["unit_id"], row["column_code"]): row["value_num"] for row in rows.to_dicts()}
        for (layer,), rows in values.group_by("layer")
    }
    assert len(by_layer["self"]) == 3 * 64
    changed = {key for key, own in by_layer["appraised"].items() if own < by_layer["self"][key]}
    assert changed
    assert by_layer["explained"].keys() <= changed
    for key, final in by_layer["explained"].items():
        assert by_layer["appraised"][key] < final < by_layer["self"][key]


def test_sample_is_said_to_people(thidua: Command, demo_dir: Path) -> None:
    board = ("board", "ninh_hoa_2022", "--period", "2022-Y")
    assert " - DỮ LIỆU MẪU\n" in thidua(*board, data=demo_dir).out
    assert thidua(*board, "--json", data=demo_dir).document["is_sample"] is True
    real = thidua("board", "qd_766", "--period", "2025-10", data=demo_dir).out
    assert "MẪU" not in real


def test_every_sample_figure_leads_to_a_cell(demo: Store) -> None:
    lost = demo.query(
        "select count(*) from core_observation as o "
        "anti join raw_submission__cell as c using (submission_id, sheet, cell)"
    )
    assert lost.item() == 0
    folder = demo.data_dir / "tep"
    kept = {path.name for path in folder.glob("*/*")}
    assert kept == set(demo.query("select sha256 from raw_submission__file")["sha256"])


# ---------------------------------------------------------------- loading


def test_a_second_load_loads_nothing_and_is_quick(thidua: Command, demo_dir: Path) -> None:
    before = state_of(demo_dir)
    start = time.process_time()
    ran = thidua("demo", "--no-serve", data=demo_dir)
    assert time.process_time() - start < 5
    assert (ran.code, ran.out) == (0, "Dữ liệu demo đã có sẵn, không nạp lại.\n")
    assert state_of(demo_dir) == before


def test_the_demo_refuses_a_folder_with_real_hand_ins(store: Store) -> None:
    accepted(store, good_form(store))
    before = state_of(store.data_dir)
    ran = process("demo", "--no-serve", data=store.data_dir)
    assert ran.code == 2
    assert "(mã usage.demo_on_real_data)" in ran.out
    assert f"“{store.data_dir}”" in ran.out
    assert state_of(store.data_dir) == before


def test_the_samples_come_from_a_fixed_seed() -> None:
    """The same dice whatever the machine, so that every demo shows the same board."""
    from etl.demo_cases import dice

    programme = programme_of("ninh_hoa_2022")
    drawn = [dice(programme, "22528", "2022-Y").randrange(1000) for _ in range(2)]
    assert drawn[0] == drawn[1]
    others = {dice(programme, str(unit), "2022-Y").randrange(10**9) for unit in range(20)}
    assert len(others) == 20
