"""Whole-numbered limits that are ours, each with its reason, kept in a file of their own."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Annotated

from schemas.base import Record, type_sequence
from schemas.signals import Limit


class Limits(Record):
    """Some limits; all of them whole numbers from one."""

    limit: Annotated[tuple[Limit, ...], type_sequence]

    def amount(self, code: str) -> int:
        """Return a limit; KeyError when there is none of this code."""
        return int({each.code: each.amount for each in self.limit}[code])


@cache
def shipped(file: str, *codes: str) -> Limits:
    """Return the limits of a shipped file; raises ValueError as :func:`read` does."""
    return read((resources.files("schemas") / file).read_text("utf-8"), *codes)


def read(text: str, *codes: str) -> Limits:
    """Return limits; raises ValueError for one unknown, missing, below one or not whole."""
    found = Limits.model_validate(tomllib.loads(text))
    if sorted(each.code for each in found.limit) != sorted(codes):
        raise ValueError(f"limits must be exactly {', '.join(codes)}")
    if any(each.amount < 1 or each.amount % 1 for each in found.limit):
        raise ValueError("a limit must be a whole number from one")
    return found
