"""Boards as they were known on a day: later facts, closings and rules are taken away, then judged.

Two clocks: a figure belongs to a period, and is known since its file was received. The same SQL
judges a scratch copy from which everything received later is gone.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator

from schemas.kept_rules import book_with
from schemas.reader import RuleBook
from schemas.register import Register
from schemas.words import to_utc
from warehouse.judge import judge_all
from warehouse.rule_texts import texts_known
from warehouse.rulebook import load_rules
from warehouse.store import Scratch, Store


@contextlib.contextmanager
def as_known(
    store: Store, moment: dt.datetime, book: RuleBook, register: Register
) -> Iterator[Scratch]:
    """Open a copy that knows only what was received up to a local moment; readers can read it.

    Rules are those of the moment; where none is that old, the earliest that are kept. Raises
    Refusal when a rule text of then cannot be read by this release.
    """
    at = to_utc(moment)
    with store.trial() as trial:
        connection = trial.connection
        now, then = texts_known(trial), texts_known(trial, at)
        connection.execute(
            "delete from core_observation where submission_id in "
            "(select submission_id from raw_submission__file where received_at > ?)",
            [at],
        )
        connection.execute("delete from raw_submission__file where received_at > ?", [at])
        # an approval or a withdrawal that came later has not happened yet
        connection.execute("delete from raw_submission__step where recorded_at > ?", [at])
        # what was closed since then is open again, and its frozen leaves are figures again
        connection.execute(
            """
            delete from judged_verdict
            where subject = 'criterion' and (programme_id, period_id) in (
                select (programme_id, period_id) from core_closed_period where recorded_at > ?
            )
            """,
            [at],
        )
        connection.execute("delete from core_closing where recorded_at > ?", [at])
        changed = [text for name, text in then.items() if text.sha256 != now[name].sha256]
        if changed:
            load_rules(connection, book_with(book, changed), register, trial.read_revision)
        judge_all(connection)
        yield trial
