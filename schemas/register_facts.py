"""Applies the dated facts of register_facts.toml over what the package gives."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import resources
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from schemas.base import Record, Text, type_sequence
from schemas.register_source import FORMER, PackageUnits, commune_kind, full_name
from schemas.units import Unit, UnitCode, UnitLink, UnitName
from schemas.vietnamese import COMMUNE_WORDS, PROVINCE_WORDS

_ONE_DAY = dt.timedelta(days=1)
_GsoCode = Annotated[str, Field(pattern=r"^(\d{2}|\d{3}|\d{5})$")]


class Renamed(Record):
    """Units that took another name or kind on a day and kept their codes."""

    level: Literal["province", "commune"]
    first_day: Annotated[dt.date, Field(alias="from")]
    document: Text
    names: Mapping[_GsoCode, Text]
    was: Literal["Tỉnh", "Xã", "Phường"] | None = None
    """The kind word of the earlier name, where the rest of the name did not change."""
    were: Mapping[_GsoCode, Text] = {}
    """The whole earlier names, where more than the kind word changed."""
    is_former: Annotated[bool, Field(alias="former")] = False
    """Whether these units are of those that ended with the reform of 2025."""

    @model_validator(mode="after")
    def _has_earlier_names(self) -> Self:
        if (self.was is None) != bool(self.were) or self.were.keys() - self.names.keys():
            raise ValueError("a fact gives either the kind word or the whole earlier names")
        return self


class Absorbed(Record):
    """A former commune that another took in, where the package reuses the code of the first."""

    document: Text
    source: Text
    district: _GsoCode
    first_day: Annotated[dt.date, Field(alias="from")]
    code: _GsoCode
    name: Text
    into_code: _GsoCode
    into_name: Text


class RegisterFacts(Record):
    """Everything in register_facts.toml."""

    renamed: Annotated[tuple[Renamed, ...], type_sequence]
    absorbed: Annotated[tuple[Absorbed, ...], type_sequence]


@dataclass(frozen=True, slots=True)
class KnownUnits:
    """The package's units with the facts applied."""

    units: tuple[Unit, ...]
    codes: tuple[UnitCode, ...]
    links: tuple[UnitLink, ...]
    former_names: tuple[UnitName, ...]


def read_facts() -> RegisterFacts:
    """Read register_facts.toml; anything unknown in it is refused."""
    text = (resources.files("schemas") / "register_facts.toml").read_text("utf-8")
    return RegisterFacts.model_validate(tomllib.loads(text))


def apply_facts(package: PackageUnits) -> KnownUnits:
    """Return the package's units under their present names, with the names they bore before."""
    facts = read_facts()
    units = {unit.unit_id: unit for unit in package.units}
    codes, links = list(package.codes), list(package.links)
    for absorbed in facts.absorbed:
        _absorb(absorbed, units, codes, links)
    former: dict[str, list[UnitName]] = {}
    for renamed in sorted(facts.renamed, key=lambda fact: fact.first_day):
        for code, name in renamed.names.items():
            unit_id = f"T{code}" if renamed.level == "province" else code
            unit_id += FORMER if renamed.is_former else ""
            _rename(units, former.setdefault(unit_id, []), units[unit_id], renamed, name)
    names = tuple(name for listed in former.values() for name in listed)
    return KnownUnits(tuple(units.values()), tuple(codes), tuple(links), names)


def _rename(
    units: dict[str, Unit], former: list[UnitName], unit: Unit, fact: Renamed, name: str
) -> None:
    of_province = fact.level == "province"
    written, word = full_name(name, PROVINCE_WORDS if of_province else COMMUNE_WORDS)
    earlier = fact.were.get(unit.code) or f"{fact.was}{written[len(word) :]}"
    kind = unit.kind if of_province else commune_kind(written)[1]
    earlier_kind = unit.kind if of_province else commune_kind(earlier)[1]
    start = former[-1].valid_to + _ONE_DAY if former else unit.valid_from
    last_day = fact.first_day - _ONE_DAY
    former.append(UnitName(unit.unit_id, earlier, earlier_kind, start, last_day, unit.source))
    units[unit.unit_id] = replace(unit, name=written, kind=kind, source=fact.document)


def _absorb(
    fact: Absorbed, units: dict[str, Unit], codes: list[UnitCode], links: list[UnitLink]
) -> None:
    gone_id, kept_id = f"{fact.code}{FORMER}", f"{fact.into_code}{FORMER}"
    named = units.pop(gone_id)
    if named.name != fact.into_name or kept_id in units:
        raise ValueError(f"the package no longer calls {fact.code} “{fact.into_name}”")
    last_day = fact.first_day - _ONE_DAY
    units[kept_id] = replace(named, unit_id=kept_id, code=fact.into_code)
    units[gone_id] = replace(named, name=fact.name, valid_to=last_day, source=fact.source)
    listed = [code for code in codes if code.unit_id == gone_id]
    for code in listed:
        codes.remove(code)
        codes.append(replace(code, unit_id=kept_id, code=fact.into_code))
        codes.append(replace(code, unit_id=kept_id, valid_from=fact.first_day))
        codes.append(replace(code, valid_to=last_day))
    for place, link in enumerate(links):
        if link.predecessor_id == gone_id:
            links[place] = replace(link, predecessor_id=kept_id)
    links.append(UnitLink(gone_id, kept_id, "merged", fact.first_day))
