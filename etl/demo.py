"""The demo: real boards of Decision 766, of PAPI and of Hòa Bình, and sample figures for the plans.

Everything goes through the front door: real spreadsheets are written, read and checked like any
hand-in, so that every number on the screens leads back to a cell.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from etl.demo_cases import Case, dice, published_values, sample_rows
from etl.demo_plans import PLANS, Decisions
from etl.demo_points import APPRAISERS, SAMPLE_SET, appraised_tables, coordinator_table, self_table
from etl.demo_tables import (
    INDEX,
    SAMPLE_SOURCE,
    index_tables,
    must_be_clean,
    opened,
    published_table,
    published_tables,
    sheet_table,
)
from etl.demo_targets import target_tables
from etl.scope import programme_of
from etl.submit import prepare_workbook
from etl.template import build_template
from schemas.findings import Refusal, finding
from schemas.programme import Programme
from warehouse import files, readers
from warehouse.store import Store
from warehouse.writers import HandIn, accept_many

Job = tuple[Mapping[str, Any], Mapping[str, Any], Case]
"""A unit, a period, and what is special about the unit's sample hand-in."""

_ACTOR = "bản demo"


@dataclass(frozen=True, slots=True)
class _Part:
    """What is accepted, and judged, in one go: its name, who hands it in, and its files."""

    name: str
    make: Callable[[], list[HandIn]]
    actor: str = _ACTOR


def load_demo(store: Store, tell: Callable[[int, int], None] = lambda _done, _of: None) -> int:
    """Load what is not loaded yet; return how many files came in.

    ``tell`` hears after each part how many parts are done, and of how many.
    Refuses a folder that already holds somebody's own hand-ins.
    """
    done = readers.demo_parts(store)
    if not done and readers.has_hand_ins(store):
        raise Refusal(finding("usage.demo_on_real_data", found=str(store.data_dir)))
    # each hand-in is a spreadsheet written, read and checked: as many at once as there are cores
    pool = ProcessPoolExecutor(os.cpu_count(), get_context("spawn"))
    try:
        parts = list(_parts(store, pool, done))
        loaded = 0
        for place, part in enumerate(parts):
            tell(place, len(parts))
            loaded += accept_many(
                store, part.make(), actor=part.actor, action="load_demo", detail=part.name
            )
        if parts:
            tell(len(parts), len(parts))
        return loaded
    finally:
        pool.shutdown(cancel_futures=True)


def _parts(store: Store, pool: ProcessPoolExecutor, done: frozenset[str]) -> Iterator[_Part]:
    """Yield the parts that are not loaded yet; the pool starts on the files of each at once."""
    if INDEX not in done:
        yield _Part(INDEX, partial(index_tables, store))
    for name, tables in published_tables().items():
        if name not in done:
            made = pool.map(partial(published_table, store.data_dir), tables)
            yield _Part(name, partial(list, made))
    for name in PLANS:
        if name not in done:
            yield _Part(name, _plan(pool, store, name))
    for team, actor in enumerate(APPRAISERS):
        # appraisers start from what counts by then, so these parts come last
        name = f"{SAMPLE_SET} {team + 1}"
        if name not in done:
            yield _Part(name, partial(appraised_tables, store, team), actor)


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
            for table in _tables(
                store, programme, periods[period_id], jobs, plan.decisions.get(period_id)
            )
        ]
        return [*workbooks, *tables, *target_tables(store, programme.id)]

    return finish


def _workbook(data_dir: Path, programme_id: str, job: Job) -> HandIn:
    unit, period, case = job
    store, programme = opened(data_dir), programme_of(programme_id)
    rng = dice(programme, unit["unit_code"], period["period_id"])
    rows = sample_rows(programme, case, rng, period["ends_on"])
    made = build_template(store, programme.id, unit["unit_code"], period["period_id"], rows)
    hand_in, checked = prepare_workbook(store, made.data, made.file_name)
    must_be_clean(made.file_name, checked.findings)
    files.keep(store.data_dir, made.data)
    days = 3 if case.is_late else -rng.randrange(0, 6)
    day = period["due_on"] + dt.timedelta(days=days)
    moment = dt.datetime.combine(day, dt.time(8, 0)) + dt.timedelta(minutes=rng.randrange(0, 540))
    return replace(hand_in, is_sample=True, source_note=SAMPLE_SOURCE, received_at=moment)


def _tables(
    store: Store,
    programme: Programme,
    period: Mapping[str, Any],
    jobs: Sequence[Job],
    decisions: Decisions | None,
) -> Iterator[HandIn]:
    """Yield the tables beside a period's workbooks: what is published, what is self scored."""
    own = [(unit, case) for unit, of_period, case in jobs if of_period == period]
    if decisions is not None:
        yield _published(store, programme, period, own, decisions)
    if programme.id == SAMPLE_SET:
        yield coordinator_table(store, period, own)
        yield self_table(store, period, own)


def _published(
    store: Store,
    programme: Programme,
    period: Mapping[str, Any],
    own: Sequence[tuple[Mapping[str, Any], Case]],
    decisions: Decisions,
) -> HandIn:
    """Write what the coordinator publishes at the end of a year: figures and conclusions."""
    rows = []
    for unit, case in own:
        rng = dice(programme, unit["unit_code"], f"{period['period_id']}|published")
        row = {"Mã đơn vị": unit["unit_code"], "Tên đơn vị": unit["unit_name"]}
        row |= _numbers(published_values(programme, case, rng))
        if case.decision is not None:
            for code, reason in decisions.items():
                row[code] = "Đạt" if case.decision == "met" else "Không đạt"
                row[f"{code}.ly_do"] = reason
        rows.append(row)
    name = f"{programme.id}-{period['period_id']}-ket-qua-cong-bo.xlsx".replace("_", "-")
    made = sheet_table(store, rows, name, programme.id, period["period_id"])
    moment = dt.datetime.combine(period["due_on"] + dt.timedelta(days=10), dt.time(9, 30))
    return replace(made, is_sample=True, source_note=SAMPLE_SOURCE, received_at=moment)


def _numbers(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        code: value if isinstance(value, str) else float(value) for code, value in values.items()
    }
