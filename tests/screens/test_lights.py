"""The grid of lights over real hand-ins: columns, order, totals, links, pages."""

from __future__ import annotations

import re

import filled
import polars as pl
import pytest

from dashboard.parts import light_grid
from warehouse import readers

PLAN = {"ke_hoach": filled.PROGRAMME, "ky": filled.PERIOD}
INDEX = {"ke_hoach": filled.INDEX, "ky": filled.MONTH}


def units(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a [^>]*>([^<]+)</a>', page)


def test_every_unit_has_a_light_on_every_criterion_and_each_leads_there(store, run, text):
    page = text(run(store, "lights", **PLAN))
    known = readers.criteria(store, filled.PROGRAMME)
    names = [name for _, name in filled.units(store)]
    assert sorted(units(page)) == sorted(names)
    assert page.count('class="td-light ') - page.count('<i class="td-light ') == (
        len(names) * known.height
    )
    code = filled.units(store)[2][0]
    assert f"tieu-chi?ke_hoach={filled.PROGRAMME}" in page
    assert f"don_vi={code}&amp;tieu_chi=on_time" in page
    assert "Hồ sơ giải quyết đúng hạn trên 98%: sát ngưỡng (98 % (196/200 hồ sơ))" in page


def test_ranked_units_come_first_and_names_sort_in_vietnamese(store, run, text):
    board = readers.leaderboard(store, filled.PROGRAMME, filled.PERIOD, "commune")
    ranked = board["unit_name"].to_list()
    assert units(text(run(store, "lights", **PLAN)))[: len(ranked)] == ranked
    by_name = units(text(run(store, "lights", **PLAN, xep="ten")))
    assert by_name == [name for _, name in filled.units(store)]


def test_who_needs_help_comes_first(store, run, text):
    third = filled.units(store)[2][1]
    assert units(text(run(store, "lights", **PLAN, xep="can")))[0] in {
        name for _, name in filled.units(store)[:3]
    }
    assert third in units(text(run(store, "lights", **PLAN, xep="can")))[:3]


def test_a_field_opens_to_its_criteria(store, run, text):
    fields = text(run(store, "lights", **INDEX))
    assert "linh_vuc=DVTT" in fields
    opened = text(run(store, "lights", **INDEX, linh_vuc="DVTT"))
    assert 'title="Thanh toán trực tuyến"' in opened
    assert 'title="Số hóa hồ sơ"' not in opened
    every = text(run(store, "lights", **INDEX, linh_vuc="tat-ca"))
    leaves = [name for name in ("Thanh toán trực tuyến", "Số hóa hồ sơ") if name in every]
    assert len(leaves) == 2
    unknown = text(run(store, "lights", **INDEX, linh_vuc="<script>"))
    assert "<script>" not in unknown
    assert "linh_vuc=DVTT" in unknown


def test_own_figures_are_hatched_and_published_ones_are_not(store, run, text):
    assert "td-hatched" in text(run(store, "lights", **PLAN))
    assert "td-hatched" not in text(run(store, "lights", **INDEX))


def test_totals_stand_below_and_beside(store, run, text):
    page = text(run(store, "lights", **INDEX, linh_vuc="tat-ca"))
    shown = readers.lights(store, filled.INDEX, filled.MONTH, "commune")
    met = shown.filter((pl.col("criterion_code") == "CKMB") & (pl.col("state") == "met")).height
    foot = page.split("<tfoot")[1]
    assert f">{met}/<wbr>{shown['unit_code'].n_unique()}<" in foot


def test_a_period_without_figures_shows_that_all_is_to_come(store, run, text):
    page = text(run(store, "lights", ke_hoach=filled.PROGRAMME, ky="2022-Y"))
    assert "td-light-pending" in page
    assert "td-light-met" not in page


def test_an_empty_warehouse_has_lights_to_come(fresh, run, text):
    assert "td-light-pending" in text(run(fresh, "lights", **PLAN))


def test_choosing_an_order_writes_the_address(store, run):
    app = run(store, "lights", **PLAN)
    app.selectbox(key="chon_xep").select("can").run()
    assert app.query_params["xep"] == "can"
    assert not app.exception


@pytest.mark.parametrize(("columns", "rows"), [(1, 2000), (7, 285), (60, 33), (500, 25)])
def test_a_page_stays_light(columns, rows):
    grid = light_grid.Grid([], [str(n) for n in range(columns)], {}, {}, frozenset())
    assert grid.rows_a_page == rows


def test_fields_are_the_criteria_that_are_a_part_of_no_other(store):
    where = (filled.INDEX, filled.MONTH, "commune")
    known = readers.criteria(store, filled.INDEX)
    roots = set(known.filter(pl.col("parent_code").is_null())["criterion_code"])
    found = readers.field_lights(store, *where)
    assert set(found["criterion_code"]) == roots
    every = readers.lights(store, *where)
    assert found.equals(every.filter(pl.col("criterion_code").is_in(list(roots))))
