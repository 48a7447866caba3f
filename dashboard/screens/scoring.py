"""Cách chấm: every rule kind with its cases, the same tables that the tests check."""

from __future__ import annotations

from dashboard import address, text
from dashboard.html import tag
from dashboard.parts import frame, scoring
from schemas.spec_pages import spec_pages


def show() -> None:
    """Draw the rule that the address names, the first one otherwise."""
    pages = spec_pages()
    wanted = address.read(address.TOPIC)
    shown = next((page for page in pages if page.code == wanted), pages[0])
    frame.block(
        tag(
            "div",
            tag("h1", text.TITLE_SCORING),
            tag(
                "p",
                "Mỗi bảng dưới đây vừa là quy tắc, vừa là bài kiểm thử của hệ thống: mỗi lần sửa "
                "phần mềm, từng dòng được chấm lại và phải ra đúng kết quả đã ghi.",
            ),
            class_="td-lead",
        ),
        tag(
            "div",
            scoring.contents(pages, shown.code),
            tag("div", scoring.page(shown), class_="td-page"),
            class_="td-two",
        ),
        class_="td-page",
    )
