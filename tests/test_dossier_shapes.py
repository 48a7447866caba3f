"""Sheets of an export in every shape: read in bulk as the general reader reads them, or by it."""

from __future__ import annotations

import datetime as dt
import random

import numpy as np
import pytest

from etl.dossier_checks import Scope, Understood, check_rows
from etl.dossier_file import read_dossiers
from etl.dossier_marks import Irregular, Piece, whole_numbers
from etl.dossier_sheet import Wanted, written
from etl.dossier_worker import read_export
from etl.dossier_xlsx import read_table
from etl.scope import everyone
from etl.workbook_scan import Archive, Limits
from etl.workbook_xlsx import Book, main_part
from schemas.dossiers import dossier_book
from tests import hostile
from tests.hostile import XML
from tests.test_dossiers import SECRET, prefixed

HEAD = ("Người nộp", "Mã hồ sơ", "Lĩnh vực", "Đơn vị",
        "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày trả kết quả")  # fmt: skip
SHARED = (*HEAD, SECRET, "Hộ tịch", "Xã Ninh Quang", "04/01/2022", "x &amp; y", " đất_x0041_ ")
STYLES = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
WANTED = Wanted(
    {each.code: each.headings for each in dossier_book().column},
    tuple(each.code for each in dossier_book().column if each.is_day),
    (),
)
TEXTS = (
    ' t="s"><v>8</v></c>', ' t="s"><v>9</v></c>', ' s="0" t="s"><v>12</v></c>',
    ' t="inlineStr"><is><t>a &amp; b</t></is></c>', ' t="str"><f>A1</f><v>mã</v></c>',
    ' t="inlineStr"><is><t xml:space="preserve"> _x0041_ạ </t></is></c>', "><v>17</v></c>",
    ' t="e"><v>#REF!</v></c>', ' t="e"><f>1/0</f><v>#DIV/0!</v></c>', "/>", "></c>",
    "><v></v></c>", "><v/></c>",
)  # fmt: skip
DAYS = (
    ' s="1"><v>44600</v></c>', ' s="1"><v>44600.35416</v></c>', "><v>44601</v></c>",
    ' s="1"><f>TODAY()</f><v>44602</v></c>', ' s="1"><f t="shared" si="0"/><v>44603</v></c>',
    ' s="1" t="n"><v>4.4604E4</v></c>', ' t="s"><v>10</v></c>', ' t="d"><v>2022-01-05</v></c>',
    ' t="e"><v>#N/A</v></c>', ' s="1"/>', ' t="str"><v>05/01/2022 08:30</v></c>',
    "><v>446</v></c>",
)  # fmt: skip


def export(rows: str) -> bytes:
    """Return an export whose rows below the headings are given as XML."""
    head = "".join(f'<c r="{"ABCDEFG"[n]}1" t="s"><v>{n}</v></c>' for n in range(len(HEAD)))
    relation = '<Relationship Id="s" Type="x/sharedStrings" Target="/xl/sharedStrings.xml"/>'
    strings = "".join(f'<si><t xml:space="preserve">{each}</t></si>' for each in SHARED)
    return hostile.package(
        hostile.sheet_xml(f'<row r="1">{head}</row>{rows}'),
        relations=relation,
        styles=STYLES,
        extra={"xl/sharedStrings.xml": f"{XML}<sst>{strings}</sst>"},
    )


def drawn_rows(count: int) -> str:
    """Return rows whose cells have any plain shape; some rows and cells are left out."""
    rng, rows, number = random.Random(31), [], 1
    for _ in range(count):
        number += rng.choice((1, 1, 1, 2, 90))
        cells = "".join(
            f'<c r="{letter}{number}"{rng.choice(TEXTS if letter < "E" else DAYS)}'
            for letter in "ABCDEFG"
            if rng.random() < 0.95
        )
        rows.append(f'<row r="{number}" spans="1:7">{cells}</row>')
    return "".join(rows)


def understood(data: bytes) -> Understood:
    scope = Scope("Kế hoạch", {}, everyone())
    return check_rows(read_dossiers(data, "ho-so.xlsx"), scope, dt.date(2022, 3, 1))


def test_every_plain_shape_is_read_as_the_general_reader_reads_it() -> None:
    data = export(drawn_rows(1500))
    archive = Archive(data, Limits())
    book = Book(archive, main_part(archive) or "")
    table = read_table(archive, book, WANTED, Limits(), lambda _rows: None)
    assert table is not None
    assert len(table.rows["row_no"]) > 1400
    ours, theirs = understood(data), understood(prefixed(data))
    assert ours.rows.equals(theirs.rows)
    assert {each.message for each in ours.findings} == {each.message for each in theirs.findings}
    assert ours.file.odd.sort("row_no", "column").equals(theirs.file.odd.sort("row_no", "column"))


def test_only_wanted_texts_leave_the_child() -> None:
    data = export(f'<row r="2"><c r="A2" t="s"><v>7</v></c><c r="B2"{TEXTS[0]}</row>')
    kind, table, _ = read_export(data, "ho-so.xlsx", WANTED, Limits())
    assert kind == "xlsx"
    assert table is not None
    assert SECRET in table.texts.listed()
    assert written(table, WANTED)[0] == ["Hộ tịch"]


def test_rows_are_whole_where_pieces_of_the_sheet_meet() -> None:
    note = "ghi chú " * 2500
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{note}</t></is></c>'
        f'<c r="B{n}" t="inlineStr"><is><t>H{n}</t></is></c></row>'
        for n in range(2, 402)
    )
    told: list[int] = []
    archive = Archive(export(rows), Limits())
    book = Book(archive, main_part(archive) or "")
    table = read_table(archive, book, WANTED, Limits(), told.append)
    assert table is not None
    assert len(told) > 2
    assert table.rows["row_no"].tolist() == list(range(2, 402))
    texts = [table.texts.listed()[place - 1] for place in table.rows["dossier_code"]]
    assert texts == [f"H{n}" for n in range(2, 402)]


IRREGULAR = {
    "a comment": '<row r="2"><!-- --><c r="B2"><v>1</v></c></row>',
    "a prefix": '<row r="2"><x:c r="B2"><v>1</v></x:c></row>',
    "a cell without a place": '<row r="2"><c><v>1</v></c></row>',
    "a place behind another attribute": '<row r="2"><c s="1" r="B2"><v>1</v></c></row>',
    "a row without a number": '<row><c r="B2"><v>1</v></c></row>',
    "a row that comes again": '<row r="2"><c r="B2"><v>1</v></c></row><row r="2"></row>',
    "a row too far down": '<row r="1048577"><c r="B1048577"><v>1</v></c></row>',
    "a cell of another row": '<row r="2"><c r="B3"><v>1</v></c></row>',
    "a cell of a longer row": '<row r="2"><c r="B21"><v>1</v></c></row>',
    "a cell twice": '<row r="2"><c r="B2"><v>1</v></c><c r="B2"><v>1</v></c></row>',
    "a cell outside rows": '<c r="B2"><v>1</v></c><row r="2"></row>',
    "two values": '<row r="2"><c r="B2"><v>1</v><v>2</v></c></row>',
    "a formula without a value": '<row r="2"><c r="B2"><f>A1</f></c></row>',
    "a formula with an empty value": '<row r="2"><c r="B2"><f>A1</f><v></v></c></row>',
    "a formula that does not end": '<row r="2"><c r="B2"><f>A1<v>1</v></c></row>',
    "rich text": '<row r="2"><c r="B2" t="inlineStr"><is><r><t>a</t></r></is></c></row>',
    "two texts": '<row r="2"><c r="B2"><is><t>a</t><t>b</t></is></c></row>',
    "a space before the value": '<row r="2"><c r="B2"> <v>1</v></c></row>',
    "a value with an attribute": '<row r="2"><c r="B2"><v xml:space="preserve">1</v></c></row>',
    "a tag cut off": '<row r="2"><c r="B2"><v>1</v></c></row><c r="B',
}


@pytest.mark.parametrize("rows", IRREGULAR.values(), ids=IRREGULAR)
def test_what_is_not_plain_is_left_to_the_general_reader(rows: str) -> None:
    with pytest.raises(Irregular):
        list((piece := Piece(rows.encode())).alike(piece.column("B")))


def test_the_last_row_and_far_columns_keep_their_names() -> None:
    def cells(name: str) -> list[str]:
        piece = Piece(f'<row r="1048576"><c r="{name}"><v>7</v></c></row>'.encode())
        found = piece.alike(piece.column("XFD"))
        return [text for _, own in found for text in piece.texts(own)]

    assert cells("XFD1048576") == ["7"]
    assert cells("XF1048576") == []
    for wrong in ("XFD1048575", "XFD104857", "XFD10485760"):
        with pytest.raises(Irregular):
            cells(wrong)


def test_one_column_cannot_have_endless_sorts_of_cells() -> None:
    rows = "".join(f'<row r="{n}"><c r="B{n}" s="{n}"><v>1</v></c></row>' for n in range(1, 80))
    piece = Piece(rows.encode())
    with pytest.raises(Irregular):
        list(piece.alike(piece.column("B")))


def test_numbers_are_those_that_python_reads() -> None:
    rng = random.Random(5)
    said = [str(rng.randrange(10 ** rng.randrange(1, 10))) for _ in range(2000)]
    said += ["".join(rng.choices("0123456789 :/.-+eE?\x7f", k=rng.randrange(1, 9))) for _ in said]
    said += ["", "9" * 8, "0" * 8]
    words = np.array([int.from_bytes(each[:8].encode().ljust(8, b"!"), "little") for each in said],
                     np.uint64)  # fmt: skip
    numbers, are_numbers = whole_numbers(words, np.array(list(map(len, said))))
    for each, number, is_number in zip(said, numbers, are_numbers, strict=True):
        assert is_number == (each.isdigit() and len(each) <= 8)
        assert not is_number or number == int(each)
