"""The base of every record read from a data file: strict, frozen, exact."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints


class Record(BaseModel):
    """A frozen record: unknown keys are refused and nothing is coerced."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?")
"""Bounded so that every sum and comparison stays exact, here and in the warehouse."""


def _exact(value: Any) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError('số thập phân phải viết trong dấu nháy, ví dụ "98.5"')
    if _NUMBER.fullmatch(str(value)) is None:
        raise ValueError(f"“{value}” không phải là một số")
    return Decimal(value)


Exact = Annotated[Decimal, BeforeValidator(_exact)]
"""An exact decimal, written in a data file as a quoted string ("98.5") or an integer."""

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_.\-]{0,59}$")]
"""A stable code: ASCII, begins with a letter."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=4000, strip_whitespace=False)]
"""Words for people; never empty."""


def _sequence(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


type_sequence = BeforeValidator(_sequence)
"""TOML arrays arrive as lists; records hold tuples."""


class Cite(Record):
    """Where a plan says it: section and clause of its document, with an optional annotation."""

    section: Text
    document: Text | None = None
    note: Text | None = None


class Document(Record):
    """An official document: the basis of a rule file or of a legal duty."""

    title: Text
    number: Text | None = None
    issued_on: dt.date | None = None
    issued_text: Text | None = None
    issuer: Text | None = None
    source: Text | None = None
    note: Text | None = None
