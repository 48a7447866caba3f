"""The tools of a panel in a real browser: files, picture, full screen, pause, keys, paper."""

from __future__ import annotations

import io

import openpyxl
from playwright.sync_api import Page, expect
from screens_shown import SCREENS


def _files(page: Page, panel: str) -> None:
    page.locator(f".st-key-td-tai-{panel}").get_by_role("button", name="Tải về").click()


def test_a_board_is_kept_as_a_workbook_and_as_text(visit, server):
    page = visit(server.url + SCREENS["board"])
    _files(page, "bang")
    with page.expect_download() as kept:
        page.get_by_role("button", name="Bảng tính (xlsx)").click()
    assert kept.value.suggested_filename == "bang.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(kept.value.path().read_bytes()))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[0][0] == "Bảng xếp hạng"
    assert any("Số liệu đến" in str(row[0]) for row in rows)
    assert sum(isinstance(row[0], int) for row in rows) == 12
    with page.expect_download() as kept:
        page.get_by_role("button", name="Văn bản phân cách (csv)").click()
    assert kept.value.path().read_bytes().startswith(b"\xef\xbb\xbfH")


def test_a_panel_is_kept_as_a_picture(visit, server):
    page = visit(server.url + SCREENS["board"])
    _files(page, "bang")
    with page.expect_download() as kept:
        page.get_by_role("button", name="Ảnh png: Bảng xếp hạng").click()
    picture = kept.value.path().read_bytes()
    assert kept.value.suggested_filename == "bang.png"
    assert picture.startswith(b"\x89PNG")
    assert int.from_bytes(picture[16:20]) > 1500, "twice as wide as the panel"
    assert len(picture) > 30_000, "not an empty sheet"


def test_a_chart_is_kept_as_a_picture(visit, server):
    page = visit(server.url + SCREENS["criterion_index"])
    page.wait_for_selector('[data-testid="stVegaLiteChart"] svg')
    _files(page, "phan-bo")
    with page.expect_download() as kept:
        page.get_by_role("button", name="Ảnh png: Phân bố").click()
    assert kept.value.path().read_bytes().startswith(b"\x89PNG")


def test_a_panel_fills_the_screen_and_gives_it_back(visit, server):
    page = visit(server.url + SCREENS["lights"])
    page.get_by_role("button", name="Toàn màn hình: Đèn tiêu chí").click()
    page.wait_for_function("document.fullscreenElement?.className.includes('td-khung-den')")
    page.get_by_role("button", name="Toàn màn hình: Đèn tiêu chí").click()
    page.wait_for_function("document.fullscreenElement === null")


def test_its_own_link_opens_a_panel_alone_and_back_returns(visit, server):
    page = visit(server.url + SCREENS["board_plan"])
    page.evaluate("window.cungTrang = true")
    page.get_by_role("link", name="Liên kết riêng: Bảng xếp hạng").click()
    expect(page.get_by_role("link", name="← Xem cả trang")).to_be_visible()
    expect(page.locator(".st-key-td-khung-ngoai-bang")).to_have_count(0)
    assert "khung=bang" in page.url
    page.go_back()
    expect(page.locator(".st-key-td-khung-ngoai-bang")).to_be_visible()
    assert page.evaluate("window.cungTrang") is True


def test_a_pause_holds_and_ends(visit, server):
    page = visit(server.url + SCREENS["board"])
    page.get_by_role("link", name="Tạm dừng cập nhật: Bảng xếp hạng").click()
    expect(page.get_by_text("Đã dừng cập nhật").first).to_be_visible()
    assert "dung=1" in page.url
    page.get_by_role("link", name="Tiếp tục cập nhật: Bảng xếp hạng").click()
    expect(page.get_by_text("Tự cập nhật").first).to_be_visible()
    assert "dung=1" not in page.url


def test_arrow_keys_walk_between_the_lights_and_enter_opens_one(visit, server):
    page = visit(server.url + SCREENS["lights_all"])
    page.locator(".td-grid a.td-light").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    place = page.evaluate(
        "[document.activeElement.closest('tr').rowIndex, "
        "document.activeElement.closest('td').cellIndex]"
    )
    assert place == [2, 2]
    page.keyboard.press("Enter")
    expect(page.locator(".td-ownline")).to_be_visible()
    assert "/tieu-chi?" in page.url


def test_from_a_score_to_its_cell_in_two_steps(visit, server):
    page = visit(server.url + SCREENS["board_plan"])
    page.get_by_role("link", name="Vì sao? Phường Ninh Giang").click()
    expect(page.get_by_role("heading", name="Vì sao? Phường Ninh Giang")).to_be_visible()
    page.get_by_role("link", name="Vì sao? Hồ sơ giải quyết đúng hạn trên 98%").click()
    expect(page.locator("td.td-here").first).to_be_visible()
    expect(page.get_by_role("cell", name="Đất đai")).to_be_visible()


def test_heads_stay_in_sight_while_the_lights_scroll(visit, server):
    page = visit(server.url + SCREENS["lights"])
    box = page.locator(".td-scroll")
    top = page.locator(".td-grid thead th").nth(1).bounding_box()["y"]
    box.evaluate("node => node.scrollTo(0, 400)")
    assert abs(page.locator(".td-grid thead th").nth(1).bounding_box()["y"] - top) < 2


def test_paper_has_the_board_and_no_controls(visit, server):
    page = visit(server.url + SCREENS["board_plan"])
    page.emulate_media(media="print")
    expect(page.locator(".td-board")).to_be_visible()
    expect(page.locator(".td-tools").first).to_be_hidden()
    expect(page.get_by_role("textbox", name="Tìm đơn vị")).to_be_hidden()
    assert page.pdf(format="A4", prefer_css_page_size=True).startswith(b"%PDF")
