"""One file of a folder through the front door: what became of it, and what goes back to its sender.

A file that was accepted before is known by its SHA-256 and not handed in again, so that a run that
was cut short can simply be started anew.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from etl.annotate import annotate, can_annotate
from etl.child import IntakeFailure
from etl.cli_faults import write_failure
from etl.folder import read_plain
from etl.renew import is_renewable, renew_form
from etl.submit import NOTHING_READ, Outcome, submit_workbook
from etl.version_words import version_state
from schemas.failures import OwnFailure
from schemas.findings import Finding, Refusal, finding
from schemas.roles import Who
from schemas.words import moment
from warehouse import files, versions
from warehouse.store import Store

State = Literal["accepted", "valid", "known", "repeated", "returned", "failed"]

STATES: Mapping[State, str] = {
    "accepted": "đã nhận",
    "valid": "hợp lệ, chưa nộp",
    "known": "đã nhận từ trước",
    "repeated": "trùng tệp khác",
    "returned": "trả lại",
    "failed": "lỗi hệ thống",
}
"""What may become of a file of a folder."""

_STORE_FAILURE = "KHO-"


@dataclass(frozen=True, slots=True)
class Door:
    """Who hands the files of a folder in, and what each of them must be about."""

    store: Store
    actor: Who
    programme_id: str | None = None
    period_id: str | None = None
    is_dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """A file that goes back to the sender beside the report."""

    file_name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Handled:
    """What became of one file; ``made`` are the names of the files written for it."""

    file: str
    state: State
    words: str
    sha256: str | None = None
    outcome: Outcome | None = None
    version: Mapping[str, Any] | None = None
    """The version that the same bytes became before."""
    failure: str | None = None
    """The code of our own failure."""
    made: tuple[str, ...] = ()

    @property
    def about(self) -> tuple[str, str, str | None] | None:
        """Return programme, period and unit of an accepted file."""
        receipt = self.outcome.receipt if self.outcome else None
        if receipt is None:
            return None
        return receipt.programme_id, receipt.period_id, receipt.unit_code


def handle(
    door: Door, path: Path, shown: str, seen: MutableMapping[str, str]
) -> tuple[Handled, list[Reply]]:
    """Hand one file in and return what became of it, and what goes back.

    ``seen``: the files of this run by SHA-256; this one is added. Raises OSError for a file that
    cannot be read, and OwnFailure KHO-* when the warehouse does not answer: then no file would do.
    """
    try:
        data = read_plain(path)
    except Refusal as refusal:
        return unread(shown, *refusal.findings), []
    if data is None:
        return unread(shown, finding("folder.being_written", found=shown)), []
    sha256 = files.digest(data)
    if sha256 in seen:
        words = f"Cùng nội dung với tệp “{seen[sha256]}” trong lượt này; không nộp hai lần."
        return Handled(shown, "repeated", words, sha256), []
    seen[sha256] = shown
    version = versions.accepted(door.store, sha256)
    if version is not None:
        return Handled(shown, "known", _known_words(version), sha256, version=version), []
    try:
        return _hand_in(door, data, path.name, shown, sha256)
    except OwnFailure as failure:
        if failure.code.startswith(_STORE_FAILURE):
            raise
        return Handled(shown, "failed", failure.message, sha256, failure=failure.code), []
    except Exception:
        # one file that breaks us must not keep the others from being handed in
        write_failure(door.store.data_dir, "HT-01", [shown])
        words = "Hệ thống gặp lỗi ngoài dự kiến với tệp này. Đây là lỗi của hệ thống."
        return Handled(shown, "failed", words, sha256, failure="HT-01"), []


def _hand_in(
    door: Door, data: bytes, name: str, shown: str, sha256: str
) -> tuple[Handled, list[Reply]]:
    outcome = submit_workbook(
        door.store, data, name, actor=door.actor, programme_id=door.programme_id,
        period_id=door.period_id, dry_run=door.is_dry_run,
    )  # fmt: skip
    if outcome.findings:
        return _returned(shown, sha256, outcome), _replies(door, data, name, outcome)
    receipt = outcome.receipt
    if receipt is None:
        return Handled(shown, "valid", "Tệp không có lỗi; chưa nộp.", sha256, outcome), []
    late = ", nộp muộn" if receipt.is_late else ""
    words = f"Biên nhận {receipt.code}, {receipt.unit_name}, kỳ {receipt.period_id}{late}."
    return Handled(shown, "accepted", words, sha256, outcome), []


def unread(shown: str, *findings: Finding) -> Handled:
    """Return that a file goes back before its bytes were known."""
    return _returned(shown, None, Outcome(False, findings, None, NOTHING_READ))


def _returned(shown: str, sha256: str | None, outcome: Outcome) -> Handled:
    first, more = outcome.findings[0], len(outcome.findings) - 1
    rest = f" Còn {more} điểm nữa." if more else ""
    return Handled(shown, "returned", f"{first.message} {first.action}{rest}", sha256, outcome)


def _known_words(version: Mapping[str, Any]) -> str:
    return (
        f"Đúng tệp này đã được nhận lúc {moment(version['received_at'])}, biên nhận "
        f"{version['receipt_code']}, {version['unit_name']}, kỳ {version['period_id']}: bản ấy "
        f"{version_state(version)}. Không nộp lại; cần nộp lại thì dùng lệnh thidua submit."
    )


def _replies(door: Door, data: bytes, name: str, outcome: Outcome) -> list[Reply]:
    """Return the marked copy of a refused file, and a new form where the form itself is wrong."""
    made: list[Reply] = []
    if can_annotate(outcome.findings):
        try:
            marked = annotate(data, name, outcome.findings)
            made.append(Reply(marked.file_name, marked.data))
        except (Refusal, IntakeFailure):
            # the report says everything, with or without a marked copy
            made.clear()
    if is_renewable(outcome.findings):
        form = renew_form(door.store, data, name)
        if form is not None:
            made.append(Reply(f"bieu-mau-moi-{form.file_name}", form.data))
    return made


def with_note(handled: Handled, note: str) -> Handled:
    """Return what became of a file with one more sentence."""
    return replace(handled, words=f"{handled.words} {note}")
