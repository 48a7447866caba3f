"""From a cell to the one canonical text that the Pandera models look at."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from etl import parse
from etl.workbook import Cell
from schemas.tables import Column
from schemas.vietnamese import heading_key, nfc

__all__ = ["Canonical", "canonical_cell", "clean_text", "heading_key", "is_blank"]

_SPACES = re.compile(r"\s+")
_PARSERS: dict[str, Callable[..., parse.Parsed[Any] | parse.Unparsed]] = {
    "count": parse.parse_count,
    "date": parse.parse_date,
    "yes_no": parse.parse_yes_no,
}
_BLANK = {"", "-", "–"}


@dataclass(frozen=True, slots=True)
class Canonical:
    """A cell's canonical text (None: blank), what was understood, and why it was not."""

    text: str | None
    note: str | None = None
    problem: parse.Unparsed | None = None


def clean_text(text: str) -> str:
    """Return text as kept: NFC, one space between words, no control or direction marks."""
    kept = "".join(
        " " if char.isspace() else char
        for char in nfc(text)
        if char.isspace() or unicodedata.category(char) not in {"Cc", "Cf", "Co", "Cs"}
    )
    return _SPACES.sub(" ", kept).strip()


def is_blank(cell: Cell | None) -> bool:
    """Tell whether a cell says nothing: empty, white space, or the dash that offices write."""
    return cell is None or (cell.kind == "text" and clean_text(cell.text) in _BLANK)


def canonical_cell(cell: Cell | None, column: Column) -> Canonical:
    """Rewrite a cell for its column; what cannot be read stays as written, with the problem.

    The text that stays fails the column's Pandera pattern, so nothing unread slips through.
    """
    if cell is None or is_blank(cell):
        return Canonical(None)
    if column.type == "text":
        return _text(cell)
    parsed: parse.Parsed[Any] | parse.Unparsed
    if column.type == "choice":
        parsed = parse.parse_choice(cell.text, column.choices, kind=cell.kind)
    else:
        parsed = _PARSERS[column.type](cell.text, kind=cell.kind)
    if isinstance(parsed, parse.Unparsed):
        return Canonical(cell.text or "?", problem=parsed)
    return Canonical(parse.canonical(parsed.value), note=parsed.note)


def _text(cell: Cell) -> Canonical:
    if cell.kind in ("error", "formula_without_value"):
        code = "value.cell_error" if cell.kind == "error" else "value.formula_without_value"
        return Canonical(None, problem=parse.Unparsed(code, cell.text, "chữ hoặc số"))
    return Canonical(clean_text(cell.text) or None)
