"""Handing in: choose, download the prefilled workbook, upload, see what is wrong or the receipt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import cache, text
from dashboard.html import tag
from dashboard.parts import choices, frame, outcome, upload
from etl.template import TemplateFile
from schemas.findings import Refusal
from schemas.words import day


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
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
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
        return
    if result.failure is not None:
        frame.block(outcome.own_failure(result.failure), role="alert", seen=result.number)
        return
    got = result.outcome
    if got is None:
        return
    pieces = [outcome.headline(got)]
    if got.receipt is not None:
        pieces.append(outcome.receipt(got.receipt, str(unit["unit_name"]), scope))
    pieces.append(outcome.findings((*got.findings, *got.hints)))
    frame.block(*pieces, class_="td-page", role="status", seen=result.number)
    upload.ask_reasons(got.findings)
    if result.renewed is not None:
        _offer("Tải biểu mẫu mới, có sẵn số liệu của tệp này", result.renewed)


def show() -> None:
    """Draw the steps of a hand-in for the programme, period and unit in the address."""
    known = {code: row for code, row in choices.programmes().items() if row["has_workbook"]}
    if choices.resolve(known) is None:
        frame.no_programme()
        return
    frame.block(tag("h1", text.TITLE_HAND_IN), upload.step(1, "Chọn kế hoạch, kỳ và đơn vị"))
    with choices.row():
        scope = choices.choose(with_group=False, known=known)
        unit = choices.unit(scope)
    due = scope.period["due_on"]
    frame.block(
        tag(
            "p",
            f"Hạn nộp: {day(due)}." if due else text.NO_DUE_DATE,
            class_="td-quiet",
        )
    )
    if unit is None:
        frame.block(
            frame.empty(
                "Nộp số liệu gồm bốn bước",
                "1. Chọn kế hoạch, kỳ và đơn vị của bạn ở trên.",
                "2. Tải biểu mẫu: tên đơn vị, kỳ và danh sách chọn đã điền sẵn.",
                "3. Điền các ô còn trống và lưu lại.",
                "4. Chọn tệp: hệ thống kiểm tra từng ô, báo chỗ cần sửa, hoặc cấp biên nhận.",
            )
        )
        return
    steps, answer = st.columns([2, 3], gap="large")
    with steps:
        frame.block(upload.step(2, "Tải biểu mẫu, điền các ô còn trống rồi lưu lại"))
        _download(scope, unit)
        upload.draw(scope, unit)
    with answer:
        _result(scope, unit)
