"""Whether a word is a well-formed Vietnamese syllable: initial, rime and tone that go together.

Only the shape is looked at, not the dictionary; the orthography is that of school grammars.
"""

from __future__ import annotations

import re
import unicodedata

from schemas.vietnamese import nfc

_TONES = "\u0300\u0309\u0303\u0301\u0323"
_INITIALS = "ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnpqrstvx]"
_RIMES = re.compile(
    rf"(?:{_INITIALS})?(?:"
    # open rimes and diphthongs
    "a|ă|â|e|ê|i|o|ô|ơ|u|ư|y|ai|ao|au|ay|âu|ây|eo|êu|ia|iu|iêu|oa|oai|oao|oay|oe|oeo|oi|ôi|ơi|"
    "ua|ưa|ui|ưi|uê|uy|uya|uyu|uơ|uôi|uây|ươi|ươu|ưu|yêu|uêu|"
    # rimes with a final consonant
    "(?:a|ă|â|e|ê|i|o|ô|ơ|u|ư|y|iê|yê|oa|oă|oe|uâ|uô|uyê|ươ|uy|uê)(?:m|n|p|t)|"
    "(?:a|ă|â|e|i|o|ô|u|ư|iê|uô|ươ|oa|oă|uâ|uyê)(?:c|ng)|"
    "(?:a|ê|i|oa|uê|uy|y)(?:ch|nh)|oong|ooc|"
    # names of the highlands (Đắk, Búk)
    "(?:a|ă|â|e|i|o|ô|u|ư)k"
    ")"
)
_STOPPED = re.compile("(?:c|ch|p|t|k)$")
_STOPPED_TONES = frozenset("\u0301\u0323")


def is_syllable(word: str) -> bool:
    """Tell whether a word is shaped like one Vietnamese syllable, in any case and Unicode form."""
    parts = unicodedata.normalize("NFD", word.casefold())
    tones = [char for char in parts if char in _TONES]
    plain = nfc("".join(char for char in parts if char not in _TONES))
    if len(tones) > 1 or _RIMES.fullmatch(plain) is None:
        return False
    if _STOPPED.search(plain):
        return bool(tones) and tones[0] in _STOPPED_TONES
    return True
