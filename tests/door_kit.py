"""A made-up plan and criteria set over real communes, in force for one test of the front door."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from etl.submit import Outcome
from etl.table import Layer, submit_table
from schemas.criteria_set import CriteriaSet
from schemas.programme import Programme, RankingKey, Workbook
from schemas.reader import load_all
from schemas.register import load_register
from tests import warehouse_kit as kit
from warehouse.judge import judge_all
from warehouse.rulebook import load_rules
from warehouse.store import Store

PLAN, SET, YEAR = "ke_hoach_thu", "bo_thu", "2022-Y"
FIRST, SECOND = "22528", "22531"
"""Two communes of the plan: Phường Ninh Hiệp and Xã Ninh Sơn."""

MEASURES = (
    kit.measure("report_day", {"kind": "reported", "value": "date"}),
    kit.measure("site_open", {"kind": "reported", "value": "yes_no", "by": "coordinator"}),
)
CRITERIA: Sequence[dict[str, Any]] = (
    {"code": "A", "maximum": "30", "kind": "sum"},
    {"code": "A1", "parent": "A", "maximum": "10", "kind": "published_points"},
    {"code": "A2", "parent": "A", "maximum": "20", "kind": "published_points"},
    {"code": "A9", "parent": "A", "maximum": "5", "kind": "published_points", "role": "penalty"},
    {"code": "B", "maximum": "10", "kind": "weighted_mean"},
    {"code": "B1", "parent": "B", "maximum": "10", "kind": "published_points", "weight": "2"},
    {"code": "B2", "parent": "B", "maximum": "10", "kind": "published_points", "weight": "1"},
    {
        "code": "C", "maximum": "10", "kind": "rule",
        "rule": {"kind": "yes_no", "measure": "site_open", "yes": "10"},
    },
    {"code": "T", "maximum": "6", "kind": "sum", "role": "bonus"},
    {"code": "T1", "parent": "T", "maximum": "4", "kind": "published_points"},
    {"code": "T2", "parent": "T", "maximum": "4", "kind": "published_points"},
)  # fmt: skip
"""Every role and kind: a sum with a penalty, a weighted mean, a rule, a capped sum of bonuses."""


def points_set(**parts: Any) -> CriteriaSet:
    given: dict[str, Any] = {
        "measures": MEASURES, "appraisal": "required", "published_total": "TONG",
        "published_rank": "HANG", **parts,
    }  # fmt: skip
    return kit.criteria_set(SET, CRITERIA, ("90", "80"), **given)


def points_plan(**parts: Any) -> Programme:
    """Return a plan of Ninh Hòa's communes that is scored by the made-up set."""
    base = load_all().programmes["ninh_hoa_2022"]
    ranking = base.ranking.model_copy(update={"keys": (RankingKey(by="total_points"),)})
    given = {
        "id": PLAN, "short_title": "Kế hoạch thử", "family": "index", "criteria_set": SET,
        "groups": base.groups[:1], "conditions": (), "measures": (), "awards": (),
        "deadlines": (), "duties": (), "ranking": ranking,
        "workbook": Workbook(tables=("results",), note="Biểu thử."), **parts,
    }  # fmt: skip
    return base.model_copy(update=given)


def persons_plan() -> Programme:
    """Return Ninh Hòa's own plan under another name, with the sheet of individuals."""
    base = load_all().programmes["ninh_hoa_2022"]
    tables = ("initiatives", "individuals")
    return base.model_copy(
        update={
            "id": PLAN,
            "short_title": "Kế hoạch thử",
            "workbook": Workbook(tables=tables, note="Biểu thử."),
        }
    )


def in_force(
    monkeypatch: pytest.MonkeyPatch,
    store: Store,
    programme: Programme,
    *criteria_sets: CriteriaSet,
) -> None:
    """Add a programme and its criteria sets to the rule book, in the warehouse too."""
    whole = load_all()
    book = replace(
        whole,
        programmes={**whole.programmes, programme.id: programme},
        criteria_sets={**whole.criteria_sets, **{each.id: each for each in criteria_sets}},
    )
    monkeypatch.setattr("etl.scope.load_all", lambda: book)
    monkeypatch.setattr("warehouse.opening.load_all", lambda: book)
    with store.write(kit.ACTOR, "load_rules") as write:
        load_rules(write.connection, book, load_register(), write.revision)
        judge_all(write.connection)


def sheet(*rows: Sequence[Any]) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    return out.getvalue().encode()


def load(
    store: Store,
    *rows: Sequence[Any],
    dataset: str = SET,
    layer: Layer = "published",
    period: str = YEAR,
) -> Outcome:
    """Hand in a table written as separated text."""
    return submit_table(
        store, sheet(*rows), "bảng.csv", actor="Trần Thị Thẩm", dataset_id=dataset,
        period_id=period, layer=layer,
    )  # fmt: skip


def codes(outcome: Outcome) -> list[tuple[str, str | None]]:
    return [(found.code, found.cell) for found in outcome.findings]


def observed(store: Store, table: str, dataset: str = SET) -> list[tuple[Any, ...]]:
    """Return what was written down: unit, column, the value, layer and cell, in reading order."""
    found = store.query(
        """
        select unit_id, column_code, value_text, value_num, value_date, layer, cell
        from core_observation where dataset_id = ? and table_code = ?
        order by revision, row_no, cell
        """,
        [dataset, table],
    )
    return [
        (
            unit_id.removesuffix("-truoc-2025"),
            column,
            next(v for v in values if v is not None),
            layer,
            cell,
        )
        for unit_id, column, *values, layer, cell in found.iter_rows()
    ]
