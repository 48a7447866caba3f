"""Periods: their identifiers, words, data windows and due dates.

"Quarterly" is not four calendar quarters: the reports of 581/BNV-CCHC close on the 14th, the
six-month and the yearly one are cumulative and the third quarter stands alone (DOMAIN 2.8).
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from schemas.criteria_set import ReportingCalendar, ReportWindow
from schemas.programme import Programme

_PATTERN = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2]|Q[1-4]|H1|Y)")
_REPORT_ORDER = {"Q1": 1, "H1": 2, "Q3": 3, "Y": 4}


@dataclass(frozen=True, slots=True)
class Period:
    """A period of a programme; ``series`` holds the periods that follow one another."""

    period_id: str
    label: str
    year: int
    series: str
    order: int
    starts_on: dt.date
    ends_on: dt.date
    due_on: dt.date | None
    is_base: bool = False


def is_period_id(text: str) -> bool:
    """Tell whether a text has the form of a period identifier ("2025-10", "2022-H1")."""
    return _PATTERN.fullmatch(text) is not None


def _month(year: int, month: int) -> Period:
    last = calendar.monthrange(year, month)[1]
    return Period(
        f"{year}-{month:02d}", f"Tháng {month}/{year}", year, "M", month,
        dt.date(year, month, 1), dt.date(year, month, last), None,
    )  # fmt: skip


def _quarter(year: int, quarter: int) -> Period:
    first = 3 * quarter - 2
    end = _month(year, first + 2).ends_on
    roman = ("I", "II", "III", "IV")[quarter - 1]
    return Period(
        f"{year}-Q{quarter}", f"Quý {roman} năm {year}", year, "Q", quarter,
        dt.date(year, first, 1), end, None,
    )  # fmt: skip


def _year(year: int) -> Period:
    return Period(
        f"{year}-Y", f"Năm {year}", year, "Y", 1, dt.date(year, 1, 1), dt.date(year, 12, 31), None
    )


def _report(year: int, window: ReportWindow) -> Period:
    first_year = year - 1 if window.starts_previous_year else year
    return Period(
        f"{year}-{window.period}",
        f"{window.label} năm {year}" if window.period != "Y" else f"Năm {year}",
        year,
        "R",
        _REPORT_ORDER[window.period],
        dt.date(first_year, window.starts_month, window.starts_day),
        dt.date(year, window.ends_month, window.ends_day),
        dt.date(year, window.due_month, window.due_day),
    )


def periods_of(programme: Programme, book: ReportingCalendar | None) -> Iterator[Period]:
    """Yield every period of a programme, year by year; reports follow its calendar."""
    windows = {window.period: window for window in book.windows} if book else {}
    for year in programme.base_years:
        whole = _report(year, windows["Y"]) if "Y" in windows else _year(year)
        yield replace(whole, label=f"{whole.label} (năm gốc)", due_on=None, is_base=True)
    for year in programme.years:
        for kind in programme.period_kinds:
            if kind == "M":
                yield from (_month(year, month) for month in range(1, 13))
            elif kind == "Q":
                yield from (_quarter(year, quarter) for quarter in range(1, 5))
            elif kind in windows:
                yield _report(year, windows[kind])
            elif kind == "Y":
                yield _year(year)
            elif kind in ("Q1", "Q2", "Q3", "Q4"):
                yield _quarter(year, int(kind[1]))
            else:
                raise ValueError(f"{programme.id}: period kind {kind} needs a reporting calendar")
