"""The sheet “Lỗi cần sửa”: one line for each finding, and what every marked cell looked like."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from etl.annotate_cells import places_of
from etl.annotate_styles import Styles
from etl.workbook_scan import Grid, column_letters
from etl.xml_splice import plain

LIST_SHEET = "Lỗi cần sửa"
LIST_TITLE = "LỖI CẦN SỬA, do Thi Đua ghi khi kiểm tra tệp này"
"""The first cell of the sheet: by it the sheet is known again, and read over on re-upload."""

ASKING_SHEET = "Chỗ cần lý do"
ASKING_TITLE = "CHỖ CẦN GHI LÝ DO, do Thi Đua ghi khi kiểm tra tệp này"
"""The same sheet when nothing need be wrong: figures that only want a reason."""

LIST_SHEETS = (LIST_SHEET, ASKING_SHEET)

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_HELP = (
    "Bấm vào ô ở cột “Ô” để đến chỗ cần sửa. Sửa xong thì lưu và nộp lại chính tệp này: trang này, "
    "màu và ghi chú được bỏ qua, không cần xóa."
)
_ASKING_HELP = (
    "Bấm vào ô ở cột “Ô” để đến số liệu. Số đúng thì ghi mã XN… và lý do vào trang “Giải trình”; "
    "số sai thì ghi lại số. Xong thì lưu và nộp lại chính tệp này: trang này, màu và ghi chú được "
    "bỏ qua, không cần xóa."
)
_COLUMNS: Sequence[tuple[str, int]] = (
    ("STT", 5), ("Trang", 16), ("Ô", 11), ("Có gì cần xem", 52), ("Làm gì", 44),
    ("Đã viết", 18), ("Cần", 26), ("Mức độ", 11), ("Mã", 22),
)  # fmt: skip
_HEAD_ROW = 4
_LINE = 16
"""Height of a line in points; not every program fits a row to its text when it opens a file."""
_MEMORY_COLUMN = 26
"""Column Z, hidden: what each marked cell looked like before."""

Before = Mapping[tuple[str, str], str]
"""The fill of marked cells before we marked them, by sheet and cell."""


def is_list(name: str, first_text: str | None) -> bool:
    """Tell whether a sheet is our list, by its name and the text of its first cell."""
    return name.startswith(LIST_SHEETS) and first_text in (LIST_TITLE, ASKING_TITLE)


def memory(grid: Grid) -> dict[tuple[str, str], str]:
    """Return what an earlier list remembered; what is not ours is left out."""
    found = {}
    for key, text in zip(grid.keys, grid.texts, strict=True):
        if (key & 0x3FFF) + 1 != _MEMORY_COLUMN:
            continue
        try:
            sheet, cell, fill = json.loads(text)
        except ValueError:
            continue
        if isinstance(sheet, str) and isinstance(cell, str) and isinstance(fill, str):
            found[sheet, cell] = fill
    return found


def list_part(
    findings: Sequence[Mapping[str, Any]],
    before: Before,
    notes: Iterable[str],
    styles: Styles,
    *,
    is_asking: bool,
) -> bytes:
    """Return the worksheet part of the list; ``is_asking``: reasons alone are asked for."""
    title, body = styles.look(bold=True), styles.look()
    head, link = styles.look(bold=True, head=True), styles.look(link=True)
    help_text = " ".join((_ASKING_HELP if is_asking else _HELP, *notes))
    rows = {
        1: [_cell(1, 1, ASKING_TITLE if is_asking else LIST_TITLE, title)],
        2: [_cell(2, 1, help_text, title)],
    }
    heights = {}
    rows[_HEAD_ROW] = [
        _cell(_HEAD_ROW, place, name, head) for place, (name, _) in enumerate(_COLUMNS, 1)
    ]
    links = []
    for number, each in enumerate(findings, 1):
        row = _HEAD_ROW + number
        texts = (
            str(number), each.get("sheet"), each.get("cell"), each["message"], each["action"],
            each.get("found"), each.get("expected"), each["severity"], each["code"],
        )  # fmt: skip
        heights[row] = _LINE * max(
            len(str(text or "")) // (width - 2) + 1
            for text, (_, width) in zip(texts, _COLUMNS, strict=True)
        )
        target = places_of(str(each.get("cell") or ""), 1)
        sheet = each.get("sheet") if each.get("has_sheet") else None
        if sheet:
            where = f"{column_letters(target[0][1])}{target[0][0]}" if target else "A1"
            at = "C" if target else "B"
            name = "'" + str(sheet).replace("'", "''") + "'"
            links.append((f"{at}{row}", f"{name}!{where}", str(each["message"])))
        rows[row] = [
            _cell(row, place, str(text or ""), link if sheet and place == _link(target) else body)
            for place, text in enumerate(texts, 1)
        ]
    for down, ((sheet, cell), fill) in enumerate(before.items(), _HEAD_ROW + 1):
        text = json.dumps([sheet, cell, fill], ensure_ascii=False)
        rows.setdefault(down, []).append(_cell(down, _MEMORY_COLUMN, text, body))
    return _sheet(rows, heights, links)


def _link(target: Sequence[object]) -> int:
    return 3 if target else 2


def _cell(row: int, column: int, text: str, style: int) -> str:
    reference = f"{column_letters(column)}{row}"
    return (
        f'<c r="{reference}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{plain(text)}'
        "</t></is></c>"
    )


def _sheet(
    rows: Mapping[int, Sequence[str]],
    heights: Mapping[int, int],
    links: Iterable[tuple[str, str, str]],
) -> bytes:
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
        for place, (_, width) in enumerate(_COLUMNS, 1)
    )
    columns += f'<col min="{_MEMORY_COLUMN}" max="{_MEMORY_COLUMN}" width="9" hidden="1"/>'
    lines = "".join(
        f'<row r="{number}" ht="{min(heights.get(number, _LINE), 400)}" customHeight="1">'
        f"{''.join(cells)}</row>"
        for number, cells in sorted(rows.items())
    )
    marks = "".join(
        f'<hyperlink ref="{place}" location="{_quoted(target)}" display="{place}" '
        f'tooltip="{_quoted(words[:250])}"/>'
        for place, target, words in links
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{_MAIN}">'
        '<sheetPr><tabColor rgb="FFC62828"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        '<sheetViews><sheetView tabSelected="1" workbookViewId="0">'
        f'<pane ySplit="{_HEAD_ROW}" topLeftCell="A{_HEAD_ROW + 1}" activePane="bottomLeft" '
        'state="frozen"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="16"/><cols>{columns}</cols>'
        f"<sheetData>{lines}</sheetData>"
        + (f"<hyperlinks>{marks}</hyperlinks>" if marks else "")
        + '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    ).encode()


def _quoted(text: str) -> str:
    return plain(text).replace('"', "&quot;").replace("\n", " ")
