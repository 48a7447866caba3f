"""What a unit is: its kinds, its codes in several systems, its names and its successors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

UnitKind = Literal[
    "province",
    "district",
    "commune",
    "ward",
    "special_zone",
    "township",
    "department",
    "division",
    "public_service_unit",
    "front",
    "union",
]
CodeSystem = Literal["gso", "gso_before_2025", "portal"]
LinkKind = Literal["kept", "renamed", "merged", "split"]

KIND_LABELS: Mapping[UnitKind, str] = {
    "province": "tỉnh, thành phố trực thuộc trung ương",
    "district": "huyện, quận, thị xã, thành phố thuộc tỉnh",
    "commune": "xã",
    "ward": "phường",
    "special_zone": "đặc khu",
    "township": "thị trấn",
    "department": "sở, ban, ngành",
    "division": "cơ quan chuyên môn và tương đương",
    "public_service_unit": "đơn vị sự nghiệp công lập",
    "front": "Mặt trận Tổ quốc",
    "union": "đoàn thể chính trị - xã hội",
}
SYSTEM_LABELS: Mapping[CodeSystem, str] = {
    "gso": "mã đơn vị hành chính của cơ quan thống kê",
    "gso_before_2025": "mã đơn vị hành chính trước ngày 01/7/2025",
    "portal": "mã cơ quan trên Cổng Dịch vụ công quốc gia",
}
LINK_LABELS: Mapping[LinkKind, str] = {
    "kept": "giữ nguyên",
    "renamed": "đổi tên hoặc đổi loại",
    "merged": "nhập",
    "split": "chia về nhiều đơn vị",
}
COMMUNE_KINDS: frozenset[UnitKind] = frozenset({"commune", "ward", "special_zone", "township"})

REFORM_DAY = dt.date(2025, 7, 1)
LAST_OLD_DAY = dt.date(2025, 6, 30)
"""The districts ended and the communes were rearranged between these two days."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit as it is now, or as it was when it ended; an open end of validity is None.

    ``code`` is what people type; ``unit_id`` is unique for all time. A start of None means that
    the source does not say when the unit began.
    """

    unit_id: str
    code: str
    name: str
    kind: UnitKind
    province_code: str | None
    parent_id: str | None
    valid_from: dt.date | None
    valid_to: dt.date | None
    source: str

    def exists_on(self, day: dt.date) -> bool:
        """Tell whether the unit existed on a day."""
        return covers(self.valid_from, self.valid_to, day)


@dataclass(frozen=True, slots=True)
class UnitName:
    """A name and kind that a unit bore before the present ones."""

    unit_id: str
    name: str
    kind: UnitKind
    valid_from: dt.date | None
    valid_to: dt.date
    source: str


@dataclass(frozen=True, slots=True)
class UnitCode:
    """A unit's code in one system."""

    unit_id: str
    system: CodeSystem
    code: str
    valid_from: dt.date | None
    valid_to: dt.date | None


@dataclass(frozen=True, slots=True)
class UnitLink:
    """A unit and one that came after it; of a split, ``is_default`` marks the source's choice."""

    predecessor_id: str
    successor_id: str
    kind: LinkKind
    on: dt.date
    is_default: bool = True


def covers(start: dt.date | None, end: dt.date | None, day: dt.date) -> bool:
    """Tell whether a day lies in a period whose ends are included and may be open."""
    return (start is None or start <= day) and (end is None or day <= end)
