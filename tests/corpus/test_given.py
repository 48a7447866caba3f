"""What other checkers are given says where every value stands, wrong ones as they were written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bench.others.give import give
from tests.corpus.books import Base, bases
from tests.corpus.run import planted
from warehouse.opening import open_warehouse


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Base:
    store = open_warehouse(tmp_path_factory.mktemp("loi") / "kho")
    return next(each for each in bases(store) if "dossiers" in each.tables)


def test_values_come_with_their_cells(base: Base, tmp_path: Path) -> None:
    names = ("text_in_number", "wrong_unit", "missing_sheet")
    cases = [case for name in names if (case := planted(name, base)) is not None]
    give(tmp_path, [base], cases)
    given = json.loads((tmp_path / "given.json").read_text("utf-8"))
    sound, number, unit, sheet = given["cases"]
    rules = given["rules"][base.programme.id]["tables"]
    for code, table in sound["tables"].items():
        assert table["columns"] == [each["code"] for each in rules[code]["columns"]]
        assert table["rows"]
    (cell,) = cases[0].truth.cells
    table = next(
        code for code, each in rules.items() if each["sheet"] == cases[0].truth.sheet
    )  # fmt: skip
    written = [
        row["values"][column]
        for row in number["tables"][table]["rows"]
        for column, place in row["cells"].items()
        if place == cell
    ]
    assert written == ["bốn mươi"]
    assert unit["tables"]["cover"]["rows"][0]["values"]["unit_code"] == base.other_unit
    assert None in sheet["tables"].values()
