"""New boards for open walls: one ready piece, drawn once for all walls that show the same.

The first board of a wall comes with its page. When the revision stream tells of a change, the page
asks here instead of running its script again: a run costs the framework several milliseconds for
every single wall, this answer is made once. Whatever is refused here (a token, a sign-in) is left
to the page's own run, which says why.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import gzip
import logging
from collections.abc import Callable, Mapping

import anyio
from starlette.requests import Request
from starlette.responses import Response

from schemas.words import LOCAL_ZONE

_LOG = logging.getLogger("thidua.dashboard")
PATH = "/bang-moi"
MOST_KEPT = 64
_UNCOUNTED = ("trang", "dung")
_LONGEST = 1_000
_PAGE = "text/html; charset=utf-8"

Draw = Callable[[Mapping[str, str]], str | None]
"""Draws the wall that an address describes; None where it may not be seen without more."""


class WallFeed:
    """Answers with the board of an address at the newest revision."""

    def __init__(self, revision: Callable[[], int], draw: Draw) -> None:
        """Answer what ``draw`` draws, anew whenever ``revision`` has changed (0: unknown)."""
        self._revision = revision
        self._draw = draw
        self._at = (0, dt.date.min)
        self._kept: dict[tuple[tuple[str, str], ...], asyncio.Task[bytes | None]] = {}

    async def answer(self, request: Request) -> Response:
        """Answer one wall: 403 where the page must ask by itself, 503 while nothing is known."""
        revision = self._revision()
        asked = {
            name: value for name, value in request.query_params.items() if name not in _UNCOUNTED
        }
        headers = {"Cache-Control": "no-store", "Vary": "Accept-Encoding"}
        if len(request.url.query) > _LONGEST:
            return Response(status_code=414, headers=headers)
        if not revision:
            return Response(status_code=503, headers=headers)
        try:
            packed = await self._once(revision, asked)
        except Exception:
            # the page's own run meets the same fault and tells it with a code
            _LOG.exception("the wall's feed failed")
            return Response(status_code=503, headers=headers)
        if packed is None:
            return Response(status_code=403, headers=headers)
        if "gzip" not in request.headers.get("Accept-Encoding", ""):
            return Response(gzip.decompress(packed), media_type=_PAGE, headers=headers)
        return Response(packed, media_type=_PAGE, headers={**headers, "Content-Encoding": "gzip"})

    async def _once(self, revision: int, asked: Mapping[str, str]) -> bytes | None:
        """Return the packed board; walls that ask at the same moment wait for one drawing."""
        now = (revision, dt.datetime.now(LOCAL_ZONE).date())
        if now != self._at:
            self._at, self._kept = now, {}
        key = tuple(sorted(asked.items()))
        task = self._kept.get(key)
        if task is None or (task.done() and task.exception() is not None):
            while len(self._kept) >= MOST_KEPT:
                del self._kept[next(iter(self._kept))]
            task = self._kept[key] = asyncio.create_task(self._made(asked))
        # one wall that leaves must not take the drawing away from the others
        return await asyncio.shield(task)

    async def _made(self, asked: Mapping[str, str]) -> bytes | None:
        return await anyio.to_thread.run_sync(self._packed, asked)

    def _packed(self, asked: Mapping[str, str]) -> bytes | None:
        board = self._draw(asked)
        return None if board is None else gzip.compress(board.encode(), compresslevel=5, mtime=0)
