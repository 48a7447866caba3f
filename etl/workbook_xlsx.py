"""Office Open XML spreadsheets (.xlsx, .xlsm): every non-empty cell with its kind and its place.

Numbers keep their stored decimal text, percent and date styles become kinds, formulas are read by
their cached value and never run.
"""

from __future__ import annotations

import posixpath
import re
from functools import cache, cached_property

from etl.workbook_cells import Mode, read_cells, shared_strings, text_value
from etl.workbook_scan import (
    Archive,
    Budget,
    Content,
    Grid,
    Limits,
    Rejected,
    elements,
    finish_all,
)
from etl.workbook_values import builtin_format_kind, format_kind, iso_date_text, number_text, styled

_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_MACRO = "application/vnd.ms-excel."
_MAIN_TYPES = (
    _MAIN + "sheet.main+xml",
    _MAIN + "template.main+xml",
    _MACRO + "sheet.macroEnabled.main+xml",
    _MACRO + "template.macroEnabled.main+xml",
)
_MACRO_TYPES = ("macroenabled.main+xml", "vbaproject", "macrosheet+xml", "intlmacrosheet+xml")


class Book:
    """What the sheets share: styles, strings, the calendar and the addresses of the parts."""

    def __init__(self, archive: Archive, main: str) -> None:
        """Read the workbook part and what it relates to; macros are refused."""
        self.archive = archive
        self.folder = posixpath.dirname(main)
        self.is_1904 = False
        self.is_stale = False
        self.has_macros = _has_macros(archive)
        self.sheets: list[tuple[str, str, bool]] = []
        self.has_external_links = any("/externallinks/" in name.lower() for name in archive.names)
        targets = self._targets(main)
        for name, attributes in elements(archive.read(main)):
            if name == "workbookPr":
                self.is_1904 = attributes.get("date1904") in ("1", "true")
            elif name == "calcPr":
                self.is_stale = attributes.get("fullCalcOnLoad") in ("1", "true")
            elif name == "sheet":
                kind, part = targets[attributes["id"]]
                if kind == "worksheet":
                    is_hidden = attributes.get("state", "visible") != "visible"
                    self.sheets.append((attributes["name"], part, is_hidden))
        parts = {kind: part for kind, part in targets.values()}
        strings_part = parts.get("sharedStrings")
        self.texts = shared_strings(archive.read(strings_part)) if strings_part else []
        self.styles = self._styles(parts.get("styles"))

    @cached_property
    def strings(self) -> dict[str, str]:
        """Return the shared strings by their stored index."""
        return {str(index): text for index, text in enumerate(self.texts)}

    def _targets(self, main: str) -> dict[str, tuple[str, str]]:
        name = f"{self.folder}/_rels/{posixpath.basename(main)}.rels".lstrip("/")
        found = {}
        for element, attributes in elements(self.archive.read(name)):
            if element != "Relationship":
                continue
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.has_macros |= kind.lower() in ("vbaproject", "xlmacrosheet", "xlintlmacrosheet")
            target = posixpath.normpath(posixpath.join("/", self.folder, attributes["Target"]))
            found[attributes["Id"]] = (kind, target.lstrip("/"))
        return found

    def _styles(self, part: str | None) -> list[str]:
        codes: dict[str, str] = {}
        kinds: list[str] = []
        is_inside = False
        for name, attributes in elements(self.archive.read(part)) if part else []:
            if name == "numFmt" and "numFmtId" in attributes:
                codes[attributes["numFmtId"]] = attributes.get("formatCode", "")
            elif name in ("cellXfs", "cellStyles", "dxfs"):
                is_inside = name == "cellXfs"
            elif name == "xf" and is_inside:
                number = attributes.get("numFmtId", "0")
                code = codes.get(number)
                kinds.append(format_kind(code) if code else builtin_format_kind(int(number)))
        return kinds

    def notes(self, *, has_formulas: bool) -> list[str]:
        """Return what is noted of the workbook as a whole."""
        notes = ["macros_ignored"] if self.has_macros else []
        if self.has_external_links:
            notes.append("external_links")
        if self.is_stale and has_formulas:
            notes.append("formulas_not_recalculated")
        return notes

    def mode(self, style: str | None, kind: str | None) -> Mode:
        """Return how stored values of a cell style and a cell type are shown."""
        if kind == "s":
            return "t", self.strings.__getitem__
        if kind in ("inlineStr", "str"):
            return "t", text_value
        if kind == "b":
            return "b", lambda value: "TRUE" if value.strip() in ("1", "true") else "FALSE"
        if kind == "e":
            return "e", str.strip
        if kind == "d":
            return "d", iso_date_text
        if kind not in (None, "n"):
            raise Rejected("unreadable")
        index = int(style or 0)
        shown = self.styles[index] if index < len(self.styles) else "n"
        if shown == "n":
            return "n", number_text
        is_1904 = self.is_1904
        return "", cache(lambda value: "".join(styled(shown, value, is_1904)))


_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^<>]*?ref=[\"']([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"
)
_MAX_MERGED = 100_000


def main_part(archive: Archive) -> str | None:
    """Return the address of the workbook part; None if the package is no spreadsheet.

    The binary format is refused. A workbook with macros is read like any other: only cells of
    worksheets are looked at, and nothing of a macro, not even a macro sheet.
    """
    main = None
    for name, attributes in elements(archive.read("[Content_Types].xml")):
        content_type = attributes.get("ContentType", "")
        if name not in ("Override", "Default"):
            continue
        if "sheet.binary" in content_type:
            raise Rejected("unsupported_format")
        if name == "Override" and content_type in _MAIN_TYPES:
            main = attributes["PartName"].lstrip("/")
    return main


def _has_macros(archive: Archive) -> bool:
    types = (
        attributes.get("ContentType", "").lower()
        for _, attributes in elements(archive.read("[Content_Types].xml"))
    )
    return any("vbaproject" in name.lower() for name in archive.names) or any(
        each.endswith(_MACRO_TYPES) for each in types
    )


def read_xlsx(archive: Archive, main: str, limits: Limits) -> Content:
    """Return the worksheets of a workbook in their order; chart sheets are left out."""
    book = Book(archive, main)
    if len(book.sheets) > limits.max_sheets:
        raise Rejected("too_many_cells", limit=limits.max_cells)
    budget = Budget(limits)
    grids = []
    for name, part, is_hidden in book.sheets:
        grid = Grid(name, is_hidden)
        data = archive.read(part)
        read_cells(data, book.mode, grid, budget)
        tail = data[max(data.rfind(b"sheetData>"), 0) :]
        grid.merged = [found.decode() for found in _MERGED.findall(tail)[:_MAX_MERGED]]
        grids.append(grid)
    notes = book.notes(has_formulas=any(grid.formulas for grid in grids))
    return Content("xlsx", finish_all(grids, limits), notes)
