"""Hand-ins named by what becomes of them; and every programme's way there and back."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from etl.carried import counting_rows
from etl.gates import GATES
from etl.scope import unit_of
from etl.submit import submit_workbook
from etl.template import build_template
from tests.conftest import Command, state_of
from tests.corpus.books import Base, bases
from tests.fill import Form, good_form
from tests.test_check import wrong
from warehouse import readers
from warehouse.opening import open_warehouse
from warehouse.store import Store

KEPT = Path(__file__).parent / "golden" / "hand_ins.toml"
CASES = tomllib.loads(KEPT.read_text("utf-8"))["case"]
SPOILT = {
    "empty": lambda data: data[:0],
    "half": lambda data: data[: len(data) // 2],
    "picture": lambda _: b"\x89PNG\r\n\x1a\n" + bytes(200),
}


@pytest.fixture(scope="module")
def filled(pristine: Path) -> Mapping[str, Base]:
    store = open_warehouse(pristine)
    made = {base.programme.id: base for base in bases(store)}
    store.close()
    return made


def start(store: Store, filled: Mapping[str, Base], case: Mapping[str, Any]) -> Form:
    """Return the good workbook that a case starts from, what came before it handed in."""
    if "after" not in case:
        return Form(filled[case["programme"]].data)
    before = good_form(store, period=case["after"]).bytes()
    assert submit_workbook(store, before, "trước.xlsx", actor="văn thư").accepted
    return good_form(store, period="2022-H1")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_becomes_of_a_hand_in(
    store: Store, filled: Mapping[str, Base], case: dict[str, Any]
) -> None:
    data = wrong(start(store, filled, case), case).bytes()
    if "file" in case:
        data = SPOILT[case["file"]](data)
    before = state_of(store.data_dir)
    outcome = submit_workbook(store, data, "bảng nộp.xlsx", actor="văn thư")
    found = [[f.code, f.severity, f.sheet or "", f.cell or ""] for f in outcome.findings]
    assert found == case.get("found", [])
    hints = [[f.code, f.severity, f.sheet, f.cell] for f in outcome.hints]
    assert hints == case.get("hints", [])
    names = list(GATES)
    stop = case.get("stops_at")
    assert list(outcome.gates) == (names if stop is None else names[: names.index(stop)])
    assert outcome.accepted is (stop is None)
    assert (state_of(store.data_dir) == before) is (stop is not None)
    told = case["name"].split(":")[0]
    severities = {each[1] for each in found}
    assert told == ("taken" if not found else "asked" if severities == {"confirm"} else "refused")


def test_every_gate_severity_and_programme_has_its_case(filled: Mapping[str, Base]) -> None:
    assert {case["programme"] for case in CASES} == set(filled)
    stops = {case.get("stops_at") for case in CASES}
    # evidence is only ever advised
    assert stops == {*GATES, None} - {"minh chứng"}
    said = {row[1] for case in CASES for row in (*case.get("found", ()), *case.get("hints", ()))}
    assert said == {"must_fix", "confirm", "hint"}


def observed(store: Store, programme_id: str) -> list[tuple[Any, ...]]:
    """Return every figure that counts for a programme, without the line it stands in."""
    return store.query(
        """
        select table_code, column_code, value_text, value_num, value_date,
            case when table_code = 'results' then 0
                else dense_rank() over (partition by table_code order by row_no) end as line
        from judged_observation where dataset_id = ?
        order by all
        """,
        [programme_id],
    ).rows()


@pytest.mark.parametrize(
    "programme_id",
    ["binh_gia_2024", "hoa_xa_2025", "hon_quan_2024", "ninh_hoa_2022", "par_mau_2025",
     "van_lam_2021"],
)  # fmt: skip
def test_there_and_back(
    thidua: Command, warehouse_dir: Path, tmp_path: Path, filled: Mapping[str, Base],
    programme_id: str,
) -> None:  # fmt: skip
    """Form, filled, accepted, exported, prefilled, accepted by an empty warehouse: all equal."""
    base = filled[programme_id]
    second = shutil.copytree(warehouse_dir, tmp_path / "kho-hai")
    where = (base.programme.id, base.period_id, base.unit_code)
    store = open_warehouse(warehouse_dir)
    assert submit_workbook(store, base.data, "f.xlsx", actor="văn thư").accepted
    first = observed(store, programme_id)
    verdicts = readers.unit_verdicts(store, *where)
    assert len(first) > 10
    unit = unit_of(store, base.programme, base.unit_code)
    rows = counting_rows(store, programme_id, base.period_id, unit.unit_id)
    prefilled = build_template(store, programme_id, base.unit_code, base.period_id, rows).data
    store.close()
    target = tmp_path / "lai.xlsx"
    ran = thidua("export", programme_id, "--unit", base.unit_code, "--period", base.period_id,
                 "-o", target, data=warehouse_dir)  # fmt: skip
    assert ran.code == 0, ran.err
    again, form = Form(target.read_bytes()), Form(prefilled)
    for sheet in form.book.worksheets:
        assert [[cell.value for cell in row] for row in sheet] == [
            [cell.value for cell in row] for row in again.book[sheet.title]
        ]
    other = open_warehouse(second)
    outcome = submit_workbook(other, again.bytes(), "lai.xlsx", actor="văn thư")
    assert outcome.accepted, outcome.findings
    assert observed(other, programme_id) == first
    assert readers.unit_verdicts(other, *where).equals(verdicts)
    other.close()
