"""Accounts: who may sign in, with which role and unit; for the administrator."""

from __future__ import annotations

import streamlit as st

from dashboard import address, cache, session, text
from dashboard.html import tag
from dashboard.parts import account, accounts, frame
from schemas.roles import reach_of
from warehouse.accounts import Accounts

_WHY = "Tài khoản cho biết ai được nộp, duyệt, thẩm định; chỉ người quản trị xem và sửa được."


def show() -> None:
    """Draw the accounts and what may be done with them."""
    frame.block(tag("h1", text.TITLE_ACCOUNTS))
    who = session.actor()
    if who is None:
        frame.block(account.ask(address.ACCOUNTS, "Đăng nhập để quản lý tài khoản", _WHY))
        return
    if reach_of(who, "manage_accounts") is None:
        frame.block(account.not_for(who, "manage_accounts"))
        return
    accounts.said()
    found = Accounts(cache.data_dir()).all()
    search = st.text_input(
        "Tìm tài khoản", key="tk_tim", max_chars=80, placeholder=text.SEARCH_HINT
    )
    frame.block(accounts.listed(found, search or ""))
    accounts.add_form()
    accounts.change_form(found)
    accounts.events(who)
