"""A workbook typed in an old font, read as Unicode; every converted cell is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from etl.parsed import shown
from etl.workbook import Sheet, Workbook
from schemas.legacy_text import LEGACY_NAMES, Legacy, only_legacy, readings


def modernised(workbook: Workbook) -> Workbook:
    """Return the workbook with TCVN3 and VNI texts as Unicode, a repair noted for each.

    A text that two fonts could have written is converted only when all sure texts of the workbook
    are in one font; else it stays as it is.
    """
    texts = {
        text
        for sheet in workbook.sheets
        for _, _, text, kind in sheet.cells.columns()
        if kind == "text" and not text.isascii()
    }
    known = only_legacy(texts)
    converted = {text: new for text in texts if (new := _converted(text, known)) is not None}
    if not converted:
        return workbook
    sheets, notes = [], []
    for sheet in workbook.sheets:
        sheets.append(
            replace(
                sheet,
                cells=sheet.cells.with_texts({text: new for text, (_, new) in converted.items()}),
            )
        )
        notes += _notes(sheet, converted)
    return replace(workbook, sheets=tuple(sheets), repairs=tuple(notes))


def _converted(text: str, known: Legacy | None) -> tuple[Legacy, str] | None:
    found = readings(text, is_expected=known is not None)
    if known is not None:
        return (known, found[known]) if known in found else None
    return next(iter(found.items())) if len(found) == 1 else None


def _notes(sheet: Sheet, converted: Mapping[str, tuple[Legacy, str]]) -> list[str]:
    return [
        f"Trang “{sheet.name}”, ô {cell.address}: đã đổi “{shown(cell.text)}” từ phông chữ cũ "
        f"{LEGACY_NAMES[converted[cell.text][0]]} thành “{shown(converted[cell.text][1])}”."
        for cell in sheet.cells.values()
        if cell.kind == "text" and cell.text in converted
    ]
