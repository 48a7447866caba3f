"""What we make cheaper inside the framework says the same as before."""

from __future__ import annotations

import pytest
from streamlit import config
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

from dashboard import framework, server

PARTS = ("light", "dark", "sidebar", "light.sidebar", "dark.sidebar")


def _theme() -> CustomThemeConfig:
    """Return the theme as the framework puts it together when a run begins."""
    whole = CustomThemeConfig()
    app_session._populate_theme_msg(whole)
    for part in PARTS:
        message = whole
        for name in part.split("."):
            message = getattr(message, name)
        app_session._populate_theme_msg(message, f"theme.{part}")
    return whole


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> CustomThemeConfig:
    """The theme of our own configuration, as the framework reads it each time."""
    monkeypatch.setattr(config, "_main_script_path", str(server.SCRIPT))
    config.get_config_options(force_reparse=True)
    monkeypatch.setattr(app_session, "_populate_theme_msg", framework._read_theme)
    return _theme()


def test_the_theme_that_is_kept_is_the_theme_that_was_read(plain: CustomThemeConfig) -> None:
    framework.keep_theme()
    for _ in range(2):
        kept = _theme()
        assert kept.SerializeToString(deterministic=True) == plain.SerializeToString(
            deterministic=True
        )
    assert plain.HasField("light")
    assert not plain.HasField("sidebar")


def test_the_theme_is_read_once(plain: CustomThemeConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    framework.keep_theme()
    _theme()
    monkeypatch.setattr(config, "get_options_for_section", None)
    assert _theme() == plain
