"""The versions of a unit's hand-in: which one counts and why, approve, withdraw, compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from secrets import token_hex
from typing import Any

import streamlit as st

from dashboard import cache, session, text
from dashboard.html import Html, join, tag
from dashboard.parts import frame, gaps, outcome
from dashboard.parts.choices import Scope
from dashboard.parts.receipt import link
from etl.version_words import change_line, in_sheet_order, version_state
from schemas.findings import Refusal
from schemas.roles import Actor, reach_of
from schemas.words import moment
from warehouse import versions

_SAID = "ket_qua_ban_nop"
_REASON = "ly_do_rut"
_LONGEST_REASON = 500
_COLUMNS = ("Bản", "Nhận lúc", "Tệp", "Người nộp", "Biên nhận", "Có được tính không, vì sao")

Row = Mapping[str, Any]


def _table(rows: Sequence[Row]) -> Html:
    body = (
        tag(
            "tr",
            tag("td", f"Bản {row['version_no']}", class_="td-nowrap"),
            tag("td", moment(row["received_at"]), data_label="Nhận lúc"),
            tag("td", row["file_name"], class_="td-break", data_label="Tệp"),
            tag("td", row["actor"], data_label="Người nộp"),
            tag(
                "td",
                tag("a", gaps.code(row["receipt_code"]), href=link(row["receipt_code"])),
                data_label="Biên nhận",
            ),
            tag("td", _state(row), data_label="Có được tính không, vì sao"),
        )
        for row in reversed(rows)
    )
    head = tag("tr", *(tag("th", name, scope="col") for name in _COLUMNS))
    return tag(
        "table", tag("thead", head), tag("tbody", *body), class_="td-table td-stack"
    )  # fmt: skip


def _state(row: Row) -> Html:
    words = version_state(row)
    same = tag("p", "Số liệu không đổi so với bản trước.", class_="td-small td-quiet")
    late = frame.chip(text.LATE, "late") if row["is_late"] else ""
    said = words[:1].upper() + words[1:] + "."
    return join([tag("p", said, " ", late), same if row["is_unchanged"] else ""])


def _act(action: str, receipt: str) -> None:
    who = session.actor()
    if who is None:
        _say(receipt, frame.note(text.SESSION_OVER["ended"], kind="bad"))
        return
    try:
        if action == "approve":
            row = versions.approve(cache.store(), receipt, actor=who)
        else:
            reason = str(st.session_state.get(_REASON) or "")[:_LONGEST_REASON]
            row = versions.withdraw(cache.store(), receipt, actor=who, reason=reason)
    except Refusal as refusal:
        said = outcome.said(refusal.findings)
    else:
        words = version_state(row)
        said = frame.note(f"{row['receipt_code']}: {words}.", kind="good")
        st.session_state[_REASON] = ""
    _say(receipt, said)


def _say(receipt: str, said: Html) -> None:
    st.session_state[_SAID] = (receipt, said, token_hex(4))


def _choose(label: str, rows: Sequence[Row], key: str, index: int) -> Row:
    names = {row["receipt_code"]: f"Bản {row['version_no']}, {moment(row['received_at'])}"
             for row in rows}  # fmt: skip
    codes = list(names)
    code = st.selectbox(
        label, codes, index=index, key=key, format_func=lambda item: names.get(item, item)
    )
    return next((row for row in rows if row["receipt_code"] == code), rows[index])


def _buttons(rows: Sequence[Row], who: Actor) -> None:
    open_ = [row for row in reversed(rows) if row["status"] != "withdrawn"]
    if not open_:
        return
    is_head = reach_of(who, "approve") is not None
    is_waiting = any(row["status"] == "waiting" for row in open_)
    what = "Duyệt hoặc rút" if is_head and is_waiting else "Rút"
    with st.expander(f"{what} một bản nộp"):
        row = _choose("Bản nộp", open_, "ban_can_lam", 0)
        receipt = str(row["receipt_code"])
        if row["status"] == "waiting" and is_head:
            st.button("Duyệt bản này", on_click=_act, args=("approve", receipt), key="duyet")
        st.text_input("Lý do rút (bắt buộc khi rút)", key=_REASON, max_chars=_LONGEST_REASON)
        st.button("Rút bản này", on_click=_act, args=("withdraw", receipt), key="rut")


def _difference(rows: Sequence[Row]) -> None:
    with st.expander("So hai bản nộp"):
        first = _choose("Bản trước", rows, "ban_truoc", len(rows) - 2)
        second = _choose("Bản sau", rows, "ban_sau", len(rows) - 1)
        found = cache.read(versions.difference, first["receipt_code"], second["receipt_code"])
        if not found:
            frame.block(tag("p", "Hai bản có số liệu như nhau."))
            return
        items = (
            tag("li", tag("span", f"{each.sheet} · {each.cell}", class_="td-cell"), " ",
                change_line(each))
            for each in in_sheet_order(found)
        )  # fmt: skip
        frame.block(tag("p", tag("b", f"{len(found)} ô khác nhau")), tag("ul", *items))


def draw(scope: Scope, unit: Mapping[str, Any], who: Actor) -> None:
    """Draw what was handed in for a period, and what may be done with it."""
    code = str(unit["unit_code"])
    where = (scope.programme_id, scope.period_id, code)
    rows = cache.read(versions.versions, *where).to_dicts()
    if not rows:
        return
    asks = ""
    if rows[0]["approval"] == "head":
        asks = tag("p", "Kế hoạch này chỉ tính bản đã được thủ trưởng đơn vị duyệt.")
    frame.block(tag("h2", "Các bản đã nộp trong kỳ"), asks, _table(rows), class_="td-lead")
    # the answer has its place before there is one, so that what stands below stays as it is
    with st.container():
        kept = st.session_state.pop(_SAID, None)
        if kept and kept[0] in {row["receipt_code"] for row in rows}:
            frame.block(kept[1], role="status", seen=kept[2])
    _buttons(rows, who)
    if len(rows) > 1:
        _difference(rows)
