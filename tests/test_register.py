"""The unit register: complete, free of contradictions, and right on the days of our plans."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import tomllib
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from schemas.register import Register, load_register
from schemas.register_facts import Renamed, read_facts
from schemas.register_source import FORMER, commune_kind, package_source
from schemas.units import COMMUNE_KINDS, KIND_LABELS, LAST_OLD_DAY, REFORM_DAY, Unit
from schemas.vietnamese import split_kind, unit_core_name

HERE = Path(__file__).parent
OCTOBER = dt.date(2025, 10, 31)


TIMES: dict[str, Any] = tomllib.loads(
    (HERE / "data" / "communes_of_the_time.toml").read_text("utf-8")
)


@pytest.fixture(scope="module")
def register() -> Register:
    return load_register()


def kinds_on(register: Register, day: dt.date) -> Counter[str]:
    return Counter(
        unit.kind
        for province in register.provinces(day)
        for unit in register.communes_of_province(province.code, day)
    )


@pytest.mark.parametrize(
    ("day", "communes", "wards", "cities"),
    [
        (REFORM_DAY, 2621, 687, 6),
        (OCTOBER, 2621, 687, 6),
        (dt.date(2026, 4, 29), 2621, 687, 6),
        (dt.date(2026, 4, 30), 2611, 697, 7),  # Đồng Nai: 30/2026/QH16, 237/NQ-UBTVQH16
        (dt.date(2026, 7, 25), 2611, 697, 7),
        (dt.date(2026, 9, 1), 2611, 697, 8),  # Quảng Ninh: 36/2026/QH16
        (dt.date(2026, 9, 20), 2599, 709, 9),  # Bắc Ninh: 39/2026/QH16, 388/NQ-UBTVQH16
    ],
)
def test_how_many_of_each_kind_there_are_on_a_day(
    register: Register, day: dt.date, communes: int, wards: int, cities: int
) -> None:
    assert kinds_on(register, day) == {"commune": communes, "ward": wards, "special_zone": 13}
    provinces = register.provinces(day)
    assert len(provinces) == 34
    assert sum(province.name.startswith("Thành phố ") for province in provinces) == cities


def test_the_former_register_is_whole(register: Register) -> None:
    before = [unit for unit in register.units if unit.valid_to is not None]
    on_last_day = [unit for unit in before if unit.exists_on(LAST_OLD_DAY)]
    assert len(register.provinces(LAST_OLD_DAY)) == 63
    assert sum(unit.kind == "district" for unit in on_last_day) == 696
    assert sum(unit.kind in COMMUNE_KINDS for unit in on_last_day) == 10_035
    assert kinds_on(register, LAST_OLD_DAY)["township"] == 617
    absorbed = [unit.unit_id for unit in before if not unit.exists_on(LAST_OLD_DAY)]
    assert absorbed == ["22606-truoc-2025"]


def test_ids_follow_their_rule_and_are_unique(register: Register) -> None:
    assert len({unit.unit_id for unit in register.units}) == len(register.units)
    prefix = {"province": "T", "district": "H"}
    for unit in register.units:
        if unit.kind in COMMUNE_KINDS or unit.kind in prefix:
            former = "" if unit.valid_to is None else "-truoc-2025"
            assert unit.unit_id == prefix.get(unit.kind, "") + unit.code + former
            size = {"province": 2, "district": 3}.get(unit.kind, 5)
            assert len(unit.code) == size
            assert unit.code.isdecimal()
        assert unit.kind in KIND_LABELS
        assert unit.name == " ".join(unit.name.split())
        assert unit.source


def test_every_unit_stands_in_its_province_and_lives_no_longer_than_its_parent(
    register: Register,
) -> None:
    for unit in register.units:
        above = register.ancestors(unit.unit_id)
        assert (above == ()) == (unit.kind == "province")
        for higher in above:
            assert higher.province_code == unit.province_code
            assert higher.valid_to is None or (unit.valid_to or dt.date.max) <= higher.valid_to


def test_codes_belong_to_units_and_are_never_shared_inside_a_system(register: Register) -> None:
    ids = {unit.unit_id for unit in register.units}
    assert {code.unit_id for code in register.codes} <= ids
    meant: dict[tuple[str, str], list[Any]] = {}
    for code in register.codes:
        meant.setdefault((code.system, code.code), []).append(code)
    for shared in meant.values():
        days = [(code.valid_from or dt.date.min, code.valid_to or dt.date.max) for code in shared]
        days.sort()
        assert all(a[1] < b[0] for a, b in pairwise(days)), shared


def test_links_join_every_former_commune_and_province_to_the_present(register: Register) -> None:
    links = [link for link in register.links if link.on == REFORM_DAY]
    for link in links:
        assert register.unit(link.predecessor_id).valid_to == LAST_OLD_DAY
        assert register.unit(link.successor_id).valid_from == REFORM_DAY
    joined = {link.predecessor_id for link in links}, {link.successor_id for link in links}
    linked = COMMUNE_KINDS | {"province"}
    for unit in register.units:
        if unit.kind in linked and unit.exists_on(LAST_OLD_DAY) and unit.valid_to:
            assert unit.unit_id in joined[0]
        if unit.kind in linked and unit.valid_to is None:
            assert unit.unit_id in joined[1]


def test_the_kind_of_a_link_says_what_happened(register: Register) -> None:
    links = [link for link in register.links if link.on == REFORM_DAY]
    after = Counter(link.predecessor_id for link in links)
    into = Counter(link.successor_id for link in links)
    defaults = Counter(link.predecessor_id for link in links if link.is_default)
    assert set(defaults.values()) == {1}
    assert set(defaults) == set(after)
    for link in links:
        alone = after[link.predecessor_id] == 1 and into[link.successor_id] == 1
        assert (link.kind == "split") == (after[link.predecessor_id] > 1)
        assert (link.kind in {"kept", "renamed"}) == alone
        if link.kind == "kept":
            names = {
                register.as_of(link.predecessor_id, LAST_OLD_DAY).name,
                register.as_of(link.successor_id, REFORM_DAY).name,
            }
            assert len({unit_core_name(name) for name in names}) == 1
    assert Counter(link.kind for link in links)["split"] == 1033


def test_successors_and_predecessors(register: Register) -> None:
    (link,) = register.successors("22528-truoc-2025")
    assert (register.unit(link.successor_id).name, link.kind) == ("Phường Ninh Hòa", "merged")
    old = {link.predecessor_id for link in register.predecessors("T91")}
    assert old == {"T89-truoc-2025", "T91-truoc-2025"}  # An Giang and Kiên Giang
    (island,) = register.successors("H536-truoc-2025")
    assert register.unit(island.successor_id).name == "Đặc khu Lý Sơn"


@pytest.mark.parametrize(("district", "fact"), TIMES.items(), ids=TIMES.keys())
def test_communes_of_a_plan_are_those_of_its_time(
    register: Register, district: str, fact: dict[str, Any]
) -> None:
    found = register.communes_of_district(district, fact["on"])
    assert {unit.code: unit.name for unit in found} == fact["communes"]
    assert all(commune_kind(unit.name) == (unit.name, unit.kind) for unit in found)
    (place,) = register.by_code(district, on=fact["on"])
    assert (place.name, place.province_code) == (fact["name"], fact["province"])


def test_ninh_hoa_lost_a_commune_in_november_2024(register: Register) -> None:
    for day, count, meant in (
        (dt.date(2024, 10, 31), 27, "Xã Ninh Vân"),
        (dt.date(2024, 11, 1), 26, "Xã Ninh Phước"),
    ):
        assert len(register.communes_of_district("572", day)) == count
        (unit,) = register.by_code("22606", on=day)
        assert unit.name == meant
    (link,) = register.successors("22606-truoc-2025")
    assert (link.successor_id, link.kind, link.on) == (
        "22579-truoc-2025",
        "merged",
        dt.date(2024, 11, 1),
    )


def test_a_day_decides_what_a_code_and_a_name_mean(register: Register) -> None:
    assert [unit.name for unit in register.by_code("25357", on=LAST_OLD_DAY)] == [
        "Thị trấn Tân Khai"
    ]
    assert [unit.name for unit in register.by_code("25357", on=OCTOBER)] == ["Xã Tân Khai"]
    assert [unit.name for unit in register.by_code("25357", on=dt.date(2026, 5, 1))] == [
        "Phường Tân Khai"
    ]
    assert register.as_of("25357", OCTOBER).kind == "commune"
    assert register.unit("25357").kind == "ward"
    assert len(register.by_code("25357")) == 2


def test_unknown_places_are_errors_not_empty_answers(register: Register) -> None:
    with pytest.raises(KeyError):
        register.communes_of_district("572", REFORM_DAY)
    with pytest.raises(KeyError):
        register.communes_of_district("999", LAST_OLD_DAY)
    with pytest.raises(KeyError):
        register.communes_of_province("70", OCTOBER)
    with pytest.raises(KeyError):
        register.bodies("ninh_hoa", ["no_such_group"])
    assert register.find("no-such-unit") is None
    assert register.by_code("99999") == ()


def test_districts_of_a_province(register: Register) -> None:
    names = {unit.name for unit in register.districts_of_province("56", LAST_OLD_DAY)}
    assert "Thị xã Ninh Hòa" in names
    assert len(names) == 9
    assert register.districts_of_province("56", REFORM_DAY) == ()


def test_facts_agree_with_the_package_where_both_speak(register: Register) -> None:
    facts = read_facts()
    renamed = {
        (f"T{code}" if fact.level == "province" else code) + (FORMER if fact.is_former else ""): (
            fact,
            name,
        )
        for fact in facts.renamed
        for code, name in fact.names.items()
    }
    assert len(register.former_names) == len(renamed) == 26
    for former in register.former_names:
        fact, name = renamed[former.unit_id]
        assert former.source == package_source()
        assert former.valid_to == fact.first_day - dt.timedelta(days=1)
        assert register.unit(former.unit_id).name == name
        earlier = fact.were.get(former.unit_id.removesuffix(FORMER).removeprefix("T"))
        same = split_kind(former.name.casefold())[1] == split_kind(name.casefold())[1]
        assert former.name == earlier or same


def test_a_province_bears_the_name_of_its_time(register: Register) -> None:
    names = {
        register.as_of(unit.unit_id, on).name
        for on in (dt.date(2022, 12, 31), dt.date(2024, 12, 31))
        for unit in register.provinces(on)
        if unit.code == "46"
    }
    assert names == {"Tỉnh Thừa Thiên Huế"}
    assert register.as_of("T46-truoc-2025", dt.date(2025, 1, 1)).name == "Thành phố Huế"


@pytest.mark.parametrize("given", [{}, {"was": "Tỉnh", "were": {"46": "Tỉnh A"}}])
def test_a_fact_gives_one_kind_of_earlier_name(given: dict[str, object]) -> None:
    fact = {"level": "province", "from": REFORM_DAY, "document": "x", "names": {"46": "Huế"}}
    with pytest.raises(ValueError, match="either"):
        Renamed.model_validate(fact | given)


def test_the_register_loads_without_the_packages_slow_parts() -> None:
    code = (
        "import sys; from schemas.register import load_register; load_register();"
        "print([name for name in sys.modules if name.split('.')[0] in"
        " {'vietnamadminunits', 'shapely', 'geopy', 'pandas', 'numpy'}])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=HERE.parent
    )
    assert ran.stdout.strip() == "[]"


def _place(unit_id: str, name: str, parent_id: str | None) -> Unit:
    return Unit(unit_id, unit_id, name, "commune", None, parent_id, None, None, "thử")


def test_namesakes_are_told_apart_by_as_little_as_does_it() -> None:
    above = [
        _place("P1", "Tỉnh Một", None), _place("P2", "Tỉnh Hai", None),
        _place("H1", "Huyện Châu Thành", "P1"), _place("H2", "Huyện Châu Thành", "P2"),
        _place("H3", "Huyện Ba", "P1"),
    ]  # fmt: skip
    units = [
        _place("1", "Xã Một Mình", "H1"),
        _place("2", "Xã Hòa An", "H1"), _place("3", "Xã Hoà An", "H3"),
        _place("4", "Xã Phú", "H1"), _place("5", "Xã Phú", "H2"), _place("6", "Xã Phú", "H3"),
        _place("7", "Xã Đôi", "H1"), _place("8", "Xã Đôi", "H1"),
        _place("9", "Xã Trên", "H1"), _place("10", "Xã Trên", None),
    ]  # fmt: skip
    assert Register((*units, *above), (), ()).told_apart(units) == {
        "1": "Xã Một Mình",
        "2": "Xã Hòa An (huyện Châu Thành)",
        "3": "Xã Hoà An (huyện Ba)",
        "4": "Xã Phú (huyện Châu Thành, tỉnh Một)",
        "5": "Xã Phú (huyện Châu Thành, tỉnh Hai)",
        "6": "Xã Phú (huyện Ba, tỉnh Một)",
        "7": "Xã Đôi (mã 7)",
        "8": "Xã Đôi (mã 8)",
        "9": "Xã Trên (huyện Châu Thành)",
        "10": "Xã Trên",
    }


@pytest.mark.parametrize("day", [LAST_OLD_DAY, OCTOBER])
def test_no_two_communes_of_the_nation_are_shown_alike(register: Register, day: dt.date) -> None:
    units = [
        unit
        for province in register.provinces(day)
        for unit in register.communes_of_province(province.code, day)
    ]
    shown = register.told_apart(units)
    assert len({unit_core_name(name) for name in shown.values()}) < len(units), (
        "there are namesakes"
    )
    assert len({name.casefold() for name in shown.values()}) == len(units)
    alone = [unit for unit in units if shown[unit.unit_id] == unit.name]
    assert len({unit_core_name(unit.name) for unit in alone}) == len(alone)
