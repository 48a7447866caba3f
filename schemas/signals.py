"""The anti-gaming checklist as data: kinds of signs, their limits and their words."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from string import Formatter
from typing import Annotated

from schemas.base import Code, Exact, Record, Text, type_sequence
from schemas.tables import TABLES

NOTE = "Dấu hiệu cần xem, không phải kết luận và không ảnh hưởng tới điểm, xếp hạng, khen thưởng."


class Limit(Record):
    """From where on a sign is shown, and why from there."""

    code: Code
    amount: Exact
    ours: bool
    basis: Text


class SignalKind(Record):
    """One kind of sign: its name, what it means and may not mean, and the sentence of a case."""

    kind: Code
    label: Text
    explain: Text
    detail: Text
    limits: Annotated[tuple[Limit, ...], type_sequence]


class SignalBook(Record):
    """All kinds, and the columns of a workbook that hold the number of a document."""

    documents: Annotated[tuple[Code, ...], type_sequence]
    signal: Annotated[tuple[SignalKind, ...], type_sequence]

    @property
    def by_kind(self) -> Mapping[str, SignalKind]:
        """Return the kinds by their code, in the order of the file."""
        return {each.kind: each for each in self.signal}


FACTS: Mapping[str, frozenset[str]] = {
    "document_across_units": frozenset({"document", "unit_count"}),
    "document_across_rows": frozenset({"document", "row_count"}),
    "round_numbers": frozenset({"round_count", "figure_count"}),
    "last_hours": frozenset({"version_no", "version_count", "hours", "changed_count"}),
    "all_maximum": frozenset({"maximum_count", "criterion_count"}),
    "jump_without_document": frozenset({"label", "value_before", "period_before", "value_now"}),
}
"""What the sentence of each kind may name."""

LIMITS: Mapping[str, tuple[str, ...]] = {
    "document_across_units": ("units",),
    "document_across_rows": ("rows",),
    "round_numbers": ("divisor", "least_value", "least_figures", "share"),
    "last_hours": ("hours", "changed"),
    "all_maximum": ("least_criteria", "share"),
    "jump_without_document": ("figure_change", "criterion_share"),
}
"""The limits of each kind, all of them needed."""


@cache
def signal_book() -> SignalBook:
    """Return the shipped checklist; raises ValueError when it contradicts itself."""
    return read_signals((resources.files("schemas") / "signals.toml").read_text("utf-8"))


def read_signals(text: str) -> SignalBook:
    """Return a checklist; raises ValueError for anything unknown, doubled or unknown to a sheet."""
    book = SignalBook.model_validate(tomllib.loads(text))
    kinds = [each.kind for each in book.signal]
    if sorted(kinds) != sorted(FACTS):
        raise ValueError(f"kinds must be exactly {', '.join(FACTS)}")
    for each in book.signal:
        codes = [limit.code for limit in each.limits]
        if sorted(codes) != sorted(LIMITS[each.kind]):
            raise ValueError(f"{each.kind}: limits must be exactly {', '.join(LIMITS[each.kind])}")
        if any(limit.amount <= 0 for limit in each.limits):
            raise ValueError(f"{each.kind}: a limit must be above nought")
        named = {name for _, name, _, _ in Formatter().parse(each.detail) if name is not None}
        if named - FACTS[each.kind]:
            raise ValueError(f"{each.kind}: its sentence names {named - FACTS[each.kind]}")
    for column in book.documents:
        table_code, _, column_code = column.partition(".")
        table = TABLES.get(table_code)
        if table is None or column_code not in {each.code for each in table.columns}:
            raise ValueError(f"no column {column}")
        if table.is_restricted:
            raise ValueError(f"{column}: a restricted sheet is never looked at")
    return book
