"""Signing in, handing in, signing out, in a real browser; the cookie, and what others cannot do."""

from __future__ import annotations

import re
import shutil
import urllib.error
import urllib.parse
import urllib.request

import filled
import pytest
from playwright.sync_api import expect
from screens_shown import SCREENS
from test_language import english_left

from tests.browser.conftest import PASSWORD, Server
from warehouse.accounts import Accounts
from warehouse.sessions import Sessions

HERE = f"nop-so-lieu?ke_hoach={filled.PROGRAMME}&ky={filled.PERIOD}"


def _fill(page, password):
    page.get_by_label("Tên đăng nhập").fill("can.bo")
    page.get_by_label("Mật khẩu").fill(password)
    page.keyboard.press("Enter")


def test_sign_in_hand_in_sign_out(visit, own_server, own_store, clerk, context):
    page = visit(f"{own_server.url}/{HERE}")
    expect(page.get_by_text("Đăng nhập để nộp số liệu")).to_be_visible()
    page.locator(".td-empty").get_by_role("link", name="Đăng nhập").click()
    expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
    assert english_left(page) == []
    _fill(page, "sai hoàn toàn")
    expect(page.get_by_text("Tên đăng nhập hoặc mật khẩu không đúng")).to_be_visible()
    _fill(page, PASSWORD)
    expect(page.locator(".td-who")).to_have_text(f"{filled.ACTOR}cán bộ đầu mối")
    assert page.url == f"{own_server.url}/{HERE}"
    (cookie,) = [each for each in context.cookies() if each["name"] == "td_phien"]
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
    data = filled.workbook(own_store, clerk, late=1)
    box = page.locator('input[type="file"]')
    box.set_input_files({"name": "so-lieu.xlsx", "mimeType": "", "buffer": data})
    page.get_by_role("button", name="Nộp", exact=True).click()
    expect(page.locator(".td-receipt")).to_be_visible(timeout=20_000)
    expect(page.get_by_role("heading", name="Các bản đã nộp trong kỳ")).to_be_visible()
    assert english_left(page) == []
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.locator(".td-account")).to_have_text("Đăng nhập")
    assert [each for each in context.cookies() if each["name"] == "td_phien"] == []
    assert Sessions(Accounts(own_server.folder)).who(cookie["value"]) == "ended"
    page.goto(f"{own_server.url}/{HERE}")
    expect(page.get_by_text("Đăng nhập để nộp số liệu")).to_be_visible()


def test_a_session_that_ends_is_told_in_the_open_page(visit, own_server, own_store, clerk, context):
    token = Sessions(Accounts(own_server.folder)).sign_in("can.bo", PASSWORD, "127.0.0.1")
    context.add_cookies([{"name": "td_phien", "value": token, "url": own_server.url}])
    page = visit(f"{own_server.url}/{HERE}&don_vi={clerk}")
    data = filled.workbook(own_store, clerk, late=1)
    page.locator('input[type="file"]').set_input_files(
        {"name": "so-lieu.xlsx", "mimeType": "", "buffer": data}
    )
    expect(page.get_by_text("so-lieu.xlsx").first).to_be_visible()
    before = own_store.revision()
    expect(page.get_by_role("button", name="Nộp", exact=True)).to_be_enabled()
    Sessions(Accounts(own_server.folder)).sign_out(token)
    page.get_by_role("button", name="Nộp", exact=True).click()
    expect(page.get_by_text("Phiên đăng nhập đã kết thúc.").first).to_be_visible()
    assert own_store.revision() == before
    page.goto(f"{own_server.url}/dang-nhap?ve={urllib.parse.quote(HERE)}")
    expect(page.get_by_text("Phiên đăng nhập đã kết thúc.")).to_be_visible()
    context.clear_cookies()


def test_a_server_may_show_its_screens_only_to_those_who_signed_in(
    visit, filled_folder, tmp_path, enter, monkeypatch
):
    monkeypatch.setenv("THIDUA_REQUIRE_SIGN_IN", "1")
    closed = Server(shutil.copytree(filled_folder, tmp_path / "kho"))
    try:
        for screen in ("board", "unit", "programme"):
            page = visit(closed.url + SCREENS[screen])
            expect(page.get_by_role("heading", name="Đăng nhập để xem")).to_be_visible()
            assert "Ninh Giang" not in page.locator("body").inner_text()
            page.close()
        page = visit(closed.url + SCREENS["wall"])
        expect(page.get_by_text("Màn hình này cần mã để mở.")).to_be_visible()
        page.close()
        enter(closed, "auditor")
        page = visit(closed.url + SCREENS["board_plan"])
        expect(page.locator(".td-board")).to_be_visible()
    finally:
        closed.stop()


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def _head(answer):
    names = {name.title() for name in answer.headers}
    return {name: "; ".join(answer.headers.get_all(name)) for name in names}


def _post(server, path, fields, **headers):
    request = urllib.request.Request(
        f"{server.url}/{path}", urllib.parse.urlencode(fields).encode(), headers, method="POST"
    )
    try:
        answer = urllib.request.build_opener(_Stay).open(request)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, _head(refused), refused.read().decode()
    with answer:
        return answer.status, _head(answer), answer.read().decode()


def _form(server, back=""):
    with urllib.request.urlopen(f"{server.url}/dang-nhap?ve={urllib.parse.quote(back)}") as page:
        cookie = page.headers["Set-Cookie"].split(";")[0]
        body = page.read().decode()
    return cookie, {
        "ma": re.search(r'name="ma" value="(\w+)"', body)[1],
        "ve": re.search(r'name="ve" value="([^"]*)"', body)[1].replace("&amp;", "&"),
        "ten": "can.bo",
        "mat_khau": PASSWORD,
    }


@pytest.mark.usefixtures("clerk")
def test_a_form_from_elsewhere_signs_nobody_in(own_server):
    cookie, fields = _form(own_server)
    wrong = [
        (fields, {}),  # no cookie
        (fields, {"Cookie": "td_truoc=khac"}),
        (fields | {"ma": "é"}, {"Cookie": cookie}),
        ({key: fields[key] for key in ("ten", "mat_khau")}, {"Cookie": cookie}),
        (fields, {"Cookie": cookie, "Origin": "http://xau.example"}),
        (fields, {"Cookie": cookie, "Origin": "null"}),
        (fields, {"Cookie": cookie, "Sec-Fetch-Site": "cross-site"}),
        (fields | {"them": "x" * 9000}, {"Cookie": cookie}),
    ]
    for given, headers in wrong:
        status, head, body = _post(own_server, "dang-nhap", given, **headers)
        assert (status, "td_phien" in head.get("Set-Cookie", "")) == (403, False), headers
        assert "đã cũ hoặc được mở từ nơi khác" in body
    status, head, _ = _post(own_server, "dang-nhap", fields, Cookie=cookie)
    assert status == 303
    assert head["Location"] == "./"


LEADS = {
    HERE: f"./{HERE}",
    "don-vi": "./don-vi",
    "/bang-xep-hang?tim=a%20b": "./bang-xep-hang?tim=a+b",
    "https://xau.example/don-vi": "./",
    "//xau.example/don-vi": "./",
    "\\\\xau.example": "./",
    "/\\xau.example": "./",
    "javascript:alert(1)": "./",
    "dang-xuat": "./",
    "http:don-vi": "./",
    "http://[": "./",
    "don-vi?x=" + "y" * 3000: "./",
    "don-vi?" + "a=1&" * 50: "./",
}


@pytest.mark.usefixtures("clerk")
def test_signing_in_leads_only_inside(own_server):
    for back, leads in LEADS.items():
        cookie, fields = _form(own_server, back)
        for given in (fields, fields | {"ve": back}):
            status, head, body = _post(own_server, "dang-nhap", given, Cookie=cookie)
            assert status == 303, (back, body)
            assert head["Location"] == leads, back


@pytest.mark.usefixtures("clerk")
def test_another_site_cannot_sign_somebody_out(own_server):
    sessions = Sessions(Accounts(own_server.folder))
    token = sessions.sign_in("can.bo", PASSWORD, "127.0.0.1")
    for fields, headers in (({}, {}), ({"ma": "x"}, {}), ({}, {"Origin": "http://xau.example"})):
        _post(own_server, "dang-xuat", fields, Cookie=f"td_phien={token}", **headers)
        assert not isinstance(sessions.who(token), str)
    with urllib.request.urlopen(f"{own_server.url}/dang-xuat") as page:
        assert page.status in (200, 405)
    assert not isinstance(sessions.who(token), str)


@pytest.mark.usefixtures("clerk")
def test_guessing_is_answered_with_patience(own_server):
    cookie, fields = _form(own_server)
    answers = [
        _post(own_server, "dang-nhap", fields | {"mat_khau": "sai hoàn toàn"}, Cookie=cookie)
        for _ in range(6)
    ]
    assert [status for status, _, _ in answers] == [401] * 5 + [429]
    assert "Đợi 15 phút" in answers[-1][2]


def test_the_sign_in_page_has_the_typeface_of_the_screens(context, server):
    page = context.new_page()
    page.goto(f"{server.url}/dang-nhap")
    page.evaluate("document.fonts.ready")
    faces = page.evaluate("[...document.fonts].map((face) => [face.family, face.status])")
    page.close()
    assert faces == [["Source Sans", "loaded"]]
