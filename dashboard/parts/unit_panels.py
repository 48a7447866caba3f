"""The panels of a unit's page: every criterion, its place among its peers, what it handed in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import polars as pl

from dashboard import address, cache, text
from dashboard.charts import position
from dashboard.html import Html, join, tag
from dashboard.parts import (
    choices,
    criteria,
    frame,
    gaps,
    panel,
    picture,
    restricted,
    sheet_view,
    simulator,
    unit_around,
    unit_page,
    unit_path,
    unit_story,
    why_panels,
)
from etl.export import Sheet
from schemas.words import moment
from warehouse import ledger_readers, readers


def panels(
    scope: choices.Scope, unit: Mapping[str, Any], facts: Mapping[str, Any], *, in_full: bool
) -> list[panel.Panel]:
    """Return the panels that have something to show; ``in_full`` with restricted conditions."""
    notes = why_panels.of_unit(scope, str(unit["unit_name"]), facts)
    return [
        *_to_do(scope, unit, notes, in_full=in_full),
        *_compared(scope, unit, notes),
        *_told(scope, unit, notes, in_full=in_full),
    ]


def _to_do(
    scope: choices.Scope, unit: Mapping[str, Any], notes: list[str], *, in_full: bool
) -> list[panel.Panel]:
    """Return what is lacking, the cheapest way, and what would happen if."""
    where = (scope.programme_id, scope.period_id, str(unit["unit_code"]))
    verdicts = cache.read(readers.unit_verdicts, *where, in_full)
    made = [
        panel.Panel(
            "tung-tieu-chi",
            "Từng tiêu chí",
            lambda: frame.block(_kept_gaps(scope, unit, verdicts, in_full=in_full)),
            lambda: why_panels.total_sheet(notes, verdicts),
        ),
        panel.Panel(
            "duong-ngan-nhat",
            "Đường ngắn nhất tới mục tiêu",
            lambda: unit_path.draw(scope, unit, in_full=in_full),
            lambda: unit_path.sheet(scope, unit, notes, in_full=in_full),
        ),
        panel.Panel(
            "gia-lap",
            "Nếu … thì (giả lập)",
            lambda: simulator.draw(scope, unit, in_full=in_full),
            lambda: simulator.sheet(scope, unit, notes, in_full=in_full),
        ),
    ]
    return made


def _compared(scope: choices.Scope, unit: Mapping[str, Any], notes: list[str]) -> list[panel.Panel]:
    """Return where the unit stands among others, and beside itself in other periods."""
    made = []
    group = str(unit["group_code"])
    board = cache.read(readers.leaderboard, scope.programme_id, scope.period_id, group)
    near = unit_around.neighbours(scope, unit)
    if near.height > 1:
        made.append(
            panel.Panel(
                "vi-tri",
                f"Lân cận trong khối {text.lower_first(str(unit['group_label']))}",
                lambda: _place(scope, unit, board, near),
                lambda: unit_around.around_sheet(scope, unit, near, notes),
            )
        )
    spans = unit_around.periods(scope, unit)
    if spans.height > 1:
        made.append(
            panel.Panel(
                "xu-huong",
                "Qua các kỳ",
                lambda: unit_around.trend(scope, spans),
                lambda: unit_around.trend_sheet(spans, notes),
            )
        )
    return made


def _told(
    scope: choices.Scope, unit: Mapping[str, Any], notes: list[str], *, in_full: bool
) -> list[panel.Panel]:
    """Return what the unit gave as evidence, what it handed in, what happened."""
    made = []
    named = unit_story.evidence(scope, unit)
    if named.height:
        names = criteria.names(cache.read(readers.criteria, scope.programme_id))
        made.append(
            panel.Panel(
                "minh-chung",
                "Minh chứng",
                lambda: frame.block(unit_story.evidence_table(named, names)),
                lambda: unit_story.evidence_sheet(named, names, notes),
            )
        )
    handed = cache.read(readers.hand_ins, scope.programme_id, None, str(unit["unit_code"]))
    handed = restricted.named(handed, in_full)
    if handed.height:
        labels = {
            name: str(row["label"]) for name, row in choices.periods(scope.programme_id).items()
        }
        made.append(
            panel.Panel(
                "lich-su",
                "Lịch sử nộp",
                lambda: frame.block(unit_page.history(handed, labels)),
                lambda: _history_sheet(notes, handed, labels),
            )
        )
    happened = unit_story.activity(scope, unit)
    if happened.height:
        made.append(
            panel.Panel(
                "hoat-dong",
                "Hoạt động",
                lambda: frame.block(unit_story.activity_table(happened)),
                lambda: unit_story.activity_sheet(happened, notes),
            )
        )
    return made


_EVERY = "het"
"""The view of every criterion in the order of the plan; otherwise what is lacking comes first."""


def _kept_gaps(
    scope: choices.Scope, unit: Mapping[str, Any], verdicts: pl.DataFrame, *, in_full: bool
) -> Html:
    view = address.read(address.VIEW)
    parameters = (view, address.read(address.PAUSED), address.read(address.PANEL))
    where = (scope.programme_id, scope.period_id, str(unit["unit_code"]), *parameters)
    return cache.drawn(
        "gaps",
        (*where, restricted.kept(in_full)),
        lambda: _gaps(scope, unit, verdicts, view, in_full=in_full),
    )


def _gaps(
    scope: choices.Scope,
    unit: Mapping[str, Any],
    verdicts: pl.DataFrame,
    view: str | None,
    *,
    in_full: bool,
) -> Html:
    code = str(unit["unit_code"])
    known = cache.read(readers.criteria, scope.programme_id)
    found = sheet_view.all_sources(scope, code, in_full=in_full)
    cells_at = {each: scope.link(address.WHY, don_vi=code, tieu_chi=each) for each in found}
    parts = criteria.parts(known)
    if not parts:
        return gaps.table(verdicts.sort("criterion_order"), found, parts, cells_at, {})
    lacking = gaps.lacking(verdicts, criteria.scored(known))
    words = f"Xem đủ {verdicts.height} dòng theo thứ tự của bộ tiêu chí"
    other = address.here(address.UNIT_PAGE, **{address.VIEW: _EVERY})
    shown = lacking
    marked: Collection[str] = ()
    if view == _EVERY:
        words = "Chỉ xem các tiêu chí còn lấy được điểm, nhiều điểm nhất trước"
        other = address.here(address.UNIT_PAGE, **{address.VIEW: None})
        shown, marked = verdicts.sort("criterion_order"), parts
    layers = {
        str(row["criterion_code"]): (row["self_points"], row["appraised_points"])
        for row in cache.read(
            ledger_readers.ledger, scope.programme_id, scope.period_id, code
        ).iter_rows(named=True)
    }
    said = f"{lacking.height} tiêu chí còn lấy được điểm." if lacking.height else (
        "Mọi tiêu chí đã đạt điểm tối đa."
    )  # fmt: skip
    lead = tag("p", said, " ", tag("a", words, href=other))
    if shown.is_empty():
        return lead
    return join([lead, gaps.table(shown, found, marked, cells_at, layers)])


def _place(
    scope: choices.Scope, unit: Mapping[str, Any], board: pl.DataFrame, near: pl.DataFrame
) -> None:
    code = str(unit["unit_code"])
    if board["score"].n_unique() > 1:
        said = position.words(board, code)
        picture.draw(position.chart, board, code, said=said, key="bieu_do_vi_tri")
    where = (scope.programme_id, scope.period_id, code)
    measured = str(board["score_unit"][0])
    frame.block(
        cache.drawn("around", where, lambda: unit_around.table(scope, unit, near, measured))
    )


def _history_sheet(notes: list[str], handed: pl.DataFrame, labels: Mapping[str, str]) -> Sheet:
    head = ["Nhận lúc", "Kỳ", "Tệp", "Người nộp", "Kết quả", "Biên nhận", "SHA-256"]
    body = [
        [
            moment(row["received_at"]),
            labels.get(str(row["period_id"]), ""),
            row["file_name"],
            row["actor"],
            text.HAND_IN_STATUS.get(str(row["status"]), str(row["status"])),
            row["receipt_code"],
            row["sha256"],
        ]
        for row in handed.iter_rows(named=True)
    ]
    return Sheet("Lịch sử nộp", notes, head, body)
