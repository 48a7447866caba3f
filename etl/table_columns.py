"""The columns that a result table may have: points, figures, conclusions, reasons, evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from etl.measures import Figure, measures_of, table_figures
from schemas.criteria_set import CriteriaSet, Criterion
from schemas.point_rules import ItemPoints
from schemas.programme import Programme
from schemas.reader import RuleBook
from schemas.rules import Judged
from schemas.set_lint import effective_roles as effective_roles
from schemas.tables import TABLES

Layer = Literal["self", "appraised", "explained", "published"]
ColumnKind = Literal[
    "points", "published_rank", "published_total", "figure", "decision", "reason", "evidence"
]

LAYERS: Mapping[Layer, str] = {
    "self": "tự chấm",
    "appraised": "thẩm định",
    "explained": "sau giải trình",
    "published": "được công bố",
}
"""Whose figures a table holds, from the weakest layer up."""

POINTS: frozenset[ColumnKind] = frozenset({"points", "published_total", "published_rank"})
"""Columns of numbers that a criteria set knows."""

DECISIONS: Mapping[str, str] = {"met": "Đạt", "not_met": "Không đạt"}
"""What a person concludes on a judged condition."""

NOT_APPLICABLE = "not_applicable"
NOT_APPLICABLE_WORDS = frozenset({"không áp dụng", "kad", "k.a.d"})
"""How a table says that a criterion does not apply to a unit; it then leaves the maximum."""

REASON, EVIDENCE = ".ly_do", ".minh_chung"
"""What the columns beside a conclusion or beside points are called after its code."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column that the dataset knows; its cells become observations ``table``, ``about``."""

    code: str
    label: str
    kind: ColumnKind
    table: str
    about: str
    headings: tuple[str, ...]
    maximum: Decimal | None = None
    figure: Figure | None = None
    is_required: bool = False
    is_leaf: bool = False
    computed_from: str | None = None
    """The figure or sheet that the points of a leaf follow from."""

    @property
    def is_person(self) -> bool:
        """Tell whether its cells are about one person rather than the unit."""
        return self.table.startswith("person_")


def known_columns(dataset: Programme | CriteriaSet, book: RuleBook) -> tuple[TableColumn, ...]:
    """Return every column that a result table of the dataset may have."""
    if isinstance(dataset, CriteriaSet):
        own = _of_criteria_set(dataset, book)
    else:
        own = _of_programme(dataset)
    figures = (
        TableColumn(
            figure.code, figure.label, "figure", "results", figure.code,
            (figure.code, figure.label), figure=figure,
        )
        for figure in table_figures(dataset, book)
    )  # fmt: skip
    return (*own, *figures) if isinstance(dataset, CriteriaSet) else (*figures, *own)


def _of_criteria_set(criteria_set: CriteriaSet, book: RuleBook) -> Iterator[TableColumn]:
    roles = effective_roles(criteria_set)
    for criterion in criteria_set.criteria:
        code, name = criterion.code, criterion.name
        is_leaf = criterion.kind in ("published_points", "rule")
        yield TableColumn(
            code, name, "points", "points", code, (code, name, *criterion.aliases),
            criterion.maximum,
            is_required=criterion.kind == "published_points" and roles[code] == "score",
            is_leaf=is_leaf,
            computed_from=_source(criterion, criteria_set, book),
        )  # fmt: skip
        if is_leaf:
            yield _beside(code, name, "reason", "point_reasons")
            yield _beside(code, name, "evidence", "point_evidence")
    if criteria_set.published_total:
        code = criteria_set.published_total
        bonus = (
            each.maximum
            for each in criteria_set.criteria
            if each.parent is None and each.role == "bonus"
        )
        yield TableColumn(
            code, "Tổng điểm", "published_total", "points", code,
            (code, "tổng điểm", "tổng cộng", "tổng"), sum(bonus, criteria_set.maximum),
        )  # fmt: skip
    if criteria_set.published_rank:
        code = criteria_set.published_rank
        yield TableColumn(
            code, "Thứ tự công bố", "published_rank", "points", code,
            (code, "thứ hạng công bố", "xếp hạng", "thứ hạng"),
        )  # fmt: skip


def _source(criterion: Criterion, criteria_set: CriteriaSet, book: RuleBook) -> str | None:
    """Return what the points of a rule are computed from, in the words a clerk reads."""
    rule = criterion.rule
    if rule is None:
        return None
    if isinstance(rule, ItemPoints):
        return f"trang “{TABLES[rule.table].sheet}”"
    labels = {each.code: each.label for each in measures_of(criteria_set, book)}
    return f"“{labels.get(rule.measure, rule.measure)}”"


def _of_programme(programme: Programme) -> Iterator[TableColumn]:
    judged = [
        (condition.code, condition.label, condition.subject == "individual")
        for condition in programme.conditions
        if isinstance(condition.rule, Judged)
    ]
    judged += [
        (target.code, target.label, False)
        for target in programme.targets
        if isinstance(target.rule, Judged)
    ]
    for code, label, is_person in judged:
        prefix = "person_" if is_person else ""
        yield TableColumn(code, label, "decision", f"{prefix}decisions", code, (code, label))
        yield _beside(code, label, "reason", f"{prefix}decision_reasons")


def _beside(code: str, label: str, kind: Literal["reason", "evidence"], table: str) -> TableColumn:
    """Return the column of reasons or of evidence that stands beside points or a conclusion."""
    ending, word = (REASON, "lý do") if kind == "reason" else (EVIDENCE, "minh chứng")
    name = f"{label} - {word}"
    return TableColumn(
        f"{code}{ending}", name, kind, table, code, (f"{code}{ending}", name, f"{word} {label}")
    )
