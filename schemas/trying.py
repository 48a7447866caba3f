"""How much may be tried on a copy of the warehouse: limits that are ours, with their reasons."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Annotated

from schemas.base import Record, type_sequence
from schemas.signals import Limit

_CODES = ("most_supposed", "most_at_once", "wait_seconds")


class Trying(Record):
    """The limits of trials."""

    limit: Annotated[tuple[Limit, ...], type_sequence]

    def amount(self, code: str) -> int:
        """Return a limit; KeyError when there is none of this code."""
        return int({each.code: each.amount for each in self.limit}[code])


@cache
def trying() -> Trying:
    """Return the shipped limits; raises ValueError for anything unknown, missing or below one."""
    text = (resources.files("schemas") / "trying.toml").read_text("utf-8")
    return read_trying(text)


def read_trying(text: str) -> Trying:
    """Return limits; raises ValueError for anything unknown, missing, broken or below one."""
    found = Trying.model_validate(tomllib.loads(text))
    if sorted(each.code for each in found.limit) != sorted(_CODES):
        raise ValueError(f"limits must be exactly {', '.join(_CODES)}")
    if any(each.amount < 1 or each.amount != int(each.amount) for each in found.limit):
        raise ValueError("a limit must be a whole number from one")
    return found
