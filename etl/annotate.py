"""The workbook back: a copy of the user's own file with every wrong cell marked and listed.

The parts of the package are edited in a bounded child process (:mod:`etl.annotate_worker`): cell
formats, comments and one new sheet; every other byte stays. A file that is no .xlsx, or whose shape
we do not edit, comes back as an .xlsx of the values that were read, marked the same way.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import PurePath

import xlsxwriter

from etl.annotate_list import is_list
from etl.child import IntakeFailure, run_child
from etl.workbook import DEFAULT_LIMITS, Cell, Sheet, Workbook, read_workbook, shown_name
from etl.workbook_scan import Limits
from schemas.findings import SEVERITY_LABELS, Finding, only_asks

_START = "import sys; sys.path.insert(0, sys.argv[1]); from etl.annotate_worker import main; main()"
_WRONG, _ASKED = "-loi-can-sua", "-can-ly-do"
_FORMATS = {"percent": "0.############%", "date": "dd/mm/yyyy"}
_MOST_LISTED = 10_000
_LONGEST_NAME = 31


@dataclass(frozen=True, slots=True)
class Annotated:
    """A marked file to hand back; ``is_copy`` is false when only the values could be kept.

    ``is_asking``: nothing in it need be wrong, only reasons are asked for.
    """

    file_name: str
    data: bytes
    is_copy: bool
    is_asking: bool = False


def can_annotate(findings: Sequence[Finding]) -> bool:
    """Tell whether a refused file could be read, so that its cells can be marked."""
    return bool(findings) and not any(each.code.startswith("file.") for each in findings)


def annotate(
    data: bytes, file_name: str, findings: Sequence[Finding], limits: Limits = DEFAULT_LIMITS
) -> Annotated:
    """Return the file with its findings marked, ready to be mended and handed in again.

    Raises Refusal when the file is too heavy to mark, IntakeFailure when we fail.
    """
    is_asking = only_asks(findings)
    stem = PurePath(shown_name(file_name)).stem.removesuffix(_WRONG).removesuffix(_ASKED)
    name = f"{stem}{_ASKED if is_asking else _WRONG}"
    if data.startswith(b"PK"):
        marked = _marked(data, findings, limits)
        if marked is not None:
            return Annotated(f"{name}{marked[1]}", marked[0], True, is_asking)
    values = _values(without_list(read_workbook(data, file_name, limits)))
    marked = _marked(values, findings, limits)
    if marked is None:
        raise IntakeFailure("annotate")
    return Annotated(f"{name}{marked[1]}", marked[0], False, is_asking)


def without_list(workbook: Workbook) -> Workbook:
    """Return a workbook without the sheet that we put into a marked file."""
    sheets = tuple(each for each in workbook.sheets if not is_list(each.name, _first_text(each)))
    return workbook if len(sheets) == len(workbook.sheets) else replace(workbook, sheets=sheets)


def _first_text(sheet: Sheet) -> str | None:
    first = sheet.cells.get((1, 1))
    return None if first is None else first.text


def _marked(data: bytes, findings: Sequence[Finding], limits: Limits) -> tuple[bytes, str] | None:
    """Return the marked file and the ending of its name; macros stay, so their ending does."""
    told = [
        {**each.as_dict(), "severity": SEVERITY_LABELS[each.severity]}
        for each in findings[:_MOST_LISTED]
    ]
    words = json.dumps(told, ensure_ascii=False).encode()
    options = {"file_name": "", "limits": asdict(limits)}
    answer = run_child(_START, options, f"{len(words):08x}".encode() + words + data, limits)
    head, _, marked = answer.partition(b"\n")
    said = json.loads(head)
    return (marked, ".xlsm" if said["has_macros"] else ".xlsx") if said["is_done"] else None


def _values(workbook: Workbook) -> bytes:
    """Return an .xlsx of the values that were read, in their places, without a formula."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        looks = {kind: book.add_format({"num_format": code}) for kind, code in _FORMATS.items()}
        taken: set[str] = set()
        for sheet in workbook.sheets:
            target = book.add_worksheet(_sheet_name(sheet.name, taken))
            if sheet.is_hidden:
                target.hide()
            for cell in sheet.cells.values():
                _write(target, cell, looks)
    return out.getvalue()


def _sheet_name(name: str, taken: set[str]) -> str:
    """Return a name that .xlsx allows; other formats allow more."""
    plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "-", name).strip("'")[:_LONGEST_NAME] or "Trang"
    tried = (plain, *(f"{plain[:25]} ({number})" for number in range(2, 500)))
    free = next(each for each in tried if each.casefold() not in taken)
    taken.add(free.casefold())
    return free


def _write(target: xlsxwriter.worksheet.Worksheet, cell: Cell, looks: dict[str, object]) -> None:
    row, column = cell.row - 1, cell.column - 1
    if cell.kind == "number":
        target.write_number(row, column, float(cell.text))
    elif cell.kind == "percent":
        target.write_number(row, column, float(cell.text[:-1]) / 100, looks["percent"])
    elif cell.kind == "bool":
        target.write_boolean(row, column, cell.text == "TRUE")
    elif cell.kind == "date" and _is_day(cell.text):
        target.write_datetime(row, column, date.fromisoformat(cell.text), looks["date"])
    elif cell.text:
        target.write_string(row, column, cell.text)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).year >= 1900
    except ValueError:
        return False
