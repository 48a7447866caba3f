"""Histories and the ledger of the oracle against cases worked out by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import warehouse_kit as kit
from oracle import Oracle
from oracle_facts import Facts
from oracle_history import Event, Given, History, Step
from oracle_ledger import Ledger

from warehouse.writers import HandIn

UNIT, OTHER, NOW = "DV-A", "DV-B", "2022-Y"
CLERK, HEAD = "Cán bộ", "Thủ trưởng"


def workbook(value: str, unit: str = UNIT) -> HandIn:
    facts = kit.Facts()
    facts.results(unit, {"pct": value})
    return facts.workbook("p", NOW, unit, dt.datetime.fromisoformat("2022-12-01"))


def points(values: dict[str, str], layer: kit.Layer, unit: str = UNIT) -> HandIn:
    facts = kit.Facts()
    facts.points(unit, values)
    return facts.table("s", NOW, layer)


def approve(place: int, actor: str = HEAD) -> Step:
    return Step("approve", place, actor, "")


def withdraw(place: int, reason: str = "Nhầm") -> Step:
    return Step("withdraw", place, CLERK, reason)


def lived(*events: Event | HandIn, asks_head: bool = False) -> tuple[History, list[set[str]]]:
    history = History(asks_head)
    said = [history.play(Given(e, CLERK) if isinstance(e, HandIn) else e) for e in events]
    return history, said


def states(history: History) -> list[str]:
    return [each.status for each in history.versions().values()]


def standing(history: History) -> list[HandIn]:
    return [each.hand_in for each in history.standing()]


def test_the_newest_version_not_withdrawn_counts() -> None:
    one, two = workbook("1"), workbook("2")
    history, _ = lived(one, two, workbook("3", OTHER), withdraw(1))
    assert states(history) == ["counts", "withdrawn", "counts"]
    assert [each.counting for each in history.versions().values()] == [1, 1, 1]
    history, _ = lived(one, two, replace(two, file_name="lai.xlsx"))
    assert states(history) == ["superseded", "superseded", "counts"]
    assert [each.is_unchanged for each in history.versions().values()] == [False, False, True]


def test_a_head_s_plan_counts_the_newest_approved() -> None:
    files = (workbook("1"), workbook("2"), workbook("3"))
    # approved late and out of order: the order of acceptance decides
    history, _ = lived(*files, approve(1), approve(0), asks_head=True)
    assert states(history) == ["superseded", "counts", "waiting"]
    assert standing(history) == list(files[:2])
    history, _ = lived(*files, approve(0), withdraw(0), withdraw(2), asks_head=True)
    assert states(history) == ["withdrawn", "waiting", "withdrawn"]
    assert [each.counting for each in history.versions().values()] == [None] * 3


def test_refusals() -> None:
    spoken = points({"a": "1"}, "explained")
    _, said = lived(
        *(workbook("1"), approve(0, CLERK), approve(0), approve(0), withdraw(0, " ")),
        *(workbook("1", OTHER), spoken, withdraw(0), withdraw(1), withdraw(1)),
        asks_head=True,
    )
    assert said == [
        *(set(), {"version.own_hand_in"}, set(), {"version.not_waiting"}),
        *({"version.reason_needed"}, set(), set(), {"version.appraised"}),
        *(set(), {"version.already_withdrawn"}),
    ]
    _, said = lived(workbook("1"), points({"a": "1"}, "self"), approve(0), withdraw(0))
    assert said == [set(), set(), {"version.not_waiting"}, set()]
    decided = kit.Facts()
    decided.decision(UNIT, "c", "met", "Hội đồng")
    _, said = lived(workbook("1"), decided.table("p", NOW), withdraw(0))
    assert said[-1] == {"version.appraised"}


def export(late: str, layer: kit.Layer) -> HandIn:
    facts = kit.Facts()
    facts.sheet(UNIT, "dossiers", [{"late_count": late}])
    made = facts.table("p", NOW, layer)
    return replace(made, kind="dossiers")


def test_an_export_stands_in_place_of_what_was_typed() -> None:
    typed = kit.Facts()
    typed.sheet(UNIT, "dossiers", [{"late_count": "1"}])
    typed.sheet(UNIT, "tasks", [{"is_on_time": "yes"}])
    typed.sheet(OTHER, "dossiers", [{"late_count": "2"}])
    own = typed.workbook("p", NOW, UNIT)

    def late(*files: HandIn) -> list[object]:
        facts = Facts([], files, None)
        assert len(facts.lines(UNIT, NOW, "tasks")) == 1
        assert len(facts.lines(OTHER, NOW, "dossiers")) == 1
        return [line["late_count"] for line in facts.lines(UNIT, NOW, "dossiers")]

    assert late(own) == [1]
    assert late(export("5", "self"), own) == [5]
    assert late(own, export("6", "published"), export("5", "self")) == [6]
    assert late(own, export("6", "published"), export("7", "published")) == [7]


def ledger(*files: tuple[HandIn, str]) -> Ledger:
    rule = {"kind": "count", "measure": "n", "each": "1"}
    set_ = kit.criteria_set(
        "s",
        [
            {"code": "a", "maximum": "3", "kind": "published_points"},
            {"code": "b", "maximum": "6", "kind": "published_points"},
            {"code": "r", "maximum": "4", "kind": "rule", "rule": rule},
        ],
        ("90", "80"),
        measures=[kit.measure("n", {"kind": "reported", "value": "count"})],
    )
    plan = kit.programme("p", criteria_set="s", measures=[])
    oracle = Oracle(plan, set_, [], {UNIT: "xa", OTHER: "xa"}, [each for each, _ in files], None)
    return Ledger(oracle, [actor for _, actor in files], NOW)


def test_over_claim_is_over_what_was_looked_at() -> None:
    found = ledger(
        (points({"a": "3", "b": "2", "r": "4"}, "self"), CLERK),
        (points({"a": "1", "b": "5"}, "appraised"), "Bà B"),
    )
    # two above on the first; the second was raised, which takes nothing back; nobody saw the third
    assert found.over_claims() == {UNIT: (2, 2, 9)}
    # two of three taken away, three of six given: each to nine decimals
    assert found.severities() == {"Bà B": (2, Fraction(666666666, 10**9) - Fraction(1, 2))}


def test_a_rule_speaks_for_the_unit_where_it_wrote_no_points() -> None:
    counted = kit.Facts()
    counted.results(UNIT, {"n": "4"})
    given = (counted.table("s", NOW, "self"), CLERK)
    found = ledger(given, (points({"r": "1"}, "explained"), "Bà B"))
    assert found.over_claims() == {UNIT: (1, 3, 4)}
    assert found.severities() == {}  # explained is no appraisal
    found = ledger(
        given, (points({"r": "3"}, "self"), CLERK), (points({"r": "1"}, "appraised"), "B")
    )
    assert found.over_claims() == {UNIT: (1, 2, 4)}
    assert found.severities() == {"B": (1, Fraction(1, 2))}


def test_what_does_not_apply_is_no_claim_and_no_appraisal() -> None:
    own = (points({"a": "3", "b": "6"}, "self"), CLERK)
    absent = {"a": "not_applicable", "b": "not_applicable"}
    assert ledger(own, (points(absent, "appraised"), "B")).over_claims() == {}
    found = ledger(own, (points(absent, "appraised"), "B"), (points({"a": "1"}, "explained"), "C"))
    assert found.over_claims() == {UNIT: (1, 2, 3)}
    assert found.severities() == {}
    # of a layer the last word stands, and it is its author's
    found = ledger(own, *((points({"a": each}, "appraised"), each) for each in "12"))
    assert found.severities() == {"2": (1, Fraction(333333333, 10**9))}
