"""What a cross check finds in a rule file, before it is told to the user as a finding."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from schemas.criteria_set import ClassScheme, CriteriaSet, ReportingCalendar
from schemas.toml_lines import Path
from schemas.vietnamese import tone_normalise
from schemas.words import day


@dataclass(frozen=True, slots=True)
class Problem:
    """One contradiction: the finding's code, the key path it stands at, the sentence's values."""

    code: str
    path: Path
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """What a programme may refer to: other rule files by id, and body files with their groups."""

    class_schemes: Mapping[str, ClassScheme]
    criteria_sets: Mapping[str, CriteriaSet]
    calendars: Mapping[str, ReportingCalendar]
    bodies: Mapping[str, frozenset[str]]


def problem(code: str, *path: str | int, **values: object) -> Problem:
    """Return a problem at a key path; the values become the words of its sentence."""
    words = {
        key: day(value) if isinstance(value, dt.date) else str(value)
        for key, value in values.items()
        if value is not None
    }
    return Problem(f"rule.{code}", path, words)


def repeated(
    values: Iterable[object], *path: str | int, key: str | None = None
) -> Iterator[Problem]:
    """Yield a problem for every value of a list that an earlier element already has."""
    seen: set[object] = set()
    for index, value in enumerate(values):
        if value in seen:
            place = (*path, index) if key is None else (*path, index, key)
            yield problem("duplicate_code", *place, found=value)
        seen.add(value)


def listed(options: Iterable[str]) -> str:
    """Return the allowed words for a sentence; a dash when there are none."""
    return ", ".join(f"“{option}”" for option in options) or "–"


def is_day(day: int, month: int) -> bool:
    """Tell whether a day of the month exists in every year (29/2 does not)."""
    try:
        dt.date(2023, month, day)  # a common year
    except (ValueError, OverflowError):
        return False
    return True


def same_words(name: str) -> str:
    """Return what two headings have in common when people take them for the same."""
    return " ".join(tone_normalise(name).casefold().split())


def validity_problems(starts_on: dt.date, ends_on: dt.date | None) -> Iterator[Problem]:
    """Yield a problem for a validity that ends before it begins."""
    if ends_on is not None and ends_on < starts_on:
        yield problem("period_reversed", "ends_on", found=ends_on, expected=starts_on)
