"""Cross checks of criteria sets, class schemes and reporting calendars."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from schemas.criteria_set import (
    ClassScheme,
    CriteriaSet,
    Criterion,
    ReportingCalendar,
    ReportWindow,
)
from schemas.rule_problem import Problem, is_day, listed, problem, repeated
from schemas.vietnamese import tone_normalise

_MOST_DECIMALS = 6


def criteria_set_problems(item: CriteriaSet) -> Iterator[Problem]:
    """Yield what is wrong with a criteria tree: parents, cycles, sums, names, lights."""
    yield from _validity(item)
    if item.maximum <= 0:
        yield problem("not_positive", "maximum", found=item.maximum)
    if not 0 <= item.decimals <= _MOST_DECIMALS:
        yield problem("decimals", "decimals", found=item.decimals, expected=_MOST_DECIMALS)
    if not item.criteria:
        yield problem("empty_list", "criteria")
        return
    yield from repeated((each.code for each in item.criteria), "criteria", key="code")
    yield from _names(item)
    yield from _tree(item)
    lights = item.lights
    if not 0 < lights.near_from_pct <= lights.met_from_pct <= Decimal(100):
        found = f"{lights.near_from_pct}, {lights.met_from_pct}"
        yield problem("lights", "lights", "met_from_pct", found=found)


def _same(name: str) -> str:
    """Return what two headings have in common when people take them for the same."""
    return " ".join(tone_normalise(name).casefold().split())


def _names(item: CriteriaSet) -> Iterator[Problem]:
    """Yield headings that would lead to two criteria, or to a criterion and a published column."""
    owner: dict[str, str] = {}
    for key, heading in (
        ("published_total", item.published_total),
        ("published_rank", item.published_rank),
    ):
        if heading is None:
            continue
        if _same(heading) in owner:
            yield problem("duplicate_name", key, found=heading, other=owner[_same(heading)])
        owner[_same(heading)] = heading
    for index, each in enumerate(item.criteria):
        for key, name in (("code", each.code), ("name", each.name)):
            if owner.setdefault(_same(name), each.code) != each.code:
                other = owner[_same(name)]
                yield problem("duplicate_name", "criteria", index, key, found=name, other=other)
        for place, alias in enumerate(each.aliases):
            if owner.setdefault(_same(alias), each.code) != each.code:
                other = owner[_same(alias)]
                path = ("criteria", index, "aliases", place)
                yield problem("duplicate_name", *path, found=alias, other=other)


def _tree(item: CriteriaSet) -> Iterator[Problem]:
    places = {each.code: index for index, each in enumerate(item.criteria)}
    children: dict[str | None, list[Criterion]] = {}
    for index, each in enumerate(item.criteria):
        children.setdefault(each.parent, []).append(each)
        if each.maximum <= 0:
            yield problem("not_positive", "criteria", index, "maximum", found=each.maximum)
        if each.parent is None:
            continue
        path = ("criteria", index, "parent")
        if each.parent not in places:
            yield problem("unknown_parent", *path, found=each.parent, expected=listed(places))
        elif _is_cyclic(item, each):
            yield problem("parent_cycle", *path, found=each.code)
        elif places[each.parent] > index:
            yield problem("parent_later", *path, found=each.parent)
    for index, each in enumerate(item.criteria):
        own = children.get(each.code, [])
        if each.kind == "sum" and not own:
            yield problem("sum_without_parts", "criteria", index, "kind", found=each.code)
        elif each.kind != "sum" and own:
            yield problem("parts_without_sum", "criteria", index, "kind", found=each.code)
        elif own and sum(child.maximum for child in own) != each.maximum:
            total = sum(child.maximum for child in own)
            yield problem(
                "children_sum", "criteria", index, "maximum", found=each.maximum, expected=total
            )
    total = sum(each.maximum for each in children.get(None, []))
    if total != item.maximum:
        yield problem("roots_sum", "maximum", found=item.maximum, expected=total)


def _is_cyclic(item: CriteriaSet, start: Criterion) -> bool:
    parents = {each.code: each.parent for each in item.criteria}
    seen: set[str] = set()
    at: str | None = start.code
    while at is not None and at not in seen:
        seen.add(at)
        at = parents.get(at)
    return at is not None


def class_scheme_problems(item: ClassScheme) -> Iterator[Problem]:
    """Yield what is wrong with a scheme: places out of order, bounds that overlap."""
    yield from _validity(item)
    if not item.bands:
        yield problem("empty_list", "bands")
    yield from repeated((band.code for band in item.bands), "bands", key="code")
    yield from repeated((_same(band.label) for band in item.bands), "bands", key="label")
    above: Decimal | None = None
    for index, band in enumerate(item.bands):
        if band.order != index + 1:
            yield problem(
                "band_order", "bands", index, "order", found=band.order, expected=index + 1
            )
        if band.lower is None:
            continue
        if above is not None and band.lower >= above:
            yield problem("band_bounds", "bands", index, "lower", found=band.lower, expected=above)
        above = band.lower
    if not item.is_verified and item.note is None:
        yield problem("unverified_without_note", "is_verified")


def _validity(item: CriteriaSet | ClassScheme) -> Iterator[Problem]:
    if item.ends_on is not None and item.ends_on < item.starts_on:
        yield problem("period_reversed", "ends_on", found=item.ends_on, expected=item.starts_on)


def calendar_problems(item: ReportingCalendar) -> Iterator[Problem]:
    """Yield what is wrong with a calendar: impossible days, windows that contradict each other."""
    if not item.windows:
        yield problem("empty_list", "windows")
    yield from repeated((window.period for window in item.windows), "windows", key="period")
    spans: list[tuple[ReportWindow, dt.date, dt.date]] = []
    for index, window in enumerate(item.windows):
        impossible = False
        for name in ("starts", "ends", "due"):
            day, month = getattr(window, f"{name}_day"), getattr(window, f"{name}_month")
            if not is_day(day, month):
                impossible = True
                found = f"{day}/{month}"
                yield problem("impossible_date", "windows", index, f"{name}_day", found=found)
        if impossible:
            continue
        # any common year does: a window is relative to its year
        first_year = 2022 if window.starts_previous_year else 2023
        start = dt.date(first_year, window.starts_month, window.starts_day)
        end = dt.date(2023, window.ends_month, window.ends_day)
        if start > end:
            yield problem("window_reversed", "windows", index, "ends_day")
        if dt.date(2023, window.due_month, window.due_day) <= end:
            yield problem("due_before_cutoff", "windows", index, "due_day")
        for other, other_start, other_end in spans:
            overlap = start <= other_end and other_start <= end
            if not window.is_cumulative and not other.is_cumulative and overlap:
                yield problem("windows_overlap", "windows", index, "period", other=other.label)
            elif window.is_cumulative and other.is_cumulative and start != other_start:
                yield problem("windows_start", "windows", index, "starts_day", other=other.label)
        spans.append((window, start, end))
