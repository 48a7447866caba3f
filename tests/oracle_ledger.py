"""The oracle's ledger: every layer's word on a leaf, and the two indices that inspectors read.

Written from the issue's three-layer ledger, DOMAIN 6 point 8 and README, never from the SQL: a
layer's last word on a leaf stands beside those of the other layers, with who said it; a rule's
points are the unit's own where the unit wrote none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from oracle import Oracle

DIGITS = 10**9
"""Shares are kept to nine decimals; what lies beyond is cut off."""


@dataclass(frozen=True)
class Word:
    """What a layer said last about a leaf: points, or none where it does not apply."""

    points: Fraction | None
    actor: str


@dataclass(frozen=True)
class Leaf:
    """A leaf of the ledger: its layers, what counts in the end, and its maximum."""

    words: dict[str, Word]
    own: Fraction | None
    final: Fraction | None
    maximum: Fraction

    def points(self, layer: str) -> Fraction | None:
        """Return the points that a layer gave, if it gave any."""
        return self.words[layer].points if layer in self.words else None


class Ledger:
    """The leaves of a programme's criteria set; ``actors`` brought in the oracle's files."""

    def __init__(self, oracle: Oracle, actors: Sequence[str], period: str) -> None:
        """Look at every leaf of every unit."""
        assert oracle.criteria_set is not None
        parents = {each.parent for each in oracle.criteria_set.criteria}
        leaves = [each for each in oracle.criteria_set.criteria if each.code not in parents]
        self.leaves: dict[tuple[str, str], Leaf] = {}
        for unit in oracle.units:
            tree = oracle.tree(unit, period)
            for each in leaves:
                words = _words(oracle, actors, unit, period, each.code)
                own = words["self"].points if "self" in words else None
                if own is None and each.kind == "rule":
                    own = tree.earned(each).points
                final = tree.result(each.code).points
                self.leaves[unit, each.code] = Leaf(words, own, final, Fraction(each.maximum))

    def over_claims(self) -> dict[str, tuple[int, Fraction, Fraction]]:
        """Return by unit the leaves that were looked at, what stood above, and their maxima."""
        found: dict[str, tuple[int, Fraction, Fraction]] = {}
        for (unit, _), leaf in self.leaves.items():
            is_seen = any(leaf.points(layer) is not None for layer in ("appraised", "explained"))
            if is_seen and leaf.own is not None and leaf.final is not None:
                count, above, maximum = found.get(unit, (0, Fraction(0), Fraction(0)))
                above += max(leaf.own - leaf.final, Fraction(0))
                found[unit] = (count + 1, above, maximum + leaf.maximum)
        return found

    def severities(self) -> dict[str, tuple[int, Fraction]]:
        """Return by appraiser the leaves appraised, and the sum of the shares taken away."""
        found: dict[str, tuple[int, Fraction]] = {}
        for leaf in self.leaves.values():
            given = leaf.points("appraised")
            if given is not None and leaf.own is not None:
                actor = leaf.words["appraised"].actor
                count, lowered = found.get(actor, (0, Fraction(0)))
                share = Fraction(int((leaf.own - given) / leaf.maximum * DIGITS), DIGITS)
                found[actor] = (count + 1, lowered + share)
        return found


def _words(
    oracle: Oracle, actors: Sequence[str], unit: str, period: str, code: str
) -> dict[str, Word]:
    found = {}
    for row in oracle.facts.rows(unit, period, "points"):
        if row["column_code"] == code:
            points = None if row["value_num"] is None else Fraction(str(row["value_num"]))
            found[row["layer"]] = Word(points, actors[row["file"]])
    return found
