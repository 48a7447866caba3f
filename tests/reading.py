"""What the tests of reading share: a grid in one look, the code of a refusal, a written file."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
import xlsxwriter

from etl.workbook import DEFAULT_LIMITS, Limits, Workbook, read_workbook
from schemas.findings import Refusal


def shown(book: Workbook, sheet: int = 0) -> dict[str, tuple[str, str]]:
    """Return address → (kind, text) of a sheet."""
    return {cell.address: (cell.kind, cell.text) for cell in book.sheets[sheet].cells.values()}


def refusal(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> str:
    """Return the code with which a file is refused."""
    with pytest.raises(Refusal) as caught:
        read_workbook(data, name, limits)
    (only,) = caught.value.findings
    assert only.severity == "must_fix"
    assert only.message
    assert only.action
    return only.code


def written(fill: Callable[[xlsxwriter.Workbook], None], **options: bool) -> bytes:
    """Return what xlsxwriter makes of a workbook."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, **options}) as book:
        fill(book)
    return stream.getvalue()
