"""Handing in: choose, download the prefilled workbook, upload, see what is wrong or the receipt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import address, cache, session, text
from dashboard.html import tag
from dashboard.parts import account, choices, frame, outcome, samples, upload, versions
from etl.template import TemplateFile
from schemas.findings import Refusal
from schemas.roles import Actor, reach_of
from schemas.words import day

_STEPS = (
    "1. Chọn kế hoạch và kỳ; đơn vị lấy theo tài khoản.",
    "2. Tải biểu mẫu: tên đơn vị, kỳ và danh sách chọn đã điền sẵn. Điền các ô còn trống, lưu lại.",
    "3. Chọn tệp: hệ thống kiểm tra từng ô, báo chỗ cần sửa, hoặc cấp biên nhận.",
)


def _download(scope: choices.Scope, unit: Mapping[str, Any]) -> None:
    where = (scope.programme_id, str(unit["unit_code"]), scope.period_id)
    try:
        made = cache.template(*where)
    except Refusal as refusal:
        frame.block(outcome.findings(refusal.findings))
        return
    _offer("Tải biểu mẫu đã điền sẵn", made)


def _offer(words: str, made: TemplateFile) -> None:
    st.download_button(
        words,
        made.data,
        file_name=made.file_name,
        mime=upload.SPREADSHEET,
        icon=":material/download:",
        on_click="ignore",
    )


def _result(scope: choices.Scope, unit: Mapping[str, Any]) -> None:
    result = upload.result(scope, unit)
    if result is None:
        frame.block(
            frame.empty(
                "Kết quả kiểm tra hiện ở đây",
                "Hệ thống đọc từng ô của tệp và nói rõ ô nào cần sửa, đã viết gì, cần gì.",
                "Tệp còn một chỗ phải sửa thì chưa có gì được ghi; tệp đúng thì có biên nhận ngay.",
                "Chỉ muốn xem thử: bật “Chỉ kiểm tra, chưa nộp”.",
            )
        )
        samples.offer(scope.programme_id)
        return
    if result.failure is not None:
        frame.block(outcome.own_failure(result.failure), role="alert", seen=result.number)
        return
    got = result.outcome
    if got is None:
        said = account.ask(address.HAND_IN, "Chưa nộp: cần đăng nhập lại", text.SIGN_IN_AGAIN)
        frame.block(said, role="alert", seen=result.number)
        return
    pieces = [outcome.headline(got)]
    if got.receipt is not None:
        pieces.append(outcome.receipt(got.receipt, str(unit["unit_name"]), scope))
    frame.block(*pieces, class_="td-page", role="status", seen=result.number)
    if result.renewed is not None:
        _offer("Tải biểu mẫu mới, có sẵn số liệu của tệp này", result.renewed)
    upload.download_marked(result)
    frame.block(outcome.findings((*got.findings, *got.hints)), class_="td-page")
    upload.ask_reasons(got.findings)


def _own() -> tuple[Actor, Mapping[str, Mapping[str, Any]], frozenset[str]] | None:
    """Return who hands in, for which programmes and units; says why when nobody may."""
    frame.block(tag("h1", text.TITLE_HAND_IN))
    who = session.actor()
    if who is None:
        frame.block(account.ask(address.HAND_IN, "Đăng nhập để nộp số liệu", *_STEPS))
        return None
    own = session.units_of(who)
    known = {
        code: row
        for code, row in choices.programmes().items()
        if row["has_workbook"] and choices.units_of(code, own)
    }
    if reach_of(who, "submit") is None or not known:
        frame.block(account.not_for(who, "submit"))
        return None
    return who, known, own


def show() -> None:
    """Draw the steps of a hand-in for the programme, period and unit of the account."""
    allowed = _own()
    if allowed is None:
        return
    who, known, own = allowed
    frame.block(upload.step(1, "Chọn kế hoạch, kỳ và đơn vị"))
    with choices.row():
        scope = choices.choose(with_group=False, known=known)
        unit = choices.unit(scope, own)
    due = scope.period["due_on"]
    said = f"Hạn nộp: {day(due)}." if due else text.NO_DUE_DATE
    frame.block(tag("p", said, class_="td-quiet"))
    if unit is None:
        frame.block(frame.empty("Nộp số liệu gồm ba bước", *_STEPS))
        return
    steps, answer = st.columns([2, 3], gap="large")
    with steps:
        frame.block(upload.step(2, "Tải biểu mẫu, điền các ô còn trống rồi lưu lại"))
        _download(scope, unit)
        upload.draw(scope, unit)
    with answer:
        _result(scope, unit)
    versions.draw(scope, unit, who)
