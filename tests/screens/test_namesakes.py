"""Two units of one name: wherever either is shown, it is said which of the two it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import filled
import polars as pl
import pytest
import small

from dashboard import text as words
from dashboard.html import plain
from dashboard.parts import names
from etl.matcher import UnitMatcher
from schemas.register import Register
from tests.conftest import Command
from warehouse import readers
from warehouse.store import Store

ABOVE = [small.unit("38", "Tỉnh Một"), small.unit("40", "Tỉnh Hai")]
HERE, THERE = "Xã Tân Tiến (tỉnh Một)", "Xã Tân Tiến (tỉnh Hai)"
UNITS = [
    small.unit(small.ONE, "Xã Tân Tiến", ABOVE[0].unit_id),
    small.unit(small.TWO, "Xã Tân Tiến", ABOVE[1].unit_id),
    small.unit(small.THREE, "Xã Ba", ABOVE[1].unit_id),
]
GROUP = {**small.WHERE, "khoi": "commune"}


@pytest.fixture(scope="module")
def kho(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = small.store_of(Path(tmp_path_factory.mktemp("trung_ten")) / "kho", UNITS, ABOVE)
    for code in (small.ONE, small.TWO):
        small.hand_in(store, filled.workbook(store, code, late=1, period=small.YEAR))
    yield store
    store.close()


@pytest.mark.parametrize(
    "screen", ["leaderboard", "lights", "criterion", "progress", "awards", "wall"]
)
def test_namesakes_are_told_apart_on_every_screen(kho, run, screen):
    page = small.said(run(kho, screen, **GROUP, **small.ADDRESS.get(screen, {})))
    assert HERE in page
    assert THERE in page
    assert "Xã Ba (" not in page, "whose name is its own says no more than it"


def test_the_place_is_said_quietly(kho, run, text):
    page = text(run(kho, "leaderboard", **GROUP))
    assert 'Xã Tân Tiến<span class="td-place"> (tỉnh Một)</span></a>' in page
    assert plain(names.unit_name("Xã <b>")) == "Xã <b>"
    assert names.unit_name("(một)") == "(một)"


def test_the_unit_and_the_list_of_units_say_it(kho, run):
    app = run(kho, "unit", **GROUP, don_vi=small.TWO)
    assert THERE in small.said(app)
    (listed,) = (box.options for box in app.selectbox if box.label == "Đơn vị")
    assert {HERE, THERE} <= set(listed)


def test_search_finds_one_by_its_place(kho, run):
    page = small.said(run(kho, "leaderboard", **GROUP, tim="tinh hai"))
    assert THERE in page
    assert HERE not in page


def test_search_takes_the_place_without_its_bracket(kho, run):
    page = small.said(run(kho, "leaderboard", **GROUP, tim="tân tiến hai"))
    assert THERE in page
    assert HERE not in page
    assert words.is_in_name("tan an", "xa tan an")
    assert not words.is_in_name("tan an", "xa tan hoi an"), "a name of its own is not broken up"


@pytest.mark.parametrize("form", [(), ("--csv",), ("--json",)])
def test_the_command_line_says_it(kho, thidua: Command, form):
    ran = thidua("board", filled.PROGRAMME, "--period", small.YEAR, *form, data=kho.data_dir)
    assert ran.code == 0, ran.err
    assert HERE in ran.out
    assert THERE in ran.out


def test_what_an_export_says_is_understood_when_it_comes_back(kho):
    known = readers.units(kho, filled.PROGRAMME).filter(pl.col("unit_name") == THERE)
    register = Register((*UNITS, *ABOVE), (), ())
    match = UnitMatcher(UNITS, register).match(THERE)
    assert match.unit_id == known["unit_id"].item() == small.unit_id(small.TWO)
