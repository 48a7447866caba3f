"""Receipts: what they say, and that a stranger learns nothing, not even that one exists."""

from __future__ import annotations

import pytest

from etl.submit import submit_workbook
from schemas.findings import Refusal
from schemas.roles import Actor
from tests.fill import good_form
from warehouse import receipts, versions
from warehouse.store import Store

OWN = Actor("Nguyễn Thị Thử", "unit_officer", "thu", "22528-truoc-2025")
STRANGER = Actor("Trần Văn Khác", "unit_officer", "khac", "22531-truoc-2025")


@pytest.fixture
def code(handed_in: Store) -> str:
    found = handed_in.query("select receipt_code from out_receipt")
    return str(found.item())


def test_a_receipt_says_what_was_read_and_which_version_counts(handed_in: Store, code: str) -> None:
    row = receipts.receipt(handed_in, f" {code.lower()} ", actor=OWN)
    assert (row["unit_name"], row["period_id"], row["version_no"]) == (
        "Phường Ninh Hiệp", "2022-Q1", 1,
    )  # fmt: skip
    assert row["sheet_count"] >= 5
    assert row["row_count"] == 9
    assert 0 < row["criterion_count"] <= row["criterion_asked"]
    assert row["counting_receipt_code"] == code
    assert (row["original_sha256"], row["mended_count"]) == (None, 0)
    data = good_form(handed_in).put("Hồ sơ TTHC", "A6", "Địa chính").bytes()
    later = submit_workbook(handed_in, data, "sau.xlsx", actor=OWN).receipt
    assert later is not None
    row = receipts.receipt(handed_in, code, actor=OWN)
    assert (row["status"], row["counting_receipt_code"]) == ("superseded", later.code)
    for each in (later.code, code):
        versions.withdraw(handed_in, each, actor=OWN, reason="Nhầm kỳ")
    row = receipts.receipt(handed_in, code, actor=OWN)
    assert (row["status"], row["counting_receipt_code"]) == ("withdrawn", None)


@pytest.mark.parametrize("who", [STRANGER, None, Actor("Quản", "administrator", "quan")])
def test_a_strangers_code_and_one_that_is_not_there_sound_the_same(
    handed_in: Store, code: str, who: Actor | None
) -> None:
    told = []
    for asked in (code, "TD999999-ABCDEF"):
        with pytest.raises(Refusal) as refused:
            receipts.receipt(handed_in, asked, actor=who)
        (found,) = refused.value.findings
        told.append((found.code, found.message.replace(asked, "")))
    assert told[0] == told[1]


@pytest.mark.parametrize("role", ["coordinator", "auditor", "leader", "appraiser", "council"])
def test_those_who_may_see_every_unit_see_its_receipts(
    handed_in: Store, code: str, role: str
) -> None:
    who = Actor("Người Xem", role, "xem")
    assert receipts.receipt(handed_in, code, actor=who)["receipt_code"] == code
