"""Which units are special in the sample data of each plan, and in which periods."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from etl.demo_cases import Case

Decisions = Mapping[str, str]
"""Judged conditions that the sample council concluded, each with its reason."""

_REASON = "Hội đồng thống nhất trên hồ sơ (dữ liệu mẫu)"


@dataclass(frozen=True, slots=True)
class Plan:
    """The periods of a plan's sample data, its special units and its published tables."""

    periods: Sequence[str]
    cases: Callable[[str, int], list[Case]]
    decisions: Mapping[str, Decisions] = field(default_factory=dict)


def _spread(special: Mapping[int, Case], count: int, usual: Callable[[int], Case]) -> list[Case]:
    return [special.get(place, usual(place)) for place in range(count)]


def _ninh_hoa(period_id: str, count: int) -> list[Case]:
    if period_id != "2022-Y":
        return _spread(
            {15: Case(is_missing=True), 16: Case(is_late=True)},
            count,
            lambda place: Case(level=(place * 7) % 3),
        )
    # nine clear ones, then three that share the tenth place of a quota of ten
    clear = {
        place: Case(
            par_points=f"{97 - place // 2}.{'50' if place % 2 else '75'}", dossiers=(500, 500)
        )
        for place in (0, 1, 2, 3, 4, 5)
    }
    offices = {27: "96.90", 28: "96.10", 29: "95.30"}
    tie = Case(par_points="94.50", dossiers=(500, 500), answers=(190, 200))
    special = {
        **clear,
        **{place: Case(par_points=points) for place, points in offices.items()},
        **dict.fromkeys((9, 10, 30), tie),
        12: Case(dossiers=(490, 500), par_points="93.10"),  # on time exactly 98.00 %
        13: Case(tasks=(18, 20), par_points="93.20"),  # tasks exactly 90.00 %
        14: Case(answers=(180, 200), par_points="93.00"),  # satisfied exactly 90.00 %
        15: Case(is_missing=True),
        16: Case(is_late=True, par_points="92.50"),
        17: Case(dossiers=(0, 0), par_points="92.60"),
        18: Case(par_class=None, par_points="92.00"),
        19: Case(initiative_level=None, par_points="91.70"),
        20: Case(par_class="kha", par_points="88.40"),
    }
    return _spread(special, count, lambda place: Case(level=1 + place % 2, decision="met"))


def _hon_quan(period_id: str, count: int) -> list[Case]:
    del period_id
    special = {
        0: Case(discipline=("key_leader", "reprimand"), par_points="96.00"),  # vetoed
        1: Case(discipline=("other", "warning"), par_points="91.00", decision=None),
        2: Case(par_points="90.00"),  # exactly 90.00 %
        3: Case(is_evaluated="no", decision=None),  # not applicable
        4: Case(is_evaluated=None, decision=None),  # not known whether it applies
        5: Case(par_points="89.99", decision=None),
        6: Case(is_missing=True),
        7: Case(is_late=True, par_points="93.30", decision=None),
        8: Case(par_points="97.10"),
        9: Case(par_points="96.40"),
        14: Case(par_points="95.80"),
        15: Case(par_points="95.20"),
        10: Case(par_points="94.50"),  # two share the fifth place of a quota of five
        16: Case(par_points="94.50"),
    }
    return _spread(
        special,
        count,
        lambda place: Case(
            level=place % 3,
            decision=None,
            initiative_level="commune" if place % 2 else None,
        ),
    )


def _van_lam(period_id: str, count: int) -> list[Case]:
    is_later = period_id == "2023-Y"
    special = {
        0: Case(ranks=(1, 1)),  # first already: cannot improve
        1: Case(ranks=(4, 5) if is_later else None),  # no base year
        2: Case(ranks=(6, 6)),  # same rank
        3: Case(ranks=(3, 9) if is_later else (5, 8)),  # one better, one worse
        4: Case(is_missing=True) if is_later else Case(ranks=(9, 9)),
    }
    return _spread(
        special,
        count,
        lambda place: Case(
            level=place % 3,
            ranks=(place + 1, place + 2) if is_later else (place + 3, place + 4),
            decision="met" if place % 4 else "not_met",
            initiative_level="district" if place % 3 else None,
        ),
    )


def _improvement(period_id: str, count: int) -> list[Case]:
    special = {
        1: Case(is_late=True),
        2: Case(is_missing=True),
        3: Case(tasks=(19, 20)),
    }
    shift = 0 if period_id.endswith("Y") else 1
    return _spread(special, count, lambda place: Case(level=(place + shift) % 3))


def _par_mau(period_id: str, count: int) -> list[Case]:
    if period_id != "2025-Y":
        return _spread(
            {4: Case(is_missing=True), 30: Case(is_missing=True), 41: Case(is_late=True)},
            count,
            lambda place: Case(level=(place * 5 + 1) % 3, initiative_level=None),
        )
    levels = ("commune", "province", None, "district", "central")
    special = {
        3: Case(level=1, is_missing=True),
        5: Case(level=1, is_late=True),
        7: Case(level=0, dossiers=(0, 0)),  # no dossiers: not applicable
        9: Case(level=0, answers=(18, 20)),  # twenty answers: too few for one criterion
        11: Case(level=0, dossiers=(490, 500)),  # on time exactly 98 %
        13: Case(level=0, tasks=(18, 20)),  # tasks exactly 90 %
    }
    return _spread(
        special,
        count,
        lambda place: Case(level=(place * 5) % 3, initiative_level=levels[place % len(levels)]),
    )


PLANS: Mapping[str, Plan] = {
    "van_lam_2021": Plan(
        ("2022-Y", "2023-Y"),
        _van_lam,
        {period: {"tasks": _REASON, "communication": _REASON} for period in ("2022-Y", "2023-Y")},
    ),
    "ninh_hoa_2022": Plan(
        ("2022-Q3", "2022-Y"), _ninh_hoa, {"2022-Y": {"general_conduct": _REASON}}
    ),
    "binh_gia_2024": Plan(("2024-Q3", "2024-Y"), _improvement),
    "hon_quan_2024": Plan(("2024-Y",), _hon_quan, {"2024-Y": {"leading": _REASON}}),
    "hoa_xa_2025": Plan(("2025-Q3",), _improvement),
    "par_mau_2025": Plan(("2025-H1", "2025-Y"), _par_mau),
}
"""Sample data of every plan and of the sample set. Real boards stand in ``etl/demo_data``."""
