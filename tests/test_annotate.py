"""The workbook back: the user's own file, marked, listed, ready to be handed in again."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from etl.annotate import Annotated, annotate, can_annotate, without_list
from etl.annotate_list import ASKING_SHEET, LIST_SHEET, LIST_TITLE
from etl.annotate_notes import MARK
from etl.annotate_styles import COLOUR
from etl.child import IntakeFailure
from etl.submit import Outcome, submit_workbook
from etl.workbook import read_workbook
from schemas.findings import Finding, finding
from tests import hostile
from tests.conftest import Command
from tests.fill import Form, good_form
from tests.old_formats import ods, old_xls, zipped
from tests.reading import written
from warehouse.store import Store

WRONG = "Nhiệm vụ"


def refused(store: Store, data: bytes, name: str = "số liệu quý I.xlsx") -> Outcome:
    outcome = submit_workbook(store, data, name, actor="văn thư", dry_run=True)
    assert outcome.findings
    return outcome


def told(sheet: str = "Trang1", cell: str = "A1", found: str = "x") -> Finding:
    return finding("value.not_number", sheet=sheet, cell=cell, found=found, expected="một số")


def opened(marked: Annotated | bytes) -> openpyxl.Workbook:
    data = marked if isinstance(marked, bytes) else marked.data
    return openpyxl.load_workbook(io.BytesIO(data))


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def colours(book: openpyxl.Workbook) -> set[tuple[str, str]]:
    return {
        (sheet.title, cell.coordinate)
        for sheet in book.worksheets
        if not sheet.title.startswith(LIST_SHEET)
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb == COLOUR
    }


def comments(book: openpyxl.Workbook) -> dict[tuple[str, str], str]:
    return {
        (sheet.title, cell.coordinate): cell.comment.text
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }


def test_wrong_cells_are_filled_commented_and_listed_with_a_link(store: Store) -> None:
    form = good_form(store).put(WRONG, "D6", None).put("Hồ sơ TTHC", "D6", "bốn mươi")
    form.put("Hồ sơ TTHC", "B30", 7)
    outcome = refused(store, form.bytes())
    marked = annotate(form.bytes(), "số liệu quý I.xlsx", outcome.findings)
    assert (marked.file_name, marked.is_copy) == ("số liệu quý I-loi-can-sua.xlsx", True)
    book = opened(marked)
    assert book.sheetnames[:3] == [LIST_SHEET, "Bìa", WRONG]
    assert book.active.title == LIST_SHEET
    assert [sheet.title for sheet in book if sheet.sheet_view.tabSelected] == [LIST_SHEET]
    places = {(each.sheet, each.cell) for each in outcome.findings}
    assert len(places) > 5
    ours = {at for at, said in comments(book).items() if MARK in said}
    assert colours(book) == places == ours
    for each in outcome.findings:
        assert comments(book)[each.sheet, each.cell] == f"{MARK}\n{each.message}\n→ {each.action}"
    sheet = book[LIST_SHEET]
    assert sheet["A1"].value == LIST_TITLE
    rows = list(sheet.iter_rows(min_row=5, max_row=4 + len(outcome.findings)))
    for row, each in zip(rows, outcome.findings, strict=True):
        shown = (row[1].value, row[2].value, row[3].value, row[4].value, row[8].value)
        assert shown == (each.sheet, each.cell, each.message, each.action, each.code)
        assert row[7].value == "phải sửa"
        assert row[2].hyperlink.location == f"'{each.sheet}'!{each.cell}"
    assert sheet.column_dimensions["Z"].hidden


def test_every_value_format_and_other_part_stays(store: Store) -> None:
    form = good_form(store).put("Hồ sơ TTHC", "D6", "bốn mươi")
    data = form.bytes()
    before = opened(data)
    marked = annotate(data, "a.xlsx", refused(store, data).findings)
    after = opened(marked)
    for sheet in before.worksheets:
        copy = after[sheet.title]
        assert copy.protection.sheet == sheet.protection.sheet
        assert copy.freeze_panes == sheet.freeze_panes
        assert len(copy.data_validations.dataValidation) == len(
            sheet.data_validations.dataValidation
        )
        for row in sheet.iter_rows():
            for cell in row:
                other = copy[cell.coordinate]
                assert other.value == cell.value
                for look in ("number_format", "font", "border", "protection", "alignment"):
                    assert repr(getattr(other, look)) == repr(getattr(cell, look))
    old, new = members(data), members(marked.data)
    changed = {name for name in old if old[name] != new[name]}
    touched = {name.rpartition("/")[2] for name in changed}
    assert touched <= {
        "[Content_Types].xml", "styles.xml", "workbook.xml", "workbook.xml.rels", "sheet1.xml",
        "sheet3.xml", "comment2.xml", "commentsDrawing2.vml",
    }  # fmt: skip


def crowded() -> bytes:
    """A workbook with what libraries lose: a text box, a chart, a picture, names, a comment."""

    def fill(book: xlsxwriter.Workbook) -> None:
        first, second = book.add_worksheet("Trang1"), book.add_worksheet("Trang hai's")
        yellow = book.add_format({"bg_color": "#FFFF00", "bold": True})
        first.write_string("A1", "x", yellow)
        first.write_formula("B1", "=SUM(C1:C9)", None, 12)
        first.write_comment("A1", "Lời của tôi <b>&</b>", {"author": "Văn thư"})
        first.write_comment("B1", "Chỗ khác")
        first.insert_textbox("E5", "Hộp chữ")
        first.repeat_rows(0)
        second.set_row(2, None, yellow)
        second.set_column("D:D", None, yellow)
        second.write_rich_string("A1", "một ", yellow, "hai")
        second.print_area("A1:C3")
        second.activate()
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Trang1!$C$1:$C$9"})
        second.insert_chart("F2", chart)
        book.define_name("Tong", "=Trang1!$B$1")

    return written(fill)


def test_text_boxes_charts_names_and_the_users_comments_stay() -> None:
    data = crowded()
    found = (told(), told("Trang hai's", "D3"), told("Trang hai's", "D9", "=cmd|'/c calc'!A0"))
    marked = annotate(data, "a.xlsx", found)
    old, new = members(data), members(marked.data)
    kept = [name for name in old if "drawing" in name or "chart" in name or "sharedS" in name]
    assert len(kept) > 4
    assert [name for name in kept if old[name] != new[name]] == []
    book = opened(marked)
    words = comments(book)
    assert words["Trang1", "A1"].startswith(f"Lời của tôi <b>&</b>\n\n{MARK}\n")
    assert words["Trang1", "B1"] == "Chỗ khác"
    assert book["Trang1"]["B1"].value == "=SUM(C1:C9)"
    assert book["Trang1"]["A1"].font.bold
    # a blank cell put in takes the look of its row or column
    assert book["Trang hai's"]["D3"].font.bold
    assert book["Trang hai's"]["D9"].font.bold
    assert book["Trang hai's"].print_area == "'Trang hai''s'!$A$1:$C$3"
    assert book["Trang1"].print_title_rows == "$1:$1"
    assert set(book.defined_names) == {"Tong"}
    names = [name for name in new if name.startswith("xl/worksheets/sheet")]
    assert not any(b"<f>" in new[name] for name in names if name not in old)
    assert b"calc" in new[next(name for name in names if name not in old)]


def test_marking_again_replaces_our_marks() -> None:
    first = annotate(crowded(), "a.xlsx", (told(), told("Trang hai's", "D3")))
    second = annotate(first.data, first.file_name, (told("Trang1", "B1"),))
    assert second.file_name == "a-loi-can-sua.xlsx"
    book = opened(second)
    assert book.sheetnames == [LIST_SHEET, "Trang1", "Trang hai's"]
    assert colours(book) == {("Trang1", "B1")}
    assert book["Trang1"]["A1"].fill.fgColor.rgb == "FFFFFF00"
    assert book["Trang hai's"]["D3"].fill.fgColor.rgb == "FFFFFF00"
    words = comments(book)
    assert words["Trang1", "A1"] == "Lời của tôi <b>&</b>"
    assert words["Trang1", "B1"].count(MARK) == 1
    assert ("Trang hai's", "D3") not in words
    drawing = members(second.data)["xl/drawings/vmlDrawing1.vml"]
    assert drawing.count(b'ObjectType="Note"') == 2
    again = annotate(second.data, second.file_name, (told("Trang1", "B1"),))
    assert comments(opened(again)) == words
    assert len(again.data) - len(second.data) < 50
    third = annotate(again.data, "a.xlsx", (told("Trang1", "C4"),))
    assert comments(opened(third))["Trang1", "B1"] == "Chỗ khác"
    assert opened(third)["Trang1"]["B1"].fill.fill_type is None


def test_marks_survive_another_program_and_are_replaced_all_the_same() -> None:
    """Saved by another library in between: other styles, other parts, the same cells."""
    first = opened(annotate(crowded(), "a.xlsx", (told(),)))
    out = io.BytesIO()
    first.save(out)
    book = opened(annotate(out.getvalue(), "a.xlsx", (told("Trang1", "B1"),)))
    assert book.sheetnames == [LIST_SHEET, "Trang1", "Trang hai's"]
    assert colours(book) == {("Trang1", "B1")}
    assert book["Trang1"]["A1"].fill.fgColor.rgb == "FFFFFF00"
    assert comments(book)["Trang1", "A1"] == "Lời của tôi <b>&</b>"


def test_a_marked_file_is_read_as_if_it_were_not_marked(store: Store) -> None:
    form = good_form(store).put("Hồ sơ TTHC", "D6", "bốn mươi")
    form.book["Hồ sơ TTHC"]["D6"].fill = PatternFill("solid", fgColor="FF00FF00")
    form.book["Hồ sơ TTHC"]["D6"].comment = Comment("Hỏi lại phòng TN&MT", "Văn thư")
    first = refused(store, form.bytes())
    marked = annotate(form.bytes(), "a.xlsx", first.findings)
    second = refused(store, marked.data)
    assert (second.findings, second.read_summary) == (first.findings, first.read_summary)
    mended = Form(marked.data).put("Hồ sơ TTHC", "D6", 44)
    outcome = submit_workbook(store, mended.bytes(), marked.file_name, actor="văn thư")
    assert outcome.accepted
    kept = store.query("select distinct sheet from raw_submission__cell where sheet like 'Lỗi%'")
    assert kept.is_empty()


def test_a_sheet_of_the_users_with_that_name_is_left_alone() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet(LIST_SHEET).write_string("A1", "của tôi")

    marked = annotate(written(fill), "a.xlsx", (told(LIST_SHEET, "A1"),))
    book = opened(marked)
    assert book.sheetnames == [f"{LIST_SHEET} (2)", LIST_SHEET]
    assert book[LIST_SHEET]["A1"].value == "của tôi"
    again = opened(annotate(marked.data, "a.xlsx", (told(LIST_SHEET, "A1"),)))
    assert again.sheetnames == [f"{LIST_SHEET} (2)", LIST_SHEET]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (old_xls(), "cũ.xls"),
        (ods('<table:table table:name="T"><table:table-row><table:table-cell '
             'office:value-type="string"><text:p>=1+1</text:p></table:table-cell>'
             "</table:table-row></table:table>"), "mở.ods"),
        ("Mã;Số\n=HYPERLINK(1);1.234\n".encode(), "chữ.csv"),
        (hostile.small_xlsx(), "không có kiểu.xlsx"),
    ],
)  # fmt: skip
def test_other_formats_come_back_as_values(data: bytes, name: str) -> None:
    read = read_workbook(data, name)
    sheet = read.sheets[0].name
    marked = annotate(data, name, (told(sheet, "B2"),))
    assert not marked.is_copy
    assert marked.file_name.endswith("-loi-can-sua.xlsx")
    back = read_workbook(marked.data, marked.file_name)
    assert back.sheets[0].name == LIST_SHEET
    texts = {cell.address: cell.text for cell in back.sheets[1].cells.values()}
    assert (
        texts.items()
        >= {cell.address: cell.text for cell in read.sheets[0].cells.values() if cell.text}.items()
    )
    assert not any(cell.is_formula for each in back.sheets for cell in each.cells.values())
    assert colours(opened(marked)) == {(sheet, "B2")}


def test_a_comments_part_that_is_none_comes_back_as_values() -> None:
    """Found by mutated files: the part of comments held something else."""
    parts = members(crowded())
    part = next(name for name in parts if "comments" in name)
    data = zipped(parts | {part: parts["xl/styles.xml"]})
    marked = annotate(data, "a.xlsx", (told(),))
    assert not marked.is_copy
    assert colours(opened(marked)) == {("Trang1", "A1")}


def test_a_range_and_several_cells_are_all_marked() -> None:
    marked = annotate(crowded(), "a.xlsx", (told(cell="B2:C3"), told(cell="E1, F1")))
    assert {cell for _, cell in colours(opened(marked))} == {"B2", "C2", "B3", "C3", "E1", "F1"}
    found = comments(opened(marked))
    assert "→" in found["Trang1", "B2"]
    assert "→" not in found["Trang1", "C3"]


def test_findings_without_a_cell_or_sheet_are_listed() -> None:
    found = (
        finding("form.missing_sheet", sheet="Nhiệm vụ", found="“Trang1”"),
        finding("form.missing_header", sheet="Trang1", cell="A1", expected="“Mã”"),
        finding("form.nothing_filled", file="a.xlsx"),
    )
    sheet = opened(annotate(crowded(), "a.xlsx", found))[LIST_SHEET]
    assert [sheet.cell(row, 4).value for row in (5, 6, 7)] == [each.message for each in found]
    assert sheet["B5"].hyperlink is None
    assert sheet["C6"].hyperlink.location == "'Trang1'!A1"


def test_a_very_long_sheet_is_only_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    from etl import annotate_worker
    from etl.workbook_scan import Limits

    monkeypatch.setattr(annotate_worker, "MAX_PART", 100)
    monkeypatch.setattr(annotate_worker, "MAX_MARKED", 1)
    found = [{**told().as_dict(), "severity": "phải sửa"}] * 2
    book = opened(annotate_worker.annotated(crowded(), found, Limits())[0])
    assert colours(book) == set()
    assert "Trang “Trang1” quá dài" in book[LIST_SHEET]["A2"].value
    assert "chỉ tô màu 1 ô đầu" in book[LIST_SHEET]["A2"].value


def test_no_copy_of_a_file_that_could_not_be_read(store: Store) -> None:
    for build, name, _ in hostile.REFUSED.values():
        if name.startswith("nộp.xlsx"):
            outcome = submit_workbook(store, build(), name, actor="văn thư", dry_run=True)
            assert not can_annotate(outcome.findings)
    assert not can_annotate(())


@pytest.mark.parametrize("case", ["far corners", "billion laughs", "zip bomb"])
def test_a_hostile_file_harms_only_the_child(case: str) -> None:
    """Even asked for what was refused, the marking child ends in an answer of ours."""
    from schemas.findings import Refusal

    with pytest.raises((Refusal, IntakeFailure)):
        annotate(hostile.REFUSED[case][0](), "a.xlsx", (told(),))


def test_the_command_writes_the_marked_copy(thidua: Command, store: Store, tmp_path: Path) -> None:
    data = good_form(store).put("Hồ sơ TTHC", "D6", "bốn mươi").bytes()
    store.close()
    file, target = tmp_path / "nộp.xlsx", tmp_path / "sai.xlsx"
    file.write_bytes(data)
    ran = thidua("submit", "--json", file, "--annotated", target, data=store.data_dir)
    assert ran.code == 2
    assert ran.document["annotated"] == str(target)
    assert opened(target.read_bytes()).sheetnames[0] == LIST_SHEET
    spoken = thidua("submit", target, "--annotated", target, data=store.data_dir)
    assert f"Đã ghi bản sao đánh dấu chỗ sai: {target}" in spoken.out
    nowhere = thidua("submit", file, "--annotated", tmp_path / "a" / "b", data=store.data_dir)
    assert "(mã usage.cannot_write)" in nowhere.out
    good: Any = tmp_path / "đúng.xlsx"
    good.write_bytes(Form(data).put("Hồ sơ TTHC", "D6", 44).bytes())
    ran = thidua("submit", "--json", good, "--annotated", tmp_path / "c", data=store.data_dir)
    assert (ran.code, ran.document["annotated"]) == (0, None)
    assert not (tmp_path / "c").exists()


def asking(cell: str = "B2") -> Finding:
    return finding("last.jump", sheet="Trang1", cell=cell, found="95", expected="60",
                   criterion="Hồ sơ", period="Quý I", limit="4", confirm="XN12345678")  # fmt: skip


def spoken(book: openpyxl.Workbook, sheet: str) -> str:
    return " ".join(
        str(cell.value) for row in book[sheet].iter_rows() for cell in row if cell.value
    )


def test_where_only_reasons_are_asked_nothing_is_called_wrong() -> None:
    marked = annotate(crowded(), "số liệu.xlsx", (asking(),))
    assert (marked.file_name, marked.is_asking) == ("số liệu-can-ly-do.xlsx", True)
    book = opened(marked)
    assert book.sheetnames[0] == ASKING_SHEET
    words = spoken(book, ASKING_SHEET)
    assert "sửa" not in words.lower()
    assert "chưa đúng" not in words
    assert "XN12345678" in words
    assert "“Giải trình”" in words
    assert ASKING_SHEET not in {
        each.name for each in without_list(read_workbook(marked.data, "a.xlsx")).sheets
    }


def test_a_list_changes_its_name_with_what_is_asked() -> None:
    wrong = annotate(crowded(), "a.xlsx", (told(),))
    asked = annotate(wrong.data, wrong.file_name, (asking(),))
    assert asked.file_name == "a-can-ly-do.xlsx"
    assert opened(asked).sheetnames == [ASKING_SHEET, *opened(wrong).sheetnames[1:]]
    again = annotate(asked.data, asked.file_name, (told(), asking()))
    assert (again.file_name, again.is_asking) == ("a-loi-can-sua.xlsx", False)
    assert opened(again).sheetnames == opened(wrong).sheetnames


def test_macros_come_back_as_they_are_in_a_file_that_keeps_its_ending() -> None:
    parts = members(crowded())
    types = parts["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        hostile.MACRO_TYPE.encode(),
    )
    types = types.replace(b"</Types>", b'<Override PartName="/xl/vbaProject.bin" ContentType='
                          b'"application/vnd.ms-office.vbaProject"/></Types>')  # fmt: skip
    code = bytes(range(256)) * 20
    data = zipped(parts | {"[Content_Types].xml": types, "xl/vbaProject.bin": code})
    marked = annotate(data, "có macro.xlsm", (told(),))
    assert (marked.file_name, marked.is_copy) == ("có macro-loi-can-sua.xlsm", True)
    assert members(marked.data)["xl/vbaProject.bin"] == code
    read = read_workbook(marked.data, marked.file_name)
    assert "file.macros_ignored" in read.notes
    assert colours(openpyxl.load_workbook(io.BytesIO(marked.data), keep_vba=True)) == {
        ("Trang1", "A1")
    }
