"""The machine a figure was measured on, and how to measure in a process of its own."""

from __future__ import annotations

import os
import platform
import resource
import sqlite3
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib import metadata
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Generic, TypeVar

_Answer = TypeVar("_Answer")
_KIB = 1024
_TICKS = os.sysconf("SC_CLK_TCK")


def described() -> dict[str, str]:
    """Return what names the machine: processor, cores, memory, system and versions."""
    return {
        "cpu": _line("/proc/cpuinfo", "model name") or platform.processor() or "?",
        "cores": str(os.cpu_count()),
        "memory_gib": f"{_memory() / 2**30:.1f}",
        "load_before": " ".join(f"{each:.1f}" for each in os.getloadavg()),
        "system": platform.platform(),
        "python": platform.python_version(),
        **{name: metadata.version(name) for name in ("duckdb", "polars", "pandas", "numpy")},
        "sqlite": sqlite3.sqlite_version,
    }


def _line(path: str, name: str) -> str | None:
    try:
        lines = Path(path).read_text("utf-8").splitlines()
    except OSError:
        return None
    named = (line.partition(":")[2].strip() for line in lines if line.startswith(name))
    return next(named, None)


def _memory() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


@dataclass(frozen=True)
class Alone(Generic[_Answer]):
    """What a process of its own answered, and the most memory it ever held."""

    answer: _Answer
    peak_mib: float


def alone(work: Callable[..., _Answer], *given: Any) -> Alone[_Answer]:
    """Run work in a fresh process, so that its peak of memory is nobody else's."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        answer, peak = pool.submit(_measured, work, given).result()
    return Alone(answer, peak)


def _measured(work: Callable[..., _Answer], given: tuple[Any, ...]) -> tuple[_Answer, float]:
    answer = work(*given)
    return answer, _peak_mib()


def _peak_mib() -> float:
    # what getrusage tells on Linux begins with the size of the process that started this one
    own = _line("/proc/self/status", "VmHWM")
    if own is not None:
        return int(own.split()[0]) / _KIB
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (_KIB * _KIB if sys.platform == "darwin" else _KIB)


def percentile(values: list[float], share: float) -> float:
    """Return the smallest measured value that at least this share of the values do not exceed."""
    ordered = sorted(values)
    place = max(0, -(-len(ordered) * round(share * 100) // 100) - 1)
    return ordered[place]


def processor_seconds(pid: int) -> float:
    """Return the processor seconds of a process and of its children that ended."""
    parts = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return sum(map(int, parts[11:15])) / _TICKS


def resident_mib(pid: int) -> float:
    """Return the memory that a process holds now."""
    held = _line(f"/proc/{pid}/status", "VmRSS")
    assert held is not None
    return int(held.split()[0]) / _KIB
