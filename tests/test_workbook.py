"""Any file becomes an exact grid of texts, or one clear refusal; the process always survives."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import python_calamine
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from etl import workbook as workbook_module
from etl.child import IntakeFailure
from etl.workbook import Cell, Limits, read_workbook, shown_name
from etl.workbook_cells import by_pattern
from etl.workbook_scan import Archive, Budget, Grid
from etl.workbook_values import number_text
from etl.workbook_worker import answer
from schemas.findings import catalogue, finding
from tests import hostile
from tests.reading import refusal, shown, written


@pytest.mark.parametrize("case", hostile.WITH_MACROS)
def test_macros_are_left_out_and_said(case: str) -> None:
    build, name = hostile.WITH_MACROS[case]
    book = read_workbook(build(), name)
    assert book.notes == ("file.macros_ignored",)
    assert "macro" not in {sheet.name.lower() for sheet in book.sheets}


@pytest.mark.parametrize("case", hostile.REFUSED)
def test_hostile_files_end_in_a_sentence(case: str) -> None:
    build, name, code = hostile.REFUSED[case]
    assert refusal(build(), name) == code


def test_every_kind_at_its_true_place() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("Quý I")
        day, share = (book.add_format({"num_format": code}) for code in ("dd/mm/yyyy", "0.0%"))
        sheet.write_string("C5", " Mã  tiêu chí ")
        sheet.write_number("D5", 97.5)
        sheet.write_number("E5", 0.1 + 0.2)
        sheet.write_number("F5", 12)
        sheet.write_number("G5", 0.975, share)
        sheet.write_datetime("H5", datetime(2022, 3, 14), day)  # noqa: DTZ001 - a cell has no zone
        sheet.write_boolean("I5", True)
        sheet.write_formula("J5", "=1/0", None, "#DIV/0!")
        sheet.write_formula("K5", "=1+1", None, 2)
        sheet.write_string("L5", "a < b & “c”\nd")
        sheet.write_blank("M5", None, day)
        sheet.merge_range("C7:E8", "gộp")
        sheet.write_number("D10", -1e-7)
        book.add_worksheet("Ẩn").hide()

    book = read_workbook(written(fill), "C:\\thư mục\\nộp.xlsx")
    assert (book.file_name, book.format) == ("nộp.xlsx", "xlsx")
    assert [(sheet.name, sheet.is_hidden) for sheet in book.sheets] == [
        ("Quý I", False),
        ("Ẩn", True),
    ]
    sheet = book.sheets[0]
    assert shown(book) == {
        "C5": ("text", " Mã  tiêu chí "),
        "D5": ("number", "97.5"),
        "E5": ("number", "0.3"),
        "F5": ("number", "12"),
        "G5": ("percent", "97.5%"),
        "H5": ("date", "2022-03-14"),
        "I5": ("bool", "TRUE"),
        "J5": ("error", "#DIV/0!"),
        "K5": ("number", "2"),
        "L5": ("text", "a < b & “c”\nd"),
        "C7": ("text", "gộp"),
        "D10": ("number", "-0.0000001"),
    }
    assert (sheet.n_rows, sheet.n_columns, sheet.merged) == (10, 12, ("C7:E8",))
    assert sheet.cells[5, 11] == Cell(5, 11, "2", "number", True)
    assert (5, 13) not in sheet.cells
    assert (5, 0) not in sheet.cells
    assert [cell.address for cell in sheet.cells.row(7)] == ["C7"]
    assert next(sheet.cells.columns()) == (5, 3, " Mã  tiêu chí ", "text")
    assert len(book.sha256) == 64


def test_formulas_never_calculated_are_told_from_empty_results() -> None:
    book = openpyxl.Workbook()
    book.active["B2"] = "=SUM(A1:A9)"
    book.active["B3"] = "=NA()"
    stream = io.BytesIO()
    book.save(stream)
    read = read_workbook(stream.getvalue(), "a.xlsx")
    assert shown(read) == {
        "B2": ("formula_without_value", ""),
        "B3": ("formula_without_value", ""),
    }
    assert read.notes == ("file.formulas_not_recalculated",)
    empty_result = '<row r="1"><c r="A1" t="str"><f>""</f><v></v></c></row>'
    assert shown(read_workbook(hostile.package(hostile.sheet_xml(empty_result)), "a.xlsx")) == {}


@pytest.mark.parametrize("is_1904", [False, True])
def test_dates_of_both_calendars(is_1904: bool) -> None:
    book = openpyxl.Workbook()
    if is_1904:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active["A1"] = date(2022, 3, 14)
    book.active["A2"] = datetime(2021, 12, 31, 8, 30)  # noqa: DTZ001 - a cell has no zone
    stream = io.BytesIO()
    book.save(stream)
    assert shown(read_workbook(stream.getvalue(), "a.xlsx")) == {
        "A1": ("date", "2022-03-14"),
        "A2": ("date", "2021-12-31T08:30:00"),
    }


values = st.one_of(
    st.none(),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12),
    st.integers(-(10**12), 10**12),
    st.floats(-1e9, 1e9, allow_nan=False),
    st.booleans(),
)


@given(
    st.lists(st.lists(values, min_size=1, max_size=4), min_size=1, max_size=6),
    st.integers(0, 5),
    st.integers(0, 30),
    st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_places_and_values_agree_with_calamine(
    rows: list[list[object]], top: int, left: int, in_constant_memory: bool
) -> None:
    """python-calamine is the oracle: same cells at the same places."""

    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        for row, cells in enumerate(rows, top):
            for column, value in enumerate(cells, left):
                if isinstance(value, str):
                    sheet.write_string(row, column, value)
                elif value is not None:
                    sheet.write(row, column, value)

    data = written(fill, constant_memory=in_constant_memory)
    found = answer(data, "a.xlsx", Limits())["sheets"][0]
    ours = {
        (key >> 14, (key & 0x3FFF) + 1): text
        for key, text in zip(found["keys"], found["texts"], strict=True)
    }
    sheet = python_calamine.load_workbook(io.BytesIO(data)).get_sheet_by_index(0)
    theirs = {}
    first_row, first_column = sheet.start or (0, 0)
    for row, cells in enumerate(sheet.to_python(), first_row + 1):
        for column, value in enumerate(cells, first_column + 1):
            if isinstance(value, bool):
                theirs[row, column] = "TRUE" if value else "FALSE"
            elif isinstance(value, int | float):
                theirs[row, column] = number_text(repr(value))
            elif value != "":
                theirs[row, column] = value
    assert ours == theirs


def test_external_links_are_reported_and_not_refused() -> None:
    book = read_workbook(hostile.external_link(), "a.xlsx")
    assert book.notes == ("file.external_links",)
    assert shown(book) == {"A1": ("text", "Mã")}
    for note in book.notes:
        assert finding(note, file=book.file_name).severity == "hint"


@pytest.mark.parametrize("in_constant_memory", [False, True])
def test_usual_writers_take_the_quick_way(in_constant_memory: bool) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Mã", 1.5, date(2022, 3, 14), True, "=A1"])
    stream = io.BytesIO()
    book.save(stream)

    def fill(made: xlsxwriter.Workbook) -> None:
        sheet = made.add_worksheet()
        sheet.write_row("B2", ["Mã & tên", 1.5, True, "=B2"])

    for data in (stream.getvalue(), written(fill, constant_memory=in_constant_memory)):
        part = Archive(data, Limits()).read("xl/worksheets/sheet1.xml")
        grid = Grid("x")
        assert by_pattern(part, lambda _style, _type: ("t", str), grid, Budget(Limits()))
        assert len(grid.keys) >= 4


@pytest.mark.parametrize(
    ("limits", "data", "code"),
    [
        (Limits(max_bytes=100), hostile.small_xlsx(), "file.too_large"),
        (Limits(max_members=2), hostile.small_xlsx(), "file.zip_bomb"),
        (Limits(max_unzipped=500), hostile.small_xlsx(), "file.zip_bomb"),
        (Limits(max_cells=99), hostile.many_cells(100), "file.too_many_cells"),
        (Limits(max_rows=99), hostile.many_cells(100), "file.too_many_cells"),
        (Limits(max_sheets=0), hostile.small_xlsx(), "file.too_many_cells"),
        (Limits(wall_seconds=0), hostile.small_xlsx(), "file.too_heavy"),
        (Limits(address_space=64 * 1024 * 1024), hostile.many_cells(300_000), "file.too_heavy"),
    ],
)
def test_limits(limits: Limits, data: bytes, code: str) -> None:
    assert refusal(data, "nộp.xlsx", limits) == code


BUSY = (
    "import sys; sys.path.insert(0, sys.argv[1]); from etl.workbook_scan import Limits\n"
    "from etl.workbook_worker import set_limits\n"
    "set_limits(Limits(cpu_seconds=1)); print('ready', flush=True)\n"
    "while True: pass"
)


@pytest.mark.parametrize("child", [BUSY, "import os; print('ready', flush=True); os.abort()"])
def test_a_child_that_dies_is_a_refusal(monkeypatch: pytest.MonkeyPatch, child: str) -> None:
    monkeypatch.setattr(workbook_module, "_START", child)
    assert refusal(hostile.small_xlsx(), "nộp.xlsx", Limits(wall_seconds=30)) == "file.too_heavy"


@pytest.mark.parametrize(
    ("child", "code"),
    [
        ("import absent_module", "worker_start"),
        ("print('ready', flush=True); raise RuntimeError('hỏng')", "worker_error"),
    ],
)
def test_our_own_failure_is_not_blamed_on_the_file(
    monkeypatch: pytest.MonkeyPatch, child: str, code: str
) -> None:
    monkeypatch.setattr(workbook_module, "_START", child)
    with pytest.raises(IntakeFailure) as caught:
        read_workbook(hostile.small_xlsx(), "nộp.xlsx")
    assert caught.value.code == code
    assert "Error" in caught.value.detail


def test_no_interpreter_is_our_failure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("etl.child.sys.executable", str(tmp_path / "absent"))
    with pytest.raises(IntakeFailure, match="worker_start"):
        read_workbook(hostile.small_xlsx(), "nộp.xlsx")


def test_reading_works_from_any_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert shown(read_workbook(hostile.small_xlsx(), "a.xlsx")) == {"A1": ("text", "Mã")}


def test_every_refusal_has_its_sentence() -> None:
    folder = Path(workbook_module.__file__).parent
    sources = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    codes = set(re.findall(r'Rejected\(\s*"(\w+)"', sources))
    codes |= set(re.findall(r'"refused": "(\w+)"', sources))
    assert len(codes) > 10
    assert {f"file.{code}" for code in codes} <= set(catalogue())


def test_file_names_are_shown_safely() -> None:
    assert shown_name("../../etc/\u202enộp\n.xlsx") == "nộp.xlsx"
    assert len(shown_name("a" * 500 + ".xlsx")) <= 120


@given(st.binary(max_size=400), st.sampled_from(["a.xlsx", "a.xls", "a.ods", "a.csv"]))
@settings(max_examples=150, deadline=None)
def test_noise_after_a_known_start_never_escapes(noise: bytes, name: str) -> None:
    for start in (b"", b"PK\x03\x04", hostile.password_protected()[:512], b"\xff\xfe"):
        found = answer(start + noise, name, Limits())
        assert ("refused" in found) != ("sheets" in found)


@given(st.integers(0, 10_000), st.integers(1, 60), st.binary(min_size=1, max_size=8))
@settings(max_examples=120, deadline=None)
def test_a_damaged_file_is_read_or_refused(place: int, cut: int, noise: bytes) -> None:
    for data in (hostile.small_xlsx(), hostile.old_xls(), hostile.external_link()):
        at = place % len(data)
        found = answer(data[:at] + noise + data[at + cut :], "a.xlsx", Limits())
        assert ("refused" in found) != ("sheets" in found)
