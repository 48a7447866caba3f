"""A programme (kế hoạch): one plan as data, complete to its last clause."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Cite, Code, Document, Exact, Record, Text, type_sequence
from schemas.rules import AppliesIf, Deadline, Measure, Rule

SubjectKind = Literal["collective", "individual"]
PeriodKind = Literal["M", "Q", "Q1", "Q2", "Q3", "Q4", "H1", "Y"]


class PlanDocument(Document):
    """The plan itself: who issued it, at which level, and the documents it rests on."""

    level: Literal["commune", "district", "province", "central"]
    province: Text
    kind: Text
    basis: Annotated[tuple[Document, ...], type_sequence] = ()
    annexes_note: Text | None = None
    clauses: Annotated[tuple[Text, ...], type_sequence] = ()
    """The document's own headings, so that a citation of a clause that is not there is found."""


class UnitsOfRegister(Record):
    """Communes of a former district or of a province, or the provinces, on a day."""

    kind: Literal["register"]
    level: Literal["commune", "province"]
    district_code: Annotated[str, Field(pattern=r"^\d{3}$")] | None = None
    province_code: Annotated[str, Field(pattern=r"^\d{2}$")] | None = None
    on: dt.date


class UnitsOfBodies(Record):
    """Bodies of a data file in ``schemas/bodies``, optionally only some of their groups."""

    kind: Literal["bodies"]
    file: Code
    groups: Annotated[tuple[Code, ...], type_sequence] = ()


class Group(Record):
    """A peer group: units that are ranked among themselves."""

    code: Code
    label: Text
    units: Annotated[UnitsOfRegister | UnitsOfBodies, Field(discriminator="kind")]


class Subject(Record):
    """Who takes part, in the plan's words."""

    kind: SubjectKind
    text: Text
    cite: Cite


class Condition(Record):
    """One condition of the plan: what it asks in our words, its rule and its clause."""

    code: Code
    subject: SubjectKind
    label: Text
    asks: Text
    rule: Rule
    cite: Cite
    applies_if: AppliesIf | None = None
    ours: bool = False
    note: Text | None = None


class Content(Record):
    """A content of the plan: a purpose, a requirement, a content of the movement, a task."""

    number: Text
    text: Text
    cite: Cite
    parts: Annotated[tuple[Text, ...], type_sequence] = ()


class Quota(Record):
    """How many may be proposed; ``maximum`` is absent when others decide it or no one does.

    ``per`` says whether the number holds for each year or once for the whole plan.
    """

    subject: SubjectKind
    source: Literal["plan", "external", "none"]
    maximum: int | None = None
    per: Literal["year", "plan"] = "year"
    text: Text
    cite: Cite


class Award(Record):
    """A form of award with its quotas; eligibility proposes, the council decides."""

    form: Literal["bang_khen", "giay_khen", "khen_thuong"]
    label: Text
    authority: Text
    cite: Cite
    quotas: Annotated[tuple[Quota, ...], type_sequence]


class DossierPart(Record):
    """One part of the nomination dossier."""

    label: Text
    form: Text | None = None
    basis: Text | None = None
    cite: Cite


class Dossier(Record):
    """What a nomination consists of; ``sets`` is absent when the plan does not say."""

    sets: int | None = None
    note: Text | None = None
    parts: Annotated[tuple[DossierPart, ...], type_sequence] = ()


class TargetUnit(Record):
    """The unit that a target is about: a unit of the register, or a body of a data file."""

    level: Literal["commune", "province", "body"]
    code: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.\-]{0,59}$")]
    file: Code | None = None


class Target(Record):
    """A target of an improvement plan, about a unit that may stand above the plan's own units."""

    code: Code
    label: Text
    about: Text
    unit: TargetUnit
    rule: Rule
    is_scored: bool
    cite: Cite
    ours: bool = False
    note: Text | None = None


class Duty(Record):
    """A duty to report, to explain, to plan, to publicise, to inspect, to ask for a change."""

    code: Code
    kind: Literal[
        "report",
        "explain",
        "plan",
        "publicise",
        "inspect",
        "review",
        "reward",
        "study_visit",
        "propose_change",
        "other",
    ]
    who: Text
    to_whom: Text | None = None
    text: Text
    cite: Cite


class Role(Record):
    """A body and what the plan gives it to do."""

    body: Text
    role: Literal["coordinator", "communication", "support", "unit", "head", "award_council"]
    does: Annotated[tuple[Text, ...], type_sequence]
    cite: Cite


class Clause(Record):
    """A clause of the plan that binds no single body, in our words (the budget, for one)."""

    text: Text
    cite: Cite


class PolicyGroup(Record):
    """One of the policy groups whose satisfaction is measured."""

    number: int
    label: Text


class RankingKey(Record):
    """One step of the order: met conditions, the total of points, or a figure, best first."""

    by: Literal["conditions_met", "total_points", "measure"]
    measure: Code | None = None


class Uncertainty(Record):
    """How sure the order is: each field's weight varied by up to ``weight_pct`` per cent.

    The draws come from ``seed``, so anyone reproduces them; the interval told runs from the
    ``low_pct`` to the ``high_pct`` percentile of the ranks drawn. All of it is ours.
    """

    weight_pct: Exact
    draws: int
    seed: int
    low_pct: int
    high_pct: int
    note: Text


class Ranking(Record):
    """How units stand in order; a plan that prints no order gets ours, and the screen says so."""

    keys: Annotated[tuple[RankingKey, ...], type_sequence]
    uncertainty: Uncertainty | None = None
    ours: bool
    note: Text


class Workbook(Record):
    """The tables of the workbook that a unit hands in for a period."""

    tables: Annotated[tuple[Code, ...], type_sequence]
    note: Text


class Programme(Record):
    """A whole plan."""

    id: Code
    family: Literal["award", "improvement", "index"]
    title: Text
    short_title: Text
    indices: Annotated[tuple[Literal["par_index", "sipas", "papi", "qd_766"], ...], type_sequence]
    years: Annotated[tuple[int, ...], type_sequence]
    base_years: Annotated[tuple[int, ...], type_sequence] = ()
    """Years before the plan whose results are only compared with; never judged themselves."""
    period_kinds: Annotated[tuple[PeriodKind, ...], type_sequence]
    starts_on: dt.date | None = None
    ends_on: dt.date
    time_text: Text
    time_cite: Cite
    document: PlanDocument
    movement: Text | None = None
    slogan: Text | None = None
    reporting_calendar: Code | None = None
    class_scheme: Code | None = None
    criteria_set: Code | None = None
    approval: Literal["none", "head"] = "none"
    """Who must approve a unit's hand-in before it counts: nobody, or the head of the unit."""
    general_condition: Text | None = None
    groups: Annotated[tuple[Group, ...], type_sequence]
    subjects: Annotated[tuple[Subject, ...], type_sequence]
    purposes: Annotated[tuple[Content, ...], type_sequence] = ()
    requirements: Annotated[tuple[Content, ...], type_sequence] = ()
    contents: Annotated[tuple[Content, ...], type_sequence] = ()
    policy_groups: Annotated[tuple[PolicyGroup, ...], type_sequence] = ()
    services: Annotated[tuple[Text, ...], type_sequence] = ()
    measures: Annotated[tuple[Measure, ...], type_sequence] = ()
    conditions: Annotated[tuple[Condition, ...], type_sequence] = ()
    awards: Annotated[tuple[Award, ...], type_sequence] = ()
    budget: Clause | None = None
    dossier: Dossier | None = None
    deadlines: Annotated[tuple[Deadline, ...], type_sequence] = ()
    targets: Annotated[tuple[Target, ...], type_sequence] = ()
    duties: Annotated[tuple[Duty, ...], type_sequence] = ()
    roles: Annotated[tuple[Role, ...], type_sequence] = ()
    ranking: Ranking
    workbook: Workbook | None = None
    notes: Annotated[tuple[Text, ...], type_sequence] = ()
