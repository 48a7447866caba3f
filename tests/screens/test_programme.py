"""The programme screen."""

from __future__ import annotations

import filled

from warehouse import readers


def test_every_criterion_stands_with_its_clause(store, run, text):
    page = text(run(store, "programme", ke_hoach=filled.PROGRAMME))
    for row in readers.criteria(store, filled.PROGRAMME).iter_rows(named=True):
        assert row["name"] in page
        assert row["cite"] in page
        assert row["rule_text"] in page
    assert "Thứ tự xếp hạng: quy tắc của chúng tôi" in page


def test_what_is_ours_is_marked(store, run, text):
    page = text(run(store, "programme", ke_hoach=filled.INDEX))
    ours = readers.criteria(store, filled.INDEX)["is_ours"].sum()
    assert ours > 0
    assert page.count("quy tắc của chúng tôi</span>") == ours
