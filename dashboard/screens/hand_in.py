"""Handing in: choose, download the prefilled workbook, upload, see what is wrong or the receipt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import address, session, text
from dashboard.html import tag
from dashboard.parts import (
    account,
    answer,
    choices,
    effect,
    frame,
    mending,
    outcome,
    receipt,
    samples,
    upload,
    versions,
)
from schemas.roles import Actor, reach_of

_STEPS = (
    "1. Chọn kế hoạch và kỳ; đơn vị lấy theo tài khoản.",
    "2. Tải biểu mẫu: tên đơn vị, kỳ và danh sách chọn đã điền sẵn. Điền các ô còn trống, lưu lại.",
    "3. Chọn tệp: hệ thống kiểm tra từng ô, báo chỗ cần sửa, hoặc cấp biên nhận.",
)
_BEFORE = (
    "Hệ thống đọc từng ô của tệp và nói rõ ô nào cần sửa, đã viết gì, cần gì; ít ô thì sửa ngay.",
    "Tệp còn một chỗ phải sửa thì chưa có gì được ghi; tệp đúng thì có biên nhận ngay.",
    "Muốn xem trước điểm, hạng, đèn thay đổi thế nào: bật “Chỉ kiểm tra, chưa nộp”.",
)


def _result(scope: choices.Scope, unit: Mapping[str, Any]) -> None:
    result = answer.result(scope, unit)
    if result is None:
        frame.block(frame.empty("Kết quả kiểm tra hiện ở đây", *_BEFORE))
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
    mended, cells = result.given.mends, result.mendable.cells
    frame.block(
        outcome.headline(got, is_mendable=bool(cells), mends=mended),
        receipt.slip(got.receipt, str(unit["unit_name"]), scope) if got.receipt else None,
        class_="td-page", role="status", seen=result.number,
    )  # fmt: skip
    if got.effect is not None:
        frame.block(effect.drawn(got.effect), class_="td-page")
    mending.confirm(scope, unit, result)
    if result.renewed is not None:
        new = result.renewed
        words = "Tải biểu mẫu mới, có sẵn số liệu của tệp này"
        upload.offer(words, new.file_name, new.data, "bieu_mau_moi")
    mending.grid(scope, unit, result)
    upload.download_marked(result)
    if not cells:
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
    frame.block(upload.due(scope))
    if unit is None:
        frame.block(frame.empty("Nộp số liệu gồm ba bước", *_STEPS))
        return
    steps, side = st.columns([2, 3], gap="large")
    with steps:
        frame.block(upload.step(2, "Tải biểu mẫu, điền các ô còn trống rồi lưu lại"))
        upload.form(scope, unit)
        upload.draw(scope, unit)
    with side:
        _result(scope, unit)
    versions.draw(scope, unit, who)
