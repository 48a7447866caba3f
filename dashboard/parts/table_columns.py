"""The columns of a result table: what each was understood to be, and lists to say what it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import streamlit as st

from dashboard import cache, session, text
from dashboard.html import Html, tag
from dashboard.parts import frame, outcome
from dashboard.parts.answer import Given
from dashboard.parts.result_work import Target
from etl.table_mapping import labels_of
from etl.table_preview import ColumnReading, TablePreview, preview_table
from schemas.failures import OwnFailure
from schemas.findings import Refusal
from schemas.words import day, moment, number
from warehouse import column_meanings, files

_SEEN = "bang_da_xem"
_SAID = "ket_qua_bo_khai_bao"
_COLUMNS = ("Cột", "Tiêu đề", "Được hiểu là", "Theo", "Các giá trị đầu")
_MEANINGS = ("Tiêu đề", "Được hiểu là", "Người khai báo", "Lúc")

Seen = TablePreview | Refusal | OwnFailure


def seen(target: Target, given: Given) -> Seen:
    """Return a file as it would be read, read once; or why it cannot be."""
    key = (target.key, files.digest(given.data), cache.revision())
    kept: Any = st.session_state.get(_SEEN)
    if kept is None or kept[0] != key:
        kept = (key, _read(target, given))
        st.session_state[_SEEN] = kept
    return cast(Seen, kept[1])


def _read(target: Target, given: Given) -> Seen:
    where = (target.kind.dataset_id, target.scope.period_id, target.layer)
    try:
        return preview_table(cache.store(), given.data, given.name, *where)
    except (Refusal, OwnFailure) as why_not:
        return why_not


def declare(target: Target, found: TablePreview) -> dict[str, str]:
    """Draw what was read, with a list for every column not understood; return what was said.

    Codes by heading; nothing is said of a column until somebody chooses.
    """
    frame.block(_understood(found), class_="td-lead")
    if not found.unknown:
        return {}
    frame.block(
        tag("h2", f"Cột chưa rõ nghĩa ({len(found.unknown)})"),
        tag(
            "p",
            "Chọn nghĩa của cột, hoặc để trống thì cột không được dùng. Gợi ý chỉ được dùng khi "
            "bấm nút. Khai báo được nhớ cho lần sau khi bảng được nhận.",
            class_="td-quiet",
        ),
        class_="td-lead",
    )
    said = {each.heading: _choose(target, found, each) for each in found.unknown}
    return {heading: code for heading, code in said.items() if code}


def _understood(found: TablePreview) -> Html:
    rows = (
        tag("tr", tag("td", tag("span", each.letters, class_="td-cell")), tag("td", each.heading),
            tag("td", tag("b", each.meaning), data_label=_COLUMNS[2]),
            tag("td", _source(each), data_label=_COLUMNS[3]),
            tag("td", ", ".join(each.samples), class_="td-break", data_label=_COLUMNS[4]))
        for each in found.columns if each.meaning
    )  # fmt: skip
    told = (
        f"Trang “{found.sheet}”, dòng tiêu đề {found.header_row}, {number(found.row_count)} dòng "
        f"bên dưới. Hiểu {len(found.columns) - len(found.unknown)}/{len(found.columns)} cột."
    )
    notes = [tag("p", words, class_="td-quiet") for words in found.notes]
    is_any = len(found.unknown) < len(found.columns)
    return tag("div", tag("p", told), *notes, _table(_COLUMNS, *rows) if is_any else None)


def _source(each: ColumnReading) -> str:
    said = each.declared
    if said is None or said.actor is None or said.at is None:
        return "chính tiêu đề"
    return f"khai báo của {said.actor} ngày {day(said.at.date())}"


def _table(heads: tuple[str, ...], *rows: Html) -> Html:
    head = tag("tr", *(tag("th", name, scope="col") for name in heads))
    return tag("table", tag("thead", head), tag("tbody", *rows), class_="td-table td-stack")


def _choose(target: Target, found: TablePreview, each: ColumnReading) -> str | None:
    key = f"nghia_{'_'.join(target.key)}_{each.letters}_{each.heading}"
    hint = each.suggestion
    words, box, use = st.columns([4, 4, 2], gap="small", vertical_alignment="center")
    with words:
        values = ", ".join(each.samples) or "không có giá trị nào"
        like = f"Có thể là “{found.choices[hint]}”." if hint else "Không có gợi ý."
        frame.block(
            tag("p", tag("span", each.letters, class_="td-cell"), " ", tag("b", each.heading)),
            tag("p", f"{values}. {like}", class_="td-quiet td-small td-break"),
            class_="td-mend",
        )
    with box:
        said = st.selectbox(
            f"Nghĩa của cột {each.letters} “{each.heading}”", list(found.choices), index=None,
            format_func=lambda code: f"{found.choices.get(code, code)} ({code})", key=key,
            placeholder="Không dùng cột này", label_visibility="collapsed",
        )  # fmt: skip
    with use:
        if hint and said is None:
            st.button(
                f"Dùng gợi ý cho cột {each.letters}", key=f"goi_y_{key}", on_click=_take,
                args=(key, hint),
            )  # fmt: skip
    return said


def _take(key: str, code: str) -> None:
    st.session_state[key] = code


def _revoke(dataset_id: str, heading_key: str) -> None:
    who = session.actor()
    if who is None:
        st.session_state[_SAID] = frame.note(text.SESSION_OVER["ended"], kind="bad")
        return
    try:
        heading = column_meanings.revoke(cache.store(), dataset_id, heading_key, actor=who)
    except Refusal as refusal:
        st.session_state[_SAID] = outcome.said(refusal.findings)
    else:
        words = "Lần sau cột ấy lại phải khai báo; các bảng đã nhận giữ nguyên."
        st.session_state[_SAID] = frame.note(f"Đã bỏ khai báo của cột “{heading}”", words)


def remembered(target: Target) -> None:
    """Draw what was declared of the columns of such tables, with the way to take it back."""
    dataset_id = target.kind.dataset_id
    rows = [
        row
        for row in cache.read(column_meanings.meanings, dataset_id).to_dicts()
        if row["state"] == "in_force"
    ]
    with st.container():
        said = st.session_state.pop(_SAID, None)
        if said is not None:
            frame.block(said, role="status")
    if not rows:
        return
    labels: Mapping[str, str] = cache.read(labels_of, dataset_id)
    body = (
        tag("tr", tag("th", f"“{row['heading']}”", scope="row", class_="td-break"),
            tag("td", labels.get(row["column_code"], "mã không còn dùng"),
                data_label=_MEANINGS[1]),
            tag("td", row["actor"], data_label=_MEANINGS[2]),
            tag("td", moment(row["recorded_at"]), data_label=_MEANINGS[3]))
        for row in rows
    )  # fmt: skip
    frame.block(
        tag("h2", f"Khai báo cột đang được nhớ ({len(rows)})"), _table(_MEANINGS, *body),
        class_="td-lead",
    )  # fmt: skip
    headings = {str(row["heading_key"]): f"“{row['heading']}”" for row in rows}
    with st.expander("Bỏ một khai báo"):
        key = st.selectbox(
            "Tiêu đề", list(headings), key="khai_bao_bo", format_func=lambda one: headings[one]
        )
        st.button("Bỏ khai báo này", on_click=_revoke, args=(dataset_id, key), key="bo_khai_bao")
