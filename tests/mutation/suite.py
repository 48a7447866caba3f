"""The killing suite: a mutated view must change something that was recorded beforehand."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import duckdb

from tests.mutation import corpus
from tests.mutation.operators import Mutant
from tests.mutation.plan import Plan
from tests.mutation.tokens import tokens_of
from warehouse.judge import judge_all

Killer = Literal["oracle", "spec", "recording", "error", "timeout"]
"""What noticed a mutant. ``oracle``: an answer that the second judge gives differs. ``spec``: a
test of tests/spec fails. ``recording``: only what the unchanged views said before differs.
"""
Name = Literal["oracle", "history", "spec", "lived", "demo"]

_TYPED = {"arithmetic", "case", "coalesce", "function", "nullif"}
"""Changes after which a column may be of another type."""
_LEAST_SECONDS, _TIMES_SLOWER = 5.0, 15


@dataclass(frozen=True)
class Question:
    """A judged table, an out_ view or a query, with what the unchanged views answer to it."""

    sql: str
    names: frozenset[str]
    is_proved: bool
    answer: tuple[Any, ...]

    def is_answered(self, connection: duckdb.DuckDBPyConnection) -> bool:
        """Tell whether the answer is still the recorded one."""
        return self.ask(connection, self.sql) == self.answer

    @staticmethod
    def ask(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
        """Return how many rows there are and two sums over their contents, in any order."""
        source = f"({sql})" if " " in sql else sql
        rows = connection.execute(
            f"select count(*), bit_xor(hash(line)), sum(hash(line)::hugeint) "
            f"from (from {source}) as line"
        ).fetchall()
        return tuple(rows[0])


@dataclass(frozen=True)
class Recorded:
    """A corpus with the answers of the unchanged views."""

    name: Name
    path: Path
    questions: tuple[Question, ...]
    seconds: float
    unsteady: tuple[str, ...] = ()
    """What said something else when it was asked again: it can prove nothing, and is a fault."""


def record(name: Name, path: Path, *, has_passed: bool = False) -> Recorded:
    """Judge a corpus with the unchanged views, twice, and keep what they say.

    Raises AssertionError when the spec tests do not agree (not asked again where they have passed
    before).
    """
    proved = corpus.answers_of_the_oracle(name)
    connection = corpus.open_file(path)
    try:
        runs = []
        for _ in range(2):
            begun = time.perf_counter()
            judge_all(connection)
            asked = (*proved, *_outputs(connection))
            runs.append({sql: Question.ask(connection, sql) for sql in asked})
            seconds = time.perf_counter() - begun
        unsteady = [sql for sql in runs[0] if runs[0][sql] != runs[1][sql]]
        if name == "spec" and not has_passed:
            with corpus.fetching(connection):
                for test in corpus.spec_tests():
                    test(corpus.Reading(connection))
    finally:
        connection.close()
    questions = (
        Question(sql, frozenset(token.text for token in tokens_of(sql)), sql in proved, answer)
        for sql, answer in runs[0].items()
        if sql not in unsteady
    )
    return Recorded(name, path, tuple(questions), seconds, tuple(unsteady))


_READ_BY_NAME = ("core_appraised_unit", "core_comparable", "core_unit_within", "core_year_before")
"""Views below the outputs that writers, permits and readers ask themselves."""


def _outputs(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    rows = connection.execute(
        "select table_name from duckdb_tables() where starts_with(table_name, 'judged_') "
        "union all select view_name from duckdb_views() where starts_with(view_name, 'out_') "
        "order by table_name"
    ).fetchall()
    yield from (str(name) for (name,) in rows)
    yield from _READ_BY_NAME


class Suite:
    """The corpora opened in this process, ready to judge mutant after mutant."""

    def __init__(self, recorded: Sequence[Recorded]) -> None:
        """Open each corpus; nobody else may write to its file meanwhile."""
        self._recorded = list(recorded)
        self._open = {each.name: corpus.open_file(each.path) for each in recorded}
        # what is read from where is the same in every corpus, how often is not
        self._plans = {name: Plan(connection) for name, connection in self._open.items()}
        self._questions = {
            each.name: {
                question: self._plans[each.name].reads(*question.names)
                for question in each.questions
            }
            for each in recorded
        }
        self._spec_tests: list[Callable[[corpus.Reading], None]] | None = None

    def close(self) -> None:
        """Close the corpora."""
        for connection in self._open.values():
            connection.close()

    def killer(self, mutant: Mutant, *, proves: bool = False) -> Killer | None:
        """Return what noticed the mutant first, the best witness asked first; None for nothing.

        With ``proves`` a mutant that the recording noticed must face every answer of the oracle
        and the spec tests too, and is called after the best witness against it.
        """
        found: Killer | None = None
        for each in self._recorded:
            if found is not None and not (proves and each.name == "spec"):
                continue
            connection = self._open[each.name]
            connection.execute("begin")
            try:
                found = self._noticed(each, mutant, proves=proves) or found
                if found == "recording" and proves and each.name == "spec" and self._spec_fails():
                    found = "spec"
            finally:
                connection.execute("rollback")
            if found not in (None, "recording"):
                break
        return found

    def _noticed(self, recorded: Recorded, mutant: Mutant, *, proves: bool) -> Killer | None:
        with self._alarm(recorded):
            try:
                return self._differs(recorded, mutant, proves=proves)
            except duckdb.InterruptException:
                return "timeout"
            except duckdb.Error:
                return "error"

    def _differs(self, recorded: Recorded, mutant: Mutant, *, proves: bool) -> Killer | None:
        """Judge anew what reads the view, step by step, until something is different."""
        connection, plan = self._open[recorded.name], self._plans[recorded.name]
        self._change(connection, plan, mutant)
        waiting = self._questions[recorded.name]
        changed = {mutant.view}
        found: Killer | None = None
        for table in self._judge(connection, plan, changed):
            own = next((each for each in waiting if each.sql == table), None)
            if own is not None and own.is_answered(connection):
                continue
            changed.add(table)
            found = "recording"
            if any(
                each.is_proved and table in reads and not each.is_answered(connection)
                for each, reads in waiting.items()
            ):
                return "oracle"
            if not proves:
                return found
        for question, reads in waiting.items():
            is_asked = changed & reads and (found is None or question.is_proved)
            if is_asked and not question.is_answered(connection):
                if question.is_proved:
                    return "oracle"
                found = "recording"
                if not proves:
                    return found
        return found

    @staticmethod
    def _change(connection: duckdb.DuckDBPyConnection, plan: Plan, mutant: Mutant) -> None:
        # asking for the types takes as long as judging: only where they may be others
        describe = f'describe "{mutant.view}"' if mutant.kind in _TYPED else "select 0"
        before = connection.execute(describe).fetchall()
        connection.execute(f'create or replace view "{mutant.view}" as\n{mutant.sql}')
        if connection.execute(describe).fetchall() != before:
            # a view remembers the types it was made with
            above = plan.views_on(mutant.view)
            for name in reversed(above):
                connection.execute(f'drop view "{name}"')
            for name in above:
                connection.execute(f'create view "{name}" as\n{plan.views[name]}')

    @staticmethod
    def _judge(
        connection: duckdb.DuckDBPyConnection, plan: Plan, changed: set[str]
    ) -> Iterator[str]:
        """Take each step that reads what has changed so far; yield its table afterwards."""
        if not plan.is_plain:
            judge_all(connection)
            yield from dict.fromkeys(step.table for step in plan.steps)
            return
        for step in plan.steps:
            if step.reads & changed:
                for each in step.statements:
                    connection.execute(each.sql, *each.given)
                yield step.table

    @contextlib.contextmanager
    def _alarm(self, recorded: Recorded) -> Iterator[None]:
        """Interrupt what takes far longer than with the unchanged views."""
        seconds = max(_LEAST_SECONDS, _TIMES_SLOWER * recorded.seconds)
        alarm = threading.Timer(seconds, self._open[recorded.name].interrupt)
        alarm.start()
        try:
            yield
        finally:
            alarm.cancel()
            alarm.join()

    def _spec_fails(self) -> bool:
        if self._spec_tests is None:
            self._spec_tests = corpus.spec_tests()
        connection = self._open["spec"]
        with corpus.fetching(connection):
            reading = corpus.Reading(connection)
            return not all(_passes(test, reading) for test in self._spec_tests)


def _passes(test: Callable[[corpus.Reading], None], reading: corpus.Reading) -> bool:
    try:
        test(reading)
    except Exception:
        return False
    return True
