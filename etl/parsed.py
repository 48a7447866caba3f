"""What every parser of a cell gives back, and what makes a cell hold no value at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar

from etl.workbook import CellKind
from schemas.findings import Finding, finding
from schemas.vietnamese import nfc

Value = TypeVar("Value")

MAX_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Parsed(Generic[Value]):
    """An exact value; ``note`` says in Vietnamese how the text was understood, if it had to be."""

    value: Value
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Unparsed:
    """A text that is not the value asked for: stable code, what was found, what is needed."""

    code: str
    found: str
    expected_text: str
    example: str | None = None

    def finding(self, *, sheet: str, cell: str, **places: Any) -> Finding:
        """Return the sentence for a place: sheet name and cell address."""
        if self.example is not None:
            places["example"] = self.example
        return finding(
            self.code,
            sheet=sheet,
            cell=cell,
            found=self.found,
            expected=self.expected_text,
            **places,
        )


def canonical(value: Decimal | int | bool | date | str) -> str:
    """Return the text that Pandera sees: plain decimal with a point, ISO date, yes/no, code."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        text = format(value, "f")
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return "0" if text == "-0" else text
    return str(value)


def vietnamese_number(value: Decimal) -> str:
    """Return a number as Vietnamese writes it, without grouping: 1234,5."""
    return canonical(value).replace(".", ",")


def clean(text: str) -> str:
    """Return text without white space at the ends and marks that have no width, in NFC."""
    return nfc(re.sub("[\u200b\u2060\ufeff]", "", text)).strip()


def shown(text: str) -> str:
    """Return what was found, short and printable, for a sentence."""
    seen = "".join(char if char.isprintable() else " " for char in text.strip())
    return seen if len(seen) <= 60 else seen[:57] + "…"


def refused(text: str, kind: CellKind, expected: str) -> Unparsed | None:
    """Return why a cell cannot hold any value: error, not calculated, blank, too long."""
    if kind == "error":
        return Unparsed("value.cell_error", shown(text), expected)
    if kind == "formula_without_value":
        return Unparsed("value.formula_without_value", shown(text), expected)
    if not clean(text):
        return Unparsed("value.missing", "", expected)
    if len(text) > MAX_LENGTH:
        return Unparsed("value.too_long", shown(text), expected)
    return None
