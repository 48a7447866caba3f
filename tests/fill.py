"""Fills the workbook that we hand out, with another library and as a clerk would."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from etl.template import build_template
from schemas.tables import TABLES
from warehouse.store import Store

PROGRAMME, UNIT, PERIOD = "ninh_hoa_2022", "22528", "2022-Q1"

HEADER_ROW = 4
"""1-based row of the headings in the template."""

Rows = Sequence[Mapping[str, Any]]

TASKS: Rows = (
    {
        "task_code": "NV01", "task_name": "Ban hành kế hoạch", "due_date": dt.date(2022, 3, 10),
        "done_date": dt.date(2022, 3, 9), "is_on_time": "Có", "is_quality_accepted": "Có",
    },
    {
        "task_code": "NV02", "task_name": "Rà soát thủ tục", "due_date": dt.date(2022, 3, 10),
        "done_date": dt.date(2022, 3, 1), "is_on_time": "Có", "is_quality_accepted": "Có",
    },
    {
        "task_code": "NV03", "task_name": "Niêm yết công khai", "due_date": dt.date(2022, 3, 12),
        "is_on_time": "Không", "is_quality_accepted": "Không",
    },
)  # fmt: skip
DOSSIERS: Rows = (
    {
        "field_name": "Hộ tịch", "received_count": 120, "early_count": 60, "on_time_count": 55,
        "late_count": 1, "pending_in_time_count": 4, "pending_overdue_count": 0,
    },
    {
        "field_name": "Đất đai", "received_count": 84, "early_count": 40, "on_time_count": 44,
        "late_count": 0, "pending_in_time_count": 0, "pending_overdue_count": 0,
    },
)  # fmt: skip
SATISFACTION: Rows = (
    {
        "topic": "Giải quyết TTHC", "very_satisfied_count": 40, "satisfied_count": 52,
        "neutral_count": 5, "unsatisfied_count": 2, "very_unsatisfied_count": 1,
    },
)  # fmt: skip
INITIATIVES: Rows = (
    {
        "title": "Một cửa lưu động", "recognised_by": "Hội đồng Sáng kiến thị xã",
        "level": "Cấp huyện", "document_number": "15/QĐ-UBND",
        "document_date": dt.date(2022, 2, 20),
    },
)  # fmt: skip
GOOD: Mapping[str, Rows] = {
    "tasks": TASKS,
    "dossiers": DOSSIERS,
    "satisfaction": SATISFACTION,
    "initiatives": INITIATIVES,
}
RESULTS: Mapping[str, Any] = {"par_class": "Tốt", "par_points": 92.5}


_TEMPLATES: dict[tuple[str, str, str], bytes] = {}
"""Templates already built in this session: they depend on nothing that a test changes."""


class Form:
    """An open workbook: write rows by column code or cells by address, then take the bytes."""

    def __init__(self, data: bytes) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(data))

    def sheet(self, table_code: str) -> Worksheet:
        """Return the sheet of a table."""
        found: Worksheet = self.book[TABLES[table_code].sheet]
        return found

    def rows(self, table_code: str, rows: Rows, first: int = HEADER_ROW + 1) -> Form:
        """Write rows below the heading; every value as given."""
        places = {column.code: n for n, column in enumerate(TABLES[table_code].columns, start=1)}
        sheet = self.sheet(table_code)
        for down, row in enumerate(rows):
            for code, value in row.items():
                sheet.cell(row=first + down, column=places[code]).value = value
        return self

    def results(self, values: Mapping[str, Any]) -> Form:
        """Write values beside the printed figures of the results sheet."""
        sheet = self.sheet("results")
        wanted = dict(values)
        for row in sheet.iter_rows(min_row=HEADER_ROW + 1):
            if row[0].value in wanted:
                row[2].value = wanted.pop(row[0].value)
        assert not wanted, wanted
        return self

    def put(self, sheet: str, cell: str, value: Any) -> Form:
        """Write one cell by its address."""
        self.book[sheet][cell].value = value
        return self

    def bytes(self) -> bytes:
        """Return the saved file."""
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


def empty_form(
    store: Store, programme: str = PROGRAMME, unit: str = UNIT, period: str = PERIOD
) -> Form:
    """Return the template as handed out, open for filling."""
    key = (programme, unit, period)
    if key not in _TEMPLATES:
        _TEMPLATES[key] = build_template(store, *key, filled={}).data
    return Form(_TEMPLATES[key])


def good_form(
    store: Store, programme: str = PROGRAMME, unit: str = UNIT, period: str = PERIOD
) -> Form:
    """Return a template of a Ninh Hòa unit filled in without a mistake."""
    form = empty_form(store, programme, unit, period)
    for table_code, rows in GOOD.items():
        form.rows(table_code, rows)
    return form.results(RESULTS)
