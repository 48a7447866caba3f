"""The leaderboard screen over real hand-ins."""

from __future__ import annotations

import re
from decimal import Decimal

import filled
import polars as pl
import pytest

from dashboard.parts import board as board_part
from warehouse import readers

NINH_HOA = {"ke_hoach": filled.PROGRAMME, "ky": filled.PERIOD}
INDEX = {"ke_hoach": filled.INDEX, "ky": filled.MONTH}


def ranks(page: str) -> list[str]:
    return re.findall(r'class="td-rank"[^>]*>(?:<span[^>]*>[^<]*</span>)?(\d+)<', page)


def names(page: str) -> list[str]:
    board = page.split("Chưa được xếp hạng (")[0]
    return re.findall(r'class="td-unit"[^>]*><a [^>]*>([^<]+)</a>', board)


def test_rows_stand_in_the_order_of_the_ranking(store, run, text):
    page = text(run(store, "leaderboard", **NINH_HOA))
    board = readers.leaderboard(store, filled.PROGRAMME, filled.PERIOD, "commune")
    assert names(page) == board["unit_name"].to_list()
    assert ranks(page) == [str(rank) for rank in board["rank"]]


def test_why_ranks_cannot_be_compared_is_a_whole_sentence(store, run, text):
    page = text(run(store, "leaderboard", **NINH_HOA))
    assert ">Không so được với kỳ trước: kỳ trước chưa có bảng xếp hạng để so.</p>" in page


def test_equal_units_share_a_rank_and_it_is_said(store, run, text):
    page = text(run(store, "leaderboard", **INDEX))
    assert ranks(page)[:3] == ["1", "1", "3"]
    assert page.count('td-tie">đồng hạng') == 2
    assert "2 đơn vị cùng dẫn đầu" in page


def test_scores_line_up_with_the_same_number_of_decimals(store, run, text):
    page = text(run(store, "leaderboard", **INDEX))
    shown = re.findall(r'class="td-why"><b>([\d,.]+)</b>', page)
    assert shown[0] == "91,0"
    assert {len(score.partition(",")[2]) for score in shown} == {1}


def test_units_without_a_rank_are_listed_with_the_reason(store, run, text):
    page = text(run(store, "leaderboard", **NINH_HOA))
    left_out = readers.excluded(store, filled.PROGRAMME, filled.PERIOD, "commune")
    assert f"Chưa được xếp hạng ({left_out.height})" in page
    for row in left_out.iter_rows(named=True):
        assert row["unit_name"] in page
        assert row["reason"] in page


@pytest.mark.parametrize(
    ("typed", "found"), [("DIEM", 1), ("ninh diêm", 1), ("ninh đa", 1), ("ninh d", 2)]
)
def test_search_needs_no_accents(store, run, text, typed, found):
    page = text(run(store, "leaderboard", **NINH_HOA, tim=typed))
    assert len(names(page)) == found


def test_a_search_without_a_hit_says_what_to_do(store, run, text):
    page = text(run(store, "leaderboard", **NINH_HOA, tim="không có"))
    assert "Không có đơn vị nào khớp “không có”" in page
    assert names(page) == []


def test_typing_a_search_writes_the_address(store, run, text):
    app = run(store, "leaderboard", **NINH_HOA)
    app.text_input(key="tim_don_vi").set_value("diem").run()
    assert app.query_params["tim"] == "diem"
    assert names(text(app)) == ["Phường Ninh Diêm"]


def test_the_group_of_the_address_is_shown(store, run, text):
    communes = run(store, "leaderboard", **INDEX)
    provinces = run(store, "leaderboard", **INDEX, khoi="province")
    assert provinces.selectbox(key="chon_khoi").value == "province"
    assert len(names(text(communes))) == 12
    assert names(text(provinces)) == []
    assert "Kỳ này chưa có số liệu" in text(provinces)


def test_choosing_writes_the_address(store, run):
    app = run(store, "leaderboard", **INDEX)
    app.selectbox(key="chon_ky").select("2025-09").run()
    assert app.query_params["ky"] == "2025-09"
    app.selectbox(key="chon_ke_hoach").select(filled.PROGRAMME).run()
    assert app.query_params["ke_hoach"] == filled.PROGRAMME
    assert not app.exception


@pytest.mark.parametrize(
    "address",
    [
        {"ke_hoach": "khong_co"},
        {"ke_hoach": filled.PROGRAMME, "ky": "1999-Q9", "khoi": "<script>"},
        {"ke_hoach": "x" * 5000},
    ],
)
def test_a_wrong_address_falls_back(store, run, text, address):
    page = text(run(store, "leaderboard", **address))
    assert "td-board" in page or "chưa có số liệu" in page
    assert "<script>" not in page


def test_what_is_ours_is_said(store, run, text):
    page = text(run(store, "leaderboard", **NINH_HOA))
    assert "Quy tắc của chúng tôi: " in page


def test_freshness_is_said(store, run, text):
    page = text(run(store, "leaderboard", **NINH_HOA))
    assert "Tạm tính" in page
    assert re.search(r"Số liệu đến \d\d/\d\d/\d{4} \d\d:\d\d", page)
    assert "Dữ liệu mẫu" not in page


def test_an_empty_warehouse_teaches(fresh, run, text):
    page = text(run(fresh, "leaderboard", ke_hoach=filled.PROGRAMME, ky=filled.PERIOD))
    assert "Kỳ này chưa có số liệu" in page
    assert f"nop-so-lieu?ke_hoach={filled.PROGRAMME}" in page
    assert names(page) == []


def test_an_accepted_file_is_seen_at_the_next_run(fresh, run, text):
    app = run(fresh, "leaderboard", ke_hoach=filled.PROGRAMME, ky=filled.PERIOD)
    code, name = filled.units(fresh)[0]
    assert filled.hand_in(fresh, code, late=1).accepted
    app.run()
    assert names(text(app)) == [name]


def test_boards_of_different_scales_show_the_share_of_what_applies() -> None:
    board = pl.DataFrame(
        {
            "unit_name": ["A", "B"],
            "score": [Decimal("78"), Decimal("90")],
            "max_score": [Decimal("84"), Decimal("100")],
            "index_pct": [Decimal("92.8571"), Decimal("90")],
            "score_unit": ["điểm", "điểm"],
        }
    )
    shown = board_part.comparable(board)
    assert shown["score"].to_list() == [Decimal("92.8571"), Decimal("90")]
    assert board_part.scale(board) == "% phần áp dụng, tối đa 100"
    even = board.with_columns(pl.lit(Decimal(100)).alias("max_score"))
    assert board_part.comparable(even).equals(even)
    assert board_part.scale(even) == "điểm, tối đa 100"
    above = even.with_columns(pl.lit(Decimal("100.60")).alias("score"))
    assert board_part.scale(above) == "điểm, tối đa 100, chưa kể điểm thưởng"


def test_a_bare_address_opens_the_newest_real_figures(store, run, text):
    bare = run(store, "leaderboard")
    index = readers.leaderboard(store, filled.INDEX, filled.MONTH, "commune")
    assert names(text(bare)) == index["unit_name"].to_list()
