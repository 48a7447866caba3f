"""The main tasks without a mouse; handing in and mending a cell is in ``test_hand_in_path``."""

from __future__ import annotations

import re

import filled
from playwright.sync_api import Page, expect
from screens_shown import SCREENS
from test_hand_in_path import ACTIVE, tab_to

from tests.browser.conftest import settled

LOOK = """(was) => {
  const found = [];
  for (let node = document.activeElement; node && found.length < 5; node = node.parentElement) {
    const style = getComputedStyle(node);
    found.push([style.outline, style.boxShadow, style.borderColor, style.backgroundColor].join());
  }
  return found;
}"""


def is_seen(page: Page) -> bool:
    """Tell whether what has the focus looks otherwise than without it."""
    with_focus = page.evaluate(LOOK)
    here = page.evaluate_handle("document.activeElement")
    page.evaluate("document.activeElement.blur()")
    without = page.evaluate(LOOK.replace("document.activeElement", "was"), here)
    page.evaluate("node => node.focus({focusVisible: true})", here)
    return bool(with_focus != without)


def choose(page: Page, name: str, typed: str, shown: str) -> None:
    """Choose from a list as somebody without a mouse does: go there, type, press Enter."""
    tab_to(page, name)
    while page.evaluate("document.activeElement.getAttribute('role')") != "combobox":
        tab_to(page, name)
    assert is_seen(page), f"where the focus is cannot be seen: {name}"
    page.keyboard.type(typed)
    expect(page.get_by_role("option").filter(has_text=shown).first).to_be_visible()
    page.keyboard.press("Enter")


def test_find_my_unit_and_its_rank(visit, server):
    page = visit(server.url + SCREENS["board_plan"])
    tab_to(page, "Tìm đơn vị")
    page.keyboard.type("ninh diem")
    page.keyboard.press("Enter")
    page.wait_for_url("**tim=ninh*")
    names = page.locator(".td-board .td-unit a")
    expect(names).to_have_text(["Phường Ninh Diêm"])
    expect(page.locator(".td-board .td-rank")).to_contain_text(re.compile(r"\d"))
    tab_to(page, "Phường Ninh Diêm")
    assert is_seen(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Phường Ninh Diêm")).to_be_visible()
    expect(page.locator(".td-sentence")).to_contain_text("hạng")


def test_see_why_a_number_is_what_it_is(visit, server):
    page = visit(server.url + SCREENS["board_plan"])
    tab_to(page, "Vì sao? Phường Ninh Giang")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Vì sao? Phường Ninh Giang")).to_be_visible()
    tab_to(page, "Vì sao? Hồ sơ giải quyết đúng hạn trên 98%")
    page.keyboard.press("Enter")
    expect(page.locator("td.td-here").first).to_be_visible()
    expect(page.get_by_text("Hồ sơ TTHC, ô")).to_be_visible()


def test_open_a_criterion_of_a_unit(visit, server):
    page = visit(server.url + SCREENS["lights_all"])
    settled(page)
    for _ in range(70):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.td-grid a.td-light')"):
            break
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    told = page.evaluate("document.activeElement.closest('tr').querySelector('th').innerText")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/tieu-chi"))
    expect(page.locator(".td-ownline b")).to_have_text(told)


def test_switch_programme_period_and_group(visit, server):
    page = visit(server.url + SCREENS["board"])
    choose(page, "Khối", "Sở", "Sở, ban, ngành")
    page.wait_for_url("**khoi=department**")
    choose(page, "Kỳ", "9/2025", "Tháng 9/2025")
    page.wait_for_url("**ky=2025-09**")
    choose(page, "Kế hoạch", "Ninh", "Ninh Hòa 2022")
    page.wait_for_url(f"**ke_hoach={filled.PROGRAMME}**")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.go_back()
    page.wait_for_url("**ke_hoach=qd_766**")


def test_the_first_key_leads_past_the_head_of_the_page(visit, server):
    page = visit(server.url + SCREENS["board"])
    page.keyboard.press("Tab")
    assert "nội dung" in page.evaluate(ACTIVE).lower(), page.evaluate(ACTIVE)
