"""Small plans whose figures stand exactly at a bound, and exactly level with one another.

Units at the bounds of classes, ties that stay whatever the weights, persons who share a place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace

from schemas.criteria_set import CriteriaSet
from schemas.programme import Programme
from tests.mutation import lived_rules as rules
from tests.mutation.helpers import helper
from warehouse.column_meanings import ColumnMeaning
from warehouse.writers import HandIn

kit = helper("warehouse_kit")

LEVEL, PERSONS, SET, YEAR = "ngang_nhau", "chi_ca_nhan", "bo_ngang_nhau", "2022-Y"
_SCORES: Mapping[str, tuple[str, str]] = {
    "XA-01": ("9", "9"), "XA-02": ("7", "7"), "XA-03": ("9", "9"), "XA-04": ("5", "5"),
    "XA-05": ("4.9", "5"), "XA-06": ("10", "10"), "XA-07": ("6", "8"), "XA-08": ("0", "0"),
}  # fmt: skip
"""Exactly at every bound of the classes; the first and third are level under every weight."""
_PLACES = {"XA-01": "90", "XA-02": "90", "XA-03": "80", "XA-04": "70"}
"""Two persons share the first place: the next is the third."""


def criteria_set() -> CriteriaSet:
    """Return two fields of ten points, and a bonus that nobody claims."""
    made: CriteriaSet = kit.criteria_set(
        SET,
        [
            {"code": "X", "maximum": "10", "kind": "published_points"},
            {"code": "Y", "maximum": "10", "kind": "published_points"},
            {"code": "T", "maximum": "2", "kind": "published_points", "role": "bonus"},
        ],
        ("90", "80"),
    )  # fmt: skip
    return made


def programmes() -> list[Programme]:
    """Return a plan of points with varying weights, and one that asks about persons only."""
    level = rules.index(
        LEVEL, "Ngang nhau", criteria_set=SET, class_scheme="thang_du", workbook=None,
        groups=[kit.group(rules.PLAN)],
    )  # fmt: skip
    rule = {"kind": "recognised", "table": "individuals", "min_level": "district"}
    persons = kit.programme(
        PERSONS, groups=[kit.group(rules.PLAN)],
        measures=[kit.measure("points", {"kind": "reported", "value": "points"})],
        conditions=[kit.condition("sang_kien", rule, subject="individual")],
        ranking={"keys": [{"by": "measure", "measure": "points"}], "ours": True, "note": "Thử"},
    )  # fmt: skip
    return [level, persons]


def hand_ins() -> Iterator[list[HandIn]]:
    """Yield what is handed in, a write at a time; twice a heading is told what it means."""
    facts = kit.Facts()
    for unit, (first, second) in _SCORES.items():
        facts.points(unit, {"X": first, "Y": second})
    table: HandIn = facts.table(SET, YEAR)
    for code in ("Y", "X"):
        said = (ColumnMeaning("diem x", "Điểm X", code), ColumnMeaning(code, code, code))
        yield [replace(table, meanings=said)]
    made = []
    for unit, points in _PLACES.items():
        facts = kit.Facts()
        facts.results(unit, {"points": points})
        facts.sheet(unit, "individuals", [
            {"person_code": "CN0", "full_name": "Lê C", "level": "province",
             "document_number": "2/QĐ"}
        ])  # fmt: skip
        moment = dt.datetime.fromisoformat("2022-12-01")
        made.append(facts.workbook(PERSONS, YEAR, unit, moment))
    yield made
