"""Reasons for figures unlike the period before: read from the file, matched, told when stale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from etl.canonical import clean_text, heading_key
from etl.layout import Layout, data_rows, known_headings
from etl.workbook import Workbook
from schemas.findings import Finding, Refusal, finding
from schemas.frames import MAX_TEXT
from schemas.last_period import REASONS
from warehouse.door_notes import Reason


@dataclass(frozen=True, slots=True)
class Answered:
    """What is still asked for, the reasons that answer the rest, and which answer nothing."""

    open: tuple[Finding, ...]
    reasons: tuple[Reason, ...]
    notes: tuple[str, ...]


def written_reasons(workbook: Workbook) -> Mapping[str, str]:
    """Return the reasons on the sheet “Giải trình” by their code; empty without such a sheet."""
    key = heading_key(REASONS.sheet)
    sheet = next((each for each in workbook.sheets if heading_key(each.name) == key), None)
    if sheet is None:
        return {}
    header, places = known_headings(sheet, REASONS)
    layout = Layout(header, {code: found[0] for code, found in places.items()})
    if len(layout.columns) < len(REASONS.columns):
        return {}
    found: dict[str, str] = {}
    for row in data_rows(sheet, layout):
        cells = {code: sheet.cells.get((row, place)) for code, place in layout.columns.items()}
        texts = {code: clean_text(cell.text) if cell else "" for code, cell in cells.items()}
        if texts["confirm_code"] and texts["reason"]:
            found[texts["confirm_code"].upper()] = texts["reason"]
    return found


def named_reasons(given: Sequence[str]) -> dict[str, str]:
    """Return reasons by their code; refuses one that is not written “MÃ=LÝ_DO”."""
    reasons = {}
    for each in given:
        code, equals, reason = each.partition("=")
        if not (code.strip() and equals and reason.strip()):
            raise Refusal(finding("usage.bad_value", found="--confirm"))
        reasons[code] = reason
    return reasons


def answer(
    asked: Sequence[Finding], given: Mapping[str, str], earlier: Mapping[str, str]
) -> Answered:
    """Match reasons with what is asked; ``earlier`` are those of hand-ins already accepted.

    A code stands for one pair of values, so a reason lapses by itself when a figure changes.
    """
    new = {code.strip().upper(): clean_text(text)[:MAX_TEXT] for code, text in given.items()}
    known = {**earlier, **{code: text for code, text in new.items() if text}}
    codes = {each.confirm for each in asked}
    reasons = tuple(
        Reason(
            confirm_code=each.confirm or "",
            finding_code=each.code,
            sheet=each.sheet or "",
            cell=each.cell or "",
            value_text=each.found or "",
            reason=known[each.confirm or ""],
        )
        for each in asked
        if each.confirm in known
    )
    notes = tuple(
        f"Lý do cho mã {code} không dùng đến: số liệu đã đổi, hoặc không còn khác thường."
        for code in new
        if code not in codes
    )
    return Answered(tuple(each for each in asked if each.confirm not in known), reasons, notes)
