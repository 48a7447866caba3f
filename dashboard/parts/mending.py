"""Mending on the screen: only the wrong cells, each with a box, then the same checks again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any

import streamlit as st

from dashboard import cache, text
from dashboard.html import Html, tag
from dashboard.parts import alike, answer, frame, upload
from dashboard.parts.answer import Given, Result
from dashboard.parts.choices import Scope
from etl.mend import changes, mend
from etl.wrong_cells import WrongCell
from schemas.failures import OwnFailure
from schemas.findings import SEVERITY_LABELS, Refusal
from schemas.frames import MAX_TEXT

_BOX = "sua_o_"
_HINT = (
    "Gõ như trong bảng tính (98,5; 15/03/2022). Enter sang ô tiếp theo; Tab cũng vậy. "
    "Ô không sửa thì để nguyên."
)


def _key(got: Result, each: WrongCell) -> str:
    return f"{_BOX}{got.number}_{each.sheet}_{each.address}"


def _check_again(scope: Scope, unit: Mapping[str, Any]) -> None:
    got = answer.result(scope, unit)
    if got is None or not got.mendable.cells:
        return
    typed = {
        (each.sheet, each.address): str(typed_in)
        for each in got.mendable.cells
        if (typed_in := st.session_state.get(_key(got, each))) is not None
    }
    given = replace(got.given, reasons={**got.given.reasons, **upload.reasons(got)})
    changed = changes(got.mendable.cells, typed)
    if not changed and given.reasons == got.given.reasons:
        answer.keep(replace(got, is_same=True))
        return
    try:
        if changed:
            given = _mended(given, changed)
    except Refusal as refusal:
        found = got.outcome and replace(got.outcome, findings=refusal.findings)
        answer.keep(Result(got.of, got.given, outcome=found))
    except OwnFailure as failure:
        answer.keep(Result(got.of, got.given, failure=failure))
    else:
        answer.give(got.of, given, dry_run=True)


def _mended(given: Given, changed: list[tuple[WrongCell, str]]) -> Given:
    made = mend(cache.store(), given.data, given.name, changed, given.mends)
    return Given(made.file_name, made.data, {**made.reasons, **given.reasons}, made.mends)


def _hand_in(scope: Scope, unit: Mapping[str, Any]) -> None:
    got = answer.result(scope, unit)
    if got is not None and got.outcome is not None and got.outcome.is_dry_run:
        answer.give(got.of, got.given, dry_run=False)


def grid(scope: Scope, unit: Mapping[str, Any], got: Result) -> None:
    """Draw the wrong cells with a box each; says why when there is no mending here."""
    if got.mendable.why_not:
        frame.block(tag("p", got.mendable.why_not, class_="td-quiet"))
    if not got.mendable.cells:
        return
    frame.block(tag("p", _HINT, class_="td-quiet td-small"))
    with st.form("td-sua", border=False, enter_to_submit=False):
        upload.ask_reason_of_all([each.finding for each in got.mendable.cells if each.finding])
        for sheet, found in groupby(got.mendable.cells, key=lambda each: each.sheet):
            cells = list(found)
            wrong = sum(each.finding is not None for each in cells)
            frame.block(tag("h2", f"Trang tính {sheet} ({wrong})"))
            for each in cells:
                _row(got, each)
        if got.is_same:
            words = "Chưa có ô nào được sửa, chưa có lý do nào được ghi thêm."
            frame.block(tag("p", words), role="alert")
        st.form_submit_button(
            "Kiểm tra lại", type="primary", on_click=_check_again, args=(scope, unit)
        )


def _row(got: Result, each: WrongCell) -> None:
    words, box = st.columns([3, 2], gap="small", vertical_alignment="center")
    with words:
        frame.block(_words(each), class_="td-mend")
    with box:
        row = text.plain_words(each.row_label)
        label = f"Ô {each.address}: {each.label}" + (f" ({row})" if row else "")
        if each.choices:
            written = each.written.casefold()
            chosen = [n for n, one in enumerate(each.choices) if one.casefold() == written]
            st.selectbox(
                label, each.choices, index=chosen[0] if chosen else None, key=_key(got, each),
                placeholder="Chọn một mục", label_visibility="collapsed",
            )  # fmt: skip
        else:
            st.text_input(
                label, each.written, key=_key(got, each), max_chars=MAX_TEXT,
                label_visibility="collapsed",
            )  # fmt: skip
        if each.finding is not None and each.finding.confirm:
            upload.ask_reason(each.finding)


def _words(each: WrongCell) -> Html:
    found = each.finding
    head = tag(
        "p",
        tag("span", each.address, class_="td-cell"),
        " ",
        tag("b", each.label),
        f", {each.row_label}" if each.row_label else "",
    )
    if found is None:
        written = f"đang ghi “{each.written}”" if each.written else "đang để trống"
        return tag("div", head, tag("p", f"Cùng dòng, {written}.", class_="td-quiet td-small"))
    return tag(
        "div",
        head,
        tag(
            "p",
            frame.chip(SEVERITY_LABELS[found.severity]),
            " ",
            alike.without_place(found, with_label=False),
        ),
        tag("p", found.action, class_="td-quiet td-small"),
    )


def confirm(scope: Scope, unit: Mapping[str, Any], got: Result) -> None:
    """Draw the button that hands in a file that was only looked at, and the mended copy."""
    if got.outcome is not None and got.outcome.is_dry_run and not got.outcome.findings:
        words = "Nộp bản đã sửa" if got.given.mends else "Nộp tệp này"
        st.button(words, type="primary", on_click=_hand_in, args=(scope, unit), key="nop_that")
    if got.given.mends is not None:
        upload.offer("Tải bản đã sửa về máy", got.given.name, got.given.data, "tep_da_sua")
