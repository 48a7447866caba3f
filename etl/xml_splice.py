"""Small XML parts as trees that know their bytes, so that an edit leaves every other byte alone.

Parsed by the guarded parser of :mod:`etl.workbook_scan`: no document type, no entity. Runs in the
child process that annotates a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from etl.workbook_scan import guarded_parser

_HEAD = re.compile(rb"<[^<>\"']*(?:(?:\"[^\"<]*\"|'[^'<]*')[^<>\"']*)*>")
_ENCODING = re.compile(rb"^<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9_.-]+)[\"']")
_UNSHOWN = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Unpatchable(Exception):
    """The package has a shape that we do not edit in place."""


def as_utf8(data: bytes) -> bytes:
    """Return an XML part as UTF-8; other encodings than UTF-8 and UTF-16 are not patched."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16")
        return re.sub(r"^<\?xml.*?\?>", "", text, count=1).encode()
    data = data.removeprefix(b"\xef\xbb\xbf")
    match = _ENCODING.match(data)
    if match and match[1].lower() not in (b"utf-8", b"us-ascii"):
        raise Unpatchable
    return data


def head_end(data: bytes, start: int) -> int:
    """Return where the tag that starts at a byte ends."""
    match = _HEAD.match(data, start)
    if match is None:
        raise Unpatchable
    return match.end()


def is_empty_tag(data: bytes, end: int) -> bool:
    """Tell whether the tag that ends at a byte closes itself."""
    return data[end - 2 : end] == b"/>"


@dataclass(slots=True)
class Element:
    """An element and its bytes: start, end of its tag, start of its closing tag, end."""

    name: str
    attributes: Mapping[str, str]
    start: int
    inner: int
    tail: int = 0
    end: int = 0
    text: str = ""
    children: list[Element] = field(default_factory=list)

    @property
    def local(self) -> str:
        """The name without its prefix."""
        return self.name.rpartition(":")[2]

    @property
    def prefix(self) -> str:
        """The prefix with its colon, or nothing."""
        return self.name[: -len(self.local)]

    def attribute(self, local: str) -> str | None:
        """Return an attribute by its name without prefix."""
        for name, value in self.attributes.items():
            if name.rpartition(":")[2] == local:
                return value
        return None

    def child(self, local: str) -> Element | None:
        """Return the first child of a name."""
        return next((each for each in self.children if each.local == local), None)

    def all(self, local: str) -> Iterator[Element]:
        """Yield the descendants of a name, in document order."""
        for each in self.children:
            if each.local == local:
                yield each
            yield from each.all(local)


def tree(data: bytes) -> Element:
    """Return the root of a part; positions are bytes of ``data``, which must be UTF-8."""
    parser = guarded_parser()
    open_elements: list[Element] = []
    roots: list[Element] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        place = parser.CurrentByteIndex
        element = Element(name, attributes, place, head_end(data, place))
        if open_elements:
            open_elements[-1].children.append(element)
        else:
            roots.append(element)
        open_elements.append(element)

    def end(_name: str) -> None:
        element = open_elements.pop()
        if is_empty_tag(data, element.inner):
            element.tail = element.end = element.inner
        else:
            element.tail = parser.CurrentByteIndex
            element.end = data.index(b">", element.tail) + 1

    def text(value: str) -> None:
        if open_elements:
            open_elements[-1].text += value

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.Parse(data, True)
    return roots[0]


class Edits:
    """Replacements of byte ranges of one part, applied together."""

    def __init__(self, data: bytes) -> None:
        """Start without an edit."""
        self.data = data
        self._edits: list[tuple[int, int, int, bytes]] = []

    def put(self, start: int, end: int, new: bytes) -> None:
        """Replace a range; ranges must not overlap, insertions at one place keep their order."""
        self._edits.append((start, end, len(self._edits), new))

    def append(self, parent: Element, new: bytes) -> None:
        """Add to the end of an element, opening it if it closes itself."""
        if is_empty_tag(self.data, parent.inner) and parent.inner == parent.end:
            opened = self.data[parent.start : parent.inner - 2].rstrip() + b">"
            self.put(parent.start, parent.end, opened + new + f"</{parent.name}>".encode())
        else:
            self.put(parent.tail, parent.tail, new)

    def result(self) -> bytes:
        """Return the part with every edit."""
        out: list[bytes] = []
        at = 0
        for start, end, _, new in sorted(self._edits):
            if start < at:
                raise Unpatchable
            out += (self.data[at:start], new)
            at = end
        out.append(self.data[at:])
        return b"".join(out)


def with_attribute(tag: bytes, name: str, value: str | int) -> bytes:
    """Return a start tag with an attribute set."""
    written = f" {name}={quoteattr(str(value))}".encode()
    found = re.search(rb"\s" + name.encode() + rb"\s*=\s*(?:\"[^\"]*\"|'[^']*')", tag)
    if found:
        return tag[: found.start()] + written + tag[found.end() :]
    end = len(tag) - (2 if tag.endswith(b"/>") else 1)
    return tag[:end].rstrip() + written + tag[end:]


def without_attribute(tag: bytes, name: str) -> bytes:
    """Return a start tag without an attribute."""
    return re.sub(rb"\s" + name.encode() + rb"\s*=\s*(?:\"[^\"]*\"|'[^']*')", b"", tag, count=1)


def plain(text: str) -> str:
    """Return text as XML content, without characters that XML cannot hold."""
    return escape(_UNSHOWN.sub("", text.replace("\r", "\n")))


def rewritten(element: Element, prefix: str) -> str:
    """Return an element with only a prefix of our choice and its plain attributes."""
    attributes = "".join(
        f" {name}={quoteattr(value)}" for name, value in element.attributes.items()
        if ":" not in name and name != "xmlns"
    )  # fmt: skip
    inner = "".join(rewritten(each, prefix) for each in element.children)
    name = prefix + element.local
    return f"<{name}{attributes}>{inner}</{name}>" if inner else f"<{name}{attributes}/>"
