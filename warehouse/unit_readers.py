"""Readers of a unit's page: its neighbours, its periods, its evidence, what happened about it.

As in ``readers``: the store first, a polars frame back, exact figures as Decimal, local moments.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from schemas.lineage import not_comparable_text
from schemas.verdict_words import EXCLUDED_REASONS
from schemas.words import number, to_local
from warehouse.identity import unit_id
from warehouse.readers import index_pct
from warehouse.store import Readable

_COUNTED = ("ratio_of_sums", "ratio_of_rows", "survey")


def unit_periods(
    store: Readable, programme_id: str, period_id: str, unit_code: str
) -> pl.DataFrame:
    """Return a unit in every judged period, oldest first, beside the period that is looked at.

    ``reason`` says why a period cannot be set beside ``period_id`` (null where it can).
    """
    found = store.query(
        """
        select * from out_unit_period
        where programme_id = ? and period_id = ? and unit_id = ?
        order by ends_on, starts_on desc
        """,
        [programme_id, period_id, unit_id(store, programme_id, unit_code)],
    )
    rows = found.to_dicts()
    reasons = [not_comparable_text(row["reason_codes"] or (), row) for row in rows]
    # what was not handed in was not counted, which is not the same as nought
    scores = [None if row["excluded_reason"] == "no_hand_in" else row["score"] for row in rows]
    shares = [index_pct(score, row["max_score"]) for score, row in zip(scores, rows, strict=True)]
    out = [row["excluded_reason"] and EXCLUDED_REASONS[row["excluded_reason"]] for row in rows]
    return found.select(
        pl.col("other_period_id").alias("period_id"),
        pl.col("period_label").alias("label"),
        pl.Series("score", scores, pl.Decimal(38, 9)),
        "max_score",
        pl.Series("index_pct", shares, pl.Decimal(18, 4)),
        "rank",
        "ranked_count",
        "class_name",
        pl.Series("excluded_reason", out, pl.String),
        pl.Series("reason", reasons, pl.String),
        pl.Series("is_comparable", [each is None for each in reasons], pl.Boolean),
    )


def neighbours(
    store: Readable, programme_id: str, period_id: str, unit_code: str, top: int, around: int
) -> pl.DataFrame:
    """Return the first ``top`` units of a unit's group and those up to ``around`` places away.

    Empty for a unit that is not ranked. ``place`` counts on where ranks are shared.
    """
    return store.query(
        """
        with own as (
            select group_code, place from out_neighbour
            where programme_id = ? and period_id = ? and unit_code = ?
        )
        select n.unit_code, n.unit_name, n.rank, n.is_tied, n.score, n.maximum, n.place,
            n.unit_code = ? as is_own
        from out_neighbour as n join own using (group_code)
        where n.programme_id = ? and n.period_id = ?
            and (n.place <= ? or abs(n.place - own.place) <= ?)
        order by n.place
        """,
        [programme_id, period_id, unit_code, unit_code, programme_id, period_id, top, around],
    )


def verdicts_of(
    store: Readable, programme_id: str, period_id: str, unit_codes: tuple[str, ...]
) -> pl.DataFrame:
    """Return the lights and points of a few units on what no other criterion is the sum of."""
    return store.query(
        """
        select u.unit_code, v.criterion_code, c.label as name, v.criterion_order, v.state,
            v.is_near, v.points, v.maximum
        from out_verdict as v
        join core_programme_unit as u using (programme_id, unit_id)
        join out_criterion as c using (programme_id, subject, criterion_code)
        anti join out_criterion as part
            on part.programme_id = v.programme_id and part.parent_code = v.criterion_code
        where v.programme_id = ? and v.period_id = ? and v.subject in ('collective', 'criterion')
            and list_contains(?::varchar[], u.unit_code)
        order by v.criterion_order
        """,
        [programme_id, period_id, list(unit_codes)],
    )


def ranking_keys(
    store: Readable, programme_id: str, period_id: str, unit_codes: tuple[str, ...]
) -> pl.DataFrame:
    """Return of a few units the figures that the order rests on after what is counted first.

    ``shown`` is the figure in words; ``key_value`` is only to be compared.
    """
    found = store.query(
        """
        select u.unit_code, k.key_order, k.measure_label, k.value_type, k.source_kind, k.key_value,
            k.numerator, k.denominator
        from out_ranking_key as k join core_programme_unit as u using (programme_id, unit_id)
        where k.programme_id = ? and k.period_id = ? and k.key_kind = 'measure'
            and list_contains(?::varchar[], u.unit_code)
        order by k.key_order
        """,
        [programme_id, period_id, list(unit_codes)],
    )
    shown = [_shown(row) for row in found.iter_rows(named=True)]
    return found.select(
        "unit_code", "key_order", "measure_label", "key_value",
        pl.Series("shown", shown, pl.String),
    )  # fmt: skip


def _shown(row: dict[str, Any]) -> str:
    if row["numerator"] is None:
        return "chưa có số liệu"
    if row["source_kind"] in _COUNTED:
        share = index_pct(row["numerator"], row["denominator"])
        return f"{number(share)} %" if share is not None else "chưa có số liệu"
    return number(row["numerator"])


def evidence(store: Readable, programme_id: str, period_id: str, unit_code: str) -> pl.DataFrame:
    """Return what a unit named as evidence, in the order of its cells."""
    return store.query(
        """
        select e.criterion_code, e.value_text, e.file_name, e.receipt_code, e.sheet, e.cell
        from out_evidence as e where programme_id = ? and period_id = ? and unit_code = ?
        order by e.sheet, length(e.cell), e.cell
        """,
        [programme_id, period_id, unit_code],
    )


def activity(store: Readable, programme_id: str, unit_code: str, most: int) -> pl.DataFrame:
    """Return what happened about a unit in all periods, the newest first, at most ``most``."""
    found = store.query(
        """
        select a.period_id, e.label as period_label, a.what, a.receipt_code, a.happened_at
        from out_activity as a
        join core_period as e using (programme_id, period_id)
        where a.programme_id = ? and a.unit_id = ?
        order by a.happened_at desc, a.what limit ?
        """,
        [programme_id, unit_id(store, programme_id, unit_code), most],
    )
    moments = [to_local(each) for each in found["happened_at"]]
    return found.with_columns(pl.Series("happened_at", moments, pl.Datetime))
