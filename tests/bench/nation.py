"""The nation, generated with a fixed seed: every commune, sixty criteria, twenty-four months.

Points have two decimals. Some units share all their points with another (ties), some criteria do
not apply, some figures are missing. Everything enters through the public writers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from schemas.criteria_set import CriteriaSet
from schemas.programme import Programme
from schemas.register import Register, load_register
from tests import warehouse_kit as kit
from warehouse.writers import CELL_SCHEMA, OBSERVATION_SCHEMA, HandIn, record

PROGRAMME, SET = "ca_nuoc", "bo_ca_nuoc"
YEARS = (2024, 2025)
ON = dt.date(2025, 12, 31)
SEED = 20_260_701
FIELDS = 8
LEAVES = 60
HUNDRED = 100
"""Points are counted in hundredths, so that whole numbers suffice everywhere."""

_EVERYWHERE: Mapping[str, Any] = {
    "code": "commune",
    "label": "Xã, phường, đặc khu",
    "units": {"kind": "register", "level": "commune", "on": ON},
}
_NOT_APPLICABLE, _MISSING, _TIED = 0.004, 0.00015, 0.02


@dataclass(frozen=True)
class Nation:
    """A built warehouse, and beside it the same observations in plain files for the others."""

    folder: Path
    plain: Path
    """Holds observations.parquet (period_id, unit_id, leaf, points in hundredths or null,
    is_exempt), leaves.parquet (leaf, field, maximum) and units.parquet (unit_id, group_code)."""
    units: pl.DataFrame
    periods: tuple[str, ...]
    height: int
    """How many observations there are."""


def leaves() -> pl.DataFrame:
    """Return the sixty leaves of the eight fields with their maxima."""
    generator = np.random.default_rng(SEED)
    maxima = generator.integers(1, 4, LEAVES) * HUNDRED
    return pl.DataFrame(
        {
            "leaf": [f"l{place:02d}" for place in range(LEAVES)],
            "field": [f"f{place % FIELDS}" for place in range(LEAVES)],
            "maximum": maxima.astype(np.int64),
        }
    )


def _criteria_set(listed: pl.DataFrame) -> CriteriaSet:
    criteria: list[dict[str, Any]] = []
    for field, parts in listed.group_by("field", maintain_order=True):
        total = int(parts["maximum"].sum()) // HUNDRED
        criteria.append({"code": field[0], "maximum": str(total), "kind": "sum"})
        criteria += [
            {
                "code": leaf,
                "parent": field[0],
                "maximum": str(top // HUNDRED),
                "kind": "published_points",
            }
            for leaf, top in parts.select("leaf", "maximum").iter_rows()
        ]
    return kit.criteria_set(SET, criteria, ("80", "60"))


def _provinces(register: Register, codes: Collection[str] | None) -> list[dict[str, Any]]:
    return [
        {
            "code": province.unit_id,
            "label": province.name,
            "units": {
                "kind": "register", "level": "commune", "province_code": province.code, "on": ON,
            },
        }
        for province in register.provinces(ON)
        if codes is None or province.code in codes
    ]  # fmt: skip


def rules(
    provinces: Collection[str] | None = None,
    *,
    is_one_group: bool = False,
    uncertainty: Mapping[str, Any] | None = None,
) -> tuple[Programme, CriteriaSet]:
    """Return the programme over provinces (all of them unless named) and its criteria set.

    Every province is a peer group; ``is_one_group`` ranks the communes of the nation in one.
    """
    parts: dict[str, Any] = {"uncertainty": dict(uncertainty)} if uncertainty else {}
    programme = kit.programme(
        PROGRAMME,
        family="index",
        years=list(YEARS),
        period_kinds=["M"],
        ends_on=ON,
        groups=[_EVERYWHERE] if is_one_group else _provinces(load_register(), provinces),
        criteria_set=SET,
        reporting_calendar=None,
        workbook=None,
        ranking={"keys": [{"by": "total_points"}], "ours": True, "note": "Thứ tự thử", **parts},
    )
    return programme, _criteria_set(leaves())


def build(
    folder: Path,
    *,
    provinces: Collection[str] | None = None,
    months: int = 24,
    is_one_group: bool = False,
    uncertainty: Mapping[str, Any] | None = None,
) -> Nation:
    """Build a fresh warehouse of what ``rules`` returns; nothing is judged yet."""
    programme, criteria = rules(provinces, is_one_group=is_one_group, uncertainty=uncertainty)
    listed = leaves()
    store = kit.fresh_store(folder)
    kit.install(store, kit.rule_book([programme], [criteria]), load_register())
    units = store.query(
        "select unit_id, group_code from core_programme_unit where programme_id = ? "
        "order by group_code, unit_id",
        [PROGRAMME],
    )
    plain = folder.with_name(f"{folder.name}_tep")
    plain.mkdir()
    listed.write_parquet(plain / "leaves.parquet")
    units.write_parquet(plain / "units.parquet")
    frames = [_month(place, units, listed) for place in range(months)]
    pl.concat(frames).write_parquet(plain / "observations.parquet")
    with store.write(kit.ACTOR, "accept_nation") as write:
        for frame in frames:
            record(write, _hand_in(frame), kit.ACTOR)
    store.close()
    periods = tuple(str(frame["period_id"][0]) for frame in frames)
    return Nation(folder, plain, units, periods, sum(frame.height for frame in frames))


def _month(place: int, units: pl.DataFrame, listed: pl.DataFrame) -> pl.DataFrame:
    """Return one month's figures of every unit, unit by unit."""
    generator = np.random.default_rng([SEED, place])
    count, maxima = units.height, listed["maximum"].to_numpy()
    skill = generator.beta(8, 2, (count, 1))
    share = np.clip(skill + generator.normal(0, 0.12, (count, LEAVES)), 0, 1)
    points = np.rint(share * maxima).astype(np.int64)
    exempt = generator.random((count, LEAVES)) < _NOT_APPLICABLE
    missing = generator.random((count, LEAVES)) < _MISSING
    # one unit in fifty has exactly the points of the unit before it
    tied = 1 + np.flatnonzero(generator.random(count - 1) < _TIED)
    points[tied], exempt[tied] = points[tied - 1], exempt[tied - 1]
    year, month = YEARS[0] + place // 12, place % 12 + 1
    frame = pl.DataFrame(
        {
            "unit_id": np.repeat(units["unit_id"].to_numpy(), LEAVES),
            "leaf": np.tile(listed["leaf"].to_numpy(), count),
            "points": points.ravel(),
            "is_exempt": exempt.ravel(),
            "is_missing": missing.ravel(),
        }
    )
    return (
        frame.filter(~pl.col("is_missing"))
        .with_columns(
            pl.lit(f"{year}-{month:02d}").alias("period_id"),
            pl.when(~pl.col("is_exempt")).then(pl.col("points")).alias("points"),
        )
        .select("period_id", "unit_id", "leaf", "points", "is_exempt")
    )


def _hand_in(frame: pl.DataFrame) -> HandIn:
    """Return a month's result table, as the door hands it to the writers."""
    digits = pl.col("points").cast(pl.String).str.zfill(3)
    observations = frame.with_row_index("place").select(
        "unit_id",
        pl.lit("points").alias("table_code"),
        pl.col("place").floordiv(LEAVES).add(1).cast(pl.Int32).alias("row_no"),
        pl.col("leaf").alias("column_code"),
        pl.when("is_exempt").then(pl.lit("not_applicable")).alias("value_text"),
        pl.concat_str(digits.str.head(-2), pl.lit("."), digits.str.tail(2)).alias("value_num"),
        pl.lit(None, pl.Date()).alias("value_date"),
        pl.lit("Kết quả").alias("sheet"),
        pl.format("C{}", pl.col("place") + 2).alias("cell"),
    )
    assert dict(observations.schema) == dict(OBSERVATION_SCHEMA)
    return HandIn(
        "table", SET, str(frame["period_id"][0]), None, "ca-nuoc.xlsx", "c" * 64, 1, "published",
        pl.DataFrame(schema=CELL_SCHEMA), observations,
    )  # fmt: skip
