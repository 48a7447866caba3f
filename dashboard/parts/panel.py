"""The frame of every panel: title, how fresh, full screen, its own link, files, and a pause."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard import address
from dashboard.html import Html, tag
from dashboard.parts import frame, live
from etl.export import Sheet, to_csv, to_xlsx
from schemas.words import moment

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Panel:
    """One thing that a screen shows; ``code`` is its name in the address.

    ``draw`` puts it on the page; ``sheet`` makes what it shows as a table when it is asked for.
    """

    code: str
    title: str
    draw: Callable[[], None]
    sheet: Callable[[], Sheet] | None = None


def show(path: str, panels: Sequence[Panel], facts: Mapping[str, Any]) -> None:
    """Draw a screen's panels, or the one that the address asks for with the way back.

    What is around this call is drawn again when something changed, unless the screen is paused.
    """
    wanted = address.read(address.PANEL)
    alone = [each for each in panels if each.code == wanted]
    if alone:
        back = address.here(path, **{address.PANEL: None})
        frame.block(tag("a", "← Xem cả trang", href=back), class_="td-back")
    for each in alone or panels:
        with st.container(key=f"td-khung-{each.code}"):
            with st.container(
                horizontal=True, vertical_alignment="center", key=f"td-dau-{each.code}"
            ):
                frame.block(_head(path, each, facts, is_alone=bool(alone)), class_="td-panel-head")
                _files(each, facts)
            each.draw()
    if address.read(address.PAUSED) is None:
        live.hook()


def _tool(kind: str, words: str, href: str | None = None, **data: str) -> Html:
    css = f"td-tool td-tool-{kind}"
    if href is not None:
        return tag("a", href=href, class_=css, title=words, aria_label=words)
    return tag("button", type="button", class_=css, title=words, aria_label=words, **data)


def _head(path: str, panel: Panel, facts: Mapping[str, Any], *, is_alone: bool) -> Html:
    as_of = facts["data_as_of"]
    paused = address.read(address.PAUSED) is not None
    toggle = address.here(path, **{address.PAUSED: None if paused else "1"})
    words = "Đã dừng cập nhật" if paused else "Tự cập nhật"
    action = "Tiếp tục cập nhật" if paused else "Tạm dừng cập nhật"
    own = None if is_alone else address.here(path, **{address.PANEL: panel.code})
    return tag(
        "div",
        tag("h2", panel.title),
        tag(
            "span",
            f"Số liệu đến {moment(as_of)}" if as_of else "Chưa có số liệu",
            class_="td-panel-fresh",
        ),
        tag("span", words, class_="td-paused" if paused else "td-running"),
        tag(
            "span",
            _tool("play" if paused else "pause", f"{action}: {panel.title}", toggle),
            _tool("link", f"Liên kết riêng: {panel.title}", own) if own else None,
            _tool("full", f"Toàn màn hình: {panel.title}", data_phong=panel.code),
            class_="td-tools",
        ),
    )


def _files(panel: Panel, facts: Mapping[str, Any]) -> None:
    # what is in it is made when it is opened: most never are, and every page would carry it
    opened = st.popover("Tải về", key=f"td-tai-{panel.code}", on_change="rerun")
    if not opened.open:
        return
    with opened:
        if panel.sheet is not None:
            sheet = panel.sheet
            kinds: tuple[tuple[str, str, str, Callable[[Sheet], bytes]], ...] = (
                ("xlsx", "Bảng tính (xlsx)", _XLSX, to_xlsx),
                ("csv", "Văn bản phân cách (csv)", "text/csv", to_csv),
            )
            for ending, label, mime, write in kinds:
                st.download_button(
                    label,
                    _made(write, sheet),
                    f"{panel.code}.{ending}",
                    mime,
                    key=f"tai_{panel.code}_{ending}",
                    on_click="ignore",
                    width="stretch",
                )
        frame.block(
            tag(
                "button",
                "Ảnh (png)",
                type="button",
                class_="td-picture",
                data_anh=panel.code,
                aria_label=f"Ảnh png: {panel.title}",
            )
        )
        if facts["is_sample"]:
            frame.block(tag("p", "Dữ liệu mẫu", class_="td-small td-quiet"))


def _made(write: Callable[[Sheet], bytes], sheet: Callable[[], Sheet]) -> Callable[[], bytes]:
    """Return what makes the file: only when somebody asks for it."""
    return lambda: write(sheet())


def notes(scope_words: str, facts: Mapping[str, Any]) -> list[str]:
    """Return the lines under an exported table's title: of what, how fresh, from where."""
    as_of = facts["data_as_of"]
    said = [
        scope_words,
        f"Số liệu đến {moment(as_of)}" if as_of else "Chưa có số liệu",
        f"Trạng thái: {facts['status_label']}",
    ]
    if facts["source_note"]:
        said.append(f"Nguồn: {facts['source_note']}")
    if facts["is_sample"]:
        said.append("Dữ liệu mẫu")
    return said
