"""A board as long as the nation has communes: one page at a time, search over all of it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import warehouse_kit as kit
from streamlit.testing.v1 import AppTest

from warehouse.store import Store
from warehouse.writers import accept_hand_in

PROGRAMME, SET, PERIOD = "ca_nuoc", "bo_ca_nuoc", "2022-Y"
COMMUNES = 3321
WHERE = {"ke_hoach": PROGRAMME, "ky": PERIOD}


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    patch = pytest.MonkeyPatch()
    leaves = [{"code": f"C{n}", "maximum": "10", "kind": "published_points"} for n in range(6)]
    set_ = kit.criteria_set(SET, leaves, ("90", "80"))
    programme = kit.programme(
        PROGRAMME, family="index", criteria_set=SET, workbook=None,
        ranking={"keys": [{"by": "total_points"}], "ours": False, "note": "Theo tổng điểm"},
    )  # fmt: skip
    units = [(f"U{n:04}", "xa") for n in range(COMMUNES)]
    book = kit.rule_book([programme], [set_])
    patch.setattr("etl.scope.load_all", lambda: book)
    store = kit.fresh_store(Path(tmp_path_factory.mktemp("ca_nuoc")) / "kho")
    kit.install(store, book, kit.register({PROGRAMME: units}))
    facts = kit.Facts()
    for place, (unit, _) in enumerate(units):
        facts.points(
            unit, {leaf["code"]: str((place * 7 + n) % 11) for n, leaf in enumerate(leaves)}
        )
    accept_hand_in(store, facts.table(SET, PERIOD), actor="người thử")
    yield store
    patch.undo()
    store.close()


@pytest.fixture(autouse=True)
def _open(nation: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the screens read this very warehouse: opening a folder would load the shipped rules."""
    monkeypatch.setattr("dashboard.cache.store", lambda: nation)


def shown(page: str) -> list[str]:
    return re.findall(r'class="td-unit"[^>]*><a [^>]*>([^<]+)</a>', page)


def test_a_page_at_a_time(nation, run, text):
    page = text(run(nation, "leaderboard", **WHERE))
    assert "3.321 đơn vị được xếp hạng" in page
    assert len(shown(page)) == 120
    assert 'aria-label="Trang 28"' in page
    last = text(run(nation, "leaderboard", **WHERE, trang="28"))
    assert len(shown(last)) == COMMUNES - 27 * 120
    assert not set(shown(page)) & set(shown(last))


def test_search_looks_through_all_of_it_and_costs_little(nation, run, text):
    app = run(nation, "leaderboard", **WHERE, trang="5")
    name = shown(text(app))[17]
    started = time.process_time()
    app.text_input(key="tim_don_vi").set_value(name.upper()).run()
    spent = time.process_time() - started
    assert name in shown(text(app))
    assert "trang" not in app.query_params
    assert spent < 3, "the framework's own test harness takes most of it"


def listed(page: str) -> list[str]:
    return re.findall(r'<td><a href="don-vi[^>]*>([^<]+)</a>', page)


def test_progress_comes_in_pages_and_is_searched(nation, run, text):
    app = run(nation, "progress", **WHERE)
    page = text(app)
    assert len(listed(page)) == 120
    assert 'aria-label="Trang 28"' in page
    last = listed(text(run(nation, "progress", **WHERE, trang="28")))
    assert len(last) == COMMUNES - 27 * 120
    app.text_input(key="tim_don_vi").set_value(last[-1].lower()).run()
    assert listed(text(app)) == [last[-1]]
    assert "3.321/3.321 đơn vị" in text(app), "the headline is about all of them"
    nobody = text(run(nation, "progress", **WHERE, tim="không ai"))
    assert "Không có đơn vị nào khớp “không ai”" in nobody
    assert not listed(nobody)


def _all_states() -> None:
    import polars as pl
    import streamlit as st

    from dashboard.parts import choices, progress

    states = ["on_time", "late", "missing"] * 100
    rows = pl.DataFrame(
        [
            {"unit_code": f"U{n:04}", "unit_name": f"U{n:04}", "hand_in_state": state,
             "known_count": 1, "asked_count": 2, "received_at": None, "version_count": 0}
            for n, state in enumerate(states)
        ]
    )  # fmt: skip
    st.html(progress.table(choices.resolve(), rows, ""))


@pytest.mark.usefixtures("nation")
def test_those_who_have_not_handed_in_come_first_over_all_pages(text):
    shown = []
    for page in ("1", "2", "3"):
        app = AppTest.from_function(_all_states, default_timeout=30)
        for name, value in {**WHERE, "trang": page}.items():
            app.query_params[name] = value
        shown += listed(text(app.run()))
    missing, late, on_time = ([f"U{n:04}" for n in range(start, 300, 3)] for start in (2, 1, 0))
    assert shown == [*missing, *late, *on_time]


def test_lights_and_a_criterion_come_in_pages_too(nation, run, text):
    lights = text(run(nation, "lights", **WHERE))
    assert lights.count('scope="row"') == 2000 // 6 + 1
    assert 'aria-label="Các trang của bảng"' in lights
    criterion = text(run(nation, "criterion", **WHERE, tieu_chi="C1"))
    assert 'aria-label="Các trang của bảng"' in criterion


@pytest.mark.parametrize(
    ("screen", "words"),
    [
        ("unit", ("Đơn vị U0007", "/3.321")),
        ("why", ("Vì sao? Đơn vị U0007", "trên 3.321")),
        ("wall", ("Trang 1/", "ca_nuoc")),
        ("progress", ("3.321/3.321 đơn vị", "Đơn vị U0007")),
        ("programme", ("3.321 đơn vị",)),
        ("places", ("Không có đơn vị nào đặt được lên bản đồ",)),
    ],
)
def test_the_other_screens_bear_it_too(nation, run, text, screen, words):
    page = text(run(nation, screen, **WHERE, don_vi="U0007"))
    for each in words:
        assert each in page, page[:3000]
    assert len(page) < 3_000_000
