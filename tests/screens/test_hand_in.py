"""Handing in on the screen, with real files and the real front door."""

from __future__ import annotations

import io

import filled
import openpyxl
import pytest

from dashboard.parts import outcome
from etl.submit import submit_workbook
from etl.template import build_template
from schemas.failures import OwnFailure
from warehouse import readers

HERE = {"ke_hoach": filled.PROGRAMME, "ky": filled.PERIOD}


@pytest.fixture
def unit(fresh):
    return filled.units(fresh)[0]


def _give(app, data, name="so-lieu.xlsx"):
    app.text_input(key="nguoi_nop").set_value(filled.ACTOR).run()
    app.file_uploader(key="tep").upload(name, data).run()
    return app


def _press(app):
    app.button[0].click().run()
    assert not app.exception
    return app


def test_the_steps_are_told_before_a_unit_is_chosen(fresh, run, text):
    page = text(run(fresh, "hand_in", **HERE))
    assert "Nộp số liệu gồm bốn bước" in page
    assert "Hạn nộp: 20/06/2022." in page


def test_only_programmes_with_a_workbook_are_offered(fresh, run):
    app = run(fresh, "hand_in", ke_hoach=filled.INDEX)
    assert filled.INDEX not in app.selectbox(key="chon_ke_hoach").options
    assert app.selectbox(key="chon_ke_hoach").value != filled.INDEX


def test_the_button_waits_for_a_name_and_a_file(fresh, run, text, unit):
    app = run(fresh, "hand_in", **HERE, don_vi=unit[0])
    assert app.button[0].disabled
    assert "Hãy ghi tên người nộp và chọn tệp để tiếp tục." in text(app)


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
    assert "muộn so với hạn (hạn 20/06/2022)" in page
    assert f"don-vi?ke_hoach={filled.PROGRAMME}" in page


def test_a_dry_run_writes_nothing(fresh, run, text, unit):
    before = fresh.revision()
    app = _give(
        run(fresh, "hand_in", **HERE, don_vi=unit[0]), filled.workbook(fresh, unit[0], late=1)
    )
    app.toggle(key="chi_kiem_tra").set_value(True).run()
    assert app.button[0].label == "Kiểm tra"
    page = text(_press(app))
    assert "Tệp hợp lệ, chưa nộp" in page
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


def test_the_answer_belongs_to_its_unit(fresh, run, text, unit):
    app = _give(
        run(fresh, "hand_in", **HERE, don_vi=unit[0]), filled.workbook(fresh, unit[0], late=1)
    )
    _press(app)
    app.selectbox(key="chon_don_vi").select(filled.units(fresh)[1][0]).run()
    assert "Đã nhận số liệu" not in text(app)


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
    assert labels == ["Tải biểu mẫu đã điền sẵn", "Tải biểu mẫu mới, có sẵn số liệu của tệp này"]


def test_a_figure_unlike_the_period_before_asks_for_a_reason(fresh, run, text, unit):
    figure = {"results": [{"measure_code": "par_points", "value": 60}]}
    earlier = build_template(fresh, filled.PROGRAMME, unit[0], "2022-Q1", figure).data
    assert submit_workbook(fresh, earlier, "truoc.xlsx", actor="văn thư").accepted
    later = {"results": [{"measure_code": "par_points", "value": 95}]}
    data = build_template(fresh, filled.PROGRAMME, unit[0], filled.PERIOD, later).data
    app = _press(_give(run(fresh, "hand_in", **HERE, don_vi=unit[0]), data))
    assert "1 chỗ cần xác nhận kèm lý do" in text(app)
    assert "ghi lý do ở cuối bảng dưới đây" in text(app)
    (box,) = [each for each in app.text_input if each.label.startswith("Lý do cho mã XN")]
    box.set_value("Đã đối chiếu với quyết định công bố").run()
    assert "Đã nhận số liệu" in text(_press(app))
