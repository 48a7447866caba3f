"""What is still to be done, in countable words: so many more dossiers on time, tasks completed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.words import number


@dataclass(frozen=True, slots=True)
class Gain:
    """What is counted in a sheet; ``is_open``: new ones come on top, none can be made good.

    A dossier that is late stays late, so only further ones raise the share; a listed task that is
    not completed yet can still be.
    """

    words: str
    is_open: bool


GAINS: Mapping[str, Gain] = {
    "tasks": Gain("nhiệm vụ hoàn thành", is_open=False),
    "dossiers": Gain("hồ sơ đúng hạn", is_open=True),
    "satisfaction": Gain("phiếu hài lòng", is_open=True),
}
"""By sheet, those whose rows or columns a rate or a count is made of."""

KINDS: Mapping[str, str] = {
    "count": "làm thêm",
    "figure": "nâng số liệu",
    "points": "thêm điểm",
    "attest": "bảo đảm và ghi nhận",
    "data": "bổ sung số liệu",
    "hand_in": "nộp bảng số liệu",
    "correction": "không đạt được nữa bằng việc làm thêm",
    "document": "cần văn bản công nhận",
    "decision": "cần người có thẩm quyền kết luận",
    "veto": "không khắc phục được",
}
"""What kind of thing a step is; the last three cannot be had by figures."""


def more_text(table: str, count: int) -> str:
    """Return the countable gap ("thêm 15 hồ sơ đúng hạn")."""
    return f"thêm {number(count)} {GAINS[table].words}"


def hopeless_text(table: str, count: int, needed: str) -> str:
    """Return why new ones no longer help: those already counted are too many."""
    return (
        f"không thể {needed} chỉ bằng {GAINS[table].words} mới, vì còn thiếu {number(count)} "
        "trong số đã tính"
    )
