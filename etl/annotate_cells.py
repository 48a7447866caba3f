"""The cells of one worksheet part: where each stands in the bytes, and its format exchanged."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from etl.workbook_scan import column_letters, column_number, guarded_parser
from etl.xml_splice import (
    Edits,
    Element,
    Unpatchable,
    head_end,
    is_empty_tag,
    with_attribute,
    without_attribute,
)

_AFTER_DRAWING = {
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems",
    "tableParts", "extLst",
}  # fmt: skip
"""What must stand behind ``legacyDrawing`` in a worksheet (ECMA-376 part 1, 18.3.1.99)."""

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_SELECTED = re.compile(rb"(<(?:\w+:)?sheetView\b[^<>]*\stabSelected=)[\"'](?:1|true)[\"']")

Place = tuple[int, int]


@dataclass(slots=True)
class _Row:
    number: int
    start: int
    head: int
    style: int | None
    tail: int = 0
    has_numbers: bool = True
    cells: list[tuple[int, int]] = field(default_factory=list)
    """(column, byte) of the cells, kept for rows that are marked."""


class Part:
    """A worksheet part, walked once; then cells are given formats and the rest is left alone."""

    def __init__(self, data: bytes, wanted: frozenset[int], marked: frozenset[int]) -> None:
        """Walk a part in UTF-8; ``wanted`` rows keep their cells, ``marked`` formats theirs."""
        self.data = data
        self.found: dict[Place, tuple[int, int]] = {}
        """Cells of wanted rows and cells with a marked format: (byte, format)."""
        self.legacy_drawing: str | None = None
        self._rows: dict[int, _Row] = {}
        self._numbers: list[int] = []
        self._starts: list[int] = []
        self._columns: list[tuple[int, int, int]] = []
        self._wanted, self._marked = wanted, marked
        self._data_head: Element | None = None
        self._tail = 0
        self._root = ""
        self._last_ending = 0
        self._is_numbered = True
        self._walk()

    def _walk(self) -> None:
        parser = guarded_parser()
        data, wanted, marked = self.data, self._wanted, self._marked
        depth = 0
        row: _Row | None = None
        row_number = column = 0

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth, row, row_number, column
            depth += 1
            local = name.rpartition(":")[2]
            if local == "c" and row is not None:
                reference = attributes.get("r")
                match = _REFERENCE.fullmatch(reference) if reference else None
                column = column_number(match[1]) if match else column + 1
                row.has_numbers = row.has_numbers and match is not None
                style = int(attributes.get("s", 0))
                if row.number in wanted:
                    row.cells.append((column, parser.CurrentByteIndex))
                if row.number in wanted or style in marked:
                    self.found[row.number, column] = (parser.CurrentByteIndex, style)
            elif local == "row" and depth == 3:
                number = int(attributes.get("r", 0))
                self._is_numbered = self._is_numbered and number > row_number
                row_number = number or row_number + 1
                column = 0
                place = parser.CurrentByteIndex
                self._numbers.append(row_number)
                self._starts.append(place)
                is_styled = "s" in attributes and "customFormat" in attributes
                row = _Row(row_number, place, 0, int(attributes["s"]) if is_styled else None)
                if row_number in wanted:
                    row.head = head_end(data, place)
                    self._rows[row_number] = row
            elif depth == 1:
                self._root = name
            elif local == "col":
                self._columns.append(
                    (
                        int(attributes["min"]),
                        int(attributes["max"]),
                        int(attributes.get("style", 0)),
                    )
                )
            elif depth == 2:
                place = parser.CurrentByteIndex
                if local == "sheetData":
                    self._data_head = Element(name, attributes, place, head_end(data, place))
                elif local == "legacyDrawing":
                    self.legacy_drawing = next(
                        (v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), None
                    )
                elif local in _AFTER_DRAWING and not self._tail:
                    self._tail = place

        def end(name: str) -> None:
            nonlocal depth, row
            place = parser.CurrentByteIndex
            if depth == 3 and row is not None and name.rpartition(":")[2] == "row":
                row.tail, row = place, None
            elif depth == 2 and self._data_head is not None and not self._data_head.tail:
                self._data_head.tail = place
                is_empty = is_empty_tag(data, self._data_head.inner)
                self._data_head.end = self._data_head.inner if is_empty else place
            elif depth == 1:
                self._last_ending = place
            depth -= 1

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.Parse(data, True)
        if self._data_head is None:
            raise Unpatchable
        self._tail = self._tail or self._last_ending

    def base_style(self, place: Place) -> int:
        """Return the format of a place: its cell's, else its row's, else its column's."""
        if place in self.found:
            return self.found[place][1]
        row = self._rows.get(place[0])
        if row is not None and row.style is not None:
            return row.style
        return next((style for low, high, style in self._columns if low <= place[1] <= high), 0)

    def edited(self, styles: Mapping[Place, int], drawing: Callable[[str], str] | None) -> bytes:
        """Return the part with formats set and, given one, a drawing of comments named.

        Blank cells and rows are added where a format needs them. ``drawing`` takes the prefix.
        """
        edits = Edits(self.data)
        prefix = self._root[: -len(self._root.rpartition(":")[2])]
        missing: dict[int, list[tuple[int, int]]] = {}
        for place, style in sorted(styles.items()):
            if place in self.found:
                at = self.found[place][0]
                end = head_end(self.data, at)
                edits.put(at, end, with_attribute(self.data[at:end], "s", style))
            else:
                missing.setdefault(place[0], []).append((place[1], style))
        self._add(edits, missing, prefix)
        if drawing is not None:
            edits.put(self._tail, self._tail, drawing(prefix).encode())
        return edits.result()

    def _add(self, edits: Edits, missing: Mapping[int, list[tuple[int, int]]], prefix: str) -> None:
        if self._data_head is None:
            raise Unpatchable
        new_rows = b""
        for number, cells in sorted(missing.items()):
            row = self._rows.get(number)
            if row is not None:
                self._add_cells(edits, row, cells, prefix)
                continue
            inner = "".join(_blank(number, column, style, prefix) for column, style in cells)
            text = f'<{prefix}row r="{number}">{inner}</{prefix}row>'.encode()
            at = bisect_left(self._numbers, number)
            if not self._is_numbered:
                continue  # a row put in would move those below that have no number
            if at < len(self._numbers):
                edits.put(self._starts[at], self._starts[at], text)
            else:
                new_rows += text
        if new_rows:
            edits.append(self._data_head, new_rows)

    def _add_cells(
        self, edits: Edits, row: _Row, cells: list[tuple[int, int]], prefix: str
    ) -> None:
        if not row.has_numbers:
            return
        head = without_attribute(self.data[row.start : row.head], "spans")
        if is_empty_tag(self.data, row.head):
            inner = "".join(_blank(row.number, *cell, prefix) for cell in cells)
            opened = head[:-2].rstrip() + b">" + inner.encode() + f"</{prefix}row>".encode()
            edits.put(row.start, row.head, opened)
            return
        edits.put(row.start, row.head, head)
        for column, style in cells:
            at = next((byte for each, byte in row.cells if each > column), row.tail)
            edits.put(at, at, _blank(row.number, column, style, prefix).encode())


def _blank(row: int, column: int, style: int, prefix: str) -> str:
    return f'<{prefix}c r="{column_letters(column)}{row}" s="{style}"/>'


def unselected(data: bytes) -> bytes:
    """Return a sheet part that is not the selected one: two selected sheets would edit as one."""
    stop = data.find(b"sheetData")
    head = data if stop < 0 else data[:stop]
    return _SELECTED.sub(rb'\1"0"', head) + data[len(head) :]


def places_of(text: str, most: int) -> list[Place]:
    """Return the (row, column) places of “B5”, “B4, I4”, “C5:C7”; at most ``most`` of them."""
    places: list[Place] = []
    for piece in text.split(","):
        corners = [_REFERENCE.fullmatch(each.strip()) for each in piece.split(":")]
        if not 1 <= len(corners) <= 2 or None in corners:
            continue
        ends = [(int(each[2]), column_number(each[1])) for each in corners if each]
        (top, left), (bottom, right) = ends[0], ends[-1]
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if len(places) >= most:
                    return places
                places.append((row, column))
    return places
