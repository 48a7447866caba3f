"""How much may be tried on a copy of the warehouse: limits that are ours, with their reasons."""

from __future__ import annotations

from schemas.limits import Limits, shipped


def trying() -> Limits:
    """Return the shipped limits."""
    return shipped("trying.toml", "most_supposed", "most_at_once", "wait_seconds")
