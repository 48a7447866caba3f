"""The formats of a form: one set for a workbook, so that it stays small and looks of one piece."""

from __future__ import annotations

import xlsxwriter


class Looks:
    """Formats by what a cell is for; entry cells are unlocked, everything else is locked."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        """Make every format once."""
        base = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
        self.title = book.add_format({**base, "bold": True, "font_size": 15})
        self.help = book.add_format({**base, "italic": True, "font_color": "#45525C"})
        self.fixed = book.add_format({**base, "text_wrap": True})
        self.bold = book.add_format({**base, "bold": True, "text_wrap": True})
        self.header = book.add_format(
            {**base, "bold": True, "text_wrap": True, "align": "center", "border": 1,
             "bg_color": "#DCE9E9"}
        )  # fmt: skip
        self.open = book.add_format({**base, "locked": False, "text_wrap": True})
        entry = {**base, "border": 1, "border_color": "#B9C3CA", "locked": False}
        self.entry = book.add_format({**entry, "text_wrap": True})
        self.entry_count = book.add_format({**entry, "num_format": "0"})
        self.entry_date = book.add_format({**entry, "num_format": "dd/mm/yyyy"})
        carried = {**entry, "bg_color": "#FFF6DB"}
        self.carried = book.add_format({**carried, "text_wrap": True})
        # runs over the empty cells beside it; wrapped it would be cut by the height of one line
        self.note = book.add_format({**base, "bg_color": "#FFF6DB"})
        self.carried_count = book.add_format({**carried, "num_format": "0"})
        self.carried_date = book.add_format({**carried, "num_format": "dd/mm/yyyy"})
        self.printed = book.add_format(
            {**entry, "locked": True, "bg_color": "#F1F4F5", "text_wrap": True}
        )
        result = {**base, "border": 1, "border_color": "#B9C3CA"}
        self.result = book.add_format({**result, "text_wrap": True})
        self.result_number = book.add_format(
            {**result, "num_format": "0.##", "align": "center", "text_wrap": True}
        )
        self.good = book.add_format({"bg_color": "#DDEFE0"})
        self.bad = book.add_format({"bg_color": "#FBE3DE"})
