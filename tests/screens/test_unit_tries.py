"""The parts of a unit's page that compare, tell and try out: path, simulator, neighbours, trend."""

from __future__ import annotations

import datetime as dt
import threading

import filled
import pytest

from dashboard import cache
from dashboard.parts import frame
from schemas.trying import trying
from warehouse import unit_readers

HERE = {"ke_hoach": filled.PROGRAMME, "ky": filled.PERIOD}
INDEX = {"ke_hoach": filled.INDEX, "ky": filled.MONTH}


def after(page: str, words: str) -> str:
    """Return what stands below the heading that starts with these words."""
    return page.split(f"<h2>{words}", 1)[1]


@pytest.fixture
def third(store):
    """The unit whose on-time share is exactly 98 %."""
    return filled.units(store)[2][0]


def test_no_path_is_searched_until_a_goal_is_chosen(store, run, text, third):
    app = run(store, "unit", **HERE, don_vi=third)
    assert "Chấm thử khi làm đủ" not in text(app)
    assert "Chọn mục tiêu: hệ thống tìm ít việc nhất phải làm" in text(app)
    options = app.selectbox(key="chon_dich").options
    assert options == ["Một thứ hạng", "Đủ điều kiện khen thưởng"]
    app.selectbox(key="chon_dich").select("rank").run()
    assert app.query_params["dich"] == "rank"
    assert "Tới hạng 2: </b>Chấm thử khi làm đủ: " in text(app)


def test_the_steps_are_counted_and_have_a_last_day(store, run, text, third):
    page = text(run(store, "unit", **HERE, don_vi=third, dich="award"))
    path = page.split("Tới đủ điều kiện khen thưởng")[1]
    assert "Thêm 1 hồ sơ đúng hạn." in path
    assert "Đã qua ngày cuối còn kịp: " in path
    assert "Hồ sơ đã trễ, phiếu đã trả lời thì không đổi được" in path
    assert "Kết quả đã được chấm thử bằng đúng quy tắc" in path


def test_a_last_day_ahead_is_still_in_time(store, run, text, third, monkeypatch):
    monkeypatch.setattr(frame, "today", lambda: dt.date(2022, 1, 2))
    page = text(run(store, "unit", **HERE, don_vi=third, dich="award"))
    assert "Còn kịp đến hết ngày" in page
    assert "Đã qua ngày cuối" not in page


@pytest.mark.parametrize("wanted", ["0", "2,5", "<b>x</b>", "1.234"])
def test_a_goal_that_cannot_be_is_told_so(store, run, text, third, wanted):
    page = text(run(store, "unit", **HERE, don_vi=third, dich="rank", den=wanted))
    assert "không hợp lệ; cần một thứ hạng từ 1." in page
    assert "<b>x</b>" not in page


def test_a_goal_that_the_plan_does_not_know_is_no_choice(store, run, text, third):
    app = run(store, "unit", **HERE, don_vi=third, dich="class")
    assert app.selectbox(key="chon_dich").value is None
    assert "Chấm thử" not in after(text(app), "Đường ngắn nhất").split("<h2>")[0]


def test_choosing_another_goal_forgets_the_value_of_the_first(store, run, third):
    app = run(store, "unit", **HERE, don_vi=third, dich="rank", den="2")
    assert app.text_input(key="gia_tri_muc_tieu").value == "2"
    app.selectbox(key="chon_dich").select("award").run()
    assert "den" not in app.query_params


def test_what_is_supposed_shows_before_and_after_and_writes_nothing(store, run, text, third):
    before = store.revision()
    page = text(run(store, "unit", **HERE, don_vi=third, neu="on_time_rate:197/200"))
    told = page.split("GIẢ LẬP: không ghi vào kho dữ liệu")[1]
    assert "3/6" in told
    assert "4/6" in told
    assert "98 % (196/200 hồ sơ)" in told
    assert "98,5 % (197/200 hồ sơ)" in told
    assert "Bỏ hết, về số liệu thật" in told
    assert store.revision() == before


def test_supposing_on_the_page_writes_the_address(store, run, text, third):
    app = run(store, "unit", **HERE, don_vi=third)
    app.selectbox(key="gia_lap_cai_gi").select("on_time_rate").run()
    app.text_input(key="gia_lap_bao_nhieu").input("98,5").run()
    app.button(key="gia_lap_them").click().run()
    assert app.query_params["neu"] == "on_time_rate:98,5"
    assert "98,5 %" in text(app).split("GIẢ LẬP")[1]


@pytest.mark.parametrize(
    ("supposed", "said"),
    [
        ("on_time_rate:nhiều", "không dùng được cho"),
        ("on_time_rate:1.234", "không dùng được cho"),
        ("on_time_rate:150", "nằm ngoài khoảng"),
        ("khong_co:1", "không có số liệu, tiêu chí hay điều kiện nào mang mã"),
        (";".join(f"m{n}:1" for n in range(9)), "một lần giả lập nhận nhiều nhất 8"),
        ("on_time_rate:<script>", "không dùng được cho"),
    ],
)
def test_a_supposition_that_cannot_be_is_told_so(store, run, text, third, supposed, said):
    page = text(run(store, "unit", **HERE, don_vi=third, neu=supposed))
    assert said in after(page, "Nếu … thì")
    assert "<script>" not in page


def test_when_too_many_try_at_once_the_page_says_so(store, run, text, third, monkeypatch):
    busy = threading.BoundedSemaphore(1)
    busy.acquire()
    monkeypatch.setattr(cache, "_TRYING", busy)
    monkeypatch.setattr(
        "dashboard.cache.trying",
        lambda: trying().model_copy(
            update={
                "limit": tuple(
                    each.model_copy(update={"amount": 0}) if each.code == "wait_seconds" else each
                    for each in trying().limit
                )
            }
        ),
    )
    page = text(run(store, "unit", **HERE, don_vi=third, neu="on_time_rate:199/200"))
    assert "Máy chủ đang chấm thử cho người khác" in page


def test_neighbours_stand_around_with_what_separates_them(store, run, text, third):
    page = text(run(store, "unit", **HERE, don_vi=third))
    around = after(page, "Lân cận trong khối").split("</table>")[0]
    assert around.count("td-own-row") == 1
    assert "(đơn vị này)" in around
    assert "Hồ sơ giải quyết đúng hạn trên 98%: đạt (đơn vị này: sát ngưỡng)" in around


def test_neighbours_of_points_are_told_in_points(store, run, text):
    code = filled.units(store, filled.INDEX)[5][0]
    page = text(run(store, "unit", **INDEX, don_vi=code))
    around = after(page, "Lân cận trong khối").split("</table>")[0]
    assert "hơn 0,1 điểm: " in around
    assert "kém 0,1 điểm: " in around


def test_the_neighbours_reader_keeps_to_the_top_and_around(store):
    codes = [code for code, _ in filled.units(store, filled.INDEX)]
    rows = unit_readers.neighbours(store, filled.INDEX, filled.MONTH, codes[8], 2, 1)
    assert rows["place"].to_list()[:2] == [1, 2]
    own = rows.filter(rows["is_own"])["place"].item()
    assert rows["place"].to_list()[2:] == [own - 1, own, own + 1]
    assert unit_readers.neighbours(store, filled.INDEX, filled.MONTH, codes[40], 2, 1).is_empty()


def test_evidence_and_activity_lead_to_cell_and_receipt(store, run, text, third):
    page = text(run(store, "unit", **HERE, don_vi=third))
    happened = after(page, "Hoạt động")
    rows = unit_readers.activity(store, filled.PROGRAMME, third, 60)
    assert rows["what"].to_list() == ["hand_in"]
    assert "Nộp số liệu" in happened
    assert rows["receipt_code"][0] in happened


def test_periods_stand_side_by_side_only_where_comparable(fresh, run, text):
    (first, _), (second, _), *_rest = filled.units(fresh)
    for period in ("2022-Q1", filled.PERIOD):
        for code in (first, second):
            assert filled.hand_in(fresh, code, late=1, period=period).accepted
    rows = unit_readers.unit_periods(fresh, filled.PROGRAMME, filled.PERIOD, first)
    assert rows["period_id"].to_list() == ["2022-Q1", filled.PERIOD]
    page = text(run(fresh, "unit", **HERE, don_vi=first))
    told = after(page, "Qua các kỳ").split("</table>")[0]
    assert "kỳ đang xem" in told
    assert ("so được" in told) == bool(rows["is_comparable"][0])
