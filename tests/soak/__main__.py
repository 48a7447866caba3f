"""``python -m tests.soak``: months of a wall in minutes, with everything that goes wrong in them.

The page's clock runs fast: every step is one turn of the scenes. Files come in, the server is
stopped, killed and started again, connections are cut or go dead. At no time may the wall show an
older board than the server has for a minute of its own time without its badge; it must heal by
itself; neither the page nor the server may grow.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import CDPSession, Page

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "screens"))

import filled

from tests.browser import chromium
from tests.browser.conftest import READY, Server
from tests.soak.proxy import Wire
from warehouse.opening import open_warehouse
from warehouse.store import Store

STEP_MS, TURN = 5_000, 5
ADMIT_MS, HEAL_MS = 60_000, 180_000
FROZEN_S = 60
REAL_STEPS, REAL_MS = 15, 100
TEARS_MS = (0, 3, 8, 15, 30, 60, 120, 250, 400)
GROWTH, SLACK_MIB = 1.25, 12.0
WALL = f"/man-hinh-lon?ke_hoach={filled.PROGRAMME}&ky={filled.PERIOD}&xoay={TURN}"
SEEN = """() => {
  // a page that is just being left or made has nothing in it
  if (!document.documentElement) return {revision: 0, badge: true, rows: 0, page: ''};
  const wall = document.querySelector('.td-wall');
  const place = document.querySelector('.td-wall-page');
  return {
    revision: wall ? Number(wall.dataset.ban) : 0,
    badge: document.documentElement.classList.contains('td-stale')
      || document.getElementById('td-mat-ket-noi') !== null,
    rows: document.querySelectorAll('.td-wall-row').length,
    page: place ? place.textContent : '',
  };
}"""


@dataclass
class Story:
    """What happened, and what went wrong."""

    turns: int = 0
    events: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    page_mib: list[float] = field(default_factory=list)
    nodes: list[float] = field(default_factory=list)
    server_mib: list[list[float]] = field(default_factory=lambda: [[]])
    admitted_ms: list[int] = field(default_factory=list)
    healed_ms: list[int] = field(default_factory=list)
    shown_ms: list[int] = field(default_factory=list)
    frozen_s: list[float] = field(default_factory=list)


class Soak:
    """One wall, its server, the wire between them, and a clock that runs fast."""

    def __init__(self, page: Page, folder: Path, seed: int) -> None:
        """Start the server and open the wall."""
        self.page, self.folder = page, folder
        self.chance = random.Random(seed)
        self.story = Story()
        self.server: Server | None = Server(folder)
        self.port = self.server.port
        self.wire = Wire(self.port)
        self.store: Store = open_warehouse(folder)
        units = filled.units(self.store)
        self.files = [
            filled.workbook(self.store, code, late=late)
            for code, _ in units[:6]
            for late in (0, 3, 9)
        ]
        self.cdp: CDPSession = page.context.new_cdp_session(page)
        self.cdp.send("Performance.enable")
        page.goto(f"http://127.0.0.1:{self.wire.port}{WALL}")
        page.wait_for_selector(READY)

    # ------------------------------------------------------------ time and sight

    def turn(self, milliseconds: int = STEP_MS) -> dict[str, object]:
        """Let time pass on the page; return what it shows."""
        self.page.clock.run_for(milliseconds)
        self.story.turns += milliseconds // (TURN * 1000)
        self.page.wait_for_timeout(15)  # the wire's time is real
        return self.look()

    def look(self) -> dict[str, object]:
        """Return what the wall shows now; a page under way shows nothing."""
        try:
            return dict(self.page.evaluate(SEEN))
        except Exception as error:
            if "Execution context was destroyed" not in str(error):
                raise
            self.page.wait_for_load_state()
            return {"revision": 0, "badge": True, "rows": 0, "page": ""}

    def _is(self, wanted: str) -> bool:
        seen = self.look()
        if wanted == "admitted":
            return bool(seen["badge"])
        return seen["revision"] == self.store.revision() and not seen["badge"]

    def _until(self, what: str, limit: int, wanted: str) -> int:
        """Let the page's clock run until the wall is as wanted; return how long that took it.

        Answers of the server take real time, and are given it at every step.
        """
        passed = 0
        while passed < limit:
            self.turn()
            passed += STEP_MS
            for _ in range(REAL_STEPS):
                if self._is(wanted):
                    return passed
                self.page.wait_for_timeout(REAL_MS)
        self.story.faults.append(f"{what}: not {wanted} within {limit // 1000} s: {self.look()}")
        return passed

    # ------------------------------------------------------------ what happens

    def file(self) -> None:
        """A file is accepted; the wall shows it, in real time, within two seconds."""
        from etl.submit import submit_workbook

        data = self.chance.choice(self.files)
        outcome = submit_workbook(self.store, data, "so-lieu.xlsx", actor="Máy")
        if not outcome.accepted:
            self.story.faults.append(f"a file was refused: {outcome.findings}")
        self.story.shown_ms.append(self._until("file", ADMIT_MS, "current"))

    def restart(self) -> None:
        """The server stops in order and comes back."""
        self._away(kill=False)

    def kill(self) -> None:
        """The server dies and comes back."""
        self._away(kill=True)

    def _away(self, *, kill: bool) -> None:
        assert self.server is not None
        if kill:
            self.server.process.kill()
        self.server.stop()
        self.server = None
        self.story.admitted_ms.append(self._until("server gone", ADMIT_MS, "admitted"))
        if self.chance.random() < 0.3:
            self.turn(400_000)
        if self.chance.random() < 0.3:
            filled.hand_in(self.store, filled.units(self.store)[7][0], late=2)
        self.server = Server(self.folder, self.port)
        self.story.server_mib.append([])
        self.story.healed_ms.append(self._until("server back", HEAL_MS, "current"))

    def cut(self) -> None:
        """Every connection is dropped at once."""
        self.wire.cut()
        self.story.healed_ms.append(self._until("cut", HEAL_MS, "current"))

    def torn(self) -> None:
        """The page is loaded anew, and every connection is dropped while it loads."""
        self.page.evaluate("() => { location.reload(); }")
        self.page.wait_for_timeout(self.chance.choice(TEARS_MS))
        self.wire.cut()
        self.story.healed_ms.append(self._until("torn", HEAL_MS, "current"))

    def freeze(self) -> None:
        """The network goes dead while a file comes in."""
        self.wire.freeze(frozen=True)
        filled.hand_in(self.store, filled.units(self.store)[8][0], late=self.chance.randrange(20))
        # an unanswered question ends after five seconds of real time, so this is told in it
        begun, seen = time.monotonic(), self.look()
        while time.monotonic() - begun < FROZEN_S and not seen["badge"]:
            seen = self.turn()
            self.page.wait_for_timeout(400)
        if not seen["badge"]:
            self.story.faults.append(f"freeze: not admitted within {FROZEN_S} s: {seen}")
        self.story.frozen_s.append(time.monotonic() - begun)
        self.wire.freeze(frozen=False)
        self.wire.cut()
        self.story.healed_ms.append(self._until("freeze", HEAL_MS, "current"))

    # ------------------------------------------------------------ how big

    def weigh(self) -> None:
        """Note how much memory page and server hold."""
        self.cdp.send("HeapProfiler.collectGarbage")
        found = self.cdp.send("Performance.getMetrics")["metrics"]
        metrics = {each["name"]: float(each["value"]) for each in found}
        self.story.page_mib.append(metrics["JSHeapUsedSize"] / 2**20)
        self.story.nodes.append(metrics["Nodes"])
        assert self.server is not None
        status = Path(f"/proc/{self.server.process.pid}/status").read_text("ascii")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        self.story.server_mib[-1].append(int(line.split()[1]) / 1024)

    def run(self, minutes: float) -> Story:
        """Live until the time is over."""
        ways = [
            (self.file, 10), (self.cut, 3), (self.torn, 3),
            (self.restart, 1), (self.kill, 1), (self.freeze, 1),
        ]  # fmt: skip
        kinds, weights = zip(*ways, strict=True)
        end = time.monotonic() + 60 * minutes
        while time.monotonic() < end and len(self.story.faults) < 5:
            for _ in range(self.chance.randrange(5, 40)):
                seen = self.turn()
            old = seen["rows"] and not seen["badge"] and seen["revision"] != self.store.revision()
            if old and not self._is("current"):
                self.story.faults.append(f"quiet, but old: {seen}")
            event = self.chance.choices(kinds, weights)[0]
            self.story.events[event.__name__] = self.story.events.get(event.__name__, 0) + 1
            event()
            self.weigh()
        if self.server is not None:
            self.server.stop()
        return self.story


def grew(values: list[float]) -> bool:
    """Tell whether the last third is clearly more than the first (after the first few)."""
    settled = values[3:]
    third = len(settled) // 3
    if third < 2:
        return False
    first, last = statistics.median(settled[:third]), statistics.median(settled[-third:])
    return last > first * GROWTH and last - first > SLACK_MIB


def told(story: Story) -> str:
    """Say what happened and what was measured."""
    longest = max(story.server_mib, key=len)
    lines = [
        f"{story.turns} lượt chuyển cảnh; sự kiện: {story.events}",
        f"nhận là mất kết nối sau (giây, đồng hồ của trang): {_span(story.admitted_ms)}",
        f"nhận là mạng đứng sau (giây thật): {_span([1000 * each for each in story.frozen_s])}",
        f"tệp mới hiện sau (giây, đồng hồ của trang): {_span(story.shown_ms)}",
        f"tự lành sau (giây, đồng hồ của trang): {_span(story.healed_ms)}",
        f"bộ nhớ trang: {_span_mib(story.page_mib)}; nút: {_span_mib(story.nodes)}",
        f"bộ nhớ máy chủ (lần chạy dài nhất, {len(longest)} lần cân): {_span_mib(longest)}",
    ]
    return "\n".join(lines + [f"LỖI: {fault}" for fault in story.faults])


def _span(values: Sequence[float]) -> str:
    if not values:
        return "không có"
    seconds = sorted(value / 1000 for value in values)
    return f"trung vị {statistics.median(seconds):.0f}, lâu nhất {seconds[-1]:.0f}"


def _span_mib(values: list[float]) -> str:
    if not values:
        return "không có"
    return f"đầu {values[0]:.0f}, cuối {values[-1]:.0f}, lớn nhất {max(values):.0f}"


def main() -> int:
    """Soak; return 1 when a board was old without its badge, did not heal, or memory grew."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=120, help="bao lâu (mặc định 120)")
    parser.add_argument("--seed", type=int, default=20251121, help="chuỗi sự kiện nào")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ngam-") as name, chromium.running() as browser:
        folder = Path(name) / "kho"
        filled.filled_store(folder).close()
        context = browser.new_context(locale="vi-VN", reduced_motion="reduce")
        context.clock.install()
        story = Soak(context.new_page(), folder, asked.seed).run(asked.minutes)
    if grew(story.page_mib):
        story.faults.append("the page's memory grew")
    if grew(max(story.server_mib, key=len)):
        story.faults.append("the server's memory grew")
    print(told(story))
    return 1 if story.faults else 0


if __name__ == "__main__":
    sys.exit(main())
