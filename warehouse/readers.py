"""Readers: what screens and the command line may ask. Each reads out_ views and adds the words.

Every function takes the store first and returns a polars frame (or a dict, or None). Exact
figures are Decimal; moments are local and naive.
"""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl

from schemas.lineage import not_comparable_text
from schemas.verdict_words import EXCLUDED_REASONS
from schemas.words import to_local
from warehouse.door_readers import counting_points, person_codes, target_units
from warehouse.file_readers import (
    demo_parts,
    freshness,
    hand_ins,
    has_hand_ins,
    progress,
    sources,
)
from warehouse.store import Readable
from warehouse.verdict_readers import criteria, criterion_verdicts, lights, unit_verdicts

_SCORE_UNITS = {"award": "điều kiện đạt", "improvement": "điều kiện đạt", "index": "điểm"}
_CHANGE_FACTS = ("valid_from", "valid_to", "changed_on", "peer_count", "earlier_peer_count")

__all__ = [
    "counting_points",
    "criteria",
    "criterion_verdicts",
    "demo_parts",
    "excluded",
    "freshness",
    "groups",
    "hand_ins",
    "has_hand_ins",
    "leaderboard",
    "lights",
    "periods",
    "person_codes",
    "programmes",
    "progress",
    "sources",
    "target_units",
    "unit_summary",
    "unit_verdicts",
    "units",
]


def programmes(store: Readable) -> pl.DataFrame:
    """Return every programme with its newest period that has data, and whether it is sample."""
    return store.query(
        """
        select programme_id, title, short_title, family, is_ranking_ours, ranking_note,
            has_workbook, default_period_id, coalesce(is_sample, false) as is_sample,
            coalesce(source_note, '') as source_note
        from out_programme order by programme_order
        """
    )


def periods(store: Readable, programme_id: str) -> pl.DataFrame:
    """Return a programme's periods, newest first, with how many files each holds."""
    return store.query(
        """
        select period_id, label, year, starts_on, ends_on, due_on, hand_in_count
        from out_period where programme_id = ? order by ends_on desc, starts_on
        """,
        [programme_id],
    )


def closed_at(store: Readable, programme_id: str, period_id: str) -> dt.datetime | None:
    """Return the local moment at which a period was closed; None while it is open."""
    found = store.query(
        "select recorded_at from core_closed_period where programme_id = ? and period_id = ?",
        [programme_id, period_id],
    )
    return None if found.is_empty() else to_local(found.item())


def is_closed(store: Readable, programme_id: str, period_id: str) -> bool:
    """Tell whether a period's verdicts are frozen (else the board is provisional)."""
    return closed_at(store, programme_id, period_id) is not None


def groups(store: Readable, programme_id: str) -> pl.DataFrame:
    """Return a programme's peer groups with the number of their units."""
    return store.query(
        """
        select group_code, g.label, count(u.unit_id) as unit_count
        from core_programme_group as g
        left join core_programme_unit as u using (programme_id, group_code)
        where programme_id = ? group by group_code, g.label, group_order order by group_order
        """,
        [programme_id],
    )


def units(store: Readable, programme_id: str) -> pl.DataFrame:
    """Return a programme's units in Vietnamese order, named as at the plan's time."""
    return store.query(
        """
        select unit_id, unit_code, unit_name, group_code, g.label as group_label
        from core_programme_unit join core_programme_group as g using (programme_id, group_code)
        where programme_id = ? order by group_order, unit_order
        """,
        [programme_id],
    )


def leaderboard(
    store: Readable, programme_id: str, period_id: str, group: str | None = None
) -> pl.DataFrame:
    """Return the ranked units, group by group, best first; equal units share a rank.

    ``published_order`` is the place that the source prints beside its points, where it prints one;
    ``decimals`` is how many digits the criteria set shows (null: as they are). ``rank_change`` is
    null where the period before is not comparable, and ``change_reason`` then says why.
    """
    found = store.query(
        """
        select rank, unit_code, unit_name, group_code, group_label, score,
            out_leaderboard.maximum as max_score, family, class_name, rank_change, is_tied,
            is_late, ranked_count,
            cast(published_order as integer) as published_order, is_provisional, decimals,
            change_reason_codes, valid_from, valid_to, changed_on, peer_count, earlier_peer_count
        from out_leaderboard join core_programme using (programme_id)
        left join core_criteria_set using (criteria_set_id)
        where programme_id = ? and period_id = ? and (? is null or group_code = ?)
        order by group_order, rank, published_order, unit_order
        """,
        [programme_id, period_id, group, group],
    )
    indices = [index_pct(*row) for row in found.select("score", "max_score").iter_rows()]
    facts = found.select("change_reason_codes", *_CHANGE_FACTS).iter_rows(named=True)
    reasons = [not_comparable_text(row["change_reason_codes"], row) for row in facts]
    return found.with_columns(
        pl.col("family").replace_strict(_SCORE_UNITS, return_dtype=pl.String).alias("score_unit"),
        pl.Series("index_pct", indices, pl.Decimal(18, 4)),
        pl.Series("change_reason", reasons, pl.String),
    ).drop("family", *_CHANGE_FACTS)


def index_pct(score: Decimal | None, maximum: Decimal | None) -> Decimal | None:
    """Return what was achieved of what applies, in per cent, rounded to four digits to be shown."""
    if score is None or not maximum:
        return None
    return (score * 100 / maximum).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def excluded(
    store: Readable, programme_id: str, period_id: str, group: str | None = None
) -> pl.DataFrame:
    """Return the units that are not ranked, each with its reason."""
    return store.query(
        """
        select unit_code, unit_name, group_code, group_label, reason_code
        from out_excluded
        where programme_id = ? and period_id = ? and (? is null or group_code = ?)
        order by group_order, unit_order
        """,
        [programme_id, period_id, group, group],
    ).with_columns(
        pl.col("reason_code")
        .replace_strict(EXCLUDED_REASONS, return_dtype=pl.String)
        .alias("reason")
    )


def unit_summary(
    store: Readable, programme_id: str, period_id: str, unit_code: str
) -> dict[str, Any] | None:
    """Return one unit's line, ranked or not; None for a unit outside the programme."""
    found = store.query(
        "select * from out_unit_summary where programme_id = ? and period_id = ? and unit_code = ?",
        [programme_id, period_id, unit_code],
    )
    if found.is_empty():
        return None
    row = found.row(0, named=True)
    reason = row["excluded_reason"]
    row["excluded_reason_code"] = reason
    row["excluded_reason"] = EXCLUDED_REASONS[reason] if reason else None
    row["score_unit"] = _SCORE_UNITS[row.pop("family")]
    if reason == "no_hand_in":
        row["score"] = None  # nothing was counted, which is not the same as nought
    row["index_pct"] = index_pct(row["score"], row["max_score"])
    row["received_at"] = to_local(row["received_at"]) if row["received_at"] else None
    facts = {name: row.pop(name) for name in _CHANGE_FACTS}
    row["change_reason"] = not_comparable_text(row["change_reason_codes"] or (), facts)
    return row
