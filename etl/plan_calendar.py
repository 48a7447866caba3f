"""The calendar of a plan in a year: every deadline as days, with how many are left."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from etl.scope import rule_book
from schemas.deadlines import SOON_DAYS, deadline_in
from schemas.programme import Programme
from schemas.rules import Deadline, WithReports
from schemas.words import day

State = Literal["open", "soon", "past", "unannounced", "not_yet"]


@dataclass(frozen=True, slots=True)
class PlanDay:
    """One thing that is due; days are absent while the plan leaves them open."""

    label: str
    from_whom: str
    to_whom: str
    text: str
    first_day: dt.date | None
    last_day: dt.date | None
    days_left: int | None
    state: State
    is_special_year: bool
    cite: str


def plan_days(programme: Programme, year: int, today: dt.date) -> list[PlanDay]:
    """Return what a plan makes due in a year, the earliest first, the unannounced last.

    A deadline that goes with the periodic reports gives one entry for each report.
    """
    found = [
        each for deadline in programme.deadlines for each in _entries(programme, deadline, year)
    ]
    entries = [_plan_day(*each, today=today) for each in found]
    return sorted(entries, key=lambda each: each.last_day or dt.date.max)


_Entry = tuple[Deadline, str, dt.date | None, dt.date | None, str, bool]


def _entries(programme: Programme, deadline: Deadline, year: int) -> list[_Entry]:
    calendars = rule_book().calendars
    calendar = calendars[programme.reporting_calendar] if programme.reporting_calendar else None
    meant = deadline_in(deadline, year, calendar=calendar)
    if not isinstance(deadline.when, WithReports) or meant.is_special_year or calendar is None:
        label, first = deadline.label, meant.first_day
        return [(deadline, label, first, meant.last_day, meant.text, meant.is_special_year)]
    return [
        (deadline, f"{deadline.label}: {window.label}", None, due, f"chậm nhất {day(due)}", False)
        for window in calendar.windows
        if window.period in deadline.when.periods
        for due in [dt.date(year, window.due_month, window.due_day)]
    ]


def _plan_day(
    deadline: Deadline,
    label: str,
    first: dt.date | None,
    last: dt.date | None,
    text: str,
    is_special: bool,
    *,
    today: dt.date,
) -> PlanDay:
    left = (last - today).days if last else None
    return PlanDay(
        label, deadline.from_whom, deadline.to_whom, text, first, last, left,
        _state(first, left, today), is_special, deadline.cite.section,
    )  # fmt: skip


def _state(first: dt.date | None, left: int | None, today: dt.date) -> State:
    if left is None:
        return "unannounced"
    if left < 0:
        return "past"
    if first is not None and today < first:
        return "not_yet"
    return "soon" if left <= SOON_DAYS else "open"
