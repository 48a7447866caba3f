"""The child process that writes values into one file: those cells, and nothing else.

Standard input: eight hexadecimal digits, that many bytes of JSON (the values), the file. Standard
output: ``ready``, then one JSON line, then the mended file. Runs under the limits of reading.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from etl.annotate_book import Package
from etl.annotate_cells import Place
from etl.annotate_worker import MAX_PART, answer
from etl.mend_cells import Mended
from etl.workbook_scan import Archive, Limits
from etl.workbook_xlsx import Book, main_part
from etl.xml_splice import Unpatchable


def mended(data: bytes, values: Sequence[Mapping[str, Any]], limits: Limits) -> tuple[bytes, bool]:
    """Return the file with its values written, and whether it carries macros.

    Unpatchable when its shape is unknown to us.
    """
    archive = Archive(data, limits)
    main = main_part(archive)
    if main is None:
        raise Unpatchable
    book = Book(archive, main)
    package = Package(archive, main)
    parts = {name: part for name, part, _ in book.sheets}
    by_sheet: dict[str, dict[Place, Mapping[str, Any]]] = {}
    for each in values:
        by_sheet.setdefault(each["sheet"], {})[each["row"], each["column"]] = each
    lost_formula = False
    for name, found in by_sheet.items():
        if name not in parts or len(package.read(parts[name])) > MAX_PART:
            raise Unpatchable
        sheet = Mended(package.read(parts[name]), found, book.styles, is_1904=book.is_1904)
        package.put(parts[name], sheet.data)
        lost_formula |= sheet.lost_formula
    if lost_formula:
        package.drop_related("calcChain")
    package.calculate_on_load()
    return package.file(), package.has_macros


def main() -> None:
    """Read standard input under the limits given as JSON and print the mended file."""
    answer(mended)
