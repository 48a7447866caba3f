"""Files made wrong on purpose: bytes, zip members, XML and cell contents, from a fixed seed."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

SEED = 20260202

_NASTY = (
    "", " ", "0", "-1", "1e309", "NaN", "1.234", "1,234.5", "98,5 %", "=cmd|'/c calc'!A0",
    "@SUM(1)", "#REF!", "#N/A", "\u202e120", "12\u200b0", "A\u0301" * 40, "x" * 40_000,
    "31/02/2024", "2022-13-45", "999999999999999999", "0x1F", "٣", "Ⅷ", "\ufeff", "true",
    "_x0000_", "_x000D_", "'", '"', "<b>", "&amp;", "]]>", "∞", "1_000", "٫", "−5", "1e-400",
)  # fmt: skip
_NUMBERS = ("0", "-1", "1", "99999999999", "4294967296", "16385", "1048577", "1e5", "", "x", "2.5")
_PLACES = ("A1", "A0", "XFD1048576", "XFE1", "A1048577", "a1", "A1:B2", "", "ZZZZ9", "$A$1")
_INSERTS = (
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"<a>" * 300, b"]]>", b"\x00", b"\xff", b"<!--",
    b"<![CDATA[1]]>", b'<?xml version="1.0" encoding="utf-16"?>', b"&#0;", b"&#x110000;", b"<c/>",
    b'<row r="5"><c r="C5"><v>7</v></c></row>', b'<f t="shared" si="0"/>', b"<v>",
)  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One file to be read: how it was made wrong, its name and bytes."""

    kind: str
    name: str
    data: bytes


def _noise(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 5, 40))):
        at = rng.randrange(len(changed) + 1)
        turn = rng.randrange(5)
        if turn == 0:
            changed[at : at + 1] = rng.randbytes(1)
        elif turn == 1:
            changed[at:at] = rng.randbytes(rng.randrange(1, 9))
        elif turn == 2:
            del changed[at : at + rng.randrange(1, 200)]
        elif turn == 3:
            changed[at:at] = changed[at : at + rng.randrange(1, 400)]
        else:
            changed = changed[: max(at, 1)] if rng.random() < 0.3 else changed
    return bytes(changed)


def _members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _zipped(members: Sequence[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def _member(data: bytes, rng: random.Random) -> bytes:
    members = list(_members(data).items())
    at, other = rng.randrange(len(members)), rng.randrange(len(members))
    name, content = members[at]
    turn = rng.randrange(8)
    if turn == 0:
        del members[at]
    elif turn == 1:
        members[at] = (name, members[other][1])
    elif turn == 2:
        members[at] = (name, content[: rng.randrange(len(content) + 1)])
    elif turn == 3:
        members[at] = (rng.choice(("../" + name, "/" + name, name.upper(), "a\\" + name)), content)
    elif turn == 4:
        members[at] = (name, _noise(content or b"a", rng))
    elif turn == 5:
        members.append((rng.choice(("xl/vbaProject.bin", "xl/externalLinks/a.xml", "x")), content))
    elif turn == 6:
        members[at] = (name, content.decode("utf-8", "replace").encode("utf-16"))
    else:
        members[at] = (name, content * 3)
    return _zipped(members)


_TAG = re.compile(rb"<[^<>]{1,400}>")
_VALUE = re.compile(rb"=\"([^\"]{0,60})\"")


def _pick(members: Mapping[str, bytes], rng: random.Random, wanted: str) -> str:
    names = [name for name in members if re.search(wanted, name)]
    return rng.choice(names or list(members))


def _xml(data: bytes, rng: random.Random) -> bytes:
    members = _members(data)
    name = _pick(members, rng, r"\.(xml|rels|vml)$")
    content = members[name]
    for _ in range(rng.choice((1, 1, 2, 4))):
        tags = list(_TAG.finditer(content))
        values = list(_VALUE.finditer(content))
        turn = rng.randrange(5)
        if turn == 0 and tags:
            tag = rng.choice(tags)
            content = content[: tag.start()] + content[tag.end() :]
        elif turn == 1 and tags:
            tag = rng.choice(tags)
            content = content[: tag.end()] + tag[0] + content[tag.end() :]
        elif turn == 2 and tags:
            at = rng.choice(tags).end()
            content = content[:at] + rng.choice(_INSERTS) + content[at:]
        elif turn == 3 and values:
            value = rng.choice(values)
            new = rng.choice((*_NUMBERS, *_PLACES)).encode()
            content = content[: value.start(1)] + new + content[value.end(1) :]
        elif tags:
            one, two = sorted(each.start() for each in (rng.choice(tags), rng.choice(tags)))
            content = content[:one] + content[two:]
    return _zipped(list((members | {name: content}).items()))


_CONTENT = re.compile(rb"<(v|t)(?: [^<>]*)?>([^<>]*)</\1>")
_TYPE = re.compile(rb" t=\"(s|str|inlineStr|n|b|e|d)\"")


def _escaped(text: str) -> bytes:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").encode()


def _cells(data: bytes, rng: random.Random) -> bytes:
    members = _members(data)
    name = _pick(members, rng, r"(sheet\d+|sharedStrings|content)\.xml$")
    content = members[name]
    for _ in range(rng.choice((1, 1, 3, 10))):
        found = list(_CONTENT.finditer(content))
        types = list(_TYPE.finditer(content))
        if found and rng.random() < 0.8:
            cell = rng.choice(found)
            new = _escaped(rng.choice((*_NASTY, *_NUMBERS)))
            content = content[: cell.start(2)] + new + content[cell.end(2) :]
        elif types:
            kind = rng.choice(types)
            new = rng.choice((b"s", b"str", b"inlineStr", b"n", b"b", b"e", b"d", b"z", b""))
            content = content[: kind.start(1)] + new + content[kind.end(1) :]
    return _zipped(list((members | {name: content}).items()))


KINDS: Mapping[str, Callable[[bytes, random.Random], bytes]] = {
    "bytes": _noise, "members": _member, "xml": _xml, "cells": _cells,
}  # fmt: skip


def mutants(files: Sequence[tuple[str, bytes]], count: int) -> list[Mutant]:
    """Return ``count`` mutants of the files, always the same; formats without a zip lose bytes."""
    rng = random.Random(SEED)
    made = []
    for number in range(count):
        name, data = files[number % len(files)] if number % 3 else files[0]
        kind = rng.choice(list(KINDS)) if data.startswith(b"PK") else "bytes"
        made.append(Mutant(kind, name, KINDS[kind](data, rng)))
    return made
