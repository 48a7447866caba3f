"""A copy of the user's own workbook with some cells mended on the screen, checked like any file.

What is typed is read by the parser of every file. Where it is a number or a day and the cell's own
format shows it so, it is stored as one, else as the text that was typed. A file that is no .xlsx,
or whose shape we do not edit, becomes a new form with the mended values.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from pathlib import PurePath

from etl.canonical import clean_text
from etl.child import IntakeFailure, run_child
from etl.intake import own_fault, read_bytes
from etl.reasons import written_reasons
from etl.renew import form_of
from etl.workbook import DEFAULT_LIMITS, Cell, Workbook, shown_name
from etl.workbook_scan import Limits
from etl.wrong_cells import Typed, WrongCell
from schemas.frames import MAX_TEXT
from schemas.mending import mending
from warehouse import files
from warehouse.door_notes import MendedCell, Mends
from warehouse.store import Store

_START = "import sys; sys.path.insert(0, sys.argv[1]); from etl.mend_worker import main; main()"
_MARK = "-da-sua"


@dataclass(frozen=True, slots=True)
class MendedFile:
    """A mended copy: its name and bytes, and what was mended since the user's own file.

    ``is_copy`` is false when the values stand in a new form; ``reasons`` are then those of the
    old one, which has no other place for them.
    """

    file_name: str
    data: bytes
    mends: Mends
    is_copy: bool
    reasons: Mapping[str, str]


def changes(cells: Sequence[WrongCell], typed: Typed) -> list[tuple[WrongCell, str]]:
    """Return the cells whose text was changed, and their new texts; nothing typed is no change."""
    found = []
    for each in cells:
        text = typed.get((each.sheet, each.address))
        if text is not None and (new := clean_text(text)[:MAX_TEXT]) != each.written:
            found.append((each, new))
    return found


def mend(
    store: Store,
    data: bytes,
    file_name: str,
    changed: Sequence[tuple[WrongCell, str]],
    before: Mends | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> MendedFile:
    """Return a copy of a file with these cells mended; nothing is checked or accepted here.

    ``before``: what was mended already, when the file itself is such a copy. Raises ValueError for
    more cells than the screen ever shows, Refusal when the file is too heavy, OwnFailure DOC-01
    when we fail.
    """
    if not 0 < len(changed) <= mending().amount("cells"):
        raise ValueError(f"{len(changed)} cells to mend")
    first = before or Mends(files.digest(data), shown_name(file_name), ())
    done = {(each.sheet, each.cell): each for each in first.cells}
    for each, text in changed:
        key = (each.sheet, each.address)
        written = done[key].written if key in done else each.written
        done[key] = MendedCell(*key, written, text)
    mends = replace(first, cells=tuple(done.values()))
    try:
        found = _in_place(data, changed, limits) if data.startswith(b"PK") else None
        if found is not None:
            copy, ending = found
            return MendedFile(_name(first.original_name, ending), copy, mends, True, {})
        workbook = _with(read_bytes(store, data, file_name), changed)
        made = form_of(store, workbook)
    except IntakeFailure as failure:
        raise own_fault(failure) from failure
    name = _name(first.original_name, ".xlsx")
    return MendedFile(name, made.data, mends, False, written_reasons(workbook))


def _name(original: str, ending: str) -> str:
    return f"{PurePath(original).stem.removesuffix(_MARK)}{_MARK}{ending}"


def _in_place(
    data: bytes, changed: Sequence[tuple[WrongCell, str]], limits: Limits
) -> tuple[bytes, str] | None:
    values = [
        {"sheet": each.sheet, "row": each.row, "column": each.column, "text": text,
         "forms": _forms(each, text)}
        for each, text in changed
    ]  # fmt: skip
    words = json.dumps(values, ensure_ascii=False).encode()
    options = {"file_name": "", "limits": asdict(limits)}
    answer = run_child(_START, options, f"{len(words):08x}".encode() + words + data, limits)
    head, _, copy = answer.partition(b"\n")
    said = json.loads(head)
    if not said["is_done"]:
        return None
    return copy, ".xlsm" if said["has_macros"] else ".xlsx"


def _forms(each: WrongCell, text: str) -> dict[str, str]:
    """Return how a text may be stored under each kind of format and still mean the same."""
    wanted = each.understood(Cell(each.row, each.column, text, "text", False))
    if wanted is None or not (each.is_number or each.is_date):
        return {}
    number = Cell(each.row, each.column, wanted, "number", False)
    percent = Cell(each.row, each.column, f"{wanted}%", "percent", False)
    date = Cell(each.row, each.column, wanted, "date", False)
    found = {}
    if each.is_number and each.understood(number) == wanted:
        found["n"] = wanted
    if each.is_number and each.understood(percent) == wanted:
        found["p"] = f"{Decimal(wanted).scaleb(-2):f}"
    if each.is_date and each.understood(date) == wanted:
        found["d"] = wanted
    return found


def _with(workbook: Workbook, changed: Sequence[tuple[WrongCell, str]]) -> Workbook:
    """Return the workbook as it was read, with the new texts in their cells."""
    new: dict[str, dict[tuple[int, int], str]] = {}
    for each, text in changed:
        new.setdefault(each.sheet, {})[each.row, each.column] = text
    sheets = tuple(
        replace(each, cells=each.cells.replaced(new[each.name])) if each.name in new else each
        for each in workbook.sheets
    )
    return replace(workbook, sheets=sheets)
