"""Departments, district offices and portal codes: the files of schemas/bodies."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from schemas.bodies import body_files, read_body_file
from schemas.register import Register, load_register
from schemas.vietnamese import unit_core_name

OCTOBER = dt.date(2025, 10, 31)
PORTAL = tomllib.loads(
    (Path(__file__).parent / "data" / "portal_names_2025_10.toml").read_text("utf-8")
)


@pytest.fixture(scope="module")
def register() -> Register:
    return load_register()


def test_portal_codes_lead_to_the_units_the_portal_names(register: Register) -> None:
    communes = {unit.unit_id for unit in register.communes_of_province("91", OCTOBER)}
    found = {}
    for code, written in PORTAL["communes"].items():
        (unit,) = register.by_code(code, system="portal", on=OCTOBER)
        found[code] = unit.unit_id
        assert unit_core_name(unit.name) == unit_core_name(written)
    assert set(found.values()) == communes
    assert len(found) == 102
    for code, written in PORTAL["departments"].items():
        (unit,) = register.by_code(code)
        assert unit_core_name(written) == unit_core_name(unit.name)
        assert (unit.kind, unit.parent_id) == ("department", "T91")
    assert len(register.bodies("an_giang", ["department"])) == len(PORTAL["departments"]) == 15
    provinces = set()
    for code, written in PORTAL["provinces"].items():
        (unit,) = register.by_code(code, on=OCTOBER)
        provinces.add(unit.unit_id)
        assert unit_core_name(unit.name) == unit_core_name(written)
    assert provinces == {unit.unit_id for unit in register.provinces(OCTOBER)}
    assert register.by_code("H37") == register.by_code("000.00.00.H37")


@pytest.mark.parametrize(
    ("file", "groups", "on"),
    [
        ("van_lam", {"division": 12, "front": 1, "union": 5}, dt.date(2021, 10, 31)),
        (
            "ninh_hoa",
            {"division": 12, "public_service_unit": 1, "front": 1, "union": 5},
            dt.date(2022, 4, 21),
        ),
        ("binh_gia", {"division": 12, "public_service_unit": 1}, dt.date(2024, 6, 30)),
        ("hon_quan", {"division": 12}, dt.date(2024, 7, 23)),
        ("hoa_xa", {"division": 4, "public_service_unit": 1, "front": 1}, dt.date(2025, 7, 31)),
    ],
)
def test_bodies_of_a_plan(
    register: Register, file: str, groups: dict[str, int], on: dt.date
) -> None:
    bodies = register.bodies(file)
    names = [unit_core_name(unit.name) for unit in bodies]
    assert len(set(names)) == len(names)
    assert all(unit.exists_on(on) for unit in bodies)
    assert Counter(body.group for body in body_files()[file].bodies) == groups
    for group, count in groups.items():
        assert len(register.bodies(file, [group])) == count
    assert body_files()[file].ours
    assert "cần đối chiếu" in (body_files()[file].note or "")
    parent = register.unit(body_files()[file].parent or "")
    assert parent.exists_on(on)


GOOD = """
title = "Các phòng"
source = "một nghị định"
parent = "T91"
[[bodies]]
code = "AB-PNV"
name = "Phòng Nội vụ"
kind = "division"
group = "division"
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('title = "Các phòng"', 'title = "Các phòng"\nextra = 1'),
        ('kind = "division"', 'kind = "ministry"'),
        ('code = "AB-PNV"', 'code = "phòng"'),
        ('code = "AB-PNV"', 'code = "AB-PNV"\nsize = 3'),
        ('parent = "T91"', ""),
        ('parent = "T91"', 'parent = "T91"\nours = true'),
        ('parent = "T91"', 'parent = "T91"\nvalid_from = "2025-07-01"'),
        (GOOD[GOOD.index("[[") :], GOOD[GOOD.index("[[") :] * 2),
        ('group = "division"', 'group = "division"\n[portal]\n"not a code" = "T91"'),
    ],
)
def test_a_body_file_with_anything_wrong_is_refused(old: str, new: str) -> None:
    assert read_body_file(GOOD).bodies[0].name == "Phòng Nội vụ"
    wrong = GOOD.replace(old, new)
    assert wrong != GOOD
    with pytest.raises(ValueError, match=r"."):
        read_body_file(wrong)
