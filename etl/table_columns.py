"""The columns of a result table: which heading is the unit, which a criterion."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from etl.canonical import heading_key
from etl.measures import Figure, reported_figures
from etl.parsed import shown
from etl.workbook import Sheet, Workbook
from schemas.criteria_set import CriteriaSet
from schemas.findings import Refusal, finding
from schemas.programme import Programme
from schemas.reader import RuleBook
from schemas.rules import Judged

ColumnKind = Literal["points", "published_rank", "published_total", "figure", "decision", "reason"]

DECISIONS: Mapping[str, str] = {"met": "Đạt", "not_met": "Không đạt"}
"""What a person concludes on a judged condition."""

NOT_APPLICABLE = "not_applicable"
NOT_APPLICABLE_WORDS = frozenset({"không áp dụng", "kad", "k.a.d"})
"""How a table says that a criterion does not apply to a unit; it then leaves the maximum."""

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
_HEADER_ROWS = 40
_SEPARATORS = re.compile(r"[\s_\-]+")


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column that the dataset knows: its code, name, kind, and its largest value."""

    code: str
    label: str
    kind: ColumnKind
    maximum: Decimal | None = None
    figure: Figure | None = None
    is_required: bool = False
    headings: tuple[str, ...] = ()


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


def known_columns(dataset: Programme | CriteriaSet, book: RuleBook) -> tuple[TableColumn, ...]:
    """Return every column that a result table of the dataset may have."""
    if isinstance(dataset, CriteriaSet):
        return tuple(_of_criteria_set(dataset))
    return tuple(_of_programme(dataset, book))


def _of_criteria_set(criteria_set: CriteriaSet) -> Iterator[TableColumn]:
    for criterion in criteria_set.criteria:
        yield TableColumn(
            criterion.code,
            criterion.name,
            "points",
            criterion.maximum,
            is_required=criterion.kind != "sum",
            headings=(criterion.code, criterion.name, *criterion.aliases),
        )
    if criteria_set.published_total:
        code = criteria_set.published_total
        headings = (code, "tổng điểm", "tổng cộng", "tổng")
        yield TableColumn(
            code, "Tổng điểm", "published_total", criteria_set.maximum, headings=headings
        )
    if criteria_set.published_rank:
        code = criteria_set.published_rank
        headings = (code, "thứ hạng công bố", "xếp hạng", "thứ hạng")
        yield TableColumn(code, "Thứ tự công bố", "published_rank", headings=headings)


def _of_programme(programme: Programme, book: RuleBook) -> Iterator[TableColumn]:
    for figure in reported_figures(programme, book):
        yield TableColumn(
            figure.code, figure.label, "figure", figure=figure,
            headings=(figure.code, figure.label),
        )  # fmt: skip
    for condition in programme.conditions:
        if condition.subject == "collective" and isinstance(condition.rule, Judged):
            code, label = condition.code, condition.label
            yield TableColumn(code, label, "decision", headings=(code, label))
            yield TableColumn(
                f"{code}.ly_do", f"{label} - lý do", "reason",
                headings=(f"{code}.ly_do", f"{label} - lý do", f"lý do {label}"),
            )  # fmt: skip


def _key(text: str) -> str:
    return _SEPARATORS.sub(" ", heading_key(text)).strip()


def find_table(workbook: Workbook, columns: tuple[TableColumn, ...]) -> TableLayout:
    """Return where the table stands; refuses a file without a header that names criteria."""
    words = {_key(heading): column for column in columns for heading in column.headings}
    codes = {_key(heading) for heading in _CODE_HEADINGS}
    names = {_key(heading) for heading in _NAME_HEADINGS}
    best: tuple[int, Sheet, int] | None = None
    for sheet in workbook.sheets:
        for row in range(1, min(sheet.n_rows, _HEADER_ROWS) + 1):
            keys = [_key(cell.text) for cell in sheet.cells.row(row)]
            known = len({words[key].code for key in keys if key in words})
            has_unit = any(key in codes or key in names for key in keys)
            if known and has_unit and (best is None or known > best[0]):
                best = (known, sheet, row)
    if best is None:
        expected = ", ".join(f"“{column.code}”" for column in columns if column.kind != "reason")
        raise Refusal(
            finding("table.no_header", file=workbook.file_name, expected=f"“Mã đơn vị”, {expected}")
        )
    _, sheet, header_row = best
    return _layout(sheet, header_row, columns, words, codes, names)


def _layout(
    sheet: Sheet,
    header_row: int,
    columns: tuple[TableColumn, ...],
    words: Mapping[str, TableColumn],
    codes: set[str],
    names: set[str],
) -> TableLayout:
    found: dict[str, tuple[int, TableColumn]] = {}
    first_cell: dict[str, str] = {}
    code_columns: list[int] = []
    name_columns: list[int] = []
    ignored: list[str] = []
    problems = []
    for cell in sheet.cells.row(header_row):
        key = _key(cell.text)
        column = words.get(key)
        if column is not None and column.code in found:
            problems.append(
                finding(
                    "table.repeated_column",
                    sheet=sheet.name,
                    cell=cell.address,
                    found=first_cell[column.code],
                    expected=column.label,
                )
            )
        elif column is not None:
            found[column.code] = (cell.column, column)
            first_cell[column.code] = cell.address
        elif key in codes:
            code_columns.append(cell.column)
        elif key in names:
            name_columns.append(cell.column)
        elif key:
            ignored.append(shown(cell.text))
    problems += [
        finding(
            "table.missing_criterion", sheet=sheet.name, expected=f"{column.code} - {column.label}"
        )
        for column in columns
        if column.is_required and column.code not in found
    ]
    if problems:
        raise Refusal(*problems)
    return TableLayout(
        sheet, header_row, tuple(code_columns), tuple(name_columns), found, tuple(ignored)
    )
