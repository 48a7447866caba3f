"""The units that targets are about; they may stand above the plan's own units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from schemas.failures import OwnFailure
from schemas.programme import Programme, Target
from schemas.register import Register, Unit


def target_unit_rows(
    register: Register, programmes: Iterable[Programme]
) -> list[Mapping[str, Any]]:
    """Return one row a target, its unit named as on the programme's last day."""
    found: list[Mapping[str, Any]] = []
    for programme in programmes:
        for target in programme.targets:
            unit = _unit(register, programme, target)
            found.append(
                {
                    "programme_id": programme.id,
                    "criterion_code": target.code,
                    "unit_id": unit.unit_id,
                    "unit_code": unit.code,
                    "unit_name": unit.name,
                }
            )
    return found


def _unit(register: Register, programme: Programme, target: Target) -> Unit:
    wanted, on = target.unit, programme.ends_on
    if wanted.level == "body":
        units: Iterable[Unit] = register.bodies(wanted.file or "", ())
    elif wanted.level == "province":
        units = register.provinces(on)
    else:
        units = (
            unit
            for province in register.provinces(on)
            for unit in register.communes_of_province(province.code, on)
        )
    for unit in units:
        if unit.code == wanted.code:
            return unit
    raise OwnFailure(
        "QT-01", f"Chỉ tiêu {target.code}: danh mục không có đơn vị mang mã {wanted.code}."
    )
