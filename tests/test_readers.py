"""Readers: what screens and the command line get, from one small warehouse read only."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest
import warehouse_kit as kit

from warehouse import award_readers, readers
from warehouse.store import Store
from warehouse.writers import accept_hand_in

PLAN, INDEX, EMPTY, SET = "ke_hoach", "chi_so", "chua_co", "bo_tieu_chi"
YEAR, Q3, BEFORE = "2022-Y", "2022-Q3", "2021-Y"
LATE = dt.datetime.fromisoformat("2022-12-22")
DAY = dt.datetime.fromisoformat("2022-12-19T09:30")


def _plan() -> object:
    return kit.programme(
        PLAN,
        years=[2021, 2022, 2023],
        period_kinds=["Q1", "Q3", "Y"],
        ends_on=dt.date(2023, 12, 31),
        groups=[kit.group(PLAN, "xa", only=["xa"]), kit.group(PLAN, "phong", only=["phong"])],
        measures=[
            kit.measure("class", {"kind": "reported", "value": "class"}),
            kit.measure("other_class", {"kind": "reported", "value": "class"}),
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
            kit.condition("person", {"kind": "judged", "by": "council"}, subject="individual"),
        ],
        ranking={
            "keys": [{"by": "conditions_met"}, {"by": "measure", "measure": "points"}],
            "ours": True, "note": "Thứ tự thử",
        },
    )  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    set_ = kit.criteria_set(
        SET,
        [
            {"code": "A", "maximum": "10", "kind": "published_points"},
            {"code": "B", "maximum": "20", "kind": "published_points"},
        ],
        ("90", "80"),
        published_rank="STT",
    )
    index = kit.programme(
        INDEX, family="index", criteria_set=SET, workbook=None, years=[2022],
        ranking={"keys": [{"by": "total_points"}], "ours": False, "note": "Theo tổng điểm"},
    )  # fmt: skip
    empty = kit.programme(
        EMPTY, family="index", criteria_set=SET, workbook=None, years=[2021, 2022],
        groups=[kit.group(INDEX)],
        ranking={"keys": [{"by": "total_points"}], "ours": False, "note": "Theo tổng điểm"},
    ).model_copy(update={"criteria_set": "bo_khac"})  # fmt: skip
    other = set_.model_copy(update={"id": "bo_khac"})
    made = kit.fresh_store(tmp_path_factory.mktemp("readers") / "kho")
    units = {
        PLAN: [("XA-B", "xa"), ("XA-A", "xa"), ("XA-C", "xa"), ("PH-A", "phong")],
        INDEX: [("CS-A", "a"), ("CS-B", "a"), ("CS-C", "a"), ("CS-D", "a")],
    }
    kit.install(made, kit.rule_book([_plan(), index, empty], [set_, other]), kit.register(units))
    own = {
        Q3: {"XA-A": "95", "XA-B": "96", "XA-C": "80", "PH-A": "90"},
        YEAR: {"XA-A": "97", "XA-B": "96", "PH-A": "89.5"},
    }
    for period, points in own.items():
        for unit, value in points.items():
            facts = kit.Facts()
            facts.results(unit, {"points": value, "class": "kha", "other_class": "yeu"})
            accept_hand_in(made, facts.workbook(PLAN, period, unit, DAY), actor=f"cán bộ {unit}")
    late = kit.Facts()
    late.results("XA-B", {"points": "96", "class": "tot", "other_class": "yeu"})
    accept_hand_in(made, late.workbook(PLAN, YEAR, "XA-B", LATE), actor="cán bộ XA-B")
    table = kit.Facts()
    rows = {"CS-C": ("9", "18", "2"), "CS-A": ("9", "18", "3"), "CS-B": ("10", "20", "1")}
    for unit, (a, b, place) in rows.items():
        table.points(unit, {"A": a, "B": b, "STT": place})
    table.points("CS-D", {"A": "5"})
    published = dataclasses.replace(table.table(SET, YEAR), source_note="Trang thử")
    for _ in range(2):
        accept_hand_in(made, published, actor="Sở Nội vụ")
    return made


def test_programmes_with_their_newest_period_that_has_data(store: Store) -> None:
    found = {row["programme_id"]: row for row in readers.programmes(store).to_dicts()}
    assert found.keys() == {PLAN, INDEX, EMPTY}
    assert found[EMPTY]["default_period_id"] == BEFORE, "the first one where none has data"
    notes = {code: row["source_note"] for code, row in found.items()}
    assert notes == {PLAN: "", INDEX: "Trang thử", EMPTY: ""}
    assert found[PLAN]["default_period_id"] == YEAR
    assert (found[PLAN]["is_sample"], found[INDEX]["is_sample"]) == (True, False)
    assert (found[PLAN]["has_workbook"], found[INDEX]["has_workbook"]) == (True, False)
    assert found[INDEX]["is_ranking_ours"] is False


def test_periods_newest_first_with_what_they_hold(store: Store) -> None:
    rows = readers.periods(store, PLAN).to_dicts()
    newest_first = [f"{year}-{kind}" for year in (2023, 2022, 2021) for kind in ("Y", "Q3", "Q1")]
    assert [row["period_id"] for row in rows] == newest_first
    counts = {row["period_id"]: row["hand_in_count"] for row in rows}
    assert counts == dict.fromkeys(counts, 0) | {"2022-Y": 4, "2022-Q3": 4}
    assert {
        row["period_id"]: row["hand_in_count"] for row in readers.periods(store, INDEX).to_dicts()
    } == {YEAR: 2}


def test_groups_and_units(store: Store) -> None:
    assert readers.groups(store, PLAN).rows() == [("xa", "Nhóm xa", 3), ("phong", "Nhóm phong", 1)]
    units = readers.units(store, PLAN)
    assert units["unit_code"].to_list() == ["XA-A", "XA-B", "XA-C", "PH-A"]


def test_criteria_in_order_with_rule_and_source(store: Store) -> None:
    rows = readers.criteria(store, PLAN).to_dicts()
    assert [(row["criterion_code"], row["rule_text"]) for row in rows] == [
        ("class", "xếp loại Khá trở lên"),
        ("points", "trên 90 điểm"),
        ("council", "hội đồng xem xét, kết luận kèm lý do"),
    ]
    assert [row["is_ours"] for row in rows] == [False, False, True]
    assert {(row["cite"], row["depth"], row["parent_code"]) for row in rows} == {
        ("Phần thử", 0, None)
    }
    points = readers.criteria(store, INDEX).to_dicts()
    assert [(row["criterion_code"], row["max_points"], row["depth"]) for row in points] == [
        ("A", Decimal(10), 0), ("B", Decimal(20), 0)
    ]  # fmt: skip


def test_board_of_a_plan(store: Store) -> None:
    board = readers.leaderboard(store, PLAN, YEAR)
    shown = board.select("rank", "unit_code", "group_code", "rank_change", "class_name", "is_late")
    assert shown.rows() == [
        (1, "XA-A", "xa", None, "Khá", False),
        (2, "XA-B", "xa", None, "Tốt", True),
        (1, "PH-A", "phong", 0, "Khá", False),
    ]
    assert board["score"].to_list() == [2, 2, 1]
    assert set(board["max_score"]) == {3}
    assert set(board["score_unit"]) == {"điều kiện đạt"}
    assert readers.leaderboard(store, PLAN, YEAR, "phong")["unit_code"].to_list() == ["PH-A"]
    other_peers = (
        "Không so được với kỳ trước: các đơn vị cùng xếp hạng của hai kỳ không như nhau: "
        "kỳ này 2, kỳ trước 3 đơn vị"
    )
    assert board["change_reason"].to_list() == [other_peers, other_peers, None]
    assert board["change_reason_codes"].to_list() == [["other_peers"], ["other_peers"], []]
    first = readers.leaderboard(store, PLAN, Q3)
    assert set(first["rank_change"]) == {None}
    assert set(first["change_reason"]) == {
        "Không so được với kỳ trước: kỳ trước chưa có bảng xếp hạng để so"
    }
    only = readers.leaderboard(store, INDEX, YEAR)
    assert set(only["change_reason"]) == {
        "Không so được với kỳ trước: đây là kỳ đầu tiên của kế hoạch"
    }


def test_who_is_left_out_and_why(store: Store) -> None:
    out = readers.excluded(store, PLAN, YEAR)
    assert out.select("unit_code", "reason_code").rows() == [("XA-C", "no_hand_in")]
    assert out["reason"].to_list() == ["Chưa nộp số liệu kỳ này"]
    assert readers.excluded(store, PLAN, YEAR, "phong").is_empty()
    untouched = readers.excluded(store, PLAN, BEFORE)
    assert untouched.height == 4, "nobody disappears from a period without figures"
    assert set(untouched["reason_code"]) == {"no_hand_in"}
    assert readers.leaderboard(store, PLAN, BEFORE).is_empty()
    unpublished = readers.excluded(store, EMPTY, BEFORE)
    assert unpublished.height == 4
    assert set(unpublished["reason_code"]) == {"no_result"}
    assert readers.excluded(store, INDEX, YEAR).select("unit_code", "reason_code").rows() == [
        ("CS-D", "incomplete")
    ]


def test_equal_totals_share_a_rank_in_the_published_order(store: Store) -> None:
    board = readers.leaderboard(store, INDEX, YEAR)
    assert board.select("rank", "unit_code", "score", "is_tied").rows() == [
        (1, "CS-B", Decimal(30), False),
        (2, "CS-C", Decimal(27), True),
        (2, "CS-A", Decimal(27), True),
    ]
    assert set(board["score_unit"]) == {"điểm"}


def test_lights_of_a_board_and_of_a_period_without_figures(store: Store) -> None:
    lights = {
        (row["unit_code"], row["criterion_code"]): (row["state"], row["is_near"])
        for row in readers.lights(store, PLAN, YEAR).to_dicts()
    }
    assert len(lights) == 12
    assert lights["PH-A", "points"] == ("not_met", True)
    assert lights["XA-C", "points"] == ("pending", False)
    assert lights["XA-A", "council"] == ("council", False)
    empty = readers.lights(store, PLAN, BEFORE)
    assert set(empty.select("criterion_code", "state").rows()) == {
        ("class", "pending"), ("points", "pending"), ("council", "council")
    }  # fmt: skip
    assert readers.lights(store, PLAN, YEAR, "phong")["unit_code"].unique().to_list() == ["PH-A"]
    shares = readers.lights(store, INDEX, YEAR).filter(unit_code="CS-A")["points_pct"].to_list()
    assert shares == [0.9, 0.9]


def test_a_unit_page(store: Store) -> None:
    rows = readers.unit_verdicts(store, PLAN, YEAR, "PH-A").to_dicts()
    assert [row["criterion_code"] for row in rows] == ["class", "points", "council"]
    assert (rows[1]["value_text"], rows[1]["needed_text"], rows[1]["gap_text"]) == (
        "89,5 điểm", "trên 90 điểm", "thiếu 0,5 điểm"
    )  # fmt: skip
    assert rows[1]["note"] == "Biên thử"
    summary = readers.unit_summary(store, PLAN, YEAR, "XA-B")
    assert summary is not None
    assert (summary["rank"], summary["ranked_count"], summary["class_name"]) == (2, 2, "Tốt")
    assert (summary["is_late"], summary["rank_change"]) == (True, None)
    assert summary["change_reason"].endswith("kỳ này 2, kỳ trước 3 đơn vị")
    assert readers.unit_summary(store, PLAN, YEAR, "XA-C")["change_reason"] is None  # type: ignore[index]
    assert summary["received_at"] == LATE, "local time"
    assert (summary["excluded_reason"], summary["due_on"]) == (None, dt.date(2022, 12, 20))


def test_a_unit_that_is_left_out_has_a_page_too(store: Store) -> None:
    summary = readers.unit_summary(store, PLAN, YEAR, "XA-C")
    assert summary is not None
    assert (summary["rank"], summary["excluded_reason_code"]) == (None, "no_hand_in")
    assert summary["excluded_reason"] == "Chưa nộp số liệu kỳ này"
    assert summary["ranked_count"] == 2
    assert summary["received_at"] is None
    nothing = readers.unit_summary(store, PLAN, BEFORE, "XA-A")
    assert nothing is not None
    assert nothing["excluded_reason_code"] == "no_hand_in"
    assert readers.unit_summary(store, PLAN, YEAR, "CS-A") is None


def test_from_a_verdict_to_its_cell(store: Store) -> None:
    (row,) = readers.sources(store, PLAN, YEAR, "PH-A", "points").to_dicts()
    assert (row["sheet"], row["cell"], row["text"]) == ("results", "C1", "89.5")
    assert (row["file_name"], row["actor"], row["layer"]) == ("PH-A.xlsx", "cán bộ PH-A", "self")
    assert row["received_at"] == DAY
    cells = readers.sources(store, PLAN, YEAR, "XA-B", "class").to_dicts()
    assert [each["text"] for each in cells] == ["tot"], "only the hand-in that counts"
    points = readers.sources(store, INDEX, YEAR, "CS-A", "B").to_dicts()
    assert [(each["text"], each["layer"]) for each in points] == [("18", "published")]
    assert points[0]["source_note"] == "Trang thử"


def test_hand_ins_newest_first_and_which_count(store: Store) -> None:
    rows = readers.hand_ins(store, PLAN, YEAR, "XA-B")
    assert rows["status"].to_list() == ["counts", "superseded"]
    assert rows["is_late"].to_list() == [True, False]
    assert readers.hand_ins(store, PLAN).height == 8
    tables = readers.hand_ins(store, INDEX, YEAR)
    assert tables.select("kind", "actor", "status").rows() == [("table", "Sở Nội vụ", "counts")] * 2
    assert readers.has_hand_ins(store)
    assert readers.demo_parts(store) == frozenset()


def test_freshness_of_a_plan_and_of_an_index(store: Store) -> None:
    plan = readers.freshness(store, PLAN, YEAR)
    assert plan["data_as_of"] == LATE
    assert (plan["is_sample"], plan["revision"]) == (True, store.revision())
    index = readers.freshness(store, INDEX, YEAR)
    assert index["data_as_of"] is not None, "an index reads the tables of its criteria set"
    assert index["is_sample"] is False
    nothing = readers.freshness(store, PLAN, BEFORE)
    assert (nothing["data_as_of"], nothing["source_note"]) == (None, "")


def test_eligibility_puts_the_nearest_first(store: Store) -> None:
    rows = award_readers.eligibility(store, PLAN, YEAR)
    assert rows.select("unit_code", "state").rows() == [
        ("XA-A", "council"), ("XA-B", "council"), ("XA-C", "pending"), ("PH-A", "not_met")
    ]  # fmt: skip
    assert award_readers.quota_line(store, PLAN, YEAR, 5).is_empty()
