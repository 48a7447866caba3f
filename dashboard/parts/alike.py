"""Findings as lines of a table: what is said of several cells in the same words is said once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dashboard import text
from etl.workbook_scan import column_number, row_ranges
from schemas.findings import Finding

_CELL = re.compile(r"([A-Z]+)(\d+)")
_LABEL = re.compile(r"(?:, (?:cột )?“[^”]*”)?: ")


@dataclass(frozen=True, slots=True)
class Line:
    """What is said of some cells: ``first`` is the finding of the first of them."""

    first: Finding
    cells: str
    count: int
    words: str
    action: str


def without_place(found: Finding, *, with_label: bool = True) -> str:
    """Return what is wrong without the sheet and cell that stand beside it already.

    ``with_label`` keeps the name of the column or figure, which not every place beside it has.
    """
    place = f"Trang “{found.sheet}”, ô {found.cell}"
    if not found.message.startswith(place):
        return found.message
    rest = found.message.removeprefix(place)
    label = _LABEL.match(rest)
    if label and not with_label:
        rest = rest[label.end() :]
    return text.upper_first(rest.removeprefix(": ").removeprefix(", "))


def lines(found: Sequence[Finding]) -> list[Line]:
    """Return the findings of a sheet in their order, equal ones of single cells as one line."""
    alike: defaultdict[object, list[Finding]] = defaultdict(list)
    for place, each in enumerate(found):
        is_cell = each.cell is not None and _CELL.fullmatch(each.cell) and not each.confirm
        alike[(each.code, *_said(each)) if is_cell else place].append(each)
    return [_line(each) for each in alike.values()]


def _said(each: Finding) -> tuple[str, str]:
    return without_place(each), each.action.replace(f"ô {each.cell}", "các ô này")


def _line(found: list[Finding]) -> Line:
    first = found[0]
    if len(found) == 1:
        return Line(first, first.cell or "", 1, without_place(first), first.action)
    words, action = _said(first)
    return Line(first, ", ".join(_ranges(found)), len(found), words, action)


def _ranges(found: list[Finding]) -> Iterator[str]:
    rows: defaultdict[str, set[int]] = defaultdict(set)
    for each in found:
        if match := _CELL.fullmatch(each.cell or ""):
            rows[match[1]].add(int(match[2]))
    for letters in sorted(rows, key=column_number):
        yield from row_ranges(sorted(rows[letters]), letters)
