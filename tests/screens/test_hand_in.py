"""Handing in on the screen, with real files and the real front door."""

from __future__ import annotations

import io

import filled
import openpyxl
import pytest

from dashboard.parts import outcome
from etl.scope import rule_book
from etl.submit import submit_workbook
from etl.template import build_template
from schemas.failures import OwnFailure
from warehouse import closing, readers
from warehouse.accounts import Accounts

HERE = {"ke_hoach": filled.PROGRAMME, "ky": filled.PERIOD}


@pytest.fixture
def unit(fresh, sign_in):
    """The unit of the account that is signed in."""
    found = filled.units(fresh)[0]
    sign_in(fresh, found[0])
    return found


def _give(app, data, name="so-lieu.xlsx"):
    app.file_uploader(key="tep").upload(name, data).run()
    return app


def _button(app):
    return next(each for each in app.button if each.label in ("Nộp", "Kiểm tra"))


def _press(app):
    _button(app).click().run()
    assert not app.exception
    return app


def _check_again(app):
    (button,) = [each for each in app.button if each.label == "Kiểm tra lại"]
    button.click().run()
    assert not app.exception
    return app


def test_a_visitor_is_asked_to_sign_in(fresh, run, text):
    app = run(fresh, "hand_in", **HERE)
    page = text(app)
    assert "Đăng nhập để nộp số liệu" in page
    assert 'href="dang-nhap?ve=nop-so-lieu%3Fke_hoach' in page
    assert not app.button
    assert not app.selectbox


@pytest.mark.parametrize(("over", "words"), [
    ("idle", "đã hết hạn vì lâu không dùng"),
    ("expired", "Phiên đăng nhập đã hết hạn."),
    ("ended", "Phiên đăng nhập đã kết thúc."),
])  # fmt: skip
def test_an_ended_session_is_told(fresh, run, text, sign_in, monkeypatch, over, words):
    sign_in(fresh, filled.units(fresh)[0][0])
    monkeypatch.setattr("warehouse.sessions.Sessions.who", lambda *_: over)
    assert words in text(run(fresh, "hand_in", **HERE))


def test_the_steps_are_told_before_a_unit_is_chosen(fresh, run, text, sign_in):
    sign_in(fresh, "khanh-hoa", unit_id=filled.ABOVE)
    page = text(run(fresh, "hand_in", **HERE))
    assert "Nộp số liệu gồm ba bước" in page
    assert "Hạn nộp: 20/06/2022." in page


@pytest.mark.usefixtures("unit")
def test_only_programmes_with_a_workbook_and_an_own_unit_are_offered(fresh, run):
    app = run(fresh, "hand_in", ke_hoach=filled.INDEX)
    assert app.selectbox(key="chon_ke_hoach").options == ["Ninh Hòa 2022"]


def test_only_the_own_unit_is_offered_and_chosen(fresh, run, text, unit):
    other = filled.units(fresh)[1]
    app = run(fresh, "hand_in", **HERE, don_vi=other[0])
    assert app.selectbox(key="chon_don_vi").options == [unit[1]]
    assert app.selectbox(key="chon_don_vi").value == unit[0]
    assert other[1] not in text(app)


@pytest.mark.parametrize("role", ["auditor", "coordinator", "administrator", "leader"])
def test_other_roles_are_told_whose_task_it_is(fresh, run, text, sign_in, role):
    sign_in(fresh, filled.units(fresh)[0][0], role)
    app = run(fresh, "hand_in", **HERE)
    assert "Tài khoản này không nộp số liệu" in text(app)
    assert "cán bộ đầu mối, thủ trưởng" in text(app)
    assert not app.button


def test_the_button_waits_for_a_file(fresh, run, text, unit):
    app = run(fresh, "hand_in", **HERE, don_vi=unit[0])
    assert _button(app).disabled
    assert "Hãy chọn tệp để tiếp tục." in text(app)


def test_a_session_that_ended_before_the_click_hands_in_nothing(fresh, run, text, unit):
    app = _give(run(fresh, "hand_in", **HERE), filled.workbook(fresh, unit[0], late=1))
    Accounts(fresh.data_dir).set_disabled(
        f"unit-officer.{unit[0]}".lower(), is_disabled=True, actor="thử"
    )
    page = text(_press(app))
    assert "Phiên đăng nhập đã kết thúc." in page
    assert readers.hand_ins(fresh, filled.PROGRAMME, filled.PERIOD).is_empty()


def test_a_good_file_gets_a_receipt(fresh, run, text, unit):
    app = _give(
        run(fresh, "hand_in", **HERE, don_vi=unit[0]), filled.workbook(fresh, unit[0], late=1)
    )
    page = text(_press(app))
    handed = readers.hand_ins(fresh, filled.PROGRAMME, filled.PERIOD, unit[0])
    assert handed.height == 1
    assert handed["receipt_code"][0] in page
    assert handed["sha256"][0] in page
    assert handed["actor"][0] == filled.ACTOR
    assert "Đã nhận số liệu" in page
    assert "muộn so với hạn 20/06/2022" in page
    assert f"don-vi?ke_hoach={filled.PROGRAMME}" in page


def test_a_dry_run_writes_nothing(fresh, run, text, unit):
    before = fresh.revision()
    app = _give(
        run(fresh, "hand_in", **HERE, don_vi=unit[0]), filled.workbook(fresh, unit[0], late=1)
    )
    app.toggle(key="chi_kiem_tra").set_value(True).run()
    assert _button(app).label == "Kiểm tra"
    page = text(_press(app))
    assert "Tệp hợp lệ, chưa nộp" in page
    assert "so với bản đang tính: thêm" in page
    assert "Nếu nộp tệp này" in page
    assert "không xếp hạng: chưa nộp" in page
    assert "Đúng tiến độ: thêm Có" in page
    assert "thêm yes" not in page
    assert "Đèn thay đổi (" in page
    assert fresh.revision() == before
    assert readers.hand_ins(fresh, filled.PROGRAMME, filled.PERIOD, unit[0]).is_empty()


def test_a_wrong_cell_is_named_with_what_was_found_and_needed(fresh, run, text, unit):
    data = filled.workbook(fresh, unit[0], late=1, par_class="Rất tốt")
    app = _give(run(fresh, "hand_in", **HERE, don_vi=unit[0]), data)
    page = text(_press(app))
    assert "Chưa nhận: 1 chỗ phải sửa" in page
    assert "Trang tính Kết quả chỉ số (1)" in page
    assert "Rất tốt" in page
    assert 'class="td-cell">C5<' in page
    assert readers.hand_ins(fresh, filled.PROGRAMME, filled.PERIOD, unit[0]).is_empty()


def test_a_file_that_is_no_spreadsheet_is_refused_as_a_whole(fresh, run, text, unit):
    before = fresh.revision()
    app = _give(run(fresh, "hand_in", **HERE, don_vi=unit[0]), b"%PDF-1.7 \x00\x01", "bao-cao.xlsx")
    page = text(_press(app))
    assert "Chưa nhận" in page
    assert "Cả tệp (1)" in page
    assert fresh.revision() == before


def test_a_file_of_another_unit_is_refused(fresh, run, text, unit):
    other = filled.units(fresh)[1]
    app = _give(
        run(fresh, "hand_in", **HERE, don_vi=unit[0]), filled.workbook(fresh, other[0], late=1)
    )
    page = text(_press(app))
    assert "Chưa nhận" in page
    assert other[1] in page


def test_the_answer_belongs_to_its_period(fresh, run, text, unit):
    app = _give(
        run(fresh, "hand_in", **HERE, don_vi=unit[0]), filled.workbook(fresh, unit[0], late=1)
    )
    _press(app)
    app.selectbox(key="chon_ky").select("2022-Q1").run()
    assert "Đã nhận số liệu" not in text(app)


def test_versions_are_told_withdrawn_and_compared(fresh, run, text, unit):
    for late in (1, 2):
        assert filled.hand_in(fresh, unit[0], late=late).accepted
    app = run(fresh, "hand_in", **HERE)
    page = text(app)
    assert "Các bản đã nộp trong kỳ" in page
    assert "Đang được tính, vì là bản mới nhất chưa rút." in page
    assert "Không được tính, vì đã có bản mới hơn thay." in page
    assert "2 ô khác nhau" in page
    app.button(key="rut").click().run()
    assert "Rút một bản nộp cần lý do." in text(app)
    app.text_input(key="ly_do_rut").set_value("Nhầm số").run()
    app.button(key="rut").click().run()
    assert not app.exception
    assert f"{filled.ACTOR}: Nhầm số" in text(app)
    handed = readers.hand_ins(fresh, filled.PROGRAMME, filled.PERIOD, unit[0])
    assert handed["status"].to_list() == ["withdrawn", "counts"]


def test_our_own_failure_is_told_as_ours():
    page = outcome.own_failure(OwnFailure("KHO-01", "Kho dữ liệu đang bận quá lâu."))
    assert "không phải lỗi của bạn" in page
    assert "KHO-01" in page


def test_an_old_form_comes_back_as_a_new_one_with_its_values(fresh, run, text, unit):
    book = openpyxl.load_workbook(io.BytesIO(filled.workbook(fresh, unit[0], late=1)))
    book["Bìa"]["B9"].value = "1"
    out = io.BytesIO()
    book.save(out)
    app = _give(run(fresh, "hand_in", **HERE, don_vi=unit[0]), out.getvalue())
    page = text(_press(app))
    assert "Biểu mẫu là phiên bản 1; hiện dùng phiên bản 2." in page
    labels = [each.label for each in app.get("download_button")]
    assert "Tải biểu mẫu mới, có sẵn số liệu của tệp này" in labels


def test_a_refused_file_comes_back_marked(fresh, run, unit):
    data = filled.workbook(fresh, unit[0], late=1, par_class="Rất tốt")
    app = _press(_give(run(fresh, "hand_in", **HERE, don_vi=unit[0]), data, "quý I.xlsx"))
    labels = [each.proto.label for each in app.get("download_button")]
    assert labels[-1] == "Tải lại tệp của bạn, đã đánh dấu chỗ sai"
    marked = app.session_state["ket_qua_nop"].marked
    assert marked.file_name == "quý I-loi-can-sua.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(marked.data))
    assert book.sheetnames[0] == "Lỗi cần sửa"
    assert "Rất tốt" in book["Kết quả chỉ số"]["C5"].comment.text


def test_what_could_not_be_read_does_not_come_back(fresh, run, unit):
    app = _press(_give(run(fresh, "hand_in", **HERE, don_vi=unit[0]), b"%PDF-1.7 \x00", "b.xlsx"))
    labels = [each.proto.label for each in app.get("download_button")]
    assert labels == ["Tải biểu mẫu đã điền sẵn"]


def test_a_figure_unlike_the_period_before_asks_for_a_reason(fresh, run, text, unit):
    figure = {"results": [{"measure_code": "par_points", "value": 60}]}
    earlier = build_template(fresh, filled.PROGRAMME, unit[0], "2022-Q1", figure).data
    assert submit_workbook(fresh, earlier, "truoc.xlsx", actor="văn thư").accepted
    later = {"results": [{"measure_code": "par_points", "value": 95}]}
    data = build_template(fresh, filled.PROGRAMME, unit[0], filled.PERIOD, later).data
    app = _press(_give(run(fresh, "hand_in", **HERE, don_vi=unit[0]), data))
    assert "1 chỗ cần xác nhận kèm lý do" in text(app)
    assert "Số liệu đúng thì ghi lý do" in text(app)
    labels = [each.proto.label for each in app.get("download_button")]
    assert "Tải lại tệp của bạn, đã đánh dấu chỗ cần lý do" in labels
    (box,) = [each for each in app.text_input if each.label.startswith("Lý do cho ô ")]
    box.set_value("Đã đối chiếu với quyết định công bố")
    app = _check_again(app)
    assert "Tệp hợp lệ, chưa nộp" in text(app)
    app.button(key="nop_that").click().run()
    assert "Đã nhận số liệu" in text(app)


def test_one_reason_answers_every_figure_that_has_none_of_its_own(fresh, run, text, unit):
    def form(period, received):
        row = {"field_name": "Đất đai", "received_count": received, "early_count": received,
               "on_time_count": 0, "late_count": 0, "pending_in_time_count": 0,
               "pending_overdue_count": 0}  # fmt: skip
        figures = {"dossiers": [row]}
        return build_template(fresh, filled.PROGRAMME, unit[0], period, figures).data

    assert submit_workbook(fresh, form("2022-Q1", 900), "truoc.xlsx", actor="văn thư").accepted
    app = run(fresh, "hand_in", **HERE, don_vi=unit[0])
    app = _press(_give(app, form(filled.PERIOD, 90)))
    assert "2 chỗ cần xác nhận kèm lý do" in text(app)
    own = [each for each in app.text_input if each.label.startswith("Lý do cho ô ")]
    (of_all,) = [each for each in app.text_input if each.label.startswith("Một lý do cho cả 2")]
    own[0].set_value("Riêng ô này")
    of_all.set_value("Quý I báo cáo nhầm")
    app = _check_again(app)
    assert "Tệp hợp lệ, chưa nộp" in text(app)
    reasons = app.session_state["ket_qua_nop"].given.reasons
    assert sorted(reasons.values()) == ["Quý I báo cáo nhầm", "Riêng ô này"]


def test_a_refused_step_keeps_the_boxes_where_they_are_and_is_told_once(fresh, run, text, unit):
    assert filled.hand_in(fresh, unit[0], late=1).accepted
    app = run(fresh, "hand_in", **HERE)
    place = [type(each).__name__ for each in app.main.children.values()]
    app.button(key="rut").click().run()
    assert [type(each).__name__ for each in app.main.children.values()] == place
    assert "Rút một bản nộp cần lý do." in text(app)
    assert "Cả tệp" not in text(app)
    app.run()
    assert "Rút một bản nộp cần lý do." not in text(app)


def test_the_page_says_before_the_file_what_becomes_of_it(fresh, run, text, unit):
    assert filled.hand_in(fresh, unit[0], late=1).accepted
    assert "nộp bây giờ vẫn được nhận, ghi là nộp muộn." in text(run(fresh, "hand_in", **HERE))
    programme = rule_book(fresh).programmes[filled.PROGRAMME]
    closing.close_period(fresh, programme, filled.PERIOD, actor="thử", reason="Hết kỳ")
    page = text(run(fresh, "hand_in", **HERE))
    assert "không nhận thêm số liệu" in page
    assert "đề nghị mở lại kỳ, kèm lý do. Việc ấy của: lãnh đạo." in page
    assert "nộp bây giờ vẫn được nhận" not in page


def test_a_file_that_is_wrong_as_a_whole_has_nothing_to_mark(fresh, run, text, unit):
    data = "Lĩnh vực;Tiếp nhận\nĐất đai;10\n".encode()
    app = _press(_give(run(fresh, "hand_in", **HERE, don_vi=unit[0]), data, "ho-so.csv"))
    assert "không có trang “Bìa”" in text(app)
    assert "đã đánh dấu" not in text(app)
    assert app.session_state["ket_qua_nop"].marked is None
