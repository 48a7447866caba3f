"""The plans say what DOMAIN.md §1 says they say: operators, numbers, days, words."""

from __future__ import annotations

import datetime as dt
import re
import time
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from schemas import reader
from schemas.programme import Award, Condition, Programme
from schemas.reader import load_all, rule_files
from schemas.rules import Threshold

BOOK = load_all()
PLANS = ("van_lam_2021", "ninh_hoa_2022", "binh_gia_2024", "hon_quan_2024", "hoa_xa_2025")
AWARD_PLANS = ("van_lam_2021", "ninh_hoa_2022", "hon_quan_2024")


def plan(name: str) -> Programme:
    return BOOK.programmes[name]


def condition(name: str, code: str) -> Condition:
    return next(each for each in plan(name).conditions if each.code == code)


def raw(item: Any) -> dict[str, Any]:
    """A record as plain values, without keys that say nothing."""
    dumped: dict[str, Any] = item.model_dump(exclude_none=True)
    return dumped


def test_every_plan_and_the_decision_are_read() -> None:
    assert set(BOOK.programmes) >= {*PLANS, "qd_766"}
    assert "qd_766" in BOOK.criteria_sets
    assert set(BOOK.calendars) == {"cchc_581"}


HEADS = [
    # plan, family, years, starts_on, ends_on, number, issued_on, level, province
    ("van_lam_2021", "award", (2021, 2022, 2023, 2024, 2025), dt.date(2021, 1, 1),
     dt.date(2025, 12, 31), "109/KH-UBND", dt.date(2021, 8, 13), "district", "Hưng Yên"),
    ("ninh_hoa_2022", "award", (2022,), None, dt.date(2022, 12, 31), None, None,
     "district", "Khánh Hòa"),
    ("binh_gia_2024", "improvement", (2024,), None, dt.date(2024, 12, 31), None, None,
     "district", "Lạng Sơn"),
    ("hon_quan_2024", "award", (2024, 2025), dt.date(2024, 7, 23), dt.date(2025, 12, 31),
     "212/KH-UBND", dt.date(2024, 7, 23), "district", "Bình Phước"),
    ("hoa_xa_2025", "improvement", (2025,), None, dt.date(2025, 12, 31), None, None,
     "commune", "Hà Nội"),
]  # fmt: skip


@pytest.mark.parametrize("head", HEADS, ids=lambda head: head[0])
def test_head_of_plan(head: tuple[Any, ...]) -> None:
    name, family, years, starts_on, ends_on, number, issued_on, level, province = head
    item = plan(name)
    assert (item.family, item.years, item.starts_on, item.ends_on) == (
        family,
        years,
        starts_on,
        ends_on,
    )
    document = item.document
    assert (document.number, document.issued_on) == (number, issued_on)
    assert (document.level, document.province) == (level, province)
    assert item.period_kinds == ("Q1", "H1", "Q3", "Y")
    assert item.reporting_calendar == "cchc_581"


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("van_lam_2021", [("57/KH-SNV", dt.date(2021, 7, 26)), ("34-CT/TW", None)]),
        ("ninh_hoa_2022", [("112/QĐ-UBND", dt.date(2022, 1, 21)),
                           ("458/QĐ-UBND", dt.date(2022, 2, 25)),
                           ("01/CT-UBND", dt.date(2022, 2, 9))]),
        ("binh_gia_2024", [("126/KH-UBND", dt.date(2024, 6, 3))]),
        ("hon_quan_2024", [("860/TTr-NV", dt.date(2024, 7, 19)),
                           ("327/QĐ-UBND", dt.date(2021, 12, 30)),
                           ("212/QĐ-UBND", dt.date(2021, 1, 25))]),
        ("hoa_xa_2025", [("159/KH-UBND", dt.date(2025, 6, 9))]),
    ],
)  # fmt: skip
def test_upper_documents(name: str, numbers: list[tuple[str, dt.date | None]]) -> None:
    assert [(each.number, each.issued_on) for each in plan(name).document.basis] == numbers


COMPONENTS = [*(f"par_{number}" for number in range(1, 9)),
              *(f"sipas_{number}" for number in range(1, 6))]  # fmt: skip

CONDITIONS = [
    # plan, condition, subject, rule
    ("van_lam_2021", "tasks", "collective", {"kind": "judged", "by": "coordinator"}),
    ("van_lam_2021", "initiative", "collective",
     {"kind": "recognised", "table": "initiatives", "min_level": "district"}),
    ("van_lam_2021", "component_ranks", "collective",
     {"kind": "rank_improved", "measures": tuple(f"{each}_rank" for each in COMPONENTS),
      "combine": "all", "already_first": "council", "no_base": "pending",
      "assigned_by": tuple(f"{each}_assigned" for each in COMPONENTS)}),
    ("van_lam_2021", "discipline_kept", "collective",
     {"kind": "attested", "measure": "discipline_attested"}),
    ("van_lam_2021", "communication", "collective", {"kind": "judged", "by": "coordinator"}),
    ("van_lam_2021", "ind_tasks", "individual", {"kind": "judged", "by": "coordinator"}),
    ("van_lam_2021", "ind_initiative", "individual",
     {"kind": "recognised", "table": "individuals", "min_level": "district"}),
    ("van_lam_2021", "ind_discipline", "individual", {"kind": "judged", "by": "coordinator"}),
    ("ninh_hoa_2022", "general_conduct", "collective", {"kind": "judged", "by": "council"}),
    ("ninh_hoa_2022", "task_completion", "collective",
     {"kind": "threshold", "measure": "task_rate", "op": ">", "value": Decimal(90),
      "near_margin": Decimal(1)}),
    ("ninh_hoa_2022", "par_class", "collective",
     {"kind": "class_band", "measure": "par_class", "op": "=", "band": "tot"}),
    ("ninh_hoa_2022", "sipas", "collective",
     {"kind": "threshold", "measure": "sipas_rate", "op": ">=", "value": Decimal(90),
      "near_margin": Decimal(1)}),
    ("ninh_hoa_2022", "on_time", "collective",
     {"kind": "threshold", "measure": "on_time_rate", "op": ">", "value": Decimal(98),
      "near_margin": Decimal(1)}),
    ("ninh_hoa_2022", "initiative", "collective",
     {"kind": "recognised", "table": "initiatives", "min_level": "unit"}),
    ("ninh_hoa_2022", "ind_general_conduct", "individual", {"kind": "judged", "by": "council"}),
    ("ninh_hoa_2022", "ind_achievement", "individual", {"kind": "judged", "by": "council"}),
    ("ninh_hoa_2022", "ind_par_class", "individual",
     {"kind": "inherited", "condition": "par_class"}),
    ("ninh_hoa_2022", "ind_sipas", "individual", {"kind": "inherited", "condition": "sipas"}),
    ("ninh_hoa_2022", "ind_on_time", "individual", {"kind": "inherited", "condition": "on_time"}),
    ("ninh_hoa_2022", "ind_initiative", "individual",
     {"kind": "recognised", "table": "individuals", "min_level": "unit"}),
    ("hon_quan_2024", "leading", "collective", {"kind": "judged", "by": "council"}),
    ("hon_quan_2024", "par_index", "collective",
     {"kind": "threshold", "measure": "par_index", "op": ">=", "value": Decimal(90),
      "near_margin": Decimal(1)}),
    ("hon_quan_2024", "initiative", "collective",
     {"kind": "recognised", "table": "initiatives", "min_level": "district"}),
    ("hon_quan_2024", "discipline_kept", "collective",
     {"kind": "attested", "measure": "discipline_attested"}),
    ("hon_quan_2024", "no_discipline", "collective",
     {"kind": "veto", "table": "discipline", "min_severity": "reprimand"}),
    ("binh_gia_2024", "assigned_tasks", "collective",
     {"kind": "threshold", "measure": "task_rate", "op": ">=", "value": Decimal(100),
      "near_margin": Decimal(10)}),
    ("binh_gia_2024", "periodic_report", "collective",
     {"kind": "attested", "measure": "report_on_time"}),
    ("hoa_xa_2025", "assigned_tasks", "collective",
     {"kind": "threshold", "measure": "task_rate", "op": ">=", "value": Decimal(100),
      "near_margin": Decimal(10)}),
    ("hoa_xa_2025", "periodic_report", "collective",
     {"kind": "attested", "measure": "report_on_time"}),
]  # fmt: skip


def test_conditions_are_exactly_these() -> None:
    found = [(name, each.code, each.subject) for name in PLANS for each in plan(name).conditions]
    wanted = [row[:3] for row in CONDITIONS]
    assert sorted(found) == sorted(wanted)


@pytest.mark.parametrize(("name", "code", "subject", "rule"), CONDITIONS)
def test_rule_of_condition(name: str, code: str, subject: str, rule: dict[str, Any]) -> None:
    item = condition(name, code)
    assert item.subject == subject
    assert raw(item.rule) == rule


def test_only_evaluated_units_need_the_par_index() -> None:
    applies = condition("hon_quan_2024", "par_index").applies_if
    assert applies is not None
    assert (applies.measure, applies.equals) == ("is_evaluated", "yes")
    others = [each for name in PLANS for each in plan(name).conditions if each.applies_if]
    assert len(others) == 1


MEASURES = [
    ("ninh_hoa_2022", "task_rate",
     {"kind": "ratio_of_rows", "table": "tasks", "when_zero": "pending",
      "all_yes": ("is_on_time", "is_quality_accepted")}),
    ("ninh_hoa_2022", "par_class", {"kind": "reported", "value": "class", "by": "anyone"}),
    ("ninh_hoa_2022", "par_points",
     {"kind": "reported", "value": "points", "maximum": Decimal(100),
      "by": "anyone"}),
    ("ninh_hoa_2022", "sipas_rate",
     {"kind": "ratio_of_sums", "table": "satisfaction", "when_zero": "pending",
      "numerator": ("very_satisfied_count", "satisfied_count"),
      "denominator": ("very_satisfied_count", "satisfied_count", "neutral_count",
                      "unsatisfied_count", "very_unsatisfied_count")}),
    ("ninh_hoa_2022", "on_time_rate",
     {"kind": "ratio_of_sums", "table": "dossiers", "when_zero": "council",
      "numerator": ("early_count", "on_time_count"),
      "denominator": ("early_count", "on_time_count", "late_count")}),
    *[("van_lam_2021", f"{each}_rank", {"kind": "reported", "value": "rank", "by": "anyone"})
      for each in COMPONENTS],
    *[("van_lam_2021", f"{each}_assigned",
       {"kind": "reported", "value": "yes_no", "by": "coordinator"}) for each in COMPONENTS],
    ("van_lam_2021", "discipline_attested",
     {"kind": "reported", "value": "yes_no", "by": "anyone"}),
    ("hon_quan_2024", "is_evaluated", {"kind": "reported", "value": "yes_no", "by": "anyone"}),
    ("hon_quan_2024", "par_index",
     {"kind": "reported", "value": "pct", "maximum": Decimal(100), "by": "anyone"}),
    ("binh_gia_2024", "report_on_time", {"kind": "hand_in_on_time"}),
    ("hoa_xa_2025", "city_papi_tier", {"kind": "reported", "value": "tier", "by": "anyone"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "code", "source"), MEASURES)
def test_source_of_measure(name: str, code: str, source: dict[str, Any]) -> None:
    measure = next(each for each in plan(name).measures if each.code == code)
    assert raw(measure.source) == source


def quotas(award: Award) -> list[tuple[str, str, int | None, str]]:
    return [(each.subject, each.source, each.maximum, each.per) for each in award.quotas]


def test_awards_and_quotas() -> None:
    found = {
        (name, award.form): quotas(award) for name in plan_names() for award in plan(name).awards
    }
    assert found == {
        ("van_lam_2021", "khen_thuong"): [
            ("collective", "none", None, "year"),
            ("individual", "none", None, "year"),
        ],
        ("ninh_hoa_2022", "bang_khen"): [
            ("collective", "external", None, "plan"),
            ("individual", "external", None, "plan"),
        ],
        ("ninh_hoa_2022", "giay_khen"): [
            ("collective", "plan", 10, "plan"),
            ("individual", "plan", 10, "plan"),
        ],
        ("hon_quan_2024", "giay_khen"): [("collective", "plan", 5, "year")],
    }


def plan_names() -> Iterator[str]:
    yield from (*PLANS, "qd_766")


DEADLINES = [
    ("van_lam_2021", "nomination", {"kind": "anniversary", "day": 11, "month": 6}),
    ("van_lam_2021", "proposal", {"kind": "anniversary", "day": 11, "month": 6}),
    ("ninh_hoa_2022", "dossier", {"kind": "to_be_announced"}),
    ("ninh_hoa_2022", "own_plan", {"kind": "window", "starts_on": dt.date(2022, 1, 1),
                                   "ends_on": dt.date(2022, 3, 31)}),
    ("binh_gia_2024", "periodic_report",
     {"kind": "with_reports", "periods": ("Q1", "H1", "Q3", "Y")}),
    ("binh_gia_2024", "synthesis_report",
     {"kind": "with_reports", "periods": ("Q1", "H1", "Q3", "Y")}),
    ("hon_quan_2024", "dossier", {"kind": "yearly_before", "day": 31, "month": 12}),
    ("hon_quan_2024", "proposal",
     {"kind": "before_event", "event": "par_index_conference", "days": 10}),
    ("hon_quan_2024", "result_report", {"kind": "yearly_before", "day": 31, "month": 12}),
    ("hoa_xa_2025", "periodic_report",
     {"kind": "with_reports", "periods": ("Q1", "H1", "Q3", "Y")}),
    ("hoa_xa_2025", "synthesis_report",
     {"kind": "with_reports", "periods": ("Q1", "H1", "Q3", "Y")}),
]  # fmt: skip


def test_deadlines_are_exactly_these() -> None:
    found = {(name, each.code) for name in plan_names() for each in plan(name).deadlines}
    assert found == {row[:2] for row in DEADLINES}


@pytest.mark.parametrize(("name", "code", "when"), DEADLINES)
def test_day_of_deadline(name: str, code: str, when: dict[str, Any]) -> None:
    deadline = next(each for each in plan(name).deadlines if each.code == code)
    words = {"occasion", "event_label"}
    assert {key: value for key, value in raw(deadline.when).items() if key not in words} == when


def test_special_year_2021() -> None:
    november = {
        "kind": "window",
        "starts_on": dt.date(2021, 11, 1),
        "ends_on": dt.date(2021, 11, 30),
    }
    for deadline in plan("van_lam_2021").deadlines:
        assert [(each.year, raw(each.when)) for each in deadline.special_years] == [
            (2021, november)
        ]


TARGETS = [
    ("hoa_xa_2025", "par_index_middle", True,
     {"kind": "tier_position", "measure": "commune_par_rank",
      "peers_measure": "commune_par_peers", "tier": 2, "tiers": 3,
      "by": "equal_groups_of_rank", "better_counts": True}),
    ("hoa_xa_2025", "sipas_improved", True,
     {"kind": "value_and_rank_improved", "value_measure": "commune_sipas_rate",
      "rank_measure": "commune_sipas_rank", "already_first": "council", "no_base": "pending"}),
    ("hoa_xa_2025", "papi_city_group2", False,
     {"kind": "tier_position", "measure": "city_papi_tier", "tier": 2, "tiers": 4,
      "by": "published_tier", "better_counts": True}),
    ("binh_gia_2024", "province_par_improved", False,
     {"kind": "value_and_rank_improved", "value_measure": "province_par_points",
      "rank_measure": "province_par_rank", "already_first": "council", "no_base": "pending"}),
    ("binh_gia_2024", "province_sipas_improved", False,
     {"kind": "value_and_rank_improved", "value_measure": "province_sipas_rate",
      "rank_measure": "province_sipas_rank", "already_first": "council", "no_base": "pending"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "code", "is_scored", "rule"), TARGETS)
def test_targets(name: str, code: str, is_scored: bool, rule: dict[str, Any]) -> None:
    target = next(each for each in plan(name).targets if each.code == code)
    assert target.is_scored is is_scored
    assert raw(target.rule) == rule


def test_award_plans_have_no_targets_and_the_others_no_awards() -> None:
    for name in PLANS:
        item = plan(name)
        assert bool(item.awards) == (name in AWARD_PLANS)
        assert bool(item.targets) == (name not in AWARD_PLANS)


def test_dossiers() -> None:
    ninh_hoa, hon_quan = plan("ninh_hoa_2022").dossier, plan("hon_quan_2024").dossier
    van_lam = plan("van_lam_2021").dossier
    assert ninh_hoa is not None
    assert hon_quan is not None
    assert van_lam is not None
    assert (ninh_hoa.sets, hon_quan.sets, van_lam.sets) == (2, None, None)
    assert [(part.form, part.basis) for part in ninh_hoa.parts] == [
        (None, None),
        (None, None),
        ("Mẫu số 07", "Nghị định số 91/2017/NĐ-CP ngày 31/7/2017 của Chính phủ"),
    ]
    assert [(part.form, part.basis) for part in hon_quan.parts] == [
        (None, None),
        (None, None),
        ("Mẫu số 08", "Nghị định số 98/2023/NĐ-CP ngày 31/12/2023 của Chính phủ"),
    ]
    assert van_lam.parts == ()
    assert ninh_hoa.note is not None
    assert "điểm a rồi đến điểm c" in ninh_hoa.note


GROUPS = [
    ("van_lam_2021", "commune", {"kind": "register", "level": "commune", "district_code": "325",
                                 "on": dt.date(2021, 10, 31)}),
    ("van_lam_2021", "department", {"kind": "bodies", "file": "van_lam", "groups": ()}),
    ("ninh_hoa_2022", "commune", {"kind": "register", "level": "commune", "district_code": "572",
                                  "on": dt.date(2022, 4, 21)}),
    ("ninh_hoa_2022", "department", {"kind": "bodies", "file": "ninh_hoa", "groups": ()}),
    ("binh_gia_2024", "commune", {"kind": "register", "level": "commune", "district_code": "181",
                                  "on": dt.date(2024, 4, 17)}),
    ("binh_gia_2024", "department", {"kind": "bodies", "file": "binh_gia", "groups": ()}),
    ("hon_quan_2024", "commune", {"kind": "register", "level": "commune", "district_code": "694",
                                  "on": dt.date(2024, 9, 1)}),
    ("hon_quan_2024", "department", {"kind": "bodies", "file": "hon_quan", "groups": ()}),
    ("hoa_xa_2025", "department", {"kind": "bodies", "file": "hoa_xa", "groups": ()}),
    ("qd_766", "commune", {"kind": "register", "level": "commune", "province_code": "91",
                           "on": dt.date(2025, 10, 31)}),
    ("qd_766", "department", {"kind": "bodies", "file": "an_giang", "groups": ()}),
    ("qd_766", "province", {"kind": "register", "level": "province",
                            "on": dt.date(2025, 10, 31)}),
]  # fmt: skip


def test_peer_groups_are_exactly_these() -> None:
    found = {
        (name, each.code): raw(each.units) for name in plan_names() for each in plan(name).groups
    }
    assert found == {(name, code): units for name, code, units in GROUPS}


def test_who_takes_part() -> None:
    both = ("collective", "individual")
    kinds = {name: tuple(each.kind for each in plan(name).subjects) for name in PLANS}
    assert kinds["van_lam_2021"] == kinds["ninh_hoa_2022"] == both
    assert kinds["binh_gia_2024"] == kinds["hon_quan_2024"] == kinds["hoa_xa_2025"] == both[:1]
    assert "người lao động" in plan("ninh_hoa_2022").subjects[1].text
    assert "người lao động" not in plan("van_lam_2021").subjects[1].text


def test_contents() -> None:
    counts = {name: len(plan(name).contents) for name in PLANS}
    assert counts["ninh_hoa_2022"] == 5
    assert counts["hon_quan_2024"] == 4
    assert len(plan("ninh_hoa_2022").contents[0].parts) == 7
    assert [len(each.parts) for each in plan("van_lam_2021").contents] == [5, 3]
    assert "06 nội dung" in plan("hon_quan_2024").contents[1].text


def test_nine_policy_groups_and_six_services() -> None:
    item = plan("hon_quan_2024")
    assert [each.label for each in item.policy_groups] == [
        "Phát triển kinh tế", "Khám, chữa bệnh", "Giáo dục phổ thông", "Nước sinh hoạt",
        "Điện sinh hoạt", "Trật tự, an toàn xã hội", "Giao thông đường bộ", "An sinh, xã hội",
        "Cải cách hành chính Nhà nước",
    ]  # fmt: skip
    assert len(item.services) == 6


def test_slogan_and_movements() -> None:
    slogan = plan("ninh_hoa_2022").slogan
    assert slogan is not None
    assert slogan.startswith("Đẩy mạnh cải cách hành chính; thực hiện đạo đức và văn hóa công vụ;")
    assert slogan.endswith("năng động, trách nhiệm và linh hoạt")
    assert [name for name in PLANS if plan(name).slogan] == ["ninh_hoa_2022"]
    assert {name for name in PLANS if plan(name).movement} == set(AWARD_PLANS)


COORDINATORS = {
    "van_lam_2021": "Phòng Nội vụ",
    "ninh_hoa_2022": "Phòng Nội vụ",
    "binh_gia_2024": "Phòng Nội vụ",
    "hon_quan_2024": "Phòng Nội vụ",
    "hoa_xa_2025": "Phòng Văn hóa - Xã hội",
}


@pytest.mark.parametrize(("name", "body"), COORDINATORS.items())
def test_coordinator(name: str, body: str) -> None:
    assert [each.body for each in plan(name).roles if each.role == "coordinator"] == [body]


def test_communication_bodies() -> None:
    bodies = {
        name: [each.body for each in plan(name).roles if each.role == "communication"]
        for name in PLANS
    }
    assert len(bodies["ninh_hoa_2022"]) == 4
    assert bodies["ninh_hoa_2022"][0] == "Phòng Văn hóa và Thông tin"
    assert bodies["binh_gia_2024"][0] == "Phòng Văn hóa và Thông tin"
    assert bodies["hon_quan_2024"] == ["Đài Truyền thanh - Truyền hình huyện"]
    assert "Ủy ban Mặt trận Tổ quốc Việt Nam xã Hòa Xá" in bodies["hoa_xa_2025"]
    assert bodies["van_lam_2021"] == []


DUTIES = {
    "van_lam_2021": {"review", "publicise", "study_visit", "propose_change"},
    "ninh_hoa_2022": {"plan", "review", "reward", "inspect", "publicise"},
    "binh_gia_2024": {"report", "explain", "inspect", "publicise", "other"},
    "hon_quan_2024": {"report", "inspect", "review", "publicise", "other"},
    "hoa_xa_2025": {
        "plan", "report", "explain", "review", "inspect", "publicise", "propose_change", "other",
    },
}  # fmt: skip


@pytest.mark.parametrize(("name", "kinds"), DUTIES.items())
def test_kinds_of_duties(name: str, kinds: set[str]) -> None:
    assert {each.kind for each in plan(name).duties} == kinds


def test_duty_to_explain() -> None:
    explain = {
        name: each.to_whom for name in PLANS for each in plan(name).duties if each.kind == "explain"
    }
    assert explain == {
        "binh_gia_2024": "UBND huyện, Chủ tịch UBND huyện",
        "hoa_xa_2025": "UBND xã, Chủ tịch UBND xã",
    }


def test_budget_is_only_in_hon_quan() -> None:
    assert [name for name in PLANS if plan(name).budget] == ["hon_quan_2024"]


def test_drafting_slips_are_annotated() -> None:
    leading = condition("hon_quan_2024", "leading").cite.note
    assert leading is not None
    assert "mục 2 Phần I" in leading
    assert "Phần II" in leading
    plan_327 = plan("hon_quan_2024").document.basis[1].note
    assert plan_327 is not None
    assert "Kế hoạch số 327/QĐ-UBND" in plan_327
    assert plan("ninh_hoa_2022").document.note is not None
    assert plan("binh_gia_2024").document.annexes_note is not None
    assert plan("hoa_xa_2025").document.annexes_note is not None


def test_workbook_tables() -> None:
    found = {name: plan(name).workbook for name in PLANS}
    assert {name: book.tables for name, book in found.items() if book} == {
        "van_lam_2021": ("tasks", "results", "initiatives", "individuals"),
        "ninh_hoa_2022": (
            "tasks",
            "dossiers",
            "satisfaction",
            "results",
            "initiatives",
            "individuals",
        ),
        "binh_gia_2024": ("tasks",),
        "hon_quan_2024": ("results", "initiatives", "discipline"),
        "hoa_xa_2025": ("tasks",),
    }


def test_no_plan_prints_an_order_so_every_ranking_is_ours() -> None:
    assert all(item.ranking.ours for item in BOOK.programmes.values())
    keys = [(key.by, key.measure) for key in plan("ninh_hoa_2022").ranking.keys]
    assert keys[:2] == [("conditions_met", None), ("measure", "par_points")]
    assert [key.by for key in plan("qd_766").ranking.keys] == ["total_points"]


def test_what_is_ours_is_explained() -> None:
    for item in BOOK.programmes.values():
        for each in (*item.measures, *item.conditions, *item.targets):
            assert not each.ours or each.note, each.code
        for each in item.conditions:
            if isinstance(each.rule, Threshold) and each.rule.near_margin is not None:
                assert each.note is not None
                assert "iên sát ngưỡng" in each.note
    for scheme in BOOK.class_schemes.values():
        assert scheme.note, scheme.id


def test_component_indices_are_configuration_to_be_checked() -> None:
    components = [each for each in plan("van_lam_2021").measures if each.code[-1:] in "kd"
                  and each.code.startswith(("par_", "sipas_"))]  # fmt: skip
    assert len(components) == 2 * len(COMPONENTS)
    for each in components:
        assert each.ours
        assert "cấu hình, cần đối chiếu" in (each.note or "").casefold()
    rule = condition("van_lam_2021", "component_ranks")
    assert rule.ours
    assert "cấu hình, cần đối chiếu" in (rule.note or "")
    assert "không áp dụng" in (rule.note or "")


def test_persons_are_listed_wherever_persons_are_judged() -> None:
    for name in PLANS:
        has_persons = any(each.subject == "individual" for each in plan(name).conditions)
        workbook = plan(name).workbook
        assert workbook is not None
        assert ("individuals" in workbook.tables) is has_persons
    said = " ".join(each.note or "" for name in PLANS for each in plan(name).conditions)
    assert "chưa có bảng cá nhân" not in said
    assert condition("ninh_hoa_2022", "ind_initiative").ours


CLAUSES = {
    # how many headings stand in each part of the plan, points included
    "van_lam_2021": (8, 7, 11, 8),
    "ninh_hoa_2022": (9, 1, 6, 5, 12, 5),
    "binh_gia_2024": (3, 1, 12),
    "hon_quan_2024": (9, 8, 17, 4),
    "hoa_xa_2025": (3, 8, 1, 4),
}


@pytest.mark.parametrize(("name", "counts"), CLAUSES.items())
def test_headings_of_the_plan(name: str, counts: tuple[int, ...]) -> None:
    clauses = plan(name).document.clauses
    assert clauses[:2] == ("Tên kế hoạch", "Phần mở đầu")
    parts = [clause.partition(",")[0] for clause in clauses[2:]]
    romans = ("I", "II", "III", "IV", "V", "VI")
    wanted = [
        f"Phần {roman}" for roman, count in zip(romans, counts, strict=False) for _ in range(count)
    ]
    assert parts == wanted


def test_headings_follow_the_slips_of_the_plans() -> None:
    lettered = [
        clause
        for clause in plan("ninh_hoa_2022").document.clauses
        if clause.startswith("Phần V, mục 4, ")
    ]
    assert lettered == ["Phần V, mục 4, điểm a", "Phần V, mục 4, điểm c"]
    cite = condition("hon_quan_2024", "leading").cite
    assert cite.section == "Phần III, mục 1, điểm a"
    assert "Phần II, mục 2" in plan("hon_quan_2024").document.clauses
    assert plan("qd_766").document.clauses == ()


def test_decision_766() -> None:
    item = BOOK.criteria_sets["qd_766"]
    tree = {each.code: (each.parent, each.maximum, each.kind) for each in item.criteria}
    assert tree == {
        "CKMB": (None, 18, "published_points"),
        "TDGQ": (None, 20, "published_points"),
        "MDSH": (None, 22, "published_points"),
        "DVTT": (None, 22, "sum"),
        "CLGQ": ("DVTT", 12, "published_points"),
        "TTTT": ("DVTT", 10, "published_points"),
        "MDHL": (None, 18, "published_points"),
    }
    assert (item.maximum, item.decimals) == (100, 2)
    assert (item.published_total, item.published_rank) == ("TONG_SCORE", "ROW_STT")
    assert item.starts_on == dt.date(2022, 8, 1)
    assert (item.lights.met_from_pct, item.lights.near_from_pct) == (90, 80)
    programme = plan("qd_766")
    assert (programme.family, programme.criteria_set) == ("index", "qd_766")
    assert programme.period_kinds == ("M", "Q", "Y")
    assert (programme.document.number, programme.document.issued_on) == (
        "766/QĐ-TTg",
        dt.date(2022, 6, 23),
    )


def test_khanh_hoa_has_four_classes_and_tot_is_the_top() -> None:
    scheme = BOOK.class_schemes["khanh_hoa_2021"]
    assert [band.label for band in scheme.bands] == ["Tốt", "Khá", "Trung bình", "Yếu"]
    assert all(band.lower is None for band in scheme.bands)
    assert plan("ninh_hoa_2022").class_scheme == scheme.id


BANDS = {
    "thua_thien_hue_communes": [("xuat_sac", None), ("tot", None), ("kha", None),
                                ("trung_binh", None), ("yeu", None)],
    "hai_phong_wards_2025": [("xuat_sac", 93)],
    "bonoivu_groups": [("nhom_a", 90), ("nhom_b", 80), ("nhom_c", 0)],
    "bonoivu_2012": [("tot", 80), ("kha", 70), ("trung_binh", None), ("yeu", None)],
    "binh_duong_communes_2017": [("xuat_sac", 90), ("tot", None), ("kha", None),
                                 ("trung_binh", None)],
    "huong_thuy_2016": [("tot", None), ("kha", None), ("trung_binh", None)],
}  # fmt: skip


@pytest.mark.parametrize(("name", "bands"), BANDS.items())
def test_other_class_schemes(name: str, bands: list[tuple[str, int | None]]) -> None:
    scheme = BOOK.class_schemes[name]
    assert [(band.code, band.lower) for band in scheme.bands] == bands
    assert scheme.is_verified is (name == "thua_thien_hue_communes")


def test_tot_of_2012_is_above_80_not_from_80() -> None:
    tot, kha = BOOK.class_schemes["bonoivu_2012"].bands[:2]
    assert (tot.lower_included, kha.lower_included) == (False, True)


CALENDAR = [
    # period, window starts (previous year?), ends, due, cumulative
    ("Q1", (15, 12, True), (14, 3), (20, 3), False),
    ("H1", (15, 12, True), (14, 6), (20, 6), True),
    ("Q3", (15, 6, False), (14, 9), (20, 9), False),
    ("Y", (15, 12, True), (14, 12), (20, 12), True),
]


def test_reporting_calendar() -> None:
    windows = BOOK.calendars["cchc_581"].windows
    assert [
        (
            each.period,
            (each.starts_day, each.starts_month, each.starts_previous_year),
            (each.ends_day, each.ends_month),
            (each.due_day, each.due_month),
            each.is_cumulative,
        )
        for each in windows
    ] == CALENDAR


ENGLISH = re.compile(
    r"\b(the|and|of|is|are|must|not|unit|units|plan|report|score|rank|task|from|with|should"
    r"|valid|input|value|award|deadline|class|criteria|month|year|note|sample)\b",
    re.IGNORECASE,
)
ACCENTED = re.compile(r"[à-ỹđĐ]", re.IGNORECASE)


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)


@pytest.mark.parametrize("path", rule_files(), ids=lambda path: path.name)
def test_words_are_vietnamese(path: Any) -> None:
    sentences = [text for text in texts(tomllib.loads(path.read_text("utf-8"))) if " " in text]
    assert sentences
    for text in sentences:
        assert not ENGLISH.search(text), text
        assert ACCENTED.search(text), text


def test_texts_are_kept_with_their_digest() -> None:
    assert len(BOOK.texts) == len(rule_files())
    kept = BOOK.texts["programme/ninh_hoa_2022"]
    assert (kept.kind, kept.file) == ("programme", "ninh_hoa_2022.toml")
    assert "Đẩy mạnh cải cách hành chính" in kept.text
    assert re.fullmatch(r"[0-9a-f]{64}", kept.sha256)
    assert "criteria_set/qd_766" in BOOK.texts
    assert "programme/qd_766" in BOOK.texts


def test_reading_everything_takes_less_than_300_ms() -> None:
    def once() -> float:
        reader._library.cache_clear()
        load_all.cache_clear()
        started = time.perf_counter()
        load_all()
        return time.perf_counter() - started

    assert min(once() for _ in range(3)) < 0.3
