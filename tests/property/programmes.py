"""Hypothesis strategies: small rule books and the hand-ins that try their edges."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import drawn_facts as facts
import drawn_rules as rules
import warehouse_kit as kit
from drawn_sets import criteria_sets
from hypothesis import strategies as st

from schemas.criteria_set import CriteriaSet
from schemas.programme import Programme
from warehouse.writers import HandIn

PERIODS, BASE_PERIOD, DUE = facts.PERIODS, facts.BASE_PERIOD, facts.DUE
OUTSIDE = "DV-T"
"""A unit that no plan judges: only targets are about it."""


@dataclass(frozen=True)
class Sample:
    """One programme with its units, groups and hand-ins in the order of acceptance."""

    programme: Programme
    criteria_set: CriteriaSet | None
    units: dict[str, str]
    hand_ins: tuple[HandIn, ...]

    @property
    def bodies(self) -> list[tuple[str, str]]:
        """Return the file of bodies: the units with their groups, and one outside of them."""
        return [*self.units.items(), (OUTSIDE, "ngoai")]

    def __repr__(self) -> str:
        """Show what a failure needs to be understood, and no more."""
        plan = self.programme
        asked = [(each.code, each.rule, each.applies_if) for each in plan.conditions]
        targets = [(each.code, each.unit.code, each.rule) for each in plan.targets]
        keys = [key.measure or key.by for key in plan.ranking.keys]
        files = [
            (
                *(file.kind, file.dataset_id, file.period_id, file.layer, str(file.received_at)),
                *(
                    f"{row['unit_id']} {row['table_code']}[{row['row_no']}].{row['column_code']}="
                    f"{row['value_num'] or row['value_text'] or row['value_date']}"
                    for row in file.observations.iter_rows(named=True)
                ),
            )
            for file in self.hand_ins
        ]
        set_ = self.criteria_set
        tree = set_ and (set_.appraisal, set_.lights, [
            each.model_dump(exclude_defaults=True, exclude={"name"}) for each in set_.criteria
        ])  # fmt: skip
        sources = [
            (each.code, each.source)
            for each in (*plan.measures, *(set_.measures if set_ else ()))
            if each.source.kind not in ("reported", "hand_in_on_time")
        ]
        return f"Sample({self.units}, {asked}, {targets=}, {keys=}, {tree=}, {sources=}, {files})"


@st.composite
def samples(draw: st.DrawFn, number: int) -> Sample:
    """Draw one programme with everything that happens to it.

    ``number`` keeps programmes apart; they share units, conditions and codes of criteria, so that
    what is said in one would show if it leaked into another.
    """
    id_ = f"p{number}"
    set_id = draw(st.sampled_from([id_, f"s{number}"]))
    set_ = draw(criteria_sets(set_id)) if draw(st.booleans()) else None
    conditions = draw(rules.conditions(0 if set_ else 1))
    has_workbook = set_ is None or draw(st.integers(0, 3)) > 0
    group_codes = draw(st.sampled_from([["xa"], ["xa", "phong"]]))
    units = {
        f"DV-{letter}": draw(st.sampled_from(group_codes))
        for letter in "ABCDE"[: draw(st.integers(2, 4))]
    }
    figures = [*rules.FIGURES, "place", *(["m_pct", "m_rate"] if set_ else [])]
    has_base = draw(st.booleans())
    of_units = any(each["subject"] == "collective" for each in conditions)
    parts: dict[str, Any] = {
        "years": [2021, 2022],
        "base_years": [2020] if has_base else [],
        "groups": [kit.group(id_, code, only=[code]) for code in sorted(set(units.values()))],
        "measures": draw(rules.measures()),
        "conditions": conditions,
        "targets": draw(rules.targets(id_, ["DV-A", OUTSIDE])),
        "ranking": {
            "keys": draw(rules.ranking(figures, set_ is not None, of_units)),
            "ours": True,
            "note": "Thử",
        },
    }
    if set_:
        parts["criteria_set"] = set_.id
    if not has_workbook:
        parts["workbook"] = None
    programme = kit.programme(id_, **parts)
    hand_ins = draw(_hand_ins(programme, set_, list(units), has_base))
    return Sample(programme, set_, units, tuple(hand_ins))


def samples_with_persons_before(number: int) -> st.SearchStrategy[Sample]:
    """Draw a programme; where it has a base year, persons were listed then as well."""
    return samples(number).map(_with_persons_before)


def _with_persons_before(sample: Sample) -> Sample:
    plan = sample.programme
    if not plan.base_years or plan.workbook is None:
        return sample
    listed = facts.persons_before(plan.id, min(sample.units))
    return replace(sample, hand_ins=(listed, *sample.hand_ins))


@st.composite
def _hand_ins(
    draw: st.DrawFn, programme: Programme, set_: CriteriaSet | None, units: list[str], base: bool
) -> list[HandIn]:
    """Draw what is handed in: the whole of a period, and single files that change it."""
    wanted = facts.Wanted(programme, set_)
    everyone = [*units, OUTSIDE] if programme.targets else units
    found = [draw(facts.tables(wanted, everyone, BASE_PERIOD))] if base else []
    live = draw(st.sampled_from([PERIODS[1:], PERIODS, PERIODS, PERIODS[1:], PERIODS[:1]]))
    for period in live:
        some = draw(st.lists(st.sampled_from(units), unique=True, min_size=len(units) - 1))
        if programme.workbook is not None:
            found += [draw(facts.workbooks(wanted, unit, period)) for unit in some]
        if set_ is not None:
            found.append(draw(facts.point_tables(wanted, some, period)))
    kinds = [facts.tables(wanted, everyone, period) for period in live]
    if set_ is not None:
        kinds += [facts.point_tables(wanted, units, live[-1])] * 2
    if programme.workbook is not None:
        kinds += [facts.workbooks(wanted, unit, live[-1]) for unit in units[:2]]
    return found + draw(st.lists(st.one_of(kinds), max_size=2))
