"""The unit register in the warehouse: replaced as a whole when its sources change."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter

import duckdb

from schemas.programme import Group, Programme, UnitsOfBodies, UnitsOfRegister
from schemas.register import Register, Unit
from schemas.vietnamese import sort_key
from warehouse import rows


def load_units(connection: duckdb.DuckDBPyConnection, register: Register) -> None:
    """Write units, their codes and their predecessor and successor links."""
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
    rows.replace(
        connection,
        "core_unit_link",
        [
            {
                "predecessor_id": link.predecessor_id,
                "successor_id": link.successor_id,
                "kind": link.kind,
            }
            for link in register.links
        ],
    )


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
    """Return the rows of every programme's units, in Vietnamese order inside a programme."""
    found: list[dict[str, object]] = []
    for programme in programmes:
        members = [
            (group.code, unit)
            for group in programme.groups
            for unit in sorted(units_of_group(register, group), key=attrgetter("unit_id"))
        ]
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
