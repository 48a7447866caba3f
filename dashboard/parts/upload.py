"""Giving a file: the file itself, the reasons beside it, and the files that come back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard import cache, text
from dashboard.html import Html, tag
from dashboard.parts import answer, frame, outcome
from dashboard.parts.answer import Given, Result
from dashboard.parts.choices import Scope
from schemas.findings import Finding, Refusal
from schemas.frames import MAX_TEXT
from schemas.roles import roles_for
from schemas.words import day, moment
from warehouse import readers

_MEGABYTES = 20
_FILE = "tep"
_REASON = "giai_trinh_"
_REASON_OF_ALL = "ly_do_chung"


def due(scope: Scope) -> Html:
    """Return by when to hand in, and what becomes of a file that is handed in now."""
    closed = cache.read(readers.closed_at, scope.programme_id, scope.period_id)
    if closed is not None:
        words = f"Kỳ này đã chốt lúc {moment(closed)}, không nhận thêm số liệu"
        ask = f"Còn phải sửa thì đề nghị mở lại kỳ, kèm lý do. Việc ấy của: {roles_for('reopen')}."
        return frame.note(words, ask, kind="near")
    due_on = scope.period["due_on"]
    said = f"Hạn nộp: {day(due_on)}." if due_on else text.NO_DUE_DATE
    if due_on and due_on < frame.today():
        said += " Đã qua hạn: nộp bây giờ vẫn được nhận, ghi là nộp muộn."
    return tag("p", said, class_="td-quiet")


def step(number: int, words: object) -> Html:
    """Return the heading of a step."""
    return tag("div", tag("b", number), tag("span", words), class_="td-step")


def _submit(scope: Scope, unit: Mapping[str, Any], *, dry_run: bool) -> None:
    file = st.session_state.get(_FILE)
    if file is None:
        # a disabled button is a hint to the browser, not a guard
        return
    last = answer.result(scope, unit)
    given = Given(file.name, file.getvalue(), reasons(last))
    answer.give(answer.key_of(scope, unit), given, dry_run=dry_run)


def offer(
    words: str,
    name: str,
    data: bytes | Callable[[], bytes],
    key: str,
    *,
    is_primary: bool = False,
) -> None:
    """Draw a button that gives a spreadsheet, which may be made only when it is pressed."""
    st.download_button(
        words,
        data,
        file_name=name,
        mime=answer.SPREADSHEET,
        icon=":material/download:",
        type="primary" if is_primary else "secondary",
        on_click="ignore",
        key=key,
    )


def form(scope: Scope, unit: Mapping[str, Any]) -> None:
    """Draw the button that gives the prefilled workbook, or why there is none."""
    where = (scope.programme_id, str(unit["unit_code"]), scope.period_id)
    try:
        name = cache.template_name(*where)
    except Refusal as refusal:
        frame.block(outcome.findings(refusal.findings))
        return
    offer("Tải biểu mẫu đã điền sẵn", name, lambda: cache.template(*where).data, "bieu_mau")


def download_marked(got: Result) -> None:
    """Draw the button that gives the marked copy of a refused file back."""
    if got.marked is None:
        return
    words = (
        "Tải lại tệp của bạn, đã đánh dấu chỗ cần lý do"
        if got.marked.is_asking
        else "Tải lại tệp của bạn, đã đánh dấu chỗ sai"
    )
    is_primary = not got.mendable.cells
    offer(words, got.marked.file_name, got.marked.data, "tep_danh_dau", is_primary=is_primary)
    if not got.marked.is_copy:
        words = (
            "Tệp trả lại gồm các giá trị đã đọc, ở dạng .xlsx, vì không đánh dấu được trên tệp gốc."
        )
        frame.block(tag("p", words, class_="td-quiet td-small"))


def reasons(last: Result | None) -> dict[str, str]:
    """Return the reasons written so far, by the code that each answers.

    One written for all stands for whatever the last answer asked and has none of its own.
    """
    for_all = str(st.session_state.get(_REASON_OF_ALL) or "").strip()[:MAX_TEXT]
    asked = last.outcome.findings if last is not None and last.outcome is not None else ()
    common = {each.confirm: for_all for each in asked if each.confirm and for_all}
    return common | _own_reasons()


def _own_reasons() -> dict[str, str]:
    kept = {str(name): words for name, words in st.session_state.items()}
    return {
        name.removeprefix(_REASON): str(words)[:MAX_TEXT]
        for name, words in kept.items()
        if name.startswith(_REASON) and words
    }


def ask_reason(each: Finding) -> None:
    """Draw the box for the reason of a figure that is unlike the period before."""
    st.text_input(
        f"Lý do cho ô {each.cell} ({each.sheet})",
        key=f"{_REASON}{each.confirm}",
        max_chars=MAX_TEXT,
        placeholder="Số đúng thì ghi lý do",
    )


def ask_reason_of_all(findings: Sequence[Finding]) -> None:
    """Draw the box for one reason of several figures: a merger or a mended report moves many."""
    asked = sum(each.confirm is not None for each in findings)
    if asked > 1:
        st.text_input(
            f"Một lý do cho cả {asked} chỗ (chỗ nào khác thì ghi riêng ở chỗ ấy)",
            key=_REASON_OF_ALL,
            max_chars=MAX_TEXT,
        )


def ask_reasons(findings: Sequence[Finding]) -> None:
    """Draw a box for every reason that is asked for."""
    asked = [each for each in findings if each.confirm]
    ask_reason_of_all(findings)
    for each in asked:
        ask_reason(each)
    if asked:
        frame.block(tag("p", "Ghi đủ lý do rồi bấm lại nút nộp ở bước 3.", class_="td-quiet"))


def draw(scope: Scope, unit: Mapping[str, Any]) -> None:
    """Draw the file box and the button that hands in."""
    frame.block(step(3, "Chọn tệp đã điền"))
    file = st.file_uploader(
        "Tệp số liệu", key=_FILE, max_upload_size=_MEGABYTES, label_visibility="collapsed"
    )
    dry_run = st.toggle("Chỉ kiểm tra, chưa nộp", key="chi_kiem_tra")
    st.button(
        "Kiểm tra" if dry_run else "Nộp",
        type="primary",
        disabled=file is None,
        on_click=_submit,
        args=(scope, unit),
        kwargs={"dry_run": dry_run},
    )
    if file is None:
        frame.block(tag("p", "Hãy chọn tệp để tiếp tục.", class_="td-quiet td-small"))
