"""Sample points of the sample criteria set: self scored, appraised, changed after an explanation.

None of these figures is real. Appraisers start from what counts once the workbooks are in, so that
every change has a reason beside it, as the front door demands.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from etl.demo_cases import Case, dice
from etl.demo_tables import SAMPLE_SOURCE, sheet_table
from etl.scope import programme_of, rule_book
from etl.table_columns import EVIDENCE, REASON, Layer, effective_roles
from schemas.criteria_set import CriteriaSet, Criterion
from schemas.programme import Programme
from warehouse import readers
from warehouse.store import Store
from warehouse.writers import HandIn

SAMPLE_SET = "par_mau_2025"
APPRAISERS = ("Tổ thẩm định số 1 (dữ liệu mẫu)", "Tổ thẩm định số 2 (dữ liệu mẫu)")
"""The second team is the stricter one, so that the index of severity has something to tell."""

LAST_PERIOD = "2025-Y"
_APPRAISED_UNITS = 44
"""So many units, from the top of the list, have been appraised; the rest stay provisional."""

_STEP = Decimal("0.25")
_NOT_APPLICABLE = "Không áp dụng"
_CLAIMS = (20, 22)
"""Units that say that they had no petitions: the appraiser agrees with the first only."""

Units = Sequence[tuple[Mapping[str, Any], Case]]
"""The units of the sample set in their order, each with its case of the period."""


def coordinator_table(store: Store, period: Mapping[str, Any], units: Units) -> HandIn:
    """Return what only the coordinator reports: missing apologies, findings of inspections."""
    rows = [
        {**_names(unit), "no_apology": place % 7 // 5, "violations": place % 11 // 10}
        for place, (unit, _) in enumerate(units)
    ]
    return _sample(store, rows, "ket-qua-kiem-tra", SAMPLE_SET, period, "published", days=5)


def self_table(store: Store, period: Mapping[str, Any], units: Units) -> HandIn:
    """Return the points that the units give themselves where no figure decides."""
    programme = programme_of(SAMPLE_SET)
    rows = []
    for place, (unit, case) in enumerate(units):
        if case.is_missing:
            continue
        rng = dice(programme, unit["unit_code"], f"{period['period_id']}|self")
        row = _names(unit)
        for leaf in _entered(_set(programme)):
            if not _is_extra(programme, leaf):
                row[leaf.code] = float(_share(leaf.maximum, rng, case.level))
                row[leaf.code + EVIDENCE] = f"{place + 1:02d}/BC-MẪU"
        if place % 5 == 0:
            row["THUONG.2"] = 1.0
            row["THUONG.2" + EVIDENCE] = f"{place + 1:02d}/TB-MẪU"
        if place in _CLAIMS:
            row["L3.3"] = _NOT_APPLICABLE
            row["L3.3" + REASON] = "Không phát sinh phản ánh, kiến nghị (dữ liệu mẫu)"
        rows.append(row)
    return _sample(store, rows, "tu-cham", programme.criteria_set, period, "self", days=0)


def appraised_tables(store: Store, team: int) -> list[HandIn]:
    """Return a team's appraisal of its units, and the points that stand after explanations."""
    programme = programme_of(SAMPLE_SET)
    period = next(
        row
        for row in readers.periods(store, programme.id).to_dicts()
        if row["period_id"] == LAST_PERIOD
    )
    counting: dict[str, dict[str, Decimal]] = {}
    for unit_id, code, points in readers.counting_points(
        store, programme.id, LAST_PERIOD
    ).iter_rows():
        counting.setdefault(unit_id, {})[code] = points
    units = readers.units(store, programme.id).to_dicts()[:_APPRAISED_UNITS]
    appraised, explained = [], []
    for place, unit in enumerate(units):
        if place % len(APPRAISERS) != team or unit["unit_id"] not in counting:
            continue
        rng = dice(programme, unit["unit_code"], f"{LAST_PERIOD}|appraised")
        row, lowered = _appraisal(programme, place, unit, counting[unit["unit_id"]], rng, team)
        appraised.append(row)
        if lowered and place % 3 == 0:
            explained.append(_explanation(unit, lowered[0]))
    made = _sample(
        store, appraised, f"tham-dinh-{team + 1}", programme.criteria_set, period, "appraised",
        days=14,
    )  # fmt: skip
    after = _sample(
        store, explained, f"sau-giai-trinh-{team + 1}", programme.criteria_set, period, "explained",
        days=24,
    )  # fmt: skip
    return [made, after]


def _appraisal(
    programme: Programme,
    place: int,
    unit: Mapping[str, Any],
    points: Mapping[str, Decimal],
    rng: random.Random,
    team: int,
) -> tuple[dict[str, Any], list[tuple[Criterion, Decimal, Decimal]]]:
    """Return a unit's appraised row, and each criterion lowered with its points before and now."""
    row = _names(unit)
    lowered: list[tuple[Criterion, Decimal, Decimal]] = []
    for leaf in _set(programme).criteria:
        before = points.get(leaf.code)
        if leaf.kind not in ("published_points", "rule") or leaf.is_survey or before is None:
            continue
        row[leaf.code] = float(before)
        is_doubted = leaf.kind == "published_points" and rng.randrange(10) < 3 + 3 * team
        if is_doubted and before >= 2 * _STEP and not _is_extra(programme, leaf):
            now = max(before - _STEP * (1 + rng.randrange(3) + team), Decimal(0))
            lowered.append((leaf, before, now))
            row[leaf.code] = float(now)
            row[leaf.code + REASON] = "Tài liệu kiểm chứng chưa đủ (dữ liệu mẫu)"
            row[leaf.code + EVIDENCE] = f"{place + 1:02d}/BB-MẪU"
    if place == _CLAIMS[0]:
        row["L3.3"] = _NOT_APPLICABLE
        row["L3.3" + REASON] = "Đã đối chiếu, không phát sinh (dữ liệu mẫu)"
    elif place == _CLAIMS[1]:
        row["L3.3"] = 2.0
        row["L3.3" + REASON] = "Có phát sinh, trả lời được một nửa (dữ liệu mẫu)"
    if place % 13 == 12:
        row["TRU.2"] = 0.5
        row["TRU.2" + REASON] = "Khắc phục chậm sau kiểm tra (dữ liệu mẫu)"
    return row, lowered


def _explanation(
    unit: Mapping[str, Any], change: tuple[Criterion, Decimal, Decimal]
) -> dict[str, Any]:
    leaf, before, now = change
    half = (before - now) / 2
    return {
        **_names(unit),
        leaf.code: float(now + half),
        leaf.code + REASON: "Đã bổ sung tài liệu, công nhận một phần (dữ liệu mẫu)",
        leaf.code + EVIDENCE: "Văn bản giải trình (dữ liệu mẫu)",
    }


def _set(programme: Programme) -> CriteriaSet:
    return rule_book().criteria_sets[str(programme.criteria_set)]


def _entered(criteria_set: CriteriaSet) -> Iterator[Criterion]:
    return (each for each in criteria_set.criteria if each.kind == "published_points")


def _is_extra(programme: Programme, leaf: Criterion) -> bool:
    """Tell whether a leaf is part of a bonus or a penalty."""
    return effective_roles(_set(programme))[leaf.code] != "score"


def _share(maximum: Decimal, rng: random.Random, level: int) -> Decimal:
    """Return points on a grid of quarters: all of them, most of them, or about two thirds."""
    steps = int(maximum / _STEP)
    least = steps * (10, 8, 6)[level] // 10
    return _STEP * rng.randrange(least, steps + 1)


def _names(unit: Mapping[str, Any]) -> dict[str, Any]:
    return {"Mã đơn vị": unit["unit_code"], "Tên đơn vị": unit["unit_name"]}


def _sample(
    store: Store,
    rows: Sequence[Mapping[str, Any]],
    what: str,
    dataset_id: str | None,
    period: Mapping[str, Any],
    layer: Layer,
    *,
    days: int,
) -> HandIn:
    name = f"par-mau-{period['period_id']}-{what}.xlsx"
    made = sheet_table(store, rows, name, str(dataset_id), period["period_id"], layer)
    day = period["due_on"] + dt.timedelta(days=days)
    moment = dt.datetime.combine(day, dt.time(10, 0))
    return replace(made, is_sample=True, source_note=SAMPLE_SOURCE, received_at=moment)
