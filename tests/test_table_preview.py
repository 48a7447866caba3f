"""What a result table seems to hold before it is checked: header, columns, suggestions."""

from __future__ import annotations

import pytest

from etl.result_kinds import result_kinds
from etl.table import submit_table
from etl.table_preview import preview_table
from schemas.findings import Refusal
from schemas.roles import Actor
from tests.door_kit import FIRST, SECOND, SET, YEAR, sheet
from warehouse.store import Store

NAMES = ("Phường Ninh Hiệp", "Xã Ninh Sơn")


def look(store: Store, *rows, layer="self"):
    return preview_table(store, sheet(*rows), "bảng.csv", SET, YEAR, layer)


def suggested(store: Store, *rows, **given) -> dict[str, str | None]:
    return {each.heading: each.suggestion for each in look(store, *rows, **given).unknown}


def test_the_header_and_every_column_are_told(scored: Store) -> None:
    found = look(
        scored, ["BẢNG ĐIỂM", "năm 2022"], ["Mã đơn vị", "A1", "Điểm tiêu chí a2", "Ghi chú"],
        [FIRST, "7,5", "12", ""], [SECOND, "8", "13", "x"],
    )  # fmt: skip
    assert (found.header_row, found.row_count) == (2, 2)
    told = [(each.letters, each.code, each.samples) for each in found.columns]
    assert told == [
        ("A", "unit_code", (FIRST, SECOND)), ("B", "A1", ("7,5", "8")), ("C", None, ("12", "13")),
        ("D", None, ("x",)),
    ]  # fmt: skip
    assert [each.suggestion for each in found.unknown] == ["A2", None]
    assert "A1" not in found.choices, "what a column means already is not offered again"
    assert "person_code" not in found.choices, "the set knows no persons"


def test_a_header_without_any_known_heading_is_found_by_its_words(scored: Store) -> None:
    found = look(scored, ["Phường xã", "Cột một"], [NAMES[0], "7,5"], [NAMES[1], "8"])
    assert found.header_row == 1
    assert [each.suggestion for each in found.columns] == ["unit_name", None]


@pytest.mark.parametrize(("values", "wanted"), [
    (NAMES, "unit_name"),
    ((FIRST, SECOND), "unit_code"),
    ((NAMES[0], "Xã Không Có"), None),
    (("19", "22"), None),
])  # fmt: skip
def test_values_that_all_name_units_suggest_the_unit(scored: Store, values, wanted) -> None:
    rows = [[value, "7"] for value in values]
    assert suggested(scored, ["Nơi nộp", "A1"], *rows)["Nơi nộp"] == wanted


def test_one_meaning_is_suggested_for_one_column_only(scored: Store) -> None:
    found = suggested(
        scored, ["Mã đơn vị", "Điểm tiêu chí A1", "Tiêu chí A1 (%)"], [FIRST, "1", "2"]
    )
    assert sorted(filter(None, found.values())).count("A1") == 1
    assert "A1" in found.values()


def test_reasons_are_offered_only_where_somebody_appraises(scored: Store) -> None:
    rows = (["Mã đơn vị", "A1", "x"], [FIRST, "7", "1"])
    assert "A1.ly_do" not in look(scored, *rows, layer="published").choices
    assert "A1.ly_do" in look(scored, *rows, layer="appraised").choices


def test_a_remembered_meaning_is_told_with_its_person_and_nothing_is_written(scored: Store) -> None:
    rows = (["Mã đơn vị", "Cột lạ"], [FIRST, "7"])
    given = {"Cột lạ": "A1"}
    assert submit_table(
        scored, sheet(*rows), "b.csv", actor="Lan", dataset_id=SET, period_id=YEAR, layer="self",
        given=given,
    ).accepted  # fmt: skip
    before = scored.revision()
    column = look(scored, *rows).columns[1]
    assert (column.meaning, column.declared and column.declared.actor) == ("Tiêu chí A1", "Lan")
    assert scored.revision() == before


def test_a_sheet_without_words_has_no_header(scored: Store) -> None:
    with pytest.raises(Refusal) as refused:
        look(scored, ["1", "2"], ["3", "4"])
    assert refused.value.findings[0].code == "table.no_header"


def test_nobody_is_offered_points_that_they_may_not_bring(store: Store) -> None:
    def layers(role: str) -> tuple[str, ...]:
        return result_kinds(store, "qd_766", Actor("Lan", role))[0].layers

    assert layers("coordinator") == ("self", "published")
    assert layers("operator") == ("self", "appraised", "explained", "published")
