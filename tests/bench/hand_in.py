"""``python -m tests.bench.hand_in``: how long a hand-in takes, beside what others would take."""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.util
import json
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import xlsxwriter

import dashboard  # noqa: F401 - the environment in which the server reads and checks
from tests.bench.cases import Figure
from tests.bench.machine import alone, described, percentile
from tests.fill import PERIOD, PROGRAMME, UNIT, empty_form

HEAD = ("Mã hồ sơ", "Người nộp", "Địa chỉ", "Lĩnh vực", "Đơn vị xử lý",
        "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày trả kết quả")  # fmt: skip
UNITS = ("Phường Ninh Hiệp", "Phường Ninh Giang", "Xã Ninh Quang", "Xã Ninh Sim", "Xã Ninh Ích")
FIELDS = ("Hộ tịch", "Chứng thực", "Đất đai", "Xây dựng", "Đầu tư", "Bảo trợ xã hội", "Thuế")
STARTS, ENDS = dt.date(2021, 12, 15), dt.date(2022, 3, 14)
REPEATS = 3
WARM, CHECKS = 3, 20


def write_export(path: Path, rows: int) -> None:
    """Write an export as a portal does: eight columns, texts shared, days as day cells."""
    rng = random.Random(7)
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet("Hồ sơ")
        for column, heading in enumerate(HEAD):
            sheet.write_string(0, column, heading)
        for row in range(1, rows + 1):
            received = STARTS + dt.timedelta(days=rng.randrange(88))
            due = received + dt.timedelta(days=rng.randrange(1, 15))
            finished = max(received, due + dt.timedelta(days=rng.choice((-3, -2, -1, 0, 0, 0, 1))))
            texts = (
                f"H32.{row:08d}", f"Nguyễn Văn {row % 997}", f"Số {row % 501}, thôn {row % 37}",
                rng.choice(FIELDS), rng.choice(UNITS),
            )  # fmt: skip
            for column, text in enumerate(texts):
                sheet.write_string(row, column, text)
            sheet.write_datetime(row, 5, received)
            sheet.write_datetime(row, 6, due)
            if finished <= ENDS:
                sheet.write_datetime(row, 7, finished)


def _ours(folder: Path, path: Path, repeats: int) -> tuple[list[float], dict[Any, int], float]:
    """Hand in an export; return the seconds of each, the counts, and the reading child's peak."""
    from etl.dossiers import submit_dossiers
    from warehouse.opening import open_warehouse

    store = open_warehouse(folder)
    data, times = path.read_bytes(), []
    for _ in range(repeats):
        begun = time.perf_counter()
        outcome = submit_dossiers(
            store, data, path.name, actor="Máy", programme_id=PROGRAMME, period_id=PERIOD
        )
        times.append(time.perf_counter() - begun)
        assert outcome.accepted, outcome.findings
    rows = store.query(
        "select o.unit_id, f.value_text, o.column_code, cast(o.value_num as bigint) "
        "from judged_observation as o join judged_observation as f "
        "using (submission_id, unit_id, table_code, row_no) "
        "where o.table_code = 'dossiers' and f.column_code = 'field_name' "
        "and o.column_code not in ('field_name', 'received_count') and o.value_num > 0"
    ).rows()
    store.close()
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return times, {row[:3]: row[3] for row in rows}, child


def _merely_read(path: Path, repeats: int) -> tuple[str, list[float]]:
    """Read the file with the fastest reader at hand and do nothing with it."""
    if importlib.util.find_spec("fastexcel"):
        import fastexcel

        name = "fastexcel"

        def read() -> object:
            return fastexcel.read_excel(path).load_sheet(0).to_arrow()
    else:
        import python_calamine

        name = "python-calamine"

        def read() -> object:
            book = python_calamine.CalamineWorkbook.from_path(path)
            return book.get_sheet_by_index(0).to_python()

    return name, [_seconds(read) for _ in range(repeats)]


def _theirs(
    path: Path, engine: str, units: dict[str, str], repeats: int
) -> tuple[list[float], dict[Any, int]]:
    import pandas as pd

    from tests.bench.baseline_dossiers import by_pandas

    counts: dict[Any, int] = {}
    times = []
    window = (pd.Timestamp(STARTS), pd.Timestamp(ENDS))
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as name:
            target = Path(name) / "kho.duckdb"
            begun = time.perf_counter()
            counts = by_pandas(path, target, engine, units, *window)
            times.append(time.perf_counter() - begun)
    return times, counts


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def dossier_figures(folder: Path, path: Path) -> tuple[list[Figure], list[str]]:
    """Measure an export of 100,000 dossiers beside the others, in processes of their own."""
    from warehouse import readers
    from warehouse.opening import open_warehouse

    store = open_warehouse(folder)
    known = readers.units(store, PROGRAMME)
    units = dict(zip(known["unit_name"], known["unit_id"], strict=True))
    store.close()
    times, counts, _ = alone(_ours, folder, path, REPEATS).answer
    reader, reading = alone(_merely_read, path, REPEATS).answer
    calamine, same = alone(_theirs, path, "calamine", units, REPEATS).answer
    baseline, also = alone(_theirs, path, "openpyxl", units, 1).answer
    # the register's own spelling of a unit is what the baseline is given, so it is found there
    unequal = [
        f"{name}: {len(set(counts.items()) ^ set(each.items()))} số khác"
        for name, each in (("calamine", same), ("openpyxl", also))
        if each != counts
    ]
    ours = min(times)
    return [
        Figure("dossiers_s", "100.000 hồ sơ .xlsx, từ tệp tới biên nhận", ours, "s",
               note=f"chậm nhất {max(times):.2f} s"),
        Figure("dossiers_reader_x", f"So với {reader} chỉ đọc tệp", ours / min(reading), "lần", 3.0,
               note=f"{min(reading):.2f} s"),
        Figure("dossiers_baseline_x", "openpyxl + pandas + pandera + duckdb so với ta",
               min(baseline) / ours, "lần", 8.0, at_most=False, note=f"{min(baseline):.2f} s"),
        Figure("dossiers_calamine_x", "pandas + calamine + pandera + duckdb so với ta",
               min(calamine) / ours, "lần", 1.0, at_most=False, note=f"{min(calamine):.2f} s"),
    ], unequal  # fmt: skip


def million_figures(folder: Path, path: Path) -> list[Figure]:
    """Hand in a million dossiers: the time, and the peaks of our process and the reading child."""
    ran = alone(_ours, folder, path, 1)
    times, _, child = ran.answer
    return [
        Figure("million_s", "1.000.000 hồ sơ .xlsx, từ tệp tới biên nhận", times[0], "s"),
        Figure("million_peak_mib", "Bộ nhớ cao nhất, hai tiến trình cộng lại",
               ran.peak_mib + child, "MiB", 1536.0,
               note=f"tiến trình chính {ran.peak_mib:.0f}, tiến trình đọc {child:.0f} MiB"),
    ]  # fmt: skip


def _quarterly(folder: Path) -> dict[str, list[float]]:
    """Check, accept and mark a workbook with every sheet and 200 tasks; milliseconds of each."""
    from etl.annotate import annotate
    from etl.submit import pass_door, prepare_workbook
    from tests.fill import DOSSIERS, INITIATIVES, RESULTS, SATISFACTION, TASKS
    from warehouse.opening import open_warehouse

    store = open_warehouse(folder)

    def filled(place: int, *, wrong: bool) -> bytes:
        # every file another one: what was read a moment ago is not read again
        tasks = [{**TASKS[n % 2], "task_code": f"NV{place}-{n:03}"} for n in range(200)]
        if wrong:
            for task in tasks[::20]:
                task["is_on_time"] = "chưa rõ"
        form = empty_form(store, PROGRAMME, UNIT, PERIOD)
        form.rows("tasks", tasks).rows("dossiers", DOSSIERS)
        form.rows("satisfaction", SATISFACTION).rows("initiatives", INITIATIVES)
        return form.results(RESULTS).bytes()

    def hand_in(data: bytes) -> tuple[Any, float, float]:
        """Return the outcome, and the milliseconds of the checks and of all that follows them."""
        moments = [time.perf_counter()]

        def prepare() -> Any:
            try:
                return prepare_workbook(store, data, "so-lieu.xlsx")
            finally:
                moments.append(time.perf_counter())

        outcome = pass_door(store, data, "so-lieu.xlsx", prepare, actor="Máy", dry_run=False)
        begun, checked, done = *moments, time.perf_counter()
        return outcome, 1000 * (checked - begun), 1000 * (done - checked)

    times: dict[str, list[float]] = {"check": [], "annotate": [], "accept": []}
    for place in range(WARM + CHECKS):
        good, bad = filled(place, wrong=False), filled(place, wrong=True)
        refused, of_bad, _ = hand_in(bad)
        marking = time.perf_counter()
        annotate(bad, "so-lieu.xlsx", refused.findings)
        marked = time.perf_counter()
        accepted, of_good, beyond = hand_in(good)
        assert refused.findings
        assert accepted.accepted, accepted.findings
        if place >= WARM:
            times["check"] += [of_bad, of_good]
            times["annotate"].append(1000 * (marked - marking))
            times["accept"].append(beyond)
    store.close()
    return times


def quarterly_figures(folder: Path) -> list[Figure]:
    """Return the 95th percentiles of a normal quarterly workbook."""
    times = alone(_quarterly, folder).answer
    return [
        Figure(f"quarterly_{name}_p95_ms", label, percentile(times[name], 0.95), "ms", goal,
               note=f"p50 {percentile(times[name], 0.5):.0f} ms")
        for name, label, goal in (
            ("check", "Bài nộp quý, 200 nhiệm vụ: kiểm tra, p95", 300.0),
            ("annotate", "Trả lại bản đánh dấu, p95", 700.0),
            ("accept", "Ghi nhận, thêm ngoài kiểm tra, p95", 200.0),
        )
    ]  # fmt: skip


def tell(figures: list[Figure]) -> None:
    """Print each figure beside its goal."""
    for each in figures:
        goal = "" if each.goal is None else f"{'≤' if each.at_most else '≥'} {each.goal:g}"
        verdict = {True: "đạt", False: "CHƯA", None: ""}[each.is_ok]
        print(
            f"{each.label:<58}{each.value:>10.2f} {each.unit:<5}{goal:>8}  {verdict:<6}{each.note}"
        )


def main() -> int:
    """Measure and tell; 1 only when another way counts something else."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.hand_in", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="số hồ sơ (mặc định 100.000)")
    parser.add_argument("--many", type=int, default=1_000_000, help="số hồ sơ của tệp lớn; 0: bỏ")
    asked = parser.parse_args()
    print(json.dumps(described(), ensure_ascii=False))
    with tempfile.TemporaryDirectory(prefix="do-") as name:
        folder = Path(name)
        tell(quarterly_figures(folder / "quy"))
        write_export(folder / "ho-so.xlsx", asked.rows)
        found, unequal = dossier_figures(folder / "kho", folder / "ho-so.xlsx")
        tell(found)
        if asked.many:
            write_export(folder / "trieu.xlsx", asked.many)
            tell(million_figures(folder / "kho", folder / "trieu.xlsx"))
    for line in unequal:
        print(f"KHÁC KẾT QUẢ: {line}")
    print(f"Tải sau khi đo: {os.getloadavg()[0]:.1f}")
    return 1 if unequal else 0


if __name__ == "__main__":
    sys.exit(main())
