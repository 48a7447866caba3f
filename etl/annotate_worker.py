"""The child process that marks one file: the package's parts edited, everything else copied.

Standard input: eight hexadecimal digits, that many bytes of JSON (the findings), the file. Standard
output: ``ready``, then one JSON line, then the marked file. Runs under the limits of reading.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from etl.annotate_book import Package, Relations
from etl.annotate_cells import Part, Place, places_of, unselected
from etl.annotate_list import ASKING_SHEET, LIST_SHEET, LIST_SHEETS, is_list, list_part, memory
from etl.annotate_notes import Notes, has_ours, written
from etl.annotate_styles import Styles
from etl.workbook_cells import read_cells
from etl.workbook_scan import Archive, Budget, Grid, Limits, Rejected, column_letters
from etl.workbook_worker import UNREADABLE, set_limits
from etl.workbook_xlsx import Book, main_part
from etl.xml_splice import Unpatchable, as_utf8
from schemas.findings import SEVERITY_LABELS

MAX_PART = 24 * 1024 * 1024
"""Largest worksheet part whose cells are marked, in bytes: about twenty thousand full rows."""

MAX_PLACES = 200
"""Most cells marked for one finding."""

MAX_MARKED = 4_000
"""Most cells marked in a file; the list names every finding all the same."""

Edit = Callable[[bytes, list[dict[str, Any]], Limits], tuple[bytes, bool]]
"""Makes of a file and what to write into it the edited file, and tells whether it has macros."""

_TOO_LONG = "Trang “{sheet}” quá dài nên không tô màu; danh sách này vẫn ghi đủ."
_TOO_MANY = "Có quá nhiều ô sai nên chỉ tô màu {most} ô đầu; danh sách này vẫn ghi đủ."
_NO_COMMENTS = "Trang “{sheet}” không nhận được ghi chú; các ô vẫn được tô màu."


def annotated(
    data: bytes, findings: Sequence[Mapping[str, Any]], limits: Limits
) -> tuple[bytes, bool]:
    """Return the file with its wrong cells marked, and whether it carries macros.

    Unpatchable when its shape is unknown to us.
    """
    archive = Archive(data, limits)
    main = main_part(archive)
    if main is None:
        raise Unpatchable
    book = Book(archive, main)
    package = Package(archive, main)
    return _Marking(book, package, findings, limits).file(), package.has_macros


class _Marking:
    """One file on its way: which cells are told what, and what each looked like before."""

    def __init__(
        self, book: Book, package: Package, findings: Sequence[Mapping[str, Any]], limits: Limits
    ) -> None:
        self.book, self.package, self.limits = book, package, limits
        self.findings = findings
        self.notes: list[str] = []
        self.list_name: str | None = None
        self.list_at: str | None = None
        self.before: dict[tuple[str, str], str] = {}
        self.remembered: dict[tuple[str, str], str] = {}
        self.styles = Styles(package.read(package.styles_part))
        self._find_list()
        self.words = self._words()

    def _find_list(self) -> None:
        for name, part, _ in self.book.sheets:
            if not name.startswith(LIST_SHEETS):
                continue
            grid = Grid(name)
            read_cells(self.package.read(part), self.book.mode, grid, Budget(self.limits))
            if grid.keys and is_list(name, grid.texts[0] if grid.keys[0] == 1 << 14 else None):
                self.list_name, self.list_at = name, part
                self.remembered = memory(grid)

    def _words(self) -> dict[str, dict[Place, str]]:
        """Return what each cell to mark is told, by sheet."""
        found: dict[str, dict[Place, str]] = {}
        left = MAX_MARKED
        for each in self.findings:
            if not each.get("sheet") or not each.get("cell"):
                continue
            words = found.setdefault(each["sheet"], {})
            places = places_of(each["cell"], min(MAX_PLACES, left))
            left -= len(places)
            for number, place in enumerate(places):
                text = f"{each['message']}\n→ {each['action']}" if number == 0 else each["message"]
                words[place] = f"{words[place]}\n\n{text}" if place in words else text
        if left <= 0:
            self.notes.append(_TOO_MANY.format(most=MAX_MARKED))
        return found

    def file(self) -> bytes:
        names = set()
        for block, (name, part, _) in enumerate(self.book.sheets, 1):
            if part == self.list_at:
                continue
            names.add(name)
            self.package.put(part, self._sheet(name, part, block))
        self.package.unselect_others([part for _, part, _ in self.book.sheets])
        listed = [{**each, "has_sheet": each.get("sheet") in names} for each in self.findings]
        is_asking = all(each["severity"] == SEVERITY_LABELS["confirm"] for each in self.findings)
        content = list_part(listed, self.before, self.notes, self.styles, is_asking=is_asking)
        if self.list_at is not None:
            self.package.put(self.list_at, content)
            self.package.rename_sheet(str(self.list_name), _free_name(names, is_asking=is_asking))
            self.package.show_first()
        else:
            self.package.add_first_sheet(_free_name(names, is_asking=is_asking), content)
        self.package.put(self.package.styles_part, self.styles.result())
        return self.package.file()

    def _sheet(self, name: str, part: str, block: int) -> bytes:
        data = self.package.read(part)
        words = self.words.get(name, {})
        relations = Relations(self.package, part)
        comments_part = relations.target("comments")
        comments = self.package.read(comments_part) if comments_part else b""
        marked = self.styles.marked()
        if not words and not has_ours(comments) and not marked:
            return unselected(data)
        if len(data) > MAX_PART:
            if words:
                self.notes.append(_TOO_LONG.format(sheet=name))
            return unselected(data)
        data = as_utf8(data)
        sheet = Part(data, frozenset(row for row, _ in words), marked)
        formats = self._formats(name, sheet, words, marked)
        drawing = None
        if words or has_ours(comments):
            vml_part = relations.by_id(sheet.legacy_drawing)
            vml = self.package.read(vml_part) if vml_part else b""
            if sheet.legacy_drawing and not vml:
                self.notes.append(_NO_COMMENTS.format(sheet=name))
            else:
                made = written(Notes(comments, vml) if comments or vml else None, words, block)
                relations.keep("comments", comments_part, made.comments)
                relation = relations.keep("vmlDrawing", vml_part, made.drawing)
                if sheet.legacy_drawing is None:
                    drawing = relation
        return unselected(
            sheet.edited(formats, None if drawing is None else _legacy_drawing(drawing))
        )

    def _formats(
        self, name: str, sheet: Part, words: Mapping[Place, str], marked: frozenset[int]
    ) -> dict[Place, int]:
        formats: dict[Place, int] = {}
        for place, (_, style) in sheet.found.items():
            if style in marked:
                fill = self.remembered.get((name, _address(place)), "")
                formats[place] = self.styles.unmark(style, fill)
                if place in words:
                    self.before[name, _address(place)] = fill
        for place in words:
            base = formats.get(place, sheet.base_style(place))
            self.before.setdefault((name, _address(place)), self.styles.fill_text(base))
            formats[place] = self.styles.mark(base)
        return formats


def _address(place: Place) -> str:
    return f"{column_letters(place[1])}{place[0]}"


def _legacy_drawing(relation: str) -> Any:
    names = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return lambda prefix: f'<{prefix}legacyDrawing xmlns:r="{names}" r:id="{relation}"/>'


def _free_name(names: set[str], *, is_asking: bool) -> str:
    lower = {name.casefold() for name in names}
    wanted = ASKING_SHEET if is_asking else LIST_SHEET
    tried = (wanted, *(f"{wanted} ({number})" for number in range(2, 300)))
    return next(name for name in tried if name.casefold() not in lower)


def edited_or_nothing(
    edit: Edit, data: bytes, words: list[dict[str, Any]], limits: Limits
) -> tuple[bytes, bool]:
    """Return the edited file and whether it carries macros; nothing for a shape we do not edit."""
    try:
        return edit(data, words, limits)
    except (Unpatchable, Rejected, MemoryError, RecursionError, *UNREADABLE):
        return b"", False


def answer(edit: Edit) -> None:
    """Read what to edit, and the file, under the limits given as JSON; print the edited file."""
    limits = Limits(**json.loads(sys.argv[2])["limits"])
    set_limits(limits)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    stream = sys.stdin.buffer
    words = json.loads(stream.read(int(stream.read(8), 16)))
    out, has_macros = edited_or_nothing(edit, stream.read(), words, limits)
    sys.stdout.write(json.dumps({"is_done": bool(out), "has_macros": has_macros}) + "\n")
    sys.stdout.flush()
    sys.stdout.buffer.write(out)
    sys.stdout.flush()


def main() -> None:
    """Read standard input under the limits given as JSON and print the marked file."""
    answer(annotated)
