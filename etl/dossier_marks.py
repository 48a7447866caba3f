"""Where the cells of a piece of sheet XML stand, found for a whole piece at once.

Tags and numbers are compared as words of eight bytes, for all cells of a piece together. A cell is
understood as the general reader understands it, or the sheet is Irregular.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from etl.workbook_scan import MAX_SHEET_ROWS

Places = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]

_KNOWN = frozenset(
    {b"c ", b"v>", b"v/", b"v ", b"f>", b"f ", b"f/", b"is", b"t>", b"t ", b"ro"}
).union({b"/c", b"/v", b"/f", b"/i", b"/t", b"/r"})
"""How the tags of plain rows begin, after their first sign."""
_SPACED = b't xml:space="preserve">'
_NO_LETTER = 0xC0
"""These bits of a byte are set in letters only, not in digits."""
_MOST_ATTRIBUTES = 64
"""So many styles and types the cells of one column may have in one piece."""
_PADDING = bytes(64)


class Irregular(Exception):
    """The sheet has another shape than the plain one."""


def _word(text: bytes) -> np.uint64:
    return np.uint64(int.from_bytes(text, "little"))


_FIRST = np.array([(1 << 8 * count) - 1 for count in range(9)], np.uint64)
"""By count: the mask of so many first bytes of a word."""
_ONES, _TOPS, _QUOTES = _word(b"\x01" * 8), _word(b"\x80" * 8), _word(b'"' * 8)
_HALVES, _ZEROS, _SIXES = _word(b"\xf0" * 8), _word(b"0" * 8), _word(b"\x06" * 8)
_DIGITS = _word(b"\x0f" * 8)
_PAIRS, _FOURS = _word(b"\xff\x00" * 4), _word(b"\xff\xff\x00\x00" * 2)


def _begin(words: Words, text: bytes) -> Flags:
    found: Flags = (words & _FIRST[len(text)]) == _word(text)
    return found


def _before_quote(words: Words) -> Places:
    """Return how many bytes of each word stand before its first quote; 8: there is none."""
    marked = words ^ _QUOTES
    found = (marked - _ONES) & ~marked & _TOPS
    return np.bitwise_count((found & (~found + np.uint64(1))) - np.uint64(1)).astype(np.int64) >> 3


def whole_numbers(words: Words, count: Places) -> tuple[Places, Flags]:
    """Return the numbers that the first bytes of words spell, and whether they spell one at all.

    One to eight digits and nothing else; what is no number is told as some number.
    """
    is_short = (count > 0) & (count <= 8)
    # the last digit goes to the last byte, so that noughts stand before the first one
    shift = (8 * (8 - np.where(is_short, count, 8))).astype(np.uint64)
    text, halves, zeros = words << shift, _HALVES << shift, _ZEROS << shift
    is_number = ((text & halves) == zeros) & (((text + (_SIXES << shift)) & halves) == zeros)
    number = ((text & _DIGITS) * np.uint64(10 << 8 | 1)) >> np.uint64(8)
    number = ((number & _PAIRS) * np.uint64(100 << 16 | 1)) >> np.uint64(16)
    number = ((number & _FOURS) * np.uint64(10_000 << 32 | 1)) >> np.uint64(32)
    return number.astype(np.int64), is_number & is_short


@dataclass(frozen=True, slots=True)
class Cells:
    """Filled cells of one column of a piece; ``row`` is the place of a row, all else of bytes."""

    row: Places
    attributes: Places
    attributes_end: Places
    value: Places
    value_end: Places

    def only(self, which: npt.NDArray[Any]) -> Cells:
        """Return some of the cells, by place or by flag."""
        return Cells(
            self.row[which], self.attributes[which], self.attributes_end[which],
            self.value[which], self.value_end[which],
        )  # fmt: skip


class Piece:
    """Whole rows of a sheet: ``row_no`` are their numbers, each greater than the one before."""

    def __init__(self, rows: bytes) -> None:
        """Find every tag; raises Irregular for one that no plain row has."""
        if not rows.isascii():
            rows.decode()
        self._bytes = rows + _PADDING
        self._words: Words = np.ndarray((len(self._bytes) - 7,), "<u8", self._bytes, 0, (1,))
        tags = np.flatnonzero(np.frombuffer(rows, np.uint8) == ord("<")) + 1
        # what is looked for behind the last tag is nowhere
        self._tags = np.append(tags, [len(rows)] * 6)
        self._marks = self._words[self._tags]
        counts = np.bincount(self._marks.view(np.uint16)[: 4 * len(tags) : 4])
        found = {int(sign).to_bytes(2, "little"): counts[sign] for sign in counts.nonzero()[0]}
        self._cells = np.flatnonzero(_begin(self._marks, b'c r="'))
        self._rows = np.flatnonzero(_begin(self._marks, b'row r="'))
        _demand(_KNOWN.issuperset(found))
        _demand(len(self._cells) == found.get(b"c ", 0))
        _demand(len(self._rows) == found.get(b"ro", 0))
        self._names = self._words[self._tags[self._cells] + len(b'c r="')]
        self._numbers = self._words[self._tags[self._rows] + len(b'row r="')]
        self._digits = _before_quote(self._numbers)
        self.row_no, is_number = whole_numbers(self._numbers, self._digits)
        _demand(is_number & (self.row_no <= MAX_SHEET_ROWS))
        _demand(self.row_no[:-1] < self.row_no[1:])

    def column(self, letters: str) -> Cells:
        """Return the filled cells of a column; raises Irregular for one of another shape."""
        size = len(letters)
        # no letter after the last one
        mask = _FIRST[size] | np.uint64(_NO_LETTER << 8 * size)
        is_it = (self._names & mask) == _word(letters.encode())
        cell, name = self._cells[is_it], self._names[is_it]
        after = self._marks[cell + 1]
        is_empty = _begin(after, b"c ") | _begin(after, b"/c") | _begin(after, b"/row")
        filled = ~(is_empty | _begin(after, b"v/>"))
        cell, name, after = cell[filled], name[filled], after[filled]
        row = np.searchsorted(self._rows, cell) - 1
        _demand(row[:1] >= 0)
        _demand(row[:-1] < row[1:])
        digits = self._digits[row]
        number = self._tags[cell] + len(b'c r="') + size
        # the number in a cell's name is the one of its row
        is_whole = size + int(digits.max(initial=0)) <= len(b"AAA12345")
        written = name >> np.uint64(8 * size) if is_whole else self._words[number]
        _demand((written ^ self._numbers[row]) & _FIRST[digits] == 0)
        value, value_end, is_formula = self._values(cell, after)
        filled = value < value_end
        _demand(filled | ~is_formula)
        attributes_end = self._tags[cell + 1] - 1
        return Cells(row, number + digits, attributes_end, value, value_end).only(filled)

    def _values(self, cell: Places, after: Words) -> tuple[Places, Places, Flags]:
        """Return where the stored values begin and end, and which cells have a formula."""
        tags, marks = self._tags, self._marks
        is_formula, is_inline = _begin(after, b"f"), _begin(after, b"is>")
        opened = cell + 1 + is_inline
        if is_formula.any():
            has_end = _begin(marks[cell + 2], b"/f>")
            _demand(~is_formula | has_end | _begin(self._words[tags[cell + 2] - 3], b"/><"))
            opened += is_formula * (1 + has_end)
        value = tags[opened] + len(b"v>")
        is_plain = _begin(marks[opened], b"v>") & _begin(marks[opened + 1], b"/v></c>") & ~is_inline
        if is_inline.any():
            is_spaced = self._hold(tags[opened], _SPACED)
            value += is_spaced * (len(_SPACED) - len(b"t>"))
            is_text = is_spaced | _begin(marks[opened], b"t>")
            is_text &= _begin(marks[opened + 1], b"/t></is") & _begin(marks[opened + 3], b"/c>")
            is_plain |= is_inline & is_text
        _demand(is_plain)
        return value, tags[opened + 1] - 1, is_formula

    def _hold(self, places: Places, text: bytes) -> Flags:
        """Return at which places a text stands."""
        found = np.ones(len(places), np.bool_)
        for begin in range(0, len(text), 8):
            found &= _begin(self._words[places + begin], text[begin : begin + 8])
        return found

    def alike(self, cells: Cells) -> Iterator[tuple[str, Cells]]:
        """Yield attributes and the cells that have just these, until every cell was told.

        Raises Irregular for more sorts of cells than a sheet has, and for a tag with no plain end.
        """
        for _ in range(_MOST_ATTRIBUTES):
            if not len(cells.row):
                return
            text = self._bytes[cells.attributes[0] : cells.attributes_end[0]]
            is_it = cells.attributes_end - cells.attributes == len(text)
            is_it[is_it] = self._hold(cells.attributes[is_it], text)
            _demand(text[:1] == b'"' and text[-1:] == b">")
            yield text[1:-1].decode(), cells.only(is_it)
            cells = cells.only(~is_it)
        _demand(not len(cells.row))

    def numbers(self, cells: Cells) -> tuple[Places, Flags]:
        """Return the whole numbers that cells hold, and which of them hold one."""
        return whole_numbers(self._words[cells.value], cells.value_end - cells.value)

    def texts(self, cells: Cells) -> list[str]:
        """Return what cells hold, as stored."""
        places = zip(cells.value.tolist(), cells.value_end.tolist(), strict=True)
        return [self._bytes[begin:end].decode() for begin, end in places]


def _demand(is_plain: bool | np.bool_ | Flags) -> None:
    if not np.all(is_plain):
        raise Irregular
