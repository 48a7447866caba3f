"""A unit's page over real hand-ins."""

from __future__ import annotations

import re
from decimal import Decimal

import filled
import polars as pl
import pytest

from dashboard.parts import unit_page
from warehouse import readers

HERE = {"ke_hoach": filled.PROGRAMME, "ky": filled.PERIOD}


@pytest.fixture
def third(store):
    """The unit whose on-time share is exactly 98 %."""
    return filled.units(store)[2]


def test_the_first_sentence_says_where_the_unit_stands(store, run, text, third):
    page = text(run(store, "unit", **HERE, don_vi=third[0]))
    assert third[1] in page
    assert "6 tháng năm 2022: 3/6 điều kiện đạt, hạng 3/3 (còn có thể 1–27) khối UBND" in page
    assert "Không so được với kỳ trước: kỳ trước chưa có bảng xếp hạng để so." in page
    assert "muộn so với hạn." in page


def test_todos_are_at_most_three_and_the_most_urgent_first(store, run, text, third):
    page = text(run(store, "unit", **HERE, don_vi=third[0]))
    listed = page.split("Việc cần làm trước")[1].split("</ol>")[0]
    assert listed.count("<li>") == 2
    assert listed.index("Chưa đạt") < listed.index("Sát ngưỡng")
    assert "phải vượt ≈ 1 hồ sơ" in listed


def test_every_criterion_has_its_row_with_word_and_shape(store, run, text, third):
    page = text(run(store, "unit", **HERE, don_vi=third[0]))
    verdicts = readers.unit_verdicts(store, filled.PROGRAMME, filled.PERIOD, third[0])
    assert verdicts.height == 6
    for code in verdicts["criterion_code"]:
        assert f'id="tieu-chi-{code}"' in page
    row = page.split('id="tieu-chi-on_time"')[1].split("</tr>")[0]
    assert "td-light-near" in row
    assert "Sát ngưỡng" in row
    assert "98 % (196/200 hồ sơ)" in row
    assert "trên 98 %" in row


def test_why_leads_to_file_sheet_and_cell(store, run, text, third):
    page = text(run(store, "unit", **HERE, don_vi=third[0]))
    why = page.split('id="vi-sao-on_time"')[1].split("</details>")[0]
    sources = readers.sources(store, filled.PROGRAMME, filled.PERIOD, third[0], "on_time")
    assert sources.height == 3
    for row in sources.iter_rows(named=True):
        assert f"{row['sheet']} · {row['cell']}" in why
        assert row["receipt_code"] in why
    assert "so-lieu.xlsx" in why
    assert filled.ACTOR not in why


def test_history_lists_the_hand_in(store, run, text, third):
    page = text(run(store, "unit", **HERE, don_vi=third[0]))
    history = page.split("Lịch sử nộp</h2>")[1]
    handed = readers.hand_ins(store, filled.PROGRAMME, None, third[0])
    assert handed["receipt_code"][0] in history
    assert "đang tính điểm" in history
    assert "nộp muộn" in history


def test_no_unit_asks_for_one(store, run, text):
    assert "Chọn một đơn vị" in text(run(store, "unit", **HERE))
    assert "Chọn một đơn vị" in text(run(store, "unit", **HERE, don_vi="khong-co"))


def test_a_unit_without_figures_is_told_what_to_do(store, run, text):
    code, name = filled.units(store)[20]
    page = text(run(store, "unit", **HERE, don_vi=code))
    assert f"{name} chưa có số liệu 6 tháng năm 2022" in page
    assert "Thiếu số liệu không phải là 0 điểm" in page
    assert "0/6" not in page
    assert f"don_vi={code}" in page
    assert "Hạn nộp: 20/06/2022." in page


def test_every_light_of_the_first_screen_has_its_name(store, run, text, third):
    lights = text(run(store, "unit", **HERE, don_vi=third[0])).split("<h2>Đèn theo tiêu chí</h2>")[
        1
    ]
    told = lights.split("</ul>")[0]
    verdicts = readers.unit_verdicts(store, filled.PROGRAMME, filled.PERIOD, third[0])
    assert all(f"<span>{name}</span>" in told for name in verdicts["name"])


def test_a_thing_to_do_leads_to_its_cells_and_begins_with_a_capital(store, run, text, third):
    code = third[0]
    page = text(run(store, "unit", **HERE, don_vi=code))
    first = page.split('<ol class="td-todo">')[1].split("</li>")[0]
    assert re.search(rf'href="vi-sao\?[^"]*don_vi={code}&amp;tieu_chi=', first)
    assert re.search(r"<span>(Thiếu|Đúng bằng)", page)


def test_a_panel_alone_is_not_pushed_down_by_the_rest(store, run, text, third):
    page = text(run(store, "unit", **HERE, don_vi=third[0], khung="gia-lap"))
    assert third[1] in page
    assert "Việc cần làm trước" not in page
    assert "Nếu … thì (giả lập)" in page


def test_neighbours_are_measured_in_the_words_of_the_board(store, run, text, third):
    page = text(run(store, "unit", **HERE, don_vi=third[0], khung="vi-tri"))
    assert ">Điều kiện đạt</th>" in page
    assert ">Điểm</th>" not in page


def test_choosing_a_unit_writes_the_address(store, run, third):
    app = run(store, "unit", **HERE)
    app.selectbox(key="chon_don_vi").select(third[0]).run()
    assert app.query_params["don_vi"] == third[0]


def test_points_of_an_index_stand_beside_their_maximum(store, run, text):
    code, name = filled.units(store, filled.INDEX)[0]
    page = text(run(store, "unit", ke_hoach=filled.INDEX, ky=filled.MONTH, don_vi=code))
    assert f"<h1>{name}</h1>" in page
    assert "Tháng 10/2025: 91/100 điểm, hạng 1/12 (còn có thể 1–91) khối xã, phường" in page
    row = page.split('id="tieu-chi-TDGQ"')[1].split("</tr>")[0]
    assert re.search(r"Điểm[^<]*\">19/20<", row)


def test_bonus_and_penalty_have_points_and_no_light() -> None:
    """Nothing is asked for there: a green light at 0 of 5 points would praise nothing."""
    rows = pl.DataFrame(
        {
            "criterion_code": ["A", "B", "P"], "criterion_order": [1, 2, 3],
            "name": ["Thể chế", "Điểm thưởng", "Điểm trừ"], "state": ["met"] * 3,
            "is_near": [False] * 3, "score_points": [Decimal(9), Decimal(0), Decimal("0.5")],
            "max_points": [Decimal(10), Decimal(5), Decimal(5)],
        }
    )  # fmt: skip
    drawn = str(unit_page.fields(rows, {"A": "score", "B": "bonus", "P": "penalty"}, "Đèn"))
    score, bonus, penalty = drawn.split("<li>")[1:]
    assert "td-light-met" in score
    assert ">9/10<" in score
    assert "td-light-" not in bonus + penalty
    assert "Đạt" not in bonus + penalty
    assert ">+0/5<" in bonus
    assert ">−0,5/5<" in penalty


def test_a_unit_that_lacks_nothing_has_no_column_for_it(store, run, text):
    first = filled.units(store)[0]
    shown = readers.unit_verdicts(store, filled.PROGRAMME, filled.PERIOD, first[0])
    lacks = any(shown["gap_text"])
    page = text(run(store, "unit", **HERE, don_vi=first[0]))
    assert ("Khoảng cách</th>" in page) is lacks is False


def test_what_lacks_is_told_without_saying_a_word_twice(store, run, text):
    page = text(run(store, "unit", ke_hoach=filled.INDEX, ky=filled.MONTH, don_vi="31108"))
    gaps = re.findall(r'data-label="([^"]+)">thiếu [\d,]+ điểm</td>', page)
    assert gaps
    assert set(gaps) == {"Khoảng cách"}
