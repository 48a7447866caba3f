"""Running the mutation check: corpora first, then mutant after mutant on every core."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from tests.mutation import corpus
from tests.mutation.journal import Journal, Key
from tests.mutation.operators import Mutant, mutants_of
from tests.mutation.suite import Killer, Name, Recorded, Suite, record
from warehouse.migrate import view_files

ALLOWED = Path(__file__).absolute().with_name("equivalent.toml")
NAMES: tuple[Name, ...] = ("oracle", "history", "spec", "lived", "demo")
"""The corpora in the order in which they are asked: the best witness first."""
BATCHES, FEW_BATCHES = 60, 10
"""How often Hypothesis draws programmes for a whole run, and for a quick one."""
LIVING = 5
"""Of so many batches one with histories: each of their steps is a write of its own."""


@dataclass(frozen=True)
class Result:
    """A mutant, what noticed it, and why it may go unnoticed."""

    mutant: Mutant
    killer: Killer | None
    reason: str | None

    @property
    def is_survivor(self) -> bool:
        """Tell whether nothing noticed a mutant that is not known to be equivalent."""
        return self.killer is None and self.reason is None


@dataclass
class Report:
    """What became of the mutants."""

    results: list[Result]
    stale: list[str]
    """Entries of the list of equivalent mutants that no longer hold."""
    seconds: float = 0.0
    unsteady: list[str] = field(default_factory=list)
    """Outputs that are not the same each time they are asked for."""

    @property
    def survivors(self) -> list[Result]:
        """Return what nothing noticed and nobody judged equivalent."""
        return [each for each in self.results if each.is_survivor]

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing has to be done."""
        return not (self.survivors or self.stale or self.unsteady)

    @property
    def killers(self) -> Counter[str]:
        """Return how many mutants each kind of witness noticed."""
        return Counter(each.killer for each in self.results if each.killer is not None)

    @property
    def kill_rate(self) -> float:
        """Return the share noticed of those that are not equivalent, in per cent."""
        real = sum(each.killer is not None or each.is_survivor for each in self.results)
        return 100.0 if real == 0 else 100.0 * sum(self.killers.values()) / real

    def by_view(self) -> dict[str, list[Result]]:
        """Return the results view by view."""
        found: dict[str, list[Result]] = {}
        for each in self.results:
            found.setdefault(each.mutant.view, []).append(each)
        return found


def all_mutants(pattern: str = "*") -> list[Mutant]:
    """Return every mutant of the views whose names fit a pattern."""
    return [
        mutant
        for view, sql in sorted(view_files().items())
        if fnmatch(view, pattern)
        for mutant in mutants_of(view, sql)
    ]


def equivalents() -> dict[Key, str]:
    """Return the mutants that change nothing that can be seen, each with its reason."""
    document = tomllib.loads(ALLOWED.read_text("utf-8"))
    found: dict[Key, str] = {}
    for group in document.get("because", []):
        for each in group["mutants"]:
            key = (each["view"], each["before"], each["after"], each.get("nth", 1))
            if key in found:
                raise ValueError(f"named twice: {key}")
            found[key] = group["reason"]
    return found


def stale_entries(pattern: str = "*") -> list[str]:
    """Return the entries of the list that name no mutant of today's views."""
    known = {mutant.key for mutant in all_mutants(pattern)}
    return [
        f"{_shown(key)}: không còn đột biến này"
        for key in equivalents()
        if fnmatch(key[0], pattern) and key not in known
    ]


def _shown(key: Key) -> str:
    view, before, after, nth = key
    return f"{view} “{before}” → “{after}”" + (f" (lần {nth})" if nth > 1 else "")


# ---------------------------------------------------------------- corpora


def prepare(name: Name, folder: Path, batches: int, *, has_passed: bool = False) -> Recorded:
    """Write a corpus and record what the unchanged views say about it."""
    path = folder / f"{name}.duckdb"
    if name == "oracle":
        corpus.write_drawn(path, batches)
    elif name == "history":
        corpus.write_histories(path, batches // LIVING)
    elif name == "spec":
        corpus.write_spec(path)
    elif name == "lived":
        corpus.write_lived(path)
    else:
        corpus.write_demo(path)
    return record(name, path, has_passed=has_passed)


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="dot-bien-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


# ---------------------------------------------------------------- whole runs

_suite: Suite | None = None


def _start(recorded: Sequence[Recorded]) -> None:
    """Give this process corpora of its own."""
    global _suite
    _suite = Suite([_own(each) for each in recorded])


def _own(recorded: Recorded) -> Recorded:
    path = recorded.path.with_name(f"{recorded.name}-{os.getpid()}.duckdb")
    shutil.copyfile(recorded.path, path)
    return replace(recorded, path=path)


def _judge(mutant: Mutant, *, proves: bool) -> Killer | None:
    assert _suite is not None
    return _suite.killer(mutant, proves=proves)


def run(
    pattern: str = "*",
    *,
    proves: bool = False,
    workers: int | None = None,
    journal: Journal | None = None,
) -> Report:
    """Judge every mutant of the views whose names fit a pattern, on every core.

    With a journal, what it already holds is not judged again, and every answer is noted at once.
    """
    begun = time.perf_counter()
    listed, allowed = all_mutants(pattern), equivalents()
    noted = journal or Journal()
    mutants = [mutant for mutant in listed if mutant.key not in noted.killers]
    count = workers or os.cpu_count() or 1
    spawn = get_context("spawn")
    with _folder() as folder:
        with ProcessPoolExecutor(count, spawn) as pool:
            # the slowest to write first
            made = pool.map(partial(prepare, folder=folder, batches=BATCHES), reversed(NAMES))
            recorded = list(made)[::-1]
        with ProcessPoolExecutor(count, spawn, _start, (recorded,)) as pool:
            killers = pool.map(partial(_judge, proves=proves), mutants)
            for mutant, killer in zip(mutants, killers, strict=True):
                noted.add(mutant, killer)
    results = [
        Result(mutant, noted.killers[mutant.key], allowed.get(mutant.key)) for mutant in listed
    ]
    stale = stale_entries(pattern) + [
        f"{_shown(each.mutant.key)}: bị phát hiện ({each.killer}), không tương đương"
        for each in results
        if each.killer is not None and each.reason is not None
    ]
    seconds = time.perf_counter() - begun
    return Report(results, stale, seconds, _unsteady(recorded))


# ---------------------------------------------------------------- samples


def sample(count: int, pattern: str = "*", seed: int = 0) -> Report:
    """Judge a few mutants on a small corpus; one that survives must face many more."""
    begun = time.perf_counter()
    allowed = equivalents()
    listed = [each for each in all_mutants(pattern) if each.key not in allowed]
    chosen = random.Random(seed).sample(listed, min(count, len(listed)))
    with _folder() as folder:
        few = [
            prepare("oracle", folder, FEW_BATCHES),
            prepare("history", folder, FEW_BATCHES),
            prepare("spec", folder, 0, has_passed=True),  # they are tests of this suite as well
            prepare("lived", folder, 0),
        ]
        killers = _killers(few, chosen)
        if None in killers.values():
            more = folder / "lon"
            more.mkdir()
            left = [mutant for mutant in chosen if killers[mutant.key] is None]
            killers |= _killers([prepare("oracle", more, BATCHES)], left)
    results = [Result(mutant, killers[mutant.key], None) for mutant in chosen]
    seconds = time.perf_counter() - begun
    return Report(results, stale_entries(pattern), seconds, _unsteady(few))


def _killers(recorded: list[Recorded], mutants: list[Mutant]) -> dict[Key, Killer | None]:
    suite = Suite(recorded)
    try:
        return {mutant.key: suite.killer(mutant) for mutant in mutants}
    finally:
        suite.close()


def _unsteady(recorded: Sequence[Recorded]) -> list[str]:
    return sorted({name for each in recorded for name in each.unsteady})


def as_document(report: Report) -> dict[str, Any]:
    """Return a report as plain data."""
    return {
        "mutants": len(report.results),
        "killed": sum(report.killers.values()),
        "killers": dict(report.killers),
        "equivalent": sum(each.reason is not None for each in report.results),
        "kill_rate_pct": round(report.kill_rate, 2),
        "seconds": round(report.seconds, 1),
        "stale": report.stale,
        "unsteady": report.unsteady,
        "views": [
            {
                "view": view,
                "mutants": len(found),
                "killed": sum(each.killer is not None for each in found),
                "equivalent": sum(each.reason is not None for each in found),
                "survivors": [_one(each) for each in found if each.is_survivor],
                "only_recorded": [_one(each) for each in found if each.killer == "recording"],
            }
            for view, found in report.by_view().items()
        ],
    }


def _one(result: Result) -> dict[str, Any]:
    mutant = result.mutant
    return {
        "line": mutant.line,
        "kind": mutant.kind,
        "before": mutant.before,
        "after": mutant.after,
        "nth": mutant.nth,
    }
