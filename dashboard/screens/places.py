"""The map: units by score, by hand-in or by one criterion's light; no tiles, no Internet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboard import address, cache, text
from dashboard.charts import places as chart
from dashboard.html import tag
from dashboard.parts import choices, criteria, frame, live, panel, picture, places
from warehouse import readers

if TYPE_CHECKING:
    import altair as alt

_SCORE, _HAND_IN = "diem", "nop"
_WIDE = 3.0
"""A map at least this many degrees high shows the islands at the same scale."""


def _choose(scope: choices.Scope) -> str:
    known = criteria.of_everybody(cache.read(readers.criteria, scope.programme_id))
    names = criteria.names(known)
    is_index = scope.programme["family"] == "index"
    listed = {_SCORE: "Điểm, thứ hạng" if is_index else "Kết quả, thứ hạng"}
    if scope.programme["has_workbook"]:
        listed[_HAND_IN] = "Tình trạng nộp"
    listed |= {str(code): names[code] for code in criteria.leaves(known)}
    return address.choose(address.COLOUR_BY, "Tô theo", listed, _SCORE) or _SCORE


def _marks(scope: choices.Scope, wanted: str) -> tuple[places.Marks, places.Left, dict[str, Any]]:
    where = (scope.programme_id, scope.period_id, scope.group_code)
    units = cache.read(readers.units, scope.programme_id).filter(
        pl.col("group_code") == scope.group_code
    )
    if wanted == _SCORE:
        ranked = cache.read(readers.leaderboard, *where)
        found = places.by_score(units, ranked)
        return *found, {"title": places.score_title(ranked), "is_score": True, "kinds": {}}
    if wanted == _HAND_IN:
        found = places.by_hand_in(units, cache.read(readers.progress, *where))
        kinds = places.hand_in_kinds(found[0])
        return *found, {"title": "Tình trạng nộp", "is_score": False, "kinds": kinds}
    found = places.by_light(units, cache.read(readers.lights, *where), wanted)
    title = criteria.names(cache.read(readers.criteria, scope.programme_id))[wanted]
    return *found, {"title": title, "is_score": False, "kinds": places.light_kinds(found[0])}


def _map(
    marks: pl.DataFrame, folder: str, stamp: int | None, options: dict[str, Any]
) -> alt.LayerChart:
    outlines = None if stamp is None else places.outlines(Path(folder))
    isles = places.islands() if _is_wide(marks) else []
    return chart.chart(marks.to_dicts(), isles, outlines, **options)


def _inset() -> alt.LayerChart:
    return chart.inset(places.islands())


def _is_wide(marks: pl.DataFrame) -> bool:
    heights: list[float] = marks["lat"].to_list()
    return max(heights) - min(heights) >= _WIDE


def _draw(marks: places.Marks, options: dict[str, Any]) -> None:
    placed, folder = pl.DataFrame(marks), cache.data_dir()
    stamp = places.outlines_stamp(folder)
    is_wide = _is_wide(placed)
    sides = [st.container()] if is_wide else st.columns([4, 1], vertical_alignment="bottom")
    with sides[0]:
        said = places.words(marks, str(options["title"]))
        picture.draw(_map, placed, str(folder), stamp, options, said=said)
    if not is_wide:
        with sides[1]:
            picture.draw(_inset, said="Quần đảo Hoàng Sa và quần đảo Trường Sa.")


def _live(scope: choices.Scope, wanted: str) -> None:
    marks, without, options = _marks(scope, wanted)
    facts = cache.read(readers.freshness, scope.programme_id, scope.period_id)
    title = f"{options['title']}, khối {scope.peers}, {text.lower_first(scope.period['label'])}"
    if address.read(address.PANEL) is None:
        frame.block(tag("div", tag("h1", title), frame.freshness(facts), class_="td-lead"))
    if not marks:
        frame.block(
            frame.empty(
                "Không có đơn vị nào đặt được lên bản đồ",
                "Bản đồ đặt các tỉnh, xã, phường, đặc khu theo danh mục; cơ quan chuyên môn "
                "không có chỗ riêng, hoặc kỳ này chưa có số liệu.",
            )
        )
        live.hook()
        return
    notes = panel.notes(f"{scope.programme['title']}; {title}", facts)
    shown = panel.Panel(
        "ban-do",
        text.TITLE_MAP,
        lambda: _draw(marks, options),
        lambda: places.sheet(marks, str(options["title"]), notes),
    )
    panel.show(address.MAP, [shown], facts)
    if without:
        frame.block(frame.note("Không có trên bản đồ", *places.left_out(without)))


def show() -> None:
    """Draw the map of the group that the address asks for."""
    if choices.resolve() is None:
        frame.no_programme()
        return
    with choices.row():
        scope = choices.choose(with_group=True)
        wanted = _choose(scope)
    st.fragment(_live)(scope, wanted)
