"""A wire between browser and server that can be cut, or go dead without saying so."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

_Answer = TypeVar("_Answer")


class Wire:
    """Forwards a port of this machine to another one, in a thread of its own."""

    def __init__(self, target: int) -> None:
        """Listen on a free port, ``port``, and forward to ``target``."""
        self.target = target
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._flows = asyncio.Event()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self.port = self._do(self._listen())

    def _do(self, work: Coroutine[Any, Any, _Answer]) -> _Answer:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _listen(self) -> int:
        self._flows.set()
        server = await asyncio.start_server(self._joined, "127.0.0.1", 0)
        return int(server.sockets[0].getsockname()[1])

    async def _joined(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            onward, back = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.close()
            return
        ends = {writer, back}
        self._writers |= ends
        try:
            await asyncio.gather(self._pump(reader, back), self._pump(onward, writer))
        finally:
            self._writers -= ends

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                await self._flows.wait()
                writer.write(data)
                await writer.drain()
        writer.close()

    def cut(self) -> None:
        """Drop every connection there is; new ones are made as before."""

        async def drop() -> None:
            for writer in list(self._writers):
                writer.transport.abort()

        self._do(drop())

    def freeze(self, *, frozen: bool) -> None:
        """Let nothing through, or let it through again: a cable pulled somewhere on the way."""

        async def switch() -> None:
            (self._flows.clear if frozen else self._flows.set)()

        self._do(switch())
