"""What became of a file: the verdict in one line, the findings to fix, or the receipt."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dashboard.html import Html, join, tag
from dashboard.parts.alike import Line, lines
from dashboard.parts.frame import chip, note
from etl.gates import passed_words
from schemas.failures import OwnFailure
from schemas.findings import SEVERITY_LABELS, Finding, names_places, only_asks

if TYPE_CHECKING:
    from etl.submit import Outcome
    from warehouse.door_notes import Mends

_ORDER = {severity: place for place, severity in enumerate(SEVERITY_LABELS)}

_ASK_FIX = (
    "Chưa có gì được ghi. Sửa các chỗ dưới đây trong tệp của bạn (hoặc trong tệp đã đánh "
    "dấu chỗ sai), lưu lại rồi chọn tệp lần nữa ở bước 3."
)
_ASK_OTHER = "Chưa có gì được ghi. Làm theo cột “Làm gì” dưới đây rồi chọn tệp lần nữa ở bước 3."
_MEND = (
    "Chưa có gì được ghi. Sửa ngay các ô dưới đây rồi bấm “Kiểm tra lại”; hoặc sửa trong tệp của "
    "bạn (hoặc trong tệp đã đánh dấu), lưu lại rồi chọn tệp lần nữa ở bước 3."
)
_MEND_OR_REASON = (
    "Chưa có gì được ghi. Số liệu đúng thì ghi lý do, số liệu sai thì sửa số, ngay dưới đây, rồi "
    "bấm “Kiểm tra lại”."
)
_ASK_REASON = (
    "Chưa có gì được ghi. Số liệu sai thì sửa trong tệp; số liệu đúng thì ghi lý do ở cuối bảng "
    "dưới đây rồi bấm lại nút ở bước 3."
)

_ASK_TABLE = (
    "Chưa có gì được ghi. Sửa các chỗ dưới đây trong tệp, lưu lại rồi chọn tệp lần nữa ở bước 2; "
    "cột bị hiểu sai thì khai báo lại ở bước 3."
)


def _tally(findings: Sequence[Finding]) -> str:
    found = Counter(finding.severity for finding in findings)
    return ", ".join(
        f"{found[severity]} chỗ {label}"
        for severity, label in SEVERITY_LABELS.items()
        if found[severity]
    )


def _asks(found: Sequence[Finding], *, is_mendable: bool, is_table: bool) -> str:
    if is_table:
        return _ASK_TABLE
    if only_asks(found):
        return _MEND_OR_REASON if is_mendable else _ASK_REASON
    if is_mendable:
        return _MEND
    return _ASK_FIX if names_places(found) else _ASK_OTHER


def headline(
    outcome: Outcome,
    *,
    is_mendable: bool = False,
    mends: Mends | None = None,
    is_table: bool = False,
) -> Html:
    """Return the verdict, the count, what was read or repaired, and what happens now.

    ``is_mendable``: the wrong cells stand below with boxes; ``mends``: what was typed there;
    ``is_table``: the coordinator's file of many units, which passes no gates of a unit's workbook.
    """
    mended = (
        None
        if mends is None
        else (
            f"Đây là bản đã sửa {len(mends.cells)} ô trên màn hình của tệp {mends.original_name}."
        )
    )
    repairs = tag("ul", *(tag("li", words) for words in outcome.notes)) if outcome.notes else ""
    gates = () if is_table else (passed_words(outcome.gates),)
    if outcome.findings:
        return note(
            f"Chưa nhận: {_tally(outcome.findings)}",
            outcome.read_summary,
            *gates,
            *filter(None, [mended]),
            _asks(outcome.findings, is_mendable=is_mendable, is_table=is_table),
            kind="bad",
        )
    if outcome.is_dry_run:
        return note(
            "Tệp hợp lệ, chưa nạp" if is_table else "Tệp hợp lệ, chưa nộp",
            outcome.read_summary,
            *gates,
            repairs,
            *filter(None, [mended]),
            "Chưa có gì được ghi. Xem các thay đổi dưới đây rồi bấm nút "
            f"{'nạp' if is_table else 'nộp'} bên dưới.",
            kind="good",
        )
    return note(
        "Đã nhận số liệu",
        outcome.read_summary,
        *gates,
        repairs,
        "Điểm, hạng và đèn đã được tính lại; màn hình lớn hiện kết quả ngay.",
        kind="good",
    )


_ONLY_HINTS = "Gợi ý, không bắt buộc: tệp vẫn được nhận khi để nguyên."


def findings(found: Sequence[Finding]) -> Html:
    """Return the table of findings, the ones that must be fixed first, grouped by sheet."""
    if not found:
        return Html("")
    by_sheet: defaultdict[str, list[Finding]] = defaultdict(list)
    for item in sorted(found, key=lambda item: _ORDER[item.severity]):
        by_sheet[item.sheet or ""].append(item)
    groups = [_group(sheet, items) for sheet, items in by_sheet.items()]
    if all(item.severity == "hint" for item in found):
        groups.insert(0, tag("p", _ONLY_HINTS, class_="td-quiet"))
    return join(groups)


def _group(sheet: str, items: Sequence[Finding]) -> Html:
    found = lines(items)
    title = f"Trang tính {sheet} ({len(items)})" if sheet else f"Cả tệp ({len(items)})"
    # what the sentence says already is not said again beside it
    shown = {
        "Ô": any(each.cells for each in found),
        "Đã viết": any((each.first.found or "") not in each.words for each in found),
        "Cần": any((each.first.expected or "") not in each.words for each in found),
        "Có gì chưa đúng": True,
        "Làm gì": True,
    }
    rows = (
        tag("tr", *(_cell(name, each) for name, is_shown in shown.items() if is_shown))
        for each in found
    )
    heads = (tag("th", name, scope="col") for name, is_shown in shown.items() if is_shown)
    return tag(
        "div",
        tag("h2", title),
        tag(
            "table",
            tag("thead", tag("tr", *heads)),
            tag("tbody", *rows),
            class_="td-table td-stack td-gap",
        ),
        class_="td-lead",
    )


def _cell(name: str, each: Line) -> Html:
    """Return one cell of the table of findings."""
    first = each.first
    match name:
        case "Ô":
            many = tag("span", f" {each.count} ô", class_="td-quiet td-small")
            cells = tag("span", each.cells, class_="td-cell")
            return tag("td", cells if each.cells else "", many if each.count > 1 else None)
        case "Đã viết":
            return tag("td", first.found or "", class_="td-break", data_label=name)
        case "Cần":
            return tag("td", first.expected or "", class_="td-break", data_label=name)
        case "Làm gì":
            return tag("td", each.action, data_label=name)
        case _:
            return tag("td", chip(SEVERITY_LABELS[first.severity]), " ", each.words)


def said(found: Sequence[Finding]) -> Html:
    """Return findings that are about no file as a note: what is wrong, what to do."""
    return join(note(each.message, each.action, kind="bad") for each in found)


def own_failure(error: OwnFailure) -> Html:
    """Return our own failure, told as ours."""
    return note(
        "Hệ thống gặp lỗi, không phải lỗi của bạn",
        error.message,
        join(["Mã lỗi: ", tag("span", error.code, class_="td-cell")]),
        kind="bad",
    )
