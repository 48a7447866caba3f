"""Cross checks of figures: what a figure is, what it can be at all, and who can report it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from schemas.rule_problem import Problem, listed, problem, repeated, same_words
from schemas.rules import (
    CountOfRows,
    HandInOnTime,
    Measure,
    RatioOfRows,
    RatioOfSums,
    Reported,
    Survey,
)
from schemas.survey_formulas import SURVEY_FORMULAS
from schemas.tables import TABLES
from schemas.toml_lines import Path

NUMBERS = ("pct", "points", "count", "rank")
_FULL = Decimal(100)
_TYPE_WORDS: Mapping[str, str] = {
    "pct": "tỷ lệ phần trăm",
    "points": "điểm",
    "count": "số lượng",
    "rank": "thứ hạng",
    "class": "xếp loại",
    "tier": "nhóm công bố",
    "yes_no": "có hoặc không",
    "date": "ngày",
}


def value_type(measure: Measure) -> str:
    """Return what a figure is: a percentage, points, a count, a rank, a class, a day ..."""
    if isinstance(measure.source, Reported):
        return measure.source.value
    if isinstance(measure.source, CountOfRows):
        return "count"
    return "yes_no" if isinstance(measure.source, HandInOnTime) else "pct"


def figure_range(measure: Measure) -> tuple[Decimal, Decimal | None]:
    """Return the least and the greatest value of a numeric figure; None where there is no end."""
    type_ = value_type(measure)
    low = Decimal(1) if type_ == "rank" else Decimal(0)
    if isinstance(measure.source, Reported) and measure.source.maximum is not None:
        return low, measure.source.maximum
    return low, _FULL if type_ == "pct" else None


def range_words(low: Decimal, high: Decimal | None) -> str:
    """Return a range of values in words, for a sentence."""
    return f"từ {low} trở lên" if high is None else f"từ {low} đến {high}"


def table_of(measure: Measure) -> str | None:
    """Return the workbook table that carries a figure; None where no unit hands it in.

    What only the coordinator publishes comes by a result table, and punctuality is ours to measure.
    """
    source = measure.source
    if isinstance(source, Reported):
        return "results" if source.by == "anyone" else None
    return None if isinstance(source, HandInOnTime) else source.table


def fitting_measure(
    code: str, types: tuple[str, ...], path: Path, measures: Mapping[str, Measure]
) -> Iterator[Problem]:
    """Yield a problem when a rule's figure is not declared, or not of a type the rule can use."""
    if code not in measures:
        yield problem("unknown_measure", *path, found=code, expected=listed(measures))
    elif value_type(measures[code]) not in types:
        expected = " hoặc ".join(_TYPE_WORDS[each] for each in types)
        yield wrong_measure(measures[code], path, expected)


def wrong_measure(measure: Measure, path: Path, expected: str) -> Problem:
    """Return the problem of a figure that a rule cannot use; ``expected`` are words."""
    found = f"“{measure.code}” là {_TYPE_WORDS[value_type(measure)]}"
    return problem("wrong_measure", *path, found=found, expected=expected)


def figure_names(measures: Iterable[Measure], owner: dict[str, str]) -> Iterator[Problem]:
    """Yield codes and names of figures that already head another column of a result table.

    ``owner`` maps headings that are taken (``same_words``) to the code they stand for, and grows.
    """
    for index, measure in enumerate(measures):
        own: set[str] = set()
        for key, name in (("code", measure.code), ("label", measure.label)):
            heading = same_words(name)
            if heading in owner and heading not in own:
                other = owner[heading]
                yield problem("duplicate_name", "measures", index, key, found=name, other=other)
            owner.setdefault(heading, measure.code)
            own.add(heading)


def source_problems(item: Measure, path: Path) -> Iterator[Problem]:
    """Yield what is wrong with where a figure comes from, whoever reports it."""
    source = item.source
    if isinstance(source, Reported):
        if source.maximum is None:
            return
        if source.value not in ("pct", "points"):
            yield problem("unexpected_maximum", *path, "maximum", found=item.code)
        elif source.maximum <= 0:
            yield problem("not_positive", *path, "maximum", found=source.maximum)
    elif isinstance(source, RatioOfSums):
        yield from known_table(source.table, (*path, "table"))
        yield from _columns(source.table, source.numerator, "count", (*path, "numerator"))
        yield from _columns(source.table, source.denominator, "count", (*path, "denominator"))
        outside = sorted(set(source.numerator) - set(source.denominator))
        if outside:
            yield problem("ratio_over_100", *path, "numerator", found=listed(outside))
    elif isinstance(source, RatioOfRows | CountOfRows):
        yield from known_table(source.table, (*path, "table"))
        if source.all_yes or isinstance(source, RatioOfRows):
            yield from _columns(source.table, source.all_yes, "yes_no", (*path, "all_yes"))
    elif isinstance(source, Survey):
        yield from known_table(source.table, (*path, "table"))
        yield from _survey(source, path)


def known_table(table: str, path: Path) -> Iterator[Problem]:
    """Yield a problem for a table that the system does not have."""
    if table not in TABLES:
        yield problem("unknown_table", *path, found=table, expected=listed(TABLES))


def _columns(table: str, columns: tuple[str, ...], kind: str, path: Path) -> Iterator[Problem]:
    if not columns:
        yield problem("empty_list", *path)
    yield from repeated(columns, *path)
    for index, column in enumerate(columns):
        yield from fitting_column(table, column, kind, (*path, index))


def fitting_column(table: str, column: str, kind: str, path: Path) -> Iterator[Problem]:
    """Yield a problem for a column that a known table has not, or not of the type needed."""
    types = {each.code: each.type for each in TABLES[table].columns} if table in TABLES else {}
    fitting = [code for code, type_ in types.items() if type_ == kind]
    if types and column not in fitting:
        code = "wrong_column" if column in types else "unknown_column"
        yield problem(code, *path, found=column, expected=listed(fitting), table=table)


def _survey(source: Survey, path: Path) -> Iterator[Problem]:
    formula = SURVEY_FORMULAS.get(source.formula)
    if formula is None:
        expected = listed(SURVEY_FORMULAS)
        yield problem("unknown_formula", *path, "formula", found=source.formula, expected=expected)
        return
    fitting = [
        table.code
        for table in TABLES.values()
        if set(formula.worth) <= {column.code for column in table.columns}
    ]
    if source.table in TABLES and source.table not in fitting:
        expected = listed(fitting)
        yield problem("wrong_table", *path, "table", found=source.table, expected=expected)
