"""What the checks of a workbook leave behind: findings, notes and figures ready to be written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from etl.workbook import Sheet
from schemas.findings import Finding
from schemas.tables import Table
from warehouse.door_notes import Reading, Reason


@dataclass(slots=True)
class Checked:
    """What the checks found: findings, notes on what was understood, and the figures."""

    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    observations: list[dict[str, Any]] = field(default_factory=list)
    sheets_read: int = 0
    sheets_wanted: int = 0
    cells_read: int = 0
    criteria: tuple[int, int] = (0, 0)
    hints: list[Finding] = field(default_factory=list)
    reasons: tuple[Reason, ...] = ()

    @property
    def reading(self) -> Reading:
        """Return how much was read, for the receipt."""
        rows = {(each["table_code"], each["row_no"]) for each in self.observations}
        return Reading(self.sheets_read, len(rows), self.cells_read, *self.criteria)

    @property
    def read_summary(self) -> str:
        """Say what was read, whatever the outcome."""
        return (
            f"Đã đọc {self.sheets_read}/{self.sheets_wanted} trang số liệu, "
            f"{self.cells_read} ô có số liệu; đọc {self.criteria[0]}/{self.criteria[1]} tiêu chí."
        )


def observation(
    sheet: Sheet, table: Table, row: int, code: str, kind: str, text: str, address: str
) -> dict[str, Any]:
    """Return a figure as the warehouse keeps it; ``kind`` is count, date or choice."""
    is_number, is_date = kind == "count", kind == "date"
    return {
        "table_code": table.code,
        "row_no": row,
        "column_code": code,
        "value_text": None if is_number or is_date else text,
        "value_num": text if is_number else None,
        "value_date": dt.date.fromisoformat(text) if is_date else None,
        "sheet": sheet.name,
        "cell": address,
    }
