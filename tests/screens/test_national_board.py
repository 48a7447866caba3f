"""A board as long as the nation has communes: one page at a time, search over all of it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import warehouse_kit as kit

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
    assert f"{COMMUNES} đơn vị được xếp hạng" in page
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


def test_lights_and_a_criterion_come_in_pages_too(nation, run, text):
    lights = text(run(nation, "lights", **WHERE))
    assert lights.count('scope="row"') == 2000 // 6 + 1
    assert 'aria-label="Các trang của bảng"' in lights
    criterion = text(run(nation, "criterion", **WHERE, tieu_chi="C1"))
    assert 'aria-label="Các trang của bảng"' in criterion


@pytest.mark.parametrize(
    ("screen", "words"),
    [
        ("unit", ("Đơn vị U0007", f"/{COMMUNES}")),
        ("why", ("Vì sao? Đơn vị U0007", f"trên {COMMUNES}")),
        ("wall", ("Trang 1/", "ca_nuoc")),
        ("progress", (f"{COMMUNES}/{COMMUNES} đơn vị", "Đơn vị U0007")),
        ("programme", (f"{COMMUNES} đơn vị",)),
        ("places", ("Không có đơn vị nào đặt được lên bản đồ",)),
    ],
)
def test_the_other_screens_bear_it_too(nation, run, text, screen, words):
    page = text(run(nation, screen, **WHERE, don_vi="U0007"))
    for each in words:
        assert each in page, page[:3000]
    assert len(page) < 3_000_000
