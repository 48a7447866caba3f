"""The cells and shared strings of one .xlsx part, by a pattern or by expat; both agree.

A part is first checked as a whole by expat (well-formed, no document type). What has the plain
shape that Excel, LibreOffice and the usual libraries write is then taken by one pattern; anything
else is walked by expat, slower, with the same result.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from etl.workbook_scan import Budget, Grid, Rejected, column_number, guarded_parser

# How stored values of one type and style are shown: (kind letter, text of a value); with an empty
# kind letter the text of each value starts with its own.
Mode = tuple[str, Callable[[str], str]]
Converter = Callable[[str | None, str | None], Mode]

_CHUNK = 4 * 1024 * 1024
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def _unescaped(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return match[0] if code == 0 or 0xD800 <= code <= 0xDFFF else chr(code)


def text_value(value: str) -> str:
    """Return stored text with its ``_x000D_`` escapes (ECMA-376 part 1, 22.9.2.19) undone."""
    return _ESCAPED.sub(_unescaped, value) if "_x" in value else value


def _dereference(match: re.Match[str]) -> str:
    if match[3]:
        return _NAMED[match[3]]
    return chr(int(match[1], 16) if match[1] else int(match[2]))


def dereferenced(text: str) -> str:
    """Return text of a document with its character references undone."""
    return _REFERENCE.sub(_dereference, text) if "&" in text else text


_SPACED = b'<t xml:space="preserve">'
_ODD = (b"<!", b"\r")


def is_plain_xml(data: bytes) -> bool:
    """Check a document and say whether a pattern sees in it exactly what a parser sees."""
    encodings: list[str | None] = []
    parser = guarded_parser()
    parser.XmlDeclHandler = lambda _version, encoding, _alone: encodings.append(encoding)
    parser.Parse(data, True)
    is_utf8 = all((name or "utf-8").lower() in ("utf-8", "us-ascii") for name in encodings)
    return (
        is_utf8
        and data.lstrip(b"\xef\xbb\xbf")[:1] == b"<"
        and data.count(b"<?") == len(encodings)
        and not any(mark in data for mark in _ODD)
    )


def shared_strings(data: bytes) -> list[str]:
    """Return every shared string in order, phonetic readings left out."""
    if is_plain_xml(data):
        strings_data = data[data.find(b"<si>") : data.rfind(b"</si>") + len(b"</si>")]
        body = strings_data.replace(_SPACED, b"<t>").decode()
        found = body.removeprefix("<si><t>").removesuffix("</t></si>").split("</t></si><si><t>")
        is_plain = body.startswith("<si><t>") and body.endswith("</t></si>")
        # no string has a tag of another shape, and there is none before or behind
        if is_plain and body.count("<") == 4 * len(found) and data.count(b"<si") == len(found):
            values = dereferenced("\0".join(found)).split("\0") if "&" in body else found
            return [text_value(value) for value in values] if "_x" in body else values
    strings: list[str] = []
    parts: list[str] = []
    skipped = 0

    def start(name: str, _attributes: dict[str, str]) -> None:
        nonlocal skipped
        local = name.rpartition(":")[2]
        skipped += local == "rPh"
        parser.CharacterDataHandler = parts.append if local == "t" and not skipped else None

    def end(name: str) -> None:
        nonlocal skipped
        local = name.rpartition(":")[2]
        parser.CharacterDataHandler = None
        skipped -= local == "rPh"
        if local == "si":
            strings.append(text_value("".join(parts)))
            parts.clear()

    parser = guarded_parser()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.Parse(data, True)
    return strings


_CELL = re.compile(
    r'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"([^<>]*)>'
    r"(<f(?: [^<>]*)?(?:/>|>[^<>]*</f>))?"
    r"(?:<v ?/>|<(?:v|is><t(?: xml:space=\"preserve\")?)>([^<]*)</(?:v|t></is)>)?</c>"
)
ATTRIBUTES = re.compile(r'(?: (?:s="(?P<s>[0-9]{1,6})"|t="(?P<t>[a-zA-Z]+)"|(?:cm|vm)="[0-9]+"))*')
"""What a plain cell may carry beside its place: style ``s``, type ``t``."""
_CLOSINGS = (b"</c>", b"</v>", b"</f>", b"</t>", b"</is>", b"</row>")


class _Modes(dict[str, Mode]):
    """The conversion for each run of cell attributes; few differ in one sheet."""

    def __init__(self, converter: Converter) -> None:
        super().__init__()
        self._converter = converter

    def __missing__(self, attributes: str) -> Mode:
        match = ATTRIBUTES.fullmatch(attributes)
        if match is None:
            raise Rejected("unreadable")
        self[attributes] = mode = self._converter(match["s"], match["t"])
        return mode


def _section(data: bytes) -> tuple[int, int] | None:
    """Return where the cells lie if the pattern can take them all, else None."""
    is_plain = is_plain_xml(data)
    begin, end = data.find(b"<sheetData>"), data.find(b"</sheetData>")
    if begin < 0 or end < begin or not is_plain:
        return None
    closings = sum(data.count(mark, begin, end) for mark in _CLOSINGS)
    return (begin, end) if closings == data.count(b"</", begin, end) else None


def by_pattern(data: bytes, converter: Converter, grid: Grid, budget: Budget) -> bool:
    """Fill the grid by the pattern; False if some cell has another shape than the plain one."""
    span = _section(data)
    if span is None:
        return False
    begin, end = span
    modes = _Modes(converter)
    columns: dict[str, int] = {}
    keys, texts, kinds = grid.keys, grid.texts, grid.kinds
    while begin < end:
        stop = data.find(b"</row>", min(begin + _CHUNK, end), end)
        stop = end if stop < 0 else stop + 6
        cells = _CELL.findall(data[begin:stop].decode())
        if len(cells) != data.count(b"</c>", begin, stop):
            return False
        if not all(map(ATTRIBUTES.fullmatch, {cell[2] for cell in cells})):
            return False
        budget.spend(len(cells))
        for letters, row, attributes, formula, raw in cells:
            if raw:
                kind, show = modes[attributes]
                text = show(dereferenced(raw))
                if not kind:
                    kind, text = text[0], text[1:]
                if not text:
                    continue
            elif formula and 't="str"' not in attributes:
                kind, text = "f", ""
            else:
                continue
            column = columns.get(letters)
            if column is None:
                column = columns[letters] = column_number(letters) - 1
            key = int(row) << 14 | column
            keys.append(key)
            texts.append(text)
            kinds.append(kind)
            if formula:
                grid.formulas.append(key)
        begin = stop
    return True


_REF = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


class _Walk:
    """The same cells by expat events, for sheets of any other shape."""

    def __init__(self, converter: Converter, grid: Grid, budget: Budget) -> None:
        self._converter = converter
        self._modes: dict[tuple[str | None, str | None], Mode] = {}
        self._grid = grid
        self._budget = budget
        self._parts: list[str] = []
        self._row = self._column = self._skipped = 0
        self._style: str | None = None
        self._type: str | None = None
        self._is_formula = self._is_cell = False
        self._parser = guarded_parser()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def run(self, data: bytes) -> None:
        self._parser.Parse(data, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
        elif local == "c":
            self._place(attributes.get("r"))
            self._style, self._type = attributes.get("s"), attributes.get("t")
            self._is_formula, self._is_cell = False, True
        elif local == "f":
            self._is_formula = True
        elif local == "rPh":
            self._skipped += 1
        wanted = self._is_cell and not self._skipped and local in ("v", "t")
        self._parser.CharacterDataHandler = self._parts.append if wanted else None

    def _place(self, reference: str | None) -> None:
        if reference is None:
            self._column += 1
            return
        match = _REF.fullmatch(reference)
        if match is None:
            raise Rejected("unreadable")
        self._column, self._row = column_number(match[1]), int(match[2])

    def _end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        self._parser.CharacterDataHandler = None
        if local == "rPh":
            self._skipped -= 1
        elif local == "c":
            self._is_cell = False
            self._budget.spend(1)
            raw = "".join(self._parts)
            self._parts.clear()
            self._emit(raw)

    def _emit(self, raw: str) -> None:
        kind, text = "f", ""
        if raw:
            mode = (self._style, self._type)
            if mode not in self._modes:
                self._modes[mode] = self._converter(*mode)
            kind, show = self._modes[mode]
            text = show(raw)
            if not kind:
                kind, text = text[0], text[1:]
        if text or (not raw and self._is_formula and self._type != "str"):
            self._grid.add(self._row, self._column, kind, text, self._is_formula)


def read_cells(data: bytes, converter: Converter, grid: Grid, budget: Budget) -> None:
    """Fill the grid with every non-empty cell of a worksheet part."""
    left = budget.left
    if by_pattern(data, converter, grid, budget):
        return
    budget.left = left
    for column in (grid.keys, grid.texts, grid.kinds, grid.formulas):
        column.clear()
    _Walk(converter, grid, budget).run(data)
