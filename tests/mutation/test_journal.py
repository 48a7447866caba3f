"""A whole run that was cut off goes on where it was, and never over other views."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutation import journal
from tests.mutation.journal import Journal
from tests.mutation.run import all_mutants

CAUGHT, MISSED = all_mutants("core_rank")[:2]


def test_what_was_answered_is_known_again(tmp_path: Path) -> None:
    path = tmp_path / "so.jsonl"
    first = Journal(path)
    first.add(CAUGHT, "oracle")
    first.add(MISSED, None)
    assert Journal(path).killers == {CAUGHT.key: "oracle", MISSED.key: None}


def test_answers_about_other_views_are_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "so.jsonl"
    Journal(path).add(CAUGHT, "oracle")
    monkeypatch.setattr(journal, "view_files", lambda: {"core_rank": "select 1"})
    with pytest.raises(ValueError, match="other views"):
        Journal(path)
