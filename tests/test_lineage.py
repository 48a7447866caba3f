"""Lineage: what a unit came from, which share is known, and which periods can be compared."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import warehouse_kit as kit

from schemas.findings import Refusal
from schemas.lineage import Weight, declared_weights, read_weights, reason_text
from schemas.register import Register, load_register
from schemas.units import LinkKind, Unit, UnitLink, UnitName
from tests.conftest import Command
from warehouse import readers
from warehouse.lineage import comparable, lineage
from warehouse.opening import open_warehouse
from warehouse.store import Store
from warehouse.units import load_units
from warehouse.writers import accept_hand_in

SPLIT = "00007-truoc-2025"  # Phường Cống Vị, Hà Nội
PARTS = ("00008", "00025")

# ---------------------------------------------------------------- declared weights


def entry(successor: str, pct: str, predecessor: str = SPLIT) -> str:
    return (
        f'[[weight]]\npredecessor = "{predecessor}"\nsuccessor = "{successor}"\n'
        f'pct = "{pct}"\nbasis = "Dân số, báo cáo thử"\nours = true\n'
    )


def test_the_shipped_weights_agree_with_the_register() -> None:
    register = load_register()
    for weight in declared_weights(register):
        assert weight.basis
        assert register.find(weight.predecessor)


def test_weights_that_are_whole_are_read() -> None:
    text = entry(PARTS[0], "62.5") + entry(PARTS[1], "37.5")
    weights = read_weights(text, load_register())
    assert [(each.successor, each.pct) for each in weights] == [
        (PARTS[0], Decimal("62.5")), (PARTS[1], Decimal("37.5"))
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (entry(PARTS[0], "62.5") + entry(PARTS[1], "37.4"), "not_whole", 1),
        (entry(PARTS[0], "62.5") + entry(PARTS[1], "37.6"), "not_whole", 1),
        (entry(PARTS[0], "50"), "part_missing", 1),
        (entry(PARTS[0], "50") + entry("00004", "50"), "not_a_part", 7),
        (entry(PARTS[0], "50") + entry("99999", "50"), "unknown_unit", 7),
        (entry(PARTS[0], "50", "99999-truoc-2025"), "unknown_unit", 1),
        (entry(PARTS[0], "50") + entry(PARTS[0], "50"), "given_twice", 7),
        (entry("22528", "100", "22528-truoc-2025"), "not_split", 1),
        (entry(PARTS[0], "100") + entry(PARTS[1], "0"), "out_of_range", 1),
        (entry(PARTS[0], "99") + "[[weight]]\n", "unreadable", None),
        ("[[weight", "unreadable", None),
    ],
)
def test_weights_that_contradict_are_refused_with_their_line(
    text: str, code: str, line: int | None
) -> None:
    with pytest.raises(Refusal) as refused:
        read_weights(text, load_register())
    first = refused.value.findings[0]
    assert (first.code, first.line) == (f"lineage.{code}", line)
    assert first.file == "lineage.toml"


# ---------------------------------------------------------------- the whole register


def test_every_change_of_the_register_has_kind_day_source_and_an_honest_share(store: Store) -> None:
    rows = store.query("select * from out_lineage").to_dicts()
    register = load_register()
    kinds = Counter(row["kind"] for row in rows)
    links = Counter(link.kind for link in register.links)
    assert kinds == {
        "merged_whole": links["merged"],
        "split": links["split"],
        "unchanged": links["kept"],
        "renamed": links["renamed"] + len(register.former_names),
    }
    for row in rows:
        assert row["changed_on"] is not None
        assert row["source"]
        assert row["weight_pct"] == (None if row["kind"] == "split" else 100)
        assert row["is_ours"] is False


def test_names_are_those_of_the_day(store: Store) -> None:
    rows = lineage(store, "25357").to_dicts()
    (own,) = [row for row in rows if row["direction"] == "itself"]
    assert (own["predecessor_name"], own["successor_name"]) == ("Xã Tân Khai", "Phường Tân Khai")
    assert (own["changed_on"], own["kind"]) == (dt.date(2026, 4, 30), "renamed")
    assert own["source"].startswith("Nghị quyết 237/NQ-UBTVQH16")
    before = {row["predecessor_name"] for row in rows if row["direction"] == "predecessor"}
    assert before == {"Thị trấn Tân Khai", "Xã Đồng Nơ", "Xã Tân Hiệp"}
    assert {row["successor_name"] for row in rows if row["step"] == 1} == {"Xã Tân Khai"}


def test_lineage_goes_step_by_step_in_both_directions(store: Store) -> None:
    rows = lineage(store, "22606-truoc-2025").to_dicts()
    assert [(row["step"], row["successor_name"], row["changed_on"]) for row in rows] == [
        (1, "Xã Ninh Phước", dt.date(2024, 11, 1)),
        (2, "Phường Đông Ninh Hòa", dt.date(2025, 7, 1)),
    ]
    assert rows[0]["source"].startswith("Nghị quyết 1196/NQ-UBTVQH15")
    back = lineage(store, "22561").to_dicts()
    assert {row["direction"] for row in back} == {"predecessor"}
    assert (2, "Xã Ninh Vân") in {(row["step"], row["predecessor_name"]) for row in back}


def test_a_code_that_only_a_former_unit_had_finds_it(store: Store) -> None:
    by_code, by_id = lineage(store, "22564"), lineage(store, "22564-truoc-2025")
    assert by_code.equals(by_id)
    assert by_code["successor_name"].to_list() == ["Phường Ninh Hòa"]
    assert lineage(store, "không có").is_empty()


def test_declared_weights_reach_the_lineage(store: Store) -> None:
    weights = tuple(
        Weight(predecessor=SPLIT, successor=part, pct=pct, basis="Thử", ours=ours)
        for part, pct, ours in zip(PARTS, (Decimal(60), Decimal(40)), (True, False), strict=True)
    )
    with store.write(kit.ACTOR, "load_rules") as write:
        load_units(write.connection, load_register(), weights)
    rows = lineage(store, SPLIT).to_dicts()
    assert [(row["successor_id"], row["weight_pct"], row["is_ours"]) for row in rows] == [
        ("00008", 60, True), ("00025", 40, False)
    ]  # fmt: skip


def test_at_the_limits_a_name_is_that_of_the_day(tmp_path: Path) -> None:
    made = kit.register({"thu": [("TRUOC", "xa"), ("SAU", "xa")]})
    on = dt.date(2022, 6, 1)

    def name(unit: str, text: str, start: dt.date | None, end: dt.date) -> UnitName:
        return UnitName(unit, text, "commune", start, end, f"Văn bản đặt tên {text}")

    names = (
        name("TRUOC", "Tên đầu", None, on - 2 * ONE_DAY),
        name("TRUOC", "Tên trước ngày đổi", on - ONE_DAY, on - ONE_DAY),
        name("TRUOC", "Tên sau ngày đổi", on, on),
        name("SAU", "Tên cũ", None, on - ONE_DAY),
        name("SAU", "Tên ngày đổi", on, on),
        name("SAU", "Tên mai sau", on + ONE_DAY, on + ONE_DAY),
    )
    store = kit.fresh_store(tmp_path / "kho")

    def shown(former: tuple[UnitName, ...]) -> set[tuple[str, str]]:
        register = replace(made, links=(_link("TRUOC", "SAU", "merged", on),), former_names=former)
        kit.install(store, kit.rule_book([]), register)
        rows = store.query("select * from out_lineage where predecessor_id <> successor_id")
        return set(rows.select("predecessor_name", "successor_name").rows())

    assert shown(names) == {("Tên trước ngày đổi", "Tên ngày đổi")}
    assert shown((names[0], names[2], names[3], names[5])) == {("Đơn vị TRUOC", "Đơn vị SAU")}
    open_end = (
        name("TRUOC", "Tên từ xưa", None, on - ONE_DAY), name("SAU", "Tên đến nay", None, on)
    )  # fmt: skip
    assert shown(open_end) == {("Tên từ xưa", "Tên đến nay")}
    assert shown(names) == {("Tên trước ngày đổi", "Tên ngày đổi")}
    rows = store.query(
        "select predecessor_name, successor_name, changed_on, source from out_lineage "
        "where predecessor_id = 'SAU' order by changed_on"
    ).rows()
    assert rows == [
        ("Tên cũ", "Tên ngày đổi", on, "Văn bản đặt tên Tên ngày đổi"),
        ("Tên ngày đổi", "Tên mai sau", on + ONE_DAY, "Văn bản đặt tên Tên mai sau"),
        ("Tên mai sau", "Đơn vị SAU", on + 2 * ONE_DAY, "Danh sách thử"),
    ]
    store.close()


# ---------------------------------------------------------------- comparable periods

NOW, BEFORE, LATER = "2022-Y", "2021-Y", "2023-Y"
ENDS, EARLIER_ENDS = dt.date(2022, 12, 14), dt.date(2021, 12, 14)
ONE_DAY = dt.timedelta(days=1)
PLAN, INDEX, SET = "ke_hoach", "chi_so", "bo_tieu_chi"
LEFT_OUT = "PHONG-A"


def _link(old: str, new: str, kind: LinkKind, on: dt.date) -> UnitLink:
    return UnitLink(old, new, kind, on)


LIFE: dict[str, tuple[dt.date | None, dt.date | None]] = {
    "GIU": (None, None),
    "MOI": (EARLIER_ENDS + ONE_DAY, None),
    "VUA-CO": (EARLIER_ENDS, None),
    "HET": (None, ENDS - ONE_DAY),
    "CON": (None, ENDS),
    "NHAN-SAU": (None, None),
    "NHAN-TRUOC": (None, None),
    "NHAN-NGAY-DAU": (None, None),
    "NHAN-NGAY-CUOI": (None, None),
    "CHIA-BOT": (None, None),
    "DOI-TEN": (dt.date(2022, 6, 1), None),
    "GIU-MOI": (dt.date(2022, 6, 1), None),
    "GOP-MOI": (dt.date(2022, 6, 1), None),
    "DOI-MA": (None, dt.date(2022, 5, 31)),
    "GIU-MOI-SAU": (dt.date(2022, 6, 1), None),
    "DOI-MA-HET": (None, dt.date(2022, 5, 31)),
    "CHIA-HET": (None, dt.date(2022, 6, 1)),
    "HAI-LAN": (None, None),
    "CU-10": (dt.date(2022, 1, 1), dt.date(2022, 5, 31)),
    "CU-11": (dt.date(2022, 6, 1), dt.date(2022, 11, 30)),
}
LINKS = (
    _link("CU-1", "NHAN-SAU", "merged", ENDS + ONE_DAY),
    _link("CU-2", "NHAN-TRUOC", "merged", EARLIER_ENDS),
    _link("CU-3", "NHAN-NGAY-DAU", "merged", EARLIER_ENDS + ONE_DAY),
    _link("CU-4", "NHAN-NGAY-CUOI", "merged", ENDS),
    _link("CHIA-BOT", "CU-5", "split", dt.date(2022, 6, 1)),
    _link("CU-6", "DOI-TEN", "renamed", dt.date(2022, 6, 1)),
    _link("CU-7", "GIU-MOI", "kept", dt.date(2022, 6, 1)),
    _link("CU-8", "GOP-MOI", "merged", dt.date(2022, 6, 1)),
    _link("DOI-MA", "CU-9", "kept", dt.date(2022, 6, 1)),
    _link("CU-10", "GIU-MOI-SAU", "kept", dt.date(2022, 6, 1)),
    _link("DOI-MA-HET", "CU-11", "kept", dt.date(2022, 6, 1)),
    _link("CHIA-HET", "CU-5", "split", dt.date(2022, 6, 1)),
    _link("CU-1", "HAI-LAN", "merged", dt.date(2022, 3, 1)),
    _link("CU-2", "HAI-LAN", "merged", dt.date(2022, 9, 1)),
)
WHY = {
    "MOI": ["not_yet"],
    "HET": ["ended"],
    "NHAN-NGAY-DAU": ["changed"],
    "NHAN-NGAY-CUOI": ["changed"],
    "CHIA-BOT": ["changed"],
    "GOP-MOI": ["not_yet"],
    "GIU-MOI-SAU": ["not_yet"],
    "DOI-MA-HET": ["ended"],
    "CHIA-HET": ["ended", "changed"],
    "HAI-LAN": ["changed"],
}
OLD = [f"CU-{number}" for number in range(1, 12)]
PEERS = [unit for unit in LIFE if unit not in OLD]


def _register(files: dict[str, list[tuple[str, str]]]) -> Register:
    made = kit.register({**files, "cu": [(code, "cu") for code in OLD]})
    units: Sequence[Unit] = [
        replace(
            unit,
            valid_from=LIFE.get(unit.unit_id, (None, None))[0],
            valid_to=LIFE.get(unit.unit_id, (None, None))[1],
        )
        for unit in made.units
    ]
    return replace(made, units=tuple(units), links=LINKS)


@pytest.fixture(scope="module")
def kho(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    files = {
        PLAN: [(code, "xa") for code in PEERS] + [(LEFT_OUT, "phong"), ("PHONG-B", "phong")],
        INDEX: [("CS-A", "a"), ("CS-B", "a")],
    }
    plan = kit.programme(
        PLAN, years=[2021, 2022, 2023], ends_on=dt.date(2023, 12, 31),
        groups=[kit.group(PLAN, "xa", only=["xa"]), kit.group(PLAN, "phong", only=["phong"])],
        measures=[kit.measure("points", {"kind": "reported", "value": "points"})],
        conditions=[
            kit.condition(
                "points", {"kind": "threshold", "measure": "points", "op": ">", "value": "50"}
            )
        ],
    )  # fmt: skip
    criteria = kit.criteria_set(
        SET,
        [
            {"code": "A", "maximum": "30", "kind": "sum"},
            {"code": "A1", "parent": "A", "maximum": "10", "kind": "published_points"},
            {"code": "A2", "parent": "A", "maximum": "20", "kind": "published_points"},
        ],
        ("90", "80"),
    )
    index = kit.programme(
        INDEX, family="index", criteria_set=SET, workbook=None, years=[2021, 2022, 2023],
        ends_on=dt.date(2023, 12, 31),
        ranking={"keys": [{"by": "total_points"}], "ours": False, "note": "Theo tổng điểm"},
    )  # fmt: skip
    store = kit.fresh_store(tmp_path_factory.mktemp("lineage") / "kho")
    kit.install(store, kit.rule_book([plan, index], [criteria]), _register(files))
    hand_ins = []
    for period in (BEFORE, NOW, LATER):
        for unit, _ in files[PLAN]:
            if (unit, period) == (LEFT_OUT, LATER):
                continue
            facts = kit.Facts()
            facts.results(unit, {"points": "60"})
            hand_ins.append(facts.workbook(PLAN, period, unit))
        table = kit.Facts()
        for unit in ("CS-A", "CS-B"):
            is_exempt = period == NOW or (unit, period) == ("CS-A", LATER)
            first = "not_applicable" if is_exempt else "9"
            table.points(unit, {"A1": first, "A2": "18"})
        hand_ins.append(table.table(SET, period))
    kit.accept_all(store, hand_ins)
    yield store
    store.close()


def reasons(store: Store, programme: str, now: str, before: str) -> dict[str, list[str]]:
    rows = comparable(store, programme, now, before).to_dicts()
    for row in rows:
        assert row["is_comparable"] == (row["reason_codes"] == [])
        assert (row["reason"] is None) == row["is_comparable"]
    return {row["unit_id"]: row["reason_codes"] for row in rows}


def test_only_units_that_stood_unchanged_at_both_ends_are_comparable(kho: Store) -> None:
    found = reasons(kho, PLAN, NOW, BEFORE)
    assert found.keys() == {*PEERS, LEFT_OUT, "PHONG-B"}
    assert {unit: codes for unit, codes in found.items() if codes} == WHY


@pytest.mark.parametrize(
    ("now", "before", "told"),
    [
        (1, 2, "kỳ này 1, kỳ trước 2 đơn vị"),
        (164, 164, "cùng 164 đơn vị nhưng không phải cùng các đơn vị"),
    ],
)
def test_other_peers_are_told_by_how_many_or_which(now: int, before: int, told: str) -> None:
    facts = {"peer_count": now, "earlier_peer_count": before}
    assert reason_text("other_peers", facts).endswith(f"không như nhau: {told}")


def test_reasons_are_told_in_words(kho: Store) -> None:
    rows = {row["unit_id"]: row for row in comparable(kho, PLAN, NOW, BEFORE).to_dicts()}
    assert rows["MOI"]["reason"] == (
        "Không so được với kỳ trước: đơn vị chỉ có từ ngày 15/12/2021, sau kỳ trước"
    )
    assert rows["HET"]["reason"].endswith("đơn vị đã kết thúc ngày 13/12/2022")
    assert rows["NHAN-NGAY-CUOI"]["reason"].endswith("đơn vị thay đổi địa bàn ngày 14/12/2022")
    assert rows["HAI-LAN"]["reason"].endswith("đơn vị thay đổi địa bàn ngày 01/09/2022")
    later = {row["unit_id"]: row for row in comparable(kho, PLAN, LATER, NOW).to_dicts()}
    assert later["PHONG-B"]["reason"].endswith("kỳ này 1, kỳ trước 2 đơn vị")
    scale = comparable(kho, INDEX, NOW, BEFORE)["reason"].to_list()
    assert set(scale) == {
        "Không so được với kỳ trước: bộ tiêu chí hoặc thang điểm của hai kỳ khác nhau"
    }


def test_another_set_of_ranked_peers_is_a_reason_in_its_group_only(kho: Store) -> None:
    found = reasons(kho, PLAN, LATER, NOW)
    assert found["PHONG-B"] == found[LEFT_OUT] == ["other_peers"]
    assert found["GIU"] == []
    assert found["NHAN-SAU"] == ["changed"]


def test_another_scale_is_a_reason_and_the_same_scale_is_none(kho: Store) -> None:
    assert reasons(kho, INDEX, NOW, BEFORE) == {"CS-A": ["other_rules"], "CS-B": ["other_rules"]}
    assert reasons(kho, INDEX, LATER, BEFORE) == {"CS-A": [], "CS-B": []}


@pytest.mark.parametrize(("digest", "codes"), [("a", []), ("b", ["other_rules"])])
def test_periods_closed_under_different_rules_are_not_comparable(
    kho: Store, digest: str, codes: list[str]
) -> None:
    with kho.scratch() as connection:
        for period, rules in ((BEFORE, "a"), (LATER, digest)):
            connection.execute(
                "insert into core_closing (closing_id, programme_id, period_id, action, actor, "
                "reason, recorded_at, rules_sha256, revision) "
                "values (?, ?, ?, 'close', 'x', 'x', now()::timestamp, ?, 1)",
                [period, INDEX, period, rules],
            )
        rows = connection.execute(
            "select reason_codes from core_comparable where programme_id = ? and period_id = ? "
            "and earlier_period_id = ?",
            [INDEX, LATER, BEFORE],
        ).fetchall()
    assert rows == [(codes,), (codes,)]


def test_a_change_of_rank_is_told_only_between_comparable_periods(kho: Store) -> None:
    """The board says what lineage says of each unit, whatever the reason."""
    told = set()
    for programme, now, before in ((PLAN, NOW, BEFORE), (PLAN, LATER, NOW), (INDEX, NOW, BEFORE)):
        codes = reasons(kho, programme, now, before)
        for row in readers.leaderboard(kho, programme, now).to_dicts():
            told.add(row["rank_change"] is None)
            assert row["change_reason_codes"] == codes[row["unit_code"]]
            assert (row["rank_change"] is None) == bool(codes[row["unit_code"]])
            assert (row["change_reason"] is None) == (row["rank_change"] is not None)
    assert told == {True, False}


def test_closing_one_of_two_periods_changes_no_scale(kho: Store) -> None:
    """A closed period keeps its leaves too, and is still judged by the same criteria."""
    with kho.scratch() as connection:
        connection.execute(
            "insert into judged_verdict by name select * from core_leaf_verdict "
            "where programme_id = ? and period_id = ?",
            [INDEX, BEFORE],
        )
        rows = connection.execute(
            "select distinct reason_codes from core_comparable where programme_id = ? "
            "and period_id = ? and earlier_period_id = ?",
            [INDEX, LATER, BEFORE],
        ).fetchall()
    assert rows == [([],)]


def test_a_period_without_a_board_says_so(store: Store) -> None:
    rows = comparable(store, "ninh_hoa_2022", "2022-Y", "2022-Q3")
    assert rows.height > 0
    assert set(rows["reason_codes"].explode()) == {"no_board"}
    assert comparable(store, "ninh_hoa_2022", "2022-Q3", "2022-Y").is_empty()


def test_a_first_board_has_nothing_before_it(kho: Store) -> None:
    with kho.scratch() as connection:
        connection.execute("delete from judged_rank where period_id = ?", [BEFORE])
        rows = connection.execute(
            "select distinct reason_codes from core_comparable where programme_id = ? "
            "and period_id = ? and earlier_period_id = ?",
            [INDEX, LATER, BEFORE],
        ).fetchall()
    assert rows == [(["no_earlier_board"],)]


def test_a_hand_in_of_today_is_not_needed_for_a_lineage(kho: Store) -> None:
    before = kho.query("select * from out_lineage order by all")
    facts = kit.Facts()
    facts.results("GIU", {"points": "61"})
    accept_hand_in(kho, facts.workbook(PLAN, NOW, "GIU"), actor="Cán bộ thử")
    assert kho.query("select * from out_lineage order by all").equals(before)


# ---------------------------------------------------------------- the command


def test_the_command_by_code_and_by_name(thidua: Command, store: Store) -> None:
    by_code, by_name = (
        thidua("lineage", text, "--json", data=store.data_dir)
        for text in ("22528", "phường Ninh Hòa")
    )
    assert by_code.code == 0
    assert by_code.document == by_name.document
    document = by_code.document
    assert (document["unit"], document["name"]) == ("22528", "Phường Ninh Hòa")
    assert len(document["changes"]) == 4
    assert {each["weight_pct"] for each in document["changes"]} == {"100"}


def test_the_command_says_that_a_share_is_not_published(thidua: Command, store: Store) -> None:
    document = thidua("lineage", SPLIT, "--json", data=store.data_dir).document
    shares = {(each["weight_pct"], each["weight_text"]) for each in document["changes"]}
    assert shares == {(None, "chưa công bố")}
    told = thidua("lineage", SPLIT, data=store.data_dir)
    assert told.out.startswith("Phường Cống Vị (mã 00007), đã kết thúc ngày 30/06/2025\n")
    assert told.out.count("chưa công bố") == len(PARTS)


def test_the_command_of_a_district_and_of_what_it_does_not_know(
    thidua: Command, store: Store
) -> None:
    district = thidua("lineage", "Huyện Bình Gia", data=store.data_dir)
    assert district.code == 0
    assert district.out.endswith("Danh mục không ghi đơn vị nào trước hoặc sau đơn vị này.\n")
    two = thidua("lineage", "Hà Nội", "--json", data=store.data_dir)
    assert (two.code, two.codes) == (2, ["lineage.ambiguous"])
    assert "[T01-truoc-2025]" in two.document["findings"][0]["message"]
    assert thidua("lineage", "T01-truoc-2025", data=store.data_dir).code == 0
    unknown = thidua("lineage", "qqqqq", "--json", data=store.data_dir)
    assert (unknown.code, unknown.codes) == (2, ["unit.unknown"])


def test_opening_loads_the_lineage(warehouse_dir: Path) -> None:
    opened = open_warehouse(warehouse_dir)
    counted = opened.query("select count(*) from core_unit_link").item()
    opened.close()
    assert counted == len(load_register().links)
