"""Supposed values understood: numbers inside their range, counts, codes, days; or a finding."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from schemas.findings import Finding, finding
from schemas.frames import MAX_DIGITS
from schemas.words import number

NOT_APPLICABLE = "not_applicable"

_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{1,9})?")
_LARGEST = Decimal(10**MAX_DIGITS - 1)
_ONE = Decimal(1)
_COUNTED = ("ratio_of_sums", "ratio_of_rows", "survey")
_WHOLE = ("count", "rank", "tier")
_FROM_ONE = ("rank", "tier")


@dataclass(frozen=True, slots=True)
class Value:
    """A figure as the judge keeps it: an exact fraction, a code, or a day."""

    numerator: Decimal | None = None
    denominator: Decimal | None = None
    code: str | None = None
    day: dt.date | None = None


def exact(text: str, name: str, least: Decimal, most: Decimal | None) -> Decimal | Finding:
    """Return a plain number inside its range, or the sentence about why it is not one."""
    most = _LARGEST if most is None else most
    expected = f"một số từ {number(least)} đến {number(most)}"
    if _NUMBER.fullmatch(text.removeprefix("-")) is None:
        return finding("scenario.bad_value", found=text, criterion=name, expected=expected)
    value = Decimal(text)
    if not least <= value <= most:
        return finding("scenario.out_of_range", found=text, criterion=name, expected=expected)
    return value


def figure_value(
    figure: Mapping[str, Any], classes: Mapping[str, str], text: str
) -> Value | Finding:
    """Return a supposed figure of a programme, or the sentence about why it cannot be one.

    ``figure`` is a row of core_measure with its maximum; ``classes`` the codes of its scheme.
    """
    name, kind = str(figure["label"]), figure["value_type"]
    if figure["source_kind"] in _COUNTED:
        return _share(name, int(figure["scale"]), figure["source_kind"] == "survey", text)
    if kind == "class":
        return _choice(name, text, classes)
    if kind == "yes_no" or figure["source_kind"] == "hand_in_on_time":
        return _choice(name, text, {"yes": "có", "no": "không"})
    if kind == "date":
        return _day(name, text)
    least = _ONE if kind in _FROM_ONE else Decimal(0)
    value = exact(text, name, least, figure["maximum"])
    if isinstance(value, Finding):
        return value
    is_count = kind in _WHOLE or figure["source_kind"] == "count_of_rows"
    if is_count and value != value.to_integral_value():
        return finding("scenario.bad_value", found=text, criterion=name, expected="một số nguyên")
    return Value(value, _ONE)


def _share(name: str, scale: int, is_survey: bool, text: str) -> Value | Finding:
    above, slash, below = text.partition("/")
    if not slash:
        if is_survey:
            # how many answered decides whether the sample is large enough
            return finding(
                "scenario.bad_value", found=text, criterion=name,
                expected="điểm quy đổi trên số phiếu, ví dụ 180/200",
            )  # fmt: skip
        share = exact(text, name, Decimal(0), Decimal(scale))
        return share if isinstance(share, Finding) else Value(share, Decimal(scale))
    whole = exact(below.strip(), name, Decimal(0), None)
    if isinstance(whole, Finding):
        return whole
    part = exact(above.strip(), name, Decimal(0), whole)
    if isinstance(part, Finding):
        return part
    if (not is_survey and part != part.to_integral_value()) or whole != whole.to_integral_value():
        return finding(
            "scenario.bad_value", found=text, criterion=name, expected="số đếm, ví dụ 195/200"
        )
    return Value(part, whole)


def _choice(name: str, text: str, choices: Mapping[str, str]) -> Value | Finding:
    if text in choices:
        return Value(code=text)
    expected = ", ".join(f"{code} ({label})" for code, label in choices.items())
    return finding(
        "scenario.bad_value", found=text, criterion=name, expected=f"một trong: {expected}"
    )


def _day(name: str, text: str) -> Value | Finding:
    try:
        return Value(day=dt.date.fromisoformat(text))
    except ValueError:
        return finding(
            "scenario.bad_value", found=text, criterion=name, expected="một ngày, ví dụ 2025-03-15"
        )
