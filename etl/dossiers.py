"""Handing in an export of dossiers: read, checked, counted, and through the one front door.

A coordinator's file speaks for many units (published); a unit's own only for itself (self).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import polars as pl

from etl.child import IntakeFailure
from etl.dossier_checks import Scope, check_rows
from etl.dossier_file import DossierFile, read_dossiers
from etl.intake import REFUSED_FOLDER, own_fault
from etl.measures import measures_of
from etl.scope import (
    check_open,
    check_workbook_period,
    everyone,
    period_days,
    programme_of,
    rule_book,
    unit_of,
)
from etl.submit import Outcome, pass_door
from etl.workbook_scan import column_letters
from schemas.findings import Finding, Refusal, finding
from schemas.programme import Programme
from schemas.reader import RuleBook
from schemas.roles import Who
from schemas.tables import DOSSIERS
from schemas.words import LOCAL_ZONE, day, number
from warehouse import files, readers
from warehouse.dossiers import OUTSIDE, dossier_counts
from warehouse.store import Store
from warehouse.writers import CELL_SCHEMA, OBSERVATION_SCHEMA, HandIn

Progress = Callable[[str], None]
"""Told in words what is being done; may come from another thread."""

_PLACES: Mapping[str, str] = {
    "received_count": "received",
    "early_count": "finished",
    "on_time_count": "finished",
    "late_count": "finished",
    "pending_in_time_count": "due",
    "pending_overdue_count": "due",
}
"""Under which column of the export each count is pointed at."""


@dataclass(slots=True)
class _Reading:
    """What the door is told of an export."""

    file: DossierFile
    findings: list[Finding]
    unit_count: int
    field_count: int
    notes: list[str] = field(default_factory=list)
    hints: list[Finding] = field(default_factory=list)

    @property
    def read_summary(self) -> str:
        """Say what was read, whatever the outcome."""
        return (
            f"Đã đọc {number(self.file.rows.height)} hồ sơ của {number(self.unit_count)} đơn vị, "
            f"{number(self.field_count)} lĩnh vực."
        )


def submit_dossiers(
    store: Store,
    data: bytes,
    file_name: str,
    *,
    actor: Who,
    programme_id: str,
    period_id: str,
    unit_code: str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Outcome:
    """Check an export of dossiers and, unless it is a dry run, accept its counts as a whole.

    ``unit_code``: the unit whose own file it is; without it the file speaks for many units.
    Raises OwnFailure when the fault is ours; the file is kept all the same.
    """
    prepare = partial(
        prepare_dossiers, store, data, file_name, programme_id, period_id, unit_code,
        progress or _silent,
    )  # fmt: skip
    return pass_door(store, data, file_name, prepare, actor=actor, dry_run=dry_run)


def _silent(_words: str) -> None:
    return None


def prepare_dossiers(
    store: Store,
    data: bytes,
    file_name: str,
    programme_id: str,
    period_id: str,
    unit_code: str | None,
    progress: Progress,
) -> tuple[HandIn, _Reading]:
    """Read, check and count an export up to the door; it may pass only without findings."""
    programme = programme_of(programme_id, store)
    label = check_workbook_period(store, programme, period_id)
    check_open(store, programme, period_id)
    _check_use(store, programme, unit_code)
    unit_id = None if unit_code is None else unit_of(store, programme, unit_code).unit_id
    file = _read(store, data, file_name, progress, is_own=unit_id is not None)
    progress(f"Đang kiểm tra {number(file.rows.height)} hồ sơ")
    known = readers.units(store, programme.id)
    names = dict(zip(known["unit_id"], known["unit_name"], strict=True))
    today = dt.datetime.now(LOCAL_ZONE).date()
    made = check_rows(file, Scope(programme.short_title, names, everyone(), unit_id), today)
    reading = _Reading(
        file, made.findings, made.rows["unit_id"].drop_nulls().n_unique(),
        made.rows["field_name"].drop_nulls().n_unique(), list(file.notes),
    )  # fmt: skip
    if file.rows.is_empty() and not reading.findings:
        reading.findings.append(finding("dossier.no_rows", file=file.file_name))
    counts = pl.DataFrame()
    if not reading.findings:
        progress("Đang cộng theo đơn vị và lĩnh vực")
        counts = _count(reading, made.rows, label, period_days(store, programme, period_id))
    cells, observations = _figures(file, counts)
    return HandIn(
        kind="dossiers",
        dataset_id=programme.id,
        period_id=period_id,
        unit_id=unit_id,
        file_name=file.file_name,
        sha256=file.sha256,
        size_bytes=file.size_bytes,
        layer="published" if unit_id is None else "self",
        cells=cells,
        observations=observations,
        cell_count=file.cell_count,
    ), reading


def uses_dossiers(programme: Programme, book: RuleBook) -> bool:
    """Tell whether a programme looks at counts of dossiers."""
    measures = measures_of(programme, book)
    return any(getattr(each.source, "table", None) == DOSSIERS.code for each in measures)


def _check_use(store: Store, programme: Programme, unit_code: str | None) -> None:
    """Refuse a programme that looks at no dossiers, or whose head must approve what units say."""
    if not uses_dossiers(programme, rule_book(store)):
        raise Refusal(finding("dossier.not_used", found=programme.short_title))
    if unit_code is not None and programme.approval == "head":
        raise Refusal(finding("dossier.needs_head", found=programme.short_title))


def _read(
    store: Store, data: bytes, file_name: str, progress: Progress, *, is_own: bool
) -> DossierFile:
    progress("Đang đọc tệp")

    def tell(rows: int) -> None:
        progress(f"Đã đọc {number(rows)} dòng")

    try:
        return read_dossiers(data, file_name, is_own=is_own, tell=tell)
    except IntakeFailure as failure:
        files.keep(store.data_dir, data, REFUSED_FOLDER)
        raise own_fault(failure) from failure


def _count(
    reading: _Reading, rows: pl.DataFrame, label: str, days: tuple[dt.date, dt.date]
) -> pl.DataFrame:
    """Return the counts inside the period; what lies outside is told, or refused if all does."""
    counts = dossier_counts(rows, *days)
    sums = dict(counts.group_by("column_code").agg(pl.col("dossier_count").sum()).iter_rows())
    before, after = (sums.get(each, 0) for each in OUTSIDE)
    told = f"{number(before)} hồ sơ trả xong trước kỳ, {number(after)} tiếp nhận sau kỳ"
    counts = counts.filter(~pl.col("column_code").is_in(OUTSIDE))
    if counts.is_empty():
        window = f"{label} ({day(days[0])} - {day(days[1])})"
        reading.findings.append(
            finding("dossier.none_in_period", file=reading.file.file_name, expected=window,
                    found=told)
        )  # fmt: skip
    elif before or after:
        reading.notes.append(f"Không tính {told}.")
    said = [
        f"{column.label.lower()} {number(sums.get(column.code, 0))}"
        for column in DOSSIERS.columns
        if column.code in sums
    ]
    reading.notes.append(f"Tính đến hết {day(days[1])}: {'; '.join(said)}.")
    return counts


def _figures(file: DossierFile, counts: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the cells that the counts point at, and the counts, as the sheet of dossiers has them.

    A count points at the run of rows it was taken from; its cell tells which rows of them.
    """
    cells = list(_heading_cells(file))
    observations: list[dict[str, Any]] = []
    orders = {name: place for place, name in enumerate(_fields(counts), 1)}
    groups = counts.group_by("unit_id", "field_name", maintain_order=True) if orders else ()
    for (unit_id, field_name), rows in groups:
        known = {row["column_code"]: row for row in rows.iter_rows(named=True)}
        known["received_count"] = _together(rows)
        same = {"unit_id": unit_id, "table_code": DOSSIERS.code, "sheet": file.sheet,
                "row_no": orders[field_name], "value_date": None}  # fmt: skip
        for column in DOSSIERS.columns:
            code = _PLACES.get(column.code, "field_name")
            row = known["received_count"] if column.type == "text" else known.get(column.code)
            place = _place(file, code, row)
            observations.append(
                same | {
                    "column_code": column.code,
                    "cell": place["cell"],
                    "value_text": field_name if column.type == "text" else None,
                    "value_num": None if column.type == "text" else str(_many(row)),
                }
            )  # fmt: skip
            if row is not None:
                cells.append(place)
    return (
        pl.DataFrame(cells, schema=CELL_SCHEMA),
        pl.DataFrame(observations, schema=OBSERVATION_SCHEMA),
    )


def _fields(counts: pl.DataFrame) -> list[str]:
    return sorted(counts["field_name"].unique()) if counts.width else []


def _many(row: Mapping[str, Any] | None) -> int:
    return 0 if row is None else int(row["dossier_count"])


def _together(rows: pl.DataFrame) -> dict[str, Any]:
    """Return all dossiers of a unit and field as one count; its rows are those of its parts."""
    return {
        "dossier_count": rows["dossier_count"].sum(),
        "first_row": rows["first_row"].min(),
        "last_row": rows["last_row"].max(),
        "row_ranges": [],
    }


def _heading_cells(file: DossierFile) -> Iterator[dict[str, Any]]:
    for code, column in file.columns.items():
        yield {
            "sheet": file.sheet, "row_no": file.header_row, "column_no": column,
            "cell": f"{column_letters(column)}{file.header_row}", "kind": "text",
            "text": file.headings[code],
        }  # fmt: skip


def _place(file: DossierFile, code: str, row: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the cell range of a count and which of its rows count; of nought the heading."""
    letters = file.letters(code)
    if row is None:
        return {"cell": f"{letters}{file.header_row}"}
    first, last = row["first_row"], row["last_row"]
    cell = f"{letters}{first}" if first == last else f"{letters}{first}:{letters}{last}"
    listed = ", ".join(row["row_ranges"])
    more = row.get("range_count", 0) - len(row["row_ranges"])
    rest = f" và {number(more)} đoạn khác" if more > 0 else ""
    where = f"dòng {listed}{rest}" if listed else f"từ dòng {first} đến dòng {last}"
    return {
        "sheet": file.sheet, "row_no": first, "column_no": file.columns.get(code, 1), "cell": cell,
        "kind": "text", "text": f"{number(_many(row))} hồ sơ: {where}",
    }  # fmt: skip
