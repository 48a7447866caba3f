"""Reads the tables of tests/spec: every table becomes a small programme, every case a unit of it.

A file has a title, a text and its tables; a table has a title, a text, its rule and its cases.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import warehouse_kit as kit

from schemas.criteria_set import CriteriaSet
from schemas.programme import Programme

YEAR, YEAR_BEFORE = "2022-Y", "2021-Y"
LEAF = "T"
"""The code of the one criterion of a table that is about a single scoring rule."""

SPEC = Path(__file__).parent
Case = Mapping[str, Any]
Family = Literal["plan", "points", "people"]

_COUNCIL = {"kind": "judged", "by": "council"}
_QUOTA_CONDITIONS = [
    {"kind": "threshold", "measure": "figure", "op": ">=", "value": "50"},
    _COUNCIL,
    {"kind": "veto", "table": "discipline", "min_severity": "reprimand"},
]


@dataclass(frozen=True)
class Table:
    """A table of a spec file: its programme, and per case the unit that plays it."""

    name: str
    data: Mapping[str, Any]
    programme: Programme
    criteria_set: CriteriaSet | None
    cases: tuple[tuple[str, Case], ...]

    @property
    def stem(self) -> str:
        """The name of the table's file."""
        return self.name.rsplit("_", 1)[0]

    @property
    def family(self) -> Family:
        """What the table judges: conditions of units, points, or persons."""
        if self.criteria_set is not None:
            return "points"
        return "people" if "persons" in self.cases[0][1] else "plan"


def files() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every spec file by its name."""
    for path in sorted(SPEC.glob("*.toml")):
        yield path.stem, tomllib.loads(path.read_text("utf-8"))


def _tables() -> Iterator[Table]:
    for stem, data in files():
        for place, table in enumerate(data["tables"], 1):
            yield _table(stem, f"{stem}_{place}", table)


def _table(stem: str, name: str, table: Mapping[str, Any]) -> Table:
    cases = tuple(
        (f"{name}-{case.get('unit', number)}", case)
        for number, case in enumerate(table["cases"], 1)
    )
    groups = sorted({case.get("group", "xa") for _, case in cases}, reverse=True)
    measures = [kit.measure(code, source) for code, source in _sources(stem, table).items()]
    parts: dict[str, Any] = {
        "years": [2021, 2022],
        "groups": [kit.group(name, code, only=[code]) for code in groups],
    }
    keys = table.get("keys", ["conditions_met"])
    set_ = None
    if "criteria" in table or "point_rule" in table:
        set_ = _criteria_set(name, table, measures)
        keys = ["total_points"]
        parts |= {"family": "index", "criteria_set": set_.id}
        if not measures and "point_rule" not in table:
            parts["workbook"] = None
    else:
        parts |= {"measures": measures, "conditions": list(_conditions(stem, table))}
        keys = ["figure"] if stem == "quota" else keys
    parts["ranking"] = {
        "keys": [_key(key) for key in keys], "ours": True, "note": "Thứ tự thử",
        "uncertainty": table.get("uncertainty"),
    }  # fmt: skip
    return Table(name, table, kit.programme(name, **parts), set_, cases)


def _sources(stem: str, table: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    sources = dict(table.get("sources", {}))
    if "source" in table:
        sources["figure"] = table["source"]
    if stem == "quota":
        sources["figure"] = {"kind": "reported", "value": "points"}
    if "applies_if" in table:
        sources["applies"] = {"kind": "reported", "value": "yes_no"}
    return sources


def _criteria_set(
    name: str, table: Mapping[str, Any], measures: list[dict[str, Any]]
) -> CriteriaSet:
    leaf = {"code": LEAF, "maximum": table.get("maximum"), "kind": "rule"}
    criteria = table.get("criteria") or [{**leaf, "rule": table["point_rule"]}]
    parts = {"appraisal": table["appraisal"]} if "appraisal" in table else {}
    return kit.criteria_set(
        f"{name}_set", criteria, tuple(table["lights"]), measures=measures, **parts
    )


def _conditions(stem: str, table: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the conditions of units (c0, c1 ...) and of persons (p0)."""
    is_about_people = "persons" in table["cases"][0]
    if stem == "quota":
        rules = _QUOTA_CONDITIONS
    elif is_about_people:
        rules = [table.get("unit_rule", _COUNCIL)]
    else:
        rules = [table["rule"]] if "rule" in table else table.get("conditions", [_COUNCIL])
    for number, rule in enumerate(rules):
        parts = dict(rule)
        applies = parts.pop("applies_if", table.get("applies_if"))
        yield kit.condition(f"c{number}", parts, **({"applies_if": applies} if applies else {}))
    if is_about_people:
        yield kit.condition("p0", table["rule"], subject="individual")


def _key(key: str) -> dict[str, str]:
    is_own = key in ("conditions_met", "total_points")
    return {"by": key} if is_own else {"by": "measure", "measure": key}


TABLES = tuple(_tables())


def of_family(family: Family) -> list[Table]:
    """Return the tables that judge conditions, points or persons."""
    return [table for table in TABLES if table.family == family]


def of_file(stem: str) -> list[Table]:
    """Return the tables of a file."""
    return [table for table in TABLES if table.stem == stem]
