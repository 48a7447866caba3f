"""What the other checkers are given, as plain data: rules and cases. Knows nothing of the product.

It is read in a Python of its own, where only the other checkers are installed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COUNT, DAY = r"^[0-9]{1,9}$", r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
NUMBER, WHOLE = r"^[0-9]+(\.[0-9]+)?$", r"^[0-9]+$"

Row = Mapping[str, str | None]


@dataclass(frozen=True)
class Failure:
    """Something a checker says: table, row (by its place) and column where it names them."""

    table: str
    row: int | None
    column: str | None
    words: str


@dataclass(frozen=True)
class Table:
    """A table of one file as our reader gives it; ``columns`` are those whose heading was found."""

    code: str
    rules: Mapping[str, Any]
    columns: Sequence[str]
    rows: Sequence[Row]

    @property
    def absent(self) -> list[str]:
        return [each["code"] for each in self.rules["columns"] if each["code"] not in self.columns]

    def checked(self) -> Iterable[Mapping[str, Any]]:
        """The rules of the columns that are there."""
        return (each for each in self.rules["columns"] if each["code"] in self.columns)

    def row_rules(self) -> Iterable[Mapping[str, Any]]:
        """The rules between columns that are all there."""
        return (each for each in self.rules["rows"] if set(each["needs"]) <= set(self.columns))


Checker = Callable[[Table, Mapping[str, Any]], Iterable[Failure]]
"""Checks one table; the second argument are the rules of single figures, by their code."""


def answer(folder: Path, name: str, version: str, check: Checker) -> None:
    """Check every case of a folder table by table and write down what was said."""
    given = json.loads((folder / "given.json").read_text("utf-8"))
    said = [
        [each for code, found in case["tables"].items()
         for each in _told(given["rules"][case["programme"]], code, found, check)]
        for case in given["cases"]
    ]  # fmt: skip
    keep(folder, name, version, said)


def _told(
    rules: Mapping[str, Any], code: str, found: Mapping[str, Any] | None, check: Checker
) -> list[tuple[str, str | None, str]]:
    sheet = rules["tables"][code]["sheet"]
    if found is None:
        return [(sheet, None, "no such table")]
    table = Table(
        code, rules["tables"][code], found["columns"], [each["values"] for each in found["rows"]]
    )
    said = []
    for each in check(table, rules["figures"]):
        place = None
        if each.row is not None and each.column is not None:
            place = found["rows"][each.row]["cells"][each.column]
        said.append((sheet, place, each.words))
    return said


def keep(folder: Path, name: str, version: str, said: Sequence[Any]) -> None:
    """Write down what a checker said of every case: sheet, cell or nothing, words."""
    text = json.dumps({"name": f"{name} {version}", "said": said}, ensure_ascii=False)
    (folder / f"{name.replace(' ', '_')}.json").write_text(text, "utf-8")
