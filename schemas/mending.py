"""How many wrong cells are mended on the screen, and how much of an answer it lists."""

from __future__ import annotations

from schemas.limits import Limits, shipped


def mending() -> Limits:
    """Return the shipped limits."""
    return shipped("mending.toml", "cells", "changes_listed", "findings_listed", "units_listed")
