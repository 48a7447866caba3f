"""Points by layer: who may write which leaf, with which reason, and what sums must be."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from schemas.set_lint import effective_roles
from tests.conftest import state_of
from tests.door_kit import (
    FIRST,
    PLAN,
    SECOND,
    SET,
    YEAR,
    codes,
    in_force,
    load,
    observed,
    points_plan,
    points_set,
)
from tests.test_check import check_words
from warehouse.store import Store

UNIT = "Mã đơn vị"
LEAVES = ("A1", "A2", "B1", "B2")


pytestmark = pytest.mark.usefixtures("scored")


def test_a_role_is_a_criterions_own_or_that_of_what_stands_above_it() -> None:
    assert effective_roles(points_set()) == {
        "A": "score", "A1": "score", "A2": "score", "A9": "penalty", "B": "score", "B1": "score",
        "B2": "score", "C": "score", "T": "bonus", "T1": "bonus", "T2": "bonus",
    }  # fmt: skip


def test_points_reasons_and_evidence_are_kept_side_by_side(store: Store) -> None:
    outcome = load(
        store,
        [UNIT, "A1", "A1.ly_do", "A1.minh_chung", "Tiêu chí A2", "Lý do Tiêu chí A2", "T1"],
        [FIRST, "8,5", "Theo  báo cáo", "12/BC-UBND", "Không áp dụng", "Không có việc", 4],
        [SECOND, 0, "", "", "", "", ""],
        layer="self",
    )
    assert outcome.accepted, outcome.findings
    assert outcome.read_summary == "Đã đọc 2 đơn vị, 6 cột."
    assert observed(store, "points") == [
        (FIRST, "A1", Decimal("8.5"), "self", "B2"),
        (FIRST, "A2", "not_applicable", "self", "E2"),
        (FIRST, "T1", Decimal(4), "self", "G2"),
        (SECOND, "A1", Decimal(0), "self", "B3"),
    ]
    assert observed(store, "point_reasons") == [
        (FIRST, "A1", "Theo báo cáo", "self", "C2"),
        (FIRST, "A2", "Không có việc", "self", "F2"),
    ]
    assert observed(store, "point_evidence") == [(FIRST, "A1", "12/BC-UBND", "self", "D2")]


REFUSED: list[tuple[str, str, list[list[Any]], list[tuple[str, str | None]], str]] = [
    (
        "points of a rule", "self", [[UNIT, "C"], [FIRST, 10]],
        [("table.rule_leaf", "B2")], "nộp số liệu “Số liệu site_open”",
    ),
    (
        "what is computed", "self",
        [[UNIT, "A1", "A", "B", "TONG", "HANG"], [FIRST, 1, 1, 1, 1, 1]],
        [("table.computed_column", f"{letter}1") for letter in "CDEF"], "bảng điểm tự chấm",
    ),
    (
        "what is computed, appraised", "appraised", [[UNIT, "TONG", "A1"], [FIRST, 1, ""]],
        [("table.computed_column", "B1")], "bảng điểm thẩm định",
    ),
    (
        "above the maximum", "self", [[UNIT, "A9"], [FIRST, "5,5"]],
        [("table.out_of_range", "B2")], "cần từ 0 đến 5",
    ),
    (
        "a reason about nothing", "self", [[UNIT, "A1", "A1.ly_do"], [FIRST, "", "Vì"]],
        [("table.reason_alone", "C2")], "không ghi giá trị ở cột “A1”",
    ),
    (
        "evidence without its column", "self", [[UNIT, "A1", "A2.minh_chung"], [FIRST, 1, "Vì"]],
        [("table.reason_alone", "C2")], "có “Tiêu chí A2 - minh chứng”",
    ),
    (
        "a reason as long as a report", "self", [[UNIT, "A1", "A1.ly_do"], [FIRST, 1, "x" * 501]],
        [("table.too_long", "C2")], "dài 501 ký tự; tối đa 500",
    ),
    (
        "nothing known before", "appraised", [[UNIT, "A1"], [FIRST, 1]],
        [("table.reason_required", "B2")], "(chưa có điểm nào đang tính) nhưng chưa kèm lý do",
    ),
    (
        "not applicable without a reason", "explained", [[UNIT, "A1"], [FIRST, "không áp dụng"]],
        [("table.reason_required", "B2")], "ghi “không áp dụng” cho “Tiêu chí A1”",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("layer", "rows", "expected", "words"),
    [pytest.param(*case, id=name) for name, *case in REFUSED],
)
def test_refused_points(
    store: Store,
    layer: Any,
    rows: list[list[Any]],
    expected: list[tuple[str, str | None]],
    words: str,
) -> None:
    before = state_of(store.data_dir)
    outcome = load(store, *rows, layer=layer)
    assert codes(outcome) == expected
    assert words in outcome.findings[0].message + outcome.findings[0].action
    for found in outcome.findings:
        check_words(found)
    assert state_of(store.data_dir) == before


def test_a_rules_leaf_may_be_claimed_not_applicable_and_appraised(store: Store) -> None:
    assert load(store, [UNIT, "C"], [FIRST, "Không áp dụng"], layer="self").accepted
    rows = [UNIT, "C", "C.ly_do"], [FIRST, 5, "Trang đóng nửa năm"]
    assert load(store, *rows, layer="appraised").accepted
    assert [row[2:4] for row in observed(store, "points")] == [
        ("not_applicable", "self"),
        (Decimal(5), "appraised"),
    ]


def test_appraised_points_need_a_reason_only_where_they_differ(store: Store) -> None:
    assert load(
        store, [UNIT, "A1", "A2"], [FIRST, "8,50", 20], [SECOND, 8, 20], layer="self"
    ).accepted
    outcome = load(
        store, [UNIT, "A1", "A2"], [FIRST, "8,5", "20,0"], [SECOND, "8,000000001", 20],
        layer="appraised",
    )  # fmt: skip
    assert codes(outcome) == [("table.reason_required", "B3")]
    assert "ghi “8,000000001” cho “Tiêu chí A1” (đang tính 8)" in outcome.findings[0].message
    given = [UNIT, "A1", "A1.ly_do"], [FIRST, 7, "Thiếu hồ sơ"], [SECOND, 8, ""]
    assert load(store, *given, layer="appraised").accepted
    # what counts now is the appraiser's 7, no longer the unit's own 8,5
    assert load(store, [UNIT, "A1"], [FIRST, 7], layer="explained").accepted
    outcome = load(store, [UNIT, "A1"], [FIRST, "8,5"], layer="explained")
    assert codes(outcome) == [("table.reason_required", "B2")]
    assert "(đang tính 7)" in outcome.findings[0].message


def test_only_published_points_ask_for_every_leaf_that_is_no_rule_and_no_extra(
    store: Store,
) -> None:
    outcome = load(store, [UNIT, "A1"], [FIRST, 1])
    missing = [found.message for found in outcome.findings]
    assert [found.code for found in outcome.findings] == ["table.missing_criterion"] * 3
    assert ["A2" in missing[0], "B1" in missing[1], "B2" in missing[2]] == [True] * 3
    assert load(store, [UNIT, *LEAVES], [FIRST, 1, 2, 3, 4]).accepted
    # a table of the coordinator's figures alone is no table of points
    assert load(store, [UNIT, "site_open"], [FIRST, "có"]).accepted


WHOLE = (UNIT, *LEAVES, "A9", "C", "T1", "T2", "A", "B", "T", "TONG")


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        # A = 8 + 20 - 3; B = (2 x 10 + 5) / 3, published in the set's two digits or in all nine
        ((8, 20, 10, 5, 3, 10, 4, 1, 25, "8,33", 5, "48,33"), {}),
        ((8, 20, 10, 5, 3, 10, 4, 1, 25, "8,333333333", 5, "48,333333333"), {}),
        ((8, 20, 10, 5, 3, 10, 4, 1, 25, "8,34", 5, ""), {"K2": "8,333333333"}),
        # the bonuses are capped at 6, and added to the total
        ((8, 20, 10, 10, 3, 10, 4, 4, 25, 10, 6, 51), {}),
        ((8, 20, 10, 10, 3, 10, 4, 4, 25, 10, 8, ""), "out_of_range"),
        ((8, 20, 10, 10, 3, 10, 4, 4, 28, 10, 6, 51), {"J2": "25"}),
        # what nobody claimed counts nothing, and a penalty takes no more than there is
        ((8, 20, 10, 10, "", 10, "", "", 28, 10, "", 48), {}),
        ((1, 2, 10, 10, 5, 10, "", "", 0, 10, "", 20), {}),
        # a criterion that does not apply takes its part of the maximum along
        (("Không áp dụng", 20, 10, 10, "", 10, "", "", 20, 10, "", 40), {}),
        # a part that is not there: nothing to hold the sums against
        ((8, "", 10, 10, 3, 10, 4, 4, 28, 10, 6, 54), {}),
        ((8, "", 10, 10, 3, 10, 4, 4, 28, 10, 6, 55), {"M2": "54"}),
        ((8, 20, 10, 10, 3, "", 4, 4, 25, 10, 6, 55), {}),
    ],
)
def test_sums_respect_roles_and_run_only_when_all_parts_are_there(
    store: Store, values: tuple[Any, ...], wrong: dict[str, str] | str
) -> None:
    outcome = load(store, WHOLE, [FIRST, *values])
    if isinstance(wrong, str):
        assert [found.code for found in outcome.findings] == [f"table.{wrong}"]
        return
    told = {found.cell: found.expected for found in outcome.findings}
    assert told == wrong
    assert {found.code for found in outcome.findings} <= {"table.sum_differs"}


def test_a_total_may_exceed_the_maximum_by_the_bonuses_and_no_more(store: Store) -> None:
    full = (10, 20, 10, 10, 0, 10, 4, 2, 30, 10, 6, 56)
    assert load(store, WHOLE, [FIRST, *full]).accepted
    outcome = load(store, WHOLE, [FIRST, *full[:-1], "56,1"])
    assert codes(outcome) == [("table.out_of_range", "M2")]


def test_a_plans_own_table_is_always_published(store: Store) -> None:
    outcome = load(store, [UNIT, "report_day"], [FIRST, "01/02/2022"], dataset=PLAN, layer="self")
    assert [found.code for found in outcome.findings] == ["table.layer_of_programme"]
    check_words(outcome.findings[0])


def test_a_set_that_no_plan_uses_takes_no_table(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_force(monkeypatch, store, points_plan(criteria_set=None), points_set())
    outcome = load(store, [UNIT, "A1"], [FIRST, 1], dataset=SET, period=YEAR)
    assert [found.code for found in outcome.findings] == ["identity.unused_set"]
    check_words(outcome.findings[0])
