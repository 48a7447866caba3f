"""``python -m tests.bench``: the figures of the warehouse with their goals, in one table."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from tests.bench import cases
from tests.bench.machine import described
from tests.bench.nation import LEAVES, Nation, build

_SMALL_PROVINCES = ("01", "04", "38", "91")


def main() -> int:
    """Measure; 1 only when another way of computing says something else than the warehouse."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--small", action="store_true", help="vài tỉnh, để thử nhanh")
    parser.add_argument("--months", type=int, default=24, help="số kỳ (mặc định 24)")
    parser.add_argument("--json", action="store_true", help="in một tài liệu JSON")
    asked = parser.parse_args()
    machine = described()
    with tempfile.TemporaryDirectory(prefix="do-") as name:
        folder = Path(name)
        begun = time.perf_counter()
        nation = build(
            folder / "ca_nuoc",
            provinces=_SMALL_PROVINCES if asked.small else None,
            months=asked.months,
        )
        built = time.perf_counter() - begun
        figures, unequal = _measure(nation, folder)
    size = _size(nation, built)
    if asked.json:
        print(json.dumps(_document(machine, size, figures, unequal), ensure_ascii=False, indent=1))
    else:
        _tell(machine, size, figures, unequal)
    return 1 if unequal else 0


def _measure(nation: Nation, folder: Path) -> tuple[list[cases.Figure], list[str]]:
    figures, judge = cases.judge_figures(nation)
    figures += cases.board_figures(nation)
    others, unequal = cases.other_figures(nation, judge)
    figures += others
    figures += cases.dry_run_figures(folder / "mot_don_vi")
    if cases.has_intervals():
        figures += cases.interval_figures(folder / "khoang_hang")
    return figures, unequal


def _size(nation: Nation, built: float) -> dict[str, int | float]:
    return {
        "units": nation.units.height,
        "provinces": nation.units["group_code"].n_unique(),
        "criteria": LEAVES,
        "periods": len(nation.periods),
        "observations": nation.height,
        "built_s": round(built, 1),
    }


def _document(
    machine: dict[str, str],
    size: dict[str, int | float],
    figures: list[cases.Figure],
    unequal: list[str],
) -> dict[str, object]:
    return {
        "machine": machine,
        "size": size,
        "figures": [
            {
                "code": each.code,
                "label": each.label,
                "value": round(each.value, 4),
                "unit": each.unit,
                "goal": each.goal,
                "goal_is": None if each.goal is None else "at_most" if each.at_most else "at_least",
                "is_ok": each.is_ok,
                "note": each.note,
            }
            for each in figures
        ],
        "differences": unequal,
    }


def _tell(
    machine: dict[str, str],
    size: dict[str, int | float],
    figures: list[cases.Figure],
    unequal: list[str],
) -> None:
    print(f"Máy: {machine['cpu']}, {machine['cores']} lõi, {machine['memory_gib']} GiB bộ nhớ, ")
    print(f"     {machine['system']}, tải trước khi đo {machine['load_before']}")
    versions = ("python", "duckdb", "polars", "pandas", "numpy", "sqlite")
    print("     " + ", ".join(f"{name} {machine[name]}" for name in versions))
    print(
        f"Số liệu: {size['units']} xã của {size['provinces']} tỉnh × {size['criteria']} tiêu chí × "
        f"{size['periods']} kỳ = {size['observations']} giá trị, ghi vào kho {size['built_s']} s\n"
    )
    print(f"{'Phép đo':<62}{'Kết quả':>14}  {'Mục tiêu':>14}  {'Đạt':<6}Ghi chú")
    for each in figures:
        sign = "≤" if each.at_most else "≥"
        goal = "" if each.goal is None else f"{sign} {each.goal:g} {each.unit}"
        verdict = {True: "đạt", False: "CHƯA", None: ""}[each.is_ok]
        value = f"{each.value:.2f} {each.unit}"
        print(f"{each.label:<62}{value:>14}  {goal:>14}  {verdict:<6}{each.note}".rstrip())
    print()
    for line in unequal:
        print(f"KHÁC KẾT QUẢ: {line}")
    if not unequal:
        print("Bốn cách tính cho cùng một kết quả, đúng từng phần trăm điểm.")


if __name__ == "__main__":
    sys.exit(main())
