"""Other shapes and other formats give the same grid: odd XML, shared strings, .xls, .ods."""

from __future__ import annotations

import pytest

from etl.workbook import read_workbook
from etl.workbook_cells import read_cells
from etl.workbook_scan import Budget, Grid, Limits
from etl.workbook_values import number_text, percent_text
from tests import hostile
from tests.old_formats import XML, ods, old_xls
from tests.reading import refusal, shown

PLAIN_ROWS = (
    '<row r="2"><c r="B2" s="1"><v>0.5</v></c><c r="D2" t="s"><v>1</v></c></row>'
    '<row r="3"><c r="A3" t="inlineStr"><is><t>x &amp; &#7843;_x0041_</t></is></c>'
    '<c r="B3" s="1"/><c r="C3"><f>A1</f><v></v></c><c r="D3" t="e"><f t="shared" si="0"/>'
    "<v>#REF!</v></c></row>"
)
OTHER_SHAPES = {
    "comment": PLAIN_ROWS.replace("<row", "<!-- <c r='A9'> --><row", 1),
    "prefix": PLAIN_ROWS.replace("</c>", "</x:c>").replace("<c ", "<x:c "),
    "cdata": PLAIN_ROWS.replace("<v>0.5</v>", "<v><![CDATA[0.5]]></v>"),
    "quotes": PLAIN_ROWS.replace('"', "'"),
    "order": PLAIN_ROWS.replace('r="D2" t="s"', 't="s" r="D2"'),
    "no place": PLAIN_ROWS.replace(' r="C3"', "").replace(' r="3"', ""),
    "rich": PLAIN_ROWS.replace(
        "<t>x ", '<r><t>x </t></r><rPh sb="0" eb="1"><t>?</t></rPh><r><t>'
    ).replace("</t></is>", "</t></r></is>"),
    "line ends": PLAIN_ROWS.replace("<row", "\r\n<row"),
    "unknown attribute": PLAIN_ROWS.replace('<c r="B2"', '<c r="B2" ph="1"'),
}


def cells_of(rows: str) -> tuple[list[int], list[str], list[str], list[int], int]:
    """Return what a sheet of the rows holds, and the cell budget that is left."""
    xml = hostile.sheet_xml(rows).replace("<worksheet", '<worksheet xmlns:x="x"', 1)
    grid, budget = Grid("x"), Budget(Limits(max_cells=100))
    shown_as = {"1": ("p", percent_text), None: ("n", number_text)}
    types = {"s": ("t", {"1": "chung"}.__getitem__), "inlineStr": ("t", str), "e": ("e", str)}
    read_cells(xml.encode(), lambda s, t: types[t] if t else shown_as[s], grid, budget)
    return grid.keys, grid.texts, grid.kinds, grid.formulas, budget.left


@pytest.mark.parametrize("shape", OTHER_SHAPES)
def test_the_pattern_and_the_parser_see_the_same_cells(shape: str) -> None:
    plain = cells_of(PLAIN_ROWS)
    assert plain[1] == ["50%", "chung", "x & ả_x0041_", "", "#REF!"]
    assert cells_of(OTHER_SHAPES[shape])[:4] == plain[:4]


def test_shared_strings_rich_text_and_escapes() -> None:
    strings = (
        "<si><t>một</t></si><si><r><t>h</t></r><r><t>ai</t></r><rPh><t>?</t></rPh></si>"
        '<si><t xml:space="preserve"> ba_x000D_&lt;</t></si><si/>'
    )
    relation = '<Relationship Id="s" Type="x/sharedStrings" Target="/xl/sharedStrings.xml"/>'
    row = "".join(f'<c r="{c}1" t="s"><v>{n}</v></c>' for n, c in enumerate("ABCD"))
    for kept in (
        strings,
        strings.replace("<r><t>h</t></r><r><t>ai</t></r><rPh><t>?</t></rPh>", "<t>hai</t>").replace(
            "<si/>", "<si><t></t></si>"
        ),
    ):
        data = hostile.package(
            hostile.sheet_xml(f'<row r="1">{row}</row>'),
            relations=relation,
            extra={"xl/sharedStrings.xml": f"{XML}<sst>{kept}</sst>"},
        )
        assert shown(read_workbook(data, "a.xlsx")) == {
            "A1": ("text", "một"),
            "B1": ("text", "hai"),
            "C1": ("text", " ba\r<"),
        }


def test_cells_out_of_order_are_sorted_and_doubles_refused() -> None:
    cells = '<row r="1"><c r="B1"><v>2</v></c><c r="A1"><v>1</v></c></row>'
    book = read_workbook(hostile.package(hostile.sheet_xml(cells)), "a.xlsx")
    assert [cell.text for cell in book.sheets[0].cells.values()] == ["1", "2"]
    doubled = cells.replace("B1", "A1")
    assert refusal(hostile.package(hostile.sheet_xml(doubled)), "a.xlsx") == "file.unreadable"


def test_old_xls() -> None:
    book = read_workbook(old_xls(), "cũ.xlsx")
    assert book.format == "xls"
    assert [(sheet.name, sheet.is_hidden) for sheet in book.sheets] == [
        ("Trang1", False),
        ("Ẩn", True),
    ]
    assert shown(book) == {
        "B3": ("text", "Mã"),
        "C3": ("percent", "97.5%"),
        "D3": ("date", "2022-03-14"),
        "E3": ("number", "12.5"),
        "F3": ("error", "#N/A"),
        "G3": ("bool", "TRUE"),
        "H3": ("error", "#REF!"),
        "I3": ("number", "7"),
        "B4": ("percent", "12.5%"),
        "C4": ("number", "-3"),
    }
    sheet = book.sheets[0]
    assert sheet.merged == ("C3:D3",)
    assert [cell.address for cell in sheet.cells.values() if cell.is_formula] == ["H3", "I3"]


def test_ods() -> None:
    def cell(attributes: str, text: str) -> str:
        return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"

    typed = 'office:value-type="{}" office:{}="{}"'
    row = (
        '<table:table-cell table:number-columns-repeated="2"/>'
        + cell(typed.format("string", "x", ""), 'Mã<text:s text:c="2"/>số')
        + cell(typed.format("percentage", "value", "0.975"), "97,5%")
        + cell(typed.format("float", "value", "0.30000000000000004"), "0,3")
        + cell(typed.format("date", "date-value", "2022-03-14"), "14/03/22")
        + cell(typed.format("boolean", "boolean-value", "true"), "TRUE")
        + cell(
            'table:formula="of:=1/0" office:value-type="string" calcext:value-type="error"',
            "#DIV/0!",
        )
        + '<table:table-cell table:formula="of:=A1"/>'
        + '<table:table-cell office:value-type="float" office:value="5" '
        'table:number-columns-repeated="2" table:number-rows-spanned="2">'
        "<office:annotation><text:p>ghi chú</text:p></office:annotation><text:p>5</text:p>"
        "</table:table-cell>"
        + cell(typed.format("time", "time-value", "PT08H30M00S"), "8:30")
        + '<table:table-cell table:number-columns-repeated="16000"/>'
    )
    content = (
        '<table:table table:name="Bảng"><table:table-row table:number-rows-repeated="3"/>'
        f"<table:table-row>{row}</table:table-row>"
        '<table:table-row table:number-rows-repeated="1048000"/></table:table>'
        '<table:table table:name="Ẩn" table:style-name="an"/>'
    )
    book = read_workbook(ods(content), "a.ods")
    assert book.format == "ods"
    assert [(sheet.name, sheet.is_hidden) for sheet in book.sheets] == [
        ("Bảng", False),
        ("Ẩn", True),
    ]
    assert shown(book) == {
        "C4": ("text", "Mã  số"),
        "D4": ("percent", "97.5%"),
        "E4": ("number", "0.3"),
        "F4": ("date", "2022-03-14"),
        "G4": ("bool", "TRUE"),
        "H4": ("error", "#DIV/0!"),
        "I4": ("formula_without_value", ""),
        "J4": ("number", "5"),
        "K4": ("number", "5"),
        "L4": ("date", "08:30:00"),
    }
    assert book.sheets[0].merged == ("J4:J5",)
