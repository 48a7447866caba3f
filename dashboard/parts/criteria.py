"""Which criteria a screen shows: the parts that can be acted on, or what may be seen by a room."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl


def names(criteria: pl.DataFrame) -> Mapping[str, str]:
    """Return the names of the criteria by code."""
    return dict(zip(criteria["criterion_code"], criteria["name"], strict=True))


def leaves(criteria: pl.DataFrame) -> Collection[str]:
    """Return the codes of the criteria that are not made of others."""
    parents = set(criteria["parent_code"].drop_nulls())
    return [code for code in criteria["criterion_code"] if code not in parents]


def scored(criteria: pl.DataFrame) -> Collection[str]:
    """Return the codes of the leaves that give points (no bonus, no penalty) or are conditions."""
    gives = set(asked(criteria))
    return [code for code in leaves(criteria) if code in gives]


def roles(criteria: pl.DataFrame) -> Mapping[str, str | None]:
    """Return what each criterion is for by its code: score, bonus or penalty; None: a condition."""
    return dict(criteria.select("criterion_code", "role").iter_rows())


def asked(criteria: pl.DataFrame) -> Collection[str]:
    """Return the codes of the criteria that can be met or not: no bonus and no penalty."""
    return [code for code, role in roles(criteria).items() if role in (None, "score")]


def fields(criteria: pl.DataFrame) -> Collection[str]:
    """Return the codes of the fields: the criteria that are a part of no other."""
    return criteria.filter(pl.col("parent_code").is_null())["criterion_code"].to_list()


def parts(criteria: pl.DataFrame) -> Collection[str]:
    """Return the codes of the criteria that are a part of another one."""
    return criteria.filter(pl.col("parent_code").is_not_null())["criterion_code"].to_list()


def of_everybody(criteria: pl.DataFrame) -> pl.DataFrame:
    """Return the criteria whose lights are the same for whoever looks."""
    return criteria.filter(~pl.col("is_restricted"))


def of_the_wall(criteria: pl.DataFrame) -> Collection[str]:
    """Return the codes a room may see: whole criteria, and never a restricted one."""
    return fields(of_everybody(criteria))


def only(rows: pl.DataFrame, codes: Collection[str]) -> pl.DataFrame:
    """Return the rows of these criteria."""
    return rows.filter(pl.col("criterion_code").is_in(list(codes)))
