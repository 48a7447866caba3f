"""``python -m tests.bench.walls``: many pages open while files come in; where is the limit?

Every page speaks to the server as a browser does (``viewers``): a session on the framework's
websocket, and the revision stream; when the stream tells a new revision a wall asks for its board,
a leaderboard presses its button. Measured is the time from the acceptance of a file until each page
has the new board, and the server's share of one core.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import math
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "screens"))

import filled

from dashboard import address, wall_feed
from tests.bench.machine import described
from tests.bench.viewers import Polling, Session, Viewer, Wall, passing
from tests.browser.conftest import Server
from warehouse.opening import open_warehouse

QUERY = f"ke_hoach={filled.PROGRAMME}&ky={filled.PERIOD}&khoi=commune"
GOAL_S, OPENED_AT_ONCE = 2.0, 20
_TICKS = os.sysconf("SC_CLK_TCK")

ACCEPT = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[3])
import filled
from etl.submit import submit_workbook
from warehouse.opening import open_warehouse
store = open_warehouse(Path(sys.argv[1]))
files = [filled.workbook(store, code, late=late)
         for code, _ in filled.units(store)[:5] for late in (0, 9)]
print("ready", flush=True)
for place, _ in enumerate(sys.stdin):
    begun = time.monotonic()
    data = files[place * 3 % len(files)]
    assert submit_workbook(store, data, "so-lieu.xlsx", actor="Máy").accepted
    print(store.revision(), begun, time.monotonic(), flush=True)
"""


@dataclass
class Step:
    """What was measured with so many pages."""

    pages: int
    seen: list[float] = field(default_factory=list)
    missed: int = 0
    idle_cpu: float = 0.0
    busy_cpu: float = 0.0
    memory_mib: float = 0.0
    refreshes: int = 0
    busy_s: float = 0.0

    def p95(self) -> float:
        """Return the 95th percentile of the seconds until a change was seen."""
        if not self.seen:
            return math.inf
        return sorted(self.seen)[math.ceil(0.95 * len(self.seen)) - 1]


def _used(pid: int) -> float:
    """Return the processor seconds a process has used."""
    parts = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / _TICKS


def _held(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def _viewers(port: int, count: int, boards: int) -> list[Viewer]:
    """Return pages of ours: leaderboards, all others walls."""
    walls = [
        Wall(Session(port, address.WALL, QUERY), f"{wall_feed.PATH}?{QUERY}")
        for _ in range(count - boards)
    ]
    return [*walls, *(Viewer(Session(port, address.LEADERBOARD, QUERY)) for _ in range(boards))]


@contextlib.asynccontextmanager
async def _opened(viewers: list[Viewer]) -> AsyncIterator[None]:
    opened = asyncio.Semaphore(OPENED_AT_ONCE)
    ready = [asyncio.Event() for _ in viewers]
    tasks = [
        asyncio.create_task(viewer.live(opened, event))
        for viewer, event in zip(viewers, ready, strict=True)
    ]
    try:
        everyone = asyncio.gather(*(event.wait() for event in ready))
        done, _ = await asyncio.wait({everyone, *tasks}, return_when="FIRST_COMPLETED")
        for each in done:
            each.result()
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class Defaults:
    """The framework's own command over a page as its guide would write it (``defaults_app``)."""

    def __init__(self, folder: Path) -> None:
        """Start and wait until it answers."""
        self.folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        self.process = subprocess.Popen(
            [
                sys.executable, "-m", "streamlit", "run",
                str(Path(__file__).with_name("defaults_app.py")),
                "--server.port", str(self.port), "--server.headless", "true",
            ],
            cwd=folder, env={**os.environ, "THIDUA_DATA": str(folder)},
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if str(self.port) in line:
                return
        raise RuntimeError("the framework's own server did not start")

    def stop(self) -> None:
        """Stop it."""
        self.process.terminate()
        self.process.communicate(timeout=15)


async def measure(
    server: Server | Defaults, viewers: list[Viewer], files: int, every: float
) -> Step:
    """Open the pages, accept a file every so many seconds, and see when each page has it."""
    step = Step(len(viewers))
    pid = server.process.pid
    writer = await asyncio.create_subprocess_exec(
        sys.executable, "-c", ACCEPT, str(server.folder), str(server.port),
        str(Path(filled.__file__).parent),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert writer.stdin is not None
    assert writer.stdout is not None
    await writer.stdout.readline()
    async with _opened(viewers):
        await passing(3)
        before = _used(pid)
        await passing(every)
        step.idle_cpu = (_used(pid) - before) / every
        before, begun = _used(pid), time.monotonic()
        accepted: dict[int, float] = {}
        for _ in range(files):
            writer.stdin.write(b"go\n")
            await writer.stdin.drain()
            revision, _start, end = (await writer.stdout.readline()).split()
            accepted[int(revision)] = float(end)
            await passing(every)
        step.busy_s = time.monotonic() - begun
        step.busy_cpu = (_used(pid) - before) / step.busy_s
        step.memory_mib = _held(pid)
        for revision, at in accepted.items():
            for viewer in viewers:
                had = viewer.session.had
                later = [had[known] for known in had if known >= revision]
                if later:
                    step.seen.append(max(0.0, min(later) - at))
                    step.refreshes += 1
                else:
                    step.missed += 1
    writer.stdin.close()
    await writer.wait()
    return step


def _line(step: Step) -> str:
    cost = (step.busy_cpu - step.idle_cpu) * step.busy_s / max(1, step.refreshes)
    middle = statistics.median(step.seen) if step.seen else math.inf
    return (
        f"{step.pages:5d} trang: thấy thay đổi p50 {middle:.2f} s, p95 {step.p95():.2f} s; "
        f"chưa thấy {step.missed}; bộ xử lý khi yên {100 * step.idle_cpu:.1f} %, khi có tệp "
        f"{100 * step.busy_cpu:.1f} % một nhân; {1000 * cost:.1f} ms mỗi lần vẽ lại; "
        f"bộ nhớ {step.memory_mib:.0f} MiB"
    )


def main() -> int:
    """Measure each count in turn, stopping after the first one beyond the goal."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.walls", description=__doc__)
    parser.add_argument(
        "--walls", default="50,100,200,400,800", help="số trang, cách nhau bằng dấu phẩy"
    )
    parser.add_argument(
        "--boards", type=float, default=0.25, help="phần trong số đó là bảng xếp hạng (mặc định ¼)"
    )
    parser.add_argument(
        "--defaults", action="store_true", help="cách viết và tùy chọn mặc định của khung ứng dụng"
    )
    parser.add_argument("--files", type=int, default=5, help="số tệp mỗi mức (mặc định 5)")
    parser.add_argument("--every", type=float, default=10.0, help="giây giữa hai tệp (mặc định 10)")
    asked = parser.parse_args()
    print(json.dumps(described(), ensure_ascii=False))
    with tempfile.TemporaryDirectory(prefix="do-") as name:
        folder = Path(name) / "kho"
        filled.filled_store(folder).close()
        open_warehouse(folder).close()
        for count in (int(each) for each in asked.walls.split(",")):
            server = Defaults(folder) if asked.defaults else Server(folder)
            viewers: list[Viewer] = (
                [Polling(Session(server.port, "", QUERY)) for _ in range(count)]
                if asked.defaults
                else _viewers(server.port, count, int(count * asked.boards))
            )
            try:
                step = asyncio.run(measure(server, viewers, asked.files, asked.every))
            finally:
                server.stop()
            print(_line(step), flush=True)
            if step.p95() > GOAL_S or step.missed:
                print(f"Giới hạn: {count} trang, p95 quá {GOAL_S:g} giây.")
                break
    return 0


if __name__ == "__main__":
    sys.exit(main())
