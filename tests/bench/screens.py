"""``python -m tests.bench.screens``: how soon every screen answers, and what it costs the server.

Without a browser: sessions on the framework's own websocket, signed in, over the real server, at a
province's size. With one: the first content cold and warm, and a national board.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.bench import first_content as seen
from tests.bench import nation, province
from tests.bench.cases import Figure
from tests.bench.hand_in import tell
from tests.bench.machine import described, percentile, processor_seconds, resident_mib
from tests.bench.timed_page import TimedPage
from tests.browser import chromium
from tests.browser.conftest import Server
from warehouse import readers
from warehouse.accounts import Accounts
from warehouse.sessions import Sessions
from warehouse.store import Store

SCREENS = {
    "Bảng xếp hạng": ("bang-xep-hang", "{index}"),
    "Đèn tiêu chí": ("den-tieu-chi", "{index}"),
    "Đèn, mọi tiêu chí": ("den-tieu-chi", "{index}&linh_vuc=tat-ca"),
    "Đơn vị": ("don-vi", "{index}&don_vi={unit}"),
    "Tiêu chí": ("tieu-chi", "{index}&tieu_chi=l03"),
    "Vì sao": ("vi-sao", "{index}&don_vi={unit}&tieu_chi=l03"),
    "Bản đồ": ("ban-do", "{index}"),
    "Màn hình lớn": ("man-hinh-lon", "{index}"),
    "Tiến độ": ("tien-do", "{plan}"),
    "Khen thưởng": ("khen-thuong", "{plan}"),
    "Kế hoạch": ("ke-hoach", "{plan}"),
}
BOARD, WALL = "Bảng xếp hạng", "Màn hình lớn"
RERUN_MS, TICK_MS, REFRESH_MS, MEMORY_MIB = 150.0, 5.0, 10.0, 500.0
COLD_S, WARM_S, NATION_S, ANSWER_MS = 1.5, 1.0, 2.5, 300.0
TICKS, ROUNDS = 100, 3


def _times(
    label: str, values: list[float], unit: str, goal: float, factor: float = 1.0, note: str = ""
) -> Figure:
    said = f"p50 {factor * percentile(values, 0.5):.2f}, {len(values)} lần, {_load()}{note}"
    return Figure("", f"{label}, p95", factor * percentile(values, 0.95), unit, goal, note=said)


def _load() -> str:
    return f"tải {os.getloadavg()[0]:.1f}"


class Province:
    """A province's server with what its viewers look at."""

    def __init__(self, server: Server, built: nation.Nation) -> None:
        """Sign somebody in who may see everything."""
        self.server, self.pid = server, server.process.pid
        self.store = Store(server.folder)
        self.period, self.units = built.periods[-1], built.units["unit_id"].to_list()
        first = readers.units(self.store, nation.PROGRAMME).row(0, named=True)
        self.words = {
            "index": f"ke_hoach={nation.PROGRAMME}&ky={self.period}&khoi={first['group_code']}",
            "plan": f"ke_hoach={province.PLAN}&ky={province.YEAR}&khoi=commune",
            "unit": str(first["unit_code"]),
        }
        accounts = Accounts(server.folder)
        self._account = accounts.add(
            "dieu.phoi", "Người điều phối", "coordinator", "mật khẩu thử dài", actor="đo"
        )
        self._sessions = Sessions(accounts)

    def query(self, name: str) -> str:
        """Return the address of a screen, after the question mark."""
        return SCREENS[name][1].format(**self.words)

    def url(self, name: str) -> str:
        """Return the whole address of a screen."""
        return f"{self.server.url}/{SCREENS[name][0]}?{self.query(name)}"

    def viewer(self, name: str) -> TimedPage:
        """Return a viewer of a screen, in a session of their own."""
        token = self._sessions.begin_for(self._account, "127.0.0.1")
        return TimedPage(self.server.port, SCREENS[name][0], self.query(name), token)

    def change(self, place: int) -> None:
        """Accept another figure, so that every screen has something new to show."""
        province.change(self.store, self.units[place % len(self.units)], self.period, place)

    async def spent(self, work: Awaitable[object]) -> float:
        """Return the server's processor seconds while something is done."""
        before = processor_seconds(self.pid)
        await work
        return processor_seconds(self.pid) - before


async def _rerun(there: Province, reruns: int) -> list[Figure]:
    """Draw every screen again and again, nothing having changed."""
    found = []
    for name in SCREENS:
        viewer = there.viewer(name)
        await viewer.open()
        await viewer.again()
        before = processor_seconds(there.pid)
        times = [await viewer.again() for _ in range(reruns)]
        cost = 1000 * (processor_seconds(there.pid) - before) / reruns
        note = f", bộ xử lý {cost:.0f} ms, {viewer.bytes / 1024:.0f} KiB"
        found.append(_times(f"{name}: vẽ lại", times, "ms", RERUN_MS, 1000, note))
        await viewer.close()
    return found


async def _after_changes(there: Province, changes: int) -> list[Figure]:
    """Draw every screen after each accepted file, another one first each time."""
    viewers = {name: there.viewer(name) for name in SCREENS}
    times: dict[str, list[float]] = {name: [] for name in SCREENS}
    for viewer in viewers.values():
        await viewer.open()
    names = list(SCREENS)
    for place in range(changes):
        there.change(place)
        turn = place % len(names)
        for name in names[turn:] + names[:turn]:
            times[name].append(await viewers[name].refresh())
    for viewer in viewers.values():
        await viewer.close()
    return [
        _times(f"{name}: người xem đầu tiên sau một tệp", values, "ms", RERUN_MS, 1000)
        for name, values in times.items()
        if values
    ]


async def _crowd(there: Province, count: int) -> list[Figure]:
    """Let many look at the board, each in a session of their own."""
    wall = there.viewer(WALL)
    await wall.open()
    await wall.refresh()
    tick = await there.spent(_each(wall.refresh, TICKS))
    viewers = [there.viewer(BOARD) for _ in range(count)]
    for viewer in viewers:
        await viewer.open()
    same = await there.spent(asyncio.gather(*(viewer.refresh() for viewer in viewers)))
    cost = 0.0
    for place in range(ROUNDS):
        there.change(1000 + place)
        cost += await there.spent(asyncio.gather(*(viewer.refresh() for viewer in viewers)))
    memory = resident_mib(there.pid)
    for viewer in (wall, *viewers):
        await viewer.close()
    load = _load()
    unchanged = f"không có gì mới: {1000 * same / count:.1f} ms, {load}"
    refreshed = 1000 * cost / ROUNDS / count
    return [
        Figure("", "Màn hình lớn, một nhịp không đổi, bộ xử lý", 1000 * tick / TICKS, "ms", TICK_MS,
               note=f"{TICKS} nhịp, {load}"),
        Figure("", f"Bảng có số mới, {count} người đã đăng nhập, mỗi lần vẽ", refreshed, "ms",
               REFRESH_MS, note=unchanged),
        Figure("", f"Bộ nhớ máy chủ với {count} người xem", memory, "MiB", MEMORY_MIB),
    ]  # fmt: skip


async def _each(work: Callable[[], Awaitable[object]], times: int) -> None:
    for _ in range(times):
        await work()


def _first_contents(there: Province, loads: int) -> list[Figure]:
    found = []
    with chromium.running() as running:
        for name, content in ((BOARD, ".td-board tbody tr"), (WALL, ".td-wall-foot")):
            url = there.url(name)
            seen.warm(running, url, content, 1)
            found.append(_times(
                f"{name}: nội dung đầu tiên, trình duyệt mới",
                seen.cold(running, url, content, loads), "s", COLD_S,
            ))  # fmt: skip
            found.append(_times(
                f"{name}: nội dung đầu tiên, lần sau",
                seen.warm(running, url, content, loads), "s", WARM_S,
            ))  # fmt: skip
    return found


def _nation(folder: Path, loads: int) -> list[Figure]:
    """Open, search and filter the board of every commune in one group."""
    built = province.build_nation(folder, months=1)
    store = Store(folder)
    where = (nation.PROGRAMME, built.periods[-1], "commune")
    names = readers.leaderboard(store, *where)["unit_name"].to_list()
    store.close()
    server = province.serving(folder)
    url = f"{server.url}/bang-xep-hang?ke_hoach={where[0]}&ky={where[1]}&khoi={where[2]}"
    rows = ".td-board tbody tr"
    views = [("10 đơn vị đầu", 10), ("Tất cả", 120)]
    try:
        with chromium.running() as running:
            first = seen.cold(running, url, rows, 1)[0]
            return [
                Figure("", f"Cả nước ({len(names)} dòng): người xem đầu tiên", first, "s", NATION_S,
                       note=_load()),
                _times("Cả nước: nội dung đầu tiên, trình duyệt mới",
                       seen.cold(running, url, rows, loads), "s", NATION_S),
                _times("Cả nước: tìm tên", seen.searches(running, url, names, 2 * loads), "ms",
                       ANSWER_MS),
                _times("Cả nước: lọc", seen.filters(running, url, views, 2 * loads), "ms",
                       ANSWER_MS),
            ]  # fmt: skip
    finally:
        server.stop()


def _province(folder: Path, asked: argparse.Namespace) -> None:
    built = province.build_province(folder, asked.province, asked.months)
    size = f"{built.units.height} xã × {nation.LEAVES} tiêu chí × {asked.months} kỳ"
    print(f"Tỉnh: {size} = {built.height} giá trị", flush=True)
    server = province.serving(folder)
    there = Province(server, built)
    try:
        if "server" in asked.parts:
            tell(asyncio.run(_rerun(there, asked.reruns)))
            tell(asyncio.run(_after_changes(there, asked.changes)))
            tell(asyncio.run(_crowd(there, asked.viewers)))
        if "browser" in asked.parts:
            tell(_first_contents(there, asked.loads))
    finally:
        there.store.close()
        server.stop()


def main() -> int:
    """Measure and tell; the figures decide nothing."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.screens", description=__doc__)
    parser.add_argument(
        "--parts", default="server,browser,nation", help="phần nào, cách nhau bằng dấu phẩy"
    )
    parser.add_argument("--province", default=province.PROVINCE, help="mã tỉnh (mặc định 38)")
    parser.add_argument("--months", type=int, default=12, help="số kỳ của tỉnh (mặc định 12)")
    parser.add_argument("--reruns", type=int, default=20, help="số lần vẽ lại (mặc định 20)")
    parser.add_argument("--changes", type=int, default=20, help="số tệp ghi nhận (mặc định 20)")
    parser.add_argument("--viewers", type=int, default=100, help="số người xem (mặc định 100)")
    parser.add_argument("--loads", type=int, default=10, help="số lần mở trang (mặc định 10)")
    asked = parser.parse_args()
    asked.parts = asked.parts.split(",")
    # the server starts elsewhere and finds these modules by this
    os.environ["PYTHONPATH"] = str(Path(__file__).resolve().parents[2])
    print(json.dumps(described(), ensure_ascii=False))
    with tempfile.TemporaryDirectory(prefix="do-") as name:
        if {"server", "browser"} & set(asked.parts):
            _province(Path(name) / "tinh", asked)
        if "nation" in asked.parts:
            tell(_nation(Path(name) / "ca_nuoc", asked.loads))
    return 0


if __name__ == "__main__":
    sys.exit(main())
