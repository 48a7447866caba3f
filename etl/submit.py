"""The one front door: a file is refused as a whole with findings, or accepted with a receipt.

The bytes are kept before anything is read. Nothing is written to the warehouse until every gate
has passed; then everything is, in one transaction.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import polars as pl

from etl.checked import Checked
from etl.cover import read_cover
from etl.gates import passed
from etl.identity import differences
from etl.inner_gates import checked_workbook
from etl.intake import REFUSED_FOLDER, cell_frame, file_notes, read_bytes
from etl.scope import check_open, check_workbook_period, programme_of, unit_of
from etl.workbook import Workbook, shown_name
from schemas.findings import Finding, Refusal, finding
from schemas.roles import Actor, Who, acting
from warehouse import files
from warehouse.door_notes import Mends
from warehouse.store import Store
from warehouse.what_if import Effect, effect_of
from warehouse.writers import (
    OBSERVATION_SCHEMA,
    HandIn,
    Receipt,
    accept_hand_in,
    check_permit,
    is_unchanged,
)

__all__ = ["Outcome", "Receipt", "pass_door", "prepare_workbook", "submit_workbook"]

MAX_ACTOR = 100
_MOST_NOTES = 12
NOTHING_READ = "Chưa đọc được số liệu nào."
NO_CHANGE = "Số liệu không đổi so với bản đang được tính; bản này vẫn được ghi nhận là bản mới."


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
    actor: Who,
    programme_id: str | None = None,
    unit_code: str | None = None,
    period_id: str | None = None,
    dry_run: bool = False,
    confirmed: Mapping[str, str] | None = None,
    mends: Mends | None = None,
) -> Outcome:
    """Check a unit's workbook and, unless it is a dry run, accept it.

    ``confirmed``: reasons by confirmation code, beside those on the sheet “Giải trình”.
    ``mends``: what the file differs in from the user's own, when it was mended on the screen.
    Programme, unit and period come from the cover; what the caller names must agree with it.
    Raises OwnFailure when the fault is ours; the file is kept all the same.
    """

    def prepare() -> tuple[HandIn, Checked]:
        wanted = (programme_id, unit_code, period_id)
        hand_in, checked = prepare_workbook(store, data, file_name, *wanted, confirmed)
        return replace(hand_in, mends=mends), checked

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
    actor: Who,
    dry_run: bool,
) -> Outcome:
    """Refuse a file as a whole and keep it beside the warehouse, or accept it as a whole."""
    who = _brief_name(acting(actor))
    summary = NOTHING_READ
    try:
        hand_in, read = prepare()
        summary = read.read_summary
        check_permit(store, hand_in, who)
        if read.findings:
            raise Refusal(*read.findings)
    except Refusal as refusal:
        keep_refused(store.data_dir, data, file_name, who.name, refusal.findings)
        return Outcome(False, refusal.findings, None, summary, is_dry_run=dry_run)
    said = [NO_CHANGE] if is_unchanged(store, hand_in) else []
    notes = brief([*said, *read.notes])
    if dry_run:
        effect = effect_of(store, hand_in)
        return Outcome(
            False, (), None, summary, notes, is_dry_run=True, effect=effect, hints=tuple(read.hints)
        )
    files.keep(store.data_dir, data)
    receipt = accept_hand_in(store, hand_in, actor=who)
    return Outcome(True, (), receipt, summary, notes, hints=tuple(read.hints))


def _brief_name(who: Actor) -> Actor:
    return replace(who, name=who.name.strip()[:MAX_ACTOR])


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
    wanted = (programme_id, unit_code, period_id)
    return check_workbook(store, workbook, len(data), *wanted, confirmed)


def check_workbook(
    store: Store,
    workbook: Workbook,
    size_bytes: int,
    programme_id: str | None = None,
    unit_code: str | None = None,
    period_id: str | None = None,
    confirmed: Mapping[str, str] | None = None,
) -> tuple[HandIn, Checked]:
    """Check a workbook that was read; raises Refusal when it is not one that can be checked."""
    cover = read_cover(workbook)
    with cover.blames("programme_id"):
        programme = programme_of(cover.programme_id, store)
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
        size_bytes=size_bytes,
        layer="self",
        reasons=checked.reasons,
        reading=checked.reading,
        cells=cell_frame(workbook),
        observations=pl.DataFrame(
            [{"unit_id": unit.unit_id, **row} for row in checked.observations],
            schema=OBSERVATION_SCHEMA,
        ),
    )
    return hand_in, checked


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
