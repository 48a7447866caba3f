"""Checks between the cells of a result table's row: sums of parts, reasons of conclusions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from etl.canonical import heading_key
from etl.table_columns import NOT_APPLICABLE_WORDS, TableLayout
from etl.workbook import Cell
from schemas.criteria_set import CriteriaSet
from schemas.findings import Finding, finding
from schemas.words import number


def check_sums(
    layout: TableLayout,
    criteria_set: CriteriaSet,
    cells: Mapping[int, Cell],
    points: Mapping[str, Decimal],
    unit: str,
) -> Iterator[Finding]:
    """Yield every published sum that is not the sum of its parts, where all parts are there."""
    totals = dict(points)
    exempt = {
        code
        for code, (place, column) in layout.columns.items()
        if column.kind == "points"
        and place in cells
        and heading_key(cells[place].text) in NOT_APPLICABLE_WORDS
    }
    # parts stand below their sum in a criteria set, so the list is walked from its end
    for criterion in reversed(criteria_set.criteria):
        children = [each.code for each in criteria_set.criteria if each.parent == criterion.code]
        parts = [code for code in children if code not in exempt]
        if children and not parts:
            exempt.add(criterion.code)
        elif parts and all(part in totals for part in parts):
            total = sum((totals[part] for part in parts), Decimal(0))
            yield from _compare(layout, criterion.code, total, cells, points, unit)
            # a wrong sum is told once: what stands above it is held against the true one
            totals[criterion.code] = total
    roots = [
        each.code
        for each in criteria_set.criteria
        if each.parent is None and each.code not in exempt
    ]
    if criteria_set.published_total and roots and all(root in totals for root in roots):
        total = sum((totals[root] for root in roots), Decimal(0))
        yield from _compare(layout, criteria_set.published_total, total, cells, points, unit)


def _compare(
    layout: TableLayout,
    code: str,
    total: Decimal,
    cells: Mapping[int, Cell],
    points: Mapping[str, Decimal],
    unit: str,
) -> Iterator[Finding]:
    if code in points and points[code] != total:
        place, _ = layout.columns[code]
        yield finding(
            "table.sum_differs",
            sheet=layout.sheet.name,
            cell=cells[place].address,
            unit=unit,
            found=number(points[code]),
            expected=number(total),
        )


def check_reasons(layout: TableLayout, cells: Mapping[int, Cell], unit: str) -> Iterator[Finding]:
    """Yield every conclusion of a person that comes without its reason."""
    for place, column in layout.columns.values():
        if column.kind != "decision" or place not in cells:
            continue
        reason = layout.columns.get(f"{column.code}.ly_do")
        if reason is None or reason[0] not in cells:
            yield finding(
                "table.reason_required",
                sheet=layout.sheet.name,
                cell=cells[place].address,
                unit=unit,
                found=cells[place].text,
                criterion=column.label,
                expected=f"{column.label} - lý do",
            )
