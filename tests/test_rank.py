"""Ranks and gaps where rounding would lie: exact fractions, long ties, very large counts."""

from __future__ import annotations

import math
import random
from fractions import Fraction
from itertools import groupby
from pathlib import Path

import pytest
import warehouse_kit as kit
from oracle import quota_place

from warehouse import award_readers, intervals, readers
from warehouse.store import Store

PLAN, YEAR = "xep_hang", "2022-Y"
BILLION = 10**9
RATE = {
    "kind": "ratio_of_sums", "table": "dossiers", "numerator": ["on_time_count"],
    "denominator": ["on_time_count", "late_count"], "when_zero": "pending",
}  # fmt: skip


def _shares() -> list[tuple[int, int]]:
    dice = random.Random(766)
    found = [(dice.randrange(0, 11), 10) for _ in range(12)]
    # neighbours that differ by one part in a million million million, or not at all
    found += [
        (BILLION - 2, BILLION - 1), (BILLION - 1, BILLION), (333333333, BILLION), (1, 3),
        (333333333, 999999999), (BILLION // 2, BILLION), (1, 2), (6666666, 9999999),
        (1, 1), (0, 1), (97, 100),
        (98 * 7, 100 * 7), (979999999, BILLION), (980000001, BILLION), (98, 100),
    ]  # fmt: skip
    return found


SHARES = {f"DV-{number:02d}": share for number, share in enumerate(_shares())}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    rules = {
        "above": {"op": ">", "value": "98"},
        # a line between two counts: half a thing short must not be told as two
        "odd": {"op": ">", "value": "97.995"},
        "from": {"op": ">=", "value": "98.00000001"},
        "any": {"op": ">=", "value": "0"},
    }
    plan = kit.programme(
        PLAN,
        measures=[kit.measure("rate", RATE)],
        conditions=[
            kit.condition(code, {"kind": "threshold", "measure": "rate", **rule})
            for code, rule in rules.items()
        ],
        ranking={"keys": [{"by": "measure", "measure": "rate"}], "ours": True, "note": "Thử"},
    )
    made = kit.fresh_store(tmp_path_factory.mktemp("rank") / "kho")
    kit.install(
        made, kit.rule_book([plan]), kit.register({PLAN: [(unit, "xa") for unit in SHARES]})
    )
    hand_ins = []
    for unit, (good, total) in SHARES.items():
        facts = kit.Facts()
        facts.sheet(
            unit, "dossiers", [{"on_time_count": str(good), "late_count": str(total - good)}]
        )
        hand_ins.append(facts.workbook(PLAN, YEAR, unit))
    kit.accept_all(made, hand_ins)
    return made


def test_ranks_are_those_of_the_exact_fractions(store: Store) -> None:
    values = {unit: Fraction(*share) for unit, share in SHARES.items()}
    expected = {
        unit: 1 + sum(other > own for other in values.values()) for unit, own in values.items()
    }
    board = readers.leaderboard(store, PLAN, YEAR)
    assert dict(board.select("unit_code", "rank").iter_rows()) == expected
    tied = {unit for unit, own in values.items() if list(values.values()).count(own) > 1}
    assert set(board.filter(is_tied=True)["unit_code"]) == tied
    assert len(tied) > 4, "the shares must try ties"


def test_ranks_jump_after_a_tie(store: Store) -> None:
    ranks = readers.leaderboard(store, PLAN, YEAR)["rank"].to_list()
    assert ranks == sorted(ranks)
    place = 1
    for rank, same in groupby(ranks):
        assert rank == place
        place += len(list(same))


@pytest.mark.parametrize(("code", "line", "is_strict"), [
    ("above", Fraction(98), True), ("odd", Fraction("97.995"), True),
    ("from", Fraction("98.00000001"), False),
])  # fmt: skip
def test_the_gap_is_the_fewest_that_would_have_passed(
    store: Store, code: str, line: Fraction, is_strict: bool
) -> None:
    found = store.query(
        "select unit_id, state, gap_count from out_verdict where criterion_code = ?", [code]
    )
    for unit, state, gap in found.iter_rows():
        good, total = SHARES[unit]
        needed = line * total / 100 - good
        fewest = math.floor(needed) + 1 if is_strict else math.ceil(needed)
        assert (state, gap) == (("met", None) if fewest <= 0 else ("not_met", fewest)), unit


@pytest.mark.parametrize("maximum", [0, 1, 2, 3, 7, 10, 24, 100])
def test_the_line_never_cuts_a_tie(store: Store, maximum: int) -> None:
    line = award_readers.quota_line(store, PLAN, YEAR, maximum).to_dicts()
    for row in line:
        expected = quota_place(row["proposal_rank"], row["tied_count"], maximum)
        assert row["place"] == expected, row
    places = {row["proposal_rank"]: row["place"] for row in line}
    assert all(row["place"] == places[row["proposal_rank"]] for row in line)
    assert sum(row["place"] == "within" for row in line) <= maximum


def test_equal_first_steps_leave_no_doubt_that_a_later_step_settles(tmp_path: Path) -> None:
    """What can still be is told by the whole order, never by its first step alone."""
    plan = kit.programme(
        PLAN,
        measures=[kit.measure("rate", RATE)],
        conditions=[
            kit.condition("any", {"kind": "threshold", "measure": "rate", "op": ">=", "value": "0"})
        ],
        ranking={
            "keys": [{"by": "conditions_met"}, {"by": "measure", "measure": "rate"}],
            "ours": True,
            "note": "Thử",
        },
    )
    shares = {"A": (9, 1), "B": (8, 2), "C": (8, 2), "D": (7, 3), "E": None}
    store = kit.fresh_store(tmp_path / "kho")
    units = kit.register({PLAN: [(unit, "xa") for unit in shares]})
    kit.install(store, kit.rule_book([plan]), units)
    hand_ins = []
    for unit, share in shares.items():
        facts = kit.Facts()
        if share is not None:
            counts = {"on_time_count": str(share[0]), "late_count": str(share[1])}
            facts.sheet(unit, "dossiers", [counts])
        hand_ins.append(facts.workbook(PLAN, YEAR, unit))
    kit.accept_all(store, hand_ins)
    found = intervals.rank_intervals(store, PLAN, YEAR).rows_by_key("unit_code", named=True)
    told = {
        code.removeprefix(f"{PLAN}-"): (row["rank"], row["best_rank"], row["worst_rank"])
        for code, (row,) in found.items()
    }
    # E has no figure: it may still come first, and each of the others may fall by one
    assert told == {
        "A": (1, 1, 2), "B": (2, 2, 3), "C": (2, 2, 3), "D": (4, 4, 5), "E": (5, 1, 5),
    }  # fmt: skip
