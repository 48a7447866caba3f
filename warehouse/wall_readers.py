"""Wall readers: what a room is shown besides the board. Nothing here names a person.

As in ``readers``: the store first, a polars frame (or a dict, or None) back, moments local.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from schemas.words import to_local
from warehouse.store import Readable


def movers(
    store: Readable, programme_id: str, period_id: str, group: str | None = None
) -> pl.DataFrame:
    """Return the units whose place changed, those who climbed first, the furthest first."""
    return store.query(
        """
        select unit_code, unit_name, rank, rank_before, rank_change, is_up, move_place
        from out_mover
        where programme_id = ? and period_id = ? and (? is null or group_code = ?)
        order by is_up desc, move_place, rank, unit_order
        """,
        [programme_id, period_id, group, group],
    )


def hand_in_race(store: Readable, programme_id: str, period_id: str, today: str) -> pl.DataFrame:
    """Return each group's hand-ins and the days left on ``today`` (ISO; negative: overdue).

    Empty where units hand in no workbook.
    """
    return store.query(
        """
        select group_code, group_label, unit_count, on_time_count, late_count, missing_count,
            due_on, date_diff('day', cast(? as date), due_on) as days_left
        from out_hand_in_race where programme_id = ? and period_id = ? order by group_order
        """,
        [today, programme_id, period_id],
    )


def red_criteria(
    store: Readable, programme_id: str, period_id: str, group: str | None = None
) -> pl.DataFrame:
    """Return the criteria that units do not meet, the most widespread first.

    ``near_count`` of the ``not_met_count`` lie within the declared margin of their threshold.
    """
    return store.query(
        """
        select criterion_code, name, not_met_count, near_count, asked_count
        from out_red_criterion
        where programme_id = ? and period_id = ? and (? is null or group_code = ?)
        order by red_place
        """,
        [programme_id, period_id, group, group],
    )


def red_units(
    store: Readable, programme_id: str, period_id: str, group: str | None = None
) -> pl.DataFrame:
    """Return which units do not meet which criterion, those near the threshold after the others."""
    return store.query(
        """
        select v.criterion_code, u.unit_name
        from out_verdict as v join core_programme_unit as u using (programme_id, unit_id)
        where programme_id = ? and period_id = ? and (? is null or v.group_code = ?)
            and v.state = 'not_met'
        order by v.criterion_order, v.is_near, u.unit_order
        """,
        [programme_id, period_id, group, group],
    )


def next_due(store: Readable, programme_id: str, today: str) -> dict[str, Any] | None:
    """Return label and due day of the next period to hand in; None when none is set."""
    found = store.query(
        """
        select label, due_on from out_period
        where programme_id = ? and due_on >= cast(? as date) order by due_on limit 1
        """,
        [programme_id, today],
    )
    return None if found.is_empty() else found.row(0, named=True)


def praise(
    store: Readable, programme_id: str, period_id: str, group: str | None = None
) -> pl.DataFrame:
    """Return whom to praise and for what, leaders first."""
    return store.query(
        """
        select unit_code, unit_name, rank, score, maximum as max_score, class_name, rank_change,
            is_first, is_full, is_climber
        from out_praise
        where programme_id = ? and period_id = ? and (? is null or group_code = ?)
        order by is_first desc, is_full desc, rank, unit_order
        """,
        [programme_id, period_id, group, group],
    )


def seal(store: Readable, programme_id: str, period_id: str) -> dict[str, Any] | None:
    """Return version, local moment and digest of a closed period; None while it is open."""
    found = store.query(
        """
        select version, recorded_at, board_sha256 from out_closing
        where programme_id = ? and period_id = ? and is_current
        """,
        [programme_id, period_id],
    )
    if found.is_empty():
        return None
    row = found.row(0, named=True)
    closed_at: dt.datetime = to_local(row["recorded_at"])
    return {"version": row["version"], "closed_at": closed_at, "digest": row["board_sha256"]}
