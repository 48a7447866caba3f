"""What people read about versions of a hand-in and about a figure that changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from etl.scope import rule_book
from etl.workbook_scan import column_number
from schemas.tables import TABLES
from schemas.words import moment
from warehouse.changed_cells import CellChange


def version_state(row: Mapping[str, Any]) -> str:
    """Say whether a version counts, and why."""
    status = row["status"]
    if status == "withdrawn":
        return (
            f"đã rút lúc {moment(row['withdrawn_at'])}, {row['withdrawn_by']}: "
            f"{row['withdrawn_reason']}"
        )
    if status == "waiting":
        return "chờ thủ trưởng duyệt nên chưa được tính"
    approved = f", {row['approved_by']} duyệt lúc {moment(row['approved_at'])}"
    by = approved if row["approved_by"] else ""
    if status == "counts":
        standing = "đã duyệt và chưa rút" if row["approval"] == "head" else "chưa rút"
        return f"đang được tính, vì là bản mới nhất {standing}{by}"
    return f"không được tính, vì đã có bản mới hơn thay{by}"


def change_line(each: CellChange) -> str:
    """Say what happened to one figure; of a restricted one only that it changed."""
    words = {"added": "thêm", "changed": "đổi", "removed": "bỏ"}[each.what]
    if each.is_restricted:
        return f"{each.label}: {words} (nội dung hạn chế người xem)"
    before, after = _said(each, each.before), _said(each, each.after)
    if each.what == "added":
        return f"{each.label}: thêm {after}"
    if each.what == "removed":
        return f"{each.label}: bỏ {before}"
    return f"{each.label}: {before} thành {after}"


def _said(each: CellChange, value: str | None) -> str | None:
    """Return a value as the form has it: the words of a code of its list, "Có" or "Không"."""
    if value is not None and each.table_code == _RESULTS:
        return {**_CODED, **_classes()}.get(value, value)
    table = TABLES.get(each.table_code)
    columns = () if table is None else table.columns
    choices = next((dict(c.choices) for c in columns if c.code == each.column_code), {})
    return value if value is None else {**_CODED, **choices}.get(value, value)


@cache
def _classes() -> Mapping[str, str]:
    """Return the classes of every scheme by code; a code has one name in all of them."""
    schemes = rule_book().class_schemes.values()
    return {band.code: band.label for scheme in schemes for band in scheme.bands}


def in_sheet_order(found: Iterable[CellChange]) -> list[CellChange]:
    """Return changes as somebody goes through the form: by sheet, row and column."""
    sheets = {code: place for place, code in enumerate(TABLES)}

    def place(each: CellChange) -> tuple[int, int, int]:
        letters = each.cell.rstrip("0123456789")
        column = column_number(letters) if letters.isalpha() else 0
        return sheets.get(each.table_code, len(sheets)), each.row_no, column

    return sorted(found, key=place)


_RESULTS = "results"
_CODED = {"yes": "Có", "no": "Không", "not_applicable": "Không áp dụng"}
