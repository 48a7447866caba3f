"""What the address asks of a wall: scope, scenes, pace, and the screen it hangs on."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

from dashboard import address
from dashboard.parts.choices import Scope
from schemas.words import LOCAL_ZONE

SCENES = ("bang", "tien", "den", "nop", "do", "khen")
"""Board, movers, lights by field, hand-in race, reds, praise: in the order in which they turn."""

_SECONDS, _SHORTEST, _LONGEST = 20, 5, 600
_INCH, _METRES = Decimal(55), Decimal(5)
_SMALLEST, _BIGGEST = Decimal("0.5"), Decimal(2)
_TOP = 40

# Heights in per cent of the screen's height for 55 inches seen from 5 metres.
_ROW, _HEAD, _FOOT, _EDGES, _SEAL = (
    Decimal("8.3"), Decimal("6.4"), Decimal("4.9"), Decimal("4.2"), Decimal("9.8"),
)  # fmt: skip


def seconds_from(value: str | None) -> int:
    """Return how long a scene stays, kept inside sensible bounds; 20 when nothing is asked."""
    if value is None or not (value.isascii() and value.isdigit()):
        return _SECONDS
    return min(_LONGEST, max(_SHORTEST, int(value)))


def _size(value: str | None, default: Decimal) -> Decimal:
    """Return a positive length ("55", "4,5"); the default for anything else."""
    if value is None or not re.fullmatch(r"\d{1,3}([.,]\d{1,2})?", value, re.ASCII):
        return default
    return Decimal(value.replace(",", ".")) or default


def scale_from(inch: str | None, metres: str | None) -> Decimal:
    """Return how much bigger letters are than on 55 inches seen from 5 metres (half to twice)."""
    scale = _size(metres, _METRES) / _METRES * _INCH / _size(inch, _INCH)
    return min(_BIGGEST, max(_SMALLEST, scale)).quantize(Decimal("0.001"))


def room_from(scale: Decimal, *, sealed: bool = False) -> Decimal:
    """Return how high a scene may be, in hundredths of the screen's height."""
    foot = max(scale * _FOOT, _SEAL if sealed else 0)
    return 100 - _EDGES - foot - scale * _HEAD


def rows_from(scale: Decimal, *, sealed: bool = False) -> int:
    """Return how many rows of the board fit on a page with letters of this scale."""
    return max(1, int(room_from(scale, sealed=sealed) / (scale * _ROW)))


def scenes_from(value: str | None) -> tuple[str, ...]:
    """Return the scenes that are asked for, in that order; all of them when none is known."""
    asked = dict.fromkeys((value or "").split(","))
    return tuple(scene for scene in asked if scene in SCENES) or SCENES


@dataclass(frozen=True, slots=True)
class Ask:
    """A wall as its address describes it; ``top`` is how many ranks the board shows (0: all)."""

    scope: Scope
    seconds: int
    scale: Decimal
    scenes: tuple[str, ...]
    top: int
    unit: str | None
    is_naming: bool
    today: dt.date

    def key(self) -> tuple[str | None, ...]:
        """Return everything that makes two walls different."""
        scope = self.scope
        return (
            scope.programme_id, scope.period_id, scope.group_code, str(self.seconds),
            str(self.scale), ",".join(self.scenes), str(self.top), self.unit,
            str(self.is_naming), self.today.isoformat(),
        )  # fmt: skip


def ask(scope: Scope) -> Ask:
    """Return what the address asks for, with defaults where it is silent or wrong."""
    top = address.read(address.TOP) or ""
    return Ask(
        scope,
        seconds_from(address.read(address.INTERVAL)),
        scale_from(address.read(address.INCH), address.read(address.METRES)),
        scenes_from(address.read(address.SCENES)),
        int(top) if top.isascii() and top.isdigit() else _TOP,
        address.read(address.UNIT),
        address.read(address.NAMES) == "1",
        dt.datetime.now(LOCAL_ZONE).date(),
    )
