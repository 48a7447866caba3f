"""Result tables: any layout, any way to name a unit, exact figures, refused as a whole."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from etl.submit import Outcome
from etl.table import submit_table
from schemas.findings import catalogue
from schemas.register import load_register
from tests.conftest import Command, state_of
from tests.result_tables import PARTS, Row, comma, cp1258, csv_text, published, saved, xlsx
from tests.test_check import GOLDEN, check_words
from warehouse import readers
from warehouse.store import Store

SET, MONTH = "qd_766", "2025-10"
CASES = tomllib.loads((GOLDEN / "refused_tables.toml").read_text("utf-8"))["case"]
# tried by test_table_layers, test_table_persons and test_table_mapping
ELSEWHERE = re.compile("map|computed_|layer_|reason_|rule_|too_long|mixed_|no_person|.*_person$")

HEADER: Row = ("Mã đơn vị", "Tên đơn vị", *PARTS, "TONG_SCORE", "ROW_STT")


def rows_of(store: Store, codes: Sequence[str]) -> list[Row]:
    """Return the rows of some communes, numbers as numbers."""
    names = dict(readers.units(store, SET).select("unit_code", "unit_name").iter_rows())
    by_code = {row["unit_code"]: row for row in published() if row["group"] == "commune"}
    return [
        (
            code, names[code], *(float(by_code[code][part]) for part in PARTS),
            float(by_code[code]["published_total"]), int(by_code[code]["published_order"]),
        )
        for code in codes
    ]  # fmt: skip


def load(
    store: Store, data: bytes, name: str, dataset: str = SET, period: str = MONTH, **options: bool
) -> Outcome:
    return submit_table(
        store, data, name, actor="điều phối", dataset_id=dataset, period_id=period, **options
    )


def scores(store: Store) -> dict[str, Decimal]:
    return dict(readers.leaderboard(store, SET, MONTH).select("unit_code", "score").iter_rows())


def some(store: Store) -> list[Row]:
    communes = [row["unit_code"] for row in published() if row["group"] == "commune"]
    return [HEADER, *rows_of(store, communes[:3])]


EXPECTED = {row["unit_code"]: Decimal(row["published_total"]) for row in published()[:3]}

WRITTEN = {
    "decimal comma": ("a.csv", lambda rows: csv_text(rows, ";", comma).encode()),
    "decimal point": ("a.csv", lambda rows: csv_text(rows, ",").encode()),
    "with a mark": ("a.csv", lambda rows: b"\xef\xbb\xbf" + csv_text(rows, ";", comma).encode()),
    "utf-16": ("a.csv", lambda rows: csv_text(rows, "\t", comma).encode("utf-16")),
    "windows-1258": ("a.csv", lambda rows: cp1258(csv_text(rows, ";", comma))),
    "xlsx": ("a.xlsx", lambda rows: saved(xlsx(rows))),
    "xlsx of texts": (
        "a.xlsx",
        lambda rows: saved(xlsx([[comma(value) for value in row] for row in rows])),
    ),
    "title above": (
        "a.xlsx",
        lambda rows: saved(xlsx([["BẢNG ĐIỂM THÁNG 10/2025"], [], ["Nguồn: Cổng"], *rows])),
    ),
}


@pytest.mark.parametrize("way", WRITTEN)
def test_the_same_figures_however_they_are_written(store: Store, way: str) -> None:
    name, write = WRITTEN[way]
    outcome = load(store, write(some(store)), name)
    assert outcome.accepted, outcome.findings
    assert outcome.read_summary == "Đã đọc 3 đơn vị, 8 cột."
    assert scores(store) == EXPECTED
    assert outcome.receipt is not None
    assert outcome.receipt.unit_code is None
    assert outcome.receipt.due_on is None


def test_columns_in_any_order_by_code_name_or_alias(store: Store) -> None:
    rows = [list(row) for row in some(store)]
    rows[0][2:8] = [
        "Công khai minh bạch", "tdgq", "  SỐ HOÁ  HỒ SƠ ", "DVCTT",
        unicodedata.normalize("NFD", "Thanh toán trực tuyến"), "Mức độ hài lòng *",
    ]  # fmt: skip
    order = [8, 5, 1, 2, 9, 7, 3, 0, 4, 6]
    mixed = [[row[place] for place in order] for row in rows]
    outcome = load(store, saved(xlsx(mixed)), "a.xlsx")
    assert outcome.accepted, outcome.findings
    assert scores(store) == EXPECTED
    found = readers.sources(store, SET, MONTH, "30292", "MDHL").to_dicts()
    assert [(row["sheet"], row["cell"], row["text"]) for row in found] == [("Sheet", "F2", "18")]


def test_units_by_any_code_or_name(store: Store) -> None:
    """The statistical code, the portal's, our own of a body; the portal's way to write a name."""
    listed = {row["unit_code"]: row for row in published()}
    named = {
        "30292": "H01.102", "30301": "UBND phường Mỹ Thới - tỉnh An Giang",
        "AG-SNV": "AG-SNV", "AG-STC": "H01.02",
        "AG-SCT": unicodedata.normalize("NFD", "Sở Công Thương - tỉnh An Giang"),
        "01": "UBND thành phố Hà Nội", "91": "H01",
    }  # fmt: skip
    rows: list[Row] = [("Đơn vị", *PARTS)]
    rows += [(text, *(float(listed[code][part]) for part in PARTS)) for code, text in named.items()]
    outcome = load(store, saved(xlsx(rows)), "a.xlsx")
    assert outcome.accepted, outcome.findings
    assert scores(store) == {code: Decimal(listed[code]["published_total"]) for code in named}


def portal_export(store: Store, group: str) -> list[list[Any]]:
    """Return a list as the portal exports it, with its own names, codes and column order."""
    portal = {code.unit_id: code.code for code in load_register().codes if code.system == "portal"}
    data = Path(__file__).parent / "data" / "portal_names_2025_10.toml"
    written = tomllib.loads(data.read_text("utf-8"))["communes"]
    ids = {
        (row["group_code"], row["unit_code"]): (row["unit_id"], row["unit_name"])
        for row in readers.units(store, SET).iter_rows(named=True)
    }
    table: list[list[Any]] = [
        ["ID", "TEN", "TEN_COQUAN", "MA_COQUAN", "LOAI_COQUAN", "CAPDONVIID", "ID_COQUAN", "TDGQ",
         "MDHL", "MDSH", "TTTT", "CLGQ", "CKMB", "TONG_SCORE", "ROW_STT"]
    ]  # fmt: skip
    order = sorted(
        (row for row in published() if row["group"] == group),
        key=lambda row: int(row["published_order"]),
    )
    for number, row in enumerate(order, start=400_000):
        unit_id, name = ids[group, row["unit_code"]]
        code = portal[unit_id]
        shown = f"UBND {written[code]}" if group == "commune" else name
        shown += " - tỉnh An Giang"
        table.append(
            [number, shown, shown, code, 3, 2, number,
             *(row[part] for part in ("TDGQ", "MDHL", "MDSH", "TTTT", "CLGQ", "CKMB")),
             row["published_total"], row["published_order"]]
        )  # fmt: skip
    return table


@pytest.mark.parametrize(
    ("group", "count", "first_note"),
    [
        ("commune", 102, "Ô H2: đã hiểu “19.81” là 19,81."),
        ("department", 15, "Ô J2: đã hiểu “17.75” là 17,75."),
    ],
)
def test_the_portal_export_as_it_comes(
    store: Store, group: str, count: int, first_note: str
) -> None:
    table = portal_export(store, group)
    outcome = load(store, csv_text(table, ",").encode(), "766_angiang.csv")
    assert outcome.accepted, outcome.findings
    assert outcome.read_summary == f"Đã đọc {count} đơn vị, 8 cột."
    assert outcome.notes[:2] == (
        "Không dùng các cột: “ID”, “LOAI_COQUAN”, “CAPDONVIID”, “ID_COQUAN”.",
        first_note,
    )
    assert len(outcome.notes) == 13
    assert re.fullmatch(r"Còn \d+ ghi chú tương tự\.", outcome.notes[-1])
    board = readers.leaderboard(store, SET, MONTH, group)
    assert board.height == count
    wanted = [Decimal(row[13]) for row in table[1:]]
    assert board["score"].to_list() == wanted


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_refused_table(store: Store, case: dict[str, Any]) -> None:
    before = state_of(store.data_dir)
    book = xlsx(some(store)[: 1 + case.get("rows", 3)])
    for cell, value in case.get("put", {}).items():
        book.active[cell].value = None if value == "" else value
    outcome = load(store, saved(book), "kết quả.xlsx")
    assert not outcome.accepted
    found = [[each.code, each.cell or ""] for each in outcome.findings]
    assert found == [each[:2] for each in case["expect"]]
    for each, (_, cell, words) in zip(outcome.findings, case["expect"], strict=True):
        assert words in each.message
        assert each.sheet == ("Sheet" if cell else each.sheet)
        check_words(each)
    assert state_of(store.data_dir) == before
    assert not (store.data_dir / "tep").exists()
    assert len(list(store.data_dir.glob("tep_bi_tra_lai/*/*.json"))) == 1


def test_every_finding_of_a_table_has_a_case() -> None:
    tried = {each[0] for case in CASES for each in case["expect"]}
    known = {code for code in catalogue() if code.split(".")[0] in ("table", "unit")}
    # no programme has two units of one name (see test_matcher)
    rest = {code for code in known - tried if not ELSEWHERE.match(code.removeprefix("table."))}
    assert rest == {"unit.ambiguous"}


def test_dry_run_of_a_table_writes_nothing(store: Store) -> None:
    before = state_of(store.data_dir)
    outcome = load(store, saved(xlsx(some(store))), "a.xlsx", dry_run=True)
    assert (outcome.accepted, outcome.is_dry_run, outcome.findings) == (False, True, ())
    assert state_of(store.data_dir) == before


def test_blank_is_missing_and_never_nought(store: Store) -> None:
    book = xlsx(some(store))
    book.active["E2"].value = None
    book.active["I2"].value = None
    book.active["E3"].value = 0
    book.active["I3"].value = None
    outcome = load(store, saved(book), "a.xlsx")
    assert outcome.accepted, outcome.findings
    excluded = readers.excluded(store, SET, MONTH, "commune")
    reasons = dict(excluded.select("unit_code", "reason_code").iter_rows())
    assert reasons["30292"] == "incomplete"
    assert "30301" not in reasons
    assert scores(store)["30301"] == EXPECTED["30301"] - Decimal("20.13")
    state = {
        row["criterion_code"]: row["state"]
        for row in readers.unit_verdicts(store, SET, MONTH, "30292").to_dicts()
    }
    assert state["MDSH"] == "pending"
    assert state["CKMB"] == "met"
    # a unit of the programme that no table names has no result at all
    assert reasons["30313"] == "no_result"


def test_a_later_partial_table_overrides_only_its_own(store: Store) -> None:
    first = some(store)
    assert load(store, saved(xlsx(first)), "a.xlsx").accepted
    code = first[1][0]
    later: list[Row] = [("Mã đơn vị", *PARTS), (code, None, 20, None, None, None, None)]
    outcome = load(store, saved(xlsx(later)), "b.xlsx")
    assert outcome.accepted, outcome.findings
    listed = {row["unit_code"]: row for row in published()}
    raised = EXPECTED[code] - Decimal(listed[code]["TDGQ"]) + 20
    assert scores(store) == EXPECTED | {code: raised}
    (changed,) = readers.sources(store, SET, MONTH, code, "TDGQ").to_dicts()
    assert (changed["file_name"], changed["cell"]) == ("b.xlsx", "C2")
    (kept,) = readers.sources(store, SET, MONTH, code, "MDSH").to_dicts()
    assert (kept["file_name"], kept["cell"]) == ("a.xlsx", "E2")


def test_command_table(thidua: Command, store: Store, tmp_path: Path) -> None:
    target = tmp_path / "766.csv"
    target.write_text(csv_text(some(store), ";", comma), "utf-8")
    ran = thidua(
        "table", target, "--criteria-set", SET, "--period", MONTH, "--json", data=store.data_dir
    )
    assert ran.code == 0
    assert ran.document["accepted"]
    assert ran.document["receipt"]["unit"] is None
    why = thidua("why", SET, "30292", "DVTT", "--period", MONTH, "--json", data=store.data_dir)
    assert why.document["value"] == "16,7 điểm"
    assert [(each["sheet"], each["cell"]) for each in why.document["inputs"]] == [
        ("CSV", "F2"),
        ("CSV", "G2"),
    ]
    assert thidua(
        "table", target, "--criteria-set", "sipas", "--period", MONTH, "--json",
        data=store.data_dir,
    ).codes == ["identity.unknown_programme"]  # fmt: skip
    assert thidua(
        "table", target, "--criteria-set", SET, "--period", "2025-13", "--json",
        data=store.data_dir,
    ).codes == ["identity.unknown_period"]  # fmt: skip


def test_not_applicable_leaves_the_maximum(store: Store) -> None:
    """The coordinator says that a criterion does not apply to a unit; nothing becomes nought."""
    book = xlsx(some(store)[:3])
    head = {cell.value: cell.column_letter for cell in book.active[1]}
    sheet = book.active
    unit = str(sheet[f"{head['Mã đơn vị']}2"].value)
    total = Decimal(str(sheet[f"{head['TONG_SCORE']}2"].value))
    lost = Decimal(str(sheet[f"{head['TTTT']}2"].value))
    sheet[f"{head['TTTT']}2"].value = "Không áp dụng"
    sheet[f"{head['TONG_SCORE']}2"].value = float(total - lost)
    outcome = load(store, saved(book), "kết quả.xlsx")
    assert outcome.accepted, outcome.findings
    summary = readers.unit_summary(store, "qd_766", MONTH, unit)
    assert summary is not None
    assert (summary["score"], summary["max_score"]) == (total - lost, 90)
    verdicts = {row["criterion_code"]: row for row in readers.unit_verdicts(
        store, "qd_766", MONTH, unit).to_dicts()}  # fmt: skip
    assert verdicts["TTTT"]["state"] == "not_applicable"
    assert verdicts["DVTT"]["max_points"] == 12
    (source,) = readers.sources(store, "qd_766", MONTH, unit, "TTTT").to_dicts()
    assert source["text"] == "Không áp dụng"
