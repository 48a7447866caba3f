"""Nobody without a right to it learns that a key leader was disciplined: from no screen, no file.

Two folders differ in one row of a restricted sheet for every plan. Whoever may not see it gets the
very same pages and files from both; whoever may does not.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import filled
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.parts import panel
from etl.demo_plans import PLANS
from etl.export import to_csv
from schemas.lights import RESTRICTED
from warehouse import award_readers, readers, wall_readers
from warehouse.judge import judge_change
from warehouse.opening import open_warehouse
from warehouse.store import Store

PLAN, YEAR = "hon_quan_2024", "2024-Y"
VETO = "no_discipline"
FILES = """
    select f.period_id, f.unit_id, f.submission_id, u.unit_code
    from judged_file as f
    join core_period as p on p.programme_id = f.dataset_id and p.period_id = f.period_id
    join core_programme_unit as u on u.programme_id = f.dataset_id and u.unit_id = f.unit_id
    where f.kind = 'workbook' and f.dataset_id = ?
    order by p.ends_on desc, p.starts_on, u.unit_order
"""
Address = dict[str, str]
Seen = Callable[[Store, str, Address], Sequence[object]]


@pytest.fixture(scope="module")
def pair(
    demo_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Store, Store]]:
    """The demo, and the demo with a disciplined key leader in one unit of every plan."""
    place = tmp_path_factory.mktemp("han_che")
    stores = [open_warehouse(shutil.copytree(demo_dir, place / name)) for name in ("a", "b")]
    for store in stores:
        chosen = {plan: _concerned(store, plan) for plan in PLANS}
        with store.write("thử", "table") as write:
            for plan, (period_id, unit_id, submission_id, _) in chosen.items():
                for column in ("position", "severity", "document_number"):
                    value = {"position": "key_leader", "severity": "warning"}.get(column, "09/KÍN")
                    if store is stores[1]:
                        write.connection.execute(
                            "insert into core_observation by name select ? as submission_id, "
                            "? as dataset_id, ? as period_id, ? as unit_id, 'self' as layer, "
                            "'discipline' as table_code, 1 as row_no, ? as column_code, "
                            "? as value_text, 'Kỷ luật' as sheet, 'B5' as cell, 1 as revision",
                            [submission_id, plan, period_id, unit_id, column, value],
                        )
                judge_change(write.connection, [(plan, period_id)])
    yield stores[0], stores[1]
    for store in stores:
        store.close()


def _concerned(store: Store, plan: str) -> tuple[str, str, str, str]:
    """Return period, unit, file and code of a unit that handed in; one that is proposed, if any."""
    found = store.query(FILES, [plan])
    if plan == PLAN:
        proposed = award_readers.eligibility(store, PLAN, YEAR, in_full=True)
        codes = proposed.filter(proposed["state"] == "met")["unit_code"].to_list()
        found = found.filter((found["period_id"] == YEAR) & found["unit_code"].is_in(codes))
    row: tuple[str, str, str, str] = found.row(0)
    return row


def _addresses(store: Store, plan: str) -> Iterator[tuple[str, Address]]:
    """Yield every public screen in the forms in which it could tell something."""
    period, _, _, unit = _concerned(store, plan)
    here = {"ke_hoach": plan, "ky": period}
    rules = readers.criteria(store, plan)
    restricted = rules.filter("is_restricted")["criterion_code"].to_list()
    for screen in ("leaderboard", "lights", "progress", "programme", "places", "scoring"):
        yield screen, here
    yield "lights", {**here, "xep": "can"}
    yield "awards", here
    yield "wall", {**here, "neu_ten": "1", "dau": "0"}
    own = {**here, "don_vi": unit}
    yield "leaderboard", {**own, "xem": "quanh"}
    for goal in ("award", "rank", "target"):
        yield "unit", {**own, "dich": goal}
    measures = store.query("select measure_code from core_measure where programme_id = ?", [plan])
    yield "unit", {**own, "neu": f"{measures['measure_code'][0]}:1"}
    yield "unit", {**own, "xem": "het"}
    for code in (restricted or rules["criterion_code"].to_list())[:1]:
        yield "why", {**own, "tieu_chi": code}
        yield "criterion", {**own, "tieu_chi": code}
        yield "places", {**here, "to_theo": code}


@pytest.fixture
def seen(run: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch) -> Seen:
    """Return what reads a screen whole: every element as it is sent, and the files behind it."""
    files: list[bytes] = []

    def made(write: Callable[..., bytes], sheet: Callable[..., object]) -> bytes:
        if write is to_csv:
            files.append(write(sheet()))
        return b""

    monkeypatch.setattr(panel, "_made", made)

    def look(store: Store, screen: str, where: Address) -> Sequence[object]:
        files.clear()
        app = run(store, screen, **where)
        sent = [str(each.proto) for each in (*app.main, *app.sidebar)]
        assert sent
        return [*sent, *files]

    return look


@pytest.mark.parametrize("plan", list(PLANS))
def test_a_visitor_sees_the_same_whoever_was_disciplined(pair, seen, sign_in, plan):
    one, other = pair
    for screen, where in _addresses(one, plan):
        # what was drawn for somebody who may see it is not kept for those who may not
        for store in pair:
            sign_in(store, role="council")
            seen(store, screen, where)
            sign_in(store, role="administrator")
            seen(store, screen, where)
    for screen, where in _addresses(one, plan):
        assert seen(one, screen, where) == seen(other, screen, where), (screen, where)
