"""What is compared with the period before, and the sheet in which reasons are given."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Annotated

from schemas.base import Code, Record, type_sequence
from schemas.signals import Limit
from schemas.tables import TABLES, Column, Table

LIMITS = ("factor", "least_change", "figure_change")


class LastPeriod(Record):
    """The limits of the comparison, and the columns that only grow."""

    running: Annotated[tuple[Code, ...], type_sequence]
    limit: Annotated[tuple[Limit, ...], type_sequence]

    def amount(self, code: str) -> Decimal:
        """Return a limit; KeyError when there is none of this code."""
        return {each.code: each.amount for each in self.limit}[code]


@cache
def last_period() -> LastPeriod:
    """Return the shipped limits; raises ValueError when they contradict the sheets."""
    text = (resources.files("schemas") / "last_period.toml").read_text("utf-8")
    return read_last_period(text)


def read_last_period(text: str) -> LastPeriod:
    """Return limits; raises ValueError for anything unknown, missing or not above nought."""
    found = LastPeriod.model_validate(tomllib.loads(text))
    if sorted(each.code for each in found.limit) != sorted(LIMITS):
        raise ValueError(f"limits must be exactly {', '.join(LIMITS)}")
    if any(each.amount <= 0 for each in found.limit):
        raise ValueError("a limit must be above nought")
    for column in found.running:
        table_code, _, column_code = column.partition(".")
        table = TABLES.get(table_code)
        if table is None or table.is_restricted:
            raise ValueError(f"no open sheet {table_code}")
        if column_code not in {each.code for each in table.columns if each.type == "count"}:
            raise ValueError(f"no count {column}")
    return found


REASONS = Table(
    "reasons",
    "Giải trình",
    "Giải trình số liệu khác thường so với kỳ trước",
    "Chỉ điền khi hệ thống yêu cầu: chép mã xác nhận từ kết quả kiểm tra và ghi lý do. "
    "Số liệu đổi thì mã cũ hết hiệu lực.",
    (
        Column("confirm_code", "Mã xác nhận", "text", True, "Chép đúng mã đã báo.", "XN1A2B3C4D"),
        Column("reason", "Lý do", "text", True, "Vì sao số liệu này đúng.", "Sáp nhập hai xã"),
    ),
    ("confirm_code",),
    "giải trình",
)
"""The sheet of reasons: part of every form, but no figures stand in it."""
