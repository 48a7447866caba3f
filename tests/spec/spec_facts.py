"""Turns the cases of spec tables into hand-ins, and a family of tables into one real warehouse.

A case says its facts in short: ``dossiers = ["98/100"]`` is 98 of 100 in time, ``answers`` the
satisfied of all or the five counts, ``tasks = ["3 yes no"]`` three rows, ``initiatives``,
``discipline`` and ``persons`` rows; ``reported`` is the unit's own, ``published`` the authority's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import warehouse_kit as kit
from spec_tables import YEAR, YEAR_BEFORE, Case, Family, Table, of_family

from warehouse.store import Store
from warehouse.writers import HandIn

LAYERS: tuple[kit.Layer, ...] = ("self", "appraised", "explained", "published")
_SHEETS = {"dossiers", "answers", "tasks", "initiatives", "discipline", "persons"}
_OWN = _SHEETS | {"reported", "received"}
_ANSWERS = ("very_satisfied", "satisfied", "neutral", "unsatisfied", "very_unsatisfied")


def warehouse_of(family: Family, folder: Path) -> Store:
    """Return a warehouse with every table of a family: rules in one write, each round in one."""
    made = kit.fresh_store(folder)
    tables = of_family(family)
    bodies = {
        table.name: [(unit, case.get("group", "xa")) for unit, case in table.cases]
        for table in tables
    }
    sets = [table.criteria_set for table in tables if table.criteria_set is not None]
    book = kit.rule_book((each.programme for each in tables), sets)
    kit.install(made, book, kit.register(bodies))
    for is_later in (False, True):
        kit.accept_all(made, [each for table in tables for each in hand_ins(table, is_later)])
    return made


def hand_ins(table: Table, is_later: bool) -> Iterator[HandIn]:
    """Yield the hand-ins of the first round, or those that replace some of them."""
    published, before = kit.Facts(), kit.Facts()
    layers = {layer: kit.Facts() for layer in LAYERS}
    for unit, whole in table.cases:
        case = whole.get("later", {}) if is_later else whole
        yield from _workbooks(table, unit, case, is_later)
        if table.criteria_set is not None:
            layers["published"].results(unit, case.get("results", {}))
            for layer in LAYERS:
                layers[layer].points(unit, case.get(layer, {}))
        elif case:
            _published(published, table, unit, case)
        before.results(unit, case.get("last_year", {}))
    if before.rows:
        yield before.table(table.name, YEAR_BEFORE)
    if table.criteria_set is not None:
        for layer, facts in layers.items():
            if facts.rows:
                yield facts.table(table.criteria_set.id, YEAR, layer)
    elif published.rows or not is_later:
        yield published.table(table.name, YEAR)


def _workbooks(table: Table, unit: str, case: Case, is_later: bool) -> Iterator[HandIn]:
    if table.programme.workbook is None:
        return
    if _OWN & case.keys() if is_later else case.get("is_handed_in", True):
        facts = kit.Facts()
        _sheets(facts, unit, case)
        yield facts.workbook(table.name, YEAR, unit, case.get("received"))
    if "last_year_answers" in case:
        facts = kit.Facts()
        _sheets(facts, unit, {"answers": case["last_year_answers"]})
        yield facts.workbook(table.name, YEAR_BEFORE, unit)


def _sheets(facts: kit.Facts, unit: str, case: Case) -> None:
    facts.sheet(unit, "dossiers", [_dossiers(row) for row in case.get("dossiers", [])])
    facts.sheet(unit, "satisfaction", [_answers(row) for row in case.get("answers", [])])
    facts.sheet(unit, "tasks", [row for said in case.get("tasks", []) for row in _tasks(said)])
    facts.sheet(unit, "initiatives", [_initiative(row) for row in case.get("initiatives", [])])
    pairs = (row.split() for row in case.get("discipline", []))
    facts.sheet(
        unit, "discipline", [{"position": who, "severity": severity} for who, severity in pairs]
    )
    people = case.get("first_persons", case.get("persons", []))
    facts.sheet(unit, "individuals", [_person(person) for person in people])
    facts.results(unit, case.get("reported", {}))


def _dossiers(row: str) -> dict[str, str]:
    share, _, early = row.partition(" ")
    if share.startswith("?/"):  # the other cells of the row are missing
        return {"late_count": share[2:]}
    good, total = (int(number) for number in share.split("/"))
    first = int(early or 0)
    counts = {"early": first, "on_time": good - first, "late": total - good}
    return {f"{name}_count": str(count) for name, count in counts.items()}


def _answers(row: str) -> dict[str, str]:
    if "/" in row:
        good, total = (int(number) for number in row.split("/"))
        row = f"0 {good} {total - good} 0 0"
    return {f"{name}_count": count for name, count in zip(_ANSWERS, row.split(), strict=True)}


def _tasks(row: str) -> list[dict[str, str]]:
    count, *said = row.split()
    columns = ("is_on_time", "is_quality_accepted")
    return [dict(zip(columns, said, strict=False))] * int(count)


def _initiative(row: str) -> dict[str, str]:
    level, _, number = row.partition(" ")
    return {"level": level, **({"document_number": number} if number else {})}


def _person(person: Mapping[str, Any]) -> dict[str, str]:
    columns = {"person_code": "code", "level": "level", "document_number": "document"}
    return {column: person[key] for column, key in columns.items() if key in person}


def _published(facts: kit.Facts, table: Table, unit: str, case: Case) -> None:
    """Add what the authority publishes and decides; a quota's council says yes unless told."""
    facts.results(unit, case.get("published", {}))
    is_quota = table.stem == "quota"
    decision = case.get("decision", "met Đạt" if is_quota else None)
    if decision not in (None, "none"):
        decided, _, reason = decision.partition(" ")
        facts.decision(unit, "c1" if is_quota else "c0", decided, reason)
    listed = {each["code"]: each.get("decision") for each in case.get("persons", [])}
    for row_no, (person, said) in enumerate((listed | case.get("decisions", {})).items(), 1):
        if said is not None:
            decided, _, reason = said.partition(" ")
            facts.person_decision(unit, row_no, person, {"p0": decided}, reason)
