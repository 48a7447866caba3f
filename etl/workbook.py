"""Any uploaded spreadsheet as a grid of exact texts in which every value knows its cell.

The file is read by a child process with limits (:mod:`etl.workbook_worker`); a file that kills the
child is refused with a sentence, and this process goes on.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any, Literal

from etl.child import IntakeFailure, run_child
from etl.workbook_scan import MAX_COLUMNS, Limits, cell_key, column_letters
from schemas.findings import Refusal, finding

CellKind = Literal["text", "number", "percent", "date", "bool", "error", "formula_without_value"]
Format = Literal["xlsx", "xls", "ods", "csv"]

DEFAULT_LIMITS = Limits()

_KINDS: Mapping[str, CellKind] = {
    "t": "text",
    "n": "number",
    "p": "percent",
    "d": "date",
    "b": "bool",
    "e": "error",
    "f": "formula_without_value",
}
_START = "import sys; sys.path.insert(0, sys.argv[1]); from etl.workbook_worker import main; main()"


@dataclass(frozen=True, slots=True)
class Cell:
    """One non-empty cell: 1-based place, exact text, kind.

    Text by kind: number ``97.5``; percent ``97.5%``; date ``2022-03-14``, with a time
    ``2022-03-14T08:30:00``, a time alone ``08:30:00``; bool ``TRUE`` or ``FALSE``; error its code;
    formula_without_value is empty; text as written.
    """

    row: int
    column: int
    text: str
    kind: CellKind
    is_formula: bool

    @property
    def address(self) -> str:
        """The place as a spreadsheet shows it: ``B7``."""
        return f"{column_letters(self.column)}{self.row}"


class Cells(Mapping[tuple[int, int], Cell]):
    """The non-empty cells of a sheet by (row, column), in reading order; built when asked for."""

    __slots__ = ("_formulas", "_keys", "_kinds", "_texts")

    def __init__(self, keys: list[int], texts: list[str], kinds: str, formulas: list[int]) -> None:
        """Keep parallel columns; ``keys`` ascend and pack row and column into one number."""
        if not len(keys) == len(texts) == len(kinds):
            raise IntakeFailure("worker_answer")
        self._keys = array("Q", keys)
        self._texts = texts
        self._kinds = kinds
        self._formulas = frozenset(formulas)

    @property
    def has_formulas(self) -> bool:
        """Tell whether any cell is a formula."""
        return bool(self._formulas)

    def _at(self, index: int) -> Cell:
        key = self._keys[index]
        kind = _KINDS[self._kinds[index]]
        row, column = key >> 14, (key & 0x3FFF) + 1
        return Cell(row, column, self._texts[index], kind, key in self._formulas)

    def __getitem__(self, place: tuple[int, int]) -> Cell:
        """Return the cell at a 1-based (row, column); KeyError if it is empty."""
        row, column = place
        if row < 1 or not 1 <= column <= MAX_COLUMNS:
            raise KeyError(place)
        key = cell_key(row, column)
        index = bisect_left(self._keys, key)
        if index == len(self._keys) or self._keys[index] != key:
            raise KeyError(place)
        return self._at(index)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """Yield the places of the non-empty cells, row by row."""
        return ((key >> 14, (key & 0x3FFF) + 1) for key in self._keys)

    def __len__(self) -> int:
        """Return the number of non-empty cells."""
        return len(self._keys)

    def with_texts(self, new: Mapping[str, str]) -> Cells:
        """Return the same cells with some of their texts written differently."""
        texts = [
            new.get(text, text) if kind == "t" else text
            for text, kind in zip(self._texts, self._kinds, strict=True)
        ]
        return Cells(list(self._keys), texts, self._kinds, list(self._formulas))

    def replaced(self, new: Mapping[tuple[int, int], str]) -> Cells:
        """Return the same cells with new texts at some places; an empty text leaves none."""
        keys = {cell_key(*place): text for place, text in new.items()}
        kept = [
            (key, text, kind)
            for key, text, kind in zip(self._keys, self._texts, self._kinds, strict=True)
            if key not in keys
        ]
        kept += [(key, text, "t") for key, text in keys.items() if text]
        kept.sort()
        formulas = sorted(self._formulas - keys.keys())
        return Cells(
            [key for key, _, _ in kept],
            [text for _, text, _ in kept],
            "".join(kind for _, _, kind in kept),
            formulas,
        )

    def row(self, row: int) -> tuple[Cell, ...]:
        """Return the non-empty cells of a 1-based row, left to right."""
        first = bisect_left(self._keys, row << 14)
        last = bisect_left(self._keys, (row + 1) << 14)
        return tuple(self._at(index) for index in range(first, last))

    def columns(self) -> Iterator[tuple[int, int, str, CellKind]]:
        """Yield (row, column, text, kind) of every cell: the quick way to a frame."""
        for key, text, kind in zip(self._keys, self._texts, self._kinds, strict=True):
            yield key >> 14, (key & 0x3FFF) + 1, text, _KINDS[kind]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet; ``n_rows`` and ``n_columns`` reach from A1 to the last non-empty cell."""

    name: str
    is_hidden: bool
    cells: Cells
    merged: tuple[str, ...]
    n_rows: int
    n_columns: int


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file that could be read; ``notes`` are codes of ``file.toml`` that refuse nothing.

    ``repairs`` are sentences on texts that were understood rather than read.
    """

    file_name: str
    format: Format
    sheets: tuple[Sheet, ...]
    sha256: str
    notes: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()


def shown_name(file_name: str) -> str:
    """Return the last part of a file name, bounded, without characters that do not show."""
    last = PureWindowsPath(PurePosixPath(file_name).name).name
    seen = "".join(char for char in last if unicodedata.category(char)[0] != "C")
    seen = re.sub(r"\s+", " ", unicodedata.normalize("NFC", seen)).strip()
    return seen if len(seen) <= 120 else f"{seen[:80]}…{seen[-30:]}"


def read_workbook(data: bytes, file_name: str, limits: Limits = DEFAULT_LIMITS) -> Workbook:
    """Return every non-empty cell of a spreadsheet file.

    Raises :class:`Refusal` with one finding (``file.*``) for a file that must not or cannot be
    read, and :class:`IntakeFailure` when the reader itself could not run.
    """
    name = shown_name(file_name)
    if not data:
        raise Refusal(finding("file.empty_file", file=name))
    check_size(len(data), name, limits)
    return workbook_of(_ask_child(data, name, limits), data, name)


def check_size(size: int, file_name: str, limits: Limits = DEFAULT_LIMITS) -> None:
    """Refuse a file of so many bytes that it must not be read."""
    if size > limits.max_bytes:
        told, limit = _mebibytes(size), _mebibytes(limits.max_bytes)
        raise Refusal(finding("file.too_large", file=shown_name(file_name), size=told, limit=limit))


def workbook_of(found: Mapping[str, Any], data: bytes, name: str) -> Workbook:
    """Return what the reading child found in a file, or raise its Refusal."""
    if "refused" in found:
        raise Refusal(finding(f"file.{found['refused']}", file=name, **found["values"]))
    return Workbook(
        file_name=name,
        format=found["format"],
        sheets=tuple(_sheet(sheet) for sheet in found["sheets"]),
        sha256=hashlib.sha256(data).hexdigest(),
        notes=tuple(f"file.{note}" for note in found["notes"]),
    )


def _mebibytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f}".replace(".0", "").replace(".", ",")


def _sheet(found: Mapping[str, Any]) -> Sheet:
    return Sheet(
        name=found["name"],
        is_hidden=found["is_hidden"],
        cells=Cells(found["keys"], found["texts"], found["kinds"], found["formulas"]),
        merged=tuple(found["merged"]),
        n_rows=found["n_rows"],
        n_columns=found["n_columns"],
    )


def _ask_child(data: bytes, name: str, limits: Limits) -> Mapping[str, Any]:
    """Run the reading child on the file and return its answer."""
    options = {"file_name": name, "limits": asdict(limits)}
    found: Mapping[str, Any] = json.loads(run_child(_START, options, data, limits))
    return found
