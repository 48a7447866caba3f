"""The workbook that a unit fills in: compiled from the programme, prefilled, hard to fill wrong."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from etl.cover import COVER_SHEET, FORM_VERSION, LABELS
from etl.measures import Figure, reported_figures
from etl.scope import UnitRef, check_workbook_period, programme_of, rule_book, unit_of
from schemas.findings import Refusal, finding
from schemas.programme import Programme
from schemas.tables import TABLES, Column, Table
from schemas.words import day
from warehouse import readers
from warehouse.store import Store

ENTRY_ROWS = 100
"""Rows formatted for entry on each sheet; more may be added below."""

HEADER_ROW = 3
"""0-based row of the headings: title, help and a blank row stand above."""

_WIDTHS = {"text": 34, "count": 15, "date": 17, "yes_no": 14, "choice": 24}
_YES_NO = ["Có", "Không"]
_MOST_INPUT = 255
"""Longest input message that a spreadsheet program accepts."""


@dataclass(frozen=True, slots=True)
class TemplateFile:
    """A workbook to hand out."""

    file_name: str
    data: bytes


Value = str | int | Decimal | dt.date
Filled = Mapping[str, Sequence[Mapping[str, Value]]]
"""Values to print into the sheets: rows by table code, each value by its column code.

Choices and yes or no are given by their codes. A row of the results sheet is one figure:
``{"measure_code": …, "value": …}``.
"""


def build_template(
    store: Store,
    programme_id: str,
    unit_code: str,
    period_id: str,
    filled: Filled | None = None,
) -> TemplateFile:
    """Return the workbook of a unit and period, with values already filled in where given.

    Refuses an unknown programme, unit or period, and a programme without a unit workbook.
    """
    programme = programme_of(programme_id, store)
    if programme.workbook is None:
        raise Refusal(finding("identity.no_workbook", found=programme.short_title))
    label = check_workbook_period(store, programme, period_id)
    unit = unit_of(store, programme, unit_code)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    try:
        figures = reported_figures(programme, rule_book(store))
        _Writer(book, programme, figures, filled or {}).write(
            unit, period_id, label, _due_text(store, programme, period_id)
        )
    finally:
        book.close()
    name = re.sub(r"[^A-Za-z0-9]+", "-", f"{programme_id}-{unit.code}-{period_id}")
    return TemplateFile(f"{name}.xlsx", buffer.getvalue())


def _due_text(store: Store, programme: Programme, period_id: str) -> str:
    for row in readers.periods(store, programme.id).iter_rows(named=True):
        if row["period_id"] == period_id:
            window = f"số liệu từ {day(row['starts_on'])} đến {day(row['ends_on'])}"
            return window + (f"; hạn gửi {day(row['due_on'])}" if row["due_on"] else "")
    return ""


class _Writer:
    """Writes the sheets of one workbook with one set of formats."""

    def __init__(
        self,
        book: xlsxwriter.Workbook,
        programme: Programme,
        figures: tuple[Figure, ...],
        filled: Filled,
    ) -> None:
        base = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
        self.book = book
        self.programme = programme
        self.figures = figures
        self.filled = filled
        self.title = book.add_format({**base, "bold": True, "font_size": 15})
        self.help = book.add_format({**base, "italic": True, "font_color": "#45525C"})
        self.fixed = book.add_format({**base, "text_wrap": True})
        self.bold = book.add_format({**base, "bold": True, "text_wrap": True})
        self.header = book.add_format(
            {**base, "bold": True, "text_wrap": True, "align": "center", "border": 1,
             "bg_color": "#DCE9E9"}
        )  # fmt: skip
        entry = {**base, "border": 1, "border_color": "#B9C3CA", "locked": False}
        self.entry = book.add_format({**entry, "text_wrap": True})
        self.entry_count = book.add_format({**entry, "num_format": "0"})
        self.entry_date = book.add_format({**entry, "num_format": "dd/mm/yyyy"})
        self.printed = book.add_format(
            {**entry, "locked": True, "bg_color": "#F1F4F5", "text_wrap": True}
        )

    def write(self, unit: UnitRef, period_id: str, period_label: str, window: str) -> None:
        """Write the cover and every table of the programme."""
        self._cover(unit, period_id, period_label, window)
        assert self.programme.workbook is not None
        for code in self.programme.workbook.tables:
            self._table(TABLES[code], self.figures)

    def _cover(self, unit: UnitRef, period_id: str, period_label: str, window: str) -> None:
        sheet = self.book.add_worksheet(COVER_SHEET)
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 84)
        sheet.write_string(0, 0, "BIỂU SỐ LIỆU THI ĐUA, CẢI CÁCH HÀNH CHÍNH", self.title)
        codes = {
            "programme_id": self.programme.id,
            "unit_code": unit.code,
            "period_id": period_id,
            "form_version": FORM_VERSION,
        }
        lines = [
            ("Kế hoạch", self.programme.title),
            ("Đơn vị", unit.name),
            ("Kỳ báo cáo", f"{period_label} ({window})"),
            *((LABELS[key], value) for key, value in codes.items()),
            ("", ""),
            ("Cách điền", "1. Chỉ điền vào ô có viền; không đổi tên trang, tiêu đề cột, mã."),
            ("", "2. Ghi số lượng, không tự ghi tỷ lệ: hệ thống tính tỷ lệ từ số lượng."),
            ("", "3. Chưa có số liệu thì để trống; bằng 0 thì ghi số 0."),
            ("", "4. Số thập phân ghi dấu phẩy (98,5); ngày ghi ngày/tháng/năm."),
            ("", "5. Nộp tệp này trên trang “Nộp số liệu” hoặc gửi cơ quan điều phối."),
            ("Lưu ý", self.programme.workbook.note if self.programme.workbook else ""),
        ]
        for row, (label, text) in enumerate(lines, start=2):
            sheet.write_string(row, 0, label, self.bold)
            sheet.write_string(row, 1, text, self.fixed)
        sheet.protect()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)

    def _table(self, table: Table, figures: tuple[Figure, ...]) -> None:
        sheet = self.book.add_worksheet(table.sheet)
        sheet.write_string(0, 0, table.title, self.title)
        sheet.write_string(1, 0, table.help, self.help)
        for place, column in enumerate(table.columns):
            sheet.set_column(place, place, _WIDTHS[column.type])
            mark = " *" if column.required else ""
            sheet.write_string(HEADER_ROW, place, column.label + mark, self.header)
        first = HEADER_ROW + 1
        if table.code == "results":
            self._results(sheet, table, figures)
        else:
            for place, column in enumerate(table.columns):
                self._entry_column(sheet, column, first, place)
            self._fill(sheet, table, first)
        sheet.set_row(HEADER_ROW, 36)
        sheet.freeze_panes(first, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEADER_ROW)
        sheet.protect(
            options={"insert_rows": True, "delete_rows": True, "format_cells": True,
                     "format_columns": True, "format_rows": True, "sort": True}
        )  # fmt: skip

    def _entry_column(self, sheet: Worksheet, column: Column, first: int, place: int) -> None:
        look: Format = {"count": self.entry_count, "date": self.entry_date}.get(
            column.type, self.entry
        )
        for row in range(first, first + ENTRY_ROWS):
            sheet.write_blank(row, place, None, look)
        rule: dict[str, object] = {"validate": "any"}
        if column.type == "yes_no":
            rule = {"validate": "list", "source": _YES_NO}
        elif column.choices:
            rule = {"validate": "list", "source": list(column.choices.values())}
        rule |= {
            "input_title": column.label[:32],
            "input_message": f"{column.help} Ví dụ: {column.example}"[:_MOST_INPUT],
            "error_title": "Giá trị chưa đúng",
            "error_message": f"{column.help} Ví dụ: {column.example}"[:_MOST_INPUT],
        }
        sheet.data_validation(first, place, first + ENTRY_ROWS - 1, place, rule)

    def _fill(self, sheet: Worksheet, table: Table, first: int) -> None:
        for row, values in enumerate(self.filled.get(table.code, ()), start=first):
            for place, column in enumerate(table.columns):
                if column.code in values:
                    self._write(sheet, row, place, column, values[column.code])

    def _write(self, sheet: Worksheet, row: int, place: int, column: Column, value: Value) -> None:
        if isinstance(value, dt.date):
            sheet.write_datetime(row, place, value, self.entry_date)
        elif isinstance(value, int | Decimal):
            sheet.write_number(
                row, place, value, self.entry_count if column.type == "count" else self.entry
            )
        else:
            words = {"yes": "Có", "no": "Không"} if column.type == "yes_no" else column.choices
            sheet.write_string(row, place, words.get(value, value), self.entry)

    def _results(self, sheet: Worksheet, table: Table, figures: tuple[Figure, ...]) -> None:
        order = [column.code for column in table.columns]
        given = {str(row["measure_code"]): row for row in self.filled.get(table.code, ())}
        for row, figure in enumerate(figures, start=HEADER_ROW + 1):
            printed = {
                "measure_code": figure.code,
                "measure_name": figure.label,
                "format": figure.format_text,
            }
            for place, code in enumerate(order):
                if code in printed:
                    sheet.write_string(row, place, printed[code], self.printed)
                elif code in given.get(figure.code, {}):
                    value = given[figure.code][code]
                    words = figure.choices.get(str(value), value) if code == "value" else value
                    self._write(sheet, row, place, table.columns[place], words)
                else:
                    is_day = figure.is_date and code == "value"
                    look = self.entry_date if is_day else self.entry
                    sheet.write_blank(row, place, None, look)
            self._figure_rule(sheet, figure, row, order.index("value"))

    def _figure_rule(self, sheet: Worksheet, figure: Figure, row: int, place: int) -> None:
        if figure.is_date:
            rule: dict[str, object] = {"validate": "any"}
        elif figure.choices:
            rule = {"validate": "list", "source": list(figure.choices.values())}
        else:
            return
        words = figure.format_text[:_MOST_INPUT]
        rule |= {"input_title": figure.label[:32], "input_message": words}
        rule |= {"error_title": "Giá trị chưa đúng", "error_message": words}
        sheet.data_validation(row, place, row, place, rule)
