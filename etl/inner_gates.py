"""The gates behind identity: cells, cells between them, the period before, evidence."""

from __future__ import annotations

from collections.abc import Mapping

from etl.advice import Window
from etl.check import check_tables
from etl.checked import Checked
from etl.criteria_read import criteria_read
from etl.evidence import missing_documents
from etl.last_period import unlike_before
from etl.measures import reported_figures
from etl.reasons import answer, written_reasons
from etl.scope import period_days, rule_book
from etl.workbook import Workbook
from schemas.programme import Programme
from warehouse import door_readers
from warehouse.store import Store


def checked_workbook(
    store: Store,
    workbook: Workbook,
    programme: Programme,
    about: tuple[str, str, str],
    confirmed: Mapping[str, str],
) -> Checked:
    """Take a workbook through these gates; each is asked only if all before it held.

    ``about``: programme, period and unit. ``confirmed``: reasons by confirmation code.
    """
    assert programme.workbook is not None
    tables = programme.workbook.tables
    book = rule_book(store)
    figures = reported_figures(programme, book)
    window = Window(*period_days(store, programme, about[1]))
    checked = check_tables(workbook, tables, figures, window)
    checked.criteria = criteria_read(programme, book, checked.observations)
    if checked.findings:
        return checked
    asked = unlike_before(store, about, checked.observations, figures)
    given = {**written_reasons(workbook), **confirmed}
    answered = answer(asked, given, door_readers.given_reasons(store, *about))
    checked.reasons = answered.reasons
    checked.notes += answered.notes
    checked.findings += answered.open
    checked.hints += missing_documents(workbook, tables)
    return checked
