"""Separated text: every usual encoding and separator, at the places a spreadsheet shows."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.csv_text import find_separator
from etl.workbook import read_workbook
from etl.workbook_scan import Limits
from etl.workbook_worker import answer
from tests.reading import refusal, shown

TEXT = 'Mã;Tên;Tỷ lệ\nA;"Xã Hoà; Bình";98,5\n\nB;Đặng Lễ;97,5\n'
CELLS = {
    "A1": "Mã", "B1": "Tên", "C1": "Tỷ lệ",
    "A2": "A", "B2": "Xã Hoà; Bình", "C2": "98,5",
    "A4": "B", "B4": "Đặng Lễ", "C4": "97,5",
}  # fmt: skip


def windows_1258(text: str) -> bytes:
    """Return text as Windows-1258 writes it: marked letters, then the tone as a sign of its own."""
    parts = []
    for char in text:
        try:
            parts.append(char.encode("cp1258"))
        except UnicodeEncodeError:
            first, tone = unicodedata.normalize("NFD", char)[0], char
            marks = unicodedata.normalize("NFD", char)[1:]
            tone = next(mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323")
            letter = unicodedata.normalize("NFC", first + marks.replace(tone, ""))
            parts.append((letter + tone).encode("cp1258"))
    return b"".join(parts)


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        "".join(["sep=;\r\n", TEXT]).encode(),
        windows_1258(TEXT),
        TEXT.replace("\n", "\r\n").encode(),
    ],
)
def test_every_encoding_gives_the_same_cells(data: bytes) -> None:
    book = read_workbook(data, "số liệu.csv")
    assert book.format == "csv"
    assert [sheet.name for sheet in book.sheets] == ["CSV"]
    assert shown(book) == {place: ("text", text) for place, text in CELLS.items()}
    is_old = b"\xcc" in data and not data.startswith((b"\xef", b"\xff", b"\xfe"))
    assert book.notes == (("file.read_as_windows_1258",) if is_old else ())


def test_only_the_old_encoding_is_composed() -> None:
    written_apart = unicodedata.normalize("NFD", "Lễ")
    assert shown(read_workbook(written_apart.encode(), "a.csv")) == {"A1": ("text", written_apart)}
    assert shown(read_workbook(windows_1258("Lễ ổn"), "a.csv")) == {"A1": ("text", "Lễ ổn")}


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("Mã;Điểm\nA;98,5\nB;97,5", ";"),
        ("Mã,Điểm\nA,98.5\nB,97.5", ","),
        ('Mã,Điểm\nA,"98,5"\nB,"97,5"', ","),
        ("Mã\tĐiểm\nA\t98,5\nB\t97,5", "\t"),
        ("1,5;2,5\n3,5;4,5", ";"),
        ("Bảng điểm; quý I\n\nMã,Tên,Điểm\nA,x,1\nB,y,2\nC,z,3", ","),
        ("Điểm\n98,5\n97,5", "\t"),
        ("Mã", "\t"),
    ],
)
def test_separator(text: str, separator: str) -> None:
    assert find_separator(text) == separator


def test_a_column_of_decimal_commas_stays_one_column() -> None:
    assert shown(read_workbook("Điểm\n98,5\n97,5".encode(), "a.csv")) == {
        "A1": ("text", "Điểm"),
        "A2": ("text", "98,5"),
        "A3": ("text", "97,5"),
    }


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"M\xb8 x\xb7\nA;1\n", "file.wrong_encoding"),
        (b"\xff\xfeA", "file.wrong_encoding"),
        ("Mã;\ufffd\n".encode(), "file.wrong_encoding"),
        ('Mã;Tên\nA;"mở\nB;x\n'.encode(), "file.csv_quotes"),
        (b"%PDF-1.7\n1 0 obj\n", "file.not_spreadsheet"),
        (b"Mime-Version: 1.0\n", "file.html_disguised"),
    ],
)
def test_what_is_no_readable_table_is_refused(data: bytes, code: str) -> None:
    assert refusal(data, "nộp.csv") == code


def test_a_header_that_starts_like_a_zip_file_is_text() -> None:
    assert shown(read_workbook(b"PK;x", "a.csv")) == {"A1": ("text", "PK"), "B1": ("text", "x")}


def test_plain_text_under_another_name_is_no_spreadsheet() -> None:
    assert refusal("Mã;Điểm\n".encode(), "nộp.xlsx") == "file.not_spreadsheet"


def test_limits_count_filled_cells_and_rows() -> None:
    assert refusal(b"a;b\n" * 60, "a.csv", Limits(max_cells=100)) == "file.too_many_cells"
    assert refusal(b";\n" * 60 + b"a", "a.csv", Limits(max_rows=50)) == "file.too_many_cells"
    assert refusal(b";" * 16_384 + b"a", "a.csv") == "file.too_many_cells"


letters = st.characters(max_codepoint=0x2FFF, exclude_characters='"', exclude_categories=["C"])
fields = st.text(letters, min_size=1, max_size=6)


@given(st.lists(st.tuples(fields, fields, fields), min_size=2, max_size=6))
@settings(deadline=None)
def test_quoted_fields_come_back(rows: list[tuple[str, str, str]]) -> None:
    text = "\r\n".join(";".join(f'"{field}"' for field in row) for row in rows)
    found = answer(("\ufeff" + text).encode(), "a.csv", Limits())
    assert found["sheets"][0]["texts"] == [field for row in rows for field in row]
