"""A unit's workbook through the front door: filled as clerks fill, accepted, led back to cells."""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from etl.submit import Outcome, submit_workbook
from schemas.words import LOCAL_ZONE
from tests.conftest import Command, state_of
from tests.fill import DOSSIERS, PERIOD, PROGRAMME, TASKS, UNIT, Form, empty_form, good_form
from warehouse import readers
from warehouse.files import path_of
from warehouse.store import Store

ACTOR = "Nguyễn Thị Thử"


def send(store: Store, form: Form, name: str = "so-lieu.xlsx", **options: Any) -> Outcome:
    return submit_workbook(store, form.bytes(), name, actor=ACTOR, **options)


def accepted(store: Store, form: Form) -> Outcome:
    outcome = send(store, form)
    assert outcome.accepted, outcome.findings
    return outcome


def figures(store: Store, criterion: str) -> dict[str, str]:
    """Return sheet!cell → text of everything that the unit's verdict on a criterion rests on."""
    rows = readers.sources(store, PROGRAMME, PERIOD, UNIT, criterion).to_dicts()
    return {f"{row['sheet']}!{row['cell']}": row["text"] for row in rows}


def verdicts(store: Store, unit: str = UNIT) -> dict[str, dict[str, Any]]:
    rows = readers.unit_verdicts(store, PROGRAMME, PERIOD, unit).to_dicts()
    return {row["criterion_code"]: row for row in rows}


def test_good_workbook_is_accepted_and_judged(store: Store) -> None:
    before = store.revision()
    form = good_form(store)
    outcome = accepted(store, form)
    receipt = outcome.receipt
    assert receipt is not None
    assert re.fullmatch(r"TD\d{6}-[0-9A-F]{6}", receipt.code)
    assert (receipt.unit_code, receipt.unit_name) == (UNIT, "Phường Ninh Hiệp")
    assert (receipt.programme_id, receipt.period_id) == (PROGRAMME, PERIOD)
    assert receipt.due_on == dt.date(2022, 3, 20)
    assert receipt.is_late  # the server's clock, long after 2022, and never the file's own claim
    assert abs(receipt.received_at - dt.datetime.now(LOCAL_ZONE).replace(tzinfo=None)) < (
        dt.timedelta(minutes=5)
    )
    assert receipt.revision == store.revision() == before + 1
    assert outcome.read_summary == "Đã đọc 6/6 trang số liệu, 44 ô có số liệu; đọc 5/5 tiêu chí."
    states = {code: row["state"] for code, row in verdicts(store).items()}
    assert states == {
        "general_conduct": "council",
        "task_completion": "not_met",
        "par_class": "met",
        "sipas": "met",
        "on_time": "met",
        "initiative": "met",
    }
    assert verdicts(store)["on_time"]["value_text"] == "99,5 % (199/200 hồ sơ)"
    assert verdicts(store)["task_completion"]["value_text"] == "66,67 % (2/3 nhiệm vụ)"


def test_the_raw_bytes_are_kept_beside_the_warehouse(store: Store) -> None:
    data = good_form(store).bytes()
    outcome = submit_workbook(store, data, "so-lieu.xlsx", actor=ACTOR)
    assert outcome.receipt is not None
    assert path_of(store.data_dir, outcome.receipt.sha256).read_bytes() == data


def test_why_leads_to_the_very_cells(store: Store) -> None:
    accepted(store, good_form(store))
    assert figures(store, "on_time") == {
        "Hồ sơ TTHC!C5": "60", "Hồ sơ TTHC!D5": "55", "Hồ sơ TTHC!E5": "1",
        "Hồ sơ TTHC!C6": "40", "Hồ sơ TTHC!D6": "44", "Hồ sơ TTHC!E6": "0",
    }  # fmt: skip
    assert figures(store, "par_class") == {"Kết quả chỉ số!C5": "Tốt"}
    assert figures(store, "task_completion") == {
        f"Nhiệm vụ!{letter}{row}": word
        for row, word in ((5, "Có"), (6, "Có"), (7, "Không"))
        for letter in "FG"
    }


def test_written_as_clerks_write(store: Store) -> None:
    """Text numbers, text days, marks instead of words, decomposed accents, spaces, blank rows."""
    form = empty_form(store)
    form.rows(
        "tasks",
        [
            {**TASKS[0], "due_date": "10/03/2022", "done_date": "9-3-2022", "is_on_time": "x",
             "task_name": unicodedata.normalize("NFD", "Hỗ trợ  người dân ")},
            {**TASKS[1], "due_date": dt.datetime.fromisoformat("2022-03-10T08:30"),
             "done_date": "ngày 1 tháng 3 năm 2022", "is_on_time": "CÓ",
             "is_quality_accepted": unicodedata.normalize("NFD", "đạt")},
        ],
    )  # fmt: skip
    # two blank rows, a row of dashes and blanks, then one more task
    form.rows("tasks", [{"task_code": " - ", "task_name": "–"}], first=9)
    form.rows("tasks", [{**TASKS[2], "is_on_time": "chưa"}], first=10)
    form.rows(
        "dossiers",
        [
            {
                **DOSSIERS[0],
                "received_count": "1 120",
                "on_time_count": "1.055,0",
                "late_count": " 1",
            }
        ],
    )
    form.rows("satisfaction", [{
        "topic": "Thái độ", "very_satisfied_count": "90", "satisfied_count": 0,
        "neutral_count": "10", "unsatisfied_count": 0, "very_unsatisfied_count": 0.0,
    }])  # fmt: skip
    form.results({"par_class": "  tốt ", "par_points": "98,5"})
    outcome = accepted(store, form)
    found = verdicts(store)
    assert found["task_completion"]["value_text"] == "66,67 % (2/3 nhiệm vụ)"
    assert found["on_time"]["value_text"].endswith("(1.115/1.116 hồ sơ)")
    assert found["sipas"]["value_text"] == "90 % (90/100 phiếu)"
    assert found["sipas"]["state"] == "met"
    assert found["par_class"]["state"] == "met"
    assert "Nhiệm vụ!F10" in figures(store, "task_completion")
    assert "Nhiệm vụ!F9" not in figures(store, "task_completion")
    assert figures(store, "on_time")["Hồ sơ TTHC!D5"] == "1.055,0"
    assert "Trang “Nhiệm vụ”, ô F5: đã hiểu “x” là “có”." in outcome.notes
    assert "Trang “Hồ sơ TTHC”, ô D5: đã hiểu “1.055,0” là 1055." in outcome.notes
    stored = store.query(
        "select value_text from core_observation where column_code = 'task_name' and row_no = 5"
    )
    assert stored.item() == "Hỗ trợ người dân"  # composed, one space: but the raw cell is kept
    raw = store.query(
        "select text from raw_submission__cell where sheet = 'Nhiệm vụ' and cell = 'B5'"
    )
    assert raw.item() == unicodedata.normalize("NFD", "Hỗ trợ  người dân ")
    points = store.query("select value_num from core_observation where column_code = 'par_points'")
    assert points.item() == Decimal("98.5")


def test_moved_header_reordered_columns_and_own_sheets(store: Store) -> None:
    form = good_form(store)
    dossiers = form.sheet("dossiers")
    # the column "received" goes to the end, then three rows are put in above everything
    for row in range(4, 7):
        dossiers.cell(row=row, column=9).value = dossiers.cell(row=row, column=2).value
    dossiers.delete_cols(2)
    dossiers.insert_rows(1, 3)
    dossiers["A1"].value = "Ghi chú của đơn vị"
    dossiers["J20"].value = "tính tay, không nộp"
    own = form.book.create_sheet("Tính nháp", 0)
    own["A1"].value = "Mã đơn vị"
    own["B1"].value = "=1+1"
    form.sheet("tasks").title = unicodedata.normalize("NFD", "Nhiệm vụ")
    accepted(store, form)
    assert figures(store, "on_time") == {
        "Hồ sơ TTHC!B8": "60", "Hồ sơ TTHC!C8": "55", "Hồ sơ TTHC!D8": "1",
        "Hồ sơ TTHC!B9": "40", "Hồ sơ TTHC!C9": "44", "Hồ sơ TTHC!D9": "0",
    }  # fmt: skip


def test_headings_and_codes_forgive_case_and_spaces(store: Store) -> None:
    form = good_form(store)
    form.sheet("satisfaction")["A4"].value = "NỘI DUNG  KHẢO SÁT"
    form.put("Bìa", "B8", " 2022-Q1 ")
    accepted(store, form)


def test_dry_run_writes_nothing(store: Store) -> None:
    before = state_of(store.data_dir)
    outcome = send(store, good_form(store), dry_run=True)
    assert outcome.is_dry_run
    assert not outcome.accepted
    assert outcome.findings == ()
    assert outcome.receipt is None
    assert state_of(store.data_dir) == before
    assert not (store.data_dir / "tep").exists()


def test_one_wrong_cell_refuses_the_whole_file(store: Store) -> None:
    accepted(store, good_form(store))
    before, held = state_of(store.data_dir), verdicts(store)
    data = good_form(store).put("Hồ sơ TTHC", "D6", "bốn mươi").bytes()
    outcome = submit_workbook(store, data, "C:\\văn thư\\số liệu.xlsx", actor=ACTOR)
    assert not outcome.accepted
    (found,) = outcome.findings
    assert (found.code, found.sheet, found.cell) == ("value.not_number", "Hồ sơ TTHC", "D6")
    assert state_of(store.data_dir) == before
    assert verdicts(store) == held
    # kept for support, with a note that says who, when, what and why
    (note_file,) = (store.data_dir / "tep_bi_tra_lai").glob("*/*.json")
    assert note_file.with_suffix("").read_bytes() == data
    note = json.loads(note_file.read_text("utf-8"))
    assert note["file_name"] == "số liệu.xlsx"
    assert note["actor"] == ACTOR
    assert note["findings"] == [found.as_dict()]
    assert dt.datetime.fromisoformat(note["refused_at"]).tzinfo is not None


def test_the_later_hand_in_counts_and_both_are_kept(store: Store) -> None:
    first = accepted(store, good_form(store)).receipt
    second = accepted(store, good_form(store).put("Kết quả chỉ số", "C5", "Khá")).receipt
    assert first is not None
    assert second is not None
    listed = readers.hand_ins(store, PROGRAMME, PERIOD, UNIT)
    assert dict(listed.select("receipt_code", "status").iter_rows()) == {
        second.code: "counts",
        first.code: "superseded",
    }
    assert verdicts(store)["par_class"]["state"] == "not_met"
    for receipt in (first, second):
        assert path_of(store.data_dir, receipt.sha256).exists()


def test_a_correction_that_leaves_a_sheet_blank_withdraws_its_figures(store: Store) -> None:
    accepted(store, good_form(store))
    form = good_form(store)
    form.sheet("dossiers").delete_rows(5, 2)
    accepted(store, form)
    assert verdicts(store)["on_time"]["state"] == "pending"


@pytest.mark.parametrize("actor", ["", "   "])
def test_nobody_hands_in_anonymously(store: Store, actor: str) -> None:
    from schemas.failures import OwnFailure

    data, before = good_form(store).bytes(), store.revision()
    with pytest.raises(OwnFailure) as caught:
        submit_workbook(store, data, "f.xlsx", actor=actor)
    assert caught.value.code == "NOP-01"
    assert store.revision() == before


def test_command_submit_and_why(thidua: Command, store: Store, tmp_path: Path) -> None:
    target = tmp_path / "số liệu.xlsx"
    target.write_bytes(good_form(store).bytes())
    checked = thidua("submit", target, "--dry-run", "--json", data=store.data_dir)
    assert checked.code == 0
    assert checked.document["dry_run"]
    assert checked.document["receipt"] is None
    ran = thidua(
        "submit", target, "--programme", PROGRAMME, "--unit", UNIT, "--period", PERIOD, "--json",
        data=store.data_dir,
    )  # fmt: skip
    assert ran.code == 0
    assert ran.document["accepted"]
    receipt = ran.document["receipt"]
    assert receipt["due_on"] == "2022-03-20"
    why = thidua(
        "why", PROGRAMME, UNIT, "on_time", "--period", PERIOD, "--json", data=store.data_dir
    )
    document = why.document
    assert document["state"] == "met"
    assert document["formula"].startswith("199 hồ sơ (giải quyết trước hạn + ")
    assert document["formula"].endswith(" = 99,5 %, yêu cầu trên 98 %")
    assert document["rule"]["cite"] == "Phần V, mục 2, điểm a"
    places = [
        (each["file"], each["sheet"], each["cell"], each["text"]) for each in document["inputs"]
    ]
    assert ("số liệu.xlsx", "Hồ sơ TTHC", "E5", "1") in places
    assert {each["receipt"] for each in document["inputs"]} == {receipt["code"]}
    assert {each["layer"] for each in document["inputs"]} == {"self"}
    told = thidua("why", PROGRAMME, UNIT, "on_time", "--period", PERIOD, data=store.data_dir).out
    assert "số liệu.xlsx, trang “Hồ sơ TTHC”, ô E5: 1 - Giải quyết quá hạn (biên nhận " in told


def test_a_dry_run_says_what_would_change(store: Store, thidua: Command, tmp_path: Path) -> None:
    file = tmp_path / "so-lieu.xlsx"
    file.write_bytes(good_form(store).bytes())
    before = state_of(store.data_dir)
    ran = thidua("submit", file, "--dry-run", "--json", data=store.data_dir)
    effect = ran.document["effect"]
    assert {each["what"] for each in effect["cells"]} == {"added"}
    (board,) = effect["boards"]
    (unit,) = board["units"]
    assert (unit["unit_code"], unit["before"] and unit["before"]["rank"]) == (UNIT, None)
    assert unit["after"]["rank"] == 1
    assert any(light["criterion_code"] == "on_time" for light in unit["lights"])
    told = thidua("submit", file, "--dry-run", data=store.data_dir).out
    assert "Phường Ninh Hiệp: " in told
    assert "hạng 1" in told
    assert state_of(store.data_dir) == before
