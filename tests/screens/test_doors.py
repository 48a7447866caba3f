"""Who may not see a screen: a visitor, a role without the right, a wall without its token."""

from __future__ import annotations

from pathlib import Path

import pytest
import small
from small import ADDRESS, NAMES, PATHS, said
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard import address
from dashboard.parts import help_pages
from schemas.wall import TOKEN_REQUIRED
from warehouse.sessions import SIGN_IN_REQUIRED


def whole_app(screen: str) -> AppTest:
    """Run the whole app at the address of a screen, its navigation and doors included."""
    app = AppTest.from_file(Path(address.__file__).parent / "app.py", default_timeout=30)
    app._page_hash = calc_hash(PATHS[screen])
    for name, value in {**small.WHERE, **ADDRESS.get(screen, {})}.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


@pytest.mark.parametrize("screen", PATHS)
def test_nobody_sees_a_screen_without_signing_in_where_that_is_asked(world, monkeypatch, screen):
    world("ties")
    open_page = said(whole_app(screen))
    monkeypatch.setenv(SIGN_IN_REQUIRED, "1")
    page = said(whole_app(screen))
    if screen == "wall":
        assert "Màn hình này cần mã để mở." in page
        assert "Xin người quản trị một địa chỉ màn hình có mã" in page
    else:
        assert "Đăng nhập để xem" in page
        assert "Máy chủ này chỉ cho người có tài khoản xem." in page
    assert page != open_page
    for name in NAMES.values():
        assert name not in page


@pytest.mark.parametrize(
    ("screen", "role", "words"),
    [
        ("hand_in", "leader", "Tài khoản này không nộp số liệu"),
        ("hand_in", "administrator", "Việc này dành cho: cán bộ đầu mối, thủ trưởng"),
        ("accounts", "coordinator", "Tài khoản này không quản lý tài khoản"),
        ("accounts", "auditor", "Việc này dành cho: quản trị."),
    ],
)
def test_a_role_that_may_not_is_told_who_may(world, run, sign_in, screen, role, words):
    store = world("ties")
    sign_in(store, role=role, name=f"Người {role}")
    app = run(store, screen, **small.WHERE)
    assert words in said(app)
    assert f"“Người {role}” có vai trò" in said(app)
    guide = help_pages.guide(role)
    assert f'muc={guide.code}">Hướng dẫn cho ' in "".join(each.value for each in app.html)
    assert ("nhờ người quản trị" in said(app)) == (role != "administrator")
    assert not app.button
    assert not app.text_input


@pytest.mark.parametrize("screen", ["hand_in", "receipt", "accounts"])
def test_a_visitor_is_asked_to_sign_in_and_comes_back_here(world, run, monkeypatch, screen):
    store = world("ties")
    monkeypatch.setattr("dashboard.session.token", lambda: None)
    app = run(store, screen, **small.WHERE)
    assert "Đăng nhập để" in said(app)
    assert f"ve={PATHS[screen]}%3Fke_hoach" in "".join(element.value for element in app.html)
    assert not app.button


@pytest.mark.parametrize("token", [None, "sai", "x" * 119])
def test_a_wall_without_its_token_shows_nothing(world, run, monkeypatch, token):
    store = world("ties")
    monkeypatch.setenv(TOKEN_REQUIRED, "1")
    page = said(run(store, "wall", **small.WHERE, **({"token": token} if token else {})))
    assert "Màn hình này cần mã để mở." in page or "không có hoặc đã bị thu hồi" in page
    assert "Phường Một" not in page
