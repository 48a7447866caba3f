"""The plans, sets and units of the warehouse that has lived: one small rule book for every view.

Two years of reports, a plan whose head approves, a criteria set that two programmes read, and
units that came, went, merged, split and changed their names on the days that matter.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from schemas.criteria_set import ClassScheme, CriteriaSet
from schemas.programme import Programme
from schemas.reader import RuleBook
from schemas.register import Register
from schemas.units import LinkKind, UnitLink, UnitName
from tests.mutation.helpers import helper

kit = helper("warehouse_kit")

PLAN, HEADED, INDEX, RIVAL, EMPTY = "ke_hoach", "co_duyet", "chi_so", "chi_so_hai", "chua_nop"
SET = "bo_tieu_chi"
COUNCIL, FIGURE, CALLED, CLASS = "hoi_dong", "dat_diem", "sang_kien", "xep_loai"
TARGETED = "DV-NGOAI"
"""A unit outside of every group that a target is about."""

COMMUNES = tuple(f"XA-{number:02}" for number in range(1, 13))
OFFICES = ("PH-1", "PH-2", "PH-3", "PH-4")
"""Units that always hand in everything, so that their boards can be compared."""
FORMER = tuple(f"CU-{number}" for number in range(1, 8))
_YEARS = {"years": [2021, 2022], "ends_on": dt.date(2022, 12, 31)}
_DAYS = tuple(
    dt.date.fromisoformat(end) + dt.timedelta(days)
    for end in ("2021-03-14", "2021-12-14", "2022-03-14", "2022-12-14")
    for days in (-1, 0, 1)
)
"""The last days of the periods' data, with the days on either side of them."""
_KINDS: tuple[LinkKind, ...] = ("kept", "renamed", "merged", "split")


def _reported(code: str, value: str, **parts: Any) -> dict[str, Any]:
    return dict(kit.measure(code, {"kind": "reported", "value": value, **parts}))


def _figures() -> list[dict[str, Any]]:
    types = {
        "points": "points", "pct": "pct", "place": "rank", "class": "class", "second": "class",
        "said": "yes_no", "tier": "tier", "peers": "count",
    }  # fmt: skip
    resolved = ["early_count", "on_time_count", "late_count"]
    return [
        *(_reported(code, value) for code, value in types.items()),
        kit.measure("on_time", {"kind": "hand_in_on_time"}),
        kit.measure(
            "done",
            {"kind": "ratio_of_rows", "table": "tasks", "all_yes": ["is_on_time"],
             "when_zero": "council"},
        ),
        kit.measure(
            "solved",
            {"kind": "ratio_of_sums", "table": "dossiers", "numerator": resolved[:2],
             "denominator": resolved, "when_zero": "pending"},
        ),
    ]  # fmt: skip


def _conditions() -> list[dict[str, Any]]:
    def at_least(measure: str, value: str, **parts: Any) -> dict[str, Any]:
        return {"kind": "threshold", "measure": measure, "op": ">=", "value": value, **parts}

    rules: dict[str, dict[str, Any]] = {
        FIGURE: at_least("points", "90", near_margin="5"),
        CLASS: {"kind": "class_band", "measure": "class", "op": ">=", "band": "kha"},
        COUNCIL: {"kind": "judged", "by": "council"},
        "dung_han": {"kind": "attested", "measure": "on_time"},
        CALLED: {"kind": "recognised", "table": "initiatives", "min_level": "district"},
        "ky_luat": {"kind": "veto", "table": "discipline", "min_severity": "warning"},
        "nhiem_vu": at_least("done", "50"),
        "ho_so": at_least("solved", "90"),
        "tang_hang": {
            "kind": "rank_improved", "measures": ["place"], "combine": "all",
            "already_first": "council", "no_base": "pending", "assigned_by": ["said"],
        },
    }  # fmt: skip
    persons: dict[str, dict[str, Any]] = {
        "noi_dang_lam": {"kind": "inherited", "condition": FIGURE},
        "theo_xep_loai": {"kind": "inherited", "condition": CLASS},
        "nguoi_tot": {"kind": "judged", "by": "council"},
        "co_sang_kien": {"kind": "recognised", "table": "individuals", "min_level": "district"},
    }
    applies = {"applies_if": {"measure": "said", "equals": "yes", "text": "Đơn vị được giao"}}
    return [
        *(kit.condition(code, rule, **(applies if code == "ho_so" else {}))
          for code, rule in rules.items()),
        *(kit.condition(code, rule, subject="individual") for code, rule in persons.items()),
    ]  # fmt: skip


def _plan() -> Programme:
    made: Programme = kit.programme(
        PLAN, **_YEARS, base_years=[2020], period_kinds=["Q1", "H1", "Y"], measures=_figures(),
        conditions=_conditions(),
        groups=[kit.group(PLAN, "xa", only=["xa"]), kit.group(PLAN, "phong", only=["phong"])],
        targets=[
            kit.target("muc_tieu", {"kind": "tier_position", "by": "published_tier",
                "measure": "tier", "tier": 2, "tiers": 4, "better_counts": True}, unit, "ngoai")
            for unit in (TARGETED,)
        ],
        ranking={
            "keys": [{"by": "conditions_met"}, {"by": "measure", "measure": "points"}],
            "ours": True, "note": "Thứ tự thử",
        },
    )  # fmt: skip
    return made


def _headed() -> Programme:
    made: Programme = kit.programme(
        HEADED, **_YEARS, approval="head", groups=[kit.group(HEADED)],
        measures=[
            _reported("points", "points"), kit.measure("on_time", {"kind": "hand_in_on_time"})
        ],
        conditions=[
            kit.condition(FIGURE, {"kind": "threshold", "measure": "points", "op": ">=",
                                   "value": "90"}),
            kit.condition("dung_han", {"kind": "attested", "measure": "on_time"}),
        ],
    )  # fmt: skip
    return made


CRITERIA: Sequence[Mapping[str, Any]] = (
    {"code": "A", "maximum": "30", "kind": "sum"},
    {"code": "A1", "parent": "A", "maximum": "10", "kind": "published_points"},
    {"code": "A2", "parent": "A", "maximum": "20", "kind": "published_points"},
    {"code": "A9", "parent": "A", "maximum": "5", "kind": "published_points", "role": "penalty"},
    {"code": "B", "maximum": "10", "kind": "weighted_mean"},
    {"code": "B1", "parent": "B", "maximum": "10", "kind": "published_points", "weight": "2"},
    {"code": "B2", "parent": "B", "maximum": "10", "kind": "published_points", "weight": "1"},
    {
        "code": "C", "maximum": "10", "kind": "rule",
        "rule": {"kind": "yes_no", "measure": "site_open", "yes": "10", "no": "4"},
    },
    {"code": "D", "maximum": "10", "kind": "published_points", "is_survey": True},
    {"code": "E", "maximum": "10", "kind": "published_points"},
    {"code": "G", "maximum": "4", "kind": "published_points", "role": "bonus"},
    {"code": "H", "maximum": "3", "kind": "published_points", "role": "penalty"},
)  # fmt: skip
"""Every role, a mean, a rule, a survey, and leaves at the root."""


def _set() -> CriteriaSet:
    made: CriteriaSet = kit.criteria_set(
        SET, CRITERIA, ("90", "80"), appraisal="required", published_rank="HANG",
        measures=[_reported("site_open", "yes_no")],
    )  # fmt: skip
    return made


def index(id_: str, title: str, low_pct: int = 10, high_pct: int = 90, **parts: Any) -> Programme:
    """Return a plan of points whose weights may vary; of the shared set unless told."""
    given: dict[str, Any] = {"criteria_set": SET, **parts}
    made: Programme = kit.programme(
        id_, **_YEARS, title=title, family="index", period_kinds=["H1", "Y"],
        ranking={
            "keys": [{"by": "total_points"}], "ours": False, "note": "Theo tổng điểm",
            "uncertainty": {
                "weight_pct": "40", "draws": 40, "seed": 7, "low_pct": low_pct,
                "high_pct": high_pct,
                "note": "Thử",
            },
        },
        **given,
    )  # fmt: skip
    return made


def _scheme(id_: str, lower: Sequence[str | None], included: Sequence[bool]) -> ClassScheme:
    """Return the test scheme with printed bounds; a class without one is known by its name only."""
    base: ClassScheme = kit.SCHEME
    bands = [
        {**band.model_dump(), "lower": bound, "lower_included": is_in}
        for band, bound, is_in in zip(base.bands, lower, included, strict=True)
    ]
    return ClassScheme.model_validate({**base.model_dump(), "id": id_, "bands": bands})


def book(index_title: str) -> RuleBook:
    """Return the whole rule book; the title tells one edition of the index from the next."""
    offices = [kit.group(PLAN, "phong", only=["phong"]), kit.group(PLAN, "xa", only=["xa"])]
    listed = [
        _plan(),
        _headed(),
        index(INDEX, index_title, class_scheme="thang_du", groups=[kit.group(PLAN)]),
        index(RIVAL, "Cùng bộ tiêu chí", class_scheme="thang_khuyet", workbook=None,
               groups=offices),
        kit.programme(EMPTY, groups=[kit.group(PLAN)], period_kinds=["Q1", "Q3"]),
    ]  # fmt: skip
    schemes = (
        kit.SCHEME,
        _scheme("thang_du", ("90", "70", "50", None), (True, False, True, True)),
        _scheme("thang_khuyet", ("90", None, "50", None), (False, True, True, True)),
    )
    made: RuleBook = kit.rule_book(listed, [_set()])
    return replace(made, class_schemes={each.id: each for each in schemes})


def register(dice: random.Random) -> Register:
    """Return the units; whole lives are drawn from the days that periods end on."""
    in_plans = [*((code, "xa") for code in COMMUNES), *((code, "phong") for code in OFFICES)]
    files = {
        PLAN: in_plans,
        HEADED: [(code, "xa") for code in COMMUNES[:6]],
        "ngoai": [(TARGETED, "ngoai")],
        "cu": [(each, "cu") for each in FORMER],
    }
    made: Register = kit.register(files)
    rarely = (None, None, None)
    units = []
    for unit in made.units:
        start, end = dice.choice((*rarely, *_DAYS[:6])), dice.choice((*rarely, *_DAYS[6:]))
        if unit.unit_id in OFFICES[:3]:
            start = end = None
        parent = OFFICES[0] if unit.unit_id in OFFICES[1:] else None
        units.append(replace(unit, valid_from=start, valid_to=end, parent_id=parent))
    return replace(
        made, units=tuple(units), links=tuple(_links(dice)), former_names=tuple(_names(dice))
    )


def _links(dice: random.Random) -> list[UnitLink]:
    found: dict[tuple[str, str], UnitLink] = {}
    same: set[str] = set()
    for former in FORMER:
        for _ in range(2):
            kind, now, on = dice.choice(_KINDS), dice.choice(COMMUNES), dice.choice(_DAYS)
            pair = (former, now) if dice.random() < 0.5 else (now, former)
            # one whole unit has one predecessor and one successor only
            if kind in ("kept", "renamed"):
                if same & set(pair):
                    continue
                same |= set(pair)
            found[pair] = UnitLink(*pair, kind, on)
    return list(found.values())


def _names(dice: random.Random) -> list[UnitName]:
    found = []
    for code in (*COMMUNES[:5], *FORMER[:4]):
        days = sorted(dice.sample(_DAYS, 2))
        source = f"Nghị quyết về {code}"
        first = dice.choice((None, days[0] - dt.timedelta(90)))
        found += [
            UnitName(code, f"Tên đầu {code}", "commune", first, days[0], source),
            UnitName(code, f"Tên hai {code}", "ward", days[0] + dt.timedelta(1), days[1], source),
        ]
    return found
