"""Who has handed in, how complete it is, what is due when, and whom to remind."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboard import address, text
from dashboard.html import Html, join, tag
from dashboard.parts import board_data, pager
from dashboard.parts.choices import Scope
from dashboard.parts.frame import chip, note
from dashboard.parts.names import unit_name
from etl.export import Sheet
from schemas.deadlines import COUNTED_DAYS
from schemas.words import day, moment, number

if TYPE_CHECKING:
    from etl.plan_calendar import PlanDay

STATES = {
    "on_time": ("Đúng hạn", "met"),
    "late": ("Nộp muộn", "near"),
    "missing": ("Chưa nộp", "pending"),
}
"""What became of a unit's hand-in: the word, and the light whose colour it takes."""

_DAY_CHIPS = {
    "past": "đã qua",
    "soon": "sắp đến hạn",
    "open": "còn hạn",
    "not_yet": "chưa đến lúc",
    "unannounced": "chưa công bố",
}


def headline(scope: Scope, rows: pl.DataFrame) -> str:
    """Say in one sentence how many have handed in, how many late, who is missing."""
    label, total = str(scope.period["label"]), rows.height
    if not scope.programme["has_workbook"]:
        full = rows.filter(pl.col("known_count") == pl.col("asked_count")).height
        return f"{label}: {text.of(full, total)} đơn vị khối {scope.peers} đã có đủ số liệu."
    found = Counter(rows["hand_in_state"])
    here = found["on_time"] + found["late"]
    late = f", trong đó {number(found['late'])} đơn vị nộp muộn" if found["late"] else ""
    return f"{label}: {text.of(here, total)} đơn vị khối {scope.peers} đã nộp{late}."


def bar(rows: pl.DataFrame) -> Html:
    """Return the hand-ins of a group as one bar, each part with its word and number."""
    found = Counter(rows["hand_in_state"])
    parts = [
        tag(
            "span",
            f"{word} {number(found[state])}",
            class_=f"td-ground-{light}",
            style=f"flex-grow:{found[state]}",
        )
        for state, (word, light) in STATES.items()
        if found[state]
    ]
    return tag("div", *parts, class_="td-race")


def table(scope: Scope, rows: pl.DataFrame, wanted: str) -> Html:
    """Return a page of the units with hand-in and number of criteria with figures, missing first.

    ``wanted`` narrows them to names that hold the words; the address says which page.
    """
    order = {"missing": 0, "late": 1, "on_time": 2}
    found = board_data.found(rows, wanted)
    if found.is_empty() and wanted:
        return tag("p", f"Không có đơn vị nào khớp “{wanted}”. {text.SEARCH_LESS}")
    found = found.sort(pl.col("hand_in_state").replace_strict(order), maintain_order=True)
    part, page, pages = board_data.page_of(found)
    columns = ["Đơn vị", "Tình trạng", "Nhận lúc", "Bản nộp", "Tiêu chí có số liệu"]
    if not scope.programme["has_workbook"]:
        columns = [columns[0], columns[-1]]
    elif not rows["received_at"].is_not_null().any():
        columns = [columns[0], columns[1], columns[-1]]
    head = tag("tr", *(tag("th", name, scope="col") for name in columns))
    listed = tag(
        "table",
        tag("thead", head),
        tag("tbody", *(_row(scope, row, columns) for row in part.iter_rows(named=True))),
        class_="td-table td-stack",
    )
    return join([listed, pager.links(address.PROGRESS, page, pages)])


def _row(scope: Scope, row: dict[str, Any], columns: Sequence[str]) -> Html:
    word, light = STATES[row["hand_in_state"]]
    mark = tag("i", class_=f"td-light td-light-{light}", aria_hidden="true")
    href = scope.link(address.UNIT_PAGE, don_vi=str(row["unit_code"]))
    cells: dict[str, object] = {
        "Đơn vị": tag("a", unit_name(row["unit_name"]), href=href),
        "Tình trạng": tag("span", mark, word, class_="td-state"),
        "Nhận lúc": moment(row["received_at"]) if row["received_at"] else "",
        "Bản nộp": row["version_count"] or "",
        "Tiêu chí có số liệu": _complete(row["known_count"], row["asked_count"]),
    }
    return tag(
        "tr",
        *(
            tag("td", cells[name], data_label=name if place else None)
            for place, name in enumerate(columns)
        ),
    )


def _complete(known: int, asked: int) -> Html:
    share = 100 * known / asked if asked else 0
    width = tag("i", style=f"width:{share:.0f}%")
    return tag(
        "div",
        tag("b", f"{known}/{asked}"),
        tag("span", width, class_="td-bar", aria_hidden="true"),
        class_="td-scorebar",
    )


def deadlines(days: Sequence[PlanDay], period_due: dt.date | None, period_label: str) -> Html:
    """Return what is due in the year, with the days left and the clause."""
    rows = [_deadline(each) for each in days]
    own = (
        note("Hạn nộp số liệu", f"{period_label}: {day(period_due)}.")
        if period_due
        else note("Hạn nộp số liệu", text.NO_DUE_DATE)
    )
    if not rows:
        return own
    columns = ("Việc", "Ai nộp, nộp cho ai", "Thời hạn", "Còn lại", "Căn cứ")
    head = tag("tr", *(tag("th", name, scope="col") for name in columns))
    return join(
        [
            own,
            tag("table", tag("thead", head), tag("tbody", *rows), class_="td-table td-stack"),
        ]
    )


def deadline_sheet(days: Sequence[PlanDay], notes: list[str]) -> Sheet:
    """Return what is due in the year as a table to keep."""
    head = ["Việc", "Ai nộp", "Nộp cho ai", "Thời hạn", "Từ ngày", "Đến hết ngày", "Căn cứ"]
    body = [
        [each.label, each.from_whom, each.to_whom, each.text, day(each.first_day),
         day(each.last_day), each.cite]
        for each in days
    ]  # fmt: skip
    return Sheet("Thời hạn", notes, head, body)


def sheet(rows: pl.DataFrame, notes: list[str]) -> Sheet:
    """Return every unit with its hand-in as a table to keep."""
    head = ["Mã", "Đơn vị", "Tình trạng", "Nhận lúc", "Bản nộp", "Tiêu chí có số liệu",
            "Tiêu chí cần"]  # fmt: skip
    body = [
        [row["unit_code"], row["unit_name"], STATES[row["hand_in_state"]][0],
         moment(row["received_at"]), row["version_count"], row["known_count"], row["asked_count"]]
        for row in rows.iter_rows(named=True)
    ]  # fmt: skip
    return Sheet(text.TITLE_PROGRESS, notes, head, body)


def _deadline(due: PlanDay) -> Html:
    special = join([" ", chip("riêng năm này")]) if due.is_special_year else None
    return tag(
        "tr",
        tag("td", tag("b", due.label), special),
        tag("td", f"{due.from_whom} → {due.to_whom}", data_label="Ai nộp, nộp cho ai"),
        tag("td", due.text, data_label="Thời hạn"),
        tag("td", chip(_DAY_CHIPS[due.state], due.state), " ", _left(due.days_left, due.last_day)),
        tag("td", due.cite, data_label="Căn cứ"),
    )


def _left(days: int | None, last: dt.date | None) -> str:
    """Say how many days are left, or since when it is over: one reads on after "đã qua"."""
    if days is None:
        return ""
    if days < 0:
        return f"{-days} ngày" if -days <= COUNTED_DAYS else f"từ {day(last)}"
    return "hôm nay là ngày cuối" if days == 0 else f"còn {days} ngày"


def reminder(scope: Scope, rows: pl.DataFrame) -> str | None:
    """Return a text to send to the units that have not handed in; None when all have."""
    names = rows.filter(pl.col("hand_in_state") == "missing")["unit_name"].to_list()
    if not names or not scope.programme["has_workbook"]:
        return None
    period = text.lower_first(str(scope.period["label"]))
    due = scope.period["due_on"]
    until = f" Hạn nộp: {day(due)}." if due else ""
    listed = "\n".join(f"- {name}" for name in names)
    return (
        f"Kính gửi các cơ quan, đơn vị,\n\nSố liệu {period} của {scope.programme['title']} "
        f"chưa nhận được từ các đơn vị dưới đây.{until} Đề nghị tải biểu mẫu tại trang "
        f"“{text.TITLE_HAND_IN}”, điền và nộp sớm.\n\n{listed}"
    )
