"""A real server in its own process, and a real browser in front of it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "screens"))

import filled

from tests.browser import chromium
from warehouse.accounts import Accounts
from warehouse.opening import open_warehouse
from warehouse.sessions import Sessions
from warehouse.store import Store


class Server:
    """The dashboard as a user starts it, over one data folder."""

    def __init__(
        self,
        folder: Path,
        port: int = 0,
        start: tuple[str, ...] = ("-m", "dashboard.server"),
    ) -> None:
        """Start and wait until it says its address."""
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, *start, str(folder), "127.0.0.1", str(port)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=folder,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        assert self.process.stdout is not None
        self.line = self.process.stdout.readline()
        found = re.search(r"http://localhost:(\d+)", self.line)
        if not found:
            raise RuntimeError(self.stop())
        self.port = int(found[1])
        self.url = f"http://127.0.0.1:{self.port}"

    def stop(self) -> tuple[int, str, str]:
        """Press Ctrl+C; return the exit code and everything it said."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        out, err = self.process.communicate(timeout=15)
        return self.process.returncode, self.line + out, err


@pytest.fixture(scope="session")
def filled_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a warehouse with hand-ins."""
    store = filled.filled_store(tmp_path_factory.mktemp("kho") / "kho")
    store.close()
    return store.data_dir


@pytest.fixture(scope="session")
def server(filled_folder: Path) -> Iterator[Server]:
    """A server over figures that no test changes."""
    running = Server(filled_folder)
    yield running
    running.stop()


@pytest.fixture
def own_server(filled_folder: Path, tmp_path: Path) -> Iterator[Server]:
    """A server of one's own, to write to and to stop."""
    running = Server(shutil.copytree(filled_folder, tmp_path / "kho"))
    yield running
    running.stop()


@pytest.fixture
def own_store(own_server: Server) -> Store:
    """The warehouse behind ``own_server``, opened by this process."""
    return open_warehouse(own_server.folder)


# One module at a time: the driver keeps an event loop running in this thread while it is open.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    with chromium.running() as running:
        yield running


_AS_A_VIEWER = {"locale": "vi-VN", "reduced_motion": "reduce"}


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One visitor whose browser keeps what it has loaded."""
    with browser.new_context(**_AS_A_VIEWER) as kept:
        yield kept


Enter = Callable[..., None]


@pytest.fixture
def enter(context: BrowserContext) -> Iterator[Enter]:
    """Sign the visitor in at a server, without the sign-in page; by default for many units."""

    def go(server: Server, role: str = "unit_officer", unit_id: str = filled.ABOVE) -> None:
        accounts = Accounts(server.folder)
        name = f"{role}.{unit_id}".lower().replace("_", "-")
        account = accounts.by_name(name) or accounts.add(
            name, filled.ACTOR, role, "mật khẩu thử dài", actor="thử", unit_id=unit_id
        )
        token = Sessions(accounts).begin_for(account, "127.0.0.1")
        context.add_cookies([{"name": "td_phien", "value": token, "url": server.url}])

    yield go
    context.clear_cookies()


PASSWORD = "một cụm từ dài"


@pytest.fixture
def clerk(own_server: Server, own_store: Store) -> str:
    """The code of a unit whose officer ``can.bo`` has an account with a password."""
    code = filled.units(own_store)[6][0]
    Accounts(own_server.folder).add(
        "can.bo", filled.ACTOR, "unit_officer", PASSWORD, actor="thử",
        unit_id=filled.unit_id(own_store, code),
    )  # fmt: skip
    return code


Open = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, context: BrowserContext) -> Iterator[Open]:
    """Open an address and wait until the screen stands; pages are closed afterwards."""
    opened: list[Page | BrowserContext] = []

    def go(
        url: str,
        *,
        width: int = 1366,
        height: int = 768,
        clock: bool = False,
        said: list[str] | None = None,
        asked: list[str] | None = None,
    ) -> Page:
        here = context
        if clock:
            here = browser.new_context(**_AS_A_VIEWER)
            here.clock.install()
            opened.append(here)
        page = here.new_page()
        opened.append(page)
        page.set_viewport_size({"width": width, "height": height})
        page.set_default_timeout(15_000)
        if said is not None:
            page.on("console", lambda line: said.append(line.text) if line.type == "error" else 0)
            page.on("pageerror", lambda error: said.append(str(error)))
        if asked is not None:
            page.on("request", lambda request: asked.append(request.url))
        page.goto(url)
        page.wait_for_selector(READY)
        return page

    yield go
    for thing in reversed(opened):
        thing.close()


def settled(page: Page) -> None:
    """Wait until the script has run."""
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')


READY = '[data-testid="stMain"] [data-td]:not(.td-top)'
