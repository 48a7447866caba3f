"""The child that reads and marks many mutants one after another, under the limits of reading.

A process for each file is what the product does; here one serves a batch, and the file that kills
it is tried again alone, as the product would.
"""

from __future__ import annotations

import json
import struct
import sys
import traceback
from typing import Any, BinaryIO

from etl.annotate_list import is_list
from etl.annotate_worker import annotated, edited_or_nothing
from etl.workbook_scan import Limits
from etl.workbook_worker import answer, set_limits

LIMITS = Limits(cpu_seconds=120, address_space=2048 * 1024 * 1024)
_SAID = "Trang “{sheet}”, ô C5: thử."


def pack(files: list[tuple[str, bytes]]) -> bytes:
    """Return files as one stream: lengths, name, bytes."""
    parts = []
    for name, data in files:
        words = name.encode()
        parts += [struct.pack("<II", len(words), len(data)), words, data]
    return b"".join(parts)


def _unpacked(stream: BinaryIO) -> Any:
    while head := stream.read(8):
        name, size = struct.unpack("<II", head)
        yield stream.read(name).decode(), stream.read(size)


def _marking(data: bytes, found: dict[str, Any]) -> str | None:
    """Mark a file that was read; return what went wrong with that."""
    told = [
        {
            "code": "value.not_number", "severity": "phải sửa", "sheet": each["name"], "cell": cell,
            "message": _SAID.format(sheet=each["name"]), "action": "Ghi lại.", "found": "=1",
        }
        for each in found["sheets"][:3]
        for cell in ("C5", "A1:B2", "ZZ99")
    ]  # fmt: skip
    marked, _ = edited_or_nothing(annotated, data, told, LIMITS)
    if not marked:
        return None
    again = answer(marked, "a.xlsx", LIMITS)
    if "refused" in again:
        return f"marked file refused: {again}"
    kept = [each for each in again["sheets"] if not is_list(each["name"], _first(each))]
    before = [each for each in found["sheets"] if not is_list(each["name"], _first(each))]
    return None if kept == before else "marking changed what is read"


def _first(sheet: dict[str, Any]) -> str | None:
    return sheet["texts"][0] if sheet["keys"] and sheet["keys"][0] == 1 << 14 else None


def main() -> None:
    """Answer every file of standard input with one line of JSON."""
    set_limits(LIMITS)
    for name, data in _unpacked(sys.stdin.buffer):
        try:
            found = answer(data, name, LIMITS)
            wrong = None
            if "sheets" in found and found["format"] == "xlsx":
                wrong = _marking(data, found)
            line = {"found": found, "wrong": wrong}
        except BaseException:
            line = {"found": None, "wrong": traceback.format_exc()[-1500:]}
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
