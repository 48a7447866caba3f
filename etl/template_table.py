"""A sheet of a form: headings with their help, cells to fill in, what is printed or carried."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from etl.measures import Figure
from etl.template_filled import ENTRY_ROWS, FIRST_ROW, FORMULA_ROWS, HEADER_ROW, Value
from etl.template_looks import Looks
from schemas.frames import MAX_DIGITS, column_words
from schemas.tables import Column, Table

_WIDTHS = {"text": 34, "count": 15, "date": 17, "yes_no": 14, "choice": 24}
_LINE_HEIGHT = 17
_LETTERS = 1.25
"""Letters of the form's typeface in the width of one digit, by which columns are measured."""
_YES_NO = {"yes": "Có", "no": "Không"}
_MOST_INPUT = 255
"""Longest input message that a spreadsheet program accepts."""
_MOST_TITLE = 32
_LAST_COLUMN = 51
"""The last column (AZ) that people may use beside the table; the library visits every column of a
row up to the last one with a look, so all 16,384 would cost seconds."""
_AUTHOR = "Thi Đua"

Rows = Sequence[Mapping[str, Value]]


class TableSheets:
    """Writes the sheets of one workbook with one set of formats."""

    def __init__(
        self, book: xlsxwriter.Workbook, looks: Looks, figures: tuple[Figure, ...], carried: str
    ) -> None:
        """Keep what the sheets share; ``carried`` names the period that rows come from, if any."""
        self.book = book
        self.looks = looks
        self.figures = figures
        self.carried = carried

    def write(self, table: Table, rows: Rows) -> None:
        """Add the sheet of a table with the rows already known."""
        sheet = self.book.add_worksheet(table.sheet)
        sheet.set_column(len(table.columns), _LAST_COLUMN, None, self.looks.open)
        for row in range(HEADER_ROW):
            sheet.set_row(row, None, self.looks.fixed)
        sheet.write_string(0, 0, table.title, self.looks.title)
        sheet.write_string(1, 0, table.help, self.looks.help)
        if rows and self.carried:
            words = f"Ô nền vàng: mang sang từ {self.carried}; kiểm tra lại, sửa hoặc xóa nếu khác."
            sheet.write_string(2, 0, words, self.looks.note)
        for place, column in enumerate(table.columns):
            sheet.set_column(place, place, _WIDTHS[column.type], self.looks.open)
            mark = " *" if column.required else ""
            sheet.write_string(HEADER_ROW, place, column.label + mark, self.looks.header)
            size = {"x_scale": 2.2, "y_scale": 1.6, "author": _AUTHOR, "font_size": 10}
            sheet.write_comment(HEADER_ROW, place, column_words(table, column), size)
        if table.code == "results":
            self._results(sheet, table, rows)
        else:
            for place, column in enumerate(table.columns):
                self._entry_column(sheet, table, column, place)
            self._fill(sheet, table, rows)
        sheet.set_row(HEADER_ROW, 36)
        sheet.freeze_panes(FIRST_ROW, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEADER_ROW)
        sheet.protect(
            options={"insert_rows": True, "delete_rows": True, "format_cells": True,
                     "format_columns": True, "format_rows": True, "sort": True}
        )  # fmt: skip

    def _entry_column(self, sheet: Worksheet, table: Table, column: Column, place: int) -> None:
        look: Format = {"count": self.looks.entry_count, "date": self.looks.entry_date}.get(
            column.type, self.looks.entry
        )
        for row in range(FIRST_ROW, FIRST_ROW + ENTRY_ROWS):
            sheet.write_blank(row, place, None, look)
        rule: dict[str, object] = {"validate": "any"}
        if column.type == "yes_no":
            rule = {"validate": "list", "source": list(_YES_NO.values())}
        elif column.choices:
            rule = {"validate": "list", "source": list(column.choices.values())}
        elif column.type == "count":
            most = 10**MAX_DIGITS - 1
            rule = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": most}
        rule |= _said(column.label, column_words(table, column))
        sheet.data_validation(FIRST_ROW, place, FIRST_ROW + FORMULA_ROWS - 1, place, rule)

    def _fill(self, sheet: Worksheet, table: Table, rows: Rows) -> None:
        for row, values in enumerate(rows, start=FIRST_ROW):
            for place, column in enumerate(table.columns):
                if column.code in values:
                    self._write(sheet, row, place, column, values[column.code])
            _fit(
                sheet, row, [(str(values.get(c.code, "")), _WIDTHS[c.type]) for c in table.columns]
            )

    def _write(self, sheet: Worksheet, row: int, place: int, column: Column, value: Value) -> None:
        looks = self.looks
        plain, count, date = (
            (looks.carried, looks.carried_count, looks.carried_date)
            if self.carried
            else (looks.entry, looks.entry_count, looks.entry_date)
        )
        if isinstance(value, dt.date):
            sheet.write_datetime(row, place, value, date)
        elif isinstance(value, int | Decimal):
            sheet.write_number(row, place, value, count if column.type == "count" else plain)
        else:
            words = _YES_NO if column.type == "yes_no" else column.choices
            sheet.write_string(row, place, words.get(value, value), plain)

    def _results(self, sheet: Worksheet, table: Table, rows: Rows) -> None:
        order = [column.code for column in table.columns]
        given = {str(row["measure_code"]): row for row in rows}
        for row, figure in enumerate(self.figures, start=FIRST_ROW):
            printed = {
                "measure_code": figure.code,
                "measure_name": figure.label,
                "format": figure.format_text,
            }
            for place, code in enumerate(order):
                if code in printed:
                    sheet.write_string(row, place, printed[code], self.looks.printed)
                elif code in given.get(figure.code, {}):
                    value = given[figure.code][code]
                    words = figure.choices.get(str(value), value) if code == "value" else value
                    self._write(sheet, row, place, table.columns[place], words)
                else:
                    is_day = figure.is_date and code == "value"
                    look = self.looks.entry_date if is_day else self.looks.entry
                    sheet.write_blank(row, place, None, look)
            self._figure_rule(sheet, figure, row, order.index("value"))
            widths = [_WIDTHS[column.type] for column in table.columns]
            _fit(sheet, row, [(printed.get(code, ""), widths[n]) for n, code in enumerate(order)])

    def _figure_rule(self, sheet: Worksheet, figure: Figure, row: int, place: int) -> None:
        rule: dict[str, object] = {"validate": "any"}
        if figure.choices:
            rule = {"validate": "list", "source": list(figure.choices.values())}
        sheet.data_validation(
            row, place, row, place, rule | _said(figure.label, figure.format_text)
        )


def _fit(sheet: Worksheet, row: int, cells: Sequence[tuple[str, int]]) -> None:
    """Make a row high enough for what is printed into it: not every program does so itself.

    A row of one line keeps its own height, so that it still grows with what is typed into it.
    """
    lines = max(math.ceil(len(text) / (width * _LETTERS)) for text, width in cells)
    if lines > 1:
        sheet.set_row(row, _LINE_HEIGHT * lines)


def _said(label: str, words: str) -> dict[str, object]:
    """Return what a program says when the cell is chosen, and when its value is refused."""
    short = words if len(words) <= _MOST_INPUT else words[: _MOST_INPUT - 1] + "…"
    return {
        "input_title": label[:_MOST_TITLE],
        "input_message": short,
        "error_title": "Giá trị chưa đúng",
        "error_message": short,
    }
