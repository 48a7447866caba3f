"""Giving a file: the file itself, and what the checks answered; the account gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

import streamlit as st

from dashboard import cache, session
from dashboard.html import Html, tag
from dashboard.parts import frame
from dashboard.parts.choices import Scope
from etl.renew import is_renewable, renew_form
from etl.submit import Outcome, submit_workbook
from etl.template import TemplateFile
from schemas.failures import OwnFailure

_MEGABYTES = 20
_FILE = "tep"
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
        )
    except OwnFailure as failure:
        st.session_state[_RESULT] = Result(key, failure=failure)
    else:
        data = file.getvalue()
        is_old = is_renewable(got.findings)
        renewed = renew_form(cache.store(), data, file.name) if is_old else None
        st.session_state[_RESULT] = Result(key, outcome=got, renewed=renewed)


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
