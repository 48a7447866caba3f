"""The same rules in frictionless: a schema and row constraints, over tables as read or raw files.

``raw``: the tool opens the workbook by itself, told the sheet and the row of the header.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import frictionless
from frictionless import Checklist, Dialect, Resource, Schema, checks, formats
from given import Failure, Table, answer, keep
from openpyxl.utils import get_column_letter

_ROW_ERRORS = {"row-constraint", "primary-key"}


def schema(rules: Mapping[str, Any], columns: list[str], *, names: str, is_raw: bool) -> Schema:
    """Return the schema of a table whose fields are called by ``names``: code or heading.

    Raw files have words where tables as read have codes.
    """
    by_code = {each["code"]: each for each in rules["columns"]}
    fields = [_field(by_code[code], names, is_raw=is_raw) for code in columns]
    unique = [_name(by_code[each], names) for each in rules["unique"] if each in columns]
    return Schema.from_descriptor({"fields": fields, **({"primaryKey": unique} if unique else {})})


def _name(rule: Mapping[str, Any], names: str) -> str:
    """Return what a column is called; our form marks the required ones with a star."""
    star = " *" if rule["required"] else ""
    return rule["code"] if names == "code" else f"{rule['label']}{star}"


def _field(rule: Mapping[str, Any], names: str, *, is_raw: bool) -> dict[str, Any]:
    limits: dict[str, Any] = {"required": True} if rule["required"] else {}
    field: dict[str, Any] = {
        "name": _name(rule, names), "constraints": limits,
        "type": "string",
    }  # fmt: skip
    if rule["code"] == "value":
        field["type"] = "any"
    elif rule["choices"]:
        limits["enum"] = list(rule["choices"].values() if is_raw else rule["choices"])
    elif rule["type"] == "count":
        field["type"] = "integer"
        limits |= {"minimum": rule["least"], "maximum": rule["most"]}
    elif rule["type"] == "date":
        field |= {"type": "date", "format": "any" if is_raw else "default"}
        limits["maximum"] = rule["last"]
    else:
        limits["maxLength"] = rule["length"]
    return field


def constraints(
    rules: Mapping[str, Any], columns: list[str], figures: Mapping[str, Any], *, is_raw: bool
) -> dict[str, str]:
    """Return the formulas that every row must satisfy, each with the column it is about."""
    yes = "Có" if is_raw else "yes"
    found: dict[str, str] = {}
    for rule in rules["rows"]:
        if not set(rule["needs"]) <= set(columns):
            continue
        missing = " or ".join(f"{each} == None" for each in rule["needs"])
        column = rule["column"]
        if rule["kind"] == "not_above":
            formula = f"{missing} or {column} <= {rule['other']}"
        elif rule["kind"] == "sum":
            formula = f"{missing} or {column} == " + " + ".join(rule["parts"])
        elif rule["kind"] == "not_after":
            order = f"{rule['first']} <= {rule['last']}"
            formula = f"{missing} or is_on_time != {yes!r} or {order}"
        elif rule["kind"] == "done":
            formula = f"is_on_time != {yes!r} or {column} != None"
        else:
            begun = " or ".join(f"{each} != None" for each in rule["parts"])
            formula = f"not ({begun}) or {column} != None"
        found[formula] = rule["column"]
    if "value" in columns and "measure_code" in columns:
        for name, rule in figures.items():
            right = _figure("value", rule, is_raw=is_raw)
            if right:
                found[f"measure_code != {name!r} or value == None or {right}"] = "value"
    return found


def _figure(value: str, rule: Mapping[str, Any], *, is_raw: bool) -> str:
    if rule["type"] == "choice":
        known = list(rule["choices"].values() if is_raw else rule["choices"])
        return f"{value} in {known!r}"
    if rule["type"] == "date":
        return f"str({value}) <= {rule['last'] + ' 24'!r} and str({value}) > '1900'"
    least = f"float({value}) >= {rule['least']}"
    most = f" and float({value}) <= {rule['most']}"
    whole = f" and int(float({value})) == float({value})" if rule["type"] == "whole" else ""
    return least + most + whole


def check(table: Table, figures: Mapping[str, Any]) -> Iterator[Failure]:
    """Yield what is said of a table that our reader gave."""
    columns = list(table.columns)
    for code in table.absent:
        yield Failure(table.code, None, code, "missing-label")
    if not table.rows:
        return
    formulas = constraints(table.rules, columns, figures, is_raw=False)
    data = [columns, *([row[code] for code in columns] for row in table.rows)]
    resource = Resource(data=data, schema=schema(table.rules, columns, names="code", is_raw=False))
    for error in _errors(resource, formulas):
        row = getattr(error, "row_number", None)
        column = _column(error, formulas, table.rules["unique"])
        yield Failure(table.code, None if row is None else row - 2, column, error.type)


def _errors(resource: Resource, formulas: Mapping[str, str], **given: Any) -> list[Any]:
    asked = [checks.row_constraint(formula=formula) for formula in formulas]
    report = resource.validate(Checklist(checks=asked, **given), limit_errors=10_000)
    return [*report.errors, *(error for task in report.tasks for error in task.errors)]


def _column(error: Any, formulas: Mapping[str, str], unique: list[str]) -> str | None:
    """Return the column of an error; of a row the one that its rule is about, kept beside it."""
    if error.type == "row-constraint":
        return next((formulas[each] for each in formulas if f'"{each}"' in error.note), None)
    return unique[0] if error.type == "primary-key" else getattr(error, "field_name", None)


def raw(folder: Path) -> None:
    """Write down what is said of the workbooks themselves."""
    given = json.loads((folder / "given.json").read_text("utf-8"))
    said = []
    for case in given["cases"]:
        rules = given["rules"][case["programme"]]
        found = []
        for code, table in rules["tables"].items():
            if code != "cover":
                found += _raw_sheet(folder / case["file"], table, rules["figures"])
        said.append(found)
    keep(folder, "frictionless raw", frictionless.__version__, said)


def _raw_sheet(
    path: Path, rules: Mapping[str, Any], figures: Mapping[str, Any]
) -> list[tuple[str, str | None, str]]:
    columns = [each["code"] for each in rules["columns"]]
    sheet = rules["sheet"]
    formulas = constraints(rules, columns, figures, is_raw=True)
    found = []
    # headings are no names of Python: what formulas ask is asked under codes, by position
    for names, given in (
        ("heading", {"skip_errors": ["row-constraint", "primary-key"]}),
        ("code", {"pick_errors": ["row-constraint", "primary-key"]}),
    ):
        dialect = Dialect(
            header_rows=[rules["header_row"]], skip_blank_rows=True,
            controls=[formats.ExcelControl(sheet=sheet)],
        )  # fmt: skip
        resource = Resource(
            name="sheet", path=path.name, basepath=str(path.parent), dialect=dialect,
            schema=schema(rules, columns, names=names, is_raw=True),
        )  # fmt: skip
        asked = formulas if names == "code" else {}
        for error in _errors(resource, asked, **given):
            found.append((sheet, _cell(error, rules, columns, formulas), error.type))
    return found


def _cell(
    error: Any, rules: Mapping[str, Any], columns: list[str], formulas: Mapping[str, str]
) -> str | None:
    row, place = getattr(error, "row_number", None), getattr(error, "field_number", None)
    if error.type in _ROW_ERRORS:
        column = _column(error, formulas, rules["unique"])
        place = None if column is None else columns.index(column) + 1
    if row is None and place is not None:
        row = rules["header_row"]
    return f"{get_column_letter(place)}{row}" if row and place else None


if __name__ == "__main__":
    where = Path(sys.argv[1])
    answer(where, "frictionless", frictionless.__version__, check)
    raw(where)
