"""Mending on the hand-in screen: the wrong cells, the checks again, the preview, the copy."""

from __future__ import annotations

import io

import filled
import openpyxl
import pytest

from etl.annotate import annotate
from warehouse import files, readers
from warehouse.accounts import Accounts

HERE = {"ke_hoach": filled.PROGRAMME, "ky": filled.PERIOD}


@pytest.fixture
def unit(fresh, sign_in):
    found = filled.units(fresh)[0]
    sign_in(fresh, found[0])
    return found


def wrong(store, code, **cells):
    """Return a workbook whose dossiers hold these texts, by cell."""
    book = openpyxl.load_workbook(io.BytesIO(filled.workbook(store, code, late=1)))
    for place, text in cells.items():
        book["Hồ sơ TTHC"][place].value = text
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def given(run, store, data, name="so-lieu.xlsx"):
    return press(_chosen(run, store, data, name), "Nộp")


def looked_at(run, store, data):
    """Return the page after a file was only checked."""
    app = _chosen(run, store, data, "so-lieu.xlsx")
    app.toggle(key="chi_kiem_tra").set_value(True).run()
    return press(app, "Kiểm tra")


def _chosen(run, store, data, name):
    app = run(store, "hand_in", **HERE)
    app.file_uploader(key="tep").upload(name, data).run()
    return app


def press(app, label):
    (button,) = [each for each in app.button if each.label == label]
    button.click().run()
    assert not app.exception
    return app


def box(app, start):
    (found,) = [each for each in (*app.text_input, *app.selectbox) if each.label.startswith(start)]
    return found


def versions(store):
    return readers.hand_ins(store, filled.PROGRAMME, filled.PERIOD)


def test_a_wrong_cell_is_mended_looked_at_and_handed_in(fresh, run, text, unit):
    data = wrong(fresh, unit[0], D5="một trăm", A5="Đất đai")
    app = given(run, fresh, data)
    page = text(app)
    assert "Sửa ngay các ô dưới đây" in page
    assert "Trang tính Hồ sơ TTHC (1)" in page
    assert box(app, "Ô D5: ").value == "một trăm"
    box(app, "Ô D5: ").set_value("199")
    page = text(press(app, "Kiểm tra lại"))
    assert "Tệp hợp lệ, chưa nộp" in page
    assert "bản đã sửa 1 ô trên màn hình của tệp so-lieu.xlsx" in page
    assert "Nếu nộp tệp này" in page
    assert versions(fresh).is_empty()
    page = text(press(app, "Nộp bản đã sửa"))
    assert "Đã nhận số liệu" in page
    handed = versions(fresh)
    assert handed["file_name"].to_list() == ["so-lieu-da-sua.xlsx"]
    kept = files.path_of(fresh.data_dir, handed["sha256"][0]).read_bytes()
    assert openpyxl.load_workbook(io.BytesIO(kept))["Hồ sơ TTHC"]["D5"].value == 199
    noted = fresh.query("select original_sha256, written, typed from raw_submission__mend")
    assert noted.rows() == [(files.digest(data), "một trăm", "199")]
    labels = [each.proto.label for each in app.get("download_button")]
    assert "Tải bản đã sửa về máy" in labels


def test_what_is_still_wrong_stays_in_the_grid(fresh, run, text, unit):
    app = given(run, fresh, wrong(fresh, unit[0], D5="một trăm", E5="một"))
    box(app, "Ô D5: ").set_value("199")
    page = text(press(app, "Kiểm tra lại"))
    assert "Chưa nhận: 1 chỗ phải sửa" in page
    assert [each.label[:5] for each in app.text_input if each.label.startswith("Ô ")] == ["Ô E5:"]
    box(app, "Ô E5: ").set_value("1")
    assert "Tệp hợp lệ, chưa nộp" in text(press(app, "Kiểm tra lại"))


def test_nothing_mended_is_said_and_nothing_is_read_again(fresh, run, text, unit):
    app = given(run, fresh, wrong(fresh, unit[0], D5="một trăm"))
    assert "Chưa có ô nào được sửa" in text(press(app, "Kiểm tra lại"))


def test_a_session_that_ended_mends_and_hands_in_nothing(fresh, run, text, unit):
    app = given(run, fresh, wrong(fresh, unit[0], D5="một trăm"))
    box(app, "Ô D5: ").set_value("199")
    press(app, "Kiểm tra lại")
    Accounts(fresh.data_dir).set_disabled(
        f"unit-officer.{unit[0]}".lower(), is_disabled=True, actor="thử"
    )
    page = text(press(app, "Nộp bản đã sửa"))
    assert "Phiên đăng nhập đã kết thúc." in page
    assert versions(fresh).is_empty()


def test_a_role_taken_away_meanwhile_is_asked_again_by_the_server(fresh, run, text, unit):
    app = given(run, fresh, wrong(fresh, unit[0], D5="một trăm"))
    box(app, "Ô D5: ").set_value("199")
    press(app, "Kiểm tra lại")
    name = f"unit-officer.{unit[0]}".lower()
    with Accounts(fresh.data_dir).file.open() as connection:
        connection.execute("update account set role = 'auditor' where name = ?", (name,))
    app.button(key="nop_that").click().run()
    assert versions(fresh).is_empty()
    assert "Tài khoản này không nộp số liệu" in text(app)


def test_a_wrong_cell_is_told_without_its_place_twice(fresh, run, text, unit):
    page = text(given(run, fresh, wrong(fresh, unit[0], D5="một trăm")))
    cell = page.split('<div class="td-mend"')[-1] if 'class="td-mend"' in page else page
    assert "“một trăm” không phải là số" in cell
    assert "ô D5, “" not in cell


def test_a_choice_is_made_from_its_list(fresh, run, text, unit):
    data = filled.workbook(fresh, unit[0], late=1, par_class="Rất tốt")
    app = given(run, fresh, data)
    chosen = box(app, "Ô C5: ")
    assert chosen.value is None
    assert "Tốt" in chosen.options
    chosen.select("Tốt")
    assert "Tệp hợp lệ, chưa nộp" in text(press(app, "Kiểm tra lại"))


def test_a_hand_in_without_a_change_is_said_to_be_so(fresh, run, text, unit):
    assert filled.hand_in(fresh, unit[0], late=1).accepted
    page = text(looked_at(run, fresh, filled.workbook(fresh, unit[0], late=1)))
    assert "Số liệu không đổi: mọi ô giống bản đang được tính." in page
    assert "Không đèn nào đổi." in page
    assert "Không đơn vị nào khác đổi hạng." in page


def test_a_preview_sets_old_and_new_side_by_side(fresh, run, text, unit):
    assert filled.hand_in(fresh, unit[0], late=1).accepted
    page = text(looked_at(run, fresh, filled.workbook(fresh, unit[0], late=20)))
    assert "2 ô thay đổi" in page
    assert "so với bản đang tính: sửa 2" in page
    assert "199 thành 180" in page
    assert "Đèn thay đổi (1)" in page
    assert "1/1" in page


def test_too_many_wrong_cells_are_mended_in_the_file(fresh, run, text, unit):
    book = openpyxl.load_workbook(io.BytesIO(filled.workbook(fresh, unit[0], late=1)))
    for row in range(5, 15):
        for column in "DEFG":
            book["Nhiệm vụ"][f"{column}{row}"].value = "mai"
    out = io.BytesIO()
    book.save(out)
    app = given(run, fresh, out.getvalue())
    assert "không quá 30 ô" in text(app)
    assert not [each for each in app.button if each.label == "Kiểm tra lại"]


def test_a_marked_copy_is_mended_too(fresh, run, text, unit):
    data = wrong(fresh, unit[0], D5="một trăm")
    app = given(run, fresh, data)
    marked = app.session_state["ket_qua_nop"].marked
    made = annotate(data, "so-lieu.xlsx", app.session_state["ket_qua_nop"].outcome.findings)
    # the bytes hold the second in which they were packed
    assert (marked.file_name, len(marked.data)) == (made.file_name, len(made.data))
    again = given(run, fresh, marked.data, marked.file_name)
    box(again, "Ô D5: ").set_value("199")
    assert "Tệp hợp lệ, chưa nộp" in text(press(again, "Kiểm tra lại"))
