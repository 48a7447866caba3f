"""Where a dossier export has its columns, and what its rows become inside the child process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Any

import numpy as np
import numpy.typing as npt

from schemas.vietnamese import heading_key

HEAD_ROWS = 50
"""Within how many rows the headings stand."""

NO_DAY = -(2**31)
"""What stands for no day among days since 1970-01-01."""

ODD_COLUMNS = ("row_no", "column", "kind", "text")
"""Of cells that hold no value: kind e is an error, f a formula without a value."""

Numbers = npt.NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The columns to look for: headings by code, which of them hold days, which may be absent."""

    headings: Mapping[str, Sequence[str]]
    days: tuple[str, ...]
    optional: tuple[str, ...]

    def texts_of(self, code: str) -> str:
        """Return the name of a heading's column of texts; of a day, of what was no day cell."""
        return f"{code}_text" if code in self.days else code

    def row_columns(self) -> dict[str, bool]:
        """Return the names of all columns of rows, and which of them hold days."""
        found = {"row_no": False}
        for code in self.headings:
            if code in self.days:
                found[code] = True
            found[self.texts_of(code)] = False
        return found


class Texts:
    """Texts that cells point at by place, each told once; place 0 is no text."""

    def __init__(self, shared: Sequence[str] = ()) -> None:
        """Begin with texts whose places are known, from 1 on."""
        self._shared = shared
        self._own: dict[str, int] = {}

    def place(self, text: str) -> int:
        """Return the place of a text."""
        return self._own.setdefault(text, len(self._shared) + len(self._own) + 1)

    def listed(self) -> list[str]:
        """Return the texts in the order of their places."""
        return [*self._shared, *self._own]


@dataclass(slots=True)
class Head:
    """A row of headings: its number, the column of each code, the headings as written."""

    row: int
    columns: dict[str, int] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    repeated: dict[str, list[str]] = field(default_factory=dict)

    def missing(self, wanted: Wanted) -> list[str]:
        """Return the codes that must stand here and do not."""
        needed = (code for code in wanted.headings if code not in wanted.optional)
        return [code for code in needed if code not in self.columns]


@dataclass(slots=True)
class Table:
    """What was read of one sheet; ``serials`` counts plain numbers that were read as days.

    ``rows`` has some of ``Wanted.row_columns``, ``odd`` has ``ODD_COLUMNS`` or none: numbers of
    rows, days since 1970, places of texts.
    """

    sheet: str
    head: Head
    texts: Texts
    rows: dict[str, Numbers] = field(default_factory=dict)
    odd: dict[str, Numbers] = field(default_factory=dict)
    cell_count: int = 0
    serials: int = 0


def written(table: Table, wanted: Wanted) -> tuple[list[str], list[Numbers], list[Numbers]]:
    """Return the texts that are used, and every column of the odd cells and of the rows.

    The columns point at the places of these texts.
    """
    listed = table.texts.listed()
    odd = [table.odd.get(name, np.zeros(0, np.uint32)) for name in ODD_COLUMNS]
    height = len(table.rows.get("row_no", ()))
    nothing = {False: np.zeros(height, np.uint32), True: np.full(height, NO_DAY, np.int32)}
    are_days = wanted.row_columns()
    rows = [table.rows.get(name, nothing[is_day]) for name, is_day in are_days.items()]
    is_used = np.zeros(len(listed) + 1, np.bool_)
    pointing = [
        (columns, place)
        for columns, days in ((odd, [False] * len(odd)), (rows, are_days.values()))
        for place, is_day in enumerate(days)
        if place and not is_day
    ]
    for columns, place in pointing:
        is_used[columns[place]] = True
    is_used[0] = False
    places = np.cumsum(is_used, dtype=np.uint32)
    for columns, place in pointing:
        columns[place] = places[columns[place]]
    return list(compress(listed, is_used[1:])), odd, rows


def find_head(
    cells: Iterable[tuple[int, int, str]], wanted: Wanted, address: Callable[[int, int], str]
) -> Head | None:
    """Return the row with the most headings among (row, column, text); None when two are nowhere.

    The first one of equals.
    """
    codes = {heading: code for code, listed in wanted.headings.items() for heading in listed}
    heads: dict[int, Head] = {}
    for row, column, text in cells:
        code = codes.get(heading_key(text))
        if code is None:
            continue
        head = heads.setdefault(row, Head(row))
        if code in head.columns:
            first = address(row, head.columns[code])
            head.repeated.setdefault(code, [first]).append(address(row, column))
            continue
        head.columns[code] = column
        head.words[code] = text
    best = max(heads.values(), key=lambda head: (len(head.columns), -head.row), default=None)
    return best if best is not None and len(best.columns) > 1 else None
