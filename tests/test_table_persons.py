"""Persons: the sheet a unit lists them on, and what a council concludes about each of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from etl.submit import Outcome, submit_workbook
from etl.template import build_template
from etl.template_filled import FORMULA_ROWS
from schemas.tables import LEVELS
from tests.conftest import state_of
from tests.door_kit import FIRST, PLAN, SECOND, YEAR, codes, in_force, load, observed, persons_plan
from tests.fill import HEADER_ROW, Form
from tests.test_check import check_words
from warehouse import readers
from warehouse.store import Store

UNIT, PERSON = "Mã đơn vị", "Mã cá nhân"
CONDUCT, ACHIEVED = "ind_general_conduct", "ind_achievement"
PLAIN = {"person_code": "CN01", "full_name": "Trần Thị Bí Mật", "job_title": "Chuyên viên"}
OTHER = {"person_code": "cn02", "full_name": "Lê Văn Kín", "job_title": "Phó Chủ tịch"}
INITIATIVE = {
    "initiative_title": "Một cửa lưu động", "level": "Cấp huyện",
    "document_number": "15/QĐ-UBND", "document_date": dt.date(2022, 5, 20),
}  # fmt: skip


@pytest.fixture(autouse=True)
def rules(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    in_force(monkeypatch, store, persons_plan())


def listed(store: Store, rows: Sequence[Mapping[str, Any]], unit: str = FIRST) -> Outcome:
    """Hand in a unit's workbook that lists these persons."""
    form = Form(build_template(store, PLAN, unit, YEAR).data)
    return submit_workbook(store, form.rows("individuals", rows).bytes(), "a.xlsx", actor="văn thư")


def decide(store: Store, *rows: Sequence[Any]) -> Outcome:
    return load(store, *rows, dataset=PLAN)


# ---------------------------------------------------------------- the sheet


def test_the_sheet_of_persons_goes_out_and_comes_back(store: Store) -> None:
    form = Form(build_template(store, PLAN, FIRST, YEAR).data)
    sheet = form.sheet("individuals")
    assert "hạn chế người xem" in sheet["A1"].value
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    level = rules[f"E{HEADER_ROW + 1}:E{HEADER_ROW + FORMULA_ROWS}"]
    assert level.formula1 == '"' + ",".join(LEVELS.values()) + '"'
    outcome = listed(store, [PLAIN | INITIATIVE, OTHER])
    assert outcome.accepted, outcome.findings
    assert [row[1:3] for row in observed(store, "individuals", PLAN)] == [
        ("person_code", "CN01"), ("full_name", "Trần Thị Bí Mật"), ("job_title", "Chuyên viên"),
        ("initiative_title", "Một cửa lưu động"), ("level", "district"),
        ("document_number", "15/QĐ-UBND"), ("document_date", dt.date(2022, 5, 20)),
        ("person_code", "cn02"), ("full_name", "Lê Văn Kín"), ("job_title", "Phó Chủ tịch"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "expected", "words"),
    [
        (
            [PLAIN, OTHER | {"person_code": "cn01"}],
            [("row.duplicate", "A6")],
            "đã có ở một dòng phía trên",
        ),
        ([{**PLAIN, "full_name": None}], [("cell.required", "B5")], "cột “Họ và tên”"),
        (
            [PLAIN | {"level": "Cấp tỉnh"}],
            [(f"row.initiative_without_{part}", cell) for part, cell in
             (("title", "D5"), ("number", "F5"), ("date", "G5"))],
            "chưa có tên sáng kiến",
        ),
        (
            [PLAIN | {**INITIATIVE, "level": None}],
            [("row.initiative_without_level", "E5")],
            "chưa có cấp công nhận",
        ),
        (
            [PLAIN | INITIATIVE, OTHER | {**INITIATIVE, "document_number": " "}],
            [("row.initiative_without_number", "F6")],
            "chưa có số quyết định",
        ),
        (
            [PLAIN | {**INITIATIVE, "document_date": "-"}],
            [("row.initiative_without_date", "G5")],
            "chưa có ngày quyết định",
        ),
    ],
)  # fmt: skip
def test_refused_sheet_of_persons(
    store: Store, rows: Any, expected: list[tuple[str, str]], words: str
) -> None:
    before = state_of(store.data_dir)
    outcome = listed(store, rows)
    assert codes(outcome) == expected
    assert words in " ".join(found.message for found in outcome.findings)
    for found in outcome.findings:
        check_words(found)
    assert state_of(store.data_dir) == before


# ---------------------------------------------------------------- conclusions


def test_conclusions_about_persons_are_kept_row_by_row(store: Store) -> None:
    assert listed(store, [PLAIN, OTHER]).accepted
    outcome = decide(
        store,
        [UNIT, PERSON, CONDUCT, f"{CONDUCT}.ly_do", ACHIEVED, f"{ACHIEVED}.ly_do"],
        [FIRST, "cn01", "Đạt", "Biên bản 03", "", ""],
        [FIRST, "CN02", "không đạt", "Bị nhắc nhở", "Đạt", "Biên bản 03"],
        [SECOND, "", "", "", "", ""],
    )
    assert outcome.accepted, outcome.findings
    assert outcome.read_summary == "Đã đọc 2 cá nhân, 4 cột."
    found = store.query(
        """
        select table_code, row_no, column_code, value_text, cell from core_observation
        where table_code like 'person%' order by row_no, cell
        """
    )
    assert found.rows() == [
        ("person_decisions", 2, "person_code", "CN01", "B2"),
        ("person_decisions", 2, CONDUCT, "met", "C2"),
        ("person_decision_reasons", 2, CONDUCT, "Biên bản 03", "D2"),
        ("person_decisions", 3, "person_code", "cn02", "B3"),
        ("person_decisions", 3, CONDUCT, "not_met", "C3"),
        ("person_decision_reasons", 3, CONDUCT, "Bị nhắc nhở", "D3"),
        ("person_decisions", 3, ACHIEVED, "met", "E3"),
        ("person_decision_reasons", 3, ACHIEVED, "Biên bản 03", "F3"),
    ]


HEADING = [UNIT, PERSON, CONDUCT, f"{CONDUCT}.ly_do"]
GOOD = ["Đạt", "Biên bản"]


@pytest.mark.parametrize(
    ("rows", "expected", "words"),
    [
        (
            [HEADING, [FIRST, "CN09", *GOOD]],
            ("table.unknown_person", "B2"),
            "không có cá nhân mã “CN09”; có: CN01, cn02",
        ),
        (
            [HEADING, [SECOND, "CN01", *GOOD]],
            ("table.unknown_person", "B2"),
            "có: chưa có ai",
        ),
        ([HEADING, [FIRST, "", *GOOD]], ("table.no_person", "C2"), "không ghi “Mã cá nhân”"),
        (
            [HEADING, [FIRST, "CN01", *GOOD], [FIRST, "cn01", *GOOD]],
            ("table.repeated_person", "B3"),
            "cá nhân “CN01” đã có ở dòng khác (ô B2)",
        ),
        ([HEADING[:3], [FIRST, "CN01", "Đạt"]], ("table.reason_required", "C2"), "chưa kèm lý do"),
        (
            [HEADING, [FIRST, "CN01", "", "Vì"]],
            ("table.reason_alone", "D2"),
            "không ghi giá trị ở cột",
        ),
        (
            [[UNIT, *HEADING[2:]], [FIRST, *GOOD]],
            ("table.no_person_column", "B1"),
            "bảng không có cột “Mã cá nhân”",
        ),
        (
            [[*HEADING, "par_class"], [FIRST, "CN01", *GOOD, "Tốt"]],
            ("table.mixed_subjects", "E1"),
            "không ghi cột của đơn vị",
        ),
        (
            [[UNIT, PERSON, "par_class"], [FIRST, "CN01", "Tốt"]],
            ("table.mixed_subjects", "C1"),
            "Tách thành hai bảng",
        ),
        (
            [[UNIT, PERSON, PERSON, CONDUCT], [FIRST, "CN01", "CN02", "Đạt"]],
            ("table.repeated_column", "C1"),
            "“Mã cá nhân” đã có ở cột khác (ô B1)",
        ),
    ],
)
def test_refused_conclusions(
    store: Store, rows: list[list[Any]], expected: tuple[str, str], words: str
) -> None:
    assert listed(store, [PLAIN, OTHER]).accepted
    before = state_of(store.data_dir)
    outcome = decide(store, *rows)
    assert codes(outcome) == [expected]
    (found,) = outcome.findings
    assert words in found.message + found.action
    check_words(found)
    assert state_of(store.data_dir) == before


def test_an_empty_column_of_persons_leaves_a_table_of_units(store: Store) -> None:
    outcome = decide(store, [UNIT, PERSON, "par_class"], [FIRST, "", "Tốt"])
    assert outcome.accepted, outcome.findings
    assert outcome.read_summary == "Đã đọc 1 đơn vị, 1 cột."


def test_only_the_counting_workbook_says_who_is_known(store: Store) -> None:
    assert listed(store, [PLAIN]).accepted
    assert listed(store, [OTHER]).accepted
    assert codes(decide(store, HEADING, [FIRST, "CN01", *GOOD])) == [("table.unknown_person", "B2")]
    assert decide(store, HEADING, [FIRST, "CN02", *GOOD]).accepted


def test_no_name_of_a_person_leaves_the_readers(store: Store) -> None:
    assert listed(store, [PLAIN | INITIATIVE]).accepted
    assert decide(store, HEADING, [FIRST, "CN01", *GOOD]).accepted
    told = [
        readers.person_codes(store, PLAN, YEAR),
        readers.unit_verdicts(store, PLAN, YEAR, FIRST),
        readers.hand_ins(store, PLAN),
        readers.leaderboard(store, PLAN, YEAR),
    ]
    criteria = told[1]["criterion_code"].to_list()
    told += [readers.sources(store, PLAN, YEAR, FIRST, code) for code in criteria]
    assert told[0].rows() == [(told[0]["unit_id"][0], "CN01")]
    assert "Bí Mật" not in "".join(str(frame.rows()) for frame in told)
