"""The periods of a programme in the warehouse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from schemas.periods import periods_of
from schemas.programme import Programme
from schemas.reader import RuleBook


def period_rows(programme: Programme, book: RuleBook) -> Iterator[Mapping[str, Any]]:
    """Yield every period of a programme, base years included."""
    name = programme.reporting_calendar
    for period in periods_of(programme, book.calendars[name] if name else None):
        yield {
            "programme_id": programme.id,
            "period_id": period.period_id,
            "label": period.label,
            "year": period.year,
            "series": period.series,
            "period_order": period.order,
            "starts_on": period.starts_on,
            "ends_on": period.ends_on,
            "due_on": period.due_on,
            "is_base": period.is_base,
        }
