"""The panels of "Vì sao?": how a total and a rank came about, and the cells under one criterion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from dashboard import address, text
from dashboard.html import Html, join, tag
from dashboard.parts import frame, lights, panel, sheet_view
from dashboard.parts.choices import Scope
from etl.export import Sheet
from schemas.lights import RESTRICTED, light_of
from schemas.words import number


def rank_lines(scope: Scope, summary: Mapping[str, Any], row: Mapping[str, Any] | None) -> Html:
    """Return why a unit has its rank: the order, what is sure, the change, what is verified.

    ``row`` is the unit's row of the board, None for a unit that is not ranked.
    """
    said: list[str] = []
    if summary["excluded_reason"]:
        said.append(f"Chưa được xếp hạng: {text.lower_first(summary['excluded_reason'])}.")
    if row is not None:
        order = scope.programme["ranking_note"]
        said.append(
            f"Hạng {number(row['rank'])} trên {number(row['ranked_count'])}. "
            f"Cách xếp: {order or text.NOT_PRINTED}"
        )
        span = text.places(row["first_rank"], row["last_rank"])
        if span:
            said.append(
                f"Hạng còn có thể: {span}, khi số liệu còn thiếu, còn chờ thẩm định hoặc trọng số "
                "thay đổi trong mức đã khai."
            )
        if row["rank_change"] is not None:
            moved = text.change(row["rank_change"])
            said.append(f"So với {text.lower_first(row['previous_label'])}: {moved}.")
        elif row["reason"]:
            said.append(f"{row['reason']}.")
        said.append(
            f"{row['verified_count']}/{row['criterion_count']} tiêu chí áp dụng có số liệu đã kiểm "
            "chứng (thẩm định, công bố, hoặc hệ thống tự ghi)."
        )
    return tag("div", *(tag("p", line) for line in said), class_="td-lead")


def total(scope: Scope, unit_code: str, verdicts: pl.DataFrame, parts: Sequence[str]) -> Html:
    """Return the criteria that a total is made of, each leading to its cells."""
    has_points = bool(verdicts["score_points"].is_not_null().any())
    columns = ["Tiêu chí", "Đèn", "Hiện có", *(["Điểm"] if has_points else []), "Cách tính", ""]
    heads = (
        tag("th", name or tag("span", text.TITLE_WHY, class_="td-hidden"), scope="col")
        for name in columns
    )
    rows = (
        _row(scope, unit_code, row, is_part=row["criterion_code"] in parts, has_points=has_points)
        for row in verdicts.sort("criterion_order").iter_rows(named=True)
    )
    return tag(
        "table",
        tag("thead", tag("tr", *heads)),
        tag("tbody", *rows),
        class_="td-table td-stack td-gap",
    )


def _row(
    scope: Scope, unit_code: str, row: Mapping[str, Any], *, is_part: bool, has_points: bool
) -> Html:
    code = str(row["criterion_code"])
    href = scope.link(address.WHY, don_vi=unit_code, tieu_chi=code)
    hidden = tag("span", f" {row['name']}", class_="td-hidden")
    return tag(
        "tr",
        tag("td", tag("b", row["name"]), class_="td-name td-part" if is_part else "td-name"),
        tag("td", lights.state(row["state"], is_near=bool(row["is_near"])), data_label="Đèn"),
        tag("td", row["value_text"] or "", data_label="Hiện có"),
        tag("td", points(row), data_label="Điểm", class_="td-nowrap") if has_points else None,
        tag("td", row["formula"] or row["reason"] or "", data_label="Cách tính"),
        tag("td", tag("a", text.TITLE_WHY, hidden, href=href), class_="td-nowrap"),
    )


def points(row: Mapping[str, Any]) -> str:
    """Write the points of a verdict of their maximum; empty where none are given."""
    if row["score_points"] is None or row["max_points"] is None:
        return ""
    return f"{number(row['score_points'])}/{number(row['max_points'])}"


def of_verdict(
    scope: Scope, unit_code: str, row: Mapping[str, Any], notes: list[str], *, in_full: bool
) -> list[panel.Panel]:
    """Return how one verdict came about and its cells; no cells of what may not be seen."""
    made = [panel.Panel("cach-tinh", str(row["name"]), lambda: frame.block(derivation(scope, row)))]
    if row["state"] == RESTRICTED.code:
        return made
    found = sheet_view.sources(scope, unit_code, str(row["criterion_code"]), in_full=in_full)
    made.append(
        panel.Panel(
            "o-so-lieu",
            "Ô số liệu",
            lambda: frame.block(cells(found)),
            lambda: cell_sheet(notes, found),
        )
    )
    return made


def derivation(scope: Scope, row: Mapping[str, Any]) -> Html:
    """Return how one verdict came about: light, figure, formula, rule, source."""
    code = str(row["criterion_code"])
    ours = (row["note"] or text.NOT_PRINTED) if row["is_ours"] else None
    words: list[tuple[str, object]] = [
        ("Kết luận", lights.state(row["state"], is_near=bool(row["is_near"]))),
        ("Hiện có", row["value_text"]),
        ("Cần", row["needed_text"]),
        ("Điểm", points(row)),
        ("Cách tính", row["formula"]),
        ("Lý do", row["reason"]),
        (text.GAP, row["gap_text"]),
        ("Căn cứ", row["cite"]),
        ("Quy tắc của chúng tôi", ours),
        (
            "Tiêu chí",
            tag("a", "Xem ở mọi đơn vị", href=scope.link(address.CRITERION_PAGE, tieu_chi=code)),
        ),
    ]
    pairs = (join([tag("dt", term), tag("dd", said)]) for term, said in words if said)
    return tag("dl", *pairs, class_="td-facts")


def cells(found: Sequence[Mapping[str, Any]]) -> Html:
    """Return the cells that a verdict rests on, in their rows."""
    if not found:
        return frame.empty(
            "Chưa có ô số liệu nào",
            "Tiêu chí này chưa có số liệu trong kỳ, hoặc do hệ thống tự ghi (như ngày nộp).",
        )
    return tag("div", sheet_view.sheets(found), class_="td-page")


def total_sheet(notes: list[str], verdicts: pl.DataFrame) -> Sheet:
    """Return the criteria of a unit as a table to keep."""
    head = ["Mã", "Tiêu chí", "Đèn", "Hiện có", "Cần", "Điểm", "Tối đa", "Cách tính", "Lý do"]
    body = [
        [
            row["criterion_code"],
            row["name"],
            light_of(row["state"], is_near=bool(row["is_near"])).word,
            row["value_text"],
            row["needed_text"],
            row["score_points"],
            row["max_points"],
            row["formula"],
            row["reason"],
        ]
        for row in verdicts.sort("criterion_order").iter_rows(named=True)
    ]
    return Sheet(text.TITLE_WHY, notes, head, body)


def cell_sheet(notes: list[str], found: Sequence[Mapping[str, Any]]) -> Sheet:
    """Return the cells under a verdict as a table to keep."""
    head = ["Số liệu", "Đã ghi", "Tệp", "Trang tính", "Ô", "Biên nhận", "SHA-256"]
    body = [
        [
            row["column_label"] or row["measure_label"],
            row["text"],
            row["file_name"],
            row["sheet"],
            row["cell"],
            row["receipt_code"],
            row["sha256"],
        ]
        for row in found
    ]
    return Sheet("Ô số liệu", notes, head, body)


def of_unit(scope: Scope, name: str, facts: Mapping[str, Any]) -> list[str]:
    """Return the lines of an exported table about a unit."""
    return panel.notes(f"{name}. {scope.programme['title']}; {scope.period['label']}", facts)
