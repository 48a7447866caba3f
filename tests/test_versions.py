"""Versions of a hand-in: which one counts and why, approval, withdrawal, differences, the past."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.submit import submit_workbook
from etl.version_words import change_line, in_sheet_order, version_state
from schemas.findings import Refusal
from schemas.roles import Actor
from schemas.words import to_local
from tests import warehouse_kit as kit
from tests.conftest import Command
from tests.fill import PERIOD, PROGRAMME, UNIT, good_form
from tests.test_closing import with_texts
from warehouse import closing, readers, versions
from warehouse.changed_cells import CellChange
from warehouse.health import failed_checks
from warehouse.history import as_known
from warehouse.store import Store
from warehouse.writers import accept_hand_in

FREE, ASKED, YEAR, UNIT_A = "ke_hoach_tu_do", "ke_hoach_co_duyet", "2022-Y", "DV-A"
CLERK = Actor("Lê Văn Cán", "unit_officer", "can.lv", UNIT_A)
HEAD = Actor("Phạm Thị Trưởng", "head", "truong.pt", UNIT_A)


def plan(name: str, approval: str):
    return kit.programme(
        name,
        approval=approval,
        measures=[
            kit.measure("figure", {"kind": "reported", "value": "points"}),
            kit.measure("in_time", {"kind": "hand_in_on_time"}),
        ],
        conditions=[
            kit.condition(
                "c0", {"kind": "threshold", "measure": "figure", "op": ">=", "value": "50"}
            ),
            kit.condition("c1", {"kind": "attested", "measure": "in_time"}),
        ],
    )


def book():
    return with_texts(kit.rule_book([plan(FREE, "none"), plan(ASKED, "head")]))


def units():
    return kit.register({name: [(UNIT_A, "xa"), ("DV-B", "xa")] for name in (FREE, ASKED)})


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = kit.fresh_store(tmp_path_factory.mktemp("ban_nop") / "mau")
    kit.install(store, book(), units())
    store.close()
    return store.data_dir


@pytest.fixture
def kho(template: Path, tmp_path: Path) -> Iterator[Store]:
    store = Store(shutil.copytree(template, tmp_path / "kho"))
    yield store
    assert failed_checks(store) == []
    store.close()


def give(
    kho: Store, value: str, plan_id: str = FREE, received: str | None = None, who: Actor = CLERK
) -> str:
    facts = kit.Facts()
    facts.results(UNIT_A, {"figure": value})
    at = None if received is None else dt.datetime.fromisoformat(received)
    return accept_hand_in(kho, facts.workbook(plan_id, YEAR, UNIT_A, at), actor=who).code


def state(kho: object, plan_id: str = FREE, code: str = "c0") -> str:
    """Return what the judge says of a condition."""
    found = {
        row["criterion_code"]: row["state"]
        for row in readers.unit_verdicts(kho, plan_id, YEAR, UNIT_A).to_dicts()  # type: ignore[arg-type]
    }
    return found[code]


def statuses(kho: Store, plan_id: str = FREE) -> list[str]:
    return versions.versions(kho, plan_id, YEAR, UNIT_A)["status"].to_list()


def code(refused: pytest.ExceptionInfo[Refusal]) -> str:
    return refused.value.findings[0].code


# Approval asked? what happens in order (a number hands in, "+n" approves and "-n" withdraws version
# n); the status of each version; what the judge says of a figure that needs 50.
TABLE = [
    ("none", "60", "C", "met"),
    ("none", "60 40", "S C", "not_met"),
    ("none", "60 40 -2", "C W", "met"),
    ("none", "60 40 -1", "W C", "not_met"),
    ("none", "60 -1", "W", "pending"),
    ("none", "60 -1 40", "W C", "not_met"),
    ("none", "60 40 30 -3 -2", "C W W", "met"),
    ("head", "60", "?", "pending"),
    ("head", "60 +1", "C", "met"),
    ("head", "60 +1 40", "C ?", "met"),
    ("head", "60 +1 40 +2", "S C", "not_met"),
    ("head", "60 40 +2", "? C", "not_met"),
    ("head", "60 40 +2 +1", "S C", "not_met"),
    ("head", "60 40 +1", "C ?", "met"),
    ("head", "60 +1 40 +2 -2", "C W", "met"),
    ("head", "60 -1", "W", "pending"),
    ("head", "60 +1 -1", "W", "pending"),
]
_WORDS = {"C": "counts", "S": "superseded", "W": "withdrawn", "?": "waiting"}


@pytest.mark.parametrize(("approval", "steps", "expected", "says"), TABLE)
def test_which_version_counts(
    kho: Store, approval: str, steps: str, expected: str, says: str
) -> None:
    plan_id = ASKED if approval == "head" else FREE
    # somebody else's figure keeps the period a judged one
    kit.accept_all(kho, [_table(plan_id, "DV-B")])
    receipts: list[str] = []
    for step in steps.split():
        if step[0] == "+":
            versions.approve(kho, receipts[int(step[1:]) - 1], actor=HEAD)
        elif step[0] == "-":
            versions.withdraw(kho, receipts[int(step[1:]) - 1], actor=CLERK, reason="Nhầm")
        else:
            receipts.append(give(kho, step, plan_id))
    assert statuses(kho, plan_id) == [_WORDS[each] for each in expected.split()]
    assert state(kho, plan_id) == says
    # nothing is ever taken away
    assert kho.query("select count(*) from raw_submission__file").item() == len(receipts) + 1


def _table(plan_id: str, unit: str):
    facts = kit.Facts()
    facts.results(unit, {"figure": "1"})
    return facts.table(plan_id, YEAR)


def test_a_period_with_nothing_left_is_judged_no_more(kho: Store) -> None:
    receipt = give(kho, "60")
    assert readers.leaderboard(kho, FREE, YEAR).height == 1
    versions.withdraw(kho, receipt, actor=CLERK, reason="Nhầm kỳ")
    assert readers.leaderboard(kho, FREE, YEAR).is_empty()
    assert readers.excluded(kho, FREE, YEAR)["reason_code"].to_list() == ["no_hand_in"] * 2


@pytest.mark.parametrize(
    ("moments", "withdrawn", "expected"),
    [
        (["2022-12-19T08:00"], False, "met"),
        (["2022-12-19T08:00", "2022-12-22T08:00"], False, "met"),
        (["2022-12-19T08:00", "2022-12-22T08:00"], True, "not_met"),
    ],
)
def test_a_correction_keeps_the_day_a_withdrawal_gives_it_up(
    kho: Store, moments: list[str], withdrawn: bool, expected: str
) -> None:
    receipts = [give(kho, "60", received=at) for at in moments]
    if withdrawn:
        versions.withdraw(kho, receipts[0], actor=CLERK, reason="Nhầm")
    assert state(kho, code="c1") == expected


def test_approving_later_does_not_make_a_hand_in_late(kho: Store) -> None:
    receipt = give(kho, "60", ASKED, "2022-12-19T08:00")
    versions.approve(kho, receipt, actor=HEAD)
    assert state(kho, ASKED, "c1") == "met"


# ---------------------------------------------------------------- what is refused


def test_who_handed_in_does_not_approve(kho: Store) -> None:
    both = Actor("Phạm Thị Trưởng", "head", "truong.pt", UNIT_A)
    receipt = give(kho, "60", ASKED, who=both)
    with pytest.raises(Refusal) as refused:
        versions.approve(kho, receipt, actor=both)
    assert code(refused) == "version.own_hand_in"
    by_operator = give(kho, "60", ASKED, who=Actor("máy"))
    with pytest.raises(Refusal) as refused:
        versions.approve(kho, by_operator, actor="máy")
    assert code(refused) == "version.own_hand_in"
    versions.approve(kho, by_operator, actor=both)
    assert statuses(kho, ASKED) == ["waiting", "counts"]


def test_only_what_waits_is_approved(kho: Store) -> None:
    free, asked = give(kho, "60"), give(kho, "60", ASKED)
    versions.approve(kho, asked, actor=HEAD)
    for receipt in (free, asked):
        with pytest.raises(Refusal) as refused:
            versions.approve(kho, receipt, actor=HEAD)
        assert code(refused) == "version.not_waiting"


def test_what_cannot_be_withdrawn(kho: Store) -> None:
    receipt = give(kho, "60")
    with pytest.raises(Refusal) as refused:
        versions.withdraw(kho, receipt, actor=CLERK, reason="  ")
    assert code(refused) == "version.reason_needed"
    with pytest.raises(Refusal) as refused:
        versions.withdraw(kho, "TD000000-XXXXXX", actor=CLERK, reason="Nhầm")
    assert code(refused) == "version.unknown_receipt"
    facts = kit.Facts()
    facts.results(UNIT_A, {"figure": "55"})
    accept_hand_in(kho, facts.table(FREE, YEAR, "appraised"), actor="Sở")
    with pytest.raises(Refusal) as refused:
        versions.withdraw(kho, receipt, actor=CLERK, reason="Nhầm")
    assert code(refused) == "version.appraised"
    asked = give(kho, "60", ASKED)
    versions.withdraw(kho, asked.lower(), actor=CLERK, reason="Nhầm")
    with pytest.raises(Refusal) as refused:
        versions.withdraw(kho, asked, actor=CLERK, reason="Nhầm")
    assert code(refused) == "version.already_withdrawn"


def test_a_closed_period_keeps_its_versions(kho: Store) -> None:
    receipt = give(kho, "60")
    closing.close_period(kho, plan(FREE, "none"), YEAR, actor="Sở", reason="Công bố")
    with pytest.raises(Refusal) as refused:
        versions.withdraw(kho, receipt, actor=CLERK, reason="Nhầm")
    assert code(refused) == "closing.period_closed"
    assert statuses(kho) == ["counts"]


# ---------------------------------------------------------------- the past, the words


def test_the_past_knows_no_later_step(kho: Store) -> None:
    first = give(kho, "60", ASKED, "2022-12-01T08:00")
    give(kho, "40", ASKED, "2022-12-02T08:00")
    at = to_local(dt.datetime.now(dt.UTC).replace(tzinfo=None))
    versions.approve(kho, first, actor=HEAD)
    versions.withdraw(kho, first, actor=HEAD, reason="Nhầm")
    kit.accept_all(kho, [_table(ASKED, "DV-B")])
    later = to_local(dt.datetime.now(dt.UTC).replace(tzinfo=None))
    with as_known(kho, at, book(), units()) as past:
        assert versions.versions(past, ASKED, YEAR, UNIT_A)["status"].to_list() == ["waiting"] * 2
        assert state(past, ASKED) == "pending"
    with as_known(kho, later, book(), units()) as now:
        assert statuses(now, ASKED) == ["withdrawn", "waiting"]  # type: ignore[arg-type]


def test_the_words_say_which_version_counts_and_why(kho: Store) -> None:
    first = give(kho, "60", ASKED)
    give(kho, "60", ASKED)
    third = give(kho, "40", ASKED)
    versions.approve(kho, first, actor=HEAD)
    versions.withdraw(kho, third, actor=CLERK, reason="Nhầm kỳ")
    rows = versions.versions(kho, ASKED, YEAR, UNIT_A).to_dicts()
    words = [version_state(row) for row in rows]
    assert words[0].startswith(
        "đang được tính, vì là bản mới nhất đã duyệt và chưa rút, Phạm Thị Trưởng duyệt lúc "
    )
    assert words[1] == "chờ thủ trưởng duyệt nên chưa được tính"
    assert words[2].endswith("Lê Văn Cán: Nhầm kỳ")
    assert [row["is_unchanged"] for row in rows] == [False, True, False]


def test_the_difference_of_any_two_versions(kho: Store) -> None:
    first, second = give(kho, "60"), give(kho, "40.5")
    (found,) = versions.difference(kho, first, second)
    assert change_line(found) == "Số liệu figure: 60 thành 40,5"
    (back,) = versions.difference(kho, second, first)
    assert (back.before, back.after) == ("40,5", "60")
    assert versions.difference(kho, first, first) == ()
    other = give(kho, "60", ASKED)
    with pytest.raises(Refusal) as refused:
        versions.difference(kho, first, other)
    assert code(refused) == "version.not_same"


# ---------------------------------------------------------------- the front door and the commands


def test_a_hand_in_with_no_change_is_said_to_be_so(handed_in: Store) -> None:
    again = submit_workbook(handed_in, good_form(handed_in).bytes(), "lai.xlsx", actor="văn thư")
    assert again.accepted
    assert any("không đổi so với bản đang được tính" in note for note in again.notes)
    data = good_form(handed_in).put("Hài lòng", "B5", 61).bytes()
    changed = submit_workbook(handed_in, data, "sua.xlsx", actor="văn thư")
    assert changed.accepted
    assert not any("không đổi" in note for note in changed.notes)


def test_commands_of_versions(thidua: Command, handed_in: Store) -> None:
    data = good_form(handed_in).put("Hài lòng", "B5", 61).bytes()
    assert submit_workbook(handed_in, data, "sua.xlsx", actor="văn thư").accepted
    here = handed_in.data_dir
    listed = thidua("versions", PROGRAMME, UNIT, "--period", PERIOD, "--json", data=here)
    first, second = (each["receipt_code"] for each in listed.document["versions"])
    assert [each["status"] for each in listed.document["versions"]] == ["superseded", "counts"]
    differs = thidua("diff", first, second, data=here)
    assert differs.out.startswith("1 ô khác nhau.\n  Hài lòng, ô B5: ")
    refused = thidua("approve", second, "--operator", "Trưởng phòng", "--json", data=here)
    assert (refused.code, refused.codes) == (2, ["version.not_waiting"])
    gone = thidua(
        "withdraw", second, "--reason", "Nhầm", "--operator", "Trưởng phòng", "--json", data=here
    )
    assert gone.document["counts_now"] == first
    assert gone.document["withdrawn_by"] == "Trưởng phòng"
    told = thidua("versions", PROGRAMME, UNIT, "--period", PERIOD, data=here).out
    assert "Bản 1, biên nhận " in told
    assert ", Trưởng phòng: Nhầm" in told
    last = thidua("withdraw", first, "--reason", "Nhầm", data=here)
    assert "không còn bản nộp nào được tính" in last.out
    assert thidua("checks", data=here).code == 0


def test_a_class_is_told_by_its_name_and_changes_come_in_the_order_of_the_form() -> None:
    def change(table: str, row: int, cell: str, after: str) -> CellChange:
        return CellChange(
            "added", "A", "Xã A", table, "c", "Cột", row, "S", cell, None, after, False
        )

    assert change_line(change("results", 5, "C5", "tot")) == "Cột: thêm Tốt"
    assert change_line(change("tasks", 5, "C5", "tot")) == "Cột: thêm tot"
    found = [change("results", 5, "C5", "1"), change("tasks", 6, "AA6", "1"),
             change("tasks", 6, "B6", "1"), change("tasks", 5, "Z5", "1")]  # fmt: skip
    assert [each.cell for each in in_sheet_order(found)] == ["Z5", "B6", "AA6", "C5"]
