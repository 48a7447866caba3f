"""The same rules in pointblank: one validation step a rule; extracts tell the rows."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pointblank as pb
import polars as pl
from given import COUNT, DAY, NUMBER, WHOLE, Failure, Table, answer

Step = tuple[str, str, Callable[[Any], Any]]
"""The column that a step is about, what it asks, and how it joins the plan."""

ROW = "place"


def check(table: Table, figures: Mapping[str, Any]) -> Iterator[Failure]:
    """Yield what a validation plan finds in a table."""
    for code in table.absent:
        yield Failure(table.code, None, code, "col_exists")
    if not table.rows:
        return
    steps = [*_columns(table), *_between(table), *_figures(table, figures)]
    plan = pb.Validate(data=_frame(table))
    for _, _, add in steps:
        plan = add(plan)
    plan = plan.interrogate()
    for number, (column, words, _) in enumerate(steps, 1):
        extract = plan.get_data_extracts(i=number, frame=True)
        if extract is not None:
            for row in extract.iter_rows(named=True):
                # a step about some columns gives back only those, and its own count of rows
                place = row[ROW] if ROW in row else row["_row_num_"] - 1
                yield Failure(table.code, place, column, words)


def _frame(table: Table) -> pl.DataFrame:
    frame = pl.DataFrame(
        [[row[code] for code in table.columns] for row in table.rows],
        schema={code: pl.String for code in table.columns}, orient="row",
    )  # fmt: skip
    numbers = [
        pl.col(each["code"]).cast(pl.Float64, strict=False).alias(f"{each['code']}#")
        for each in table.checked() if each["type"] == "count"
    ]  # fmt: skip
    days = [
        pl.col(each["code"]).str.to_date("%Y-%m-%d", strict=False).alias(f"{each['code']}@")
        for each in table.checked() if each["type"] == "date"
    ]  # fmt: skip
    return frame.with_columns(*numbers, *days).with_row_index(ROW)


def _columns(table: Table) -> Iterator[Step]:
    for rule in table.checked():
        code = rule["code"]
        if rule["required"]:
            yield code, "not null", lambda plan, c=code: plan.col_vals_not_null(columns=c)
        if rule["choices"]:
            known = list(rule["choices"])
            yield (
                code,
                "in set",
                lambda plan, c=code, k=known: plan.col_vals_in_set(columns=c, set=[*k, None]),
            )
        elif rule["type"] in ("count", "date"):
            pattern = COUNT if rule["type"] == "count" else DAY
            yield (
                code,
                "regex",
                lambda plan, c=code, p=pattern: plan.col_vals_regex(
                    columns=c, pattern=p, na_pass=True
                ),
            )
            if rule["type"] == "date":
                yield _last_day(code, rule["last"], None)
        elif code != "value":
            long = rf"^(?s:.{{0,{rule['length']}}})$"
            yield (
                code,
                "length",
                lambda plan, c=code, p=long: plan.col_vals_regex(
                    columns=c, pattern=p, na_pass=True
                ),
            )
    unique = table.rules["unique"]
    if unique and set(unique) <= set(table.columns):
        yield unique[0], "distinct", lambda plan: plan.rows_distinct(columns_subset=unique)


def _last_day(code: str, last: str, pre: Any) -> Step:
    late = pl.col(code).is_null() | ~pl.col(code).str.contains(DAY) | (pl.col(code) <= last)
    return code, "last day", lambda plan: plan.col_vals_expr(expr=late, pre=pre)


def _between(table: Table) -> Iterator[Step]:
    for rule in table.row_rules():
        column = rule["column"]
        if rule["kind"] == "not_above":
            other = pb.col(f"{rule['other']}#")
            yield (
                column,
                "not above",
                lambda plan, c=column, o=other: plan.col_vals_le(
                    columns=f"{c}#", value=o, na_pass=True
                ),
            )
            continue
        if rule["kind"] == "sum":
            total = pl.sum_horizontal(
                *(pl.col(f"{each}#") for each in rule["parts"]), ignore_nulls=False
            )
            right = (pl.col(f"{column}#") == total).fill_null(value=True)
        elif rule["kind"] == "not_after":
            in_order = pl.col(f"{rule['first']}@") <= pl.col(f"{rule['last']}@")
            right = ((pl.col("is_on_time") != "yes") | in_order).fill_null(value=True)
        elif rule["kind"] == "done":
            right = (pl.col("is_on_time") != "yes") | pl.col(column).is_not_null()
            right = right.fill_null(value=True)
        else:
            begun = pl.any_horizontal(*(pl.col(each).is_not_null() for each in rule["parts"]))
            right = ~begun | pl.col(column).is_not_null()
        yield column, rule["kind"], lambda plan, e=right: plan.col_vals_expr(expr=e)


def _figures(table: Table, figures: Mapping[str, Any]) -> Iterator[Step]:
    if table.code != "results" or not {"measure_code", "value"} <= set(table.columns):
        return
    present = {row["measure_code"] for row in table.rows}
    for code, rule in figures.items():
        if code not in present:
            continue

        def only(frame: pl.DataFrame, wanted: str = code) -> pl.DataFrame:
            return frame.filter(pl.col("measure_code") == wanted)

        if rule["type"] == "choice":
            known = [*rule["choices"], None]
            yield (
                "value",
                code,
                lambda plan, o=only, k=known: plan.col_vals_in_set(columns="value", set=k, pre=o),
            )
        elif rule["type"] == "date":
            yield (
                "value",
                code,
                lambda plan, o=only: plan.col_vals_regex(
                    columns="value", pattern=DAY, na_pass=True, pre=o
                ),
            )
            yield _last_day("value", rule["last"], only)
        else:
            pattern = WHOLE if rule["type"] == "whole" else NUMBER
            yield (
                "value",
                code,
                lambda plan, o=only, p=pattern: plan.col_vals_regex(
                    columns="value", pattern=p, na_pass=True, pre=o
                ),
            )
            number = pl.col("value").cast(pl.Float64, strict=False)
            fits = number.is_between(rule["least"], float(rule["most"]))
            yield (
                "value",
                f"{code} range",
                lambda plan, o=only, f=fits: plan.col_vals_expr(
                    expr=f.fill_null(value=True), pre=o
                ),
            )


if __name__ == "__main__":
    answer(Path(sys.argv[1]), "pointblank", pb.__version__, check)
