"""A programme in plain words: what it asks, by which clause, and what is ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from dashboard import cache, text
from dashboard.html import Html, join, tag
from dashboard.parts import choices, frame, lights, plan_text
from schemas.words import number
from warehouse import readers


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


def _ranking(programme: Mapping[str, Any]) -> Html:
    if not programme["is_ranking_ours"]:
        return Html("")
    return frame.note(
        "Thứ tự xếp hạng: quy tắc của chúng tôi", programme["ranking_note"] or text.NOT_PRINTED
    )


def _draw(scope: choices.Scope) -> Html:
    criteria = cache.read(readers.criteria, scope.programme_id)
    facts = cache.read(readers.freshness, scope.programme_id, scope.period_id)
    peers = choices.groups(scope.programme_id).values()
    who = "; ".join(f"{row['label']}: {row['unit_count']} đơn vị" for row in peers)
    return join(
        [
            tag(
                "div",
                tag("h1", str(scope.programme["title"])),
                tag("p", who),
                frame.freshness(facts),
                class_="td-lead",
            ),
            frame.note(
                "Cách đọc đèn",
                lights.legend(),
                "Thiếu số liệu không bao giờ là 0 và không bao giờ là đạt. Con số nào kế hoạch "
                "không in thì được ghi rõ là quy tắc của chúng tôi.",
            ),
            _ranking(scope.programme),
            tag("h2", "Tiêu chí, điều kiện"),
            _table(criteria),
            plan_text.page(cache.programme(scope.programme_id)),
        ]
    )


def show() -> None:
    """Draw what the programme in the address asks."""
    if choices.resolve() is None:
        frame.no_programme()
        return
    with choices.row():
        scope = choices.choose(with_group=False)
    where = (scope.programme_id, scope.period_id)
    frame.block(cache.drawn("programme", where, lambda: _draw(scope)), class_="td-page")
