"""What a wrong cell should hold: a right value to propose, and the days that fit a period."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from etl.measures import MAX_DECIMALS, Figure
from etl.parsed import vietnamese_number
from schemas.tables import Column
from schemas.words import day, number

_PARTS = (
    "early_count", "on_time_count", "late_count", "pending_in_time_count", "pending_overdue_count",
)  # fmt: skip
_FROM_START = ("due_date",)
"""Days that must not lie before the period either: a task belongs to the period it is due in."""


@dataclass(frozen=True, slots=True)
class Window:
    """The days of a period; reports close mid-month, so its last month is allowed to its end."""

    starts_on: dt.date
    ends_on: dt.date

    @property
    def last(self) -> dt.date:
        """The last day that a figure of the period may name."""
        end = calendar.monthrange(self.ends_on.year, self.ends_on.month)[1]
        return self.ends_on.replace(day=end)

    def misfit(self, column: str, text: str) -> str | None:
        """Return which days fit when a day (ISO) of a column does not; None when it does."""
        value = dt.date.fromisoformat(text)
        if column in _FROM_START and value < self.starts_on:
            return f"từ {day(self.starts_on)} đến {day(self.last)}"
        return f"không sau {day(self.last)}" if value > self.last else None


def example_of(column: Column, window: Window | None) -> str:
    """Return a right value of a column; a day lies in the period."""
    return day(window.ends_on) if column.type == "date" and window else column.example


def figure_example(figure: Figure, window: Window | None) -> str:
    """Return a right value of a reported figure."""
    if figure.choices:
        return next(iter(figure.choices.values()))
    if figure.is_date:
        return day(window.ends_on) if window else "14/03/2022"
    if figure.value_type in ("rank", "tier", "count"):
        return "5"
    most = figure.maximum
    return "92,5" if most is None or most >= Decimal("92.5") else number(most)


def rounded(text: str) -> str:
    """Return a number with as many decimals as can be kept."""
    return vietnamese_number(round(Decimal(text), MAX_DECIMALS))


def row_example(code: str, column: Column, cells: Mapping[str, str | None]) -> str | None:
    """Return what the other cells of the row say that this one should hold, if they do."""
    if code == "row.duplicate":
        return f"{cells[column.code]} (2)"
    if code == "row.dossiers_do_not_add_up":
        return str(_sum(cells, _PARTS))
    if code == "row.part_above_received":
        others = [part for part in _PARTS if part != column.code]
        return str(max(_sum(cells, ("received_count",)) - _sum(cells, others), 0))
    if code == "row.on_time_after_due":
        return "Không"
    if code == "row.on_time_without_date":
        return day(dt.date.fromisoformat(str(cells["due_date"])))
    return None


def _sum(cells: Mapping[str, str | None], names: Iterable[str]) -> int:
    return sum(int(cells[name] or 0) for name in names)
