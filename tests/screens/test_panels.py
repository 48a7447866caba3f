"""The frame of every panel: its link, its files, its pause; and views of a board in the address."""

from __future__ import annotations

import datetime as dt
import re

import filled
import pytest

from dashboard import address
from dashboard.parts import board_marks, board_panels, pager
from warehouse import readers

PLAN = {"ke_hoach": filled.PROGRAMME, "ky": filled.PERIOD}
INDEX = {"ke_hoach": filled.INDEX, "ky": filled.MONTH}


def names(page: str) -> list[str]:
    return re.findall(r'class="td-unit"[^>]*><a [^>]*>([^<]+)</a>', page)


@pytest.mark.parametrize(
    ("screen", "where", "panels"),
    [
        ("leaderboard", PLAN, ["bang", "ngoai-bang"]),
        ("lights", PLAN, ["den"]),
        ("criterion", {**PLAN, "tieu_chi": "on_time"}, ["cach-cham", "ai-dat", "con-thieu"]),
        ("unit", {**PLAN, "don_vi": "22591"}, ["tung-tieu-chi", "vi-tri", "lich-su"]),
        ("why", {**PLAN, "don_vi": "22591"}, ["tong"]),
    ],
)
def test_every_panel_has_its_own_link_that_opens_it_alone(store, run, text, screen, where, panels):
    whole = text(run(store, screen, **where))
    for code in panels:
        assert f"khung={code}" in whole
        assert f'data-phong="{code}"' in whole
        alone = text(run(store, screen, **where, khung=code))
        assert "← Xem cả trang" in alone
        assert re.findall(r'data-phong="([^"]+)"', alone) == [code]
        assert "Số liệu đến" in alone or "Chưa có số liệu" in alone
    assert "← Xem cả trang" not in text(run(store, screen, **where, khung="khong-co"))


def test_a_pause_is_in_the_address_and_said(store, run, text):
    running = text(run(store, "leaderboard", **PLAN))
    assert "Tự cập nhật" in running
    assert "dung=1" in running
    paused = text(run(store, "leaderboard", **PLAN, dung="1"))
    assert "Đã dừng cập nhật" in paused
    assert "Tiếp tục cập nhật" in paused


def test_files_are_offered_when_they_are_asked_for(store, run):
    app = run(store, "leaderboard", **PLAN)
    assert not app.get("download_button"), "every page of every viewer would carry them"
    app.session_state["td-tai-bang"] = True
    app.run()
    labels = {button.label for button in app.get("download_button")}
    assert labels == {"Bảng tính (xlsx)", "Văn bản phân cách (csv)"}
    assert 'data-anh="bang"' in "".join(element.value for element in app.html)


def test_the_head_of_a_board_and_a_unit_with_its_neighbours(store, run, text):
    assert len(names(text(run(store, "leaderboard", **INDEX, xem="dau")))) == 10
    units = readers.leaderboard(store, filled.INDEX, filled.MONTH, "commune")
    middle = units["unit_code"][5]
    around = text(run(store, "leaderboard", **INDEX, xem="quanh", don_vi=middle))
    assert names(around) == units["unit_name"].to_list()[2:9]
    first = text(run(store, "leaderboard", **INDEX, xem="quanh", don_vi=units["unit_code"][0]))
    assert names(first) == units["unit_name"].to_list()[:4]
    asked = text(run(store, "leaderboard", **INDEX, xem="quanh"))
    assert "Chọn một đơn vị để xem các đơn vị xếp quanh nó." in asked


def test_a_provisional_board_says_so_and_a_published_one_is_told_apart():
    closed = {"closed_at": dt.datetime.fromisoformat("2025-11-03T08:00"),
              "board_sha256": "ab" * 32}  # fmt: skip
    assert "Kết quả đã chốt" in board_panels.standing(closed)
    assert "abababababab" in board_panels.standing(closed)
    open_ = {"closed_at": None, "board_sha256": None}
    assert "Tạm tính, chưa công bố." in board_panels.standing(open_)


def test_pages_are_links_and_wrong_numbers_fall_back(monkeypatch):
    monkeypatch.setattr("streamlit.query_params", {"ky": "2025-10", "trang": "7"}, raising=True)
    made = pager.links(address.LEADERBOARD, 7, 28)
    assert 'href="bang-xep-hang?ky=2025-10&amp;trang=8"' in made
    assert 'aria-current="page"' in made
    assert pager.links(address.LEADERBOARD, 1, 1) == ""
    for written, page in (("0", 1), ("-3", 1), ("9999", 28), ("x", 1), ("٣", 1), ("7", 7)):
        monkeypatch.setattr("streamlit.query_params", {"trang": written}, raising=True)
        assert address.number(address.PAGE, 28) == page


def test_one_unit_alone_makes_a_board(store, run, text):
    page = text(run(store, "leaderboard", **PLAN, khoi="department"))
    assert len(names(page)) == 1
    assert "Mức đạt và tiến bộ" not in page


def test_what_is_verified_is_counted_beside_the_rank(store, run, text):
    page = text(run(store, "leaderboard", **INDEX))
    assert page.count("6/6 tiêu chí có số liệu đã kiểm chứng") >= 12
    own = text(run(store, "leaderboard", **PLAN))
    assert "0/6 tiêu chí có số liệu đã kiểm chứng" in own
    assert "Gạch chéo: số liệu chưa kiểm chứng" in own


def test_a_shared_rank_without_a_range_says_nothing_more():
    row = {"rank": 1, "is_tied": True, "first_rank": 1, "last_rank": 1, "is_technical_tie": False}
    assert board_marks.rank(row) == '<span class="td-tie">đồng hạng </span>1'
    sure = row | {"is_tied": False}
    assert board_marks.rank(sure) == "1"
    wide = board_marks.rank(sure | {"first_rank": 1, "last_rank": 4, "is_technical_tie": True})
    assert "(1–4)" in wide
    assert "Hạng có thể: 1–4. Đồng hạng kỹ thuật với đơn vị liền kề." in wide
