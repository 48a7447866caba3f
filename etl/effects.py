"""What a hand-in or a supposition would change, for JSON and in words."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from schemas.lights import STATES
from schemas.words import number
from warehouse.standings import RankMove, Standing, UnitEffect
from warehouse.what_if import Effect

_WHATS: Mapping[str, str] = {"added": "thêm", "changed": "sửa", "removed": "bỏ"}
_MOST_UNITS = 20


def effect_document(effect: Effect) -> dict[str, Any]:
    """Return the effect of a hand-in for JSON: cells, and every board that it fills."""
    return {
        "cells": [dataclasses.asdict(each) for each in effect.cells],
        "boards": [
            {
                "programme": each.programme_id,
                "period": each.period_id,
                "units": [dataclasses.asdict(unit) for unit in each.units],
                "moved": moves_document(each.moved),
            }
            for each in effect.boards
        ],
    }


def moves_document(moves: Iterable[RankMove]) -> list[dict[str, Any]]:
    """Return other units' places before and after for JSON."""
    return [dataclasses.asdict(each) for each in moves]


def effect_lines(effect: Effect) -> Iterator[str]:
    """Yield the effect of a hand-in in lines for people; nothing has been written."""
    counts = {
        word: sum(each.what == what for each in effect.cells) for what, word in _WHATS.items()
    }
    told = ", ".join(f"{word} {count}" for word, count in counts.items())
    yield f"So với bản đang tính: {told} ô số liệu."
    for board in effect.boards:
        changed = [each for each in board.units if not each.is_nothing]
        for unit in changed[:_MOST_UNITS]:
            yield from unit_lines(unit)
        if len(changed) > _MOST_UNITS:
            yield f"Còn {len(changed) - _MOST_UNITS} đơn vị nữa thay đổi."
        yield f"{board.period_id}: {len(board.moved)} đơn vị khác đổi hạng."


def unit_lines(effect: UnitEffect) -> Iterator[str]:
    """Yield what happens to one unit: its place, then every light that changes."""
    yield f"{effect.unit_name}: {_standing(effect.before)} → {_standing(effect.after)}"
    for each in effect.lights:
        then = STATES[each.before.state].word if each.before else "không có"
        now = STATES[each.after.state].word if each.after else "không có"
        yield f"    {each.name}: {then.lower()} → {now.lower()}"


def _standing(standing: Standing | None) -> str:
    if standing is None:
        return "không thuộc bảng"
    score = number(standing.score) or "chưa có điểm"
    place = "không xếp hạng" if standing.rank is None else f"hạng {standing.rank}"
    return f"{score}, {place}"
