"""What every way of computing must say, in one plain form that can be compared exactly."""

from __future__ import annotations

import polars as pl

from tests.bench.nation import HUNDRED, PROGRAMME
from warehouse.store import Store

LINES = ("period_id", "unit_id", "score", "maximum", "rank")
"""A unit's line: hundredths; no score and no rank for a unit with a missing figure."""
FIELDS = ("period_id", "unit_id", "field", "score", "maximum")
"""A unit's field: hundredths; no score where a part is missing."""

Result = tuple[pl.DataFrame, pl.DataFrame]


def tidy(lines: pl.DataFrame, fields: pl.DataFrame) -> Result:
    """Return both frames with the same types and order, whoever made them."""
    return _tidy(lines, LINES, 2), _tidy(fields, FIELDS, 3)


def _tidy(frame: pl.DataFrame, columns: tuple[str, ...], keys: int) -> pl.DataFrame:
    return frame.select(
        *(pl.col(name).cast(pl.String) for name in columns[:keys]),
        *(pl.col(name).cast(pl.Int64) for name in columns[keys:]),
    ).sort(columns[:keys])


def ours(store: Store) -> Result:
    """Return what the warehouse wrote down."""
    lines = store.query(
        f"""
        select t.period_id, t.unit_id, cast(t.score * {HUNDRED} as bigint) as score,
            cast(t.maximum * {HUNDRED} as bigint) as maximum, r.rank
        from judged_total as t
        left join judged_rank as r using (programme_id, period_id, unit_id)
        where programme_id = ?
        """,
        [PROGRAMME],
    )
    fields = store.query(
        f"""
        select period_id, unit_id, criterion_code as field,
            cast(points * {HUNDRED} as bigint) as score,
            cast(maximum * {HUNDRED} as bigint) as maximum
        from judged_verdict
        where programme_id = ? and starts_with(criterion_code, 'f')
        """,
        [PROGRAMME],
    )
    return tidy(lines, fields)


def differences(one: Result, other: Result) -> list[str]:
    """Return in which frames two results differ, with a first differing line; empty for none."""
    found = []
    for name, mine, theirs in zip(("lines", "fields"), one, other, strict=True):
        if not mine.equals(theirs):
            if mine.height != theirs.height:
                found.append(f"{name}: {mine.height} / {theirs.height}")
                continue
            unequal = ~pl.all_horizontal(
                *(mine[column].eq_missing(theirs[column]) for column in mine.columns)
            )
            place = mine.select(unequal.arg_true().first()).item()
            found.append(f"{name}: {mine.row(place)} / {theirs.row(place)}")
    return found
