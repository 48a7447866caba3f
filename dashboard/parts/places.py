"""What a map shows: each unit's place with its score, its hand-in or one criterion's light."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from dashboard import text
from dashboard.parts import board as boards
from dashboard.parts.light_grid import URGENT
from dashboard.parts.progress import STATES as HAND_IN
from etl.export import Sheet
from schemas.lights import NEAR, STATES, light_of
from schemas.register_points import ALWAYS_SHOWN, points
from schemas.vietnamese import COMMUNE_WORDS, PROVINCE_WORDS
from schemas.words import number

OUTLINES = "ban_do.geojson"
"""The file in the data folder in which the operator may supply outlines."""

_LARGEST_OUTLINES = 16 * 1024 * 1024
_SHAPES = frozenset({"Polygon", "MultiPolygon"})

Marks = list[dict[str, Any]]
Left = Mapping[str, list[str]]
"""The names of units that are not on a map, by reason."""
Placed = tuple[Marks, Left]

_NO_POINT, _NOTHING = "danh mục chưa có tọa độ", "chưa có kết quả"


def islands() -> Marks:
    """Return Hoàng Sa and Trường Sa, which stand on every map."""
    known = points()
    return [
        {"name": name, "lon": known[unit][0], "lat": known[unit][1]}
        for unit, name in ALWAYS_SHOWN.items()
    ]


def by_score(units: pl.DataFrame, ranked: pl.DataFrame) -> Placed:
    """Return the ranked units with their scores."""
    scores = {row["unit_code"]: row for row in boards.comparable(ranked).iter_rows(named=True)}
    found = {
        code: {
            "score": float(row["score"]),
            "order": row["rank"],
            "shown": f"{text.score(row['score'], row['max_score'], row['score_unit'])}, "
            f"hạng {number(row['rank'])}",
        }
        for code, row in scores.items()
    }
    return _placed(units, found)


def score_title(ranked: pl.DataFrame) -> str:
    """Return what the scores of a board are, to be a heading ("Điểm", "Điều kiện đạt")."""
    units = boards.comparable(ranked)["score_unit"]
    return text.upper_first(text.POINTS if units.is_empty() else str(units[0]))


def left_out(without: Left) -> list[str]:
    """Say which units are not on the map, one line for each reason."""
    return [f"{text.upper_first(why)}: {'; '.join(names)}." for why, names in without.items()]


def by_hand_in(units: pl.DataFrame, progress: pl.DataFrame) -> Placed:
    """Return the units with what became of their hand-ins; who handed in nothing is named first."""
    found = {
        row["unit_code"]: {
            "word": HAND_IN[row["hand_in_state"]][0],
            "order": -list(HAND_IN).index(row["hand_in_state"]),
        }
        for row in progress.iter_rows(named=True)
    }
    return _placed(units, {code: each | {"shown": each["word"]} for code, each in found.items()})


def by_light(units: pl.DataFrame, states: pl.DataFrame, criterion: str) -> Placed:
    """Return the units with the light of one criterion; who most needs help is named first."""
    found = {}
    for row in states.filter(pl.col("criterion_code") == criterion).iter_rows(named=True):
        light = light_of(row["state"], is_near=bool(row["is_near"]))
        value = f" ({row['value_text']})" if row["value_text"] else ""
        found[row["unit_code"]] = {
            "word": light.word,
            "shown": f"{light.word}{value}",
            "order": URGENT.index(light.code) if light.code in URGENT else len(URGENT),
        }
    return _placed(units, found)


def hand_in_kinds(marks: Marks) -> Mapping[str, tuple[str, str]]:
    """Return word and colour of the hand-ins shown, by the light whose shape they take."""
    lit = {"near": NEAR, **STATES}
    return _used(marks, {light: (word, lit[light].colour) for word, light in HAND_IN.values()})


def light_kinds(marks: Marks) -> Mapping[str, tuple[str, str]]:
    """Return word and colour of the lights shown, by code."""
    listed = {light.code: (light.word, light.colour) for light in (NEAR, *STATES.values())}
    return _used(marks, listed)


def _used(marks: Marks, kinds: Mapping[str, tuple[str, str]]) -> Mapping[str, tuple[str, str]]:
    words = {each["word"] for each in marks}
    return {code: (word, colour) for code, (word, colour) in kinds.items() if word in words}


def _placed(units: pl.DataFrame, found: Mapping[str, Mapping[str, Any]]) -> Placed:
    known = points()
    marks: Marks = []
    without: defaultdict[str, list[str]] = defaultdict(list)
    for unit in units.iter_rows(named=True):
        place = known.get(str(unit["unit_id"]))
        if place is None:
            without[_NO_POINT].append(str(unit["unit_name"]))
        elif unit["unit_code"] not in found:
            without[_NOTHING].append(str(unit["unit_name"]))
        else:
            marks.append(
                {
                    "name": unit["unit_name"],
                    "label": _label(str(unit["unit_name"])),
                    "lon": place[0],
                    "lat": place[1],
                }
                | dict(found[unit["unit_code"]])
            )
    return marks, without


def _label(name: str) -> str:
    """Return a name without the word for its kind, to stand beside a mark."""
    for word in COMMUNE_WORDS + PROVINCE_WORDS:
        if name.casefold().startswith(f"{word} "):
            return name[len(word) + 1 :]
    return name


def outlines_stamp(folder: Path) -> int | None:
    """Return what changes with the operator's outlines; None when there are none."""
    path = folder / OUTLINES
    return path.stat().st_mtime_ns if path.is_file() else None


def outlines(folder: Path) -> Mapping[str, Any] | None:
    """Return the operator's outlines; None when there are none or they are not outlines."""
    path = folder / OUTLINES
    if not path.is_file() or path.stat().st_size > _LARGEST_OUTLINES:
        return None
    try:
        data = json.loads(path.read_text("utf-8"))
        features = [
            {"type": "Feature", "properties": {}, "geometry": each["geometry"]}
            for each in data["features"]
            if each["geometry"]["type"] in _SHAPES
        ]
    except (ValueError, KeyError, TypeError):
        return None
    return {"type": "FeatureCollection", "features": features} if features else None


def sheet(marks: Marks, title: str, notes: list[str]) -> Sheet:
    """Return what the map shows as a table to keep."""
    body = [[each["name"], each["shown"]] for each in marks]
    return Sheet("Bản đồ", notes, ["Đơn vị", title], body)


def words(marks: Marks, title: str) -> str:
    """Return the map in words, for those who do not see it."""
    named = "; ".join(f"{each['name']}: {each['shown']}" for each in marks[:12])
    more = f"; và {number(len(marks) - 12)} đơn vị khác" if len(marks) > 12 else ""
    isles = ", ".join(name.replace("\n", " ") for name in ALWAYS_SHOWN.values())
    of_what = f"{text.lower_first(title)} của {number(len(marks))} đơn vị"
    return f"Bản đồ {of_what}. {named}{more}. Có {isles}."
