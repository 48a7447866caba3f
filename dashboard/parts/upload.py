"""Giving a file: who gives it, the file itself, and what the checks answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

import streamlit as st

from dashboard import cache
from dashboard.html import Html, tag
from dashboard.parts import frame
from dashboard.parts.choices import Scope
from etl.renew import is_renewable, renew_form
from etl.submit import Outcome, submit_workbook
from etl.template import TemplateFile
from schemas.failures import OwnFailure
from schemas.findings import Finding
from schemas.frames import MAX_TEXT

_MEGABYTES = 20
_ACTOR_LENGTH = 80
_ACTOR = "nguoi_nop"
_FILE = "tep"
_REASON = "ly_do_"
_RESULT = "ket_qua_nop"


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to the last file of this visitor: an outcome, or our own failure."""

    of: tuple[str, str, str]
    outcome: Outcome | None = None
    failure: OwnFailure | None = None
    renewed: TemplateFile | None = None
    number: str = field(default_factory=lambda: token_hex(4))


def step(number: int, words: object) -> Html:
    """Return the heading of a step."""
    return tag("div", tag("b", number), tag("span", words), class_="td-step")


def _key(scope: Scope, unit: Mapping[str, Any]) -> tuple[str, str, str]:
    return scope.programme_id, scope.period_id, str(unit["unit_code"])


def _submit(scope: Scope, unit: Mapping[str, Any], *, dry_run: bool) -> None:
    file = st.session_state.get(_FILE)
    actor = str(st.session_state.get(_ACTOR) or "").strip()[:_ACTOR_LENGTH]
    if file is None or not actor:
        # a disabled button is a hint to the browser, not a guard
        return
    key = _key(scope, unit)
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
        data = file.getvalue()
        is_old = is_renewable(got.findings)
        renewed = renew_form(cache.store(), data, file.name) if is_old else None
        st.session_state[_RESULT] = Result(key, outcome=got, renewed=renewed)


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
        frame.block(tag("p", "Ghi đủ lý do rồi bấm lại nút nộp ở bước 4.", class_="td-quiet"))


def result(scope: Scope, unit: Mapping[str, Any]) -> Result | None:
    """Return the answer to the last file for this programme, period and unit."""
    kept: Result | None = st.session_state.get(_RESULT)
    return kept if kept is not None and kept.of == _key(scope, unit) else None


def draw(scope: Scope, unit: Mapping[str, Any]) -> None:
    """Draw the name, the file box and the button that hands in."""
    frame.block(step(3, "Ghi tên người nộp"))
    actor = st.text_input(
        "Người nộp",
        key=_ACTOR,
        max_chars=_ACTOR_LENGTH,
        placeholder="Họ và tên",
        label_visibility="collapsed",
        persist_state="session",
    ).strip()
    frame.block(step(4, "Chọn tệp đã điền"))
    file = st.file_uploader(
        "Tệp số liệu", key=_FILE, max_upload_size=_MEGABYTES, label_visibility="collapsed"
    )
    dry_run = st.toggle("Chỉ kiểm tra, chưa nộp", key="chi_kiem_tra")
    missing = [
        words
        for words, is_there in (("ghi tên người nộp", actor), ("chọn tệp", file is not None))
        if not is_there
    ]
    st.button(
        "Kiểm tra" if dry_run else "Nộp",
        type="primary",
        disabled=bool(missing),
        on_click=_submit,
        args=(scope, unit),
        kwargs={"dry_run": dry_run},
    )
    if missing:
        frame.block(
            tag("p", f"Hãy {' và '.join(missing)} để tiếp tục.", class_="td-quiet td-small")
        )
