"""The oracle against cases worked out by hand, so that two wrongs cannot agree unseen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import pytest
import warehouse_kit as kit
from oracle import Oracle, quota_place
from oracle_points import rounded

from warehouse.writers import HandIn

UNIT, OTHER, ABOVE = "DV-A", "DV-B", "DV-T"
NOW, BEFORE = "2022-Y", "2021-Y"
BANDS = [band.code for band in kit.SCHEME.bands]
REPORTED = {
    "value": "pct", "rank": "rank", "other_rank": "rank", "peers": "count", "tier": "tier",
    "has": "yes_no", "other_has": "yes_no", "day": "date", "number": "count",
}  # fmt: skip
COUNTED: Mapping[str, Mapping[str, Any]] = {
    "tasks": {"kind": "count_of_rows", "table": "tasks"},
    "good": {"kind": "count_of_rows", "table": "tasks", "all_yes": ["is_on_time"]},
    "rate": {
        "kind": "ratio_of_sums", "table": "dossiers", "numerator": ["on_time_count"],
        "denominator": ["on_time_count", "late_count"], "when_zero": "council",
    },
    "survey": {
        "kind": "survey", "table": "satisfaction", "formula": "option_worth_1",
        "when_zero": "not_applicable",
    },
}  # fmt: skip


def measures() -> list[dict[str, Any]]:
    reported = {code: {"kind": "reported", "value": type_} for code, type_ in REPORTED.items()}
    return [kit.measure(code, source) for code, source in {**reported, **COUNTED}.items()]


def oracle(hand_ins: Sequence[HandIn], set_: Any = None, **parts: Any) -> Oracle:
    parts.setdefault("measures", [] if set_ else measures())
    programme = kit.programme("p", criteria_set=set_.id if set_ else None, **parts)
    units = {UNIT: "xa", OTHER: "xa"}
    return Oracle(programme, set_, BANDS, units, hand_ins, dt.date(2022, 12, 20))


def results(period: str = NOW, layer: kit.Layer = "published", **values: str) -> HandIn:
    facts = kit.Facts()
    facts.results(UNIT, values)
    return facts.table("p", period, layer)


def workbook(unit: str = UNIT, **sheets: Sequence[kit.Row]) -> HandIn:
    facts = kit.Facts()
    for table, rows in sheets.items():
        facts.sheet(unit, table, rows)
    return facts.workbook("p", NOW, unit, dt.datetime.fromisoformat("2022-12-01"))


def told(rule: Mapping[str, Any], *hand_ins: HandIn) -> str:
    judge = oracle(hand_ins, conditions=[kit.condition("c", rule)])
    verdict = judge.verdicts(UNIT, NOW)["collective", "c"]
    return f"{verdict.state}/{verdict.reason}"


# ---------------------------------------------------------------- conditions


@pytest.mark.parametrize(
    ("now", "then", "expected"),
    [
        ({"value": "90", "rank": "2"}, {"value": "89", "rank": "3"}, "met/compared"),
        ({"value": "90", "rank": "3"}, {"value": "89", "rank": "3"}, "not_met/compared"),
        ({"value": "89", "rank": "2"}, {"value": "89", "rank": "3"}, "not_met/compared"),
        ({"value": "90", "rank": "1"}, {"value": "89", "rank": "1"}, "council/already_first"),
        ({"value": "89", "rank": "1"}, {"value": "89", "rank": "1"}, "not_met/compared"),
        ({"value": "90"}, {"value": "89", "rank": "3"}, "pending/missing"),
        ({"value": "90", "rank": "2"}, {"rank": "3"}, "not_applicable/no_base_year"),
        ({"value": "90"}, {}, "pending/missing"),
    ],
)
def test_value_and_rank(now: dict[str, str], then: dict[str, str], expected: str) -> None:
    rule = {
        "kind": "value_and_rank_improved", "value_measure": "value", "rank_measure": "rank",
        "already_first": "council", "no_base": "not_applicable",
    }  # fmt: skip
    found = told(rule, results(BEFORE, **then), results(**now))
    assert found == expected.replace("/compared", "/value_and_rank_compared")


@pytest.mark.parametrize(
    ("values", "better", "expected"),
    [
        ({"rank": "4", "peers": "10"}, False, "met/tier_reached"),  # 12 > 10, 12 <= 20
        ({"rank": "6", "peers": "9"}, False, "met/tier_reached"),  # 18 <= 18: on the line
        ({"rank": "3", "peers": "9"}, False, "not_met/tier_missed"),
        ({"rank": "3", "peers": "9"}, True, "met/tier_exceeded"),
        ({"rank": "7", "peers": "9"}, True, "not_met/tier_missed"),
        ({"rank": "10", "peers": "9"}, True, "pending/rank_outside"),
        ({"rank": "1", "peers": "0"}, True, "pending/rank_outside"),
        ({"rank": "1"}, True, "pending/missing"),
        ({"peers": "9"}, True, "pending/missing"),
    ],
)
def test_place_in_equal_groups(values: dict[str, str], better: bool, expected: str) -> None:
    rule = {
        "kind": "tier_position", "measure": "rank", "peers_measure": "peers", "tier": 2,
        "tiers": 3, "by": "equal_groups_of_rank", "better_counts": better,
    }  # fmt: skip
    assert told(rule, results(**values)) == expected


def test_published_tier() -> None:
    rule = {
        "kind": "tier_position", "measure": "tier", "tier": 2, "tiers": 4,
        "by": "published_tier", "better_counts": True,
    }  # fmt: skip
    assert told(rule, results(tier="2")) == "met/tier_reached"
    assert told(rule, results(tier="1")) == "met/tier_exceeded"
    assert told(rule, results(tier="3")) == "not_met/tier_missed"
    assert told(rule) == "pending/missing"


@pytest.mark.parametrize(
    ("combine", "has", "expected"),
    [
        ("all", {"has": "yes", "other_has": "no"}, "met/rank_compared"),
        ("all", {"has": "no", "other_has": "yes"}, "pending/no_base_year"),
        ("all", {"has": "no", "other_has": "no"}, "not_applicable/nothing_assigned"),
        ("all", {"has": "yes"}, "pending/assignment_unknown"),
        ("any", {"has": "yes"}, "met/rank_compared"),
        ("all", {"other_has": "yes"}, "pending/assignment_unknown"),
    ],
)
def test_only_assigned_ranks_count(combine: str, has: dict[str, str], expected: str) -> None:
    rule = {
        "kind": "rank_improved", "measures": ["rank", "other_rank"], "combine": combine,
        "already_first": "council", "no_base": "pending", "assigned_by": ["has", "other_has"],
    }  # fmt: skip
    found = told(rule, results(BEFORE, rank="5"), results(rank="4", other_rank="9", **has))
    assert found == expected


def test_the_highest_layer_speaks_and_in_it_the_last() -> None:
    rule = {"kind": "threshold", "measure": "value", "op": ">=", "value": "90"}
    high, low = results(layer="self", value="99"), results(layer="appraised", value="10")
    assert told(rule, low, high) == "not_met/threshold_not_met"
    assert told(rule, high, low, results(layer="appraised", value="90")) == "met/threshold_met"


def test_counted_rows() -> None:
    rule = {"kind": "threshold", "measure": "good", "op": ">=", "value": "1"}
    assert told(rule) == "pending/missing"
    assert told(rule, workbook(tasks=[{"is_on_time": "no"}])) == "not_met/threshold_not_met"
    assert told(rule, workbook(tasks=[])) == "not_met/threshold_not_met"
    assert told(rule, workbook(tasks=[{"is_on_time": "yes"}])) == "met/threshold_met"
    rule = {**rule, "measure": "tasks"}
    assert told(rule, workbook(tasks=[{"is_on_time": "no"}])) == "met/threshold_met"


def test_what_lacks_is_counted() -> None:
    rule = {"kind": "threshold", "op": ">", "near_margin": "60"}
    rows = [{"is_on_time": "yes"}, {"is_on_time": "yes"}]
    counts = {"on_time_count": "1", "late_count": "3"}
    sheets = workbook(tasks=rows, dossiers=[counts])
    conditions = [
        kit.condition("c", {**rule, "measure": "good", "value": "10"}),
        kit.condition("d", {**rule, "measure": "rate", "value": "75"}),
        kit.condition("e", {**rule, "measure": "value", "value": "75"}),
    ]
    found = oracle([sheets, results(value="70")], conditions=conditions).verdicts(UNIT, NOW)
    assert [each.gap for each in found.values()] == [9, 3, None]  # 3 of 4 is not above 75 %


def answers(*counts: int) -> dict[str, str]:
    columns = ("very_satisfied", "satisfied", "neutral", "unsatisfied", "very_unsatisfied")
    return {f"{name}_count": str(n) for name, n in zip(columns, counts, strict=True)}


def test_survey_rate() -> None:
    # 15 x 1 + 5 x 0.6 = 18 of 20, exactly nine tenths
    rule = {"kind": "threshold", "measure": "survey", "op": ">", "value": "90"}
    sheet = workbook(satisfaction=[answers(10, 0, 5, 0, 0), answers(5, 0, 0, 0, 0)])
    assert told(rule, sheet) == "not_met/threshold_not_met"
    assert told({**rule, "op": ">="}, sheet) == "met/threshold_met"
    empty = workbook(satisfaction=[answers(0, 0, 0, 0, 0)])
    assert told(rule, empty) == "not_applicable/zero_denominator"
    assert told(rule, workbook()) == "pending/missing"


def test_targets_stand_beside_the_board() -> None:
    rule = {"kind": "threshold", "measure": "value", "op": ">=", "value": "90"}
    facts = kit.Facts()
    facts.results(ABOVE, {"value": "91"})
    judge = oracle(
        [facts.table("p", NOW)],
        conditions=[kit.condition("c", {"kind": "judged", "by": "council"})],
        targets=[kit.target("t", rule, ABOVE, "p"), kit.target("u", rule, UNIT, "p")],
    )
    targets = judge.targets(NOW)
    assert targets[ABOVE, "t"].state == "met"
    assert targets[UNIT, "u"].state == "pending"
    assert set(judge.verdicts(UNIT, NOW)) == {("collective", "c")}


# ---------------------------------------------------------------- persons


def test_persons() -> None:
    has = {"kind": "attested", "measure": "has"}
    recognised = {"kind": "recognised", "table": "individuals", "min_level": "district"}
    conditions = [
        kit.condition("c", has),
        kit.condition("i", {"kind": "inherited", "condition": "c"}, subject="individual"),
        kit.condition("r", recognised, subject="individual"),
        kit.condition("j", {"kind": "judged", "by": "council"}, subject="individual"),
    ]
    numbered = {"document_number": "1/QĐ"}
    people = [
        {"person_code": "A1", "level": "district", **numbered},
        {"person_code": "A2", "level": "commune", **numbered},
        {"person_code": "A3", "level": "central"},
        {"person_code": "A4", **numbered},
    ]
    facts = kit.Facts()
    for row_no, person in enumerate(["A1", "A2", "B1"], 1):
        for unit in (UNIT, OTHER):
            facts.person_decision(unit, row_no, person, {"j": "met"}, "Lý do")
    facts.results(UNIT, {"has": "yes"})
    facts.results(OTHER, {"has": "yes"})
    other = workbook(OTHER, individuals=[{"person_code": "B1", "level": "central", **numbered}])
    judge = oracle(
        [workbook(individuals=people), other, facts.table("p", NOW)], conditions=conditions
    )
    found = {
        key: f"{each.state}/{each.reason}" for key, each in judge.person_verdicts(UNIT, NOW).items()
    }
    assert {found[f"A{n}", "i"] for n in (1, 2, 3, 4)} == {"met/inherited"}
    assert [found[f"A{n}", "r"] for n in (1, 2, 3, 4)] == [
        "met/recognised", "not_met/level_too_low", "not_met/level_too_low", "not_met/none_listed"
    ]  # fmt: skip
    assert [found[f"A{n}", "j"] for n in (1, 3)] == ["met/decided", "council/not_decided"]
    proposals = judge.person_eligibility(NOW)
    assert proposals[UNIT, "A1"] == ("met", 0, 1, 2)  # both units met one condition: shared
    assert proposals[OTHER, "B1"] == ("met", 0, 1, 2)
    assert proposals[UNIT, "A2"] == ("not_met", 1, None, None)


# ---------------------------------------------------------------- criteria sets


def leaf(code: str, maximum: str = "3", **parts: Any) -> dict[str, Any]:
    return {"code": code, "maximum": maximum, "kind": "published_points", **parts}


def earning(code: str, rule: Mapping[str, Any], maximum: str = "3", **parts: Any) -> dict[str, Any]:
    return {"code": code, "maximum": maximum, "kind": "rule", "rule": dict(rule), **parts}


def points(values: Mapping[str, str], layer: kit.Layer = "published", unit: str = UNIT) -> HandIn:
    facts = kit.Facts()
    facts.points(unit, values)
    return facts.table("s", NOW, layer)


def tree(
    criteria: Sequence[Mapping[str, Any]], *hand_ins: HandIn, appraisal: str = "none"
) -> Oracle:
    set_ = kit.criteria_set(
        "s", criteria, ("90", "80"), appraisal=appraisal, measures=measures()
    )  # fmt: skip
    keys = {"keys": [{"by": "total_points"}], "ours": True, "note": "Thử"}
    return oracle(hand_ins, set_, workbook=None, ranking=keys)


def said(judge: Oracle, code: str) -> tuple[str, str, Any]:
    verdict = judge.verdicts(UNIT, NOW)["criterion", code]
    return verdict.state, verdict.reason, verdict.points


def earned(rule: Mapping[str, Any], *hand_ins: HandIn) -> tuple[str, str, Any]:
    return said(tree([earning("k", rule)], *hand_ins), "k")


MISSING = ("pending", "missing", None)


def test_points_for_yes_and_for_steps() -> None:
    rule = {"kind": "yes_no", "measure": "has", "yes": "4", "no": "1"}
    assert earned(rule, results(has="yes")) == ("met", "rule_points", 3)  # capped
    assert earned(rule, results(has="no")) == ("not_met", "rule_points", 1)
    assert earned(rule) == MISSING
    steps = [
        {"op": ">", "bound": "90", "points": "3"},
        {"op": ">=", "bound": "50", "points": "2.4"},
    ]
    rule = {"kind": "tiers", "measure": "value", "tiers": steps, "otherwise": "0.5"}
    assert earned(rule, results(value="90"))[2] == Fraction("2.4")
    assert earned(rule, results(value="90.000000001"))[2] == 3
    assert earned(rule, results(value="49.9"))[2] == Fraction("0.5")
    rule = {**rule, "tiers": steps[::-1]}  # read top down: the first that holds
    assert earned(rule, results(value="99"))[2] == Fraction("2.4")


def test_points_in_proportion() -> None:
    rule = {"kind": "linear", "measure": "value", "zero_at": "50", "full_at": "95"}
    assert earned(rule, results(value="60"))[2] == Fraction("0.666666667")  # rounded half up
    assert earned(rule, results(value="99"))[2] == 3
    assert earned(rule, results(value="1"))[2] == 0
    falling = {**rule, "zero_at": "100", "full_at": "0"}
    assert earned(falling, results(value="80"))[2] == Fraction("0.6")
    rate = {**rule, "measure": "rate", "zero_at": "0", "full_at": "100"}
    counts = {"on_time_count": "2", "late_count": "1"}
    assert earned(rate, workbook(dossiers=[counts]))[2] == 2
    nothing = dict.fromkeys(counts, "0")
    assert earned(rate, workbook(dossiers=[nothing])) == ("council", "zero_denominator", None)


def test_points_for_things_counted() -> None:
    rule = {"kind": "count", "measure": "number", "each": "0.7"}
    assert earned(rule, results(number="4"))[2] == Fraction("2.8")
    assert earned(rule, results(number="5"))[2] == 3
    items = {
        "kind": "per_item", "table": "initiatives", "column": "level",
        "items": [{"choice": "unit", "points": "0.5"}, {"choice": "central", "points": "2"}],
    }  # fmt: skip
    assert earned(items) == MISSING
    assert earned(items, workbook()) == ("not_met", "rule_points", 0)
    listed = [{"level": level} for level in ("unit", "central", "district")]
    assert earned(items, workbook(initiatives=listed))[2] == Fraction("2.5")
    assert earned(items, workbook(initiatives=listed * 2))[2] == 3


def test_points_by_the_day() -> None:
    rule = {
        "kind": "deadline", "measure": "day", "due_day": 31, "due_month": 1, "due_year_offset": 1,
        "steps": [{"days": 30, "points": "1"}, {"days": 0, "points": "3"}], "otherwise": "0.2",
    }  # fmt: skip
    assert earned(rule, results(day="2023-01-31"))[2] == 3
    assert earned(rule, results(day="2023-02-01"))[2] == 1
    assert earned(rule, results(day="2023-03-02"))[2] == 1  # thirty days
    assert earned(rule, results(day="2023-03-03"))[2] == Fraction("0.2")
    assert earned(rule) == MISSING


def test_points_from_a_survey() -> None:
    rule = {"kind": "survey", "measure": "survey", "min_answers": 20, "when_small": "warn"}
    enough = workbook(satisfaction=[answers(15, 0, 5, 0, 0)])
    few = workbook(satisfaction=[answers(9, 0, 0, 0, 1)])
    none = workbook(satisfaction=[answers(0, 0, 0, 0, 0)])
    assert earned(rule, enough) == ("met", "rule_points", Fraction("2.7"))
    assert earned(rule, few) == ("met", "small_sample", Fraction("2.7"))
    strict = {**rule, "when_small": "not_applicable"}
    assert earned(strict, few) == ("not_applicable", "sample_too_small", None)
    assert earned(strict, none) == ("not_applicable", "zero_denominator", None)


def test_entries_stand_before_the_rule_but_not_the_unit_s_own() -> None:
    criteria = [earning("k", {"kind": "count", "measure": "number", "each": "1"})]
    counted = results(number="2")
    own, looked = points({"k": "3"}, "self"), points({"k": "1"}, "appraised")
    assert said(tree(criteria, counted, own), "k") == ("not_met", "rule_points", 2)
    assert said(tree(criteria, counted, looked, own), "k") == ("not_met", "points", 1)


def test_a_claim_is_only_a_claim_until_someone_looked() -> None:
    criteria = [leaf("k")]
    claim = points({"k": "not_applicable"}, "self")
    unconfirmed = ("pending", "not_applicable_unconfirmed", None)
    declared = ("not_applicable", "declared_not_applicable", None)
    assert said(tree(criteria, claim, appraisal="required"), "k") == unconfirmed
    assert said(tree(criteria, claim), "k") == declared
    confirmed = points({"k": "not_applicable"}, "appraised")
    assert said(tree(criteria, claim, confirmed, appraisal="required"), "k") == declared
    refused = points({"k": "0"}, "explained")
    assert said(tree(criteria, claim, refused, appraisal="required"), "k")[1:] == ("points", 0)


SUM = [
    {"code": "k", "maximum": "6", "kind": "sum"},
    leaf("a", parent="k"),
    leaf("b", parent="k"),
    leaf("up", "1", parent="k", role="bonus"),
    leaf("down", "2", parent="k", role="penalty"),
]


@pytest.mark.parametrize(
    ("values", "expected", "maximum"),
    [
        ({"a": "3", "b": "2"}, ("not_met", "points", 5), 6),
        ({"a": "3", "b": "2", "up": "0.4"}, ("met", "points", Fraction("5.4")), 6),
        ({"a": "3", "b": "3", "up": "1"}, ("met", "points", 6), 6),  # never above its maximum
        ({"a": "0", "b": "1", "down": "2"}, ("not_met", "points", 0), 6),  # nor below nought
        ({"a": "2.7", "b": "not_applicable"}, ("met", "points", Fraction("2.7")), 3),
        ({"a": "3", "up": "1"}, ("pending", "missing", None), 6),
        (
            {"a": "not_applicable", "b": "not_applicable", "up": "1"},
            ("not_applicable", "declared_not_applicable", None),
            None,
        ),
    ],
)
def test_sums(values: dict[str, str], expected: tuple[Any, ...], maximum: int | None) -> None:
    judge = tree(SUM, points(values))
    assert said(judge, "k") == expected
    assert judge.verdicts(UNIT, NOW)["criterion", "k"].maximum == maximum


def test_extras_outside_of_sums_are_not_cut() -> None:
    criteria = [
        leaf("k"),
        {"code": "more", "maximum": "1.5", "kind": "sum", "role": "bonus"},
        leaf("m", "1", parent="more"),
        leaf("n", "1", parent="more"),
        leaf("less", "5", role="penalty"),
    ]
    judge = tree(criteria, points({"k": "3", "m": "1", "n": "1", "less": "0"}))
    assert said(judge, "more") == ("met", "bonus_points", Fraction("1.5"))
    assert said(judge, "m") == ("met", "bonus_points", 1)
    assert said(judge, "less") == ("met", "penalty_points", 0)
    line = judge.board(NOW)[UNIT]
    assert (line.score, line.maximum) == (Fraction("4.5"), 3)
    judge = tree(criteria, points({"k": "3", "less": "5"}))
    assert said(judge, "more") == ("not_applicable", "none_claimed", None)
    assert said(judge, "less") == ("not_met", "penalty_points", 5)
    assert judge.board(NOW)[UNIT].score == -2


def test_weighted_means() -> None:
    criteria = [
        {"code": "k", "maximum": "3", "kind": "weighted_mean"},
        leaf("a", parent="k", weight="1"),
        leaf("b", parent="k", weight="2"),
    ]
    assert said(tree(criteria, points({"a": "3", "b": "2"})), "k")[2] == Fraction("2.333333333")
    half = points({"a": "not_applicable", "b": "2"})
    assert said(tree(criteria, half), "k") == ("not_met", "points", 2)
    assert said(tree(criteria, points({"a": "3"})), "k") == MISSING


def test_a_council_below_is_told_above_unless_something_pends() -> None:
    rate = {"kind": "linear", "measure": "rate", "zero_at": "0", "full_at": "100"}
    criteria = [SUM[0], earning("a", rate, parent="k"), leaf("b", parent="k")]
    nothing = workbook(dossiers=[{"on_time_count": "0", "late_count": "0"}])
    assert said(tree(criteria, nothing, points({"b": "1"})), "k") == ("council", "missing", None)
    assert said(tree(criteria, nothing), "k") == MISSING


def test_lights_are_near_from_their_own_bound() -> None:
    lights = {
        value: tree([leaf("k")], points({"k": value})).verdicts(UNIT, NOW)["criterion", "k"]
        for value in ("2.7", "2.699999999", "2.4", "2.399999999")
    }
    assert [(each.state, each.is_near) for each in lights.values()] == [
        ("met", False), ("not_met", True), ("not_met", True), ("not_met", False)
    ]  # fmt: skip


def test_what_nobody_has_looked_at_is_provisional() -> None:
    counted = {"kind": "count", "measure": "number", "each": "1"}
    criteria = [
        {"code": "k", "maximum": "12", "kind": "sum"},
        leaf("a", parent="k"),
        leaf("b", parent="k", is_survey=True),
        earning("c", counted, parent="k"),
        leaf("d", parent="k"),
    ]
    files = [
        results(number="1"),
        points({"a": "1", "b": "1", "d": "1"}, "self"),
        points({"d": "1"}, "appraised"),
    ]
    judge = tree(criteria, *files, appraisal="required")
    flags = {code: each.is_provisional for (_, code), each in judge.verdicts(UNIT, NOW).items()}
    assert flags == {"k": True, "a": True, "b": False, "c": True, "d": False}
    relaxed = tree(criteria, *files).verdicts(UNIT, NOW)
    assert not any(each.is_provisional for each in relaxed.values())


def test_rank_interval() -> None:
    criteria = [SUM[0], leaf("a", parent="k"), leaf("b", parent="k")]
    sure = points({"a": "2", "b": "1"}, unit=OTHER)
    # three of six, against one to four of six: either may be first
    judge = tree(criteria, sure, points({"a": "1"}))
    assert judge.rank_range(NOW) == {UNIT: (1, 2), OTHER: (1, 2)}
    # at most three of six: at best level with the other, so the other stays first
    judge = tree(criteria, sure, points({"a": "0"}))
    assert judge.rank_range(NOW) == {UNIT: (1, 2), OTHER: (1, 1)}
    # two of three, as the rest does not apply, against three of six
    judge = tree(criteria, sure, points({"a": "2", "b": "not_applicable"}))
    assert judge.rank_range(NOW) == {UNIT: (1, 1), OTHER: (2, 2)}


def test_interval_of_a_penalty_that_nobody_confirmed() -> None:
    criteria = [leaf("k"), leaf("less", "2", role="penalty")]
    claimed = points({"less": "1"}, "self")
    judge = tree(criteria, points({"k": "2"}), claimed, appraisal="required")
    found = judge.tree(UNIT, NOW)
    assert (found.total("low")[0], found.total()[0], found.total("high")[0]) == (0, 1, 2)


def test_interval_of_plans_without_points() -> None:
    has = {"kind": "attested", "measure": "has"}
    judged = {"kind": "judged", "by": "council"}
    conditions = [kit.condition("c", has), kit.condition("d", judged)]
    facts = kit.Facts()
    facts.decision(OTHER, "d", "not_met", "Lý do")
    facts.results(OTHER, {"has": "no"})
    judge = oracle([results(has="yes"), facts.table("p", NOW)], conditions=conditions)
    # who has handed in nothing need never be ranked
    assert judge.rank_range(NOW) == {UNIT: (1, 1), OTHER: (1, 2)}
    assert judge.board(NOW)[UNIT].excluded == "no_hand_in"


def test_rounding_is_half_up() -> None:
    assert rounded(Fraction(1, 2 * 10**9)) == Fraction(1, 10**9)
    assert rounded(Fraction(2, 3)) == Fraction("0.666666667")
    assert rounded(Fraction(1, 3)) == Fraction("0.333333333")


def test_no_tie_is_cut_by_the_line() -> None:
    assert quota_place(2, 2, 3) == "within"
    assert quota_place(2, 3, 3) == "tied_at_line"
    assert quota_place(4, 1, 3) == "beyond"
