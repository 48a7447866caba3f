"""Lineage readers: what a unit came from and went into, and which periods can be compared."""

from __future__ import annotations

import polars as pl

from schemas.lineage import not_comparable_text
from warehouse.store import Readable


def lineage(store: Readable, unit_code: str) -> pl.DataFrame:
    """Return every change between a unit and its predecessors and successors, step by step.

    ``unit_code`` is a unit_id, or a code. ``direction`` is ``predecessor``, ``successor`` or
    ``itself`` (a new name or kind); ``weight_pct`` is null where the share is not published.
    """
    return store.query(
        """
        with recursive chosen as (
            select unit_id from core_unit where unit_id = ?
            union all
            select unit_id from core_unit
            where unit_code = ? and not exists (select 1 from core_unit where unit_id = ?)
        ),
        link as (select * from out_lineage where predecessor_id <> successor_id),
        up as (
            select unit_id, 0 as step from chosen
            union all
            select l.predecessor_id, u.step + 1
            from up as u join link as l on l.successor_id = u.unit_id
        ),
        down as (
            select unit_id, 0 as step from chosen
            union all
            select l.successor_id, d.step + 1
            from down as d join link as l on l.predecessor_id = d.unit_id
        )
        select 'itself' as direction, 0 as step, l.*
        from out_lineage as l join chosen as c on c.unit_id = l.predecessor_id
        where l.predecessor_id = l.successor_id
        union
        select 'predecessor', u.step + 1, l.*
        from up as u join link as l on l.successor_id = u.unit_id
        union
        select 'successor', d.step + 1, l.*
        from down as d join link as l on l.predecessor_id = d.unit_id
        order by direction, step, changed_on, predecessor_code, successor_code
        """,
        [unit_code, unit_code, unit_code],
    )


def comparable(
    store: Readable, programme_id: str, period_id: str, earlier_period_id: str
) -> pl.DataFrame:
    """Return, unit by unit, whether a period can be set beside an earlier one, else why not.

    ``reason_codes`` is empty and ``reason`` null where it can; empty for a pair of periods of
    which the second does not end before the first.
    """
    found = store.query(
        """
        select unit_id, unit_code, unit_name, reason_codes, valid_from, valid_to, changed_on,
            peer_count, earlier_peer_count
        from core_comparable
        where programme_id = ? and period_id = ? and earlier_period_id = ?
        order by unit_order
        """,
        [programme_id, period_id, earlier_period_id],
    )
    reasons = [not_comparable_text(row["reason_codes"], row) for row in found.to_dicts()]
    return found.select(
        "unit_id",
        "unit_code",
        "unit_name",
        (pl.col("reason_codes").list.len() == 0).alias("is_comparable"),
        "reason_codes",
        pl.Series("reason", reasons, pl.String),
    )
