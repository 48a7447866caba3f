"""Nothing is cut off at any size, and the wall can be read from afar."""

from __future__ import annotations

import pytest
from screens_shown import SCREENS

SIZES = ((1920, 1080), (1366, 768), (390, 844))

SIDEWAYS = """() => {
  const main = document.querySelector('[data-testid="stMain"]');
  const wide = main.clientWidth;
  return [...document.querySelectorAll('[data-td], [data-td] *')].filter((element) => {
    const box = element.getBoundingClientRect();
    if (!box.width || element.closest('.td-hidden, thead, .td-scroll, .td-top nav')) return false;
    return box.right > Math.max(wide, innerWidth) + 1 || box.left < -1;
  }).map((element) => element.className || element.tagName);
}"""


UNPUSHED = """() => {
  const main = document.querySelector('[data-testid="stMain"]');
  return main.scrollWidth <= main.clientWidth;
}"""


@pytest.mark.parametrize(
    "screen",
    [
        "board", "board_plan", "board_around", "unit", "hand_in", "programme", "wall", "wall_plan",
        "lights", "lights_all", "criterion", "criterion_index", "why", "why_cell",
    ],
)  # fmt: skip
def test_nothing_runs_out_of_the_window(visit, server, enter, screen):
    enter(server)
    page = visit(server.url + SCREENS[screen])
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(SIDEWAYS) == [], (width, height)
        # what nobody sees counts too: a hidden word far to the right lets the page be pushed
        page.wait_for_function(UNPUSHED)


def test_a_wall_page_shows_all_its_rows(visit, server):
    page = visit(server.url + SCREENS["wall"] + "&dau=10")
    rows = page.locator(".td-wall-scene:not([hidden]) .td-wall-row")
    assert rows.count() == 10
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        last, foot = rows.nth(9).bounding_box(), page.locator(".td-wall-foot").bounding_box()
        assert last["y"] + last["height"] <= foot["y"] + 1
        assert foot["y"] + foot["height"] <= height
        assert rows.evaluate_all(
            "rows => rows.every(row => [...row.children].every("
            "cell => cell.scrollHeight <= row.clientHeight + 1))"
        )


def test_a_long_name_stays_inside_its_row(visit, server):
    page = visit(server.url + SCREENS["wall_long"])
    name = page.locator(".td-wall-scene:not([hidden]) .td-wall-name")
    assert len(name.text_content()) > 40
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert name.evaluate("node => node.scrollHeight <= node.parentElement.clientHeight")


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
