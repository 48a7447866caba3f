"""Sample figures for the plans: a fixed seed, and the instructive cases put in on purpose.

None of these figures is real: every file that carries them is marked as sample data.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from etl.measures import Figure, reported_figures
from etl.scope import rule_book
from schemas.programme import Programme

SEED = 766

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """What is special about one unit's sample hand-in; the rest follows from ``level``.

    ``level`` 0 meets everything, 1 falls just short somewhere, 2 falls clearly short.
    """

    level: int = 0
    is_missing: bool = False
    is_late: bool = False
    tasks: tuple[int, int] | None = None
    dossiers: tuple[int, int] | None = None
    answers: tuple[int, int] | None = None
    initiative_level: str | None = "district"
    discipline: tuple[str, str] | None = None
    par_class: str | None = "tot"
    par_points: str | None = None
    is_evaluated: str | None = "yes"
    decision: str | None = "met"
    ranks: tuple[int, int] | None = None


_FIELDS = ("Hộ tịch", "Chứng thực", "Đất đai", "Bảo trợ xã hội")
_TASKS = (
    "Ban hành kế hoạch cải cách hành chính",
    "Rà soát, kiến nghị đơn giản hóa thủ tục hành chính",
    "Niêm yết công khai thủ tục hành chính",
    "Số hóa kết quả giải quyết thủ tục hành chính",
    "Tiếp nhận hồ sơ trực tuyến",
    "Khảo sát sự hài lòng của người dân",
    "Tuyên truyền cải cách hành chính",
    "Tự kiểm tra kỷ luật, kỷ cương hành chính",
    "Đào tạo, bồi dưỡng công chức một cửa",
    "Báo cáo định kỳ",
)
_ASSIGNED = ("par_3_assigned", "sipas_2_assigned")
"""The component indices that the sample units answer for: procedures, in either index."""
_TOPICS = ("Giải quyết thủ tục hành chính", "Thái độ phục vụ của công chức")


def dice(programme: Programme, unit_code: str, period_id: str) -> random.Random:
    """Return the fixed dice of one hand-in."""
    return random.Random(f"{SEED}|{programme.id}|{unit_code}|{period_id}")  # noqa: S311 - samples


def sample_rows(
    programme: Programme, case: Case, rng: random.Random, ends_on: dt.date
) -> dict[str, list[Row]]:
    """Return the rows of every sheet of a unit's sample workbook."""
    makers = {
        "tasks": lambda: _tasks(case, rng, ends_on),
        "dossiers": lambda: _dossiers(case, rng),
        "satisfaction": lambda: _satisfaction(case, rng),
        "initiatives": lambda: _initiatives(case, ends_on),
        "discipline": lambda: _discipline(case, ends_on),
        "individuals": lambda: _individuals(case, ends_on),
        "results": lambda: _results(programme, case, rng, ends_on),
    }
    assert programme.workbook is not None
    return {code: makers[code]() for code in programme.workbook.tables}


def _tasks(case: Case, rng: random.Random, ends_on: dt.date) -> list[Row]:
    done, total = case.tasks or {0: (20, 20), 1: (19, 20), 2: (16, 20)}[case.level]
    rows: list[Row] = []
    for number in range(total):
        due = ends_on - dt.timedelta(days=rng.randrange(0, 60))
        is_good = number < done
        # of those not done well, half were late and half were done in time but not accepted
        is_on_time = is_good or number % 2 == 0
        row: dict[str, Any] = {
            "task_code": f"NV{number + 1:02d}",
            "task_name": _TASKS[number % len(_TASKS)],
            "deliverable": "Văn bản",
            "due_date": due,
            "is_on_time": "yes" if is_on_time else "no",
            "is_quality_accepted": "yes" if is_good else "no",
        }
        if is_on_time:
            row["done_date"] = due - dt.timedelta(days=rng.randrange(0, 10))
        rows.append(row)
    return rows


def _dossiers(case: Case, rng: random.Random) -> list[Row]:
    good, resolved = case.dossiers or (0, 0)
    if case.dossiers is None:
        resolved = rng.randrange(300, 900)
        late = {0: 0, 1: resolved * 2 // 100 + 1, 2: resolved * 6 // 100}[case.level]
        good = resolved - late
    rows: list[Row] = []
    left_good, left_late = good, resolved - good
    for place, name in enumerate(_FIELDS):
        share = len(_FIELDS) - place
        part_good, part_late = left_good // share, left_late // share
        left_good, left_late = left_good - part_good, left_late - part_late
        early = part_good // 2
        pending = rng.randrange(0, 12) if resolved else 0
        rows.append(
            {
                "field_name": name,
                "received_count": part_good + part_late + pending,
                "early_count": early,
                "on_time_count": part_good - early,
                "late_count": part_late,
                "pending_in_time_count": pending,
                "pending_overdue_count": 0,
            }
        )
    return rows


def _satisfaction(case: Case, rng: random.Random) -> list[Row]:
    shares = {0: (95, 100), 1: (91, 100), 2: (86, 100)}
    happy, asked = case.answers or shares[case.level]
    if case.answers is None:
        happy += rng.randrange(0, 4)
    rows: list[Row] = []
    for place, topic in enumerate(_TOPICS):
        share = len(_TOPICS) - place
        part_happy, part_asked = happy // share, asked // share
        happy, asked = happy - part_happy, asked - part_asked
        rest = part_asked - part_happy
        rows.append(
            {
                "topic": topic,
                "very_satisfied_count": part_happy // 3,
                "satisfied_count": part_happy - part_happy // 3,
                "neutral_count": rest - rest // 3,
                "unsatisfied_count": rest // 3,
                "very_unsatisfied_count": 0,
            }
        )
    return rows


def _initiatives(case: Case, ends_on: dt.date) -> list[Row]:
    if case.initiative_level is None:
        return []
    return [
        {
            "title": "Hỗ trợ nộp hồ sơ trực tuyến tại nhà văn hóa",
            "recognised_by": "Hội đồng Sáng kiến (dữ liệu mẫu)",
            "level": case.initiative_level,
            "document_number": "01/QĐ-MẪU",
            "document_date": ends_on - dt.timedelta(days=40),
        }
    ]


def _discipline(case: Case, ends_on: dt.date) -> list[Row]:
    if case.discipline is None:
        return []
    position, severity = case.discipline
    return [
        {
            "position": position,
            "severity": severity,
            "document_number": "02/QĐ-MẪU",
            "document_date": ends_on - dt.timedelta(days=90),
        }
    ]


def _individuals(case: Case, ends_on: dt.date) -> list[Row]:
    """Return who the unit puts forward: the author of its initiative, where it has one."""
    return [
        {
            "person_code": "CN01",
            "full_name": "Cá nhân mẫu 01",
            "job_title": "Chuyên viên",
            "initiative_title": row["title"],
            "level": row["level"],
            "document_number": row["document_number"],
            "document_date": row["document_date"],
        }
        for row in _initiatives(case, ends_on)
    ]


def _results(programme: Programme, case: Case, rng: random.Random, ends_on: dt.date) -> list[Row]:
    """Return the figures that a unit writes down itself."""
    if programme.criteria_set is None:
        codes = {measure.code for measure in programme.measures}
        attested = "discipline_attested"
        return [{"measure_code": attested, "value": "yes"}] if attested in codes else []
    return [
        {"measure_code": figure.code, "value": _reported(figure, case, rng, ends_on)}
        for figure in reported_figures(programme, rule_book())
    ]


def _reported(
    figure: Figure, case: Case, rng: random.Random, ends_on: dt.date
) -> str | int | Decimal | dt.date:
    """Return what a unit of the case's level reports: nearly all of it, most, or half."""
    if figure.value_type == "yes_no":
        return "no" if rng.randrange(6) < case.level else "yes"
    if figure.value_type == "count":
        return rng.randrange(8, 14) - 2 * case.level
    if figure.is_date:
        # plans are due in the middle of January
        return dt.date(ends_on.year, 1, 5) + dt.timedelta(days=rng.randrange(9) + 9 * case.level)
    least, most = ((850, 985), (680, 860), (450, 690))[case.level]
    return Decimal(rng.randrange(least, most)) / 10


def published_values(programme: Programme, case: Case, rng: random.Random) -> dict[str, Any]:
    """Return what the coordinator publishes about a unit: classes, points, ranks, conclusions."""
    points = (
        Decimal(case.par_points) if case.par_points else Decimal(rng.randrange(9000, 9800)) / 100
    )
    if case.par_points is None and case.level == 2:
        points -= 8
    values: dict[str, Any] = {
        "par_class": case.par_class,
        "par_points": points,
        "par_index": points if case.is_evaluated == "yes" else None,
        "is_evaluated": {"yes": "Có", "no": "Không", None: None}[case.is_evaluated],
    }
    known = {measure.code for measure in programme.measures}
    values |= {code: "Không" for code in known if code.endswith("_assigned")}
    values |= dict.fromkeys(_ASSIGNED, "Có")
    if case.ranks is not None:
        values["par_3_rank"], values["sipas_2_rank"] = case.ranks
    return {code: value for code, value in values.items() if code in known and value is not None}
