"""The answer to a coordinator's file: what is wrong, what would change, or the receipt."""

from __future__ import annotations

import streamlit as st

from dashboard import address, text
from dashboard.html import tag
from dashboard.parts import account, effect, frame, outcome, receipt, result_work, upload
from dashboard.parts.answer import Given, Result
from dashboard.parts.result_work import Target
from etl.submit import Outcome
from schemas.mending import mending

_BEFORE = (
    "Chưa kiểm tra tệp nào. Hệ thống nói rõ ô nào cần sửa, đã viết gì, cần gì.",
    "Tệp đúng thì hiện trước: ô nào, đơn vị nào, hạng nào, bao nhiêu đèn thay đổi; rồi mới nạp.",
)
_CHANGED = (
    "Tệp, khai báo cột đã đổi sau lần kiểm tra này. Bấm “Kiểm tra” lần nữa để xem trước đúng tệp "
    "sẽ nạp."
)


def check(target: Target, given: Given) -> None:
    """Draw the button that only looks at a file: nothing is accepted unseen."""
    st.button(
        "Kiểm tra", type="primary", key="kiem_tra_bang", on_click=result_work.check,
        args=(target, given),
    )  # fmt: skip


def draw(target: Target, given: Given | None) -> None:
    """Draw the answer to the last file; ``given`` is what lies in the boxes now."""
    result = result_work.finished(target)
    if result is None:
        if given is not None:
            frame.block(frame.empty("Kết quả kiểm tra hiện ở đây", *_BEFORE))
    elif result.failure is not None:
        frame.block(outcome.own_failure(result.failure), role="alert", seen=result.number)
    elif result.outcome is None:
        said = account.ask(address.RESULT_TABLES, "Chưa nạp: cần đăng nhập lại", text.SIGN_IN_AGAIN)
        frame.block(said, role="alert", seen=result.number)
    else:
        _outcome(target, given, result, result.outcome)


def _outcome(target: Target, given: Given | None, result: Result, got: Outcome) -> None:
    slip = (
        receipt.slip_of_many(got.receipt, target.scope, target.kind.label) if got.receipt else None
    )
    frame.block(
        outcome.headline(got, is_table=True), slip, class_="td-page", role="status",
        seen=result.number,
    )  # fmt: skip
    if got.effect is not None:
        _accept(target, given, result)
        frame.block(effect.drawn(got.effect, "Nếu nạp tệp này"), class_="td-page")
    upload.download_marked(result)
    most = mending().amount("findings_listed")
    found = (*got.findings, *got.hints)
    more = len(found) - most
    rest = tag("p", f"Còn {more} chỗ nữa, không liệt kê ở đây.") if more > 0 else None
    frame.block(outcome.findings(found[:most]), rest, class_="td-page")


def _accept(target: Target, given: Given | None, result: Result) -> None:
    seen = result.given
    if given is None or (given.data, given.meanings) != (seen.data, seen.meanings):
        frame.block(tag("p", _CHANGED), role="alert")
        return
    st.button(
        "Nạp tệp này", type="primary", key="nap_bang", on_click=result_work.accept,
        args=(target,),
    )  # fmt: skip
