"""Signs for inspectors: a checklist, never a penalty. No board reads this, nothing is judged by it.

Only numbers of documents, counts, and the names of files, sheets and cells leave the warehouse
here; sheets about persons are not looked at.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl

from schemas.signals import FACTS, signal_book
from schemas.words import number
from warehouse.store import Readable

_PLACE = pl.Struct({"file": pl.String, "sheet": pl.String, "cell": pl.String})
_SCHEMA = pl.Schema(
    {
        "kind": pl.String(),
        "unit_code": pl.String(),
        "unit_name": pl.String(),
        "criterion_code": pl.String(),
        "detail": pl.String(),
        "places": pl.List(_PLACE),
    }
)
_VIEWS = (
    "out_signal_document",
    "out_signal_round",
    "out_signal_last_hours",
    "out_signal_maximum",
    "out_signal_jump",
)


def signals(store: Readable, programme_id: str, period_id: str) -> pl.DataFrame:
    """Return the signs of a period: kind, unit, criterion, a sentence, and the cells to look at.

    In the order of the checklist, then of the units. ``places`` lists file, sheet and cell.
    """
    kinds = list(signal_book().by_kind)
    found = [row for view in _VIEWS for row in _rows(store, view, programme_id, period_id)]
    found.sort(key=lambda row: (kinds.index(row["kind"]), row["unit_order"], _detail(row)))
    return pl.DataFrame(
        [
            {
                "kind": row["kind"],
                "unit_code": row["unit_code"],
                "unit_name": row["unit_name"],
                "criterion_code": row["criterion_code"],
                "detail": _detail(row),
                "places": sorted(row["places"], key=_place_key),
            }
            for row in found
        ],
        schema=_SCHEMA,
    )


def _rows(store: Readable, view: str, programme_id: str, period_id: str) -> list[dict[str, Any]]:
    # view names are our own
    return store.query(
        f"""
        select s.*, u.unit_code, u.unit_name, u.unit_order
        from {view} as s join core_programme_unit as u using (programme_id, unit_id)
        where programme_id = ? and period_id = ?
        """,  # noqa: S608
        [programme_id, period_id],
    ).to_dicts()


def _detail(row: dict[str, Any]) -> str:
    facts = {name: _shown(row[name]) for name in FACTS[row["kind"]]}
    return signal_book().by_kind[row["kind"]].detail.format(**facts)


def _shown(value: Any) -> str:
    return number(value) if isinstance(value, Decimal | int) else str(value)


def _place_key(place: dict[str, str]) -> tuple[str, str, int, str]:
    return place["file"], place["sheet"], len(place["cell"]), place["cell"]
