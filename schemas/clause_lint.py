"""Cross checks of citations: a clause that is cited must be one of the document's headings.

A citation names its clause from the outside in ("Phần III, mục 1, điểm b"). It may name several:
after a semicolon what stays the same is left out ("Phần III, mục 1, điểm b; mục 2, điểm b"), "và"
joins neighbours, "đến" or a dash spans a range. A paragraph ("đoạn đầu") has no heading of its
own; it is looked for in the clause that it stands in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from schemas.base import Cite, Record
from schemas.programme import Programme
from schemas.rule_problem import Problem, problem, repeated
from schemas.toml_lines import Path

_LEVELS: Mapping[str, int] = {
    "phần": 0,
    "phụ lục": 0,
    "chương": 1,
    "mục": 2,
    "tiểu mục": 3,
    "điều": 4,
    "khoản": 5,
    "điểm": 6,
    "đoạn": 7,
}
_PARAGRAPH = _LEVELS["đoạn"]
_WORDS = "|".join(sorted(_LEVELS, key=len, reverse=True))
_STEP = re.compile(rf"(?:các )?(?P<word>{_WORDS}) (?P<label>.+)", re.IGNORECASE)
_JOINT = re.compile(rf"\s*,\s*|\s+và\s+(?=(?:các )?(?:{_WORDS})\s|\w{{1,5}}(?:,|$))", re.IGNORECASE)
_BARE = re.compile(r"\w{1,5}")
_RANGE = re.compile(
    rf"(?:từ )?(?P<word>{_WORDS}) (?P<first>\w+)(?: đến | ?[-–] ?)(?:(?:{_WORDS}) )?(?P<last>\w+)",
    re.IGNORECASE,
)

Steps = tuple[tuple[int, str], ...]
"""A clause from the outside in: each step's level and its words."""


def clause_problems(item: Programme) -> Iterator[Problem]:
    """Yield citations of clauses that the document does not have, and headings out of place."""
    clauses = item.document.clauses
    if not clauses:
        return
    known = {_key(clause): clause for clause in clauses}
    yield from repeated((_key(clause) for clause in clauses), "document", "clauses")
    for index, clause in enumerate(clauses):
        parent = clause.rpartition(", ")[0]
        if parent and _key(parent) not in known:
            place: Path = ("document", "clauses", index)
            yield problem("clause_without_parent", *place, found=clause, expected=parent)
    for path, cite in cites_of(item, ()):
        if cite.document is None:
            yield from _cite(cite.section, (*path, "section"), known)


def cites_of(value: object, path: Path) -> Iterator[tuple[Path, Cite]]:
    """Yield every citation inside a record, with its key path."""
    if isinstance(value, Cite):
        yield path, value
    elif isinstance(value, Record):
        for name in type(value).model_fields:
            yield from cites_of(getattr(value, name), (*path, name))
    elif isinstance(value, tuple):
        for index, each in enumerate(value):
            yield from cites_of(each, (*path, index))


def _cite(section: str, path: Path, known: Mapping[str, str]) -> Iterator[Problem]:
    if _key(section) in known:
        return
    order = {key: place for place, key in enumerate(known)}
    for clauses in cited(section) or ((section,),):
        unknown = [clause for clause in clauses if _key(clause) not in known]
        for clause in unknown:
            yield problem("unknown_clause", *path, found=clause, expected=_nearest(clause, known))
        places = [order[_key(clause)] for clause in clauses if _key(clause) in known]
        if not unknown and places != sorted(set(places)):
            found, expected = " đến ".join(clauses), " đến ".join(reversed(clauses))
            yield problem("clause_range", *path, found=found, expected=expected)


def _nearest(clause: str, known: Mapping[str, str]) -> str:
    """Return the heading most like a clause, inside the innermost clause around it that exists."""
    above = _key(clause)
    while above and above not in known:
        above = above.rpartition(", ")[0]
    inside = [key for key in known if key == above or key.startswith(f"{above}, ")]
    keys = get_close_matches(_key(clause), inside or list(known), 1, 0)
    return known[keys[0]] if keys else next(iter(known.values()))


def cited(section: str) -> tuple[tuple[str, ...], ...]:
    """Return the clauses that a citation names, in full; the two ends of a range stand together.

    "Phần I, mục 1 và mục 2; mục 4 đến 6" → (("Phần I, mục 1",), ("Phần I, mục 2",),
    ("Phần I, mục 4", "Phần I, mục 6")).
    """
    found: list[tuple[str, ...]] = []
    steps: Steps = ()
    for part in re.split(r"\s*;\s*", section.strip()):
        is_pending = False
        for words in _pieces(part):
            if not words:
                continue
            span = _RANGE.fullmatch(words)
            first = words if span is None else f"{span['word']} {span['first']}"
            level = _level(first)
            if is_pending and level <= steps[-1][0]:
                found.append((_written(steps),))
            steps = (*(step for step in steps if step[0] < level), (level, first))
            is_pending = span is None
            if span is not None:
                last = (*steps[:-1], (level, f"{span['word']} {span['last']}"))
                found.append((_written(steps), _written(last)))
        if is_pending:
            found.append((_written(steps),))
    return tuple(found)


def _pieces(part: str) -> Iterator[str]:
    """Split a part into steps; a bare label takes the word of the step before it."""
    word = ""
    for words in _JOINT.split(part):
        step = _STEP.fullmatch(words)
        if step is not None:
            word = step["word"]
            yield words if words[:4].casefold() != "các " else f"{word} {step['label']}"
        elif word and _BARE.fullmatch(words):
            yield f"{word} {words}"
        else:
            yield words


def _level(words: str) -> int:
    step = _STEP.fullmatch(words)
    return 0 if step is None else _LEVELS[step["word"].casefold()]


def _written(steps: Steps) -> str:
    named = [words for level, words in steps if level != _PARAGRAPH]
    return ", ".join(named or [words for _, words in steps])


def _key(clause: str) -> str:
    return " ".join(clause.split()).casefold()
