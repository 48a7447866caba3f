"""The lights: word, shape, colour and order of every state, defined once.

Palette and shapes are PRODUCT's: safe for colour blindness, never colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Light:
    """How a state looks and what it is called; ``order`` sorts the most urgent first."""

    code: str
    word: str
    shape: str
    colour: str
    text_colour: str
    order: int


STATES: Mapping[str, Light] = {
    "met": Light("met", "Đạt", "✔", "#218383", "#FFFFFF", 6),
    "not_met": Light("not_met", "Chưa đạt", "✖", "#A8201A", "#FFFFFF", 2),
    "not_applicable": Light("not_applicable", "Không áp dụng", "–", "#E3E6E8", "#2B3136", 7),
    "pending": Light("pending", "Chờ số liệu", "○", "#C3C9CE", "#1E2328", 4),
    "council": Light("council", "Hội đồng xem xét", "◆", "#5B6770", "#FFFFFF", 5),
    "excluded": Light("excluded", "Bị loại", "⊘", "#2B3136", "#FFFFFF", 1),
}
"""The six states of a verdict (DOMAIN 1.6)."""

NEAR = Light("near", "Sát ngưỡng", "▲", "#E69F00", "#000000", 3)
"""A ``not_met`` inside a declared margin; not a state of its own."""


RESTRICTED = Light("restricted", "Hạn chế xem", "▣", "#FFFFFF", "#2B3136", 8)
"""In place of the state of a condition that who is looking may not see; the same for every unit."""


def light_of(state: str, *, is_near: bool = False) -> Light:
    """Return the light of a state; ``is_near`` turns a not-met into the amber one."""
    if state == RESTRICTED.code:
        return RESTRICTED
    return NEAR if state == "not_met" and is_near else STATES[state]
