"""Every finding about a workbook, provoked by a real file: code, sheet, cell and words."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from etl.submit import submit_workbook
from schemas.findings import Finding, catalogue
from schemas.frames import frame_schema
from schemas.tables import TABLES
from tests.conftest import state_of
from tests.fill import Form, empty_form, good_form
from warehouse.store import Store

GOLDEN = Path(__file__).parent / "golden"
WORKBOOKS = tomllib.loads((GOLDEN / "refused_workbooks.toml").read_text("utf-8"))["case"]


def wrong(form: Form, case: dict[str, Any]) -> Form:
    """Do to a good workbook what the case says."""
    for place, value in case.get("put", {}).items():
        sheet, cell = place.split("!")
        if isinstance(value, str) and value.startswith("*"):
            value = "x" * int(value[1:])
        form.put(sheet, cell, None if value == "" else value)
        if isinstance(value, dt.date):
            form.book[sheet][cell].number_format = "dd/mm/yyyy"
    for place in case.get("merge", ()):
        sheet, area = place.split("!")
        form.book[sheet].merge_cells(area)
    for old, new in case.get("rename", {}).items():
        form.book[old].title = new
    for sheet in case.get("remove", ()):
        del form.book[sheet]
    return form


def check_words(found: Finding) -> None:
    """A sentence is whole: no placeholder left, nothing absent written out, both parts there."""
    for text in (found.message, found.action):
        assert text.endswith((".", ")"))
        assert not re.search(r"[{}]|None|  ", text), text
    assert found.severity == "must_fix"


@pytest.mark.parametrize("case", WORKBOOKS, ids=lambda case: case["name"])
def test_refused_workbook(store: Store, case: dict[str, Any]) -> None:
    before = state_of(store.data_dir)
    data = wrong(good_form(store), case).bytes()
    outcome = submit_workbook(store, data, "bảng nộp.xlsx", actor="văn thư")
    assert not outcome.accepted
    expected = case["expect"]
    found = [[each.code, each.sheet or "", each.cell or ""] for each in outcome.findings]
    assert found == [each[:3] for each in expected]
    for each, (*_, words) in zip(outcome.findings, expected, strict=True):
        assert words in each.message + each.action
        check_words(each)
    cells = [(each.sheet, each.cell) for each in outcome.findings if each.cell]
    assert len(cells) == len(set(cells)), "one root cause a cell"
    assert state_of(store.data_dir) == before
    assert not (store.data_dir / "tep").exists()
    (kept,) = (path for path in store.data_dir.glob("tep_bi_tra_lai/*/*") if not path.suffix)
    assert kept.read_bytes() == data


def test_nothing_filled(store: Store) -> None:
    outcome = submit_workbook(store, empty_form(store).bytes(), "trống.xlsx", actor="văn thư")
    (found,) = outcome.findings
    assert found.code == "form.nothing_filled"
    assert "“trống.xlsx”" in found.message
    check_words(found)


@pytest.mark.parametrize(
    ("options", "code", "cell", "words"),
    [
        ({"programme_id": "hon_quan_2024"}, "wrong_programme", "B6", "“hon_quan_2024”"),
        ({"unit_code": "22531"}, "wrong_unit", "B7", "của đơn vị “Phường Ninh Hiệp”"),
        ({"period_id": "2022-H1"}, "wrong_period", "B8", "nhưng đang nộp cho kỳ “2022-H1”"),
    ],
)
def test_workbook_of_somebody_else(
    store: Store, options: dict[str, str], code: str, cell: str, words: str
) -> None:
    before = state_of(store.data_dir)
    data = good_form(store).bytes()
    outcome = submit_workbook(store, data, "f.xlsx", actor="văn thư", **options)  # type: ignore[arg-type]
    (found,) = outcome.findings
    assert (found.code, found.sheet, found.cell) == (f"identity.{code}", "Bìa", cell)
    assert words in found.message
    check_words(found)
    assert state_of(store.data_dir) == before


def test_wrong_unit_and_wrong_period_are_both_said(store: Store) -> None:
    outcome = submit_workbook(
        store, good_form(store).bytes(), "f.xlsx", actor="văn thư", unit_code="22531",
        period_id="2022-Y",
    )  # fmt: skip
    assert [found.cell for found in outcome.findings] == ["B7", "B8"]


def test_every_finding_of_a_workbook_has_a_case() -> None:
    """The catalogue and the cases above agree, so that no sentence goes untried."""
    tried = {each[0] for case in WORKBOOKS for each in case["expect"]}
    tried |= {"form.nothing_filled", "cell.unreadable"}
    tried |= {f"identity.wrong_{what}" for what in ("programme", "unit", "period")}
    # the command line, result tables, base years and the sheet of persons have tests of their own
    elsewhere = {
        "identity.unknown_group", "identity.unknown_criterion", "identity.no_awards",
        "identity.unknown_year", "identity.base_period", "identity.unused_set",
        "identity.no_criteria_set", "identity.nothing_counts", "identity.not_a_leaf",
        "row.initiative_without_title",
        "row.initiative_without_level", "row.initiative_without_number",
        "row.initiative_without_date", "form.sample",
    }  # fmt: skip
    stems = ("form", "cell", "row", "identity", "value")
    known = {code for code in catalogue() if code.split(".")[0] in stems}
    # a blank cell is told as cell.required; value.missing belongs to the parser alone
    assert known - elsewhere - {"value.missing"} == tried


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.code)
def test_what_no_parser_rewrote_cannot_pass_the_models(table: Any) -> None:
    """The net under the parser: a text left as written fails the model of its column."""
    import pandera.errors
    import polars as pl

    typed = [column for column in table.columns if column.type != "text"]
    frame = pl.DataFrame(
        {column.code: ["98 %"] for column in table.columns},
        schema={column.code: pl.String for column in table.columns},
    )
    if not typed:
        frame_schema(table.code).validate(frame, lazy=True)
        return
    with pytest.raises(pandera.errors.SchemaErrors) as caught:
        frame_schema(table.code).validate(frame, lazy=True)
    cases = caught.value.failure_cases.filter(pl.col("check") == "cell.unreadable")
    assert set(cases["column"]) == {column.code for column in typed}
    assert "cell.unreadable" in catalogue()
