"""Vietnamese text: the three silent normalisations of a unit's name, search folding, sorting.

Everything here is pure: text in, text (or a comparable key) out.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: also their sorting order
_MARK = "[\u0300-\u036f]"
_OA_OE = re.compile(f"([oO])([{_TONES}])([aAeE])(?!{_MARK})")
_UY = re.compile(f"([uU])([{_TONES}])([yY])(?!{_MARK})(?![eE]\u0302)")

COMMUNE_WORDS = ("xã", "phường", "thị trấn", "đặc khu")
DISTRICT_WORDS = ("huyện", "quận", "thị xã", "thành phố")
PROVINCE_WORDS = ("tỉnh", "thành phố")
_SPACES = re.compile(r"\s+")
_WORDS = "|".join(dict.fromkeys(COMMUNE_WORDS + DISTRICT_WORDS + PROVINCE_WORDS))
_KIND = re.compile(rf"({_WORDS}) (?=\S)")

_PREFIX = re.compile(r"(?:ubnd|uỷ ban nhân dân) (?=\S)")
_HIGHER = r"(?:tỉnh|thành phố|tp\.?|huyện|quận|thị xã|tx\.?) \S"
_ANY = rf"(?:{'|'.join(COMMUNE_WORDS)}) (?!hội(?:$| và\b))\S|{_HIGHER}"
# After a dash a commune is not a suffix: “Phòng Văn hóa - Xã hội” is one name.
_SUFFIX = re.compile(rf"(?: ?, ?(?={_ANY})| [-–—] ?(?={_HIGHER})| ?\((?={_HIGHER}))")
_SHORT_KIND = re.compile(r"^(tp|tx)\.? ")
_SHORT_WORDS = {"tp": "thành phố ", "tx": "thị xã "}

_D_STROKE = str.maketrans("đĐðÐ", "dDdD")
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_ORDER = {letter: place for place, letter in enumerate(_ALPHABET)}
_SHAPES = {"\u0306", "\u0302", "\u031b"}  # the marks that make ă, â, ê, ô, ơ, ư: not tones


def nfc(text: str) -> str:
    """Return the text in composed Unicode (NFC)."""
    return unicodedata.normalize("NFC", text)


def tone_normalise(text: str) -> str:
    """Put the tone of oa, oe and uy on the second letter (Hòa → Hoà); the result is NFC.

    “quý” and rimes with a final consonant (“hoàn”) already carry it there and do not change.
    """
    parts = unicodedata.normalize("NFD", text)
    parts = _OA_OE.sub(r"\1\3\2", parts)
    return nfc(_UY.sub(r"\1\3\2", parts))


def heading_key(text: str) -> str:
    """Return a heading for comparison: NFC, tone marks, case and white space made equal."""
    return _SPACES.sub(" ", tone_normalise(text)).strip(" \t\n:*").casefold()


@dataclass(frozen=True, slots=True)
class UnitText:
    """A written unit name, normalised: its own name and the places its suffixes put it in."""

    core: str
    places: tuple[str, ...]


def split_unit_name(text: str) -> UnitText:
    """Apply the three silent normalisations of a unit's name and keep its suffixes apart.

    NFC and the position of the tone mark; white space and letter case; the prefix “UBND” (or
    written out) and suffixes such as “ - tỉnh An Giang” or “, huyện Văn Lâm”. Nothing else.
    """
    plain = tone_normalise(" ".join(nfc(text).casefold().split()))
    plain = _PREFIX.sub("", plain, count=1) if _PREFIX.match(plain) else plain
    starts = list(_SUFFIX.finditer(plain))
    if not starts or starts[0].start() == 0:
        return UnitText(plain, ())
    ends = [match.start() for match in starts[1:]] + [len(plain)]
    places = tuple(
        _full_kind(plain[match.end() : end].strip(" )"))
        for match, end in zip(starts, ends, strict=True)
    )
    return UnitText(plain[: starts[0].start()].rstrip(), places)


def unit_core_name(text: str) -> str:
    """Return a unit's name without prefix and suffixes, ready to be compared for equality."""
    return split_unit_name(text).core


def split_kind(core: str) -> tuple[str | None, str]:
    """Split a core name into its kind word and the bare name (“xã”, “đông thái”)."""
    match = _KIND.match(core)
    return (match.group(1), core[match.end() :]) if match else (None, core)


def _full_kind(place: str) -> str:
    return _SHORT_KIND.sub(lambda match: _SHORT_WORDS[match.group(1)], place)


def fold(text: str) -> str:
    """Return the text without accents, case or extra white space, đ as d.

    For searching and suggesting only: two different units may fold to the same text.
    """
    parts = unicodedata.normalize("NFD", text.translate(_D_STROKE).casefold())
    kept = (char for char in parts if unicodedata.category(char) not in {"Mn", "Cf"})
    return nfc(" ".join("".join(kept).split()))


SortKey = tuple[tuple[tuple[int, int], ...], tuple[int, ...], str]


def sort_key(text: str) -> SortKey:
    """Return a key that sorts names as the Vietnamese alphabet does.

    Letters first (a ă â b c d đ e ê …), then tones (ngang huyền hỏi ngã sắc nặng); runs of digits
    count as numbers, so “Phường 2” comes before “Phường 10”.
    """
    letters: list[tuple[int, int]] = []
    tones: list[int] = []
    for token in re.findall(r"\d+|\D", nfc(text).casefold()):
        if token.isdecimal():
            letters.append((2, int(token)))
        else:
            letter, tone = _letter_and_tone(token)
            letters.append(letter)
            tones.append(tone)
    return tuple(letters), tuple(tones), text


def _letter_and_tone(char: str) -> tuple[tuple[int, int], int]:
    if char.isspace():
        return (0, 0), 0
    marks = unicodedata.normalize("NFD", char)
    tone = next((_TONES.index(mark) + 1 for mark in marks if mark in _TONES), 0)
    base = nfc(
        "".join(part for part in marks if part in _SHAPES or not unicodedata.combining(part))
    )
    order = _LETTER_ORDER.get(base)
    return ((1, ord(char)), 0) if order is None else ((3, order), tone)
