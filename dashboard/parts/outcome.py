"""What became of a file: the verdict in one line, the findings to fix, or the receipt."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dashboard import address
from dashboard.html import Html, join, tag
from dashboard.parts.frame import chip, note
from etl.gates import passed_words
from schemas.failures import OwnFailure
from schemas.findings import SEVERITY_LABELS, Finding
from schemas.words import day, moment

if TYPE_CHECKING:
    from dashboard.parts.choices import Scope
    from etl.submit import Outcome, Receipt

_ORDER = {severity: place for place, severity in enumerate(SEVERITY_LABELS)}

_ASK_FIX = (
    "Chưa có gì được ghi. Sửa các chỗ dưới đây trong tệp của bạn (hoặc trong tệp đã đánh "
    "dấu chỗ sai), lưu lại rồi chọn tệp lần nữa ở bước 3."
)
_ASK_REASON = (
    "Chưa có gì được ghi. Số liệu sai thì sửa trong tệp; số liệu đúng thì ghi lý do ở cuối bảng "
    "dưới đây rồi bấm lại nút ở bước 3."
)


def _tally(findings: Sequence[Finding]) -> str:
    found = Counter(finding.severity for finding in findings)
    return ", ".join(
        f"{found[severity]} chỗ {label}"
        for severity, label in SEVERITY_LABELS.items()
        if found[severity]
    )


def headline(outcome: Outcome) -> Html:
    """Return the verdict, the count, what was read or repaired, and what happens now."""
    repairs = tag("ul", *(tag("li", words) for words in outcome.notes)) if outcome.notes else ""
    if outcome.findings:
        is_asking = all(found.severity == "confirm" for found in outcome.findings)
        return note(
            f"Chưa nhận: {_tally(outcome.findings)}",
            outcome.read_summary,
            passed_words(outcome.gates),
            _ASK_REASON if is_asking else _ASK_FIX,
            kind="bad",
        )
    if outcome.is_dry_run:
        return note(
            "Tệp hợp lệ, chưa nộp",
            outcome.read_summary,
            passed_words(outcome.gates),
            repairs,
            "Tắt “Chỉ kiểm tra, chưa nộp” rồi bấm Nộp để gửi chính thức.",
            kind="good",
        )
    return note(
        "Đã nhận số liệu",
        outcome.read_summary,
        passed_words(outcome.gates),
        repairs,
        "Điểm, hạng và đèn đã được tính lại; màn hình lớn hiện kết quả ngay.",
        kind="good",
    )


def findings(found: Sequence[Finding]) -> Html:
    """Return the table of findings, the ones that must be fixed first, grouped by sheet."""
    if not found:
        return Html("")
    by_sheet: defaultdict[str, list[Finding]] = defaultdict(list)
    for item in sorted(found, key=lambda item: _ORDER[item.severity]):
        by_sheet[item.sheet or ""].append(item)
    return join(_group(sheet, items) for sheet, items in by_sheet.items())


def _group(sheet: str, items: Sequence[Finding]) -> Html:
    columns = ("Ô", "Đã viết", "Cần", "Có gì chưa đúng", "Làm gì")
    rows = (
        tag(
            "tr",
            tag("td", tag("span", item.cell, class_="td-cell") if item.cell else ""),
            tag("td", item.found or "", class_="td-break", data_label="Đã viết"),
            tag("td", item.expected or "", class_="td-break", data_label="Cần"),
            tag("td", chip(SEVERITY_LABELS[item.severity]), " ", item.message),
            tag("td", item.action, data_label="Làm gì"),
        )
        for item in items
    )
    title = f"Trang tính {sheet} ({len(items)})" if sheet else f"Cả tệp ({len(items)})"
    return tag(
        "div",
        tag("h2", title),
        tag(
            "table",
            tag("thead", tag("tr", *(tag("th", name, scope="col") for name in columns))),
            tag("tbody", *rows),
            class_="td-table td-stack td-gap",
        ),
        class_="td-lead",
    )


def said(found: Sequence[Finding]) -> Html:
    """Return findings that are about no file as a note: what is wrong, what to do."""
    return join(note(each.message, each.action, kind="bad") for each in found)


def receipt(slip: Receipt, unit_name: str, scope: Scope) -> Html:
    """Return the receipt, with the link to the unit's page."""
    due = f" (hạn {day(slip.due_on)})" if slip.due_on else ""
    on_time = "muộn so với hạn" if slip.is_late else "đúng hạn" if slip.due_on else "không có hạn"
    facts: list[tuple[str, object]] = [
        ("Đơn vị", unit_name),
        ("Kỳ", scope.period["label"]),
        ("Tệp", slip.file_name),
        ("Nhận lúc", f"{moment(slip.received_at)}, {on_time}{due}"),
        ("Số ô đã đọc", slip.cell_count),
        ("SHA-256", tag("span", slip.sha256, class_="td-small")),
    ]
    terms = (piece for term, value in facts for piece in (tag("dt", term), tag("dd", value)))
    href = scope.link(address.UNIT_PAGE, don_vi=slip.unit_code)
    return tag(
        "div",
        tag("p", "Biên nhận ", tag("span", slip.code, class_="td-code")),
        tag("dl", *terms),
        tag("p", tag("a", f"Xem kết quả của {unit_name}", href=href)),
        class_="td-receipt",
    )


def own_failure(error: OwnFailure) -> Html:
    """Return our own failure, told as ours."""
    return note(
        "Hệ thống gặp lỗi, không phải lỗi của bạn",
        error.message,
        join(["Mã lỗi: ", tag("span", error.code, class_="td-cell")]),
        kind="bad",
    )
