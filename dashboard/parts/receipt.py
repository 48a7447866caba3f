"""Receipts: the short one beside the answer to a file, and the sheet that is printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from dashboard import address, text
from dashboard.html import Html, join, tag
from dashboard.parts.choices import Scope
from dashboard.parts.frame import chip
from dashboard.parts.qr import qr
from etl.version_words import version_state
from schemas.words import day, moment
from warehouse.writers import Receipt

Row = Mapping[str, Any]
Term = tuple[str, object]


def link(code: str) -> str:
    """Return the address of a receipt."""
    return f"{address.RECEIPT}?{urlencode({address.CODE: code})}"


def _terms(facts: list[Term]) -> Html:
    pieces = (piece for term, value in facts for piece in (tag("dt", term), tag("dd", value)))
    return tag("dl", *pieces)


def _received(received_at: Any, due_on: Any, *, is_late: bool) -> str:
    if not due_on:
        return f"{moment(received_at)}, không có hạn"
    on_time = "muộn so với" if is_late else "đúng"
    return f"{moment(received_at)}, {on_time} hạn {day(due_on)}"


def slip(made: Receipt, unit_name: str, scope: Scope) -> Html:
    """Return the short receipt, with the links to the whole one and to the unit's page."""
    received = _received(made.received_at, made.due_on, is_late=made.is_late)
    return _slip(
        made, scope, [("Đơn vị", unit_name)], received,
        tag("a", "Mở biên nhận để in", href=link(made.code)),
        tag("a", f"Xem kết quả của {unit_name}",
            href=scope.link(address.UNIT_PAGE, don_vi=made.unit_code)),
    )  # fmt: skip


def slip_of_many(made: Receipt, scope: Scope, kind: str) -> Html:
    """Return the short receipt of a coordinator's file: of no single unit, with no due day."""
    facts: list[Term] = [("Kế hoạch", scope.programme["short_title"]), ("Loại tệp", kind)]
    board = tag("a", "Xem bảng xếp hạng", href=scope.link(address.LEADERBOARD))
    return _slip(made, scope, facts, moment(made.received_at), board)


def _slip(made: Receipt, scope: Scope, about: list[Term], received: str, *links: Html) -> Html:
    facts: list[Term] = [
        *about,
        ("Kỳ", scope.period["label"]),
        ("Tệp", made.file_name),
        ("Nhận lúc", received),
        ("SHA-256", tag("span", made.sha256, class_="td-small")),
    ]
    return tag(
        "div",
        tag("p", "Biên nhận ", tag("span", made.code, class_="td-code")),
        _terms(facts),
        *(tag("p", each) for each in links),
        class_="td-receipt",
    )


def sheet(row: Row) -> Html:
    """Return the whole receipt, one A4 sheet when printed."""
    code = str(row["receipt_code"])
    words = f"THIDUA BIEN-NHAN {code} SHA-256 {row['sha256']}"
    head = tag(
        "header",
        tag(
            "div",
            tag("h1", text.TITLE_RECEIPT),
            tag("p", tag("span", code, class_="td-code"),
                chip("Dữ liệu mẫu", "sample") if row["is_sample"] else None),
            tag("p", _counts(row)),
        ),
        qr(words, "Mã QR: mã biên nhận và SHA-256 của tệp", "td-qr"),
    )  # fmt: skip
    foot = (
        "Biên nhận do hệ thống lập khi nhận tệp. Đối chiếu: SHA-256 của tệp đang giữ phải trùng "
        "với dòng SHA-256 ở trên."
    )
    return tag(
        "div", head, _terms(list(_facts(row))), tag("p", foot, class_="td-quiet td-small"),
        class_="td-receipt td-a4",
    )  # fmt: skip


def _facts(row: Row) -> Iterator[Term]:
    unit, period = (row["unit_name"], row["unit_code"]), row["period_label"]
    yield "Đơn vị", f"{unit[0]} (mã {unit[1]})"
    yield "Kế hoạch, kỳ", f"{row['programme_name']}, {period}"
    received = _received(row["received_at"], row["due_on"], is_late=bool(row["is_late"]))
    yield "Máy chủ nhận lúc", f"{received}, giờ Việt Nam"
    yield "Người nộp", f"{row['actor']} ({row['account']})" if row["account"] else row["actor"]
    yield "Tệp", row["file_name"]
    yield "SHA-256 của tệp", tag("code", row["sha256"])
    yield "Đã đọc", _read(row)
    if row["original_sha256"]:
        yield "Sửa trên màn hình", f"{row['mended_count']} ô, của tệp gốc {row['original_name']}"
        yield "SHA-256 của tệp gốc", tag("code", row["original_sha256"])
    yield "Bản số", f"{row['version_no']}: {version_state(row)}"


def _read(row: Row) -> str:
    if row["sheet_count"] is None:
        return f"{row['cell_count']} ô"
    return (
        f"{row['sheet_count']} trang số liệu, {row['row_count']} dòng, {row['figure_count']} ô có "
        f"số liệu; {row['criterion_count']}/{row['criterion_asked']} tiêu chí"
    )


def _counts(row: Row) -> Html:
    """Say first whether this version counts, and else which one does."""
    if row["status"] == "counts":
        return tag("b", "Bản này đang được tính.")
    now = row["counting_receipt_code"]
    if now is None:
        return tag("b", "Bản này không được tính; kỳ này chưa có bản nào được tính.")
    which = tag("a", now, href=link(str(now)))
    return join([tag("b", "Bản này không được tính."), " Đang được tính: bản ",
                 row["counting_version_no"], ", biên nhận ", which, "."])  # fmt: skip
