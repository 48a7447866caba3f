"""Cross checks of who takes part and whom targets are about: units and bodies that exist."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from schemas.bodies import body_files
from schemas.condition_lint import measures_of, rule_problems
from schemas.programme import Programme, Target, TargetUnit, UnitsOfBodies, UnitsOfRegister
from schemas.register import load_register
from schemas.rule_problem import Known, Problem, listed, problem
from schemas.rules import Inherited, Measure, Recognised, Reported, Threshold, Veto
from schemas.toml_lines import Path
from schemas.units import COMMUNE_KINDS

_LEVEL_WORDS: Mapping[str, str] = {
    "commune": "đơn vị cấp xã",
    "district": "đơn vị cấp huyện",
    "province": "tỉnh, thành phố",
    "body": "cơ quan",
}


def group_problems(item: Programme, known: Known) -> Iterator[Problem]:
    """Yield what is wrong with a programme's peer groups."""
    for index, group in enumerate(item.groups):
        units, path = group.units, ("groups", index, "units")
        if isinstance(units, UnitsOfRegister):
            yield from _register_scope(item, units, path)
        elif units.file not in known.bodies:
            options = listed(known.bodies)
            yield problem("unknown_bodies", *path, "file", found=units.file, expected=options)
        else:
            names = known.bodies[units.file]
            for place, name in enumerate(units.groups):
                if name not in names:
                    where = (*path, "groups", place)
                    options = listed(sorted(names))
                    yield problem("unknown_body_group", *where, found=name, expected=options)


def _register_scope(item: Programme, units: UnitsOfRegister, path: Path) -> Iterator[Problem]:
    codes = [units.district_code, units.province_code]
    given = len(codes) - codes.count(None)
    if given != (1 if units.level == "commune" else 0):
        yield problem("register_scope", *path, "level", found=units.level)
    for level, code in (("district", units.district_code), ("province", units.province_code)):
        if code is not None and not _is_unit(level, code, units.on):
            yield _unknown_unit((*path, f"{level}_code"), level, code, units.on)
    if units.on.year not in item.years:
        yield problem("group_day", *path, "on", found=units.on)


def _is_unit(level: str, code: str, on: dt.date) -> bool:
    kinds = COMMUNE_KINDS if level == "commune" else {level}
    found = load_register().by_code(code, on=on)
    return any(unit.kind in kinds and unit.code == code for unit in found)


def _unknown_unit(path: Path, level: str, code: str, on: dt.date) -> Problem:
    return problem("unknown_unit", *path, found=code, expected=_LEVEL_WORDS[level], on=on)


def target_problems(
    item: Programme, figures: Mapping[str, Measure], known: Known
) -> Iterator[Problem]:
    """Yield what is wrong with a programme's targets: their unit, their rule, their figures."""
    for index, target in enumerate(item.targets):
        path: Path = ("targets", index, "rule")
        rule = target.rule
        if isinstance(rule, Inherited):
            yield problem("target_rule", *path, "kind", found=rule.kind)
        if isinstance(rule, Threshold) and rule.near_margin and target.note is None:
            yield problem("margin_without_note", *path, "near_margin")
        yield from rule_problems(item, rule, path, figures, known)
        unknown = tuple(_target_unit(item, target.unit, ("targets", index, "unit")))
        yield from unknown
        if not unknown and not _takes_part(item, target.unit):
            yield from _published(target, path, figures)


def _target_unit(item: Programme, unit: TargetUnit, path: Path) -> Iterator[Problem]:
    if (unit.level == "body") != (unit.file is not None):
        yield problem("target_file", *path, "level", found=unit.level)
    elif unit.file is None:
        if not _is_unit(unit.level, unit.code, item.ends_on):
            yield _unknown_unit((*path, "code"), unit.level, unit.code, item.ends_on)
    elif unit.file not in body_files():
        options = listed(name for name, file in body_files().items() if file.bodies)
        yield problem("unknown_bodies", *path, "file", found=unit.file, expected=options)
    elif unit.code not in {body.code for body in body_files()[unit.file].bodies}:
        yield _unknown_unit((*path, "code"), unit.level, unit.code, item.ends_on)


def _takes_part(item: Programme, unit: TargetUnit) -> bool:
    """Tell whether a target's unit hands in workbooks itself, as one of the plan's own units."""
    return any(_is_member(unit, group.units) for group in item.groups)


def _is_member(unit: TargetUnit, units: UnitsOfRegister | UnitsOfBodies) -> bool:
    if isinstance(units, UnitsOfBodies):
        if unit.file != units.file or unit.file not in body_files():
            return False
        listed_bodies = body_files()[unit.file].bodies
        groups = {body.group for body in listed_bodies if body.code == unit.code}
        return bool(groups) and (not units.groups or bool(groups & set(units.groups)))
    if unit.level != units.level:
        return False
    register = load_register()
    try:
        if units.district_code is not None:
            members = register.communes_of_district(units.district_code, units.on)
        elif units.province_code is not None:
            members = register.communes_of_province(units.province_code, units.on)
        else:
            members = register.provinces(units.on)
    except KeyError:
        return False
    return unit.code in {each.code for each in members}


def _published(target: Target, path: Path, figures: Mapping[str, Measure]) -> Iterator[Problem]:
    """Yield figures that only a hand-in could carry, of a unit that hands nothing in."""
    for code in measures_of(target.rule):
        if code in figures and not isinstance(figures[code].source, Reported):
            yield problem("target_figure", *path, "kind", found=code, expected=target.about)
    if isinstance(target.rule, Recognised | Veto):
        yield problem("target_figure", *path, "table", found=target.rule.table,
                      expected=target.about)  # fmt: skip
