"""The judge in SQL and the judge in plain Python must say the same about everything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import duckdb
import programmes as some
import pytest
import warehouse_kit as kit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle import Oracle

from warehouse.judge import judge_all
from warehouse.rulebook import load_rules
from warehouse.store import Write
from warehouse.units import load_units
from warehouse.writers import record

AT_ONCE = 6
"""Programmes judged together: planning the views costs more than running them on small data."""

STEADY = settings(
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A private copy of a real warehouse, rolled back after every example."""
    store = kit.fresh_store(tmp_path_factory.mktemp("oracle") / "kho")
    with store.scratch() as connection:
        connection.execute("set threads = 1")
        yield connection
    store.close()


def _install(connection: duckdb.DuckDBPyConnection, samples: list[some.Sample]) -> None:
    units = kit.register(
        {each.programme.id: list(each.units.items()) for each in samples}
    )  # fmt: skip
    sets = [each.criteria_set for each in samples if each.criteria_set]
    book = kit.rule_book((each.programme for each in samples), sets)
    load_units(connection, units)
    load_rules(connection, book, units, 1)


def _accept(connection: duckdb.DuckDBPyConnection, samples: list[some.Sample]) -> None:
    longest = max(len(each.hand_ins) for each in samples)
    for place in range(longest):  # programmes do not touch each other: one revision for all
        write = Write(connection, 2 + place, dt.datetime.fromisoformat("2023-01-01"))
        for each in samples:
            if place < len(each.hand_ins):
                record(write, each.hand_ins[place], kit.ACTOR)


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> dict[tuple[str, ...], list[Any]]:
    found: dict[tuple[str, ...], list[Any]] = {}
    for row in connection.execute(sql).fetchall():
        found.setdefault(tuple(row[:3]), []).append(row[3:])
    return found


def _fraction(value: Decimal | None) -> Fraction | None:
    return None if value is None else Fraction(value)


_VERDICTS = """
select programme_id, period_id, unit_id, criterion_code, state, is_near, reason_code, gap_count,
    points from judged_verdict
"""
_LINES = """
select programme_id, period_id, unit_id, t.score, t.maximum, t.excluded_reason, t.is_late, r.rank,
    r.is_tied, r.ranked_count
from judged_total as t left join judged_rank as r using (programme_id, period_id, unit_id)
"""
_ELIGIBLE = """
select programme_id, period_id, unit_id, state, not_met_count, proposal_rank, tied_count
from out_eligibility
"""


def _compare(connection: duckdb.DuckDBPyConnection, samples: list[some.Sample]) -> None:
    verdicts, lines = _rows(connection, _VERDICTS), _rows(connection, _LINES)
    eligible = _rows(connection, _ELIGIBLE)
    for sample in samples:
        id_ = sample.programme.id
        for period in some.PERIODS:
            if all(each.period_id != period for each in sample.hand_ins):
                assert not [key for key in lines if key[:2] == (id_, period)]
                continue
            oracle = Oracle(
                sample.programme,
                sample.criteria_set,
                [band.code for band in kit.SCHEME.bands],
                sample.units,
                sample.hand_ins,
                some.DUE[period],
            )
            board, proposal = oracle.board(period), oracle.eligibility(period)
            for unit, group in sample.units.items():
                key = (id_, period, unit)
                said = {code: row for code, *row in verdicts[key]}
                assert len(said) == len(verdicts[key]), "a verdict twice"
                expected = oracle.verdicts(unit, period)
                assert said.keys() == expected.keys()
                for code, verdict in expected.items():
                    state, is_near, reason, gap, points = said[code]
                    assert (state, is_near, reason) == (
                        verdict.state, verdict.is_near, verdict.reason
                    ), (key, code)  # fmt: skip
                    assert _fraction(points) == verdict.points, (key, code)
                    if verdict.state == "not_met":
                        assert gap == verdict.gap, (key, code)
                line = board[unit]
                ((score, maximum, excluded, is_late, rank, is_tied, ranked),) = lines[key]
                assert (_fraction(score), _fraction(maximum)) == (line.score, line.maximum), key
                assert (excluded, is_late) == (line.excluded, line.is_late), key
                assert (rank, is_tied) == (line.rank, line.is_tied), key
                if rank is not None:
                    peers = [u for u, g in sample.units.items() if g == group]
                    assert ranked == sum(board[each].rank is not None for each in peers), key
                assert eligible[key] == [proposal[unit]], key


def _batches(size: int) -> st.SearchStrategy[list[some.Sample]]:
    return st.tuples(*(some.samples(number) for number in range(size))).map(list)


@settings(STEADY, max_examples=50)
@given(samples=_batches(AT_ONCE))
def test_sql_and_oracle_agree(
    scratch: duckdb.DuckDBPyConnection, samples: list[some.Sample]
) -> None:
    """Three hundred programmes: every verdict, total, rank and proposal."""
    scratch.execute("begin")
    try:
        _install(scratch, samples)
        _accept(scratch, samples)
        judge_all(scratch)
        _compare(scratch, samples)
    finally:
        scratch.execute("rollback")
