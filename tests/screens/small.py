"""Ninh Hòa's plan over a few units of one's own choice, handed in for through the front door."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import filled
import warehouse_kit as kit
from streamlit.testing.v1 import AppTest

from dashboard import address
from etl.submit import Outcome, submit_workbook
from etl.template import build_template
from schemas.programme import Group, UnitsOfBodies
from schemas.reader import RuleBook, load_all
from schemas.register import Register, Unit
from tests.fill import Form
from warehouse import opening
from warehouse.store import Store

YEAR = "2022-Y"
WHERE = {"ke_hoach": filled.PROGRAMME, "ky": YEAR}
_FILE = "don_vi_thu"

ONE, TWO, THREE = "22528", "22531", "22534"
NAMES = {ONE: "Phường Một", TWO: "Xã Hai", THREE: "Xã Ba"}

ADDRESS: Mapping[str, Mapping[str, str]] = {
    "unit": {"don_vi": ONE},
    "why": {"don_vi": ONE, "tieu_chi": "on_time"},
    "criterion": {"don_vi": ONE, "tieu_chi": "on_time"},
    "places": {"to_theo": "on_time"},
}
"""What an address needs beside the plan and the period."""

PATHS = {
    "leaderboard": address.LEADERBOARD, "lights": address.LIGHTS, "unit": address.UNIT_PAGE,
    "criterion": address.CRITERION_PAGE, "why": address.WHY, "wall": address.WALL,
    "progress": address.PROGRESS, "awards": address.AWARDS, "places": address.MAP,
    "programme": address.PROGRAMME_PAGE, "hand_in": address.HAND_IN, "receipt": address.RECEIPT,
    "accounts": address.ACCOUNTS, "scoring": address.SCORING, "help_page": address.HELP,
    "result_tables": address.RESULT_TABLES,
}  # fmt: skip


def _book() -> RuleBook:
    """Return a rule book of Ninh Hòa's plan alone, whose only group is ours."""
    whole = load_all()
    plan = whole.programmes[filled.PROGRAMME]
    group = Group(
        code="commune", label=plan.groups[0].label, units=UnitsOfBodies(kind="bodies", file=_FILE)
    )
    plan = plan.model_copy(update={"groups": (group,), "targets": ()})
    return replace(whole, programmes={plan.id: plan}, criteria_sets={})


def unit_id(code: str) -> str:
    """Return the register's id of one of these units."""
    return f"{code}-truoc-2025"


def small_store(folder: Path, units: Mapping[str, str]) -> Store:
    """Return a warehouse of the plan with units (code, name); real codes have their map's place.

    It passes for up to date, so opening it brings no shipped rules and units.
    """
    return store_of(folder, [unit(code, name) for code, name in units.items()])


def unit(code: str, name: str, parent_id: str | None = None) -> Unit:
    """Return a commune of one's own, perhaps below another unit."""
    return Unit(
        unit_id(code), code, name, "commune", None, parent_id, None, None, "Danh sách thử"
    )  # fmt: skip


def store_of(folder: Path, made: Sequence[Unit], above: Sequence[Unit] = ()) -> Store:
    """Return the warehouse of ``small_store`` over units that may lie below others."""
    store = kit.fresh_store(folder)
    places = {_FILE: tuple((each.unit_id, "xa") for each in made)}
    kit.install(store, _book(), Register((*made, *above), (), (), (), places))
    with store.write(kit.ACTOR, "load_rules") as write:
        write.connection.execute("insert into meta_source values ('rules', ?)", [opening._digest()])
    return store


def form(store: Store, code: str) -> Form:
    """Return the form of a unit, open for filling."""
    return Form(build_template(store, filled.PROGRAMME, code, YEAR, {}).data)


def hand_in(store: Store, data: bytes, name: str = "so-lieu.xlsx") -> Outcome:
    """Hand a workbook in; a refused one fails the test."""
    outcome = submit_workbook(store, data, name, actor=filled.ACTOR)
    assert outcome.accepted, outcome.findings
    return outcome


def said(app: AppTest) -> str:
    """Return the words of a page as they stand one after another."""
    page = "\n".join(element.value for element in app.html)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())
