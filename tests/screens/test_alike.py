"""Findings as lines: equal ones of several cells are said once, and no place is said twice."""

from __future__ import annotations

import pytest

from dashboard.parts import alike, outcome
from schemas.findings import finding

SHEET = "Nhiệm vụ"


def wrong(cell, found="chưa rõ"):
    expected = "một ngày dạng ngày/tháng/năm, ví dụ 14/03/2022"
    return finding("value.not_date", sheet=SHEET, cell=cell, found=found, expected=expected)


def test_equal_findings_of_single_cells_are_one_line_in_ranges():
    found = [wrong("D5"), wrong("F5", "?"), wrong("D6"), wrong("D9"), wrong("AA5"), wrong("D7")]
    first, other = alike.lines(found)
    assert (first.cells, first.count) == ("D5:D7, D9, AA5", 5)
    assert first.words.startswith("“chưa rõ” không phải là ngày")
    assert "các ô này" in first.action
    assert "D5" not in first.action
    assert (other.cells, other.count) == ("F5", 1)
    assert "ô F5" in other.action


def test_findings_that_ask_for_a_reason_stay_apart():
    places = {"sheet": SHEET, "criterion": "Tiếp nhận", "found": "3", "period": "Quý III",
              "expected": "9"}  # fmt: skip
    found = [
        finding("last.shrunk", cell=cell, confirm=code, **places)
        for cell, code in (("B5", "XN1"), ("B6", "XN2"))
    ]
    assert [each.count for each in alike.lines(found)] == [1, 1]


@pytest.mark.parametrize(("label", "words"), [
    (True, "Cột “Giải quyết trước hạn”: chưa có giá trị."), (False, "Chưa có giá trị."),
])  # fmt: skip
def test_the_place_is_taken_off_and_the_label_where_it_stands_beside(label, words):
    found = finding("cell.required", sheet="Hồ sơ TTHC", cell="C6", column="Giải quyết trước hạn",
                    example="60", expected="Số hồ sơ")  # fmt: skip
    assert alike.without_place(found, with_label=label) == words


def test_a_table_has_no_column_that_says_nothing_new():
    page = outcome.findings([wrong("D5"), wrong("D6")])
    assert page.count("ngày/tháng/năm, ví dụ 14/03/2022") == 2
    assert '<th scope="col">Đã viết</th>' not in page
    assert '<th scope="col">Cần</th>' not in page
    assert "2 ô" in page
    whole = outcome.findings([finding("file.not_spreadsheet", found="a.pdf", file="a.pdf")])
    assert '<th scope="col">Ô</th>' not in whole
