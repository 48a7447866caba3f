"""Board readers: what a leaderboard and its lights say beside the rank.

As in ``readers``: the store first, a polars frame back, exact figures as Decimal.
"""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from schemas.lineage import not_comparable_text
from warehouse.readers import index_pct
from warehouse.store import Readable


def _share(part: int, whole: int) -> Decimal | None:
    return index_pct(Decimal(part), Decimal(whole))


def confidence(basis: pl.DataFrame) -> pl.DataFrame:
    """Return how many criteria that apply to each unit rest on verified figures.

    ``basis`` is what ``light_basis`` returns. Verified: every figure comes from somebody other
    than the unit (appraised, explained, published) or was measured by the system.
    ``verified_pct`` is rounded to be shown.
    """
    found = (
        basis.filter("is_counted")
        .group_by("unit_code", maintain_order=True)
        .agg(
            pl.len().cast(pl.Int64).alias("criterion_count"),
            # null, resting on no figure, is not verified
            pl.col("is_verified").sum().cast(pl.Int64).alias("verified_count"),
        )
    )
    pairs = found.select("verified_count", "criterion_count").iter_rows()
    shares = [_share(*pair) for pair in pairs]
    return found.with_columns(pl.Series("verified_pct", shares, pl.Decimal(18, 4)))


def movement(
    store: Readable, programme_id: str, period_id: str, group: str | None = None
) -> pl.DataFrame:
    """Return each ranked unit beside itself one period before; empty in a first period.

    ``reason`` says why the two periods cannot be set side by side; then ``rank_change``,
    ``previous_rank``, ``previous_score`` and ``previous_pct`` are null.
    """
    found = store.query(
        """
        select unit_code, previous_label, previous_rank, rank_change, previous_score,
            previous_maximum, reason_codes, valid_from, valid_to, changed_on, peer_count,
            earlier_peer_count
        from out_movement where programme_id = ? and period_id = ?
            and (? is null or group_code = ?)
        """,
        [programme_id, period_id, group, group],
    )
    reasons = [not_comparable_text(row["reason_codes"], row) for row in found.to_dicts()]
    shares = [index_pct(*pair) for pair in found.select(_THEN).iter_rows()]
    told = found.with_columns(
        pl.Series("reason", reasons, pl.String),
        pl.Series("previous_pct", shares, pl.Decimal(18, 4)),
    )
    shown = ("previous_rank", "rank_change", "previous_score", "previous_pct")
    return told.select(
        "unit_code",
        "previous_label",
        *(pl.when(pl.col("reason").is_null()).then(name).alias(name) for name in shown),
        "reason",
    )


_THEN = ("previous_score", "previous_maximum")


def light_basis(
    store: Readable, programme_id: str, period_id: str, group: str | None = None
) -> pl.DataFrame:
    """Return of every light whether it rests on verified figures (null: on none), unit by unit.

    ``is_counted`` are those by which it is counted how far a unit is verified.
    """
    return store.query(
        """
        select unit_code, criterion_code, is_verified, is_counted
        from out_verdict_basis join core_programme_unit using (programme_id, group_code, unit_id)
        where programme_id = ? and period_id = ? and (? is null or group_code = ?)
        order by unit_order
        """,
        [programme_id, period_id, group, group],
    )


def sheet_rows(store: Readable, receipt_code: str, sheet: str) -> pl.DataFrame:
    """Return the cells of a sheet of an accepted file, row by row, each with its heading.

    Empty for a sheet about persons: those are never shown.
    """
    return store.query(
        """
        select row_no, column_no, cell, kind, text, heading from out_sheet_cell
        where receipt_code = ? and sheet = ? order by row_no, column_no
        """,
        [receipt_code, sheet],
    )


def criterion_counts(
    store: Readable, programme_id: str, criterion_code: str, group: str | None = None
) -> pl.DataFrame:
    """Return how a group stood on a criterion in every judged period, oldest first."""
    found = store.query(
        """
        select n.period_id, e.label, n.unit_count, n.met_count, n.near_count, n.open_count,
            n.scored_count, n.points_sum, n.maximum_sum
        from out_criterion_count as n
        join core_judged_period as j using (programme_id, period_id)
        join core_period as e using (programme_id, period_id)
        where programme_id = ? and criterion_code = ? and group_code = ?
        order by e.ends_on, e.starts_on desc
        """,
        [programme_id, criterion_code, group],
    )
    shares = [index_pct(*pair) for pair in found.select(_SUMS).iter_rows()]
    met = [_share(*pair) for pair in found.select("met_count", "unit_count").iter_rows()]
    return found.with_columns(
        pl.Series("points_pct", shares, pl.Decimal(18, 4)),
        pl.Series("met_pct", met, pl.Decimal(18, 4)),
    )


_SUMS = ("points_sum", "maximum_sum")


def comparable_periods(
    store: Readable, programme_id: str, period_id: str, group: str
) -> pl.DataFrame:
    """Return for each earlier period whether a group can be compared with it, else why not."""
    found = store.query(
        """
        select earlier_period_id as period_id, peer_count, earlier_peer_count,
            case when has_other_rules then ['other_rules'] else [] end
            || case when board_reason is not null then [board_reason] else [] end as reason_codes
        from core_period_pair where programme_id = ? and period_id = ? and group_code = ?
        """,
        [programme_id, period_id, group],
    )
    reasons = [not_comparable_text(row["reason_codes"], row) for row in found.to_dicts()]
    return found.select("period_id", pl.Series("reason", reasons, pl.String))
