"""``python -m tests.bench.walls``: many walls open while files come in; where is the limit?

Every wall speaks to the server as a browser does: a session on the framework's websocket, and the
revision stream; when the stream tells a new revision it presses the page's button and waits for
the page that carries it. Measured is the time from the acceptance of a file until each wall has
the new board, and the server's share of one core.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import math
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "screens"))

import filled

from tests.bench.machine import described
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
    """What was measured with so many walls."""

    walls: int
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


class Wall:
    """One wall: a session, the stream, and when it had each revision."""

    def __init__(self, port: int) -> None:
        """Nothing is opened yet."""
        self.port = port
        self.had: dict[int, float] = {}
        self._fragment = self._button = ""
        self._told = asyncio.Queue[int]()

    def _ask(self, *, press: bool) -> bytes:
        message = BackMsg()
        message.rerun_script.query_string = QUERY
        message.rerun_script.page_name = "man-hinh-lon"
        if press:
            message.rerun_script.fragment_id = self._fragment
            state = message.rerun_script.widget_states.widgets.add()
            state.id, state.trigger_value = self._button, True
        return message.SerializeToString()

    async def live(self, opened: asyncio.Semaphore, ready: asyncio.Event) -> None:
        """Open, then follow the stream until cancelled."""
        async with opened:
            socket = await websockets.connect(
                f"ws://127.0.0.1:{self.port}/_stcore/stream", subprotocols=["streamlit"],
                max_size=None, ping_interval=None, compression=None,
            )  # fmt: skip
            await socket.send(self._ask(press=False))
            await self._first(socket)
        listening = asyncio.create_task(self._listen())
        ready.set()
        try:
            while True:
                revision = await self._told.get()
                if revision in self.had:
                    continue
                await socket.send(self._ask(press=True))
                wanted = f'data-ban="{revision}"'.encode()
                while wanted not in (data := await socket.recv()):
                    newer = re.search(rb'data-ban="(\d+)"', data)
                    if newer and int(newer[1]) > revision:
                        break
                self.had[revision] = time.monotonic()
        finally:
            listening.cancel()
            with contextlib.suppress(Exception):
                await socket.close()

    async def _first(self, socket: websockets.ClientConnection) -> None:
        while True:
            message = ForwardMsg.FromString(await socket.recv())
            if message.WhichOneof("type") == "delta":
                element = message.delta.new_element
                if element.WhichOneof("type") == "button":
                    self._button = element.button.id
                    self._fragment = message.delta.fragment_id
                for each in re.finditer(r'data-ban="(\d+)"', element.html.body):
                    self.had[int(each[1])] = time.monotonic()
            elif message.WhichOneof("type") == "script_finished":
                if not (self._button and self.had):
                    raise RuntimeError("the wall did not come")
                return

    async def _listen(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(
            b"GET /dong-tin HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n"
        )
        async for line in reader:
            if line.startswith(b"data: "):
                self._told.put_nowait(int(line[6:]))


def _used(pid: int) -> float:
    """Return the processor seconds a process has used."""
    parts = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / _TICKS


def _held(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


@contextlib.asynccontextmanager
async def _opened(port: int, count: int) -> AsyncIterator[list[Wall]]:
    walls, tasks = [Wall(port) for _ in range(count)], []
    opened = asyncio.Semaphore(OPENED_AT_ONCE)
    ready = [asyncio.Event() for _ in walls]
    for wall, event in zip(walls, ready, strict=True):
        tasks.append(asyncio.create_task(wall.live(opened, event)))
    try:
        everyone = asyncio.gather(*(event.wait() for event in ready))
        done, _ = await asyncio.wait({everyone, *tasks}, return_when="FIRST_COMPLETED")
        for each in done:
            each.result()
        yield walls
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _pass(seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await asyncio.Event().wait()


async def measure(server: Server, count: int, files: int, every: float) -> Step:
    """Open ``count`` walls, accept a file every so many seconds, and see when each wall has it."""
    step = Step(count)
    pid = server.process.pid
    writer = await asyncio.create_subprocess_exec(
        sys.executable, "-c", ACCEPT, str(server.folder), str(server.port),
        str(Path(filled.__file__).parent),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert writer.stdin is not None
    assert writer.stdout is not None
    await writer.stdout.readline()
    async with _opened(server.port, count) as walls:
        await _pass(3)
        before = _used(pid)
        await _pass(every)
        step.idle_cpu = (_used(pid) - before) / every
        before, begun = _used(pid), time.monotonic()
        accepted: dict[int, float] = {}
        for _ in range(files):
            writer.stdin.write(b"go\n")
            await writer.stdin.drain()
            revision, _start, end = (await writer.stdout.readline()).split()
            accepted[int(revision)] = float(end)
            await _pass(every)
        step.busy_s = time.monotonic() - begun
        step.busy_cpu = (_used(pid) - before) / step.busy_s
        step.memory_mib = _held(pid)
        for revision, at in accepted.items():
            for wall in walls:
                later = [had for known, had in wall.had.items() if known >= revision]
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
        f"{step.walls:5d} màn hình: thấy thay đổi p50 {middle:.2f} s, p95 {step.p95():.2f} s; "
        f"chưa thấy {step.missed}; bộ xử lý khi yên {100 * step.idle_cpu:.1f} %, khi có tệp "
        f"{100 * step.busy_cpu:.1f} % một nhân; {1000 * cost:.1f} ms mỗi lần vẽ lại; "
        f"bộ nhớ {step.memory_mib:.0f} MiB"
    )


def main() -> int:
    """Measure each count in turn, stopping after the first one beyond the goal."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.walls", description=__doc__)
    parser.add_argument(
        "--walls", default="50,100,200,400,800", help="số màn hình, cách nhau bằng dấu phẩy"
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
            server = Server(folder)
            try:
                step = asyncio.run(measure(server, count, asked.files, asked.every))
            finally:
                server.stop()
            print(_line(step), flush=True)
            if step.p95() > GOAL_S or step.missed:
                print(f"Giới hạn: {count} màn hình, p95 quá {GOAL_S:g} giây.")
                break
    return 0


if __name__ == "__main__":
    sys.exit(main())
