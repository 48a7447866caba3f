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
from etl.scope import programme_of
from schemas.lights import RESTRICTED
from warehouse import award_readers, readers, wall_readers
from warehouse.closing import close_period
from warehouse.judge import judge_change
from warehouse.opening import open_warehouse
from warehouse.store import Store

PLAN, YEAR = "hon_quan_2024", "2024-Y"
VETO = "no_discipline"
FILES = """
    select f.period_id, f.unit_id, f.submission_id, u.unit_code, u.group_code
    from judged_file as f
    join core_period as p on p.programme_id = f.dataset_id and p.period_id = f.period_id
    join core_programme_unit as u on u.programme_id = f.dataset_id and u.unit_id = f.unit_id
    where f.kind = 'workbook' and f.dataset_id = ?
    order by p.ends_on desc, p.starts_on, u.unit_order
"""
Address = dict[str, str]
Seen = Callable[[Store, str, Address], Sequence[object]]


@pytest.fixture(scope="module")
def pair(demo_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Store]]:
    """The demo, and the demo with a disciplined key leader in one unit of every plan."""
    place = tmp_path_factory.mktemp("han_che")
    stores = [open_warehouse(shutil.copytree(demo_dir, place / name)) for name in ("a", "b")]
    for store in stores:
        chosen = {plan: _concerned(store, plan) for plan in PLANS}
        with store.write("thử", "table") as write:
            for plan, (period_id, unit_id, submission_id, *_) in chosen.items():
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


def _concerned(store: Store, plan: str) -> tuple[str, str, str, str, str]:
    """Return period, id, file, code and group of a unit that handed in; a proposed one, if any."""
    found = store.query(FILES, [plan])
    if plan == PLAN:
        proposed = award_readers.eligibility(store, PLAN, YEAR, in_full=True)
        codes = proposed.filter(proposed["state"] == "met")["unit_code"].to_list()
        found = found.filter((found["period_id"] == YEAR) & found["unit_code"].is_in(codes))
    row: tuple[str, str, str, str, str] = found.row(0)
    return row


def _addresses(store: Store, plan: str) -> Iterator[tuple[str, Address]]:
    """Yield every public screen, of the plan with a veto in every form that could tell of it."""
    period, _, _, unit, group = _concerned(store, plan)
    here = {"ke_hoach": plan, "ky": period, "khoi": group}
    own = {**here, "don_vi": unit}
    code = VETO if plan == PLAN else str(readers.criteria(store, plan)["criterion_code"][0])
    for screen in ("leaderboard", "lights", "progress", "awards"):
        yield screen, here
    yield "wall", {**here, "neu_ten": "1", "dau": "0"}
    yield "unit", {**own, "dich": "award"}
    yield "why", {**own, "tieu_chi": code}
    yield "criterion", {**own, "tieu_chi": code}
    if plan == PLAN:
        yield "places", {**here, "to_theo": code}
        yield "programme", here
        yield "leaderboard", {**own, "xem": "quanh"}
        yield "lights", {**here, "xep": "can"}
        yield "unit", {**own, "dich": "rank", "neu": "par_index:99"}


TELLING = {"lights", "awards", "unit", "why", "criterion"}
"""The screens that tell it to those who may see it; the others are the same for everybody."""


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
        return [*(str(each.proto) for each in app.main), *files]

    return look


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return what makes the next who looks a visitor who is not signed in."""
    return lambda: monkeypatch.setattr("dashboard.session.token", lambda: None)


@pytest.mark.parametrize("plan", list(PLANS))
def test_a_visitor_sees_the_same_whoever_was_disciplined(pair, seen, visit, plan):
    visit()
    for screen, where in _addresses(pair[0], plan):
        one, other = (seen(store, screen, where) for store in pair)
        assert one
        assert one == other, (screen, where)


def test_who_may_see_it_does_and_nothing_of_it_is_kept_for_others(pair, seen, sign_in, visit):
    for screen, where in _addresses(pair[0], PLAN):
        told = []
        for store in pair:
            sign_in(store, role="council")
            told.append(seen(store, screen, where))
        assert (told[0] != told[1]) is (screen in TELLING), (screen, where)
        visit()
        one, other = (seen(store, screen, where) for store in pair)
        assert one == other, (screen, where)


@pytest.mark.parametrize(
    ("role", "of_unit", "sees_own", "sees_all"),
    [
        ("unit_officer", "own", True, False),
        ("head", "own", True, False),
        ("head", "other", False, False),
        ("administrator", None, False, False),
        ("leader", None, True, True),
        ("auditor", None, True, True),
    ],
)
def test_each_role_sees_its_own_part(pair, seen, sign_in, role, of_unit, sees_own, sees_all):
    period, unit_id, _, unit, group = _concerned(pair[0], PLAN)
    others = filled.units(pair[0], PLAN)
    stranger = next(code for code, _ in others if code != unit)
    ids = {"own": unit_id, "other": filled.unit_id(pair[0], stranger, PLAN)}
    here = {"ke_hoach": PLAN, "ky": period, "khoi": group}

    def is_told(screen: str, **more: str) -> bool:
        pages = []
        for store in pair:
            sign_in(store, role=role, unit_id=ids.get(of_unit))
            pages.append(seen(store, screen, {**here, **more}))
        return pages[0] != pages[1]

    assert is_told("why", don_vi=unit, tieu_chi=VETO) is sees_own
    assert is_told("unit", don_vi=unit) is sees_own
    assert is_told("awards") is sees_all
    assert is_told("criterion", tieu_chi=VETO) is sees_all


def test_the_condition_stands_there_with_a_neutral_sign(pair, run, text, visit):
    visit()
    _, _, _, unit, _ = _concerned(pair[0], PLAN)
    where = {"ke_hoach": PLAN, "ky": YEAR}
    page = text(run(pair[1], "unit", **where, don_vi=unit))
    assert "Điều kiện hạn chế: chỉ người có trách nhiệm xem được." in page
    assert page.count("td-light-restricted") > 0
    assert "Chưa tính điều kiện hạn chế xem" in text(run(pair[1], "awards", **where))


def test_readers_tell_nothing_unless_they_are_asked_in_full(pair):
    store = pair[1]
    period, _, _, unit, _ = _concerned(pair[0], PLAN)
    where = (store, PLAN, period)
    states = {
        in_full: dict(
            readers.unit_verdicts(*where, unit, in_full)
            .select("criterion_code", "state")
            .iter_rows()
        )
        for in_full in (False, True)
    }
    assert states[False].pop(VETO) == RESTRICTED.code
    assert states[True].pop(VETO) == "excluded"
    assert states[False] == states[True]
    assert readers.sources(*where, unit, VETO).is_empty()
    assert readers.sources(*where, unit, VETO, True).height == 3
    proposed = [award_readers.quota_line(*where, 5, in_full) for in_full in (False, True)]
    assert unit in proposed[0]["unit_code"]
    assert unit not in proposed[1]["unit_code"]
    assert VETO not in wall_readers.red_criteria(*where)["criterion_code"]


def test_a_seal_that_anybody_reads_tells_nothing(pair, tmp_path):
    digests = []
    for store, name in zip(pair, "ab", strict=True):
        copy = open_warehouse(shutil.copytree(store.data_dir, tmp_path / name))
        plan = programme_of(PLAN, copy)
        close_period(copy, plan, YEAR, actor="thử", reason="chốt thử")
        sealed = wall_readers.seal(copy, PLAN, YEAR)
        assert sealed is not None
        digests.append(sealed["digest"])
        assert (
            readers.unit_verdicts(copy, PLAN, YEAR, "25357", True)["state"]
            .to_list()
            .count("excluded")
            == 1
        ), "those who may see it still do"
        copy.close()
    assert digests[0] == digests[1]
