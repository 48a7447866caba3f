"""Is the warehouse sound: the SQL checks, and rule files edited after a period was closed."""

from __future__ import annotations

from schemas.kept_rules import rule_ids
from schemas.reader import RuleBook
from warehouse.migrate import check_files
from warehouse.store import Readable


def failed_checks(store: Readable) -> list[tuple[str, int]]:
    """Return each check that returned rows, with how many; a sound warehouse returns none."""
    counts = [
        (name, store.query(f"select count(*) as n from ({sql})").item())  # noqa: S608 - our files
        for name, sql in check_files().items()
    ]
    return [(name, int(count)) for name, count in counts if count]


def rules_edited(store: Readable, book: RuleBook) -> list[tuple[str, list[str]]]:
    """Return the rule files that differ from the text a closed period rests on, with the periods.

    Such an edit has no effect: the closed text stays in force (ARCHITECTURE, rules).
    """
    closed = store.query(
        """
        select z.programme_id, z.period_id, b.rulebook_id, b.sha256
        from core_closed_period as z
        join core_closing as c using (closing_id)
        join meta_rulebook as b on b.revision <= c.revision
        qualify row_number() over (
            partition by z.programme_id, z.period_id, b.rulebook_id order by b.revision desc
        ) = 1
        order by b.rulebook_id, z.period_id
        """
    )
    found: dict[str, list[str]] = {}
    for programme_id, period_id, name, sha256 in closed.iter_rows():
        programme = book.programmes.get(programme_id)
        if programme is None or name not in rule_ids(programme):
            continue
        if book.texts[name].sha256 != sha256:
            found.setdefault(name, []).append(f"{programme.short_title} {period_id}")
    return list(found.items())
