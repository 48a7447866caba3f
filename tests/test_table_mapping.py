"""Columns that bear no name of a criterion: declared once, kept, said, replaced, revoked."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from etl.table import submit_table
from tests.conftest import Command
from tests.door_kit import (
    FIRST,
    PLAN,
    SECOND,
    SET,
    YEAR,
    codes,
    in_force,
    points_plan,
    points_set,
    sheet,
)
from tests.test_check import check_words
from warehouse import column_meanings
from warehouse.accounts import Accounts
from warehouse.chain import broken_link
from warehouse.store import Store

ODD = ("Phường, xã", "Chỉ số hài lòng (%)", "Điểm  ĐÁNH_GIÁ", "Ghi chú")
"""Headings as offices write them: none is a code or a name of the set."""
GIVEN = {"Phường, xã": "đơn vị", "Chỉ số hài lòng (%)": "A1", "Điểm đánh giá": "A2"}


def give(store: Store, *rows, actor="Trần Thị Thẩm", given=None, dry_run=False, **options):
    return submit_table(
        store, sheet(*(rows or (ODD, [FIRST, "7,5", "12", "x"]))), "bảng.csv", actor=actor,
        dataset_id=SET, period_id=YEAR, layer="self", given=given, dry_run=dry_run, **options,
    )  # fmt: skip


def points(store: Store) -> dict[str, str]:
    found = store.query(
        "select column_code, value_num from core_observation where dataset_id = ? order by all",
        [SET],
    )
    return {code: f"{value.normalize():f}" for code, value in found.iter_rows()}


def states(store: Store) -> list[tuple[str, str | None, str, str]]:
    found = column_meanings.meanings(store, SET)
    return found.select("heading", "column_code", "actor", "state").rows()


def test_unknown_headings_are_refused_with_the_way_to_declare_them(scored: Store) -> None:
    refused = give(scored)
    assert codes(refused) == [("table.no_header", None)]
    assert "--map" in refused.findings[0].action


def test_a_declared_table_is_read_and_remembered(scored: Store) -> None:
    first = give(scored, given=GIVEN)
    assert first.accepted, first.findings
    assert points(scored) == {"A1": "7.5", "A2": "12"}
    assert first.notes[0] == (
        "Cột A “Phường, xã” được hiểu là “Tên đơn vị”; cột B “Chỉ số hài lòng (%)” được hiểu là "
        "“Tiêu chí A1”; cột C “Điểm đánh giá” được hiểu là “Tiêu chí A2” (theo khai báo lần này; "
        "được nhớ cho lần sau khi bảng được nhận)."
    )
    assert {row[:2] for row in states(scored)} == {
        ("Phường, xã", "unit_name"), ("Chỉ số hài lòng (%)", "A1"), ("Điểm đánh giá", "A2"),
    }  # fmt: skip
    # next time: other places, other case and separators, nothing declared
    again = give(
        scored, ["x"], ["", "CHỈ SỐ HÀI LÒNG (%)", "điểm-đánh giá", "Phường, xã"],
        ["", "8", "13", SECOND], actor="Người khác",
    )  # fmt: skip
    assert again.accepted, again.findings
    today = column_meanings.meanings(scored, SET)["recorded_at"][0]
    assert isinstance(today, dt.datetime)
    assert again.notes[0] == (
        "Cột B “Chỉ số hài lòng (%)” được hiểu là “Tiêu chí A1”; cột C “Điểm đánh giá” được hiểu "
        "là “Tiêu chí A2”; cột D “Phường, xã” được hiểu là “Tên đơn vị” "
        f"(theo khai báo của Trần Thị Thẩm ngày {today:%d/%m/%Y})."
    )
    assert len(states(scored)) == 3, "saying nothing new writes nothing down"
    assert broken_link(scored) is None


@pytest.mark.parametrize("dry_run", [True, False])
def test_nothing_is_remembered_of_a_dry_run_or_a_refused_table(
    scored: Store, dry_run: bool
) -> None:
    rows = (ODD, [FIRST, "7,5" if dry_run else "abc", "12", ""])
    outcome = give(scored, *rows, given=GIVEN, dry_run=dry_run)
    assert not outcome.accepted
    assert bool(outcome.findings) is not dry_run
    assert states(scored) == []


def test_the_newest_declaration_counts(scored: Store) -> None:
    give(scored, given=GIVEN, actor="Một")
    swapped = {**GIVEN, "Chỉ số hài lòng (%)": "A2", "Điểm đánh giá": "A1"}
    assert give(scored, [*ODD], [SECOND, "12", "7,5", ""], given=swapped, actor="Hai").accepted
    assert {row for row in states(scored) if row[0] != "Phường, xã"} == {
        ("Chỉ số hài lòng (%)", "A2", "Hai", "in_force"),
        ("Điểm đánh giá", "A1", "Hai", "in_force"),
        ("Chỉ số hài lòng (%)", "A1", "Một", "replaced"),
        ("Điểm đánh giá", "A2", "Một", "replaced"),
    }
    assert give(scored, [*ODD], [SECOND, "12", "7,5", ""]).accepted


WRONG = {
    "two columns of one criterion": (
        {**GIVEN, "Điểm đánh giá": "A1"}, [("table.mapped_twice", "C1")],
        "cột “Điểm ĐÁNH_GIÁ” và cột ở ô B1 đều được hiểu là “Tiêu chí A1”",
    ),
    "unknown code": (
        {**GIVEN, "Điểm đánh giá": "Z9"}, [("table.map_unknown_code", None)],
        "“Z9”, nhưng không có mã hoặc tên ấy; các mã có: unit_code, unit_name",
    ),
    "heading not there": (
        {**GIVEN, "Cột lạ": "B1"}, [("table.map_no_heading", None)],
        "không có cột tiêu đề “Cột lạ”; các cột chưa rõ là gì: “Ghi chú”",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_declaration_is_refused(scored: Store, name: str) -> None:
    given, wanted, words = WRONG[name]
    refused = give(scored, given=given)
    assert codes(refused) == wanted
    assert words in refused.findings[0].message
    check_words(refused.findings[0])
    assert (states(scored), points(scored)) == ([], {})


@pytest.mark.parametrize("heading", ["A1", "tiêu chí a1", "Mã đơn vị", "Tên đơn vị"])
def test_a_heading_with_a_meaning_of_its_own_keeps_it(scored: Store, heading: str) -> None:
    refused = give(scored, ["Mã đơn vị", "A1"], [FIRST, "7"], given={heading: "A2"})
    assert codes(refused) == [("table.map_known_heading", None)]


def test_a_named_column_and_a_declared_one_of_the_same_criterion(scored: Store) -> None:
    refused = give(scored, ["Mã đơn vị", "A1", "Cột"], [FIRST, "7", "8"], given={"Cột": "A1"})
    assert codes(refused) == [("table.mapped_twice", "C1")]
    first = give(scored, ["Mã đơn vị", "Cột", "A1"], [FIRST, "7", "8"], given={"Cột": "A1"})
    assert codes(first) == [("table.mapped_twice", "C1")]


def test_a_remembered_code_that_the_set_no_longer_has_is_told_and_not_used(
    scored: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(scored, ["Mã đơn vị", "A1", "Cột"], [FIRST, "7", "8"], given={"Cột": "A2"})
    smaller = [each for each in points_set().criteria if each.code != "A2"]
    in_force(
        monkeypatch, scored, points_plan(),
        points_set().model_copy(update={"criteria": tuple(smaller)}),
    )  # fmt: skip
    done = give(scored, ["Mã đơn vị", "A1", "Cột"], [FIRST, "7", "8"])
    assert done.accepted, done.findings
    assert any("“Cột” là “A2” không còn dùng được" in note for note in done.notes)
    assert any("Không dùng các cột: “Cột”" in note for note in done.notes)


def test_the_command_line_declares_lists_and_revokes(
    thidua: Command, scored: Store, tmp_path: Path
) -> None:
    target = tmp_path / "b.csv"
    target.write_bytes(sheet(["Mã đơn vị", "Tỷ lệ = cao"], [FIRST, "7"]))
    table = ("table", target, "--criteria-set", SET, "--period", YEAR, "--layer", "self")
    ran = thidua(*table, "--map", "Tỷ lệ = cao=A1", "--operator", "Lan", data=scored.data_dir)
    assert ran.code == 0, ran.out
    assert "Cột B “Tỷ lệ = cao” được hiểu là “Tiêu chí A1”" in ran.out
    listed = thidua("mappings", "list", SET, "--json", data=scored.data_dir).document["mappings"]
    assert [(row["heading"], row["column_code"], row["state"]) for row in listed] == [
        ("Tỷ lệ = cao", "A1", "in_force")
    ]
    said = thidua("mappings", "list", data=scored.data_dir).out
    assert "“Tỷ lệ = cao”: A1 (Tiêu chí A1); Lan, " in said
    assert "đang dùng" in said
    gone = thidua("mappings", "revoke", SET, "TỶ LỆ = CAO", data=scored.data_dir)
    assert gone.out == "Đã bỏ khai báo của cột “Tỷ lệ = cao”.\n"
    again = thidua(*table, "--json", data=scored.data_dir)
    assert again.codes == ["table.no_header"]
    twice = thidua("mappings", "revoke", SET, "Tỷ lệ = cao", "--json", data=scored.data_dir)
    assert (twice.code, twice.codes) == (2, ["table.map_unknown"])
    assert [row[3] for row in states(scored)] == ["revoked", "replaced"]
    assert broken_link(scored) is None


@pytest.mark.parametrize(("given", "code"), [
    (("--map", "Cột"), "usage.bad_value"),
    (("--map", "=A1"), "usage.bad_value"),
    (("--map", "Cột=A1", "--map", "Cột=A2"), "table.map_contradicts"),
])  # fmt: skip
def test_a_declaration_written_wrongly(
    thidua: Command, scored: Store, tmp_path: Path, given: tuple[str, ...], code: str
) -> None:
    target = tmp_path / "b.csv"
    target.write_bytes(sheet(["Mã đơn vị", "Cột"], [FIRST, "7"]))
    ran = thidua(
        "table", target, "--criteria-set", SET, "--period", YEAR, *given, "--json",
        data=scored.data_dir,
    )  # fmt: skip
    assert (ran.code, ran.codes) == (2, [code])


def test_only_those_who_load_tables_revoke(thidua: Command, scored: Store) -> None:
    give(scored, given=GIVEN)
    for role in ("appraiser", "coordinator"):
        Accounts(scored.data_dir).add(role, "Người Thử", role, "mật khẩu thử dài", actor="thử")
    ask = ("mappings", "revoke", SET, "Phường, xã", "--json", "--operator")
    assert thidua(*ask, "appraiser", data=scored.data_dir).codes == ["account.not_allowed"]
    assert thidua(*ask, "coordinator", data=scored.data_dir).code == 0
    assert PLAN not in {row[0] for row in states(scored)}
