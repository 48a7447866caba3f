"""On a phone: nothing is cut off, pages stand in one row to swipe, targets fit a thumb."""

from __future__ import annotations

import pytest
from screens_shown import SCREENS
from test_layout import SIDEWAYS

from tests.browser.conftest import settled

WIDTH, HEIGHT = 390, 844
_WALLS = {"wall", "wall_long", "wall_plan"}

SMALL = """() => [...document.querySelectorAll(
  'button, a[href], summary, input:not([type="file"], [type="checkbox"]), select, textarea, '
  + '[role="button"], [data-testid="stCheckbox"] label'
)].filter((element) => {
  const box = element.getBoundingClientRect();
  // links inside words are as high as their line; what is hidden is not touched
  if (!box.width || !box.height || element.closest('.td-hidden, td, th, p, li, .td-fresh, h1, dd'))
    return false;
  if (element.dataset.testid === 'stSkipToContent') return false;
  const style = getComputedStyle(element);
  if (style.visibility === 'hidden' || style.opacity === '0') return false;
  return Math.ceil(box.height) < 44;
}).map((element) => `${element.tagName} ${element.ariaLabel ?? ''} ${element.textContent}`
  + ` ${element.getBoundingClientRect().height}`)"""


@pytest.mark.parametrize("screen", [name for name in SCREENS if name not in _WALLS])
def test_a_phone_shows_everything_and_can_be_touched(visit, server, enter, screen):
    enter(server)
    page = visit(server.url + SCREENS[screen], width=WIDTH, height=HEIGHT)
    settled(page)
    assert page.evaluate(SIDEWAYS) == []
    assert page.evaluate(SMALL) == []
    links = page.locator(".td-top nav a").evaluate_all(
        "links => links.map(link => link.getBoundingClientRect().top)"
    )
    assert len(set(links)) == 1, "the pages stand in more than one row"


def test_the_page_one_is_on_stands_in_view(visit, server):
    page = visit(server.url + SCREENS["map"], width=WIDTH, height=HEIGHT)
    here = page.locator('.td-top nav a[aria-current="page"]')
    assert here.text_content() == "Bản đồ"
    page.wait_for_function(
        """() => {
          const box = document.querySelector('.td-top nav a[aria-current]').getBoundingClientRect();
          return box.left >= 0 && box.right <= innerWidth;
        }"""
    )


@pytest.mark.parametrize("screen", ["board_plan", "progress", "criterion", "awards", "hand_in"])
def test_links_of_a_row_fit_a_thumb(visit, server, enter, screen):
    enter(server)
    page = visit(server.url + SCREENS[screen], width=WIDTH, height=HEIGHT)
    settled(page)
    links = page.locator(".td-table td a:visible, .td-table th a:visible")
    heights = links.evaluate_all("links => links.map(link => link.getBoundingClientRect().height)")
    assert heights
    assert min(heights) >= 40


COVERED = """() => {
  const boxes = [...document.querySelectorAll('[data-testid="stVegaLiteChart"] .mark-text text')]
    .map((text) => [text.textContent, text.getBoundingClientRect()])
    .filter((each) => each[1].width);
  const found = [];
  boxes.forEach(([one, a], place) => boxes.slice(place + 1).forEach(([other, b]) => {
    // a line is taller than its letters
    if (a.left < b.right && b.left < a.right && a.top < b.bottom - 4 && b.top < a.bottom - 4)
      found.push(`${one} / ${other}`);
  }));
  return { covered: found, names: boxes.map((each) => each[0]) };
}"""


@pytest.mark.parametrize("width", [320, WIDTH, 1366])
def test_no_name_on_the_map_covers_another(visit, server, width):
    page = visit(server.url + SCREENS["map"], width=width, height=HEIGHT)
    settled(page)
    page.locator(".mark-text text", has_text="Ninh Sơn").first.wait_for()
    seen = page.evaluate(COVERED)
    assert seen["covered"] == []
    assert len([name for name in seen["names"] if name.startswith("Ninh")]) >= 12
    assert all(isle in str(seen["names"]) for isle in ("Hoàng Sa", "Trường Sa"))


def test_the_award_file_is_a_list_of_cards_without_a_box_to_scroll_in(visit, server):
    page = visit(server.url + SCREENS["awards"], width=WIDTH, height=HEIGHT)
    settled(page)
    box = page.locator(".td-scroll:has(.td-matrix)")
    assert box.evaluate("box => getComputedStyle(box).overflow") == "visible"
    assert box.evaluate("box => box.scrollWidth <= box.clientWidth")
    lit = page.locator(".td-matrix td.td-lit").first
    light, cell = lit.locator(".td-light").bounding_box(), lit.bounding_box()
    assert light["x"] - cell["x"] < 16, "each light stands before its condition"


def test_the_name_of_a_column_is_whole_however_long(visit, server):
    page = visit(server.url + SCREENS["lights"], width=WIDTH, height=HEIGHT)
    settled(page)
    name = page.locator(".td-grid thead .td-turned").first
    said = "Mức độ hài lòng của người dân, tổ chức đối với sự phục vụ của cơ quan hành chính"
    name.evaluate("(node, said) => { node.textContent = said; }", said)
    assert name.evaluate("node => getComputedStyle(node).overflow") == "visible"
    box, head = name.bounding_box(), page.locator(".td-grid thead th").nth(1).bounding_box()
    assert box["x"] >= head["x"] - 1
    assert box["x"] + box["width"] <= head["x"] + head["width"] + 1
    assert box["y"] >= head["y"] - 1
    assert box["height"] <= 13 * 16 + 1


def test_a_map_on_a_phone_is_no_higher_than_its_shape(visit, server):
    page = visit(server.url + SCREENS["map"], width=WIDTH, height=HEIGHT)
    settled(page)
    chart = page.locator('[class*="st-key-td-hinh-"]')
    before = chart.bounding_box()["height"]
    assert before < 560
    drawn = chart.locator("svg.marks")
    drawn.wait_for()
    assert abs(drawn.bounding_box()["height"] - before) < 4, "nothing jumps when it is drawn"


def test_five_fields_stand_side_by_side_on_a_phone(visit, server):
    page = visit(server.url + SCREENS["lights_all"], width=WIDTH, height=HEIGHT)
    settled(page)
    lights = page.locator(".td-grid tbody tr").first.locator("a.td-light")
    box = page.locator(".td-scroll").bounding_box()
    last = lights.nth(4).bounding_box()
    assert last["x"] + last["width"] <= box["x"] + box["width"]
