"""The only caches: one store for the process, and reads kept by the warehouse's revision.

A cached read takes the revision as an argument, so nothing is read twice between two accepted
files and nothing old is shown after one. There is no time limit; a new revision clears what was
kept of the ones before.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import streamlit as st

from dashboard.html import Html
from etl.awards import awards_document
from etl.plan_calendar import PlanDay
from etl.plan_calendar import plan_days as days_of_plan
from etl.rule_state import RuleFile, rule_stamp, rule_state
from etl.sample_book import sample_workbook
from etl.scope import programme_of
from etl.template import TemplateFile, build_template
from etl.template import template_name as name_of_template
from schemas.findings import Refusal, finding
from schemas.programme import Programme
from schemas.trying import trying
from warehouse.opening import open_warehouse
from warehouse.store import Store

if TYPE_CHECKING:
    import altair as alt

_Made = TypeVar("_Made")
DATA_VARIABLE = "THIDUA_DATA"

Argument = str | int | tuple[str, ...] | None
"""What a kept reading may depend on."""


def data_dir() -> Path:
    """Return the data directory of this server."""
    return Path(os.environ.get(DATA_VARIABLE, "data")).absolute()


@st.cache_resource(show_spinner=False, max_entries=4)
def _store(folder: str) -> Store:
    return open_warehouse(Path(folder))


def store() -> Store:
    """Return the store of this process, repaired after whatever happened before."""
    return _store(str(data_dir()))


def revision() -> int:
    """Return the revision that readers see now; cheap enough to ask every second."""
    return store().revision()


# Streamlit keys an entry by the arguments whose names do not begin with "_". What is kept is shared
# by every session as it is (no copy), so nobody changes what was read.
@st.cache_resource(show_spinner=False, max_entries=2048)
def _kept(key: tuple[Any, ...], _make: Callable[[], Any]) -> Any:  # noqa: ARG001
    return _make()


_NEWEST: dict[str, int] = {}
"""The revision of each folder that was read last."""
_LETTING_GO = threading.Lock()


def _at_revision(kind: str, arguments: tuple[Argument, ...], make: Callable[[], Any]) -> Any:
    folder, now = str(data_dir()), revision()
    if _NEWEST.get(folder) != now:
        with _LETTING_GO:
            if _NEWEST.get(folder, now) != now:
                # nobody asks for an older revision again, and a nation's lights are large
                _kept.clear()
            _NEWEST[folder] = now
    return _kept((folder, now, kind, arguments), make)


def read(reader: Callable[..., Any], *arguments: Argument) -> Any:
    """Return what a reader gives for these arguments at the current revision."""
    return _at_revision(f"read {reader.__name__}", arguments, lambda: reader(store(), *arguments))


def made(name: str, arguments: tuple[Argument, ...], make: Callable[[], _Made]) -> _Made:
    """Return what is put together from readings, once for each revision, name and arguments."""
    found: _Made = _at_revision(f"make {name}", arguments, make)
    return found


@st.cache_resource(show_spinner=False, max_entries=512)
def _picture(name: str, shown: tuple[object, ...], _make: Callable[[], str]) -> str:  # noqa: ARG001
    return _make()


def _written(chart: Callable[..., alt.TopLevelMixin], *shown: object) -> str:
    from altair.utils.schemapi import debug_mode

    # the library would check each part against its whole schema, most of the time that a chart
    # takes: the tests draw every chart checked
    with debug_mode(False):
        return str(chart(*shown).to_json(indent=None, validate=False))


def picture(chart: Callable[..., alt.TopLevelMixin], *shown: object) -> dict[str, Any]:
    """Return the specification of a chart of what is shown, made once, whoever looks and whenever.

    It is a new one each time, because the framework takes it apart.
    """
    name = f"{chart.__module__}.{chart.__qualname__}"
    text = _picture(name, shown, lambda: _written(chart, *shown))
    spec: dict[str, Any] = json.loads(text)
    return spec


_TRYING = threading.BoundedSemaphore(trying().amount("most_at_once"))


def tried(name: str, arguments: tuple[str | None, ...], make: Callable[[], Any]) -> Any:
    """Return what a trial gives, made once for each revision, name and arguments.

    Few run at the same time, the others wait; raises Refusal when the wait is too long, and what
    ``make`` raises.
    """

    def in_turn() -> Any:
        wait = trying().amount("wait_seconds")
        if not _TRYING.acquire(timeout=wait):
            raise Refusal(finding("scenario.busy", found=wait))
        try:
            return make()
        finally:
            _TRYING.release()

    return _at_revision(f"try {name}", arguments, in_turn)


def drawn(name: str, arguments: tuple[str | None, ...], draw: Callable[[], Html]) -> Html:
    """Return a drawn piece, made once for each revision, name and arguments."""
    return made(f"draw {name}", arguments, draw)


def template_name(programme_id: str, unit_code: str, period_id: str) -> str:
    """Return the name of a unit's workbook; raises what ``build_template`` raises."""
    where = (programme_id, unit_code, period_id)
    found: str = _at_revision("template name", where, lambda: name_of_template(store(), *where))
    return found


def template(programme_id: str, unit_code: str, period_id: str) -> TemplateFile:
    """Return the prefilled workbook of a unit; raises what ``build_template`` raises."""
    where = (programme_id, unit_code, period_id)
    made: TemplateFile = _at_revision("template", where, lambda: build_template(store(), *where))
    return made


def sample(programme_id: str) -> TemplateFile:
    """Return the filled sample of a plan's workbook; raises what ``sample_workbook`` raises."""
    made: TemplateFile = _at_revision(
        "sample", (programme_id,), lambda: sample_workbook(store(), programme_id)
    )
    return made


def programme(programme_id: str) -> Programme:
    """Return a programme's rule file; raises what ``programme_of`` raises."""
    return programme_of(programme_id, store())


def rule_files(plan: Programme) -> tuple[RuleFile, ...]:
    """Return the state of a plan's rule files, read again when one was edited."""
    made: tuple[RuleFile, ...] = _at_revision(
        "rules", (plan.id, rule_stamp()), lambda: rule_state(store(), plan)
    )
    return made


def plan_days(programme_id: str, year: int, today: dt.date) -> list[PlanDay]:
    """Return what a programme makes due in a year, with the days left on a day."""
    made: list[PlanDay] = days_of_plan(programme_of(programme_id, store()), year, today)
    return made


def awards(programme_id: str, year: int, in_full: bool) -> dict[str, Any]:
    """Return the award file of a year; raises what ``awards_document`` raises."""
    programme = programme_of(programme_id, store())
    made: dict[str, Any] = _at_revision(
        "awards",
        (programme_id, str(year), in_full),
        lambda: awards_document(store(), programme, year, in_full=in_full),
    )
    return made
