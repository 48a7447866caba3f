"""The comments of one sheet: ours put in beside the user's own, and taken out again.

A comment is an entry in the comments part and a box in the drawing (VML) of the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from etl.annotate_cells import Place, places_of
from etl.workbook_scan import column_letters
from etl.xml_splice import Edits, Element, Unpatchable, as_utf8, plain, tree

AUTHOR = "Thi Đua"
MARK = "CẦN SỬA (Thi Đua)"
"""The first line of every comment of ours: what follows it is ours too."""

_GAP = "\n\n"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NAMES = (b"urn:schemas-microsoft-com:vml", b"urn:schemas-microsoft-com:office:office",
          b"urn:schemas-microsoft-com:office:excel")  # fmt: skip
_SHAPE = re.compile(rb"<v:shape\b(?:(?!<v:shape\b).)*?</v:shape>", re.DOTALL)
_ROW = re.compile(rb"<x:Row>\s*([0-9]+)\s*</x:Row>")
_COLUMN = re.compile(rb"<x:Column>\s*([0-9]+)\s*</x:Column>")
_BLOCK = re.compile(rb"<o:idmap\b[^<>]*\bdata=[\"']([0-9]{1,6})")
_NUMBER = re.compile(rb"_x0000_s([0-9]{1,9})\b")
_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_BOX = (
    '<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;'
    'margin-left:60pt;margin-top:2pt;width:300pt;height:130pt;z-index:1;visibility:hidden" '
    'fillcolor="#fff4f2" o:insetmode="auto"><v:fill color2="#fff4f2"/>'
    '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left}, 15, {top}, 2, {right}, 60, {bottom}, 6</x:Anchor>"
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column>"
    "</x:ClientData></v:shape>"
)


@dataclass(frozen=True, slots=True)
class Notes:
    """The two parts of a sheet's comments."""

    comments: bytes
    drawing: bytes


def has_ours(comments: bytes) -> bool:
    """Tell whether a comments part holds a comment of ours."""
    return MARK.encode() in comments


def written(notes: Notes | None, ours: Mapping[Place, str], block: int) -> Notes:
    """Return a sheet's comments with ours and without our earlier ones.

    ``block`` numbers the drawing among those of the workbook, for a sheet that has none yet.
    """
    comments = as_utf8(notes.comments) if notes and notes.comments else _empty_comments()
    drawing = notes.drawing if notes and notes.drawing else _empty_drawing(block)
    if any(name not in drawing for name in _NAMES) or b"</xml>" not in drawing:
        drawing = _empty_drawing(block)
    kept, gone, texts = _without_ours(comments)
    comments = _with_ours(kept, ours, texts)
    drawing = _boxes(drawing, gone - set(ours), [each for each in ours if each not in texts])
    return Notes(comments, drawing)


def _empty_comments() -> bytes:
    return f'{_XML}<comments xmlns="{_MAIN}"><authors/><commentList/></comments>'.encode()


def _empty_drawing(block: int) -> bytes:
    return (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
        f'<o:idmap v:ext="edit" data="{block}"/></o:shapelayout>{_SHAPE_TYPE}'
        "</xml>"
    ).encode()


def _place(comment: Element) -> Place | None:
    places = places_of(comment.attribute("ref") or "", 1)
    return places[0] if places else None


def _without_ours(data: bytes) -> tuple[bytes, set[Place], dict[Place, str]]:
    """Return the part with the user's words only, places emptied by it, and places that remain."""
    edits = Edits(data)
    gone: set[Place] = set()
    texts: dict[Place, str] = {}
    for comment in tree(data).all("comment"):
        place = _place(comment)
        pieces = list(comment.all("t"))
        whole = "".join(piece.text for piece in pieces)
        at = whole.find(MARK)
        if place is None or at < 0:
            if place is not None:
                texts[place] = whole
            continue
        left = whole[:at].removesuffix(_GAP)
        if not left.strip():
            edits.put(comment.start, comment.end, b"")
            gone.add(place)
            continue
        texts[place] = left
        room = len(left)
        for piece in pieces:
            if len(piece.text) > room:
                edits.put(piece.inner, piece.tail, plain(piece.text[:room]).encode())
            room = max(room - len(piece.text), 0)
    return edits.result(), gone, texts


def _with_ours(data: bytes, ours: Mapping[Place, str], texts: Mapping[Place, str]) -> bytes:
    if not ours:
        return data
    root = tree(data)
    edits = Edits(data)
    prefix = root.prefix
    authors, comments = root.child("authors"), root.child("commentList")
    if authors is None or comments is None:
        raise Unpatchable
    names = [each.text for each in authors.children]
    if AUTHOR not in names:
        edits.append(authors, f"<{prefix}author>{AUTHOR}</{prefix}author>".encode())
        names.append(AUTHOR)
    author = names.index(AUTHOR)
    beside = {_place(each): each.child("text") for each in comments.children}
    new = []
    for place, words in ours.items():
        text = beside.get(place) if place in texts else None
        before = _GAP if text is not None and texts[place].strip() else ""
        run = (
            f'<{prefix}r><{prefix}t xml:space="preserve">{plain(before + MARK)}\n{plain(words)}'
            f"</{prefix}t></{prefix}r>"
        )
        if text is not None:
            edits.append(text, run.encode())
        else:
            ref = f"{column_letters(place[1])}{place[0]}"
            new.append(
                f'<{prefix}comment ref="{ref}" authorId="{author}"><{prefix}text>{run}'
                f"</{prefix}text></{prefix}comment>"
            )
    if new:
        edits.append(comments, "".join(new).encode())
    return edits.result()


def _boxes(drawing: bytes, gone: set[Place], new: list[Place]) -> bytes:
    """Return the drawing without the boxes of the places gone and with those of the new ones."""
    has: set[Place] = set()

    def kept(match: re.Match[bytes]) -> bytes:
        row, column = _ROW.search(match[0]), _COLUMN.search(match[0])
        if b'ObjectType="Note"' not in match[0] or not row or not column:
            return match[0]
        place = (int(row[1]) + 1, int(column[1]) + 1)
        if place in gone:
            return b""
        has.add(place)
        return match[0]

    drawing = _SHAPE.sub(kept, drawing)
    block = _BLOCK.search(drawing)
    first = int(block[1]) * 1024 if block else 1024
    number = max((int(each) for each in _NUMBER.findall(drawing)), default=first)
    boxes = "" if b"_x0000_t202" in drawing else _SHAPE_TYPE
    for row, column in new:
        if (row, column) in has:
            continue
        number += 1
        boxes += _BOX.format(
            number=number, row=row - 1, column=column - 1, left=column, right=column + 4,
            top=max(row - 2, 0), bottom=max(row - 2, 0) + 6,
        )  # fmt: skip
    end = drawing.rindex(b"</xml>")
    return drawing[:end] + boxes.encode() + drawing[end:]
