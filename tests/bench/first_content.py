"""How soon a browser shows a screen, and how soon a long board answers to a key."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from playwright.sync_api import Browser, BrowserContext, Page

from dashboard.text import SEARCH, fold, is_in_name

_ROWS = ".td-board tbody tr"
_LOOKED_AT = {"locale": "vi-VN", "viewport": {"width": 1366, "height": 768}}

# Both note the moment in the page itself, in the frame in which the rows stand.
_FIRST = """(() => {
  const look = () => {
    if (document.querySelector('%s')) window.tdDo = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()"""
_ANSWER = """([rows, count, first]) => {
  window.tdDo = null;
  addEventListener('keydown', event => {
    const begun = event.timeStamp;
    const look = () => {
      const found = document.querySelectorAll(rows);
      if (found.length === count && found[0].textContent.includes(first))
        window.tdDo = performance.now() - begun;
      else requestAnimationFrame(look);
    };
    look();
  }, {once: true, capture: true});
}"""


def opened(context: BrowserContext, url: str, content: str) -> tuple[Page, float]:
    """Open an address; return the page and the seconds until its content stood there."""
    page = context.new_page()
    page.add_init_script(_FIRST % content)
    page.goto(url, wait_until="commit")
    return page, _noted(page) / 1000


def cold(running: Browser, url: str, content: str, loads: int) -> list[float]:
    """Return the seconds until the first content, each time in a browser that kept nothing."""
    found = []
    for _ in range(loads):
        with running.new_context(**_LOOKED_AT) as context:
            found.append(opened(context, url, content)[1])
    return found


def warm(running: Browser, url: str, content: str, loads: int) -> list[float]:
    """Return the seconds until the first content in a browser that was here before."""
    with running.new_context(**_LOOKED_AT) as context:
        opened(context, url, content)[0].close()
        found = []
        for _ in range(loads):
            page, seconds = opened(context, url, content)
            found.append(seconds)
            page.close()
    return found


def searches(running: Browser, url: str, names: Sequence[str], times: int) -> list[float]:
    """Return the milliseconds from Enter in the search box until the found rows stand there.

    ``names`` are all the units of the board in its order; every so many of them are looked for.
    """
    with running.new_context(**_LOOKED_AT) as context:
        page, _ = opened(context, url, _ROWS)
        box = page.get_by_label(SEARCH, exact=True)
        found = []
        for name in names[:: max(1, len(names) // times)][:times]:
            alike = [each for each in names if is_in_name(fold(name), fold(each))]
            box.fill(name)
            own, _, _ = alike[0].partition(" (")
            found.append(_answered(page, lambda: box.press("Enter"), len(alike), own))
    return found


def filters(
    running: Browser, url: str, choices: Sequence[tuple[str, int]], times: int
) -> list[float]:
    """Return the milliseconds from Enter on a view of the board until its rows stand there.

    ``choices`` are the views' words and how many rows each shows, chosen in turn.
    """
    with running.new_context(**_LOOKED_AT) as context:
        page, _ = opened(context, url, _ROWS)
        box = page.get_by_role("combobox", name="Xem")
        found = []
        for place in range(times):
            words, count = choices[place % len(choices)]
            box.click()
            box.fill(words)
            page.get_by_role("option", name=words, exact=True).wait_for()
            found.append(_answered(page, lambda: box.press("Enter"), count, ""))
    return found


def _answered(page: Page, press: Callable[[], None], count: int, first: str) -> float:
    page.evaluate(_ANSWER, [_ROWS, count, first])
    press()
    return _noted(page)


def _noted(page: Page) -> float:
    noted = page.wait_for_function("window.tdDo").json_value()
    assert isinstance(noted, float | int)
    return float(noted)
