"""Every class of planted fault is found at its cell, told once, and mended by its own sentence."""

from __future__ import annotations

import pytest

from schemas.findings import catalogue
from tests.corpus.books import Base, bases
from tests.corpus.clerk import rounds_to_acceptance
from tests.corpus.faults import FAULTS
from tests.corpus.run import Case, check, rotating, score, table
from warehouse.opening import open_warehouse
from warehouse.store import Store


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return open_warehouse(tmp_path_factory.mktemp("loi") / "kho")


@pytest.fixture(scope="module")
def filled(kept: Store) -> list[Base]:
    return bases(kept)


@pytest.fixture(scope="module")
def corpus(filled: list[Base]) -> dict[str, Case]:
    return {case.name: case for case in rotating(filled)}


def test_there_are_enough_classes_and_every_programme_has_its_turn(
    corpus: dict[str, Case], filled: list[Base]
) -> None:
    assert len(FAULTS) >= 22
    assert corpus.keys() == FAULTS.keys()
    assert {case.base.programme.id for case in corpus.values()} == {
        base.programme.id for base in filled
    }
    assert len(filled) == 6


def test_a_workbook_without_a_fault_is_taken(kept: Store, filled: list[Base]) -> None:
    for base in filled:
        assert check(kept, base.data, {}) == ((), []), base.programme.id


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found_at_its_cell_and_mended_in_two_rounds(
    kept: Store, corpus: dict[str, Case], name: str
) -> None:
    case = corpus[name]
    done = score(kept, case)
    assert done.is_perfect, (case.truth, done.findings)
    for found in done.findings:
        assert found.code in catalogue()
        assert found.fix or found.example, found.code
    if not case.truth.is_note:
        rounds = rounds_to_acceptance(kept, case)
        assert rounds in (1, 2)


def test_the_table_of_figures(kept: Store, corpus: dict[str, Case]) -> None:
    (head, _, first, last) = table([score(kept, corpus["text_in_number"])])
    assert head.startswith("| lớp lỗi ")
    assert first == "| chữ trong ô số | 1 | 100 % | 100 % | 100 % | 100 % |"
    assert last == "| **Tất cả** | 1 | 100 % | 100 % | 100 % | 100 % |"
