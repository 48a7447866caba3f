"""The demo's result tables: real published figures as their files stand, and sample tables.

The figures of PAPI and of Hòa Bình stand in ``etl/demo_data`` as files that the front door reads;
those of Decision 766 are first written as the portal's export has them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import xlsxwriter

from etl.scope import programme_of
from etl.table import Layer, prepare_table
from schemas.failures import OwnFailure
from warehouse import files, readers
from warehouse.store import Store
from warehouse.writers import HandIn

INDEX = "qd_766"
INDEX_SOURCE = (
    "Cổng Dịch vụ công quốc gia, Bộ chỉ số theo Quyết định 766/QĐ-TTg, số liệu tháng 10/2025"
)
PAPI_SOURCE = (
    "PAPI (papi.org.vn), điểm nội dung thành phần 2011-2022 theo bảng trong kho hnks-gh/ml-mcdm, "
    "bản d165721, giấy phép MIT"
)
HOA_BINH_SOURCE = "Quyết định 3349/QĐ-UBND ngày 26/12/2022 của UBND tỉnh Hòa Bình, theo báo chí"
SAMPLE_SOURCE = "Dữ liệu mẫu, không phải số liệu thật"

_INDEX_PERIOD = "2025-10"
_GROUP_FILES = {"commune": "xa-phuong", "department": "so-nganh", "province": "tinh-thanh"}


@dataclass(frozen=True, slots=True)
class Published:
    """A real table: its file below ``etl/demo_data``, what it fills, and where it comes from."""

    file: str
    dataset_id: str
    period_id: str
    source: str


PAPI_SETS = ("papi_2011", "papi_2018", "papi_2019", "papi_2021")
"""One criteria set for each structure that PAPI has had; their years do not overlap."""


def published_tables() -> dict[str, tuple[Published, ...]]:
    """Return the real tables that are read as they stand, by the part of the demo."""
    papi = tuple(
        Published(f"papi/papi_{year}.csv", name, f"{year}-Y", PAPI_SOURCE)
        for name in PAPI_SETS
        for year in programme_of(name).years
    )
    # one file, read for the points of the criteria set and for the programme's own figure
    departments = tuple(
        Published("hoa_binh_2022.csv", dataset_id, "2022-Y", HOA_BINH_SOURCE)
        for dataset_id in ("par_hoa_binh_2022", "hoa_binh_2022")
    )
    return {"papi": papi, "hoa_binh_2022": departments}


def published_table(data_dir: Path, table: Published) -> HandIn:
    """Return a real table after its checks, with its source; nothing in it is a sample."""
    data = demo_bytes(table.file)
    name = Path(table.file).name.replace("_", "-")
    made = checked_table(opened(data_dir), data, name, table.dataset_id, table.period_id)
    return replace(made, source_note=table.source)


def demo_bytes(name: str) -> bytes:
    """Return a file of ``etl/demo_data``."""
    return (resources.files("etl") / "demo_data").joinpath(*name.split("/")).read_bytes()


@cache
def opened(data_dir: Path) -> Store:
    """Return the warehouse as a worker process keeps it open."""
    return Store(data_dir)


def index_tables(store: Store) -> list[HandIn]:
    """Write the published figures as the portal's export has them: one file a peer group."""
    text = demo_bytes("qd_766_2025_10.csv").decode()
    listed = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    known = readers.units(store, INDEX)
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
        made = sheet_table(store, table, name, INDEX, _INDEX_PERIOD)
        found.append(replace(made, source_note=INDEX_SOURCE))
    return found


def sheet_table(
    store: Store,
    rows: Sequence[Mapping[str, Any]],
    name: str,
    dataset_id: str,
    period_id: str,
    layer: Layer = "published",
) -> HandIn:
    """Write rows by their headings into a spreadsheet and return it after its checks."""
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
    return checked_table(store, buffer.getvalue(), name, dataset_id, period_id, layer)


def checked_table(
    store: Store,
    data: bytes,
    name: str,
    dataset_id: str,
    period_id: str,
    layer: Layer = "published",
) -> HandIn:
    """Return a table's hand-in; raises OwnFailure DEMO-01 when the checks find anything."""
    hand_in, reading = prepare_table(store, data, name, dataset_id, period_id, layer)
    must_be_clean(name, reading.findings)
    files.keep(store.data_dir, data)
    return hand_in


def must_be_clean(name: str, findings: Sequence[Any]) -> None:
    """Raise OwnFailure DEMO-01 when a file of the demo does not pass the checks."""
    if findings:
        raise OwnFailure(
            "DEMO-01", f"Tệp demo {name} không qua được kiểm tra: {findings[0].message}"
        )
