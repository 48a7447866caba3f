"""A file that is checked, mended and handed in is read once, and never another's in its place."""

from __future__ import annotations

import datetime as dt

import pytest

from etl import inner_gates, recent
from etl.advice import Window
from etl.recent import RecentWorkbooks
from etl.workbook import Workbook, read_workbook
from schemas.findings import Refusal


class _Counted:
    """Reads for real and notes what was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[bytes, str]] = []

    def __call__(self, data: bytes, file_name: str) -> Workbook:
        self.asked.append((data, file_name))
        return read_workbook(data, file_name)


ONE, OTHER = b"a;b\n1;2\n", b"a;b\n1;3\n"


def test_the_same_bytes_under_the_same_name_are_read_once() -> None:
    read = _Counted()
    kept = RecentWorkbooks(read)
    first = kept.read(ONE, "so.csv")
    assert kept.read(ONE, "so.csv") is first
    assert kept.read(OTHER, "so.csv").sha256 != first.sha256
    assert kept.read(ONE, "ten khac.csv").file_name == "ten khac.csv"
    assert read.asked == [(ONE, "so.csv"), (OTHER, "so.csv"), (ONE, "ten khac.csv")]


def test_a_large_file_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent, "MOST_CELLS", 3)
    read = _Counted()
    kept = RecentWorkbooks(read)
    kept.read(ONE, "so.csv")
    kept.read(ONE, "so.csv")
    assert len(read.asked) == 2


def test_the_oldest_goes_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent, "MOST_KEPT", 2)
    read = _Counted()
    kept = RecentWorkbooks(read)
    for name in ("1.csv", "2.csv", "1.csv", "3.csv", "1.csv", "2.csv"):
        kept.read(ONE, name)
    assert [name for _, name in read.asked] == ["1.csv", "2.csv", "3.csv", "2.csv"]


def test_what_could_not_be_read_is_tried_again() -> None:
    read = _Counted()
    kept = RecentWorkbooks(read)
    for _ in range(2):
        with pytest.raises(Refusal):
            kept.read(b"", "so.csv")
    assert len(read.asked) == 2


def test_a_check_is_repeated_for_another_window_and_never_carries_what_was_added() -> None:
    workbook = read_workbook(ONE, "so.csv")
    early, late = (Window(dt.date(year, 1, 1), dt.date(year, 3, 31)) for year in (2022, 2023))
    first = inner_gates._checked_once(workbook, ("tasks",), (), early)
    first.findings.clear()
    first.notes.append("của người khác")
    again = inner_gates._checked_once(workbook, ("tasks",), (), early)
    assert again.findings
    assert again.notes == []
    assert inner_gates._checked_once(workbook, ("tasks",), (), late).findings == again.findings
    assert inner_gates._RECENT._kept.keys() >= {
        (id(workbook), repr((("tasks",), (), window))) for window in (early, late)
    }
