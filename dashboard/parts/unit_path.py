"""The cheapest path of a unit to a goal that is chosen: steps in countable words, last days."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import address, cache
from dashboard.html import Html, tag
from dashboard.parts import frame, outcome, restricted
from dashboard.parts.choices import Scope
from etl.export import Sheet
from etl.goals import classes_of, goals_of, judged_words, path_to
from schemas.findings import Refusal
from schemas.gain_words import KINDS
from schemas.programme import Programme
from schemas.words import day
from warehouse.path import NOTE, Path
from warehouse.path_facts import Step

_GOALS = {
    "rank": "Một thứ hạng",
    "points": "Một mức điểm",
    "class": "Một loại (xếp loại)",
    "award": "Đủ điều kiện khen thưởng",
    "target": "Các chỉ tiêu của đơn vị",
}
_VALUES = {
    "rank": ("Hạng (để trống: hạng liền trên)", "ví dụ 3"),
    "points": ("Số điểm", "ví dụ 90"),
}

_ONLY_MORE = (
    "Hồ sơ đã trễ, phiếu đã trả lời thì không đổi được, chỉ thêm được; vì vậy số ở đây lớn hơn "
    "phần còn thiếu trong bảng tiêu chí, vốn tính trên số đã có."
)


def draw(scope: Scope, unit: Mapping[str, Any], *, in_full: bool) -> None:
    """Draw the choice of a goal and, once one is chosen, the path to it."""
    plan = cache.programme(scope.programme_id)
    with st.container(horizontal=True, vertical_alignment="bottom", key="td-chon-muc-tieu"):
        goal = address.choose(
            address.GOAL,
            "Muốn tới",
            {code: _GOALS[code] for code in goals_of(plan)},
            placeholder="Chọn mục tiêu",
            clears=address.GOAL_VALUE,
        )
        wanted = _value(plan, goal)
    if goal is None:
        words = "Chọn mục tiêu: hệ thống tìm ít việc nhất phải làm, rồi chấm thử bằng đúng quy tắc."
        frame.block(tag("p", words, class_="td-quiet"))
        return
    if goal == "points" and wanted is None:
        frame.block(tag("p", "Ghi số điểm muốn tới.", class_="td-quiet"))
        return
    try:
        found = read(scope, unit, goal, wanted, in_full=in_full)
    except Refusal as refusal:
        frame.block(outcome.said(refusal.findings), role="status")
        return
    unseen = _unseen(scope, goal, in_full=in_full)
    frame.block(_path(found, plan, unseen), class_="td-lead", role="status")


def _unseen(scope: Scope, goal: str | None, *, in_full: bool) -> str:
    names = restricted.left_out(scope.programme_id, in_full) if goal == "award" else ()
    return restricted.said(names)


def read(
    scope: Scope, unit: Mapping[str, Any], goal: str, wanted: str | None, *, in_full: bool
) -> Path:
    """Return the path to a goal; raises what ``path_to`` raises, and Refusal while busy."""
    code, plan = str(unit["unit_code"]), cache.programme(scope.programme_id)
    found: Path = cache.tried(
        "path",
        (scope.programme_id, scope.period_id, code, goal, wanted, restricted.kept(in_full)),
        lambda: path_to(cache.store(), plan, scope.period_id, code, goal, wanted, in_full=in_full),
    )
    return found


def _value(plan: Programme, goal: str | None) -> str | None:
    if goal == "class":
        words = "Loại (để trống: loại liền trên)"
        return address.choose(
            address.GOAL_VALUE, words, classes_of(plan), placeholder="Loại liền trên"
        )
    if goal not in _VALUES:
        return None
    label, hint = _VALUES[goal]
    key = "gia_tri_muc_tieu"
    st.session_state[key] = address.read(address.GOAL_VALUE) or ""

    def take() -> None:
        address.write(address.GOAL_VALUE, st.session_state[key].strip())

    st.text_input(label, key=key, placeholder=hint, max_chars=20, on_change=take)
    return address.read(address.GOAL_VALUE)


def _path(found: Path, plan: Programme, unseen: str) -> Html:
    if found.is_there:
        seen = ", theo các điều kiện xem được" if unseen else ""
        said = tag("p", tag("b", f"Đã đạt mục tiêu: {found.goal}{seen}."))
    else:
        said = tag("p", tag("b", f"Tới {found.goal}: "), judged_words(found, plan))
    steps = tag("ol", *(_step(each) for each in found.steps), class_="td-todo")
    last = f"Hạn nộp bảng số liệu của kỳ: {day(found.last_day)}." if found.last_day else None
    dossier = f"Hạn hồ sơ đề nghị: {found.deadline_text}." if found.deadline_text else None
    return tag(
        "div",
        said,
        steps if found.steps else None,
        *(tag("p", line) for line in (last, dossier, unseen) if line),
        tag("p", _ONLY_MORE, class_="td-small td-quiet")
        if any(each.kind == "count" for each in found.steps)
        else None,
        tag("p", NOTE, class_="td-small td-quiet"),
        class_="td-lead",
    )


def _step(step: Step) -> Html:
    is_over = step.last_day is not None and step.last_day < frame.today()
    words = "Đã qua ngày cuối còn kịp:" if is_over else "Còn kịp đến hết ngày"
    kind = None if step.kind == "points" else _sentence(KINDS[step.kind])
    return tag(
        "li",
        tag("b", step.label),
        tag("span", _sentence(step.what)),
        tag("span", kind, class_="td-small td-quiet") if kind else None,
        tag("span", f"Quy tắc: {step.needed}.", class_="td-small td-quiet")
        if step.needed and step.needed not in step.what else None,
        tag("span", f"{words} {day(step.last_day)}.", class_="td-small") if step.last_day else None,
    )  # fmt: skip


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."


def sheet(scope: Scope, unit: Mapping[str, Any], notes: list[str], *, in_full: bool) -> Sheet:
    """Return the steps of the chosen path as a table to keep; empty while none can be said."""
    goal, wanted = address.read(address.GOAL), address.read(address.GOAL_VALUE)
    steps: tuple[Step, ...] = ()
    if goal in goals_of(cache.programme(scope.programme_id)):
        try:
            found = read(scope, unit, str(goal), wanted, in_full=in_full)
        except Refusal as refusal:
            notes = [*notes, *(each.message for each in refusal.findings)]
        else:
            unseen = _unseen(scope, goal, in_full=in_full)
            said = (f"Mục tiêu: {found.goal}", unseen, NOTE)
            steps, notes = found.steps, [*notes, *(each for each in said if each)]
    head = ["Mã", "Tiêu chí", "Việc", "Loại việc", "Điểm còn được", "Ngày cuối còn kịp"]
    body = [
        [each.code, each.label, each.what, KINDS[each.kind], each.obtainable, day(each.last_day)]
        for each in steps
    ]
    return Sheet("Đường ngắn nhất", notes, head, body)
