"""Real published tables, reproduced: PAPI 2011-2022, Decision 766 in 10/2025, Hòa Bình 2022."""

from __future__ import annotations

import csv
import tomllib
from collections import Counter
from decimal import Decimal
from itertools import pairwise
from typing import Any

import polars as pl
import pytest

from etl.demo_tables import (
    HOA_BINH_SOURCE,
    INDEX_SOURCE,
    PAPI_SETS,
    PAPI_SOURCE,
    demo_bytes,
    published_tables,
)
from etl.scope import programme_of, rule_book
from tests.conftest import Command
from tests.result_tables import PARTS, published
from tests.test_check import GOLDEN
from warehouse import readers
from warehouse.store import Store

PAPI = {
    int(year): each
    for year, each in tomllib.loads((GOLDEN / "papi_totals.toml").read_text("utf-8")).items()
}
HOA_BINH = tomllib.loads((GOLDEN / "hoa_binh_2022.toml").read_text("utf-8"))["departments"]
SETS = {year: name for name in PAPI_SETS for year in programme_of(name).years}
FULL, GAPS, PARTIAL = (2011, 2019), (2014, 2021), (2018, 2022)
MONTH = "2025-10"


def file_rows(year: int) -> list[list[str]]:
    """The rows of a year's file below its two lines of title and source."""
    text = demo_bytes(f"papi/papi_{year}.csv").decode()
    return list(csv.reader(text.splitlines(), delimiter=";"))[2:]


def figures(year: int) -> dict[str, dict[str, Decimal]]:
    """The sub-dimension scores of a year's file by province; blank cells are absent."""
    header, *rows = file_rows(year)
    return {
        row[0]: {
            code: Decimal(text.replace(",", "."))
            for code, text in zip(header[2:], row[2:], strict=True)
            if text
        }
        for row in rows
    }


def points(store: Store, programme: str, period: str) -> dict[str, dict[str, Decimal | None]]:
    """What the warehouse says of every criterion, by unit."""
    found = store.query(
        "select unit_code, criterion_code, points from out_verdict "
        "join core_programme_unit using (programme_id, unit_id, group_code) "
        "where programme_id = ? and period_id = ?",
        [programme, period],
    )
    result: dict[str, dict[str, Decimal | None]] = {}
    for unit, criterion, value in found.iter_rows():
        result.setdefault(unit, {})[criterion] = value
    return result


# ---------------------------------------------------------------- PAPI: structure and files


@pytest.mark.parametrize(
    ("name", "years", "leaves", "dimensions", "only_here"),
    [
        ("papi_2011", range(2011, 2018), 22, 6, set()),
        ("papi_2018", (2018,), 28, 8, {"SC24", "SC71", "SC72", "SC73", "SC81", "SC82"}),
        ("papi_2019", (2019, 2020), 29, 8, {"SC83"}),
        ("papi_2021", (2021, 2022), 28, 8, set()),
    ],
)
def test_structure(
    name: str, years: range, leaves: int, dimensions: int, only_here: set[str]
) -> None:
    """One set a structure; what is new in a structure is in no earlier one; 5.2 ends in 2020."""
    item = rule_book().criteria_sets[name]
    assert programme_of(name).years == tuple(years)
    own = {each.code for each in item.criteria if each.kind == "published_points"}
    roots = [each for each in item.criteria if each.parent is None]
    assert (len(own), len(roots)) == (leaves, dimensions)
    assert {each.maximum for each in roots} == {Decimal(10)}
    place = PAPI_SETS.index(name)
    earlier = {
        each.code
        for before in PAPI_SETS[:place]
        for each in rule_book().criteria_sets[before].criteria
    }
    if place:
        assert {code for code in own - earlier if code.startswith("SC")} == only_here
    assert ("SC52" in own) is (name != "papi_2021")


@pytest.mark.parametrize("year", sorted(PAPI))
def test_the_file_of_a_year(year: int) -> None:
    """63 provinces of the register, the leaves of the year's set, no figure above its maximum."""
    header, *rows = file_rows(year)
    leaves = {
        each.code: each.maximum
        for each in rule_book().criteria_sets[SETS[year]].criteria
        if each.kind == "published_points"
    }
    assert header == ["Mã đơn vị", "Tên đơn vị", *leaves]
    assert len({row[0] for row in rows}) == len(rows) == 63
    own = figures(year)
    for scores in own.values():
        assert all(0 < score <= leaves[code] for code, score in scores.items())
        # nine digits are what the warehouse keeps; the source has no more
        assert all(score.as_tuple().exponent >= -9 for score in scores.values())
    golden = PAPI[year]
    assert golden["parts"] == len(leaves)
    whole = {code: scores for code, scores in own.items() if len(scores) == len(leaves)}
    sums = {code: sum(scores.values(), Decimal(0)) for code, scores in whole.items()}
    assert sums == {code: Decimal(total) for code, total in golden["totals"]}
    assert sorted(code for code, scores in own.items() if not scores) == golden["absent"]
    some = {code for code, scores in own.items() if scores}
    assert sorted(some - whole.keys()) == golden["incomplete"]


def test_known_facts_of_the_publications() -> None:
    """Figures named elsewhere: who led in 2020 and with what, and who had no result when."""
    assert PAPI[2020]["totals"][0][0] == "22"
    assert round(Decimal(PAPI[2020]["totals"][0][1]), 3) == Decimal("48.811")
    assert PAPI[2014]["absent"] == ["24", "87"]
    assert PAPI[2021]["absent"] == ["22", "24", "27"]
    assert PAPI[2018]["incomplete"] == ["22", "87"]
    assert PAPI[2022]["incomplete"] == ["24", "27"]


# ---------------------------------------------------------------- PAPI: the boards


@pytest.mark.parametrize("year", [*FULL, *GAPS, *PARTIAL])
def test_board_of_a_year(demo: Store, year: int) -> None:
    board = readers.leaderboard(demo, SETS[year], f"{year}-Y")
    golden = [(code, Decimal(total)) for code, total in PAPI[year]["totals"]]
    assert list(board.select("unit_code", "score").iter_rows()) == golden
    totals = [total for _, total in golden]
    assert board["rank"].to_list() == [1 + sum(it > own for it in totals) for own in totals]
    excluded = readers.excluded(demo, SETS[year], f"{year}-Y")
    reasons = dict(excluded.select("unit_code", "reason_code").iter_rows())
    assert reasons == {
        **dict.fromkeys(PAPI[year]["absent"], "no_result"),
        **dict.fromkeys(PAPI[year]["incomplete"], "incomplete"),
    }
    assert board.height + excluded.height == 63


@pytest.mark.parametrize("year", sorted(PAPI))
def test_dimensions_are_sums_and_gaps_are_no_zeros(demo: Store, year: int) -> None:
    item = rule_book().criteria_sets[SETS[year]]
    judged = points(demo, SETS[year], f"{year}-Y")
    for unit, own in figures(year).items():
        for criterion in item.criteria:
            found = judged[unit][criterion.code]
            if criterion.kind == "published_points":
                assert found == own.get(criterion.code)
                continue
            parts = [each.code for each in item.criteria if each.parent == criterion.code]
            whole = all(part in own for part in parts)
            assert found == (sum(own[part] for part in parts) if whole else None)


def test_neighbours_four_ten_thousandths_apart_stay_apart(demo: Store) -> None:
    """2021: Quảng Nam and Long An differ by less than 0.0004 and are still told apart."""
    board = readers.leaderboard(demo, "papi_2021", "2021-Y")
    rows = [row for row in board.to_dicts() if row["unit_code"] in ("49", "80")]
    assert [row["unit_name"] for row in rows] == ["Tỉnh Quảng Nam", "Tỉnh Long An"]
    better, worse = rows
    assert 0 < better["score"] - worse["score"] < Decimal("0.0004")
    assert worse["rank"] == better["rank"] + 1
    assert not better["is_tied"]
    # two decimals would show the same number twice: the set asks for four
    assert round(better["score"], 2) == round(worse["score"], 2)
    assert rule_book().criteria_sets["papi_2021"].decimals == 4
    assert round(better["score"], 4) != round(worse["score"], 4)


def test_no_trend_across_two_structures(demo: Store) -> None:
    """A first year of a structure is compared with nothing; a later one with the year before.

    Years in which other provinces are in the table are not compared, and each row says why.
    """
    for name in PAPI_SETS:
        first, *later = programme_of(name).years
        board = readers.leaderboard(demo, name, f"{first}-Y")
        assert board["rank_change"].null_count() == board.height
        for year in later:
            before = dict(board.select("unit_code", "rank").iter_rows())
            board = readers.leaderboard(demo, name, f"{year}-Y")
            is_same = set(before) == set(board["unit_code"])
            for row in board.to_dicts():
                then = before[row["unit_code"]] - row["rank"] if is_same else None
                assert row["rank_change"] == then
                assert row["change_reason_codes"] == ([] if is_same else ["other_peers"])
                assert (row["change_reason"] is None) == is_same


def test_why_of_papi_leads_to_a_cell_of_the_file(thidua: Command, demo_dir: Any) -> None:
    why = thidua("why", "papi_2018", "20", "SC82", "--period", "2018-Y", "--json", data=demo_dir)
    (cell,) = why.document["inputs"]
    header, *rows = file_rows(2018)
    place = [row[0] for row in rows].index("20")
    assert cell["text"] == rows[place][header.index("SC82")]
    assert cell["file"] == "papi-2018.csv"
    assert cell["cell"].endswith(str(place + 4))
    assert (cell["source"], cell["is_sample"]) == (PAPI_SOURCE, False)


# ---------------------------------------------------------------- Decision 766


@pytest.mark.parametrize("group", ["commune", "department", "province"])
def test_766_parts_ties_and_the_published_order(demo: Store, group: str) -> None:
    rows = {row["unit_code"]: row for row in published() if row["group"] == group}
    judged = points(demo, "qd_766", MONTH)
    for code, row in rows.items():
        assert sum((judged[code][part] or Decimal(0)) for part in PARTS) == Decimal(
            row["published_total"]
        )
    board = demo.query(
        "select unit_code, rank, score, published_order from out_leaderboard "
        "where programme_id = 'qd_766' and period_id = ? and group_code = ?",
        [MONTH, group],
    )
    totals = [Decimal(row["published_total"]) for row in rows.values()]
    shared = Counter(totals)
    for unit, rank, score, order in board.iter_rows():
        # ours: equal totals share a rank; theirs, a running number, stands beside it
        assert score == Decimal(rows[unit]["published_total"])
        assert rank == 1 + sum(total > score for total in totals)
        assert order == int(rows[unit]["published_order"])
    assert board.height == len(rows)
    ranks = Counter(board["rank"].to_list())
    assert sorted(ranks.values()) == sorted(shared.values())
    assert len(set(board["published_order"].to_list())) == len(rows)
    by_order = board.sort("published_order")
    assert by_order["score"].to_list() == sorted(totals, reverse=True)


def test_766_has_repeated_totals(demo: Store) -> None:
    """Equal totals are in the real data, so the two orders really differ somewhere."""
    board = readers.leaderboard(demo, "qd_766", MONTH)
    tied = board.filter(pl.col("is_tied"))
    assert tied.height >= 2
    for _, rows in tied.group_by("group_code", "rank"):
        assert rows.height >= 2
        assert rows["score"].n_unique() == 1


# ---------------------------------------------------------------- Hòa Bình 2022


def test_hoa_binh_in_the_published_order(demo: Store) -> None:
    board = readers.leaderboard(demo, "hoa_binh_2022", "2022-Y")
    found = [(row["unit_code"], row["score"], row["rank"]) for row in board.to_dicts()]
    assert found == [
        (code, Decimal(par), place) for place, (code, par, _) in enumerate(HOA_BINH, 1)
    ]
    orders = demo.query(
        "select unit_code, published_order from out_leaderboard "
        "where programme_id = 'hoa_binh_2022' and period_id = '2022-Y'"
    )
    assert {(code, int(order)) for code, order in orders.iter_rows()} == {
        (code, place) for place, (code, _, _) in enumerate(HOA_BINH, 1)
    }
    assert readers.excluded(demo, "hoa_binh_2022", "2022-Y").is_empty()


def test_hoa_binh_satisfaction_stands_beside_and_does_not_rank(demo: Store) -> None:
    figures_of = demo.query(
        "select unit_code, numerator from core_measure_value "
        "join core_programme_unit using (programme_id, unit_id) "
        "where programme_id = 'hoa_binh_2022' and period_id = '2022-Y' and measure_code = 'sipas'"
    )
    assert dict(figures_of.iter_rows()) == {code: Decimal(rate) for code, _, rate in HOA_BINH}
    rates = [Decimal(rate) for _, _, rate in HOA_BINH]
    assert any(earlier < later for earlier, later in pairwise(rates))


# ---------------------------------------------------------------- what they are


def test_real_tables_name_their_source_and_are_no_sample(demo: Store) -> None:
    known = {row["programme_id"]: row for row in readers.programmes(demo).to_dicts()}
    sources = {
        **dict.fromkeys(PAPI_SETS, PAPI_SOURCE),
        "hoa_binh_2022": HOA_BINH_SOURCE,
        "qd_766": INDEX_SOURCE,
    }
    for name, source in sources.items():
        assert (known[name]["is_sample"], known[name]["source_note"]) == (False, source)
    assert [it.period_id for it in published_tables()["papi"]] == [f"{year}-Y" for year in PAPI]
