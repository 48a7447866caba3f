"""Signing in through the office's own identity system (OpenID Connect), where it is configured."""

from __future__ import annotations

import streamlit as st

from dashboard import address, session, text
from dashboard.html import tag
from dashboard.parts import frame
from schemas.roles import Actor


def sign_in() -> None:
    """Go to the identity system, or say whose account came back from it."""
    if not session.has_identity_provider():
        frame.block(
            frame.empty(
                "Chưa cấu hình hệ thống định danh",
                "Người quản trị khai báo phần [auth] trong .streamlit/secrets.toml.",
                tag("a", text.SIGN_IN, href=address.SIGN_IN),
            )
        )
        return
    found = session.state() if session.is_vouched_for() else None
    if not isinstance(found, Actor) and found != "unknown_identity":
        st.login()
        return
    if isinstance(found, Actor):
        title = f"Đã đăng nhập: {found.name}, {found.role_label}"
        link = tag("a", text.TITLE_HAND_IN, href=address.HAND_IN)
        frame.block(frame.empty(title, link))
        return
    words = text.SESSION_OVER["unknown_identity"]
    again = tag("a", text.SIGN_OUT, href=address.SIGN_OUT_OFFICE)
    frame.block(frame.empty(words, "Nhờ người quản trị gắn địa chỉ thư với tài khoản.", again))


def sign_out() -> None:
    """Forget whom the identity system vouched for."""
    if session.is_vouched_for():
        session.sessions().sign_out(session.identity_word())
        st.logout()
        return
    frame.block(frame.empty("Đã đăng xuất", tag("a", text.SIGN_IN, href=address.SIGN_IN)))
