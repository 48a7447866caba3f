"""How a leaf of a criteria set earns its points: the closed vocabulary of scoring rules.

Points are exact. Where a rule divides, its result is rounded once, half up, to nine decimals; no
points exceed the criterion's maximum and none are below nought (DOMAIN 2.2 names the kinds that
published sets use).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Code, Exact, Record, type_sequence


class YesNoPoints(Record):
    """Points for a yes, other points (usually nought) for a no."""

    kind: Literal["yes_no"]
    measure: Code
    yes: Exact
    no: Exact = Decimal(0)


class Tier(Record):
    """One step of a scale: from this figure on (or strictly above it), these points."""

    op: Literal[">", ">="]
    bound: Exact
    points: Exact


class TierPoints(Record):
    """The points of the first step, best first, that the figure reaches; else ``otherwise``."""

    kind: Literal["tiers"]
    measure: Code
    tiers: Annotated[tuple[Tier, ...], type_sequence]
    otherwise: Exact


class LinearPoints(Record):
    """Points in proportion: none at ``zero_at``, the maximum at ``full_at``, never outside."""

    kind: Literal["linear"]
    measure: Code
    zero_at: Exact
    full_at: Exact


class CountPoints(Record):
    """So many points for each counted thing, capped at the criterion's maximum."""

    kind: Literal["count"]
    measure: Code
    each: Exact


class ItemValue(Record):
    """What one row of a sheet earns when its column holds this choice."""

    choice: Code
    points: Exact


class ItemPoints(Record):
    """Points row by row, by what a choice column of the sheet says, capped at the maximum.

    A row whose choice is not listed earns nothing. A sheet handed in without rows earns nought; no
    hand-in is missing.
    """

    kind: Literal["per_item"]
    table: Code
    column: Code
    items: Annotated[tuple[ItemValue, ...], type_sequence]


class LateStep(Record):
    """Points when the day is at most so many days after the due day (nought: on time)."""

    days: int
    points: Exact


class DeadlinePoints(Record):
    """Points by how many days after the due day of the period's year something was done.

    ``due_year_offset`` moves the due day into a year after the period's (1: the next one).
    """

    kind: Literal["deadline"]
    measure: Code
    due_day: int
    due_month: int
    due_year_offset: int = 0
    steps: Annotated[tuple[LateStep, ...], type_sequence]
    otherwise: Exact


class SurveyPoints(Record):
    """A survey's rate times the maximum; few answers are warned of, or make it not applicable.

    ``min_answers`` is the smallest sample that the set's authority accepts (ours unless printed).
    """

    kind: Literal["survey"]
    measure: Code
    min_answers: int
    when_small: Literal["warn", "not_applicable"]


PointRule = Annotated[
    YesNoPoints
    | TierPoints
    | LinearPoints
    | CountPoints
    | ItemPoints
    | DeadlinePoints
    | SurveyPoints,
    Field(discriminator="kind"),
]
