"""The gates behind identity: cells, cells between them, the period before, evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from etl.advice import Window
from etl.check import check_tables
from etl.checked import Checked
from etl.criteria_read import criteria_read
from etl.evidence import missing_documents
from etl.last_period import unlike_before
from etl.measures import Figure, reported_figures
from etl.reasons import answer, written_reasons
from etl.recent import Recent
from etl.scope import period_days, rule_book
from etl.workbook import Workbook
from schemas.programme import Programme
from warehouse import door_readers
from warehouse.store import Store

_RECENT: Recent[tuple[Workbook, Checked]] = Recent()


def _checked_once(
    workbook: Workbook, tables: tuple[str, ...], figures: tuple[Figure, ...], window: Window
) -> Checked:
    """Check a workbook's sheets, or return what they gave a moment ago; the caller may add to it.

    The workbook stays beside its answer, so that its identity is no other's.
    """
    # a figure holds its choices by name, which only its text can stand for
    key = (id(workbook), repr((tables, figures, window)))
    _, kept = _RECENT.get(
        key,
        lambda: (workbook, check_tables(workbook, tables, figures, window)),
        lambda made: made[0],
    )
    return replace(
        kept,
        findings=[*kept.findings],
        notes=[*kept.notes],
        observations=[*kept.observations],
        hints=[*kept.hints],
    )


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
    checked = _checked_once(workbook, tables, figures, window)
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
