"""What-if and impact: the same SQL on a copy, and the store stays as it is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import warehouse_kit as kit
from rule_texts import with_texts
from warehouse_kit import Facts

from schemas.findings import Refusal
from schemas.reader import RuleBook
from schemas.register import Register
from tests.conftest import state_of
from warehouse import readers
from warehouse.closing import close_period
from warehouse.impact import impact_of
from warehouse.judge import judge_all
from warehouse.scenario import Supposition
from warehouse.store import Store
from warehouse.what_if import suppose
from warehouse.writers import accept_hand_in

PLAN, SET, BEFORE, YEAR = "ke_hoach", "bo_tieu_chi", "2021-Y", "2022-Y"
UNITS = ("DV-A", "DV-B", "DV-C")
THEN = {"DV-A": ("6", "3"), "DV-B": ("5", "3"), "DV-C": ("4", "1")}
NOW = {"DV-A": ("4", "3"), "DV-B": ("5", "4"), "DV-C": ("4", "2")}


def book(near: str = "80") -> RuleBook:
    """Return a plan over two years and a set of two published criteria."""
    criteria = kit.criteria_set(
        SET,
        [
            {"code": "mot", "maximum": "6", "kind": "published_points"},
            {"code": "hai", "maximum": "4", "kind": "published_points"},
        ],
        ("90", near),
    )
    plan = kit.programme(
        PLAN,
        family="index",
        years=[2021, 2022],
        criteria_set=SET,
        workbook=None,
        ranking={"keys": [{"by": "total_points"}], "ours": True, "note": "Thử"},
    )
    return with_texts(kit.rule_book([plan], [criteria]))


@pytest.fixture(scope="module")
def units() -> Register:
    return kit.register({PLAN: [(unit, "xa") for unit in UNITS]})


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, units: Register) -> Path:
    folder = tmp_path_factory.mktemp("what_if") / "mau"
    store = kit.fresh_store(folder)
    kit.install(store, book(), units)
    _accept(store, BEFORE, THEN)
    _accept(store, YEAR, NOW)
    store.close()
    return folder


def _accept(store: Store, period: str, points: dict[str, tuple[str, str]]) -> None:
    facts = Facts()
    for unit, (one, two) in points.items():
        facts.points(unit, {"mot": one, "hai": two})
    accept_hand_in(store, facts.table(SET, period), actor=kit.ACTOR)


@pytest.fixture
def kho(template: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copytree(template, tmp_path / "kho")
    store = Store(tmp_path / "kho")
    before = state_of(store.data_dir)
    yield store
    # whatever was tried, the warehouse is what it was
    if store.revision() == int(before[1].split()[0]):
        assert state_of(store.data_dir) == before
    store.close()


def test_a_supposition_is_judged_and_nothing_is_written(kho: Store) -> None:
    effect = suppose(kho, PLAN, YEAR, [Supposition("DV-C", points={"hai": Decimal(4)})])
    unit = effect.boards[0].units[0]
    assert unit.before is not None
    assert unit.after is not None
    assert (unit.before.score, unit.before.rank) == (Decimal(6), 3)
    assert (unit.after.score, unit.after.rank) == (Decimal(8), 2)
    assert [(each.unit_code, each.before, each.after) for each in effect.boards[0].moved] == [
        ("DV-A", 2, 3)
    ]
    assert readers.unit_summary(kho, PLAN, YEAR, "DV-C")["rank"] == 3  # type: ignore[index]


@pytest.mark.parametrize(
    ("supposition", "code"),
    [
        (Supposition("DV-X", points={"mot": Decimal(1)}), "scenario.unknown_unit"),
        (Supposition("DV-A", points={"ba": Decimal(1)}), "scenario.unknown_code"),
        (Supposition("DV-A", points={"mot": Decimal(7)}), "scenario.out_of_range"),
        (Supposition("DV-A"), "scenario.nothing"),
    ],
)
def test_what_cannot_be_supposed_is_refused(
    kho: Store, supposition: Supposition, code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        suppose(kho, PLAN, YEAR, [supposition])
    assert [each.code for each in refused.value.findings] == [code]


def test_the_impact_of_a_rule_file(kho: Store, units: Register) -> None:
    old, new = book(), book("70")
    name = f"criteria_set/{SET}"
    same = impact_of(kho, old.texts[name], name, old, units, None)
    assert [each.is_nothing for each in same] == [True, True]
    found = impact_of(kho, new.texts[name], name, old, units, YEAR)
    assert [(each.programme_id, each.period_id, each.unit_count) for each in found] == [
        (PLAN, YEAR, 3)
    ]
    # 3 of 4 is 75 %: near from 70 on; nothing else changes and nobody moves
    lights = {each.unit_code: [light.name for light in each.lights] for each in found[0].units}
    assert lights == {"DV-A": ["Tiêu chí hai"]}
    assert found[0].moved == ()


def test_only_the_plans_that_a_rule_file_concerns_are_judged_again(tmp_path: Path) -> None:
    other = kit.programme("khac", years=[2022])
    set_ = next(iter(book().criteria_sets.values()))
    both = kit.rule_book([book().programmes[PLAN], other], [set_])
    files = {name: [(unit, "xa") for unit in UNITS] for name in (PLAN, "khac")}
    store = kit.fresh_store(tmp_path / "hai")
    kit.install(store, both, kit.register(files))
    _accept(store, YEAR, NOW)
    facts = Facts()
    facts.decision("DV-A", "khong_co", "met", "Thử")
    accept_hand_in(store, facts.table("khac", YEAR), actor=kit.ACTOR)
    tables = ("judged_total", "judged_live_file", "judged_file")
    with store.scratch() as connection:
        for table in tables:
            connection.execute(f"delete from {table}")
        judge_all(connection, [PLAN])
        left = {
            table: connection.execute(f"select count(*) > 0 from {table}").fetchall()
            for table in tables
        }
        judged = connection.execute("select distinct programme_id from judged_total").fetchall()
        datasets = connection.execute("select distinct dataset_id from judged_file").fetchall()
    assert left == {table: [(True,)] for table in tables}
    assert (judged, datasets) == ([(PLAN,)], [(SET,)])
    store.close()


def test_the_impact_on_a_closed_period_is_told_and_the_closing_stays(
    kho: Store, units: Register
) -> None:
    old, new = book(), book("70")
    close_period(kho, old.programmes[PLAN], YEAR, actor=kit.ACTOR, reason="Công bố")
    name = f"criteria_set/{SET}"
    found = impact_of(kho, new.texts[name], name, old, units, YEAR)
    assert [len(each.units) for each in found] == [1]
    same = impact_of(kho, old.texts[name], name, new, units, YEAR)
    assert [each.is_nothing for each in same] == [True], "the closed plan keeps its own text"
    assert readers.is_closed(kho, PLAN, YEAR)


def test_a_rule_file_of_an_unknown_id_has_no_impact(kho: Store, units: Register) -> None:
    text = book().texts[f"criteria_set/{SET}"]
    with pytest.raises(Refusal) as refused:
        impact_of(kho, text, "criteria_set/khac", book(), units, None)
    assert refused.value.findings[0].code == "scenario.new_rules"
