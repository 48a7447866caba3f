"""A unit's own page: the sentence, what to do, the gaps, where each number comes from."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl

from dashboard import address, text
from dashboard.html import Html, join, tag
from dashboard.parts import board_data, frame, gaps, lights
from dashboard.parts.choices import Scope
from schemas.lights import light_of
from schemas.words import day, moment, number

_MOST_STEPS = 3
_TO_DO = ("excluded", "not_met", "pending")


def sentence(
    scope: Scope, summary: Mapping[str, Any], possible: str = "", days_left: int | None = None
) -> str:
    """Say in one sentence where the unit stands; ``possible`` are the places still possible."""
    parts: list[str] = []
    is_known = summary["rank"] is not None or summary["received_at"] is not None
    if is_known and summary["score"] is not None:
        parts.append(text.score(summary["score"], summary["max_score"], summary["score_unit"]))
    if summary["rank"] is not None:
        peers = text.lower_first(str(summary["group_label"]))
        span = f" (còn có thể {possible})" if possible else ""
        parts.append(f"hạng {text.of(summary['rank'], summary['ranked_count'])}{span} khối {peers}")
    if summary["class_name"]:
        parts.append(f"xếp loại {summary['class_name']}")
    said = f"{scope.period['label']}: {', '.join(parts) or 'chưa có kết quả'}"
    if summary["excluded_reason"]:
        said += f"; chưa được xếp hạng: {text.lower_first(summary['excluded_reason'])}"
    if summary["received_at"] is not None:
        late = ", muộn so với hạn" if summary["is_late"] else ""
        said += f"; số liệu nhận lúc {moment(summary['received_at'])}{late}"
    elif summary["due_on"] is not None:
        left = f", còn {days_left} ngày" if days_left is not None and days_left >= 0 else ""
        said += f"; hạn nộp {day(summary['due_on'])}{left}"
    return said.rstrip(".") + "."


def possible_places(scope: Scope, unit_code: str) -> str:
    """Return the places still possible for a unit ("5–8"), empty where there is only one."""
    found = board_data.possible(scope).filter(pl.col("unit_code") == unit_code)
    return "" if found.is_empty() else text.places(found["first_rank"][0], found["last_rank"][0])


def days_left(scope: Scope) -> int | None:
    """Return how many days are left for handing in; None without a due day."""
    due = scope.period["due_on"]
    return (due - frame.today()).days if due else None


def since(summary: Mapping[str, Any]) -> str:
    """Say how the rank moved since the period before, or why that cannot be told."""
    if summary["rank"] is None:
        return ""
    moved = text.change(summary["rank_change"])
    if moved:
        steps = " bậc" if summary["rank_change"] else ""
        return f"So với kỳ trước: {moved}{steps}."
    return f"{summary['change_reason']}." if summary["change_reason"] else ""


def _cents(points: Decimal) -> Decimal:
    return points.quantize(Decimal("0.01"), ROUND_HALF_UP)


_EXTRA = {"bonus": "+", "penalty": "−"}


def fields(verdicts: pl.DataFrame, roles: Mapping[str, str | None], title: str) -> Html:
    """Return the light, the name and the points of every field, or of every whole criterion.

    Bonus and penalty ask for nothing that could be met or not: they have points and no light.
    """
    cards = []
    for row in verdicts.sort("criterion_order").iter_rows(named=True):
        points = ""
        if row["score_points"] is not None:
            points = f"{number(_cents(row['score_points']))}/{number(row['max_points'])}"
        sign = _EXTRA.get(roles.get(row["criterion_code"]) or "")
        if sign is not None:
            cards.append(
                tag("li", tag("i", class_="td-no-light", aria_hidden="true"),
                    tag("span", row["name"]), tag("b", sign, points) if points else None)
            )  # fmt: skip
            continue
        light = light_of(row["state"], is_near=bool(row["is_near"]))
        cards.append(
            tag("li", lights.mark(light, light.word), tag("span", light.word, class_="td-hidden"),
                tag("span", row["name"]), tag("b", points))
        )  # fmt: skip
    return tag("ul", *cards, class_="td-fields", aria_label=title)


def teach(scope: Scope, unit: Mapping[str, Any]) -> Html:
    """Return what the page of a unit without figures says: what it means and what to do."""
    href = scope.link(address.HAND_IN, don_vi=str(unit["unit_code"]))
    due = scope.period["due_on"]
    period = text.lower_first(str(scope.period["label"]))
    waiting = "Thiếu số liệu không phải là 0 điểm: các tiêu chí đang chờ số liệu."
    if not scope.programme["has_workbook"]:
        return frame.empty(
            f"{unit['unit_name']} chưa có số liệu {period}",
            waiting,
            "Kết quả của chương trình này do cơ quan điều phối nạp cho mọi đơn vị cùng lúc.",
        )
    return frame.empty(
        f"{unit['unit_name']} chưa có số liệu {period}",
        waiting,
        join(
            [
                "1. Mở trang ",
                tag("a", text.TITLE_HAND_IN, href=href),
                " và tải biểu mẫu đã điền sẵn.",
            ]
        ),
        "2. Điền các ô còn trống, lưu lại.",
        "3. Chọn tệp để hệ thống kiểm tra, sửa các ô được báo rồi nộp.",
        f"Hạn nộp: {day(due)}." if due else text.NO_DUE_DATE,
    )


def _urgent(verdicts: pl.DataFrame) -> list[Mapping[str, Any]]:
    rows = [row for row in verdicts.iter_rows(named=True) if row["state"] in _TO_DO]
    return sorted(
        rows,
        key=lambda row: (
            light_of(row["state"], is_near=bool(row["is_near"])).order,
            (row["score_points"] or 0) - (row["max_points"] or 0),
            row["criterion_order"],
        ),
    )


def next_steps(scope: Scope, unit_code: str, verdicts: pl.DataFrame) -> Html:
    """Return at most three things to do first, the most urgent first, of what gives points."""
    urgent = _urgent(verdicts)
    if not urgent:
        return Html("")
    items = []
    for row in urgent[:_MOST_STEPS]:
        asks = gaps.unlike(row["asks"], row["name"])
        asks = tag("span", asks, class_="td-small") if asks else None
        why = scope.link(address.WHY, don_vi=unit_code, tieu_chi=str(row["criterion_code"]))
        word = lights.state(row["state"], is_near=bool(row["is_near"]))
        items.append(
            tag("li", tag("b", tag("a", row["name"], href=why)), word, _do(scope, unit_code, row),
                asks)
        )  # fmt: skip
    more = len(urgent) - _MOST_STEPS
    rest = (
        tag("p", f"Còn {more} việc nữa trong bảng tiêu chí.", class_="td-quiet") if more > 0 else ""
    )
    return tag("div", tag("h2", "Việc cần làm trước"), tag("ol", *items, class_="td-todo"), rest,
               class_="td-lead")  # fmt: skip


def _do(scope: Scope, unit_code: str, row: Mapping[str, Any]) -> Html:
    if row["reason_code"] == "missing" and scope.programme["has_workbook"]:
        href = scope.link(address.HAND_IN, don_vi=unit_code)
        return tag("span", "Chưa có số liệu: ", tag("a", "nộp số liệu", href=href), ".")
    if row["score_points"] is not None and row["gap_text"]:
        most = number(row["max_points"])
        return tag("span", f"Được {number(row['score_points'])}/{most} điểm, {row['gap_text']}.")
    said = str(row["gap_text"] or row["reason"] or "Xem lý do ở bảng dưới.")
    return tag("span", text.upper_first(said))


def history(handed: pl.DataFrame, labels: Mapping[str, str]) -> Html:
    """Return every file handed in, the newest first, refused ones included."""
    if handed.is_empty():
        return Html("")
    columns = ("Nhận lúc", "Kỳ", "Tệp", "Người nộp", "Kết quả", "Biên nhận")
    rows = (
        tag(
            "tr",
            tag("td", moment(row["received_at"]), class_="td-nowrap"),
            tag("td", labels.get(str(row["period_id"]), row["period_id"] or ""), data_label="Kỳ"),
            tag("td", row["file_name"], class_="td-break", data_label="Tệp"),
            tag("td", row["actor"], data_label="Người nộp"),
            tag("td", _result(row), data_label="Kết quả"),
            tag("td", gaps.code(row["receipt_code"]), data_label="Biên nhận"),
        )
        for row in handed.iter_rows(named=True)
    )
    return tag(
        "div",
        tag("table", tag("thead", tag("tr", *(tag("th", name, scope="col") for name in columns))),
            tag("tbody", *rows), class_="td-table td-stack"),
        class_="td-lead",
    )  # fmt: skip


def _result(row: Mapping[str, Any]) -> Html:
    words = text.HAND_IN_STATUS.get(str(row["status"]), str(row["status"]))
    if row["status"] == "refused" and row["finding_count"]:
        words = f"{words} ({row['finding_count']} lỗi)"
    return (
        join([words, " ", frame.chip(text.LATE, "late")]) if row["is_late"] else tag("span", words)
    )
