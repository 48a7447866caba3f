"""The cells a number rests on, each shown in its row of the sheet, as it was handed in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from string import ascii_uppercase
from typing import Any

import polars as pl

from dashboard import cache
from dashboard.html import Html, join, tag
from dashboard.parts import restricted
from dashboard.parts.choices import Scope
from schemas.words import day, moment, number
from warehouse import board_readers, readers

_MOST_ROWS = 40

Source = Mapping[str, Any]


def shown(kind: str, text: str) -> str:
    """Return a cell as it reads in Vietnamese: numbers with a comma, days as dd/mm/yyyy."""
    try:
        if kind == "number":
            return number(Decimal(text))
        if kind == "date":
            return day(date.fromisoformat(text[:10]))
    except (InvalidOperation, ValueError):
        return text
    return text


def column_letter(column_no: int) -> str:
    """Return the letters of a column as spreadsheets name it: 1 is A, 27 is AA."""
    name = ""
    while column_no > 0:
        column_no, rest = divmod(column_no - 1, len(ascii_uppercase))
        name = ascii_uppercase[rest] + name
    return name


def sources(scope: Scope, unit_code: str, criterion: str, *, in_full: bool) -> list[dict[str, Any]]:
    """Return the cells that a verdict rests on; of restricted sheets only ``in_full``."""
    where = (scope.programme_id, scope.period_id, unit_code, criterion, in_full)
    return restricted.named(cache.read(readers.sources, *where), in_full).to_dicts()


def all_sources(scope: Scope, unit_code: str, *, in_full: bool) -> dict[str, list[dict[str, Any]]]:
    """Return by criterion the cells that a unit's verdicts rest on, read in one go."""
    where = (scope.programme_id, scope.period_id, unit_code, None, in_full)
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    rows = restricted.named(cache.read(readers.sources, *where), in_full)
    for row in rows.iter_rows(named=True):
        found[str(row["criterion_code"])].append(row)
    return found


def sheets(found: Sequence[Source]) -> Html:
    """Return every sheet that the figures came from, one after another."""
    by_sheet: defaultdict[tuple[str, str], list[Source]] = defaultdict(list)
    for row in found:
        by_sheet[str(row["receipt_code"]), str(row["sheet"])].append(row)
    return join(_sheet(rows) for rows in by_sheet.values())


def _sheet(rows: Sequence[Source]) -> Html:
    first = rows[0]
    receipt, sheet = str(first["receipt_code"]), str(first["sheet"])
    cells = cache.read(board_readers.sheet_rows, receipt, sheet)
    wanted = {str(row["cell"]) for row in rows}
    numbers = cells.filter(pl.col("cell").is_in(list(wanted)))["row_no"].unique().sort()
    part = cells.filter(pl.col("row_no").is_in(numbers.head(_MOST_ROWS).to_list()))
    more = numbers.len() - _MOST_ROWS
    return tag(
        "section",
        tag("h3", f"Trang {sheet}, {_places(rows)}"),
        _file(first),
        _grid(part, wanted) if part.height else _listed(rows),
        tag("p", f"Còn {more} dòng nữa trong tệp.", class_="td-quiet") if more > 0 else None,
        class_="td-lead",
    )


def _listed(rows: Sequence[Source]) -> Html:
    """Return the cells alone: of blank ones, and of restricted sheets, no rows are read."""
    lines = (
        (f"Ô {row['cell']}", row["column_label"] or row["measure_label"], row["text"] or "(trống)")
        for row in rows
    )
    return tag("ul", *(tag("li", " · ".join(map(str, line))) for line in lines))


def _places(rows: Sequence[Source]) -> str:
    cells = list(dict.fromkeys(str(row["cell"]) for row in rows))
    if len(cells) == 1:
        return f"ô {cells[0]}"
    rest = len(cells) - 3
    return f"ô {', '.join(cells[:3])}" + (f" và {rest} ô khác" if rest > 0 else "")


def _file(row: Source) -> Html:
    words: tuple[tuple[str, object], ...] = (
        ("Tệp", row["file_name"]),
        ("Nhận lúc", f"{moment(row['received_at'])}, {row['actor']}"),
        ("Biên nhận", tag("span", row["receipt_code"], class_="td-cell")),
        ("SHA-256", tag("span", str(row["sha256"])[:16] + "…", class_="td-cell")),
        ("Nguồn", row["source_note"]),
    )
    pairs = (join([tag("dt", term), tag("dd", said)]) for term, said in words if said)
    return tag("dl", *pairs, class_="td-facts td-small")


def _grid(part: pl.DataFrame, wanted: set[str]) -> Html:
    last = int(part["column_no"].max() or 1)  # type: ignore[arg-type]
    across = range(1, last + 1)
    headings = dict(part.select("column_no", "heading").drop_nulls().iter_rows())
    lines: defaultdict[int, dict[int, Mapping[str, Any]]] = defaultdict(dict)
    for cell in part.iter_rows(named=True):
        lines[cell["row_no"]][cell["column_no"]] = cell
    letters = (tag("th", column_letter(place), scope="col") for place in across)
    named = (tag("th", headings.get(place, "")) for place in across)
    body = (
        tag(
            "tr",
            tag("th", row_no, scope="row"),
            *(_cell(line.get(place), wanted) for place in across),
        )
        for row_no, line in lines.items()
    )
    head = [tag("tr", tag("th", tag("span", "Dòng", class_="td-hidden")), *letters)]
    if headings:
        head.append(tag("tr", tag("td"), *named))
    return tag(
        "div",
        tag("table", tag("thead", *head), tag("tbody", *body), class_="td-table td-sheet"),
        class_="td-scroll",
        tabindex="0",
        role="region",
        aria_label="Các dòng của trang tính, cuộn được",
    )


def _cell(cell: Mapping[str, Any] | None, wanted: set[str]) -> Html:
    if cell is None:
        return tag("td")
    words = shown(str(cell["kind"]), str(cell["text"]))
    if cell["cell"] not in wanted:
        return tag("td", words)
    mark = tag("span", f" (ô {cell['cell']}, số liệu được dùng)", class_="td-hidden")
    return tag("td", words, mark, class_="td-here", title=f"Ô {cell['cell']}")
