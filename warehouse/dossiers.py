"""Dossiers counted: every row of an export becomes one of the counts of the sheet of dossiers.

Counted by SQL in memory; the rows themselves never enter the warehouse, because codes of dossiers
lead to persons. Days are compared, never hours.
"""

from __future__ import annotations

import datetime as dt

import duckdb
import polars as pl

from schemas.dossiers import dossier_book

COUNT_SCHEMA = pl.Schema(
    {
        "unit_id": pl.String(),
        "field_name": pl.String(),
        "column_code": pl.String(),
        "dossier_count": pl.Int64(),
        "first_row": pl.Int64(),
        "last_row": pl.Int64(),
        "row_ranges": pl.List(pl.String()),
        "range_count": pl.Int64(),
    }
)
"""One row a unit, field and count; ``row_ranges`` are the first runs of rows that were counted."""

OUTSIDE = ("before", "after")
"""Counted under no column: finished before the period, received after it."""

_MOST_RANGES = 12
_LONGEST_REST = dt.timedelta(days=40)
"""Longer than any run of days off."""

_COUNTS = """
with working as (
    select cast(each as date) as day
    from range(cast(? as timestamp), cast(? as timestamp), interval 1 day) as days(each)
    where isodow(each) not in (select day_of_week from weekly)
        and cast(each as date) not in (select day from holiday)
),
-- a due day that is a day off ends with the next working day
due_day as (
    select d.due, w.day as ends_on
    from (select distinct due from dossier) as d
    asof join working as w on d.due <= w.day
),
told as (
    select
        d.unit_id, d.field_name, d.row_no,
        case
            when d.received > p.ends_on then 'after'
            when d.finished < p.starts_on then 'before'
            when d.finished is null or d.finished > p.ends_on then
                case when e.ends_on < p.ends_on then 'pending_overdue_count'
                    else 'pending_in_time_count' end
            when d.finished < d.due then 'early_count'
            when d.finished <= e.ends_on then 'on_time_count'
            else 'late_count'
        end as column_code
    from dossier as d
    join due_day as e using (due)
    cross join (select cast(? as date) as starts_on, cast(? as date) as ends_on) as p
),
numbered as (
    select *, row_no - row_number() over (
        partition by unit_id, field_name, column_code order by row_no
    ) as run
    from told
),
ranged as (
    select unit_id, field_name, column_code, count(*) as dossier_count,
        min(row_no) as first_row, max(row_no) as last_row
    from numbered
    group by unit_id, field_name, column_code, run
)
select
    unit_id, field_name, column_code, cast(sum(dossier_count) as bigint) as dossier_count,
    cast(min(first_row) as bigint) as first_row, cast(max(last_row) as bigint) as last_row,
    list_transform(
        min([first_row, last_row], cast(? as integer)),
        lambda r: case when r[1] = r[2] then r[1]::varchar else r[1] || '-' || r[2] end
    ) as row_ranges,
    count(*) as range_count
from ranged
group by all
order by unit_id, field_name, column_code
"""


def dossier_counts(rows: pl.DataFrame, starts_on: dt.date, ends_on: dt.date) -> pl.DataFrame:
    """Return the counts (``COUNT_SCHEMA``) of dossiers in a period, ends included.

    ``rows``: row_no, unit_id, field_name, received, due, finished (null: pending), all else filled.
    """
    if rows.is_empty():
        return pl.DataFrame(schema=COUNT_SCHEMA)
    first, last = rows["due"].min(), rows["due"].max()
    assert isinstance(first, dt.date)
    assert isinstance(last, dt.date)
    off = dossier_book().days_off
    holidays = pl.DataFrame({"day": list(off.holidays(first.year, last.year + 1))})
    with duckdb.connect(":memory:") as connection:
        connection.register("dossier", rows.to_arrow())
        connection.register("holiday", holidays.to_arrow())
        connection.register("weekly", pl.DataFrame({"day_of_week": off.weekly}).to_arrow())
        found = connection.sql(
            _COUNTS, params=[first, last + _LONGEST_REST, starts_on, ends_on, _MOST_RANGES]
        )
        return found.pl().cast(COUNT_SCHEMA)
