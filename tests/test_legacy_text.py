"""Old Vietnamese fonts: every letter there and back, and ordinary text never touched."""

from __future__ import annotations

import unicodedata

import pytest

from etl.submit import submit_workbook
from etl.table import submit_table
from schemas.legacy_text import _TCVN3, _VNI, from_tcvn3, from_vni, only_legacy, readings
from schemas.register import load_register
from schemas.vietnamese_syllable import is_syllable
from tests.door_kit import sheet
from tests.fill import good_form
from warehouse import readers
from warehouse.store import Store

LETTERS = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
MOTTO = "Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc"
# as the two encodings are printed on the letterheads of their time
MOTTO_TCVN3 = "Céng hßa x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc"
MOTTO_VNI = "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam, Ñoäc laäp - Töï do - Haïnh phuùc"


def to_tcvn3(text: str) -> str:
    back = {letter: code for code, letter in _TCVN3.items()}
    return "".join(back.get(char, back.get(char.lower(), char)) for char in text)


def to_vni(text: str) -> str:
    back = {letter: code for code, letter in _VNI.items()}
    back |= {letter.upper(): code.upper() for letter, code in back.items()}
    return "".join(back.get(char, char) for char in text)


def test_every_letter_there_and_back() -> None:
    assert len(set(LETTERS)) == 67
    for letter in LETTERS:
        assert from_tcvn3(to_tcvn3(letter)) == letter
        assert from_vni(to_vni(letter)) == letter
        assert from_vni(to_vni(letter.upper())) == letter.upper()
    for letter in "ĂÂĐÊÔƠƯ":
        assert from_tcvn3(to_tcvn3(letter)) == letter


def test_the_motto_in_both_fonts() -> None:
    assert from_tcvn3(MOTTO_TCVN3) == MOTTO
    assert from_vni(MOTTO_VNI) == MOTTO
    assert readings(MOTTO_TCVN3) == {"tcvn3": MOTTO}
    assert readings(MOTTO_VNI) == {"vni": MOTTO}


def names() -> list[str]:
    return sorted({unit.name for unit in load_register().units})


def test_names_of_every_unit_come_back() -> None:
    """Every name of the register is recognised, or holds nothing that proves another font."""
    wrong, unseen = [], 0
    for name in names():
        for convert, back, kind in (
            (to_tcvn3, from_tcvn3, "tcvn3"), (to_vni, from_vni, "vni"),
        ):  # fmt: skip
            old = convert(name)
            if old == name:
                continue
            if back(old).casefold() != name.casefold():
                wrong.append((kind, name))
            found = readings(old, is_expected=True)
            if kind not in found:
                unseen += 1
            elif found[kind].casefold() != name.casefold():
                wrong.append((kind, name))
    assert wrong == []
    # left alone rather than guessed: mostly names of the highland peoples
    assert unseen < 2 * len(names()) // 20


def test_ordinary_text_is_never_touched() -> None:
    for name in [*names(), MOTTO, MOTTO.upper(), "Hoà Bình", "Hòa Bình", "xã", "cã", "là", "ý"]:
        for form in ("NFC", "NFD"):
            assert readings(unicodedata.normalize(form, name)) == {}, name


@pytest.mark.parametrize(
    "text",
    ["", "100 m²",
     "±5", "30 °C", "½", "Müller", "Café", "naïve", "© 2024", "12/BC-UBND", "Ngày «A»",
     "·", "· NV 01", "µm", "Ø 21", "São Paulo", "Besançon", "crème brûlée", "5 × 4"],
)  # fmt: skip
def test_other_latin_text_is_left_alone(text: str) -> None:
    assert readings(text) == {}


def test_a_misplaced_tone_alone_proves_nothing() -> None:
    assert readings("Xaõ Trung Minh") == {}
    assert readings("Xaõ Trung Minh", is_expected=True) == {"vni": "Xã Trung Minh"}


def test_two_readings_are_decided_by_the_other_texts_or_not_at_all() -> None:
    assert set(readings("Nhö")) == {"tcvn3", "vni"}  # “Nhử” or “Như”
    assert only_legacy(["Nhö", "Vieät Nam"]) == "vni"
    assert only_legacy(["Nhö"]) is None
    assert only_legacy(["ViÖt Nam", "Vieät Nam"]) is None


def test_syllables() -> None:
    good = "nghiêng quyết giữa huyện khuya Hòa hoà thuở xoong yêu ưu gì quý hoặc bịch ĐẮK"
    assert [word for word in good.split() if not is_syllable(word)] == []
    bad = ["bẹch", "bach", "Vieọt", "Mỹller", "hoứa", "abc", "việtnam", "ớớ"]
    assert [word for word in bad if is_syllable(word)] == []


def test_a_workbook_typed_in_an_old_font(store: Store) -> None:
    form = good_form(store)
    form.put("Nhiệm vụ", "B5", "Ban hµnh kÕ ho¹ch").put("Hồ sơ TTHC", "A5", "Hé tÞch")
    form.put("Nhiệm vụ", "B6", "Hoà giải")  # Unicode beside it stays
    outcome = submit_workbook(store, form.bytes(), "f.xlsx", actor="văn thư")
    assert outcome.accepted
    assert outcome.notes == (
        "Trang “Nhiệm vụ”, ô B5: đã đổi “Ban hµnh kÕ ho¹ch” từ phông chữ cũ TCVN3 (ABC) thành "
        "“Ban hành kế hoạch”.",
        "Trang “Hồ sơ TTHC”, ô A5: đã đổi “Hé tÞch” từ phông chữ cũ TCVN3 (ABC) thành “Hộ tịch”.",
    )
    kept = store.query(
        "select value_text from core_observation where column_code in ('task_name', 'field_name')"
    )["value_text"].to_list()
    assert {"Ban hành kế hoạch", "Hộ tịch", "Hoà giải"} <= set(kept)


def test_headings_and_choices_in_an_old_font(store: Store) -> None:
    form = good_form(store)
    form.put("Nhiệm vụ", "B4", "Teân nhieäm vuï *").put("Sáng kiến", "C5", "Caáp huyeän")
    form.put("Nhiệm vụ", "B7", "Nieâm yeát")
    outcome = submit_workbook(store, form.bytes(), "f.xlsx", actor="văn thư")
    assert outcome.accepted, outcome.findings
    assert len(outcome.notes) == 3


def test_unit_names_in_a_result_table(store: Store) -> None:
    known = readers.units(store, "qd_766").to_dicts()
    name = next(row["unit_name"] for row in known if row["unit_name"] == "Xã Đông Thái")
    outcome = submit_table(
        store, sheet(["Đơn vị", "TONG"], [to_vni(name), "90"], ["Vieät", "1"]), "b.csv",
        actor="điều phối", dataset_id="qd_766", period_id="2025-10", dry_run=True,
    )  # fmt: skip
    units = {found.cell for found in outcome.findings if found.code.startswith("unit.")}
    assert "A2" not in units
