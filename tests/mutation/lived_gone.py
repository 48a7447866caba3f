"""What the first edition of the rules knew and today's does not: its traces stay behind.

A unit, a condition with its figure, a target, a sum with its leaf, a year and a whole plan:
reported on, some of it closed, then gone from the rules. Nothing may speak of them any more, only a
closed board of a plan that stays keeps its places. And a condition of today that the first edition
lacked: what was closed knows nothing of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from schemas.criteria_set import CriteriaSet
from schemas.programme import Programme
from schemas.reader import RuleBook
from schemas.register import Register
from tests.mutation import lived_rules as rules
from tests.mutation.helpers import helper
from warehouse.writers import HandIn

kit = helper("warehouse_kit")

PLAN, YEAR = "da_bo", "2023-Y"
UNIT = "XA-MAT"
AWAY = "XA-02"
"""A unit that had left the plan when the year was closed, and is back: on no board of that year."""
_FIGURE, _CONDITION, _JUDGED, _SUM, _LEAF = "so_cu", "cu", "xet_cu", "Z", "Z1"
PERIODS = ("2023-Q1", "2023-H1", "2023-Q3", YEAR)
_SEEN = ("2021-Y", "2022-Y", YEAR)
_LAST_DAY = dt.date(2023, 12, 31)


def first_book(book: RuleBook) -> RuleBook:
    """Return the first edition: today's rules with all that went."""
    plan, set_ = book.programmes[rules.PLAN], book.criteria_sets[rules.SET]
    rule = {"kind": "threshold", "measure": _FIGURE, "op": ">=", "value": "5"}
    lacked = {
        each.code for each in plan.conditions if rules.CLASS in each.rule.model_dump().values()
    }
    wider = _with(
        plan.model_copy(update={"conditions": tuple(
            each for each in plan.conditions if each.code not in {*lacked, rules.CLASS}
        )}),
        years=[2021, 2022, 2023],
        ends_on=_LAST_DAY,
        measures=[kit.measure(_FIGURE, {"kind": "reported", "value": "points"})],
        conditions=[
            kit.condition(_CONDITION, rule),
            kit.condition(_JUDGED, {"kind": "judged", "by": "council"}),
            kit.condition(f"{_JUDGED}_nguoi", {"kind": "judged", "by": "council"},
                          subject="individual"),
        ],
        targets=[kit.target("muc_tieu_cu", rule, UNIT, rules.PLAN)],
    )  # fmt: skip
    gone = kit.programme(
        PLAN, years=[2022], groups=[kit.group(rules.PLAN)],
        measures=[kit.measure(_FIGURE, {"kind": "reported", "value": "points"})],
        conditions=[kit.condition(_CONDITION, rule)],
    )  # fmt: skip
    programmes = {**book.programmes, rules.PLAN: wider, PLAN: gone}
    return replace(
        book, programmes=programmes, criteria_sets={**book.criteria_sets, rules.SET: _wider(set_)}
    )


def first_register(register: Register) -> Register:
    """Return the register in which the unit that went still belongs to the plan."""
    listed = (*register.groups[rules.PLAN], (UNIT, "xa"))
    unit = replace(register.unit("XA-01"), unit_id=UNIT, code=UNIT, name=f"Đơn vị {UNIT}")
    return replace(
        register,
        units=(*register.units, unit),
        groups={**register.groups, rules.PLAN: listed},
    )


def register_at_closing(register: Register) -> Register:
    """Return the register under which the year was closed."""
    first = first_register(register)
    listed = tuple(each for each in first.groups[rules.PLAN] if each[0] != AWAY)
    return replace(first, groups={**first.groups, rules.PLAN: listed})


def hand_ins() -> Iterator[list[HandIn]]:
    """Yield what was handed in about all this, a write at a time."""
    yield [
        *(_workbook(rules.PLAN, period, unit) for period in _SEEN for unit in (UNIT, "XA-01")),
        _workbook(rules.PLAN, YEAR, AWAY),
        *(_workbook(PLAN, "2022-Y", unit) for unit in (UNIT, "XA-01", "XA-02")),
    ]
    facts = kit.Facts()
    for unit in (UNIT, "XA-01", "XA-02"):
        facts.results(unit, {_FIGURE: "6", "points": "91"})
        facts.decision(unit, _JUDGED, "met", "Hội đồng")
        facts.person_decision(unit, 1, "CN0", {f"{_JUDGED}_nguoi": "met"}, "Hội đồng")
    yield [facts.table(rules.PLAN, period) for period in _SEEN]
    facts = kit.Facts()
    for unit in (UNIT, "XA-01", "XA-02"):
        facts.points(unit, {_LEAF: "2", "A1": "3"}, reason="Lý do", evidence="12/QĐ-UBND")
    layers: tuple[Any, ...] = ("self", "appraised")
    for layer in layers:
        yield [facts.table(rules.SET, period, layer) for period in _SEEN[:2]]


def _workbook(programme_id: str, period: str, unit: str) -> HandIn:
    facts = kit.Facts()
    facts.results(unit, {_FIGURE: "4"})
    facts.sheet(unit, "tasks", [{"evidence_ref": "12/QĐ-UBND", "is_on_time": "yes"}])
    facts.sheet(unit, "individuals", [{"person_code": "CN0", "full_name": "Trần B"}])
    moment = dt.datetime.fromisoformat("2022-12-01")
    made: HandIn = facts.workbook(programme_id, period, unit, moment)
    return made


def _with(plan: Programme, **parts: Any) -> Programme:
    kept = plan.model_dump()
    lists = {name: [*kept[name], *more] for name, more in parts.items()
             if name in ("measures", "conditions", "targets")}  # fmt: skip
    made: Programme = Programme.model_validate({**kept, **parts, **lists})
    return made


def _wider(set_: CriteriaSet) -> CriteriaSet:
    kept = set_.model_dump()
    more = [
        {"code": _SUM, "name": "Tổng cũ", "maximum": "3", "kind": "sum"},
        {"code": _LEAF, "name": "Lá cũ", "parent": _SUM, "maximum": "3",
         "kind": "published_points"},
    ]  # fmt: skip
    return CriteriaSet.model_validate(
        {**kept, "criteria": [*kept["criteria"], *more], "maximum": set_.maximum + 3}
    )
