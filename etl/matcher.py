"""Which unit a written name or code means: exact or by the three silent normalisations, or not.

Accent-free and similar names are only ever suggested, never chosen.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from schemas.findings import Finding, finding
from schemas.register import Register, load_register
from schemas.units import Unit
from schemas.vietnamese import (
    COMMUNE_WORDS,
    DISTRICT_WORDS,
    PROVINCE_WORDS,
    SortKey,
    UnitText,
    fold,
    nfc,
    sort_key,
    split_kind,
    split_unit_name,
)

How = Literal["code", "exact", "normalised"]

_LEVELS = {"province": 0, "district": 1, "ward": 2, "commune": 2, "special_zone": 2, "township": 2}
_FOLDED_KIND = re.compile(
    "(?:"
    + "|".join(fold(word) for word in COMMUNE_WORDS + DISTRICT_WORDS + PROVINCE_WORDS)
    + r") (?=\S)"
)
_CLOSE = 0.55
_MOST_CLOSE = 5
_MOST_LISTED = 10


@dataclass(frozen=True, slots=True)
class Match:
    """The unit a text means and how that is known, or None with the units it might mean."""

    unit_id: str | None = None
    how: How | None = None
    suggestions: tuple[str, ...] = ()
    is_ambiguous: bool = False
    """The text is a right name or code, but of several units."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of a search result; ``suggested`` means that the text is not the unit's name."""

    unit: Unit
    how: Literal["exact", "suggested"]


class UnitMatcher:
    """Matches texts against some units, with their codes and earlier names from the register."""

    def __init__(self, units: Iterable[Unit], register: Register | None = None) -> None:
        """Index the units; ``register`` gives codes, earlier names and the places above them."""
        self._register = load_register() if register is None else register
        self._units = {unit.unit_id: unit for unit in units}
        self._codes: defaultdict[str, set[str]] = defaultdict(set)
        self._exact: defaultdict[str, set[str]] = defaultdict(set)
        self._core: defaultdict[str, set[str]] = defaultdict(set)
        self._bare: defaultdict[str, set[str]] = defaultdict(set)
        self._folded: defaultdict[str, set[str]] = defaultdict(set)
        self._folded_bare: defaultdict[str, set[str]] = defaultdict(set)
        self._known_places: dict[str, frozenset[str]] = {}
        self._everything = frozenset(self._units)
        for unit in self._units.values():
            self._index(unit)

    def _index(self, unit: Unit) -> None:
        codes = {unit.code} | {code.code for code in self._register.codes_of(unit.unit_id)}
        for code in codes:
            self._codes[code.casefold()].add(unit.unit_id)
        for name in self._names(unit):
            core = split_unit_name(name).core
            bare = split_kind(core)[1]
            self._exact[nfc(name)].add(unit.unit_id)
            self._core[core].add(unit.unit_id)
            self._folded[fold(core)].add(unit.unit_id)
            self._folded_bare[_folded_bare(core)].add(unit.unit_id)
            if not bare.isdecimal():  # “Phường 5” is never meant by “5”
                self._bare[bare].add(unit.unit_id)

    def match(self, text: str, *, within: Collection[str] | None = None) -> Match:
        """Return the one unit that a text means among ``within`` (all units unless given).

        A name must agree in every letter and accent, and in its kind word if it has one; a suffix
        such as “ - tỉnh An Giang” must be where the unit is. Anything else only suggests.
        """
        scope = self._everything if within is None else frozenset(within) & self._everything
        written = " ".join(text.split())
        if not written:
            return Match()
        if written in scope:
            return Match(written, "code")
        named = split_unit_name(text)
        for how, ids in self._certain(written, named):
            found = self._placed(ids & scope, named)
            if len(found) == 1:
                (unit_id,) = found
                if how == "bare" and self._may_be_accent_free(named.core, scope):
                    break
                return Match(unit_id, "normalised" if how == "bare" else how)
            if found:
                return Match(suggestions=self._sorted(found)[:_MOST_LISTED], is_ambiguous=True)
        return Match(suggestions=self._suggest(written, named, scope))

    def find(self, text: str, limit: int = 20) -> tuple[Hit, ...]:
        """Return units for a search text, best first: its true bearers, then suggestions.

        Searching without accents is allowed here; such hits are marked ``suggested``.
        """
        written, named = " ".join(text.split()), split_unit_name(text)
        if not written or limit < 1:
            return ()
        known: dict[str, Literal["exact", "suggested"]] = {}
        direct = {written} & self._everything
        for ids in (direct, *(ids for _, ids in self._certain(written, named))):
            for unit_id in self._sorted(self._placed(ids, named)):
                known.setdefault(unit_id, "exact")
        for ids in (self._padded(written), *self._searched(named)):
            if len(known) >= limit:
                break
            for unit_id in self._sorted(ids):
                known.setdefault(unit_id, "suggested")
        for unit_id in self._close(_folded_bare(named.core), self._everything, limit):
            known.setdefault(unit_id, "suggested")
        hits = (Hit(self._units[unit_id], how) for unit_id, how in known.items())
        return tuple(hits)[:limit]

    def finding(
        self,
        text: str,
        *,
        where: str,
        within: Collection[str] | None = None,
        programme: str = "kế hoạch này",
        **place: Any,
    ) -> Finding:
        """Return what to tell the user about a text that ``match`` could not settle.

        ``where`` begins the sentence (“Trang “Bảng”, ô B7”); ``place`` fills the finding's own
        sheet, cell, file or line. Units outside ``within`` are recognised when the matcher was
        built with them. Raises ValueError for a text that does match.
        """
        shown = " ".join(nfc(text).split())
        match = self.match(text, within=within)
        if match.unit_id is not None:
            raise ValueError(f"{shown!r} means {match.unit_id}: there is nothing to report")
        values = {"where": where, "found": shown, **place}
        if match.is_ambiguous:
            return finding("unit.ambiguous", suggestions=self._listed(match), **values)
        elsewhere = self.match(text) if within is not None else Match()
        if elsewhere.unit_id is not None and elsewhere.unit_id not in (within or ()):
            unit = self.label(elsewhere.unit_id)
            return finding("unit.outside_programme", unit=unit, programme=programme, **values)
        if match.suggestions:
            return finding("unit.unknown_similar", suggestions=self._listed(match), **values)
        return finding("unit.unknown", **values)

    def label(self, unit_id: str) -> str:
        """Return a unit's name with its place and code, as suggestions show it."""
        unit = self._units[unit_id]
        place = "".join(f", {higher.name}" for higher in self._above(unit_id))
        return f"{unit.name}{place} (mã {unit.code})"

    def _listed(self, match: Match) -> str:
        return "; ".join(self.label(unit_id) for unit_id in match.suggestions)

    def _certain(
        self, written: str, named: UnitText
    ) -> Iterator[tuple[How | Literal["bare"], set[str]]]:
        yield "code", self._codes.get(written.casefold(), set())
        yield "exact", self._exact.get(written, set())
        yield "normalised", self._core.get(named.core, set())
        if split_kind(named.core)[0] is None:
            yield "bare", self._bare.get(named.core, set())

    def _placed(self, ids: Collection[str], named: UnitText) -> set[str]:
        return {unit_id for unit_id in ids if self._places(unit_id).issuperset(named.places)}

    def _places(self, unit_id: str) -> frozenset[str]:
        known = self._known_places.get(unit_id)
        if known is None:
            names = (name for higher in self._above(unit_id) for name in self._names(higher))
            known = frozenset(split_unit_name(name).core for name in names)
            self._known_places[unit_id] = known
        return known

    def _above(self, unit_id: str) -> tuple[Unit, ...]:
        return self._register.ancestors(unit_id) if self._register.find(unit_id) else ()

    def _names(self, unit: Unit) -> set[str]:
        if self._register.find(unit.unit_id) is None:
            return {unit.name}
        return {unit.name, *self._register.names_of(unit.unit_id)}

    def _may_be_accent_free(self, core: str, scope: frozenset[str]) -> bool:
        return fold(core) == core and len(self._folded_bare.get(core, set()) & scope) > 1

    def _suggest(self, written: str, named: UnitText, scope: frozenset[str]) -> tuple[str, ...]:
        padded = self._padded(written) & scope
        if padded:
            return self._sorted(padded)[:_MOST_LISTED]
        whole, bare = fold(named.core), _folded_bare(named.core)
        same = [
            *self._sorted(self._folded.get(whole, set()) & scope),
            *self._sorted(self._folded_bare.get(bare, set()) & scope),
        ][:_MOST_LISTED]
        close = self._close(bare, scope, _MOST_CLOSE)
        return tuple(dict.fromkeys([*same, *close]))[: max(len(same), _MOST_CLOSE)]

    def _padded(self, written: str) -> set[str]:
        # a spreadsheet that takes a code for a number drops the zeros in front of it
        return self._codes.get(written.zfill(5), set()) if written.isdecimal() else set()

    def _searched(self, named: UnitText) -> Iterator[set[str]]:
        whole, bare = fold(named.core), _folded_bare(named.core)
        yield self._folded.get(whole, set())
        yield self._folded_bare.get(bare, set())
        for test in (str.startswith, _has_word):
            yield {
                unit_id
                for key, ids in self._folded_bare.items()
                if test(key, bare)
                for unit_id in ids
            }

    def _close(self, bare: str, scope: Collection[str], most: int) -> tuple[str, ...]:
        wanted = _grams(bare)
        shared = Counter(key for gram in wanted for key in self._by_gram.get(gram, ()))
        scored: dict[str, float] = {}
        for key, count in shared.items():
            score = 2 * count / (len(wanted) + len(_grams(key)))
            if score >= _CLOSE:
                for unit_id in self._folded_bare[key].intersection(scope):
                    scored[unit_id] = max(score, scored.get(unit_id, 0))
        ranked = sorted(scored, key=lambda unit_id: (-scored[unit_id], self._order(unit_id)))
        return tuple(ranked[:most])

    @cached_property
    def _by_gram(self) -> dict[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for key in self._folded_bare:
            for gram in _grams(key):
                found[gram].append(key)
        return dict(found)

    def _sorted(self, ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(ids, key=self._order))

    def _order(self, unit_id: str) -> tuple[bool, int, SortKey, str]:
        unit = self._units[unit_id]
        level = _LEVELS.get(unit.kind, len(_LEVELS))
        return unit.valid_to is not None, level, sort_key(unit.name), unit_id


def _folded_bare(core: str) -> str:
    folded = fold(core)
    return _FOLDED_KIND.sub("", folded, count=1) if _FOLDED_KIND.match(folded) else folded


def _has_word(text: str, part: str) -> bool:
    return f" {part}" in f" {text}"


def _grams(text: str) -> set[str]:
    padded = f"  {text} "
    return {padded[place : place + 3] for place in range(len(padded) - 2)}
