"""Dossier-level exports as data: the columns that are read, the limits, and the days off."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Annotated

from pydantic import Field

from schemas.base import Code, Record, Text, type_sequence
from schemas.signals import Limit

COLUMNS = ("dossier_code", "received", "due", "finished", "field_name", "unit")
LIMITS = (
    "megabytes",
    "screen_megabytes",
    "at_once",
    "unzipped_megabytes",
    "address_megabytes",
    "rows",
    "seconds",
    "fields",
    "findings",
)


class DossierColumn(Record):
    """A column of an export: its code, how we name it, and the headings under which it is found."""

    code: Code
    label: Text
    headings: Annotated[tuple[Text, ...], type_sequence]
    is_day: bool = False
    may_be_empty: bool = False


class YearlyDay(Record):
    """A day off that comes on the same day every year."""

    month: int
    day: int
    name: Text


class Span(Record):
    """Days off of one year, both ends included."""

    first: Annotated[dt.date, Field(alias="from")]
    last: Annotated[dt.date, Field(alias="to")]
    name: Text


class DaysOff(Record):
    """The days on which nothing falls due: of the week, of every year, of one year."""

    weekly: Annotated[tuple[int, ...], type_sequence]
    cite: Text
    note: Text
    yearly: Annotated[tuple[YearlyDay, ...], type_sequence]
    span: Annotated[tuple[Span, ...], type_sequence]

    def holidays(self, first_year: int, last_year: int) -> Iterator[dt.date]:
        """Yield the days off of some years that are not simply days of the week."""
        for year in range(first_year, last_year + 1):
            yield from (dt.date(year, each.month, each.day) for each in self.yearly)
        for each in self.span:
            if first_year <= each.last.year and each.first.year <= last_year:
                for days in range((each.last - each.first).days + 1):
                    yield each.first + dt.timedelta(days=days)


class DossierBook(Record):
    """Everything that reading an export needs to know."""

    column: Annotated[tuple[DossierColumn, ...], type_sequence]
    limit: Annotated[tuple[Limit, ...], type_sequence]
    days_off: DaysOff

    def amount(self, code: str) -> int:
        """Return a limit; KeyError when there is none of this code."""
        return int({each.code: each.amount for each in self.limit}[code])

    @property
    def columns(self) -> Mapping[str, DossierColumn]:
        """Return the columns by their code, in the order of the file."""
        return {each.code: each for each in self.column}


@cache
def dossier_book() -> DossierBook:
    """Return the shipped book; raises ValueError when it contradicts itself."""
    return read_dossiers((resources.files("schemas") / "dossiers.toml").read_text("utf-8"))


def read_dossiers(text: str) -> DossierBook:
    """Return a book; raises ValueError for anything unknown, doubled or not above nought."""
    book = DossierBook.model_validate(tomllib.loads(text))
    if sorted(book.columns) != sorted(COLUMNS):
        raise ValueError(f"columns must be exactly {', '.join(COLUMNS)}")
    if sorted(each.code for each in book.limit) != sorted(LIMITS):
        raise ValueError(f"limits must be exactly {', '.join(LIMITS)}")
    if any(each.amount <= 0 for each in book.limit):
        raise ValueError("a limit must be above nought")
    headings = [heading for column in book.column for heading in column.headings]
    if len(set(headings)) < len(headings):
        raise ValueError("a heading stands for two columns")
    if not set(book.days_off.weekly) < set(range(1, 8)):
        raise ValueError("days of the week are 1 to 7, and not all of them are off")
    if any(each.last < each.first for each in book.days_off.span):
        raise ValueError("days off end before they begin")
    return book
