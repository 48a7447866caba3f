"""The wall lives: a file accepted elsewhere shows, pages turn, and a dead server is admitted."""

from __future__ import annotations

import re
import subprocess
import sys

import filled
import pytest
from playwright.sync_api import expect
from screens_shown import SCREENS

from tests.browser.conftest import Server
from warehouse import wall_tokens

WALL = f"/man-hinh-lon?ke_hoach={filled.PROGRAMME}&ky={filled.PERIOD}&khoi=commune&canh=bang,den"

BOARD = """wall => {
  const copy = wall.cloneNode(true);
  for (const each of copy.querySelectorAll('.td-wall-pulse, .td-wall-line')) each.remove();
  return copy.innerHTML;
}"""

ACCEPT = """
import sys
from pathlib import Path
from etl.submit import submit_workbook
from warehouse.opening import open_warehouse
store = open_warehouse(Path(sys.argv[1]))
data = Path(sys.argv[2]).read_bytes()
print("ready", flush=True)
sys.stdin.readline()
outcome = submit_workbook(store, data, "so-lieu.xlsx", actor="Máy khác")
print("accepted" if outcome.accepted else outcome.findings, flush=True)
"""


def test_a_file_accepted_by_another_process_shows_within_two_seconds(
    visit, own_server, own_store, tmp_path
):
    code, name = filled.units(own_store)[7]
    file = tmp_path / "so-lieu.xlsx"
    file.write_bytes(filled.workbook(own_store, code, late=0))
    page = visit(own_server.url + WALL)
    shown = page.get_by_text(name)
    expect(shown).to_have_count(0)
    with subprocess.Popen(
        [sys.executable, "-c", ACCEPT, str(own_server.folder), str(file)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as other:  # fmt: skip
        assert other.stdout.readline() == "ready\n"
        other.stdin.write("go\n")
        other.stdin.flush()
        assert other.stdout.readline() == "accepted\n"
        expect(shown).to_be_visible(timeout=2000)
    wall = page.locator(".td-wall")
    assert wall.get_attribute("data-ban") == str(own_store.revision())

    page.keyboard.press("ArrowRight")
    expect(page.locator(".td-wall-page")).to_have_text("Trang 2/2")
    assert filled.hand_in(own_store, filled.units(own_store)[8][0], late=2).accepted
    expect(wall).to_have_attribute("data-ban", str(own_store.revision()), timeout=2000)
    expect(page.locator(".td-wall-page")).to_have_text("Trang 2/2")


def test_a_new_board_comes_ready_and_is_the_pages_own(visit, own_server, own_store):
    """No script runs for it, and nothing in it differs from what the page itself would draw."""
    sent: list[str | bytes] = []
    asked: list[str] = []
    page = visit(own_server.url + WALL, asked=asked)
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    page.reload()
    expect(page.locator(".td-wall-pulse")).to_contain_text("Đối chiếu lúc")
    expect(page.locator('[data-test-script-state="notRunning"]')).to_be_attached()
    assert sent
    sent.clear()
    asked.clear()
    assert filled.hand_in(own_store, filled.units(own_store)[7][0], late=0).accepted
    wall = page.locator(".td-wall")
    expect(wall).to_have_attribute("data-ban", str(own_store.revision()), timeout=2000)
    assert sent == []
    assert [each for each in asked if "bang-moi" in each] != []
    given = wall.evaluate(BOARD)
    page.reload()
    expect(page.locator('[data-test-script-state="notRunning"]')).to_be_attached()
    expect(wall).to_have_attribute("data-ban", str(own_store.revision()))
    assert page.locator(".td-wall").evaluate(BOARD) == given


def test_a_token_taken_back_turns_an_open_wall_off(visit, own_server, own_store):
    made = wall_tokens.create(own_store, "Sảnh", actor="Quản trị")
    page = visit(f"{own_server.url}{WALL}&token={made.token}")
    expect(page.locator(".td-wall-head")).to_be_visible()
    wall_tokens.revoke(own_store, made.token_id, actor="Quản trị")
    expect(page.locator(".td-wall-refused")).to_contain_text("đã bị thu hồi", timeout=4000)
    expect(page.locator(".td-wall-head")).to_have_count(0)


def test_keys_turn_pages_and_the_address_follows(visit, server):
    page = visit(server.url + SCREENS["wall"] + "&canh=bang,den")
    place = page.locator(".td-wall-page")
    expect(place).to_have_text("Trang 1/3")
    page.keyboard.press("ArrowRight")
    expect(place).to_have_text("Trang 2/3")
    page.wait_for_url(re.compile(r"trang=2"))
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(place).to_have_text("Trang 3/3")
    expect(page.locator(".td-wall-field").first).to_be_visible()
    page.reload()
    expect(page.locator(".td-wall-page")).to_have_text("Trang 3/3")


def test_pages_turn_by_themselves_and_stop_when_paused(visit, server):
    page = visit(server.url + SCREENS["wall"] + "&canh=bang,den&xoay=6", clock=True)
    place = page.locator(".td-wall-page")
    expect(place).to_have_text("Trang 1/3")
    page.clock.run_for(6500)
    expect(place).to_have_text("Trang 2/3")
    page.keyboard.press(" ")
    expect(page.locator(".td-wall-paused")).to_have_attribute("class", re.compile("td-chip"))
    page.clock.run_for(20_000)
    expect(place).to_have_text("Trang 2/3")
    page.keyboard.press(" ")
    page.clock.run_for(6500)
    expect(place).to_have_text("Trang 3/3")


def test_a_dead_server_is_admitted_and_healed(visit, own_server):
    page = visit(own_server.url + WALL, clock=True)
    banner = page.locator("#td-mat-ket-noi")
    expect(banner).to_have_count(0)
    code, _, complaints = own_server.stop()
    assert code == 0
    assert "Traceback" not in complaints
    page.clock.run_for(30_000)
    expect(banner).to_contain_text("Mất kết nối với máy chủ từ")
    expect(page.locator(".td-wall-head")).to_be_visible()

    again = Server(own_server.folder, own_server.port)
    try:
        page.clock.run_for(60_000)
        expect(banner).to_have_count(0, timeout=15_000)
        expect(page.locator('[data-test-connection-state="CONNECTED"]')).to_be_attached()
    finally:
        again.stop()


def test_an_idle_wall_asks_nothing(visit, server):
    asked: list[str] = []
    sent: list[str | bytes] = []
    page = visit(server.url + SCREENS["wall"], asked=asked, clock=True)
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    page.reload()
    expect(page.locator(".td-wall-row").first).to_be_visible()
    expect(page.locator('[data-test-script-state="notRunning"]')).to_be_attached()
    expect(page.locator(".td-wall-pulse")).to_contain_text("Đối chiếu lúc")
    assert sent
    asked.clear()
    sent.clear()
    page.clock.run_for(20_000)
    assert asked == []
    assert sent == []


@pytest.mark.parametrize("screen", ["bang-xep-hang", "don-vi"])
def test_other_live_screens_are_woken_too(visit, own_server, own_store, screen):
    code, name = filled.units(own_store)[7]
    where = f"ke_hoach={filled.PROGRAMME}&ky={filled.PERIOD}&don_vi={code}"
    page = visit(f"{own_server.url}/{screen}?{where}")
    expect(page.locator('[data-test-script-state="notRunning"]')).to_be_attached()
    page.wait_for_function("() => document.querySelector('[data-ban]') !== null")
    assert not page.get_by_role("button", name="Cập nhật").is_visible()
    shown = page.locator("[data-ban]")
    before = int(shown.get_attribute("data-ban"))
    assert filled.hand_in(own_store, code, late=0).accepted
    expect(shown).to_have_attribute("data-ban", str(before + 1), timeout=4000)
    assert page.locator("[data-td]").filter(has_text=name).count() > 0


def test_a_wall_that_lost_its_address_goes_back(visit, server):
    """The framework opens its first page when the connection is cut while a page loads."""
    page = visit(server.url + SCREENS["wall"], clock=True)
    page.evaluate("() => history.replaceState({}, '', '/?ke_hoach=qd_766')")
    page.clock.run_for(21_000)
    expect(page).to_have_url(re.compile(r"/man-hinh-lon\?.*ke_hoach=qd_766"), timeout=15_000)
    expect(page.locator(".td-wall-row").first).to_be_visible(timeout=15_000)


def test_who_leaves_a_wall_has_left_it(visit, server):
    page = visit(server.url + SCREENS["wall"], clock=True)
    page.mouse.move(300, 300)
    page.get_by_role("link", name="Thoát").click()
    page.wait_for_url(re.compile("/bang-xep-hang"))
    expect(page.locator(".td-wall")).to_have_count(0)
    page.clock.run_for(41_000)
    assert "/bang-xep-hang" in page.url
    page.go_back()
    expect(page.locator(".td-wall-row").first).to_be_visible(timeout=15_000)


def test_a_wall_that_came_only_half_begins_anew(visit, server):
    page = visit(server.url + SCREENS["wall"], clock=True)
    page.route("**/static/**", lambda route: route.abort())
    page.reload()
    page.wait_for_selector("#td-tu-dien", state="attached")
    expect(page.locator(".td-wall")).to_have_count(0)
    page.unroute_all()
    for _ in range(6):
        page.clock.run_for(10_000)
        page.wait_for_timeout(100)
    expect(page.locator(".td-wall-row").first).to_be_visible(timeout=15_000)


def test_a_wall_without_our_script_begins_anew(browser, server):
    with browser.new_context(service_workers="block") as context:
        context.clock.install()
        page = context.new_page()
        page.route("**/tinh/thi-dua.js*", lambda route: route.abort())
        page.goto(server.url + SCREENS["wall"])
        expect(page.locator(".td-wall-row").first).to_be_visible(timeout=15_000)
        expect(page.locator(".td-wall-pulse")).to_have_text("")
        page.unroute_all()
        page.clock.run_for(61_000)
        expect(page.locator(".td-wall-pulse")).to_contain_text("Đối chiếu lúc", timeout=15_000)
