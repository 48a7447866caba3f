"""Five hundred broken files: no crash, nothing written, each ends in a sentence of ours."""

from __future__ import annotations

import pytest

from etl.submit import submit_workbook
from schemas.findings import catalogue
from tests.conftest import state_of
from tests.fuzz.files import originals
from tests.fuzz.mutate import KINDS, Mutant, mutants
from tests.fuzz.run import run
from warehouse.store import Store

COUNT = 500


def test_mutants_are_always_the_same(store: Store) -> None:
    files = [("a.xlsx", originals(store)[4][1]), ("b.csv", b"a;b\n1;2\n")]
    assert mutants(files, 40) == mutants(files, 40)
    assert {each.kind for each in mutants(files, 40)} == set(KINDS)


def test_every_broken_file_ends_in_a_sentence(store: Store) -> None:
    before = state_of(store.data_dir)
    result = run(store, mutants(originals(store), COUNT))
    assert result.failures == []
    assert sum(result.endings.values()) == COUNT
    assert len(result.endings) > 8
    assert set(result.endings) - {"accepted"} <= set(catalogue())
    assert state_of(store.data_dir) == before


def test_a_file_that_kills_the_child_is_refused_and_the_rest_goes_on(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.fuzz import run as module

    monkeypatch.setattr(module, "_START", "import os; os.abort()")
    good = originals(store)[0]
    result = run(store, [Mutant("bytes", *good), Mutant("bytes", "b.xlsx", b"PK\x03\x04")])
    assert dict(result.endings) == {"accepted": 1, "file.unreadable": 1}
    assert result.failures == []


def test_no_broken_file_is_accepted_in_part(store: Store) -> None:
    """Through the whole front door: refused with the warehouse untouched, or wholly accepted."""
    for mutant in mutants(originals(store)[:1], 8):
        before = state_of(store.data_dir)
        outcome = submit_workbook(store, mutant.data, mutant.name, actor="văn thư")
        assert outcome.accepted != bool(outcome.findings)
        assert outcome.accepted == (outcome.receipt is not None)
        assert outcome.accepted == (state_of(store.data_dir) != before)
