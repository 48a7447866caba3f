"""Hypothesis strategies for criteria sets: trees, and rules that earn points."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import warehouse_kit as kit
from drawn_rules import RESOLVED, UNKNOWN, YES
from hypothesis import strategies as st

from schemas.criteria_set import CriteriaSet
from schemas.survey_formulas import SURVEY_FORMULAS
from schemas.tables import LEVELS, SEVERITIES

VALUES: Mapping[str, tuple[str, ...]] = {
    "m_pct": ("0", "50", "89.99999999", "90", "90.00000001", "100"),
    "m_count": ("0", "1", "2", "3", "6"),
    "m_said": ("yes", "no"),
}
"""What may be reported for a figure of a set; ``m_day`` goes by the period."""

POINTS = ("2.7", "3", "2.699999999", "2.4", "2", "1.5", "1", "0", "3", "2.7")
EXTRAS = ("0.5", "1", "0", "0")
LEAF, EXTRA = "3", "1"
"""The maxima of leaves that score, and of bonuses and penalties."""

_LIGHTS = st.sampled_from(
    [("90", "80"), ("90", "80"), ("100", "50"), ("66.66666667", "33.33333333")]
)
_EARNED = st.sampled_from(["3", "2.7", "2.4", "1", "0", "4"])


@st.composite
def _measures(draw: st.DrawFn) -> list[dict[str, Any]]:
    sources: dict[str, dict[str, Any]] = {
        "m_pct": {"kind": "reported", "value": "pct"},
        "m_count": {"kind": "reported", "value": "count"},
        "m_said": {"kind": "reported", "value": "yes_no"},
        "m_day": {"kind": "reported", "value": "date"},
        "m_time": {"kind": "hand_in_on_time"},
        "m_tasks": {"kind": "count_of_rows", "table": "tasks", "all_yes": draw(YES)},
        "m_rate": {
            "kind": "ratio_of_sums", "table": "dossiers", "when_zero": draw(UNKNOWN),
            "numerator": RESOLVED[:2], "denominator": RESOLVED,
        },
        "m_survey": {
            "kind": "survey", "table": "satisfaction", "when_zero": draw(UNKNOWN),
            "formula": draw(st.sampled_from(list(SURVEY_FORMULAS))),
        },
    }  # fmt: skip
    return [kit.measure(code, source) for code, source in sources.items()]


_NUMBERS = st.sampled_from(["m_pct", "m_rate", "m_rate", "m_survey", "m_tasks"])
_STEP = st.builds(
    lambda op, bound, points: {"op": op, "bound": bound, "points": points},
    st.sampled_from([">", ">="]),
    st.sampled_from(["0", "1", "2", "33.33333333", "50", "90", "98"]),
    _EARNED,
)
_LATE_STEP = st.builds(
    lambda days, points: {"days": days, "points": points},
    st.sampled_from([0, 1, 5, 30]),
    _EARNED,
)


def _days(step: Mapping[str, Any]) -> int:
    return int(step["days"])


def _ascending(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """No rule file may declare its steps in another order."""
    return sorted(steps, key=_days)


def _items(table: str, column: str, choices: Mapping[str, str]) -> st.SearchStrategy[Any]:
    item = st.builds(
        lambda choice, points: {"choice": choice, "points": points},
        st.sampled_from(list(choices)),
        st.sampled_from(["0.5", "1", "2"]),
    )
    return st.builds(
        lambda items: {"kind": "per_item", "table": table, "column": column, "items": items},
        st.lists(item, min_size=1, max_size=4, unique_by=lambda each: str(each["choice"])),
    )


_EARNS_ANYWHERE = st.one_of(
    st.builds(
        lambda measure, yes, no: {"kind": "yes_no", "measure": measure, "yes": yes, "no": no},
        st.sampled_from(["m_said", "m_time"]),
        _EARNED,
        _EARNED,
    ),
    st.builds(
        lambda measure, tiers, otherwise: {
            "kind": "tiers", "measure": measure, "tiers": tiers, "otherwise": otherwise
        },
        _NUMBERS,
        st.lists(_STEP, min_size=1, max_size=3),
        _EARNED,
    ),
    st.builds(
        lambda measure, ends: {
            "kind": "linear", "measure": measure, "zero_at": ends[0], "full_at": ends[1]
        },
        _NUMBERS,
        st.sampled_from(
            [("0", "100"), ("0", "3"), ("50", "90"), ("100", "0"), ("89.99999999", "90.00000001")]
        ),
    ),
    st.builds(
        lambda measure, each: {"kind": "count", "measure": measure, "each": each},
        st.sampled_from(["m_count", "m_tasks"]),
        st.sampled_from(["0.5", "1", "0.333333333", "2"]),
    ),
    _items("initiatives", "level", LEVELS),
    _items("discipline", "severity", SEVERITIES),
    st.builds(
        lambda due, offset, steps, otherwise: {
            "kind": "deadline", "measure": "m_day", "due_day": due[0], "due_month": due[1],
            "due_year_offset": offset, "steps": steps, "otherwise": otherwise,
        },
        st.sampled_from([(20, 12), (31, 1)]),
        st.integers(0, 1),
        st.lists(_LATE_STEP, min_size=1, max_size=3, unique_by=_days).map(_ascending),
        _EARNED,
    ),
)  # fmt: skip
_SURVEY = st.builds(
    lambda least, small: {
        "kind": "survey", "measure": "m_survey", "min_answers": least, "when_small": small
    },
    st.sampled_from([1, 10, 11, 20]),
    st.sampled_from(["warn", "not_applicable"]),
)  # fmt: skip
_EARNS = st.one_of(_EARNS_ANYWHERE, _EARNS_ANYWHERE, _SURVEY)


@st.composite
def _leaf(draw: st.DrawFn, code: str, maximum: str, **parts: Any) -> dict[str, Any]:
    """Draw a leaf; surveys stand among what scores only."""
    is_extra = maximum == EXTRA
    is_survey = not is_extra and draw(st.integers(0, 4)) == 1
    leaf = {"code": code, "maximum": maximum, "is_survey": is_survey, **parts}
    if draw(st.integers(0, 2)) == 1:
        return {**leaf, "kind": "published_points"}
    return {**leaf, "kind": "rule", "rule": draw(_EARNS_ANYWHERE if is_extra else _EARNS)}


@st.composite
def _extra(draw: st.DrawFn, code: str, role: str, parent: str | None) -> list[dict[str, Any]]:
    """Draw a bonus or penalty: a leaf, or a capped sum of leaves that take its role or say it."""
    above = {} if parent is None else {"parent": parent}
    if draw(st.integers(0, 2)):
        return [draw(_leaf(code, EXTRA, role=role, **above))]
    own = draw(st.sampled_from(["score", role]))
    cap = draw(st.sampled_from(["0.5", "1.5"]))
    return [
        {"code": code, "maximum": cap, "kind": "sum", "role": role, **above},
        *(draw(_leaf(f"{code}x{n}", EXTRA, role=own, parent=code)) for n in range(2)),
    ]


@st.composite
def _branch(draw: st.DrawFn, code: str, parent: str | None, depth: int) -> list[dict[str, Any]]:
    """Draw a criterion that scores, with everything below it."""
    above = {} if parent is None else {"parent": parent}
    kind = draw(st.sampled_from(["leaf", "sum", "sum", "weighted_mean"])) if depth else "leaf"
    if kind == "leaf":
        return [draw(_leaf(code, LEAF, **above))]
    if kind == "weighted_mean":
        weight = st.sampled_from(["1", "1", "2", "0.5", "0.333333333"])
        leaves = [
            draw(_leaf(f"{code}m{n}", LEAF, parent=code, weight=draw(weight)))
            for n in range(draw(st.integers(2, 3)))
        ]
        return [{"code": code, "maximum": LEAF, "kind": kind, **above}, *leaves]
    below: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 3))):
        below += draw(_branch(f"{code}p{number}", code, depth - 1))
    whole = sum(Decimal(each["maximum"]) for each in below if each["parent"] == code)
    for role in ("bonus", "penalty"):
        if draw(st.integers(0, 3)) == 0:
            below += draw(_extra(f"{code}_{role}", role, code))
    return [{"code": code, "maximum": str(whole), "kind": kind, **above}, *below]


@st.composite
def criteria_sets(draw: st.DrawFn, id_: str) -> CriteriaSet:
    """Draw a criteria set with its own figures."""
    criteria: list[dict[str, Any]] = []
    for root in range(draw(st.integers(1, 2))):
        # a code that a figure of the programme bears too: the tables keep them apart
        criteria += draw(_branch(f"k{root}" if root else "points", None, 2))
    for role in ("bonus", "penalty"):
        if draw(st.integers(0, 3)) == 0:
            criteria += draw(_extra(role, role, None))
    return kit.criteria_set(
        id_,
        criteria,
        draw(_LIGHTS),
        appraisal=draw(st.sampled_from(["none", "required"])),
        measures=draw(_measures()),
    )
