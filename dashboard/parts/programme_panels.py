"""The panels of a plan's page: criteria with their clauses, the plan's sections, its rule files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from dashboard import cache
from dashboard.html import Html, tag
from dashboard.parts import frame, panel, plan_text
from dashboard.parts import rule_state as rules
from dashboard.parts.choices import Scope
from etl.export import Sheet
from schemas.words import number
from warehouse import readers


def panels(scope: Scope, facts: Mapping[str, Any]) -> list[panel.Panel]:
    """Return the panels of a plan: what it asks, what it says, the state of its rule files."""
    plan = cache.programme(scope.programme_id)
    criteria = cache.read(readers.criteria, scope.programme_id).sort("criterion_order")
    notes = panel.notes(str(scope.programme["title"]), facts)
    files = cache.rule_files(plan)
    with_problems = rules.may_see_problems()
    return [
        panel.Panel(
            "tieu-chi",
            "Tiêu chí, điều kiện",
            lambda: frame.block(_table(criteria)),
            lambda: _sheet(criteria, notes),
        ),
        *(_of_group(each, notes) for each in plan_text.groups(plan)),
        panel.Panel(
            "tep-quy-tac",
            "Tệp quy tắc",
            lambda: frame.block(rules.draw(files, with_problems=with_problems), class_="td-lead"),
            lambda: rules.sheet(files, notes, with_problems=with_problems),
        ),
    ]


def _of_group(group: plan_text.Group, notes: list[str]) -> panel.Panel:
    return panel.Panel(
        group.code,
        group.title,
        lambda: frame.block(plan_text.draw(group), class_="td-page"),
        lambda: plan_text.sheet(group, notes),
    )


def _sheet(criteria: pl.DataFrame, notes: list[str]) -> Sheet:
    columns = ("criterion_code", "name", "asks", "rule_text", "max_points", "cite", "note")
    head = ["Mã", "Tiêu chí", "Yêu cầu", "Cần", "Điểm tối đa", "Căn cứ", "Ghi chú"]
    rows = [list(row) for row in criteria.select(columns).iter_rows()]
    return Sheet("Tiêu chí, điều kiện", notes, head, rows)


def _row(row: Mapping[str, Any], *, points: bool) -> Html:
    asks = row["asks"] if row["asks"] != row["name"] else ""
    ours = frame.chip("quy tắc của chúng tôi") if row["is_ours"] else None
    note = tag("span", row["note"], class_="td-small td-quiet") if row["note"] else None
    return tag(
        "tr",
        tag("td", tag("b", row["name"]), class_="td-name"),
        tag("td", tag("p", asks), tag("p", "Cần: ", row["rule_text"]), note, data_label="Yêu cầu"),
        tag("td", number(row["max_points"]), class_="td-number", data_label="Điểm tối đa")
        if points else None,
        tag("td", row["cite"] or "", " ", ours, data_label="Căn cứ"),
    )  # fmt: skip


def _table(criteria: pl.DataFrame) -> Html:
    points = bool(criteria["max_points"].is_not_null().any())
    columns = ["Tiêu chí", "Yêu cầu", *(["Điểm tối đa"] if points else []), "Căn cứ"]
    rows = (
        _row(row, points=points) for row in criteria.sort("criterion_order").iter_rows(named=True)
    )
    head = (
        tag("th", name, scope="col", class_="td-number" if name == "Điểm tối đa" else None)
        for name in columns
    )
    return tag(
        "table",
        tag("thead", tag("tr", *head)),
        tag("tbody", *rows),
        class_="td-table td-gap td-stack",
    )
