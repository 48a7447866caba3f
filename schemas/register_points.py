"""Where the register's communes and provinces lie: one point each, for maps without tiles.

The points come with the register's package (its coordinates of ward and province centres); they
place a mark on a drawing and say nothing about borders.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from functools import cache

from schemas.register_source import FORMER, data_folder

Point = tuple[float, float]
"""Longitude and latitude in degrees."""

_NOW = "select wardCode, wardLon, wardLat, provinceCode, provinceLon, provinceLat from admin_units"
_BEFORE = f"{_NOW}_legacy where wardCode is not null"

ALWAYS_SHOWN: Mapping[str, str] = {
    "20333": "Quần đảo\nHoàng Sa\n(Việt Nam)",
    "22736": "Quần đảo\nTrường Sa\n(Việt Nam)",
}
"""Special zones that stand on every map, whatever else it shows (DOMAIN 3)."""


@cache
def points() -> Mapping[str, Point]:
    """Return the point of every unit of the register that has one, by unit id."""
    address = f"file:{(data_folder() / 'dataset.db').as_posix()}?mode=ro&immutable=1"
    found: dict[str, Point] = {}
    with closing(sqlite3.connect(address, uri=True)) as connection:
        for query, suffix in ((_NOW, ""), (_BEFORE, FORMER)):
            for row in connection.execute(query):
                _add(found, f"{row[0]}{suffix}", row[1], row[2])
                _add(found, f"T{row[3]}{suffix}", row[4], row[5])
    return found


def _add(found: dict[str, Point], unit_id: str, lon: float | None, lat: float | None) -> None:
    if lon is not None and lat is not None:
        found.setdefault(unit_id, (float(lon), float(lat)))
