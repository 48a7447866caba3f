"""No English is left on any screen, nothing fails quietly, nothing leaves the origin."""

from __future__ import annotations

import re

import filled
import pytest
from playwright.sync_api import Page, expect
from screens_shown import SCREENS

from tests.browser.conftest import settled

ENGLISH = re.compile(
    r"\b(?:the|and|or|of|your|you|is|are|with|for|please|error|file|files|upload|browse|"
    r"drag|drop|choose|option|options|open|close|clear|value|search|show|hide|help|main|menu|skip|"
    r"content|loading|running|connecting|connection|press|enter|apply|remove|download|limit|per|"
    r"select|selected|results|data|fullscreen|sidebar|settings|page|pages|link|heading|stop|view|"
    r"more|less|deploy|rerun|available|suggestions|allowed|smaller|must)\b",
    re.IGNORECASE,
)
OURS = re.compile(
    r"so-lieu\.xlsx|ket-qua\.csv|bao-cao\.pdf|[a-z]+\.bin|\bEnter\b|PAR INDEX|PAR Index|\bSIPAS\b|"
    r"[a-z]+\.[a-z]+(?:_[a-z]+)*|SHA-256|\bTD\d+\S*|data:\S+|[A-Z]\d+",
)

SPOKEN = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!parent || parent.closest('script, style, noscript')) continue;
    if (parent.closest('[data-testid="stIconMaterial"]')) continue;
    const text = node.data.trim();
    if (text) found.push(text);
  }
  for (const element of document.body.querySelectorAll('*')) {
    for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-description',
                        'aria-roledescription', 'aria-valuetext']) {
      const value = element.getAttribute(name);
      if (value && value.trim()) found.push(value.trim());
    }
  }
  return found;
}"""


def english_left(page: Page) -> list[str]:
    """Return what still reads as English, spoken or seen."""
    return [said for said in page.evaluate(SPOKEN) if ENGLISH.search(OURS.sub("", said))]


def test_the_walk_itself_finds_english(visit, server):
    page = visit(server.url + SCREENS["board"])
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p>Choose a file</p>')")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<b title=\"Close it\"></b>')")
    assert english_left(page) == ["Choose a file", "Close it"]


@pytest.mark.parametrize("screen", SCREENS)
def test_no_english_is_left_and_nothing_fails_or_leaves(visit, server, screen):
    said: list[str] = []
    asked: list[str] = []
    page = visit(server.url + SCREENS[screen], said=said, asked=asked)
    settled(page)
    assert page.locator("html").get_attribute("lang") == "vi"
    assert english_left(page) == []
    assert "Streamlit" not in page.title()
    # the framework looks for its own base address; the first place it asks does not exist
    assert [text for text in said if "404 (Not Found)" not in text] == []
    assert [url for url in asked if not url.startswith((server.url, "data:", "blob:"))] == []


def test_lists_are_vietnamese_open_and_without_a_hit(visit, server, enter):
    enter(server)
    page = visit(server.url + SCREENS["hand_in"])
    box = page.get_by_role("combobox", name="Đơn vị")
    box.click()
    expect(page.get_by_role("option").first).to_be_visible()
    assert english_left(page) == []
    box.fill("zzzz")
    expect(page.get_by_text("Không tìm thấy")).to_be_visible()
    assert english_left(page) == []


def test_the_file_box_is_vietnamese_also_when_it_refuses(visit, server, enter, tmp_path):
    enter(server)
    page = visit(server.url + SCREENS["hand_in"])
    expect(page.get_by_text("Mỗi tệp không quá 20 MB")).to_be_visible()
    big = tmp_path / "to.bin"
    with big.open("wb") as file:
        file.truncate(21 * 1024 * 1024)
    page.locator('input[type="file"]').set_input_files(big)
    expect(page.get_by_text("Tệp phải nhỏ hơn hoặc bằng 20 MB.")).to_be_visible()
    assert english_left(page) == []


def test_typing_is_vietnamese(visit, server):
    page = visit(server.url + SCREENS["board"])
    page.get_by_role("textbox", name="Tìm đơn vị").fill("kien hai")
    expect(page.get_by_text("Bấm Enter để áp dụng")).to_be_visible()
    assert english_left(page) == []


def test_refused_and_accepted_files_speak_vietnamese(visit, own_server, own_store, enter):
    enter(own_server)

    code = filled.units(own_store)[5][0]
    page = visit(
        f"{own_server.url}/nop-so-lieu?ke_hoach={filled.PROGRAMME}&ky={filled.PERIOD}&don_vi={code}"
    )
    box = page.locator('input[type="file"]')
    box.set_input_files(
        {"name": "bao-cao.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 x"}
    )
    page.get_by_role("button", name="Nộp", exact=True).click()
    expect(page.get_by_text("Chưa nhận")).to_be_visible()
    assert english_left(page) == []

    data = filled.workbook(own_store, code, late=1)
    page.get_by_role("button", name="Gỡ bao-cao.pdf").click()
    box.set_input_files({"name": "so-lieu.xlsx", "mimeType": "", "buffer": data})
    expect(page.get_by_text("so-lieu.xlsx").first).to_be_visible()
    page.get_by_role("button", name="Nộp", exact=True).click()
    expect(page.locator(".td-receipt")).to_be_visible(timeout=20_000)
    assert english_left(page) == []
    page.get_by_role("link", name=re.compile("Xem kết quả của")).click()
    expect(page.get_by_text("Lịch sử nộp")).to_be_visible()
    expect(page.get_by_text(filled.ACTOR).last).to_be_visible()
    assert f"don_vi={code}" in page.url
