"""An old or damaged form: refused politely, with a new one in which its values already stand."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from etl.cover import FORM_VERSION
from etl.renew import is_renewable, renew_form
from etl.submit import submit_workbook
from tests.conftest import Command
from tests.fill import PERIOD, PROGRAMME, UNIT, Form, good_form
from warehouse.store import Store


def old_form(store: Store) -> Form:
    return good_form(store).put("Bìa", "B9", "1").put("Kết quả chỉ số", "E5", "99/QĐ-UBND")


def test_the_command_writes_the_new_form(
    thidua: Command, store: Store, warehouse_dir: Path, tmp_path: Path
) -> None:
    old, new = tmp_path / "cu.xlsx", tmp_path / "moi.xlsx"
    old.write_bytes(old_form(store).bytes())
    store.close()
    ran = thidua("submit", old, "--renew", new, data=warehouse_dir)
    assert ran.code == 2
    assert "(mã form.other_version)" in ran.out
    assert ran.out.endswith(f"Đã ghi biểu mẫu mới, có sẵn số liệu của tệp này: {new}\n")
    book = openpyxl.load_workbook(new)
    assert book["Bìa"]["B9"].value == FORM_VERSION
    assert book["Kết quả chỉ số"]["C5"].value == "Tốt"
    assert book["Kết quả chỉ số"]["E5"].value == "99/QĐ-UBND"
    again = thidua("submit", new, "--renew", tmp_path / "khac.xlsx", data=warehouse_dir)
    assert again.code == 0, again.out
    assert not (tmp_path / "khac.xlsx").exists()


def test_values_stand_as_they_were_right_or_wrong(store: Store) -> None:
    form = old_form(store).put("Hồ sơ TTHC", "B5", "khoảng 120").put("Hồ sơ TTHC", "C5", -3)
    form.put("Nhiệm vụ", "D5", "10/03/2022").put("Nhiệm vụ", "B6", "=1+1")
    form.book["Nhiệm vụ"]["B6"].data_type = "s"
    made = renew_form(store, form.bytes(), "cũ.xlsx")
    assert made is not None
    book = Form(made.data).book
    assert (book["Hồ sơ TTHC"]["B5"].value, book["Hồ sơ TTHC"]["C5"].value) == ("khoảng 120", -3)
    assert book["Nhiệm vụ"]["D5"].is_date
    assert (book["Nhiệm vụ"]["B6"].value, book["Nhiệm vụ"]["B6"].data_type) == ("=1+1", "s")
    outcome = submit_workbook(store, made.data, made.file_name, actor="văn thư")
    assert {(found.code, found.cell) for found in outcome.findings} == {
        ("value.not_number", "B5"), ("value.negative", "C5"),
    }  # fmt: skip


def test_a_damaged_form_is_made_whole(store: Store) -> None:
    form = good_form(store)
    form.put("Hồ sơ TTHC", "D4", "Cột lạ")
    del form.book["Sáng kiến"]
    data = form.bytes()
    outcome = submit_workbook(store, data, "f.xlsx", actor="văn thư")
    assert is_renewable(outcome.findings)
    made = renew_form(store, data, "f.xlsx")
    assert made is not None
    book = Form(made.data).book
    assert book["Sáng kiến"]["A4"].value == "Tên sáng kiến, giải pháp *"
    assert book["Hồ sơ TTHC"]["A5"].value == "Hộ tịch"
    assert book["Hồ sơ TTHC"]["D5"].value is None  # its column was lost: nothing is guessed


@pytest.mark.parametrize(
    ("cell", "value"), [("B6", "khong_co"), ("B7", "99999"), ("B8", "2022-Q2"), ("A7", "")]
)
def test_a_form_of_nobody_is_not_renewed(store: Store, cell: str, value: str) -> None:
    data = old_form(store).put("Bìa", cell, value).bytes()
    assert renew_form(store, data, "f.xlsx") is None


def test_wrong_figures_are_no_matter_of_the_form(store: Store) -> None:
    data = good_form(store).put("Hồ sơ TTHC", "B5", -1).bytes()
    outcome = submit_workbook(
        store, data, "f.xlsx", actor="văn thư", programme_id=PROGRAMME, unit_code=UNIT,
        period_id=PERIOD,
    )  # fmt: skip
    assert outcome.findings
    assert not is_renewable(outcome.findings)
