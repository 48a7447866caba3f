"""The simulator: values supposed of one unit, and what the judge would say; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import streamlit as st

from dashboard import address, cache, text
from dashboard.html import Html, join, tag
from dashboard.parts import frame, lights, outcome, restricted
from dashboard.parts.choices import Scope
from etl import supposing
from etl.export import Sheet
from etl.supposing import Choice
from schemas.findings import Refusal
from schemas.lights import STATES
from schemas.trying import trying
from schemas.words import number
from warehouse.standings import Light, LightChange, Standing
from warehouse.what_if import BoardEffect, suppose

Given = list[tuple[str, str]]

_WHAT, _VALUE = "gia_lap_cai_gi", "gia_lap_bao_nhieu"
_KINDS = {"figures": "Số liệu", "points": "Điểm", "decisions": "Kết luận"}


def given() -> Given:
    """Return what the address supposes, as (code, value); broken parts are left out."""
    parts = (address.read(address.SUPPOSED) or "").split(";")
    pairs = (part.partition(":") for part in parts)
    return [(code, value) for code, sign, value in pairs if code and sign and value]


def _written(pairs: Given) -> str | None:
    return ";".join(f"{code}:{value}" for code, value in pairs) or None


def draw(scope: Scope, unit: Mapping[str, Any], *, in_full: bool) -> None:
    """Draw what is supposed, how to suppose more, and what would come of it."""
    try:
        known = _choices(scope)
    except Refusal as refusal:
        frame.block(outcome.said(refusal.findings))
        return
    pairs = given()
    if len(pairs) < trying().amount("most_supposed"):
        _ask(known, pairs)
    if not pairs:
        words = (
            "Chọn một tiêu chí và cho nó một giá trị: điểm, loại, hạng được chấm thử trên một bản "
            "sao, với giả định các đơn vị khác giữ nguyên. Không có gì được ghi."
        )
        frame.block(tag("p", words, class_="td-quiet"))
        return
    try:
        board = _effect(scope, unit, known, pairs, in_full=in_full)
    except Refusal as refusal:
        frame.block(_listed(known, pairs), outcome.said(refusal.findings), class_="td-lead")
        return
    unseen = restricted.said(restricted.left_out(scope.programme_id, in_full))
    more = tag("p", unseen) if unseen else ""
    frame.block(_listed(known, pairs), _result(board), more, class_="td-lead", role="status")


def _choices(scope: Scope) -> Mapping[str, Choice]:
    found: Mapping[str, Choice] = cache.read(supposing.choices, scope.programme_id, scope.period_id)
    return found


def _ask(known: Mapping[str, Choice], pairs: Given) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="td-chon-gia-lap"):
        code = st.selectbox(
            "Nếu",
            list(known),
            index=None,
            key=_WHAT,
            placeholder="Chọn số liệu, điểm hoặc kết luận",
            format_func=lambda each: f"{_KINDS[known[each].what]}: {known[each].label}",
        )
        if code is None:
            return
        choice = known[code]
        if choice.options:
            st.selectbox(
                "là",
                list(choice.options),
                key=_VALUE,
                format_func=lambda each: choice.options.get(each, each),
            )
        else:
            st.text_input("là", key=_VALUE, placeholder=choice.example, max_chars=40)
        st.button("Chấm thử", key="gia_lap_them", on_click=_add, args=(code, pairs))


def _add(code: str, pairs: Given) -> None:
    value = str(st.session_state.get(_VALUE) or "").strip()
    value = value.replace(";", " ").replace(":", " ")
    if value:
        others = [pair for pair in pairs if pair[0] != code]
        address.write(address.SUPPOSED, _written([*others, (code, value)]))
        st.session_state[_WHAT] = None


def _listed(known: Mapping[str, Choice], pairs: Given) -> Html:
    items = []
    for code, value in pairs:
        choice = known.get(code)
        label = choice.label if choice else code
        shown = choice.options.get(value, value) if choice else value
        rest = [pair for pair in pairs if pair[0] != code]
        away = address.here(address.UNIT_PAGE, **{address.SUPPOSED: _written(rest)})
        hidden = tag("span", f" {label}", class_="td-hidden")
        items.append(
            tag("li", tag("b", label), " là ", tag("b", shown), " ",
                tag("a", "Bỏ", hidden, href=away))
        )  # fmt: skip
    nothing = address.here(address.UNIT_PAGE, **{address.SUPPOSED: None})
    return frame.note(
        "GIẢ LẬP: không ghi vào kho dữ liệu, không ai khác thấy",
        tag("ul", *items),
        tag("a", "Bỏ hết, về số liệu thật", href=nothing),
        kind="near",
    )


def _effect(
    scope: Scope,
    unit: Mapping[str, Any],
    known: Mapping[str, Choice],
    pairs: Given,
    *,
    in_full: bool,
) -> BoardEffect:
    where = (scope.programme_id, scope.period_id)
    supposed = supposing.supposition(known, str(unit["unit_code"]), pairs)
    found: BoardEffect = cache.tried(
        "suppose",
        (*where, str(unit["unit_code"]), _written(pairs), restricted.kept(in_full)),
        lambda: suppose(cache.store(), *where, [supposed], in_full=in_full).boards[0],
    )
    return found


def _result(board: BoardEffect) -> Html:
    unit = board.units[0]
    if unit.is_nothing:
        return tag("p", "Không có gì thay đổi: điểm, hạng và đèn giữ nguyên.")
    head = tag("tr", *(tag("th", name, scope="col") for name in ("", "Hiện nay", "Nếu vậy")))
    rows = (
        tag("tr", tag("td", tag("b", name)), tag("td", then, data_label="Hiện nay"),
            tag("td", tag("b", now) if then != now else now, data_label="Nếu vậy"))
        for name, then, now in _compared(unit.before, unit.after)
    )  # fmt: skip
    moved = len(board.moved)
    return join(
        [
            tag("table", tag("thead", head), tag("tbody", *rows), class_="td-table td-stack"),
            tag("ul", *(_light(each) for each in unit.lights)) if unit.lights else "",
            tag("p", f"{moved} đơn vị khác đổi hạng.", class_="td-quiet"),
        ]
    )


def _compared(then: Standing | None, now: Standing | None) -> list[tuple[str, str, str]]:
    rows = [
        ("Điểm", *(_score(each) for each in (then, now))),
        ("Xếp loại", *((each and each.class_name) or "" for each in (then, now))),
        ("Hạng", *(_rank(each) for each in (then, now))),
        ("Khen thưởng", *(_award(each) for each in (then, now))),
    ]
    return [(name, before, after) for name, before, after in rows if before or after]


def _score(standing: Standing | None) -> str:
    if standing is None or standing.score is None:
        return "chưa có kết quả"
    top = f"/{number(standing.maximum)}" if standing.maximum is not None else ""
    return f"{number(standing.score)}{top}"


def _rank(standing: Standing | None) -> str:
    if standing is None or standing.rank is None:
        reason = standing.excluded_reason if standing else None
        return f"chưa xếp hạng: {text.lower_first(reason)}" if reason else "chưa xếp hạng"
    tied = f", {text.TIED}" if standing.is_tied else ""
    return f"{text.of(standing.rank, standing.ranked_count)}{tied}"


def _award(standing: Standing | None) -> str:
    state = standing.award_state if standing else None
    return STATES[state].word if state else ""


def _light(change: LightChange) -> Html:
    return tag("li", tag("b", change.name), ": ", _state(change.before), " → ",
               _state(change.after))  # fmt: skip


def _state(light: Light | None) -> Html:
    if light is None:
        return tag("span", "không có")
    said: Sequence[str | None] = (light.value, _points(light.points, light.maximum))
    values = "; ".join(each for each in said if each)
    shown = lights.state(light.state, is_near=light.is_near)
    return tag("span", shown, f" ({values})" if values else None)


def _points(points: Decimal | None, maximum: Decimal | None) -> str | None:
    return None if points is None else f"{number(points)}/{number(maximum)} điểm"


def sheet(scope: Scope, unit: Mapping[str, Any], notes: list[str], *, in_full: bool) -> Sheet:
    """Return what was supposed and what would come of it as a table to keep."""
    pairs, body = given(), []
    unseen = restricted.said(restricted.left_out(scope.programme_id, in_full))
    notes = [*notes, "GIẢ LẬP, không phải kết quả", *([unseen] if unseen else [])]
    if pairs:
        try:
            known = _choices(scope)
            unit_effect = _effect(scope, unit, known, pairs, in_full=in_full).units[0]
        except Refusal as refusal:
            notes += [each.message for each in refusal.findings]
        else:
            body = [[f"Nếu: {known[code].label if code in known else code}", "", value]
                    for code, value in pairs]  # fmt: skip
            body += [list(row) for row in _compared(unit_effect.before, unit_effect.after)]
    return Sheet("Giả lập", notes, ["", "Hiện nay", "Nếu vậy"], body)
