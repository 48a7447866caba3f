"""Lights: always a shape and a word with the colour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dashboard.html import Html, tag
from dashboard.text import lower_first
from schemas.lights import NEAR, RESTRICTED, STATES, Light, light_of

_MOST_IN_A_STRIP = 24


def mark(light: Light, title: str | None = None, *, hatched: bool = False) -> Html:
    """Return the coloured shape alone; the word must stand or be spoken beside it.

    A light is hatched while it rests on figures that nobody but the unit stands behind.
    """
    return tag("i", class_=css(light, hatched=hatched), title=title, aria_hidden="true")


def css(light: Light, *, hatched: bool = False) -> str:
    """Return the classes of a light."""
    return f"td-light td-light-{light.code}" + (" td-hatched" if hatched else "")


def state(name: str, *, is_near: bool) -> Html:
    """Return a light with its word."""
    light = light_of(name, is_near=is_near)
    return tag("span", mark(light), light.word, class_="td-state")


def ordered() -> list[Light]:
    """Return every light, the good one first."""
    return [STATES["met"], NEAR, *(STATES[code] for code in _REST), RESTRICTED]


_REST = ("not_met", "pending", "not_applicable", "council", "excluded")


def counts(rows: Iterable[Mapping[str, Any]]) -> list[tuple[Light, int]]:
    """Return how many of each light there are, the good one first, none left out but zeros."""
    found = Counter(light_of(row["state"], is_near=bool(row["is_near"])).code for row in rows)
    return [(light, found[light.code]) for light in ordered() if found[light.code]]


def spoken(rows: Sequence[Mapping[str, Any]]) -> str:
    """Say the lights of a unit in words: "4 đạt, 1 sát ngưỡng"."""
    return ", ".join(f"{count} {lower_first(light.word)}" for light, count in counts(rows))


def strip(rows: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> Html:
    """Return a unit's lights in the order of the criteria; counted when there are very many."""
    if not rows:
        return Html("")
    if len(rows) > _MOST_IN_A_STRIP:
        pieces = [
            tag("span", mark(light), f" {count}", class_="td-state")
            for light, count in counts(rows)
        ]
    else:
        pieces = [_one(row, names) for row in rows]
    return tag("span", *pieces, class_="td-strip", role="img", aria_label=spoken(rows))


def _one(row: Mapping[str, Any], names: Mapping[str, str]) -> Html:
    light = light_of(row["state"], is_near=bool(row["is_near"]))
    name = names.get(str(row["criterion_code"]), str(row["criterion_code"]))
    value = f" ({row['value_text']})" if row["value_text"] else ""
    hatched = row.get("is_verified") is False
    said = f"{name}: {lower_first(light.word)}{value}{UNVERIFIED if hatched else ''}"
    return mark(light, said, hatched=hatched)


UNVERIFIED = ", số liệu chưa kiểm chứng"


def legend(used: Iterable[str] | None = None, *, hatched: bool = False) -> Html:
    """Return the list of shapes and words; only those whose codes are in ``used``, if given.

    ``hatched`` adds what a hatched light means.
    """
    wanted = None if used is None else set(used)
    return tag(
        "div",
        *(
            tag("span", mark(light), light.word)
            for light in ordered()
            if wanted is None or light.code in wanted
        ),
        tag(
            "span",
            tag("i", class_="td-light td-light-met td-hatched", aria_hidden="true"),
            "Gạch chéo: số liệu chưa kiểm chứng",
        )
        if hatched
        else None,
        class_="td-legend",
        aria_label="Chú giải đèn",
        role="group",
    )
