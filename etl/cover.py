"""The cover sheet: whose workbook it is, for which programme and period, and which form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from etl.canonical import clean_text, heading_key
from etl.workbook import Workbook
from etl.workbook_scan import column_letters
from schemas.findings import Refusal, finding

COVER_SHEET = "Bìa"
FORM_VERSION = "2"

SAMPLE_VERSION = "mẫu"
"""What stands for the version in the filled sample, which nobody can hand in."""
SAMPLE_CODE = "MAU"
SAMPLE_NAME = "Đơn vị mẫu (số liệu ví dụ, không phải của đơn vị nào)"

LABELS: Mapping[str, str] = {
    "programme_id": "Mã kế hoạch",
    "unit_code": "Mã đơn vị",
    "period_id": "Mã kỳ báo cáo",
    "form_version": "Phiên bản biểu mẫu",
}
"""The lines of the cover that say what the workbook is; printed by the template."""


@dataclass(frozen=True, slots=True)
class Cover:
    """What the cover says, and in which cell each thing stands."""

    programme_id: str
    unit_code: str
    period_id: str
    form_version: str
    sheet: str
    cells: Mapping[str, str]

    @contextmanager
    def blames(self, key: str) -> Iterator[None]:
        """Name the cover's cell in every refusal of what stands there."""
        try:
            yield
        except Refusal as refusal:
            cell = self.cells[key]
            raise Refusal(
                *(
                    replace(
                        each,
                        sheet=self.sheet,
                        cell=cell,
                        message=f"Trang “{self.sheet}”, ô {cell}: {each.message}",
                    )
                    for each in refusal.findings
                )
            ) from None


def read_cover(workbook: Workbook, *, any_version: bool = False) -> Cover:
    """Return what the cover says; refuses a workbook that is not one of our forms.

    ``any_version`` also takes a form of another version, whose sheets may differ.
    """
    key = heading_key(COVER_SHEET)
    sheet = next((each for each in workbook.sheets if heading_key(each.name) == key), None)
    if sheet is None:
        names = ", ".join(f"“{each.name}”" for each in workbook.sheets[:8]) or "không có trang nào"
        raise Refusal(finding("form.no_cover", file=workbook.file_name, found=names))
    words = {heading_key(label): code for code, label in LABELS.items()}
    values: dict[str, str] = {}
    cells: dict[str, str] = {}
    for cell in sheet.cells.values():
        code = words.get(heading_key(cell.text))
        if code is not None and not values.get(code):
            beside = sheet.cells.get((cell.row, cell.column + 1))
            values[code] = "" if beside is None else clean_text(beside.text)
            cells[code] = f"{column_letters(cell.column + 1)}{cell.row}"
    for code, label in LABELS.items():
        if not values.get(code):
            raise Refusal(
                finding(
                    "form.cover_unreadable", sheet=sheet.name, cell=cells.get(code), expected=label
                )
            )
    if values["form_version"] == SAMPLE_VERSION or values["unit_code"] == SAMPLE_CODE:
        raise Refusal(finding("form.sample", sheet=sheet.name, cell=cells["unit_code"]))
    if values["form_version"] != FORM_VERSION and not any_version:
        raise Refusal(
            finding(
                "form.other_version",
                sheet=sheet.name,
                cell=cells["form_version"],
                found=values["form_version"],
                expected=FORM_VERSION,
            )
        )
    return Cover(sheet=sheet.name, cells=cells, **values)
