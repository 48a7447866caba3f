"""A page without a browser whose drawing is timed (``viewers`` follow the revision stream)."""

from __future__ import annotations

import time

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.bench import protocol

_SMALL = 400
"""The message that ends a run is far shorter: a longer one need not be read to know it is not."""


class TimedPage:
    """One open page: draws it again as a whole, or only its live part."""

    def __init__(self, port: int, path: str, query: str, token: str | None = None) -> None:
        """Look at a screen's address, signed in when there is a session's token; not yet open."""
        self._port, self._path, self.query = port, path, query
        self._token = token
        self._fragment = self._button = ""
        self.bytes = 0
        """How much the last drawing sent."""

    async def open(self) -> float:
        """Connect and draw the page for the first time; return the seconds."""
        self._socket = await protocol.joined(self._port, self._token)
        begun = time.perf_counter()
        await self._socket.send(protocol.run(self._path, self.query))
        failed = False
        while (message := ForwardMsg.FromString(await self._socket.recv())).WhichOneof(
            "type"
        ) != "script_finished":
            element = message.delta.new_element
            if element.WhichOneof("type") == "button" and "td-moi" in element.button.id:
                self._button, self._fragment = element.button.id, message.delta.fragment_id
            failed = failed or element.WhichOneof("type") in ("exception", "alert")
        if failed or not self._button:
            raise RuntimeError(f"the screen did not come: {self._path}?{self.query}")
        return time.perf_counter() - begun

    async def again(self) -> float:
        """Draw the whole page again; return the seconds until its last piece was here."""
        return await self._drawn(protocol.run(self._path, self.query))

    async def refresh(self) -> float:
        """Press the button that our script presses when something changed; return the seconds."""
        return await self._drawn(protocol.run(self._path, self.query, self._fragment, self._button))

    async def close(self) -> None:
        """Leave."""
        await self._socket.close()

    async def _drawn(self, asked: bytes) -> float:
        begun = time.perf_counter()
        await self._socket.send(asked)
        self.bytes = 0
        while True:
            data = await self._socket.recv()
            self.bytes += len(data)
            if len(data) < _SMALL:
                kind = ForwardMsg.FromString(data).WhichOneof("type")
                if kind == "script_finished":
                    return time.perf_counter() - begun
