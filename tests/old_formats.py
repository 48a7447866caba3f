"""Builders of .xls, .ods and plain zip files, which no library at hand writes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from struct import pack

XML = '<?xml version="1.0" encoding="UTF-8"?>'


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """Return a zip file of the members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def compound(streams: Mapping[str, bytes]) -> bytes:
    """Return a compound file (version 3) with the streams, each at least one mini cutoff long."""
    free, end, fat_mark = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    fat: list[int] = [fat_mark]
    body = b""
    entries = [("Root Entry", 5, end, 0)]
    for name, content in streams.items():
        padded = content.ljust(4096, b"\0")
        count = -(-len(padded) // 512)
        first = len(fat)
        fat += [*range(first + 1, first + count), end]
        body += padded.ljust(count * 512, b"\0")
        entries.append((name, 2, first, len(padded)))
    directory = b"".join(_entry(*entry, index, len(entries)) for index, entry in enumerate(entries))
    directory = directory.ljust(-(-len(directory) // 512) * 512, b"\0")
    first_directory, count = len(fat), len(directory) // 512
    fat += [*range(first_directory + 1, first_directory + count), end]
    if len(fat) > 128:
        raise ValueError("one allocation sector is enough for these tests")
    fat += [free] * (128 - len(fat))
    header = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16)
    header += pack(
        "<HHHHH6xIIIIIIIIII",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        1,
        first_directory,
        0,
        4096,
        end,
        0,
        end,
        0,
        0,
    )
    header += pack("<108I", *[free] * 108)
    return header + pack("<128I", *fat) + body + directory


def _entry(name: str, kind: int, start: int, size: int, index: int, count: int) -> bytes:
    none = 0xFFFFFFFF
    raw = name.encode("utf-16-le")
    child = 1 if index == 0 and count > 1 else none
    right = index + 1 if 0 < index < count - 1 else none
    return (
        raw.ljust(64, b"\0")
        + pack("<HBBIII", len(raw) + 2, kind, 1, none, right, child)
        + bytes(36)
        + pack("<IQ", start, size)
    )


def _record(kind: int, body: bytes) -> bytes:
    return pack("<HH", kind, len(body)) + body


def _formula(row: int, column: int, style: int, result: bytes) -> bytes:
    return _record(0x06, pack("<HHH", row, column, style) + result + pack("<HIH", 0, 0, 0))


def old_xls(*, filepass: bool = False, extra: Mapping[str, bytes] | None = None) -> bytes:
    """Return a real BIFF8 .xls with two sheets (the second hidden) of known cells.

    Sheet "Trang1": B3 text “Mã”, C3 0.975 as percent, D3 a date 2022-03-14, E3 12.5, F3 #N/A,
    G3 TRUE, H3 a formula with #REF!, I3 a formula with 7, B4:C4 0.125 and -3 (percent, plain),
    C3:D3 merged.
    """
    xf = [
        pack("<HHHHHHHHH", 0, number, 0, 0, 0, 0, 0, 0, 0).ljust(20, b"\0")
        for number in (0, 10, 164)
    ]
    code = "dd/mm/yyyy"
    shared = "Mã".encode("utf-16-le")
    strings = pack("<II", 1, 1) + pack("<HB", 2, 1) + shared
    names = (("Trang1", 0), ("Ẩn", 1))
    start = _record(0x809, pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    start += _record(0x2F, bytes(54)) if filepass else b""
    start += _record(0x42, pack("<H", 1200)) + _record(0x22, pack("<H", 0))
    start += _record(0x41E, pack("<HHB", 164, len(code), 0) + code.encode())
    start += b"".join(_record(0xE0, body) for body in xf)
    sheets = []
    sheets.append(
        _record(0x809, pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
        + _record(0x200, pack("<IIHHH", 2, 4, 1, 9, 0))
        + _record(0xFD, pack("<HHHI", 2, 1, 0, 0))
        + _record(0x203, pack("<HHHd", 2, 2, 1, 0.975))
        + _record(0x27E, pack("<HHHI", 2, 3, 2, 44634 << 2 | 2))
        + _record(0x27E, pack("<HHHI", 2, 4, 0, 1250 << 2 | 3))
        + _record(0x205, pack("<HHHBB", 2, 5, 0, 0x2A, 1))
        + _record(0x205, pack("<HHHBB", 2, 6, 0, 1, 0))
        + _formula(2, 7, 0, b"\x02\x00\x17\x00\x00\x00\xff\xff")
        + _formula(2, 8, 0, pack("<d", 7.0))
        + _record(0xBD, pack("<HHHIHIH", 3, 1, 1, 0x3FC00000, 0, (-3 << 2 | 2) & 0xFFFFFFFF, 2))
        + _record(0xE5, pack("<HHHHH", 1, 2, 2, 2, 3))
        + _record(0x0A, b"")
    )
    sheets.append(
        _record(0x809, pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
        + _record(0x203, pack("<HHHd", 0, 0, 0, 1.0))
        + _record(0x0A, b"")
    )
    end = _record(0xFC, strings) + _record(0x0A, b"")
    offset = len(start) + len(end) + sum(12 + 2 * len(name) for name, _ in names)
    bounds = b""
    for (name, state), sheet in zip(names, sheets, strict=True):
        raw = name.encode("utf-16-le")
        bounds += _record(0x85, pack("<IBBBB", offset, state, 0, len(name), 1) + raw)
        offset += len(sheet)
    return compound({"Workbook": start + bounds + end + b"".join(sheets)} | dict(extra or {}))


def ods(content: str, *, manifest: str = "", extra: Mapping[str, str] | None = None) -> bytes:
    """Return an .ods around the given tables."""
    names = "".join(
        f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (
            ("office", "office"),
            ("table", "table"),
            ("text", "text"),
            ("style", "style"),
        )
    )
    names += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    body = (
        f"{XML}<office:document-content{names}><office:automatic-styles>"
        '<style:style style:name="an"><style:table-properties table:display="false"/></style:style>'
        f"</office:automatic-styles><office:body><office:spreadsheet>{content}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    members: dict[str, str | bytes] = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": body,
        "META-INF/manifest.xml": f"{XML}<manifest>{manifest}</manifest>",
    }
    return zipped(members | dict(extra or {}))
