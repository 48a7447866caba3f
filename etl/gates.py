"""The gates that a unit's workbook passes one after the other; the next only if the former held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from schemas.findings import Finding

GATES: Mapping[str, tuple[str, ...]] = {
    "tệp": ("file",),
    "biểu mẫu": ("form",),
    "định danh": ("identity", "closing"),
    "từng ô": ("cell", "value"),
    "giữa các ô": ("row",),
    "so với kỳ trước": ("last",),
    "minh chứng": ("evidence",),
}
"""Every gate in its order, and the first parts of the codes of its findings."""

_PLACE = {stem: n for n, stems in enumerate(GATES.values()) for stem in stems}


def first_gate(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the findings of the first gate that did not hold, and none of those behind it."""
    if not findings:
        return ()
    first = min(_place(each) for each in findings)
    return tuple(each for each in findings if _place(each) == first)


def passed(findings: Sequence[Finding]) -> tuple[str, ...]:
    """Return the names of the gates that held, given why a file was refused (nothing: all)."""
    names = tuple(GATES)
    return names[: min(map(_place, findings))] if findings else names


def passed_words(names: Sequence[str]) -> str:
    """Say which gates held ("Đã qua 3/7 cửa: tệp, biểu mẫu, định danh.")."""
    told = ", ".join(names) if names else "chưa qua cửa nào"
    return f"Đã qua {len(names)}/{len(GATES)} cửa kiểm tra: {told}."


def _place(each: Finding) -> int:
    return _PLACE.get(each.code.partition(".")[0], 0)
