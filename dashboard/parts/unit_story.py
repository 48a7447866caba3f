"""What a unit named as evidence, and what happened about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from dashboard import cache
from dashboard.html import Html, tag
from dashboard.parts import gaps
from dashboard.parts.choices import Scope
from etl.export import Sheet
from schemas.words import moment
from warehouse import unit_readers

_MOST = 60

_WHAT: Mapping[str, str] = {
    "hand_in": "Nộp số liệu",
    "approve": "Thủ trưởng duyệt bản nộp",
    "withdraw": "Rút bản nộp",
    "self": "Có bảng tự chấm",
    "appraised": "Có điểm, kết luận thẩm định",
    "explained": "Có kết quả sau giải trình",
    "result": "Có bảng kết quả công bố",
    "close": "Chốt kỳ",
    "reopen": "Mở lại kỳ",
}


def evidence(scope: Scope, unit: Mapping[str, Any]) -> pl.DataFrame:
    """Return what a unit named as evidence in a period."""
    found: pl.DataFrame = cache.read(
        unit_readers.evidence, scope.programme_id, scope.period_id, str(unit["unit_code"])
    )
    return found


def activity(scope: Scope, unit: Mapping[str, Any]) -> pl.DataFrame:
    """Return what happened about a unit, newest first."""
    found: pl.DataFrame = cache.read(
        unit_readers.activity, scope.programme_id, str(unit["unit_code"]), _MOST
    )
    return found


def evidence_table(rows: pl.DataFrame, names: Mapping[str, str]) -> Html:
    """Return the evidence with the cell it is written in; ``names`` are the criteria's."""
    columns = ("Minh chứng đã ghi", "Tiêu chí", "Trang tính, ô", "Tệp", "Biên nhận")
    body = (
        tag(
            "tr",
            tag("td", row["value_text"], class_="td-break"),
            tag("td", criterion_names(row["criterion_code"], names), data_label=columns[1]),
            tag("td", tag("span", f"{row['sheet']} · {row['cell']}", class_="td-cell"),
                data_label=columns[2]),
            tag("td", row["file_name"], class_="td-break", data_label=columns[3]),
            tag("td", gaps.code(row["receipt_code"]), data_label=columns[4]),
        )
        for row in rows.iter_rows(named=True)
    )  # fmt: skip
    return _table(columns, body)


def criterion_names(codes: str | None, names: Mapping[str, str]) -> str:
    """Return the names of criteria whose codes stand in one text, comma by comma."""
    return "; ".join(names.get(code, code) for code in (codes or "").split(", ") if code)


def activity_table(rows: pl.DataFrame) -> Html:
    """Return what happened, one line each."""
    columns = ("Lúc", "Việc", "Kỳ", "Biên nhận")
    body = (
        tag(
            "tr",
            tag("td", moment(row["happened_at"]), class_="td-nowrap"),
            tag("td", _WHAT.get(row["what"], row["what"])),
            tag("td", row["period_label"], data_label=columns[2]),
            tag("td", gaps.code(row["receipt_code"]), data_label=columns[3]),
        )
        for row in rows.iter_rows(named=True)
    )
    return _table(columns, body)


def _table(columns: tuple[str, ...], body: Any) -> Html:
    head = tag("tr", *(tag("th", name, scope="col") for name in columns))
    return tag("table", tag("thead", head), tag("tbody", *body), class_="td-table td-stack")


def evidence_sheet(rows: pl.DataFrame, names: Mapping[str, str], notes: list[str]) -> Sheet:
    """Return the evidence as a table to keep."""
    body = [
        [criterion_names(row["criterion_code"], names), row["value_text"], row["file_name"],
         row["sheet"], row["cell"], row["receipt_code"]]
        for row in rows.iter_rows(named=True)
    ]  # fmt: skip
    head = ["Tiêu chí", "Minh chứng đã ghi", "Tệp", "Trang tính", "Ô", "Biên nhận"]
    return Sheet("Minh chứng", notes, head, body)


def activity_sheet(rows: pl.DataFrame, notes: list[str]) -> Sheet:
    """Return what happened as a table to keep."""
    body = [
        [moment(row["happened_at"]), _WHAT.get(row["what"], row["what"]), row["period_label"],
         row["receipt_code"]]
        for row in rows.iter_rows(named=True)
    ]  # fmt: skip
    return Sheet("Hoạt động", notes, ["Lúc", "Việc", "Kỳ", "Biên nhận"], body)
