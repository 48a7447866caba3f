"""``python -m tests.bench.rush``: every unit hands in within the last minutes, boards open.

Each clerk opens the hand-in screen with an account of their own, has the file checked, reads,
hands it in and sees the receipt; some of them bring a file with a mistake first. Meanwhile
leaderboards are open that follow the revision stream. Afterwards the warehouse is asked whether
every receipt counts.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import re
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from dashboard import address
from tests.bench.machine import described, percentile, processor_seconds, resident_mib
from tests.bench.rush_world import Clerk, Rush, build
from tests.bench.viewers import passing
from tests.bench.visitor import Visitor, told
from tests.browser.conftest import Server
from warehouse.opening import open_warehouse
from warehouse.versions import versions

GOAL_S = 3.0
SEED = 20_221_231
FILE, TOGGLE, CHECK, ACCEPT = "Tệp số liệu", "Chỉ kiểm tra, chưa nộp", "Kiểm tra", "Nộp tệp này"
_RECEIPT = re.compile(r'class="td-receipt"><p>Biên nhận <span class="td-code">(TD(\d+)-\w+)<')
_READS_S = (3.0, 8.0)
"""How long a clerk looks at a page before going on, at least and at most."""
_LOOK_EVERY_S = 0.02


@dataclass
class Seen:
    """What everybody waited for, in seconds, and what went wrong."""

    opened: list[float] = field(default_factory=list)
    checked: list[float] = field(default_factory=list)
    accepted: list[float] = field(default_factory=list)
    board: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    receipts: dict[str, str] = field(default_factory=dict)
    """The receipt of each unit, by its code."""
    published: dict[int, float] = field(default_factory=dict)
    """When each revision was there."""


class Board(Visitor):
    """An open leaderboard that follows the stream; ``had``: when it showed each revision."""

    def __init__(self, url: str, query: str) -> None:
        """Nothing is opened yet."""
        super().__init__(url, address.LEADERBOARD, query)
        self.had: dict[int, float] = {}

    async def follow(self) -> None:
        """Press the page's button whenever something newer is told, until cancelled."""
        news = asyncio.Queue[int]()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(told(self.url, news))
            while True:
                if await news.get() > self.revision:
                    await self.run("Cập nhật")
                    self.had[self.revision] = time.monotonic()


async def _watch(rush: Rush, seen: Seen) -> None:
    while True:
        seen.published.setdefault(rush.store.revision(), time.monotonic())
        await passing(_LOOK_EVERY_S)


async def _hand_in(url: str, rush: Rush, clerk: Clerk, chance: random.Random, seen: Seen) -> None:
    begun = time.monotonic()
    cookie = f"td_phien={clerk.token}"
    async with Visitor(url, address.HAND_IN, rush.query, cookie) as page:
        seen.opened.append(time.monotonic() - begun)
        page.turn_on(TOGGLE)
        for data in filter(None, (clerk.wrong, clerk.right)):
            await passing(chance.uniform(*_READS_S))
            begun = time.monotonic()
            await page.upload(FILE, "so-lieu.xlsx", data)
            await page.run(CHECK)
            seen.checked.append(time.monotonic() - begun)
            if data is clerk.wrong and "Chưa nhận: " not in page.said:
                raise RuntimeError("the mistake was not found")
        if ACCEPT not in page.buttons:
            seen.refused.append(f"{clerk.unit_code}, kiểm tra: {_words(page.said)}")
            return
        await passing(chance.uniform(*_READS_S))
        begun = time.monotonic()
        await page.run(ACCEPT)
        seen.accepted.append(time.monotonic() - begun)
        if found := _RECEIPT.search(page.said):
            seen.receipts[clerk.unit_code] = found[1]
        else:
            seen.refused.append(f"{clerk.unit_code}, nộp: {_words(page.said)}")


def _words(html: str) -> str:
    found = re.search(r'role="(?:alert|status)".*', html, re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", found[0] if found else html).split())[:300]


async def measure(server: Server, rush: Rush, boards: int, seconds: float) -> tuple[Seen, str]:
    """Let every clerk come at some moment of so many seconds; return what was seen and used."""
    seen, pid = Seen(), server.process.pid
    chance = random.Random(SEED)
    async with contextlib.AsyncExitStack() as opened:
        shown = [Board(server.url, rush.query) for _ in range(boards)]
        for board in shown:
            await opened.enter_async_context(board)
        following = [asyncio.create_task(each.follow()) for each in shown]
        following.append(asyncio.create_task(_watch(rush, seen)))
        before, begun = processor_seconds(pid), time.monotonic()
        last = max(0.0, seconds - 4 * _READS_S[1])

        async def come(clerk: Clerk, at: float) -> None:
            await passing(at)
            await _hand_in(server.url, rush, clerk, random.Random(clerk.unit_code), seen)

        coming = [(each, chance.uniform(0, last)) for each in rush.clerks]
        await asyncio.gather(*(come(*each) for each in coming))
        took, used = time.monotonic() - begun, processor_seconds(pid) - before
        await passing(3 * GOAL_S)
        for each in following:
            each.cancel()
        await asyncio.gather(*following, return_exceptions=True)
        held = resident_mib(pid)
    _look_back(seen, shown)
    used_words = (
        f"{took:.0f} s, bộ xử lý của máy chủ và tiến trình con {100 * used / took:.0f} % một nhân, "
        f"bộ nhớ {held:.0f} MiB"
    )
    return seen, used_words


def _look_back(seen: Seen, boards: Iterable[Board]) -> None:
    """Note how long after its publishing each board showed a revision or a later one."""
    revisions = sorted(seen.published)[1:]
    for board in boards:
        for revision in revisions:
            later = [at for known, at in board.had.items() if known >= revision]
            seen.board.append(min(later, default=float("inf")) - seen.published[revision])


def lost(rush: Rush, seen: Seen) -> list[str]:
    """Return the receipts that the warehouse does not have, or does not count."""
    store = open_warehouse(rush.store.data_dir)
    missing = []
    for code, receipt in seen.receipts.items():
        frame = versions(store, rush.programme_id, rush.period_id, code)
        if frame.select("receipt_code", "status").rows() != [(receipt, "counts")]:
            missing.append(receipt)
    store.close()
    return missing


def _line(name: str, values: list[float], goal: float | None = None) -> str:
    p50, p95 = (percentile(values, share) for share in (0.5, 0.95))
    verdict = "" if goal is None else f"  mục tiêu p95 ≤ {goal:g} s: {_verdict(p95 <= goal)}"
    return (
        f"{name:<44}{len(values):>6} lần  p50 {p50:.2f}  p95 {p95:.2f}  "
        f"lâu nhất {max(values):.2f} s{verdict}"
    )


def _verdict(is_ok: bool) -> str:
    return "đạt" if is_ok else "CHƯA"


def main() -> int:
    """Measure and tell; 1 when something was refused or lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.rush", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="số phút cuối (mặc định 10)")
    parser.add_argument("--units", type=int, default=150, help="số đơn vị (mặc định 150)")
    parser.add_argument("--boards", type=int, default=50, help="số bảng đang mở (mặc định 50)")
    parser.add_argument("--plan", default="ninh_hoa_2022", help="kế hoạch (hoặc par_mau_2025)")
    parser.add_argument(
        "--wrong-every", type=int, default=5, help="cứ mấy đơn vị có một đơn vị nộp sai trước"
    )
    asked = parser.parse_args()
    print(json.dumps(described(), ensure_ascii=False))
    with tempfile.TemporaryDirectory(prefix="do-") as name:
        rush = build(Path(name) / "kho", asked.plan, asked.units, asked.wrong_every)
        server = Server(rush.store.data_dir)
        try:
            seen, used = asyncio.run(measure(server, rush, asked.boards, 60 * asked.minutes))
        finally:
            _code, _out, log = server.stop()
        gone = lost(rush, seen)
        rush.store.close()
    print(_line("mở trang nộp", seen.opened))
    print(_line("từ lúc tải tệp lên đến khi thấy kết quả", seen.checked, GOAL_S))
    print(_line("từ lúc bấm nộp đến khi thấy biên nhận", seen.accepted, GOAL_S))
    print(_line(f"{asked.boards} bảng thấy thay đổi", seen.board))
    print(f"bị từ chối {len(seen.refused)}, biên nhận {len(seen.receipts)}, mất {len(gone)}")
    print(f"{used}; tải máy sau khi đo {os.getloadavg()[0]:.1f}")
    for line in (*seen.refused, *gone, *log.splitlines()):
        print(f"  {line}")
    return 1 if seen.refused or gone or len(seen.receipts) != asked.units else 0


if __name__ == "__main__":
    sys.exit(main())
