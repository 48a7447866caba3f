"""What a deadline means in a year: its first and last valid day, or why there is none yet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from schemas.criteria_set import ReportingCalendar
from schemas.limits import shipped
from schemas.rules import (
    Anniversary,
    BeforeEvent,
    Deadline,
    ToBeAnnounced,
    When,
    Window,
    WithReports,
    YearlyBefore,
    YearlyBy,
)
from schemas.words import day

_ONE_DAY = dt.timedelta(days=1)

_LIMITS = shipped("deadlines.toml", "soon_days", "counted_days")

SOON_DAYS = _LIMITS.amount("soon_days")
"""From how many days before its last day a deadline is told as near."""

COUNTED_DAYS = _LIMITS.amount("counted_days")
"""Up to how many days ago a deadline that passed is told by counting them."""


@dataclass(frozen=True, slots=True)
class DeadlineInYear:
    """A deadline in one year; days are absent when the plan leaves them open."""

    year: int
    first_day: dt.date | None
    last_day: dt.date | None
    is_open: bool
    text: str
    is_special_year: bool


def deadline_in(
    deadline: Deadline,
    year: int,
    *,
    event_on: dt.date | None = None,
    calendar: ReportingCalendar | None = None,
) -> DeadlineInYear:
    """Return what the deadline means in a year.

    ``event_on`` is the day of the event that a relative deadline counts from, once it is known;
    ``calendar`` gives the due days of periodic reports.
    """
    special = next((each for each in deadline.special_years if each.year == year), None)
    when = deadline.when if special is None else special.when
    first, last, text = _days(when, year, event_on, calendar)
    return DeadlineInYear(year, first, last, last is None, text, special is not None)


def _days(
    when: When, year: int, event_on: dt.date | None, calendar: ReportingCalendar | None
) -> tuple[dt.date | None, dt.date | None, str]:
    if isinstance(when, YearlyBefore):
        bound = dt.date(year, when.month, when.day)
        last = bound - _ONE_DAY
        return None, last, f"trước ngày {day(bound)} (ngày cuối còn hợp lệ: {day(last)})"
    if isinstance(when, YearlyBy):
        last = dt.date(year, when.month, when.day)
        return None, last, f"chậm nhất ngày {day(last)}"
    if isinstance(when, Anniversary):
        last = dt.date(year, when.month, when.day)
        return None, last, f"{when.occasion}, ngày {day(last)}"
    if isinstance(when, Window):
        return when.starts_on, when.ends_on, f"từ {day(when.starts_on)} đến {day(when.ends_on)}"
    if isinstance(when, BeforeEvent):
        words = f"chậm nhất {when.days} ngày trước {when.event_label}"
        if event_on is None:
            return None, None, f"{words} (chưa có ngày tổ chức)"
        last = event_on - dt.timedelta(days=when.days)
        return None, last, f"{words} ({day(event_on)}), tức là {day(last)}"
    if isinstance(when, ToBeAnnounced):
        return None, None, "có văn bản thông báo sau"
    assert isinstance(when, WithReports)
    return _with_reports(when, year, calendar)


def _with_reports(
    when: WithReports, year: int, calendar: ReportingCalendar | None
) -> tuple[dt.date | None, dt.date | None, str]:
    windows = [
        window for window in (calendar.windows if calendar else ()) if window.period in when.periods
    ]
    days = [(window.label, dt.date(year, window.due_month, window.due_day)) for window in windows]
    if not days:
        return None, None, "cùng báo cáo định kỳ"
    listed = "; ".join(f"{label}: {day(due)}" for label, due in days)
    return days[0][1], days[-1][1], f"cùng báo cáo định kỳ ({listed})"
