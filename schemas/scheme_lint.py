"""Cross checks of class schemes and reporting calendars."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from schemas.criteria_set import ClassScheme, ReportingCalendar, ReportWindow
from schemas.rule_problem import (
    Problem,
    is_day,
    problem,
    repeated,
    same_words,
    validity_problems,
)

_FULL = Decimal(100)


def class_scheme_problems(item: ClassScheme) -> Iterator[Problem]:
    """Yield what is wrong with a scheme: places out of order, bounds that overlap."""
    yield from validity_problems(item.starts_on, item.ends_on)
    if not item.bands:
        yield problem("empty_list", "bands")
    yield from repeated((band.code for band in item.bands), "bands", key="code")
    yield from repeated((same_words(band.label) for band in item.bands), "bands", key="label")
    for index, band in enumerate(item.bands):
        if band.order != index + 1:
            yield problem(
                "band_order", "bands", index, "order", found=band.order, expected=index + 1
            )
    yield from _bounds(item)
    if not item.is_verified and item.note is None:
        yield problem("unverified_without_note", "is_verified")


def _bounds(item: ClassScheme) -> Iterator[Problem]:
    """Yield bounds that overlap, leave a gap or lie outside a percentage.

    Where nothing is verified, classes below the last printed bound may still lack theirs.
    """
    above: Decimal | None = None
    for index, band in enumerate(item.bands):
        lower = band.lower
        if lower is None:
            below = [each for each in item.bands[index + 1 :] if each.lower is not None]
            is_last = index == len(item.bands) - 1
            if below:
                place = ("bands", index, "code")
                yield problem("band_gap", *place, found=band.label, other=below[0].label)
            elif above is not None and item.is_verified and not is_last:
                yield problem("band_floor", "bands", index, "code", found=band.label)
            continue
        is_outside = not 0 <= lower <= _FULL or (lower == _FULL and not band.lower_included)
        if is_outside:
            yield problem("band_range", "bands", index, "lower", found=lower, expected=_FULL)
        if above is not None and lower >= above:
            yield problem("band_bounds", "bands", index, "lower", found=lower, expected=above)
        above = lower
    last = item.bands[-1] if item.bands else None
    if last is not None and last.lower is not None and item.is_verified and last.lower > 0:
        place = ("bands", len(item.bands) - 1, "lower")
        yield problem("band_bottom", *place, found=last.lower)


def calendar_problems(item: ReportingCalendar) -> Iterator[Problem]:
    """Yield what is wrong with a calendar: impossible days, windows that contradict each other."""
    if not item.windows:
        yield problem("empty_list", "windows")
    yield from repeated((window.period for window in item.windows), "windows", key="period")
    spans: list[tuple[ReportWindow, dt.date, dt.date]] = []
    for index, window in enumerate(item.windows):
        impossible = False
        for name in ("starts", "ends", "due"):
            day, month = getattr(window, f"{name}_day"), getattr(window, f"{name}_month")
            if not is_day(day, month):
                impossible = True
                found = f"{day}/{month}"
                yield problem("impossible_date", "windows", index, f"{name}_day", found=found)
        if impossible:
            continue
        # any common year does: a window is relative to its year
        first_year = 2022 if window.starts_previous_year else 2023
        start = dt.date(first_year, window.starts_month, window.starts_day)
        end = dt.date(2023, window.ends_month, window.ends_day)
        if start > end:
            yield problem("window_reversed", "windows", index, "ends_day")
        if dt.date(2023, window.due_month, window.due_day) <= end:
            yield problem("due_before_cutoff", "windows", index, "due_day")
        for other, other_start, other_end in spans:
            overlap = start <= other_end and other_start <= end
            if not window.is_cumulative and not other.is_cumulative and overlap:
                yield problem("windows_overlap", "windows", index, "period", other=other.label)
            elif window.is_cumulative and other.is_cumulative and start != other_start:
                yield problem("windows_start", "windows", index, "starts_day", other=other.label)
        spans.append((window, start, end))
