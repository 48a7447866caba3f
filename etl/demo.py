"""The demo: a real board of Decision 766, and sample figures for the five plans.

Everything goes through the front door: real spreadsheets are written, read and checked like any
hand-in, so that every number on the screens leads back to a cell.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache, partial
from importlib import resources
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import xlsxwriter

from etl.demo_cases import Case, dice, published_values, sample_rows
from etl.demo_plans import PLANS, Decisions
from etl.scope import programme_of
from etl.submit import prepare_workbook
from etl.table import prepare_table
from etl.template import build_template
from schemas.failures import OwnFailure
from schemas.findings import Refusal, finding
from schemas.programme import Programme
from warehouse import files, readers
from warehouse.store import Store
from warehouse.writers import HandIn, accept_many

REAL_SOURCE = (
    "Cổng Dịch vụ công quốc gia, Bộ chỉ số theo Quyết định 766/QĐ-TTg, số liệu tháng 10/2025"
)
SAMPLE_SOURCE = "Dữ liệu mẫu, không phải số liệu thật"

Job = tuple[Mapping[str, Any], Mapping[str, Any], Case]
"""A unit, a period, and what is special about the unit's sample hand-in."""

_ACTOR = "bản demo"
_INDEX, _INDEX_PERIOD = "qd_766", "2025-10"
_GROUP_FILES = {"commune": "xa-phuong", "department": "so-nganh", "province": "tinh-thanh"}


def load_demo(store: Store, tell: Callable[[int, int], None] = lambda _done, _of: None) -> int:
    """Load what is not loaded yet; return how many files came in.

    ``tell`` hears after each part how many parts are done, and of how many.
    Refuses a folder that already holds somebody's own hand-ins.
    """
    done = readers.demo_parts(store)
    if not done and readers.has_hand_ins(store):
        raise Refusal(finding("usage.demo_on_real_data", found=str(store.data_dir)))
    to_load = [name for name in (_INDEX, *PLANS) if name not in done]
    if not to_load:
        return 0
    # each hand-in is a spreadsheet written, read and checked: as many at once as there are cores
    pool = ProcessPoolExecutor(os.cpu_count(), get_context("spawn"))
    try:
        makers = [
            partial(_index_tables, store) if name == _INDEX else _plan(pool, store, name)
            for name in to_load
        ]
        loaded = 0
        for place, (name, make) in enumerate(zip(to_load, makers, strict=True)):
            tell(place, len(to_load))
            loaded += accept_many(store, make(), actor=_ACTOR, action="load_demo", detail=name)
        tell(len(to_load), len(to_load))
        return loaded
    finally:
        pool.shutdown(cancel_futures=True)


def _index_tables(store: Store) -> list[HandIn]:
    """Write the published figures as the portal's export has them: one file a peer group."""
    text = (resources.files("etl") / "demo_data" / "qd_766_2025_10.csv").read_text("utf-8")
    listed = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    known = readers.units(store, _INDEX)
    names = {
        (row["group_code"], row["unit_code"]): row["unit_name"]
        for row in known.iter_rows(named=True)
    }
    found = []
    for group, suffix in _GROUP_FILES.items():
        rows = [row for row in listed if row["group"] == group]
        rows.sort(key=lambda row: int(row["published_order"]))
        table = [
            {
                "Mã đơn vị": row["unit_code"],
                "Tên đơn vị": names[group, row["unit_code"]],
                **{
                    code: float(row[code])
                    for code in ("CKMB", "TDGQ", "MDSH", "CLGQ", "TTTT", "MDHL")
                },
                "TONG_SCORE": float(row["published_total"]),
                "ROW_STT": int(row["published_order"]),
            }
            for row in rows
        ]
        name = f"qd-766-2025-10-{suffix}.xlsx"
        made = _table(store, table, name, _INDEX, _INDEX_PERIOD)
        found.append(replace(made, source_note=REAL_SOURCE))
    return found


def _table(
    store: Store, rows: Sequence[Mapping[str, Any]], name: str, dataset_id: str, period_id: str
) -> HandIn:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("Kết quả")
    bold = book.add_format({"bold": True, "text_wrap": True})
    headings = list(dict.fromkeys(key for row in rows for key in row))
    for place, heading in enumerate(headings):
        sheet.write_string(0, place, heading, bold)
        sheet.set_column(place, place, 34 if place == 1 else 14)
    for number, row in enumerate(rows, start=1):
        for place, heading in enumerate(headings):
            value = row.get(heading)
            if isinstance(value, str):
                sheet.write_string(number, place, value)
            elif value is not None:
                sheet.write_number(number, place, value)
    book.close()
    data = buffer.getvalue()
    hand_in, reading = prepare_table(store, data, name, dataset_id, period_id)
    _must_be_clean(name, reading.findings)
    files.keep(store.data_dir, data)
    return hand_in


def _plan(pool: ProcessPoolExecutor, store: Store, programme_id: str) -> Callable[[], list[HandIn]]:
    """Start a plan's hand-ins; what is returned waits for them and adds the published tables."""
    programme = programme_of(programme_id)
    plan = PLANS[programme_id]
    periods = {row["period_id"]: row for row in readers.periods(store, programme_id).to_dicts()}
    units = readers.units(store, programme_id).to_dicts()
    jobs = [
        (unit, periods[period_id], case)
        for period_id in plan.periods
        for unit, case in zip(units, plan.cases(period_id, len(units)), strict=True)
    ]
    wanted = [job for job in jobs if not job[2].is_missing]
    workbooks = pool.map(partial(_workbook, store.data_dir, programme_id), wanted, chunksize=4)

    def finish() -> list[HandIn]:
        tables = [
            table
            for period_id in plan.periods
            for table in _published(
                store, programme, periods[period_id], jobs, plan.decisions.get(period_id)
            )
        ]
        return [*workbooks, *tables]

    return finish


@cache
def _opened(data_dir: Path) -> Store:
    return Store(data_dir)


def _workbook(data_dir: Path, programme_id: str, job: Job) -> HandIn:
    unit, period, case = job
    store, programme = _opened(data_dir), programme_of(programme_id)
    rng = dice(programme, unit["unit_code"], period["period_id"])
    rows = sample_rows(programme, case, rng, period["ends_on"])
    made = build_template(store, programme.id, unit["unit_code"], period["period_id"], rows)
    hand_in, checked = prepare_workbook(store, made.data, made.file_name)
    _must_be_clean(made.file_name, checked.findings)
    files.keep(store.data_dir, made.data)
    days = 3 if case.is_late else -rng.randrange(0, 6)
    day = period["due_on"] + dt.timedelta(days=days)
    moment = dt.datetime.combine(day, dt.time(8, 0)) + dt.timedelta(minutes=rng.randrange(0, 540))
    return replace(hand_in, is_sample=True, source_note=SAMPLE_SOURCE, received_at=moment)


def _published(
    store: Store,
    programme: Programme,
    period: Mapping[str, Any],
    jobs: Sequence[Job],
    decisions: Decisions | None,
) -> Iterator[HandIn]:
    """Write what the coordinator publishes at the end of a year: figures and conclusions."""
    if decisions is None:
        return
    rows = []
    for unit, of_period, case in jobs:
        if of_period["period_id"] != period["period_id"]:
            continue
        rng = dice(programme, unit["unit_code"], f"{period['period_id']}|published")
        row = {"Mã đơn vị": unit["unit_code"], "Tên đơn vị": unit["unit_name"]}
        row |= _numbers(published_values(programme, case, rng))
        if case.decision is not None:
            for code, reason in decisions.items():
                row[code] = "Đạt" if case.decision == "met" else "Không đạt"
                row[f"{code}.ly_do"] = reason
        rows.append(row)
    name = f"{programme.id}-{period['period_id']}-ket-qua-cong-bo.xlsx".replace("_", "-")
    made = _table(store, rows, name, programme.id, period["period_id"])
    moment = dt.datetime.combine(period["due_on"] + dt.timedelta(days=10), dt.time(9, 30))
    yield replace(made, is_sample=True, source_note=SAMPLE_SOURCE, received_at=moment)


def _numbers(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        code: value if isinstance(value, str) else float(value) for code, value in values.items()
    }


def _must_be_clean(name: str, findings: Sequence[Any]) -> None:
    if findings:
        raise OwnFailure(
            "DEMO-01", f"Tệp demo {name} không qua được kiểm tra: {findings[0].message}"
        )
