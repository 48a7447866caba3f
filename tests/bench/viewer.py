"""A viewer without a browser: a session on the framework's own websocket"""

from __future__ import annotations

import time

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

_SMALL = 400
"""The message that ends a run is far shorter: a longer one need not be read to know it is not."""


class Viewer:
    """One open page: draws it again as a whole, or only its live part."""

    def __init__(self, port: int, path: str, query: str, token: str | None = None) -> None:
        """Look at a screen's address, signed in when there is a session's token; not yet open."""
        self._port, self._path, self.query = port, path, query
        self._headers = {"Cookie": f"td_phien={token}"} if token else {}
        self._fragment = self._button = ""
        self.bytes = 0
        """How much the last drawing sent."""

    async def open(self) -> float:
        """Connect and draw the page for the first time; return the seconds."""
        self._socket = await websockets.connect(
            f"ws://127.0.0.1:{self._port}/_stcore/stream", subprotocols=["streamlit"],
            additional_headers=self._headers, max_size=None, ping_interval=None, compression=None,
        )  # fmt: skip
        begun = time.perf_counter()
        await self._socket.send(self._ask(press=False))
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
        return await self._drawn(self._ask(press=False))

    async def refresh(self) -> float:
        """Press the button that our script presses when something changed; return the seconds."""
        return await self._drawn(self._ask(press=True))

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

    def _ask(self, *, press: bool) -> bytes:
        message = BackMsg()
        message.rerun_script.query_string = self.query
        message.rerun_script.page_name = self._path
        if press:
            message.rerun_script.fragment_id = self._fragment
            state = message.rerun_script.widget_states.widgets.add()
            state.id, state.trigger_value = self._button, True
        return message.SerializeToString()
