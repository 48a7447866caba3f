"""Result tables and exports of dossiers on the screen, with real files and the real front door."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import filled
import pytest

from dashboard.parts import result_work
from schemas.roles import Actor
from tests.test_dossiers import EDGES, xlsx
from warehouse import column_meanings
from warehouse.accounts import Accounts

HERE = {"ke_hoach": filled.INDEX, "ky": filled.MONTH}
KNOWN = "TEN_COQUAN,TDGQ,MDHL,MDSH,TTTT,CLGQ,CKMB,TONG_SCORE"
ODD = "Tên xã,TDGQ,Chỉ số hài lòng (%),MDSH,TTTT,CLGQ,CKMB,Ý kiến"
"""Three headings that are no code and no name of the set."""


@pytest.fixture
def coordinator(fresh, sign_in):
    sign_in(fresh, role="coordinator")
    return fresh


def table(store, heading=KNOWN, rows=3):
    return filled.table(store, rows).replace(KNOWN.encode(), heading.encode())


def given(run, store, data, name="ket-qua.csv", **where):
    where = HERE | where
    app = run(store, "result_tables", **where)
    app.file_uploader[0].upload(name, data).run()
    assert not app.exception
    return app


def press(app, label):
    (button,) = [each for each in app.button if each.label == label]
    button.click().run()
    assert not app.exception
    return app


def labels(app):
    return [each.label for each in app.button]


def box(app, start):
    (found,) = [each for each in app.selectbox if each.label.startswith(f"Nghĩa của cột {start} ")]
    return found


def figures(store):
    found = store.query("select count(*) as n from core_observation where dataset_id = 'qd_766'")
    return found["n"].item()


def in_force(store):
    found = column_meanings.meanings(store, filled.INDEX)
    return {(row["heading"], row["column_code"]) for row in found.to_dicts()
            if row["state"] == "in_force"}  # fmt: skip


def test_a_visitor_is_asked_to_sign_in(fresh, run, text):
    app = run(fresh, "result_tables", **HERE)
    assert "Đăng nhập để nạp bảng kết quả" in text(app)
    assert 'href="dang-nhap?ve=bang-ket-qua%3Fke_hoach' in text(app)
    assert not app.button
    assert not app.selectbox


@pytest.mark.parametrize("role", ["unit_officer", "appraiser", "administrator", "leader"])
def test_other_roles_are_told_whose_task_it_is(fresh, run, text, sign_in, role):
    sign_in(fresh, role=role, unit_id=filled.ABOVE)
    app = run(fresh, "result_tables", **HERE)
    assert "Tài khoản này không nạp bảng kết quả" in text(app)
    assert "Việc này dành cho: cơ quan điều phối." in text(app)
    assert not app.button
    assert not app.get("file_uploader")


def test_the_kinds_follow_the_programme(coordinator, run):
    def kinds(programme):
        app = run(coordinator, "result_tables", ke_hoach=programme)
        return app.selectbox(key="chon_loai").options

    assert kinds(filled.INDEX) == ["Bảng kết quả: điểm của bộ tiêu chí"]
    assert kinds(filled.PROGRAMME) == [
        "Bảng kết quả: số liệu, kết luận của kế hoạch", "Tệp hồ sơ: mỗi dòng một hồ sơ",
    ]  # fmt: skip


def test_only_the_layers_of_the_role_are_offered(coordinator, run):
    app = run(coordinator, "result_tables", **HERE)
    assert app.selectbox(key="chon_lop").options == ["tự chấm", "được công bố"]
    assert app.selectbox(key="chon_lop").value == "published"


def test_a_table_is_looked_at_first_and_then_accepted(coordinator, run, text):
    before = coordinator.revision()
    app = given(run, coordinator, table(coordinator))
    page = text(app)
    assert "dòng tiêu đề 1, 3 dòng bên dưới. Hiểu 8/8 cột." in page
    assert "Nạp tệp này" not in labels(app)
    page = text(press(app, "Kiểm tra"))
    assert "Tệp hợp lệ, chưa nạp" in page
    assert "Nếu nạp tệp này" in page
    assert "3 trong 3 đơn vị của tệp thay đổi." in page
    assert "Đã qua" not in page
    assert coordinator.revision() == before
    page = text(press(app, "Nạp tệp này"))
    assert "Đã nhận số liệu" in page
    kept = coordinator.query("select receipt_code, sha256, actor, kind from raw_submission__file")
    (row,) = kept.to_dicts()
    assert row["receipt_code"] in page
    assert row["sha256"] in page
    assert (row["actor"], row["kind"]) == (filled.ACTOR, "table")
    assert "Nạp tệp này" not in labels(app)


def test_a_suggestion_waits_until_it_is_taken(coordinator, run, text):
    app = given(run, coordinator, table(coordinator, ODD))
    page = text(app)
    assert "Hiểu 5/8 cột." in page
    assert "Cột chưa rõ nghĩa (3)" in page
    assert "Có thể là “Tên đơn vị”." in page
    assert "Có thể là “Mức độ hài lòng”." in page
    assert "Không có gợi ý." in page
    assert [box(app, letter).value for letter in "ACH"] == [None, None, None]
    page = text(press(app, "Kiểm tra"))
    assert "Chưa nhận: 1 chỗ phải sửa" in page
    assert "không tìm thấy dòng tiêu đề có cột đơn vị" in page
    press(app, "Dùng gợi ý cho cột A")
    assert box(app, "A").value == "unit_name"
    page = text(press(app, "Kiểm tra"))
    assert "Tệp thiếu cột của tiêu chí “MDHL" in page


def test_declared_columns_are_remembered_said_and_taken_back(coordinator, run, text):
    app = given(run, coordinator, table(coordinator, ODD))
    press(app, "Dùng gợi ý cho cột A")
    press(app, "Dùng gợi ý cho cột C")
    page = text(press(app, "Kiểm tra"))
    assert "cột C “Chỉ số hài lòng (%)” được hiểu là “Mức độ hài lòng”" in page
    assert "theo khai báo lần này" in page
    assert "Không dùng các cột: “Ý kiến”." in page
    assert in_force(coordinator) == set(), "a look remembers nothing"
    page = text(press(app, "Nạp tệp này"))
    assert "Đã nhận số liệu" in page
    assert in_force(coordinator) == {("Tên xã", "unit_name"), ("Chỉ số hài lòng (%)", "MDHL")}
    assert "Khai báo cột đang được nhớ (2)" in page

    again = given(run, coordinator, table(coordinator, ODD, rows=4))
    page = text(again)
    assert "Hiểu 7/8 cột." in page
    assert f"khai báo của {filled.ACTOR} ngày " in page
    page = text(press(again, "Kiểm tra"))
    assert f"(theo khai báo của {filled.ACTOR} ngày " in page
    assert "Tệp hợp lệ, chưa nạp" in page

    again.selectbox(key="khai_bao_bo").select("chỉ số hài lòng (%)").run()
    page = text(press(again, "Bỏ khai báo này"))
    assert "Đã bỏ khai báo của cột “Chỉ số hài lòng (%)”" in page
    assert "Cột chưa rõ nghĩa (2)" in page
    assert in_force(coordinator) == {("Tên xã", "unit_name")}


def test_a_choice_changed_after_the_look_must_be_looked_at_again(coordinator, run, text):
    app = given(run, coordinator, table(coordinator, ODD))
    press(app, "Dùng gợi ý cho cột A")
    press(app, "Dùng gợi ý cho cột C")
    press(app, "Kiểm tra")
    box(app, "H").select("TONG_SCORE").run()
    assert "Bấm “Kiểm tra” lần nữa" in text(app)
    assert "Nạp tệp này" not in labels(app)
    page = text(press(app, "Kiểm tra"))
    assert "cột H “Ý kiến” được hiểu là “Tổng điểm”" in page
    assert "Nạp tệp này" in labels(app)


def test_a_wrong_cell_is_named_and_the_file_comes_back_marked(coordinator, run, text):
    data = table(coordinator).replace(b"18,20,8,8", "mười,20,8,8".encode(), 1)
    app = press(given(run, coordinator, data), "Kiểm tra")
    page = text(app)
    assert "Chưa nhận: 1 chỗ phải sửa" in page
    assert 'class="td-cell">C2<' in page
    assert "mười" in page
    (offered,) = app.get("download_button")
    assert offered.proto.label == "Tải lại tệp của bạn, đã đánh dấu chỗ sai"
    assert figures(coordinator) == 0


def test_a_file_that_is_no_table_is_refused_at_once(coordinator, run, text):
    app = given(run, coordinator, b"%PDF-1.7 \x00\x01", "bao-cao.xlsx")
    assert "Cả tệp (1)" in text(app)
    assert "Kiểm tra" not in labels(app)


def test_a_second_click_accepts_nothing_again(coordinator, run, monkeypatch):
    app = press(given(run, coordinator, table(coordinator)), "Kiểm tra")
    press(app, "Nạp tệp này")
    work, target = app.session_state["viec_bang_ket_qua"], SimpleNamespace(key=None)
    target.key = work.of
    kept = {"viec_bang_ket_qua": work}
    monkeypatch.setattr(result_work, "st", SimpleNamespace(session_state=kept))
    result_work.accept(target)
    assert kept["viec_bang_ket_qua"] is work


@pytest.mark.parametrize("step", ["Kiểm tra", "Nạp tệp này"])
def test_a_session_that_ended_before_the_click_does_nothing(coordinator, run, text, step):
    app = given(run, coordinator, table(coordinator))
    if step != "Kiểm tra":
        press(app, "Kiểm tra")
    Accounts(coordinator.data_dir).set_disabled("coordinator.x", is_disabled=True, actor="thử")
    page = text(press(app, step))
    assert "Phiên đăng nhập đã kết thúc." in page
    assert figures(coordinator) == 0


@pytest.mark.parametrize("role", ["auditor", "unit_officer"])
def test_the_server_asks_the_role_again(coordinator, run, text, monkeypatch, role):
    app = press(given(run, coordinator, table(coordinator)), "Kiểm tra")
    other = Actor("Người khác", role, "khac", filled.ABOVE)
    monkeypatch.setattr(result_work, "session", SimpleNamespace(actor=lambda: other))
    page = text(press(app, "Nạp tệp này"))
    assert "Chưa nhận: 1 chỗ phải sửa" in page
    assert figures(coordinator) == 0


def test_an_export_of_dossiers_is_counted_and_accepted(coordinator, run, text):
    data = xlsx([each for _, each in EDGES])
    where = {"ke_hoach": filled.PROGRAMME, "ky": "2022-Q1", "loai": "ho-so"}
    assert "Nạp tệp hồ sơ gồm ba bước" in text(run(coordinator, "result_tables", **where))
    app = given(run, coordinator, data, "ho-so.xlsx", **where)
    assert "Các cột khác (tên, địa chỉ người nộp) không được đọc" in text(app)
    page = text(press(app, "Kiểm tra"))
    assert "Đã đọc 15 hồ sơ của 1 đơn vị, 1 lĩnh vực." in page
    assert "Tệp hợp lệ, chưa nạp" in page
    page = text(press(app, "Nạp tệp này"))
    assert "Đã nhận số liệu" in page
    kinds = coordinator.query("select kind, layer from raw_submission__file").rows()
    assert kinds == [("dossiers", "published")]


def test_how_far_a_large_export_is_stands_on_the_page(coordinator, run, text, monkeypatch):
    drawn, is_seen = [], threading.Event()
    note, submit = result_work.frame.note, result_work.submit_dossiers

    def noted(title, *lines, **kind):
        drawn.append(title)
        if title.startswith("Đã đọc 350.000"):
            is_seen.set()
        return note(title, *lines, **kind)

    def slow(*arguments, progress, **given):
        progress("Đã đọc 350.000 dòng")
        assert is_seen.wait(20)
        return submit(*arguments, progress=progress, **given)

    monkeypatch.setattr(result_work.frame, "note", noted)
    monkeypatch.setattr(result_work, "submit_dossiers", slow)
    data = xlsx([each for _, each in EDGES])
    where = {"ke_hoach": filled.PROGRAMME, "ky": "2022-Q1", "loai": "ho-so"}
    page = text(press(given(run, coordinator, data, "ho-so.xlsx", **where), "Kiểm tra"))
    assert "Đã đọc 350.000 dòng …" in drawn
    assert "Tệp hợp lệ, chưa nạp" in page
    assert "350.000" not in page
