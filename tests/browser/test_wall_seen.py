"""Every scene of the wall fits at every size; what it kept is shown when the server is gone."""

from __future__ import annotations

import re

import filled
import pytest
from playwright.sync_api import Page, expect

from etl.scope import programme_of
from tests.browser.conftest import Server
from warehouse import closing, wall_tokens

PLAN = f"/man-hinh-lon?ke_hoach={filled.PROGRAMME}&ky={filled.PERIOD}"
SIZES = ((1920, 1080), (1366, 768), (390, 844))

CUT_OFF = """() => {
  const wall = document.querySelector('.td-wall');
  const scene = wall.querySelector('.td-wall-scene:not([hidden])');
  const foot = wall.querySelector('.td-wall-foot').getBoundingClientRect();
  const found = [];
  if (foot.bottom > innerHeight + 1) found.push('foot');
  for (const each of [scene, ...scene.querySelectorAll('*')]) {
    const box = each.getBoundingClientRect();
    if (!box.width || each.closest('.td-hidden')) continue;
    if (box.bottom > foot.top + 2 || box.right > innerWidth + 1 || box.left < -1) {
      found.push(each.className || each.tagName);
    }
    if (getComputedStyle(each).overflow === 'hidden'
        && (each.scrollHeight > each.clientHeight + 2 || each.scrollWidth > each.clientWidth + 2)) {
      found.push('cut: ' + each.className);
    }
  }
  return found;
}"""


def walk(page: Page) -> int:
    """Look at every scene of a wall in turn; return how many there are."""
    count = page.locator(".td-wall-scene").count()
    for place in range(1, count + 1):
        if count > 1:
            expect(page.locator(".td-wall-page")).to_have_text(f"Trang {place}/{count}")
        assert page.evaluate(CUT_OFF) == [], (page.viewport_size, place)
        page.keyboard.press("ArrowRight")
    return count


@pytest.mark.parametrize(
    "extra",
    ["", "&neu_ten=1", "&khoi=department&neu_ten=1", "&m=8", "&inch=43&m=8", "&inch=75&m=4"],
)
def test_every_scene_fits(visit, server, extra):
    page = visit(server.url + PLAN + extra)
    for width, height in SIZES[:2] if "m=" in extra else SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert walk(page) >= 3


def test_text_is_big_enough_on_every_scene(visit, server):
    page = visit(server.url + PLAN, width=1920, height=1080)
    least = "node => Math.min(...[...node.querySelectorAll('.td-wall-name, .td-wall-field > span,"
    least += " .td-wall-what, .td-wall-facts, .td-wall-fact')].filter(each => each.offsetWidth)"
    least += ".map(each => parseFloat(getComputedStyle(each).fontSize)))"
    for place in range(page.locator(".td-wall-scene").count()):
        scene = page.locator(".td-wall-scene").nth(place)
        assert scene.evaluate(least) >= 0.047 * 1080 - 0.1, place
        page.keyboard.press("ArrowRight")


def test_a_seal_with_its_code_is_seen(visit, own_server, own_store):
    closing.close_period(
        own_store, programme_of(filled.PROGRAMME), filled.PERIOD, actor="A", reason="Đủ"
    )
    page = visit(own_server.url + PLAN, width=1920, height=1080)
    expect(page.locator(".td-wall-seal")).to_contain_text(re.compile(r"([0-9A-F]{4}-){3}"))
    code = page.locator(".td-wall-qr")
    assert code.bounding_box()["height"] >= 90
    assert "data:image/svg+xml" in code.evaluate("node => getComputedStyle(node).backgroundImage")
    walk(page)


def test_revoking_a_token_turns_the_screen_off_by_itself(visit, own_server, own_store):
    made = wall_tokens.create(own_store, "Sảnh", actor="A")
    page = visit(f"{own_server.url}{PLAN}&token={made.token}")
    expect(page.locator(".td-wall-head")).to_be_visible()
    wall_tokens.revoke(own_store, made.token_id, actor="A")
    expect(page.locator(".td-wall-refused")).to_be_visible(timeout=2000)
    expect(page.locator(".td-wall-head")).to_have_count(0)
    kept = "async () => (await (await caches.open('td-man-hinh')).keys()).length"
    page.wait_for_function(f"async () => (await ({kept})()) === 0")


def test_a_browser_that_starts_without_the_server_shows_the_last_board(visit, own_server):
    page = visit(own_server.url + PLAN)
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    page.reload()
    expect(page.locator(".td-wall-row").first).to_be_visible()
    kept = "async () => (await (await caches.open('td-man-hinh')).keys()).length"
    page.wait_for_function(f"async () => (await ({kept})()) === 1")
    own_server.stop()

    page.reload()
    assert re.fullmatch(r"\d+", page.locator("html").get_attribute("data-luu"))
    assert page.locator(".td-wall-row").first.is_visible()
    badge = page.locator("#td-mat-ket-noi")
    expect(badge).to_contain_text("Đây là bảng lưu lúc", timeout=1000)
    expect(page.locator(".td-wall-pulse")).to_contain_text("Mất kết nối từ")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".td-wall-page")).to_contain_text("Trang 2/")

    again = Server(own_server.folder, own_server.port)
    try:
        expect(page.locator('[data-test-connection-state="CONNECTED"]')).to_be_attached(
            timeout=30_000
        )
        assert page.locator("html").get_attribute("data-luu") is None
        expect(page.locator("#td-mat-ket-noi")).to_have_count(0)
    finally:
        again.stop()
