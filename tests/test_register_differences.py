"""What the package and other registers disagree on: recomputed, so that the record stays true."""

from __future__ import annotations

import importlib.util
import sqlite3
import tomllib
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from schemas.register import Register, load_register
from schemas.register_source import commune_kind
from schemas.units import COMMUNE_KINDS, LAST_OLD_DAY, REFORM_DAY
from schemas.vietnamese import tone_normalise

HERE = Path(__file__).parent


def load_toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


TIMES = load_toml(HERE / "data" / "communes_of_the_time.toml")
DIFFERENCES = load_toml(HERE.parent / "schemas" / "register_differences.toml")["difference"]


@pytest.fixture(scope="module")
def register() -> Register:
    return load_register()


def differences(kind: str) -> dict[str, list[str]]:
    return {
        code: pair
        for part in DIFFERENCES
        if part["kind"] == kind
        for code, pair in part["names"].items()
    }


def present_id(code: str) -> str:
    return f"T{code}" if len(code) == 2 else code


def test_recorded_differences_of_the_present_register(register: Register) -> None:
    names = {
        unit.code: register.as_of(unit.unit_id, REFORM_DAY).name
        for unit in register.units
        if unit.valid_to is None and (unit.kind == "province" or unit.kind in COMMUNE_KINDS)
    }
    shifted = {code: [n, tone_normalise(n)] for code, n in names.items() if tone_normalise(n) != n}
    assert shifted.pop("13396") == ["Phường Nguyễn Úy", "Phường Nguyễn Uý"]  # Úy in both registers
    assert differences("tone_mark") == shifted
    for code, (package, other) in differences("letter_case").items():
        assert names[code] == package == other[0].upper() + other[1:]
    ((code, (package, other)),) = differences("code").items()
    assert (code, names[code]) == (package, "Xã Ba Chẽ")
    assert register.by_code(other) == ()
    renamed = differences("renamed_later")
    assert {present_id(code) for code in renamed} == {
        name.unit_id
        for name in register.former_names
        if register.unit(name.unit_id).valid_to is None
    }
    for code, (package, other) in renamed.items():
        assert names[code] == package
        assert register.unit(present_id(code)).name == other


def test_recorded_contradictions_inside_the_package(register: Register) -> None:
    spec = importlib.util.find_spec("vietnamadminunits")
    assert spec is not None
    assert spec.submodule_search_locations
    path = Path(spec.submodule_search_locations[0]) / "data" / "dataset.db"
    tables = {"kind_column": "admin_units", "kind_column_former": "admin_units_legacy"}
    with closing(sqlite3.connect(f"file:{path.as_posix()}?mode=ro&immutable=1", uri=True)) as rows:
        for kind, table in tables.items():
            found = rows.execute(
                f"select wardCode, wardType, ward from {table}"
                " where lower(substr(ward, 2, length(wardType) - 1)) <> lower(substr(wardType, 2))"
            )
            assert {code: [type_, name] for code, type_, name in found} == differences(kind)
        cased = rows.execute(
            "select distinct wardCode, ward from admin_units_legacy where ward glob 'Thị Trấn *'"
            " union select distinct districtCode, district from admin_units_legacy"
            " where district glob 'Thị Xã *' or district glob 'Thành Phố *'"
        )
        recorded = differences("kind_word_case_former") | differences("kind_word_case_district")
        assert dict(cased.fetchall()) == {code: pair[0] for code, pair in recorded.items()}
    for code, (_, usual) in recorded.items():
        assert usual in {unit.name for unit in register.by_code(code, on=LAST_OLD_DAY)}
    for code, (_, name) in (differences("kind_column") | differences("kind_column_former")).items():
        day = REFORM_DAY if code in differences("kind_column") else LAST_OLD_DAY
        (unit,) = register.by_code(code, on=day)
        assert (unit.name, unit.kind) == commune_kind(name)


def test_recorded_difference_of_the_absorbed_commune(register: Register) -> None:
    (part,) = (part for part in DIFFERENCES if part["kind"] == "absorbed_former")
    on = TIMES["572"]["on"]
    for code, name in part["only_in_other"].items():
        assert [unit.name for unit in register.by_code(code, on=on)] == [name]
    for code, (package, other) in part["names"].items():
        assert [unit.name for unit in register.by_code(code, on=on)] == [other]
        assert [unit.name for unit in register.by_code(code, on=LAST_OLD_DAY)] == [package]


def test_every_kind_of_difference_is_checked_and_says_what_was_decided() -> None:
    checked = {
        *("tone_mark", "letter_case", "code", "renamed_later", "kind_column"),
        *("kind_column_former", "kind_word_case_former", "kind_word_case_district"),
        "absorbed_former",
    }
    assert {part["kind"] for part in DIFFERENCES} == checked
    assert all(part["decision"] and part["note"] and part["against"] for part in DIFFERENCES)
