"""The ledger: each layer's points with the words of the same hand-in; a closed period's stays."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import warehouse_kit as kit
from rule_texts import with_texts
from warehouse_kit import Facts

from schemas.reader import RuleBook
from warehouse.closing import close_period
from warehouse.ledger_readers import ledger, over_claims, severities
from warehouse.store import Store
from warehouse.writers import accept_hand_in

PLAN, SET, YEAR, UNIT = "ke_hoach", "bo_tieu_chi", "2022-Y", "DV-A"


def _book() -> RuleBook:
    set_ = kit.criteria_set(
        SET,
        [
            {"code": "tong", "maximum": "10", "kind": "sum"},
            {"code": "mot", "parent": "tong", "maximum": "6", "kind": "published_points"},
            {"code": "hai", "parent": "tong", "maximum": "4", "kind": "published_points"},
        ],
        ("90", "80"),
    )
    plan = kit.programme(
        PLAN,
        family="index",
        criteria_set=SET,
        workbook=None,
        ranking={"keys": [{"by": "total_points"}], "ours": True, "note": "Thử"},
    )
    return with_texts(kit.rule_book([plan], [set_]))


@pytest.fixture
def kho(tmp_path: Path) -> Iterator[Store]:
    store = kit.fresh_store(tmp_path / "kho")
    kit.install(store, _book(), kit.register({PLAN: [(UNIT, "xa")]}))
    yield store
    store.close()


def _accept(store: Store, layer: Any, points: dict[str, str], actor: str, **words: str) -> None:
    facts = Facts()
    facts.points(UNIT, points, **words)
    accept_hand_in(store, facts.table(SET, YEAR, layer), actor=actor)


def _row(store: Store, code: str = "mot") -> dict[str, Any]:
    rows = {row["criterion_code"]: row for row in ledger(store, PLAN, YEAR, UNIT).to_dicts()}
    return rows[code]


def test_the_words_are_those_of_the_hand_in_that_counts(kho: Store) -> None:
    _accept(kho, "self", {"mot": "6", "hai": "4"}, "Đơn vị", reason="Đủ", evidence="Số 1")
    _accept(kho, "appraised", {"mot": "3"}, "Bà B", reason="Thiếu hồ sơ", evidence="Số 2")
    row = _row(kho)
    assert (row["appraised_points"], row["appraised_reason"]) == (Decimal(3), "Thiếu hồ sơ")
    assert (row["self_points"], row["self_evidence"]) == (Decimal(6), "Số 1")
    _accept(kho, "appraised", {"mot": "5"}, "Ông C")
    row = _row(kho)
    assert (row["appraised_points"], row["appraised_actor"]) == (Decimal(5), "Ông C")
    # the reason of the earlier word is not a reason for the later one
    assert (row["appraised_reason"], row["appraised_evidence"]) == (None, None)
    assert (row["self_reason"], row["self_actor"]) == ("Đủ", "Đơn vị")
    assert row["final_points"] == Decimal(5)


def test_a_closed_period_keeps_its_ledger(kho: Store) -> None:
    _accept(kho, "self", {"mot": "6", "hai": "4"}, "Đơn vị")
    _accept(kho, "appraised", {"mot": "3"}, "Bà B", reason="Thiếu hồ sơ")
    before = (
        ledger(kho, PLAN, YEAR, UNIT), over_claims(kho, PLAN, YEAR), severities(kho, PLAN, YEAR)
    )  # fmt: skip
    assert [each.height for each in before] == [2, 1, 1]
    close_period(kho, _book().programmes[PLAN], YEAR, actor="Bà B", reason="Công bố")
    after = (
        ledger(kho, PLAN, YEAR, UNIT), over_claims(kho, PLAN, YEAR), severities(kho, PLAN, YEAR)
    )  # fmt: skip
    for then, now in zip(before, after, strict=True):
        assert now.equals(then)
