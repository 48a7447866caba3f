"""The cheapest path to a place, a number of points, or an award, verified by the same SQL.

For points the path names the fewest criteria: those that can still give most come first. That
order is ours. Every path is then supposed on a trial copy, and only what the judge says counts.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from schemas.findings import Refusal, finding
from warehouse import readers
from warehouse.store import Readable, Store
from warehouse.what_if import Supposition, suppose

NOTE = (
    "Thứ tự là của chúng tôi: ít tiêu chí nhất, tiêu chí còn lấy được nhiều điểm nhất đứng trước. "
    "Kết quả đã được chấm thử bằng đúng quy tắc, với giả định các đơn vị khác giữ nguyên."
)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: what it can give, what lacks in words, and what the rule asks."""

    code: str
    label: str
    state: str
    points: Decimal | None
    obtainable: Decimal | None
    gap: str
    needed: str


@dataclass(frozen=True, slots=True)
class Path:
    """The steps to a goal; ``is_reached`` is what the judge says when all of them are done.

    ``is_reached`` is None where a step cannot be supposed (an initiative still to be recognised).
    """

    goal: str
    steps: tuple[Step, ...]
    is_there: bool
    is_reached: bool | None
    rank_after: int | None
    points_after: Decimal | None
    last_day: dt.date | None


def path_to_rank(
    store: Store, programme_id: str, period_id: str, unit_code: str, rank: int | None
) -> Path:
    """Return the path to a place (by default the next one up) of a board of points."""
    summary = _summary(store, programme_id, period_id, unit_code)
    own = summary["rank"]
    wanted = rank if rank is not None else max(1, (own or summary["ranked_count"] or 1) - 1)
    if wanted < 1:
        raise Refusal(finding("scenario.bad_goal", found=rank, expected="một thứ hạng từ 1"))
    steps = _lacking(store, programme_id, period_id, unit_code)
    is_there = own is not None and own <= wanted
    return _tried(
        store, (programme_id, period_id, unit_code), f"hạng {wanted}", steps, is_there, summary,
        lambda place, _points: place is not None and place <= wanted,
    )  # fmt: skip


def path_to_points(
    store: Store, programme_id: str, period_id: str, unit_code: str, points: Decimal
) -> Path:
    """Return the path to a number of points."""
    summary = _summary(store, programme_id, period_id, unit_code)
    if points <= 0:
        raise Refusal(finding("scenario.bad_goal", found=points, expected="số điểm lớn hơn 0"))
    steps = _lacking(store, programme_id, period_id, unit_code)
    score = summary["score"]
    is_there = score is not None and score >= points
    return _tried(
        store, (programme_id, period_id, unit_code), f"{points} điểm", steps, is_there, summary,
        lambda _place, reached: reached is not None and reached >= points,
    )  # fmt: skip


def path_to_award(store: Store, programme_id: str, period_id: str, unit_code: str) -> Path:
    """Return every condition that is not met yet, with what lacks; a veto cannot be mended."""
    summary = _summary(store, programme_id, period_id, unit_code)
    rows = readers.unit_verdicts(store, programme_id, period_id, unit_code).to_dicts()
    conditions = [row for row in rows if row["max_points"] is None]
    if not conditions:
        raise Refusal(finding("scenario.no_award", programme=programme_id))
    open_ = [row for row in conditions if row["state"] not in ("met", "not_applicable")]
    steps = tuple(_step(row) for row in open_)
    is_vetoed = any(row["state"] == "excluded" for row in open_)
    return Path(
        "đủ điều kiện khen thưởng", steps, not steps, False if is_vetoed else None,
        summary["rank"], summary["score"], summary["due_on"],
    )  # fmt: skip


def _summary(store: Readable, programme_id: str, period_id: str, unit_code: str) -> dict[str, Any]:
    found = readers.unit_summary(store, programme_id, period_id, unit_code)
    if found is None:
        raise Refusal(finding("scenario.unknown_unit", found=unit_code, programme=programme_id))
    return found


def _lacking(store: Readable, programme_id: str, period_id: str, unit_code: str) -> list[Step]:
    """Return the leaves that can still give points, the most first."""
    leaves = set(
        store.query(
            "select criterion_code from core_leaf where programme_id = ? and role = 'score'",
            [programme_id],
        )["criterion_code"]
    )
    if not leaves:
        raise Refusal(finding("scenario.no_points", programme=programme_id))
    rows = readers.unit_verdicts(store, programme_id, period_id, unit_code).to_dicts()
    steps = [
        _step(row)
        for row in rows
        if row["criterion_code"] in leaves and row["state"] != "not_applicable"
    ]
    lacking = [step for step in steps if step.obtainable]
    return sorted(lacking, key=lambda step: (-(step.obtainable or 0), step.code))


def _step(row: dict[str, Any]) -> Step:
    maximum, points = row["max_points"], row["score_points"]
    return Step(
        row["criterion_code"],
        row["name"],
        row["state"],
        points,
        None if maximum is None else maximum - (points or 0),
        row["gap_text"] or row["reason"],
        row["needed_text"],
    )


def _tried(
    store: Store,
    where: tuple[str, str, str],
    goal: str,
    lacking: list[Step],
    is_there: bool,
    summary: dict[str, Any],
    reaches: Any,
) -> Path:
    """Take the fewest steps with which the judge says that the goal is reached."""
    if is_there:
        return Path(goal, (), True, True, summary["rank"], summary["score"], summary["due_on"])
    low, high = 1, len(lacking)
    best: tuple[tuple[Step, ...], int | None, Decimal | None] | None = None
    last = (summary["rank"], summary["score"])
    while low <= high:
        # the judge is asked, never estimated: more steps never bring less, so halves suffice
        middle = high if best is None else (low + high) // 2
        steps = tuple(lacking[:middle])
        last = _supposed(store, where, steps)
        if reaches(*last):
            best, high = (steps, *last), middle - 1
        elif best is None:
            break
        else:
            low = middle + 1
    if best is None:
        return Path(goal, tuple(lacking), False, False, *last, summary["due_on"])
    return Path(goal, best[0], False, True, best[1], best[2], summary["due_on"])


def _supposed(
    store: Store, where: tuple[str, str, str], steps: tuple[Step, ...]
) -> tuple[int | None, Decimal | None]:
    programme_id, period_id, unit_code = where
    points = {
        step.code: (step.points or Decimal(0)) + (step.obtainable or Decimal(0)) for step in steps
    }
    effect = suppose(store, programme_id, period_id, [Supposition(unit_code, points=points)])
    after = effect.boards[0].units[0].after
    return (None, None) if after is None else (after.rank, after.score)
