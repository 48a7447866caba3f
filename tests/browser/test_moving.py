"""The address is the state: links, back, reload, and no second load of the page."""

from __future__ import annotations

import filled
from playwright.sync_api import expect
from screens_shown import SCREENS, UNIT


def test_a_units_name_leads_to_its_page_and_back_returns(visit, server):
    page = visit(server.url + SCREENS["board_plan"])
    page.evaluate("window.cungTrang = true")
    page.get_by_role("link", name="Phường Ninh Giang").first.click()
    expect(page.get_by_role("heading", name="Phường Ninh Giang")).to_be_visible()
    assert f"don_vi={UNIT}" in page.url
    assert "/don-vi?" in page.url
    assert page.evaluate("window.cungTrang") is True
    page.go_back()
    expect(page.locator(".td-board")).to_be_visible()
    assert "/bang-xep-hang?" in page.url
    assert page.evaluate("window.cungTrang") is True


def test_the_menu_keeps_what_was_chosen(visit, server, enter):
    enter(server)
    page = visit(server.url + SCREENS["unit"])
    page.get_by_role("link", name="Nộp số liệu", exact=True).first.click()
    expect(page.get_by_text("Tải biểu mẫu đã điền sẵn")).to_be_visible()
    assert f"ke_hoach={filled.PROGRAMME}" in page.url
    assert f"don_vi={UNIT}" in page.url


def test_choosing_is_in_the_address_and_a_reload_keeps_it(visit, server):
    page = visit(server.url + SCREENS["board"])
    box = page.get_by_role("combobox", name="Khối")
    box.click()
    page.get_by_role("option", name="Sở, ban, ngành").click()
    page.wait_for_url("**khoi=department**")
    page.reload()
    expect(page.get_by_role("combobox", name="Khối")).to_have_value(
        "Sở, ban, ngành tỉnh An Giang (15)"
    )


def test_why_opens_with_the_keyboard_down_to_the_cell(visit, server):
    page = visit(server.url + SCREENS["unit"])
    row = page.locator("#vi-sao-on_time")
    row.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(row.get_by_text("Hồ sơ TTHC · E5")).to_be_visible()


def test_the_root_opens_a_board(visit, server):
    page = visit(server.url + "/")
    expect(page.locator(".td-board")).to_be_visible()
    assert page.title().startswith("Thi Đua")
