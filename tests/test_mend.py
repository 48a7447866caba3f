"""Mending on the screen: which cells, the copy with new values, and what is handed in of it."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import openpyxl
import pytest

from etl.mend import MendedFile, changes, mend
from etl.submit import Outcome, submit_workbook
from etl.workbook import read_workbook
from etl.wrong_cells import Mendable, wrong_cells
from schemas import limits
from schemas.mending import mending
from tests.fill import Form, empty_form, good_form
from tests.old_formats import zipped
from tests.test_annotate import members
from warehouse import files
from warehouse.door_notes import Mends
from warehouse.store import Store

NAME = "số liệu quý I.xlsx"
DOSSIERS, RESULTS, TASKS = "Hồ sơ TTHC", "Kết quả chỉ số", "Nhiệm vụ"


def handed(store: Store, data: bytes, **options: Any) -> Outcome:
    return submit_workbook(store, data, NAME, actor="văn thư", **options)


def asked(store: Store, data: bytes, name: str = NAME) -> Mendable:
    outcome = submit_workbook(store, data, name, actor="văn thư", dry_run=True)
    assert outcome.findings
    return wrong_cells(store, data, name, outcome.findings)


def typed(store: Store, data: bytes, texts: dict[tuple[str, str], str]) -> MendedFile:
    return mend(store, data, NAME, changes(asked(store, data).cells, texts))


def cell(data: bytes, sheet: str, place: str) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))[sheet][place]


def test_wrong_cells_are_told_with_what_they_are_and_whose_row(store: Store) -> None:
    data = (
        good_form(store).put(DOSSIERS, "D6", "bốn mươi").results({"par_class": "Rất tốt"}).bytes()
    )
    dossier, result = asked(store, data).cells
    assert (dossier.sheet, dossier.address, dossier.label) == (
        DOSSIERS,
        "D6",
        "Giải quyết đúng hạn",
    )
    assert (dossier.row_label, dossier.written, dossier.choices) == ("Đất đai", "bốn mươi", ())
    assert dossier.finding is not None
    assert dossier.finding.code == "value.not_number"
    assert result.written == "Rất tốt"
    assert "Tốt" in result.choices


def test_a_riddle_of_a_row_is_shown_with_all_its_cells(store: Store) -> None:
    data = good_form(store).put(DOSSIERS, "B6", 90).bytes()
    cells = asked(store, data).cells
    assert [each.address for each in cells] == ["B6", "C6", "D6", "E6", "F6", "G6"]
    assert [each.address for each in cells if each.finding] == ["B6"]
    made = typed(store, data, {(DOSSIERS, "D6"): "50"})
    assert handed(store, made.data).accepted


def test_a_mended_copy_keeps_everything_but_the_value(store: Store) -> None:
    data = good_form(store).put(DOSSIERS, "D6", "bốn mươi").bytes()
    made = typed(store, data, {(DOSSIERS, "D6"): "44"})
    assert made.is_copy
    assert made.file_name == "số liệu quý I-da-sua.xlsx"
    before, after = members(data), members(made.data)
    assert before.keys() == after.keys()
    changed = {name for name in before if before[name] != after[name]}
    sheet = next(name for name in changed if "worksheets" in name)
    assert changed == {sheet}
    old, new = cell(data, DOSSIERS, "D6"), cell(made.data, DOSSIERS, "D6")
    assert new.value == 44
    assert new.style_id == old.style_id


@pytest.mark.parametrize(
    "calculation", [b"", b'<calcPr calcId="1"/>', b'<calcPr fullCalcOnLoad="0"/>']
)
def test_the_next_program_calculates_anew(store: Store, calculation: bytes) -> None:
    parts = members(good_form(store).put(DOSSIERS, "D6", "bốn mươi").bytes())
    book = re.sub(rb"<calcPr[^>]*/>", calculation, parts["xl/workbook.xml"])
    data = zipped(parts | {"xl/workbook.xml": book})
    made = typed(store, data, {(DOSSIERS, "D6"): "44"})
    assert made.is_copy
    assert re.search(rb'</(sheets|definedNames)><calcPr[^>]* fullCalcOnLoad="1"/>',
                     members(made.data)["xl/workbook.xml"])  # fmt: skip


@pytest.mark.parametrize(
    ("text", "format_", "wanted"),
    [
        ("92,5", "General", 92.5),
        ("92,5 %", "General", "92,5 %"),
        ("92,5", "@", 92.5),
        ("92,5", "dd/mm/yyyy", "92,5"),
        ("không rõ", "General", "không rõ"),
        ("1.234", "General", "1.234"),
        ("=1+1", "General", "=1+1"),
    ],
)
def test_numbers_go_through_the_same_parser(
    store: Store, text: str, format_: str, wanted: object
) -> None:
    """A number is stored as one only where it means the same; anything else stays as typed."""
    form = good_form(store).results({"par_points": "nhiều"})
    row = next(row for row in form.sheet("results").iter_rows() if row[0].value == "par_points")
    row[2].number_format = format_
    place = row[2].coordinate
    data = form.bytes()
    made = typed(store, data, {(RESULTS, place): text})
    found = cell(made.data, RESULTS, place)
    assert (found.value, found.data_type == "f") == (wanted, False)
    assert found.number_format == format_
    outcome = handed(store, made.data)
    assert outcome.accepted is (text == "92,5")
    if outcome.accepted:
        value = store.query(
            "select value_num from core_observation where column_code = 'par_points'"
        )
        assert str(value.item()).rstrip("0") == "92.5"


def test_a_day_is_stored_as_a_day_where_the_format_shows_days(store: Store) -> None:
    data = good_form(store).put(TASKS, "D6", "mùng mười").bytes()
    made = typed(store, data, {(TASKS, "D6"): "10/3/2022"})
    assert cell(made.data, TASKS, "D6").value == dt.datetime(2022, 3, 10)  # noqa: DTZ001 - a day of a spreadsheet
    assert handed(store, made.data).accepted


def test_a_percent_format_keeps_the_meaning_of_what_was_typed(store: Store) -> None:
    form = good_form(store).put(DOSSIERS, "D6", 0.44)
    form.sheet("dossiers")["D6"].number_format = "0%"
    made = typed(store, form.bytes(), {(DOSSIERS, "D6"): "44"})
    assert cell(made.data, DOSSIERS, "D6").value == "44"
    assert handed(store, made.data).accepted


def test_a_blank_cell_and_one_without_an_element_are_filled(store: Store) -> None:
    form = good_form(store)
    del form.sheet("dossiers")._cells[6, 4]
    made = typed(store, form.bytes(), {(DOSSIERS, "D6"): "44"})
    assert cell(made.data, DOSSIERS, "D6").value == 44
    assert handed(store, made.data).accepted


def test_nothing_is_taken_for_a_change_but_a_change(store: Store) -> None:
    data = good_form(store).put(DOSSIERS, "D6", "bốn mươi").bytes()
    cells = asked(store, data).cells
    assert changes(cells, {(DOSSIERS, "D6"): " bốn  mươi "}) == []
    assert changes(cells, {}) == []
    assert changes(cells, {("Bìa", "B5"): "khác", (DOSSIERS, "A1"): "x"}) == []
    ((each, text),) = changes(cells, {(DOSSIERS, "D6"): "4" * 600})
    assert len(text) == 500
    with pytest.raises(ValueError, match="0 cells"):
        mend(store, data, NAME, [])
    with pytest.raises(ValueError, match="31 cells"):
        mend(store, data, NAME, [(each, "1")] * 31)


def test_what_is_wrong_after_mending_is_told_and_mended_again(store: Store) -> None:
    data = good_form(store).put(DOSSIERS, "D6", "bốn mươi").put(TASKS, "D6", "mai").bytes()
    first = typed(store, data, {(DOSSIERS, "D6"): "44"})
    outcome = handed(store, first.data, dry_run=True)
    assert [each.cell for each in outcome.findings] == ["D6"]
    cells = wrong_cells(store, first.data, first.file_name, outcome.findings).cells
    changed = changes(cells, {(TASKS, "D6"): "10/03/2022"})
    second = mend(store, first.data, first.file_name, changed, first.mends)
    assert second.file_name == first.file_name
    assert second.mends.original_sha256 == files.digest(data)
    assert [(each.sheet, each.written, each.typed) for each in second.mends.cells] == [
        (DOSSIERS, "bốn mươi", "44"), (TASKS, "mai", "10/03/2022"),
    ]  # fmt: skip
    outcome = handed(store, second.data, mends=second.mends)
    assert outcome.receipt is not None
    assert outcome.receipt.sha256 == files.digest(second.data)
    assert files.path_of(store.data_dir, outcome.receipt.sha256).read_bytes() == second.data
    noted = store.query("select distinct original_sha256, original_name from raw_submission__mend")
    assert noted.rows() == [(files.digest(data), NAME)]


def test_a_cell_mended_twice_remembers_what_the_file_held(store: Store) -> None:
    data = good_form(store).put(DOSSIERS, "D6", "bốn mươi").bytes()
    first = typed(store, data, {(DOSSIERS, "D6"): "bốn tư"})
    again = changes(asked(store, first.data).cells, {(DOSSIERS, "D6"): "44"})
    second = mend(store, first.data, first.file_name, again, first.mends)
    ((written, now),) = [(each.written, each.typed) for each in second.mends.cells]
    assert (written, now) == ("bốn mươi", "44")


def test_too_many_cells_are_not_mended_on_the_screen(store: Store) -> None:
    rows = [{"task_code": f"NV{n}", "task_name": "Việc", "due_date": "mai"} for n in range(11)]
    found = asked(store, empty_form(store).rows("tasks", rows).bytes())
    assert found.cells == ()
    assert "không quá 30 ô" in found.why_not


@pytest.mark.parametrize("fault", ["header", "measure", "cover"])
def test_what_no_value_mends_is_left_to_the_file(store: Store, fault: str) -> None:
    form = good_form(store)
    if fault == "header":
        form.put(DOSSIERS, "D4", None)
    elif fault == "measure":
        form.put(RESULTS, "A5", "par_clas")
    else:
        form.put("Bìa", "B6", "không có")
    found = asked(store, form.put(TASKS, "D6", "mai").bytes())
    assert found == Mendable()


def test_a_formula_among_the_figures_is_left_to_the_spreadsheet(store: Store) -> None:
    """Its value would be the one from before the mending, and nobody would see it."""
    form = good_form(store).put(DOSSIERS, "D6", "bốn mươi").put(DOSSIERS, "B5", "=60+60")
    data = _with_value(form, b"<f>60+60</f><v />", b"<f>60+60</f><v>120</v>")
    found = asked(store, data)
    assert found.cells == ()
    assert f"trang “{DOSSIERS}”, ô B5" in found.why_not


def test_a_wrong_formula_gives_way_to_what_is_typed(store: Store) -> None:
    form = good_form(store).put(DOSSIERS, "D6", "=40+4")
    data = _with_chain(form.bytes())
    made = typed(store, data, {(DOSSIERS, "D6"): "44"})
    parts = members(made.data)
    assert "xl/calcChain.xml" not in parts
    assert b"calcChain" not in parts["[Content_Types].xml"]
    assert b"calcChain" not in parts["xl/_rels/workbook.xml.rels"]
    assert cell(made.data, DOSSIERS, "D6").value == 44
    assert handed(store, made.data).accepted


def test_a_formula_of_several_cells_becomes_a_new_form(store: Store) -> None:
    form = good_form(store).put(DOSSIERS, "D6", "=40+4")
    shared = b'<f t="shared" ref="D6:D7" si="0">40+4</f>'
    data = _with_value(form, b"<f>40+4</f>", shared)
    made = typed(store, data, {(DOSSIERS, "D6"): "44"})
    assert not made.is_copy
    assert cell(made.data, DOSSIERS, "D6").value == 44
    assert handed(store, made.data, mends=made.mends).accepted


def _with_value(form: Form, old: bytes, new: bytes) -> bytes:
    parts = members(form.bytes())
    (name,) = [name for name, part in parts.items() if old in part]
    return zipped(parts | {name: parts[name].replace(old, new)})


def _with_chain(data: bytes) -> bytes:
    parts = members(data)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
    content = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    names = {
        "xl/_rels/workbook.xml.rels": (
            b"</Relationships>",
            f'<Relationship Id="rIdC" Type="{kind}" Target="calcChain.xml"/></Relationships>',
        ),
        "[Content_Types].xml": (
            b"</Types>",
            f'<Override PartName="/xl/calcChain.xml" ContentType="{content}"/></Types>',
        ),
    }
    new = {name: parts[name].replace(old, text.encode()) for name, (old, text) in names.items()}
    return zipped(parts | new | {"xl/calcChain.xml": b'<calcChain><c r="D6" i="4"/></calcChain>'})


def test_a_mended_file_is_bounded_like_any_other(store: Store) -> None:
    outcome = handed(store, b"%PDF-1.7", dry_run=True)
    assert wrong_cells(store, b"%PDF-1.7", NAME, outcome.findings) == Mendable()


def test_a_file_without_mending_names_no_original(handed_in: Store) -> None:
    assert handed_in.query("from raw_submission__mend").is_empty()
    read = handed_in.query(
        "select sheet_count, criterion_count, criterion_asked from raw_submission__reading"
    )
    assert read.row(0)[0] >= 5
    assert read.row(0)[1] <= read.row(0)[2]


def test_an_old_spreadsheet_comes_back_as_a_new_form(store: Store) -> None:
    """What is read from .ods or .xls is typed into the form that we hand out."""
    workbook = read_workbook(good_form(store).put(DOSSIERS, "D6", "bốn mươi").bytes(), NAME)
    data = _as_ods(workbook)
    outcome = submit_workbook(store, data, "cũ.ods", actor="văn thư", dry_run=True)
    assert [each.cell for each in outcome.findings] == ["D6"], outcome.findings
    found = wrong_cells(store, data, "cũ.ods", outcome.findings)
    made = mend(store, data, "cũ.ods", changes(found.cells, {(DOSSIERS, "D6"): "44"}))
    assert (made.is_copy, made.file_name) == (False, "cũ-da-sua.xlsx")
    assert made.mends == Mends(files.digest(data), "cũ.ods", made.mends.cells)
    assert handed(store, made.data, mends=made.mends).accepted


def _as_ods(workbook: Any) -> bytes:
    from tests.old_formats import ods

    tables = []
    for sheet in workbook.sheets:
        rows = []
        for row in range(1, sheet.n_rows + 1):
            line = []
            for column in range(1, sheet.n_columns + 1):
                found = sheet.cells.get((row, column))
                text = (
                    "" if found is None else found.text.replace("&", "&amp;").replace("<", "&lt;")
                )
                kind = "string"
                line.append(
                    f'<table:table-cell office:value-type="{kind}"><text:p>{text}</text:p>'
                    "</table:table-cell>"
                    if text
                    else "<table:table-cell/>"
                )
            rows.append(f"<table:table-row>{''.join(line)}</table:table-row>")
        tables.append(f'<table:table table:name="{sheet.name}">{"".join(rows)}</table:table>')
    return ods("".join(tables))


def test_the_limits_are_whole_and_complete() -> None:
    assert mending().amount("cells") == 30
    text = '[[limit]]\ncode = "cells"\namount = "{0}"\nours = true\nbasis = "x"\n'
    assert limits.read(text.format(30), "cells").amount("cells") == 30
    with pytest.raises(ValueError, match="exactly"):
        limits.read(text.format(30), "cells", "rows")
    for amount in (2.5, 0):
        with pytest.raises(ValueError, match="whole"):
            limits.read(text.format(amount), "cells")
