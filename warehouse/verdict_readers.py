"""Readers of verdicts: the rules in words, every light, a unit's verdicts with their formulas.

Of restricted criteria (schemas/tables: a sheet that not everybody may see) only that they are there
is told, unless a reader is asked ``in_full`` for somebody who may see them.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from schemas.point_words import is_share
from schemas.verdict_words import formula_text, gap_text, needed_text, reason_text, value_text
from warehouse.identity import unit_id
from warehouse.store import Readable


def _rules(store: Readable, programme_id: str) -> pl.DataFrame:
    return store.query(
        "select * from out_criterion where programme_id = ? "
        "and subject in ('collective', 'criterion') order by criterion_order",
        [programme_id],
    )


def criteria(store: Readable, programme_id: str) -> pl.DataFrame:
    """Return the criteria of a programme: a plan's conditions, or an index's criteria."""
    found = _rules(store, programme_id)
    words = [needed_text(rule) for rule in found.iter_rows(named=True)]
    return found.with_columns(
        pl.Series("rule_text", words, pl.String), pl.col("label").alias("name")
    ).select(
        "criterion_code",
        "name",
        "criterion_order",
        "parent_code",
        "depth",
        pl.col("maximum").alias("max_points"),
        "asks",
        "rule_text",
        "rule_kind",
        "role",
        "cite",
        "is_ours",
        "note",
        "is_restricted",
    )


def _verdicts(
    store: Readable,
    programme_id: str,
    period_id: str,
    unit_code: str | None,
    group: str | None,
    criterion: str | None = None,
    *,
    in_full: bool = False,
    fields_only: bool = False,
) -> pl.DataFrame:
    source = "out_full_verdict" if in_full else "out_verdict"
    of_unit = None if unit_code is None else unit_id(store, programme_id, unit_code)
    found = store.query(
        f"""
        select v.*, u.unit_code, u.unit_name, u.unit_order
        from {source} as v
        join core_programme_unit as u using (programme_id, group_code, unit_id)
        where programme_id = ? and period_id = ?
            and (? is null or unit_id = ?) and (? is null or group_code = ?)
            and (? is null or criterion_code = ?)
            and (not ? or criterion_code not in (
                select criterion_code from out_criterion as c
                where c.programme_id = v.programme_id and parent_code is not null
            ))
        order by u.unit_order, criterion_order
        """,  # noqa: S608 - one of our own two views
        [
            programme_id,
            period_id,
            of_unit,
            of_unit,
            group,
            group,
            criterion,
            criterion,
            fields_only,
        ],
    )
    rules = {
        (rule["subject"], rule["criterion_code"]): rule
        for rule in _rules(store, programme_id).to_dicts()
    }
    facts = [
        (rules[fact["subject"], fact["criterion_code"]], fact)
        for fact in found.iter_rows(named=True)
    ]
    found = found.with_columns(
        pl.Series("value_text", [value_text(*pair) for pair in facts], pl.String)
    )
    if unit_code is None and criterion is None:
        # a nation's lights are some hundred thousand: they say their figure and nothing more
        return found
    return found.with_columns(
        pl.Series("gap_text", [gap_text(*pair) for pair in facts], pl.String),
        pl.Series("reason", [reason_text(fact) for _, fact in facts], pl.String),
        pl.Series("needed_text", [needed_text(rule) for rule, _ in facts], pl.String),
        pl.Series("formula", _formulas(facts) if unit_code else [""] * len(facts), pl.String),
    )


def field_lights(
    store: Readable, programme_id: str, period_id: str, group: str | None = None
) -> pl.DataFrame:
    """Return the light of every unit and field: the criteria that are a part of no other."""
    return _light_columns(_verdicts(store, programme_id, period_id, None, group, fields_only=True))


def lights(
    store: Readable,
    programme_id: str,
    period_id: str,
    group: str | None = None,
    in_full: bool = False,
) -> pl.DataFrame:
    """Return the light of every unit and criterion."""
    return _light_columns(_verdicts(store, programme_id, period_id, None, group, in_full=in_full))


def _light_columns(found: pl.DataFrame) -> pl.DataFrame:
    return found.select(
        "unit_code",
        "criterion_code",
        "criterion_order",
        "state",
        "is_near",
        "value_text",
        (pl.col("points").cast(pl.Float64) / pl.col("maximum").cast(pl.Float64)).alias(
            "points_pct"
        ),
    )


def unit_verdicts(
    store: Readable, programme_id: str, period_id: str, unit_code: str, in_full: bool = False
) -> pl.DataFrame:
    """Return a unit's verdicts with rule, figure, gap and reason in words."""
    verdicts = _verdicts(store, programme_id, period_id, unit_code, None, in_full=in_full)
    rules = criteria(store, programme_id).drop("criterion_order", "max_points", "is_restricted")
    return verdicts.join(rules, on="criterion_code", how="left", maintain_order="left").select(
        "criterion_code",
        "name",
        "criterion_order",
        "asks",
        "cite",
        "is_ours",
        "note",
        "state",
        "is_near",
        "value_text",
        "needed_text",
        "gap_text",
        "formula",
        "reason",
        "reason_code",
        "gap_count",
        "numerator",
        "denominator",
        pl.col("maximum").alias("max_points"),
        pl.col("points").alias("score_points"),
        "layer",
        "is_provisional",
    )


def criterion_verdicts(
    store: Readable,
    programme_id: str,
    period_id: str,
    criterion: str,
    group: str | None = None,
    in_full: bool = False,
) -> pl.DataFrame:
    """Return how every unit of a group stands on one criterion, in Vietnamese order of names.

    ``reached`` is for putting units in order: points of their maximum, else the figure.
    ``share_pct`` is for drawing: the same in per cent, null where the figure is no share.
    """
    found = _verdicts(store, programme_id, period_id, None, group, criterion, in_full=in_full)
    exact = {name: pl.col(name).cast(pl.Float64) for name in _FIGURES}
    by_points = exact["points"] / exact["maximum"]
    by_figure = exact["numerator"] / exact["denominator"]
    has_points = pl.col("maximum").is_not_null()
    per_cent = (
        pl.when(has_points)
        .then(by_points * 100)
        .otherwise(by_figure * _per_cent(store, programme_id, criterion))
    )
    return found.select(
        "unit_code",
        "unit_name",
        "state",
        "is_near",
        "value_text",
        "gap_text",
        "reason",
        "points",
        "maximum",
        "is_provisional",
        pl.when(has_points).then(by_points).otherwise(by_figure).fill_nan(None).alias("reached"),
        per_cent.fill_nan(None).alias("share_pct"),
    )


_FIGURES = ("points", "maximum", "numerator", "denominator")


def _per_cent(store: Readable, programme_id: str, criterion: str) -> int | None:
    """Return by what a criterion's figure becomes per cent; None where it is none."""
    rules = _rules(store, programme_id).filter(criterion_code=criterion).to_dicts()
    if any(is_share(rule) for rule in rules):
        return 100
    return 1 if any(rule["value_type"] == "pct" for rule in rules) else None


def _formulas(facts: list[tuple[dict[str, Any], dict[str, Any]]]) -> list[str]:
    """Return one unit's formulas with their numbers; a sum names the parts it adds up."""
    parts: dict[str, list[dict[str, Any]]] = {}
    for rule, fact in facts:
        if rule["parent_code"] is not None and fact["points"] is not None:
            part = {"points": fact["points"], "role": rule["role"], "weight": rule["weight"]}
            parts.setdefault(rule["parent_code"], []).append(part)
    return [
        formula_text(rule, {**fact, "parts": parts.get(rule["criterion_code"], [])})
        for rule, fact in facts
    ]
