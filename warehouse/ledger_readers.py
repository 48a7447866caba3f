"""The ledger: self, appraised and explained points side by side, and what can be seen from them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import polars as pl

from schemas.words import to_local
from warehouse.identity import unit_id
from warehouse.store import Readable

_LAYERS = ("self", "appraised", "explained", "published")


def ledger(store: Readable, programme_id: str, period_id: str, unit_code: str) -> pl.DataFrame:
    """Return a unit's leaves with the points of every layer, who gave them, when and why.

    ``final_points`` are those of the highest layer, never the largest (DOMAIN 6, point 8).
    """
    found = store.query(
        """
        select * from out_ledger where programme_id = ? and period_id = ? and unit_id = ?
        order by criterion_order
        """,
        [programme_id, period_id, unit_id(store, programme_id, unit_code)],
    )
    return found.with_columns(
        pl.Series(
            f"{layer}_at",
            [None if each is None else to_local(each) for each in found[f"{layer}_at"]],
            pl.Datetime,
        )
        for layer in _LAYERS
    )


def over_claims(store: Readable, programme_id: str, period_id: str) -> pl.DataFrame:
    """Return how far each unit's self scores stood above the final ones, the furthest first.

    ``over_claim_pct`` is over the maxima of the leaves that an appraiser looked at.
    """
    found = store.query(
        """
        select unit_code, unit_name, leaf_count, over_claimed_points, maximum
        from out_over_claim where programme_id = ? and period_id = ?
        """,
        [programme_id, period_id],
    )
    shares = [_pct(*row) for row in found.select("over_claimed_points", "maximum").iter_rows()]
    return found.with_columns(pl.Series("over_claim_pct", shares, pl.Decimal(18, 4))).sort(
        ["over_claim_pct", "unit_name"], descending=[True, False]
    )


def severities(store: Readable, programme_id: str, period_id: str) -> pl.DataFrame:
    """Return how far each appraiser's scores lie below the self scores, the strictest first."""
    found = store.query(
        """
        select actor, leaf_count, lowered_share from out_severity
        where programme_id = ? and period_id = ?
        """,
        [programme_id, period_id],
    )
    shares = [_pct(*row) for row in found.select("lowered_share", "leaf_count").iter_rows()]
    return (
        found.drop("lowered_share")
        .with_columns(pl.Series("severity_pct", shares, pl.Decimal(18, 4)))
        .sort(["severity_pct", "actor"], descending=[True, False])
    )


def _pct(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    if not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.0001"), ROUND_HALF_UP)
