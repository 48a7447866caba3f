"""The texts of rules that were in force: which ones stand now, and which are frozen."""

from __future__ import annotations

import datetime as dt
import hashlib

from schemas.kept_rules import book_with, rule_ids
from schemas.programme import Programme
from schemas.reader import RuleBook, RuleText
from warehouse.store import Readable


def book_in_force(store: Readable, book: RuleBook) -> RuleBook:
    """Return the rule book with the kept text of every plan that has a closed period.

    What a plan's file says after such a closing has no effect, its title and quotas included.
    """
    return book_with(book, frozen_texts(store, book).values())


def texts_known(store: Readable, at: dt.datetime | None = None) -> dict[str, RuleText]:
    """Return by id the text in force at a moment (naive UTC), or now.

    Rules that came later than the moment stand with their earliest text: nothing older is known.
    """
    rows = store.query(
        """
        select b.rulebook_id, b.kind, b.text, b.sha256
        from meta_rulebook as b
        join meta_revision as r using (revision)
        qualify row_number() over (
            partition by b.rulebook_id
            order by coalesce(r.recorded_at <= ?, true) desc,
                case when coalesce(r.recorded_at <= ?, true) then b.revision end desc, b.revision
        ) = 1
        """,
        [at, at],
    ).rows()
    return {
        str(name): RuleText(str(kind), f"{name}.toml", str(text), str(sha256))
        for name, kind, text, sha256 in rows
    }


def frozen_texts(store: Readable, book: RuleBook) -> dict[str, RuleText]:
    """Return the texts under which periods are closed and which today's files no longer say."""
    closed = {
        str(programme_id)
        for (programme_id,) in store.query(
            "select distinct programme_id from core_closed_period"
        ).iter_rows()
    }
    if not closed:
        return {}
    kept = texts_known(store)
    wanted = {
        name
        for programme_id in closed
        if programme_id in book.programmes
        for name in rule_ids(_kept_programme(kept, book, programme_id))
    }
    return {
        name: kept[name]
        for name in sorted(wanted & kept.keys())
        if name not in book.texts or book.texts[name].sha256 != kept[name].sha256
    }


def _kept_programme(kept: dict[str, RuleText], book: RuleBook, programme_id: str) -> Programme:
    text = kept.get(f"programme/{programme_id}")
    return (book_with(book, [text]) if text else book).programmes[programme_id]


def rules_digest(store: Readable, programme: Programme) -> str:
    """Return one SHA-256 of the texts that a programme is judged by now."""
    kept = texts_known(store)
    lines = [f"{name} {kept[name].sha256}" for name in rule_ids(programme) if name in kept]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
