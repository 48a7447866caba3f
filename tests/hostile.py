"""Builders of hostile, odd and old files, as bytes; every suite that uploads files uses them."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Mapping
from struct import pack

from tests.old_formats import XML, compound, ods, old_xls, zipped

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
BINARY_TYPE = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def sheet_xml(rows: str, tail: str = "") -> str:
    """Return a worksheet part around the rows."""
    return f'{XML}<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData>{tail}</worksheet>'


def package(
    sheet: str | bytes,
    *,
    content_type: str = _SHEET_TYPE,
    styles: str = "",
    workbook: str = "",
    relations: str = "",
    extra: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """Return an .xlsx with one sheet "Trang1"; the other arguments are put into their parts."""
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{XML}<Types xmlns="x"><Override PartName="/xl/workbook.xml" '
        f'ContentType="{content_type}"/></Types>',
        "xl/workbook.xml": f'{XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{workbook}'
        '<sheets><sheet name="Trang1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{XML}<Relationships xmlns="{_RELATIONS}">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/>{relations}'
        "</Relationships>",
        "xl/styles.xml": f'{XML}<styleSheet xmlns="{_MAIN}">{styles}</styleSheet>',
        "xl/worksheets/sheet1.xml": sheet,
    }
    return zipped(members | dict(extra or {}))


def text_cell(place: str, text: str) -> str:
    """Return an inline text cell."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def small_xlsx() -> bytes:
    """Return a harmless one-cell .xlsx."""
    return package(sheet_xml(f'<row r="1">{text_cell("A1", "Mã")}</row>'))


def random_bytes() -> bytes:
    """Return 64 KiB of noise from a fixed seed."""
    return random.Random(20251031).randbytes(65_536)


def png() -> bytes:
    """Return the start of a picture."""
    return b"\x89PNG\r\n\x1a\n" + pack(">I", 13) + b"IHDR" + pack(">IIBBBBB", 1, 1, 8, 6, 0, 0, 0)


def empty() -> bytes:
    """Return nothing."""
    return b""


def truncated() -> bytes:
    """Return an .xlsx of which the end is missing."""
    whole = small_xlsx()
    return whole[: len(whole) * 2 // 3]


def damaged_sheet() -> bytes:
    """Return an .xlsx whose sheet is XML that stops half way."""
    return package(sheet_xml('<row r="1">')[:-30])


def zip_bomb() -> bytes:
    """Return an .xlsx of about 300 KB whose sheet inflates to 290 MiB of spaces."""
    stream = io.BytesIO(package(""))
    start, end = sheet_xml("\0").split("\0")
    out = io.BytesIO()
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        for name in source.namelist():
            if name != "xl/worksheets/sheet1.xml":
                bomb.writestr(name, source.read(name))
        with bomb.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(start.encode())
            for _ in range(290):
                sheet.write(b" " * 1024 * 1024)
            sheet.write(end.encode())
    return out.getvalue()


def lying_zip_bomb() -> bytes:
    """Return an .xlsx whose sheet says it is 1 MB and inflates to far more."""
    blank = sheet_xml(" " * 40_000_000).encode()
    data = package(blank)
    return data.replace(pack("<I", len(blank)), pack("<I", 1_000_000))


def far_corners() -> bytes:
    """Return the 1 KB .xlsx with only A1 and XFD1048576, which makes dense readers abort."""
    rows = (
        f'<row r="1">{text_cell("A1", "a")}</row>'
        f'<row r="1048576">{text_cell("XFD1048576", "b")}</row>'
    )
    return package(sheet_xml(rows))


def many_cells(count: int) -> bytes:
    """Return an .xlsx with one column of ``count`` numbers."""
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, count + 1))
    return package(sheet_xml(rows))


def repeated_string() -> bytes:
    """Return a small .xlsx in which 300 cells share one text of a million letters."""
    relation = f'<Relationship Id="rId9" Type="{_OFFICE}/sharedStrings" Target="strings.xml"/>'
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 301))
    strings = f'{XML}<sst xmlns="{_MAIN}"><si><t>{"a" * 1_000_000}</t></si></sst>'
    return package(sheet_xml(rows), relations=relation, extra={"xl/strings.xml": strings})


def billion_laughs() -> bytes:
    """Return an .xlsx whose sheet declares entities inside entities."""
    entities = "".join(f'<!ENTITY l{n} "{"".join([f"&l{n - 1};"] * 10)}">' for n in range(1, 10))
    sheet = sheet_xml('<row r="1"><c r="A1" t="inlineStr"><is><t>&l9;</t></is></c></row>')
    doctype = f'<!DOCTYPE worksheet [<!ENTITY l0 "lol">{entities}]>'
    return package(sheet.replace("<worksheet", doctype + "<worksheet", 1))


def external_entity() -> bytes:
    """Return an .xlsx that asks the reader to fetch a local file."""
    sheet = sheet_xml('<row r="1"><c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row>')
    doctype = '<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    return package(sheet.replace("<worksheet", doctype + "<worksheet", 1))


def macro_type() -> bytes:
    """Return an .xlsm by its content type, without macro code."""
    return package(sheet_xml(""), content_type=MACRO_TYPE)


def macro_part() -> bytes:
    """Return a workbook that says .xlsx and carries macro code."""
    return package(sheet_xml(""), extra={"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})


def macro_sheet() -> bytes:
    """Return a workbook with an Excel 4.0 macro sheet."""
    kind = "http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet"
    relation = f'<Relationship Id="rId9" Type="{kind}" Target="macrosheets/sheet1.xml"/>'
    return package(sheet_xml(""), relations=relation)


def external_link() -> bytes:
    """Return a harmless .xlsx that links to another workbook."""
    relation = (
        f'<Relationship Id="rId9" Type="{_OFFICE}/externalLink" '
        'Target="externalLinks/externalLink1.xml"/>'
    )
    sheet = sheet_xml(f'<row r="1">{text_cell("A1", "Mã")}</row>')
    part = {"xl/externalLinks/externalLink1.xml": f'{XML}<externalLink xmlns="{_MAIN}"/>'}
    return package(sheet, relations=relation, extra=part)


def binary_workbook() -> bytes:
    """Return the shell of an .xlsb."""
    return package(sheet_xml(""), content_type=BINARY_TYPE)


def word_document() -> bytes:
    """Return the shell of a .docx."""
    return package(sheet_xml(""), content_type=WORD_TYPE)


def html_page() -> bytes:
    """Return a web page with a table, as portals export "Excel" files."""
    return "<html><body><table><tr><td>Mã</td><td>98,5</td></tr></table></body></html>".encode()


def oversize() -> bytes:
    """Return 21 MiB that start like an .xlsx."""
    return b"PK\x03\x04" + bytes(21 * 1024 * 1024)


def password_protected() -> bytes:
    """Return what Excel writes for a workbook with a password to open."""
    return compound({"EncryptionInfo": bytes(64), "EncryptedPackage": bytes(4096)})


def old_xls_macros() -> bytes:
    """Return an .xls that carries a macro project."""
    return old_xls(extra={"_VBA_PROJECT": bytes(16)})


def ods_password() -> bytes:
    """Return an .ods whose manifest says that its parts are encrypted."""
    return ods("", manifest="<file-entry><encryption-data/></file-entry>")


def ods_macros() -> bytes:
    """Return an .ods with a Basic module."""
    return ods("", extra={"Basic/Standard/Module1.xml": "<module/>"})


def ods_repeat_bomb() -> bytes:
    """Return a small .ods whose one cell is repeated over a million rows and many columns."""
    cell = (
        '<table:table-cell table:number-columns-repeated="16000" office:value-type="string">'
        "<text:p>x</text:p></table:table-cell>"
    )
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    return ods(f'<table:table table:name="T">{row}</table:table>')


WITH_MACROS: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "macro workbook": (macro_type, "nộp.xlsm"),
    "macro workbook renamed": (macro_type, "nộp.xlsx"),
    "macro part": (macro_part, "nộp.xlsx"),
    "macro sheet": (macro_sheet, "nộp.xlsx"),
    "macros in xls": (old_xls_macros, "nộp.xls"),
    "macros in ods": (ods_macros, "nộp.ods"),
}
"""Files whose cells are read and whose macros are not, by what they carry."""

REFUSED: Mapping[str, tuple[Callable[[], bytes], str, str]] = {
    "random bytes": (random_bytes, "nộp.xlsx", "file.not_spreadsheet"),
    "random bytes as csv": (random_bytes, "nộp.csv", "file.not_spreadsheet"),
    "picture renamed": (png, "nộp.xlsx", "file.not_spreadsheet"),
    "empty": (empty, "nộp.xlsx", "file.empty_file"),
    "truncated": (truncated, "nộp.xlsx", "file.unreadable"),
    "damaged sheet": (damaged_sheet, "nộp.xlsx", "file.unreadable"),
    "zip bomb": (zip_bomb, "nộp.xlsx", "file.zip_bomb"),
    "far corners": (far_corners, "nộp.xlsx", "file.stray_cell"),
    "one text a million letters long": (repeated_string, "nộp.xlsx", "file.too_heavy"),
    "billion laughs": (billion_laughs, "nộp.xlsx", "file.dangerous_xml"),
    "external entity": (external_entity, "nộp.xlsx", "file.dangerous_xml"),
    "password": (password_protected, "nộp.xlsx", "file.encrypted"),
    "password in xls": (lambda: old_xls(filepass=True), "nộp.xls", "file.encrypted"),
    "password in ods": (ods_password, "nộp.ods", "file.encrypted"),
    "repeated cells in ods": (ods_repeat_bomb, "nộp.ods", "file.too_many_cells"),
    "web page as xls": (html_page, "nộp.xls", "file.html_disguised"),
    "web page as xlsx": (html_page, "nộp.xlsx", "file.html_disguised"),
    "oversize": (oversize, "nộp.xlsx", "file.too_large"),
    "binary workbook": (binary_workbook, "nộp.xlsb", "file.unsupported_format"),
    "word document": (word_document, "nộp.xlsx", "file.not_spreadsheet"),
    "zip that lies about its size": (lying_zip_bomb, "nộp.xlsx", "file.unreadable"),
    "other zip": (lambda: zipped({"a.txt": "a"}), "nộp.xlsx", "file.not_spreadsheet"),
    "half a compound file": (lambda: old_xls()[:1500], "nộp.xls", "file.unreadable"),
}
