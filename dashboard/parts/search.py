"""The box in which a unit of a long list is looked for; the address keeps what was typed."""

from __future__ import annotations

import streamlit as st

from dashboard import address, text

_KEY = "tim_don_vi"


def box() -> str:
    """Draw the box and return what is looked for; typing leads back to the first page."""
    st.session_state[_KEY] = address.read(address.SEARCH) or ""
    st.text_input(
        text.SEARCH, key=_KEY, placeholder=text.SEARCH_HINT, max_chars=60, on_change=_take
    )
    return address.read(address.SEARCH) or ""


def _take() -> None:
    address.write(address.SEARCH, st.session_state[_KEY].strip())
    address.write(address.PAGE, None)
