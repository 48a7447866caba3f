"""What a verdict still needs: the figures that would turn it, counted exactly, or who decides.

Nothing here judges: a need is a proposal in whole fractions, and the judge is asked about it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any

from schemas.gain_words import GAINS, hopeless_text, more_text
from schemas.point_words import UNITS, operator_text
from schemas.verdict_words import gap_text, needed_text, reason_text
from schemas.words import day, number

_CENT = Decimal("0.01")
_COUNTED = ("ratio_of_sums", "ratio_of_rows", "survey")
_WHOLE = ("count", "rank", "tier")
_ABOVE = (">", ">=")
EFFORT = (
    "hand_in", "attest", "data", "count", "points", "figure", "correction", "document",
    "decision", "veto",
)  # fmt: skip
"""Kinds of steps, the cheapest first; the order is ours."""


@dataclass(frozen=True, slots=True)
class Need:
    """One thing to do: its kind (schemas/gain_words), its words, and the figures to suppose."""

    kind: str
    text: str
    count: int | None = None
    figures: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figures:
    """A unit's figures of a period and of the same period a year before, as (above, below).

    ``roles`` are the figures of conditions that look at several: (role, measure) by condition.
    """

    now: Mapping[str, tuple[Decimal | None, Decimal | None]]
    then: Mapping[str, tuple[Decimal | None, Decimal | None]]
    roles: Mapping[str, list[tuple[str, str]]]
    labels: Mapping[str, str]


def more_needed(
    above: Fraction, below: Fraction, op: str, share: Fraction, *, is_open: bool
) -> int | None:
    """Return the least count that brings above/below over a share; None when none does.

    ``is_open``: each one counts above and below; otherwise only above, never beyond below.
    """
    lacking = share * below - above
    each = 1 - share if is_open else Fraction(1)
    if each <= 0:
        return None
    count = max(0, floor(lacking / each) + 1 if op == ">" else ceil(lacking / each))
    if not is_open and above + count > below:
        return None
    return count


def need_of(rule: Mapping[str, Any], fact: Mapping[str, Any], known: Figures) -> Need:
    """Return what a condition or target that is not met needs."""
    kind, asked = rule["rule_kind"], needed_text(rule)
    if fact["state"] == "excluded":
        return Need("veto", reason_text(fact))
    if kind == "judged":
        return Need("decision", asked)
    if kind in ("recognised", "veto"):
        return Need("document" if kind == "recognised" else "hand_in", asked)
    if fact["reason_code"] in ("applies_unknown", "assignment_unknown", "no_base_year"):
        return Need("data", reason_text(fact))
    if fact["state"] == "council":
        return Need("decision", reason_text(fact))
    measure = str(rule["measure_code"])
    if kind == "threshold":
        return threshold_need(rule, fact, rule["op"], Decimal(rule["threshold"]))
    if kind == "attested":
        return _yes(rule)
    if kind == "class_band":
        return Need("figure", asked, figures={measure: str(rule["band_code"])})
    if kind == "tier_position":
        return _tier(rule, asked, known)
    return _improved(rule, asked, known)


def threshold_need(
    rule: Mapping[str, Any], fact: Mapping[str, Any], op: str, bound: Decimal
) -> Need:
    """Return what brings a figure to a bound: so many more of what is counted, or a value."""
    measure, source = str(rule["measure_code"]), rule["source_kind"]
    asked = operator_text(op, f"{number(bound)}{UNITS.get(rule['value_type'] or '', '')}")
    label = f"{rule['measure_label']}: {asked}"
    above, below = fact["numerator"], fact["denominator"]
    if source in _COUNTED and op in _ABOVE:
        table = str(rule["measure_table"])
        if above is None or not below:
            return Need("data", label, figures={measure: "1/1"})
        share, gain = Fraction(bound) / 100, GAINS[table]
        values = (Fraction(above), Fraction(below), op, share)
        count = more_needed(*values, is_open=gain.is_open)
        if count is None:
            least = more_needed(*values, is_open=False)
            if least is None:
                return Need("correction", label)
            return Need("correction", hopeless_text(table, least, asked))
        added = count if gain.is_open else 0
        figure = f"{_plain(above + count)}/{_plain(below + added)}"
        return Need("count", more_text(table, count), count, {measure: figure})
    value = _bound_value(op, bound, rule["value_type"])
    if source == "count_of_rows" and op in _ABOVE:
        count = int(value) - int(above or 0)
        words = more_text(str(rule["measure_table"]), count)
        return Need("count", words, count, {measure: _plain(value)})
    if source in _COUNTED:
        return Need("correction", label)
    short = gap_text(rule, fact) if rule["rule_kind"] == "threshold" else ""
    kind = "data" if above is None else "figure"
    return Need(kind, f"{label} ({short})" if short else label, figures={measure: _plain(value)})


def leaf_need(
    rule: Mapping[str, Any],
    fact: Mapping[str, Any],
    best_step: tuple[str, Decimal] | None,
    due: dt.date | None,
) -> Need | None:
    """Return the figures that bring a leaf its maximum; None where only points can be supposed.

    An appraised or published entry stands above what a rule gives: no figure moves it.
    """
    kind, measure = rule["point_rule_kind"], str(rule["measure_code"])
    if kind is None or rule["measure_code"] is None or fact["layer"] not in (None, "self"):
        return None
    if kind == "yes_no":
        return _yes(rule)
    if kind == "deadline" and due is not None:
        text = f"{rule['measure_label']}: chậm nhất ngày {day(due)}"
        return Need("figure", text, figures={measure: due.isoformat()})
    if kind == "linear":
        is_rising = rule["full_at"] > rule["zero_at"]
        return threshold_need(rule, fact, ">=" if is_rising else "<=", rule["full_at"])
    if kind == "count":
        most = Decimal(ceil(Fraction(rule["maximum"]) / Fraction(rule["each_points"])))
        return threshold_need(rule, fact, ">=", most)
    if kind == "tiers" and best_step is not None:
        return threshold_need(rule, fact, *best_step)
    return None


def _yes(rule: Mapping[str, Any]) -> Need:
    figures = {str(rule["measure_code"]): "yes"}
    if rule["source_kind"] == "hand_in_on_time":
        return Need("hand_in", "nộp bảng số liệu đúng hạn", figures=figures)
    return Need("attest", f"{rule['measure_label']}: có", figures=figures)


def _bound_value(op: str, bound: Decimal, value_type: str) -> Decimal:
    """Return the nearest value that a person would write and that passes."""
    if value_type in _WHOLE:
        whole = Decimal(ceil(bound) if op in _ABOVE else floor(bound))
        is_on_line = whole == bound
        step = Decimal(1) if is_on_line else Decimal(0)
        return {">": whole + step, "<": whole - step}.get(op, whole)
    return {">": bound + _CENT, "<": bound - _CENT}.get(op, bound)


def _tier(rule: Mapping[str, Any], asked: str, known: Figures) -> Need:
    measure = str(rule["measure_code"])
    if not rule["peers_measure"]:
        return Need("figure", asked, figures={measure: str(rule["tier"])})
    peers = known.now.get(str(rule["peers_measure"]), (None, None))[0]
    if peers is None:
        return Need("data", asked)
    last = int(rule["tier"] * peers) // int(rule["tiers"])
    text = f"{rule['measure_label']}: từ hạng {last} trở lên trong {number(peers)} đơn vị"
    return Need("figure", text, figures={measure: str(max(1, last))})


def _improved(rule: Mapping[str, Any], asked: str, known: Figures) -> Need:
    """Return what beats the year before: each rank one better, each value a little higher."""
    figures: dict[str, str] = {}
    said = []
    for role, measure in known.roles.get(str(rule["criterion_code"]), []):
        then, now = known.then.get(measure), known.now.get(measure, (None, None))
        if then is None or then[0] is None:
            return Need("data", reason_text({"reason_code": "no_base_year"}))
        if role == "rank":
            wanted = then[0] - 1
            if wanted < 1 or (now[0] is not None and now[0] <= wanted):
                continue
            figures[measure] = _plain(wanted)
            said.append(f"{known.labels[measure]}: từ hạng {number(wanted)} trở lên")
        elif now[0] is None or now[0] <= then[0]:
            figures[measure] = _plain(then[0] + _CENT)
            said.append(f"{known.labels[measure]}: trên {number(then[0])}")
    return Need("figure", "; ".join(said) or asked, figures=figures)


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
