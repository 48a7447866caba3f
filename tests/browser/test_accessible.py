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
