"""What a form starts with: the period before carried over, and a hand-in written back whole."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from etl.submit import submit_workbook
from etl.template import build_template
from schemas.tables import TABLES
from tests.conftest import Command
from tests.fill import GOOD, PERIOD, PROGRAMME, RESULTS, UNIT, Form, good_form
from warehouse.store import Store

PERSON = {"person_code": "CN01", "full_name": "Nguyễn Văn A", "job_title": "Chuyên viên"}


def rows(data: bytes, table_code: str) -> list[dict[str, Any]]:
    """Return the rows of a form that hold anything, by column code."""
    sheet = Form(data).sheet(table_code)
    codes = [column.code for column in TABLES[table_code].columns]
    found = []
    for line in sheet.iter_rows(min_row=5, max_col=len(codes), values_only=True):
        row = {code: value for code, value in zip(codes, line, strict=True) if value is not None}
        found += [row] if row else []
    return found


def hand_in(store: Store, form: Form) -> None:
    outcome = submit_workbook(store, form.bytes(), "f.xlsx", actor="văn thư")
    assert outcome.accepted, outcome.findings


def test_a_period_that_takes_the_last_one_in_starts_with_whole_rows(handed_in: Store) -> None:
    data = build_template(handed_in, PROGRAMME, UNIT, "2022-H1").data
    tasks = rows(data, "tasks")
    assert [task["task_code"] for task in tasks] == ["NV01", "NV02", "NV03"]
    assert tasks[0]["done_date"].date() == dt.date(2022, 3, 9)
    assert tasks[0]["is_on_time"] == "Có"
    # not done yet: what the unit says of it may have changed
    assert set(tasks[2]) == {"task_code", "task_name", "due_date"}
    assert [row["title"] for row in rows(data, "initiatives")] == ["Một cửa lưu động"]
    assert rows(data, "dossiers") == [{"field_name": "Hộ tịch"}, {"field_name": "Đất đai"}]
    assert rows(data, "satisfaction") == [{"topic": "Giải quyết TTHC"}]


def test_a_period_of_its_own_starts_with_what_is_still_open(store: Store) -> None:
    hand_in(store, good_form(store, period="2022-H1"))
    data = build_template(store, PROGRAMME, UNIT, "2022-Q3").data
    # its due day lies outside the new period: the unit says until when it is put off
    assert rows(data, "tasks") == [{"task_code": "NV03", "task_name": "Niêm yết công khai"}]
    assert rows(data, "initiatives") == []
    assert [row["field_name"] for row in rows(data, "dossiers")] == ["Hộ tịch", "Đất đai"]


def test_carried_cells_are_marked_and_said(handed_in: Store) -> None:
    book = Form(build_template(handed_in, PROGRAMME, UNIT, "2022-H1").data).book
    sheet = book["Hồ sơ TTHC"]
    assert "mang sang từ Quý I năm 2022" in sheet["A3"].value
    assert sheet["A5"].fill.fgColor.rgb == "FFFFF6DB"
    assert sheet["B5"].fill.fgColor.rgb != "FFFFF6DB"
    assert not sheet["A5"].protection.locked
    # one line high, over the empty cells beside it
    assert not sheet["A3"].alignment.wrap_text
    assert book["Kết quả chỉ số"]["A3"].value is None


def test_persons_and_other_units_never_carry_over(store: Store) -> None:
    hand_in(store, good_form(store).rows("individuals", [PERSON]))
    data = build_template(store, PROGRAMME, UNIT, "2022-H1").data
    assert rows(data, "individuals") == []
    assert rows(build_template(store, PROGRAMME, "22531", "2022-H1").data, "tasks") == []
    assert rows(build_template(store, PROGRAMME, UNIT, PERIOD).data, "tasks") == []


def test_a_carried_form_goes_through_once_it_is_filled(handed_in: Store) -> None:
    form = Form(build_template(handed_in, PROGRAMME, UNIT, "2022-H1").data)
    outcome = submit_workbook(handed_in, form.bytes(), "f.xlsx", actor="văn thư")
    assert {found.code for found in outcome.findings} == {"cell.required"}
    for code, filled in GOOD.items():
        form.rows(code, filled)
    hand_in(handed_in, form.results(RESULTS))


def observed(store: Store) -> list[tuple[Any, ...]]:
    """Return every figure that counts, without the line it stands in."""
    found = store.query(
        """
        select table_code, column_code, value_text, value_num, value_date,
            dense_rank() over (partition by table_code order by row_no) as line
        from judged_observation where table_code <> 'results'
        union all
        select table_code, column_code, value_text, value_num, value_date, 0
        from judged_observation where table_code = 'results'
        order by all
        """
    )
    return found.rows()


def test_round_trip(thidua: Command, store: Store, warehouse_dir: Path, tmp_path: Path) -> None:
    """Form, filled, accepted, written back, accepted again: the same figures and documents."""
    form = good_form(store).rows("individuals", [PERSON])
    form.put("Kết quả chỉ số", "E5", "99/QĐ-UBND").put("Nhiệm vụ", "H6", "=12/BC")
    form.book["Nhiệm vụ"]["H6"].data_type = "s"
    hand_in(store, form)
    first = observed(store)
    assert len(first) > 40
    store.close()
    target = tmp_path / "lai.xlsx"
    ran = thidua(
        "export", PROGRAMME, "--unit", UNIT, "--period", PERIOD, "-o", target, data=warehouse_dir
    )
    assert (ran.code, ran.out) == (0, f"Đã ghi bài nộp đang tính: {target}\n")
    again = Form(target.read_bytes())
    assert again.book["Kết quả chỉ số"]["E5"].value == "99/QĐ-UBND"
    assert again.book["Nhiệm vụ"]["H6"].data_type == "s"
    reopened = Store(warehouse_dir)
    hand_in(reopened, again)
    assert observed(reopened) == first
    # and what the next period carries over is what the first hand-in would have left
    carried = build_template(reopened, PROGRAMME, UNIT, "2022-H1").data
    assert [row["task_code"] for row in rows(carried, "tasks")] == ["NV01", "NV02", "NV03"]
    reopened.close()


@pytest.mark.parametrize(
    ("unit", "period", "code"),
    [(UNIT, PERIOD, "identity.nothing_counts"), ("99999", PERIOD, "identity.unknown_unit"),
     (UNIT, "2022-Q2", "identity.unknown_period")],
)  # fmt: skip
def test_nothing_to_export(
    thidua: Command, warehouse_dir: Path, tmp_path: Path, unit: str, period: str, code: str
) -> None:
    target = tmp_path / "f.xlsx"
    ran = thidua(
        "export", PROGRAMME, "--unit", unit, "--period", period, "-o", target, data=warehouse_dir
    )
    assert ran.code == 2
    assert f"(mã {code})" in ran.out
    assert not target.exists()


def test_the_sheet_of_formulas_is_no_figure(handed_in: Store) -> None:
    sheets = handed_in.query("select distinct sheet from raw_submission__cell")["sheet"].to_list()
    assert "Bìa" in sheets
    assert "Kiểm tra trước khi nộp" not in sheets


def test_a_printed_row_is_as_high_as_its_longest_text(store: Store) -> None:
    long = "Rà soát, kiến nghị đơn giản hóa thủ tục hành chính của xã"
    tasks = [{"task_code": "NV1", "task_name": each} for each in ("Ngắn", long, 3 * long)]
    data = build_template(store, PROGRAMME, UNIT, PERIOD, {"tasks": tasks}).data
    sheet = Form(data).book["Nhiệm vụ"]
    heights = [sheet.row_dimensions[row].height for row in (5, 6, 7)]
    assert heights == [None, 33.75, 84.75]
