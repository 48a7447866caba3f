"""Checks between the cells of a result table's row: sums of parts, reasons, what stands alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from etl.canonical import heading_key
from etl.measures import MAX_DECIMALS
from etl.table_columns import (
    EVIDENCE,
    NOT_APPLICABLE,
    NOT_APPLICABLE_WORDS,
    REASON,
    TableColumn,
)
from etl.table_layout import TableLayout
from etl.workbook import Cell
from schemas.criteria_set import CriteriaSet, Criterion
from schemas.findings import Finding, finding
from schemas.set_lint import effective_roles
from schemas.words import number

_ZERO = Decimal(0)


@dataclass
class _Sums:
    """What the published cells of a row add up to, criterion by criterion, from the leaves up."""

    criteria_set: CriteriaSet
    totals: dict[str, Decimal]
    exempt: set[str]
    roles: Mapping[str, str] = field(init=False)
    maxima: dict[str, Decimal] = field(init=False)
    means: set[str] = field(default_factory=set)
    """Criteria whose points were divided somewhere: published rounded to the set's digits."""

    def __post_init__(self) -> None:
        """Derive roles and maxima from the criteria set."""
        self.roles = effective_roles(self.criteria_set)
        self.maxima = {each.code: each.maximum for each in self.criteria_set.criteria}

    def children(self, parent: str | None, *roles: str) -> list[Criterion]:
        """Return the criteria below one (None: the roots) that have one of the roles and apply."""
        return [
            each
            for each in self.criteria_set.criteria
            if each.parent == parent
            and self.roles[each.code] in roles
            and each.code not in self.exempt
        ]

    def added(self, parent: str | None) -> Decimal | None:
        """Return scored parts plus bonuses less penalties; None while a scored part is missing."""
        scored = self.children(parent, "score")
        if not scored or any(each.code not in self.totals for each in scored):
            return None
        total = sum((self.totals[each.code] for each in scored), _ZERO)
        for each in self.children(parent, "bonus", "penalty"):
            sign = 1 if self.roles[each.code] == "bonus" else -1
            total += sign * self.totals.get(each.code, _ZERO)
        return total

    def of(self, criterion: Criterion) -> Decimal | None:
        """Return what a criterion's parts make of it; None while one of them is missing."""
        code = criterion.code
        if self.roles[code] != "score":
            given = [
                self.totals[each.code]
                for each in self.children(code, "bonus", "penalty")
                if each.code in self.totals
            ]
            return min(sum(given, _ZERO), criterion.maximum) if given else None
        if criterion.kind == "weighted_mean":
            return self._mean(code)
        maxima = (self.maxima[each.code] for each in self.children(code, "score"))
        self.maxima[code] = sum(maxima, _ZERO)
        total = self.added(code)
        return None if total is None else max(_ZERO, min(total, self.maxima[code]))

    def _mean(self, code: str) -> Decimal | None:
        parts = self.children(code, "score")
        if not parts or any(each.code not in self.totals for each in parts):
            return None
        weights = [Fraction(each.weight or 0) for each in parts]
        if not sum(weights):
            return None
        weighted = zip(weights, parts, strict=True)
        exact = sum(weight * Fraction(self.totals[each.code]) for weight, each in weighted)
        # half up, once, as the judge does; nothing here is below nought
        whole = (exact / sum(weights) * 10**MAX_DECIMALS + Fraction(1, 2)).__floor__()
        self.means.add(code)
        return Decimal(whole).scaleb(-MAX_DECIMALS)


def check_sums(
    layout: TableLayout,
    criteria_set: CriteriaSet,
    cells: Mapping[int, Cell],
    points: Mapping[str, Decimal],
    unit: str,
) -> Iterator[Finding]:
    """Yield every published sum or mean that its parts do not make, where all parts are there.

    Bonuses are added and penalties taken off, each where it is claimed; a blank one counts nothing.
    A mean, and what stands above it, may be published rounded to the set's own digits.
    """
    exempt = {
        code
        for code, (place, column) in layout.columns.items()
        if column.kind == "points"
        and place in cells
        and heading_key(cells[place].text) in NOT_APPLICABLE_WORDS
    }
    sums = _Sums(criteria_set, dict(points), exempt)
    # parts stand below their sum in a criteria set, so the list is walked from its end
    for criterion in reversed(criteria_set.criteria):
        below = [each.code for each in criteria_set.criteria if each.parent == criterion.code]
        scored = [code for code in below if sums.roles[code] == sums.roles[criterion.code]]
        if scored and sums.exempt.issuperset(scored):
            sums.exempt.add(criterion.code)
            continue
        total = sums.of(criterion) if below else None
        if total is None:
            continue
        if sums.means.intersection(below):
            sums.means.add(criterion.code)
        yield from _compare(layout, criterion.code, total, cells, points, unit, sums)
        # a wrong sum is told once: what stands above it is held against the true one
        sums.totals[criterion.code] = total
    total = sums.added(None)
    if criteria_set.published_total and total is not None:
        roots = {each.code for each in criteria_set.criteria if each.parent is None}
        if sums.means & roots:
            sums.means.add(criteria_set.published_total)
        yield from _compare(layout, criteria_set.published_total, total, cells, points, unit, sums)


def _compare(
    layout: TableLayout,
    code: str,
    total: Decimal,
    cells: Mapping[int, Cell],
    points: Mapping[str, Decimal],
    unit: str,
    sums: _Sums,
) -> Iterator[Finding]:
    taken = {total}
    if code in sums.means:
        digits = Decimal(1).scaleb(-sums.criteria_set.decimals)
        taken.add(total.quantize(digits, ROUND_HALF_UP))
    if code in points and points[code] not in taken:
        place, _ = layout.columns[code]
        yield finding(
            "table.sum_differs",
            sheet=layout.sheet.name,
            cell=cells[place].address,
            unit=unit,
            found=number(points[code]),
            expected=number(total),
        )


def check_decisions(layout: TableLayout, cells: Mapping[int, Cell], unit: str) -> Iterator[Finding]:
    """Yield every conclusion of a person that comes without its reason."""
    for place, column in layout.columns.values():
        if column.kind == "decision" and place in cells:
            yield from _reason(layout, cells, unit, column, "")


def check_changes(
    layout: TableLayout,
    cells: Mapping[int, Cell],
    unit: str,
    values: Mapping[str, str],
    before: Mapping[str, frozenset[Decimal]],
) -> Iterator[Finding]:
    """Yield every appraised criterion that differs from what counted before, without a reason.

    ``values`` are the texts read in the row, ``before`` the points that counted, by criterion.
    """
    for code, (_, column) in layout.columns.items():
        if column.kind != "points" or code not in values:
            continue
        known = before.get(code, frozenset())
        is_same = values[code] != NOT_APPLICABLE and known == {Decimal(values[code])}
        if not is_same:
            listed = ", ".join(number(each) for each in sorted(known))
            words = f" (đang tính {listed})" if listed else " (chưa có điểm nào đang tính)"
            yield from _reason(layout, cells, unit, column, words)


def _reason(
    layout: TableLayout, cells: Mapping[int, Cell], unit: str, column: TableColumn, before: str
) -> Iterator[Finding]:
    reason = layout.columns.get(column.code + REASON)
    if reason is not None and reason[0] in cells:
        return
    cell = cells[layout.columns[column.code][0]]
    yield finding(
        "table.reason_required",
        sheet=layout.sheet.name,
        cell=cell.address,
        unit=unit,
        found=cell.text,
        before=before,
        criterion=column.label,
        expected=f"{column.label} - lý do",
    )


def check_alone(layout: TableLayout, cells: Mapping[int, Cell], unit: str) -> Iterator[Finding]:
    """Yield every reason or piece of evidence without the conclusion or points it is about."""
    for code, (place, column) in layout.columns.items():
        if column.kind not in ("reason", "evidence") or place not in cells:
            continue
        owner = layout.columns.get(code.removesuffix(REASON).removesuffix(EVIDENCE))
        if owner is None or owner[0] not in cells:
            yield finding(
                "table.reason_alone",
                sheet=layout.sheet.name,
                cell=cells[place].address,
                unit=unit,
                found=column.label,
                expected=column.about,
            )
