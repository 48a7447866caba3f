"""The whole way of a hand-in in a real browser: with the mouse, and with the keyboard only."""

from __future__ import annotations

import re

import filled
import pytest
from playwright.sync_api import Page, expect
from screens_shown import SCREENS
from test_accessible import violations
from test_language import english_left
from test_layout import SIDEWAYS, SIZES

from tests.browser.conftest import PASSWORD, settled

HERE = f"nop-so-lieu?ke_hoach={filled.PROGRAMME}&ky={filled.PERIOD}"
WRONG = "một trăm chín chín"


def looked_at(page: Page) -> None:
    """Everything is Vietnamese, nothing is cut off at any size, axe finds nothing."""
    settled(page)
    assert english_left(page) == []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(SIDEWAYS) == [], (width, height)
    page.set_viewport_size({"width": 1366, "height": 768})
    for theme in ("dark", "light"):
        page.emulate_media(color_scheme=theme)
        settled(page)
        assert violations(page) == [], theme


def wrong_form(data: bytes) -> dict[str, object]:
    return {
        "name": "so-lieu.xlsx", "mimeType": "", "buffer": filled.form(data, late=1, on_time=WRONG)
    }  # fmt: skip


def downloaded(info) -> bytes:
    with open(info.value.path(), "rb") as file:
        return file.read()


@pytest.mark.usefixtures("clerk")
def test_from_sign_in_to_receipt_with_the_mouse(visit, own_server):
    page = visit(f"{own_server.url}/{HERE}")
    page.locator(".td-empty").get_by_role("link", name="Đăng nhập").click()
    page.get_by_label("Tên đăng nhập").fill("can.bo")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    with page.expect_download() as info:
        page.get_by_role("button", name="Tải biểu mẫu đã điền sẵn").click()
    page.locator('input[type="file"]').set_input_files(wrong_form(downloaded(info)))
    expect(page.get_by_text("so-lieu.xlsx").first).to_be_visible()
    page.get_by_role("button", name="Nộp", exact=True).click()

    expect(page.get_by_text("Chưa nhận: 1 chỗ phải sửa")).to_be_visible(timeout=20_000)
    box = page.get_by_role("textbox", name="Ô D5: ")
    expect(box).to_have_value(WRONG)
    looked_at(page)
    box.fill("199")
    page.set_viewport_size({"width": 1366, "height": 400})  # the button is far below the verdict
    page.get_by_role("button", name="Kiểm tra lại").click()

    expect(page.get_by_text("Tệp hợp lệ, chưa nộp")).to_be_in_viewport(timeout=20_000)
    expect(page.get_by_role("heading", name="Nếu nộp tệp này")).to_be_visible()
    expect(page.get_by_text(re.compile("ô thay đổi")).first).to_be_visible()
    looked_at(page)
    page.get_by_role("button", name="Nộp bản đã sửa").click()

    expect(page.locator(".td-receipt")).to_be_visible(timeout=20_000)
    code = page.locator(".td-receipt .td-code").inner_text()
    page.get_by_role("link", name="Mở biên nhận để in").click()
    expect(page.get_by_role("heading", name="Biên nhận nộp số liệu")).to_be_visible()
    expect(page.locator(".td-a4 .td-code")).to_have_text(code)
    expect(page.locator(".td-a4")).to_contain_text("1 ô, của tệp gốc so-lieu.xlsx")
    expect(page.get_by_role("img", name="Mã QR")).to_be_visible()
    looked_at(page)
    page.reload()
    expect(page.locator(".td-a4 .td-code")).to_have_text(code)

    paper = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) == 1
    page.emulate_media(media="print")
    for gone in (".td-top", ".td-no-print"):
        expect(page.locator(gone)).to_be_hidden()
    assert (
        page.locator(".td-qr").evaluate("node => getComputedStyle(node).printColorAdjust")
        == "exact"
    )


ACTIVE = """() => {
  const here = document.activeElement;
  // a region that scrolls may have the focus too; its text is all that stands in it
  if (!here.matches('a, button, input, textarea, select, summary, [role]:not(table)')) return '';
  if (here.querySelector('a, button, input')) return '';
  const said = `${here.getAttribute('aria-label') || ''} ${here.innerText || ''}`;
  return said.replace(/\\s+/g, ' ').trim();
}"""


def tab_to(page: Page, name: str) -> None:
    """Press Tab until something of this name has the focus, as somebody without a mouse does."""
    settled(page)
    seen = []
    for _ in range(70):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(ACTIVE))
        if name in seen[-1]:
            return
    raise AssertionError(f"{name} is not reached: {seen}")


@pytest.mark.usefixtures("clerk")
def test_from_sign_in_to_receipt_with_the_keyboard_only(visit, own_server):
    page = visit(f"{own_server.url}/{HERE}")
    # the browser cancels file boxes until it has heard that somebody answers them
    page.on("filechooser", lambda _: None)
    tab_to(page, "Đăng nhập")
    page.keyboard.press("Enter")
    page.wait_for_selector("input[name=mat_khau]")
    page.keyboard.type("can.bo")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".td-who")).to_be_visible()

    tab_to(page, "Tải biểu mẫu đã điền sẵn")
    with page.expect_download() as info:
        page.keyboard.press("Enter")
    # it was off while the form was made, and has the focus again
    page.wait_for_function(f"({ACTIVE})().includes('Tải biểu mẫu đã điền sẵn')")
    tab_to(page, "Chọn tệp")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(wrong_form(downloaded(info)))
    expect(page.get_by_text("so-lieu.xlsx").first).to_be_visible()
    expect(page.get_by_role("button", name="Nộp", exact=True)).to_be_enabled()
    tab_to(page, "Nộp")
    while page.evaluate(ACTIVE) != "Nộp":
        tab_to(page, "Nộp")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Chưa nhận: 1 chỗ phải sửa")).to_be_visible(timeout=20_000)
    tab_to(page, "Ô D5: ")
    page.keyboard.press("Control+A")
    page.keyboard.type("199")
    page.keyboard.press("Enter")
    page.wait_for_function(f"({ACTIVE})() === 'Kiểm tra lại'")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Tệp hợp lệ, chưa nộp")).to_be_visible(timeout=20_000)
    tab_to(page, "Nộp bản đã sửa")
    page.keyboard.press("Enter")
    expect(page.locator(".td-receipt")).to_be_visible(timeout=20_000)
    tab_to(page, "Mở biên nhận để in")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Biên nhận nộp số liệu")).to_be_visible()
    tab_to(page, "In biên nhận")
    page.evaluate("window.print = () => { window.daIn = true; }")
    page.keyboard.press("Enter")
    assert page.evaluate("window.daIn") is True


def test_the_administrator_makes_an_account_that_signs_in(visit, own_server, enter):
    enter(own_server, "administrator")
    page = visit(f"{own_server.url}{SCREENS['accounts_none']}")
    expect(page.get_by_role("heading", name="Tài khoản", exact=True)).to_be_visible()
    page.get_by_text("Thêm tài khoản").click()
    page.get_by_text("Sửa một tài khoản").click()
    looked_at(page)
    page.get_by_label("Tên đăng nhập (chữ thường").fill("moi.toanh")
    page.get_by_label("Họ và tên").fill("Lê Thị Mới")
    page.get_by_label("Đơn vị (mã hoặc tên)").fill("22528")
    page.get_by_role("button", name="Tạo tài khoản").click()
    word = page.locator(".td-note .td-code")
    expect(word).to_be_visible()
    password = word.inner_text()
    page.get_by_role("button", name="Đăng xuất").click()
    page.goto(f"{own_server.url}/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill("moi.toanh")
    page.get_by_label("Mật khẩu").fill(password)
    page.keyboard.press("Enter")
    expect(page.locator(".td-who")).to_have_text("Lê Thị Mớicán bộ đầu mối")
    page.goto(f"{own_server.url}/tai-khoan")
    expect(page.get_by_text("Tài khoản này không quản lý tài khoản")).to_be_visible()
