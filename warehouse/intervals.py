"""Honest ranks: what is still possible, how far the weights carry a place, who stands level."""

from __future__ import annotations

from typing import Any

import polars as pl

from warehouse.store import Readable

NOTE = (
    "Cách thử là của chúng tôi: thay đổi trọng số từng lĩnh vực trong mức đã khai, rút ngẫu nhiên "
    "theo hạt giống cố định nên ai tính lại cũng ra đúng như vậy. Hai đơn vị liền kề có khoảng "
    "hạng giao nhau được coi là đồng hạng kỹ thuật."
)


def rank_intervals(store: Readable, programme_id: str, period_id: str) -> pl.DataFrame:
    """Return how sure each place of a period is: one row a unit, group by group, best first.

    ``best_rank`` and ``worst_rank`` are what missing and not yet appraised figures still allow;
    ``low_rank`` and ``high_rank`` the places when the weights are drawn (null where the plan
    declares no uncertainty, or the unit is not ranked). ``tied_with`` lists the codes of the
    neighbours in the order whose whole interval overlaps the unit's own.
    """
    return store.query(
        """
        select unit_id, unit_code, unit_name, group_code, rank, best_rank, worst_rank,
            low_rank, high_rank, is_technical_tie,
            tied_with
        from out_rank_interval where programme_id = ? and period_id = ?
        order by group_order, rank nulls last, unit_order
        """,
        [programme_id, period_id],
    )


def uncertainty(store: Readable, programme_id: str) -> dict[str, Any] | None:
    """Return what the plan declares about its weights, or None when it declares nothing."""
    found = store.query(
        "select weight_pct, draws, seed, low_pct, high_pct, note from core_uncertainty "
        "where programme_id = ?",
        [programme_id],
    )
    return None if found.is_empty() else found.row(0, named=True)
