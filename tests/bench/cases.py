"""The cases: what is measured, against which goal, beside whom."""

from __future__ import annotations

import importlib
import importlib.util
import sqlite3
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import polars as pl

from tests.bench import theirs
from tests.bench.machine import Alone, alone, percentile
from tests.bench.nation import PROGRAMME, Nation, build
from tests.bench.result import Result, differences, ours, tidy
from warehouse.judge import judge_all
from warehouse.readers import leaderboard
from warehouse.store import Store

WARM, READS = 5, 60
REPEATS = 3
NAMES = {"polars": "polars", "pandas": "pandas", "sqlite": "SQLite"}


@dataclass(frozen=True)
class Figure:
    """One measured figure with its goal; a goal is a most (``at_most``) or a least."""

    code: str
    label: str
    value: float
    unit: str
    goal: float | None = None
    at_most: bool = True
    note: str = ""

    @property
    def is_ok(self) -> bool | None:
        """Tell whether the goal is reached; None without a goal."""
        if self.goal is None:
            return None
        return self.value <= self.goal if self.at_most else self.value >= self.goal


def _seconds(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


# ---------------------------------------------------------------- the judge


@dataclass(frozen=True)
class Judged:
    """How long the judge took, and how long the commit and the published copy after it."""

    judge: float
    whole: float


def _judge(folder: Path) -> Judged:
    store = Store(folder)
    begun = time.perf_counter()
    with store.write("đo", "judge_all") as write:
        # a process without a script of its own counts as a terminal and would show progress
        write.connection.execute("set enable_progress_bar = false")
        judge = _seconds(lambda: judge_all(write.connection))
    whole = time.perf_counter() - begun
    store.close()
    return Judged(judge, whole)


def judge_figures(nation: Nation) -> tuple[list[Figure], float]:
    """Judge everything anew in fresh processes; the first fills tables that were empty."""
    runs: list[Alone[Judged]] = [alone(_judge, nation.folder) for _ in range(REPEATS)]
    best = min(run.answer.judge for run in runs)
    whole = min(run.answer.whole for run in runs)
    peak = max(run.peak_mib for run in runs)
    first = runs[0].answer.judge
    months = len(nation.periods)
    return [
        Figure("judge_s", f"Chấm lại {months} kỳ từ số liệu gốc", best, "s", 5.0,
               note=f"lần đầu {first:.2f} s; kèm ghi và công bố {whole:.2f} s"),
        Figure("judge_peak_mib", "Bộ nhớ cao nhất khi chấm lại", peak, "MiB", 2048.0),
    ], best  # fmt: skip


# ---------------------------------------------------------------- the boards


def _reads(store: Store, asked: Iterable[tuple[str, str | None]]) -> list[float]:
    times = []
    for place, (period, group) in enumerate(islice(cycle(asked), WARM + READS)):
        spent = _seconds(lambda p=period, g=group: leaderboard(store, PROGRAMME, p, g))
        if place >= WARM:
            times.append(spent * 1000)
    return times


def board_figures(nation: Nation) -> list[Figure]:
    """Read boards of one period as the screens do, warm, province after province."""
    store = Store(nation.folder)
    periods = nation.periods[-3:]
    provinces = nation.units["group_code"].unique().sort().to_list()
    of_provinces = _reads(store, [(period, group) for group in provinces for period in periods])
    of_nation = _reads(store, [(period, None) for period in periods])
    store.close()
    return [
        Figure("board_province_p95_ms", "Bảng một kỳ của một tỉnh, p95",
               percentile(of_provinces, 0.95), "ms", 30.0,
               note=f"p50 {percentile(of_provinces, 0.5):.1f} ms"),
        Figure("board_nation_p95_ms", "Bảng một kỳ của cả nước, p95",
               percentile(of_nation, 0.95), "ms", 300.0,
               note=f"p50 {percentile(of_nation, 0.5):.1f} ms"),
    ]  # fmt: skip


# ---------------------------------------------------------------- the others


@dataclass(frozen=True)
class Other:
    """How fast another way was over all periods and over the last one, and what it said."""

    whole: float
    one_period: float
    result: Result


def _polars(given: Path) -> Other:
    observations, leaves, units = _frames(given)
    one = observations.filter(pl.col("period_id") == pl.col("period_id").max())
    times = [
        _seconds(lambda: theirs.by_polars(observations, leaves, units)) for _ in range(REPEATS)
    ]
    ones = [_seconds(lambda: theirs.by_polars(one, leaves, units)) for _ in range(REPEATS)]
    return Other(min(times), min(ones), tidy(*theirs.by_polars(observations, leaves, units)))


def _pandas(given: Path) -> Other:
    observations, leaves, units = (frame.to_pandas() for frame in _frames(given))
    observations["points"] = observations["points"].astype("Int64")
    one = observations[observations["period_id"] == observations["period_id"].max()].copy()
    begun = time.perf_counter()
    lines, fields = theirs.by_pandas(observations, leaves, units)
    whole = time.perf_counter() - begun
    ones = [_seconds(lambda: theirs.by_pandas(one, leaves, units)) for _ in range(REPEATS)]
    return Other(whole, min(ones), tidy(pl.from_pandas(lines), pl.from_pandas(fields)))


def _sqlite(given: Path) -> Other:
    observations, leaves, units = _frames(given)
    times = {}
    for name, frame in (
        ("one", observations.filter(pl.col("period_id") == pl.col("period_id").max())),
        ("whole", observations),
    ):
        path = given / f"{name}.sqlite"
        theirs.write_sqlite(path, frame, leaves, units)
        connection = sqlite3.connect(path)
        times[name] = _seconds(lambda c=connection: theirs.by_sqlite(c))
    result = theirs.read_sqlite(connection)
    return Other(times["whole"], times["one"], result)


_WAYS: dict[str, Callable[[Path], Other]] = {
    "polars": _polars, "pandas": _pandas, "sqlite": _sqlite
}  # fmt: skip


def _frames(given: Path) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    observations, leaves, units = (
        pl.read_parquet(given / f"{name}.parquet") for name in ("observations", "leaves", "units")
    )
    return observations, leaves, units


def other_figures(nation: Nation, judge: float) -> tuple[list[Figure], list[str]]:
    """Let the others compute the same, each in a process of its own; return also differences."""
    store = Store(nation.folder)
    mine = ours(store)
    period = nation.periods[-1]
    board = percentile(_reads(store, [(period, None)]), 0.5) / 1000
    store.close()
    figures, unequal, times = [], [], {}
    for name, way in _WAYS.items():
        ran = alone(way, nation.plain)
        other = ran.answer
        times[name] = other.whole
        unequal += [f"{NAMES[name]}: {each}" for each in differences(mine, other.result)]
        figures += [
            Figure(f"{name}_s", f"{NAMES[name]}: cùng kết quả, mọi kỳ", other.whole, "s",
                   note=f"bộ nhớ cao nhất {ran.peak_mib:.0f} MiB"),
            Figure(f"{name}_board_x", f"{NAMES[name]}: tính một kỳ, so với ta đọc bảng một kỳ",
                   other.one_period / board, "lần", 1.0, at_most=False,
                   note=f"{other.one_period * 1000:.0f} ms so với {board * 1000:.0f} ms"),
        ]  # fmt: skip
    fastest = min(times, key=lambda name: times[name])
    figures += [
        Figure("fastest_x", f"Bên nhanh nhất ({NAMES[fastest]}) so với ta chấm lại",
               times[fastest] / judge, "lần", 1.0, at_most=False),
        Figure("pandas_x", "pandas so với ta chấm lại", times["pandas"] / judge, "lần", 10.0,
               at_most=False),
    ]  # fmt: skip
    return figures, unequal


# ---------------------------------------------------------------- one unit


def dry_run_figures(folder: Path) -> list[Figure]:
    """Try one unit's hand-in, and one supposed figure of it, on the scratch copy.

    The hand-in was read and checked before; how long that takes is ``tests.bench.hand_in``'s.
    """
    from etl.submit import prepare_workbook, submit_workbook
    from tests.fill import PERIOD, UNIT, good_form
    from tests.fill import PROGRAMME as PLAN
    from warehouse.opening import open_warehouse
    from warehouse.what_if import Supposition, effect_of, suppose

    store = open_warehouse(folder)
    good = good_form(store).bytes()
    hand_in, checked = prepare_workbook(store, good, "so-lieu.xlsx")
    assert not checked.findings, checked.findings
    # the board has stood before: only this unit is judged anew
    for unit in (UNIT, "22531"):
        first = good_form(store, unit=unit).bytes()
        assert submit_workbook(store, first, "so-lieu.xlsx", actor="Người đo").accepted
    shares = cycle((91, 97, 99))

    def handed_in() -> None:
        assert effect_of(store, hand_in).boards

    def supposed() -> None:
        figure = Supposition(UNIT, figures={"on_time_rate": str(next(shares))})
        assert not suppose(store, PLAN, PERIOD, [figure]).is_nothing

    figures = []
    for code, label, once in (
        ("dry_run", "Nộp thử một đơn vị (đã đọc và kiểm), p95", handed_in),
        ("suppose", "Giả lập một số liệu của một đơn vị, p95", supposed),
    ):
        times = [_seconds(once) * 1000 for _ in range(WARM + 20)][WARM:]
        note = f"p50 {percentile(times, 0.5):.0f} ms"
        figures.append(
            Figure(f"{code}_p95_ms", label, percentile(times, 0.95), "ms", 150.0, note=note)
        )
    store.close()
    return figures


INTERVAL_PROVINCE, INTERVAL_DRAWS = "38", 1000
"""Thanh Hóa: with 166 communes the first province with at least 150 units."""


def interval_figures(folder: Path) -> list[Figure]:
    """Draw the weights a thousand times for the units of one province in one month."""
    intervals = importlib.import_module("warehouse.intervals")
    uncertainty = {
        "weight_pct": "10", "draws": INTERVAL_DRAWS, "seed": 7, "low_pct": 5, "high_pct": 95,
        "note": "Mức thử",
    }  # fmt: skip
    nation = build(folder, provinces=[INTERVAL_PROVINCE], months=1, uncertainty=uncertainty)
    alone(_judge, folder)
    store = Store(folder)
    period = nation.periods[-1]
    times = [
        _seconds(lambda: intervals.rank_intervals(store, PROGRAMME, period))
        for _ in range(REPEATS + 1)
    ]
    store.close()
    label = f"Khoảng thứ hạng, {nation.units.height} đơn vị × {INTERVAL_DRAWS} lần rút"
    return [Figure("intervals_s", label, max(times[1:]), "s", 2.0)]


def has_intervals() -> bool:
    """Tell whether the warehouse can tell rank intervals yet."""
    return importlib.util.find_spec("warehouse.intervals") is not None
