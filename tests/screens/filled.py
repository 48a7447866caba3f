"""Real workbooks for the screens: the template that we hand out, filled in as an office would."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import openpyxl
import polars as pl
from openpyxl.worksheet.worksheet import Worksheet

from etl.submit import Outcome, submit_workbook
from etl.table import submit_table
from etl.template import build_template
from warehouse import readers
from warehouse.opening import open_warehouse
from warehouse.store import Store

PROGRAMME = "ninh_hoa_2022"
PERIOD = "2022-H1"
INDEX = "qd_766"
MONTH = "2025-10"
ACTOR = "Nguyễn Thị Thử"
ABOVE = "H572-truoc-2025"
"""The former town above the programme's communes."""


def units(store: Store, programme_id: str = PROGRAMME) -> list[tuple[str, str]]:
    """Return code and name of the units of the first group, in order."""
    frame = readers.units(store, programme_id)
    first = frame.filter(frame["group_code"] == frame["group_code"][0])
    return list(first.select("unit_code", "unit_name").iter_rows())


def unit_id(store: Store, unit_code: str, programme_id: str = PROGRAMME) -> str:
    """Return the register's id of a unit of a programme."""
    frame = readers.units(store, programme_id)
    return str(frame.filter(frame["unit_code"] == unit_code)["unit_id"].item())


def departments(store: Store) -> list[tuple[str, str]]:
    """Return code and name of the second group's units."""
    frame = readers.units(store, PROGRAMME)
    return list(
        frame.filter(pl.col("group_code") == "department")
        .select("unit_code", "unit_name")
        .iter_rows()
    )


def _put(sheet: Worksheet, rows: list[list[object]]) -> None:
    for down, row in enumerate(rows):
        for across, value in enumerate(row):
            if value is not None:
                sheet.cell(row=5 + down, column=1 + across).value = value


def workbook(
    store: Store,
    unit_code: str,
    *,
    late: int,
    total: int = 200,
    par_class: str | None = "Tốt",
    period: str = PERIOD,
) -> bytes:
    """Return a filled workbook: ``late`` of ``total`` dossiers were late."""
    made = build_template(store, PROGRAMME, unit_code, period)
    return form(made.data, late=late, total=total, par_class=par_class, period=period)


def form(
    data: bytes,
    *,
    late: object,
    total: int = 200,
    par_class: str | None = "Tốt",
    period: str = PERIOD,
    on_time: object = None,
) -> bytes:
    """Return a form that was handed out, filled in; ``on_time`` may be written wrong."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    if on_time is None:
        assert isinstance(late, int)
        on_time = total - late
    month = 3 if period.endswith("Q1") else 5
    due, done = dt.date(2022, month, 12), dt.date(2022, month, 10)
    _put(
        book["Nhiệm vụ"],
        [[f"NV{n}", f"Nhiệm vụ {n}", None, due, done, "Có", "Có"] for n in range(1, 11)],
    )
    _put(book["Hồ sơ TTHC"], [["Đất đai", total, 0, on_time, late, 0, 0]])
    _put(book["Hài lòng"], [["Thái độ phục vụ", 60, 35, 5, 0, 0]])
    for row in book["Kết quả chỉ số"].iter_rows(min_row=4):
        if row[0].value == "par_class":
            row[2].value = par_class
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def hand_in(
    store: Store, unit_code: str, *, late: int, total: int = 200, period: str = PERIOD
) -> Outcome:
    """Hand in a filled workbook for a unit."""
    data = workbook(store, unit_code, late=late, total=total, period=period)
    return submit_workbook(store, data, "so-lieu.xlsx", actor=ACTOR)


def table(store: Store, units_shown: int, *, top: int = 0) -> bytes:
    """Return a published result table as CSV; the first ``top`` units are equal."""
    rows = ["TEN_COQUAN,TDGQ,MDHL,MDSH,TTTT,CLGQ,CKMB,TONG_SCORE"]
    for place, (_, name) in enumerate(units(store, INDEX)[:units_shown]):
        step = 0 if place < top else place
        late, rest = 1900 - 10 * step, 1800 + 2000 + 800 + 800 + 1800
        rows.append(
            f"{name},{late / 100:.2f},18,20,8,8,18,{(late + rest) / 100:.2f}".replace("\n", " ")
        )
    return "\n".join(rows).encode()


def filled_store(folder: Path) -> Store:
    """Return a store with three hand-ins of one programme and a result table of another."""
    store = open_warehouse(folder)
    for (code, _), late in zip(units(store)[:3], (1, 1, 4), strict=True):
        outcome = hand_in(store, code, late=late)
        assert outcome.accepted, outcome.findings
    longest = max(departments(store), key=lambda unit: len(unit[1]))
    assert hand_in(store, longest[0], late=1).accepted
    outcome = submit_table(
        store,
        table(store, 12, top=2),
        "ket-qua.csv",
        actor=ACTOR,
        dataset_id=INDEX,
        period_id=MONTH,
    )
    assert outcome.accepted, outcome.findings
    return store
