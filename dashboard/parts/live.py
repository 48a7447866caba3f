"""What lets a page be woken: a number that says what it shows, and a button for our script.

The script (``assets/thi-dua.js``) hears of new revisions and presses the button when the page
shows an older one. The button stands in whatever is to be drawn again: a fragment, or the page.
"""

from __future__ import annotations

import streamlit as st

from dashboard import cache
from dashboard.html import tag

_BUTTON = "td-moi"


def hook(name: str = "") -> None:
    """Let the fragment (or page) around this call be drawn again when something changed.

    Call it last, so that the number stands only beside what it is true of; a page with several
    live fragments gives each a ``name``.
    """
    st.html(tag("span", data_ban=cache.revision(), hidden=True))
    st.button("Cập nhật", key=f"{_BUTTON}-{name}" if name else _BUTTON)
