"""Pages of a long table, as links: the address says which page is shown."""

from __future__ import annotations

from dashboard import address
from dashboard.html import Html, tag

_BESIDE = 2


def links(path: str, page: int, pages: int) -> Html:
    """Return the row of page links; empty when everything fits on one."""
    if pages < 2:
        return Html("")
    near = range(max(1, page - _BESIDE), min(pages, page + _BESIDE) + 1)
    shown = sorted({1, *near, pages})
    pieces: list[Html] = []
    last = 0
    for number in shown:
        if number > last + 1:
            pieces.append(tag("span", "…", aria_hidden="true"))
        pieces.append(_one(path, number, is_current=number == page))
        last = number
    if page > 1:
        pieces.insert(0, _step(path, page - 1, "← Trang trước"))
    if page < pages:
        pieces.append(_step(path, page + 1, "Trang sau →"))
    return tag("nav", *pieces, class_="td-pager", aria_label="Các trang của bảng")


def _to(path: str, number: int) -> str:
    return address.here(path, **{address.PAGE: str(number) if number > 1 else None})


def _one(path: str, number: int, *, is_current: bool) -> Html:
    return tag(
        "a",
        number,
        href=_to(path, number),
        aria_label=f"Trang {number}",
        aria_current="page" if is_current else None,
    )


def _step(path: str, number: int, words: str) -> Html:
    return tag("a", words, href=_to(path, number))
