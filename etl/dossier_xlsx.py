"""Dossier rows of an .xlsx sheet, a million of them, in bulk.

Only the wanted columns are taken out of the XML. What has not the plain shape that Excel,
LibreOffice and the usual libraries write is left to the reader of any workbook.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from itertools import chain

import numpy as np
import numpy.typing as npt

from etl.dossier_marks import Cells, Irregular, Piece
from etl.dossier_sheet import (
    HEAD_ROWS,
    NO_DAY,
    Head,
    Numbers,
    Table,
    Texts,
    Wanted,
    find_head,
)
from etl.workbook_cells import ATTRIBUTES, Mode, dereferenced, read_cells, text_value
from etl.workbook_scan import Archive, Budget, Grid, Limits, Rejected, column_letters
from etl.workbook_xlsx import Book

_PIECE, _LONGEST = 2 * 1024 * 1024, 16 * 1024 * 1024
"""Bytes that are looked at together, as many as a cache holds, and the most until a row ends."""
_BEGIN, _END, _ROW_END = b"<sheetData>", b"</sheetData>", b"</row>"
_ENCODING = re.compile(rb"<\?xml[^>]*encoding=[\"'](?i:utf-8)[\"']")
_SERIAL = re.compile(r"[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?")
_PLAIN_DIGITS = 5
_EPOCH = {False: dt.date(1899, 12, 30), True: dt.date(1904, 1, 1)}
_FIRST_SERIAL, _LAST_SERIAL = 61, 2_958_465
"""Serial days that spreadsheets and calendars agree on."""


def read_table(
    archive: Archive, book: Book, wanted: Wanted, limits: Limits, tell: Callable[[int], None]
) -> Table | None:
    """Return the rows of the one sheet that has the headings; None when no sheet has them.

    Raises Irregular for a shape that only the general reader knows, Rejected for too many rows
    and for headings on several sheets. ``tell`` gets the number of rows read so far.
    """
    texts = Texts(book.texts)
    found = None
    for name, part, _is_hidden in book.sheets:
        pieces = _pieces(archive.stream(part))
        first = next(pieces, b"")
        head = _head(first, book, wanted, limits)
        if head is None:
            continue
        if found is not None:
            raise Rejected("several_tables", first=found.sheet, second=name)
        found = Table(name, head, texts)
        if head.missing(wanted) or head.repeated:
            return found
        _fill(found, first, pieces, _Columns(book, texts, wanted, head), limits, tell)
    return found


def _pieces(parts: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the rows of a sheet in pieces of whole rows, in the first one the rows of headings.

    Raises Irregular for another shape.
    """
    held, is_inside, is_first = b"", False, True
    for part in parts:
        held += part
        if not is_inside:
            begin = held.find(_BEGIN)
            if begin < 0:
                if b"<sheetData/>" in held:
                    return
                if len(held) > _LONGEST:
                    raise Irregular
                continue
            declared = held[: held.find(b">") + 1]
            if b"<!" in held[:begin] or not (_ENCODING.match(declared) or b"<?" not in declared):
                raise Irregular
            held = held[begin + len(_BEGIN) :]
            is_inside = True
        stop = held.rfind(_ROW_END) + len(_ROW_END)
        end = held.find(_END, max(0, stop - len(_ROW_END)))
        if end >= 0:
            yield held[:end]
            return
        is_short = stop < len(_ROW_END) or len(held) < _PIECE
        if is_first and held.count(_ROW_END) < HEAD_ROWS:
            is_short = True
        if is_short and len(held) < _LONGEST:
            continue
        if stop < len(_ROW_END):
            raise Irregular
        yield held[:stop]
        held, is_first = held[stop:], False
    raise Irregular


def _head(piece: bytes, book: Book, wanted: Wanted, limits: Limits) -> Head | None:
    stop = 0
    for _ in range(HEAD_ROWS):
        after = piece.find(_ROW_END, stop)
        if after < 0:
            break
        stop = after + len(_ROW_END)
    grid = Grid("")

    def mode(style: str | None, kind: str | None) -> Mode:
        # of all shared strings only those of the first rows are looked up
        return (
            ("t", lambda value: book.texts[int(value)]) if kind == "s" else book.mode(style, kind)
        )

    part = b"<worksheet><sheetData>" + piece[:stop] + b"</sheetData></worksheet>"
    read_cells(part, mode, grid, Budget(limits))
    cells = [
        (key >> 14, (key & 0x3FFF) + 1, text)
        for key, text in zip(grid.keys, grid.texts, strict=True)
    ]
    return find_head(cells, wanted, lambda row, column: f"{column_letters(column)}{row}")


class _Columns:
    """Takes the wanted columns out of pieces of XML."""

    def __init__(self, book: Book, texts: Texts, wanted: Wanted, head: Head) -> None:
        self._book, self._texts, self._wanted = book, texts, wanted
        self._letters = {code: column_letters(place) for code, place in head.columns.items()}
        self.serials = 0
        self.cells = 0

    def rows(self, rows: bytes) -> tuple[dict[str, Numbers], dict[str, Numbers]]:
        """Return the rows of a piece in which a wanted cell is filled, and their odd cells."""
        piece = Piece(rows)
        frame: dict[str, Numbers] = {"row_no": piece.row_no.astype(np.uint32)}
        is_filled = np.zeros(len(piece.row_no), np.bool_)
        odd: list[dict[str, Numbers]] = []
        for code, letters in self._letters.items():
            days, places, strange = self._column(code, piece, piece.column(letters))
            filled = places > 0
            if code in self._wanted.days:
                frame[code] = days
                filled |= days != NO_DAY
            frame[self._wanted.texts_of(code)] = places
            is_filled |= filled
            self.cells += int(filled.sum()) + sum(len(each["row_no"]) for each in strange)
            odd += strange
        return {name: each[is_filled] for name, each in frame.items()}, _joined(odd)

    def _column(
        self, code: str, piece: Piece, cells: Cells
    ) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint32], list[dict[str, Numbers]]]:
        days = np.full(len(piece.row_no), NO_DAY, np.int32)
        places = np.zeros(len(piece.row_no), np.uint32)
        odd = []
        for attributes, own in piece.alike(cells):
            kind = self._kind(attributes)
            if kind == "s":
                places[own.row] = self._shared(piece, own)
                continue
            if kind in ("d", "n") and code in self._wanted.days:
                found = self._days(piece, own, kind)
                days[own.row] = found
                own = own.only(found == NO_DAY)
            texts = piece.texts(own)
            if kind == "t":
                texts = [text_value(dereferenced(text)) for text in texts]
            told = np.array(list(map(self._texts.place, texts)), np.uint32)
            if kind == "e":
                odd.append(self._odd(code, piece.row_no[own.row], told))
            else:
                places[own.row] = told
        return days, places, odd

    def _odd(
        self, code: str, row_no: npt.NDArray[np.int64], texts: npt.NDArray[np.uint32]
    ) -> dict[str, Numbers]:
        same = {"column": self._texts.place(code), "kind": self._texts.place("e")}
        constant = {name: np.full(len(row_no), place, np.uint32) for name, place in same.items()}
        return {"row_no": row_no.astype(np.uint32), **constant, "text": texts}

    def _kind(self, attributes: str) -> str:
        match = ATTRIBUTES.fullmatch(attributes)
        if match is None:
            raise Irregular
        kind = match["t"]
        if kind in (None, "n"):
            index = int(match["s"] or 0)
            return self._book.styles[index] if index < len(self._book.styles) else "n"
        return {"s": "s", "inlineStr": "t", "str": "t", "d": "t"}.get(kind, kind)

    def _shared(self, piece: Piece, cells: Cells) -> npt.NDArray[np.int64]:
        places, is_number = piece.numbers(cells)
        if not (is_number & (places < len(self._book.texts))).all():
            raise Rejected("unreadable")
        return places + 1

    def _days(self, piece: Piece, cells: Cells, kind: str) -> npt.NDArray[np.int64]:
        """Return stored serial days; a plain number is one only when it has five digits."""
        serial, is_serial = piece.numbers(cells)
        if kind == "n":
            is_serial &= cells.value_end - cells.value == _PLAIN_DIGITS
            self.serials += int(is_serial.sum())
        elif not is_serial.all():
            parts = piece.texts(cells.only(~is_serial))
            serial[~is_serial] = [_whole_days(each) for each in parts]
            is_serial[:] = True
        is_known = is_serial & (serial >= _FIRST_SERIAL) & (serial <= _LAST_SERIAL)
        epoch = (_EPOCH[self._book.is_1904] - dt.date(1970, 1, 1)).days
        return np.where(is_known, serial + epoch, NO_DAY)


def _whole_days(text: str) -> int:
    """Return the days of a serial that also has a time of day; 0 when it is none."""
    return int(min(float(text), _LAST_SERIAL + 1)) if _SERIAL.fullmatch(text) else 0


def _joined(parts: list[dict[str, Numbers]]) -> dict[str, Numbers]:
    """Return columns of numbers one below the other."""
    names = parts[0] if parts else ()
    return {name: np.concatenate([each[name] for each in parts]) for name in names}


def _fill(
    table: Table,
    first: bytes,
    pieces: Iterator[bytes],
    columns: _Columns,
    limits: Limits,
    tell: Callable[[int], None],
) -> None:
    done, odd, count, last = [], [], 0, 0
    for piece in chain([first], pieces):
        rows, strange = (
            {name: each[frame["row_no"] > table.head.row] for name, each in frame.items()}
            for frame in columns.rows(piece)
        )
        if len(rows["row_no"]):
            if rows["row_no"][0] <= last:
                raise Irregular
            last = int(rows["row_no"][-1])
        count += len(rows["row_no"])
        if count > limits.max_rows or last > limits.max_rows:
            raise Rejected("too_many_rows", limit=limits.max_rows)
        done.append(rows)
        if strange:
            odd.append(strange)
        tell(count)
    table.rows, table.odd = _joined(done), _joined(odd)
    table.cell_count, table.serials = columns.cells, columns.serials
