"""What the door notes beside an accepted workbook: reasons, how much was read, what was mended."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from warehouse import rows
from warehouse.store import Write


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a figure unlike the period before is right all the same; for this value only."""

    confirm_code: str
    finding_code: str
    sheet: str
    cell: str
    value_text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """How much of a workbook was read: sheets, rows, figures, criteria answered of those asked."""

    sheet_count: int
    row_count: int
    figure_count: int
    criterion_count: int
    criterion_asked: int


@dataclass(frozen=True, slots=True)
class MendedCell:
    """A cell that was mended on the screen: what the user's file held, and what was typed."""

    sheet: str
    cell: str
    written: str
    typed: str


@dataclass(frozen=True, slots=True)
class Mends:
    """The user's own file, and the cells in which the accepted copy differs from it."""

    original_sha256: str
    original_name: str
    cells: tuple[MendedCell, ...]


def record_notes(
    write: Write,
    submission_id: str,
    reasons: tuple[Reason, ...],
    reading: Reading | None,
    mends: Mends | None,
) -> None:
    """Write the notes of a file inside its own transaction."""
    key = {"submission_id": submission_id, "revision": write.revision}
    original = mends and {
        "original_sha256": mends.original_sha256, "original_name": mends.original_name
    }  # fmt: skip
    noted = {
        "raw_submission__reason": [asdict(each) for each in reasons],
        "raw_submission__reading": [asdict(reading)] if reading else [],
        "raw_submission__mend": [
            {**(original or {}), **asdict(each)} for each in (mends.cells if mends else ())
        ],
    }
    for table, found in noted.items():
        rows.insert(write.connection, table, [{**each, **key} for each in found])
