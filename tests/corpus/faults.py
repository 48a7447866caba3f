"""The classes of faults: each plants one into a draft and says where it truly is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from openpyxl.utils import get_column_letter

from schemas.tables import TABLES
from tests.corpus.books import FIRST_ROW, Draft, Spot


@dataclass(frozen=True)
class Truth:
    """Where a fault is: the sheet as it is now named, and the cells that name it exactly."""

    sheet: str
    cells: frozenset[str] = frozenset()
    is_note: bool = False
    """Understood and said in a note instead of refused."""


Plant = Callable[[Draft], Truth | None]
FAULTS: dict[str, tuple[str, Plant]] = {}
HEADER = FIRST_ROW - 1


def fault(name: str, label: str) -> Callable[[Plant], Plant]:
    def keep(plant: Plant) -> Plant:
        FAULTS[name] = (label, plant)
        return plant

    return keep


def _at(spot: Spot, **more: Any) -> Truth:
    return Truth(spot.sheet, frozenset({spot.cell}), **more)


def _write(*types: str, value: Any, number_format: str | None = None) -> Plant:
    def plant(draft: Draft) -> Truth | None:
        spot = draft.pick(*types)
        if spot is None:
            return None
        draft.put(spot, value, number_format)
        return _at(spot)

    return plant


_SIMPLE: Mapping[str, tuple[str, Plant]] = {
    "text_in_number": ("chữ trong ô số", _write("count", "pct", "points", value="bốn mươi")),
    "ambiguous_number": ("số hiểu được hai cách (1.234)", _write("count", value="1.234")),
    "negative_count": ("số đếm âm", _write("count", value=-3)),
    "decimal_in_count": ("số lẻ trong ô đếm", _write("count", value=12.5)),
    "percent_in_count": ("tỷ lệ trong ô đếm", _write("count", value="98 %")),
    "day_in_count": ("ngày trong ô đếm", _write("count", value=dt.date(2024, 3, 1),
                                                number_format="dd/mm/yyyy")),
    "count_too_big": ("số đếm quá lớn", _write("count", value=12345678901)),
    "percent_over_100": ("tỷ lệ quá 100", _write("pct", value=100.5)),
    "impossible_date": ("ngày không có thật", _write("date", value="31/02/2024")),
    "short_year": ("năm viết hai chữ số", _write("date", value="10/3/22")),
    "not_a_date": ("chữ trong ô ngày", _write("date", value="tuần sau")),
    "unknown_choice": ("giá trị ngoài danh sách", _write("choice", value="Hạng đặc biệt")),
    "unclear_yes_no": ("có/không viết không dấu", _write("yes_no", value="khong")),
    "tcvn3_text": ("chữ TCVN3", _write("yes_no", "choice", value="Kh«ng râ rµng")),
    "ref_error": ("công thức lỗi #REF!", _write("count", "date", "pct", "choice", "yes_no",
                                                value="#REF!")),
    "formula_without_value": ("công thức chưa được tính", _write("count", "date", "pct", "yes_no",
                                                                 value="=A1+1")),
    "right_to_left": ("ký tự đảo chiều", _write("count", "date", "yes_no", value="\u202e12")),
}  # fmt: skip
FAULTS.update(_SIMPLE)


@fault("zero_width", "ký tự ẩn không có bề rộng")
def zero_width(draft: Draft) -> Truth | None:
    spot = draft.pick("count")
    if spot is None:
        return None
    value = draft.book[spot.sheet][spot.cell].value
    draft.put(spot, f"\u200b{value}\u2060")
    return _at(spot, is_note=True)


@fault("date_outside_period", "ngày ngoài kỳ")
def date_outside_period(draft: Draft) -> Truth | None:
    spot = draft.pick("date")
    if spot is None:
        return None
    year = draft.base.days[1].year
    draft.put(spot, dt.date(year + 1, 6, 30), "dd/mm/yyyy")
    return _at(spot)


@fault("required_blank", "ô bắt buộc bị bỏ trống")
def required_blank(draft: Draft) -> Truth | None:
    found = [
        each for each in draft.spots("count", "date", "yes_no", "text", "choice")
        if each.column.required and each.table != "results" and len(draft.rows(each.table)) > 0
    ]  # fmt: skip
    spot = draft.rng.choice(found)
    draft.put(spot, None)
    return _at(spot)


@fault("text_too_long", "chữ quá dài")
def text_too_long(draft: Draft) -> Truth | None:
    spot = draft.pick("text")
    if spot is None:
        return None
    draft.put(spot, "Nội dung " * 80)
    return _at(spot)


@fault("unknown_measure", "mã chỉ tiêu bị sửa")
def unknown_measure(draft: Draft) -> Truth | None:
    if "results" not in draft.base.tables:
        return None
    row = draft.rng.choice(draft.rows("results"))
    sheet = draft.sheet("results")
    sheet.cell(row, 1).value = "CHI_TIEU_LA"
    return Truth(sheet.title, frozenset({f"A{row}"}))


@fault("measure_code_twice", "mã chỉ tiêu bị lặp")
def measure_code_twice(draft: Draft) -> Truth | None:
    if "results" not in draft.base.tables or len(draft.rows("results")) < 2:
        return None
    sheet = draft.sheet("results")
    sheet.cell(FIRST_ROW + 1, 1).value = sheet.cell(FIRST_ROW, 1).value
    return Truth(sheet.title, frozenset({f"A{FIRST_ROW + 1}"}))


@fault("duplicate_key", "hai dòng cùng một mã")
def duplicate_key(draft: Draft) -> Truth | None:
    tables = [each for each in draft.base.tables if each != "results"]
    table = draft.rng.choice([each for each in tables if draft.rows(each)])
    sheet, rows = draft.sheet(table), draft.rows(table)
    last = rows[-1] + 1
    for place in range(1, len(TABLES[table].columns) + 1):
        sheet.cell(last, place).value = sheet.cell(rows[0], place).value
        sheet.cell(last, place).number_format = sheet.cell(rows[0], place).number_format
    key = [column.code for column in TABLES[table].columns].index(TABLES[table].unique[0]) + 1
    return Truth(sheet.title, frozenset({f"{get_column_letter(key)}{last}"}))


@fault("sum_does_not_add_up", "tổng không bằng các phần")
def sum_does_not_add_up(draft: Draft) -> Truth | None:
    if "dossiers" not in draft.base.tables:
        return None
    sheet, row = draft.sheet("dossiers"), draft.rng.choice(draft.rows("dossiers"))
    sheet.cell(row, 2).value += 7
    return Truth(sheet.title, frozenset({f"B{row}"}))


@fault("part_above_whole", "tử số lớn hơn mẫu số")
def part_above_whole(draft: Draft) -> Truth | None:
    if "dossiers" not in draft.base.tables:
        return None
    sheet, row = draft.sheet("dossiers"), draft.rng.choice(draft.rows("dossiers"))
    sheet.cell(row, 4).value = sheet.cell(row, 2).value * 3
    return Truth(sheet.title, frozenset({f"D{row}"}))


@fault("on_time_after_due", "đúng tiến độ nhưng xong sau hạn")
def on_time_after_due(draft: Draft) -> Truth | None:
    if "tasks" not in draft.base.tables:
        return None
    sheet, row = draft.sheet("tasks"), draft.rng.choice(draft.rows("tasks"))
    sheet.cell(row, 5).value = sheet.cell(row, 4).value + dt.timedelta(days=1)
    return Truth(sheet.title, frozenset({f"F{row}"}))


@fault("initiative_without_number", "sáng kiến thiếu số quyết định")
def initiative_without_number(draft: Draft) -> Truth | None:
    if "individuals" not in draft.base.tables:
        return None
    sheet, row = draft.sheet("individuals"), draft.rows("individuals")[0]
    sheet.cell(row, 6).value = None
    return Truth(sheet.title, frozenset({f"F{row}"}))


@fault("merged_cells", "ô bị trộn che số liệu")
def merged_cells(draft: Draft) -> Truth | None:
    table = next((each for each in draft.base.tables if len(draft.rows(each)) > 1), None)
    if table is None:
        return None
    sheet = draft.sheet(table)
    place = len(TABLES[table].columns) if table in ("dossiers", "satisfaction") else 3
    letter = get_column_letter(place)
    area = f"{letter}{FIRST_ROW}:{letter}{FIRST_ROW + 1}"
    sheet.merge_cells(area)
    return Truth(sheet.title, frozenset({area}))


@fault("missing_header", "mất dòng tiêu đề")
def missing_header(draft: Draft) -> Truth | None:
    table = draft.rng.choice(draft.base.tables)
    sheet, width = draft.sheet(table), len(TABLES[table].columns)
    for place in range(1, width + 1):
        sheet.cell(HEADER, place).value = None
    return Truth(sheet.title, frozenset({f"A{HEADER}:{get_column_letter(width)}{HEADER}"}))


@fault("renamed_header", "tiêu đề bị viết lại")
def renamed_header(draft: Draft) -> Truth | None:
    table = draft.rng.choice(draft.base.tables)
    place = draft.rng.randrange(len(TABLES[table].columns)) + 1
    sheet = draft.sheet(table)
    sheet.cell(HEADER, place).value = "Cột tự đặt"
    return Truth(sheet.title, frozenset({f"{get_column_letter(place)}{HEADER}"}))


@fault("duplicated_header", "tiêu đề lặp lại")
def duplicated_header(draft: Draft) -> Truth | None:
    table = draft.rng.choice(draft.base.tables)
    width, sheet = len(TABLES[table].columns), draft.sheet(table)
    sheet.cell(HEADER, width + 1).value = TABLES[table].columns[0].label
    return Truth(sheet.title, frozenset({f"{get_column_letter(width + 1)}{HEADER}"}))


@fault("wrong_sheet_name", "trang bị đổi tên")
def wrong_sheet_name(draft: Draft) -> Truth:
    sheet = draft.sheet(draft.rng.choice(draft.base.tables))
    sheet.title = "Sheet9"
    return Truth("Sheet9")


@fault("missing_sheet", "mất một trang")
def missing_sheet(draft: Draft) -> Truth | None:
    if len(draft.base.tables) < 2:
        return None
    table = draft.rng.choice(draft.base.tables[1:])
    name = TABLES[table].sheet
    del draft.book[name]
    return Truth(name)


@fault("old_form", "biểu mẫu cũ")
def old_form(draft: Draft) -> Truth:
    draft.book["Bìa"]["B9"].value = "0"
    return Truth("Bìa", frozenset({"B9"}))


@fault("wrong_unit", "tệp của đơn vị khác")
def wrong_unit(draft: Draft) -> Truth:
    draft.book["Bìa"]["B7"].value = draft.base.other_unit
    draft.door["unit_code"] = draft.base.unit_code
    return Truth("Bìa", frozenset({"B7"}))


@fault("wrong_period", "tệp của kỳ khác")
def wrong_period(draft: Draft) -> Truth:
    draft.book["Bìa"]["B8"].value = draft.base.other_period
    draft.door["period_id"] = draft.base.period_id
    return Truth("Bìa", frozenset({"B8"}))
