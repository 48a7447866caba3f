"""Writers: one transaction each, an actor always, and a refusal of what may not be written."""

from __future__ import annotations

import dataclasses
import datetime as dt
import shutil
import threading
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
import warehouse_kit as kit

from schemas.failures import OwnFailure
from schemas.words import LOCAL_ZONE
from warehouse import migrate, readers
from warehouse.store import Store
from warehouse.writers import CELL_SCHEMA, HandIn, accept_hand_in, accept_many

PLAN, YEAR, BEFORE = "ke_hoach", "2022-Y", "2021-Y"
UNITS = ("DV-A", "DV-B", "DV-C")
ON_TIME = dt.datetime.fromisoformat("2022-12-20T23:59")
LATE = dt.datetime.fromisoformat("2022-12-21")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    plan = kit.programme(
        PLAN,
        years=[2021, 2022],
        measures=[
            kit.measure("points", {"kind": "reported", "value": "points"}),
            kit.measure("place", {"kind": "reported", "value": "rank"}),
        ],
        conditions=[
            kit.condition(
                "points", {"kind": "threshold", "measure": "points", "op": ">=", "value": "50"}
            ),
            kit.condition(
                "place",
                {
                    "kind": "rank_improved", "measures": ["place"], "combine": "all",
                    "already_first": "council", "no_base": "pending",
                },
            ),
        ],
        ranking={
            "keys": [{"by": "conditions_met"}, {"by": "measure", "measure": "points"}],
            "ours": True, "note": "Thử",
        },
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("writers") / "mau"
    store = kit.fresh_store(folder)
    units = kit.register({PLAN: [(unit, "xa") for unit in UNITS]})
    kit.install(store, kit.rule_book([plan]), units)
    store.close()
    return folder


@pytest.fixture
def store(template: Path, tmp_path: Path) -> Store:
    return Store(Path(shutil.copytree(template, tmp_path / "kho")))


def _workbook(unit: str, points: str, at: dt.datetime | None = None) -> HandIn:
    facts = kit.Facts()
    facts.results(unit, {"points": points})
    return facts.workbook(PLAN, YEAR, unit, at)


def _table(period: str, values: dict[str, dict[str, str]]) -> HandIn:
    facts = kit.Facts()
    for unit, own in values.items():
        facts.results(unit, own)
    return facts.table(PLAN, period)


def _states(store: Store, code: str = "points") -> dict[str, str]:
    found = store.query(
        "select unit_id, state from out_verdict where period_id = ? and criterion_code = ?",
        [YEAR, code],
    )
    return dict(found.iter_rows())


def _check(store: Store) -> None:
    """Require that what is kept is what the views say, whatever came in and in which order."""
    for name, sql in migrate.check_files().items():
        assert store.query(sql).is_empty(), name


def test_a_receipt_says_what_was_accepted(store: Store) -> None:
    hand_in = _workbook("DV-A", "60")
    before = dt.datetime.now(LOCAL_ZONE).replace(tzinfo=None)
    receipt = accept_hand_in(store, hand_in, actor="Nguyễn Văn Thử")
    after = dt.datetime.now(LOCAL_ZONE).replace(tzinfo=None)
    assert before <= receipt.received_at <= after, "the server's clock, in local time"
    assert receipt.code.startswith("TD000002-")
    assert (receipt.revision, store.revision()) == (2, 2)
    assert (receipt.unit_code, receipt.unit_name) == ("DV-A", "Đơn vị DV-A")
    assert (receipt.due_on, receipt.is_late) == (dt.date(2022, 12, 20), True)
    assert receipt.cell_count == 1
    row = store.query("select * from raw_submission__file").row(0, named=True)
    assert (row["actor"], row["receipt_code"], row["layer"]) == (
        "Nguyễn Văn Thử", receipt.code, "self"
    )  # fmt: skip
    assert row["received_at"] + dt.timedelta(hours=7) == receipt.received_at, "kept as UTC"
    assert store.query("select actor, action from meta_revision where revision = 2").rows() == [
        ("Nguyễn Văn Thử", "accept_workbook")
    ]


def test_cells_and_figures_are_kept_exactly(store: Store) -> None:
    accept_hand_in(store, _workbook("DV-A", "123456789.123456789"), actor="a")
    (value,) = store.query("select value_num from core_observation")["value_num"]
    assert value == Decimal("123456789.123456789")
    cell = store.query("select sheet, cell, text from raw_submission__cell").row(0)
    assert cell == ("results", "C1", "123456789.123456789")


@pytest.mark.parametrize(("at", "is_late"), [(ON_TIME, False), (LATE, True)])
def test_the_due_day_is_included(store: Store, at: dt.datetime, is_late: bool) -> None:
    receipt = accept_hand_in(store, _workbook("DV-A", "60", at), actor="a")
    assert (receipt.received_at, receipt.is_late) == (at, is_late)
    found = store.query("select is_late, is_sample from raw_submission__file").row(0)
    assert found == (is_late, True)


def test_a_table_is_never_late(store: Store) -> None:
    receipt = accept_hand_in(store, _table(YEAR, {"DV-A": {"points": "60"}}), actor="a")
    assert (receipt.unit_code, receipt.due_on, receipt.is_late) == (None, None, False)


@pytest.mark.parametrize(
    ("change", "actor"),
    [
        ({}, "  "),
        ({"unit_id": "DV-Z"}, "a"),
        ({"unit_id": None}, "a"),
        ({"period_id": "2022-Q2"}, "a"),
        ({"period_id": "2030-Y"}, "a"),
        ({"dataset_id": "khong_co"}, "a"),
        ({"received_at": ON_TIME}, "a"),
    ],
    ids=["no actor", "foreign unit", "no unit", "no such period", "no such year", "no such plan",
         "moved back in time"],
)  # fmt: skip
def test_what_the_checks_should_have_refused_is_our_failure(
    store: Store, change: dict[str, object], actor: str
) -> None:
    hand_in = dataclasses.replace(_workbook("DV-A", "60"), **change)
    with pytest.raises(OwnFailure) as failure:
        accept_hand_in(store, hand_in, actor=actor)
    assert failure.value.code == "NOP-01"
    assert store.revision() == 1
    assert store.query("select * from raw_submission__file").is_empty()


def test_a_hand_in_is_written_whole_or_not_at_all(store: Store) -> None:
    good = _workbook("DV-A", "60")
    torn = dataclasses.replace(
        good, observations=good.observations.with_columns(value_num=pl.lit("12345678901"))
    )
    with pytest.raises(Exception, match="12345678901"):
        accept_hand_in(store, torn, actor="a")
    assert store.revision() == 1
    for table in ("raw_submission__file", "raw_submission__cell", "core_observation"):
        assert store.query(f"select * from {table}").is_empty(), table


def test_the_later_of_two_hand_ins_counts_and_both_are_kept(store: Store) -> None:
    accept_hand_in(store, _workbook("DV-A", "60"), actor="a")
    assert _states(store)["DV-A"] == "met"
    accept_hand_in(store, _workbook("DV-A", "40"), actor="b")
    assert _states(store) == {"DV-A": "not_met", "DV-B": "pending", "DV-C": "pending"}
    status = store.query("select actor, status from out_hand_in order by revision").rows()
    assert status == [("a", "superseded"), ("b", "counts")]
    _check(store)


def test_hand_ins_at_the_same_moment_are_all_kept(store: Store) -> None:
    jobs = [(unit, str(points)) for unit in UNITS[:2] for points in (10, 60, 20)]
    threads = [
        threading.Thread(
            target=accept_hand_in, args=(store, _workbook(*job)), kwargs={"actor": job[1]}
        )
        for job in jobs
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = store.query("select unit_id, actor, status, revision from out_hand_in")
    assert rows.height == len(jobs)
    assert sorted(rows["revision"]) == [2, 3, 4, 5, 6, 7]
    counts = rows.filter(status="counts")
    assert sorted(counts["unit_id"]) == ["DV-A", "DV-B"]
    for unit, own in rows.group_by("unit_id"):
        last = own.sort("revision").row(-1, named=True)
        assert last["status"] == "counts", unit
        state = "met" if last["actor"] == "60" else "not_met"
        assert _states(store)[last["unit_id"]] == state
    _check(store)


def test_many_at_once_are_one_revision(store: Store) -> None:
    batch = [_workbook(unit, "60") for unit in UNITS]
    assert accept_many(store, batch, actor="a", action="load_demo", detail="thu") == 3
    assert store.revision() == 2
    assert set(_states(store).values()) == {"met"}
    _check(store)


def test_one_sample_file_marks_the_whole_programme(store: Store) -> None:
    accept_hand_in(store, _workbook("DV-A", "60"), actor="a")
    assert readers.programmes(store)["is_sample"].to_list() == [False]
    accept_hand_in(store, _workbook("DV-B", "60", ON_TIME), actor="a")
    assert readers.programmes(store)["is_sample"].to_list() == [True]
    assert readers.freshness(store, PLAN, YEAR)["is_sample"] is True
    accept_hand_in(store, _table(BEFORE, {"DV-A": {"place": "5"}}), actor="a")
    assert readers.programmes(store)["is_sample"].to_list() == [True]
    accept_hand_in(store, _workbook("DV-B", "60"), actor="a")
    assert readers.freshness(store, PLAN, YEAR)["is_sample"] is False, "it no longer counts"


def test_a_figure_whose_cell_was_not_kept_is_shown_all_the_same(store: Store) -> None:
    bare = dataclasses.replace(_workbook("DV-A", "60"), cells=pl.DataFrame(schema=CELL_SCHEMA))
    assert accept_hand_in(store, bare, actor="a").cell_count == 0
    (row,) = readers.sources(store, PLAN, YEAR, "DV-A", "points").to_dicts()
    assert (row["cell"], row["text"]) == ("C1", None)


def test_a_conclusion_is_not_taken_for_a_figure_of_the_same_code(store: Store) -> None:
    """Condition and figure are both called "points": what is decided of one is not the other."""
    facts = kit.Facts()
    facts.decision("DV-A", "points", "met", "Lý do")
    accept_hand_in(store, facts.table(PLAN, YEAR), actor="a")
    assert _states(store)["DV-A"] == "pending"
    accept_hand_in(store, _workbook("DV-A", "40"), actor="a")
    rows = store.query("select state from judged_verdict where criterion_code = 'points'")
    assert sorted(rows["state"]) == ["not_met", "pending", "pending"]


def test_two_workbooks_of_a_unit_in_one_batch_are_refused(store: Store) -> None:
    batch = [_workbook("DV-A", "60"), _workbook("DV-A", "40")]
    with pytest.raises(OwnFailure) as failure:
        accept_many(store, batch, actor="a", action="load_demo", detail="thu")
    assert failure.value.code == "NOP-01"
    assert store.revision() == 1


def test_a_table_of_last_year_is_felt_this_year(store: Store) -> None:
    """Ranks are compared with the year before, so its late arrival judges this year anew."""
    accept_hand_in(store, _table(YEAR, {"DV-A": {"place": "2"}}), actor="a")
    assert _states(store, "place")["DV-A"] == "pending"
    accept_hand_in(store, _table(BEFORE, {"DV-A": {"place": "5"}}), actor="a")
    assert _states(store, "place")["DV-A"] == "met"
    _check(store)
    accept_hand_in(store, _table(BEFORE, {"DV-A": {"place": "2"}}), actor="a")
    assert _states(store, "place")["DV-A"] == "not_met"
    _check(store)


def test_a_column_that_a_later_table_leaves_out_stays(store: Store) -> None:
    accept_hand_in(store, _table(YEAR, {"DV-A": {"points": "60", "place": "2"}}), actor="a")
    later = {"DV-A": {"points": "40"}, "DV-B": {"points": "70"}}
    accept_hand_in(store, _table(YEAR, later), actor="a")
    found = store.query(
        "select unit_id, measure_code, cast(value_num as integer) as value "
        "from core_reported_figure order by all"
    )
    assert found.rows() == [("DV-A", "place", 2), ("DV-A", "points", 40), ("DV-B", "points", 70)]
    _check(store)
