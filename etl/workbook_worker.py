"""The child process that reads one uploaded file: standard input to standard output, then ends.

Prints ``ready`` once it runs, then one JSON line: the sheets, or the code of the refusal. Whatever
a hostile file does to a parser, it does it here, under limits, and not to the application.
"""

from __future__ import annotations

import gc
import json
import re
import sys
import zipfile
import zlib
from struct import error as StructError
from typing import Any
from xml.parsers.expat import ExpatError

from etl.workbook_scan import Archive, Content, Grid, Limits, Rejected

UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    ExpatError,
    StructError,
    ArithmeticError,
    EOFError,
    LookupError,
    NotImplementedError,
    ValueError,
)
"""What libraries raise at a damaged file; anything else is a fault of ours."""
PACKAGE = (b"PK\x03\x04", b"PK\x05\x06")
"""How a zip package begins."""
COMPOUND = bytes.fromhex("D0CF11E0A1B11AE1")
"""How an old binary file, or an encrypted one, begins."""
_TEXT_ENDINGS = (".csv", ".tsv", ".txt")
_MARKUP = re.compile(rb"\s*<(?:!doctype|\?xml|html|head|body|table|style|meta|!--)", re.IGNORECASE)
_MIME_PAGE = re.compile(rb"\s*(?:mime-version|content-type):", re.IGNORECASE)
_CONTROL = re.compile(rb"[\x01-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")


def set_limits(limits: Limits) -> None:
    """Bound memory, processor time and output of this process; Windows offers no such limits."""
    if sys.platform == "win32":
        return
    import resource

    for name, value in (
        (resource.RLIMIT_AS, limits.address_space),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, limits.max_output),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(name)
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(name, (bound, bound))


def read(data: bytes, file_name: str, limits: Limits) -> Content:
    """Return the content of a file by what its bytes are, whatever its name says."""
    if data.startswith(PACKAGE):
        return _read_package(Archive(data, limits), limits)
    if data.startswith(COMPOUND):
        from etl.workbook_xls import read_xls

        return read_xls(data, limits)
    check_text(data, file_name)
    from etl.csv_text import read_csv

    return read_csv(data, limits)


def _read_package(archive: Archive, limits: Limits) -> Content:
    if "[Content_Types].xml" in archive.names:
        from etl.workbook_xlsx import main_part, read_xlsx

        main = main_part(archive)
        if main is None:
            raise Rejected("not_spreadsheet")
        return read_xlsx(archive, main, limits)
    from etl.workbook_ods import MIME_TYPE, read_ods

    if "mimetype" in archive.names and archive.read("mimetype").strip().startswith(MIME_TYPE):
        return read_ods(archive, limits)
    raise Rejected("not_spreadsheet")


def check_text(data: bytes, file_name: str) -> None:
    """Raise Rejected unless a file that is no package may be separated text."""
    start = data[:4096].removeprefix(b"\xef\xbb\xbf")
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        start = start.replace(b"\0", b"")[2:]
    if _MARKUP.match(start) or _MIME_PAGE.match(start):
        raise Rejected("html_disguised")
    is_wide = data[:2] in (b"\xff\xfe", b"\xfe\xff") or data[:4096].count(0) * 4 > len(data[:4096])
    if not file_name.lower().endswith(_TEXT_ENDINGS) or start.startswith((b"%PDF", b"{\\rtf")):
        raise Rejected("not_spreadsheet")
    if not is_wide and (b"\0" in data or _CONTROL.search(data)):
        raise Rejected("not_spreadsheet")


def _sheet(grid: Grid) -> dict[str, Any]:
    return {
        "name": grid.name,
        "is_hidden": grid.is_hidden,
        "merged": grid.merged,
        "keys": grid.keys,
        "texts": grid.texts,
        "kinds": "".join(grid.kinds),
        "formulas": grid.formulas,
        "n_rows": grid.n_rows,
        "n_columns": grid.n_columns,
    }


def answer(data: bytes, file_name: str, limits: Limits) -> dict[str, Any]:
    """Return the sheets of a file as plain data, or its refusal."""
    try:
        content = read(data, file_name, limits)
    except BaseException as error:
        refused = refusal_of(error)
        if refused is None:
            raise
        return refused
    return {
        "format": content.format,
        "notes": content.notes,
        "sheets": [_sheet(grid) for grid in content.sheets],
    }


def refusal_of(error: BaseException) -> dict[str, Any] | None:
    """Return what a file is refused for when reading it raised this; None for a fault of ours."""
    if isinstance(error, Rejected):
        return {"refused": error.code, "values": error.values}
    if isinstance(error, MemoryError | RecursionError):
        return {"refused": "too_heavy", "values": {}}
    is_library = type(error).__module__.startswith(("python_calamine", "pyo3_runtime"))
    if isinstance(error, UNREADABLE) or is_library:
        return {"refused": "unreadable", "values": {}}
    return None


def main() -> None:
    """Read standard input under the limits given as JSON and print the answer."""
    options = json.loads(sys.argv[2])
    limits = Limits(**options["limits"])
    set_limits(limits)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    gc.disable()  # a short life with millions of small objects and no cycles
    data = sys.stdin.buffer.read()
    try:
        found = json.dumps(answer(data, options["file_name"], limits), ensure_ascii=False).encode()
    except MemoryError:
        found = b""
    if not 0 < len(found) <= limits.max_output:
        found = json.dumps({"refused": "too_heavy", "values": {}}).encode()
    sys.stdout.buffer.write(found)
    sys.stdout.flush()
