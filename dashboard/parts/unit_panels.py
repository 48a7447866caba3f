"""The panels of a unit's page: every criterion, its place among its peers, what it handed in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from dashboard import address, cache, text
from dashboard.charts import position
from dashboard.html import Html
from dashboard.parts import choices, criteria, frame, gaps, panel, sheet_view, unit_page, why_panels
from etl.export import Sheet
from schemas.words import moment
from warehouse import readers


def panels(
    scope: choices.Scope, unit: Mapping[str, Any], facts: Mapping[str, Any]
) -> list[panel.Panel]:
    """Return the panels that have something to show."""
    code = str(unit["unit_code"])
    where = (scope.programme_id, scope.period_id, code)
    verdicts = cache.read(readers.unit_verdicts, *where)
    notes = why_panels.of_unit(scope, str(unit["unit_name"]), facts)
    made = [
        panel.Panel(
            "tung-tieu-chi",
            "Từng tiêu chí",
            lambda: frame.block(_kept_gaps(scope, unit, verdicts)),
            lambda: why_panels.total_sheet(notes, verdicts),
        )
    ]
    group = str(unit["group_code"])
    board = cache.read(readers.leaderboard, scope.programme_id, scope.period_id, group)
    if board.height > 2 and code in set(board["unit_code"]):
        title = f"Vị trí trong khối {text.lower_first(str(unit['group_label']))}"
        made.append(
            panel.Panel(
                "vi-tri",
                title,
                lambda: _place(board, code),
                lambda: _place_sheet(title, notes, board),
            )
        )
    handed = cache.read(readers.hand_ins, scope.programme_id, None, code)
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
    return made


def _kept_gaps(scope: choices.Scope, unit: Mapping[str, Any], verdicts: pl.DataFrame) -> Html:
    # a part of the kept drawing's name: what is said of persons never leaves those who may see it
    persons = "persons" if sheet_view.with_persons(unit) else None
    where = (scope.programme_id, scope.period_id, str(unit["unit_code"]), persons)
    return cache.drawn("gaps", where, lambda: _gaps(scope, unit, verdicts))


def _gaps(scope: choices.Scope, unit: Mapping[str, Any], verdicts: pl.DataFrame) -> Html:
    code = str(unit["unit_code"])
    known = cache.read(readers.criteria, scope.programme_id)
    codes = [str(each) for each in verdicts["criterion_code"]]
    found = {each: sheet_view.sources(scope, unit, each) for each in codes}
    cells_at = {
        each: scope.link(address.WHY, don_vi=code, tieu_chi=each) for each in codes if found[each]
    }
    return gaps.table(verdicts, found, criteria.parts(known), cells_at)


def _place(board: pl.DataFrame, code: str) -> None:
    said = position.words(board, code)
    st.altair_chart(position.chart(board, code), alt=said, key="bieu_do_vi_tri")


def _place_sheet(title: str, notes: list[str], board: pl.DataFrame) -> Sheet:
    columns = ("rank", "unit_code", "unit_name", "score", "max_score")
    body = [list(row) for row in board.select(columns).iter_rows()]
    return Sheet(title, notes, ["Hạng", "Mã", "Đơn vị", "Điểm", "Tối đa"], body)


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
