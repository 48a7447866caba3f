"""The same result by straightforward polars, pandas and SQLite, each fed as suits it.

Everything is whole hundredths, so that equal means equal. An index (score over what applies) is
compared as the whole part of score x SCALE / maximum, which keeps apart any two that differ.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pandas as pd
import polars as pl

from tests.bench.result import FIELDS, LINES, Result, tidy

SCALE = 10**9
"""More than the square of the largest maximum in hundredths."""


def by_polars(
    observations: pl.DataFrame, leaves: pl.DataFrame, units: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Compute lines and fields with lazy polars."""
    parts = leaves.lazy().group_by("field").agg(
        pl.len().alias("parts"), pl.col("maximum").sum().alias("whole")
    )  # fmt: skip
    seen = (
        observations.lazy()
        .join(leaves.lazy(), on="leaf")
        .group_by("period_id", "unit_id", "field")
        .agg(
            pl.len().alias("seen"),
            pl.col("points").sum().alias("points"),
            pl.col("maximum").filter("is_exempt").sum().alias("exempt"),
        )
    )
    grid = (
        observations.lazy().select("period_id").unique()
        .join(units.lazy(), how="cross")
        .join(parts, how="cross")
    )  # fmt: skip
    fields = grid.join(seen, on=["period_id", "unit_id", "field"], how="left").select(
        "period_id",
        "unit_id",
        "group_code",
        "field",
        pl.when(pl.col("seen") == pl.col("parts")).then("points").alias("score"),
        (pl.col("whole") - pl.col("exempt").fill_null(0)).alias("maximum"),
    )
    rank = pl.col("index").rank("min", descending=True).over("period_id", "group_code")
    lines = (
        fields.group_by("period_id", "unit_id", "group_code")
        .agg(
            pl.when(pl.col("score").is_not_null().all()).then(pl.col("score").sum()).alias("score"),
            pl.col("maximum").sum(),
        )
        .with_columns((pl.col("score") * SCALE // pl.col("maximum")).alias("index"))
        .with_columns(rank.alias("rank"))
    )
    made_lines, made_fields = pl.collect_all([lines, fields])
    return made_lines.select(LINES), made_fields.select(FIELDS)


def by_pandas(
    observations: pd.DataFrame, leaves: pd.DataFrame, units: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Compute lines and fields with pandas."""
    key = ["period_id", "unit_id", "field"]
    joined = observations.merge(leaves, on="leaf")
    joined["exempt"] = joined["maximum"].where(joined["is_exempt"], 0)
    seen = joined.groupby(key, as_index=False, observed=True).agg(
        seen=("leaf", "size"), points=("points", "sum"), exempt=("exempt", "sum")
    )
    parts = leaves.groupby("field", as_index=False).agg(
        parts=("leaf", "size"), whole=("maximum", "sum")
    )
    periods = observations[["period_id"]].drop_duplicates()
    fields = periods.merge(units, how="cross").merge(parts, how="cross")
    fields = fields.merge(seen, on=key, how="left")
    complete = fields["seen"] == fields["parts"]
    fields["score"] = fields["points"].where(complete).astype("Int64")
    fields["maximum"] = (fields["whole"] - fields["exempt"].fillna(0)).astype("Int64")
    fields["is_missing"] = ~complete
    lines = fields.groupby(["period_id", "unit_id", "group_code"], as_index=False).agg(
        score=("score", "sum"), maximum=("maximum", "sum"), is_missing=("is_missing", "any")
    )
    lines["score"] = lines["score"].mask(lines["is_missing"])
    lines["index"] = lines["score"] * SCALE // lines["maximum"]
    ranked = lines.groupby(["period_id", "group_code"])["index"]
    lines["rank"] = ranked.rank(method="min", ascending=False).astype("Int64")
    return lines[list(LINES)], fields[list(FIELDS)]


_SQLITE_FIELDS = """
create temp table fields as
with part as (
    select field, count(*) as parts, sum(maximum) as whole from leaf group by field
),
seen as (
    select o.period_id, o.unit_id, l.field, count(*) as seen, sum(o.points) as points,
        sum(case when o.is_exempt then l.maximum else 0 end) as exempt
    from observation as o
    join leaf as l on l.leaf = o.leaf
    group by o.period_id, o.unit_id, l.field
)
select e.period_id, u.unit_id, u.group_code, p.field,
    case when s.seen = p.parts then coalesce(s.points, 0) end as score,
    p.whole - coalesce(s.exempt, 0) as maximum
from (select distinct period_id from observation) as e
cross join unit as u
cross join part as p
left join seen as s
    on s.period_id = e.period_id and s.unit_id = u.unit_id and s.field = p.field
"""
_SQLITE_LINES = f"""
create temp table lines as
with total as (
    select period_id, unit_id, group_code,
        case when count(score) = count(*) then sum(score) end as score, sum(maximum) as maximum
    from fields
    group by period_id, unit_id, group_code
)
select period_id, unit_id, score, maximum,
    case when score is not null then rank() over (
        partition by period_id, group_code, score is null
        order by score * {SCALE} / maximum desc
    ) end as rank
from total
"""


def write_sqlite(
    path: Path, observations: pl.DataFrame, leaves: pl.DataFrame, units: pl.DataFrame
) -> None:
    """Write an SQLite file whose rows stand in the order in which they are grouped."""
    connection = sqlite3.connect(path)
    connection.executescript(
        """
        pragma journal_mode = off; pragma synchronous = off;
        create table leaf (leaf text primary key, field text, maximum integer) without rowid;
        create table unit (unit_id text primary key, group_code text) without rowid;
        create table observation (
            period_id text, unit_id text, leaf text, points integer, is_exempt integer,
            primary key (period_id, unit_id, leaf)
        ) without rowid;
        """
    )
    connection.executemany("insert into leaf values (?, ?, ?)", leaves.iter_rows())
    connection.executemany("insert into unit values (?, ?)", units.iter_rows())
    columns = ("period_id", "unit_id", "leaf", "points", "is_exempt")
    rows = observations.select(columns).sort(columns[:3]).iter_rows()
    connection.executemany("insert into observation values (?, ?, ?, ?, ?)", rows)
    connection.execute("analyze")
    connection.commit()
    connection.close()


def by_sqlite(connection: sqlite3.Connection) -> None:
    """Compute lines and fields with SQL, into temporary tables."""
    connection.execute("pragma temp_store = memory")
    connection.execute("drop table if exists temp.fields")
    connection.execute("drop table if exists temp.lines")
    connection.execute(_SQLITE_FIELDS)
    connection.execute(_SQLITE_LINES)


def read_sqlite(connection: sqlite3.Connection) -> Result:
    """Return what SQLite computed."""
    lines = connection.execute(f"select {', '.join(LINES)} from lines").fetchall()
    fields = connection.execute(f"select {', '.join(FIELDS)} from fields").fetchall()
    return tidy(
        pl.DataFrame(lines, schema=list(LINES), orient="row", infer_schema_length=None),
        pl.DataFrame(fields, schema=list(FIELDS), orient="row", infer_schema_length=None),
    )
