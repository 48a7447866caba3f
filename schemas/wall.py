"""What the command line and the dashboard agree on about wall screens."""

from __future__ import annotations

TOKEN_REQUIRED = "THIDUA_WALL_TOKEN_REQUIRED"  # noqa: S105 - the name of a variable
"""The environment variable that is "1" where a wall answers only with a valid token."""
