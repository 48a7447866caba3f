"""The filled sample workbook to download: how a good hand-in looks; nobody can hand it in."""

from __future__ import annotations

import streamlit as st

from dashboard import address, cache, text
from dashboard.html import tag
from dashboard.parts import answer, choices, frame

_WORDS = "Tải tệp mẫu đã điền"


def offer(programme_id: str) -> None:
    """Draw the button that gives the sample of a plan."""
    st.download_button(
        _WORDS,
        lambda: cache.sample(programme_id).data,
        file_name=f"mau-{programme_id.replace('_', '-')}.xlsx",
        mime=answer.SPREADSHEET,
        icon=":material/description:",
        on_click="ignore",
        key="tai_tep_mau",
    )


def choose() -> None:
    """Draw the choice of a plan with a workbook, and the button that gives its sample."""
    known = {
        code: str(row["short_title"])
        for code, row in choices.programmes().items()
        if row["has_workbook"]
    }
    if not known:
        return
    frame.block(
        tag("h2", "Tệp mẫu đã điền"),
        tag(
            "p",
            "Một bản nộp điền sẵn số liệu ví dụ để xem cách điền. Tệp mẫu ghi rõ là mẫu và không "
            "nộp được; để nộp, tải biểu mẫu của đơn vị mình.",
        ),
        class_="td-lead",
    )
    with choices.row():
        code = address.choose(address.PROGRAMME, text.PROGRAMME, known)
        if code is not None:
            offer(code)
