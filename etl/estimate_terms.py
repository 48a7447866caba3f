"""Figures of a form as formulas over its sheets: sums, rows that say yes, values reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from etl.measures import measures_of
from etl.parsed import canonical
from etl.template_filled import area
from schemas.programme import Programme
from schemas.reader import RuleBook
from schemas.rules import CountOfRows, RatioOfRows, RatioOfSums, Reported, Survey
from schemas.survey_formulas import SURVEY_FORMULAS
from schemas.tables import TABLES

UNKNOWN = "Chưa đủ số liệu"
_NUMBERS = ("pct", "points", "count", "rank", "tier")


def quoted(text: str) -> str:
    """Return a text as a formula writes it."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


@dataclass(frozen=True, slots=True)
class Term:
    """A figure: numerator over denominator (None: a plain number), and when it is known."""

    above: str
    below: str | None
    known: str
    scale: int = 1

    @property
    def value(self) -> str:
        """Return the figure itself; wrong where it is not known."""
        return (
            f"({self.above})"
            if self.below is None
            else f"(({self.above})*{self.scale}/({self.below}))"
        )

    @property
    def shown(self) -> str:
        """Return the figure for people: rounded to two digits, or that it is not known."""
        return f"IF({self.known},ROUND({self.value},2),{quoted(UNKNOWN)})"

    def compared(self, op: str, bound: Decimal | int) -> str:
        """Return the comparison with a bound without any division, so without rounding."""
        text = canonical(Decimal(bound))
        if self.below is None:
            return f"({self.above}){op}{text}"
        return f"({self.above})*{self.scale}{op}{text}*({self.below})"


class Terms:
    """The figures of a programme that its workbook holds."""

    def __init__(self, programme: Programme, book: RuleBook) -> None:
        """Look up the measures of the programme and of its criteria set."""
        assert programme.workbook is not None
        self._tables = programme.workbook.tables
        self.measures = {each.code: each.source for each in measures_of(programme, book)}

    def has(self, table_code: str) -> bool:
        """Tell whether the workbook has the sheet."""
        return table_code in self._tables

    def reported(self, measure_code: str) -> str | None:
        """Return the cell that a reported figure is written in; None if it is not in the form."""
        source = self.measures.get(measure_code)
        if not isinstance(source, Reported) or source.by != "anyone" or not self.has("results"):
            return None
        codes, values = area("results", "measure_code"), area("results", "value")
        return f'IFERROR(INDEX({values},MATCH({quoted(measure_code)},{codes},0))&"","")'

    def number(self, measure_code: str) -> Term | None:
        """Return a figure that can be compared; None where the form cannot answer."""
        source = self.measures.get(measure_code)
        if isinstance(source, Reported):
            return self._reported_number(measure_code, source)
        if isinstance(source, RatioOfSums | RatioOfRows | CountOfRows | Survey):
            return self._counted(source) if self.has(source.table) else None
        return None

    def _reported_number(self, code: str, source: Reported) -> Term | None:
        if source.value not in _NUMBERS or self.reported(code) is None:
            return None
        codes, values = area("results", "measure_code"), area("results", "value")
        cell = f"INDEX({values},MATCH({quoted(code)},{codes},0))"
        return Term(cell, None, f"IFERROR(ISNUMBER({cell}),FALSE)")

    def _counted(self, source: RatioOfSums | RatioOfRows | CountOfRows | Survey) -> Term:
        if isinstance(source, RatioOfSums):
            above, below = (
                "+".join(f"SUM({area(source.table, each)})" for each in listed)
                for listed in (source.numerator, source.denominator)
            )
            return Term(above, below, f"({below})>0", 100)
        if isinstance(source, Survey):
            worth = SURVEY_FORMULAS[source.formula].worth
            sums = {code: f"SUM({area(source.table, code)})" for code in worth}
            above = "+".join(f"{canonical(each)}*{sums[code]}" for code, each in worth.items())
            below = "+".join(sums.values())
            return Term(above, below, f"({below})>0", 100)
        yes = (
            self.rows_where([f'({area(source.table, each)}="Có")' for each in source.all_yes])
            if source.all_yes
            else self.begun_rows(source.table)
        )
        if isinstance(source, CountOfRows):
            return Term(yes, None, "TRUE")
        rows = self.begun_rows(source.table, source.all_yes)
        return Term(yes, rows, f"{rows}>0", 100)

    def begun_rows(self, table_code: str, columns: Sequence[str] = ()) -> str:
        """Return how many rows of a sheet hold anything in the columns (all unless given)."""
        return f"SUMPRODUCT(--({self.begun(table_code, columns)}>0))"

    def begun(self, table_code: str, columns: Sequence[str] = ()) -> str:
        """Return how many of the columns each row fills, as an array."""
        names = columns or [column.code for column in TABLES[table_code].columns]
        return "(" + "+".join(f'({area(table_code, name)}<>"")' for name in names) + ")"

    def rows_where(self, conditions: Sequence[str]) -> str:
        """Return how many rows meet every condition, each an array of truths."""
        return "SUMPRODUCT(" + "*".join((*conditions, "1")) + ")"

    def one_of(self, table_code: str, column_code: str, labels: Sequence[str]) -> str:
        """Return the array that tells which rows say one of the labels."""
        where = area(table_code, column_code)
        return "((" + "+".join(f"({where}={quoted(label)})" for label in labels) + ")>0)"

    def filled(self, table_code: str, column_code: str) -> str:
        """Return the array that tells which rows fill a column."""
        return f'({area(table_code, column_code)}<>"")'
