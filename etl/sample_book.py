"""The filled sample of a plan's workbook: how a good hand-in looks, made from the rule book."""

from __future__ import annotations

from etl.cover import SAMPLE_CODE
from etl.demo_cases import Case, dice, sample_rows
from etl.scope import programme_of
from etl.template import TemplateFile, build_sample
from schemas.findings import Refusal, finding
from warehouse import readers
from warehouse.store import Store


def sample_workbook(store: Store, programme_id: str) -> TemplateFile:
    """Return the filled sample of a plan's newest period; the same bytes of figures every time.

    Raises Refusal for an unknown plan and for one without a workbook of units.
    """
    programme = programme_of(programme_id, store)
    periods = [
        row
        for row in readers.periods(store, programme.id).iter_rows(named=True)
        if row["year"] not in programme.base_years
    ]
    if programme.workbook is None or not periods:
        raise Refusal(finding("identity.no_workbook", found=programme.short_title))
    newest = periods[0]
    period_id = str(newest["period_id"])
    rows = sample_rows(
        programme, Case(level=1), dice(programme, SAMPLE_CODE, period_id), newest["ends_on"]
    )
    return build_sample(store, programme, period_id, rows)
