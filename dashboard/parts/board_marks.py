"""The cells of a leaderboard: a rank with what is sure about it, a score by field, confidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from dashboard import text
from dashboard.html import Html, join, tag
from schemas.words import number

_TONES = 5


def rank(row: Mapping[str, Any]) -> Html:
    """Return a rank, whether it is shared, and the places that are still possible."""
    tied = tag("span", f"{text.TIED} ", class_="td-tie") if row["is_tied"] else None
    span = text.places(row.get("first_rank"), row.get("last_rank"))
    level = bool(row.get("is_technical_tie")) and not row["is_tied"]
    possible = None
    if span or level:
        words = f"Hạng có thể: {span}." if span else ""
        if level:
            words = f"{words} Đồng hạng kỹ thuật với đơn vị liền kề.".strip()
        shown = f"({span})" if span else "≈"
        possible = tag(
            "span",
            tag("span", shown, aria_hidden="true"),
            tag("span", words, class_="td-hidden"),
            class_="td-span",
            title=words,
        )
    return join(piece for piece in (tied, number(row["rank"]), possible) if piece is not None)


def moved(steps: int | None, reason: str | None = None) -> Html:
    """Return how far a unit climbed or fell, arrow and words, or why that cannot be told."""
    words = text.change(steps)
    if not words:
        if not reason:
            return Html("")
        return tag(
            "span",
            tag("span", "–", aria_hidden="true"),
            tag("span", f"{reason}.", class_="td-hidden"),
            title=f"{reason}.",
        )
    kind = "td-up" if steps and steps > 0 else "td-down" if steps and steps < 0 else None
    return tag("span", words, class_=kind)


def score(
    row: Mapping[str, Any],
    places: int,
    why: str,
    states: Sequence[Mapping[str, Any]],
    fields: Mapping[str, Decimal],
) -> Html:
    """Return a score that leads to its explanation, with a bar of what each field brought."""
    maximum: Decimal | None = row["max_score"]
    shown = number(row["score"], places)
    link = tag(
        "a",
        tag("b", shown),
        tag("span", f" Vì sao? {row['unit_name']}", class_="td-hidden"),
        href=why,
        class_="td-why",
    )
    bar = None
    if maximum:
        parts = _parts(states, fields) or [(100 * row["score"] / maximum, 0)]
        segments = (
            tag("i", style=f"width:{min(100.0, max(0.0, float(part))):.1f}%", class_=f"td-s{tone}")
            for part, tone in parts
        )
        bar = tag("span", *segments, class_="td-bar", aria_hidden="true")
    return tag("div", link, bar, class_="td-scorebar")


def _parts(
    states: Sequence[Mapping[str, Any]], fields: Mapping[str, Decimal]
) -> list[tuple[float, int]]:
    """Return the width that each field takes in a bar, and its tone; nothing without points."""
    whole = float(sum(fields.values()))
    if not whole:
        return []
    shares = {str(row["criterion_code"]): row.get("points_pct") for row in states}
    return [
        (100 * float(most) * share / whole, place % _TONES)
        for place, (code, most) in enumerate(fields.items())
        if (share := shares.get(code))
    ]


def confidence(row: Mapping[str, Any]) -> Html:
    """Return how many of a unit's criteria rest on verified figures."""
    whole = row.get("criterion_count")
    if not whole:
        return Html("")
    part = row["verified_count"]
    words = f"{part}/{whole} tiêu chí có số liệu đã kiểm chứng"
    share = number(row["verified_pct"], 0)
    return tag(
        "span",
        tag("span", f"{part}/{whole}", aria_hidden="true"),
        tag("span", words, class_="td-hidden"),
        tag("span", tag("i", style=f"width:{share}%"), class_="td-trustbar", aria_hidden="true"),
        title=words,
    )
