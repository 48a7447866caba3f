"""A unit's name in a list: what tells it from its namesakes stands behind it, quietly."""

from __future__ import annotations

from dashboard.html import Html, join, tag


def unit_name(name: str) -> Html | str:
    """Return a unit's name with the place in brackets at its end, if there is one, set small.

    The name comes as it is to be read everywhere, with the place where the group has namesakes.
    """
    own, bracket, place = name.rpartition(" (")
    if not bracket or not place.endswith(")"):
        return name
    return join([own, tag("span", f"{bracket}{place}", class_="td-place")])
