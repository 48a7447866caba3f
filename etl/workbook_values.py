"""Stored spreadsheet values as exact text: numbers, percentages, dates, and what formats show."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import isfinite, nan

# Short enough for a double to hold exactly as written: no need to look at the binary value.
_AS_WRITTEN = re.compile(
    r"(?:0|-?[1-9][0-9]{0,14}|(?=.{3,16}\Z)(?:0|[1-9][0-9]*)\.[0-9]*[1-9])\Z", re.ASCII
)


def number_text(raw: str) -> str:
    """Return a stored number as plain decimal text with at most 15 significant digits.

    Spreadsheets store doubles with up to 17 digits but show and compare 15, so 0.1 + 0.2 reads
    0.3. ValueError if it is no finite number.
    """
    if _AS_WRITTEN.match(raw):
        return raw
    is_odd = "_" in raw or not raw.isascii()
    try:
        value = nan if is_odd else float(raw)
    except ValueError:
        value = nan
    if not isfinite(value):
        raise ValueError(f"no number: {raw[:40]!r}")
    text = f"{value:.15g}"
    return plain(Decimal(text)) if "e" in text or text == "-0" else text


def plain(value: Decimal) -> str:
    """Return a decimal without exponent, trailing zeros or a negative zero."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def percent_text(raw: str) -> str:
    """Return a stored fraction as a percentage: 0.975 is 97.5%; exact, by moving the point."""
    return plain(Decimal(number_text(raw)).scaleb(2)) + "%"


def date_text(raw: str, is_1904: bool) -> str:
    """Return a serial day as ISO text, with the time only where there is one.

    ``1900-02-29`` is the day that spreadsheets count and calendars do not have; the parser of
    dates refuses it. ValueError outside the years a spreadsheet knows.
    """
    seconds = round(Decimal(number_text(raw)) * 86_400)
    days, rest = divmod(seconds, 86_400)
    clock = str(timedelta(seconds=rest)).rjust(8, "0")
    if days == 0 and (rest or not is_1904):
        return clock if rest else "1900-01-00"
    if not 0 <= days <= 2_958_465:
        raise ValueError(raw)
    if is_1904:
        day = date(1904, 1, 1) + timedelta(days=days)
    elif days == 60:
        return "1900-02-29"
    else:
        day = date(1899, 12, 30 if days > 60 else 31) + timedelta(days=days)
    return f"{day.isoformat()}T{clock}" if rest else day.isoformat()


def iso_date_text(raw: str) -> str:
    """Return a date stored as ISO text in the same form as :func:`date_text`."""
    moment = datetime.fromisoformat(raw.strip())
    return moment.replace(tzinfo=None).isoformat().removesuffix("T00:00:00")


_NOISE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|general', re.IGNORECASE)


def format_kind(code: str) -> str:
    """Return what a number format shows: p percent, d date or time, n any other number."""
    shown = _NOISE.sub("", code).split(";")[0].lower()
    if "%" in shown:
        return "p"
    return "d" if re.search("[ymdhs]", shown) else "n"


def builtin_format_kind(number: int) -> str:
    """Return what a built-in number format shows (ECMA-376 part 1, 18.8.30)."""
    if number in (9, 10):
        return "p"
    is_date = 14 <= number <= 22 or 27 <= number <= 36 or 45 <= number <= 47 or 50 <= number <= 58
    return "d" if is_date else "n"


def styled(kind: str, raw: str, is_1904: bool) -> tuple[str, str]:
    """Return (kind, text) of a stored number under a format kind; odd dates stay numbers."""
    if kind == "p":
        return "p", percent_text(raw)
    if kind == "d":
        try:
            return "d", date_text(raw, is_1904)
        except (ValueError, OverflowError):
            return "n", number_text(raw)
    return "n", number_text(raw)
