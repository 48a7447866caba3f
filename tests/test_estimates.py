"""The formulas of the sheet “Kiểm tra trước khi nộp”: texts that any program runs.

Their values were compared once with the judge's verdicts by running them in LibreOffice; here the
texts are pinned.
"""

from __future__ import annotations

import re

import pytest
from openpyxl.formula import Tokenizer
from openpyxl.worksheet.worksheet import Worksheet

from etl.estimates import estimates
from etl.scope import programme_of, rule_book
from etl.template import build_template
from etl.template_filled import CHECK_SHEET
from schemas.frames import ROW_CHECK_COLUMNS, ROW_FORMULAS, row_checks
from schemas.tables import TABLES
from tests.fill import Form
from warehouse import readers
from warehouse.store import Store

WITH_WORKBOOK = [each.id for each in rule_book().programmes.values() if each.workbook]
SHARED = {
    "IF", "IFERROR", "AND", "OR", "SUM", "SUMPRODUCT", "COUNTIF", "INDEX", "MATCH", "ISNUMBER",
    "ROUND", "MIN", "MAX", "N",
}  # fmt: skip
"""Functions that Excel 2007 and LibreOffice both have, under one name and meaning."""


def check_sheet(store: Store, programme_id: str) -> Worksheet:
    unit = readers.units(store, programme_id)["unit_code"][0]
    period = readers.periods(store, programme_id)["period_id"][0]
    sheet: Worksheet = Form(build_template(store, programme_id, unit, period, {}).data).book[
        CHECK_SHEET
    ]
    return sheet


@pytest.mark.parametrize("programme_id", WITH_WORKBOOK)
def test_every_formula_is_plain_and_points_into_the_form(store: Store, programme_id: str) -> None:
    sheet = check_sheet(store, programme_id)
    workbook = programme_of(programme_id).workbook
    assert workbook is not None
    there = {TABLES[code].sheet: len(TABLES[code].columns) for code in workbook.tables}
    formulas = [
        str(cell.value) for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ]
    assert len(formulas) > 4
    for formula in formulas:
        tokens = Tokenizer(formula).items
        functions = {each.value.rstrip("(") for each in tokens if each.subtype == "OPEN"}
        assert functions - {""} <= SHARED, formula
        assert formula.count("(") == formula.count(")"), formula
        assert len(formula) <= 8192  # the longest that either program takes
        for name, first, last in re.findall(r"'([^']+)'!\$([A-Z])\$5:\$([A-Z])\$1004", formula):
            assert first == last
            assert ord(first) - ord("A") < there[name], formula
    assert sheet.protection.sheet
    assert all(cell.protection.locked for row in sheet.iter_rows() for cell in row)


def test_the_sheet_says_that_it_only_estimates(store: Store) -> None:
    texts = [
        str(cell.value)
        for row in check_sheet(store, "ninh_hoa_2022").iter_rows()
        for cell in row
        if cell.data_type == "s"
    ]
    assert "KIỂM TRA TRƯỚC KHI NỘP" in texts
    assert any("không phải kết quả chấm" in text for text in texts)
    assert "2. Kết quả ước tính theo tiêu chí của kế hoạch" in texts
    assert "Kết quả ước tính" in texts


def lines(programme_id: str) -> dict[str, tuple[str, str]]:
    found = estimates(programme_of(programme_id), rule_book())
    return {each.label: (each.figure, each.verdict) for each in found}


def plain(text: str) -> str:
    """Return a formula with short names for its ranges."""
    return re.sub(r"'([^']+)'!\$([A-Z])\$5:\$[A-Z]\$1004", r"\2", text)


def test_a_threshold_compares_without_rounding() -> None:
    figure, verdict = lines("ninh_hoa_2022")["Hồ sơ giải quyết đúng hạn trên 98%"]
    done = "SUM(C)+SUM(D)+SUM(E)"
    assert plain(verdict) == (
        f'=IF(({done})>0,IF((SUM(C)+SUM(D))*100>98*({done}),"Đạt","Chưa đạt"),"Chưa đủ số liệu")'
    )
    assert plain(figure) == (
        f'=IF(({done})>0,ROUND(((SUM(C)+SUM(D))*100/({done})),2),"Chưa đủ số liệu")'
    )


def test_rows_classes_initiatives_and_what_only_people_judge() -> None:
    said = lines("ninh_hoa_2022")
    _, rows = said["Trên 90% nhiệm vụ, mục tiêu đúng tiến độ, đạt chất lượng"]
    assert 'SUMPRODUCT((F="Có")*(G="Có")*1))*100>90*' in plain(rows)
    _, band = said["PAR Index xếp loại Tốt"]
    assert 'OR(IFERROR(INDEX(C,MATCH("par_class",A,0))&"","")="Tốt")' in plain(band)
    count, found = said["Sáng kiến hoặc giải pháp được công nhận"]
    assert '(C="Cấp xã")' in plain(count)
    assert '*(D<>"")*1)' in plain(count)
    assert found.endswith('>0,"Đạt","Chưa đạt")')
    assert said["Gương mẫu chấp hành chủ trương, chính sách, pháp luật"] == ("", "Hội đồng xét")


def test_points_by_tiers_proportion_count_and_survey() -> None:
    said = {label.split()[0]: plain(pair[1]) for label, pair in lines("par_mau_2025").items()}
    assert said["L6.1"].count("IF(") == 4
    assert ">=95,5,IF(" in said["L6.1"]
    assert "MAX(0,MIN(1," in said["L2.2"]
    assert "-(50))/(100-(50))" in said["L2.2"]
    assert said["L1.3"].startswith("=IF(TRUE,MIN(1.5,(")
    assert "/100*14" in said["L8.1"]
    assert '<30,"Không áp dụng"' in said["L8.2"]
    assert said["L4.1"] == "Chấm ở bảng điểm"
    assert said["L1.4"] == "Tính sau khi nhận"
    summed = {
        each.label.split()[0]
        for each in estimates(programme_of("par_mau_2025"), rule_book())
        if each.is_summed
    }
    assert "L2.2" in summed
    assert not summed & {"L3.4", "L5.2", "L7.4", "THUONG.1"}  # penalty, mean, bonuses


def test_every_check_of_a_row_has_its_formula() -> None:
    for table in TABLES.values():
        for code in row_checks(table):
            named = set(re.findall(r"\{(\w+)\}", ROW_FORMULAS[code]))
            assert named <= {column.code for column in table.columns}
            assert ROW_CHECK_COLUMNS[code] in named
    assert set(ROW_FORMULAS) == set(ROW_CHECK_COLUMNS)
