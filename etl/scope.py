"""What a hand-in is about: programme, unit and period, found from codes or refused in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

import polars as pl

from etl.matcher import UnitMatcher
from schemas.criteria_set import CriteriaSet
from schemas.findings import Refusal, finding
from schemas.programme import Programme
from schemas.reader import RuleBook, load_all
from schemas.register import load_register
from schemas.words import moment
from warehouse import readers
from warehouse.rule_texts import book_in_force
from warehouse.store import Store

_MOST_LISTED = 12


@cache
def everyone() -> UnitMatcher:
    """Return the matcher of the whole register; building it takes half a second, so only once."""
    register = load_register()
    return UnitMatcher(register.units, register)


@dataclass(frozen=True, slots=True)
class UnitRef:
    """A unit of a programme, named as at the plan's time."""

    unit_id: str
    code: str
    name: str


def rule_book(store: Store | None = None) -> RuleBook:
    """Return every rule in force in a warehouse: a plan with a closed period keeps its text.

    Without a warehouse the rule files speak as they are.
    """
    return load_all() if store is None else book_in_force(store, load_all())


def programme_of(programme_id: str, store: Store | None = None) -> Programme:
    """Return a programme as it is in force; refuses an unknown code and lists the known ones."""
    book = rule_book(store)
    found = book.programmes.get(programme_id)
    if found is None:
        raise Refusal(
            finding(
                "identity.unknown_programme",
                found=programme_id,
                expected=", ".join(book.programmes),
            )
        )
    return found


def dataset_of(dataset_id: str, store: Store | None = None) -> Programme | CriteriaSet:
    """Return what a result table fills: a criteria set, or a programme's own figures."""
    book = rule_book(store)
    criteria_set = book.criteria_sets.get(dataset_id)
    if criteria_set is not None:
        return criteria_set
    if dataset_id in book.programmes:
        return book.programmes[dataset_id]
    known = dict.fromkeys([*book.criteria_sets, *book.programmes])
    raise Refusal(
        finding("identity.unknown_programme", found=dataset_id, expected=", ".join(known))
    )


def programmes_reading(store: Store, dataset_id: str, period_id: str) -> tuple[Programme, ...]:
    """Return the programmes whose boards a result table of a period fills.

    Refuses a criteria set that no programme uses, and a period that none of them has.
    """
    using = [
        programme
        for programme in rule_book(store).programmes.values()
        if dataset_id in (programme.id, programme.criteria_set)
    ]
    if not using:
        raise Refusal(finding("identity.unused_set", found=dataset_id))
    having = tuple(
        programme
        for programme in using
        if period_id in readers.periods(store, programme.id)["period_id"]
    )
    if not having:
        check_period(store, using[0], period_id)
    return having


def unit_names(store: Store, programmes: tuple[Programme, ...]) -> dict[str, str]:
    """Return the units that a result table may speak of, by id: those ranked, those targeted."""
    names: dict[str, str] = {}
    for programme in programmes:
        if programme.targets:
            known = readers.target_units(store, programme.id)
            names |= zip(known["unit_id"], known["unit_name"], strict=True)
        known = readers.units(store, programme.id)
        names |= zip(known["unit_id"], known["unit_name"], strict=True)
    return names


def check_period(store: Store, programme: Programme, period_id: str) -> str:
    """Return the period's words; refuses one that the programme does not have."""
    known = readers.periods(store, programme.id)
    found = known.filter(pl.col("period_id") == period_id)
    if found.is_empty():
        listed = known["period_id"].sort().to_list()
        more = "…" if len(listed) > _MOST_LISTED else ""
        raise Refusal(
            finding(
                "identity.unknown_period",
                found=period_id,
                programme=programme.short_title,
                expected=", ".join(listed[:_MOST_LISTED]) + more,
            )
        )
    return str(found["label"].item())


def period_days(store: Store, programme: Programme, period_id: str) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of a period that the programme has."""
    known = readers.periods(store, programme.id)
    row = known.filter(pl.col("period_id") == period_id).row(0, named=True)
    return row["starts_on"], row["ends_on"]


def check_open(store: Store, programme: Programme, period_id: str) -> None:
    """Refuse a period whose verdicts are closed; it takes figures again once it is reopened."""
    closed_at = readers.closed_at(store, programme.id, period_id)
    if closed_at is not None:
        raise Refusal(finding("closing.period_closed", period=period_id, found=moment(closed_at)))


def check_workbook_period(store: Store, programme: Programme, period_id: str) -> str:
    """Return the words of a period that units hand in for; a base year is only compared with."""
    label = check_period(store, programme, period_id)
    if int(period_id[:4]) in programme.base_years:
        raise Refusal(
            finding(
                "identity.base_period",
                found=label,
                programme=programme.short_title,
                expected=", ".join(map(str, programme.years)),
            )
        )
    return label


def check_group(store: Store, programme: Programme, group: str | None) -> None:
    """Refuse a peer group that the programme does not have."""
    known = readers.groups(store, programme.id)["group_code"].to_list()
    if group is not None and group not in known:
        raise Refusal(
            finding(
                "identity.unknown_group",
                found=group,
                programme=programme.short_title,
                expected=", ".join(known),
            )
        )


def unit_of(store: Store, programme: Programme, text: str) -> UnitRef:
    """Return a programme's unit by its code or exact name; refuses anything else."""
    known = readers.units(store, programme.id)
    direct = known.filter((pl.col("unit_code") == text) | (pl.col("unit_id") == text))
    if direct.is_empty():
        unit_id = _by_name(known["unit_id"].to_list(), text)
        if unit_id is not None:
            direct = known.filter(pl.col("unit_id") == unit_id)
    if direct.height != 1:
        raise Refusal(finding("identity.unknown_unit", found=text, programme=programme.short_title))
    row = direct.row(0, named=True)
    return UnitRef(row["unit_id"], row["unit_code"], row["unit_name"])


def account_unit(text: str) -> str:
    """Return the unit that an account belongs to, by id, code or exact name.

    Of several with one code today's comes before a former one; a name must mean one unit only.
    """
    units = load_register().units
    found = [each for each in units if each.unit_id == text]
    found = found or [each for each in units if each.code == text and each.valid_to is None]
    found = found or [each for each in units if each.code == text]
    if not found:
        named = everyone().match(text)
        if named.unit_id is not None:
            return named.unit_id
        raise Refusal(finding("account.unknown_unit", found=text))
    if len(found) > 1:
        listed = ", ".join(f"{each.unit_id} ({each.name})" for each in found)
        raise Refusal(finding("account.ambiguous_unit", found=text, expected=listed))
    return found[0].unit_id


def unit_name(unit_id: str) -> str:
    """Return the name of a unit of the register."""
    return load_register().unit(unit_id).name


def _by_name(unit_ids: list[str], text: str) -> str | None:
    register = load_register()
    return (
        UnitMatcher([register.unit(unit_id) for unit_id in unit_ids], register).match(text).unit_id
    )


def coordinator(programme_id: str) -> str | None:
    """Return the body that the plan charges with following it up; None where it names none."""
    found = rule_book().programmes.get(programme_id)
    roles = found.roles if found else ()
    return next((role.body for role in roles if role.role == "coordinator"), None)
