"""Every criterion of a unit: its light, its gap, and the cells each number comes from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from dashboard import text
from dashboard.html import Html, join, tag
from dashboard.parts import lights
from schemas.lights import RESTRICTED
from schemas.words import moment, number

Sources = Mapping[str, Sequence[Mapping[str, Any]]]


def code(receipt: str | None) -> Html:
    """Return a receipt's code as it is printed."""
    return tag("span", receipt, class_="td-cell") if receipt else Html("")


def unlike(words: str | None, name: str) -> str | None:
    """Return the words unless they only repeat the name."""
    return words if words and words != name else None


_CELL_COLUMNS = ("Số liệu", "Đã ghi", "Tệp", "Trang tính, ô", "Nhận lúc", "Người nộp", "Biên nhận")


def _source(row: Mapping[str, Any]) -> Html:
    place = " · ".join(str(part) for part in (row["sheet"], row["cell"]) if part)
    written = row["text"] if row["text"] not in (None, "") else "(trống)"
    values: tuple[object, ...] = (
        row["column_label"] or row["measure_label"],
        tag("span", written, class_="td-cell"),
        row["file_name"],
        tag("span", place, class_="td-cell") if place else "",
        moment(row["received_at"]),
        row["actor"],
        code(row["receipt_code"]),
    )
    return tag(
        "tr",
        *(
            tag("td", value, class_="td-break", data_label=name)
            for name, value in zip(_CELL_COLUMNS, values, strict=True)
        ),
    )


def _sources(found: Sequence[Mapping[str, Any]]) -> Html:
    if not found:
        return tag("p", "Chưa có ô số liệu nào cho tiêu chí này trong kỳ.")
    head = tag("tr", *(tag("th", name, scope="col") for name in _CELL_COLUMNS))
    body = tag("tbody", *(_source(row) for row in found))
    return tag("table", tag("thead", head), body, class_="td-table td-stack")


def _why(row: Mapping[str, Any], found: Sequence[Mapping[str, Any]], cells_at: str | None) -> Html:
    words: list[tuple[str, str | None]] = [
        ("Yêu cầu", unlike(row["asks"], row["name"])),
        ("Căn cứ", row["cite"]),
    ]
    if row["is_ours"]:
        words.append(("Quy tắc của chúng tôi", row["note"] or text.NOT_PRINTED))
    else:
        words.append(("Ghi chú", row["note"]))
    lines = (tag("p", tag("b", f"{term}: "), said) for term, said in words if said)
    return tag(
        "details",
        tag("summary", "Vì sao?", tag("span", f" {row['name']}", class_="td-hidden")),
        tag(
            "div",
            *lines,
            tag("p", tag("a", "Xem từng ô trong dòng của nó", href=cells_at)) if cells_at else None,
            _sources(found) if row["state"] != RESTRICTED.code else None,
            class_="td-source",
        ),
    )


def _gap_row(
    row: Mapping[str, Any],
    found: Sequence[Mapping[str, Any]],
    is_part: bool,
    columns: list[str],
    cells_at: str | None,
    layers: Layers,
) -> Html:
    points = ""
    if row["score_points"] is not None and row["max_points"] is not None:
        points = f"{number(row['score_points'])}/{number(row['max_points'])}"
    values = {
        "Đèn": lights.state(row["state"], is_near=bool(row["is_near"])),
        "Hiện có": row["value_text"] or "",
        "Cần": row["needed_text"] or "",
        text.GAP: row["gap_text"] or "",
        "Tự chấm": number(layers[0]),
        "Thẩm định": number(layers[1]),
        "Điểm": points,
        "Lý do": row["reason"] or "",
    }
    cells = (
        tag("td", values[name], data_label=name, class_=_NUMBERS.get(name)) for name in columns[1:]
    )
    css = "td-name td-part" if is_part else "td-name"
    return join(
        [
            tag(
                "tr",
                tag("td", tag("b", row["name"]), class_=css),
                *cells,
                id=f"tieu-chi-{row['criterion_code']}",
                class_="td-main-row",
            ),
            tag(
                "tr",
                tag("td", _why(row, found, cells_at), colspan=len(columns)),
                id=f"vi-sao-{row['criterion_code']}",
            ),
        ]
    )


_NUMBERS = dict.fromkeys(("Tự chấm", "Thẩm định", "Điểm"), "td-number")

Layers = tuple[Decimal | None, Decimal | None]
"""The points that a unit gave itself, and those of the appraiser."""


def table(
    verdicts: pl.DataFrame,
    found: Sources,
    parts: Collection[str],
    cells_at: Mapping[str, str],
    layers: Mapping[str, Layers],
) -> Html:
    """Return the table of criteria as ordered: light, value, what is needed, lacking, why.

    ``parts`` are the codes that stand indented under the criterion they belong to; ``cells_at``
    the links, by criterion, to the cells shown in their rows; ``layers`` the points before they
    were settled, where there are any.
    """
    columns = ["Tiêu chí", "Đèn", "Hiện có", "Cần", text.GAP, "Tự chấm", "Thẩm định", "Điểm",
               "Lý do"]  # fmt: skip
    if not any(verdicts["gap_text"]):
        columns.remove(text.GAP)
    if not verdicts["score_points"].is_not_null().any():
        columns.remove("Điểm")
    else:
        columns.remove("Hiện có")  # the points say it
    for place, name in enumerate(("Tự chấm", "Thẩm định")):
        if not any(each[place] is not None for each in layers.values()):
            columns.remove(name)
    head = (tag("th", name, scope="col", class_=_NUMBERS.get(name)) for name in columns)
    rows = (
        _gap_row(
            row,
            found.get(str(row["criterion_code"]), ()),
            row["criterion_code"] in parts,
            columns,
            cells_at.get(str(row["criterion_code"])),
            layers.get(str(row["criterion_code"]), (None, None)),
        )
        for row in verdicts.iter_rows(named=True)
    )
    return tag(
        "div",
        tag("table", tag("thead", tag("tr", *head)), tag("tbody", *rows),
            class_="td-table td-gap td-stack"),
        class_="td-lead",
    )  # fmt: skip


def lacking(verdicts: pl.DataFrame, codes: Collection[str]) -> pl.DataFrame:
    """Return those of the criteria ``codes`` that are not full yet, the most points first."""
    full = pl.col("state").is_in(_SETTLED) & (
        pl.col("score_points").is_null() | (pl.col("score_points") >= pl.col("max_points"))
    )
    return verdicts.filter(pl.col("criterion_code").is_in(list(codes)) & ~full).sort(
        pl.col("max_points") - pl.coalesce("score_points", pl.lit(0)),
        "criterion_order",
        descending=[True, False],
        nulls_last=True,
    )


_SETTLED = ("met", "not_applicable", RESTRICTED.code)
