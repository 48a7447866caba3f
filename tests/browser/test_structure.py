"""Where the main parts of every screen stand, against what was looked at and kept.

Pictures are not compared: letters are drawn otherwise by every machine. Kept are the places and
sizes of the main parts in steps of eight pixels, compared with room for another font's rounding.
``make golden`` writes them anew; the difference is then read like any other change.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from screens_shown import SCREENS
from test_layout import SIDEWAYS, SIZES

from tests.browser.conftest import settled

KEPT = Path(__file__).parents[1] / "golden" / "screens.json"
REWRITES = os.environ.get("THIDUA_GOLDEN") == "1"
STEP = 8
SIDE, DOWN, GROWN = 2, 3, 0.03
"""Room, in steps: across, down the page; and what part of its own size or way down a part may
differ: lines that break otherwise add up on a long page."""

PARTS = """() => {
  const kinds = {
    'h1': 'h1', 'h2': 'h2', 'table': 'table', 'nav': 'nav', '.td-empty': 'empty',
    '.td-note': 'note', '.td-sentence': 'sentence', '.td-wall-foot': 'foot',
    '.td-wall-scene': 'scene', '.td-step': 'step', '.td-legend': 'legend', '.td-fresh': 'fresh',
    '[data-testid="stSelectbox"]': 'list', '[data-testid="stTextInput"]': 'box',
    '[data-testid="stVegaLiteChart"]': 'chart', '[data-testid="stFileUploader"]': 'file',
    '[data-testid="stExpander"]': 'expander', '[data-testid="stTextArea"]': 'area',
    '[data-testid="stDownloadButton"]': 'download',
  };
  const scroller = document.querySelector('[data-testid="stMain"]');
  const found = [];
  for (const element of document.querySelectorAll(Object.keys(kinds).join())) {
    const box = element.getBoundingClientRect();
    if (box.width < 8 || box.height < 8 || element.closest('.td-hidden')) continue;
    const kind = kinds[Object.keys(kinds).find((key) => element.matches(key))];
    found.push([kind, ...[box.left, box.top + scroller.scrollTop, box.width, box.height]
      .map((each) => Math.round(each / STEP))]);
  }
  return found.slice(0, 40);
}""".replace("STEP", str(STEP))

STILL = f"""() => {{
  const now = JSON.stringify(({PARTS})());
  const same = window.tdTruoc === now ? (window.tdLan || 0) + 1 : 0;
  window.tdTruoc = now; window.tdLan = same;
  const charts = [...document.querySelectorAll('[data-testid="stVegaLiteChart"]')];
  const awaited = document.querySelector('[data-testid^="stSkeleton"]');
  return same >= 2 && !awaited && charts.every((each) => each.querySelector('svg, canvas'));
}}"""
"""Nothing moves any more, and no part stands for one whose code is still being loaded."""

COLOURS = """() => {
  const style = getComputedStyle(document.querySelector('[data-testid="stApp"]'));
  return [style.backgroundColor, style.color];
}"""


def parts(page: Page) -> list[list[Any]]:
    """Return the main parts once they stand still: kind, left, top, width, height."""
    settled(page)
    page.evaluate("window.tdLan = 0")
    page.wait_for_function(STILL, polling=50)
    found: list[list[Any]] = page.evaluate(PARTS)
    return found


def moved(kept: list[list[Any]], seen: list[list[Any]]) -> list[str]:
    """Return what stands elsewhere than it was kept, one line each."""
    if [part[0] for part in kept] != [part[0] for part in seen]:
        return [f"{[part[0] for part in kept]} -> {[part[0] for part in seen]}"]
    found = []
    for was, now in zip(kept, seen, strict=True):
        room = (SIDE, DOWN + GROWN * was[2], SIDE, DOWN + GROWN * was[4])
        if any(abs(a - b) > least for a, b, least in zip(was[1:], now[1:], room, strict=True)):
            found.append(f"{was} -> {now}")
    return found


def keep(name: str, what: Any) -> None:
    """Write one entry of the kept structure."""
    whole = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    whole[name] = what
    lines = (f" {json.dumps(key)}: {json.dumps(whole[key], separators=(',', ':'))}"
             for key in sorted(whole))  # fmt: skip
    KEPT.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


@pytest.mark.parametrize("screen", SCREENS)
def test_the_parts_of_a_screen_stand_where_they_were_kept(visit, server, enter, screen):
    enter(server)
    page = visit(server.url + SCREENS[screen])
    seen = {}
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        seen[str(width)] = parts(page)
        assert page.evaluate(SIDEWAYS) == [], width
    page.emulate_media(color_scheme="dark")
    assert moved(seen[str(SIZES[-1][0])], parts(page)) == [], "the dark theme moves nothing"
    if REWRITES:
        keep(screen, seen)
    kept = json.loads(KEPT.read_text("utf-8"))[screen]
    assert {width: moved(kept[width], seen[width]) for width in seen} == {w: [] for w in seen}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_grounds_of_the_themes_are_those_the_lights_are_checked_on(visit, server, theme):
    page = visit(server.url + SCREENS["board"])
    page.emulate_media(color_scheme=theme)
    wanted = {
        "light": ["rgb(255, 255, 255)", "rgb(30, 35, 40)"],
        "dark": ["rgb(20, 24, 27)", "rgb(232, 236, 239)"],
    }
    same = f"wanted => JSON.stringify(({COLOURS})()) === JSON.stringify(wanted)"
    page.wait_for_function(same, arg=wanted[theme])


def test_the_kept_structure_is_whole_and_small():
    whole = json.loads(KEPT.read_text("utf-8"))
    assert set(whole) == set(SCREENS)
    assert all(whole[screen][str(width)] for screen in whole for width, _ in SIZES)
    assert KEPT.stat().st_size < 300_000


@pytest.mark.parametrize(
    "change",
    [["h1", 2, 30, 40, 5], ["h1", 2, 10, 60, 5], ["h1", 8, 10, 40, 5], ["h2", 2, 10, 40, 5]],
)
def test_what_moved_is_told(change):
    kept = [["h1", 2, 10, 40, 5], ["table", 2, 20, 100, 200]]
    assert moved(kept, kept) == []
    assert moved(kept, [["h1", 3, 11, 41, 6], ["table", 2, 22, 100, 204]]) == []
    assert len(moved(kept, [change, kept[1]])) == 1
