"""Every screen without a violation of any impact, in light and in dark, on a desk and a phone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from screens_shown import SCREENS

from tests.browser.conftest import settled


def violations(page: Page) -> list[str]:
    """Return what axe-core finds, one line each: rule, impact, first element."""
    found = Axe().run(page).response["violations"]
    return [f"{each['id']} ({each['impact']}): {each['nodes'][0]['html'][:160]}" for each in found]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_no_violation(visit, server, screen, theme):
    page = visit(server.url + SCREENS[screen])
    page.emulate_media(color_scheme=theme)
    settled(page)
    assert violations(page) == []


@pytest.mark.parametrize("screen", ["board", "lights", "criterion", "why_cell", "unit"])
def test_no_violation_on_a_phone(visit, server, screen):
    page = visit(server.url + SCREENS[screen], width=390, height=844)
    settled(page)
    assert violations(page) == []


_CONTRAST = """() => {
  const light = (colour) => {
    const parts = colour.map((part) => part / 255)
      .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  };
  const numbers = (said) => said.match(/[\\d.]+/g).map(Number);
  const ground = numbers(getComputedStyle(document.querySelector('[data-testid="stApp"]'))
    .backgroundColor).slice(0, 3);
  return [...document.querySelectorAll('[data-testid="stVegaLiteChart"] g.role-mark text')]
    .map((word) => {
      const style = getComputedStyle(word), share = Number(style.fillOpacity);
      const ink = numbers(style.fill).slice(0, 3)
        .map((part, place) => part * share + ground[place] * (1 - share));
      const [dark, pale] = [light(ink), light(ground)].sort((one, other) => one - other);
      return (pale + 0.05) / (dark + 0.05);
    });
}"""
_READ = 4.5
"""The least contrast of small letters (WCAG 2, 1.4.3); axe-core does not look into drawings."""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_on_a_chart_are_read_on_both_grounds(visit, server, theme):
    page = visit(server.url + SCREENS["map"])
    page.emulate_media(color_scheme=theme)
    settled(page)
    page.wait_for_selector('[data-testid="stVegaLiteChart"] g.role-mark text')
    page.wait_for_function(f"least => Math.min(...({_CONTRAST})()) >= least", arg=_READ)
