"""The unit register: every commune, district and province now and before 01/7/2025, and bodies.

Sources: the package ``vietnamadminunits`` (register_source.py), dated facts that it lacks
(register_facts.toml) and the bodies of our plans (bodies/*.toml). What the package and the other
registers disagree on is recorded in register_differences.toml.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import TypeVar

from schemas.bodies import BodyFile, body_files
from schemas.register_facts import apply_facts
from schemas.register_source import read_package
from schemas.units import (
    COMMUNE_KINDS,
    Unit,
    UnitCode,
    UnitKind,
    UnitLink,
    UnitName,
    covers,
)
from schemas.vietnamese import unit_core_name

__all__ = ["Register", "Unit", "UnitCode", "UnitLink", "UnitName", "load_register"]

_Item = TypeVar("_Item")


@dataclass(frozen=True)
class Register:
    """All units of all time, with look-ups; names are the present (or last) ones.

    Look-ups that take a day return the units that existed then, under the names of that day.
    """

    units: tuple[Unit, ...]
    codes: tuple[UnitCode, ...]
    links: tuple[UnitLink, ...]
    former_names: tuple[UnitName, ...] = ()
    groups: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """Per body file the (unit_id, group) pairs, in the order of the file."""

    def unit(self, unit_id: str) -> Unit:
        """Return a unit; raises KeyError for an id that was never given out."""
        return self._by_id[unit_id]

    def find(self, unit_id: str) -> Unit | None:
        """Return a unit, or None for an id that was never given out."""
        return self._by_id.get(unit_id)

    def as_of(self, unit_id: str, on: dt.date) -> Unit:
        """Return a unit under the name and kind that it bore on a day."""
        unit = self.unit(unit_id)
        for former in self._names.get(unit_id, ()):
            if covers(former.valid_from, former.valid_to, on):
                return replace(unit, name=former.name, kind=former.kind, source=former.source)
        return unit

    def by_code(
        self, code: str, *, system: str | None = None, on: dt.date | None = None
    ) -> tuple[Unit, ...]:
        """Return the units that a code means, in any system unless one is given.

        Without a day a code of the statistics office may mean a unit of today and a former one.
        """
        ids = {
            found.unit_id
            for found in self._by_code.get(code.strip().casefold(), ())
            if (system is None or found.system == system)
            and (on is None or covers(found.valid_from, found.valid_to, on))
        }
        if on is None:
            return tuple(self.unit(unit_id) for unit_id in sorted(ids))
        units = (self.as_of(unit_id, on) for unit_id in sorted(ids))
        return tuple(unit for unit in units if unit.exists_on(on))

    def provinces(self, on: dt.date) -> tuple[Unit, ...]:
        """Return the provinces and centrally run cities of a day, by code."""
        return self._select(on, (unit for unit in self.units if unit.kind == "province"))

    def districts_of_province(self, province_code: str, on: dt.date) -> tuple[Unit, ...]:
        """Return a province's districts on a day (none since 01/7/2025), by code."""
        self._known("province", province_code, on)
        listed = self._of_province.get(province_code, ())
        return self._select(on, (unit for unit in listed if unit.kind == "district"))

    def communes_of_province(self, province_code: str, on: dt.date) -> tuple[Unit, ...]:
        """Return a province's communes, wards, townships and special zones on a day, by code.

        Raises KeyError when no province had the code on that day.
        """
        self._known("province", province_code, on)
        listed = self._of_province.get(province_code, ())
        return self._select(on, (unit for unit in listed if unit.kind in COMMUNE_KINDS))

    def communes_of_district(self, district_code: str, on: dt.date) -> tuple[Unit, ...]:
        """Return a former district's communes, wards and townships on a day, by code.

        Complete for any day of the districts of our plans; elsewhere the source knows only the
        state at the end, 30/6/2025. Raises KeyError when no district had the code on that day.
        """
        district = self._known("district", district_code, on)
        listed = self._children.get(district.unit_id, ())
        return self._select(on, (unit for unit in listed if unit.kind in COMMUNE_KINDS))

    def bodies(self, file: str, groups: Collection[str] = ()) -> tuple[Unit, ...]:
        """Return the bodies of a file in its order, or only those of some groups.

        Raises KeyError for an unknown file or group.
        """
        listed = self.groups[file]
        unknown = set(groups) - {group for _, group in listed}
        if unknown:
            raise KeyError(", ".join(sorted(unknown)))
        return tuple(self.unit(unit) for unit, group in listed if not groups or group in groups)

    def ancestors(self, unit_id: str) -> tuple[Unit, ...]:
        """Return the units above a unit, nearest first."""
        found: list[Unit] = []
        parent_id = self.unit(unit_id).parent_id
        while parent_id is not None:
            found.append(self.unit(parent_id))
            parent_id = found[-1].parent_id
        return tuple(found)

    def told_apart(self, units: Iterable[Unit]) -> dict[str, str]:
        """Return by id the name that each unit is shown under beside the others.

        Of several that bear one name each is followed by what stands above it, as little of it as
        tells them all apart (“Xã Tân Tiến (tỉnh Lạng Sơn)”), and by its code where nothing does.
        """
        shown: dict[str, str] = {}
        for same in _grouped((unit_core_name(unit.name), unit) for unit in units).values():
            places = [""] if len(same) == 1 else self._places(same)
            shown |= {unit.unit_id: unit.name + at for unit, at in zip(same, places, strict=True)}
        return shown

    def _places(self, same: Sequence[Unit]) -> list[str]:
        above = [[_inside(each.name) for each in self.ancestors(unit.unit_id)] for unit in same]
        for depth in range(1, max(map(len, above)) + 1):
            places = [", ".join(names[:depth]) for names in above]
            if len(set(places)) == len(same):
                return [f" ({place})" if place else "" for place in places]
        return [f" (mã {unit.code})" for unit in same]

    def names_of(self, unit_id: str) -> tuple[str, ...]:
        """Return the names a unit bears or bore, the present one first."""
        former = (name.name for name in self._names.get(unit_id, ()))
        return (self.unit(unit_id).name, *former)

    def codes_of(self, unit_id: str) -> tuple[UnitCode, ...]:
        """Return a unit's codes in every system."""
        return tuple(self._codes_of.get(unit_id, ()))

    def successors(self, unit_id: str) -> tuple[UnitLink, ...]:
        """Return the links to the units that came after a unit."""
        return tuple(link for link in self.links if link.predecessor_id == unit_id)

    def predecessors(self, unit_id: str) -> tuple[UnitLink, ...]:
        """Return the links to the units that went into a unit."""
        return tuple(link for link in self.links if link.successor_id == unit_id)

    def _known(self, kind: UnitKind, code: str, on: dt.date) -> Unit:
        for unit in self.units:
            if unit.kind == kind and unit.code == code and unit.exists_on(on):
                return unit
        raise KeyError(f"{kind} {code}, {on}")

    def _select(self, on: dt.date, units: Iterable[Unit]) -> tuple[Unit, ...]:
        found = (self.as_of(unit.unit_id, on) for unit in units if unit.exists_on(on))
        return tuple(sorted(found, key=lambda unit: unit.code))

    @cached_property
    def _by_id(self) -> dict[str, Unit]:
        return {unit.unit_id: unit for unit in self.units}

    @cached_property
    def _by_code(self) -> dict[str, list[UnitCode]]:
        return _grouped((code.code.casefold(), code) for code in self.codes)

    @cached_property
    def _codes_of(self) -> dict[str, list[UnitCode]]:
        return _grouped((code.unit_id, code) for code in self.codes)

    @cached_property
    def _names(self) -> dict[str, list[UnitName]]:
        return _grouped((name.unit_id, name) for name in self.former_names)

    @cached_property
    def _children(self) -> dict[str, list[Unit]]:
        return _grouped((unit.parent_id, unit) for unit in self.units)

    @cached_property
    def _of_province(self) -> dict[str, list[Unit]]:
        return _grouped((unit.province_code, unit) for unit in self.units)


@cache
def load_register() -> Register:
    """Return the register (read once in a process, about a quarter of a second).

    Raises ValueError when two sources contradict each other, for example on an id.
    """
    known = apply_facts(read_package())
    units = {unit.unit_id: unit for unit in known.units}
    codes = list(known.codes)
    for stem, file in body_files().items():
        _add_bodies(stem, file, units, codes)
    groups = {
        stem: tuple((body.code, body.group) for body in file.bodies)
        for stem, file in body_files().items()
    }
    return Register(tuple(units.values()), tuple(codes), known.links, known.former_names, groups)


def _add_bodies(stem: str, file: BodyFile, units: dict[str, Unit], codes: list[UnitCode]) -> None:
    for body in file.bodies:
        parent = units[file.parent or ""]
        if body.code in units:
            raise ValueError(f"bodies/{stem}.toml: {body.code} is taken")
        units[body.code] = Unit(
            body.code,
            body.code,
            body.name,
            body.kind,
            parent.province_code,
            parent.unit_id,
            file.valid_from,
            file.valid_to,
            file.source,
        )
        if body.portal:
            codes.append(_portal(units[body.code], body.portal))
    codes.extend(_portal(units[unit_id], code) for code, unit_id in file.portal.items())


def _inside(name: str) -> str:
    """Return a unit's name inside a sentence ("huyện Vũ Quang")."""
    return name[:1].lower() + name[1:]


def _portal(unit: Unit, code: str) -> UnitCode:
    return UnitCode(unit.unit_id, "portal", code, unit.valid_from, unit.valid_to)


def _grouped(pairs: Iterable[tuple[str | None, _Item]]) -> dict[str, list[_Item]]:
    found: defaultdict[str, list[_Item]] = defaultdict(list)
    for key, item in pairs:
        if key is not None:
            found[key].append(item)
    return dict(found)
