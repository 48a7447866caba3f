"""Award readers: who may be proposed, who is near, where the quota line falls; nobody is picked."""

from __future__ import annotations

import polars as pl

from warehouse.store import Store


def eligibility(store: Store, programme_id: str, period_id: str) -> pl.DataFrame:
    """Return every unit with its state for the award and, when it is met, its place in order.

    ``proposal_rank`` and ``tied_count`` are null unless every condition is met.
    """
    return store.query(
        """
        select unit_code, unit_name, group_code, state, not_met_count, proposal_rank, tied_count
        from out_eligibility where programme_id = ? and period_id = ?
        order by proposal_rank nulls last, state_order, unit_order
        """,
        [programme_id, period_id],
    )


def quota_line(store: Store, programme_id: str, period_id: str, maximum: int) -> pl.DataFrame:
    """Return the proposal against a quota: within, tied at the line, or beyond it.

    Units that share the place at the line are shown together; the council decides among them.
    """
    return store.query(
        """
        select unit_code, unit_name, group_code, proposal_rank, tied_count,
            case
                when proposal_rank + tied_count - 1 <= ? then 'within'
                when proposal_rank <= ? then 'tied_at_line'
                else 'beyond'
            end as place
        from out_eligibility
        where programme_id = ? and period_id = ? and proposal_rank is not null
        order by proposal_rank, unit_order
        """,
        [maximum, maximum, programme_id, period_id],
    )
