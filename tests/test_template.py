"""The workbook that is handed out: opens in another program, and comes back whole."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from etl.cover import FORM_VERSION, LABELS
from etl.scope import programme_of, rule_book
from etl.submit import submit_workbook
from etl.template import ENTRY_ROWS, build_template, template_name
from etl.template_filled import CHECK_SHEET, FORMULA_ROWS
from schemas.findings import Refusal
from schemas.frames import MAX_DIGITS, column_words
from schemas.tables import TABLES
from tests.conftest import Command
from tests.fill import HEADER_ROW, PERIOD, PROGRAMME, UNIT, empty_form
from warehouse import readers
from warehouse.store import Store

WITH_WORKBOOK = [
    programme.id for programme in rule_book().programmes.values() if programme.workbook
]


def headings(sheet: Worksheet) -> list[str]:
    return [str(cell.value).removesuffix(" *") for cell in sheet[HEADER_ROW]]


def test_command_writes_the_file(thidua: Command, warehouse_dir: Path, tmp_path: Path) -> None:
    target = tmp_path / "f.xlsx"
    ran = thidua(
        "template", PROGRAMME, "--unit", UNIT, "--period", PERIOD, "-o", target,
        data=warehouse_dir,
    )  # fmt: skip
    assert ran.code == 0
    assert ran.out == f"Đã ghi biểu mẫu: {target}\n"
    book = openpyxl.load_workbook(target)
    tables = [TABLES[code] for code in programme_of(PROGRAMME).workbook.tables]  # type: ignore[union-attr]
    assert book.sheetnames == ["Bìa", *(table.sheet for table in tables), "Giải trình", CHECK_SHEET]
    for table in tables:
        sheet = book[table.sheet]
        assert headings(sheet) == [column.label for column in table.columns]
        stars = [str(cell.value).endswith(" *") for cell in sheet[HEADER_ROW]]
        assert stars == [column.required for column in table.columns]
        assert sheet["A1"].value == table.title
        assert sheet.freeze_panes == f"B{HEADER_ROW + 1}"


def test_cover_carries_the_codes(store: Store) -> None:
    cover = empty_form(store).book["Bìa"]
    said = {row[0].value: row[1].value for row in cover.iter_rows(min_row=2)}
    wanted = {
        "programme_id": PROGRAMME, "unit_code": UNIT, "period_id": PERIOD,
        "form_version": FORM_VERSION,
    }  # fmt: skip
    assert {code: said[label] for code, label in LABELS.items()} == wanted
    assert said["Đơn vị"] == "Phường Ninh Hiệp"
    assert said["Kỳ báo cáo"] == (
        "Quý I năm 2022 (số liệu từ 15/12/2021 đến 14/03/2022; hạn gửi 20/03/2022)"
    )


def test_drop_downs_and_hints_stand_on_their_columns(store: Store) -> None:
    book = empty_form(store).book
    for code in ("tasks", "dossiers", "initiatives"):
        table, sheet = TABLES[code], book[TABLES[code].sheet]
        rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
        for place, column in enumerate(table.columns):
            letter = "ABCDEFGH"[place]
            rule = rules[f"{letter}{HEADER_ROW + 1}:{letter}{HEADER_ROW + FORMULA_ROWS}"]
            assert column.help in rule.prompt
            options = {"yes_no": "Có,Không", "choice": ",".join(column.choices.values())}
            if column.type in options:
                assert rule.type == "list"
                assert rule.formula1 == f'"{options[column.type]}"'
            elif column.type == "count":
                assert rule.type == "whole"
                assert (rule.formula1, rule.formula2) == ("0", "9" * MAX_DIGITS)
            else:
                assert rule.type is None
    results = book["Kết quả chỉ số"]
    classes, points = results.data_validations.dataValidation
    assert str(classes.sqref) == "C5"
    assert points.prompt.startswith("số điểm, ví dụ 92,5")
    assert classes.formula1.startswith('"Tốt,Khá,')


def test_printed_cells_are_locked_and_entry_cells_open(store: Store) -> None:
    book = empty_form(store).book
    assert all(sheet.protection.sheet for sheet in book.worksheets)
    tasks, results = book["Nhiệm vụ"], book["Kết quả chỉ số"]
    assert tasks["A4"].protection.locked
    assert not tasks["A5"].protection.locked
    assert not tasks[f"H{HEADER_ROW + ENTRY_ROWS}"].protection.locked
    assert [results[f"{letter}5"].protection.locked for letter in "ABCDE"] == [
        True, True, False, True, False,
    ]  # fmt: skip
    assert tasks["D5"].number_format == "dd/mm/yyyy"
    assert not tasks.protection.insertRows  # False: inserting rows is allowed


def test_no_cell_is_a_formula_but_ours(store: Store) -> None:
    made = build_template(
        store, PROGRAMME, UNIT, PERIOD, {"tasks": [{"task_code": "=1+1", "task_name": "@a"}]}
    )
    book = openpyxl.load_workbook(io.BytesIO(made.data))
    formulas = [
        (sheet.title, str(cell.value))
        for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ]  # fmt: skip
    assert {title for title, _ in formulas} == {CHECK_SHEET}
    assert not any("1+1" in text for _, text in formulas)


def test_help_says_what_the_checks_ask(store: Store) -> None:
    sheet = empty_form(store).book["Hồ sơ TTHC"]
    table = TABLES["dossiers"]
    for place, column in enumerate(table.columns):
        comment = sheet.cell(HEADER_ROW, place + 1).comment
        assert comment is not None
        assert comment.text == column_words(table, column)
    received = column_words(table, table.column("received_count"))
    assert "Số nguyên từ 0, tối đa 9 chữ số. Bắt buộc." in received
    assert "tiếp nhận = trước hạn + đúng hạn + quá hạn" in received
    assert received.endswith("Ví dụ: 120")
    assert "Không trùng giữa các dòng." in column_words(table, table.column("field_name"))


def test_structure_is_locked_and_the_version_is_out_of_sight(store: Store) -> None:
    book = empty_form(store).book
    assert book.security.lockStructure
    cover = book["Bìa"]
    hidden = [row for row, look in cover.row_dimensions.items() if look.hidden]
    assert [cover.cell(row, 1).value for row in hidden] == [LABELS["form_version"]]
    tasks = book["Nhiệm vụ"]
    # whole rows can be removed and added below, so every cell of them is open
    assert not tasks.column_dimensions["A"].protection.locked
    assert not tasks.column_dimensions["I"].protection.locked
    assert not tasks.protection.deleteRows  # False: removing rows is allowed


@pytest.mark.parametrize("programme_id", WITH_WORKBOOK)
def test_empty_template_is_refused_for_being_empty_and_for_nothing_else(
    store: Store, programme_id: str
) -> None:
    period = readers.periods(store, programme_id)["period_id"][0]
    for unit_code in (
        readers.units(store, programme_id)["unit_code"].gather([0, -1]).unique().to_list()
    ):
        made = build_template(store, programme_id, unit_code, period)
        outcome = submit_workbook(store, made.data, made.file_name, actor="văn thư")
        assert [found.code for found in outcome.findings] == ["form.nothing_filled"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("khong_co", "--unit", UNIT, "--period", PERIOD), "identity.unknown_programme"),
        ((PROGRAMME, "--unit", "99999", "--period", PERIOD), "identity.unknown_unit"),
        ((PROGRAMME, "--unit", UNIT, "--period", "2022-Q2"), "identity.unknown_period"),
        (("qd_766", "--unit", "30292", "--period", "2025-10"), "identity.no_workbook"),
    ],
)
def test_wrong_requests_write_nothing(
    thidua: Command, warehouse_dir: Path, tmp_path: Path, arguments: tuple[str, ...], code: str
) -> None:
    target = tmp_path / "f.xlsx"
    ran = thidua("template", *arguments, "-o", target, data=warehouse_dir)
    assert ran.code == 2
    assert f"(mã {code})" in ran.out
    assert not target.exists()


def test_unwritable_target(thidua: Command, warehouse_dir: Path, tmp_path: Path) -> None:
    ran = thidua(
        "template", PROGRAMME, "--unit", UNIT, "--period", PERIOD, "-o", tmp_path,
        data=warehouse_dir,
    )  # fmt: skip
    assert ran.code == 2
    assert "(mã usage.cannot_write)" in ran.out


def test_a_forms_name_is_known_before_it_is_made(store: Store) -> None:
    asked = (PROGRAMME, UNIT, PERIOD)
    assert template_name(store, *asked) == build_template(store, *asked).file_name
    with pytest.raises(Refusal) as refused:
        template_name(store, PROGRAMME, UNIT, "2030-Q1")
    assert [each.code for each in refused.value.findings] == ["identity.unknown_period"]
