"""The same rules in Great Expectations: a suite a table, validated with complete results."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

os.environ["GX_ANALYTICS_ENABLED"] = "false"

import great_expectations as gx
import pandas as pd
from given import COUNT, DAY, NUMBER, WHOLE, Failure, Table, answer
from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

Asked = tuple[str, Any]
"""The column that an expectation is about, and the expectation."""

ROW = "place"
_EPOCH = pd.Timestamp("1970-01-01")
_CONTEXT = gx.get_context(mode="ephemeral")
_CONTEXT.variables.progress_bars = {"globally": False, "metric_calculations": False}
_BATCHES = (
    _CONTEXT.data_sources.add_pandas("tables")
    .add_dataframe_asset("table")
    .add_batch_definition_whole_dataframe("whole")
)


def _number(day: str) -> float:
    """Return a day as a number: ranges take no days beside days that are missing."""
    return float((pd.Timestamp(day) - _EPOCH).days)


def check(table: Table, figures: Mapping[str, Any]) -> Iterator[Failure]:
    """Yield what a suite finds in a table."""
    for code in table.absent:
        yield Failure(table.code, None, code, "expect_column_to_exist")
    if not table.rows:
        return
    asked = [*_columns(table), *_between(table), *_figures(table, figures)]
    suite = gx.ExpectationSuite(name="rules", expectations=[each for _, each in asked])
    batch = _BATCHES.get_batch(batch_parameters={"dataframe": _frame(table)})
    wanted = {"result_format": "COMPLETE", "unexpected_index_column_names": [ROW]}
    found = batch.validate(suite, result_format=wanted)
    for (column, each), result in zip(asked, found.results, strict=True):
        # a fault of ours in putting the rule, never of the file
        if "traceback" in str(result.exception_info).casefold() and not result.result:
            raise RuntimeError(str(result.exception_info))
        for place in result.result.get("unexpected_index_list") or ():
            yield Failure(table.code, place[ROW], column, type(each).__name__)


def _frame(table: Table) -> pd.DataFrame:
    frame = pd.DataFrame(
        [[row[code] for code in table.columns] for row in table.rows],
        columns=list(table.columns), dtype=object,
    )  # fmt: skip
    for each in table.checked():
        if each["type"] == "count" or each["code"] == "value":
            frame[f"{each['code']}#"] = pd.to_numeric(frame[each["code"]], errors="coerce")
        if each["type"] == "date" or each["code"] == "value":
            days = pd.to_datetime(frame[each["code"]], format="%Y-%m-%d", errors="coerce")
            frame[f"{each['code']}@"] = (days - _EPOCH).dt.days.astype(float)
    for rule in table.row_rules():
        # sums of a row are only compared with a constant: the difference is put beside them
        if rule["kind"] == "sum":
            parts = frame[[f"{each}#" for each in rule["parts"]]].sum(axis=1, skipna=False)
            frame["difference#"] = frame[f"{rule['column']}#"] - parts
    frame.insert(0, ROW, range(len(frame)))
    return frame


def _columns(table: Table) -> Iterator[Asked]:
    for rule in table.checked():
        code = rule["code"]
        if rule["required"]:
            yield code, gxe.ExpectColumnValuesToNotBeNull(column=code)
        if rule["choices"]:
            yield (
                code,
                gxe.ExpectColumnValuesToBeInSet(column=code, value_set=list(rule["choices"])),
            )
        elif rule["type"] in ("count", "date"):
            pattern = COUNT if rule["type"] == "count" else DAY
            yield code, gxe.ExpectColumnValuesToMatchRegex(column=code, regex=pattern)
            if rule["type"] == "date":
                yield (
                    code,
                    gxe.ExpectColumnValuesToBeBetween(
                        column=f"{code}@", max_value=_number(rule["last"])
                    ),
                )
        elif code != "value":
            yield (
                code,
                gxe.ExpectColumnValueLengthsToBeBetween(column=code, max_value=rule["length"]),
            )
    unique = table.rules["unique"]
    if unique and set(unique) <= set(table.columns):
        if len(unique) == 1:
            yield unique[0], gxe.ExpectColumnValuesToBeUnique(column=unique[0])
        else:
            yield unique[0], gxe.ExpectCompoundColumnsToBeUnique(column_list=unique)


def _between(table: Table) -> Iterator[Asked]:
    for rule in table.row_rules():
        column = rule["column"]
        if rule["kind"] == "not_above":
            yield column, gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A=f"{rule['other']}#", column_B=f"{column}#", or_equal=True,
                ignore_row_if="either_value_is_missing",
            )  # fmt: skip
        elif rule["kind"] == "sum":
            yield column, gxe.ExpectColumnValuesToBeInSet(column="difference#", value_set=[0])
        elif rule["kind"] == "not_after":
            yield column, gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A=f"{rule['last']}@", column_B=f"{rule['first']}@", or_equal=True,
                ignore_row_if="either_value_is_missing",
                row_condition=Column("is_on_time") == "yes",
            )  # fmt: skip
        elif rule["kind"] == "done":
            yield (
                column,
                gxe.ExpectColumnValuesToNotBeNull(
                    column=column, row_condition=Column("is_on_time") == "yes"
                ),
            )
        else:
            for other in set(rule["parts"]) - {column}:
                yield (
                    column,
                    gxe.ExpectColumnValuesToNotBeNull(
                        column=column, row_condition=Column(other).is_not_null()
                    ),
                )


def _figures(table: Table, figures: Mapping[str, Any]) -> Iterator[Asked]:
    if table.code != "results" or not {"measure_code", "value"} <= set(table.columns):
        return
    for code, rule in figures.items():
        only = {"column": "value", "row_condition": Column("measure_code") == code}
        if rule["type"] == "choice":
            yield "value", gxe.ExpectColumnValuesToBeInSet(value_set=list(rule["choices"]), **only)
            continue
        pattern = {"date": DAY, "whole": WHOLE, "number": NUMBER}[rule["type"]]
        yield "value", gxe.ExpectColumnValuesToMatchRegex(regex=pattern, **only)
        if rule["type"] == "date":
            # texts have no range: the days and numbers stand beside them
            yield "value", gxe.ExpectColumnValuesToBeBetween(
                column="value@", max_value=_number(rule["last"]),
                row_condition=Column("measure_code") == code,
            )  # fmt: skip
        else:
            yield "value", gxe.ExpectColumnValuesToBeBetween(
                min_value=float(rule["least"]), max_value=float(rule["most"]),
                column="value#", row_condition=Column("measure_code") == code,
            )  # fmt: skip


if __name__ == "__main__":
    answer(Path(sys.argv[1]), "great_expectations", gx.__version__, check)
