"""A dossier export as the bounded child read it: the wanted columns, each row with its number."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

import numpy as np
import polars as pl

from etl.child import IntakeFailure, run_child
from etl.dossier_sheet import NO_DAY, ODD_COLUMNS
from etl.workbook import shown_name
from etl.workbook_scan import Limits, column_letters
from schemas.dossiers import DossierBook, dossier_book
from schemas.findings import Finding, Refusal, finding

_START = (
    # a short life: nothing is collected, and nothing tidied at its end
    "import gc; gc.disable(); import os, sys; sys.path.insert(0, sys.argv[1]); "
    # memory is reserved for every thread, and no algebra is done
    "os.environ['OPENBLAS_NUM_THREADS'] = '1'; "
    "from etl.dossier_worker import main; main(); os._exit(0)"
)
_MEBIBYTE = 1024 * 1024
_BLANK = ("", "-", "–")
_ODD_SCHEMA = pl.Schema(
    {name: pl.UInt32() if name == "row_no" else pl.String() for name in ODD_COLUMNS}
)

Tell = Callable[[int], None]
"""Told how many rows were read so far, from another thread."""


@dataclass(frozen=True, slots=True)
class DossierFile:
    """An export that could be read.

    ``rows``: row_no, then the columns as text (null: blank), or as a day beside the text that was
    no day cell;
    ``odd``: row_no, column, kind and text of cells that hold no value.
    """

    file_name: str
    sha256: str
    size_bytes: int
    sheet: str
    header_row: int
    columns: Mapping[str, int]
    headings: Mapping[str, str]
    rows: pl.DataFrame
    odd: pl.DataFrame
    cell_count: int
    notes: tuple[str, ...]

    def letters(self, code: str) -> str:
        """Return the letters of a column; of one that the sheet has not, those of the first."""
        return column_letters(self.columns.get(code, min(self.columns.values())))


def read_dossiers(
    data: bytes, file_name: str, *, is_own: bool = False, tell: Tell | None = None
) -> DossierFile:
    """Return the wanted columns of an export; ``is_own``: the unit column may be absent.

    Raises Refusal for a file that must not or cannot be read and for headings that are missing,
    IntakeFailure when the reader itself could not run.
    """
    name, book = shown_name(file_name), dossier_book()
    limit = book.amount("megabytes")
    if not data:
        raise Refusal(finding("file.empty_file", file=name))
    if len(data) > limit * _MEBIBYTE:
        size = f"{len(data) / _MEBIBYTE:.1f}".replace(".", ",")
        raise Refusal(finding("file.too_large", file=name, size=size, limit=limit))
    seconds = book.amount("seconds")
    limits = Limits(
        max_bytes=limit * _MEBIBYTE,
        max_unzipped=book.amount("unzipped_megabytes") * _MEBIBYTE,
        max_rows=book.amount("rows"),
        address_space=book.amount("address_megabytes") * _MEBIBYTE,
        cpu_seconds=seconds,
        wall_seconds=seconds,
    )
    wanted = {
        "headings": {each.code: each.headings for each in book.column},
        "days": [each.code for each in book.column if each.is_day],
        "optional": ["unit"] if is_own else [],
    }
    options = {"file_name": name, "limits": asdict(limits), "wanted": wanted}
    answer = run_child(_START, options, data, limits, _listener(tell))
    line = answer.find(b"\n") + 1
    found = json.loads(answer[:line])
    if "refused" in found:
        raise Refusal(finding(f"file.{found['refused']}", file=name, **found["values"]))
    table = found["table"]
    if table is None:
        labels = ", ".join(each.label for each in book.column)
        raise Refusal(finding("dossier.no_header", file=name, expected=labels))
    wrong = _head_findings(table, set(wanted["optional"]))
    if wrong:
        raise Refusal(*wrong)
    try:
        texts = pl.Series([None, *table["texts"]], dtype=pl.String).str.strip_chars()
        texts = texts.set(texts.is_in(_BLANK), None)
        odd, rest = _frame(_ODD_SCHEMA, memoryview(answer)[line:], table["odd_count"], texts)
        rows, _ = _frame(_row_schema(book), rest, table["row_count"], texts)
    except (pl.exceptions.PolarsError, ValueError) as error:
        raise IntakeFailure("worker_answer", str(error)) from error
    notes = [finding(f"file.{code}", file=name).message for code in found["notes"]]
    if table["serials"]:
        notes.append(f"Đã hiểu {table['serials']} ô ghi số là ngày.")
    head = table["head"]
    return DossierFile(
        name, hashlib.sha256(data).hexdigest(), len(data), table["sheet"], head["row"],
        head["columns"], head["words"], rows, odd, table["cell_count"], tuple(notes),
    )  # fmt: skip


def _row_schema(book: DossierBook) -> pl.Schema:
    found: dict[str, pl.DataType] = {"row_no": pl.UInt32()}
    for column in book.column:
        found[column.code] = pl.Date() if column.is_day else pl.String()
        if column.is_day:
            found[f"{column.code}_text"] = pl.String()
    return pl.Schema(found)


def _frame(
    schema: pl.Schema, columns: memoryview, height: int, texts: pl.Series
) -> tuple[pl.DataFrame, memoryview]:
    """Return the frame whose columns the child wrote first, and the rest of what it wrote."""
    made = []
    for name, kind in schema.items():
        own, columns = columns[: 4 * height], columns[4 * height :]
        is_day = kind == pl.Date()
        numbers = pl.Series(name, np.frombuffer(own, np.int32 if is_day else np.uint32, height))
        if is_day:
            numbers = numbers.set(numbers == NO_DAY, None).cast(pl.Date)
        made.append(texts.gather(numbers).alias(name) if kind == pl.String() else numbers)
    return pl.DataFrame(made), columns


def _listener(tell: Tell | None) -> Callable[[bytes], None] | None:
    if tell is None:
        return None

    def listen(line: bytes) -> None:
        word, _, count = line.partition(b" ")
        if word == b"rows" and count.strip().isdigit():
            tell(int(count))

    return listen


def _head_findings(table: Mapping[str, object], optional: set[str]) -> list[Finding]:
    """Return which columns are missing, and which stand twice."""
    head = table["head"]
    assert isinstance(head, dict)
    sheet = table["sheet"]
    found = []
    for column in dossier_book().column:
        if column.code in head["repeated"]:
            cells = head["repeated"][column.code]
            found.append(
                finding(
                    "dossier.repeated_column", sheet=sheet, cell=cells[-1],
                    found=", ".join(cells), expected=column.label,
                )
            )  # fmt: skip
        elif column.code not in head["columns"] and column.code not in optional:
            found.append(
                finding(
                    "dossier.missing_column", sheet=sheet, line=head["row"],
                    expected=column.label, headings=", ".join(column.headings),
                )
            )  # fmt: skip
    return found
