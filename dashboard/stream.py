"""The revision stream: open pages are told that something changed, so none of them has to ask.

One watcher reads the revision for the whole process; every page that listens gets one short line
when it changes, and a heartbeat in between. A heartbeat is only sent while the revision can be
read: silence means that what a page shows may be old, and the page says so.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable

import anyio
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

_LOG = logging.getLogger("thidua.dashboard")
PATH = "/dong-tin"
MOST_LISTENERS = 2000
_LOOK_EVERY = 0.2
_BEAT_EVERY = 10.0
_COME_BACK_MS = 2000


class RevisionStream:
    """Tells every listener the newest revision (Server-Sent Events)."""

    def __init__(self, ask: Callable[[], int], *, beat_every: float = _BEAT_EVERY) -> None:
        """Watch what ``ask`` answers; ``beat_every`` is the seconds between heartbeats."""
        self._ask = ask
        self._beat_every = beat_every
        self._changed = asyncio.Event()
        self._is_closed = False
        self.revision = 0
        self.listeners = 0

    async def watch(self) -> None:
        """Look for a new revision until closed; a failing look silences the heartbeat."""
        while not self._is_closed:
            try:
                seen = await anyio.to_thread.run_sync(self._ask)
            except Exception:
                if self.revision:
                    _LOG.exception("the revision cannot be read")
                seen = 0
            self._tell(seen)
            await anyio.sleep(_LOOK_EVERY)

    def _tell(self, revision: int) -> None:
        if revision != self.revision:
            self.revision = revision
            self._wake()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    def close(self) -> None:
        """Let every listener go, so that the server can stop at once."""
        self._is_closed = True
        self._wake()

    async def answer(self, request: Request) -> Response:
        """Answer one listener; 503 when there are too many (those pages ask slowly instead)."""
        del request
        if self.listeners >= MOST_LISTENERS or self._is_closed:
            return Response(status_code=503, headers={"Cache-Control": "no-store"})
        return StreamingResponse(
            self._lines(),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    async def _lines(self) -> AsyncIterator[str]:
        self.listeners += 1
        try:
            yield f"retry: {_COME_BACK_MS}\n\n"
            told = 0
            while not self._is_closed:
                changed, revision = self._changed, self.revision
                if revision and revision != told:
                    told = revision
                    yield f"data: {revision}\n\n"
                elif revision:
                    yield f"event: nhip\ndata: {revision}\n\n"
                try:
                    async with asyncio.timeout(self._beat_every):
                        await changed.wait()
                except TimeoutError:
                    continue
        finally:
            self.listeners -= 1
