"""The commands that bring points in: a table in a layer, and one appraised point."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import Command, state_of
from tests.door_kit import (
    FIRST,
    PLAN,
    SET,
    YEAR,
    observed,
    sheet,
)
from warehouse import files, readers
from warehouse.store import Store

POINT = ("--layer", "appraised", "--reason", "Thiếu 1 hồ sơ; xem biên bản", "--actor", "Trần Thẩm")


pytestmark = pytest.mark.usefixtures("scored")


def test_a_table_in_a_layer(thidua: Command, store: Store, tmp_path: Path) -> None:
    target = tmp_path / "thẩm định.csv"
    target.write_bytes(sheet(["Mã đơn vị", "A1", "A1.ly_do"], [FIRST, "7,5", "Thiếu hồ sơ"]))
    given = ("table", target, "--criteria-set", SET, "--period", YEAR)
    ran = thidua(*given, "--layer", "explained", "--json", data=store.data_dir)
    assert ran.code == 0, ran.out
    assert ran.document["accepted"]
    assert observed(store, "points") == [(FIRST, "A1", Decimal("7.5"), "explained", "B2")]
    # without --layer the very same table is a published one, which lacks columns
    assert thidua(*given, "--json", data=store.data_dir).codes == ["table.missing_criterion"] * 3
    wrong = thidua(*given, "--layer", "final", "--json", data=store.data_dir)
    assert (wrong.code, wrong.codes) == (2, ["usage.bad_value"])


def test_one_point_passes_the_same_door_and_its_file_is_kept(thidua: Command, store: Store) -> None:
    ran = thidua(
        "score", PLAN, YEAR, "Phường Ninh Hiệp", "A1", "7,5", *POINT, "--evidence", "02/BB",
        "--json", data=store.data_dir,
    )  # fmt: skip
    assert ran.code == 0, ran.out
    receipt = ran.document["receipt"]
    assert receipt["file"] == f"diem-bo-thu-2022-Y-{FIRST}-A1.csv"
    kept = files.path_of(store.data_dir, receipt["sha256"]).read_text("utf-8-sig")
    assert kept == (
        f'Mã đơn vị;A1;A1.ly_do;A1.minh_chung\n{FIRST};7,5;"Thiếu 1 hồ sơ; xem biên bản";02/BB\n'
    )
    assert observed(store, "points") == [(FIRST, "A1", Decimal("7.5"), "appraised", "B2")]
    reasons = observed(store, "point_reasons")
    assert reasons == [(FIRST, "A1", "Thiếu 1 hồ sơ; xem biên bản", "appraised", "C2")]
    assert observed(store, "point_evidence") == [(FIRST, "A1", "02/BB", "appraised", "D2")]
    (hand_in,) = readers.hand_ins(store, PLAN).to_dicts()
    assert (hand_in["actor"], hand_in["kind"]) == ("Trần Thẩm", "table")


def test_one_point_for_people(thidua: Command, store: Store) -> None:
    ran = thidua("score", PLAN, YEAR, FIRST, "C", "Không áp dụng", *POINT, data=store.data_dir)
    assert ran.code == 0, ran.out
    assert "ĐÃ NHẬN. Mã biên nhận TD" in ran.out
    assert [row[2] for row in observed(store, "points")] == ["not_applicable"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((PLAN, YEAR, FIRST, "A", "1"), "identity.not_a_leaf", "chấm được: A1, A2, A9, B1"),
        ((PLAN, YEAR, FIRST, "Z", "1"), "identity.unknown_criterion", "không có tiêu chí “Z”"),
        ((PLAN, YEAR, "99999", "A1", "1"), "identity.unknown_unit", "“99999” không phải mã"),
        ((PLAN, "2030-Y", FIRST, "A1", "1"), "identity.unknown_period", "không phải kỳ của"),
        (("x", YEAR, FIRST, "A1", "1"), "identity.unknown_programme", "mang mã “x”"),
        (
            ("ninh_hoa_2022", YEAR, FIRST, "A1", "1"),
            "identity.no_criteria_set",
            "không chấm điểm theo bộ tiêu chí",
        ),
        ((PLAN, YEAR, FIRST, "A1", "10,5"), "table.out_of_range", "cần từ 0 đến 10"),
        ((PLAN, YEAR, FIRST, "A1", "bảy"), "table.not_number", "“bảy” không đọc được"),
    ],
)
def test_refused_point(
    thidua: Command, store: Store, arguments: tuple[str, ...], code: str, words: str
) -> None:
    before = state_of(store.data_dir)
    ran = thidua("score", *arguments, *POINT, data=store.data_dir)
    assert ran.code == 2
    assert f"(mã {code})" in ran.out
    assert words in ran.out
    assert state_of(store.data_dir) == before


@pytest.mark.parametrize("gap", ["--layer", "--reason", "--actor"])
def test_a_point_without_who_or_why_is_no_point(thidua: Command, store: Store, gap: str) -> None:
    place = POINT.index(gap)
    rest = POINT[:place] + POINT[place + 2 :]
    ran = thidua("score", PLAN, YEAR, FIRST, "A1", "1", *rest, "--json", data=store.data_dir)
    assert (ran.code, ran.codes) == (2, ["usage.missing"])


def test_blank_words_are_no_reason_and_no_person(thidua: Command, store: Store) -> None:
    given = ("score", PLAN, YEAR, FIRST, "A1", "1", "--json", "--layer", "explained")
    ran = thidua(*given, "--reason", " ", "--actor", "A", data=store.data_dir)
    assert ran.codes == ["table.reason_required"]
    ran = thidua(*given, "--reason", "Vì", "--actor", " ", data=store.data_dir)
    assert ran.codes == ["usage.missing"]
