"""Stored numbers, formats and serial days as exact text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.workbook_values import date_text, format_kind, number_text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("12", "12"),
        ("0.30000000000000004", "0.3"),
        ("97.5", "97.5"),
        ("97.50", "97.5"),
        ("1E+2", "100"),
        ("-0.0", "0"),
        ("1.5E-7", "0.00000015"),
        ("98.899999999999991", "98.9"),
        ("123456789012345678", "123456789012346000"),
    ],
)
def test_numbers_keep_fifteen_digits(raw: str, text: str) -> None:
    assert number_text(raw) == text


@pytest.mark.parametrize("raw", ["", "abc", "nan", "inf", "1_0", "１２", "1e999"])
def test_what_is_no_number_is_refused(raw: str) -> None:
    with pytest.raises(ValueError, match="no number"):
        number_text(raw)


@given(st.floats(-1e15, 1e15, allow_nan=False))
def test_number_text_is_the_double_at_fifteen_digits(value: float) -> None:
    assert float(number_text(repr(value))) == float(f"{value:.15g}")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("0.00%", "p"),
        ('0.0"%"', "n"),
        ("dd/mm/yyyy", "d"),
        ("[h]:mm", "d"),
        ('#,##0\\ "₫"', "n"),
        ("[Red]0.0", "n"),
        ("General", "n"),
        ("0.00E+00", "n"),
        ("[$-42A]dd mmmm yyyy", "d"),
        ("0;[Red]-0%", "n"),
    ],
)
def test_what_a_number_format_shows(code: str, kind: str) -> None:
    assert format_kind(code) == kind


@pytest.mark.parametrize(
    ("raw", "is_1904", "text"),
    [
        ("44634", False, "2022-03-14"),
        ("43172", True, "2022-03-14"),
        ("0", True, "1904-01-01"),
        ("1", False, "1900-01-01"),
        ("59", False, "1900-02-28"),
        ("60", False, "1900-02-29"),
        ("61", False, "1900-03-01"),
        ("0.5", False, "12:00:00"),
        ("44634.999999999", False, "2022-03-15"),
    ],
)
def test_serial_days(raw: str, is_1904: bool, text: str) -> None:
    assert date_text(raw, is_1904) == text
