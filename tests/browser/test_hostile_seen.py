"""Hostile names and cells in a real browser: nothing runs, nothing is fetched, nothing is drawn."""

from __future__ import annotations

from collections.abc import Iterator

import hostile_world as hostile
import pytest
import small
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, settled
from warehouse.opening import open_warehouse

DRAWN = """() => [
  window.bi, document.querySelector('#bi'),
  ...document.querySelectorAll('[src*="ac.example"], [href*="ac.example"], .katex, [onerror]'),
].filter(Boolean).map(String)"""

PLAN = "?" + "&".join(f"{name}={value}" for name, value in small.WHERE.items())


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over a warehouse of hostile words."""
    folder = tmp_path_factory.mktemp("doc") / "kho"
    hostile.hostile_store(folder).close()
    running = Server(folder)
    yield running
    running.stop()


def unharmed(page: Page, server: Server, said: list[str], asked: list[str]) -> None:
    settled(page)
    assert page.evaluate(DRAWN) == []
    assert [text for text in said if "404 (Not Found)" not in text] == []
    assert [url for url in asked if not url.startswith((server.url, "data:", "blob:"))] == []


@pytest.mark.parametrize("screen", small.PATHS)
def test_nothing_runs_and_nothing_is_fetched(visit, server, enter, screen):
    role = {"accounts": "administrator", "awards": "coordinator"}.get(screen, "unit_officer")
    enter(server, role, small.unit_id(hostile.CODES[0]))
    more = "".join(f"&{name}={value}" for name, value in small.ADDRESS.get(screen, {}).items())
    said: list[str] = []
    asked: list[str] = []
    url = f"{server.url}/{small.PATHS[screen]}{PLAN}{more}"
    page = visit(url, said=said, asked=asked)
    unharmed(page, server, said, asked)
    if screen in ("leaderboard", "lights", "wall", "progress", "awards"):
        words = hostile.seen(page.locator("body").text_content() or "")
        assert all(hostile.seen(name) in words for name in hostile.ALL)


@pytest.mark.parametrize("code", hostile.CODES[1:3])
def test_lists_and_pages_of_one_unit_are_words(visit, server, code):
    said: list[str] = []
    asked: list[str] = []
    page = visit(f"{server.url}/don-vi{PLAN}&don_vi={code}", said=said, asked=asked)
    expect(page.get_by_role("heading", level=1)).to_have_text(hostile.seen(hostile.UNITS[code]))
    page.get_by_role("combobox", name="Đơn vị").click()
    expect(page.get_by_role("option").first).to_be_visible()
    unharmed(page, server, said, asked)


def test_wrong_cells_are_mended_among_words(visit, server, enter):
    code = hostile.CODES[5]
    enter(server, "unit_officer", small.unit_id(code))
    store = open_warehouse(server.folder)
    data = hostile.workbook(store, code, late=hostile.MARKDOWN + hostile.HTML)
    store.close()
    said: list[str] = []
    asked: list[str] = []
    page = visit(f"{server.url}/nop-so-lieu{PLAN}", said=said, asked=asked)
    page.locator('input[type="file"]').set_input_files(
        {"name": hostile.FILE, "mimeType": "", "buffer": data}
    )
    page.get_by_role("button", name="Nộp", exact=True).click()
    expect(page.get_by_text("Chưa nhận", exact=False).first).to_be_visible(timeout=20_000)
    box = page.get_by_role("textbox", name="Ô E5: ")
    expect(box).to_have_value(hostile.MARKDOWN + hostile.HTML)
    unharmed(page, server, said, asked)
