"""What a changed rule file would do to figures that are already there, before anybody signs it.

The new text is read and checked like any rule file, stands in place of the one in force on a
scratch copy, and the same SQL judges the plans that use it anew.
"""

from __future__ import annotations

from dataclasses import dataclass

from schemas.findings import Refusal, finding
from schemas.kept_rules import book_with, rule_ids
from schemas.reader import RuleBook, RuleText
from schemas.register import Register
from warehouse.judge import judge_all
from warehouse.rule_texts import book_in_force
from warehouse.rulebook import load_rules
from warehouse.standings import RankMove, UnitEffect, moved, snapshot, unit_effect
from warehouse.store import Store


@dataclass(frozen=True, slots=True)
class Impact:
    """What happens on one board: the units that change, and how many there are in all."""

    programme_id: str
    period_id: str
    unit_count: int
    units: tuple[UnitEffect, ...]
    moved: tuple[RankMove, ...]

    @property
    def is_nothing(self) -> bool:
        """Tell whether the board stays as it is."""
        return not self.units and not self.moved


def impact_of(
    store: Store,
    text: RuleText,
    name: str,
    book: RuleBook,
    register: Register,
    period_id: str | None,
) -> tuple[Impact, ...]:
    """Return the impact of a checked rule text on every board that uses it, closed ones included.

    ``name`` is the text's id (``kind/id``). Raises Refusal when no rule of that id is in force,
    when no plan uses it, or when no period in question has figures.
    """
    if name not in book.texts:
        raise Refusal(
            finding("scenario.new_rules", found=name, expected=", ".join(sorted(book.texts)))
        )
    using = [each.id for each in book.programmes.values() if name in rule_ids(each)]
    if not using:
        raise Refusal(finding("scenario.unused_rules", found=name))
    with store.trial() as trial:
        connection = trial.connection
        # plans with a closed period stand as they were closed, whatever their files say now
        book = book_in_force(trial, book)
        # what was closed is judged again on this copy only, and only where the file is used
        closed = connection.execute(
            "delete from core_closing where programme_id in (select unnest(?::varchar[])) "
            "returning programme_id",
            [using],
        ).fetchall()
        judge_all(connection, {str(programme_id) for (programme_id,) in closed})
        boards = [
            (str(programme_id), str(period))
            for programme_id, period in connection.execute(
                "select programme_id, period_id from core_live_period order by all"
            ).fetchall()
            if programme_id in using and period_id in (None, period)
        ]
        if not boards:
            raise Refusal(finding("scenario.nothing_judged", programme=", ".join(using)))
        befores = [snapshot(trial, *board, in_full=True) for board in boards]
        load_rules(connection, book_with(book, [text]), register, trial.read_revision + 1)
        judge_all(connection, using)
        found = []
        for board, before in zip(boards, befores, strict=True):
            after = snapshot(trial, *board, in_full=True)
            effects = [
                unit_effect(before, after, code)
                for code in dict.fromkeys((*before.names, *after.names))
            ]
            changed = tuple(each for each in effects if not each.is_nothing)
            found.append(Impact(*board, len(effects), changed, moved(before, after, frozenset())))
    return tuple(found)
