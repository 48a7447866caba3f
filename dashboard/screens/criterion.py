"""One criterion: how it is judged, who meets it, from whom to learn, where it goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from dashboard import address, cache, text
from dashboard.html import Html, tag
from dashboard.parts import choices, frame, lights, panel, restricted
from dashboard.parts import criterion_panels as panels
from warehouse import board_readers, readers


def _choose(scope: choices.Scope) -> Mapping[str, Any] | None:
    known = cache.read(readers.criteria, scope.programme_id).sort("criterion_order")
    rules = {str(row["criterion_code"]): row for row in known.iter_rows(named=True)}
    labels = {code: "– " * int(row["depth"]) + str(row["name"]) for code, row in rules.items()}
    code = address.choose(address.CRITERION, text.TITLE_CRITERION, labels)
    return rules.get(code or "")


def _periods(scope: choices.Scope, code: str) -> pl.DataFrame:
    group = scope.group_code
    counts = cache.read(board_readers.criterion_counts, scope.programme_id, code, group)
    reasons = cache.read(
        board_readers.comparable_periods, scope.programme_id, scope.period_id, group
    )
    ends = list(counts["period_id"])
    until = ends.index(scope.period_id) + 1 if scope.period_id in ends else len(ends)
    return (
        counts.head(until)
        .join(reasons, on="period_id", how="left", maintain_order="left")
        .with_columns(pl.col("reason").is_null().alias("is_comparable"))
    )


def _read(scope: choices.Scope, rule: Mapping[str, Any], unit_code: str | None) -> panels.Subject:
    code = str(rule["criterion_code"])
    where = (scope.programme_id, scope.period_id, code, scope.group_code, restricted.of_all())
    return panels.Subject(
        scope,
        rule,
        cache.read(readers.criterion_verdicts, *where),
        _periods(scope, code),
        cache.read(readers.freshness, scope.programme_id, scope.period_id),
        unit_code,
    )


def _own(subject: panels.Subject) -> Html | None:
    own = subject.verdicts.filter(pl.col("unit_code") == (subject.unit_code or ""))
    if own.is_empty():
        return None
    row = own.row(0, named=True)
    said = [row["value_text"], panels.points(row), row["gap_text"] or row["reason"]]
    return tag(
        "div",
        tag("b", row["unit_name"]),
        lights.state(row["state"], is_near=bool(row["is_near"])),
        tag("span", "; ".join(each for each in said if each)),
        panels.why_link(subject, row),
        class_="td-ownline",
    )


def _live(scope: choices.Scope, rule: Mapping[str, Any], unit_code: str | None) -> None:
    subject = _read(scope, rule, unit_code)
    frame.block(
        tag("h1", str(rule["name"])),
        tag("p", f"{scope.period['label']}, khối {scope.peers}"),
        frame.freshness(subject.facts),
        _own(subject) or "",
        class_="td-lead",
    )
    panel.show(address.CRITERION_PAGE, panels.panels(subject), subject.facts)


def show() -> None:
    """Draw the criterion that the address names, the first one when it names none."""
    if choices.resolve() is None:
        frame.no_programme()
        return
    with choices.row():
        scope = choices.choose(with_group=True)
        rule = _choose(scope)
        unit = choices.unit(scope)
    if rule is None:
        frame.block(frame.empty("Kế hoạch này chưa có tiêu chí nào"))
        return
    code = str(unit["unit_code"]) if unit else None
    st.fragment(_live)(scope, rule, code)
