"""Figures of a criteria set, days, targets about units above the plan's own, and base years."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from etl.submit import submit_workbook
from etl.template import build_template
from tests.door_kit import (
    FIRST,
    PLAN,
    SECOND,
    SET,
    YEAR,
    codes,
    load,
    observed,
)
from tests.fill import HEADER_ROW, Form
from tests.result_tables import saved, xlsx
from tests.test_check import check_words
from tests.test_table import load as load_bytes
from warehouse import readers
from warehouse.store import Store

UNIT = "Mã đơn vị"
DAY = dt.date(2022, 12, 5)


@pytest.mark.parametrize("dataset", [SET, PLAN])
def test_a_sets_figures_come_in_a_table_of_the_set_or_of_the_plan(
    scored: Store, dataset: str
) -> None:
    outcome = load(
        scored, [UNIT, "Số liệu report_day", "site_open"], [FIRST, "5/12/2022", "Có"],
        [SECOND, "ngày 6 tháng 12 năm 2022", "không"], dataset=dataset,
    )  # fmt: skip
    assert outcome.accepted, outcome.findings
    assert observed(scored, "results", dataset) == [
        (FIRST, "report_day", DAY, "published", "B2"),
        (FIRST, "site_open", "yes", "published", "C2"),
        (SECOND, "report_day", dt.date(2022, 12, 6), "published", "B3"),
        (SECOND, "site_open", "no", "published", "C3"),
    ]


def test_a_day_from_a_true_date_cell(scored: Store) -> None:
    data = saved(xlsx([[UNIT, "report_day"], [FIRST, dt.datetime.combine(DAY, dt.time(8, 30))]]))
    outcome = load_bytes(scored, data, "a.xlsx", SET, YEAR)
    assert outcome.accepted, outcome.findings
    assert "đã bỏ phần giờ" in outcome.notes[0]
    assert [row[2] for row in observed(scored, "results")] == [DAY]


@pytest.mark.parametrize("written", ["31/02/2022", "5/12/22", "12/2022", "tháng 12"])
def test_what_is_no_day_is_refused_with_the_form_that_is_needed(
    scored: Store, written: str
) -> None:
    outcome = load(scored, [UNIT, "report_day"], [FIRST, written])
    assert codes(outcome) == [("table.not_number", "B2")]
    assert "cần một ngày dạng ngày/tháng/năm" in outcome.findings[0].message
    check_words(outcome.findings[0])


def test_a_workbook_carries_the_sets_figures_that_anyone_may_write(scored: Store) -> None:
    made = build_template(scored, PLAN, FIRST, YEAR)
    form = Form(made.data)
    sheet = form.sheet("results")
    printed = [
        sheet.cell(row=row, column=1).value for row in range(HEADER_ROW + 1, sheet.max_row + 1)
    ]
    assert printed == ["report_day"]
    cell = sheet.cell(row=HEADER_ROW + 1, column=3)
    assert cell.number_format == "dd/mm/yyyy"
    assert sheet.cell(row=HEADER_ROW + 1, column=4).value == "ngày/tháng/năm, ví dụ 14/03/2022"
    (rule,) = sheet.data_validations.dataValidation
    assert (str(rule.sqref), rule.prompt) == ("C5", "ngày/tháng/năm, ví dụ 14/03/2022")
    data = form.results({"report_day": DAY}).bytes()
    outcome = submit_workbook(scored, data, made.file_name, actor="văn thư")
    assert outcome.accepted, outcome.findings
    assert observed(scored, "results", PLAN) == [(FIRST, "report_day", DAY, "self", "C5")]


def test_a_printed_day_comes_back(scored: Store) -> None:
    filled = {"results": [{"measure_code": "report_day", "value": DAY}]}
    made = build_template(scored, PLAN, FIRST, YEAR, filled)
    outcome = submit_workbook(scored, made.data, made.file_name, actor="văn thư", dry_run=True)
    assert outcome.findings == ()


def test_a_wrong_day_in_a_workbook(scored: Store) -> None:
    form = Form(build_template(scored, PLAN, FIRST, YEAR).data)
    data = form.results({"report_day": "cuối năm"}).bytes()
    outcome = submit_workbook(scored, data, "a.xlsx", actor="văn thư")
    assert codes(outcome) == [("value.not_date", "C5")]


# ---------------------------------------------------------------- targets


def test_target_units_are_those_that_the_targets_name(store: Store) -> None:
    found = readers.target_units(store, "binh_gia_2024")
    assert [(row["unit_code"], row["unit_name"]) for row in found.to_dicts()] == [
        ("20", "Tỉnh Lạng Sơn")
    ]
    found = readers.target_units(store, "hoa_xa_2025")
    assert sorted(found["unit_name"]) == ["Thành phố Hà Nội", "Xã Hòa Xá"]
    assert readers.target_units(store, "ninh_hoa_2022").is_empty()


@pytest.mark.parametrize("named", ["20", "Tỉnh Lạng Sơn", "Lạng Sơn"])
def test_a_target_is_reported_in_the_row_of_its_own_unit(store: Store, named: str) -> None:
    own = readers.units(store, "binh_gia_2024")["unit_code"][0]
    outcome = load(
        store, [UNIT, "province_par_rank", "province_par_points"], [named, 44, "83,06"],
        [own, 3, ""], dataset="binh_gia_2024", period="2024-Y",
    )  # fmt: skip
    assert outcome.accepted, outcome.findings
    assert observed(store, "results", "binh_gia_2024") == [
        ("T20", "province_par_rank", Decimal(44), "published", "B2"),
        ("T20", "province_par_points", Decimal("83.06"), "published", "C2"),
        (own, "province_par_rank", Decimal(3), "published", "B3"),
    ]


def test_a_unit_of_neither_the_plan_nor_its_targets_is_refused(store: Store) -> None:
    outcome = load(
        store, [UNIT, "province_par_rank"], ["UBND phường Ninh Hòa - tỉnh Khánh Hòa", 1],
        dataset="binh_gia_2024", period="2024-Y",
    )  # fmt: skip
    assert codes(outcome) == [("unit.outside_programme", "A2")]


# ---------------------------------------------------------------- base years

BASE: list[Any] = [("binh_gia_2024", "2023-Y", "2024"), ("van_lam_2021", "2020-Y", "2021, 2022")]


@pytest.mark.parametrize(("plan", "period", "years"), BASE)
def test_a_base_year_takes_no_workbook(
    store: Store, plan: str, period: str, years: str, thidua: Any, tmp_path: Any
) -> None:
    unit = readers.units(store, plan)["unit_code"][0]
    ran = thidua(
        "template", plan, "--unit", unit, "--period", period, "-o", tmp_path / "a.xlsx",
        data=store.data_dir,
    )  # fmt: skip
    assert ran.code == 2
    assert "(mã identity.base_period)" in ran.out
    assert f"chỉ để so sánh nên không nhận bài nộp của đơn vị; các năm nhận: {years}" in ran.out
    other = readers.periods(store, plan).filter(period_id=f"{years[:4]}-Y")["period_id"].item()
    form = Form(build_template(store, plan, unit, other).data)
    book: openpyxl.Workbook = form.book
    assert book["Bìa"]["B8"].value == other
    outcome = submit_workbook(
        store, form.put("Bìa", "B8", period).bytes(), "a.xlsx", actor="văn thư"
    )
    assert codes(outcome) == [("identity.base_period", "B8")]
    check_words(outcome.findings[0])


def test_a_base_year_takes_tables(store: Store) -> None:
    outcome = load(
        store, [UNIT, "province_par_rank"], ["20", 50], dataset="binh_gia_2024", period="2023-Y"
    )
    assert outcome.accepted, outcome.findings
