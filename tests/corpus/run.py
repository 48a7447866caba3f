"""Planted files through the checks: what was found, told where, and how often by one sentence."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from etl.submit import prepare_workbook
from schemas.findings import Finding, Refusal
from tests.corpus.books import SEED, Base, Draft
from tests.corpus.faults import FAULTS, Truth
from warehouse.store import Store


@dataclass(frozen=True)
class Case:
    """One planted file and the truth about it."""

    name: str
    base: Base
    data: bytes
    door: dict[str, str]
    truth: Truth


@dataclass(frozen=True)
class Score:
    """How one file went: found, findings about the fault itself, exact place, one cause."""

    case: Case
    findings: tuple[Finding, ...]
    is_found: bool
    right: int
    is_exact: bool
    is_single: bool

    @property
    def is_perfect(self) -> bool:
        return (
            self.is_found and self.is_exact and self.is_single and self.right == len(self.findings)
        )


def cases(bases: Sequence[Base]) -> Iterator[Case]:
    """Yield every class of fault in every programme that has a place for it."""
    for name in FAULTS:
        for base in bases:
            case = planted(name, base)
            if case is not None:
                yield case


def rotating(bases: Sequence[Base]) -> Iterator[Case]:
    """Yield every class once, each in the next programme that has a place for it."""
    for turn, name in enumerate(FAULTS):
        order = [*bases[turn % len(bases) :], *bases[: turn % len(bases)]]
        yield next(case for base in order if (case := planted(name, base)) is not None)


def planted(name: str, base: Base) -> Case | None:
    """Return a base with one fault, always the same; None when it has no place for it."""
    draft = Draft(base, random.Random(f"{SEED}|{name}|{base.programme.id}"))
    truth = FAULTS[name][1](draft)
    return None if truth is None else Case(name, base, draft.bytes(), draft.door, truth)


def check(store: Store, data: bytes, door: dict[str, str]) -> tuple[tuple[Finding, ...], list[str]]:
    """Return the findings about a file and the notes, as the front door makes them."""
    try:
        _, read = prepare_workbook(store, data, "bảng nộp.xlsx", **door)
    except Refusal as refusal:
        return refusal.findings, []
    return tuple(read.findings), read.notes


def score(store: Store, case: Case) -> Score:
    """Check one file against the truth about it."""
    findings, notes = check(store, case.data, case.door)
    truth = case.truth
    if truth.is_note:
        (cell,) = truth.cells
        told = [note for note in notes if f"“{truth.sheet}”, ô {cell}:" in note]
        return Score(case, findings, bool(told), 0, len(told) == len(notes) == 1, not findings)
    right = [each for each in findings if each.sheet == truth.sheet and _is_at(each, truth)]
    return Score(case, findings, bool(findings), len(right), bool(right), len(findings) == 1)


def _is_at(found: Finding, truth: Truth) -> bool:
    return not truth.cells or found.cell in truth.cells


def table(scores: Iterable[Score]) -> list[str]:
    """Return the figures of every class as lines of a table."""
    lines = [
        "| lớp lỗi | tệp | phát hiện | đúng lỗi | đúng trang và ô | một nguyên nhân |",
        "| --- | --: | --: | --: | --: | --: |",
    ]
    groups: dict[str, list[Score]] = {}
    for each in scores:
        groups.setdefault(each.case.name, []).append(each)
    everything = [each for group in groups.values() for each in group]
    for name, group in [*groups.items(), ("", everything)]:
        label = FAULTS[name][0] if name else "**Tất cả**"
        told = sum(len(each.findings) for each in group)
        right = sum(each.right for each in group)
        shares = (
            _share(sum(each.is_found for each in group), len(group)),
            _share(right, told) if told else "100 %",
            _share(sum(each.is_exact for each in group), len(group)),
            _share(sum(each.is_single for each in group), len(group)),
        )
        lines.append(f"| {label} | {len(group)} | {' | '.join(shares)} |")
    return lines


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %".replace(".0 %", " %").replace(".", ",")
