"""Closing a period freezes it; a board can be read as it was known on a day."""

from __future__ import annotations

import dataclasses
import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import warehouse_kit as kit
from rule_texts import with_texts
from warehouse_kit import Facts

from etl.scope import programme_of
from etl.submit import submit_workbook
from schemas.failures import OwnFailure
from schemas.findings import Refusal
from schemas.reader import RuleBook
from schemas.register import Register
from schemas.words import to_local
from tests.conftest import Command
from tests.fill import good_form
from warehouse import closing, readers
from warehouse.health import failed_checks, rules_edited
from warehouse.history import as_known
from warehouse.judge import judge_all
from warehouse.rulebook import load_rules
from warehouse.store import Store
from warehouse.writers import HandIn, accept_hand_in

PLAN, SET, YEAR = "ke_hoach", "bo_tieu_chi", "2022-Y"
UNITS = ("DV-A", "DV-B")
WHO, WHY = "Trần Thị Chốt", "Hội nghị công bố"


def book(lights: tuple[str, str] = ("90", "80"), year: int = 2022) -> RuleBook:
    """Return a plan of one year over a set of two parts, both published."""
    criteria = kit.criteria_set(
        SET,
        [
            {"code": "tong", "maximum": "10", "kind": "sum"},
            {"code": "mot", "parent": "tong", "maximum": "6", "kind": "published_points"},
            {"code": "hai", "parent": "tong", "maximum": "4", "kind": "published_points"},
        ],
        lights,
    )
    plan = kit.programme(
        PLAN,
        family="index",
        years=[year],
        ends_on=dt.date(year, 12, 31),
        criteria_set=SET,
        workbook=None,
        ranking={"keys": [{"by": "total_points"}], "ours": True, "note": "Thử"},
    )
    return with_texts(kit.rule_book([plan], [criteria]))


@pytest.fixture(scope="module")
def units() -> Register:
    return kit.register({PLAN: [(unit, "xa") for unit in UNITS]})


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, units: Register) -> Path:
    folder = tmp_path_factory.mktemp("closing") / "mau"
    store = kit.fresh_store(folder)
    kit.install(store, book(), units)
    store.close()
    return folder


@pytest.fixture
def kho(template: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copytree(template, tmp_path / "kho")
    store = Store(tmp_path / "kho")
    yield store
    store.close()


def table(points: dict[str, tuple[str, str]], received: str | None = None) -> HandIn:
    """Return a published table; a moment of receipt makes it sample data."""
    facts = Facts()
    for unit, (one, two) in points.items():
        facts.points(unit, {"mot": one, "hai": two})
    made = facts.table(SET, YEAR)
    if received is None:
        return made
    moment = dt.datetime.fromisoformat(received)
    return dataclasses.replace(made, is_sample=True, received_at=moment)


def ranks(store: object) -> dict[str, tuple[int, str]]:
    """Return rank and score of every ranked unit."""
    board = readers.leaderboard(store, PLAN, YEAR)  # type: ignore[arg-type]
    return {
        unit: (rank, f"{score:f}".rstrip("0").rstrip("."))
        for unit, rank, score in board.select("unit_code", "rank", "score").iter_rows()
    }


def close(store: Store) -> closing.Closing:
    return closing.close_period(store, book().programmes[PLAN], YEAR, actor=WHO, reason=WHY)


def test_a_closed_period_keeps_its_verdicts_and_takes_no_figures(kho: Store) -> None:
    accept_hand_in(kho, table({"DV-A": ("6", "3"), "DV-B": ("5", "3")}), actor=WHO)
    before = readers.unit_verdicts(kho, PLAN, YEAR, "DV-A")
    assert not readers.is_closed(kho, PLAN, YEAR)
    sealed = close(kho)
    assert readers.is_closed(kho, PLAN, YEAR)
    assert ranks(kho) == {"DV-A": (1, "9"), "DV-B": (2, "8")}
    assert readers.unit_verdicts(kho, PLAN, YEAR, "DV-A").equals(before)
    with pytest.raises(OwnFailure, match="đã chốt") as refused:
        accept_hand_in(kho, table({"DV-B": ("6", "4")}), actor=WHO)
    assert refused.value.code == "NOP-02"
    assert {sealed.rules_sha256, sealed.data_sha256, sealed.board_sha256}.isdisjoint({""})
    assert failed_checks(kho) == []
    assert closing.broken_seals(kho) == []


def test_rules_that_change_do_not_touch_what_is_closed(kho: Store, units: Register) -> None:
    accept_hand_in(kho, table({"DV-A": ("6", "3"), "DV-B": ("5", "3")}), actor=WHO)
    close(kho)
    lights = {row["criterion_code"]: row["state"] for row in _lights(kho, "DV-B")}
    assert lights == {"tong": "not_met", "mot": "not_met", "hai": "not_met"}
    with kho.write(kit.ACTOR, "load_rules") as write:  # a lower bar: everything would be met
        load_rules(write.connection, book(("10", "5")), units, write.revision)
        judge_all(write.connection)
    assert {row["criterion_code"]: row["state"] for row in _lights(kho, "DV-B")} == lights
    assert rules_edited(kho, book()) == []
    assert [name for name, _ in rules_edited(kho, book(("10", "5")))] == [f"criteria_set/{SET}"]


def test_a_closed_board_keeps_its_places_when_the_rules_no_longer_know_the_period(
    kho: Store, units: Register
) -> None:
    accept_hand_in(kho, table({"DV-A": ("6", "3"), "DV-B": ("5", "3")}), actor=WHO)
    close(kho)
    before = ranks(kho)
    kit.install(kho, book(year=2023), units)
    assert ranks(kho) == before == {"DV-A": (1, "9"), "DV-B": (2, "8")}


def test_no_step_of_an_order_is_told_of_a_plan_that_is_gone(kho: Store, units: Register) -> None:
    accept_hand_in(kho, table({"DV-A": ("6", "3"), "DV-B": ("5", "3")}), actor=WHO)
    close(kho)
    steps = "select unit_id, key_kind from out_ranking_key order by unit_id"
    told = [("DV-A", "total_points"), ("DV-B", "total_points")]
    assert kho.query(steps).rows() == told
    kit.install(kho, kit.rule_book([]), units)
    assert kho.query(steps).is_empty()


def _lights(store: Store, unit: str) -> list[dict[str, str]]:
    return readers.unit_verdicts(store, PLAN, YEAR, unit).to_dicts()


def test_a_correction_is_a_new_version_beside_the_old_one(kho: Store) -> None:
    accept_hand_in(kho, table({"DV-A": ("6", "3"), "DV-B": ("5", "3")}), actor=WHO)
    first = close(kho)
    programme = book().programmes[PLAN]
    closing.reopen_period(kho, programme, YEAR, actor=WHO, reason="Sửa điểm đơn vị B")
    accept_hand_in(kho, table({"DV-B": ("6", "4")}), actor=WHO)
    assert ranks(kho) == {"DV-B": (1, "10"), "DV-A": (2, "9")}
    second = close(kho)
    assert first.rules_sha256 == second.rules_sha256
    assert first.data_sha256 != second.data_sha256
    assert first.board_sha256 != second.board_sha256
    story = closing.closings(kho, PLAN, YEAR)
    assert story["action"].to_list() == ["close", "reopen", "close"]
    assert story["version"].to_list() == [2, 1, 1]
    assert story["is_current"].to_list() == [True, False, False]
    assert story["reason"].to_list() == [WHY, "Sửa điểm đơn vị B", WHY]
    old = closing.sealed_board(kho, first.closing_id)
    assert dict(old.select("unit_code", "rank").iter_rows()) == {"DV-A": 1, "DV-B": 2}
    assert closing.broken_seals(kho) == []


def test_a_tampered_seal_is_seen(kho: Store) -> None:
    accept_hand_in(kho, table({"DV-A": ("6", "3"), "DV-B": ("5", "3")}), actor=WHO)
    sealed = close(kho)
    with kho.write("kẻ gian", "tamper") as write:
        write.connection.execute("update sealed_board set rank = 1")
    assert closing.broken_seals(kho) == [sealed.closing_id]


@pytest.mark.parametrize("step", ["nothing", "twice", "not_closed", "words"])
def test_what_cannot_be_closed_is_refused(kho: Store, step: str) -> None:
    programme = book().programmes[PLAN]
    reason = WHY
    if step != "nothing":
        accept_hand_in(kho, table({"DV-A": ("6", "3")}), actor=WHO)
    if step == "twice":
        close(kho)
    if step == "words":
        reason = "  "
    revision = kho.revision()
    act = closing.reopen_period if step == "not_closed" else closing.close_period
    with pytest.raises(Refusal) as refused:
        act(kho, programme, YEAR, actor=WHO, reason=reason)
    codes = {
        "nothing": "closing.nothing_to_close",
        "twice": "closing.already_closed",
        "not_closed": "closing.not_closed",
        "words": "closing.words_needed",
    }
    assert [each.code for each in refused.value.findings] == [codes[step]]
    assert kho.revision() == revision


def test_a_board_as_it_was_known_on_a_day(kho: Store, units: Register) -> None:
    accept_hand_in(
        kho, table({"DV-A": ("6", "3"), "DV-B": ("5", "3")}, "2022-12-20T08:00"), actor=WHO
    )
    accept_hand_in(kho, table({"DV-B": ("6", "4")}, "2023-01-05T09:30"), actor=WHO)
    close(kho)
    assert ranks(kho) == {"DV-B": (1, "10"), "DV-A": (2, "9")}
    revision = kho.revision()
    known = {
        "2022-12-20T07:59": {},
        "2022-12-20T08:00": {"DV-A": (1, "9"), "DV-B": (2, "8")},
        "2023-01-05T09:29": {"DV-A": (1, "9"), "DV-B": (2, "8")},
        "2023-01-05T09:30": {"DV-B": (1, "10"), "DV-A": (2, "9")},
    }
    for moment, expected in known.items():
        at = dt.datetime.fromisoformat(moment)
        with as_known(kho, at, book(), units) as then:
            assert ranks(then) == expected, moment
            assert not readers.is_closed(then, PLAN, YEAR)
            assert failed_checks(then) == []
    assert kho.revision() == revision


def test_a_board_is_judged_by_the_rules_of_then(kho: Store, units: Register) -> None:
    accept_hand_in(kho, table({"DV-A": ("6", "3"), "DV-B": ("5", "3")}), actor=WHO)
    with kho.write(kit.ACTOR, "load_rules") as write:
        load_rules(write.connection, book(("10", "5")), units, write.revision)
        judge_all(write.connection)
    assert {row["state"] for row in _lights(kho, "DV-B")} == {"met"}
    with as_known(kho, _before_rules(kho), book(("10", "5")), units) as trial:
        states = readers.unit_verdicts(trial, PLAN, YEAR, "DV-B")["state"].to_list()
    assert set(states) == {"not_met"}


def _before_rules(store: Store) -> dt.datetime:
    """Return the local moment just before the latest rules came in."""
    moments = store.query(
        "select max(recorded_at) as m from meta_revision where action = 'load_rules'"
    )
    return to_local(moments.item()) - dt.timedelta(microseconds=1)


def test_the_front_door_and_the_commands_know_a_closed_period(
    handed_in: Store, thidua: Command
) -> None:
    data, plan, period = handed_in.data_dir, "ninh_hoa_2022", "2022-Q1"
    ran = thidua(
        "close", plan, "--period", period, "--reason", WHY, "--actor", WHO, "--json", data=data
    )
    assert ran.code == 0, ran.out
    assert len(ran.document["board_sha256"]) == 64
    outcome = submit_workbook(handed_in, good_form(handed_in).bytes(), "lai.xlsx", actor=WHO)
    assert [each.code for each in outcome.findings] == ["closing.period_closed"]
    assert "đã chốt lúc" in outcome.findings[0].message
    board = thidua("board", plan, "--period", period, data=data)
    assert "(đã chốt)" in board.out.splitlines()[0]
    told = thidua("closings", plan, data=data)
    assert f"{period}: chốt lần 1 (đang có hiệu lực)" in told.out
    assert WHO in told.out
    assert thidua("checks", "--json", data=data).document["ok"] is True
    opened = thidua("reopen", plan, "--period", period, "--reason", "Sửa", "--json", data=data)
    assert opened.document == {"programme": plan, "period": period, "is_open": True}
    again = submit_workbook(handed_in, good_form(handed_in).bytes(), "lai.xlsx", actor=WHO)
    assert again.accepted


def test_a_closed_plan_speaks_by_its_kept_text(handed_in: Store, thidua: Command) -> None:
    """Title, quota and form come from the text the period was closed under, not from the file."""
    plan, name = "ninh_hoa_2022", "programme/ninh_hoa_2022"
    data = handed_in.data_dir
    with handed_in.write("thử", "load_rules") as write:
        # as if the plan had had another quota when its period was closed
        write.connection.execute(
            "update meta_rulebook set sha256 = 'cũ', text = replace(replace(text, "
            "'Không quá 10 tập thể', 'Không quá 07 tập thể'), 'maximum = 10', 'maximum = 7') "
            "where rulebook_id = ?",
            [name],
        )
    assert programme_of(plan, handed_in) == programme_of(plan), "nothing is closed yet"
    closed = ("close", plan, "--period", "2022-Q1", "--reason", WHY, "--actor", WHO)
    assert thidua(*closed, data=data).code == 0
    kept = programme_of(plan, handed_in)
    assert [quota.maximum for each in kept.awards for quota in each.quotas][2:] == [7, 7]
    today = programme_of(plan).awards
    assert [quota.maximum for each in today for quota in each.quotas][2:] == [10, 10]
    told = thidua("awards", plan, "--year", "2022", "--json", data=data).document
    quotas = [quota for each in told["awards"] for quota in each["quotas"]]
    assert {quota["text"] for quota in quotas} >= {"Không quá 07 tập thể"}
    assert [quota["maximum"] for quota in quotas][2:] == [7, 7]


def test_a_board_of_a_day_from_the_command_line(handed_in: Store, thidua: Command) -> None:
    arguments = ("board", "ninh_hoa_2022", "--period", "2022-Q1", "--as-known")
    then = thidua(*arguments, "01/01/2020", "--json", data=handed_in.data_dir)
    assert then.document["rows"] == []
    assert then.document["known_on"] == "2020-01-01"
    now = thidua(*arguments, "01/01/2100", "--json", data=handed_in.data_dir)
    assert len(now.document["rows"]) == 1
    bad = thidua(*arguments, "30/02/2022", "--json", data=handed_in.data_dir)
    assert (bad.code, bad.codes) == (2, ["usage.bad_day"])
