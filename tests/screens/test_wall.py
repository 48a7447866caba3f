"""The wall over real hand-ins."""

from __future__ import annotations

import re

import filled
import pytest

from dashboard.parts import criteria
from dashboard.parts.wall_ask import seconds_from
from warehouse import readers

HERE = {"ke_hoach": filled.INDEX, "ky": filled.MONTH, "khoi": "commune"}


def test_as_many_rows_on_each_page_then_the_lights(store, run, text):
    page = text(run(store, "wall", **HERE, canh="bang,den"))
    scenes = page.split('class="td-wall-scene')[1:]
    assert [scene.count("td-wall-row ") + scene.count('td-wall-row"') for scene in scenes] == [
        6, 6, 0,
    ]  # fmt: skip
    assert ['style="--td-rows:7"' in scene.split(">")[0] for scene in scenes] == [True, True, False]
    assert "td-wall-field" in scenes[2]
    assert ["hidden" in scene.split(">")[0] for scene in scenes] == [False, True, True]


def test_the_foot_says_how_fresh_and_how_final(store, run, text):
    foot = text(run(store, "wall", **HERE)).split("<footer")[1]
    assert "td-wall-pulse" in foot
    assert "Tạm tính" in foot
    assert re.search(r"Số liệu đến \d\d/\d\d/\d{4}", foot)
    assert "Chưa đạt" in foot


def test_the_wall_carries_its_revision_and_pace(store, run, text):
    page = text(run(store, "wall", **HERE, xoay="45"))
    assert f'data-ban="{store.revision()}"' in page
    assert 'data-xoay="45"' in page


@pytest.mark.parametrize(
    ("asked", "kept"),
    [(None, 20), ("20", 20), ("1", 5), ("99999", 600), ("x", 20), ("-3", 20), ("²", 20)],
)
def test_the_pace_stays_sensible(asked, kept):
    assert seconds_from(asked) == kept


def test_an_empty_period_waits(fresh, run, text):
    page = text(run(fresh, "wall", ke_hoach=filled.PROGRAMME, ky=filled.PERIOD))
    assert "Bảng tự hiện ngay khi có số liệu được nhận." in page


def test_no_individual_and_no_discipline(store, run, text):
    page = text(run(store, "wall", ke_hoach=filled.PROGRAMME, ky=filled.PERIOD)).casefold()
    assert "phường ninh diêm" in page
    assert filled.ACTOR.casefold() not in page
    assert "kỷ luật" not in page


def test_a_veto_for_discipline_is_on_no_wall(fresh, run, text):
    rules = readers.criteria(fresh, "hon_quan_2024")
    veto = rules.filter(rules["rule_kind"] == "veto")
    assert veto.height == 1
    seen = criteria.of_the_wall(rules)
    assert veto["criterion_code"][0] not in seen
    assert len(seen) == rules.height - 1
    page = text(run(fresh, "wall", ke_hoach="hon_quan_2024"))
    assert veto["name"][0] not in page


def test_parts_of_a_criterion_are_not_counted_twice(store, run, text):
    rules = readers.criteria(store, filled.INDEX)
    parts = rules.filter(rules["parent_code"].is_not_null())
    assert parts.height > 0
    wall = text(run(store, "wall", **HERE, canh="den")).split("td-wall-fields")[1]
    board = text(run(store, "leaderboard", **HERE))
    assert wall.count('td-wall-field"') == rules.height - parts.height
    first = board.split("td-strip")[1].split("</td>")[0]
    assert first.count("<i ") == rules.height - parts.height, "a light for each field"
