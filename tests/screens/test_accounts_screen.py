"""The accounts screen: what the administrator does there, and that nobody else does anything."""

from __future__ import annotations

import html
import re

import filled
import pytest

from dashboard.parts import accounts as accounts_part
from etl.scope import unit_name
from schemas.findings import Refusal
from schemas.roles import Actor
from warehouse.accounts import Accounts, new_password
from warehouse.sessions import Sessions


@pytest.fixture
def accounts(fresh, sign_in):
    """The accounts of a folder whose administrator is signed in."""
    sign_in(fresh, None, "administrator", "Trần Văn Quản")
    return Accounts(fresh.data_dir)


def press(app, label):
    (button,) = [each for each in app.button if each.label == label]
    button.click().run()
    assert not app.exception
    return app


def fill(app, name="an.nt", role="unit_officer", unit="22528"):
    app.text_input(key="tk_moi_ten").set_value(name)
    app.text_input(key="tk_moi_ho_ten").set_value("Nguyễn Thị An")
    app.selectbox(key="tk_moi_vai_tro").select(role)
    app.text_input(key="tk_moi_don_vi").set_value(unit)
    return press(app, "Tạo tài khoản")


def password_in(page):
    (found,) = re.findall(r'class="td-code">([^<]+)<', page)
    return html.unescape(found)


def test_an_account_is_made_and_its_password_shown_once(fresh, run, text, accounts):
    app = fill(run(fresh, "accounts"))
    password = password_in(text(app))
    assert "Chỉ hiện một lần này." in text(app)
    made = accounts.by_name("an.nt")
    assert (made.full_name, made.role) == ("Nguyễn Thị An", "unit_officer")
    assert made.unit_id.startswith("22528")
    assert Sessions(accounts).sign_in("an.nt", password, "127.0.0.1")
    app.run()
    assert password not in text(app)
    assert accounts_part.SAID not in app.session_state
    log = accounts.events()
    assert ("add", "an.nt", "@administrator.x") in [
        (row["what"], row["account"], row["actor"]) for row in log
    ]
    assert password not in str(log)


@pytest.mark.parametrize(("given", "words"), [
    ({"name": "Tên Có Dấu"}, "Tên đăng nhập"),
    ({"unit": ""}, "đơn vị"),
    ({"unit": "không có đâu"}, "không có đâu"),
    ({"name": "administrator.x", "role": "auditor", "unit": ""}, "đã có"),
])  # fmt: skip
def test_a_wrong_account_is_refused_in_words(fresh, run, text, accounts, given, words):
    before = accounts.all()
    page = text(fill(run(fresh, "accounts"), **given))
    assert words in page
    assert "Cả tệp" not in page
    assert accounts.all() == before


def test_role_password_and_state_are_changed(fresh, run, text, accounts):
    accounts.add("an.nt", "An", "auditor", "mật khẩu cũ dài", actor="thử")
    app = run(fresh, "accounts")
    app.selectbox(key="tk_chon").select("an.nt").run()
    app.selectbox(key="tk_vai_tro_an.nt").select("head").run()
    app.text_input(key="tk_don_vi_an.nt").set_value("22528-truoc-2025").run()
    press(app, "Đổi vai trò, đơn vị")
    changed = accounts.by_name("an.nt")
    assert (changed.role, changed.unit_id) == ("head", "22528-truoc-2025")
    password = password_in(text(press(app, "Đặt lại mật khẩu")))
    assert Sessions(accounts).sign_in("an.nt", password, "127.0.0.1")
    with pytest.raises(Refusal):
        Sessions(accounts).sign_in("an.nt", "mật khẩu cũ dài", "127.0.0.1")
    press(app, "Ngừng dùng")
    assert accounts.by_name("an.nt").is_disabled
    assert "đã ngừng dùng" in text(app)
    press(app, "Dùng lại")
    assert not accounts.by_name("an.nt").is_disabled
    assert "đặt lại mật khẩu" in text(app)


def test_nobody_shuts_themselves_out(fresh, run, text, accounts):
    app = run(fresh, "accounts")
    app.selectbox(key="tk_chon").select("administrator.x").run()
    page = text(press(app, "Ngừng dùng"))
    assert "là tài khoản của chính bạn" in page
    assert not accounts.by_name("administrator.x").is_disabled


@pytest.mark.parametrize("role", ["unit_officer", "head", "coordinator", "auditor", "leader"])
def test_other_roles_are_politely_refused_and_see_no_account(fresh, run, text, sign_in, role):
    sign_in(fresh, filled.units(fresh)[0][0], role)
    app = run(fresh, "accounts")
    page = text(app)
    assert "Tài khoản này không quản lý tài khoản" in page
    assert "Việc này dành cho: quản trị." in page
    assert not app.button
    assert "Thêm tài khoản" not in page


def test_a_visitor_is_asked_to_sign_in(fresh, run, text):
    assert "Đăng nhập để quản lý tài khoản" in text(run(fresh, "accounts"))


@pytest.mark.parametrize("label", ["Tạo tài khoản", "Đặt lại mật khẩu", "Ngừng dùng"])
def test_a_role_lost_since_the_page_was_drawn_is_refused_by_the_server(fresh, run, accounts, label):
    accounts.add("a.b", "An", "auditor", "mật khẩu cũ dài", actor="thử")
    app = run(fresh, "accounts")
    app.selectbox(key="tk_chon").select("a.b").run()
    accounts.set_role("administrator.x", "auditor", None, actor="thử")
    before = accounts.all()
    press(app, label)
    assert accounts.all() == before


def test_events_and_resets_ask_for_the_right(fresh):
    accounts = Accounts(fresh.data_dir)
    clerk = Actor("An", "unit_officer", "an", "22528-truoc-2025")
    with pytest.raises(Refusal):
        accounts.last_events(5, actor=clerk)
    with pytest.raises(Refusal):
        accounts.reset_password("an", actor=clerk)


def test_a_list_is_searched_without_accents_and_bounded(fresh, run, text, accounts):
    with accounts.file.open() as connection:
        for n in range(60):
            connection.execute(
                "insert into account values (?, ?, 'auditor', null, null, ?, 0, 0, '2026-01-01')",
                (f"nguoi.{n:02d}", f"Đỗ Văn {n:02d}", f"{n}@co.quan"),
            )
    app = run(fresh, "accounts")
    assert "Còn 11 tài khoản" in text(app)
    app.text_input(key="tk_tim").set_value("do van 59").run()
    page = text(app).split("Lúc")[0]
    assert "nguoi.59" in page
    assert "nguoi.01" not in page


def test_passwords_are_long_readable_and_never_the_same():
    made = {new_password() for _ in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch(r"([a-km-np-z2-9]{4}-){3}[a-km-np-z2-9]{4}", each) for each in made)


def test_the_record_names_roles_as_people_do(fresh, run, text, accounts):
    accounts.add("ba.nt", "Nguyễn Thị Ba", "appraiser", new_password(), actor="thử")
    page = text(run(fresh, "accounts"))
    assert "tạo tài khoản (thẩm định)" in page
    assert "appraiser" not in page


def test_a_unit_is_shown_by_name_and_stays_what_it_was(fresh, run, accounts):
    app = fill(run(fresh, "accounts"))
    before = accounts.by_name("an.nt").unit_id
    app.selectbox(key="tk_chon").select("an.nt").run()
    shown = app.text_input(key="tk_don_vi_an.nt").value
    assert shown
    assert before not in shown
    app.selectbox(key="tk_vai_tro_an.nt").select("head")
    press(app, "Đổi vai trò, đơn vị")
    assert (accounts.by_name("an.nt").role, accounts.by_name("an.nt").unit_id) == ("head", before)


@pytest.mark.usefixtures("accounts")
def test_the_form_stays_where_it_is_and_is_empty_for_the_next_one(fresh, run, text):
    app = run(fresh, "accounts")
    place = [type(each).__name__ for each in app.main.children.values()]
    fill(app, name="Tên Có Dấu")
    assert [type(each).__name__ for each in app.main.children.values()] == place
    assert app.text_input(key="tk_moi_ho_ten").value == "Nguyễn Thị An"
    fill(app)
    assert "Đã tạo tài khoản" in text(app)
    assert [app.text_input(key=f"tk_moi_{each}").value for each in ("ten", "ho_ten", "don_vi")] == [
        "", "", "",
    ]  # fmt: skip


def test_no_account_is_changed_before_it_is_chosen_and_units_are_told_by_name(
    fresh, run, text, accounts
):
    accounts.add("an.nt", "An", "unit_officer", new_password(), actor="thử", unit_id=filled.ABOVE)
    app = run(fresh, "accounts")
    assert app.selectbox(key="tk_chon").value is None
    assert [each.label for each in app.button] == ["Tạo tài khoản"]
    page = text(app)
    assert f"tạo tài khoản (cán bộ đầu mối, {unit_name(filled.ABOVE)})" in page
    assert filled.ABOVE not in page
    app.selectbox(key="tk_chon").select("an.nt").run()
    assert "Ngừng dùng" in [each.label for each in app.button]
