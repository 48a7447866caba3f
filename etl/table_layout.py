"""Where a result table stands in a file: its header, the unit's columns, and every known column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from etl.canonical import clean_text, heading_key, is_blank
from etl.parsed import shown
from etl.table_columns import LAYERS, POINTS, Layer, TableColumn
from etl.workbook import Cell, Sheet, Workbook
from schemas.findings import Finding, Refusal, finding

_CODE_HEADINGS = ("mã đơn vị", "mã cơ quan", "ma_coquan", "mã", "unit_code")
_NAME_HEADINGS = (
    "tên đơn vị",
    "đơn vị",
    "tên cơ quan",
    "cơ quan",
    "ten",
    "ten_coquan",
    "unit_name",
)
PERSON_HEADING = "Mã cá nhân"
_PERSON_HEADINGS = (PERSON_HEADING, "person_code")
HEADER_ROWS = 40
_SEPARATORS = re.compile(r"[\s_\-]+")


@dataclass(frozen=True, slots=True)
class TableLayout:
    """Where the header stands, the sheet columns of the unit, and those of each known column."""

    sheet: Sheet
    header_row: int
    code_columns: tuple[int, ...]
    name_columns: tuple[int, ...]
    columns: Mapping[str, tuple[int, TableColumn]]
    ignored: tuple[str, ...]
    """Headings that name neither the unit nor a criterion: said in a note, so that a wrongly
    written heading does not go by unseen."""
    person_column: int | None = None
    """The sheet column of person codes."""
    mapped: tuple[tuple[int, str], ...] = ()
    """The sheet columns whose meaning was declared, with the keys of their headings."""

    @property
    def is_of_persons(self) -> bool:
        """Tell whether every row is about one person of a unit."""
        return any(column.is_person for _, column in self.columns.values())


def title_key(text: str) -> str:
    """Return the form in which headings are compared: case, spaces and separators fall away."""
    return _SEPARATORS.sub(" ", heading_key(text)).strip()


CODES = frozenset(title_key(heading) for heading in _CODE_HEADINGS)
NAMES = frozenset(title_key(heading) for heading in _NAME_HEADINGS)
PERSONS = frozenset(title_key(heading) for heading in _PERSON_HEADINGS)


def words_of(columns: Iterable[TableColumn]) -> dict[str, TableColumn]:
    """Return the columns by the keys of every heading that names them."""
    words: dict[str, TableColumn] = {}
    for column in columns:
        for heading in column.headings:
            words.setdefault(title_key(heading), column)
    return words


def find_table(
    workbook: Workbook,
    columns: tuple[TableColumn, ...],
    layer: Layer = "published",
    declared: Mapping[str, str] = MappingProxyType({}),
) -> TableLayout:
    """Return where the table stands; refuses a header that cannot be what the layer asks for.

    ``declared``: codes of columns (or ``unit_code`` and its like) by the keys of headings that mean
    nothing by themselves.
    """
    words = words_of(columns)
    best: tuple[int, Sheet, int] | None = None
    for sheet in workbook.sheets:
        for row in range(1, min(sheet.n_rows, HEADER_ROWS) + 1):
            keys = [meant(cell, declared) for cell in sheet.cells.row(row)]
            known = len({words[key].code for key in keys if key in words})
            has_unit = any(key in CODES or key in NAMES for key in keys)
            if known and has_unit and (best is None or known > best[0]):
                best = (known, sheet, row)
    if best is None:
        listed = (column for column in columns if column.kind not in ("reason", "evidence"))
        expected = ", ".join(f"“{column.code}”" for column in listed)
        raise Refusal(
            finding("table.no_header", file=workbook.file_name, expected=f"“Mã đơn vị”, {expected}")
        )
    _, sheet, header_row = best
    layout, problems = _layout(sheet, header_row, words, declared)
    problems += _missing(layout, columns) if layer == "published" else _computed(layout, layer)
    problems += _persons(layout)
    if problems:
        raise Refusal(*problems)
    return layout


def meant(cell: Cell, declared: Mapping[str, str]) -> str:
    """Return the key of a heading, or of the code that it was declared to mean."""
    key = title_key(cell.text)
    return title_key(declared.get(key, key))


def _layout(
    sheet: Sheet, header_row: int, words: Mapping[str, TableColumn], declared: Mapping[str, str]
) -> tuple[TableLayout, list[Finding]]:
    found: dict[str, tuple[int, TableColumn]] = {}
    units: dict[str, list[int]] = {"code": [], "name": []}
    person: int | None = None
    ignored: list[str] = []
    mapped: list[tuple[int, str]] = []
    first_cell: dict[str, Cell] = {}
    problems: list[Finding] = []
    has_persons = any(column.is_person for column in words.values())
    for cell in sheet.cells.row(header_row):
        key = meant(cell, declared)
        if title_key(cell.text) in declared:
            mapped.append((cell.column, title_key(cell.text)))
        column = words.get(key)
        is_person = column is None and has_persons and key in PERSONS
        name = column.code if column is not None else PERSON_HEADING if is_person else ""
        if name and name in first_cell:
            label = column.label if column is not None else PERSON_HEADING
            is_mapped = bool({cell.column, first_cell[name].column} & dict(mapped).keys())
            code = "mapped_twice" if is_mapped else "repeated_column"
            problems.append(_repeated(code, sheet, cell, first_cell[name], label))
            continue
        if name:
            first_cell[name] = cell
        if column is not None:
            found[column.code] = (cell.column, column)
        elif is_person:
            person = cell.column
        elif key in CODES or key in NAMES:
            units["code" if key in CODES else "name"].append(cell.column)
        elif key:
            ignored.append(shown(clean_text(cell.text)))
    layout = TableLayout(
        sheet, header_row, tuple(units["code"]), tuple(units["name"]), found, tuple(ignored),
        person, tuple(mapped),
    )  # fmt: skip
    return layout, problems


def _repeated(code: str, sheet: Sheet, cell: Cell, first: Cell, label: str) -> Finding:
    return finding(
        f"table.{code}",
        sheet=sheet.name,
        cell=cell.address,
        found=first.address,
        expected=label,
        heading=shown(clean_text(cell.text)),
    )


def _missing(layout: TableLayout, columns: tuple[TableColumn, ...]) -> list[Finding]:
    """Return the criteria that published points lack; a table of other figures needs none."""
    if not any(column.kind in POINTS for _, column in layout.columns.values()):
        return []
    return [
        finding(
            "table.missing_criterion",
            sheet=layout.sheet.name,
            expected=f"{column.code} - {column.label}",
        )
        for column in columns
        if column.is_required and column.code not in layout.columns
    ]


def _computed(layout: TableLayout, layer: Layer) -> list[Finding]:
    """Return the columns that nobody scores by hand: sums, means, totals, orders."""
    return [
        finding(
            "table.computed_column",
            sheet=layout.sheet.name,
            cell=header_cell(layout, place),
            found=LAYERS[layer],
            expected=column.label,
        )
        for place, column in layout.columns.values()
        if column.kind in POINTS and not column.is_leaf
    ]


def _persons(layout: TableLayout) -> list[Finding]:
    """Return what keeps a table from being about units only, or about persons only."""
    columns = [column for _, column in layout.columns.values()]
    persons = [column for column in columns if column.is_person]
    units = [column for column in columns if not column.is_person]
    place = layout.person_column
    is_named = place is not None and any(_below(layout, place))
    if units and (persons or is_named):
        first = layout.columns[units[0].code][0]
        return [
            finding(
                "table.mixed_subjects",
                sheet=layout.sheet.name,
                cell=header_cell(layout, first),
                found=", ".join(column.label for column in units),
            )
        ]
    if persons and place is None:
        first = layout.columns[persons[0].code][0]
        return [
            finding(
                "table.no_person_column",
                sheet=layout.sheet.name,
                cell=header_cell(layout, first),
                found=persons[0].label,
                expected=PERSON_HEADING,
            )
        ]
    return []


def _below(layout: TableLayout, place: int) -> Iterator[bool]:
    for row in range(layout.header_row + 1, layout.sheet.n_rows + 1):
        yield not is_blank(layout.sheet.cells.get((row, place)))


def header_cell(layout: TableLayout, place: int) -> str:
    """Return the address of a column's heading."""
    return layout.sheet.cells[layout.header_row, place].address
