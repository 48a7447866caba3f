"""What a result table seems to hold before it is checked: its header, and each column's meaning.

A column that is not understood stays so; what it may mean is only ever suggested.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from etl.canonical import clean_text, is_blank
from etl.intake import file_notes, read_bytes
from etl.parsed import shown
from etl.scope import dataset_of, everyone, programmes_reading, rule_book, unit_names
from etl.table_columns import Layer, TableColumn, known_columns
from etl.table_layout import (
    HEADER_ROWS,
    meant,
    title_key,
    words_of,
)
from etl.table_mapping import Declared, declarations, target, target_labels
from etl.workbook import Sheet, Workbook
from etl.workbook_scan import column_letters
from schemas.findings import Refusal, finding
from schemas.vietnamese import fold
from warehouse.store import Store

_ALIKE = 0.6
"""Share of letters in common from which a meaning is worth suggesting."""
_SAMPLES = 3
_SHORTEST = 4
"""Fewer signs than this are not taken for the name or code of a unit."""


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """A column as it was read: heading, first values, what it means and who said so.

    ``meaning`` is None while the column is not understood; ``suggestion`` is then the code that
    its heading or values resemble, or None.
    """

    place: int
    heading: str
    samples: tuple[str, ...]
    code: str | None
    meaning: str | None
    declared: Declared | None = None
    suggestion: str | None = None

    @property
    def letters(self) -> str:
        """The column as a spreadsheet shows it."""
        return column_letters(self.place)


@dataclass(frozen=True, slots=True)
class TablePreview:
    """A table as it would be read; ``choices``: labels by code of what no column means yet."""

    file_name: str
    sheet: str
    header_row: int
    row_count: int
    columns: tuple[ColumnReading, ...]
    choices: Mapping[str, str]
    notes: tuple[str, ...]

    @property
    def unknown(self) -> tuple[ColumnReading, ...]:
        """The columns that mean nothing yet."""
        return tuple(each for each in self.columns if each.meaning is None)


def preview_table(
    store: Store,
    data: bytes,
    file_name: str,
    dataset_id: str,
    period_id: str,
    layer: Layer = "published",
) -> TablePreview:
    """Read a table and say what each column means; nothing is checked, kept or written.

    Raises Refusal for a file that cannot be read, and where no row could be a header.
    """
    dataset = dataset_of(dataset_id, store)
    programmes = programmes_reading(store, dataset_id, period_id)
    columns = known_columns(dataset, rule_book(store))
    workbook = read_bytes(store, data, file_name)
    declared, notes = declarations(store, dataset_id, columns, {})
    words = words_of(columns)
    found = _header(workbook, words, declared)
    if found is None:
        listed = ", ".join(f"“{each.code}”" for each in columns if each.table != "point_reasons")
        expected = f"“Mã đơn vị”, {listed}"
        raise Refusal(finding("table.no_header", file=workbook.file_name, expected=expected))
    sheet, row = found
    labels = target_labels(columns)
    codes = {key: said.code for key, said in declared.items()}
    readings = []
    for cell in sheet.cells.row(row):
        key = title_key(cell.text)
        if key:
            code = target(meant(cell, codes), words)
            readings.append(
                ColumnReading(
                    cell.column, shown(clean_text(cell.text)), _samples(sheet, row, cell.column),
                    code, labels.get(code) if code else None, declared.get(key),
                )
            )  # fmt: skip
    taken = {each.code for each in readings}
    choices = {code: label for code, label in _offered(columns, layer).items() if code not in taken}
    units = unit_names(store, programmes)
    return TablePreview(
        workbook.file_name, sheet.name, row, _rows_below(sheet, row),
        _suggested(readings, choices, columns, units), choices,
        (*notes, *file_notes(workbook)),
    )  # fmt: skip


def _offered(columns: Sequence[TableColumn], layer: Layer) -> dict[str, str]:
    """Return what headings may mean: persons only where rows may be of persons."""
    labels = target_labels(columns)
    if not any(each.is_person for each in columns):
        del labels["person_code"]
    if layer == "published":
        beside = {
            each.code for each in columns if each.table in ("point_reasons", "point_evidence")
        }
        labels = {code: label for code, label in labels.items() if code not in beside}
    return labels


def _header(
    workbook: Workbook, words: Mapping[str, TableColumn], declared: Mapping[str, Declared]
) -> tuple[Sheet, int] | None:
    """Return the row with the most headings that are understood, then with the most words."""
    best: tuple[tuple[int, int], Sheet, int] | None = None
    codes = {key: said.code for key, said in declared.items()}
    for sheet in workbook.sheets:
        for row in range(1, min(sheet.n_rows, HEADER_ROWS) + 1):
            cells = [each for each in sheet.cells.row(row) if not is_blank(each)]
            understood = sum(target(meant(each, codes), words) is not None for each in cells)
            worded = len({title_key(each.text) for each in cells if _is_worded(each.text)})
            score = (understood, worded)
            if worded > 1 and (best is None or score > best[0]):
                best = (score, sheet, row)
    return None if best is None else best[1:]


def _is_worded(text: str) -> bool:
    return any(char.isalpha() for char in text)


def _samples(sheet: Sheet, header_row: int, place: int) -> tuple[str, ...]:
    found: list[str] = []
    for row in range(header_row + 1, sheet.n_rows + 1):
        cell = sheet.cells.get((row, place))
        if cell is not None and not is_blank(cell):
            found.append(shown(clean_text(cell.text)))
            if len(found) == _SAMPLES:
                break
    return tuple(found)


def _rows_below(sheet: Sheet, header_row: int) -> int:
    return len({row for row, _ in sheet.cells if row > header_row})


def _suggested(
    readings: Sequence[ColumnReading],
    choices: Mapping[str, str],
    columns: Sequence[TableColumn],
    units: Mapping[str, str],
) -> tuple[ColumnReading, ...]:
    """Return the columns with a suggestion each where one stands out; no code is offered twice."""
    # a code is either written as it is or not meant
    headings = {
        each.code: [name for name in each.headings if name != each.code]
        for each in columns
        if each.code in choices
    }
    ranked: list[tuple[float, int, str]] = []
    for number, each in enumerate(readings):
        if each.meaning is None:
            unit = _unit_code(each.samples, units, choices)
            if unit is not None:
                ranked.append((2.0, number, unit))
                continue
            ranked += (
                (score, number, code)
                for code, known in headings.items()
                if (score := _likeness(each.heading, known)) >= _ALIKE
            )
    given: dict[int, str] = {}
    for _, number, code in sorted(ranked, key=lambda item: -item[0]):
        if number not in given and code not in given.values():
            given[number] = code
    return tuple(
        replace(each, suggestion=given.get(number)) for number, each in enumerate(readings)
    )


def _unit_code(
    samples: Sequence[str], units: Mapping[str, str], choices: Mapping[str, str]
) -> str | None:
    """Return which of the unit's columns it must be whose values all name units."""
    code = "unit_code" if all(each.isascii() for each in samples) else "unit_name"
    # a short number may be anything
    if (
        any(len(each) < _SHORTEST for each in samples)
        or not samples
        or not {"unit_code", "unit_name"} <= choices.keys()
    ):
        return None
    matcher = everyone()
    are_units = all(matcher.match(each, within=units.keys()).unit_id for each in samples)
    return code if are_units else None


def _likeness(heading: str, known: Iterable[str]) -> float:
    """Return how alike a heading is to the best of a column's own, marks and accents aside."""
    return max(_alike(_folded(heading), _folded(each)) for each in known)


def _alike(written: str, own: str) -> float:
    shorter, longer = sorted((written.split(), own.split()), key=len)
    is_inside = len(shorter) > 1 and set(shorter) <= set(longer)
    # all the words of one inside the other: the more of the other they are, the better
    inside = (1 + len(shorter) / len(longer)) / 2 if is_inside else 0.0
    return max(inside, SequenceMatcher(None, written, own).ratio())


def _folded(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in fold(text)).split())
