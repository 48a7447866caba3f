"""The sound files that mutants are made of: every format, with and without comments of ours."""

from __future__ import annotations

from etl.annotate import annotate
from tests import hostile
from tests.corpus.books import bases
from tests.fill import good_form
from tests.old_formats import ods, old_xls
from tests.test_annotate import crowded, told
from warehouse.store import Store

_CELL = (
    '<table:table-cell office:value-type="{kind}" office:value="{value}">'
    "<text:p>{value}</text:p></table:table-cell>"
)


def originals(store: Store) -> list[tuple[str, bytes]]:
    """Return name and bytes; the first is the workbook that units fill in."""
    form = good_form(store).bytes()
    small = min(bases(store), key=lambda base: len(base.data)).data
    row = "".join(_CELL.format(kind="float", value=value) for value in (1, 2.5, 300))
    sheet = f'<table:table table:name="T"><table:table-row>{row}</table:table-row></table:table>'
    return [
        ("biểu.xlsx", form),
        ("nhỏ.xlsx", small),
        ("đánh dấu.xlsx", annotate(crowded(), "a.xlsx", (told(),)).data),
        ("đông.xlsx", crowded()),
        ("một ô.xlsx", hostile.small_xlsx()),
        ("liên kết.xlsx", hostile.external_link()),
        ("mở.ods", ods(sheet)),
        ("cũ.xls", old_xls()),
        ("chữ.csv", "Mã;Tên;Số\nA1;Hòa;1.234,5\nB2;Thủy;98,5\n".encode()),
        ("chữ cũ.csv", "Mã,Tên\nA1,Hoà\n".encode("cp1258", "replace")),
    ]
