"""One file changes what rests on it and nothing else: what is kept equals judging everything."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import warehouse_kit as kit
from tests.test_closing import with_texts
from warehouse import readers, versions
from warehouse.health import failed_checks
from warehouse.judge import judge_change
from warehouse.judged_boards import needs_of
from warehouse.migrate import view_files
from warehouse.store import Scratch, Store
from warehouse.writers import accept_hand_in

AWARD, SCORED, SET = "ke_hoach_dieu_kien", "ke_hoach_diem", "bo_diem"
PLANS = (AWARD, SCORED)
UNITS = ("DV-A", "DV-B", "DV-C")
BASE, FIRST, HALF, NEXT = "2021-Y", "2022-Y", "2022-H1", "2023-Y"


def award():
    """Return a plan of conditions: a figure, its rank against the year before, a yes or no."""
    return kit.programme(
        AWARD, years=[2022, 2023], base_years=[2021], period_kinds=["Y"],
        measures=[
            kit.measure("figure", {"kind": "reported", "value": "points"}),
            kit.measure("place", {"kind": "reported", "value": "rank"}),
        ],
        conditions=[
            kit.condition(
                "c0", {"kind": "threshold", "measure": "figure", "op": ">=", "value": "50"}
            ),
            kit.condition(
                "c1",
                {
                    "kind": "value_and_rank_improved", "value_measure": "figure",
                    "rank_measure": "place", "no_base": "council", "already_first": "council",
                },
            ),
        ],
    )  # fmt: skip


def scored():
    """Return a plan of points whose maximum differs where a part does not apply."""
    return kit.programme(
        SCORED, family="index", years=[2022, 2023], period_kinds=["H1", "Y"], criteria_set=SET,
        ranking={"keys": [{"by": "total_points"}], "ours": True, "note": "Thử"},
    )  # fmt: skip


def book():
    criteria = [
        {"code": "tong", "maximum": "10", "kind": "sum"},
        {"code": "mot", "parent": "tong", "maximum": "6", "kind": "published_points"},
        {"code": "hai", "parent": "tong", "maximum": "4", "kind": "published_points"},
    ]
    return with_texts(
        kit.rule_book([award(), scored()], [kit.criteria_set(SET, criteria, ("80", "60"))])
    )


@pytest.fixture
def kho(tmp_path: Path) -> Iterator[Store]:
    store = kit.fresh_store(tmp_path / "kho")
    kit.install(
        store, book(), kit.register({plan: [(unit, "xa") for unit in UNITS] for plan in PLANS})
    )
    yield store
    store.close()


def figures(kho: Store, unit: str, period: str, figure: str, place: str) -> str:
    facts = kit.Facts()
    facts.results(unit, {"figure": figure, "place": place})
    return accept_hand_in(kho, facts.workbook(AWARD, period, unit), actor=kit.ACTOR).code


def points(kho: Store, unit: str, period: str, one: str, two: str) -> str:
    """Accept a table about one unit, which names no unit of its own."""
    facts = kit.Facts()
    facts.points(unit, {"mot": one, "hai": two})
    return accept_hand_in(kho, facts.table(SET, period), actor=kit.ACTOR).code


def own_points(kho: Store, unit: str, period: str, one: str, two: str) -> str:
    """Accept points in a unit's own workbook, so that it alone is judged."""
    facts = kit.Facts()
    facts.points(unit, {"mot": one, "hai": two})
    return accept_hand_in(kho, facts.workbook(SCORED, period, unit), actor=kit.ACTOR).code


def test_a_unit_that_hands_in_again_moves_the_others(kho: Store) -> None:
    for unit, figure in zip(UNITS, ("60", "40", "70"), strict=True):
        figures(kho, unit, FIRST, figure, "2")
        assert failed_checks(kho) == []
    figures(kho, "DV-A", FIRST, "10", "2")
    assert failed_checks(kho) == []
    board = readers.leaderboard(kho, AWARD, FIRST)
    assert dict(board.select("unit_code", "rank").iter_rows()) == {"DV-C": 1, "DV-A": 2, "DV-B": 2}


def test_a_board_begins_and_ends_for_everybody(kho: Store) -> None:
    first = figures(kho, "DV-A", FIRST, "60", "2")
    assert kho.query(
        "select count(*) from judged_total where programme_id = ? and period_id = ?",
        [AWARD, FIRST],
    ).item() == len(UNITS)
    versions.withdraw(kho, first, actor=kit.ACTOR, reason="Nhầm tệp")
    assert failed_checks(kho) == []
    for table in ("judged_total", "judged_rank", "judged_verdict", "judged_change"):
        assert kho.query(f"from {table}").is_empty(), table


def test_the_year_before_is_looked_at_again(kho: Store) -> None:
    figures(kho, "DV-A", FIRST, "60", "2")
    figures(kho, "DV-B", FIRST, "60", "2")
    facts = kit.Facts()
    facts.results("DV-A", {"figure": "50", "place": "3"})
    accept_hand_in(kho, facts.table(AWARD, BASE), actor=kit.ACTOR)
    assert failed_checks(kho) == []
    states = readers.unit_verdicts(kho, AWARD, FIRST, "DV-A")
    assert dict(states.select("criterion_code", "state").iter_rows())["c1"] == "met"


def test_a_year_before_alone_is_worked_out_and_judges_nothing(kho: Store) -> None:
    facts = kit.Facts()
    facts.results("DV-A", {"figure": "50", "place": "3"})
    accept_hand_in(kho, facts.table(AWARD, BASE), actor=kit.ACTOR)
    assert failed_checks(kho) == []
    assert kho.query("from judged_measure").height == 2
    assert kho.query("from judged_total").is_empty()


def test_a_maximum_that_changes_is_compared_anew_though_no_rank_moves(kho: Store) -> None:
    for period in (HALF, FIRST):
        for unit, one in zip(UNITS, ("6", "5", "4"), strict=True):
            own_points(kho, unit, period, one, "not_applicable")
    before = change(kho)
    # the greatest maximum of the sum is now ten: another scale than that of the half year
    own_points(kho, "DV-A", FIRST, "6", "4")
    assert failed_checks(kho) == []
    assert readers.leaderboard(kho, SCORED, FIRST)["rank"].to_list() == [1, 2, 3]
    assert change(kho) != before


def change(kho: Store) -> list[object]:
    return kho.query(
        "select change_reason_codes from judged_change where period_id = ? order by unit_id",
        [FIRST],
    )["change_reason_codes"].to_list()


def test_ranks_that_stay_are_not_compared_again(
    kho: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures(kho, "DV-A", FIRST, "60", "2")
    compared = []
    monkeypatch.setattr("warehouse.judge.judge_changes", lambda *asked: compared.append(asked[1:]))
    figures(kho, "DV-A", FIRST, "61", "2")
    assert compared == []
    figures(kho, "DV-B", FIRST, "61", "2")
    assert compared == [(AWARD, FIRST)]


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_what_is_kept_is_what_the_views_say(kho: Store, seed: int) -> None:
    rng = random.Random(seed)
    standing: list[str] = []
    for _ in range(12):
        unit, year = rng.choice(UNITS), rng.choice((FIRST, NEXT))
        if standing and rng.random() < 0.3:
            gone = standing.pop(rng.randrange(len(standing)))
            versions.withdraw(kho, gone, actor=kit.ACTOR, reason="Nhầm tệp")
        elif rng.random() < 0.6:
            share = str(rng.choice((40, 50, 60)))
            standing.append(figures(kho, unit, year, share, str(rng.randint(1, 3))))
        else:
            way = rng.choice((points, own_points))
            two = rng.choice(("3", "4", "not_applicable"))
            way(kho, unit, rng.choice((HALF, year)), rng.choice(("5", "6")), two)
    assert failed_checks(kho) == []


def test_other_units_are_left_alone(kho: Store) -> None:
    for unit in UNITS:
        figures(kho, unit, FIRST, "60", "2")
    with kho.scratch() as connection:
        connection.execute("update judged_total set receipt_code = 'dấu' where unit_id <> 'DV-A'")
        judge_change(connection, [(AWARD, FIRST)], "DV-A")
        kept = Scratch(connection, 0).query(
            "select unit_id, receipt_code = 'dấu' as is_kept from judged_total order by unit_id"
        )
    assert kept.rows() == [("DV-A", False), ("DV-B", True), ("DV-C", True)]


def test_only_the_kinds_that_a_plan_has_are_worked_out(kho: Store) -> None:
    with kho.scratch() as connection:
        needs = needs_of(connection)
    assert needs[AWARD] == {
        "totals": {"conditions"},
        "conditions": {"threshold", "value_and_rank_improved"},
        "figures": {"reported"},
    }
    assert needs[SCORED] == {"totals": {"points"}, "criteria_set": {""}}


@pytest.mark.parametrize(
    ("union", "column", "count"),
    [("core_verdict_any", "rule_kind", 9), ("core_measure_value", "source_kind", 4)],
)
def test_every_view_of_a_kind_bears_its_name(union: str, column: str, count: int) -> None:
    """A kind under another name would not be planned for the plans that have it."""
    sql = view_files()
    branches = [each.replace("as rule_kind", "") for each in sql[union].split("union all")]
    told = 0
    for branch in branches:
        kind = re.search(r"'(\w+)'", branch)
        view = branch.rpartition("from ")[2].split()[0]
        # the ranks of a condition are put side by side in a view below
        text = sql[view if view != "core_verdict_rank_improved" else "core_rank_pair"]
        asked = re.findall(rf"{column} (?:=|in) (.+)", text)
        told += len(asked) > 0
        assert kind is not None
        assert all(f"'{kind[1]}'" in each for each in asked), view
    assert told == count
