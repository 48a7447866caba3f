"""The tables of tests/spec: test, specification and, later, the help page "Cách chấm" at once.

Every table becomes a small programme of one real warehouse and every case a unit of it; what a
case expects is read back through the readers that the screens use.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import warehouse_kit as kit

from schemas.criteria_set import CriteriaSet
from schemas.programme import Programme
from warehouse import award_readers, readers
from warehouse.store import Store
from warehouse.writers import HandIn

YEAR, YEAR_BEFORE = "2022-Y", "2021-Y"
SPEC = Path(__file__).parent
Case = Mapping[str, Any]


@dataclass(frozen=True)
class Table:
    """A table of a spec file: its programme, and per case the unit that plays it."""

    name: str
    data: Mapping[str, Any]
    programme: Programme
    criteria_set: CriteriaSet | None
    cases: tuple[tuple[str, Case], ...]


def _tables() -> Iterator[Table]:
    for path in sorted(SPEC.glob("*.toml")):
        data = tomllib.loads(path.read_text("utf-8"))
        for place, table in enumerate(data.get("tables", [data])):
            yield _table(path.stem, place, table)


def _table(stem: str, place: int, table: Mapping[str, Any]) -> Table:
    name = f"{stem}_{place + 1}"
    cases = tuple(
        (f"{name}-{case.get('unit', number)}", case)
        for number, case in enumerate(table.get("cases") or table["rows"], 1)
    )
    groups = sorted({case.get("group", "xa") for _, case in cases}, reverse=True)
    parts: dict[str, Any] = {
        "years": [2021, 2022],
        "groups": [kit.group(name, code, only=[code]) for code in groups],
    }
    set_ = None
    if "criteria" in table:
        set_ = kit.criteria_set(f"{name}_set", table["criteria"], tuple(table["lights"]))
        keys = ["total_points"]
        parts |= {"family": "index", "criteria_set": set_.id, "workbook": None}
    else:
        sources = dict(table.get("sources", {}))
        sources |= {"figure": table["source"]} if "source" in table else {}
        conditions = [table["rule"]] if "rule" in table else table.get("conditions", [])
        keys = table.get("keys", ["conditions_met"])
        if stem == "quota":
            sources = {"figure": {"kind": "reported", "value": "points"}}
            conditions = [
                {"kind": "threshold", "measure": "figure", "op": ">=", "value": "50"},
                {"kind": "judged", "by": "council"},
                {"kind": "veto", "table": "discipline", "min_severity": "reprimand"},
            ]
            keys = ["figure"]
        if "applies_if" in table:
            conditions = [{**table["rule"], "applies_if": table["applies_if"]}]
            sources["applies"] = {"kind": "reported", "value": "yes_no"}
        conditions = conditions or [{"kind": "judged", "by": "council"}]
        parts["measures"] = [kit.measure(code, source) for code, source in sources.items()]
        parts["conditions"] = [_condition(number, rule) for number, rule in enumerate(conditions)]
    parts["ranking"] = {"keys": [_key(key) for key in keys], "ours": True, "note": "Thứ tự thử"}
    return Table(name, table, kit.programme(name, **parts), set_, cases)


def _condition(number: int, rule: Mapping[str, Any]) -> dict[str, Any]:
    parts = dict(rule)
    applies = parts.pop("applies_if", None)
    return kit.condition(f"c{number}", parts, **({"applies_if": applies} if applies else {}))


def _key(key: str) -> dict[str, str]:
    is_own = key in ("conditions_met", "total_points")
    return {"by": key} if is_own else {"by": "measure", "measure": key}


TABLES = tuple(_tables())
BY_STEM = {
    stem: [table for table in TABLES if table.name.rsplit("_", 1)[0] == stem]
    for stem in {table.name.rsplit("_", 1)[0] for table in TABLES}
}


# ---------------------------------------------------------------- facts


def _sheets(facts: kit.Facts, unit: str, case: Case) -> None:
    dossiers = []
    for row in case.get("dossiers", []):
        share, _, early = row.partition(" ")
        if share.startswith("?/"):  # the other cells of the row are missing
            dossiers.append({"late_count": share[2:]})
            continue
        good, total = (int(number) for number in share.split("/"))
        first = int(early or 0)
        counts = {"early": first, "on_time": good - first, "late": total - good}
        dossiers.append({f"{name}_count": str(count) for name, count in counts.items()})
    facts.sheet(unit, "dossiers", dossiers)
    answers = []
    for row in case.get("answers", []):
        good, total = (int(number) for number in row.split("/"))
        counts = {
            "very_satisfied": 0, "satisfied": good, "neutral": total - good,
            "unsatisfied": 0, "very_unsatisfied": 0,
        }  # fmt: skip
        answers.append({f"{name}_count": str(count) for name, count in counts.items()})
    facts.sheet(unit, "satisfaction", answers)
    tasks = []
    for row in case.get("tasks", []):
        count, *said = row.split()
        columns = ("is_on_time", "is_quality_accepted")
        tasks += [dict(zip(columns, said, strict=False))] * int(count)
    facts.sheet(unit, "tasks", tasks)
    initiatives = [row.partition(" ") for row in case.get("initiatives", [])]
    facts.sheet(
        unit,
        "initiatives",
        [
            {"level": level, **({"document_number": number} if number else {})}
            for level, _, number in initiatives
        ],
    )
    discipline = [row.split() for row in case.get("discipline", [])]
    facts.sheet(
        unit,
        "discipline",
        [{"position": position, "severity": severity} for position, severity in discipline],
    )
    facts.results(unit, case.get("reported", {}))


def _published(facts: kit.Facts, table: Table, unit: str, case: Case) -> None:
    facts.results(unit, case.get("published", {}))
    is_quota = table.name.startswith("quota")
    decision = case.get("decision", "met Đạt" if is_quota else None)
    if decision not in (None, "none"):
        decided, _, reason = decision.partition(" ")
        facts.decision(unit, "c1" if is_quota else "c0", decided, reason)


def _round(table: Table, is_later: bool) -> Iterator[HandIn]:
    """Yield the hand-ins of the first round, or those that replace some of them."""
    published, before = kit.Facts(), kit.Facts()
    points, own_points = kit.Facts(), kit.Facts()
    for unit, whole in table.cases:
        case = whole.get("later", {}) if is_later else whole
        if table.criteria_set is not None:
            points.points(unit, case if is_later else case["points"])
            own_points.points(unit, {} if is_later else case.get("self", {}))
            continue
        if case:
            _published(published, table, unit, case)
        before.results(unit, case.get("last_year", {}))
        own = {"dossiers", "reported", "received"} & case.keys()
        if own if is_later else case.get("is_handed_in", True):
            facts = kit.Facts()
            _sheets(facts, unit, case)
            yield facts.workbook(table.name, YEAR, unit, case.get("received"))
    if table.criteria_set is not None:
        if own_points.rows:
            yield own_points.table(table.criteria_set.id, YEAR, layer="self")
        yield points.table(table.criteria_set.id, YEAR)
        return
    if before.rows:
        yield before.table(table.name, YEAR_BEFORE)
    if published.rows or not is_later:
        yield published.table(table.name, YEAR)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """All tables in one warehouse: rules in one write, each round of hand-ins in one."""
    made = kit.fresh_store(tmp_path_factory.mktemp("spec") / "kho")
    files = {
        table.name: [(unit, case.get("group", "xa")) for unit, case in table.cases]
        for table in TABLES
    }
    sets = [table.criteria_set for table in TABLES if table.criteria_set is not None]
    kit.install(made, kit.rule_book((each.programme for each in TABLES), sets), kit.register(files))
    for is_later in (False, True):
        hand_ins = [each for table in TABLES for each in _round(table, is_later)]
        kit.accept_all(made, hand_ins)
    return made


# ---------------------------------------------------------------- what is expected

RULES = [table for table in TABLES if "rule" in table.data]


@pytest.mark.parametrize("table", RULES, ids=[each.name for each in RULES])
def test_verdicts_of_a_rule(store: Store, table: Table) -> None:
    for unit, case in table.cases:
        (found,) = readers.unit_verdicts(store, table.name, YEAR, unit).to_dicts()
        expected = {
            "state": case["state"],
            "is_near": case.get("is_near", False),
            "reason_code": case["reason"],
            "gap_count": case.get("gap"),
            "value_text": case.get("value", ""),
            "gap_text": case.get("lacks", ""),
            "needed_text": table.data["needs"],
            "reason": case.get("says", found["reason"]),
        }
        if case["state"] != "not_met":  # what lacks is only said where something lacks
            expected.pop("gap_count")
        assert {key: found[key] for key in expected} == expected, (unit, case["caption"])
        assert found["reason"], case["caption"]
        if "is_late" in case:
            summary = readers.unit_summary(store, table.name, YEAR, unit)
            assert summary is not None
            assert summary["is_late"] is case["is_late"], case["caption"]


def _light(row: Mapping[str, Any]) -> str:
    word = "near" if row["is_near"] else row["state"]
    points = row["score_points"]
    return word if points is None else f"{word} {points.normalize():f}"


@pytest.mark.parametrize("table", BY_STEM["sum_of_parts"], ids=lambda each: each.name)
def test_points_of_a_criteria_set(store: Store, table: Table) -> None:
    for unit, case in table.cases:
        rows = readers.unit_verdicts(store, table.name, YEAR, unit).to_dicts()
        assert {row["criterion_code"]: _light(row) for row in rows} == case["lights"], case
        for row in rows:
            reasons = {"pending": "missing", "not_applicable": "declared_not_applicable"}
            assert row["reason_code"] == reasons.get(row["state"], "points")
            assert row["is_near"] is False or row["state"] == "not_met"
        summary = readers.unit_summary(store, table.name, YEAR, unit)
        assert summary is not None
        assert summary["excluded_reason_code"] == case.get("excluded"), case["caption"]
        if "score" in case:
            assert summary["score"] == Decimal(case["score"]), case["caption"]
            assert summary["max_score"] == Decimal(case.get("maximum", "30")), case["caption"]
        else:
            assert (summary["rank"], summary["score"]) == (None, None), case["caption"]


@pytest.mark.parametrize("table", BY_STEM["ranking"], ids=lambda each: each.data["title"])
def test_board_of_a_table(store: Store, table: Table) -> None:
    board = {
        row["unit_code"]: row for row in readers.leaderboard(store, table.name, YEAR).to_dicts()
    }
    left_out = dict(
        readers.excluded(store, table.name, YEAR).select("unit_code", "reason_code").iter_rows()
    )
    expected_out = {unit: case["excluded"] for unit, case in table.cases if "excluded" in case}
    assert left_out == expected_out
    assert board.keys() == {unit for unit, _ in table.cases} - expected_out.keys()
    for unit, case in table.cases:
        if unit in expected_out:
            continue
        found = board[unit]
        expected = (case["rank"], case["is_tied"], case["ranked"], case["group"])
        shown = tuple(found[key] for key in ("rank", "is_tied", "ranked_count", "group_code"))
        assert shown == expected, unit
        if "score" in case:
            assert found["score"] == Decimal(case["score"]), unit
            assert found["max_score"] == Decimal(case["maximum"]), unit


@pytest.mark.parametrize("table", BY_STEM["quota"], ids=lambda each: each.data["title"])
def test_proposal_against_a_quota(store: Store, table: Table) -> None:
    eligible = {
        row["unit_code"]: row
        for row in award_readers.eligibility(store, table.name, YEAR).to_dicts()
    }
    line = award_readers.quota_line(store, table.name, YEAR, table.data["maximum"]).to_dicts()
    places = {row["unit_code"]: row for row in line}
    assert eligible.keys() == {unit for unit, _ in table.cases}
    for unit, case in table.cases:
        row = eligible[unit]
        assert row["state"] == case["state"], unit
        assert row["not_met_count"] == case.get("not_met", 0), unit
        assert (row["proposal_rank"], row["tied_count"]) == (
            case.get("proposal"),
            case.get("tied"),
        ), unit
        assert (places[unit]["place"] if unit in places else None) == case.get("place"), unit


@pytest.mark.parametrize(
    ("unit", "criterion", "cells"),
    [
        ("threshold_1-1", "c0", {"early_count 0", "late_count 20", "on_time_count 980"}),
        ("threshold_5-3", "c0", {f"{column} {said}" for column in (
            "is_on_time", "is_quality_accepted") for said in ("yes", "no")}),
        ("class_band_1-1", "c0", {"figure tot"}),
        ("recognised_1-1", "c0", {"document_number 15/QĐ-UBND", "level district"}),
        ("veto_1-1", "c0", {"position key_leader", "severity reprimand"}),
        ("attested_1-1", "c0", {"figure yes"}),
        ("judged_1-1", "c0", {"c0 Hội đồng thống nhất", "c0 met"}),
        ("applies_if_1-1", "c0", {"applies yes", "figure 90"}),
        ("rank_improved_1-1", "c0", {"one 4", "two 5", "one 6", "two 7"}),
        ("sum_of_parts_1-1", "A", {"A 10"}),
        ("sum_of_parts_1-1", "B", {"B1 12", "B2 8"}),
        ("sum_of_parts_1-12", "A", {"A 9", "A 10"}),
        ("layers_1-1", "c0", {"figure 95", "figure 85"}),
        ("threshold_1-17", "c0", {"early_count 0", "late_count 10", "on_time_count 990"}),
        ("hand_in_on_time_1-1", "c0", set()),
        ("threshold_1-16", "c0", set()),
    ],
)  # fmt: skip
def test_a_verdict_leads_to_its_cells(
    store: Store, unit: str, criterion: str, cells: set[str]
) -> None:
    """Every layer is shown; a hand-in that was replaced is not."""
    table = unit.rsplit("-", 1)[0]
    found = readers.sources(store, table, YEAR, unit, criterion)
    shown = [f"{row['column_code']} {row['text']}" for row in found.to_dicts()]
    assert set(shown) == cells
    assert len(shown) == (40 if table == "threshold_5" else len(cells)), "no cell twice"


# ---------------------------------------------------------------- the tables themselves


def test_every_kind_of_rule_that_is_judged_has_a_table() -> None:
    kinds = {table.data["rule"]["kind"] for table in RULES}
    assert kinds == {
        "threshold", "class_band", "recognised", "attested", "judged", "veto", "rank_improved"
    }  # fmt: skip
    ops = {table.data["rule"].get("op") for table in RULES}
    assert {">", ">=", "<", "<=", "="} <= ops


def test_every_case_has_a_caption_that_is_not_repeated() -> None:
    for table in TABLES:
        captions = [case["caption"] for _, case in table.cases if "caption" in case]
        assert len(set(captions)) == len(captions), table.name
        assert table.data["title"], table.name


def test_moments_of_receipt_are_local() -> None:
    (table,) = BY_STEM["hand_in_on_time"]
    moments = [case["received"] for _, case in table.cases if "received" in case]
    assert all(isinstance(each, dt.datetime) and each.tzinfo is None for each in moments)
