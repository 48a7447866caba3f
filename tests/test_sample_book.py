"""The filled sample: it shows a hand-in that passes, and no door takes it as one."""

from __future__ import annotations

import io

import openpyxl
import pytest

from etl.cover import COVER_SHEET, FORM_VERSION, LABELS, SAMPLE_CODE
from etl.sample_book import sample_workbook
from etl.submit import submit_workbook
from schemas.findings import Refusal
from schemas.reader import load_all
from warehouse import readers
from warehouse.store import Store

PLANS = [each.id for each in load_all().programmes.values() if each.workbook is not None]


def _with_cover(data: bytes, **given: str) -> bytes:
    """Return the workbook with other words on its cover."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book[COVER_SHEET]
    for row in sheet.iter_rows():
        for cell in row:
            for code, label in LABELS.items():
                if cell.value == label and code in given:
                    sheet.cell(cell.row, cell.column + 1).value = given[code]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _submit(store: Store, data: bytes) -> list[str]:
    outcome = submit_workbook(store, data, "tep.xlsx", actor="Cán bộ", dry_run=True)
    return [each.code for each in outcome.findings]


@pytest.mark.parametrize("programme_id", PLANS)
def test_the_sample_is_refused_as_a_sample_and_its_figures_are_good(store, programme_id):
    made = sample_workbook(store, programme_id)
    before = store.revision()
    outcome = submit_workbook(store, made.data, made.file_name, actor="Cán bộ")
    (found,) = outcome.findings
    assert (found.code, outcome.accepted, store.revision()) == ("form.sample", False, before)
    assert found.cell is not None
    unit = next(
        row["unit_code"]
        for row in readers.units(store, programme_id).iter_rows(named=True)
        if row["unit_code"] != SAMPLE_CODE
    )
    assert _submit(store, _with_cover(made.data, unit_code=unit)) == ["form.sample"]
    assert _submit(store, _with_cover(made.data, form_version=FORM_VERSION)) == ["form.sample"]
    mine = _with_cover(made.data, unit_code=unit, form_version=FORM_VERSION)
    assert _submit(store, mine) == []


def test_a_plan_without_a_workbook_has_no_sample(store):
    for programme_id, code in (("qd_766", "identity.no_workbook"), ("khong", "identity.unknown")):
        with pytest.raises(Refusal) as refused:
            sample_workbook(store, programme_id)
        assert refused.value.findings[0].code.startswith(code)
