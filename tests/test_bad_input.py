"""The promised list of bad input: one clear sentence each, nothing written, the file kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from etl.submit import submit_workbook
from etl.table import submit_table
from tests import hostile
from tests.conftest import Command, state_of
from tests.fill import empty_form, good_form
from tests.test_check import check_words
from warehouse.files import digest
from warehouse.store import Store

NOT_SLOW = {name: case for name, case in hostile.REFUSED.items() if name != "random bytes as csv"}


def kept(folder: Path) -> dict[str, bytes]:
    """Return what is kept for support by the code of its note's only finding."""
    found = {}
    for note in folder.glob("tep_bi_tra_lai/*/*.json"):
        (finding,) = json.loads(note.read_text("utf-8"))["findings"]
        found[finding["code"]] = note.with_suffix("").read_bytes()
    return found


@pytest.mark.parametrize("name", NOT_SLOW)
def test_hostile_file_at_the_front_door(store: Store, name: str) -> None:
    make, file_name, code = NOT_SLOW[name]
    before, data = state_of(store.data_dir), make()
    outcome = submit_workbook(store, data, file_name, actor="văn thư")
    assert not outcome.accepted
    (found,) = outcome.findings
    assert found.code == code
    assert f"“{file_name}”" in found.message
    check_words(found)
    assert outcome.receipt is None
    assert state_of(store.data_dir) == before
    assert kept(store.data_dir) == {code: data}
    assert not (store.data_dir / "tep").exists()


@pytest.mark.parametrize("name", ["picture renamed", "zip bomb", "password"])
def test_hostile_file_as_a_result_table(store: Store, name: str) -> None:
    make, file_name, code = hostile.REFUSED[name]
    before = state_of(store.data_dir)
    outcome = submit_table(
        store, make(), file_name, actor="điều phối", dataset_id="qd_766", period_id="2025-10"
    )
    assert [found.code for found in outcome.findings] == [code]
    assert state_of(store.data_dir) == before


PROMISED = {
    "not a spreadsheet": (hostile.png, "không phải là bảng tính"),
    "encrypted": (hostile.password_protected, "được đặt mật khẩu mở"),
    "truncated": (hostile.truncated, "bị hỏng hoặc bị cắt cụt"),
    "zip bomb": (hostile.zip_bomb, "bung ra quá lớn"),
    "too large": (hostile.oversize, "nặng 21 MB, quá giới hạn 20 MB"),
}


@pytest.mark.parametrize("name", PROMISED)
def test_command_says_one_sentence(
    thidua: Command, store: Store, tmp_path: Path, name: str
) -> None:
    make, words = PROMISED[name]
    target = tmp_path / "bảng nộp.xlsx"
    target.write_bytes(make())
    before = state_of(store.data_dir)
    told = thidua("submit", target, data=store.data_dir)
    assert (told.code, told.err) == (2, "")
    assert told.out.splitlines()[1].startswith("KHÔNG NHẬN: có 1 điểm phải sửa.")
    assert words in told.out
    assert [line[:3] for line in told.out.splitlines() if line[:1].isdigit()] == ["1. "]
    ran = thidua("submit", target, "--json", data=store.data_dir)
    assert ran.code == 2
    assert len(ran.document["findings"]) == 1
    assert ran.document["receipt"] is None
    assert state_of(store.data_dir) == before


def test_wrong_sheets_unit_and_period_by_command(
    thidua: Command, store: Store, tmp_path: Path
) -> None:
    own = tmp_path / "own.xlsx"
    form = good_form(store)
    for sheet in form.book.sheetnames[1:]:
        del form.book[sheet]
    own.write_bytes(form.bytes())
    good = tmp_path / "good.xlsx"
    good.write_bytes(good_form(store).bytes())
    before = state_of(store.data_dir)
    sheets = thidua("submit", own, "--json", data=store.data_dir)
    assert sheets.codes == ["form.missing_sheet"] * 6
    for option, value, code in (
        ("--programme", "hon_quan_2024", "identity.wrong_programme"),
        ("--unit", "22591", "identity.wrong_unit"),
        ("--unit", "không có", "identity.unknown_unit"),
        ("--period", "2022-Y", "identity.wrong_period"),
    ):
        ran = thidua("submit", good, option, value, "--json", data=store.data_dir)
        assert (ran.code, ran.codes) == (2, [code])
    assert state_of(store.data_dir) == before
    # the same bytes refused again and again are kept once
    assert len([path for path in store.data_dir.glob("tep_bi_tra_lai/*/*") if not path.suffix]) == 2


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd.xlsx", "passwd.xlsx"),
        ("C:\\Users\\a\\số liệu.xlsx", "số liệu.xlsx"),
        ("a\u202exslx.exe\n.xlsx", "axslx.exe.xlsx"),
        ("<img src=x onerror=alert(1)>.xlsx", "<img src=x onerror=alert(1)>.xlsx"),
    ],
)
def test_file_names_are_only_ever_shown(store: Store, sent: str, shown: str) -> None:
    data = empty_form(store).bytes()
    outcome = submit_workbook(store, data, sent, actor="văn thư")
    assert f"“{shown}”" in outcome.findings[0].message
    (note,) = store.data_dir.glob("tep_bi_tra_lai/*/*.json")
    assert note.name == f"{digest(data)}.json"
    assert json.loads(note.read_text("utf-8"))["file_name"] == shown


def test_braces_in_a_cell_do_not_break_the_sentence(store: Store) -> None:
    data = good_form(store).put("Hài lòng", "B5", "{0} {cell} %s").bytes()
    (found,) = submit_workbook(store, data, "{x}.xlsx", actor="văn thư").findings
    assert "“{0} {cell} %s” không phải là số" in found.message


def test_what_users_type_is_data_and_not_a_statement(store: Store) -> None:
    """A text that would be SQL, or a formula, is kept as written and does nothing."""
    text = "'); drop table core_observation; --"
    form = good_form(store).put("Nhiệm vụ", "B5", text).put("Nhiệm vụ", "C5", "'=cmd|' /C calc'!A0")
    outcome = submit_workbook(store, form.bytes(), f"{text}.xlsx", actor=text)
    assert outcome.accepted, outcome.findings
    found = store.query(
        "select value_text from core_observation where cell = 'B5' and column_code = 'task_name'"
    )
    assert found.item() == text
