"""Reads the units that the package ``vietnamadminunits`` carries, without importing its code.

The package holds the statistics office's register of 34 provinces and 3,321 communes since
01/7/2025, the register of 63 provinces before, and which commune went into which.
"""

from __future__ import annotations

import importlib.util
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from schemas.units import (
    LAST_OLD_DAY,
    REFORM_DAY,
    CodeSystem,
    LinkKind,
    Unit,
    UnitCode,
    UnitKind,
    UnitLink,
)
from schemas.vietnamese import (
    COMMUNE_WORDS,
    DISTRICT_WORDS,
    PROVINCE_WORDS,
    unit_core_name,
)

PACKAGE = "vietnamadminunits"
FORMER = "-truoc-2025"

_KINDS: Mapping[str, UnitKind] = {
    "xã": "commune",
    "phường": "ward",
    "thị trấn": "township",
    "đặc khu": "special_zone",
}
_NOW = """
    select provinceCode, province, provinceKey, wardCode, ward, wardKey
    from admin_units order by wardCode
"""
_BEFORE = """
    select provinceCode, province, provinceKey, districtCode, district, districtKey,
           wardCode, ward, wardKey
    from admin_units_legacy order by districtCode, wardCode
"""


@dataclass(frozen=True, slots=True)
class PackageUnits:
    """What the package gives, in our own shape."""

    units: tuple[Unit, ...]
    codes: tuple[UnitCode, ...]
    links: tuple[UnitLink, ...]


def package_source() -> str:
    """Return the name and version of the package, as sources are named on screen."""
    return f"{PACKAGE} {metadata.version(PACKAGE)}"


def read_package() -> PackageUnits:
    """Read the package's units, codes and old → new links (about a tenth of a second)."""
    folder = data_folder()
    address = f"file:{(folder / 'dataset.db').as_posix()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        now = connection.execute(_NOW).fetchall()
        before = connection.execute(_BEFORE).fetchall()
    conversion = json.loads((folder / "converter_2025.json").read_text("utf-8"))
    reader = _Reader(package_source())
    for row in now:
        reader.add_now(*row)
    for row in before:
        reader.add_before(*row)
    links = reader.links(conversion)
    units = tuple(reader.units.values())
    return PackageUnits(units, tuple(code_of(unit) for unit in units), links)


def code_of(unit: Unit) -> UnitCode:
    """Return the statistics office's code of a unit of the register."""
    system: CodeSystem = "gso" if unit.valid_to is None else "gso_before_2025"
    return UnitCode(unit.unit_id, system, unit.code, unit.valid_from, unit.valid_to)


def full_name(name: str, words: tuple[str, ...]) -> tuple[str, str]:
    """Return a name with its kind word in the usual letter case, and that word in lower case.

    The package writes “Thị Trấn” and “Thị trấn”; everything after the word stays untouched.
    Raises ValueError for a name that does not begin with one of the words.
    """
    lowered = name.casefold()
    for word in words:
        if lowered.startswith(f"{word} "):
            return word.capitalize() + name[len(word) :], word
    raise ValueError(f"{name!r} does not begin with a kind of unit")


def commune_kind(name: str) -> tuple[str, UnitKind]:
    """Return a commune's name and its kind; the kind comes from the name, never from elsewhere.

    The package's own column of kinds contradicts the name seven times (register_differences.toml).
    """
    written, word = full_name(name, COMMUNE_WORDS)
    return written, _KINDS[word]


def data_folder() -> Path:
    """Return the folder of the package's data files; raises ModuleNotFoundError without it."""
    spec = importlib.util.find_spec(PACKAGE)  # finds it without running its slow imports
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(PACKAGE)
    return Path(spec.submodule_search_locations[0]) / "data"


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.units: dict[str, Unit] = {}
        self.now: dict[tuple[str, str], str] = {}
        self.before: dict[str, str] = {}
        self.provinces_now: dict[str, str] = {}
        self.provinces_before: dict[str, str] = {}

    def add_now(  # the columns of one row
        self, code: str, province: str, province_key: str, ward_code: str, ward: str, ward_key: str
    ) -> None:
        province_id = f"T{code}"
        if province_id not in self.units:
            name, _ = full_name(province, PROVINCE_WORDS)
            self._add(province_id, code, name, "province", code, None, former=False)
            self.provinces_now[province_key] = province_id
        name, kind = commune_kind(ward)
        self._add(ward_code, ward_code, name, kind, code, province_id, former=False)
        self.now[province_key, ward_key] = ward_code

    def add_before(  # the columns of one row
        self,
        code: str,
        province: str,
        province_key: str,
        district_code: str,
        district: str,
        district_key: str,
        ward_code: str | None,
        ward: str | None,
        ward_key: str | None,
    ) -> None:
        province_id, district_id = f"T{code}{FORMER}", f"H{district_code}{FORMER}"
        if province_id not in self.units:
            name, _ = full_name(province, PROVINCE_WORDS)
            self._add(province_id, code, name, "province", code, None, former=True)
            self.provinces_before[province_key] = province_id
        if district_id not in self.units:
            name, _ = full_name(district, DISTRICT_WORDS)
            self._add(district_id, district_code, name, "district", code, province_id, former=True)
        key = f"{province_key}_{district_key}_{ward_key or ''}"
        if ward_code is None or ward is None:  # five island districts had no communes
            self.before[key] = district_id
            return
        name, kind = commune_kind(ward)
        unit_id = f"{ward_code}{FORMER}"
        self._add(unit_id, ward_code, name, kind, code, district_id, former=True)
        self.before[key] = unit_id

    def links(self, conversion: Mapping[str, Mapping[str, object]]) -> tuple[UnitLink, ...]:
        pairs: list[tuple[str, str, bool]] = list(self._pairs(conversion))
        successors = Counter(old for old, _, _ in pairs)
        predecessors = Counter(new for _, new, _ in pairs)
        found = [
            UnitLink(old, new, self._kind(old, new, successors, predecessors), REFORM_DAY, default)
            for old, new, default in pairs
        ]
        return tuple(sorted(found, key=lambda link: (link.predecessor_id, link.successor_id)))

    def _pairs(
        self, conversion: Mapping[str, Mapping[str, object]]
    ) -> Iterator[tuple[str, str, bool]]:
        for new_key, old_keys in _lists(conversion["DICT_PROVINCE"]).items():
            for old_key in old_keys:
                yield self.provinces_before[str(old_key)], self.provinces_now[new_key], True
        for province_key, wards in conversion["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
            for new_key, old_keys in _lists(wards).items():
                for old_key in old_keys:
                    yield self.before[str(old_key)], self.now[province_key, new_key], True
        for province_key, wards in conversion["DICT_PROVINCE_WARD_DIVIDED"].items():
            for old_key, parts in _lists(wards).items():
                for part in parts:
                    if isinstance(part, dict):
                        new = self.now[province_key, part["newWardKey"]]
                        yield self.before[old_key], new, bool(part["isDefaultNewWard"])

    def _kind(
        self, old: str, new: str, successors: Counter[str], predecessors: Counter[str]
    ) -> LinkKind:
        if successors[old] > 1:
            return "split"
        if predecessors[new] > 1:
            return "merged"
        same = unit_core_name(self.units[old].name) == unit_core_name(self.units[new].name)
        return "kept" if same else "renamed"

    def _add(
        self,
        unit_id: str,
        code: str,
        name: str,
        kind: UnitKind,
        province_code: str,
        parent_id: str | None,
        *,
        former: bool,
    ) -> None:
        if unit_id in self.units:
            raise ValueError(f"the package names the unit {unit_id} twice")
        valid_from, valid_to = (None, LAST_OLD_DAY) if former else (REFORM_DAY, None)
        self.units[unit_id] = Unit(
            unit_id, code, name, kind, province_code, parent_id, valid_from, valid_to, self.source
        )


def _lists(value: object) -> dict[str, list[object]]:
    if not isinstance(value, dict):
        raise TypeError("the package's conversion table has another shape")
    return value
