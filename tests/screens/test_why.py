"""From any number to its cell in two steps."""

from __future__ import annotations

import re

import filled
import pytest

from dashboard.parts import sheet_view
from warehouse import readers

PLAN = {"ke_hoach": filled.PROGRAMME, "ky": filled.PERIOD}
INDEX = {"ke_hoach": filled.INDEX, "ky": filled.MONTH}


@pytest.fixture
def third(store):
    return filled.units(store)[2]


def test_every_score_of_the_board_leads_to_its_explanation(store, run, text):
    page = text(run(store, "leaderboard", **INDEX))
    scores = re.findall(r'<a href="(vi-sao[^"]*)" class="td-why">', page)
    board = readers.leaderboard(store, filled.INDEX, filled.MONTH, "commune")
    assert len(scores) == board.height
    assert f"don_vi={board['unit_code'][0]}" in scores[0]


def test_the_explanation_says_the_order_and_lists_every_criterion(store, run, text, third):
    page = text(run(store, "why", **PLAN, don_vi=third[0]))
    assert "Hạng 3 trên 3. Cách xếp: " in page
    assert "tiêu chí áp dụng có số liệu đã kiểm chứng" in page
    for code in readers.criteria(store, filled.PROGRAMME)["criterion_code"]:
        assert f"tieu_chi={code}" in page


def test_the_cell_stands_in_its_row(store, run, text, third):
    page = text(run(store, "why", **PLAN, don_vi=third[0], tieu_chi="on_time"))
    cells = page.split("Ô số liệu</h2>")[1].split("Từng tiêu chí</h2>")[0]
    assert "Trang Hồ sơ TTHC, ô C5, D5, E5" in cells
    assert "so-lieu.xlsx" in cells
    receipt = readers.hand_ins(store, filled.PROGRAMME, filled.PERIOD, third[0])["receipt_code"][0]
    assert receipt in cells
    # the heading and the neighbours of the row, the figure itself marked
    assert "Giải quyết quá hạn" in cells
    assert "<td>Đất đai</td>" in cells
    assert re.search(r'class="td-here" title="Ô E5">4<', cells)


def test_points_lead_to_the_published_table(store, run, text):
    code, name = filled.units(store, filled.INDEX)[0]
    page = text(run(store, "why", **INDEX, don_vi=code, tieu_chi="TDGQ"))
    assert "ket-qua.csv" in page
    assert f"<td>{name}</td>" in page
    assert re.search(r'class="td-here"[^>]*>19.00<', page)


def test_a_criterion_without_cells_says_so(store, run, text):
    code = filled.units(store)[20][0]
    page = text(run(store, "why", **PLAN, don_vi=code, tieu_chi="on_time"))
    assert "Chưa có ô số liệu nào" in page
    assert "Chưa được xếp hạng: chưa nộp số liệu kỳ này" in page


def test_no_unit_asks_for_one(store, run, text):
    assert "Chọn một đơn vị" in text(run(store, "why", **PLAN))
    assert "Từng tiêu chí</h2>" in text(
        run(store, "why", **PLAN, don_vi=filled.units(store)[0][0], tieu_chi="khong-co")
    )


@pytest.mark.parametrize(
    ("kind", "written", "read"),
    [
        ("number", "1234.5", "1.234,5"),
        ("date", "2022-08-05", "05/08/2022"),
        ("text", "98.5", "98.5"),
        ("number", "không rõ", "không rõ"),
        ("date", "5/8", "5/8"),
    ],
)
def test_cells_read_as_vietnamese(kind, written, read):
    assert sheet_view.shown(kind, written) == read


def test_columns_are_named_as_spreadsheets_do():
    assert [sheet_view.column_letter(n) for n in (1, 26, 27, 52, 703)] == [
        "A", "Z", "AA", "AZ", "AAA",
    ]  # fmt: skip
