"""Open pages as a browser keeps them, without a browser: what each had, and when."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import re
import time
from collections.abc import AsyncIterator

import websockets
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.bench import protocol

_REVISION = re.compile(rb'data-ban="(\d+)"')


async def passing(seconds: float) -> None:
    """Let time pass."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await asyncio.Event().wait()


class Session:
    """A session on the framework's websocket: one screen with one fragment that can be run."""

    def __init__(self, port: int, page: str, query: str) -> None:
        """Nothing is opened yet."""
        self.port, self._page, self._query = port, page, query
        self.had: dict[int, float] = {}
        self.fragment = self._button = ""

    @contextlib.asynccontextmanager
    async def opened(self) -> AsyncIterator[websockets.ClientConnection]:
        """Open the screen and wait until it stands."""
        socket = await protocol.joined(self.port)
        try:
            await socket.send(self.ask(again=False))
            await self._first(socket)
            yield socket
        finally:
            with contextlib.suppress(Exception):
                await socket.close()

    def ask(self, *, again: bool) -> bytes:
        """Return the message that runs the page, or only its fragment again."""
        if not again:
            return protocol.run(self._page, self._query)
        return protocol.run(self._page, self._query, self.fragment, self._button)

    async def _first(self, socket: websockets.ClientConnection) -> None:
        while True:
            message = ForwardMsg.FromString(await socket.recv())
            kind = message.WhichOneof("type")
            if kind == "delta":
                element = message.delta.new_element
                self.fragment = message.delta.fragment_id or self.fragment
                if element.WhichOneof("type") == "button":
                    self._button = element.button.id
                self.note(element.html.body.encode())
            elif kind == "script_finished":
                if not (self.fragment and self.had):
                    raise RuntimeError("the screen did not come")
                return

    def note(self, data: bytes) -> int:
        """Note the revision that some piece of the page carries; 0 where it carries none."""
        found = _REVISION.search(data)
        if found is None:
            return 0
        self.had.setdefault(int(found[1]), time.monotonic())
        return int(found[1])


class Viewer:
    """A page of ours: its session, the revision stream, and the way it takes what is new."""

    def __init__(self, session: Session) -> None:
        """Nothing is opened yet."""
        self.session = session
        self._told = asyncio.Queue[int]()

    async def live(self, opened: asyncio.Semaphore, ready: asyncio.Event) -> None:
        """Open, then follow the stream until cancelled."""
        async with contextlib.AsyncExitStack() as stack:
            async with opened:
                socket = await stack.enter_async_context(self.session.opened())
            listening = asyncio.create_task(self._listen())
            stack.callback(listening.cancel)
            ready.set()
            while True:
                revision = await self._told.get()
                if max(self.session.had) < revision:
                    await self.renew(socket, revision)

    async def renew(self, socket: websockets.ClientConnection, revision: int) -> None:
        """Press the page's button and wait for what carries the revision."""
        await socket.send(self.session.ask(again=True))
        while self.session.note(await socket.recv()) < revision:
            continue

    async def _listen(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.session.port)
        writer.write(
            b"GET /dong-tin HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n"
        )
        async for line in reader:
            if line.startswith(b"data: "):
                self._told.put_nowait(int(line[6:]))


class Wall(Viewer):
    """A wall: takes its new board ready made, by one question."""

    def __init__(self, session: Session, path: str) -> None:
        """Nothing is opened yet; ``path`` is where the board is asked."""
        super().__init__(session)
        self._path = path

    async def renew(self, socket: websockets.ClientConnection, revision: int) -> None:
        """Ask for the board that carries the revision."""
        del socket
        # files come further apart than the server keeps an idle connection
        reader, writer = await asyncio.open_connection("127.0.0.1", self.session.port)
        lines = (f"GET {self._path} HTTP/1.1", "Host: 127.0.0.1", "Accept-Encoding: gzip", "", "")
        writer.write("\r\n".join(lines).encode())
        head = await reader.readuntil(b"\r\n\r\n")
        body = await reader.readexactly(int(re.search(rb"(?i)content-length: (\d+)", head)[1]))
        writer.close()
        if not head.startswith(b"HTTP/1.1 200") or (
            self.session.note(gzip.decompress(body)) < revision
        ):
            raise RuntimeError(head.decode())


class Polling(Viewer):
    """A page as the framework's guide has it: its fragment runs again every second."""

    async def live(self, opened: asyncio.Semaphore, ready: asyncio.Event) -> None:
        """Open, then ask again and again until cancelled."""
        async with contextlib.AsyncExitStack() as stack:
            async with opened:
                socket = await stack.enter_async_context(self.session.opened())
            reading = asyncio.create_task(self._read(socket))
            stack.callback(reading.cancel)
            ready.set()
            while True:
                await passing(1.0)
                await socket.send(self.session.ask(again=True))

    async def _read(self, socket: websockets.ClientConnection) -> None:
        while True:
            self.session.note(await socket.recv())
