"""How many wrong cells are mended on the screen, and how much of an answer it lists."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Annotated

from schemas.base import Record, type_sequence
from schemas.signals import Limit

LIMITS = ("cells", "changes_listed", "findings_listed", "units_listed")


class Mending(Record):
    """The limits of mending on the screen."""

    limit: Annotated[tuple[Limit, ...], type_sequence]

    def most(self, code: str) -> int:
        """Return a limit; KeyError when there is none of this code."""
        return int({each.code: each.amount for each in self.limit}[code])


@cache
def mending() -> Mending:
    """Return the shipped limits."""
    return read_mending((resources.files("schemas") / "mending.toml").read_text("utf-8"))


def read_mending(text: str) -> Mending:
    """Return limits; raises ValueError for anything unknown, missing or no whole number above 0."""
    found = Mending.model_validate(tomllib.loads(text))
    if sorted(each.code for each in found.limit) != sorted(LIMITS):
        raise ValueError(f"limits must be exactly {', '.join(LIMITS)}")
    if any(each.amount < 1 or each.amount % 1 for each in found.limit):
        raise ValueError("a limit must be a whole number above nought")
    return found
