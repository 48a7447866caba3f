"""Cross checks of a rule file that its record alone cannot make.

Every reference must exist, every day be possible, every condition be reportable and reachable,
every number of ours be explained. A file that fails any of these is refused as a whole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from schemas.base import Record
from schemas.condition_lint import condition_problems, value_type
from schemas.criteria_set import ClassScheme, CriteriaSet, ReportingCalendar
from schemas.programme import Programme, UnitsOfBodies, UnitsOfRegister
from schemas.rule_problem import Known, Problem, is_day, listed, problem, repeated
from schemas.rules import (
    Anniversary,
    BeforeEvent,
    Deadline,
    RatioOfRows,
    RatioOfSums,
    Recognised,
    Reported,
    Veto,
    When,
    Window,
    WithReports,
    YearlyBefore,
    YearlyBy,
)
from schemas.set_lint import calendar_problems, class_scheme_problems, criteria_set_problems
from schemas.tables import TABLES
from schemas.toml_lines import Path

_POSSIBLE_YEARS = range(2000, 2101)
_LONGEST_LEAD_DAYS = 366
_RANKABLE = ("pct", "points", "count", "rank")


def problems_of(record: Record, known: Known) -> tuple[Problem, ...]:
    """Return every contradiction in a record; ``known`` holds what it may refer to."""
    if isinstance(record, Programme):
        return tuple(_programme(record, known))
    if isinstance(record, CriteriaSet):
        return tuple(criteria_set_problems(record))
    if isinstance(record, ClassScheme):
        return tuple(class_scheme_problems(record))
    if isinstance(record, ReportingCalendar):
        return tuple(calendar_problems(record))
    raise TypeError(f"not a rule record: {type(record).__name__}")


def _programme(item: Programme, known: Known) -> Iterator[Problem]:
    yield from _lists(item)
    yield from _time(item, known)
    yield from _references(item, known)
    yield from _groups(item, known)
    yield from _awards(item)
    for index, deadline in enumerate(item.deadlines):
        yield from _deadline(item, deadline, index, known)
    yield from _ranking(item)
    yield from _tables(item)
    yield from condition_problems(item, known)
    for name in ("measures", "conditions", "targets"):
        for index, each in enumerate(getattr(item, name)):
            if each.ours and each.note is None:
                yield problem("ours_without_note", name, index, "ours", found=each.code)


def _lists(item: Programme) -> Iterator[Problem]:
    for name in ("indices", "years", "period_kinds", "groups", "subjects"):
        if not getattr(item, name):
            yield problem("empty_list", name)
    for name in ("indices", "years", "period_kinds"):
        yield from repeated(getattr(item, name), name)
    for name in ("groups", "measures", "conditions", "deadlines", "targets", "duties"):
        yield from repeated((each.code for each in getattr(item, name)), name, key="code")
    for name in ("purposes", "requirements", "contents"):
        yield from repeated((each.number for each in getattr(item, name)), name, key="number")
    yield from repeated((each.kind for each in item.subjects), "subjects", key="kind")
    for index, group in enumerate(item.policy_groups):
        if group.number != index + 1:
            place: Path = ("policy_groups", index, "number")
            yield problem("numbering", *place, found=group.number, expected=index + 1)
    needs_coordinator = item.family in ("award", "improvement")
    if needs_coordinator and all(role.role != "coordinator" for role in item.roles):
        yield problem("no_coordinator", "roles" if item.roles else "family")


def _time(item: Programme, known: Known) -> Iterator[Problem]:
    if item.ends_on.year not in _POSSIBLE_YEARS:
        span = f"{_POSSIBLE_YEARS[0]}-{_POSSIBLE_YEARS[-1]}"
        yield problem("year_outside", "ends_on", found=item.ends_on.year, expected=span)
    first = item.starts_on.year if item.starts_on else None
    is_reversed = item.starts_on is not None and item.ends_on < item.starts_on
    if is_reversed:
        yield problem("period_reversed", "ends_on", found=item.ends_on, expected=item.starts_on)
    for index, year in enumerate(() if is_reversed else item.years):
        if not (first or _POSSIBLE_YEARS[0]) <= year <= item.ends_on.year:
            span = f"{first}-{item.ends_on.year}" if first else f"đến {item.ends_on.year}"
            yield problem("year_outside", "years", index, found=year, expected=span)
    issued = item.document.issued_on
    if issued is None and item.document.issued_text is None:
        yield problem("document_undated", "document")
    if issued is not None and issued > item.ends_on:
        yield problem("document_late", "document", "issued_on", found=issued, expected=item.ends_on)
    for index, basis in enumerate(item.document.basis):
        if issued is not None and basis.issued_on is not None and basis.issued_on > issued:
            place: Path = ("document", "basis", index, "issued_on")
            yield problem("basis_later", *place, found=basis.issued_on, expected=issued)
    calendar = known.calendars.get(item.reporting_calendar or "")
    periods = [window.period for window in calendar.windows] if calendar else []
    for index, kind in enumerate(item.period_kinds):
        if item.reporting_calendar is None and kind == "H1":
            yield problem("period_without_calendar", "period_kinds", index, found=kind)
        elif calendar and kind not in periods and kind not in ("M", "Q"):
            place = ("period_kinds", index)
            yield problem("period_not_in_calendar", *place, found=kind, expected=listed(periods))


def _references(item: Programme, known: Known) -> Iterator[Problem]:
    for key, options in (
        ("reporting_calendar", known.calendars),
        ("class_scheme", known.class_schemes),
        ("criteria_set", known.criteria_sets),
    ):
        name = getattr(item, key)
        if name is not None and name not in options:
            yield problem(f"unknown_{key}", key, found=name, expected=listed(options))
    for key, set_ in (
        ("class_scheme", known.class_schemes.get(item.class_scheme or "")),
        ("criteria_set", known.criteria_sets.get(item.criteria_set or "")),
    ):
        if set_ is None:
            continue
        last = set_.ends_on.year if set_.ends_on else max(item.years, default=0)
        if any(not set_.starts_on.year <= year <= last for year in item.years):
            span = f"{set_.starts_on.year}-{last}" if set_.ends_on else f"từ {set_.starts_on.year}"
            yield problem("not_in_force", key, found=set_.id, expected=span)


def _groups(item: Programme, known: Known) -> Iterator[Problem]:
    for index, group in enumerate(item.groups):
        units, path = group.units, ("groups", index, "units")
        if isinstance(units, UnitsOfRegister):
            codes = [units.district_code, units.province_code]
            given = len(codes) - codes.count(None)
            if given != (1 if units.level == "commune" else 0):
                yield problem("register_scope", *path, "level", found=units.level)
            if units.on.year not in item.years:
                yield problem("group_day", *path, "on", found=units.on)
        elif isinstance(units, UnitsOfBodies):
            if units.file not in known.bodies:
                options = listed(known.bodies)
                yield problem("unknown_bodies", *path, "file", found=units.file, expected=options)
                continue
            names = known.bodies[units.file]
            for place, name in enumerate(units.groups):
                if name not in names:
                    where = (*path, "groups", place)
                    options = listed(sorted(names))
                    yield problem("unknown_body_group", *where, found=name, expected=options)


def _awards(item: Programme) -> Iterator[Problem]:
    subjects = {each.kind for each in item.subjects}
    asked = {each.subject for each in item.conditions}
    if item.family == "award" and not item.awards:
        yield problem("award_missing", "family")
    if item.family != "award" and item.awards:
        yield problem("award_unexpected", "awards", 0)
    if item.family == "index" and item.criteria_set is None:
        yield problem("index_without_set", "family")
    if item.family == "improvement" and not (item.targets or item.conditions or item.duties):
        yield problem("nothing_to_do", "family")
    for index, condition in enumerate(item.conditions):
        if condition.subject not in subjects:
            yield problem("no_subject", "conditions", index, "subject", found=condition.subject)
    for index, award in enumerate(item.awards):
        path: Path = ("awards", index, "quotas")
        if not award.quotas:
            yield problem("empty_list", *path)
        yield from repeated((quota.subject for quota in award.quotas), *path, key="subject")
        for place, quota in enumerate(award.quotas):
            at: Path = (*path, place)
            if quota.subject not in subjects:
                yield problem("no_subject", *at, "subject", found=quota.subject)
            elif quota.subject not in asked:
                yield problem("award_without_conditions", *at, "subject", found=quota.subject)
            if quota.source == "plan" and quota.maximum is None:
                yield problem("quota_missing", *at, "source")
            elif quota.source != "plan" and quota.maximum is not None:
                yield problem("quota_unexpected", *at, "maximum", found=quota.maximum)
            elif quota.maximum is not None and quota.maximum < 1:
                yield problem("not_positive", *at, "maximum", found=quota.maximum)
    if item.dossier is not None and item.dossier.sets is not None and item.dossier.sets < 1:
        yield problem("not_positive", "dossier", "sets", found=item.dossier.sets)
    if item.dossier is not None and not item.dossier.parts and item.dossier.note is None:
        yield problem("empty_list", "dossier")


def _deadline(item: Programme, deadline: Deadline, index: int, known: Known) -> Iterator[Problem]:
    path: Path = ("deadlines", index)
    years = [year for year in item.years if year in _POSSIBLE_YEARS] or [item.ends_on.year]
    yield from _when(item, deadline.when, (*path, "when"), (min(years), max(years)), known)
    special = deadline.special_years
    yield from repeated((each.year for each in special), *path, "special_years", key="year")
    for place, each in enumerate(special):
        at: Path = (*path, "special_years", place)
        if each.year not in item.years:
            span = listed(str(year) for year in item.years)
            yield problem("year_outside", *at, "year", found=each.year, expected=span)
            continue
        yield from _when(item, each.when, (*at, "when"), (each.year, each.year), known)
        if each.when == deadline.when:
            yield problem("special_year_same", *at, "when", found=each.year)


def _when(
    item: Programme, when: When, path: Path, years: tuple[int, int], known: Known
) -> Iterator[Problem]:
    if isinstance(when, YearlyBefore | YearlyBy | Anniversary):
        if not is_day(when.day, when.month):
            yield problem("impossible_date", *path, "day", found=f"{when.day}/{when.month}")
    elif isinstance(when, Window):
        # what belongs to a year may still fall due in the next one, never later
        first, last = dt.date(years[0], 1, 1), dt.date(min(years[1] + 1, dt.MAXYEAR), 12, 31)
        if when.starts_on > when.ends_on:
            yield problem("window_reversed", *path, "ends_on")
        elif when.starts_on < first or when.ends_on > last:
            span = f"{first:%d/%m/%Y} - {last:%d/%m/%Y}"
            at = "starts_on" if when.starts_on < first or when.starts_on > last else "ends_on"
            yield problem("deadline_outside", *path, at, expected=span)
    elif isinstance(when, BeforeEvent):
        if not 0 <= when.days <= _LONGEST_LEAD_DAYS:
            yield problem("lead_days", *path, "days", found=when.days, expected=_LONGEST_LEAD_DAYS)
    elif isinstance(when, WithReports):
        yield from _with_reports(item, when, (*path, "periods"), known)


def _with_reports(
    item: Programme, when: WithReports, path: Path, known: Known
) -> Iterator[Problem]:
    if not when.periods:
        yield problem("empty_list", *path)
    yield from repeated(when.periods, *path)
    if item.reporting_calendar is None:
        yield problem("reports_without_calendar", *path)
    calendar = known.calendars.get(item.reporting_calendar or "")
    periods = [window.period for window in calendar.windows] if calendar else []
    for index, period in enumerate(when.periods):
        if calendar and period not in periods:
            expected = listed(periods)
            yield problem("period_not_in_calendar", *path, index, found=period, expected=expected)
        elif period not in item.period_kinds:
            expected = listed(item.period_kinds)
            yield problem("period_not_in_plan", *path, index, found=period, expected=expected)


def _ranking(item: Programme) -> Iterator[Problem]:
    measures = {measure.code: value_type(measure) for measure in item.measures}
    if not item.ranking.keys:
        yield problem("empty_list", "ranking", "keys")
    yield from repeated((key.measure or key.by for key in item.ranking.keys), "ranking", "keys")
    for index, key in enumerate(item.ranking.keys):
        path: Path = ("ranking", "keys", index)
        if (key.by == "measure") != (key.measure is not None):
            yield problem("ranking_key", *path, found=key.by)
        elif key.measure is not None and key.measure not in measures:
            expected = listed(measures)
            yield problem("unknown_measure", *path, "measure", found=key.measure, expected=expected)
        elif key.measure is not None and measures[key.measure] not in _RANKABLE:
            yield problem("ranking_measure", *path, "measure", found=key.measure)
        elif key.by == "total_points" and item.criteria_set is None:
            yield problem("ranking_points", *path, "by")
        elif key.by == "conditions_met" and not item.conditions:
            yield problem("ranking_conditions", *path, "by")


def _tables(item: Programme) -> Iterator[Problem]:
    if item.workbook is None:
        return
    if not item.workbook.tables:
        yield problem("empty_list", "workbook", "tables")
    yield from repeated(item.workbook.tables, "workbook", "tables")
    used = {it.rule.table for it in item.conditions if isinstance(it.rule, Recognised | Veto)}
    for measure in item.measures:
        if isinstance(measure.source, RatioOfSums | RatioOfRows):
            used.add(measure.source.table)
        elif isinstance(measure.source, Reported):
            used.add("results")
    for index, table in enumerate(item.workbook.tables):
        path: Path = ("workbook", "tables", index)
        if table not in TABLES:
            yield problem("unknown_table", *path, found=table, expected=listed(TABLES))
        elif table not in used:
            yield problem("unused_table", *path, found=table)
