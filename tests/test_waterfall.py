"""Why a place changed: parts of the rank and of the score that add up, whatever happened."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import warehouse_kit as kit
from hypothesis import given, settings
from hypothesis import strategies as st
from rule_texts import with_texts
from warehouse_kit import Facts

from schemas.findings import Refusal
from schemas.reader import RuleBook
from schemas.register import Register
from tests.conftest import Command, state_of
from warehouse import readers
from warehouse.closing import close_period, reopen_period
from warehouse.judge import judge_all
from warehouse.rulebook import load_rules
from warehouse.store import Store
from warehouse.waterfall import Waterfall, rank_change
from warehouse.writers import accept_hand_in

PLAN, SET, BEFORE, YEAR = "ke_hoach", "bo_tieu_chi", "2021-Y", "2022-Y"
UNITS = ("DV-A", "DV-B", "DV-C")
THEN = {"DV-A": ("6", "3"), "DV-B": ("5", "3"), "DV-C": ("4", "1")}
NOW = {"DV-A": ("4", "3"), "DV-B": ("5", "4"), "DV-C": ("4", "2")}


def book(*, has_penalty: bool = True) -> RuleBook:
    """Return a plan over two years; a sum holds a leaf and a penalty, so that caps can bite."""
    listed = [
        {"code": "tong", "maximum": "6", "kind": "sum"},
        {"code": "mot", "parent": "tong", "maximum": "6", "kind": "published_points"},
        {"code": "hai", "maximum": "4", "kind": "published_points"},
    ]
    if has_penalty:
        penalty = {"code": "tru", "parent": "tong", "maximum": "3", "kind": "published_points"}
        listed.append({**penalty, "role": "penalty"})
    criteria = kit.criteria_set(SET, listed, ("90", "80"))
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
    folder = tmp_path_factory.mktemp("waterfall") / "mau"
    store = kit.fresh_store(folder)
    kit.install(store, book(), units)
    _accept(store, BEFORE, THEN)
    _accept(store, YEAR, NOW)
    store.close()
    return folder


def _accept(
    store: Store,
    period: str,
    points: dict[str, tuple[str, str]],
    taken: dict[str, str] | None = None,
) -> None:
    facts = Facts()
    for unit, (one, two) in points.items():
        facts.points(unit, {"mot": one, "hai": two})
    for unit, value in (taken or {}).items():
        facts.points(unit, {"tru": value})
    accept_hand_in(store, facts.table(SET, period), actor=kit.ACTOR)


@pytest.fixture
def kho(template: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copytree(template, tmp_path / "kho")
    store = Store(tmp_path / "kho")
    yield store
    store.close()


def change(store: Store, unit: str) -> Waterfall:
    before = state_of(store.data_dir)
    found = rank_change(store, book().programmes[PLAN], BEFORE, YEAR, unit)
    assert state_of(store.data_dir) == before
    return found


def places(found: Waterfall) -> dict[str, int]:
    return {part.code or part.kind: part.places for part in found.parts if part.places}


def test_the_parts_of_a_rank_change(kho: Store) -> None:
    # A: 9 -> 7 falls behind B (8 then, 9 now); B itself passes nobody while A stands still
    found = change(kho, "DV-A")
    assert (found.before, found.after) == (1, 2)
    assert (found.score_before, found.score_after) == (9, 7)
    assert [(part.code or part.kind, part.places, part.points) for part in found.parts] == [
        ("rules", 0, 0), ("corrections", 0, 0), ("mot", -1, -2), ("figures", 0, 0),
        ("units", 0, 0), ("others", 0, 0),
    ]  # fmt: skip
    assert places(change(kho, "DV-B")) == {"hai": 1}


def test_a_cap_is_the_judges_not_a_sum_of_differences(kho: Store) -> None:
    """A penalty larger than what there is takes only what there is."""
    _accept(kho, YEAR, {"DV-A": ("2", "3")}, {"DV-A": "3"})
    found = change(kho, "DV-A")
    points = {part.code: part.points for part in found.parts if part.points}
    assert points == {"mot": Decimal(-4), "tru": Decimal(-2)}
    assert (found.score_before, found.score_after) == (9, 3)


def test_a_correction_after_closing_is_a_part_of_its_own(kho: Store) -> None:
    plan = book().programmes[PLAN]
    close_period(kho, plan, BEFORE, actor=kit.ACTOR, reason="Công bố")
    reopen_period(kho, plan, BEFORE, actor=kit.ACTOR, reason="Sửa điểm")
    _accept(kho, BEFORE, {"DV-A": ("4", "3")})
    found = change(kho, "DV-A")
    assert (found.before, found.after, found.score_before) == (1, 2, 9)
    kinds = {part.kind: (part.places, part.points) for part in found.parts}
    assert kinds["corrections"] == (-1, -2)
    assert kinds["rules"] == (0, 0)


def test_a_change_of_rules_after_closing_is_a_part_of_its_own(kho: Store, units: Register) -> None:
    plan = book().programmes[PLAN]
    _accept(kho, BEFORE, THEN, {"DV-A": "3"})
    close_period(kho, plan, BEFORE, actor=kit.ACTOR, reason="Công bố")
    assert (change(kho, "DV-A").before, change(kho, "DV-A").score_before) == (2, 6)
    reopen_period(kho, plan, BEFORE, actor=kit.ACTOR, reason="Quy tắc mới")
    with kho.write(kit.ACTOR, "load_rules") as write:
        load_rules(write.connection, book(has_penalty=False), units, write.revision)
        judge_all(write.connection)
    _accept(kho, BEFORE, {"DV-B": ("6", "4")})
    found = rank_change(kho, book(has_penalty=False).programmes[PLAN], BEFORE, YEAR, "DV-A")
    kinds = {part.kind: (part.places, part.points) for part in found.parts}
    # nothing is taken any more: 6 -> 9 is the first place, until B is corrected to 10
    assert kinds["rules"] == (1, 3)
    assert kinds["corrections"] == (-1, 0)


def test_units_that_come_are_told_apart_from_those_that_got_better(kho: Store) -> None:
    facts = Facts()
    facts.points("DV-C", {"mot": "not_applicable", "hai": "not_applicable"})
    accept_hand_in(kho, facts.table(SET, BEFORE), actor=kit.ACTOR)
    _accept(kho, YEAR, {"DV-A": ("6", "3"), "DV-B": ("5", "3"), "DV-C": ("6", "4")})
    assert "DV-C" not in readers.leaderboard(kho, PLAN, BEFORE)["unit_code"].to_list()
    assert places(change(kho, "DV-A")) == {"units": -1}
    with pytest.raises(Refusal) as refused:
        change(kho, "DV-C")
    assert refused.value.findings[0].code == "scenario.not_ranked"


_UNIT = st.tuples(st.integers(0, 6), st.integers(0, 4), st.integers(0, 3))
_BOARD = st.tuples(_UNIT, _UNIT, _UNIT)


@settings(max_examples=12)
@given(then=_BOARD, now=_BOARD, is_closed=st.booleans())
def test_the_parts_always_add_up(
    template: Path,
    tmp_path_factory: pytest.TempPathFactory,
    then: tuple[tuple[int, int, int], ...],
    now: tuple[tuple[int, int, int], ...],
    is_closed: bool,
) -> None:
    folder = tmp_path_factory.mktemp("cong") / "kho"
    shutil.copytree(template, folder)
    store = Store(folder)
    try:
        for period, board in ((BEFORE, then), (YEAR, now)):
            rows = dict(zip(UNITS, board, strict=True))
            _accept(
                store,
                period,
                {unit: (str(one), str(two)) for unit, (one, two, _) in rows.items()},
                {unit: str(taken) for unit, (_, _, taken) in rows.items()},
            )
        if is_closed:
            for period in (BEFORE, YEAR):
                close_period(
                    store, book().programmes[PLAN], period, actor=kit.ACTOR, reason="Công bố"
                )
        shown = {
            period: {
                row["unit_code"]: (row["rank"], row["score"])
                for row in readers.leaderboard(store, PLAN, period).to_dicts()
            }
            for period in (BEFORE, YEAR)
        }
        for unit in UNITS:
            found = rank_change(store, book().programmes[PLAN], BEFORE, YEAR, unit)
            assert (found.before, found.score_before) == shown[BEFORE][unit]
            assert (found.after, found.score_after) == shown[YEAR][unit]
            assert sum(part.places for part in found.parts) == found.before - found.after
            gained = sum((part.points for part in found.parts), Decimal(0))
            assert gained == found.score_after - found.score_before
            own = sum((part.points for part in found.parts if part.kind == "own"), Decimal(0))
            assert own == gained, "nobody else changes a unit's own score"
    finally:
        store.close()


def test_the_command_over_a_plan_of_conditions(thidua: Command, demo_dir: Path) -> None:
    told = thidua(
        "waterfall", "ninh_hoa_2022", "2022-Q3", "2022-Y", "NH-GDDT", "--json", data=demo_dir
    ).document
    places = sum(part["places"] for part in told["parts"])
    assert places == told["before"] - told["after"]
    points = sum(Decimal(part["points"]) for part in told["parts"])
    assert points == Decimal(told["score_after"]) - Decimal(told["score_before"])
