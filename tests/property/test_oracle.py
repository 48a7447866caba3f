"""The judge in SQL and the judge in plain Python must say the same about everything."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import programmes as some
import pytest
import warehouse_kit as kit
from agreement import Comparison, Kept, accept, install
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from warehouse.judge import judge_all

AT_ONCE = 20
"""Programmes judged together: planning the views costs more than running them on small data."""

STEADY = settings(
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

REASONS = {
    *("missing", "zero_denominator", "threshold_met", "threshold_not_met", "class_reached"),
    *("recognised", "level_too_low", "none_listed", "vetoed", "no_event"),
    *("attested_yes", "attested_no", "decided", "not_decided", "applies_unknown"),
    *("does_not_apply", "no_base_year", "already_first", "rank_compared"),
    *("assignment_unknown", "nothing_assigned", "value_and_rank_compared"),
    *("rank_outside", "tier_reached", "tier_exceeded", "tier_missed", "inherited"),
    *("points", "rule_points", "declared_not_applicable", "not_applicable_unconfirmed"),
    *("sample_too_small", "small_sample", "bonus_points", "penalty_points", "none_claimed"),
    *("no_hand_in", "no_result", "nothing_applies", "incomplete"),
}
"""Every reason there is: a comparison that never meets one of them proves nothing about it."""


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A private copy of a real warehouse, rolled back after every example."""
    store = kit.fresh_store(tmp_path_factory.mktemp("oracle") / "kho")
    with store.scratch() as connection:
        connection.execute("set threads = 1")
        yield connection
    store.close()


class Batch:
    """Programmes judged together; only the one that differs is ever shown."""

    def __init__(self, samples: list[some.Sample]) -> None:
        self.samples = samples

    def __repr__(self) -> str:
        return f"Batch of {len(self.samples)}"


@st.composite
def _batches(draw: st.DrawFn) -> Batch:
    return Batch([draw(some.samples_with_persons_before(number)) for number in range(AT_ONCE)])


def test_sql_and_oracle_agree(scratch: duckdb.DuckDBPyConnection) -> None:
    """Two hundred and forty programmes: every verdict, total, rank and proposal; every reason."""
    told: set[str] = set()

    @settings(STEADY, max_examples=12, phases=[Phase.generate])  # shrinking would take minutes
    @given(batch=_batches())
    def agree(batch: Batch) -> None:
        scratch.execute("begin")
        try:
            install(scratch, batch.samples)
            accept(scratch, batch.samples)
            judge_all(scratch)
            kept = Kept(scratch)
        finally:
            scratch.execute("rollback")
        for sample in batch.samples:
            comparison = Comparison(kept, sample)
            assert not comparison.different, comparison.report()
            told.update(comparison.told)

    agree()
    assert told == REASONS
