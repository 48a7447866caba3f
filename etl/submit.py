"""The one front door: a file is refused as a whole with findings, or accepted with a receipt.

The bytes are kept before anything is read. Nothing is written to the warehouse until every gate
has passed; then everything is, in one transaction.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

import polars as pl

from etl.canonical import heading_key
from etl.check import Checked
from etl.cover import read_cover
from etl.gates import passed
from etl.identity import differences
from etl.inner_gates import checked_workbook
from etl.legacy import modernised
from etl.scope import (
    check_open,
    check_workbook_period,
    programme_of,
    unit_of,
)
from etl.template_filled import CHECK_SHEET
from etl.workbook import IntakeFailure, Workbook, read_workbook, shown_name
from etl.workbook_scan import column_letters
from schemas.failures import OwnFailure
from schemas.findings import Finding, Refusal, finding
from warehouse import files
from warehouse.store import Store
from warehouse.what_if import Effect, effect_of
from warehouse.writers import (
    CELL_SCHEMA,
    OBSERVATION_SCHEMA,
    HandIn,
    Receipt,
    accept_hand_in,
)

__all__ = ["Outcome", "Receipt", "pass_door", "prepare_workbook", "submit_workbook"]

REFUSED_FOLDER = "tep_bi_tra_lai"
MAX_ACTOR = 100
_MOST_NOTES = 12


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file; findings are empty exactly when it was accepted (or could be)."""

    accepted: bool
    findings: tuple[Finding, ...]
    receipt: Receipt | None
    read_summary: str
    notes: tuple[str, ...] = ()
    is_dry_run: bool = False
    effect: Effect | None = None
    """What accepting the file would change; only of a dry run that found nothing wrong."""
    gates: tuple[str, ...] = ()
    """The gates that a unit's workbook passed, in their order; empty for a table."""
    hints: tuple[Finding, ...] = ()
    """What would make an accepted file better; nothing was refused for it."""


def submit_workbook(
    store: Store,
    data: bytes,
    file_name: str,
    *,
    actor: str,
    programme_id: str | None = None,
    unit_code: str | None = None,
    period_id: str | None = None,
    dry_run: bool = False,
    confirmed: Mapping[str, str] | None = None,
) -> Outcome:
    """Check a unit's workbook and, unless it is a dry run, accept it.

    ``confirmed``: reasons by confirmation code, beside those on the sheet “Giải trình”.
    Programme, unit and period come from the cover; what the caller names must agree with it.
    Raises OwnFailure when the fault is ours; the file is kept all the same.
    """
    prepare = partial(
        prepare_workbook, store, data, file_name, programme_id, unit_code, period_id, confirmed
    )
    outcome = pass_door(store, data, file_name, prepare, actor=actor, dry_run=dry_run)
    return replace(outcome, gates=passed(outcome.findings))


class Read(Protocol):
    """What the checks of any kind of file leave behind."""

    findings: list[Finding]
    notes: list[str]
    hints: list[Finding]

    @property
    def read_summary(self) -> str:
        """Say what was read, whatever the outcome."""


def pass_door(
    store: Store,
    data: bytes,
    file_name: str,
    prepare: Callable[[], tuple[HandIn, Read]],
    *,
    actor: str,
    dry_run: bool,
) -> Outcome:
    """Refuse a file as a whole and keep it beside the warehouse, or accept it as a whole."""
    summary = "Chưa đọc được số liệu nào."
    try:
        hand_in, read = prepare()
        summary = read.read_summary
        if read.findings:
            raise Refusal(*read.findings)
    except Refusal as refusal:
        keep_refused(store.data_dir, data, file_name, actor, refusal.findings)
        return Outcome(False, refusal.findings, None, summary, is_dry_run=dry_run)
    notes = brief(read.notes)
    if dry_run:
        effect = effect_of(store, hand_in)
        return Outcome(
            False, (), None, summary, notes, is_dry_run=True, effect=effect, hints=tuple(read.hints)
        )
    files.keep(store.data_dir, data)
    receipt = accept_hand_in(store, hand_in, actor=actor.strip()[:MAX_ACTOR])
    return Outcome(True, (), receipt, summary, notes, hints=tuple(read.hints))


def brief(notes: Sequence[str]) -> tuple[str, ...]:
    """Return the first notes and how many more there are: nobody reads hundreds."""
    more = len(notes) - _MOST_NOTES
    rest = (f"Còn {more} ghi chú tương tự.",) if more > 0 else ()
    return (*notes[:_MOST_NOTES], *rest)


def prepare_workbook(
    store: Store,
    data: bytes,
    file_name: str,
    programme_id: str | None = None,
    unit_code: str | None = None,
    period_id: str | None = None,
    confirmed: Mapping[str, str] | None = None,
) -> tuple[HandIn, Checked]:
    """Read and check a workbook up to the door; the hand-in may pass only without findings."""
    workbook = read_bytes(store, data, file_name)
    cover = read_cover(workbook)
    with cover.blames("programme_id"):
        programme = programme_of(cover.programme_id)
        if programme.workbook is None:
            raise Refusal(finding("identity.no_workbook", found=programme.short_title))
    with cover.blames("unit_code"):
        unit = unit_of(store, programme, cover.unit_code)
    with cover.blames("period_id"):
        check_workbook_period(store, programme, cover.period_id)
        check_open(store, programme, cover.period_id)
    wrong = differences(store, cover, programme, unit, (programme_id, unit_code, period_id))
    if wrong:
        raise Refusal(*wrong)
    about = (programme.id, cover.period_id, unit.unit_id)
    checked = checked_workbook(store, workbook, programme, about, confirmed or {})
    checked.notes[:0] = file_notes(workbook)
    hand_in = HandIn(
        kind="workbook",
        dataset_id=programme.id,
        period_id=cover.period_id,
        unit_id=unit.unit_id,
        file_name=workbook.file_name,
        sha256=workbook.sha256,
        size_bytes=len(data),
        layer="self",
        reasons=checked.reasons,
        cells=cell_frame(workbook),
        observations=pl.DataFrame(
            [{"unit_id": unit.unit_id, **row} for row in checked.observations],
            schema=OBSERVATION_SCHEMA,
        ),
    )
    return hand_in, checked


def read_bytes(store: Store, data: bytes, file_name: str) -> Workbook:
    """Read a file in the bounded child process, old fonts as Unicode.

    Our own faults become OwnFailure DOC-01.
    """
    try:
        return modernised(read_workbook(data, file_name))
    except IntakeFailure as failure:
        files.keep(store.data_dir, data, REFUSED_FOLDER)
        raise OwnFailure(
            "DOC-01",
            "Hệ thống gặp lỗi khi đọc tệp. Đây là lỗi của hệ thống, không phải của tệp; tệp đã "
            f"được giữ lại. Vui lòng báo quản trị viên kèm mã DOC-01 ({failure.code}).",
        ) from failure


def file_notes(workbook: Workbook) -> list[str]:
    """Return what the user should know of how the file was read, though it refuses nothing.

    The formulas of our own check sheet are nobody's figures.
    """
    is_counted = any(
        sheet.cells.has_formulas
        for sheet in workbook.sheets
        if heading_key(sheet.name) != heading_key(CHECK_SHEET)
    )
    told = [
        finding(code, file=workbook.file_name).message
        for code in workbook.notes
        if is_counted or code != "file.formulas_not_recalculated"
    ]
    return [*told, *workbook.repairs]


def cell_frame(workbook: Workbook) -> pl.DataFrame:
    """Return every cell of the workbook as text with its sheet and place.

    The sheet of our own formulas is left out: it only repeats the others.
    """
    frames = [pl.DataFrame(schema=CELL_SCHEMA)]
    for sheet in workbook.sheets:
        if heading_key(sheet.name) == heading_key(CHECK_SHEET):
            continue
        places = list(sheet.cells.columns())
        frames.append(
            pl.DataFrame(
                {
                    "sheet": [sheet.name] * len(places),
                    "row_no": [row for row, _, _, _ in places],
                    "column_no": [column for _, column, _, _ in places],
                    "cell": [f"{column_letters(column)}{row}" for row, column, _, _ in places],
                    "kind": [kind for _, _, _, kind in places],
                    "text": [text for _, _, text, _ in places],
                },
                schema=CELL_SCHEMA,
            )
        )
    return pl.concat(frames)


def keep_refused(
    data_dir: Path, data: bytes, file_name: str, actor: str, findings: tuple[Finding, ...]
) -> None:
    """Keep a refused file for support, beside the warehouse and never inside it."""
    sha256 = files.keep(data_dir, data, REFUSED_FOLDER)
    note = {
        "file_name": shown_name(file_name),
        "actor": actor,
        "refused_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "findings": [each.as_dict() for each in findings],
    }
    target = files.path_of(data_dir, sha256, REFUSED_FOLDER).with_suffix(".json")
    files.write_atomically(target, json.dumps(note, ensure_ascii=False, indent=1).encode())
