"""Names as people write them: matched exactly, or only suggested, never guessed."""

from __future__ import annotations

import datetime as dt
import tomllib
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.matcher import UnitMatcher
from schemas.register import Register, load_register
from schemas.units import Unit
from schemas.vietnamese import fold, split_kind, split_unit_name, tone_normalise, unit_core_name

DAY = dt.date(2025, 10, 31)
PORTAL = tomllib.loads(
    (Path(__file__).parent / "data" / "portal_names_2025_10.toml").read_text("utf-8")
)
REGISTER: Register = load_register()
AN_GIANG = REGISTER.communes_of_province("91", DAY) + REGISTER.bodies("an_giang")
TODAY = [unit for unit in REGISTER.units if unit.valid_to is None]
board = UnitMatcher(AN_GIANG)
country = UnitMatcher(TODAY)
all_time = UnitMatcher(REGISTER.units)


def bare(unit: Unit) -> str:
    return split_kind(unit_core_name(unit.name))[1]


def test_all_102_communes_as_the_portal_writes_them() -> None:
    assert len(PORTAL["communes"]) == 102
    found = set()
    for code, name in PORTAL["communes"].items():
        written = f"UBND {name} - tỉnh An Giang"
        (expected,) = REGISTER.by_code(code, system="portal")
        for matcher in (board, country):
            match = matcher.match(written)
            assert (match.unit_id, match.how) == (expected.unit_id, "normalised"), written
        found.add(expected.unit_id)
    assert len(found) == 102


def test_what_the_portal_names_need() -> None:
    """Of 102: 90 need the prefix and suffix only, 11 the tone mark too, one composed Unicode."""
    new_style = {tone_normalise(unit.name).casefold(): unit.unit_id for unit in AN_GIANG}
    plain = [name for name in PORTAL["communes"].values() if name.casefold() in new_style]
    decomposed = [n for n in PORTAL["communes"].values() if n != unicodedata.normalize("NFC", n)]
    assert len(plain) == 90
    assert [unicodedata.normalize("NFC", name) for name in decomposed] == ["phường Long Phú"]


def test_departments_and_provinces_as_the_portal_writes_them() -> None:
    for code, written in PORTAL["departments"].items():
        (expected,) = REGISTER.by_code(code)
        assert board.match(written).unit_id == expected.unit_id
    provinces = UnitMatcher(REGISTER.provinces(DAY))
    for code, written in PORTAL["provinces"].items():
        (expected,) = REGISTER.by_code(code)
        assert provinces.match(written).unit_id == expected.unit_id, written


def collisions() -> list[tuple[str, tuple[Unit, ...]]]:
    """Communes of one province whose names, kind word left out, differ by accents only."""
    groups: defaultdict[tuple[str, str], list[Unit]] = defaultdict(list)
    for province in REGISTER.provinces(DAY):
        for unit in REGISTER.communes_of_province(province.code, DAY):
            groups[province.code, fold(bare(unit))].append(unit)
    return [(code, tuple(units)) for (code, _), units in groups.items() if len(units) > 1]


def test_there_are_ten_accent_free_collisions_inside_a_province() -> None:
    found = collisions()
    assert len(found) == 10
    assert {unit.name for _, units in found for unit in units} >= {
        *("Phường Mỹ Tho", "Xã Mỹ Thọ", "Xã Ba Tơ", "Xã Ba Tô", "Xã Văn Lang", "Xã Văn Lăng"),
    }


@pytest.mark.parametrize(
    ("province", "units"), collisions(), ids=[fold(units[0].name) for _, units in collisions()]
)
def test_a_collision_is_never_matched_silently(province: str, units: tuple[Unit, ...]) -> None:
    both = {unit.unit_id for unit in units}
    scope = {unit.unit_id for unit in REGISTER.communes_of_province(province, DAY)}
    place = REGISTER.unit(f"T{province}").name
    for unit in units:
        written = {fold(unit.name), fold(bare(unit)), fold(unit.name).upper()}
        written |= {f"UBND {fold(unit.name)} - {place}", fold(bare(unit)).title()}
        for text in written:
            match = country.match(text, within=scope)
            assert match.unit_id is None, text
            assert both <= set(match.suggestions), text
        for text in (unit.name, f"UBND {unit.name.lower()} - {place}"):
            assert country.match(text, within=scope).unit_id == unit.unit_id


def test_the_kind_word_is_respected() -> None:
    scope = {unit.unit_id for unit in REGISTER.communes_of_province("82", DAY)}
    tho = {unit.name: unit.unit_id for unit in TODAY if unit.unit_id in scope}
    assert country.match("Phường Mỹ Tho", within=scope).unit_id == tho["Phường Mỹ Tho"]
    assert country.match("Xã Mỹ Thọ", within=scope).unit_id == tho["Xã Mỹ Thọ"]
    for wrong in ("Xã Mỹ Tho", "Phường Mỹ Thọ"):
        match = country.match(wrong, within=scope)
        assert match.unit_id is None
        assert {tho["Phường Mỹ Tho"], tho["Xã Mỹ Thọ"]} <= set(match.suggestions)


def test_a_bare_name_matches_only_where_it_is_unique() -> None:
    match = board.match("Tân An")
    assert (match.unit_id, match.how) == ("30388", "normalised")
    many = country.match("Tân An")
    assert many.unit_id is None
    assert many.is_ambiguous
    assert len(many.suggestions) == 10
    assert country.match("Xã Tân An").is_ambiguous
    assert country.match("Xã Tân An, tỉnh An Giang").unit_id == "30388"


def test_a_suffix_must_be_where_the_unit_is() -> None:
    assert board.match("Xã Đông Thái - tỉnh An Giang").unit_id == "31006"
    wrong = board.match("Xã Đông Thái - tỉnh Kiên Giang")
    assert wrong.unit_id is None
    assert "31006" in wrong.suggestions
    lac_dao = UnitMatcher(REGISTER.communes_of_district("325", dt.date(2021, 10, 31)))
    full = "UBND xã Lạc Đạo, huyện Văn Lâm, tỉnh Hưng Yên"
    assert lac_dao.match(full).unit_id == "11989-truoc-2025"


def test_codes_of_every_system_match() -> None:
    for text in ("31006", "H01.187", "h01.187", " 31006 "):
        match = board.match(text)
        assert (match.unit_id, match.how) == ("31006", "code")
    ninh_hoa = {u.unit_id for u in REGISTER.communes_of_district("572", dt.date(2022, 4, 21))}
    assert all_time.match("22528", within=ninh_hoa).unit_id == "22528-truoc-2025"
    assert all_time.match("22528").unit_id == "22528"
    assert all_time.match("NH-PNV").unit_id == "NH-PNV"
    assert all_time.match("H37").unit_id == all_time.match("000.00.00.H37").unit_id == "T20"


def test_a_code_without_its_leading_zeros_is_only_suggested() -> None:
    match = country.match("6112")
    assert match.unit_id is None
    assert match.suggestions == ("06112",)
    assert country.find("6112")[0].how == "suggested"


def test_a_number_is_never_a_ward() -> None:
    former = UnitMatcher(REGISTER.communes_of_province("79", dt.date(2025, 6, 30)))
    assert former.match("5").unit_id is None
    assert former.match("Phường 5").is_ambiguous


def test_earlier_names_still_match() -> None:
    for text in ("Xã Tân Khai", "Phường Tân Khai"):
        assert country.match(text).unit_id == "25357"
    assert country.match("UBND tỉnh Đồng Nai").unit_id == "T75"


def test_exact_and_normalised_are_told_apart() -> None:
    assert board.match("Xã Hòa Lạc").how == "exact"
    assert board.match("Xã Hoà Lạc").how == "normalised"
    assert board.match("XÃ HÒA LẠC").how == "normalised"
    assert board.match("Sở Nội vụ").unit_id == "AG-SNV"


def test_misspelt_and_unknown_names_only_suggest() -> None:
    match = board.match("Xã Đông Thaí")
    assert match.unit_id is None
    assert match.suggestions[0] == "31006"
    assert "AG-SNV" in board.match("So Noi vu").suggestions
    assert board.match("Xã Đông Tahi").suggestions
    assert board.match("không có ở đâu cả").suggestions == ()
    assert board.match("") == board.match(" \u00a0") == country.match("")


def test_units_outside_the_scope_are_neither_matched_nor_suggested() -> None:
    scope = {unit.unit_id for unit in AN_GIANG}
    match = country.match("Xã Hòa Xá", within=scope)
    assert match.unit_id is None
    assert set(match.suggestions) <= scope


letters = st.sampled_from(list("aăâeêioôơuưydđ\u0300\u0301\u0303\u0309\u0323 -,'12"))


@given(st.sampled_from(TODAY), st.integers(0, 12), st.one_of(st.just(""), letters), st.booleans())
def test_whatever_matches_agrees_in_every_letter(
    unit: Unit, place: int, change: str, replaces: bool
) -> None:
    text = unit.name[:place] + change + unit.name[place + replaces :]
    match = country.match(text)
    if match.unit_id is not None and match.how != "code":
        core = split_unit_name(text).core
        cores = {unit_core_name(name) for name in REGISTER.names_of(match.unit_id)}
        assert core in cores | {split_kind(name)[1] for name in cores}


@given(
    st.sampled_from(AN_GIANG[:102]),
    st.sampled_from(["", "UBND ", "Ủy ban nhân dân ", "ỦY BAN NHÂN DÂN "]),
    st.sampled_from(["", " - tỉnh An Giang", ", tỉnh An Giang", " (tỉnh An Giang)"]),
    st.sampled_from([str, str.upper, str.lower, tone_normalise]),
    st.sampled_from(["NFC", "NFD"]),
)
def test_every_way_to_write_a_unit_finds_it(
    unit: Unit, prefix: str, suffix: str, style: object, form: Literal["NFC", "NFD"]
) -> None:
    assert callable(style)
    text = unicodedata.normalize(form, style(prefix + unit.name + suffix))
    assert board.match(text).unit_id == unit.unit_id


@given(st.sampled_from(TODAY))
def test_accent_free_names_are_suggested_and_not_matched(unit: Unit) -> None:
    text = fold(unit.name)
    province = {
        one.unit_id
        for one in TODAY
        if one.province_code == unit.province_code and one.kind == unit.kind
    }
    match = country.match(text, within=province)
    if text != unit_core_name(unit.name):
        assert match.unit_id is None
        assert unit.unit_id in match.suggestions


def test_search_puts_true_bearers_first_and_marks_the_rest() -> None:
    hits = all_time.find("Hòa Xá")
    assert (hits[0].unit.unit_id, hits[0].how) == ("10417", "exact")
    assert all(hit.how == "suggested" for hit in hits[1:])
    free = all_time.find("hoa xa")
    assert (free[0].unit.unit_id, free[0].how) == ("10417", "suggested")
    assert [hit.unit.unit_id for hit in all_time.find("22528", 2)] == ["22528", "22528-truoc-2025"]
    assert len(all_time.find("tân", 7)) == 7
    assert all_time.find("Xã Tân An - tỉnh An Giang")[0].unit.unit_id == "30388"
    assert all_time.find("  ") == all_time.find("Tân An", 0) == ()
    assert {hit.unit.kind for hit in all_time.find("Phòng Nội vụ", 4)} == {"division"}


def test_search_prefers_units_of_today() -> None:
    ended = [hit.unit.valid_to is not None for hit in all_time.find("Tân An", 60)[:20]]
    assert ended == sorted(ended)


def test_findings_say_what_was_found_and_what_is_near() -> None:
    where = "Trang “Bảng”, ô B7"
    scope = {unit.unit_id for unit in AN_GIANG}
    near = board.finding("xa dong thai", where=where, sheet="Bảng", cell="B7")
    assert (near.code, near.sheet, near.cell) == ("unit.unknown_similar", "Bảng", "B7")
    assert near.message.startswith(where)
    assert "Xã Đông Thái, Tỉnh An Giang (mã 31006)" in near.message
    assert board.finding("không có ở đâu cả", where=where).code == "unit.unknown"
    many = country.finding("Xã Tân An", where=where)
    assert (many.code, many.found) == ("unit.ambiguous", "Xã Tân An")
    out = country.finding("Xã Hoà Xá", where=where, within=scope, programme="bộ chỉ số 766")
    assert out.code == "unit.outside_programme"
    assert "Xã Hòa Xá, Thành phố Hà Nội (mã 10417)" in out.message
    assert "bộ chỉ số 766" in out.message
    with pytest.raises(ValueError, match="nothing to report"):
        board.finding("31006", where=where)
