"""Result tables and exports of dossiers: choose, upload, say what columns are, look, accept."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import streamlit as st

from dashboard import address, cache, session, text
from dashboard.html import tag
from dashboard.parts import account, choices, frame, outcome, result_answer, table_columns, upload
from dashboard.parts.answer import Given
from dashboard.parts.result_work import Target
from etl.result_kinds import result_kinds
from etl.table_columns import LAYERS, Layer
from etl.workbook import DEFAULT_LIMITS
from schemas.dossiers import dossier_book
from schemas.failures import OwnFailure
from schemas.findings import Refusal
from schemas.roles import Actor

_STEPS = (
    "1. Chọn kế hoạch, kỳ và loại tệp.",
    "2. Chọn tệp: bảng kết quả có mỗi dòng một đơn vị, tệp hồ sơ có mỗi dòng một hồ sơ.",
    "3. Xem hệ thống hiểu từng cột thế nào; cột chưa rõ thì chọn nghĩa, hệ thống nhớ cho lần sau.",
    "4. Kiểm tra, xem trước thay đổi, rồi nạp. Tệp còn một chỗ phải sửa thì chưa có gì được ghi.",
)
_DOSSIER_STEPS = (
    "1. Chọn kế hoạch, kỳ và loại tệp.",
    "2. Chọn tệp xuất từ hệ thống một cửa: mỗi dòng một hồ sơ.",
    "3. Kiểm tra: hệ thống đếm theo đơn vị, lĩnh vực; xem trước thay đổi, rồi nạp. Tệp còn một chỗ "
    "phải sửa thì chưa có gì được ghi.",
)
_MEBIBYTE = 1024 * 1024


def _target(who: Actor) -> Target | None:
    """Draw the choice of what a file is for; None where a programme takes no such file."""
    with choices.row():
        scope = choices.choose(with_group=False)
        found = result_kinds(cache.store(), scope.programme_id, who)
        code = address.choose(address.KIND, "Loại tệp", {each.code: each.label for each in found})
        kind = next((each for each in found if each.code == code), None)
        layer: str | None = None
        if kind is not None and len(kind.layers) > 1:
            points = {str(each): LAYERS[each] for each in kind.layers}
            layer = address.choose(address.LAYER, "Điểm", points, "published")
    return None if kind is None else Target(scope, kind, cast(Layer, layer or "published"))


def _file(target: Target) -> Given | None:
    """Draw the file box and what the file must have; return the file."""
    frame.block(upload.step(2, "Chọn tệp"))
    if target.kind.is_dossiers:
        book = dossier_book()
        columns = ", ".join(f"“{each.label}”" for each in book.column)
        said = (
            f"Cần các cột {columns}. Các cột khác (tên, địa chỉ người nộp) không được đọc; chỉ các "
            "con số tổng vào kho dữ liệu."
        )
        most = book.amount("screen_megabytes")
    else:
        said = "Mỗi dòng một đơn vị, mỗi cột một tiêu chí; dòng tiêu đề ở đâu cũng được."
        most = DEFAULT_LIMITS.max_bytes // _MEBIBYTE
    frame.block(tag("p", said, class_="td-quiet"))
    file = st.file_uploader(
        "Tệp của cơ quan điều phối", key=f"tep_{target.kind.code}", max_upload_size=most,
        label_visibility="collapsed",
    )  # fmt: skip
    return None if file is None else Given(file.name, file.getvalue())


def _columns(target: Target, given: Given) -> Given | None:
    """Draw how the columns are understood; return the file with what was said of them."""
    frame.block(upload.step(3, "Xem từng cột được hiểu thế nào"))
    found = table_columns.seen(target, given)
    if isinstance(found, Refusal):
        frame.block(outcome.findings(found.findings), role="alert")
        return None
    if isinstance(found, OwnFailure):
        frame.block(outcome.own_failure(found), role="alert")
        return None
    return replace(given, meanings=table_columns.declare(target, found))


def show() -> None:
    """Draw the steps from a coordinator's file to its receipt."""
    frame.block(tag("h1", text.TITLE_RESULT_TABLES))
    who = session.actor()
    if who is None:
        words = "Đăng nhập để nạp bảng kết quả"
        frame.block(account.ask(address.RESULT_TABLES, words, *_STEPS))
        return
    if not session.may_everywhere(who, "load_table"):
        frame.block(account.not_for(who, "load_table"))
        return
    if choices.resolve() is None:
        frame.no_programme()
        return
    frame.block(upload.step(1, "Chọn kế hoạch, kỳ và loại tệp"))
    target = _target(who)
    if target is None:
        frame.block(frame.empty("Kế hoạch này không nhận bảng kết quả", "Chọn kế hoạch khác."))
        return
    given = _file(target)
    if given is None:
        many = ("Nạp tệp hồ sơ gồm ba bước", *_DOSSIER_STEPS)
        one = ("Nạp bảng kết quả gồm bốn bước", *_STEPS)
        frame.block(frame.empty(*(many if target.kind.is_dossiers else one)))
    elif not target.kind.is_dossiers:
        given = _columns(target, given)
    if given is not None:
        frame.block(upload.step(3 if target.kind.is_dossiers else 4, "Kiểm tra, xem trước, nạp"))
        result_answer.check(target, given)
    result_answer.draw(target, given)
    if not target.kind.is_dossiers:
        table_columns.remembered(target)
