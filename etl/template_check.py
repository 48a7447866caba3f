"""The sheet “Kiểm tra trước khi nộp”: gaps and estimates by plain formulas, without our system.

The formulas use only functions that Excel 2007 and LibreOffice share. What they say is a help for
the person who fills the form in; the checks at the door decide.
"""

from __future__ import annotations

from collections.abc import Sequence

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from etl.estimate_terms import Terms, quoted
from etl.estimates import Estimate, estimates
from etl.template_filled import CHECK_SHEET, area
from etl.template_looks import Looks
from schemas.frames import ROW_FORMULAS, row_checks
from schemas.programme import Programme
from schemas.reader import RuleBook
from schemas.tables import TABLES, Table
from schemas.words import number

ESTIMATED = "ước tính"
_UNSURE = "Có ô ghi chữ ở cột số"
_FINE, _GAPS, _EMPTY = "Đủ, khớp", "Cần sửa các ô, dòng đã đếm", "Trang còn trống"
_SHEET_HEADINGS = (
    "Trang", "Số dòng đã ghi", "Ô bắt buộc còn trống", "Dòng không khớp", "Dòng trùng", "Kết luận",
)  # fmt: skip
_SAID = (
    "“Tính sau khi nhận”: cần số kỳ trước, thứ hạng, thời điểm nộp hoặc số liệu của cơ quan điều "
    "phối. “Chấm ở bảng điểm”: điểm tự chấm, thẩm định không nằm trong tệp này."
)
_ESTIMATE_HEADINGS = (
    "Tiêu chí", "Số liệu đang ghi", f"Kết quả {ESTIMATED}", "Điểm tối đa", "Yêu cầu",
)  # fmt: skip


_WIDE = 5
"""A line of so many cells spreads its last one over the column that is left."""
_LINE = 78
"""Characters of the last column in one line."""
_LINE_HEIGHT = 17


def write_check_sheet(
    book: xlsxwriter.Workbook, looks: Looks, programme: Programme, rules: RuleBook
) -> None:
    """Add the sheet to a form whose other sheets are written."""
    sheet = book.add_worksheet(CHECK_SHEET)
    _Check(sheet, looks, programme, rules).write()
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 4, 17)
    sheet.set_column(5, 5, 64)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.protect()


class _Check:
    def __init__(
        self, sheet: Worksheet, looks: Looks, programme: Programme, rules: RuleBook
    ) -> None:
        self.sheet = sheet
        self.looks = looks
        self.programme = programme
        self.rules = rules
        self.terms = Terms(programme, rules)
        self.row = 0

    def write(self) -> None:
        assert self.programme.workbook is not None
        self._line("KIỂM TRA TRƯỚC KHI NỘP", self.looks.title)
        self._line(
            "Các công thức ở đây chỉ đếm và ước tính ngay trên tệp; không thay cho việc kiểm tra "
            "từng ô khi nộp và không phải kết quả chấm.",
            self.looks.help,
        )
        self.row += 1
        self._line("1. Còn thiếu gì, có dòng nào không khớp", self.looks.bold)
        self._headings(_SHEET_HEADINGS)
        for code in self.programme.workbook.tables:
            self._table(TABLES[code])
        found = estimates(self.programme, self.rules)
        if found:
            self.row += 1
            self._line(f"2. Kết quả {ESTIMATED} theo tiêu chí của kế hoạch", self.looks.bold)
            self._line(_SAID, self.looks.help)
            self._headings(_ESTIMATE_HEADINGS)
            self._estimates(found)

    def _line(self, text: str, look: object) -> None:
        self.sheet.write_string(self.row, 0, text, look)
        self.row += 1

    def _headings(self, words: Sequence[str]) -> None:
        for place, text in enumerate(words):
            self.sheet.write_string(self.row, place, text, self.looks.header)
        if len(words) == _WIDE:
            self.sheet.merge_range(
                self.row, _WIDE - 1, self.row, _WIDE, words[-1], self.looks.header
            )
        self.sheet.set_row(self.row, 36)
        self.row += 1

    def _put(self, place: int, text: str) -> None:
        look = self.looks.result if place in (0, 5) else self.looks.result_number
        if text.startswith("="):
            self.sheet.write_formula(self.row, place, text, look, "")
        else:
            self.sheet.write_string(self.row, place, text, look)

    def _table(self, table: Table) -> None:
        if table.code == "results":
            values, codes = area("results", "value"), area("results", "measure_code")
            rows = f'SUMPRODUCT(({codes}<>"")*({values}<>""))'
            said = f'SUMPRODUCT(({codes}<>"")*({values}=""))'
            told = f'=IF({said}=0,{quoted(_FINE)},{said}&" chỉ tiêu chưa có số liệu")'
            self._cells([table.sheet, f"={rows}", "0", "0", "0", told])
            return
        begun = self.terms.begun(table.code)
        empty = "+".join(
            f'({area(table.code, column.code)}="")' for column in table.columns if column.required
        )
        wrong = "+".join(f"({_filled_in(table, code)})" for code in row_checks(table))
        key = area(table.code, table.unique[0])
        at = self.row + 1
        self._cells(
            [
                table.sheet,
                f"={self.terms.begun_rows(table.code)}",
                f"=SUMPRODUCT(({begun}>0)*({empty}))",
                f"=IFERROR(SUMPRODUCT(--(({wrong})>0)),{quoted(_UNSURE)})" if wrong else "0",
                f'=SUMPRODUCT(({key}<>"")*(COUNTIF({key},{key})>1))',
                f"=IF(B{at}=0,{quoted(_EMPTY)},"
                f"IF(AND(C{at}=0,D{at}=0,E{at}=0),{quoted(_FINE)},{quoted(_GAPS)}))",
            ]
        )
        marks = {_FINE: self.looks.good, _GAPS: self.looks.bad}
        for words, look in marks.items():
            self.sheet.conditional_format(
                at - 1, 5, at - 1, 5,
                {"type": "cell", "criteria": "==", "value": quoted(words), "format": look},
            )  # fmt: skip

    def _cells(self, texts: Sequence[str]) -> None:
        if len(texts) == _WIDE:
            # programs do not fit the height of a row to merged cells
            self.sheet.set_row(self.row, _LINE_HEIGHT * -(-len(texts[-1]) // _LINE or 1))
        for place, text in enumerate(texts):
            if place == _WIDE - 1 and len(texts) == _WIDE:
                self.sheet.merge_range(self.row, place, self.row, _WIDE, text, self.looks.result)
            elif text == "0":
                self.sheet.write_number(self.row, place, 0, self.looks.result_number)
            else:
                self._put(place, text)
        self.row += 1

    def _estimates(self, found: Sequence[Estimate]) -> None:
        first = self.row + 1
        for each in found:
            most = number(each.maximum) if each.maximum is not None else ""
            self._cells([each.label, each.figure, each.verdict, most, each.asks])
        last = self.row
        summed = [n for n, each in enumerate(found, start=first) if each.is_summed]
        if summed:
            points = ",".join(f"N(C{n})" for n in summed)
            most = "+".join(f"ISNUMBER(C{n})*{found[n - first].maximum}" for n in summed)
            self._cells(
                [
                    f"Cộng điểm {ESTIMATED}", "", f"=SUM({points})", f"={most}",
                    "Chỉ cộng các tiêu chí đã ước tính được; chưa gồm điểm thưởng, điểm trừ, "
                    "tiêu chí lấy trung bình có trọng số và điểm tự chấm, thẩm định.",
                ]
            )  # fmt: skip
        if any(each.maximum is None and each.figure for each in found):
            met = f'=COUNTIF(C{first}:C{last},"Đạt")'
            self._cells([f"Số điều kiện {ESTIMATED} là đạt", "", met, "", ""])


def _filled_in(table: Table, code: str) -> str:
    """Return the formula of a row check on the cells of its sheet, true only for whole rows."""
    places = {column.code: area(table.code, column.code) for column in table.columns}
    formula = ROW_FORMULAS[code].format_map(places)
    counts = [
        f"ISNUMBER({places[column.code]})"
        for column in table.columns
        if column.type == "count" and f"{{{column.code}}}" in ROW_FORMULAS[code]
    ]
    return "*".join((*counts, f"({formula})"))
