"""Accounts for the administrator: list, add, role and unit, password, disable, events.

Every action asks anew who is signed in; whether they may is asked where it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

import streamlit as st

from dashboard import cache, session, text
from dashboard.html import Html, tag
from dashboard.parts import frame, outcome
from etl.account_words import event_words
from etl.scope import account_unit, unit_name
from schemas.findings import Refusal
from schemas.roles import Actor, role_book
from warehouse.accounts import Account, Accounts, new_password

SAID = "ket_qua_tai_khoan"
_LONGEST = 120
_MOST_SHOWN = 50
_NEW = "tk_moi_"
_COLUMNS = ("Tên đăng nhập", "Họ và tên", "Vai trò", "Đơn vị", "Thư điện tử", "Tình trạng")
_EVENT_COLUMNS = ("Lúc", "Tài khoản", "Việc", "Người thực hiện")


@dataclass(frozen=True, slots=True)
class _Said:
    """The answer to the last action, and a password that is shown this once."""

    block: Html
    number: str = field(default_factory=lambda: token_hex(4))


def _accounts() -> Accounts:
    return Accounts(cache.data_dir())


def _do(action: Callable[[Accounts, Actor], Html]) -> None:
    who = session.actor()
    if who is None:
        said = frame.note(text.SESSION_OVER["ended"], kind="bad")
    else:
        try:
            said = action(_accounts(), who)
        except Refusal as refusal:
            said = outcome.said(refusal.findings)
    st.session_state[SAID] = _Said(said)


def _field(name: str) -> str:
    return str(st.session_state.get(f"{_NEW}{name}") or "").strip()[:_LONGEST]


def _unit_id(written: str) -> str | None:
    return account_unit(written) if written else None


def _shown_once(name: str, password: str, what: str) -> Html:
    return frame.note(
        f"{what}: {name}",
        tag("span", "Mật khẩu: ", tag("span", password, class_="td-code")),
        "Chỉ hiện một lần này. Đưa tận tay cho người dùng; hệ thống chỉ giữ dấu băm, mất thì đặt "
        "lại.",
        kind="good",
    )


def _add() -> None:
    def action(accounts: Accounts, who: Actor) -> Html:
        email = _field("thu")
        password = None if st.session_state.get(f"{_NEW}khong_mk") else new_password()
        made = accounts.add(
            _field("ten"), _field("ho_ten"), _field("vai_tro"), password, actor=who,
            unit_id=_unit_id(_field("don_vi")), email=email or None,
        )  # fmt: skip
        for written in ("ten", "ho_ten", "thu", "don_vi"):
            st.session_state[f"{_NEW}{written}"] = ""
        what = "Đã tạo tài khoản"
        if password is None:
            return frame.note(f"{what}: {made.name}", kind="good")
        return _shown_once(made.name, password, what)

    _do(action)


def _reset(name: str) -> None:
    _do(lambda accounts, who: _shown_once(
        name, accounts.reset_password(name, actor=who), "Đã đặt lại mật khẩu; các phiên cũ kết thúc"
    ))  # fmt: skip


def _switch(name: str, *, is_disabled: bool) -> None:
    def action(accounts: Accounts, who: Actor) -> Html:
        accounts.set_disabled(name, is_disabled=is_disabled, actor=who)
        words = "Đã ngừng dùng; mọi phiên của tài khoản kết thúc" if is_disabled else "Đã dùng lại"
        return frame.note(f"{words}: {name}", kind="good")

    _do(action)


def _set_role(name: str) -> None:
    def action(accounts: Accounts, who: Actor) -> Html:
        role = str(st.session_state.get(f"tk_vai_tro_{name}") or "")
        written = str(st.session_state.get(f"tk_don_vi_{name}") or "").strip()[:_LONGEST]
        before = accounts.by_name(name)
        # a name may stand for several units: left as it was shown, it means the unit it was
        is_left = before is not None and written == _unit_words(before)
        unit_id = before.unit_id if before is not None and is_left else _unit_id(written)
        accounts.set_role(name, role, unit_id, actor=who)
        return frame.note(f"Đã đổi vai trò, đơn vị: {name}", kind="good")

    _do(action)


def _state(each: Account) -> str:
    state = "đã ngừng dùng" if each.is_disabled else "đang dùng"
    return f"{state}, tài khoản mẫu" if each.is_sample else state


def _table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Html:
    body = (
        tag("tr", *(tag("td", cell, data_label=name, class_="td-break")
                    for name, cell in zip(columns, row, strict=True)))
        for row in rows
    )  # fmt: skip
    head = tag("tr", *(tag("th", name, scope="col") for name in columns))
    return tag("table", tag("thead", head), tag("tbody", *body), class_="td-table td-stack")


def listed(found: Sequence[Account], search: str) -> Html:
    """Return the accounts whose name, person, role or unit holds the words, the first of them."""
    rows = [_facts(each) for each in found]
    wanted = [row for row in rows if text.fold(search) in text.fold(" ".join(map(str, row)))]
    shown = _table(_COLUMNS, wanted[:_MOST_SHOWN])
    if not wanted:
        return frame.empty("Không có tài khoản nào như vậy", "Gõ tên khác, hoặc xóa ô tìm.")
    more = len(wanted) - _MOST_SHOWN
    rest = tag("p", f"Còn {more} tài khoản; gõ tên vào ô tìm để thấy.") if more > 0 else None
    return tag("div", shown, rest, class_="td-lead")


def _facts(each: Account) -> tuple[str, ...]:
    role = role_book().roles[each.role].label
    return (
        each.name,
        each.full_name,
        role,
        _unit_words(each),
        each.email or "",
        _state(each),
    )


def _unit_words(each: Account) -> str:
    return unit_name(each.unit_id) if each.unit_id else ""


def _roles() -> dict[str, str]:
    return {code: each.label for code, each in role_book().roles.items() if each.is_account}


def add_form() -> None:
    """Draw the form of a new account."""
    roles = _roles()
    with st.expander("Thêm tài khoản"), st.form("tk-them", border=False):
        left, right = st.columns(2)
        with left:
            st.text_input(
                "Tên đăng nhập (chữ thường, số, dấu chấm)", key=f"{_NEW}ten", max_chars=40
            )
            st.text_input("Họ và tên", key=f"{_NEW}ho_ten", max_chars=80)
            st.text_input("Thư điện tử (không bắt buộc)", key=f"{_NEW}thu", max_chars=_LONGEST)
        with right:
            st.selectbox(
                "Vai trò", list(roles), key=f"{_NEW}vai_tro", format_func=roles.__getitem__
            )
            st.text_input("Đơn vị (mã hoặc tên)", key=f"{_NEW}don_vi", max_chars=_LONGEST)
            words = "Chỉ đăng nhập qua hệ thống định danh, không có mật khẩu"
            st.checkbox(words, key=f"{_NEW}khong_mk")
        st.form_submit_button("Tạo tài khoản", on_click=_add, type="primary")


def change_form(found: Sequence[Account]) -> None:
    """Draw what may be done with one account."""
    with st.expander("Sửa một tài khoản"):
        names = {each.name: f"{each.name} ({each.full_name})" for each in found}
        name = st.selectbox(
            "Tài khoản", list(names), index=None, key="tk_chon",
            placeholder="Chọn tài khoản cần sửa", format_func=lambda one: names.get(one, one),
        )  # fmt: skip
        each = next((one for one in found if one.name == name), None)
        if each is None:
            return
        roles = _roles()
        left, right = st.columns(2)
        with left:
            st.selectbox(
                "Vai trò mới", list(roles), index=list(roles).index(each.role),
                key=f"tk_vai_tro_{each.name}", format_func=roles.__getitem__,
            )  # fmt: skip
        with right:
            st.text_input(
                "Đơn vị mới (mã hoặc tên)", _unit_words(each), key=f"tk_don_vi_{each.name}",
                max_chars=_LONGEST,
            )  # fmt: skip
        with st.container(horizontal=True):
            st.button("Đổi vai trò, đơn vị", on_click=_set_role, args=(each.name,), key="tk_doi")
            st.button("Đặt lại mật khẩu", on_click=_reset, args=(each.name,), key="tk_dat_lai")
            st.button(
                "Dùng lại" if each.is_disabled else "Ngừng dùng", on_click=_switch, key="tk_ngung",
                args=(each.name,), kwargs={"is_disabled": not each.is_disabled},
            )  # fmt: skip


def said() -> None:
    """Show the answer to the last action, once.

    It has its place before there is one, so that an open form below stays open.
    """
    with st.container():
        kept: Any = st.session_state.pop(SAID, None)
        if isinstance(kept, _Said):
            frame.block(kept.block, role="status", seen=kept.number)


def events(who: Actor) -> None:
    """Draw what was done last to accounts and sessions."""
    rows = [event_words(row) for row in _accounts().last_events(_MOST_SHOWN, actor=who)]
    with st.expander(f"Sổ ghi các việc ({len(rows)} việc gần nhất)"):
        all_ = tag("p", "Xem đủ bằng lệnh ", tag("code", "thidua account events"), ".")
        frame.block(_table(_EVENT_COLUMNS, rows), all_, class_="td-lead")
