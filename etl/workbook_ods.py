"""OpenDocument spreadsheets (.ods): every non-empty cell with its kind and its place."""

from __future__ import annotations

import re

from etl.workbook_scan import (
    MAX_COLUMNS,
    MAX_SHEET_ROWS,
    Archive,
    Budget,
    Content,
    Grid,
    Limits,
    Rejected,
    elements,
    finish_all,
    guarded_parser,
    range_text,
)
from etl.workbook_values import iso_date_text, number_text, percent_text

MIME_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_MAX_SPACES = 1_000
_CLOCK = re.compile(r"PT([0-9]{1,4})H([0-9]{1,2})M([0-9]{1,2})(?:[.,][0-9]+)?S")
_MACRO = re.compile(r"Basic/.+/(?!script-l[bc]\.xml)[^/]+\.xml|Scripts/.+", re.IGNORECASE)


def read_ods(archive: Archive, limits: Limits) -> Content:
    """Return the tables of a document in their order; no passwords, macros left out."""
    manifest = "META-INF/manifest.xml"
    if manifest in archive.names and any(
        name == "encryption-data" for name, _ in elements(archive.read(manifest))
    ):
        raise Rejected("encrypted")
    reader = _Walk(limits)
    reader.run(archive.read("content.xml"))
    notes = ["macros_ignored"] if any(map(_MACRO.fullmatch, archive.names)) else []
    notes += ["external_links"] if reader.has_external_links else []
    return Content("ods", finish_all(reader.grids, limits), notes)


def _repeat(attributes: dict[str, str], name: str) -> int:
    count = int(attributes.get(name, "1"))
    if not 1 <= count <= MAX_SHEET_ROWS:
        raise Rejected("unreadable")
    return count


class _Walk:
    """Follows content.xml; repeated rows and cells are expanded only where they hold content."""

    def __init__(self, limits: Limits) -> None:
        self.grids: list[Grid] = []
        self.has_external_links = False
        self._limits = limits
        self._budget = Budget(limits)
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._row = self._column = self._row_repeat = self._annotation = 0
        self._row_cells: list[tuple[int, int, str, str, bool]] = []
        self._cell: dict[str, str] | None = None
        self._parts: list[str] = []
        self._paragraphs = 0
        self._parser = guarded_parser()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def run(self, data: bytes) -> None:
        self._parser.Parse(data, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "style:style":
            self._style = attributes.get("style:name", "")
        elif name == "style:table-properties" and attributes.get("table:display") == "false":
            self._hidden_styles.add(self._style)
        elif name == "table:table-source":
            self.has_external_links = True
        elif name == "table:table":
            if len(self.grids) >= self._limits.max_sheets:
                raise Rejected("too_many_cells", limit=self._limits.max_cells)
            is_hidden = attributes.get("table:style-name", "") in self._hidden_styles
            self.grids.append(Grid(attributes.get("table:name", ""), is_hidden))
            self._row = 0
        elif name == "table:table-row":
            self._row_repeat = _repeat(attributes, "table:number-rows-repeated")
            self._column = 0
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._cell = attributes
            self._parts.clear()
            self._paragraphs = 0
        elif name == "office:annotation":
            self._annotation += 1
        elif self._cell is not None and not self._annotation:
            self._start_text(name, attributes)

    def _start_text(self, name: str, attributes: dict[str, str]) -> None:
        if name == "text:p":
            if self._paragraphs:
                self._parts.append("\n")
            self._paragraphs += 1
            self._parser.CharacterDataHandler = self._parts.append
        elif name == "text:s":
            self._parts.append(" " * min(int(attributes.get("text:c", "1")), _MAX_SPACES))
        elif name == "text:tab":
            self._parts.append("\t")
        elif name == "text:line-break":
            self._parts.append("\n")

    def _end(self, name: str) -> None:
        if name == "text:p":
            self._parser.CharacterDataHandler = None
        elif name == "office:annotation":
            self._annotation -= 1
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._end_cell()
        elif name == "table:table-row":
            self._end_row()

    def _end_cell(self) -> None:
        attributes, self._cell = self._cell or {}, None
        first = self._column + 1
        repeat = _repeat(attributes, "table:number-columns-repeated")
        self._column += repeat
        spans = (
            _repeat(attributes, "table:number-columns-spanned"),
            _repeat(attributes, "table:number-rows-spanned"),
        )
        if spans != (1, 1):
            corner = (self._row + 1, self._row + spans[1], first, first + spans[0] - 1)
            self.grids[-1].merged.append(range_text(*corner))
        kind, text = _value(attributes, "".join(self._parts))
        if not text and kind != "f":
            return
        if self._column > MAX_COLUMNS:
            raise Rejected("unreadable")
        self._row_cells.append((first, repeat, kind, text, "table:formula" in attributes))

    def _end_row(self) -> None:
        rows = range(self._row + 1, self._row + self._row_repeat + 1)
        self._row += self._row_repeat
        if not self._row_cells:
            return
        self._budget.spend(len(rows) * sum(cell[1] for cell in self._row_cells))
        grid = self.grids[-1]
        for row in rows:
            for first, repeat, kind, text, is_formula in self._row_cells:
                for column in range(first, first + repeat):
                    grid.add(row, column, kind, text, is_formula)
        self._row_cells.clear()


def _value(attributes: dict[str, str], shown: str) -> tuple[str, str]:
    """Return (kind, text) of a cell from its typed value, or from its text."""
    if attributes.get("calcext:value-type") == "error":
        return "e", shown
    kind = attributes.get("office:value-type")
    if kind is None:
        return ("f", "") if "table:formula" in attributes and not shown else ("t", shown)
    if kind == "percentage":
        return "p", percent_text(attributes["office:value"])
    if kind in ("float", "currency"):
        return "n", number_text(attributes["office:value"])
    if kind == "boolean":
        return "b", "TRUE" if attributes["office:boolean-value"] == "true" else "FALSE"
    if kind == "date":
        return "d", iso_date_text(attributes["office:date-value"])
    if kind == "time":
        match = _CLOCK.fullmatch(attributes["office:time-value"])
        return "d", ":".join(part.zfill(2) for part in match.groups()) if match else shown
    return "t", attributes.get("office:string-value", shown)
