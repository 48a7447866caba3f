"""Pandera models of the workbook's tables: what canonical text must be true, before any cast.

Frames hold text only (one String column a workbook column, blank = null), already rewritten to one
canonical form by the parser; nothing is coerced. Each check carries a stable code in ``error``;
the sentences live in ``schemas/findings``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pandera.polars as pa
import polars as pl

from schemas.findings import catalogue
from schemas.tables import TABLES, Column, ColumnType, Table
from schemas.vietnamese import tone_normalise

MAX_TEXT = 500
"""Longest text of a cell, in characters."""

MAX_DIGITS = 9
"""Most digits of a count: what the warehouse keeps exactly, and far more than any office has."""

_UNREADABLE = "cell.unreadable"

_TYPE_WORDS: Mapping[ColumnType, str] = {
    "text": f"Tối đa {MAX_TEXT} ký tự.",
    "count": f"Số nguyên từ 0, tối đa {MAX_DIGITS} chữ số.",
    "date": "Ngày/tháng/năm.",
    "yes_no": "Có hoặc Không.",
    "choice": "Chọn trong danh sách.",
}
"""What the checks below ask of a column of each type."""


def _checks(column: Column) -> list[pa.Check]:
    # what the parser could not read stays as written and fails here: the net under the parser
    if column.type == "count":
        return [
            pa.Check.str_matches(r"^[0-9]+$", error=_UNREADABLE),
            pa.Check.str_length(max_value=MAX_DIGITS, error="cell.too_big"),
        ]
    if column.type == "date":
        return [pa.Check.str_matches(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", error=_UNREADABLE)]
    if column.type == "yes_no":
        return [pa.Check.isin(["yes", "no"], error=_UNREADABLE)]
    if column.type == "choice":
        return [pa.Check.isin(list(column.choices), error=_UNREADABLE)]
    return [pa.Check.str_length(max_value=MAX_TEXT, error="cell.too_long")]


def _number(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Int64, strict=False)


def _dossiers_add_up(data: pa.PolarsData) -> pl.LazyFrame:
    """Require received dossiers to be those resolved in every way plus those pending."""
    parts = [
        "early_count",
        "on_time_count",
        "late_count",
        "pending_in_time_count",
        "pending_overdue_count",
    ]
    total = pl.sum_horizontal(*[_number(name) for name in parts], ignore_nulls=False)
    return data.lazyframe.select((_number("received_count") == total).fill_null(True))


def _on_time_has_done_date(data: pa.PolarsData) -> pl.LazyFrame:
    """Require a day of completion from a task said to be on time."""
    return data.lazyframe.select(
        (pl.col("is_on_time") != "yes").fill_null(True) | pl.col("done_date").is_not_null()
    )


def _on_time_agrees_with_dates(data: pa.PolarsData) -> pl.LazyFrame:
    """Refuse a task as on time when it was finished after its due day."""
    done, due = (
        pl.col(name).str.to_date("%Y-%m-%d", strict=False) for name in ("done_date", "due_date")
    )
    return data.lazyframe.select(((pl.col("is_on_time") != "yes") | (done <= due)).fill_null(True))


_INITIATIVE = ("initiative_title", "level", "document_number", "document_date")


def _whole_initiative(part: str) -> pa.Check:
    """Build the check that a person's initiative, once begun, has this part too."""

    def is_there(data: pa.PolarsData) -> pl.LazyFrame:
        begun = pl.any_horizontal(*[pl.col(name).is_not_null() for name in _INITIATIVE])
        return data.lazyframe.select(~begun | pl.col(part).is_not_null())

    return pa.Check(is_there, error=f"row.initiative_without_{part.rpartition('_')[2]}")


def _unique(names: tuple[str, ...]) -> pa.Check:
    """Build the check that no two rows carry the same identifying text."""

    def is_single(data: pa.PolarsData) -> pl.LazyFrame:
        plain = [
            pl.col(name).str.to_lowercase().map_elements(tone_normalise, return_dtype=pl.String)
            for name in names
        ]
        key = pl.concat_str(plain, separator="\x1f")
        return data.lazyframe.select((key.is_null() | ~key.is_duplicated()).alias("single"))

    return pa.Check(is_single, error="row.duplicate")


_ROW_CHECKS = {
    "dossiers": [pa.Check(_dossiers_add_up, error="row.dossiers_do_not_add_up")],
    "tasks": [
        pa.Check(_on_time_has_done_date, error="row.on_time_without_date"),
        pa.Check(_on_time_agrees_with_dates, error="row.on_time_after_due"),
    ],
    "individuals": [_whole_initiative(part) for part in _INITIATIVE],
}

ROW_CHECK_COLUMNS: Mapping[str, str] = {
    "row.dossiers_do_not_add_up": "received_count",
    "row.on_time_without_date": "done_date",
    "row.on_time_after_due": "is_on_time",
    "row.initiative_without_title": "initiative_title",
    "row.initiative_without_level": "level",
    "row.initiative_without_number": "document_number",
    "row.initiative_without_date": "document_date",
}
"""The column to show for a check that looks at a whole row (a duplicate: the first of its key)."""

ROW_FORMULAS: Mapping[str, str] = {
    "row.dossiers_do_not_add_up": "{received_count}<>{early_count}+{on_time_count}+{late_count}"
    "+{pending_in_time_count}+{pending_overdue_count}",
    "row.on_time_without_date": '({is_on_time}="Có")*({done_date}="")',
    "row.on_time_after_due": '({is_on_time}="Có")*ISNUMBER({done_date})*ISNUMBER({due_date})'
    "*({done_date}>{due_date})",
} | {
    code: "((" + "+".join(f'({{{name}}}<>"")' for name in _INITIATIVE) + f')>0)*({{{part}}}="")'
    for code, part in ROW_CHECK_COLUMNS.items()
    if part in _INITIATIVE
}
"""The same checks as formulas of a spreadsheet: true for a row that fails; columns in braces."""


def row_checks(table: Table) -> tuple[str, ...]:
    """Return the codes of the checks on whole rows of a table, in their order."""
    return tuple(str(check.error) for check in _ROW_CHECKS.get(table.code, ()))


def column_words(table: Table, column: Column) -> str:
    """Return everything that is checked in a column, in sentences, with an example."""
    sentences = [column.help, _TYPE_WORDS[column.type]]
    sentences.append("Bắt buộc." if column.required else "Không có thì để trống.")
    if column.code in table.unique:
        sentences.append("Không trùng giữa các dòng.")
    sentences += [
        catalogue()[code].action
        for code in row_checks(table)
        if ROW_CHECK_COLUMNS[code] == column.code
    ]
    return " ".join((*dict.fromkeys(sentences), f"Ví dụ: {column.example}"))


@cache
def frame_schema(table_code: str) -> pa.DataFrameSchema:
    """Return the model of one workbook table; raises KeyError for an unknown table."""
    table = TABLES[table_code]
    return pa.DataFrameSchema(
        {
            column.code: pa.Column(
                pl.String, checks=_checks(column), nullable=not column.required, required=True
            )
            for column in table.columns
        },
        checks=[_unique(table.unique), *_ROW_CHECKS.get(table_code, [])],
        strict=True,
        coerce=False,
        name=table_code,
    )
