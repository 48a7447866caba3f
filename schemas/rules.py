"""The closed vocabulary: rule kinds, where a figure comes from, when a deadline falls.

A new kind is a word here, one branch in a view, one in the oracle and one table in tests/spec
(DOMAIN, the cross-plan rule catalogue).
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Cite, Code, Exact, Record, Text, type_sequence

Codes = Annotated[tuple[Code, ...], type_sequence]
WhenUnknown = Literal["pending", "council", "not_applicable"]


class Reported(Record):
    """A figure that is written down as it is: an index, a class, a rank, a yes or no."""

    kind: Literal["reported"]
    value: Literal["pct", "points", "count", "rank", "class", "tier", "yes_no", "date"]
    maximum: Exact | None = None
    by: Literal["anyone", "coordinator"] = "anyone"
    """``coordinator``: only result tables carry it, never a unit's own workbook."""


class RatioOfSums(Record):
    """Sum of columns over sum of columns of one workbook table, in per cent."""

    kind: Literal["ratio_of_sums"]
    table: Code
    numerator: Codes
    denominator: Codes
    when_zero: WhenUnknown


class RatioOfRows(Record):
    """Share of a table's rows whose listed columns all say yes, in per cent."""

    kind: Literal["ratio_of_rows"]
    table: Code
    all_yes: Codes
    when_zero: WhenUnknown


class CountOfRows(Record):
    """How many rows of a table say yes in all listed columns (none listed: every row counts).

    A workbook without such rows counts nought; no workbook is missing.
    """

    kind: Literal["count_of_rows"]
    table: Code
    all_yes: Codes = ()


class Survey(Record):
    """A rate from raw answer counts by a named, versioned formula (schemas/survey_formulas.py).

    Numerator and denominator (the number of answers) are kept, so the sample size stays visible.
    """

    kind: Literal["survey"]
    table: Code
    formula: Code
    when_zero: WhenUnknown


class HandInOnTime(Record):
    """Yes when any hand-in of the period was received by its due date, measured by us."""

    kind: Literal["hand_in_on_time"]


Source = Annotated[
    Reported | RatioOfSums | RatioOfRows | CountOfRows | Survey | HandInOnTime,
    Field(discriminator="kind"),
]


class Measure(Record):
    """A figure that conditions look at: its name and where it comes from."""

    code: Code
    label: Text
    source: Source
    ours: bool = False
    note: Text | None = None


class Threshold(Record):
    """A figure compared with a number, unrounded; ``near_margin`` is the amber band (ours)."""

    kind: Literal["threshold"]
    measure: Code
    op: Literal[">", ">=", "<", "<="]
    value: Exact
    near_margin: Exact | None = None


class ClassBand(Record):
    """A published class equal to a band of a scheme, or at least as good as it."""

    kind: Literal["class_band"]
    measure: Code
    op: Literal["=", ">="]
    band: Code


class RankImproved(Record):
    """Rank number strictly smaller than in the immediately preceding year.

    ``assigned_by``: rank for rank the yes/no figure whether it is assigned to the unit; only those
    count, unknown ones are pending, and with none assigned the condition does not apply.
    """

    kind: Literal["rank_improved"]
    measures: Codes
    combine: Literal["all", "any"]
    already_first: WhenUnknown
    no_base: WhenUnknown
    assigned_by: Codes = ()


class ValueAndRankImproved(Record):
    """Both the figure and its rank better than in the immediately preceding year."""

    kind: Literal["value_and_rank_improved"]
    value_measure: Code
    rank_measure: Code
    already_first: WhenUnknown
    no_base: WhenUnknown


class TierPosition(Record):
    """A published tier, or a place in a declared split of the ranking into equal groups.

    Rank r among n (``peers_measure``) falls into the smallest group g with r * tiers <= g * n. A
    better group than ``tier`` is met when ``better_counts``, else not met.
    """

    kind: Literal["tier_position"]
    measure: Code
    peers_measure: Code | None = None
    tier: int
    tiers: int
    by: Literal["published_tier", "equal_groups_of_rank"]
    better_counts: bool


class Recognised(Record):
    """At least one listed initiative recognised at or above a level, with its document."""

    kind: Literal["recognised"]
    table: Code
    min_level: Literal["unit", "commune", "district", "province", "central"]


class Attested(Record):
    """The unit states yes or no in its hand-in, and answers for it."""

    kind: Literal["attested"]
    measure: Code


class Judged(Record):
    """A person decides and gives a reason; until then the council has to look."""

    kind: Literal["judged"]
    by: Literal["coordinator", "council"]


class Veto(Record):
    """Excluded by a discipline event of a key leader at or above a severity."""

    kind: Literal["veto"]
    table: Code
    min_severity: Literal["reprimand", "warning", "salary_cut", "demotion", "removal", "dismissal"]


class Inherited(Record):
    """A person takes the verdict of the unit on one of the unit's own conditions."""

    kind: Literal["inherited"]
    condition: Code


Rule = Annotated[
    Threshold
    | ClassBand
    | RankImproved
    | ValueAndRankImproved
    | TierPosition
    | Recognised
    | Attested
    | Judged
    | Veto
    | Inherited,
    Field(discriminator="kind"),
]


class AppliesIf(Record):
    """The condition applies only to units whose yes/no figure has this value."""

    measure: Code
    equals: Literal["yes", "no"]
    text: Text


# ---------------------------------------------------------------- deadlines


class YearlyBefore(Record):
    """Strictly before a day of every year: "trước ngày 31/12" ends on 30/12."""

    kind: Literal["yearly_before"]
    day: int
    month: int


class YearlyBy(Record):
    """On or before a day of every year."""

    kind: Literal["yearly_by"]
    day: int
    month: int


class Anniversary(Record):
    """For a yearly day of commemoration; the plan sets no hand-in day before it."""

    kind: Literal["anniversary"]
    day: int
    month: int
    occasion: Text


class Window(Record):
    """Any day between two days, both included."""

    kind: Literal["window"]
    starts_on: dt.date
    ends_on: dt.date


class BeforeEvent(Record):
    """A number of days before an event whose date is entered later."""

    kind: Literal["before_event"]
    event: Code
    event_label: Text
    days: int


class ToBeAnnounced(Record):
    """Open until a later document announces it."""

    kind: Literal["to_be_announced"]


class WithReports(Record):
    """Together with the periodic reports of a reporting calendar."""

    kind: Literal["with_reports"]
    periods: Annotated[tuple[Literal["Q1", "H1", "Q3", "Y"], ...], type_sequence]


When = Annotated[
    YearlyBefore | YearlyBy | Anniversary | Window | BeforeEvent | ToBeAnnounced | WithReports,
    Field(discriminator="kind"),
]


class SpecialYear(Record):
    """One year in which the deadline is another one ("Riêng năm 2021")."""

    year: int
    when: When
    text: Text


class Deadline(Record):
    """What is due, from whom, to whom and when."""

    code: Code
    label: Text
    what: Literal[
        "nomination", "dossier", "proposal", "own_plan", "result_report", "periodic_report"
    ]
    from_whom: Text
    to_whom: Text
    when: When
    text: Text
    cite: Cite
    special_years: Annotated[tuple[SpecialYear, ...], type_sequence] = ()
