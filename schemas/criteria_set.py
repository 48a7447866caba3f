"""Criteria sets, class schemes and reporting calendars: versioned data with a legal basis."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from schemas.base import Cite, Code, Document, Exact, Record, Text, type_sequence
from schemas.point_rules import PointRule
from schemas.rules import Measure


class Criterion(Record):
    """A node of a criteria tree.

    ``sum``: points and applicable maxima of its parts added up, never above ``maximum``.
    ``weighted_mean``: its parts' points weighted by their ``weight``; all on the same maximum.
    ``published_points``: points written down as they are (published, appraised, self-scored).
    ``rule``: points earned by ``rule`` from a figure; appraised points may replace them.

    ``role`` bonus and penalty: the points are added to, or taken from, the sum above without
    counting in its maximum; ``maximum`` is the cap. Where none is reported none is counted.
    """

    code: Code
    parent: Code | None = None
    name: Text
    maximum: Exact
    kind: Literal["sum", "weighted_mean", "published_points", "rule"]
    rule: PointRule | None = None
    weight: Exact | None = None
    role: Literal["score", "bonus", "penalty"] = "score"
    is_survey: bool = False
    aliases: Annotated[tuple[Text, ...], type_sequence] = ()
    cite: Cite | None = None
    note: Text | None = None


class LightBands(Record):
    """From which share of the maximum a criterion counts as met, and as near (ours)."""

    met_from_pct: Exact
    near_from_pct: Exact
    note: Text


class CriteriaSet(Record):
    """A weighted tree of criteria with its legal basis and validity."""

    id: Code
    title: Text
    document: Document
    starts_on: dt.date
    ends_on: dt.date | None = None
    maximum: Exact
    decimals: int
    appraisal: Literal["none", "required"] = "none"
    """``required``: a self score stays provisional until an appraiser has looked at it."""
    measures: Annotated[tuple[Measure, ...], type_sequence] = ()
    criteria: Annotated[tuple[Criterion, ...], type_sequence]
    published_total: Code | None = None
    published_rank: Code | None = None
    lights: LightBands
    notes: Annotated[tuple[Text, ...], type_sequence] = ()


class ClassBandDef(Record):
    """A class: its place from the best (1) down, and its bounds where a document prints them."""

    code: Code
    label: Text
    order: int
    lower: Exact | None = None
    lower_included: bool = True


class ClassScheme(Record):
    """Ordered classes of one province and level, with validity and basis."""

    id: Code
    title: Text
    place: Text
    level: Text
    document: Document
    starts_on: dt.date
    ends_on: dt.date | None = None
    is_verified: bool
    bands: Annotated[tuple[ClassBandDef, ...], type_sequence]
    note: Text | None = None


class ReportWindow(Record):
    """One periodic report: its data window and due date as month-day, relative to its year."""

    period: Literal["Q1", "H1", "Q3", "Y"]
    label: Text
    starts_month: int
    starts_day: int
    starts_previous_year: bool
    ends_month: int
    ends_day: int
    due_month: int
    due_day: int
    is_cumulative: bool


class ReportingCalendar(Record):
    """The calendar of periodic reports: data windows, cut-off days, due dates."""

    id: Code
    title: Text
    document: Document
    windows: Annotated[tuple[ReportWindow, ...], type_sequence]
    note: Text | None = None
