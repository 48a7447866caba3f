"""The text functions behind every comparison of Vietnamese names."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.register import load_register
from schemas.units import LAST_OLD_DAY
from schemas.vietnamese import (
    UnitText,
    fold,
    nfc,
    sort_key,
    split_kind,
    split_unit_name,
    tone_normalise,
    unit_core_name,
)

TONES = "\u0300\u0309\u0303\u0301\u0323"
VOWELS = "aăâeêioôơuưy"
LETTERS = VOWELS + "bcdđghklmnpqrstvx"
marked = st.text(st.sampled_from(list(LETTERS + LETTERS.upper() + TONES + " -,")), max_size=24)
anything = st.one_of(marked, st.text(max_size=24))
register_names = st.sampled_from(
    sorted({unit.name for unit in load_register().units if unit.kind != "department"})
)


def old_style(text: str) -> str:
    """Write oa, oe and uy without a final consonant in the old way (Hoà → Hòa)."""
    parts = unicodedata.normalize("NFD", text)
    parts = re.sub(rf"([oO])([aAeE])([{TONES}])(?!\w)", r"\1\3\2", parts)
    return nfc(re.sub(rf"(?<![qQ])([uU])([yY])([{TONES}])(?!\w)", r"\1\3\2", parts))


@pytest.mark.parametrize(
    ("written", "new_style"),
    [
        ("Hòa Xá", "Hoà Xá"),
        ("HÒA", "HOÀ"),
        ("Thủy", "Thuỷ"),
        ("Ủy ban", "Uỷ ban"),
        ("khỏe", "khoẻ"),
        ("tọa đàm", "toạ đàm"),
        ("hòan", "hoàn"),
        ("hùynh", "huỳnh"),
        ("qúy", "quý"),
        ("hoàn", "hoàn"),
        ("huỳnh", "huỳnh"),
        ("Quý", "Quý"),
        ("quỳ", "quỳ"),
        ("quà", "quà"),
        ("của", "của"),
        ("mùa", "mùa"),
        ("mía", "mía"),
        ("chuyển", "chuyển"),
        ("xoăn", "xoăn"),
        ("hồ an", "hồ an"),
        ("cộa", "cộa"),
        ("Ho\u0300a", "Hoà"),
    ],
)
def test_tone_goes_on_the_second_letter_of_oa_oe_uy(written: str, new_style: str) -> None:
    assert tone_normalise(written) == new_style


@given(anything)
def test_tone_normalise_is_idempotent_composed_and_changes_no_letter(text: str) -> None:
    once = tone_normalise(text)
    assert tone_normalise(once) == once == nfc(once)
    assert sorted(unicodedata.normalize("NFD", once)) == sorted(unicodedata.normalize("NFD", text))


@given(anything)
def test_folding_is_idempotent_and_blind_to_tone_position_and_composition(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(tone_normalise(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


def test_fold_drops_accents_and_turns_d_with_stroke_into_d() -> None:
    assert fold("  Đặc  khu PHÚ Quốc ") == "dac khu phu quoc"
    assert fold("Ðông Thái") == "dong thai"  # the Icelandic letter, common in old files


@pytest.mark.parametrize(
    ("written", "core", "places"),
    [
        ("UBND xã Đông Thái - tỉnh An Giang", "xã đông thái", ("tỉnh an giang",)),
        ("Ủy ban nhân dân xã  Hội An, tỉnh An Giang", "xã hội an", ("tỉnh an giang",)),
        ("UỶ BAN NHÂN DÂN XÃ HOÀ XÁ", "xã hoà xá", ()),
        ("xã Lạc Đạo, huyện Văn Lâm", "xã lạc đạo", ("huyện văn lâm",)),
        ("Xã Ninh An (thị xã Ninh Hòa)", "xã ninh an", ("thị xã ninh hoà",)),
        ("Phường 5, quận 3, TP. Hồ Chí Minh", "phường 5", ("quận 3", "thành phố hồ chí minh")),
        ("Xã X – tỉnh Bà Rịa - Vũng Tàu", "xã x", ("tỉnh bà rịa - vũng tàu",)),
        ("Phòng Kinh tế, xã Hòa Xá", "phòng kinh tế", ("xã hoà xá",)),
        ("UBND tỉnh Bà Rịa - Vũng Tàu", "tỉnh bà rịa - vũng tàu", ()),
        ("Phòng Văn hóa - Xã hội", "phòng văn hoá - xã hội", ()),
        ("Ban Kinh tế, Xã hội", "ban kinh tế, xã hội", ()),
        ("Thanh tra tỉnh An Giang", "thanh tra tỉnh an giang", ()),
        ("Văn phòng HĐND và UBND xã", "văn phòng hđnd và ubnd xã", ()),
        ("UBND", "ubnd", ()),
        ("", "", ()),
    ],
)
def test_prefix_and_suffixes_of_a_unit_name(
    written: str, core: str, places: tuple[str, ...]
) -> None:
    assert split_unit_name(written) == UnitText(core, places)
    assert unit_core_name(written) == core


@given(
    register_names,
    st.sampled_from(["", "UBND ", "Ủy ban nhân dân ", "Uỷ ban nhân dân\t", "UBND\u00a0"]),
    st.sampled_from(["", " - tỉnh An Giang", ", huyện Văn Lâm", " (TP. Huế)", ", tỉnh X, tp Y "]),
    st.sampled_from([str, str.upper, str.lower, old_style, tone_normalise]),
    st.sampled_from(["NFC", "NFD"]),
)
def test_the_three_normalisations_find_every_way_to_write_a_name(
    name: str, prefix: str, suffix: str, style: object, form: Literal["NFC", "NFD"]
) -> None:
    assert callable(style)
    written = unicodedata.normalize(form, style(prefix + name + suffix))
    assert unit_core_name(written) == unit_core_name(name)


def test_no_two_names_of_one_place_become_one_by_the_normalisations() -> None:
    seen: dict[tuple[object, ...], str] = {}
    for unit in load_register().units:
        ended = unit.valid_to is not None and unit.valid_to <= LAST_OLD_DAY
        key = (unit.parent_id, ended, unit_core_name(unit.name))
        assert key not in seen, (seen[key], unit.unit_id)
        seen[key] = unit.unit_id


def test_kind_word_and_bare_name() -> None:
    assert split_kind("thị xã ninh hoà") == ("thị xã", "ninh hoà")
    assert split_kind("xã hội an") == ("xã", "hội an")
    assert split_kind("phòng nội vụ") == (None, "phòng nội vụ")
    assert split_kind("xã") == (None, "xã")


def test_sorting_follows_the_vietnamese_alphabet() -> None:
    letters = list("aăâbcdđeêghiklmnoôơpqrstuưvxy")
    tones = ["ma", "mà", "mả", "mã", "má", "mạ", "mai", "mang"]
    assert sorted(reversed(letters), key=sort_key) == letters
    assert sorted(reversed(tones), key=sort_key) == tones
    names = ["Phường 2", "Phường 10", "Xã Bà Điểm", "Xã Ba Tô", "Xã Ba Tơ", "Xã Cà Ná", "Xã Đức An"]
    assert sorted(reversed(names), key=sort_key) == names


@given(anything, anything)
def test_sorting_orders_any_two_texts_and_equates_only_equal_ones(one: str, two: str) -> None:
    assert (sort_key(one) == sort_key(two)) == (one == two)
    assert (sort_key(one) < sort_key(two)) == (not sort_key(two) <= sort_key(one))
