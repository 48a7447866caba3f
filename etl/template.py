"""The workbook that a unit fills in: compiled from the programme, prefilled, hard to fill wrong."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

import xlsxwriter

from etl.carried import Carried, carried_rows
from etl.cover import (
    COVER_SHEET,
    FORM_VERSION,
    LABELS,
    SAMPLE_CODE,
    SAMPLE_NAME,
    SAMPLE_VERSION,
)
from etl.measures import reported_figures
from etl.scope import UnitRef, check_workbook_period, programme_of, rule_book, unit_of
from etl.template_check import write_check_sheet
from etl.template_filled import CHECK_SHEET, ENTRY_ROWS, Filled, Value
from etl.template_looks import Looks
from etl.template_table import TableSheets
from schemas.findings import Refusal, finding
from schemas.last_period import REASONS
from schemas.programme import Programme
from schemas.tables import TABLES
from schemas.words import day
from warehouse import readers
from warehouse.store import Store

__all__ = ["ENTRY_ROWS", "Filled", "TemplateFile", "Value", "build_sample", "build_template"]


@dataclass(frozen=True, slots=True)
class TemplateFile:
    """A workbook to hand out."""

    file_name: str
    data: bytes


class _Book(xlsxwriter.Workbook):  # type: ignore[misc] # the library carries no types
    """A workbook whose sheets can be neither removed nor renamed by accident."""

    def _write_book_views(self) -> None:
        # the schema wants the protection right before the views; the library writes none
        self._xml_empty_tag("workbookProtection", [("lockStructure", 1)])
        super()._write_book_views()


def build_template(
    store: Store,
    programme_id: str,
    unit_code: str,
    period_id: str,
    filled: Filled | None = None,
) -> TemplateFile:
    """Return the workbook of a unit and period, with the values that are known filled in.

    Without ``filled`` these are what carries over from the unit's hand-in of the period before.
    Refuses an unknown programme, unit or period, and a programme without a unit workbook.
    """
    programme, unit, label = _asked(store, programme_id, unit_code, period_id)
    if filled is None:
        carried = carried_rows(store, programme, period_id, unit.unit_id)
    else:
        carried = Carried(filled)
    data = _written(store, programme, unit, (period_id, label), carried, FORM_VERSION)
    return TemplateFile(_name(programme_id, unit.code, period_id), data)


def template_name(store: Store, programme_id: str, unit_code: str, period_id: str) -> str:
    """Return the file name of what :func:`build_template` would write; refuses what it refuses."""
    programme, unit, _ = _asked(store, programme_id, unit_code, period_id)
    return _name(programme.id, unit.code, period_id)


def _asked(
    store: Store, programme_id: str, unit_code: str, period_id: str
) -> tuple[Programme, UnitRef, str]:
    programme = programme_of(programme_id, store)
    if programme.workbook is None:
        raise Refusal(finding("identity.no_workbook", found=programme.short_title))
    label = check_workbook_period(store, programme, period_id)
    return programme, unit_of(store, programme, unit_code), label


def build_sample(
    store: Store, programme: Programme, period_id: str, filled: Filled
) -> TemplateFile:
    """Return a filled workbook of no unit, to see how it is done; every door refuses it."""
    label = check_workbook_period(store, programme, period_id)
    unit = UnitRef("", SAMPLE_CODE, SAMPLE_NAME)
    data = _written(store, programme, unit, (period_id, label), Carried(filled), SAMPLE_VERSION)
    return TemplateFile(_name("mau", programme.id, period_id), data)


def _name(first: str, second: str, third: str) -> str:
    name = re.sub(r"[^A-Za-z0-9]+", "-", f"{first}-{second}-{third}")
    return f"{name}.xlsx"


def _written(
    store: Store,
    programme: Programme,
    unit: UnitRef,
    period: tuple[str, str],
    carried: Carried,
    version: str,
) -> bytes:
    period_id, label = period
    assert programme.workbook is not None
    buffer = io.BytesIO()
    book = _Book(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    try:
        looks = Looks(book)
        window = _due_text(store, programme, period_id)
        _cover(book, looks, programme, unit, (period_id, f"{label} ({window})"), version)
        figures = reported_figures(programme, rule_book(store))
        sheets = TableSheets(book, looks, figures, carried.period_label)
        for code in programme.workbook.tables:
            sheets.write(TABLES[code], carried.rows.get(code, ()))
        sheets.write(REASONS, ())
        write_check_sheet(book, looks, programme, rule_book(store))
    finally:
        book.close()
    return buffer.getvalue()


def _due_text(store: Store, programme: Programme, period_id: str) -> str:
    for row in readers.periods(store, programme.id).iter_rows(named=True):
        if row["period_id"] == period_id:
            window = f"số liệu từ {day(row['starts_on'])} đến {day(row['ends_on'])}"
            return window + (f"; hạn gửi {day(row['due_on'])}" if row["due_on"] else "")
    return ""


def _cover(
    book: xlsxwriter.Workbook,
    looks: Looks,
    programme: Programme,
    unit: UnitRef,
    period: tuple[str, str],
    version: str,
) -> None:
    period_id, period_text = period
    sheet = book.add_worksheet(COVER_SHEET)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 84)
    title = "BIỂU SỐ LIỆU THI ĐUA, CẢI CÁCH HÀNH CHÍNH"
    if version == SAMPLE_VERSION:
        title = f"TỆP MẪU, KHÔNG NỘP: {title}"
    sheet.write_string(0, 0, title, looks.title)
    codes = {
        "programme_id": programme.id,
        "unit_code": unit.code,
        "period_id": period_id,
        "form_version": version,
    }
    lines = [
        ("Kế hoạch", programme.title),
        ("Đơn vị", unit.name),
        ("Kỳ báo cáo", period_text),
        *((LABELS[key], value) for key, value in codes.items()),
        ("", ""),
        ("Cách điền", "1. Chỉ điền vào ô có viền; không đổi tên trang, tiêu đề cột, mã."),
        ("", "2. Ghi số lượng, không tự ghi tỷ lệ: hệ thống tính tỷ lệ từ số lượng."),
        ("", "3. Chưa có số liệu thì để trống; bằng 0 thì ghi số 0."),
        ("", "4. Số thập phân ghi dấu phẩy (98,5); ngày ghi ngày/tháng/năm."),
        ("", "5. Chép từ tệp khác thì dán dạng giá trị (Paste Special → Values)."),
        ("", f"6. Xem trang “{CHECK_SHEET}” trước khi gửi."),
        ("", "7. Nộp tệp này trên trang “Nộp số liệu” hoặc gửi cơ quan điều phối."),
        ("Lưu ý", programme.workbook.note if programme.workbook else ""),
    ]
    for row, (label, text) in enumerate(lines, start=2):
        sheet.write_string(row, 0, label, looks.bold)
        sheet.write_string(row, 1, text, looks.fixed)
        if label == LABELS["form_version"]:
            # machines read it; a clerk has no use for it
            sheet.set_row(row, None, None, {"hidden": True})
    sheet.protect()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
