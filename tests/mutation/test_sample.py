"""A few mutants of the views on every run; ``make mutate`` judges all of them."""

from __future__ import annotations

from tests.mutation.run import equivalents, sample, stale_entries

COUNT = 24


def test_the_list_of_equivalent_mutants_is_about_today() -> None:
    assert stale_entries() == []
    assert all(reason.strip() for reason in equivalents().values())


def test_a_sample_of_mutants_does_not_survive() -> None:
    report = sample(COUNT)
    assert len(report.results) == COUNT
    # the goal is none; another sample is drawn whenever a view changes, so a few may be equivalent
    told = [each.mutant.key for each in report.survivors]
    assert len(told) * 4 <= COUNT, told
    assert report.unsteady == []
    assert report.killers["oracle"] > 0, "the oracle should notice some"
