"""Where a dossier export has its columns, and what its rows become inside the child process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from etl.canonical import heading_key

HEAD_ROWS = 50
"""Within how many rows the headings stand."""

ODD_SCHEMA = pl.Schema(
    {"row_no": pl.UInt32(), "column": pl.String(), "kind": pl.String(), "text": pl.String()}
)
"""Cells that hold no value: e error, f formula without a value."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The columns to look for: headings by code, which of them hold days, which may be absent."""

    headings: Mapping[str, Sequence[str]]
    days: tuple[str, ...]
    optional: tuple[str, ...]

    def row_schema(self) -> pl.Schema:
        """Return the schema of the rows: a day and what was no day cell, or a text."""
        found: dict[str, pl.DataType] = {"row_no": pl.UInt32()}
        for code in self.headings:
            found[code] = pl.Date() if code in self.days else pl.String()
            if code in self.days:
                found[f"{code}_text"] = pl.String()
        return pl.Schema(found)

    def complete(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return rows with every column, empty where the sheet has none."""
        schema = self.row_schema()
        lacking = [
            pl.lit(None, kind).alias(name)
            for name, kind in schema.items()
            if name not in rows.columns
        ]
        return rows.with_columns(lacking).select(schema.names())


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
    """What was read of one sheet; ``serials`` counts plain numbers that were read as days."""

    sheet: str
    head: Head
    rows: pl.DataFrame
    odd: pl.DataFrame
    cell_count: int = 0
    serials: int = 0


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
