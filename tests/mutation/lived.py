"""A warehouse that has lived: versions, approvals, withdrawals, closings, corrections, tokens, and
rules that went.

What the drawn programmes and the spec tables do not hold, made through the product's own writers
from one seed: small, and with something on both sides of every bound.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

from schemas.findings import Refusal
from schemas.reader import RuleBook
from schemas.register import Register
from tests.mutation import lived_exact as exact
from tests.mutation import lived_gone as gone
from tests.mutation import lived_rules as rules
from tests.mutation.helpers import helper
from tests.mutation.lived_facts import Author, Period
from warehouse import column_meanings, versions, wall_tokens
from warehouse.closing import close_period, reopen_period
from warehouse.judge import judge_all
from warehouse.store import Store
from warehouse.writers import HandIn, record

kit = helper("warehouse_kit")

_SEED = 2022
_POINTED = ("2021-H1", "2021-Y", "2022-Y")
_APPROVED, _WITHDRAWN = 4, 3
_CLERK, _HEAD = "Cán bộ đầu mối", "Thủ trưởng"
_LIMITS = {
    "round_least_figures": "6", "round_share": "0.5", "maximum_least_criteria": "6",
    "maximum_share": "0.5", "last_hours_changed": "13", "jump_figure_change": "5",
    "jump_criterion_share": "0.5",
}  # fmt: skip
"""Where signs begin here: lower than in the product, so that little data lies on both sides."""


def write(folder: Path) -> Store:
    """Return an open store in a folder with all that happened; the caller closes it."""
    author = Author(_SEED)
    store = kit.fresh_store(folder)
    units = exact.register(rules.register(author.dice))
    _install(store, _first_book(), gone.first_register(units))
    for at_once in zip_longest(*_workbooks(store, author)):
        _accept(store, [each for each in at_once if each is not None], _CLERK)
    for place, tables in enumerate(_tables(author)):
        _accept(store, tables, f"Người thẩm định {place % 3}")
    _steps(store, author)
    for at_once in (*gone.hand_ins(), *exact.hand_ins()):
        _accept(store, at_once, _CLERK)
    _close(store, author)
    _close_what_goes(store, gone.register_at_closing(units))
    _tokens(store)
    _meanings(store)
    _install(store, _book("Bản cuối"), units)
    return store


def _install(store: Store, book: RuleBook, units: Register) -> None:
    kit.install(store, book, units)
    with store.write(_CLERK, "limits") as write:
        for name, value in _LIMITS.items():
            write.connection.execute(f"update core_signal_limit set {name} = {value}")


def _book(title: str) -> Any:
    return helper("rule_texts").with_texts(_today(title))


def _today(title: str) -> Any:
    book = rules.book(title)
    more = {each.id: each for each in exact.programmes()}
    sets = {each.id: each for each in exact.criteria_sets()}
    return replace(
        book,
        programmes={**book.programmes, **more},
        criteria_sets={**book.criteria_sets, **sets},
    )


def _first_book() -> Any:
    return helper("rule_texts").with_texts(gone.first_book(_today("Bản đầu")))


def _periods(store: Store, programme_id: str) -> list[Period]:
    found = store.query(
        "select period_id, due_on from core_period where programme_id = ? and not is_base "
        "order by ends_on",
        [programme_id],
    )
    return [Period(programme_id, *row) for row in found.iter_rows()]


def _workbooks(store: Store, author: Author) -> list[list[HandIn]]:
    """Return the versions of every unit in every period that anybody hands in for."""
    groups = {
        rules.PLAN: (*rules.COMMUNES, *rules.OFFICES),
        rules.HEADED: rules.COMMUNES[:6],
        rules.INDEX: (*rules.COMMUNES, *rules.OFFICES),
    }
    return [
        author.workbooks(period, unit)
        for programme_id, units in groups.items()
        for period in _periods(store, programme_id)
        if period.period_id not in ("2022-H1", *gone.PERIODS)
        for unit in units
    ]


def _tables(author: Author) -> Iterator[list[HandIn]]:
    """Yield the tables that come at once, each about another set of figures or period."""
    everyone = (*rules.COMMUNES, *rules.OFFICES)
    yield [author.figures("2020-Y", "published")]
    for layer in ("self", "appraised", "self", "appraised", "explained", "published"):
        yield [
            *(author.points(period_id, everyone, layer) for period_id in _POINTED),
            *(author.figures(period_id, layer) for period_id in ("2021-Y", "2022-Y")),
        ]


def _accept(store: Store, hand_ins: list[HandIn], actor: str) -> None:
    with store.write(actor, "accept_all") as write:
        for each in hand_ins:
            record(write, each, actor)


def _steps(store: Store, author: Author) -> None:
    """Approve and withdraw some versions; what the product refuses stays as it is."""
    with store.write(_CLERK, "judge") as write:
        judge_all(write.connection)
    found = store.query(
        "select receipt_code, approval from out_version "
        "order by programme_id, period_id, unit_code, version_no"
    )
    waiting = found.filter(approval="head")["receipt_code"].to_list()
    for receipt in author.dice.sample(waiting, _APPROVED):
        versions.approve(store, receipt, actor=_HEAD)
    for receipt in (*waiting[:2], *author.dice.sample(found["receipt_code"].to_list(), _WITHDRAWN)):
        with contextlib.suppress(Refusal):
            versions.withdraw(store, receipt, actor=_CLERK, reason="Nộp nhầm kỳ")


def _close(store: Store, author: Author) -> None:
    """Close periods, open one again and correct it, and close it anew under another edition."""
    known = _first_book().programmes
    plan, index = known[rules.PLAN], known[rules.INDEX]
    for programme, period_id in ((plan, "2021-Y"), (index, "2021-H1"), (index, "2021-Y")):
        close_period(store, programme, period_id, actor=_HEAD, reason="Công bố")
    reopen_period(store, index, "2021-Y", actor=_HEAD, reason="Đính chính")
    _accept(store, [author.points("2021-Y", rules.COMMUNES[:4], "explained")], _CLERK)
    close_period(store, index, "2021-Y", actor=_HEAD, reason="Công bố lại")


def _close_what_goes(store: Store, units: Register) -> None:
    """Judge and close a year and a plan that go from the rules afterwards."""
    known = _first_book()
    _install(store, known, units)
    for name, period_id in ((rules.PLAN, gone.YEAR), (gone.PLAN, "2022-Y")):
        close_period(store, known.programmes[name], period_id, actor=_HEAD, reason="Công bố")


def _tokens(store: Store) -> None:
    """Make two tokens of walls and revoke the first."""
    made = [wall_tokens.create(store, name, actor=_HEAD) for name in ("Sảnh", "Hội trường")]
    wall_tokens.revoke(store, made[0].token_id, actor=_HEAD)


def _meanings(store: Store) -> None:
    """Take back what the second heading means."""
    column_meanings.revoke(store, exact.SET, "X", actor=_HEAD)
