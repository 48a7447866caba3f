"""Where the names on a map stand, so that none covers a mark or another name, at any width."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise, product
from typing import Any, NamedTuple

_WIDTHS = (0, 260, 280, 300, 320, 360, 420, 560, 720, 900)
"""Names are placed anew from each of these widths of the map (pixels)."""
_LEAST = 220
_FLATTEST, _TALLEST = 5, 13
"""Shapes of a narrow map, tenths of its width, as the style sheet has them."""
_MARK = 7
_LETTER, _LINE = 5.9, 13
"""What a mark takes to each side of its place, a letter and a line of a name, in pixels."""
_TRIED = 300
"""So many marks are tried for a name, so that a nation's map is placed in a third of a second."""
_SQUARE = 32
"""The side of the squares by which covered parts are found again, in pixels."""
_SIDES = (
    ("center", 0, -14), ("left", 10, 0), ("right", -10, 0), ("center", 0, 14),
    ("right", 7, -14), ("left", -7, -14), ("right", 7, 14), ("left", -7, 14),
)  # fmt: skip
"""Where a name is tried: above, right, left, below its mark, then above and below to one side
(alignment, shift across and down)."""

Point = tuple[float, float]


class Box(NamedTuple):
    """A rectangle; on the map in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: Box) -> bool:
        """Say whether two rectangles share a part."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def placed(
    marks: Sequence[Mapping[str, Any]],
    islands: Sequence[Mapping[str, Any]],
    frame: Iterable[Point],
    height: float,
) -> list[dict[str, Any]]:
    """Return the names that have room (label, lon, lat, side, from and until which width).

    Earlier marks go first. ``islands`` with their names below them are never covered; ``frame``
    are further points (lon, lat) that the map shows; ``height`` is the least height it has.
    """
    whole = _bounds([*((each["lon"], each["lat"]) for each in (*marks, *islands)), *frame])
    places = [_flat((each["lon"], each["lat"])) for each in (*marks, *islands)]
    found = []
    for start, until in pairwise((*_WIDTHS, math.inf)):
        at = _Fit(whole, max(start, _LEAST), height)
        stand = [at(each) for each in places]
        taken = _Taken(_mark(each) for each in stand)
        for place, each in zip(stand[len(marks) :], islands, strict=True):
            taken.add(_island(place, each))
        for place, each in zip(stand, marks[:_TRIED], strict=False):
            for align, dx, dy in _SIDES:
                box = _name(place, each, align, dx, dy)
                if at.holds(box) and taken.leaves(box):
                    taken.add(box)
                    found.append(
                        {"label": each["label"], "lon": each["lon"], "lat": each["lat"],
                         "align": align, "dx": dx, "dy": dy,
                         "from": start, "until": None if until == math.inf else until}
                    )  # fmt: skip
                    break
    return found


def corners(shape: Any) -> Iterator[Point]:
    """Return every point (lon, lat) of the coordinates of a GeoJSON geometry."""
    if isinstance(shape[0], int | float):
        yield float(shape[0]), float(shape[1])
    else:
        for part in shape:
            yield from corners(part)


def shape(marks: Iterable[Mapping[str, Any]], frame: Iterable[Point]) -> int:
    """Return how many tenths of its width a map is high: of the steps there are, the next one."""
    whole = _bounds([*((each["lon"], each["lat"]) for each in marks), *frame])
    wide, high = whole.right - whole.left, whole.bottom - whole.top
    tenths = math.ceil(high * 10 / wide) if wide else _TALLEST
    return min(_TALLEST, max(_FLATTEST, tenths))


def _flat(point: Point) -> Point:
    """Return a place on the Mercator map, before it is scaled."""
    return math.radians(point[0]), -math.asinh(math.tan(math.radians(point[1])))


def _bounds(points: Sequence[Point]) -> Box:
    """Return the rectangle around places (lon, lat): outlines have many, so they are read once."""
    across, down = [lon for lon, _ in points], [lat for _, lat in points]
    left, top = _flat((min(across), max(down)))
    right, bottom = _flat((max(across), min(down)))
    return Box(left, top, right, bottom)


class _Taken:
    """The parts of a map that are covered, found again by the squares they lie in."""

    def __init__(self, boxes: Iterable[Box]) -> None:
        self.squares: defaultdict[tuple[int, int], list[Box]] = defaultdict(list)
        for box in boxes:
            self.add(box)

    def add(self, box: Box) -> None:
        """Cover a part."""
        for square in _squares(box):
            self.squares[square].append(box)

    def leaves(self, box: Box) -> bool:
        """Say whether a part is free."""
        return not any(
            box.touches(other) for square in _squares(box) for other in self.squares[square]
        )


def _squares(box: Box) -> Iterator[tuple[int, int]]:
    across = range(int(box.left // _SQUARE), int(box.right // _SQUARE) + 1)
    down = range(int(box.top // _SQUARE), int(box.bottom // _SQUARE) + 1)
    return product(across, down)


class _Fit:
    """How a rectangle is laid into a map of a size: whole, in the middle."""

    def __init__(self, whole: Box, width: float, height: float) -> None:
        spans = (whole.right - whole.left, whole.bottom - whole.top)
        self.scale = min(
            width / spans[0] if spans[0] else math.inf, height / spans[1] if spans[1] else math.inf
        )
        if self.scale == math.inf:
            self.scale = 1
        self.middle = ((whole.right + whole.left) / 2, (whole.bottom + whole.top) / 2)
        self.size = (width, height)

    def __call__(self, flat: Point) -> Point:
        """Return where a place on the unscaled map stands, in pixels."""
        x, y = flat
        return (
            self.size[0] / 2 + (x - self.middle[0]) * self.scale,
            self.size[1] / 2 + (y - self.middle[1]) * self.scale,
        )

    def holds(self, box: Box) -> bool:
        """Say whether a name is not cut off at a side."""
        return box.left >= -_MARK and box.right <= self.size[0] + _MARK


def _mark(place: Point) -> Box:
    x, y = place
    return Box(x - _MARK, y - _MARK, x + _MARK, y + _MARK)


def _name(place: Point, mark: Mapping[str, Any], align: str, dx: float, dy: float) -> Box:
    x, y = place
    wide = len(mark["label"]) * _LETTER
    left = x + dx - {"left": 0.0, "center": wide / 2, "right": wide}[align]
    return Box(left, y + dy - _LINE / 2, left + wide, y + dy + _LINE / 2)


def _island(place: Point, mark: Mapping[str, Any]) -> Box:
    x, y = place
    lines = str(mark["name"]).split("\n")
    half = max(len(line) for line in lines) * _LETTER / 2
    return Box(x - half, y + _MARK, x + half, y + _MARK + (len(lines) + 1) * _LINE)
