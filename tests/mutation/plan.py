"""What rests on what: views on views, and the judge's own statements one by one.

A mutant changes one view. Only what reads it has to be judged again, and nothing after the first
table that comes out as before; where the judge does more than delete and insert, all of it runs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Any

import duckdb

from tests.mutation.tokens import tokens_of
from warehouse.judge import judge_all
from warehouse.migrate import view_files

_STATEMENT = re.compile(r"\s*(delete from|insert into)\s+\"?(\w+)\"?(.*)", re.DOTALL)
_QUESTION = re.compile(r"\s*(select|with|from)\b")


@dataclass(frozen=True)
class Statement:
    """One thing the judge does to a table, and the names it mentions."""

    sql: str
    given: tuple[Any, ...]
    table: str
    named: frozenset[str]


@dataclass(frozen=True)
class Step:
    """What the judge does to a table in one go, with the views and judged tables it reads."""

    table: str
    statements: tuple[Statement, ...]
    reads: frozenset[str]


@dataclass
class _Tap:
    """A connection that remembers what is done through it."""

    connection: duckdb.DuckDBPyConnection
    statements: list[Statement] = field(default_factory=list)
    is_plain: bool = True

    def execute(self, sql: str, *given: Any) -> Any:
        match = _STATEMENT.match(sql)
        if match is not None:
            named = frozenset(_names(match[3]))
            self.statements.append(Statement(sql, given, match[2], named))
        elif _QUESTION.match(sql) is None:
            self.is_plain = False
        return self.connection.execute(sql, *given)

    def __getattr__(self, name: str) -> Any:
        self.is_plain = False
        return getattr(self.connection, name)


def _names(sql: str) -> set[str]:
    return {token.text for token in tokens_of(sql) if token.kind == "word"}


class Plan:
    """The views and the steps of the judge, each with what it reads."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Listen to the judge once, in a transaction that is rolled back."""
        self.views = view_files()
        tap = _Tap(connection)
        connection.execute("begin")
        judge_all(tap)  # type: ignore[arg-type]
        connection.execute("rollback")
        self.is_plain = tap.is_plain
        self._tables = {each.table for each in tap.statements}
        known = self._tables | self.views.keys()
        self._named = {name: _names(sql) & known - {name} for name, sql in self.views.items()}
        self.steps = [
            Step(
                table, tuple(listed), self.reads(*(name for each in listed for name in each.named))
            )
            for table, group in groupby(tap.statements, key=attrgetter("table"))
            if (listed := list(group))
        ]
        """In the order in which the judge takes them; a table may come twice."""

    def reads(self, *names: str) -> frozenset[str]:
        """Return the views and judged tables that are read where these names are."""
        found: set[str] = set()
        more = {name for name in names if name in self.views or name in self._tables}
        while more:
            found |= more
            more = {read for each in more for read in self._named.get(each, ())} - found
        return frozenset(found)

    def views_on(self, view: str) -> list[str]:
        """Return the views that read a view, directly or not, each after those it reads."""
        return [name for name in self.views if name != view and view in self.reads(name)]
