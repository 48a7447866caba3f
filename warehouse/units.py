"""The unit register in the warehouse: replaced as a whole when its sources change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from operator import attrgetter

import duckdb

from schemas.lineage import WHOLE, Weight, declared_weights
from schemas.programme import Group, Programme, UnitsOfBodies, UnitsOfRegister
from schemas.register import Register, Unit
from schemas.register_facts import read_facts
from schemas.register_source import FORMER
from schemas.signals import signal_book
from schemas.tables import TABLES
from schemas.vietnamese import sort_key
from schemas.words import to_utc
from warehouse import rows

_LIMIT_COLUMNS = {
    ("document_across_units", "units"): "document_units",
    ("document_across_rows", "rows"): "document_rows",
    ("round_numbers", "divisor"): "round_divisor",
    ("round_numbers", "least_value"): "round_least_value",
    ("round_numbers", "least_figures"): "round_least_figures",
    ("round_numbers", "share"): "round_share",
    ("last_hours", "hours"): "last_hours",
    ("last_hours", "changed"): "last_hours_changed",
    ("all_maximum", "least_criteria"): "maximum_least_criteria",
    ("all_maximum", "share"): "maximum_share",
    ("jump_without_document", "figure_change"): "jump_figure_change",
    ("jump_without_document", "criterion_share"): "jump_criterion_share",
}


def load_units(
    connection: duckdb.DuckDBPyConnection,
    register: Register,
    weights: Iterable[Weight] | None = None,
) -> None:
    """Write units, their codes, names and lineage, and the limits of what inspectors are shown.

    ``weights`` are the declared shares of split units, those of ``lineage.toml`` unless given.
    Raises Refusal when they contradict the register.
    """
    ordered = sorted(register.units, key=lambda unit: sort_key(unit.name))
    rows.replace(
        connection,
        "core_unit",
        [
            {
                "unit_id": unit.unit_id,
                "unit_code": unit.code,
                "name": unit.name,
                "kind": unit.kind,
                "province_code": unit.province_code,
                "parent_id": unit.parent_id,
                "valid_from": unit.valid_from,
                "valid_to": unit.valid_to,
                "source": unit.source,
                "sort_order": order,
            }
            for order, unit in enumerate(ordered)
        ],
    )
    rows.replace(
        connection,
        "core_unit_code",
        [
            {
                "unit_id": code.unit_id,
                "system": code.system,
                "code": code.code,
                "valid_from": code.valid_from,
                "valid_to": code.valid_to,
            }
            for code in register.codes
        ],
    )
    if weights is None:
        # a register without links has no lineage that a weight could be about
        weights = declared_weights(register) if register.links else ()
    rows.replace(connection, "core_unit_link", list(_links(register, weights)))
    rows.replace(connection, "core_unit_name", list(_former_names(register)))
    rows.replace(connection, "core_form_column", list(_form_columns()))
    rows.replace(connection, "core_signal_limit", [_signal_limits()])


def _links(register: Register, weights: Iterable[Weight]) -> Iterator[dict[str, object]]:
    declared = {(each.predecessor, each.successor): each for each in weights}
    # the register names the list that a unit was read from; what ended it is the resolution
    documents = {f"{fact.code}{FORMER}": fact.document for fact in read_facts().absorbed}
    for link in register.links:
        weight = declared.get((link.predecessor_id, link.successor_id))
        whole = None if link.kind == "split" else WHOLE
        yield {
            "predecessor_id": link.predecessor_id,
            "successor_id": link.successor_id,
            "kind": link.kind,
            "changed_on": link.on,
            "weight_pct": weight.pct if weight else whole,
            "is_ours": weight is not None and weight.ours,
            "weight_basis": weight.basis if weight else None,
            "source": documents.get(link.predecessor_id, register.unit(link.predecessor_id).source),
        }


def _former_names(register: Register) -> Iterator[dict[str, object]]:
    for unit_id, listed in groupby(register.former_names, attrgetter("unit_id")):
        former = list(listed)
        unit = register.unit(unit_id)
        # what gave a unit a name is the source of that name: of the next one in the row
        later = [*((each.name, each.source) for each in former[1:]), (unit.name, unit.source)]
        for name, (next_name, changed_by) in zip(former, later, strict=True):
            yield {
                "unit_id": unit_id,
                "name": name.name,
                "kind": name.kind,
                "valid_from": name.valid_from,
                "valid_to": name.valid_to,
                "next_name": next_name,
                "changed_on": name.valid_to + dt.timedelta(days=1),
                "changed_by": changed_by,
                "weight_pct": WHOLE,
            }


def _form_columns() -> Iterator[dict[str, object]]:
    documents = set(signal_book().documents)
    for table in TABLES.values():
        for column in table.columns:
            yield {
                "table_code": table.code,
                "column_code": column.code,
                "label": column.label,
                "value_type": column.type,
                "is_document": f"{table.code}.{column.code}" in documents,
                "is_restricted": table.is_restricted,
            }


def _signal_limits() -> dict[str, object]:
    limits: dict[str, object] = {
        _LIMIT_COLUMNS[signal.kind, limit.code]: limit.amount
        for signal in signal_book().signal
        for limit in signal.limits
    }
    # moments are kept in UTC, due days are Vietnamese days: how many hours after its first moment
    # in UTC a due day ends
    day = dt.datetime(2025, 1, 1)  # noqa: DTZ001 - the offset never changes
    ends = to_utc(day + dt.timedelta(days=1)) - day
    return limits | {"due_day_ends_utc": ends // dt.timedelta(hours=1)}


def units_of_group(register: Register, group: Group) -> tuple[Unit, ...]:
    """Return the units of a peer group, named as on the day that the plan's scope fixes."""
    scope = group.units
    if isinstance(scope, UnitsOfBodies):
        return register.bodies(scope.file, scope.groups)
    return _of_register(register, scope)


def _of_register(register: Register, scope: UnitsOfRegister) -> tuple[Unit, ...]:
    if scope.level == "province":
        return register.provinces(scope.on)
    if scope.district_code is not None:
        return register.communes_of_district(scope.district_code, scope.on)
    if scope.province_code is not None:
        return register.communes_of_province(scope.province_code, scope.on)
    return tuple(
        unit
        for province in register.provinces(scope.on)
        for unit in register.communes_of_province(province.code, scope.on)
    )


def programme_unit_rows(
    register: Register, programmes: Iterable[Programme]
) -> list[dict[str, object]]:
    """Return the rows of every programme's units, in Vietnamese order inside a programme.

    This is where a unit gets the name that every board, list, export and command shows: units of
    one name in a group are told apart here and nowhere else.
    """
    found: list[dict[str, object]] = []
    for programme in programmes:
        members: list[tuple[str, Unit]] = []
        for group in programme.groups:
            units = sorted(units_of_group(register, group), key=attrgetter("unit_id"))
            shown = register.told_apart(units)
            members += [(group.code, replace(unit, name=shown[unit.unit_id])) for unit in units]
        members.sort(key=lambda member: sort_key(member[1].name))
        found += [
            {
                "programme_id": programme.id,
                "group_code": group_code,
                "unit_id": unit.unit_id,
                "unit_code": unit.code,
                "unit_name": unit.name,
                "unit_order": order,
            }
            for order, (group_code, unit) in enumerate(members)
        ]
    return found
