"""``python -m tests.bench.others --python P``: the planted faults through three other checkers.

``P`` is the Python in which they are installed (``make bench-others`` makes it). Prints, class by
class of faults, what each found, named to the cell, and told once; ours beside them.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.bench.others.give import give
from tests.corpus.books import bases
from tests.corpus.run import Case, cases, score
from warehouse.opening import open_warehouse

HERE = Path(__file__).parent
TOOLS = ("with_frictionless.py", "with_pointblank.py", "with_great_expectations.py")
ANSWERS = ("frictionless_raw", "frictionless", "pointblank", "great_expectations")
GROUPS: Mapping[str, tuple[str, ...]] = {
    "file and identity": ("old_form", "wrong_unit", "wrong_period"),
    "sheets and headings": (
        "merged_cells", "missing_header", "renamed_header", "duplicated_header",
        "wrong_sheet_name", "missing_sheet",
    ),
    "rows and between cells": (
        "duplicate_key", "measure_code_twice", "sum_does_not_add_up", "part_above_whole",
        "on_time_after_due", "initiative_without_number",
    ),
    "single cells": (),
}  # fmt: skip
"""Classes of faults by what they are about; all others are about single cells."""

Said = Sequence[tuple[str, str | None, str]]


def group_of(name: str) -> str:
    return next((group for group, names in GROUPS.items() if name in names), "single cells")


def judged(case: Case, said: Said) -> tuple[bool, bool, bool]:
    """Whether anything was said, whether at the true place, and whether only once."""
    truth = case.truth
    exact = any(
        sheet == truth.sheet and (not truth.cells or cell in truth.cells) for sheet, cell, _ in said
    )
    return bool(said), exact, len(said) == 1


def main(arguments: Sequence[str]) -> int:
    """Run the tools and print the table."""
    parser = argparse.ArgumentParser(prog="tests.bench.others")
    parser.add_argument("--python", type=Path, required=True)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="canh-") as name:
        folder = Path(name)
        store = open_warehouse(folder / "kho")
        known = bases(store)
        # what is only noted was understood by our reader: nothing is left to find
        planted = [each for each in cases(known) if not each.truth.is_note]
        give(folder, known, planted)
        ours = [score(store, each) for each in planted]
        store.close()
        for tool in TOOLS:
            subprocess.run([options.python, HERE / tool, folder], check=True)
        answers = [json.loads((folder / f"{each}.json").read_text("utf-8")) for each in ANSWERS]
    table: dict[str, list[tuple[str, tuple[bool, bool, bool]]]] = {
        "ours": [(each.case.name, (each.is_found, each.is_exact, each.is_single)) for each in ours]
    }
    for code, answer in zip(ANSWERS, answers, strict=True):
        sound, said = answer["said"][: len(known)], answer["said"][len(known) :]
        words = f"{answer['name']}{', raw file' if code.endswith('raw') else ', table as read'}"
        alarms = sum(map(len, sound))
        print(f"{words}: {alarms} false alarms on {len(sound)} sound files")
        table[words] = [
            (case.name, judged(case, each)) for case, each in zip(planted, said, strict=True)
        ]
        if options.verbose:
            _explain(planted, said, sound)
    print("\n".join(lines(table)))
    return 0


def _explain(planted: Sequence[Case], said: Sequence[Said], sound: Sequence[Any]) -> None:
    for each in sound:
        print("   sound:", each[:6])
    for case, told in zip(planted, said, strict=True):
        if judged(case, told) != (True, True, True):
            print(f"   {case.name} / {case.base.programme.id}: {case.truth.sheet} "
                  f"{sorted(case.truth.cells)}: {told[:6]}")  # fmt: skip


def lines(table: Mapping[str, list[tuple[str, tuple[bool, bool, bool]]]]) -> list[str]:
    """Return a table: found, at the true cell, told once; by group of faults and in all."""
    groups = [*GROUPS, "all"]
    sizes = {
        group: sum(group in (group_of(name), "all") for name, _ in table["ours"])
        for group in groups
    }
    head = " | ".join(f"{group} ({sizes[group]})" for group in groups)
    made = [f"| found / exact cell / told once | {head} |", "| --- |" + " --- |" * len(groups)]
    for tool, results in table.items():
        cells = []
        for group in groups:
            of_group = [each for name, each in results if group in (group_of(name), "all")]
            sums = (sum(each[place] for each in of_group) for place in range(3))
            cells.append(" / ".join(map(str, sums)))
        made.append(f"| {tool} | {' | '.join(cells)} |")
    return made


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
