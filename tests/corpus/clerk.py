"""A clerk without imagination: does only what a finding says, then hands the file in again."""

from __future__ import annotations

import io
from collections.abc import Iterable

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from etl.annotate_cells import places_of
from etl.template import build_template
from schemas.findings import Finding
from tests.corpus.books import FIRST_ROW
from tests.corpus.run import Case, check
from warehouse.store import Store

MOST_ROUNDS = 4


def rounds_to_acceptance(store: Store, case: Case) -> int | None:
    """Return after how many rounds of mending a file is accepted; None when it never is."""
    data = case.data
    for count in range(MOST_ROUNDS):
        findings, _ = check(store, data, case.door)
        if not findings:
            return count
        data = mended(store, case, data, findings)
    return None


def mended(store: Store, case: Case, data: bytes, findings: Iterable[Finding]) -> bytes:
    """Return the file after doing what each finding says, and nothing else."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for found in findings:
        if found.fix == "new_form":
            base = case.base
            new = build_template(store, base.programme.id, base.unit_code, base.period_id).data
            book = _carried_over(book, openpyxl.load_workbook(io.BytesIO(new)))
        elif found.fix == "rename":
            book[found.sheet].title = found.example
        elif found.sheet in book.sheetnames and found.cell:
            _mend(book[found.sheet], found)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _mend(sheet: Worksheet, found: Finding) -> None:
    assert found.cell is not None
    places = places_of(found.cell, 1_000)
    if found.fix == "unmerge":
        sheet.unmerge_cells(found.cell)
        top = sheet.cell(*places[0])
        for place in places[1:]:  # "điền đủ từng ô": what the merged cell showed
            sheet.cell(*place).value = top.value
            sheet.cell(*place).number_format = top.number_format
    elif found.fix == "clear":
        for place in places:
            sheet.cell(*place).value = None
    elif found.fix == "clear_row":
        for cell in sheet[places[0][0]]:
            cell.value = None
    elif found.example is not None:
        for place, text in zip(places, found.example.split("\t"), strict=True):
            cell = sheet.cell(*place)
            cell.number_format = "General"
            cell.value = text


def _carried_over(old: openpyxl.Workbook, new: openpyxl.Workbook) -> openpyxl.Workbook:
    """Copy what was filled in from an old form into a new one, sheet by sheet."""
    for sheet in new.worksheets[1:]:
        if sheet.title in old.sheetnames:
            for row in old[sheet.title].iter_rows(min_row=FIRST_ROW):
                for cell in row:
                    if cell.value is not None:
                        sheet[cell.coordinate].value = cell.value
                        sheet[cell.coordinate].number_format = cell.number_format
    return new
