"""Rule books in which kept texts stand in place of today's files.

A closed period keeps the rules it was closed under, and a board "as known on" a day is judged by
the rules of that day: both read the text that was in force, not the file as it is now.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType

from schemas.base import Record
from schemas.criteria_set import ClassScheme, CriteriaSet, ReportingCalendar
from schemas.programme import Programme
from schemas.reader import RuleBook, RuleText, read_text


def rule_ids(programme: Programme) -> tuple[str, ...]:
    """Return the ids of the texts that a programme is judged by, its own first."""
    others = (
        ("criteria_set", programme.criteria_set),
        ("class_scheme", programme.class_scheme),
        ("reporting_calendar", programme.reporting_calendar),
    )
    return (
        f"programme/{programme.id}",
        *(f"{kind}/{name}" for kind, name in others if name is not None),
    )


def book_with(book: RuleBook, texts: Iterable[RuleText]) -> RuleBook:
    """Return a rule book in which these texts replace the records of the same kind and id.

    Raises Refusal when a text cannot be read by this release.
    """
    for text in texts:
        book = _with(book, text, read_text(text))
    return book


def _with(book: RuleBook, text: RuleText, record: Record) -> RuleBook:
    if isinstance(record, Programme):
        name, book = record.id, replace(book, programmes={**book.programmes, record.id: record})
    elif isinstance(record, CriteriaSet):
        name = record.id
        book = replace(book, criteria_sets={**book.criteria_sets, name: record})
    elif isinstance(record, ClassScheme):
        name = record.id
        book = replace(book, class_schemes={**book.class_schemes, name: record})
    elif isinstance(record, ReportingCalendar):
        name = record.id
        book = replace(book, calendars={**book.calendars, name: record})
    else:
        raise TypeError(f"not a rule record: {type(record).__name__}")
    return replace(book, texts=MappingProxyType({**book.texts, f"{text.kind}/{name}": text}))
