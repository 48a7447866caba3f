"""Cross checks of days: the plan's own time, its documents, its deadlines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from schemas.deadlines import deadline_in
from schemas.programme import Programme
from schemas.rule_problem import Known, Problem, is_day, listed, problem, repeated
from schemas.rules import (
    Anniversary,
    BeforeEvent,
    Deadline,
    When,
    Window,
    WithReports,
    YearlyBefore,
    YearlyBy,
)
from schemas.toml_lines import Path

_POSSIBLE_YEARS = range(2000, 2101)
_LONGEST_LEAD_DAYS = 366


def time_problems(item: Programme, known: Known) -> Iterator[Problem]:
    """Yield contradictions between a plan's years, its days, its documents and its periods."""
    if item.ends_on.year not in _POSSIBLE_YEARS:
        span = f"{_POSSIBLE_YEARS[0]}-{_POSSIBLE_YEARS[-1]}"
        yield problem("year_outside", "ends_on", found=item.ends_on.year, expected=span)
    first = item.starts_on.year if item.starts_on else None
    is_reversed = item.starts_on is not None and item.ends_on < item.starts_on
    if is_reversed:
        yield problem("period_reversed", "ends_on", found=item.ends_on, expected=item.starts_on)
    for index, year in enumerate(() if is_reversed else item.years):
        if not (first or _POSSIBLE_YEARS[0]) <= year <= item.ends_on.year:
            span = f"{first}-{item.ends_on.year}" if first else f"đến {item.ends_on.year}"
            yield problem("year_outside", "years", index, found=year, expected=span)
    yield from repeated(item.base_years, "base_years")
    for index, year in enumerate(item.base_years):
        if not _POSSIBLE_YEARS[0] <= year < min(item.years, default=year + 1):
            expected = f"từ {_POSSIBLE_YEARS[0]}, trước {min(item.years, default=year)}"
            yield problem("base_year", "base_years", index, found=year, expected=expected)
    yield from _documents(item)
    calendar = known.calendars.get(item.reporting_calendar or "")
    periods = [window.period for window in calendar.windows] if calendar else []
    for index, kind in enumerate(item.period_kinds):
        if item.reporting_calendar is None and kind == "H1":
            yield problem("period_without_calendar", "period_kinds", index, found=kind)
        elif calendar and kind not in periods and kind not in ("M", "Q"):
            place: Path = ("period_kinds", index)
            yield problem("period_not_in_calendar", *place, found=kind, expected=listed(periods))


def _documents(item: Programme) -> Iterator[Problem]:
    issued = item.document.issued_on
    if issued is None and item.document.issued_text is None:
        yield problem("document_undated", "document")
    if issued is not None and issued > item.ends_on:
        yield problem("document_late", "document", "issued_on", found=issued, expected=item.ends_on)
    for index, basis in enumerate(item.document.basis):
        if issued is not None and basis.issued_on is not None and basis.issued_on > issued:
            place: Path = ("document", "basis", index, "issued_on")
            yield problem("basis_later", *place, found=basis.issued_on, expected=issued)


def deadline_problems(item: Programme, known: Known) -> Iterator[Problem]:
    """Yield what is wrong with a plan's deadlines, each by itself and one against another."""
    years = [year for year in item.years if year in _POSSIBLE_YEARS] or [item.ends_on.year]
    for index, deadline in enumerate(item.deadlines):
        path: Path = ("deadlines", index)
        span = (min(years), max(years))
        impossible = [*_when(item, deadline.when, (*path, "when"), span, known)]
        special = deadline.special_years
        yield from repeated((each.year for each in special), *path, "special_years", key="year")
        for place, each in enumerate(special):
            at: Path = (*path, "special_years", place)
            if each.year not in item.years or each.year not in _POSSIBLE_YEARS:
                listed_years = listed(str(year) for year in item.years)
                yield problem("year_outside", *at, "year", found=each.year, expected=listed_years)
                continue
            impossible += _when(item, each.when, (*at, "when"), (each.year, each.year), known)
            if each.when == deadline.when or _same_days(deadline, each.year):
                yield problem("special_year_same", *at, "when", found=each.year)
        yield from impossible
        if not impossible:
            yield from _before_plan(item, deadline, path)
    yield from _order(item)


def _when(
    item: Programme, when: When, path: Path, years: tuple[int, int], known: Known
) -> Iterator[Problem]:
    if isinstance(when, YearlyBefore | YearlyBy | Anniversary):
        if not is_day(when.day, when.month):
            yield problem("impossible_date", *path, "day", found=f"{when.day}/{when.month}")
    elif isinstance(when, Window):
        # what belongs to a year may still fall due in the next one, never later
        first, last = dt.date(years[0], 1, 1), dt.date(min(years[1] + 1, dt.MAXYEAR), 12, 31)
        if when.starts_on > when.ends_on:
            yield problem("window_reversed", *path, "ends_on")
        elif when.starts_on < first or when.ends_on > last:
            span = f"{first:%d/%m/%Y} - {last:%d/%m/%Y}"
            at = "starts_on" if when.starts_on < first or when.starts_on > last else "ends_on"
            yield problem("deadline_outside", *path, at, expected=span)
    elif isinstance(when, BeforeEvent):
        if not 0 <= when.days <= _LONGEST_LEAD_DAYS:
            yield problem("lead_days", *path, "days", found=when.days, expected=_LONGEST_LEAD_DAYS)
    elif isinstance(when, WithReports):
        yield from _with_reports(item, when, (*path, "periods"), known)


def _with_reports(
    item: Programme, when: WithReports, path: Path, known: Known
) -> Iterator[Problem]:
    if not when.periods:
        yield problem("empty_list", *path)
    yield from repeated(when.periods, *path)
    if item.reporting_calendar is None:
        yield problem("reports_without_calendar", *path)
    calendar = known.calendars.get(item.reporting_calendar or "")
    periods = [window.period for window in calendar.windows] if calendar else []
    for index, period in enumerate(when.periods):
        if calendar and period not in periods:
            expected = listed(periods)
            yield problem("period_not_in_calendar", *path, index, found=period, expected=expected)
        elif period not in item.period_kinds:
            expected = listed(item.period_kinds)
            yield problem("period_not_in_plan", *path, index, found=period, expected=expected)


def _days(deadline: Deadline, year: int) -> tuple[dt.date | None, dt.date] | None:
    """Return the first and last valid day of a year's deadline where the plan itself fixes them."""
    special = (each.when for each in deadline.special_years if each.year == year)
    when = next(special, deadline.when)
    if year not in _POSSIBLE_YEARS or not isinstance(
        when, YearlyBefore | YearlyBy | Anniversary | Window
    ):
        return None
    if not isinstance(when, Window) and not is_day(when.day, when.month):
        return None
    found = deadline_in(deadline, year)
    return None if found.last_day is None else (found.first_day, found.last_day)


def _same_days(deadline: Deadline, year: int) -> bool:
    usual = _days(deadline.model_copy(update={"special_years": ()}), year)
    return usual is not None and usual == _days(deadline, year)


def _before_plan(item: Programme, deadline: Deadline, path: Path) -> Iterator[Problem]:
    """Yield the first year in which a deadline is over before the plan was there to be followed."""
    begins = max(filter(None, (item.starts_on, item.document.issued_on)), default=None)
    for year in sorted(item.years):
        days = _days(deadline, year)
        if begins is None or days is None or days[1] >= begins:
            continue
        places = (place for place, it in enumerate(deadline.special_years) if it.year == year)
        place = next(places, None)
        at: Path = path if place is None else (*path, "special_years", place)
        yield problem("deadline_before_plan", *at, "when", found=days[1], expected=begins)
        return


def _order(item: Programme) -> Iterator[Problem]:
    """Yield proposals that are due before the hand-ins that they are made from."""
    handed_in = [each for each in item.deadlines if each.what in ("nomination", "dossier")]
    for index, proposal in enumerate(item.deadlines):
        if proposal.what != "proposal":
            continue
        for other in handed_in:
            for year in sorted(item.years):
                mine, others = _days(proposal, year), _days(other, year)
                if mine is not None and others is not None and mine[1] < others[1]:
                    yield problem(
                        "deadline_order", "deadlines", index, "when",
                        found=mine[1], other=other.label, expected=others[1],
                    )  # fmt: skip
                    break
