"""Award readers: who may be proposed, who is near, where the quota line falls; nobody is picked.

Restricted conditions count only where a reader is asked ``in_full``, for somebody who may see them.
"""

from __future__ import annotations

import polars as pl

from schemas.verdict_words import needed_text, reason_text, value_text
from warehouse.store import Readable


def eligibility(
    store: Readable, programme_id: str, period_id: str, in_full: bool = False
) -> pl.DataFrame:
    """Return every unit with its state for the award and, when it is met, its place in order.

    ``proposal_rank`` and ``tied_count`` are null unless every condition is met.
    """
    return store.query(
        """
        select unit_code, unit_name, group_code, state, not_met_count, proposal_rank, tied_count
        from out_eligibility where programme_id = ? and period_id = ? and is_full = ?
        order by proposal_rank nulls last, state_order, unit_order
        """,
        [programme_id, period_id, in_full],
    )


def quota_line(
    store: Readable, programme_id: str, period_id: str, maximum: int, in_full: bool = False
) -> pl.DataFrame:
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
        where programme_id = ? and period_id = ? and is_full = ? and proposal_rank is not null
        order by proposal_rank, unit_order
        """,
        [maximum, maximum, programme_id, period_id, in_full],
    )


def individual_quota_line(
    store: Readable, programme_id: str, period_id: str, maximum: int
) -> pl.DataFrame:
    """Return the proposal of persons against a quota: within, tied at the line, or beyond it."""
    return store.query(
        """
        select unit_code, unit_name, group_code, person_code, full_name, proposal_rank, tied_count,
            case
                when proposal_rank + tied_count - 1 <= ? then 'within'
                when proposal_rank <= ? then 'tied_at_line'
                else 'beyond'
            end as place
        from out_individual_eligibility
        where programme_id = ? and period_id = ? and proposal_rank is not null
        order by proposal_rank, unit_order, person_code
        """,
        [maximum, maximum, programme_id, period_id],
    )


def individuals(store: Readable, programme_id: str, period_id: str) -> pl.DataFrame:
    """Return every person put forward with the state for the award; for the council's eyes only.

    ``proposal_rank`` and ``tied_count`` are null unless every condition is met; the place follows
    the order of the persons' units, which is ours.
    """
    return store.query(
        """
        select unit_code, unit_name, group_code, person_code, full_name, job_title, state,
            not_met_count, proposal_rank, tied_count
        from out_individual_eligibility where programme_id = ? and period_id = ?
        order by proposal_rank nulls last, state_order, unit_order, person_code
        """,
        [programme_id, period_id],
    )


def individual_verdicts(store: Readable, programme_id: str, period_id: str) -> pl.DataFrame:
    """Return every person under every condition for individuals, with the reason in words."""
    found = store.query(
        """
        select unit_code, person_code, condition_code, state, is_near, reason_code,
            unit_reason_code, value_text, c.rule_kind
        from out_individual_verdict join core_condition as c using (programme_id, condition_code)
        where programme_id = ? and period_id = ?
        order by unit_code, person_code, out_individual_verdict.condition_order
        """,
        [programme_id, period_id],
    )
    reasons = [reason_text(fact) for fact in found.iter_rows(named=True)]
    return found.with_columns(pl.Series("reason", reasons, pl.String))


def targets(store: Readable, programme_id: str, period_id: str) -> pl.DataFrame:
    """Return the plan's targets with their states; empty while the period has no figures."""
    found = store.query(
        """
        select t.*, c.rule_kind, c.tier, c.tiers, c.better_counts, c.peers_measure, c.op,
            c.threshold, c.source_kind, c.value_type, c.measure_table, c.numerator_words,
            c.denominator_words, c.band_label, c.band_order, c.min_order, c.judged_by
        from out_target as t
        join out_criterion as c using (programme_id, criterion_code)
        where programme_id = ? and period_id = ? and c.subject = 'target'
        order by t.criterion_order
        """,
        [programme_id, period_id],
    )
    facts = found.to_dicts()
    return found.with_columns(
        pl.Series("figure", [value_text(fact, fact) for fact in facts], pl.String),
        pl.Series("needed", [needed_text(fact) for fact in facts], pl.String),
        pl.Series("reason", [reason_text(fact) for fact in facts], pl.String),
    )
