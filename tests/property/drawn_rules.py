"""Hypothesis strategies for what a plan asks: figures, conditions, targets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import warehouse_kit as kit
from hypothesis import strategies as st

from schemas.survey_formulas import SURVEY_FORMULAS
from schemas.tables import LEVELS, SEVERITIES

VALUES: Mapping[str, tuple[str, ...]] = {
    "pct": ("0", "89", "89.99999999", "90", "90.00000001", "97.5", "98", "100"),
    "points": ("98", "98", "90.01", "90", "89.99", "88", "0"),
    "place": ("1", "1", "2", "3", "10"),
    "other_place": ("2", "2", "1", "9", "10"),
    "tier": ("1", "2", "2", "3", "4"),
    "peers": ("10", "8", "4", "3", "2", "0"),
    "class": ("tot", "kha", "trung_binh", "yeu"),
    "said": ("yes", "no"),
    "applies": ("yes", "no"),
    "assigned": ("yes", "no"),
    "other_assigned": ("yes", "no"),
}
"""What may be reported for a figure of a plan: its bounds, and both sides of them."""

_TYPES: Mapping[str, str] = {
    "pct": "pct", "points": "points", "place": "rank", "other_place": "rank", "tier": "tier",
    "peers": "count", "class": "class", "said": "yes_no", "applies": "yes_no",
    "assigned": "yes_no", "other_assigned": "yes_no",
}  # fmt: skip
FIGURES = (
    "dossier_rate", "sipas", "task_rate", "late_rate", "task_count", "good_count", "pct", "points"
)  # fmt: skip
_THRESHOLDS = ("98", "90", "33.33333333", "66.66666667", "97.5", "1", "3", "10", "100")
UNKNOWN = st.sampled_from(["pending", "council", "not_applicable"])

RESOLVED = ["early_count", "on_time_count", "late_count"]
TABLES_OF: Mapping[str, str] = {
    "dossier_rate": "dossiers", "late_rate": "dossiers", "task_rate": "tasks",
    "task_count": "tasks", "good_count": "tasks", "sipas": "satisfaction",
    "m_rate": "dossiers", "m_tasks": "tasks", "m_survey": "satisfaction",
}  # fmt: skip
"""The sheet that a figure is counted from."""

YES = st.sampled_from([["is_on_time"], ["is_on_time", "is_quality_accepted"]])


@st.composite
def measures(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw the figures of a plan; every plan has the same ones, counted a little differently."""
    sources: dict[str, dict[str, Any]] = {
        code: {"kind": "reported", "value": type_} for code, type_ in _TYPES.items()
    }
    sums = {"kind": "ratio_of_sums", "table": "dossiers", "when_zero": draw(UNKNOWN)}
    return [
        kit.measure(code, source)
        for code, source in {
            **sources,
            "on_time": {"kind": "hand_in_on_time"},
            "dossier_rate": {**sums, "numerator": RESOLVED[:2], "denominator": RESOLVED},
            "late_rate": {**sums, "numerator": RESOLVED[2:], "denominator": RESOLVED},
            "task_rate": {
                "kind": "ratio_of_rows", "table": "tasks", "all_yes": draw(YES),
                "when_zero": "pending",
            },
            "task_count": {"kind": "count_of_rows", "table": "tasks"},
            "good_count": {"kind": "count_of_rows", "table": "tasks", "all_yes": draw(YES)},
            "sipas": {
                "kind": "survey", "table": "satisfaction", "when_zero": draw(UNKNOWN),
                "formula": draw(st.sampled_from(list(SURVEY_FORMULAS))),
            },
        }.items()
    ]  # fmt: skip


_THRESHOLD = st.builds(
    lambda measure, op, value, margin: {
        "kind": "threshold", "measure": measure, "op": op, "value": value,
        **({"near_margin": margin} if margin else {}),
    },
    st.sampled_from(FIGURES),
    st.sampled_from([">", ">=", "<", "<="]),
    st.sampled_from(_THRESHOLDS),
    st.sampled_from([None, "1", "0.5", "8"]),
)  # fmt: skip
_ASSIGNED_BY = {"place": "assigned", "other_place": "other_assigned"}
_RANK_IMPROVED = st.builds(
    lambda measures, combine, first, base, is_assigned: {
        "kind": "rank_improved", "measures": measures, "combine": combine,
        "already_first": first, "no_base": base,
        "assigned_by": [_ASSIGNED_BY[each] for each in measures] if is_assigned else [],
    },
    st.sampled_from([["place"], ["other_place"], ["place", "other_place"]]),
    st.sampled_from(["all", "any"]),
    UNKNOWN,
    UNKNOWN,
    st.booleans(),
)  # fmt: skip
_VALUE_AND_RANK = st.builds(
    lambda value, first, base: {
        "kind": "value_and_rank_improved", "value_measure": value, "rank_measure": "place",
        "already_first": first, "no_base": base,
    },
    st.sampled_from(["pct", "points", "points", "dossier_rate"]),
    UNKNOWN,
    UNKNOWN,
)  # fmt: skip
_TIERS = st.sampled_from([(1, 2), (1, 3), (2, 3), (3, 3), (2, 4)])
_TIER_POSITION = st.builds(
    lambda by, tier, better: {
        "kind": "tier_position", "tier": tier[0], "tiers": tier[1], "better_counts": better,
        "by": by, "measure": "tier" if by == "published_tier" else "place",
        **({} if by == "published_tier" else {"peers_measure": "peers"}),
    },
    st.sampled_from(["published_tier", "equal_groups_of_rank", "equal_groups_of_rank"]),
    _TIERS,
    st.booleans(),
)  # fmt: skip
RECOGNISED = st.builds(
    lambda level: {"kind": "recognised", "table": "initiatives", "min_level": level},
    st.sampled_from(list(LEVELS)),
)
RULES = st.one_of(
    _THRESHOLD,
    st.builds(
        lambda op, band: {"kind": "class_band", "measure": "class", "op": op, "band": band},
        st.sampled_from(["=", ">="]),
        st.sampled_from(VALUES["class"]),
    ),
    _RANK_IMPROVED,
    _VALUE_AND_RANK,
    _TIER_POSITION,
    RECOGNISED,
    st.builds(
        lambda severity: {"kind": "veto", "table": "discipline", "min_severity": severity},
        st.sampled_from(list(SEVERITIES)),
    ),
    st.builds(
        lambda measure: {"kind": "attested", "measure": measure},
        st.sampled_from(["said", "on_time"]),
    ),
    st.just({"kind": "judged", "by": "council"}),
)


@st.composite
def conditions(draw: st.DrawFn, least: int) -> list[dict[str, Any]]:
    """Draw what units must meet, and what persons must meet."""
    made = []
    for number, rule in enumerate(draw(st.lists(RULES, min_size=2 * least, max_size=5))):
        made.append(kit.condition(f"c{number}", rule, **draw(_applies())))
    of_units = [each["code"] for each in made]
    kinds = [st.just({"kind": "judged", "by": "council"}), RECOGNISED]
    if of_units:
        inherited = {"kind": "inherited"}
        kinds.append(st.builds(lambda c: {**inherited, "condition": c}, st.sampled_from(of_units)))
    for number, rule in enumerate(draw(st.lists(st.one_of(kinds), max_size=2))):
        if rule["kind"] == "recognised":
            rule = {**rule, "table": "individuals"}
        made.append(kit.condition(f"i{number}", rule, subject="individual"))
    return made


@st.composite
def _applies(draw: st.DrawFn) -> dict[str, Any]:
    answer = draw(st.sampled_from([None, None, None, None, "yes", "no"]))
    if answer is None:
        return {}
    return {"applies_if": {"measure": "applies", "equals": answer, "text": "Thử"}}


@st.composite
def targets(draw: st.DrawFn, file: str, units: list[str]) -> list[dict[str, Any]]:
    """Draw targets, each about one of these units."""
    return [
        kit.target(f"t{number}", rule, draw(st.sampled_from(units)), file)
        for number, rule in enumerate(draw(st.lists(RULES, max_size=2)))
    ]


def ranking(figures: list[str], has_set: bool, has_conditions: bool) -> st.SearchStrategy[Any]:
    """Draw the steps of the order; the whole of points or conditions comes first rather often."""
    whole = [{"by": "total_points"}] * has_set + [{"by": "conditions_met"}] * has_conditions
    keys = [{"by": "measure", "measure": code} for code in figures] + whole
    return st.builds(
        lambda first, rest: [*first, *(each for each in rest if each not in first)],
        st.sampled_from([[], *([each] for each in whole)]) if whole else st.just([]),
        st.lists(
            st.sampled_from(keys),
            min_size=1,
            max_size=2,
            unique_by=lambda key: str(sorted(key.items())),
        ),
    )
