"""The last day on which a step still counts: the period's end, its due day, or a plan's deadline.

An exclusive day is honoured by schemas/deadlines: "trước ngày 31/12" ends on 30/12.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from schemas.criteria_set import ReportingCalendar
from schemas.deadlines import deadline_in
from schemas.programme import Programme
from schemas.rules import Anniversary, Deadline

_DONE = ("count", "figure", "points", "attest", "correction")
_DECIDED = ("document", "decision")


@dataclass(frozen=True, slots=True)
class LastDays:
    """Until when things count: done by ``ends_on``, handed in by ``due_on``, proposed by dossier.

    ``dossier_text`` is the plan's own words on the dossier; its day is None while it is open.
    """

    ends_on: dt.date
    due_on: dt.date | None
    dossier_on: dt.date | None
    dossier_text: str

    def of(self, kind: str) -> dt.date | None:
        """Return the last day for a kind of step; None where no day is known or none helps."""
        if kind == "veto":
            return None
        if kind in _DECIDED:
            return self.dossier_on
        days = [self.due_on, self.dossier_on, self.ends_on if kind in _DONE else None]
        return min((each for each in days if each is not None), default=None)


def last_days(
    programme: Programme,
    calendar: ReportingCalendar | None,
    period: Mapping[str, Any],
    *,
    is_award: bool,
) -> LastDays:
    """Return the last days of a period; a dossier's only where an award is the goal."""
    year = int(period["year"])
    asked = [each for each in programme.deadlines if each.what in ("dossier", "nomination")]
    known = [(each, deadline_in(each, year, calendar=calendar)) for each in asked if is_award]
    days = [
        meant.last_day
        for each, meant in known
        if meant.last_day is not None and not _is_ceremony(each, year)
    ]
    return LastDays(
        period["ends_on"],
        period["due_on"],
        min(days, default=None),
        "; ".join(dict.fromkeys(meant.text for _, meant in known)),
    )


def _is_ceremony(deadline: Deadline, year: int) -> bool:
    """Tell whether the day is one of commemoration, before which a plan sets no hand-in day."""
    special = [each.when for each in deadline.special_years if each.year == year]
    return isinstance((special or [deadline.when])[0], Anniversary)
