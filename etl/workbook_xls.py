"""Old binary spreadsheets (.xls, BIFF8): numbers, formats and errors from the records themselves.

python-calamine gives the strings (it knows how the shared table is split over records); everything
that it would flatten, error cells and percent styles, is read here ([MS-XLS], [MS-CFB]).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from struct import unpack_from

from etl.workbook_scan import Budget, Content, Grid, Limits, Rejected, finish_all, range_text
from etl.workbook_values import builtin_format_kind, format_kind, styled

SIGNATURE = bytes.fromhex("D0CF11E0A1B11AE1")
_END = 0xFFFFFFFA
_MAX_COLUMNS = 256
_CELLS = frozenset({0x203, 0x27E, 0xBD, 0x06, 0x205, 0xFD, 0x204, 0xD6})
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


class _Compound:
    """A compound file: names of its streams, and their bytes."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._shift = unpack_from("<H", data, 30)[0]
        if self._shift not in (9, 12):
            raise Rejected("unreadable")
        self._fat = self._allocation()
        directory = self._chain(unpack_from("<I", data, 48)[0])
        self.streams: dict[str, tuple[int, int]] = {}
        self._root = (0, 0)
        for offset in range(0, len(directory) - 127, 128):
            length, kind = unpack_from("<HB", directory, offset + 64)
            name = directory[offset : offset + max(min(length, 64) - 2, 0)]
            start, size = unpack_from("<II", directory, offset + 116)
            if kind == 5:
                self._root = (start, size)
            if kind in (1, 2):
                self.streams[name.decode("utf-16-le", "replace")] = (start, size)

    def _sector(self, number: int) -> bytes:
        begin = (number + 1) << self._shift
        if begin >= len(self._data):
            raise Rejected("unreadable")
        return self._data[begin : begin + (1 << self._shift)]

    def _numbers(self, sector: bytes) -> tuple[int, ...]:
        return unpack_from(f"<{len(sector) // 4}I", sector)

    def _allocation(self) -> list[int]:
        sectors = list(unpack_from("<109I", self._data, 76))
        following, seen = unpack_from("<I", self._data, 68)[0], 0
        while following < _END and seen <= len(self._data) >> self._shift:
            *more, following = self._numbers(self._sector(following))
            sectors += more
            seen += 1
        fat: list[int] = []
        for number in sectors:
            if number < _END:
                fat += self._numbers(self._sector(number))
        return fat

    def _chain(self, number: int) -> bytes:
        parts: list[bytes] = []
        while number < _END:
            if number >= len(self._fat) or len(parts) > len(self._fat):
                raise Rejected("unreadable")
            parts.append(self._sector(number))
            number = self._fat[number]
        return b"".join(parts)

    def read(self, name: str) -> bytes:
        """Return the bytes of a stream, from the mini stream if it is a short one."""
        start, size = self.streams[name]
        if size >= unpack_from("<I", self._data, 56)[0]:
            return self._chain(start)[:size]
        mini = self._chain(self._root[0])
        raw = self._chain(unpack_from("<I", self._data, 60)[0])
        table = self._numbers(raw)
        parts: list[bytes] = []
        while start < _END:
            if start >= len(table) or len(parts) > len(table):
                raise Rejected("unreadable")
            parts.append(mini[start << 6 : (start + 1) << 6])
            start = table[start]
        return b"".join(parts)[:size]


def _records(stream: bytes, offset: int) -> Iterator[tuple[int, bytes]]:
    """Yield (type, body) of one substream, from its BOF to its EOF."""
    while offset + 4 <= len(stream):
        kind, length = unpack_from("<HH", stream, offset)
        yield kind, stream[offset + 4 : offset + 4 + length]
        if kind == 0x0A:
            return
        offset += 4 + length
    raise Rejected("unreadable")


def _short_text(body: bytes, at: int, length: int) -> str:
    is_wide = body[at] & 1
    raw = body[at + 1 : at + 1 + (length << is_wide)]
    return raw.decode("utf-16-le" if is_wide else "latin-1")


def _rk(number: int) -> str:
    value = float(number >> 2) if number & 2 else _double((number & ~3) << 32)
    if number & 2 and number >> 31:
        value -= 1 << 30
    return repr(value / 100 if number & 1 else value)


def _double(bits: int) -> float:
    value: float = unpack_from("<d", bits.to_bytes(8, "little"))[0]
    return value


class _Globals:
    """What the sheets share: formats by cell style, the calendar, the list of sheets."""

    def __init__(self, stream: bytes) -> None:
        codes: dict[int, str] = {}
        styles: list[int] = []
        self.sheets: list[tuple[str, int, bool]] = []
        self.is_1904 = self.has_external_links = self.has_macros = False
        for index, (kind, body) in enumerate(_records(stream, 0)):
            if index == 0 and (kind != 0x809 or unpack_from("<H", body)[0] != 0x600):
                raise Rejected("unsupported_format")
            if kind == 0x2F:
                raise Rejected("encrypted")
            if kind == 0x85:
                offset, state, sheet_type, length = unpack_from("<IBBB", body)
                self.has_macros |= sheet_type in (1, 6)
                if sheet_type == 0:
                    self.sheets.append((_short_text(body, 7, length), offset, state & 3 != 0))
            elif kind == 0x41E:
                number, length = unpack_from("<HH", body)
                codes[number] = _short_text(body, 4, length)
            elif kind == 0xE0:
                styles.append(unpack_from("<H", body, 2)[0])
            elif kind == 0x22:
                self.is_1904 = body[:1] == b"\x01"
            elif kind == 0x1AE:
                self.has_external_links |= body[2:4] not in (b"\x01\x04", b"\x01\x3a")
        self.kinds = [
            format_kind(codes[number]) if number in codes else builtin_format_kind(number)
            for number in styles
        ]

    def show(self, style: int, raw: str) -> tuple[str, str]:
        """Return (kind, text) of a number under a cell style."""
        kind = self.kinds[style] if style < len(self.kinds) else "n"
        return styled(kind, raw, self.is_1904)


_Values = dict[tuple[int, int], tuple[str, str]]


def _formula(body: bytes, style: int, book: _Globals) -> tuple[str, str]:
    """Return (kind, text) of a cached result; a string result is left to the string reader."""
    if body[12:14] != b"\xff\xff":
        return book.show(style, repr(unpack_from("<d", body, 6)[0]))
    if body[6] == 1:
        return "b", "TRUE" if body[8] else "FALSE"
    return ("e", _ERRORS.get(body[8], "#N/A")) if body[6] == 2 else ("t", "")


def _sheet_values(
    stream: bytes, offset: int, book: _Globals, grid: Grid
) -> tuple[_Values, set[tuple[int, int]]]:
    """Return every value that is no string, and the places of formulas; 1-based places."""
    values: _Values = {}
    formulas: set[tuple[int, int]] = set()
    for kind, body in _records(stream, offset):
        if kind == 0xE5:
            for index in range(unpack_from("<H", body)[0]):
                corner = unpack_from("<4H", body, 2 + 8 * index)
                grid.merged.append(range_text(*(number + 1 for number in corner)))
        if kind not in _CELLS:
            continue
        row, column, style = unpack_from("<HHH", body)
        if column >= _MAX_COLUMNS:
            raise Rejected("unreadable")
        place = (row + 1, column + 1)
        if kind == 0x203:
            values[place] = book.show(style, repr(unpack_from("<d", body, 6)[0]))
        elif kind == 0x27E:
            values[place] = book.show(style, _rk(unpack_from("<I", body, 6)[0]))
        elif kind == 0xBD:
            for index in range((len(body) - 6) // 6):
                style, number = unpack_from("<HI", body, 4 + 6 * index)
                values[row + 1, column + 1 + index] = book.show(style, _rk(number))
        elif kind == 0x205:
            is_error = body[7]
            known = _ERRORS.get(body[6], "#N/A") if is_error else ("TRUE" if body[6] else "FALSE")
            values[place] = ("e" if is_error else "b", known)
        elif kind == 0x06:
            formulas.add(place)
            values[place] = _formula(body, style, book)
    return values, formulas


def read_xls(data: bytes, limits: Limits) -> Content:
    """Return the worksheets of a compound file; no passwords, macros left out."""
    compound = _Compound(data)
    names = {name.lower() for name in compound.streams}
    if "encryptedpackage" in names:
        raise Rejected("encrypted")
    if "workbook" not in names:
        raise Rejected("unsupported_format" if "book" in names else "not_spreadsheet")
    stream = compound.read(next(n for n in compound.streams if n.lower() == "workbook"))
    book = _Globals(stream)
    budget = Budget(limits)
    grids: list[Grid] = []
    found: list[tuple[_Values, set[tuple[int, int]]]] = []
    for name, offset, is_hidden in book.sheets:
        grid = Grid(name, is_hidden)
        values, formulas = _sheet_values(stream, offset, book, grid)
        budget.spend(len(values))
        grids.append(grid)
        found.append((values, formulas))
    for grid, (values, formulas) in zip(grids, found, strict=True):
        values |= _strings(data, grid.name, budget)
        for (row, column), (kind, text) in sorted(values.items()):
            if text:
                grid.add(row, column, kind, text, (row, column) in formulas)
    has_macros = book.has_macros or "_vba_project_cur" in names or "_vba_project" in names
    notes = ["macros_ignored"] if has_macros else []
    notes += ["external_links"] if book.has_external_links else []
    return Content("xls", finish_all(grids, limits), notes)


def _strings(data: bytes, name: str, budget: Budget) -> _Values:
    """Return the text cells of a sheet as python-calamine reads them."""
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.start is None:
            return {}
        top, left = sheet.start
        texts: _Values = {}
        for row, cells in enumerate(sheet.to_python(skip_empty_area=True), top + 1):
            for column, value in enumerate(cells, left + 1):
                if isinstance(value, str) and value:
                    texts[row, column] = ("t", value)
    budget.spend(len(texts))
    return texts
