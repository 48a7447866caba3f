"""A criterion's page over real hand-ins."""

from __future__ import annotations

import filled
import pytest

from warehouse import readers

PLAN = {"ke_hoach": filled.PROGRAMME, "ky": filled.PERIOD, "tieu_chi": "on_time"}
INDEX = {"ke_hoach": filled.INDEX, "ky": filled.MONTH, "tieu_chi": "TDGQ"}


def test_the_rule_stands_in_words_with_its_clause(store, run, text):
    page = text(run(store, "criterion", **PLAN))
    rule = (
        readers.criteria(store, filled.PROGRAMME)
        .filter(criterion_code="on_time")
        .row(0, named=True)
    )
    assert f"<h1>{rule['name']}</h1>" in page
    assert rule["rule_text"] in page
    assert rule["cite"] in page


def test_who_meets_it_first_with_the_way_to_the_cells(store, run, text):
    page = text(run(store, "criterion", **PLAN))
    listed = page.split("Ai đạt, học từ ai</h2>")[1].split("Còn thiếu (")[0]
    first, _, third = (name for _, name in filled.units(store)[:3])
    assert listed.index(first) < listed.rindex(third)
    assert f"vi-sao?ke_hoach={filled.PROGRAMME}" in listed
    assert "Đơn vị làm tốt nhất để học hỏi" in listed
    assert "Còn thiếu (24)" in page


def test_the_chosen_unit_is_told_first(store, run, text):
    code, name = filled.units(store)[2]
    page = text(run(store, "criterion", **PLAN, don_vi=code))
    own = page.split("td-ownline")[1].split("</div>")[0]
    assert name in own
    assert "Sát ngưỡng" in own
    assert "td-own" in page


def test_points_are_spread_and_ties_stand_together(store, run, text):
    app = run(store, "criterion", **INDEX)
    page = text(app)
    assert "12 đơn vị có số liệu: thấp nhất" in page
    assert page.count(">19/20<") == 2


def test_a_period_without_figures_lists_who_is_missing(store, run, text):
    page = text(run(store, "criterion", ke_hoach=filled.PROGRAMME, ky="2022-Y", tieu_chi="on_time"))
    assert "Còn thiếu (27)" in page
    assert "Ai đạt" not in page


def test_one_unit_alone_has_no_spread(store, run, text):
    page = text(run(store, "criterion", **PLAN, khoi="department"))
    assert "Phân bố" not in page
    assert "1/1 đơn vị" in page or "0/1 đơn vị" in page


@pytest.mark.parametrize("code", ["", "khong-co", "<script>"])
def test_without_a_known_criterion_the_first_one_opens(store, run, text, code):
    page = text(run(store, "criterion", ke_hoach=filled.PROGRAMME, ky=filled.PERIOD, tieu_chi=code))
    first = readers.criteria(store, filled.PROGRAMME)["name"][0]
    assert f"<h1>{first}</h1>" in page


def test_an_empty_warehouse_still_says_how_it_is_judged(fresh, run, text):
    assert "Cách chấm</h2>" in text(run(fresh, "criterion", **PLAN))


def test_the_most_points_are_told_once(store, run, text):
    page = text(run(store, "criterion", **INDEX))
    assert "tối đa 20 điểm" in page
    assert "Điểm tối đa" not in page
