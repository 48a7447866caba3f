"""How many of a programme's criteria a workbook answers: said whatever becomes of the file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from etl.measures import measures_of
from schemas.base import Record
from schemas.programme import Programme
from schemas.reader import RuleBook
from schemas.rules import CountOfRows, HandInOnTime, Reported, Source

_EVENTS = ("initiatives", "discipline")
"""Sheets that say something when they are empty: there was none."""

Need = tuple[str, str | None]
"""A sheet that must hold something, or a figure of the results sheet."""


def criteria_read(
    programme: Programme,
    book: RuleBook,
    observations: Collection[Mapping[str, Any]],
) -> tuple[int, int]:
    """Return how many criteria the figures answer, and how many this workbook can answer."""
    assert programme.workbook is not None
    held = {(row["table_code"], row["column_code"]) for row in observations}
    sheets = {table for table, _ in held}
    sources = {each.code: each.source for each in measures_of(programme, book)}
    answered = wanted = 0
    for rule in _rules(programme, book):
        needs = _needs(rule, sources)
        if needs is None or any(table not in programme.workbook.tables for table, _ in needs):
            continue
        wanted += 1
        answered += all(
            need in held if need[1] else need[0] in sheets or need[0] in _EVENTS for need in needs
        )
    return answered, wanted


def _rules(programme: Programme, book: RuleBook) -> Iterator[Record]:
    yield from (each.rule for each in programme.conditions if each.subject == "collective")
    if programme.criteria_set is not None:
        criteria = book.criteria_sets[programme.criteria_set].criteria
        yield from (each.rule for each in criteria if each.rule is not None)


def _needs(rule: Record, sources: Mapping[str, Source]) -> list[Need] | None:
    """Return what a rule needs of a workbook; None when something else answers it."""
    said = rule.model_dump()
    codes = [said[name] for name in ("measure", "value_measure", "rank_measure") if said.get(name)]
    codes += said.get("measures") or ()
    needs: list[Need] = [(said["table"], None)] if said.get("table") else []
    for code in codes:
        source = sources[code]
        if isinstance(source, HandInOnTime):
            return None
        if isinstance(source, Reported):
            if source.by != "anyone":
                return None
            needs.append(("results", code))
        elif not isinstance(source, CountOfRows):
            needs.append((source.table, None))
    return needs or None
