"""Hypothesis strategies: small rule books and the hand-ins that try their edges."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import warehouse_kit as kit
from hypothesis import strategies as st

from schemas.criteria_set import CriteriaSet
from schemas.programme import Programme
from schemas.tables import LEVELS, SEVERITIES
from warehouse.writers import HandIn

PERIODS = ("2021-Y", "2022-Y")
DUE = {period: dt.date(int(period[:4]), 12, 20) for period in PERIODS}

_SOURCES: Mapping[str, Mapping[str, Any]] = {
    "pct": {"kind": "reported", "value": "pct"},
    "points": {"kind": "reported", "value": "points"},
    "place": {"kind": "reported", "value": "rank"},
    "other_place": {"kind": "reported", "value": "rank"},
    "class": {"kind": "reported", "value": "class"},
    "said": {"kind": "reported", "value": "yes_no"},
    "applies": {"kind": "reported", "value": "yes_no"},
    "on_time": {"kind": "hand_in_on_time"},
}
_FIGURES = ("pct", "points", "dossier_rate", "late_rate", "task_rate")
_VALUES: Mapping[str, tuple[str, ...]] = {
    "pct": ("0", "89", "89.99999999", "90", "90.00000001", "97.5", "98", "100"),
    "points": ("0", "88", "89.99", "90", "90.01", "98", "98"),
    "place": ("1", "1", "2", "3", "10"),
    "other_place": ("1", "2", "2", "9", "10"),
    "class": ("tot", "kha", "trung_binh", "yeu"),
    "said": ("yes", "no"),
    "applies": ("yes", "no"),
}
_SHARES = (
    (0, 0), (0, 3), (1, 3), (2, 3), (3, 3), (9, 10), (8, 10), (90, 100), (18, 20), (49, 50),
    (48, 50), (97, 100), (98, 100), (196, 200), (131, 134),
)  # fmt: skip
_THRESHOLDS = ("90", "98", "33.33333333", "66.66666667", "97.5", "1", "100")
_UNKNOWN = st.sampled_from(["pending", "council", "not_applicable"])


@dataclass(frozen=True)
class Sample:
    """One programme with its units, groups and hand-ins in the order of acceptance."""

    programme: Programme
    criteria_set: CriteriaSet | None
    units: dict[str, str]
    hand_ins: tuple[HandIn, ...]

    def __repr__(self) -> str:
        """Show what a failure needs to be understood, and no more."""
        rules = [(each.code, each.rule, each.applies_if) for each in self.programme.conditions]
        keys = [key.measure or key.by for key in self.programme.ranking.keys]
        facts = [
            (
                *(file.kind, file.period_id, file.layer, str(file.received_at)),
                *(
                    f"{row['unit_id']} {row['table_code']}[{row['row_no']}].{row['column_code']}="
                    f"{row['value_num'] or row['value_text']}"
                    for row in file.observations.iter_rows(named=True)
                ),
            )
            for file in self.hand_ins
        ]
        criteria = self.criteria_set and self.criteria_set.criteria
        return f"Sample({self.units}, {rules}, keys={keys}, {criteria=}, {facts})"


@st.composite
def _measures(draw: st.DrawFn) -> list[dict[str, Any]]:
    sources = dict(_SOURCES)
    sums = {"kind": "ratio_of_sums", "table": "dossiers", "when_zero": draw(_UNKNOWN)}
    resolved = ["early_count", "on_time_count", "late_count"]
    sources["dossier_rate"] = {
        **sums, "numerator": resolved[:2], "denominator": resolved
    }  # fmt: skip
    sources["late_rate"] = {**sums, "numerator": resolved[2:], "denominator": resolved}
    sources["task_rate"] = {
        "kind": "ratio_of_rows",
        "table": "tasks",
        "all_yes": draw(st.sampled_from([["is_on_time"], ["is_on_time", "is_quality_accepted"]])),
        "when_zero": "pending",
    }
    return [kit.measure(code, source) for code, source in sources.items()]


_RULES = st.one_of(
    st.builds(
        lambda measure, op, value, margin: {
            "kind": "threshold", "measure": measure, "op": op, "value": value,
            **({"near_margin": margin} if margin else {}),
        },
        st.sampled_from(_FIGURES),
        st.sampled_from([">", ">=", "<", "<="]),
        st.sampled_from(_THRESHOLDS),
        st.sampled_from([None, "1", "0.5", "8"]),
    ),
    st.builds(
        lambda op, band: {"kind": "class_band", "measure": "class", "op": op, "band": band},
        st.sampled_from(["=", ">="]),
        st.sampled_from(_VALUES["class"]),
    ),
    st.builds(
        lambda measures, combine, first, base: {
            "kind": "rank_improved", "measures": measures, "combine": combine,
            "already_first": first, "no_base": base,
        },
        st.sampled_from([["place"], ["other_place"], ["place", "other_place"]]),
        st.sampled_from(["all", "any"]),
        _UNKNOWN,
        _UNKNOWN,
    ),
    st.builds(
        lambda level: {"kind": "recognised", "table": "initiatives", "min_level": level},
        st.sampled_from(list(LEVELS)),
    ),
    st.builds(
        lambda severity: {"kind": "veto", "table": "discipline", "min_severity": severity},
        st.sampled_from(list(SEVERITIES)),
    ),
    st.builds(
        lambda measure: {"kind": "attested", "measure": measure},
        st.sampled_from(["said", "on_time"]),
    ),
    st.just({"kind": "judged", "by": "council"}),
)  # fmt: skip


@st.composite
def _conditions(draw: st.DrawFn, least: int) -> list[dict[str, Any]]:
    rules = draw(st.lists(_RULES, min_size=least, max_size=4))
    made = []
    for number, rule in enumerate(rules):
        answer = draw(st.sampled_from([None, None, "yes", "no"]))
        parts = {"applies_if": {"measure": "applies", "equals": answer, "text": "Thử"}}
        made.append(kit.condition(f"c{number}", rule, **(parts if answer else {})))
    if draw(st.booleans()):  # what a person must meet never counts for a collective
        made.append(
            kit.condition("person", {"kind": "judged", "by": "council"}, subject="individual")
        )
    return made


@st.composite
def _criteria_set(draw: st.DrawFn, id_: str) -> CriteriaSet:
    lights = draw(st.sampled_from([("90", "80"), ("100", "50"), ("66.66666667", "33.33333333")]))
    criteria: list[dict[str, Any]] = []
    for root in range(draw(st.integers(1, 2))):
        # a code that a figure of the programme bears too: the tables keep them apart
        code = f"k{root}" if root else "points"
        parts = draw(st.integers(0, 3))
        kind = "sum" if parts else "published_points"
        criteria.append({"code": code, "maximum": str(3 * (parts or 1)), "kind": kind})
        criteria += [
            {"code": f"{code}p{n}", "parent": code, "maximum": "3", "kind": "published_points"}
            for n in range(parts)
        ]
    return kit.criteria_set(id_, criteria, lights)


def _ranking(has_set: bool, has_conditions: bool) -> st.SearchStrategy[list[dict[str, str]]]:
    keys = [{"by": "measure", "measure": code} for code in (*_FIGURES, "place")]
    keys += [{"by": "total_points"}] if has_set else []
    keys += [{"by": "conditions_met"}] if has_conditions else []
    return st.lists(
        st.sampled_from(keys),
        min_size=1,
        max_size=3,
        unique_by=lambda key: str(sorted(key.items())),
    )


@st.composite
def _sheets(draw: st.DrawFn, unit: str) -> kit.Facts:
    facts = kit.Facts()
    dossiers = []
    for good, total in draw(st.lists(st.sampled_from(_SHARES), max_size=2)):
        early = draw(st.integers(0, good))
        counts = {"early": early, "on_time": good - early, "late": total - good}
        dossiers.append({f"{name}_count": str(count) for name, count in counts.items()})
    facts.sheet(unit, "dossiers", dossiers)
    good, total = draw(st.sampled_from([(0, 0), (9, 10), (10, 10), (1, 3), (0, 2)]))
    answers = [("yes", "yes")] * good + [("yes", "no"), ("no", "yes"), ("no", "no")] * total
    facts.sheet(
        unit,
        "tasks",
        [{"is_on_time": one, "is_quality_accepted": two} for one, two in answers[:total]],
    )
    facts.sheet(
        unit,
        "initiatives",
        [
            {"level": level, **({"document_number": "1/QĐ"} if has_number else {})}
            for level, has_number in draw(
                st.lists(st.tuples(st.sampled_from(list(LEVELS)), st.booleans()), max_size=2)
            )
        ],
    )
    facts.sheet(
        unit,
        "discipline",
        [
            {"position": position, "severity": severity}
            for position, severity in draw(
                st.lists(
                    st.tuples(
                        st.sampled_from(["key_leader", "other"]),
                        st.sampled_from(list(SEVERITIES)),
                    ),
                    max_size=1,
                )
            )
        ],
    )
    facts.results(unit, draw(_results()))
    return facts


@st.composite
def _results(draw: st.DrawFn) -> dict[str, str]:
    chosen = draw(st.lists(st.sampled_from(list(_VALUES)), unique=True))
    return {code: draw(st.sampled_from(_VALUES[code])) for code in chosen}


@st.composite
def _workbook(draw: st.DrawFn, programme: Programme, units: list[str]) -> HandIn:
    unit, period = draw(st.sampled_from(units)), draw(st.sampled_from(PERIODS))
    moment = dt.datetime.combine(DUE[period], dt.time(23, 59)) + draw(
        st.sampled_from([dt.timedelta(0), dt.timedelta(minutes=1), dt.timedelta(days=-9)])
    )
    return draw(_sheets(unit)).workbook(programme.id, period, unit, moment)


@st.composite
def _table(draw: st.DrawFn, programme: Programme, units: list[str]) -> HandIn:
    facts = kit.Facts()
    for unit in draw(st.lists(st.sampled_from(units), unique=True)):
        facts.results(unit, draw(_results()))
        for each in programme.conditions:
            decided = draw(st.sampled_from(["met", "met", "not_met", None]))
            if each.rule.kind == "judged" and decided:
                facts.decision(unit, each.code, decided, "Lý do")
    return facts.table(programme.id, draw(st.sampled_from(PERIODS)))


@st.composite
def _points(draw: st.DrawFn, set_: CriteriaSet, units: list[str]) -> HandIn:
    facts = kit.Facts()
    leaves = [each.code for each in set_.criteria if each.kind == "published_points"]
    for unit in draw(st.lists(st.sampled_from(units), unique=True, min_size=1)):
        given_ = draw(st.lists(st.sampled_from(leaves), unique=True, min_size=len(leaves) // 2))
        values = st.sampled_from(
            ["0", "1", "1.5", "2", "2.4", "2.7", "2.699999999", "3", "not_applicable"]
        )
        facts.points(unit, {code: draw(values) for code in given_})
    layer = draw(st.sampled_from(["published", "published", "self"]))
    return facts.table(set_.id, draw(st.sampled_from(PERIODS)), layer=layer)


@st.composite
def samples(draw: st.DrawFn, number: int) -> Sample:
    """Draw one programme with everything that happens to it.

    ``number`` keeps programmes apart; they share units, conditions and codes of criteria, so that
    what is said in one would show if it leaked into another.
    """
    id_ = f"p{number}"
    set_id = draw(st.sampled_from([id_, f"s{number}"]))
    set_ = draw(_criteria_set(set_id)) if draw(st.integers(0, 2)) == 0 else None
    conditions = draw(_conditions(0 if set_ else 1))
    has_workbook = set_ is None or draw(st.booleans())
    group_codes = draw(st.sampled_from([["xa"], ["xa", "phong"]]))
    units = {
        f"DV-{letter}": draw(st.sampled_from(group_codes))
        for letter in "ABCDE"[: draw(st.integers(2, 5))]
    }
    parts: dict[str, Any] = {
        "years": [2021, 2022],
        "groups": [kit.group(id_, code, only=[code]) for code in sorted(set(units.values()))],
        "measures": draw(_measures()),
        "conditions": conditions,
        "ranking": {
            "keys": draw(_ranking(set_ is not None, len(conditions) > 0)),
            "ours": True,
            "note": "Thử",
        },
    }  # fmt: skip
    if set_:
        parts["criteria_set"] = set_.id
    if not has_workbook:
        parts["workbook"] = None
    programme = kit.programme(id_, **parts)
    kinds: list[st.SearchStrategy[HandIn]] = [_table(programme, list(units))]
    kinds += [_workbook(programme, list(units))] * 3 if has_workbook else []
    kinds += [_points(set_, list(units))] * 2 if set_ else []
    hand_ins = draw(st.lists(st.one_of(kinds), min_size=1, max_size=8))
    return Sample(programme, set_, units, tuple(hand_ins))
