"""Cell text to exact values as Vietnamese clerks write them; two readings are never guessed.

Every parser takes the text and the kind of its cell and returns ``Parsed`` (with a note when the
text was understood rather than read) or ``Unparsed`` (with a code of ``value.toml``). None raises.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from etl.parsed import Parsed, Unparsed, canonical, clean, refused, shown, vietnamese_number
from etl.workbook import CellKind
from schemas.vietnamese import fold, tone_normalise

__all__ = [
    "Parsed",
    "Unparsed",
    "canonical",
    "parse_choice",
    "parse_count",
    "parse_date",
    "parse_decimal",
    "parse_number",
    "parse_percent",
    "parse_yes_no",
    "vietnamese_number",
]

_MAX_NUMBER_LENGTH = 40
_YEARS = range(1900, 2200)
_SERIAL_YEARS = range(2000, 2100)

NUMBER_EXPECTED = "một số, ví dụ 98,5"
COUNT_EXPECTED = "một số đếm từ 0 trở lên, ví dụ 120"
PERCENT_EXPECTED = "một tỷ lệ phần trăm, ví dụ 98,5 hoặc 98,5 %"
DATE_EXPECTED = "một ngày dạng ngày/tháng/năm, ví dụ 14/03/2022"
YES_NO_EXPECTED = "“có” hoặc “không”"


_SPACED = re.compile(r"[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+(?:[.,][0-9]+)?")
_ONE_SIGN = re.compile(r"([0-9]+)([.,])([0-9]+)")
_GROUPED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3}){2,}|[0-9]{1,3}(?:,[0-9]{3}){2,}")
_BOTH = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+")
_TRUE_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def _magnitude(body: str) -> Decimal | str | None:
    """Return the value of unsigned digits, None if they are no number, "?" if ambiguous."""
    if body.isascii() and body.isdigit():
        return Decimal(body)
    if _SPACED.fullmatch(body):
        return Decimal(re.sub(r"\s", "", body).replace(",", "."))
    if _GROUPED.fullmatch(body):
        return Decimal(body.replace(".", "").replace(",", ""))
    if _BOTH.fullmatch(body):
        point = max(body.rfind("."), body.rfind(","))
        return Decimal(re.sub("[.,]", "", body[:point]) + "." + body[point + 1 :])
    match = _ONE_SIGN.fullmatch(body)
    if match is None:
        return None
    whole, _sign, rest = match.groups()
    if len(rest) == 3 and len(whole) <= 3 and not whole.startswith("0"):
        return "?"
    return Decimal(f"{whole}.{rest}")


@dataclass(frozen=True, slots=True)
class _Number:
    value: Decimal
    has_percent: bool
    is_repaired: bool


def _number(text: str, kind: CellKind, expected: str) -> _Number | Unparsed:
    problem = refused(text, kind, expected)
    if problem is not None:
        return problem
    if kind == "date":
        return Unparsed("value.date_not_number", shown(text), expected)
    wrong = Unparsed("value.not_number", shown(text), expected)
    body = clean(text)
    if kind in ("number", "percent"):
        plain = body.removesuffix("%")
        return (
            _Number(Decimal(plain), plain != body, False)
            if _TRUE_NUMBER.fullmatch(plain)
            else wrong
        )
    if kind == "bool" or len(body) > _MAX_NUMBER_LENGTH:
        return wrong
    unsigned = re.sub(r"^[+\-\u2212][ \u00a0]?", "", body)
    digits = re.sub(r"[ \u00a0\u202f]?%$", "", unsigned)
    value = _magnitude(digits)
    if value is None:
        return wrong
    if isinstance(value, str):
        first, second = digits.replace(".", "").replace(",", ""), digits.replace(".", ",")
        needed = f"viết rõ là {first} hay là {second}0"
        return Unparsed("value.ambiguous_number", shown(text), needed, first)
    value = value.copy_negate() if body[0] in "-\u2212" else value
    is_plain = re.fullmatch(r"-?(?:0|[1-9][0-9]*)(?:,[0-9]+)?", text.strip()) is not None
    return _Number(value, digits != unsigned, not is_plain)


def _note(text: str, number: _Number) -> str | None:
    if not number.is_repaired:
        return None
    return f"đã hiểu “{shown(text)}” là {vietnamese_number(number.value)}"


def parse_number(text: str, *, kind: CellKind = "text") -> Parsed[Decimal] | Unparsed:
    """Return a number, with or without a percent sign; 98,5 % is 98.5.

    ``1.234`` and ``1,234`` in a text cell have two readings and are refused as ambiguous; a true
    number cell never is.
    """
    number = _number(text, kind, NUMBER_EXPECTED)
    return number if isinstance(number, Unparsed) else Parsed(number.value, _note(text, number))


def parse_decimal(text: str, *, kind: CellKind = "text") -> Parsed[Decimal] | Unparsed:
    """Return a plain number such as a score; a percent sign is refused."""
    number = _number(text, kind, NUMBER_EXPECTED)
    if isinstance(number, Unparsed):
        return number
    if number.has_percent:
        return Unparsed("value.unexpected_percent", shown(text), NUMBER_EXPECTED)
    return Parsed(number.value, _note(text, number))


def parse_count(text: str, *, kind: CellKind = "text") -> Parsed[int] | Unparsed:
    """Return a whole number from 0 up; fractions, negatives and percent signs are refused."""
    number = _number(text, kind, COUNT_EXPECTED)
    if isinstance(number, Unparsed):
        return number
    found = shown(text)
    if number.has_percent:
        return Unparsed("value.unexpected_percent", found, COUNT_EXPECTED)
    if number.value != number.value.to_integral_value():
        return Unparsed("value.not_whole", found, COUNT_EXPECTED)
    if number.value < 0:
        return Unparsed("value.negative", found, COUNT_EXPECTED)
    return Parsed(int(number.value), _note(text, number))


def parse_percent(text: str, *, kind: CellKind = "text") -> Parsed[Decimal] | Unparsed:
    """Return a percentage in percent units: 98,5 and 98,5 % are both 98.5.

    A bare fraction (0,975) is taken as written, 0.975 percent, with a note: it may have been meant
    as 97.5 percent.
    """
    number = _number(text, kind, PERCENT_EXPECTED)
    if isinstance(number, Unparsed):
        return number
    is_fraction = not number.has_percent and 0 < abs(number.value) < 1
    if not is_fraction:
        return Parsed(number.value, _note(text, number))
    as_written = vietnamese_number(number.value)
    as_share = vietnamese_number(number.value.scaleb(2))
    return Parsed(
        number.value,
        f"đã hiểu “{shown(text)}” là {as_written} %, không phải {as_share} %",
    )


_DAY_FIRST = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
_YEAR_FIRST = re.compile(r"([0-9]{4})([/.-])([0-9]{1,2})\2([0-9]{1,2})")
_IN_WORDS = re.compile(r"(?:ngày )?([0-9]{1,2}) tháng ([0-9]{1,2}) năm ([0-9]{4})")
_CELL_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(T.*)?")


def parse_date(text: str, *, kind: CellKind = "text") -> Parsed[date] | Unparsed:
    """Return a day from dd/mm/yyyy (also - and .), yyyy-mm-dd, Vietnamese words or a date cell.

    A bare number cell in a column of dates is read as a serial day of the 1900 calendar when it
    falls in 2000–2099, with a note; a number written as text is refused.
    """
    problem = refused(text, kind, DATE_EXPECTED)
    if problem is not None:
        return problem
    body = " ".join(clean(text).casefold().split())
    if kind == "date":
        match = _CELL_DATE.fullmatch(clean(text))
        note = f"đã bỏ phần giờ trong “{shown(text)}”" if match and match[4] else None
        return _day(match, (1, 2, 3), text, note)
    if kind == "number":
        return _serial(body, text)
    if kind == "text" and (match := _DAY_FIRST.fullmatch(body)):
        if len(match[4]) == 2:
            return Unparsed("value.short_year", shown(text), DATE_EXPECTED)
        return _day(match, (4, 3, 1), text, None)
    if kind == "text" and (match := _YEAR_FIRST.fullmatch(body)):
        return _day(match, (1, 3, 4), text, None)
    return _day(_IN_WORDS.fullmatch(body) if kind == "text" else None, (3, 2, 1), text, None)


def _day(
    match: re.Match[str] | None, order: tuple[int, int, int], text: str, note: str | None
) -> Parsed[date] | Unparsed:
    if match is None:
        return Unparsed("value.not_date", shown(text), DATE_EXPECTED)
    year, month, day = (int(match[group]) for group in order)
    try:
        found = date(year, month, day)
    except ValueError:
        return Unparsed("value.impossible_date", shown(text), DATE_EXPECTED)
    if found.year not in _YEARS:
        return Unparsed("value.impossible_date", shown(text), DATE_EXPECTED)
    return Parsed(found, note)


def _serial(body: str, text: str) -> Parsed[date] | Unparsed:
    if body.isascii() and body.isdigit() and len(body) == 5:
        day = date(1899, 12, 30) + timedelta(days=int(body))
        if day.year in _SERIAL_YEARS:
            return Parsed(day, f"đã hiểu số {body} là ngày {day:%d/%m/%Y}")
    return Unparsed("value.not_date", shown(text), DATE_EXPECTED)


def _key(text: str) -> str:
    """Return text for comparing: NFC, case, white space and tone-mark position; accents stay."""
    return tone_normalise(" ".join(clean(text).casefold().split()))


_YES = frozenset({"có", "x", "✓", "✔", "✔\ufe0f", "☑", "☑\ufe0f", "đạt", "đúng", "rồi", "yes"})
_NO = frozenset({"không", "chưa", "không đạt", "chưa đạt", "sai", "no", "☐"})


def parse_yes_no(text: str, *, kind: CellKind = "text") -> Parsed[bool] | Unparsed:
    """Return yes or no from có, không, đạt, chưa, x, ✓ and their like; never from “khong” or 1."""
    problem = refused(text, kind, YES_NO_EXPECTED)
    if problem is not None:
        return problem
    key = _key(text)
    found = {"true": True, "false": False}.get(key) if kind == "bool" else None
    if kind == "text":
        found = True if key in _YES else False if key in _NO else None
    if found is None:
        return Unparsed("value.not_yes_no", shown(text), YES_NO_EXPECTED)
    word = "có" if found else "không"
    return Parsed(found, None if key == word else f"đã hiểu “{shown(text)}” là “{word}”")


def parse_choice(
    text: str, allowed: Mapping[str, str], *, kind: CellKind = "text"
) -> Parsed[str] | Unparsed:
    """Return the code of a choice given by its code or its label (``allowed``: code to label).

    Letter case, white space, NFC and tone-mark position do not matter; accents do. A text without
    accents is only answered with a suggestion.
    """
    expected = "một trong: " + "; ".join(allowed.values())
    expected = expected if len(expected) <= 300 else expected[:297] + "…"
    problem = refused(text, kind, expected)
    if problem is not None:
        return problem
    key = _key(text)
    by_code = [code for code in allowed if _key(code) == key]
    matches = by_code or [code for code, label in allowed.items() if _key(label) == key]
    if len(matches) == 1:
        return Parsed(matches[0])
    near = [label for label in allowed.values() if fold(label) == fold(clean(text))]
    if len(near) == 1:
        expected = f"viết đúng dấu, có phải là “{near[0]}”?"
    return Unparsed("value.not_in_list", shown(text), expected)
