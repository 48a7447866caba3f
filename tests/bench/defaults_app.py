"""The wall as the framework's guide would write it: a fragment that runs again every second.

Started by ``tests.bench.walls --defaults`` under the framework's own command and options, beside
which our stream and feed are measured. What is drawn is the same, and kept the same way.
"""

from __future__ import annotations

import streamlit as st

from dashboard.screens import wall


@st.fragment(run_every=1.0)
def live() -> None:
    """Draw the wall."""
    st.html(wall.board_of(st.query_params.to_dict()) or "")


live()
