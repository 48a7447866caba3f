"""Cross checks of a rule file that its record alone cannot make.

Every reference must exist, every day be possible, every condition be reportable and reachable,
every number of ours be explained. A file that fails any of these is refused as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from schemas.base import Record
from schemas.clause_lint import clause_problems
from schemas.condition_lint import PERSONS, condition_problems, measures_of
from schemas.criteria_set import ClassScheme, CriteriaSet, ReportingCalendar
from schemas.deadline_lint import deadline_problems, time_problems
from schemas.measure_lint import NUMBERS, figure_names, source_problems, table_of, value_type
from schemas.point_rules import ItemPoints
from schemas.programme import Condition, Programme, Target
from schemas.rule_problem import Known, Problem, listed, problem, repeated, same_words
from schemas.rules import HandInOnTime, Judged, Measure, Recognised, Reported, Veto
from schemas.scheme_lint import calendar_problems, class_scheme_problems
from schemas.set_lint import criteria_set_problems
from schemas.tables import TABLES
from schemas.toml_lines import Path
from schemas.unit_lint import group_problems, target_problems

_MOST_DRAWS = 10_000


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
    used_set = known.criteria_sets.get(item.criteria_set or "")
    of_set = {each.code: each for each in used_set.measures} if used_set else {}
    figures = {**of_set, **{each.code: each for each in item.measures}}
    yield from _lists(item)
    yield from time_problems(item, known)
    yield from _references(item, known)
    yield from group_problems(item, known)
    yield from _awards(item)
    yield from deadline_problems(item, known)
    yield from _ranking(item, figures)
    yield from _uncertainty(item)
    yield from _measures(item, of_set)
    yield from _names(item)
    if used_set is not None:
        yield from _set_in_use(item, used_set)
    yield from _tables(item, figures, used_set)
    yield from condition_problems(item, figures, known)
    yield from target_problems(item, figures, known)
    yield from clause_problems(item)
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


def _ranking(item: Programme, figures: Mapping[str, Measure]) -> Iterator[Problem]:
    measures = {code: value_type(measure) for code, measure in figures.items()}
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
        elif key.measure is not None and measures[key.measure] not in NUMBERS:
            yield problem("ranking_measure", *path, "measure", found=key.measure)
        elif key.by == "total_points" and item.criteria_set is None:
            yield problem("ranking_points", *path, "by")
        elif key.by == "conditions_met" and not item.conditions:
            yield problem("ranking_conditions", *path, "by")


def _uncertainty(item: Programme) -> Iterator[Problem]:
    sure = item.ranking.uncertainty
    if sure is None:
        return
    path: Path = ("ranking", "uncertainty")
    if item.criteria_set is None:
        yield problem("uncertainty_without_set", *path)
    for key, is_right, expected in (
        ("weight_pct", 0 < sure.weight_pct < 100, "lớn hơn 0 và nhỏ hơn 100"),
        ("draws", 1 <= sure.draws <= _MOST_DRAWS, f"từ 1 đến {_MOST_DRAWS}"),
        ("low_pct", 0 <= sure.low_pct < sure.high_pct, "từ 0 và nhỏ hơn “high_pct”"),
        ("high_pct", sure.high_pct <= 100, "không quá 100"),
    ):
        if not is_right:
            found = getattr(sure, key)
            yield problem("out_of_range", *path, key, found=found, expected=expected)


def _measures(item: Programme, of_set: Mapping[str, Measure]) -> Iterator[Problem]:
    judged = {name for each in item.conditions for name in measures_of(each.rule)}
    judged |= {each.applies_if.measure for each in item.conditions if each.applies_if}
    judged |= {key.measure for key in item.ranking.keys if key.measure}
    shown = {name for target in item.targets for name in measures_of(target.rule)}
    tables = item.workbook.tables if item.workbook else ()
    for index, measure in enumerate(item.measures):
        path: Path = ("measures", index)
        source = measure.source
        if measure.code in of_set:
            yield problem("measure_in_set", *path, "code", found=measure.code)
        if measure.code not in judged | shown:
            yield problem("unused_measure", *path, "code", found=measure.code)
        yield from source_problems(measure, (*path, "source"))
        table = table_of(measure)
        if measure.code in judged and table in TABLES and table not in tables:
            key = "kind" if isinstance(source, Reported) else "table"
            yield problem("unreportable", *path, "source", key, found=table)
        if isinstance(source, Reported) and source.value == "class" and item.class_scheme is None:
            yield problem("class_without_scheme", *path, "source", "value", found=measure.code)
        if isinstance(source, HandInOnTime) and item.reporting_calendar is None:
            yield problem("no_due_dates", *path, "source", "kind", found=measure.code)


def _names(item: Programme) -> Iterator[Problem]:
    """Yield headings that would lead to two columns of a result table of the programme."""
    decided: tuple[Condition | Target, ...] = (*item.conditions, *item.targets)
    owner: dict[str, str] = {}
    for each in decided:
        if isinstance(each.rule, Judged):
            owner[same_words(each.code)] = owner[same_words(each.label)] = each.code
    yield from figure_names(item.measures, owner)


def _set_in_use(item: Programme, used_set: CriteriaSet) -> Iterator[Problem]:
    """Yield figures of the criteria set that nobody can report in this programme."""
    tables = item.workbook.tables if item.workbook else ()
    needed = {each.code: table_of(each) for each in used_set.measures}
    for leaf in used_set.criteria:
        if isinstance(leaf.rule, ItemPoints):
            needed.setdefault(leaf.code, leaf.rule.table)
    for code, table in needed.items():
        if table in TABLES and table not in tables:
            yield problem("set_unreportable", "criteria_set", found=table, other=code)
    for measure in used_set.measures:
        if isinstance(measure.source, HandInOnTime) and item.reporting_calendar is None:
            yield problem("no_due_dates", "criteria_set", found=measure.code)


def _tables(
    item: Programme, figures: Mapping[str, Measure], used_set: CriteriaSet | None
) -> Iterator[Problem]:
    if item.workbook is None:
        return
    if not item.workbook.tables:
        yield problem("empty_list", "workbook", "tables")
    yield from repeated(item.workbook.tables, "workbook", "tables")
    used = {it.rule.table for it in item.conditions if isinstance(it.rule, Recognised | Veto)}
    used |= {it.rule.table for it in item.targets if isinstance(it.rule, Recognised | Veto)}
    used |= {table for table in map(table_of, figures.values()) if table is not None}
    leaves = used_set.criteria if used_set else ()
    used |= {each.rule.table for each in leaves if isinstance(each.rule, ItemPoints)}
    if any(each.subject == "individual" for each in item.conditions):
        used.add(PERSONS)
    for index, table in enumerate(item.workbook.tables):
        path: Path = ("workbook", "tables", index)
        if table not in TABLES:
            yield problem("unknown_table", *path, found=table, expected=listed(TABLES))
        elif table not in used:
            yield problem("unused_table", *path, found=table)
