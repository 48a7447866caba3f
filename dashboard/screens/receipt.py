"""A receipt at its own address, to be looked up again and printed."""

from __future__ import annotations

from dashboard import address, cache, session, text
from dashboard.html import tag
from dashboard.parts import account, frame, outcome, receipt
from schemas.findings import Refusal
from warehouse import receipts

_WHERE = (
    "Mã biên nhận có dạng TD000123-4A5B6C, ghi ở trang Nộp số liệu, phần “Các bản đã nộp trong kỳ”."
)


def show() -> None:
    """Draw the receipt whose code the address names, for those who may see its unit."""
    who = session.actor()
    if who is None:
        frame.block(account.ask(address.RECEIPT, "Đăng nhập để xem biên nhận", _WHERE))
        return
    code = address.read(address.CODE)
    if code is None:
        frame.block(tag("h1", text.TITLE_RECEIPT), frame.empty("Chưa có mã biên nhận", _WHERE))
        return
    try:
        row = receipts.receipt(cache.store(), code, actor=who)
    except Refusal as refusal:
        said = outcome.said(refusal.findings)
        frame.block(tag("h1", text.TITLE_RECEIPT), said, class_="td-page", role="alert")
        return
    to_print = tag("button", "In biên nhận", type="button", class_="td-press", data_in=True)
    back = address.link(
        address.HAND_IN, ke_hoach=row["programme_id"], ky=row["period_id"], don_vi=row["unit_code"]
    )
    tools = tag(
        "p", to_print, " ", tag("a", "Về trang nộp số liệu", href=back), class_="td-no-print"
    )
    frame.block(receipt.sheet(row), tools, class_="td-page")
