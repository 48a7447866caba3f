"""The pipeline a competent developer writes first: pandas reads, pandera checks, DuckDB keeps.

The same columns, the same checks and the same counts as ours, vectorised; no isolation, no places
of faults, no versions.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pandera.pandas as pa

from schemas.dossiers import dossier_book

COLUMNS = {
    "Mã hồ sơ": "dossier_code",
    "Lĩnh vực": "field_name",
    "Đơn vị xử lý": "unit",
    "Ngày tiếp nhận": "received",
    "Ngày hẹn trả": "due",
    "Ngày trả kết quả": "finished",
}


def by_pandas(
    path: Path,
    database: Path,
    engine: str,
    units: dict[str, str],
    starts_on: pd.Timestamp,
    ends_on: pd.Timestamp,
) -> dict[tuple[str, str, str], int]:
    """Read, check, count and keep an export; return the counts by unit, field and column."""
    read = pd.read_excel(path, engine=engine)[list(COLUMNS)].rename(columns=COLUMNS)
    days = pa.Column("datetime64[ns]", coerce=True)
    schema = pa.DataFrameSchema(
        {
            "dossier_code": pa.Column(str, unique=True),
            "field_name": pa.Column(str),
            "unit": pa.Column(str, pa.Check.isin(list(units))),
            "received": days,
            "due": days,
            "finished": pa.Column("datetime64[ns]", coerce=True, nullable=True),
        },
        checks=[
            pa.Check(lambda frame: frame["due"] >= frame["received"]),
            pa.Check(
                lambda frame: frame["finished"].isna() | (frame["finished"] >= frame["received"])
            ),
        ],
    )
    frame = schema.validate(read, lazy=True)
    frame["unit_id"] = frame["unit"].map(units)
    off = pd.to_datetime(list(dossier_book().days_off.holidays(2020, 2026)))
    step = pd.offsets.CustomBusinessDay(n=0, holidays=off)
    different = frame["due"].drop_duplicates()
    last = frame["due"].map(dict(zip(different, [day + step for day in different], strict=True)))
    is_inside = (frame["received"] <= ends_on) & ~(frame["finished"] < starts_on)
    is_pending = frame["finished"].isna() | (frame["finished"] > ends_on)
    told = pd.Series("late_count", frame.index)
    told[frame["finished"] <= last] = "on_time_count"
    told[frame["finished"] < frame["due"]] = "early_count"
    told[is_pending] = "pending_in_time_count"
    told[is_pending & (last < ends_on)] = "pending_overdue_count"
    frame["told"] = told
    groups = frame[is_inside].groupby(["unit_id", "field_name", "told"])
    counts = groups.size().reset_index(name="dossier_count")
    with duckdb.connect(str(database)) as connection:
        connection.execute("create table dossier_count as select * from counts")
    return {
        (row.unit_id, row.field_name, row.told): int(row.dossier_count)
        for row in counts.itertuples()
    }
