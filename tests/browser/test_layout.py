"""Nothing is cut off, nothing fails quietly, nothing leaves the origin."""

from __future__ import annotations

import pytest
from screens_shown import SCREENS

SIZES = {"wall": (1920, 1080), "office": (1366, 768), "phone": (390, 844)}

SIDEWAYS = """() => {
  const main = document.querySelector('[data-testid="stMain"]');
  const wide = main.clientWidth;
  return [...document.querySelectorAll('[data-td], [data-td] *')].filter((element) => {
    const box = element.getBoundingClientRect();
    if (!box.width || element.closest('.td-hidden, thead, .td-scroll')) return false;
    return box.right > Math.max(wide, innerWidth) + 1 || box.left < -1;
  }).map((element) => element.className || element.tagName);
}"""


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "screen", ["board", "board_plan", "unit", "hand_in", "programme", "wall", "wall_plan"]
)
def test_nothing_runs_out_of_the_window(visit, server, screen, size):
    width, height = SIZES[size]
    page = visit(server.url + SCREENS[screen], width=width, height=height)
    assert page.evaluate(SIDEWAYS) == []


@pytest.mark.parametrize("size", SIZES)
def test_a_wall_page_shows_all_its_rows(visit, server, size):
    width, height = SIZES[size]
    page = visit(server.url + SCREENS["wall"], width=width, height=height)
    rows = page.locator(".td-wall-scene:not([hidden]) .td-wall-row")
    assert rows.count() == 10
    boxes = [rows.nth(place).bounding_box() for place in range(10)]
    foot = page.locator(".td-wall-foot").bounding_box()
    assert boxes[9]["y"] + boxes[9]["height"] <= foot["y"] + 1
    assert foot["y"] + foot["height"] <= height
    for row in range(10):
        name = rows.nth(row).locator(".td-wall-name")
        assert name.evaluate("node => node.scrollHeight <= node.parentElement.clientHeight + 1")


def test_wall_letters_are_big_enough_for_five_metres(visit, server):
    page = visit(server.url + SCREENS["wall"], width=1920, height=1080)
    sizes = {
        css: page.locator(f".td-wall-scene:not([hidden]) {css}").first.evaluate(
            "node => parseFloat(getComputedStyle(node).fontSize)"
        )
        for css in (".td-wall-name", ".td-wall-score")
    }
    assert sizes[".td-wall-name"] >= 0.046 * 1080 - 0.1
    assert sizes[".td-wall-score"] >= 0.06 * 1080 - 0.1
    foot = page.locator(".td-wall-foot").evaluate(
        "node => parseFloat(getComputedStyle(node).fontSize)"
    )
    assert foot >= 0.03 * 1080 - 0.1


def test_nothing_fails_quietly_and_nothing_leaves_the_origin(browser, server):
    context = browser.new_context(locale="vi-VN")
    page = context.new_page()
    said, foreign = [], []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else 0)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: foreign.append(request.url))
    for address in SCREENS.values():
        page.goto(server.url + address)
        page.wait_for_selector('[data-testid="stMain"] [data-td]:not(.td-top)')
    context.close()
    # the framework looks for its own base address; the first place it asks does not exist
    assert [text for text in said if "404 (Not Found)" not in text] == []
    away = [url for url in foreign if not url.startswith((server.url, "data:", "blob:"))]
    assert [url for url in away if not url.startswith(server.url.replace("http", "ws"))] == []
