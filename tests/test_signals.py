"""Signs for inspectors: each kind at its limit and just below, and that nothing is judged by it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import warehouse_kit as kit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.signals import FACTS, read_signals, signal_book
from schemas.tables import RESULTS
from tests.conftest import Command
from warehouse.judge import judge_all
from warehouse.migrate import view_files
from warehouse.signals import signals
from warehouse.store import Store, Write
from warehouse.writers import HandIn, accept_hand_in, record

PLAN, INDEX, SET = "ke_hoach", "chi_so", "bo_tieu_chi"
NOW, BEFORE = "2022-Y", "2021-Y"
UNITS = ("XA-A", "XA-B")
DUE = dt.date(2022, 12, 20)
LEAVES = ("A", "B", "C", "D", "E")
PERSON = "Nguyễn Văn Bí Mật"
LIMITS = {
    (each.kind, limit.code): limit.amount for each in signal_book().signal for limit in each.limits
}


@pytest.fixture
def kho(tmp_path: Path) -> Iterator[Store]:
    plan = kit.programme(
        PLAN, years=[2021, 2022],
        measures=[
            kit.measure("points", {"kind": "reported", "value": "points"}),
            kit.measure("place", {"kind": "reported", "value": "rank"}),
            kit.measure(
                "done",
                {"kind": "ratio_of_rows", "table": "tasks", "all_yes": ["is_on_time"],
                 "when_zero": "council"},
            ),
        ],
        conditions=[
            kit.condition(
                "points", {"kind": "threshold", "measure": "points", "op": ">", "value": "50"}
            ),
            kit.condition(
                "initiative",
                {"kind": "recognised", "table": "initiatives", "min_level": "district"},
            ),
            *(
                kit.condition(
                    code, {"kind": "threshold", "measure": "done", "op": ">", "value": value}
                )
                for code, value in (("tasks_well", "90"), ("tasks_done", "50"))
            ),
            kit.condition(
                "person",
                {"kind": "recognised", "table": "initiatives", "min_level": "district"},
                subject="individual",
            ),
        ],
    )  # fmt: skip
    criteria = kit.criteria_set(
        SET,
        [
            {"code": "S", "maximum": "20", "kind": "sum"},
            *(
                {
                    "code": code,
                    "maximum": "10",
                    "kind": "published_points",
                    "parent": "S" if code in "AB" else None,
                }
                for code in LEAVES
            ),
            {"code": "F", "maximum": "5", "kind": "published_points", "role": "bonus"},
        ],
        ("90", "80"),
    )
    index = kit.programme(
        INDEX, family="index", criteria_set=SET, workbook=None, years=[2021, 2022],
        groups=[kit.group(PLAN)],
        ranking={"keys": [{"by": "total_points"}], "ours": False, "note": "Theo tổng điểm"},
    )  # fmt: skip
    other = kit.programme("ke_hoach_khac", years=[2021, 2022], groups=[kit.group(PLAN)])
    store = kit.fresh_store(tmp_path / "kho")
    units = kit.register({PLAN: [(unit, "xa") for unit in UNITS]})
    kit.install(store, kit.rule_book([plan, index, other], [criteria]), units)
    yield store
    store.close()


def hand_in(
    store: Store, facts: kit.Facts, unit: str = UNITS[0], period: str = NOW,
    at: dt.datetime | None = None,
) -> None:  # fmt: skip
    accept_hand_in(store, facts.workbook(PLAN, period, unit, at), actor=PERSON)


def found(store: Store, kind: str, programme: str = PLAN, period: str = NOW) -> list[Any]:
    return signals(store, programme, period).filter(kind=kind).to_dicts()


def tasks(*evidence: str) -> kit.Facts:
    facts = kit.Facts()
    facts.sheet(
        UNITS[0], "tasks",
        [{"task_code": f"NV{place}", "evidence_ref": text} for place, text in enumerate(evidence)],
    )  # fmt: skip
    return facts


# ---------------------------------------------------------------- the checklist as data


def test_every_limit_is_ours_and_says_why() -> None:
    book = signal_book()
    assert set(book.by_kind) == set(FACTS)
    for each in book.signal:
        assert each.explain.endswith(".")
        assert each.limits
        for limit in each.limits:
            assert limit.ours
            assert limit.basis


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('amount = "24"', 'amount = "0"', "above nought"),
        ('amount = "24"', "amount = 24.5", "trong dấu nháy"),
        ('code = "least_value"', 'code = "divisor"', "limits must be exactly"),
        ("tasks.evidence_ref", "tasks.no_such", "no column tasks.no_such"),
        ("tasks.evidence_ref", "no_such.evidence_ref", "no column no_such"),
        ("tasks.evidence_ref", "discipline.document_number", "restricted"),
        ("{unit_count} đơn vị", "{person} đơn vị", "its sentence names"),
        ('kind = "last_hours"', 'kind = "first_hours"', "kinds must be exactly"),
        ("ours = true", "our = true", "ours"),
    ],
)
def test_a_checklist_that_contradicts_itself_is_refused(old: str, new: str, why: str) -> None:
    text = (resources.files("schemas") / "signals.toml").read_text("utf-8")
    assert old in text
    with pytest.raises(ValueError, match=why):
        read_signals(text.replace(old, new, 1))


# ---------------------------------------------------------------- documents


def test_one_number_for_two_rows_is_shown_with_both_cells(kho: Store) -> None:
    hand_in(kho, tasks("12/BC-UBND", "012 / bc - ubnd", "13/BC-UBND"))
    (row,) = found(kho, "document_across_rows")
    assert row["unit_code"] == UNITS[0]
    assert row["detail"] == "Văn bản 12/bc-ubnd được ghi ở 2 dòng hoặc tiêu chí."
    assert [place["cell"] for place in row["places"]] == ["C2", "C4"]
    assert {(place["file"], place["sheet"]) for place in row["places"]} == {("XA-A.xlsx", "tasks")}
    assert row["criterion_code"] == "tasks_done, tasks_well"
    with kho.trial() as trial:
        trial.connection.execute("delete from core_condition")
        rows = signals(trial, PLAN, NOW).to_dicts()
    assert [each["criterion_code"] for each in rows] == [None], "a sheet that no condition reads"
    assert found(kho, "document_across_units") == []


@pytest.mark.parametrize(
    "evidence",
    [
        ("12/BC-UBND", "13/BC-UBND"),
        ("12/BC-UBND", "12/QĐ-UBND"),
        ("12/BC-UBND", "112/BC-UBND"),
        ("12/2021/BC-UBND", "12/2022/BC-UBND"),
        ("báo cáo quý", "báo cáo quý"),
        ("13/BC-UBND ngày 3/4/2022", "14/BC-UBND ngày 3/4/2022"),
        ("12/BC-UBND và 12/BC-UBND", "13/BC-UBND"),
    ],
)
def test_different_numbers_words_and_days_are_no_sign(
    kho: Store, evidence: tuple[str, ...]
) -> None:
    hand_in(kho, tasks(*evidence))
    assert signals(kho, PLAN, NOW).is_empty()


def test_a_number_twice_in_one_cell_is_one_place(kho: Store) -> None:
    hand_in(kho, tasks("12/BC-UBND và 12/BC-UBND", "12/BC-UBND.", "không có"))
    (row,) = found(kho, "document_across_rows")
    assert [place["cell"] for place in row["places"]] == ["C2", "C4"]
    assert row["detail"] == "Văn bản 12/bc-ubnd được ghi ở 2 dòng hoặc tiêu chí."


def test_only_columns_of_evidence_of_the_units_own_workbook_are_looked_at(kho: Store) -> None:
    facts = kit.Facts()
    rows = [{"task_code": f"NV{place}", "deliverable": "12/BC-UBND"} for place in range(2)]
    facts.sheet(UNITS[0], "tasks", rows)
    hand_in(kho, facts)
    published = tasks("12/BC-UBND", "12/BC-UBND")
    accept_hand_in(kho, published.table(PLAN, NOW), actor=PERSON)
    assert signals(kho, PLAN, NOW).is_empty()


def test_one_number_in_two_units_is_shown_for_each_with_all_cells(kho: Store) -> None:
    for unit in UNITS:
        facts = kit.Facts()
        facts.sheet(
            unit,
            "initiatives",
            [{"title": f"Sáng kiến {unit}", "document_number": "15/QĐ-UBND, 15/QĐ-UBND"}],
        )
        hand_in(kho, facts, unit)
    rows = found(kho, "document_across_units")
    assert [(row["unit_code"], row["criterion_code"]) for row in rows] == [
        (unit, "initiative") for unit in UNITS
    ]
    for row in rows:
        assert [place["file"] for place in row["places"]] == ["XA-A.xlsx", "XA-B.xlsx"]
        assert "15/qđ-ubnd" in row["detail"]
    assert found(kho, "document_across_rows") == []
    assert signals(kho, PLAN, BEFORE).is_empty()


def test_evidence_of_several_criteria_is_looked_at_too(kho: Store) -> None:
    facts = kit.Facts()
    facts.points(UNITS[0], {"A": "5", "C": "6"}, evidence="7/BC-SNV")
    accept_hand_in(kho, facts.table(SET, NOW, "self"), actor=PERSON)
    (row,) = found(kho, "document_across_rows", INDEX)
    assert row["criterion_code"] == "A, C"
    one = kit.Facts()
    one.points(UNITS[0], {"A": "5"}, evidence="8/BC-SNV")
    accept_hand_in(kho, one.table(SET, NOW, "self"), actor=PERSON)
    assert found(kho, "document_across_rows", INDEX) == [], "only the latest evidence counts"


def test_persons_and_discipline_are_never_looked_at(kho: Store) -> None:
    for unit in UNITS:
        facts = kit.Facts()
        person = {"full_name": PERSON, "person_code": "CN01", "document_number": "9/QĐ-UBND"}
        facts.sheet(unit, "individuals", [person, {**person, "person_code": "CN02"}])
        facts.sheet(unit, "discipline", [{"document_number": "3/QĐ-UBND"}] * 2)
        hand_in(kho, facts, unit)
    facts = tasks(f"12/BC-UBND do {PERSON} ký", f"12/BC-UBND, {PERSON}")
    hand_in(kho, facts)
    rows = signals(kho, PLAN, NOW)
    assert rows["kind"].to_list() == ["document_across_rows"]
    assert PERSON not in rows.write_json()
    assert PERSON.casefold() not in rows.write_json().casefold()


# ---------------------------------------------------------------- round numbers

LEAST = int(LIMITS["round_numbers", "least_figures"])
ROUND = int(LIMITS["round_numbers", "share"] * LEAST)
SMALLEST = int(LIMITS["round_numbers", "least_value"])


def dossiers(values: Sequence[int]) -> kit.Facts:
    facts = kit.Facts()
    facts.sheet(
        UNITS[0], "dossiers",
        [
            {"field_name": f"Lĩnh vực {place}", "received_count": str(value)}
            for place, value in enumerate(values)
        ],
    )  # fmt: skip
    return facts


def test_round_numbers_from_the_share_on(kho: Store) -> None:
    hand_in(kho, dossiers([20] * (ROUND - 1) + [SMALLEST] + [21] * (LEAST - ROUND)))
    (row,) = found(kho, "round_numbers")
    assert row["detail"] == f"{ROUND}/{LEAST} số kê khai có chữ số cuối là 0 hoặc 5."
    assert len(row["places"]) == ROUND


@pytest.mark.parametrize(
    "values",
    [
        [20] * (ROUND - 1) + [21] * (LEAST - ROUND + 1),
        [20] * (LEAST - 1),
        [20] * (LEAST - 1) + [SMALLEST - 5] * 5,
        [21, 22, 23, 24, 25] * 10,
    ],
    ids=["one round number fewer", "one figure fewer", "small ones do not count", "one fifth"],
)
def test_fewer_round_numbers_are_no_sign(kho: Store, values: list[int]) -> None:
    hand_in(kho, dossiers(values))
    assert found(kho, "round_numbers") == []


def test_only_counts_of_the_units_own_workbook_are_declared(kho: Store) -> None:
    table = dossiers([20] * LEAST)
    accept_hand_in(kho, table.table(PLAN, NOW), actor=PERSON)
    assert found(kho, "round_numbers") == []


# ---------------------------------------------------------------- last hours

DUE_MOMENT = dt.datetime.combine(DUE + dt.timedelta(days=1), dt.time())
WINDOW = dt.timedelta(hours=int(LIMITS["last_hours", "hours"]))
SECOND = dt.timedelta(seconds=1)


@pytest.mark.parametrize(
    ("at", "is_sign"),
    [
        (DUE_MOMENT - WINDOW, True),
        (DUE_MOMENT - WINDOW - SECOND, False),
        (DUE_MOMENT - SECOND, True),
        (DUE_MOMENT, False),
    ],
)
def test_a_change_counts_from_so_many_hours_before_the_end_of_the_due_day(
    kho: Store, at: dt.datetime, is_sign: bool
) -> None:
    hand_in(kho, dossiers([11, 12]), at=DUE_MOMENT - 2 * WINDOW)
    hand_in(kho, dossiers([11, 13]), at=at)
    rows = found(kho, "last_hours")
    assert len(rows) == is_sign
    if is_sign:
        assert rows[0]["detail"] == (
            "Bản nộp thứ 2 (tổng số 2 bản) trong 24 giờ cuối trước hạn đổi 1 ô so với bản trước."
        )
        assert [place["cell"] for place in rows[0]["places"]] == ["C4"]


@pytest.mark.parametrize(
    ("first", "second", "changed"),
    [([11, 12], [11, 12], 0), ([11, 12], [11, 13], 1), ([11], [11, 12], 2), ([11, 12], [11], 2)],
    ids=["the same figures", "changed", "added", "taken away"],
)
def test_only_changed_figures_are_a_sign(
    kho: Store, first: list[int], second: list[int], changed: int
) -> None:
    hand_in(kho, dossiers(first), at=DUE_MOMENT - 2 * WINDOW)
    hand_in(kho, dossiers(second), at=DUE_MOMENT - SECOND)
    rows = found(kho, "last_hours")
    assert [len(row["places"]) for row in rows] == ([changed] if changed else [])


def test_a_figure_that_left_its_row_or_an_empty_first_version_is_counted_exactly(
    kho: Store,
) -> None:
    facts = tasks("12/BC-UBND")
    hand_in(kho, facts, at=DUE_MOMENT - 2 * WINDOW)
    shorter = kit.Facts()
    shorter.sheet(UNITS[0], "tasks", [{"task_code": "NV0"}])
    hand_in(kho, shorter, at=DUE_MOMENT - SECOND)
    (row,) = found(kho, "last_hours")
    assert [place["cell"] for place in row["places"]] == ["C2"]
    assert row["places"][0]["file"] == "XA-A.xlsx"
    empty = kit.Facts()
    hand_in(kho, empty, UNITS[1], at=DUE_MOMENT - 2 * WINDOW)
    first = kit.Facts()
    first.results(UNITS[1], {"points": "60"})
    hand_in(kho, first, UNITS[1], at=DUE_MOMENT - SECOND)
    told = {row["unit_code"]: row["detail"] for row in found(kho, "last_hours")}
    assert "đổi 1 ô" in told[UNITS[1]]


def test_each_version_of_the_last_hours_is_numbered(kho: Store) -> None:
    for place, values in enumerate(([11], [12], [13])):
        hand_in(kho, dossiers(values), at=DUE_MOMENT - WINDOW + place * SECOND)
    details = [row["detail"][:35] for row in found(kho, "last_hours")]
    assert details == ["Bản nộp thứ 2 (tổng số 3 bản) trong", "Bản nộp thứ 3 (tổng số 3 bản) trong"]


def test_a_first_version_of_the_last_day_and_a_restricted_sheet_are_no_sign(kho: Store) -> None:
    hand_in(kho, dossiers([11]), at=DUE_MOMENT - SECOND)
    facts = dossiers([11])
    facts.sheet(UNITS[0], "discipline", [{"document_number": "3/QĐ-UBND"}])
    hand_in(kho, facts, at=DUE_MOMENT - SECOND)
    assert found(kho, "last_hours") == []


# ---------------------------------------------------------------- always the maximum


@pytest.mark.parametrize(
    ("values", "layer", "is_sign"),
    [
        (["10"] * 5, "self", True),
        (["10"] * 4 + ["9.999999999"], "self", False),
        (["10"] * 4, "self", False),
        (["10"] * 4 + ["not_applicable"], "self", False),
        (["10"] * 5, "published", False),
    ],
)
def test_self_scores_always_at_the_maximum(
    kho: Store, values: list[str], layer: Any, is_sign: bool
) -> None:
    assert LIMITS["all_maximum", "least_criteria"] == len(LEAVES)
    facts = kit.Facts()
    facts.points(UNITS[0], dict(zip(LEAVES, values, strict=False)))
    accept_hand_in(kho, facts.table(SET, NOW, layer), actor=PERSON)
    rows = found(kho, "all_maximum", INDEX)
    assert [row["detail"] for row in rows] == (
        ["5/5 tiêu chí tự chấm bằng điểm tối đa."] if is_sign else []
    )


def test_a_sum_and_a_bonus_are_no_criteria_that_a_unit_scores(kho: Store) -> None:
    facts = kit.Facts()
    facts.points(UNITS[0], {"S": "20", "A": "10", "B": "10", "C": "10", "D": "10", "F": "5"})
    accept_hand_in(kho, facts.table(SET, NOW, "self"), actor=PERSON)
    assert found(kho, "all_maximum", INDEX) == []


def test_a_lower_share_of_maxima_counts_only_the_maxima(kho: Store) -> None:
    facts = kit.Facts()
    facts.points(UNITS[0], {**dict.fromkeys(LEAVES, "10"), "E": "9"})
    accept_hand_in(kho, facts.table(SET, NOW, "self"), actor=PERSON)
    for share, is_sign in (("0.8", True), ("0.81", False)):
        with kho.trial() as trial:
            trial.connection.execute(
                "update core_signal_limit set maximum_share = cast(? as decimal(18, 9))", [share]
            )
            rows = signals(trial, INDEX, NOW).filter(kind="all_maximum").to_dicts()
        assert [(row["detail"][:3], len(row["places"])) for row in rows] == [("4/5", 4)] * is_sign


# ---------------------------------------------------------------- jumps

JUMP = LIMITS["jump_without_document", "figure_change"]
SHARE = LIMITS["jump_without_document", "criterion_share"]


def result(
    value: Decimal, document: str | None = None, measure: str = "points",
    unit: str = UNITS[0], columns: str = "DE",
) -> HandIn:  # fmt: skip
    """Return a form whose two columns after the value say how to write it, and the document."""
    facts = kit.Facts()
    facts.results(unit, {measure: str(value)})
    made = facts.workbook(PLAN, NOW, unit)
    heading, format_ = (RESULTS.column(code).label for code in ("document_ref", "format"))
    way, documents = columns
    texts = {
        f"{documents}4": f" {heading} ", f"{way}4": format_, f"{way}8": "số nguyên",
        "C9": str(value), f"{way}9": "số điểm", f"{documents}8": "1/QĐ-UBND",
    }  # fmt: skip
    if document is not None:
        texts[f"{documents}9"] = document
    cells = [
        {
            "sheet": "results", "row_no": int(cell[1:]), "column_no": "ABCDE".index(cell[0]) + 1,
            "cell": "C1" if cell == "C9" else cell, "text": text,
        }
        for cell, text in texts.items()
    ]  # fmt: skip
    frame = pl.DataFrame([{**cell, "kind": "text"} for cell in cells], schema=made.cells.schema)
    return HandIn(**{**{name: getattr(made, name) for name in made.__slots__}, "cells": frame})


@pytest.mark.parametrize(
    ("change", "document", "is_sign"),
    [
        (JUMP, None, True),
        (-JUMP, None, True),
        (JUMP, "  ", True),
        (JUMP - Decimal("0.000000001"), None, False),
        (JUMP, "99/QĐ-UBND", False),
    ],
)
def test_a_jump_of_a_reported_figure_without_a_document_in_its_line(
    kho: Store, change: Decimal, document: str | None, is_sign: bool
) -> None:
    earlier = kit.Facts()
    earlier.results(UNITS[0], {"points": "60"})
    hand_in(kho, earlier, period=BEFORE)
    accept_hand_in(kho, result(60 + change, document), actor=PERSON)
    rows = found(kho, "jump_without_document")
    assert len(rows) == is_sign
    if is_sign:
        now = str(60 + change)
        assert rows[0]["detail"] == (
            f"Số liệu points: 60 ở kỳ Năm 2021, nay là {now}; không thấy văn bản kèm theo."
        )
        assert len(rows[0]["places"]) == 2


def test_the_column_of_documents_is_found_by_the_headings_of_the_file_itself(kho: Store) -> None:
    for unit in UNITS[:2]:
        earlier = kit.Facts()
        earlier.results(unit, {"points": "60"})
        hand_in(kho, earlier, period=BEFORE, unit=unit)
    # one unit's documents stand where the other tells how its figure is written
    accept_hand_in(kho, result(60 + JUMP), actor=PERSON)
    accept_hand_in(kho, result(60 + JUMP, "9/TB", unit=UNITS[1], columns="ED"), actor=PERSON)
    assert [row["unit_code"] for row in found(kho, "jump_without_document")] == [UNITS[0]]


def test_a_published_figure_is_no_jump_of_the_unit(kho: Store) -> None:
    for period, value in ((BEFORE, "10"), (NOW, "90")):
        facts = kit.Facts()
        facts.results(UNITS[0], {"points": value})
        accept_hand_in(kho, facts.table(PLAN, period), actor=PERSON)
        sums = kit.Facts()
        sums.points(UNITS[0], {"S": "0" if period == BEFORE else "20"})
        accept_hand_in(kho, sums.table(SET, period, "self"), actor=PERSON)
    assert found(kho, "jump_without_document") == []
    assert found(kho, "jump_without_document", INDEX) == []


def test_a_rank_or_a_first_figure_does_not_jump(kho: Store) -> None:
    earlier = kit.Facts()
    earlier.results(UNITS[0], {"place": "90"})
    hand_in(kho, earlier, period=BEFORE)
    accept_hand_in(kho, result(Decimal(1), measure="place"), actor=PERSON)
    assert found(kho, "jump_without_document") == []
    accept_hand_in(kho, result(Decimal(99)), actor=PERSON)
    assert found(kho, "jump_without_document") == []


@pytest.mark.parametrize(
    ("now", "evidence", "is_sign"),
    [
        (5 + SHARE * 10, None, True),
        (5 + SHARE * 10 - Decimal("0.000000001"), None, False),
        (5 + SHARE * 10, "8/BC-UBND", False),
    ],
)
def test_a_jump_of_self_points_without_evidence(
    kho: Store, now: Decimal, evidence: str | None, is_sign: bool
) -> None:
    for period, value, text in ((BEFORE, "5", None), (NOW, str(now), evidence)):
        facts = kit.Facts()
        facts.points(UNITS[0], {"A": value}, evidence=text)
        facts.points(UNITS[0], {"B": "5"}, evidence="9/BC-UBND")
        accept_hand_in(kho, facts.table(SET, period, "self"), actor=PERSON)
    rows = found(kho, "jump_without_document", INDEX)
    assert [row["criterion_code"] for row in rows] == (["A"] if is_sign else [])


def test_a_jump_between_periods_that_cannot_be_compared_is_no_sign(kho: Store) -> None:
    for period, value in ((BEFORE, "5"), (NOW, "10")):
        facts = kit.Facts()
        facts.points(UNITS[0], {"A": value})
        accept_hand_in(kho, facts.table(SET, period, "self"), actor=PERSON)
    assert len(found(kho, "jump_without_document", INDEX)) == 1
    with kho.scratch() as connection:
        connection.execute(
            "update core_unit set valid_from = date '2022-06-01' where unit_id = ?", [UNITS[0]]
        )
        assert connection.execute("select * from out_signal_jump").fetchall() == []


# ---------------------------------------------------------------- never a penalty


def test_no_other_view_reads_a_sign() -> None:
    # documents are listed for people to open (out_evidence); nothing that judges reads them
    private = re.compile(
        r"\b(?:(?:out|core)_signal|core_cited|core_self_point|(?:out|core)_evidence)\w*"
    )
    reads = {
        name: set(private.findall(re.sub(r"--[^\n]*", "", sql)))
        for name, sql in view_files().items()
        if not private.match(name)
    }
    assert {name: found for name, found in reads.items() if found} == {}


JUDGED = ("judged_verdict", "judged_total", "judged_rank")


def state(connection: Any) -> list[Any]:
    return [
        connection.execute(f"select * from {table} order by all").fetchall() for table in JUDGED
    ]


@settings(
    max_examples=6, derandomize=True, deadline=None, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(
    points=st.lists(st.sampled_from(["0", "5", "10"]), min_size=5, max_size=5),
    figure=st.integers(0, 100),
    evidence=st.sampled_from(["1/BC-UBND", "2/BC-UBND"]),
)
def test_a_sign_never_changes_a_verdict_a_total_or_a_rank(
    kho: Store, points: list[str], figure: int, evidence: str
) -> None:
    hand_ins = []
    for unit in UNITS:
        facts = tasks(evidence, evidence) if unit == UNITS[0] else kit.Facts()
        facts.results(unit, {"points": str(figure)})
        hand_ins.append(facts.workbook(PLAN, NOW, unit))
        table = kit.Facts()
        table.points(unit, dict(zip(LEAVES, points, strict=True)), evidence=evidence)
        hand_ins.append(table.table(SET, NOW, "self"))
    with kho.trial() as trial:
        connection = trial.connection
        connection.execute("begin")
        for revision, each in enumerate(hand_ins, trial.revision() + 1):
            record(
                Write(connection, revision, dt.datetime.fromisoformat("2022-12-01")), each, PERSON
            )
        judge_all(connection)
        with_signs = state(connection)
        assert all(with_signs)
        assert signals(trial, INDEX, NOW).height > 0
        connection.execute("delete from core_signal_limit")
        shown = [
            connection.execute(f"select * from {view}").fetchall()
            for view in view_files()
            if view.startswith("out_signal")
        ]
        assert not any(shown), "without limits nothing is shown"
        judge_all(connection)
        assert state(connection) == with_signs


# ---------------------------------------------------------------- the command


def test_the_command_lists_kinds_with_their_limits_and_no_sign(
    thidua: Command, handed_in: Store
) -> None:
    document = thidua(
        "signals", "ninh_hoa_2022", "2022-Q1", "--json", data=handed_in.data_dir
    ).document
    assert [each["kind"] for each in document["kinds"]] == list(FACTS)
    assert {each["count"] for each in document["kinds"]} == {0}
    assert document["signals"] == []
    assert "không phải kết luận" in document["note"]
    told = thidua("signals", "ninh_hoa_2022", "2022-Q1", data=handed_in.data_dir)
    assert told.code == 0
    assert told.out.endswith("Không có dấu hiệu nào.\n")
    wrong = thidua("signals", "ninh_hoa_2022", "2031-Q1", "--json", data=handed_in.data_dir)
    assert (wrong.code, wrong.codes) == (2, ["identity.unknown_period"])


def test_the_command_shows_what_it_found(thidua: Command, store: Store) -> None:
    facts = kit.Facts()
    texts = ["12/BC-UBND"] * 7
    rows = [{"task_code": f"NV{n}", "evidence_ref": text} for n, text in enumerate(texts)]
    facts.sheet("22528-truoc-2025", "tasks", rows)
    made = facts.workbook("ninh_hoa_2022", "2022-Q1", "22528-truoc-2025")
    accept_hand_in(store, made, actor=PERSON)
    document = thidua("signals", "ninh_hoa_2022", "2022-Q1", "--json", data=store.data_dir).document
    (sign,) = document["signals"]
    assert (sign["kind"], sign["unit"]) == ("document_across_rows", "22528")
    assert len(sign["places"]) == 7
    assert sign["places"][0] == {"file": "22528-truoc-2025.xlsx", "sheet": "tasks", "cell": "C2"}
    told = thidua("signals", "ninh_hoa_2022", "2022-Q1", data=store.data_dir).out
    assert "và 2 ô khác" in told
    assert PERSON not in told
