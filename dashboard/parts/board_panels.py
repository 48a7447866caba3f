"""The panels of the leaderboard: the board, level and progress, and who is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from dashboard import address, cache, text
from dashboard.charts import two_axes
from dashboard.html import Html, join, tag
from dashboard.parts import board, board_data, criteria, frame, lights, pager, panel, picture
from dashboard.parts.choices import Scope
from etl.export import Sheet, Value
from schemas.lights import light_of
from schemas.words import moment, number
from warehouse.intervals import NOTE


@dataclass(frozen=True, slots=True)
class Choice:
    """What of a board is looked at: the words searched for, the view, the unit in the middle."""

    wanted: str
    view: str
    unit_code: str | None


def standing(facts: Mapping[str, Any]) -> Html:
    """Return the line that tells a published board from a provisional one."""
    if facts["closed_at"]:
        return tag(
            "p",
            tag("b", "Kết quả đã chốt"),
            f" lúc {moment(facts['closed_at'])}; mã niêm phong ",
            tag("span", str(facts["board_sha256"])[:12], class_="td-cell"),
            ". Sửa số liệu phải mở lại kỳ, bản đã chốt vẫn giữ.",
            class_="td-standing td-standing-closed",
        )
    return tag(
        "p",
        tag("b", "Tạm tính, chưa công bố."),
        " Hạng và điểm còn thay đổi cho tới khi chốt kỳ.",
        class_="td-standing td-standing-open",
    )


def panels(scope: Scope, read: board_data.Board, chosen: Choice) -> list[panel.Panel]:
    """Return the panels that have something to show."""
    found = board_data.found(read.ranked, chosen.wanted)
    rows = board_data.seen(found, chosen.view, chosen.unit_code)
    left_out = board_data.found(read.left_out, chosen.wanted)
    made = []
    if not read.ranked.is_empty() or chosen.wanted:
        made.append(
            panel.Panel(
                "bang",
                text.TITLE_LEADERBOARD,
                lambda: _draw_board(scope, read, chosen, rows, nobody=left_out.is_empty()),
                lambda: _sheet(scope, read, rows),
            )
        )
    moved = rows.filter(pl.col("previous_pct").is_not_null() & pl.col("index_pct").is_not_null())
    if moved.height > 1 and not chosen.wanted:
        made.append(
            panel.Panel(
                "hai-truc",
                "Mức đạt và tiến bộ",
                lambda: _draw_axes(moved, chosen.unit_code),
                lambda: _axes_sheet(scope, read, moved),
            )
        )
    if not left_out.is_empty():
        made.append(
            panel.Panel(
                "ngoai-bang",
                f"Chưa được xếp hạng ({number(left_out.height)})",
                lambda: _draw_left_out(scope, chosen, left_out),
                lambda: _left_out_sheet(scope, read, left_out),
            )
        )
    return made


def _draw_left_out(scope: Scope, chosen: Choice, left_out: pl.DataFrame) -> None:
    where = (scope.programme_id, scope.period_id, scope.group_code, chosen.wanted)
    frame.block(cache.drawn("left out", where, lambda: board.excluded(left_out, scope)))


def _draw_board(
    scope: Scope, read: board_data.Board, chosen: Choice, rows: pl.DataFrame, *, nobody: bool
) -> None:
    part, page, pages = board_data.page_of(rows)
    where = (
        scope.programme_id, scope.period_id, scope.group_code, chosen.wanted, chosen.view,
        chosen.unit_code, str(page), address.read(address.PAUSED), address.read(address.PANEL),
    )  # fmt: skip
    frame.block(
        cache.drawn(
            "board",
            where,
            lambda: _board(scope, read, chosen, part, page, pages, nobody=nobody),
        ),
        class_="td-page",
    )


def _board(
    scope: Scope,
    read: board_data.Board,
    chosen: Choice,
    part: pl.DataFrame,
    page: int,
    pages: int,
    *,
    nobody: bool,
) -> Html:
    if part.is_empty():
        return _nothing(chosen) if nobody or not chosen.wanted else Html("")
    fields = criteria.fields(read.criteria)
    states = criteria.only(read.lights, fields)
    hatched = bool((states["is_verified"] == False).any())  # noqa: E712 - a polars column
    return join(
        [
            tag("p", "Chọn một đơn vị để xem các đơn vị xếp quanh nó.", class_="td-quiet")
            if chosen.view == board_data.NEIGHBOURS and chosen.unit_code is None
            else "",
            lights.legend(board.used(states), hatched=hatched),
            *(tag("p", reason, class_="td-small td-quiet") for reason in read.reasons),
            board.table(
                part, states, criteria.names(read.criteria), scope, _most(read.criteria, fields)
            ),
            pager.links(address.LEADERBOARD, page, pages),
            _how_sure(part),
        ]
    )


def _most(known: pl.DataFrame, fields: Any) -> dict[str, Any]:
    rows = criteria.only(known, fields).filter(pl.col("role") == "score")
    return dict(rows.select("criterion_code", "max_points").iter_rows())


def _nothing(chosen: Choice) -> Html:
    return frame.empty(
        f"Không có đơn vị nào khớp “{chosen.wanted}”",
        text.SEARCH_LESS,
    )


def _how_sure(part: pl.DataFrame) -> Html:
    said = []
    if (part["first_rank"] != part["last_rank"]).any():
        said.append(
            "Số trong ngoặc là khoảng hạng còn có thể khi số liệu còn thiếu, còn chờ thẩm định, "
            "hoặc trọng số thay đổi trong mức đã khai."
        )
    if part["sure_low_rank"].is_not_null().any():
        said.append(NOTE)
    return join(tag("p", line, class_="td-small td-quiet") for line in said)


def _draw_axes(moved: pl.DataFrame, unit_code: str | None) -> None:
    said = two_axes.words(moved)
    frame.block(tag("p", said, " Nét đứt: mức đạt ở giữa khối."), class_="td-lead")
    picture.draw(two_axes.chart, moved, unit_code, said=said, key="bieu_do_hai_truc")


def _where(scope: Scope) -> str:
    return f"{scope.programme['title']}; {scope.period['label']}; khối {scope.peers}"


def _sheet(scope: Scope, read: board_data.Board, rows: pl.DataFrame) -> Sheet:
    fields = list(criteria.fields(read.criteria))
    names = criteria.names(read.criteria)
    states = {
        (row["unit_code"], row["criterion_code"]): light_of(
            row["state"], is_near=bool(row["is_near"])
        ).word
        for row in criteria.only(read.lights, fields).iter_rows(named=True)
    }
    body: list[list[Value]] = [
        [
            row["rank"], row["first_rank"], row["last_rank"], row["rank_change"],
            row["unit_code"], row["unit_name"], row["score"], row["max_score"],
            row["class_name"], row["verified_count"], row["criterion_count"],
            *(states.get((row["unit_code"], code)) for code in fields),
        ]
        for row in board.comparable(rows).iter_rows(named=True)
    ]  # fmt: skip
    head = [
        "Hạng", "Hạng cao nhất có thể", "Hạng thấp nhất có thể", "Lên (+), xuống (-)",
        "Mã", "Đơn vị", board.scale(rows).capitalize() if rows.height else "Điểm", "Tối đa",
        "Xếp loại", "Tiêu chí đã kiểm chứng", "Tiêu chí áp dụng", *(names[code] for code in fields),
    ]  # fmt: skip
    return Sheet(text.TITLE_LEADERBOARD, panel.notes(_where(scope), read.facts), head, body)


def _axes_sheet(scope: Scope, read: board_data.Board, moved: pl.DataFrame) -> Sheet:
    columns = ("rank", "unit_code", "unit_name", "index_pct", "previous_pct")
    body = [[*row, row[3] - row[4]] for row in moved.select(columns).iter_rows()]
    head = ["Hạng", "Mã", "Đơn vị", "Mức đạt (%)", "Kỳ trước (%)", "Tiến bộ (điểm %)"]
    return Sheet("Mức đạt và tiến bộ", panel.notes(_where(scope), read.facts), head, body)


def _left_out_sheet(scope: Scope, read: board_data.Board, left_out: pl.DataFrame) -> Sheet:
    body = [list(row) for row in left_out.select("unit_code", "unit_name", "reason").iter_rows()]
    notes = panel.notes(_where(scope), read.facts)
    return Sheet("Chưa được xếp hạng", notes, ["Mã", "Đơn vị", "Lý do"], body)
