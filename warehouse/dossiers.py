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
        d.row_no, d.kind_no,
        cast(case
            when d.received > p.ends_on then 'after'
            when d.finished < p.starts_on then 'before'
            when d.finished is null or d.finished > p.ends_on then
                case when e.ends_on < p.ends_on then 'pending_overdue_count'
                    else 'pending_in_time_count' end
            when d.finished < d.due then 'early_count'
            when d.finished <= e.ends_on then 'on_time_count'
            else 'late_count'
        end as enum (
            'early_count', 'on_time_count', 'late_count',
            'pending_in_time_count', 'pending_overdue_count', 'before', 'after'
        )) as column_code
    from dossier as d
    join due_day as e using (due)
    cross join (select cast(? as date) as starts_on, cast(? as date) as ends_on) as p
),
placed as (
    select
        *, lag(row_no) over by_row as row_before, lag(kind_no) over by_row as kind_before,
        lag(column_code) over by_row as column_before
    from told
    window by_row as (order by row_no)
),
-- a run of rows that follow each other ends where the next one begins
ranged as (
    select kind_no, column_code, row_no as first_row,
        lead(row_before, 1, (select max(row_no) from told)) over (order by row_no) as last_row
    from placed
    where row_before is distinct from row_no - 1
        or kind_before <> kind_no or column_before <> column_code
),
counted as (
    select
        kind_no, column_code, sum(last_row - first_row + 1) as dossier_count,
        min(first_row) as first_row, max(last_row) as last_row,
        min([first_row, last_row], cast(? as integer)) as first_runs, count(*) as range_count
    from ranged
    group by kind_no, column_code
)
select
    k.unit_id, k.field_name, cast(c.column_code as varchar) as column_code,
    c.dossier_count, c.first_row, c.last_row,
    list_transform(
        c.first_runs,
        lambda r: case when r[1] = r[2] then r[1]::varchar else r[1] || '-' || r[2] end
    ) as row_ranges,
    c.range_count
from counted as c
join kind as k using (kind_no)
order by 1, 2, 3
"""


def dossier_counts(rows: pl.DataFrame, starts_on: dt.date, ends_on: dt.date) -> pl.DataFrame:
    """Return the counts (``COUNT_SCHEMA``) of dossiers in a period, ends included.

    ``rows``: row_no, unit_id, field_name, received, due, finished (null: pending), all else filled.
    A row number stands once.
    """
    if rows.is_empty():
        return pl.DataFrame(schema=COUNT_SCHEMA)
    first, last = rows["due"].min(), rows["due"].max()
    assert isinstance(first, dt.date)
    assert isinstance(last, dt.date)
    off = dossier_book().days_off
    holidays = pl.DataFrame({"day": list(off.holidays(first.year, last.year + 1))})
    # runs of rows are found faster by a number than by two texts
    names = ["unit_id", "field_name"]
    kinds = rows.select(names).unique().with_row_index("kind_no")
    numbered = rows.join(kinds, on=names).drop(names)
    with duckdb.connect(":memory:") as connection:
        connection.register("dossier", numbered.to_arrow())
        connection.register("kind", kinds.to_arrow())
        connection.register("holiday", holidays.to_arrow())
        connection.register("weekly", pl.DataFrame({"day_of_week": off.weekly}).to_arrow())
        found = connection.sql(
            _COUNTS, params=[first, last + _LONGEST_REST, starts_on, ends_on, _MOST_RANGES]
        )
        return found.pl().cast(COUNT_SCHEMA)
