"""Small plans whose figures stand exactly at a bound, and exactly level with one another.

Units at the bounds of classes, ties that stay whatever the weights, persons who share a place,
a person and a condition called like something else, lives that end on the very day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from schemas.criteria_set import CriteriaSet
from schemas.programme import Programme
from schemas.register import Register
from schemas.units import UnitLink, UnitName
from tests.mutation import lived_rules as rules
from tests.mutation.helpers import helper
from warehouse.column_meanings import ColumnMeaning
from warehouse.writers import CELL_SCHEMA, HandIn

kit = helper("warehouse_kit")

LEVEL, PERSONS, SET, YEAR = "ngang_nhau", "chi_ca_nhan", "bo_ngang_nhau", "2022-Y"
LEAF = "mot_la"
"""A set and its plan: who has no points there may have met a condition all the same."""
_SCORES: Mapping[str, tuple[str, str]] = {
    "XA-01": ("9", "9"), "XA-02": ("7", "7"), "XA-03": ("9", "9"), "XA-04": ("5", "5"),
    "XA-05": ("4.9", "5"), "XA-06": ("10", "10"), "XA-07": ("6", "8"), "XA-08": ("0", "0"),
    "XA-10": ("8", "5.9"), "XA-11": ("5.7", "8.1"),
}  # fmt: skip
"""Exactly at every bound of the classes; the first and third are level under every weight, the
last two change places with it."""
_DAY = dt.date(2022, 6, 30)
_PLACES = {"XA-01": "90", "XA-02": "90", "XA-03": "80", "XA-04": "70"}
"""Two persons share the first place: the next is the third."""


def criteria_sets() -> list[CriteriaSet]:
    """Return two fields of ten points with a bonus that nobody claims, and a set of one leaf."""
    fields = kit.criteria_set(
        SET,
        [
            {"code": "X", "maximum": "10", "kind": "published_points"},
            {"code": "Y", "maximum": "10", "kind": "sum"},
            {"code": "Y1", "parent": "Y", "maximum": "10", "kind": "published_points"},
            {"code": "T", "maximum": "2", "kind": "published_points", "role": "bonus"},
        ],
        ("90", "80"),
    )  # fmt: skip
    leaf = {"code": "L", "maximum": "10", "kind": "published_points"}
    return [fields, kit.criteria_set(LEAF, [leaf], ("90", "80"))]


def programmes() -> list[Programme]:
    """Return a plan of points with varying weights, and one that asks about persons only."""
    level = rules.index(
        LEVEL, "Ngang nhau", criteria_set=SET, class_scheme="thang_du", workbook=None,
        groups=[kit.group(rules.PLAN)],
        low_pct=40, high_pct=50,  # exactly as many draws as one place of XA-10 and of XA-11 has
        measures=[kit.measure("said", {"kind": "reported", "value": "yes_no"})],
        conditions=[kit.condition("Y", {"kind": "attested", "measure": "said"})],
    )  # fmt: skip
    leaf = kit.programme(
        LEAF, criteria_set=LEAF, workbook=None, groups=[kit.group(rules.PLAN)],
        measures=[kit.measure("said", {"kind": "reported", "value": "yes_no"})],
        conditions=[kit.condition("dat", {"kind": "attested", "measure": "said"})],
        ranking={"keys": [{"by": "total_points"}], "ours": True, "note": "Thử"},
    )  # fmt: skip
    rule = {"kind": "recognised", "table": "individuals", "min_level": "district"}
    persons = kit.programme(
        PERSONS, groups=[kit.group(rules.PLAN)],
        measures=[
            kit.measure("points", {"kind": "reported", "value": "points"}),
            kit.measure("late", {
                "kind": "ratio_of_sums", "table": "dossiers", "numerator": ["late_count"],
                "denominator": ["on_time_count", "late_count"], "when_zero": "pending",
            }),
        ],
        conditions=[
            kit.condition("sang_kien", rule, subject="individual"),
            kit.condition("xet", {"kind": "judged", "by": "council"}, subject="individual"),
        ],
        ranking={"keys": [{"by": "measure", "measure": "points"}], "ours": True, "note": "Thử"},
    )  # fmt: skip
    return [level, leaf, persons]


def register(known: Register) -> Register:
    """Return the register with two units of the plans that changed on the last day of a life."""
    like = replace(known.unit("XA-01"), parent_id=None, valid_from=None, valid_to=None)
    heir, giver = (replace(like, unit_id=code, code=code, name=code) for code in ("KE", "CHO"))
    links = (UnitLink("CHO", "KE", "split", _DAY),)
    names = tuple(
        UnitName(code, f"Tên {code}", "ward", None, _DAY, "Thử") for code in ("KE", "CHO")
    )
    listed = (*known.groups[rules.PLAN], ("KE", "xa"), ("CHO", "xa"))
    return replace(
        known,
        units=(*known.units, heir, replace(giver, valid_to=_DAY)),
        links=(*known.links, *links),
        former_names=(*known.former_names, *names),
        groups={**known.groups, rules.PLAN: listed},
    )


def hand_ins() -> Iterator[list[HandIn]]:
    """Yield what is handed in, a write at a time; a heading is told twice what it means."""
    facts = kit.Facts()
    for unit, (first, second) in _SCORES.items():
        facts.points(unit, {"X": first, "Y1": second})
    table: HandIn = facts.table(SET, YEAR)
    for code in ("Y1", "X"):
        said = (ColumnMeaning("diem x", "Điểm X", code), ColumnMeaning(code, code, code))
        yield [replace(table, meanings=said)]
    facts = kit.Facts()
    for unit in ("XA-08", "XA-09"):
        facts.results(unit, {"said": "yes"})  # the second has met a condition and has no points
    decided = kit.Facts()
    decided.person_decision("XA-01", 1, "CN0", {"xet": "met"}, "Hội đồng")
    for column, told in (("person_code", "CN0"), ("xet", "not_met")):  # without a reason
        decided.add("XA-02", "person_decisions", 1, column, told, coded=True)
    yield [facts.table(LEVEL, YEAR), facts.table(LEAF, YEAR), decided.table(PERSONS, YEAR)]
    yield [_workbook(unit, points) for unit, points in _PLACES.items()]
    # the coordinator's export stands, although the unit's own comes after it
    layers: tuple[Any, ...] = ("published", "self")
    for layer, late in zip(layers, ("1", "2"), strict=True):
        facts = kit.Facts()
        facts.sheet("XA-01", "dossiers", [{"on_time_count": "8", "late_count": late}] * 2)
        made: HandIn = facts.table(PERSONS, YEAR, layer)
        yield [replace(made, kind="dossiers", cells=made.cells.clear())]


def _workbook(unit: str, points: str) -> HandIn:
    facts = kit.Facts()
    facts.results(unit, {"points": points})
    # a document named twice in one cell is named once
    facts.sheet(
        unit, "tasks", [{"evidence_ref": "9/QĐ-TTg; 9/QĐ-TTg"}, {"evidence_ref": "9/QĐ-TTg"}]
    )
    facts.sheet(unit, "individuals", [
        {"person_code": code, "full_name": "Lê C", "level": "province", "document_number": "2/QĐ"}
        for code in ("CN0", "met")
    ])  # fmt: skip
    made: HandIn = facts.workbook(PERSONS, YEAR, unit, dt.datetime.fromisoformat("2022-12-01"))
    # more numbers in a line than words above it
    cells = [
        {"sheet": "tasks", "row_no": row, "column_no": column, "cell": f"R{row}C{column}",
         "kind": "number", "text": "1"}
        for row, column in ((90, 50), (90, 51), (90, 52), (91, 50))
    ]  # fmt: skip
    return replace(made, cells=pl.concat([made.cells, pl.DataFrame(cells, schema=CELL_SCHEMA)]))
