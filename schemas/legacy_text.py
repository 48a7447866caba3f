"""Vietnamese written in the fonts of before Unicode: TCVN3 (ABC) and VNI, recognised and converted.

A text file or a cell keeps the codes of such a font as Latin letters: “Céng hßa”, “Coäng hoøa”.
Codes: TCVN 5712:1993 (VN3) and the VNI character set for Windows. A text is only converted when
it holds no Vietnamese letter of Unicode beyond Latin-1, holds words that cannot be Vietnamese as
they stand, and every one of these becomes a well-formed Vietnamese syllable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal

from schemas.vietnamese_syllable import is_syllable

Legacy = Literal["tcvn3", "vni"]

LEGACY_NAMES: Mapping[Legacy, str] = {"tcvn3": "TCVN3 (ABC)", "vni": "VNI"}

_LOWER = (
    "àáảãạ" "ăằắẳẵặ" "âầấẩẫậ" "đ" "èéẻẽẹ" "êềếểễệ" "ìíỉĩị"
    "òóỏõọ" "ôồốổỗộ" "ơờớởỡợ" "ùúủũụ" "ưừứửữự" "ỳýỷỹỵ"
)  # fmt: skip
_TCVN3_LOWER = (
    "µ¸¶·¹" "¨»¾¼½Æ" "©ÇÊÈÉË" "®" "ÌÐÎÏÑ" "ªÒÕÓÔÖ" "×ÝØÜÞ"
    "ßãáâä" "«åèæçé" "¬êíëìî" "ïóñòô" "\u00adõøö÷ù" "úýûüþ"
)  # fmt: skip
# capitals with a tone have no code: the font of capitals shows the small letters as capitals
_TCVN3: Mapping[str, str] = {
    **dict(zip(_TCVN3_LOWER, _LOWER, strict=True)),
    **dict(zip("¡¢§£¤¥¦", "ĂÂĐÊÔƠƯ", strict=True)),
}

_VNI_MARKS: Mapping[str, str] = {
    # what stands behind a, o (a circumflex or a breve with its tone, or a tone alone)
    "a": "ø" "à" "ù" "á" "û" "ả" "õ" "ã" "ï" "ạ" "ê" "ă" "è" "ằ" "é" "ắ" "ú" "ẳ" "ü" "ẵ" "ë" "ặ"
    "â" "â" "à" "ầ" "á" "ấ" "å" "ẩ" "ã" "ẫ" "ä" "ậ",
    "e": "ø" "è" "ù" "é" "û" "ẻ" "õ" "ẽ" "ï" "ẹ" "â" "ê" "à" "ề" "á" "ế" "å" "ể" "ã" "ễ" "ä" "ệ",
    "o": "ø" "ò" "ù" "ó" "û" "ỏ" "õ" "õ" "ï" "ọ" "â" "ô" "à" "ồ" "á" "ố" "å" "ổ" "ã" "ỗ" "ä" "ộ",
    "ô": "ø" "ờ" "ù" "ớ" "û" "ở" "õ" "ỡ" "ï" "ợ",
    "u": "ø" "ù" "ù" "ú" "û" "ủ" "õ" "ũ" "ï" "ụ",
    "ö": "ø" "ừ" "ù" "ứ" "û" "ử" "õ" "ữ" "ï" "ự",
    "y": "ø" "ỳ" "ù" "ý" "û" "ỷ" "õ" "ỹ",
}  # fmt: skip
_VNI_ALONE = dict(zip("ñìíæóòôöî", "đìíỉĩịơưỵ", strict=True))
_VNI: Mapping[str, str] = {
    **_VNI_ALONE,
    **{base + m[n]: m[n + 1] for base, m in _VNI_MARKS.items() for n in range(0, len(m), 2)},
}
_VNI_PATTERN = re.compile(
    "|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)), re.IGNORECASE
)

_UNICODE_ONLY = re.compile("[\u0100-\u024f\u0300-\u036f\u1ea0-\u1ef9]")
_OURS = frozenset("àáâãèéêìíòóôõùúý")
"""Letters of Latin-1 that Vietnamese itself writes; alone they prove no other font."""
_ODD = re.compile("[\u00a1-\u00ff]")
_MISPLACED = re.compile("[ae][õùóúòô](?![a-zà-ÿ])", re.IGNORECASE)
_SHORT = 2
"""Words no longer than this may be a unit or a mark (µm) and prove nothing by themselves."""
_LEAST = 4
"""Letters of a text from which on its short words prove something, if all words fit."""
_WORD = re.compile("[A-Za-z\u00a1-\u00ff]+")


def from_tcvn3(text: str) -> str:
    """Return text of a TCVN3 font as Unicode; other characters stay."""
    return "".join(_TCVN3.get(char, char) for char in text)


def from_vni(text: str) -> str:
    """Return text of a VNI font as Unicode; other characters stay."""
    return _VNI_PATTERN.sub(_of_vni, text)


def _of_vni(match: re.Match[str]) -> str:
    found = match[0]
    letter = _VNI[found.lower()]
    return letter.upper() if found[0].isupper() else letter


def readings(text: str, *, is_expected: bool = False) -> Mapping[Legacy, str]:
    """Return how a text reads in each old font it may be written in; empty for ordinary text.

    ``is_expected``: other texts beside it are surely in such a font, so a tone mark on the wrong
    letter (“Xaõ”, else a slip of typing) is proof enough.
    """
    if not _ODD.search(text) or _UNICODE_ONLY.search(text):
        return {}
    words = _WORD.findall(text)
    odd = [word for word in words if _is_odd(word) or (is_expected and _MISPLACED.search(word))]
    converters = {"tcvn3": from_tcvn3, "vni": from_vni}
    found: dict[Legacy, str] = {}
    for name in LEGACY_NAMES:
        convert = converters[name]
        whole = sum(map(len, words)) >= _LEAST and all(is_syllable(convert(each)) for each in words)
        is_proof = whole or any(len(word) > _SHORT for word in odd)
        if odd and is_proof and all(_becomes_syllable(word, convert(word)) for word in odd):
            found[name] = convert(text)
    return found


def _is_odd(word: str) -> bool:
    """Tell whether a word cannot be Vietnamese in Unicode: by a character, or by its shape."""
    beyond = [char for char in word if char > "\u00a0"]
    return bool(beyond) and (
        any(char.lower() not in _OURS for char in beyond) or not is_syllable(word)
    )


def _becomes_syllable(word: str, converted: str) -> bool:
    return len(word) > 1 and converted != word and is_syllable(converted)


def only_legacy(texts: Iterable[str]) -> Legacy | None:
    """Return the one old font that some of the texts must be in; None if none, or two, are used."""
    sure = {next(iter(found)) for text in texts if len(found := readings(text)) == 1}
    return sure.pop() if len(sure) == 1 else None
