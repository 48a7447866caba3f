"""The answer to the last file of a visitor: given through the front door, kept until the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from secrets import token_hex
from typing import Any

import streamlit as st

from dashboard import cache, session
from dashboard.parts.choices import Scope
from etl.annotate import Annotated, annotate, can_annotate
from etl.child import IntakeFailure
from etl.renew import is_renewable, renew_form
from etl.submit import Outcome, submit_workbook
from etl.template import TemplateFile
from etl.wrong_cells import Mendable, wrong_cells
from schemas.failures import OwnFailure
from schemas.findings import Refusal, names_places
from warehouse.door_notes import Mends

_RESULT = "ket_qua_nop"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Given:
    """A file as it was given, with the reasons given beside it; ``mends``: mended on the screen."""

    name: str
    data: bytes
    reasons: Mapping[str, str] = field(default_factory=dict)
    mends: Mends | None = None
    meanings: Mapping[str, str] = field(default_factory=dict)
    """Codes of columns by headings that say nothing by themselves; of a result table only."""


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to the last file of this visitor: an outcome, or our own failure.

    Neither of them: nobody was signed in any more, and nothing was read.
    """

    of: tuple[str, str, str]
    given: Given
    outcome: Outcome | None = None
    failure: OwnFailure | None = None
    renewed: TemplateFile | None = None
    marked: Annotated | None = None
    mendable: Mendable = field(default_factory=Mendable)
    is_same: bool = False
    """The file was looked at again although nothing in it had been mended."""
    number: str = field(default_factory=lambda: token_hex(4))


def key_of(scope: Scope, unit: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return what an answer belongs to: programme, period, unit."""
    return scope.programme_id, scope.period_id, str(unit["unit_code"])


def result(scope: Scope, unit: Mapping[str, Any]) -> Result | None:
    """Return the answer to the last file for this programme, period and unit."""
    kept: Result | None = st.session_state.get(_RESULT)
    return kept if kept is not None and kept.of == key_of(scope, unit) else None


def keep(kept: Result) -> None:
    """Keep an answer in place of the last one."""
    st.session_state[_RESULT] = kept


def give(key: tuple[str, str, str], given: Given, *, dry_run: bool) -> Result:
    """Give a file to the front door in the name of whoever is signed in, and keep the answer."""
    # asked anew at the moment of the click: the session may have ended since the page was drawn
    actor = session.actor()
    kept = Result(key, given)
    if actor is not None:
        try:
            got = submit_workbook(
                cache.store(),
                given.data,
                given.name,
                actor=actor,
                programme_id=key[0],
                unit_code=key[2],
                period_id=key[1],
                dry_run=dry_run,
                confirmed=given.reasons,
                mends=given.mends,
            )
        except OwnFailure as failure:
            kept = replace(kept, failure=failure)
        else:
            kept = _answered(kept, got)
    keep(kept)
    return kept


def _answered(kept: Result, got: Outcome) -> Result:
    """Return the answer with everything that helps to mend a refused file."""
    given, store = kept.given, cache.store()
    is_old = is_renewable(got.findings)
    try:
        mendable = wrong_cells(store, given.data, given.name, got.findings)
    except OwnFailure:
        mendable = Mendable()
    return replace(
        kept,
        outcome=got,
        renewed=renew_form(store, given.data, given.name) if is_old else None,
        marked=marked(given, got),
        mendable=mendable,
    )


def marked(given: Given, got: Outcome) -> Annotated | None:
    """Return the marked copy of a refused file; without one the table of findings still stands.

    A file that is wrong as a whole has nothing to mark.
    """
    if not (names_places(got.findings) and can_annotate(got.findings)):
        return None
    try:
        return annotate(given.data, given.name, got.findings)
    except (Refusal, IntakeFailure):
        return None
