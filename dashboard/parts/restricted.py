"""Who may see what not everybody may: persons, discipline, and conditions that rest on them.

The one place that asks. Readers tell everything only ``in_full``; what a screen keeps of it is kept
under another name than what anybody sees, because ``in_full`` is one of its arguments.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from dashboard import cache, session
from dashboard.html import Html
from dashboard.parts import frame
from warehouse import readers

_ACTION = "read_persons"
_UNNAMED = "(ẩn tên)"
_TITLE = "Chưa tính điều kiện hạn chế xem"


def of_all() -> bool:
    """Tell whether who is looking may see it of every unit; asked anew at every run."""
    return session.may_everywhere(session.actor(), _ACTION)


def of_unit(unit: Mapping[str, Any]) -> bool:
    """Tell whether who is looking may see it of this unit; asked anew at every run."""
    return session.may(session.actor(), _ACTION, str(unit["unit_id"]))


def named(rows: pl.DataFrame, in_full: bool) -> pl.DataFrame:
    """Return files with the name of who handed them in, which not everybody may see either."""
    return rows if in_full else rows.with_columns(pl.lit(_UNNAMED).alias("actor"))


def kept(in_full: bool) -> str | None:
    """Return the part of a kept drawing's name that tells what everybody sees from the rest."""
    return "in_full" if in_full else None


def left_out(programme_id: str, in_full: bool) -> Sequence[str]:
    """Return the names of a plan's conditions that do not count for who is looking."""
    if in_full:
        return ()
    known = cache.read(readers.criteria, programme_id)
    names: list[str] = known.filter("is_restricted")["name"].to_list()
    return names


def said(names: Sequence[str]) -> str:
    """Say that conditions are left out; empty when none is. The same for every unit."""
    return f"{_TITLE}: {'; '.join(names)}." if names else ""


def note(names: Sequence[str]) -> Html:
    """Return what stands beside a proposal that leaves conditions out; empty when none is."""
    if not names:
        return Html("")
    return frame.note(
        _TITLE,
        f"{'; '.join(names)}. Kết luận, thứ tự và hạn mức ở đây chỉ theo các điều kiện còn lại. "
        "Hội đồng, cơ quan điều phối và người có trách nhiệm xem đủ sau khi đăng nhập.",
    )
