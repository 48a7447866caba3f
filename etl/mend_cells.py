"""The cells of one worksheet part given other values: every other byte of the part stays."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from etl.annotate_cells import Part, Place
from etl.workbook_scan import column_letters
from etl.xml_splice import Edits, Unpatchable, as_utf8, head_end, is_empty_tag, plain

_NAME = re.compile(rb"<([A-Za-z_][\w.-]*:)?c(?=[\s/>])")
_SHARED = re.compile(rb"<(?:\w+:)?f\s[^<>]*\bref\s*=")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_FIRST_DAY = date(1900, 3, 1)
"""Before it the two countings of days that spreadsheets know disagree."""

Value = Mapping[str, Any]
"""``text`` as typed, and ``forms``: what may be stored under a number (n), percent (p) or date (d)
format, because it reads back as the same value."""


class Mended:
    """One worksheet part with new values; ``lost_formula``: one of them took a formula's place.

    Unpatchable when a cell cannot be placed, or its formula also serves other cells.
    """

    def __init__(
        self, data: bytes, values: Mapping[Place, Value], kinds: list[str], *, is_1904: bool
    ) -> None:
        """Write the values; ``kinds`` says what each format of the book shows (n, p, d)."""
        data = as_utf8(data)
        rows = frozenset(row for row, _ in values)
        part = Part(data, rows, frozenset())
        missing = {place: part.base_style(place) for place in values if place not in part.found}
        if missing:
            data = part.edited(missing, None)
            part = Part(data, rows, frozenset())
        self.lost_formula = False
        edits = Edits(data)
        for place, value in values.items():
            if place not in part.found:
                raise Unpatchable
            start, style = part.found[place]
            end, prefix = self._end(data, start)
            kind = kinds[style] if style < len(kinds) else "n"
            new = _cell(place, style, prefix, value, kind, is_1904=is_1904)
            edits.put(start, end, new.encode())
        self.data = edits.result()

    def _end(self, data: bytes, start: int) -> tuple[int, str]:
        """Return where a cell ends and its prefix; notes a formula that goes with it."""
        name = _NAME.match(data, start)
        if name is None:
            raise Unpatchable
        prefix = (name[1] or b"").decode()
        head = head_end(data, start)
        if is_empty_tag(data, head):
            return head, prefix
        closing = f"</{prefix}c>".encode()
        at = data.find(closing, head)
        if at < 0:
            raise Unpatchable
        inner = data[head:at]
        if _SHARED.search(inner):
            raise Unpatchable
        self.lost_formula |= _FORMULA.search(inner) is not None
        return at + len(closing), prefix


def _cell(place: Place, style: int, prefix: str, value: Value, kind: str, *, is_1904: bool) -> str:
    reference = f"{column_letters(place[1])}{place[0]}"
    head = f'<{prefix}c r="{reference}" s="{style}"'
    if not value["text"]:
        return f"{head}/>"
    stored = _stored(value["forms"].get(kind), kind, is_1904=is_1904)
    if stored is not None:
        return f"{head}><{prefix}v>{stored}</{prefix}v></{prefix}c>"
    return (
        f'{head} t="inlineStr"><{prefix}is><{prefix}t xml:space="preserve">'
        f"{plain(value['text'])}</{prefix}t></{prefix}is></{prefix}c>"
    )


def _stored(form: str | None, kind: str, *, is_1904: bool) -> str | None:
    """Return what a cell stores of a form; None when it must be written as text."""
    if form is None or kind != "d":
        return form
    day = date.fromisoformat(form)
    if day < (_EPOCH_1904 if is_1904 else _FIRST_DAY):
        return None
    return str((day - (_EPOCH_1904 if is_1904 else _EPOCH)).days)
