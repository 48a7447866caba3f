"""Giving a file: the file itself, and what the checks answered; the account gives it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from secrets import token_hex
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import cache, session
from dashboard.html import Html, tag
from dashboard.parts import frame
from dashboard.parts.choices import Scope
from etl.annotate import Annotated, annotate, can_annotate
from etl.child import IntakeFailure
from etl.renew import is_renewable, renew_form
from etl.submit import Outcome, submit_workbook
from etl.template import TemplateFile
from schemas.failures import OwnFailure
from schemas.findings import Finding, Refusal
from schemas.frames import MAX_TEXT

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_MEGABYTES = 20
_FILE = "tep"
_REASON = "giai_trinh_"
_RESULT = "ket_qua_nop"


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to the last file of this visitor: an outcome, or our own failure.

    Neither of them: nobody was signed in any more, and nothing was read.
    """

    of: tuple[str, str, str]
    outcome: Outcome | None = None
    failure: OwnFailure | None = None
    renewed: TemplateFile | None = None
    marked: Annotated | None = None
    number: str = field(default_factory=lambda: token_hex(4))


def step(number: int, words: object) -> Html:
    """Return the heading of a step."""
    return tag("div", tag("b", number), tag("span", words), class_="td-step")


def _key(scope: Scope, unit: Mapping[str, Any]) -> tuple[str, str, str]:
    return scope.programme_id, scope.period_id, str(unit["unit_code"])


def _submit(scope: Scope, unit: Mapping[str, Any], *, dry_run: bool) -> None:
    file = st.session_state.get(_FILE)
    if file is None:
        # a disabled button is a hint to the browser, not a guard
        return
    key = _key(scope, unit)
    # asked anew at the moment of the click: the session may have ended since the page was drawn
    actor = session.actor()
    if actor is None:
        st.session_state[_RESULT] = Result(key)
        return
    try:
        got = submit_workbook(
            cache.store(),
            file.getvalue(),
            file.name,
            actor=actor,
            programme_id=key[0],
            unit_code=key[2],
            period_id=key[1],
            dry_run=dry_run,
            confirmed=_reasons(),
        )
    except OwnFailure as failure:
        st.session_state[_RESULT] = Result(key, failure=failure)
    else:
        is_old = is_renewable(got.findings)
        renewed = renew_form(cache.store(), file.getvalue(), file.name) if is_old else None
        marked = _marked(file, got)
        st.session_state[_RESULT] = Result(key, outcome=got, renewed=renewed, marked=marked)


def _marked(file: UploadedFile, got: Outcome) -> Annotated | None:
    """Return the marked copy of a refused file; without one the table of findings still stands."""
    if not can_annotate(got.findings):
        return None
    try:
        return annotate(file.getvalue(), file.name, got.findings)
    except (Refusal, IntakeFailure):
        return None


def download_marked(got: Result) -> None:
    """Draw the button that gives the marked copy of a refused file back."""
    if got.marked is None:
        return
    st.download_button(
        "Tải lại tệp của bạn, đã đánh dấu chỗ sai",
        got.marked.data,
        file_name=got.marked.file_name,
        mime=SPREADSHEET,
        icon=":material/download:",
        type="primary",
        on_click="ignore",
        key="tep_danh_dau",
    )
    if not got.marked.is_copy:
        words = (
            "Tệp trả lại gồm các giá trị đã đọc, ở dạng .xlsx, vì không đánh dấu được trên tệp gốc."
        )
        frame.block(tag("p", words, class_="td-quiet td-small"))


def _reasons() -> dict[str, str]:
    """Return the reasons written so far, by the code that each answers."""
    kept = {str(name): words for name, words in st.session_state.items()}
    return {
        name.removeprefix(_REASON): str(words)
        for name, words in kept.items()
        if name.startswith(_REASON) and words
    }


def ask_reasons(findings: Sequence[Finding]) -> None:
    """Draw a box for the reason of each figure that is unlike the period before."""
    asked = [each for each in findings if each.confirm]
    for each in asked:
        st.text_input(
            f"Lý do cho mã {each.confirm} ({each.sheet}, ô {each.cell})",
            key=f"{_REASON}{each.confirm}",
            max_chars=MAX_TEXT,
        )
    if asked:
        frame.block(tag("p", "Ghi đủ lý do rồi bấm lại nút nộp ở bước 3.", class_="td-quiet"))


def result(scope: Scope, unit: Mapping[str, Any]) -> Result | None:
    """Return the answer to the last file for this programme, period and unit."""
    kept: Result | None = st.session_state.get(_RESULT)
    return kept if kept is not None and kept.of == _key(scope, unit) else None


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
