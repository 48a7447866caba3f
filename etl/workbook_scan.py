"""What every format reader shares inside the child process: limits, guarded zip and XML, grids.

Nothing here knows findings or the warehouse: the child imports as little as it can, so that it
starts fast and has little to attack.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import lt
from xml.parsers import expat

MAX_COLUMNS = 16_384
MAX_SHEET_ROWS = 1_048_576
_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one reading: bytes, counts and seconds."""

    max_bytes: int = 20 * _MIB
    max_unzipped: int = 200 * _MIB
    max_members: int = 2_000
    max_ratio: int = 250
    max_cells: int = 3_000_000
    max_rows: int = MAX_SHEET_ROWS
    max_area: int = 30_000_000
    max_sheets: int = 200
    max_output: int = 1024 * _MIB
    address_space: int = 2048 * _MIB
    cpu_seconds: int = 60
    wall_seconds: int = 90


class Rejected(Exception):
    """The file is refused; ``code`` is a section of ``schemas/findings/file.toml``."""

    def __init__(self, code: str, **values: str | int) -> None:
        """Keep the code and the words that its sentence needs."""
        self.code = code
        self.values = values
        super().__init__(code)


def column_letters(column: int) -> str:
    """Return the letters of a 1-based column: 1 is A, 28 is AB."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Return the 1-based number of column letters; more than XFD is refused as unreadable."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    if not 1 <= number <= MAX_COLUMNS:
        raise Rejected("unreadable")
    return number


def row_ranges(rows: Sequence[int], letters: str) -> Iterator[str]:
    """Yield the cells of a column in some ascending rows, runs joined: D5:D9, D12."""
    first = last = rows[0]
    for row in [*rows[1:], 0]:
        if row != last + 1:
            yield f"{letters}{first}" + (f":{letters}{last}" if last > first else "")
            first = row
        last = row


def cell_key(row: int, column: int) -> int:
    """Pack a 1-based row and column into one sortable number (row-major)."""
    return row << 14 | column - 1


@dataclass(slots=True)
class Grid:
    """One sheet while it is read: parallel lists, one entry per non-empty cell.

    ``kinds`` holds one letter per cell: t text, n number, p percent, d date, b bool, e error,
    f formula without a value. ``formulas`` holds the keys of formula cells.
    """

    name: str
    is_hidden: bool = False
    merged: list[str] = field(default_factory=list)
    keys: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    formulas: list[int] = field(default_factory=list)
    n_rows: int = 0
    n_columns: int = 0

    def add(self, row: int, column: int, kind: str, text: str, is_formula: bool) -> None:
        """Add one non-empty cell; its place must lie inside the largest possible sheet."""
        if not (1 <= row <= MAX_SHEET_ROWS and 1 <= column <= MAX_COLUMNS):
            raise Rejected("unreadable")
        key = cell_key(row, column)
        self.keys.append(key)
        self.texts.append(text)
        self.kinds.append(kind)
        if is_formula:
            self.formulas.append(key)

    def finish(self, limits: Limits) -> None:
        """Put the cells in reading order, measure the sheet and apply the limits."""
        keys = self.keys
        if not keys:
            return
        if not all(map(lt, keys, islice(keys, 1, None))):
            order = sorted(range(len(keys)), key=keys.__getitem__)
            self.texts = [self.texts[index] for index in order]
            self.kinds = [self.kinds[index] for index in order]
            self.keys = keys = sorted(keys)
            if not all(map(lt, keys, islice(keys, 1, None))):
                raise Rejected("unreadable")
        self.n_rows = keys[-1] >> 14
        self.n_columns = max(map((0x3FFF).__and__, keys)) + 1
        if self.n_rows > limits.max_rows:
            raise Rejected("too_many_cells", limit=limits.max_cells)
        if self.n_rows * self.n_columns > limits.max_area:
            last = max(keys, key=lambda key: (key >> 14) * (key & 0x3FFF))
            cell = f"{column_letters((last & 0x3FFF) + 1)}{last >> 14}"
            raise Rejected("stray_cell", sheet=self.name, cell=cell)


class Budget:
    """Counts cells over all sheets, so that a limit is met before memory is used."""

    def __init__(self, limits: Limits) -> None:
        """Start with the whole allowance."""
        self.limits = limits
        self.left = limits.max_cells

    def spend(self, cells: int) -> None:
        """Take ``cells`` from the allowance or refuse the file."""
        self.left -= cells
        if self.left < 0:
            raise Rejected("too_many_cells", limit=self.limits.max_cells)


class Archive:
    """A zip file whose members are read only inside the limits, counted while they inflate."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Open the directory and refuse bombs, doubles and passwords before inflating anything."""
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        self._limits = limits
        self._left = limits.max_unzipped
        members = self._zip.infolist()
        self.names = frozenset(member.filename for member in members)
        if any(member.flag_bits & 0x1 for member in members):
            raise Rejected("encrypted")
        if len(members) > limits.max_members:
            raise Rejected("zip_bomb", limit=limits.max_unzipped // _MIB)
        if len(self.names) != len(members):
            raise Rejected("unreadable")
        if sum(member.file_size for member in members) > limits.max_unzipped:
            raise Rejected("zip_bomb", limit=limits.max_unzipped // _MIB)

    def read(self, name: str) -> bytes:
        """Return one member; KeyError if it is absent."""
        return b"".join(self.stream(name))

    def stream(self, name: str) -> Iterator[bytes]:
        """Yield one member part by part; KeyError if it is absent."""
        member = self._zip.getinfo(name)
        size = 0
        with self._zip.open(member) as stream:
            while part := stream.read(_MIB):
                size += len(part)
                self._left -= len(part)
                suspicious = size > 16 * _MIB and size > self._limits.max_ratio * max(
                    member.compress_size, 1
                )
                if self._left < 0 or suspicious:
                    raise Rejected("zip_bomb", limit=self._limits.max_unzipped // _MIB)
                yield part


def _forbidden(*_args: object) -> None:
    raise Rejected("dangerous_xml")


def guarded_parser() -> expat.XMLParserType:
    """Return an expat parser that refuses any document type, hence every entity."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _forbidden
    parser.EntityDeclHandler = _forbidden
    parser.buffer_text = True
    return parser


def elements(data: bytes) -> list[tuple[str, dict[str, str]]]:
    """Return (local name, attributes by local name) of every element, in document order."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        local = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        found.append((name.rpartition(":")[2], local))

    parser = guarded_parser()
    parser.StartElementHandler = start
    parser.Parse(data, True)
    return found


@dataclass(slots=True)
class Content:
    """What a reader found in a file: its format, sheets and notes (codes of ``file.toml``)."""

    format: str
    sheets: list[Grid]
    notes: list[str] = field(default_factory=list)


def range_text(first_row: int, last_row: int, first_column: int, last_column: int) -> str:
    """Return an A1 range from 1-based corners."""
    return f"{column_letters(first_column)}{first_row}:{column_letters(last_column)}{last_row}"


def finish_all(grids: Iterable[Grid], limits: Limits) -> list[Grid]:
    """Finish every sheet and return them in workbook order.

    One long text may stand in millions of cells: what is written out is bounded like the rest.
    """
    done = list(grids)
    length = 0
    for grid in done:
        grid.finish(limits)
        length += sum(map(len, grid.texts))
    if length > limits.max_unzipped:
        raise Rejected("too_heavy")
    return done
