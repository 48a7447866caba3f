"""A visitor without a browser: a session of the screens over the framework's own protocol.

It does what the page's script does: runs the page, keeps the state of its widgets, uploads files
to the address it is given, and presses buttons. What it waits for is the end of the server's run.
"""

from __future__ import annotations

import asyncio
import re
from types import TracebackType
from typing import Self

import httpx
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

_WIDGETS = ("button", "checkbox", "file_uploader")
_WAIT_S = 60
_SHOWN = re.compile(r'data-ban="(\d+)"')


class Visitor:
    """One open page; ``cookie`` is what the browser sends when it joins."""

    def __init__(self, url: str, path: str, query: str, cookie: str = "") -> None:
        """Nothing is opened yet."""
        self.url = url
        self.said = ""
        """The HTML of the last run."""
        self.buttons: dict[str, str] = {}
        """The fragment that each button of the last run stands in, by its label."""
        self._path, self._query, self._cookie = path, query, cookie
        self._ids: dict[str, str] = {}
        self._states: dict[str, WidgetState] = {}
        self._page = ""

    async def __aenter__(self) -> Self:
        """Join and draw the page."""
        self._socket = await websockets.connect(
            f"{self.url.replace('http', 'ws')}/_stcore/stream", subprotocols=["streamlit"],
            max_size=None, max_queue=None, ping_interval=None, compression=None,
            additional_headers={"Cookie": self._cookie} if self._cookie else None,
        )  # fmt: skip
        await self.run()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Leave."""
        await self._socket.close()

    @property
    def revision(self) -> int:
        """Return the revision that the page says it shows."""
        found = _SHOWN.findall(self.said)
        return int(found[-1]) if found else 0

    async def run(self, press: str = "") -> None:
        """Let the server run the page, or the fragment of the button that is pressed."""
        asked = BackMsg()
        client = asked.rerun_script
        client.query_string = self._query
        if self._page:
            client.page_script_hash = self._page
        else:
            client.page_name = self._path
        client.fragment_id = self.buttons[press] if press else ""
        client.widget_states.widgets.extend(self._states.values())
        if press:
            client.widget_states.widgets.add(id=self._ids[press], trigger_value=True)
        await self._socket.send(asked.SerializeToString())
        self.said, self.buttons = "", {}
        async with asyncio.timeout(_WAIT_S):
            while not self._take(await self._receive()):
                continue

    def turn_on(self, label: str) -> None:
        """Switch a toggle on; the next run carries it."""
        self._states[label] = WidgetState(id=self._ids[label], bool_value=True)

    async def upload(self, label: str, name: str, data: bytes) -> None:
        """Give a file to a file box, as the page does; it draws the page with the file in it."""
        asked = BackMsg()
        asked.file_urls_request.request_id = name
        asked.file_urls_request.file_names.append(name)
        await self._socket.send(asked.SerializeToString())
        async with asyncio.timeout(_WAIT_S):
            while (got := await self._receive()).WhichOneof("type") != "file_urls_response":
                continue
        place = got.file_urls_response.file_urls[0]
        async with httpx.AsyncClient(timeout=_WAIT_S) as http:
            joined = await http.get(f"{self.url}/_stcore/health")
            answer = await http.put(
                self.url + place.upload_url,
                files={name: (name, data)},
                headers={"X-Xsrftoken": joined.cookies.get("_streamlit_xsrf", "")},
            )
            answer.raise_for_status()
        state = WidgetState(id=self._ids[label])
        held = state.file_uploader_state_value.uploaded_file_info.add()
        held.name, held.size, held.file_id = name, len(data), place.file_id
        held.file_urls.CopyFrom(place)
        self._states[label] = state
        await self.run()

    async def _receive(self) -> ForwardMsg:
        return ForwardMsg.FromString(await self._socket.recv())

    def _take(self, message: ForwardMsg) -> bool:
        """Note what a message says; tell whether the run is over."""
        kind = message.WhichOneof("type")
        if kind == "navigation":
            self._page = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            shape = element.WhichOneof("type")
            if shape == "html":
                self.said += element.html.body
            elif shape in _WIDGETS:
                widget = getattr(element, shape)
                self._ids[widget.label] = widget.id
                if shape == "button":
                    self.buttons[widget.label] = message.delta.fragment_id
        return kind == "script_finished"


async def told(url: str, news: asyncio.Queue[int]) -> None:
    """Put every revision that the server's stream tells into a queue, until cancelled."""
    async with (
        httpx.AsyncClient(timeout=None) as http,
        http.stream("GET", f"{url}/dong-tin") as stream,
    ):
        async for line in stream.aiter_lines():
            if line.startswith("data: "):
                news.put_nowait(int(line[6:]))
