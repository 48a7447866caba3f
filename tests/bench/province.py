"""What the screens are measured over: a province's and the nation's figures, and their server.

The province has an index of sixty criteria over its months (``nation``), and the largest award plan
of ours with a hand-in of most units. The server is the product's own; only the rule book that it
finds is this one.
"""

from __future__ import annotations

import pickle
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from schemas.programme import Group, Programme, UnitsOfRegister
from schemas.reader import load_all
from schemas.register import load_register
from tests import warehouse_kit as kit
from tests.bench import nation
from tests.browser.conftest import Server
from warehouse import opening
from warehouse.store import Store
from warehouse.writers import HandIn, accept_hand_in

PLAN, YEAR = "ninh_hoa_2022", "2022-Y"
PROVINCE = "38"
"""Thanh Hóa: with 166 communes the first province with at least 150 units."""

_HANDED_IN = 0.9
_BOOK = "quy-tac"


def build_province(folder: Path, province: str, months: int) -> nation.Nation:
    """Build a province's warehouse, judged: the index and the award plan."""
    made = nation.build(folder, provinces=[province], months=months)
    plan = load_all().programmes[PLAN]
    units = UnitsOfRegister(kind="register", level="commune", province_code=province, on=nation.ON)
    group = Group(code="commune", label="Xã, phường", units=units)
    plan = plan.model_copy(update={"groups": (group,), "targets": ()})
    store = Store(folder)
    _install(store, *nation.rules([province]), plan)
    kit.accept_all(store, _hand_ins(made.units["unit_id"].to_list()))
    store.close()
    return made


def build_nation(folder: Path, months: int) -> nation.Nation:
    """Build the warehouse of every commune in one peer group, judged."""
    made = nation.build(folder, months=months, is_one_group=True)
    store = Store(folder)
    _install(store, *nation.rules(is_one_group=True))
    store.close()
    return made


def _install(store: Store, index: Programme, criteria: object, *more: Programme) -> None:
    """Write rules into a warehouse and beside it, so that it passes for up to date."""
    shipped = load_all()
    own = kit.rule_book([index, *more], [criteria])
    book = replace(
        own,
        class_schemes={**shipped.class_schemes, **own.class_schemes},
        calendars={**shipped.calendars, **own.calendars},
    )
    kit.install(store, book, load_register())
    with store.write(kit.ACTOR, "load_rules") as write:
        write.connection.execute("insert into meta_source values ('rules', ?)", [opening._digest()])
    (store.data_dir / _BOOK).write_bytes(pickle.dumps(book))


def _hand_ins(units: Sequence[str]) -> Iterator[HandIn]:
    """Return the year's hand-ins of an award plan, drawn with the nation's seed."""
    drawn = random.Random(nation.SEED)
    for unit in units:
        if drawn.random() >= _HANDED_IN:
            continue
        late, good = drawn.randrange(12), drawn.random() < 0.8
        facts = kit.Facts()
        done = ["yes" if drawn.random() < 0.97 else "no" for _ in range(20)]
        facts.sheet(unit, "tasks", [
            {"task_code": f"NV{n:02}", "task_name": f"Nhiệm vụ {n}", "due_date": "2022-05-12",
             "done_date": "2022-05-10", "is_on_time": said, "is_quality_accepted": said}
            for n, said in enumerate(done)
        ])  # fmt: skip
        facts.sheet(unit, "dossiers", [
            {"field_name": "Đất đai", "received_count": "200", "early_count": "0",
             "on_time_count": str(200 - late), "late_count": str(late),
             "pending_in_time_count": "0", "pending_overdue_count": "0"}
        ])  # fmt: skip
        facts.results(unit, {"par_class": "tot" if good else "kha"})
        yield facts.workbook(PLAN, YEAR, unit)


def change(store: Store, unit: str, period: str, place: int) -> None:
    """Accept one more figure of a unit, so that there is a new revision and another board."""
    facts = kit.Facts()
    facts.points(unit, {"l00": f"0.{place % 100:02}"})
    accept_hand_in(store, facts.table(nation.SET, period), actor=kit.ACTOR)


def serving(folder: Path) -> Server:
    """Start the real server over a warehouse built here."""
    return Server(folder, start=("-m", "tests.bench.province"))


def _serve(arguments: list[str]) -> int:
    from dashboard import server
    from etl import scope

    book = pickle.loads(Path(arguments[0], _BOOK).read_bytes())
    scope.load_all = lambda: book
    return server.main(arguments)


if __name__ == "__main__":
    sys.exit(_serve(sys.argv[1:]))
