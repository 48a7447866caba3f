"""What is said of persons is shown only to those who may see it."""

from __future__ import annotations

import filled
import pytest

from tests import warehouse_kit as kit
from warehouse.writers import accept_hand_in

VETO = {"ke_hoach": "hon_quan_2024", "ky": "2024-Y"}


def test_discipline_is_shown_to_those_who_may(fresh, run, text, sign_in):
    (code, _), (other, _) = filled.units(fresh, VETO["ke_hoach"])[:2]
    ids = {each: filled.unit_id(fresh, each, VETO["ke_hoach"]) for each in (code, other)}
    facts = kit.Facts()
    row = {"position": "key_leader", "severity": "reprimand", "document_number": "03/QĐ-KÍN"}
    facts.sheet(ids[code], "discipline", [row])
    made = facts.workbook(VETO["ke_hoach"], VETO["ky"], ids[code])
    accept_hand_in(fresh, made, actor="thử")
    hidden = text(run(fresh, "unit", **VETO, don_vi=code))
    assert not [word for word in row.values() if word in hidden]
    for role, unit, sees in (
        ("administrator", None, False),
        ("unit_officer", other, False),
        ("unit_officer", code, True),
        ("auditor", None, True),
    ):
        sign_in(fresh, role=role, unit_id=ids.get(unit))
        page = text(run(fresh, "unit", **VETO, don_vi=code))
        assert ("03/QĐ-KÍN" in page) is sees, (role, unit)
        why = text(run(fresh, "why", **VETO, don_vi=code, tieu_chi="no_discipline"))
        assert ("Thuộc trường hợp không xét khen thưởng" in why) is sees, (role, unit)
        assert ("03/QĐ-KÍN" in why) is sees, (role, unit)


@pytest.mark.parametrize(
    ("role", "unit", "sees"),
    [
        (None, None, False),
        ("administrator", None, False),
        ("unit_officer", "other", False),
        ("unit_officer", "own", True),
        ("auditor", None, True),
    ],
)
def test_who_handed_in_is_named_to_those_who_may(store, run, text, sign_in, role, unit, sees):
    where = {"ke_hoach": filled.PROGRAMME, "ky": filled.PERIOD}
    (other, _), (own, _) = filled.units(store)[:2]
    if role is not None:
        code = {"own": own, "other": other}.get(unit)
        unit_id = filled.unit_id(store, code) if code else None
        sign_in(store, role=role, unit_id=unit_id, name="Người Khác")
    page = text(run(store, "unit", **where, don_vi=own))
    why = text(run(store, "why", **where, don_vi=own, tieu_chi="on_time"))
    assert "Lịch sử nộp</h2>" in page
    assert (filled.ACTOR in page) is sees
    assert (filled.ACTOR in why) is sees
    assert ("(ẩn tên)" in page and "(ẩn tên)" in why) is not sees


@pytest.mark.parametrize(
    ("role", "sees"),
    [(None, False), ("administrator", False), ("unit_officer", False), ("council", True)],
)
def test_names_in_the_award_file_are_for_those_who_see_everyone(
    fresh, run, text, sign_in, role, sees
):
    code = filled.units(fresh)[0][0]
    unit_id = filled.unit_id(fresh, code)
    facts = kit.Facts()
    person = {"person_code": "CN01", "full_name": "Lê Thị Kín", "level": "district"}
    facts.sheet(unit_id, "individuals", [person])
    made = facts.workbook(filled.PROGRAMME, "2022-Y", unit_id)
    accept_hand_in(fresh, made, actor="thử")
    if role is not None:
        sign_in(fresh, code, role)
    page = text(run(fresh, "awards", ke_hoach=filled.PROGRAMME, ky="2022-Y"))
    assert "Cá nhân được đề nghị" in page
    assert ("1 cá nhân; tên không hiện ở trang chung" in page) is not sees
    assert ("Lê Thị Kín" in page) is sees
