"""What is made cheaper inside the framework, where it does the same again for every run."""

from __future__ import annotations

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

_read_theme = app_session._populate_theme_msg


def keep_theme() -> None:
    """Read the theme out of the configuration once for all runs.

    The framework reads every option of six sections anew and sends them whenever a run begins,
    though they cannot change while it serves: a quarter of the processor time of a board's
    refresh. The messages stay the same.
    """
    kept: dict[str, CustomThemeConfig] = {}

    def fill(msg: CustomThemeConfig, section: str = "theme") -> None:
        if section not in kept:
            kept[section] = CustomThemeConfig()
            _read_theme(kept[section], section)
        # merging nothing into a part would say that the part is there
        if kept[section].ByteSize():
            msg.MergeFrom(kept[section])

    app_session._populate_theme_msg = fill
