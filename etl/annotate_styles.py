"""The styles part of a file that is annotated: our fill, and every look it is laid over."""

from __future__ import annotations

from xml.parsers.expat import ExpatError

from etl.xml_splice import Edits, Element, Unpatchable, as_utf8, rewritten, tree, with_attribute

COLOUR = "FFFFD3CF"
"""The colour of a wrong cell: no other program offers it, so that we know it again."""

_OURS = (
    '<{p}fill><{p}patternFill patternType="solid"><{p}fgColor rgb="' + COLOUR + '"/>'
    '<{p}bgColor indexed="64"/></{p}patternFill></{p}fill>'
)
_FONT = (
    '<{p}font>{bold}{line}<{p}sz val="{size}"/>{colour}<{p}name val="Times New Roman"/></{p}font>'
)
_MOST_STYLES = 64_000
"""A spreadsheet program opens no more cell formats than about this many."""


class Styles:
    """Cell formats by index; new ones are appended, equal ones found again."""

    def __init__(self, data: bytes) -> None:
        """Read a styles part; Unpatchable when it has no list of cell formats or fills."""
        self._data = as_utf8(data)
        root = tree(self._data)
        self._prefix = root.prefix
        lists = {name: root.child(name) for name in ("fonts", "fills", "cellXfs")}
        self._lists: dict[str, Element] = {}
        self._known: dict[str, list[str]] = {}
        self._old: dict[str, int] = {}
        for name, element in lists.items():
            if element is None or not element.children:
                raise Unpatchable
            self._lists[name] = element
            self._known[name] = [
                self._data[each.start : each.end].decode() for each in element.children
            ]
            self._old[name] = len(element.children)
        self._xfs = [dict(each.attributes) for each in self._lists["cellXfs"].children]
        self._marked: dict[tuple[int, int], int] = {}
        self._ours = {
            place
            for place, each in enumerate(self._lists["fills"].children)
            if any(child.attribute("rgb") == COLOUR for child in each.all("fgColor"))
        }

    def marked(self) -> frozenset[int]:
        """Return the cell formats that already carry our fill."""
        return frozenset(
            index for index, xf in enumerate(self._xfs) if self._fill_of(xf) in self._ours
        )

    def _fill_of(self, xf: dict[str, str]) -> int:
        value = xf.get("fillId", "0")
        return int(value) if value.isdigit() else 0

    def fill_text(self, style: int) -> str:
        """Return the fill of a cell format as text that can be put back; empty for none."""
        if style >= self._old["cellXfs"]:
            return ""
        fill = self._fill_of(self._xfs[style])
        children = self._lists["fills"].children
        return rewritten(children[fill], "") if 1 < fill < len(children) else ""

    def mark(self, style: int) -> int:
        """Return the cell format that is the given one with our fill."""
        return self._laid(style, self._ensure("fills", _OURS.format(p=self._prefix)))

    def unmark(self, style: int, fill_text: str) -> int:
        """Return the cell format that is the given one with the fill it had before."""
        return self._laid(style, self._fill_again(fill_text))

    def _fill_again(self, text: str) -> int:
        try:
            fill = tree(text.encode()) if text else None
        except (ExpatError, Unpatchable, ValueError):
            fill = None
        if fill is None or fill.local != "fill":
            return 0
        wanted = rewritten(fill, "")
        for place, each in enumerate(self._lists["fills"].children):
            if rewritten(each, "") == wanted:
                return place
        return self._ensure("fills", rewritten(fill, self._prefix))

    def _laid(self, style: int, fill: int) -> int:
        style = style if style < len(self._xfs) else 0
        if (style, fill) not in self._marked:
            text = self._known["cellXfs"][style].encode()
            end = text.index(b">") + 1
            tag = with_attribute(with_attribute(text[:end], "fillId", fill), "applyFill", 1)
            self._marked[style, fill] = self._ensure("cellXfs", (tag + text[end:]).decode())
        return self._marked[style, fill]

    def _ensure(self, name: str, text: str) -> int:
        known = self._known[name]
        if text in known:
            return known.index(text)
        if len(known) >= _MOST_STYLES:
            raise Unpatchable
        known.append(text)
        return len(known) - 1

    def look(self, *, bold: bool = False, link: bool = False, head: bool = False) -> int:
        """Return a cell format of the list sheet: plain text, wrapped, at the top."""
        prefix = self._prefix
        font = _FONT.format(
            p=prefix,
            bold=f"<{prefix}b/>" if bold else "",
            line=f"<{prefix}u/>" if link else "",
            colour=f'<{prefix}color rgb="FF0B5CAD"/>' if link else "",
            size=12,
        )
        font_id = self._ensure("fonts", font)
        fill_id = self._ensure("fills", _OURS.format(p=prefix)) if head else 0
        return self._ensure(
            "cellXfs",
            f'<{prefix}xf numFmtId="49" fontId="{font_id}" fillId="{fill_id}" borderId="0" xfId="0"'
            ' applyNumberFormat="1" applyFont="1" applyFill="1" applyAlignment="1">'
            f'<{prefix}alignment vertical="top"{"" if bold and not head else WRAP}/></{prefix}xf>',
        )

    def result(self) -> bytes:
        """Return the styles part with what was added."""
        edits = Edits(self._data)
        for name, element in self._lists.items():
            known = self._known[name]
            added = "".join(known[self._old[name] :]).encode()
            if added:
                tag = with_attribute(self._data[element.start : element.inner], "count", len(known))
                edits.put(element.start, element.inner, tag)
                edits.append(element, added)
        return edits.result()


WRAP = ' wrapText="1"'
