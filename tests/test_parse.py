"""Vietnamese numbers, dates, yes/no and choices: exact, noted when repaired, never guessed."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.parse import (
    Parsed,
    Unparsed,
    canonical,
    parse_choice,
    parse_count,
    parse_date,
    parse_decimal,
    parse_number,
    parse_percent,
    parse_yes_no,
)
from etl.workbook import CellKind
from schemas.findings import catalogue

KINDS: tuple[CellKind, ...] = (
    "text",
    "number",
    "percent",
    "date",
    "bool",
    "error",
    "formula_without_value",
)


@pytest.mark.parametrize(
    ("text", "value", "note"),
    [
        ("98,5", "98.5", None),
        (" 98,5 ", "98.5", None),
        ("98.5", "98.5", "đã hiểu “98.5” là 98,5"),
        ("98,5 %", "98.5", "đã hiểu “98,5 %” là 98,5"),
        ("97.5%", "97.5", "đã hiểu “97.5%” là 97,5"),
        ("1.234,5", "1234.5", "đã hiểu “1.234,5” là 1234,5"),
        ("1,234.5", "1234.5", "đã hiểu “1,234.5” là 1234,5"),
        ("1.234.567", "1234567", "đã hiểu “1.234.567” là 1234567"),
        ("1 234", "1234", "đã hiểu “1 234” là 1234"),
        ("1\u00a0234,5", "1234.5", "đã hiểu “1 234,5” là 1234,5"),
        ("0,975", "0.975", None),
        ("1234,567", "1234.567", None),
        ("1,2340", "1.234", None),
        ("-5", "-5", None),
        ("\u22125", "-5", "đã hiểu “−5” là -5"),
        ("+5", "5", "đã hiểu “+5” là 5"),
        ("98\u200b,5", "98.5", "đã hiểu “98 ,5” là 98,5"),
        ("007", "7", "đã hiểu “007” là 7"),
    ],
)
def test_numbers(text: str, value: str, note: str | None) -> None:
    assert parse_number(text) == Parsed(Decimal(value), note)


@pytest.mark.parametrize("text", ["1.234", "1,234", "98,500", "12.345", "98,500 %", "-1.234"])
@pytest.mark.parametrize("parse", [parse_number, parse_decimal, parse_count, parse_percent])
def test_two_readings_are_asked_about(text: str, parse: Callable[..., Any]) -> None:
    found = parse(text)
    assert isinstance(found, Unparsed)
    assert found.code == "value.ambiguous_number"


def test_the_readings_offered_are_clear_themselves() -> None:
    found = parse_decimal("1.234")
    assert isinstance(found, Unparsed)
    assert found.expected_text == "viết rõ là 1234 hay là 1,2340"
    assert parse_decimal("1234") == Parsed(Decimal(1234))
    assert parse_decimal("1,2340") == Parsed(Decimal("1.2340"))


def test_a_true_number_cell_is_never_ambiguous() -> None:
    assert parse_number("1.234", kind="number") == Parsed(Decimal("1.234"))
    assert parse_count("1234", kind="number") == Parsed(1234)
    assert parse_percent("97.5%", kind="percent") == Parsed(Decimal("97.5"))
    assert parse_percent("0.125%", kind="percent") == Parsed(Decimal("0.125"))


@pytest.mark.parametrize(
    "text",
    ["abc", "1.2.3", "1,2,3", "1.23,4", "12.34.567", "1,234.5.6", ".5", "5.", "98 điểm", "1e5", "%",
     "-", "--5", "1 23", "½", "１２", "9" * 41, "1/2", "(5)", "5%%", "\u202e5"],
)  # fmt: skip
def test_what_is_no_number(text: str) -> None:
    found = parse_number(text)
    assert isinstance(found, Unparsed)
    assert found.code == "value.not_number"


@pytest.mark.parametrize(
    ("parse", "text", "kind", "code"),
    [
        (parse_count, "12,5", "text", "value.not_whole"),
        (parse_count, "-3", "number", "value.negative"),
        (parse_count, "12%", "text", "value.unexpected_percent"),
        (parse_decimal, "97.5%", "percent", "value.unexpected_percent"),
        (parse_decimal, "2022-04-03", "date", "value.date_not_number"),
        (parse_count, "TRUE", "bool", "value.not_number"),
        (parse_percent, "#REF!", "error", "value.cell_error"),
        (parse_percent, "", "formula_without_value", "value.formula_without_value"),
        (parse_date, "#N/A", "error", "value.cell_error"),
        (parse_yes_no, " \u00a0", "text", "value.missing"),
        (parse_date, "x" * 201, "text", "value.too_long"),
        (parse_date, "31/02/2022", "text", "value.impossible_date"),
        (parse_date, "03/14/2022", "text", "value.impossible_date"),
        (parse_date, "1900-02-29", "date", "value.impossible_date"),
        (parse_date, "14/03/2999", "text", "value.impossible_date"),
        (parse_date, "14/3/22", "text", "value.short_year"),
        (parse_date, "14-3/2022", "text", "value.not_date"),
        (parse_date, "44634", "text", "value.not_date"),
        (parse_date, "2022", "number", "value.not_date"),
        (parse_date, "08:30:00", "date", "value.not_date"),
        (parse_yes_no, "khong", "text", "value.not_yes_no"),
        (parse_yes_no, "co", "text", "value.not_yes_no"),
        (parse_yes_no, "1", "number", "value.not_yes_no"),
        (parse_yes_no, "-", "text", "value.not_yes_no"),
    ],
)
def test_refused_values(parse: Callable[..., Any], text: str, kind: CellKind, code: str) -> None:
    found = parse(text, kind=kind)
    assert isinstance(found, Unparsed)
    assert found.code == code
    sentence = found.finding(sheet="Quý I", cell="B7", criterion="1.1")
    assert (sentence.code, sentence.sheet, sentence.cell) == (code, "Quý I", "B7")
    assert found.expected_text in sentence.message


def test_a_whole_number_may_be_written_with_zeros() -> None:
    assert parse_count("12,0") == Parsed(12)
    assert parse_count("1 234") == Parsed(1234, "đã hiểu “1 234” là 1234")


def test_a_bare_fraction_of_a_percent_is_noted() -> None:
    assert parse_percent("0.975", kind="number") == Parsed(
        Decimal("0.975"), "đã hiểu “0.975” là 0,975 %, không phải 97,5 %"
    )
    assert parse_percent("1", kind="number") == Parsed(Decimal(1))
    assert parse_percent("0", kind="number") == Parsed(Decimal(0))


@pytest.mark.parametrize(
    ("text", "kind", "note"),
    [
        ("14/03/2022", "text", None),
        ("14/3/2022", "text", None),
        ("14-3-2022", "text", None),
        ("14.03.2022", "text", None),
        ("2022-03-14", "text", None),
        ("Ngày 14 tháng 3 năm 2022", "text", None),
        (unicodedata.normalize("NFD", "ngày 14 tháng 03 năm 2022"), "text", None),
        ("2022-03-14", "date", None),
        ("2022-03-14T08:30:00", "date", "đã bỏ phần giờ trong “2022-03-14T08:30:00”"),
        ("44634", "number", "đã hiểu số 44634 là ngày 14/03/2022"),
    ],
)
def test_dates(text: str, kind: CellKind, note: str | None) -> None:
    assert parse_date(text, kind=kind) == Parsed(date(2022, 3, 14), note)


@pytest.mark.parametrize("text", ["có", "CÓ", unicodedata.normalize("NFD", "Có"), " x ", "X", "✓",
                                  "✔️", "đạt", "TRUE"])  # fmt: skip
def test_yes(text: str) -> None:
    found = parse_yes_no(text, kind="bool" if text == "TRUE" else "text")
    assert isinstance(found, Parsed)
    assert found.value is True
    assert (found.note is None) == (unicodedata.normalize("NFC", text).casefold() == "có")


@pytest.mark.parametrize("text", ["không", "KHÔNG", "Chưa đạt", "chưa", "FALSE"])
def test_no(text: str) -> None:
    found = parse_yes_no(text, kind="bool" if text == "FALSE" else "text")
    assert isinstance(found, Parsed)
    assert found.value is False


CHOICES = {"tot": "Hoàn thành tốt", "hoa": "Văn hóa", "kha": "Khá", "kha2": "Khả"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Hoàn thành tốt", "tot"),
        ("  hoàn  THÀNH tốt", "tot"),
        (unicodedata.normalize("NFD", "Hoàn thành tốt"), "tot"),
        ("Văn hoá", "hoa"),
        ("tot", "tot"),
        ("khả", "kha2"),
    ],
)
def test_choices(text: str, code: str) -> None:
    assert parse_choice(text, CHOICES) == Parsed(code)


def test_a_choice_without_accents_is_only_suggested() -> None:
    found = parse_choice("hoan thanh tot", CHOICES)
    assert found == Unparsed(
        "value.not_in_list", "hoan thanh tot", "viết đúng dấu, có phải là “Hoàn thành tốt”?"
    )
    several = parse_choice("khà", CHOICES)
    assert isinstance(several, Unparsed)
    assert several.expected_text == "một trong: Hoàn thành tốt; Văn hóa; Khá; Khả"
    twins = parse_choice("khá", {"a": "Khá", "b": "KHÁ"})
    assert isinstance(twins, Unparsed)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("98.50"), "98.5"),
        (Decimal("1E+3"), "1000"),
        (Decimal("-0"), "0"),
        (Decimal("1E-7"), "0.0000001"),
        (120, "120"),
        (True, "yes"),
        (False, "no"),
        (date(2022, 3, 14), "2022-03-14"),
        ("tot", "tot"),
    ],
)
def test_canonical(value: Any, text: str) -> None:
    assert canonical(value) == text


def grouped(whole: str, sign: str) -> str:
    """Return digits in groups of three."""
    return f"{int(whole):,}".replace(",", sign)


decimals = st.decimals(-(10**12), 10**12, places=2) | st.decimals(-(10**6), 10**6, places=4)


@given(decimals, st.sampled_from(["", ".", " ", "\u00a0"]), st.sampled_from(["", "%", " %"]))
def test_what_is_formatted_comes_back(value: Decimal, sign: str, percent: str) -> None:
    whole, rest = format(abs(value), "f").split(".")
    text = f"{'-' if value < 0 else ''}{grouped(whole, sign)},{rest}{percent}"
    found = parse_number(text)
    assert isinstance(found, Parsed)
    assert found.value == value
    assert Decimal(canonical(found.value)) == value
    assert parse_number(canonical(value), kind="number") == Parsed(found.value.normalize())


@given(st.integers(1, 999), st.integers(0, 999), st.sampled_from(".,"))
def test_one_sign_before_three_digits_is_never_parsed(first: int, second: int, sign: str) -> None:
    text = f"{first}{sign}{second:03}"
    for parse in (parse_number, parse_decimal, parse_count, parse_percent):
        found = parse(text)
        assert isinstance(found, Unparsed)
        assert found.code == "value.ambiguous_number"


@given(
    st.text(max_size=30) | st.text("0123456789.,-+% \u00a0/", max_size=14),
    st.sampled_from(KINDS),
)
def test_no_text_makes_a_parser_raise(text: str, kind: CellKind) -> None:
    parsers: tuple[Callable[[], Parsed[Any] | Unparsed], ...] = (
        lambda: parse_number(text, kind=kind),
        lambda: parse_decimal(text, kind=kind),
        lambda: parse_count(text, kind=kind),
        lambda: parse_percent(text, kind=kind),
        lambda: parse_date(text, kind=kind),
        lambda: parse_yes_no(text, kind=kind),
        lambda: parse_choice(text, CHOICES, kind=kind),
    )
    for parse in parsers:
        found = parse()
        if isinstance(found, Unparsed):
            assert found.code in catalogue()
            assert found.finding(sheet="S", cell="A1").message
        else:
            assert canonical(found.value)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.sampled_from("/-."))
def test_dates_come_back(day: date, sign: str) -> None:
    assert parse_date(f"{day.day}{sign}{day.month}{sign}{day.year:04}") == Parsed(day)
    assert parse_date(day.isoformat()) == Parsed(day)
