"""Exports: what is on the screen, as numbers and texts, and nothing that can run."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest

from etl.export import Sheet, inert, to_csv, to_xlsx

SHEET = Sheet(
    "Bảng: [xã/phường] tháng 10?",
    ["Số liệu đến 01/11/2025 08:00"],
    ["Hạng", "Đơn vị", "Điểm"],
    [[1, "=HYPERLINK(\"http://x\")", Decimal("93.21")], [None, "Xã Đông Thái", Decimal("1234.5")]],
)  # fmt: skip


def test_csv_opens_in_a_vietnamese_excel_and_runs_nothing():
    data = to_csv(SHEET)
    assert data.startswith(b"\xef\xbb\xbf")
    lines = data.decode("utf-8-sig").split("\r\n")
    assert lines[0] == "Hạng;Đơn vị;Điểm"
    assert lines[1] == '1;"\'=HYPERLINK(""http://x"")";93,21'
    assert lines[2] == ";Xã Đông Thái;1234,5"


def test_xlsx_keeps_numbers_as_numbers_and_texts_as_texts():
    page = openpyxl.load_workbook(io.BytesIO(to_xlsx(SHEET))).active
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=4)]
    assert rows[0] == ["Hạng", "Đơn vị", "Điểm"]
    assert rows[1] == [1, '=HYPERLINK("http://x")', 93.21]
    assert page.cell(5, 2).data_type == "s"
    assert page["A1"].value == SHEET.title
    assert page["A2"].value == SHEET.notes[0]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "  =1"])
def test_a_leading_sign_is_made_harmless(text):
    assert inert(text) == "'" + text


def test_an_empty_table_is_still_a_file():
    empty = Sheet("", [], ["Hạng"], [])
    assert to_csv(empty).decode("utf-8-sig") == "Hạng\r\n"
    assert openpyxl.load_workbook(io.BytesIO(to_xlsx(empty))).active.title == "Bảng"
