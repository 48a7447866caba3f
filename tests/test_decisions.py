"""Conclusions written down more than once: the highest layer stands, whichever came last."""

from __future__ import annotations

from pathlib import Path

import warehouse_kit as kit

from warehouse import award_readers, verdict_readers

PLAN, YEAR, UNIT = "ket_luan", "2022-Y", "DV-1"
ROUNDS: tuple[tuple[kit.Layer, str], ...] = (("published", "met"), ("self", "not_met"))


def test_a_published_conclusion_stands_above_a_later_claim(tmp_path: Path) -> None:
    judged = {"kind": "judged", "by": "council"}
    plan = kit.programme(
        PLAN,
        conditions=[
            kit.condition("c0", judged),
            kit.condition("p0", judged, subject="individual"),
        ],
    )
    store = kit.fresh_store(tmp_path / "kho")
    kit.install(store, kit.rule_book([plan]), kit.register({PLAN: [(UNIT, "xa")]}))
    own = kit.Facts()
    own.sheet(UNIT, "individuals", [{"person_code": "CN01"}])
    listed = [own.workbook(PLAN, YEAR, UNIT)]
    for layer, decided in ROUNDS:
        facts = kit.Facts()
        facts.decision(UNIT, "c0", decided, f"Lớp {layer}")
        facts.person_decision(UNIT, 1, "CN01", {"p0": decided}, f"Lớp {layer}")
        listed.append(facts.table(PLAN, YEAR, layer))
    kit.accept_all(store, listed)

    on_unit = verdict_readers.unit_verdicts(store, PLAN, YEAR, UNIT).to_dicts()
    on_person = award_readers.individual_verdicts(store, PLAN, YEAR).to_dicts()
    assert [(each["criterion_code"], each["state"], each["reason"]) for each in on_unit] == [
        ("c0", "met", "Đã kết luận: Lớp published")
    ]
    assert [each["state"] for each in on_person] == ["met"]
    store.close()
