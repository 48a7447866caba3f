"""Board readers: confidence, progress with the reason against it, cells of a sheet, counts."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
import warehouse_kit as kit

from schemas.programme import Programme
from warehouse import board_readers, file_readers, readers
from warehouse.closing import close_period
from warehouse.store import Store
from warehouse.writers import accept_hand_in

PLAN, INDEX, SET = "ke_hoach", "chi_so", "bo_tieu_chi"
YEAR, Q3 = "2022-Y", "2022-Q3"
DAY = dt.datetime.fromisoformat("2022-12-19T09:30")


def _plan() -> Programme:
    return kit.programme(
        PLAN,
        period_kinds=["Q3", "Y"],
        groups=[kit.group(PLAN, "xa", only=["xa"]), kit.group(PLAN, "phong", only=["phong"])],
        measures=[
            kit.measure("class", {"kind": "reported", "value": "class"}),
            kit.measure("points", {"kind": "reported", "value": "points"}),
        ],
        conditions=[
            kit.condition(
                "class", {"kind": "class_band", "measure": "class", "op": ">=", "band": "kha"}
            ),
            kit.condition(
                "points",
                {"kind": "threshold", "measure": "points", "op": ">", "value": "90",
                 "near_margin": "1"},
                note="Biên thử",
            ),
            kit.condition("council", {"kind": "judged", "by": "council"}, ours=True, note="Thử"),
        ],
        ranking={
            "keys": [{"by": "conditions_met"}, {"by": "measure", "measure": "points"}],
            "ours": True, "note": "Thứ tự thử",
        },
    )  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return _filled(tmp_path_factory.mktemp("boards") / "kho")


def _index() -> Programme:
    return kit.programme(
        INDEX, family="index", criteria_set=SET, workbook=None,
        ranking={"keys": [{"by": "total_points"}], "ours": False, "note": "Theo tổng điểm"},
    )  # fmt: skip


def _filled(folder: Path) -> Store:
    set_ = kit.criteria_set(
        SET,
        [
            {"code": "A", "maximum": "10", "kind": "published_points"},
            {"code": "B", "maximum": "20", "kind": "published_points"},
        ],
        ("90", "80"),
    )
    made = kit.fresh_store(folder)
    units = {
        PLAN: [("XA-A", "xa"), ("XA-B", "xa"), ("XA-C", "xa"), ("PH-A", "phong")],
        INDEX: [("CS-A", "a"), ("CS-B", "a")],
    }
    kit.install(made, kit.rule_book([_plan(), _index()], [set_]), kit.register(units))
    own = {
        Q3: {"XA-A": "95", "XA-B": "96", "PH-A": "90"},
        YEAR: {"XA-A": "97", "XA-B": "96", "PH-A": "89.5", "XA-C": "80"},
    }
    for period, points in own.items():
        for unit, value in points.items():
            facts = kit.Facts()
            facts.results(unit, {"points": value, "class": "kha"})
            accept_hand_in(made, facts.workbook(PLAN, period, unit, DAY), actor="cán bộ")
    published = kit.Facts()
    published.results("XA-A", {"class": "tot"})
    accept_hand_in(made, published.table(PLAN, YEAR), actor="Sở Nội vụ")
    for layer, rows in (
        ("self", {"CS-A": {"A": "9", "B": "18"}, "CS-B": {"A": "9"}}),
        ("appraised", {"CS-A": {"A": "8"}}),
    ):
        facts = kit.Facts()
        for unit, values in rows.items():
            facts.points(unit, values, reason="Lý do thử" if layer == "appraised" else None)
        accept_hand_in(made, facts.table(SET, YEAR, layer), actor="người thử")  # type: ignore[arg-type]
    return made


def _confidence(store: Store, *where: str) -> pl.DataFrame:
    return board_readers.confidence(board_readers.light_basis(store, *where))


def test_confidence_counts_what_others_than_the_unit_stand_behind(store: Store) -> None:
    shown = {
        row["unit_code"]: (row["verified_count"], row["criterion_count"])
        for row in _confidence(store, PLAN, YEAR).to_dicts()
    }
    # the class of XA-A was published; points are its own word, the council has not decided
    assert shown == {"XA-A": (1, 3), "XA-B": (0, 3), "XA-C": (0, 3), "PH-A": (0, 3)}
    index = _confidence(store, INDEX, YEAR)
    # only leaves count; what is missing (B of CS-B) is not verified
    assert index.select("unit_code", "verified_count", "criterion_count").rows() == [
        ("CS-A", 1, 2), ("CS-B", 0, 2),
    ]  # fmt: skip
    assert index["verified_pct"].to_list() == [Decimal(50), Decimal(0)]
    assert _confidence(store, PLAN, YEAR, "phong").height == 1


def test_each_light_says_whether_it_is_verified(store: Store) -> None:
    basis = {
        (unit, code): verified
        for unit, code, verified, _ in board_readers.light_basis(
            store, PLAN, YEAR, "xa"
        ).iter_rows()
    }
    assert basis["XA-A", "class"] is True
    assert basis["XA-A", "points"] is False
    assert basis["XA-A", "council"] is None
    index = board_readers.light_basis(store, INDEX, YEAR).filter(unit_code="CS-A")
    assert dict(index.select("criterion_code", "is_verified").iter_rows()) == {
        "A": True, "B": False,
    }  # fmt: skip


def test_progress_is_told_only_where_the_boards_are_comparable(store: Store) -> None:
    rows = {row["unit_code"]: row for row in board_readers.movement(store, PLAN, YEAR).to_dicts()}
    ward = rows["PH-A"]
    assert (ward["reason"], ward["rank_change"], ward["previous_rank"]) == (None, 0, 1)
    assert ward["previous_label"] == "Quý III năm 2022"
    assert ward["previous_score"] == 1
    # XA-C joined the board: other peers, so nothing is compared
    assert rows["XA-A"]["rank_change"] is None
    assert rows["XA-A"]["previous_score"] is None
    assert "các đơn vị cùng xếp hạng" in rows["XA-A"]["reason"]
    assert board_readers.movement(store, PLAN, Q3).is_empty()


def test_a_sheet_is_shown_row_by_row_and_sheets_about_persons_never(store: Store) -> None:
    found = store.query(
        "select receipt_code from raw_submission__file where file_name = 'PH-A.xlsx' "
        "and period_id = ?",
        [YEAR],
    )
    receipt = found.item()
    rows = board_readers.sheet_rows(store, receipt, "results")
    assert rows.select("cell", "text").rows() == [("C1", "89.5"), ("C2", "kha")]
    assert board_readers.sheet_rows(store, receipt, "khong_co").is_empty()


def test_a_criterion_over_the_periods(store: Store) -> None:
    rows = board_readers.criterion_counts(store, PLAN, "points", "xa").to_dicts()
    assert [(row["period_id"], row["met_count"], row["unit_count"]) for row in rows] == [
        (Q3, 2, 3), (YEAR, 2, 3),
    ]  # fmt: skip
    assert [row["open_count"] for row in rows] == [1, 0]
    assert rows[0]["met_pct"] == Decimal("66.6667")
    (points,) = board_readers.criterion_counts(store, INDEX, "A", "xa").to_dicts()
    assert points["points_pct"] == 85
    pairs = board_readers.comparable_periods(store, PLAN, YEAR, "phong")
    assert pairs.rows() == [(Q3, None)]
    assert board_readers.comparable_periods(store, PLAN, YEAR, "xa")["reason"][0] is not None


def test_a_closed_period_is_told_as_closed(tmp_path: Path) -> None:
    store = _filled(tmp_path / "kho")
    facts = file_readers.freshness(store, INDEX, YEAR)
    assert (facts["status_label"], facts["closed_at"]) == ("tạm tính", None)
    close_period(store, _index(), YEAR, actor="Chủ tịch", reason="Thử chốt")
    facts = file_readers.freshness(store, INDEX, YEAR)
    assert facts["status_label"] == "đã chốt"
    assert facts["closed_at"] is not None
    assert _confidence(store, INDEX, YEAR)["verified_count"].to_list() == [1, 0]


def _reached(store: Store, criterion: str) -> tuple[float, float | None]:
    found = readers.criterion_verdicts(store, PLAN, YEAR, criterion)
    return found.select("reached", "share_pct").row(0)


def test_only_what_is_a_share_is_drawn_as_one(tmp_path: Path) -> None:
    plan = kit.programme(
        PLAN,
        measures=[
            kit.measure("rate", {
                "kind": "ratio_of_sums", "table": "dossiers", "numerator": ["on_time_count"],
                "denominator": ["on_time_count", "late_count"], "when_zero": "pending",
            }),
            kit.measure("par", {"kind": "reported", "value": "pct"}),
            kit.measure("points", {"kind": "reported", "value": "points"}),
        ],
        conditions=[
            kit.condition(code, {"kind": "threshold", "measure": code, "op": ">", "value": "90"})
            for code in ("rate", "par", "points")
        ],
    )  # fmt: skip
    store = kit.fresh_store(tmp_path / "kho")
    kit.install(store, kit.rule_book([plan]), kit.register({PLAN: [("DV-A", "xa")]}))
    facts = kit.Facts()
    facts.sheet("DV-A", "dossiers", [{"on_time_count": "3", "late_count": "1"}])
    facts.results("DV-A", {"par": "86.89", "points": "95"})
    kit.accept_all(store, [facts.workbook(PLAN, YEAR, "DV-A")])
    told = {code: _reached(store, code) for code in ("rate", "par", "points")}
    assert told == {"rate": (0.75, 75.0), "par": (86.89, 86.89), "points": (95.0, None)}
