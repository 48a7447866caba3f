"""The revision stream: told once, kept awake, silent when the truth cannot be read, bounded."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
from starlette.requests import Request

from dashboard import stream
from dashboard.stream import RevisionStream

ANYONE = Request({"type": "http", "method": "GET", "path": stream.PATH, "headers": []})


class Known:
    """A revision that a test sets, or that cannot be read."""

    def __init__(self, revision: int) -> None:
        self.revision: int | None = revision
        self.looks = 0

    def __call__(self) -> int:
        self.looks += 1
        if self.revision is None:
            raise OSError("the folder is gone")
        return self.revision


@contextlib.asynccontextmanager
async def watched(known: Known, beat_every: float = 30) -> AsyncIterator[RevisionStream]:
    news = RevisionStream(known, beat_every=beat_every)
    watching = asyncio.create_task(news.watch())
    try:
        yield news
    finally:
        news.close()
        await asyncio.wait_for(watching, 5)


async def heard(news: RevisionStream) -> AsyncIterator[str]:
    """Return what one listener is sent, without the first line about coming back."""
    answer = await news.answer(ANYONE)
    assert answer.media_type == "text/event-stream"
    lines = answer.body_iterator
    assert (await anext(lines)).startswith("retry:")
    return lines


async def news_look(known: Known) -> None:
    """Return once the watcher looked again."""
    looks = known.looks
    while known.looks == looks:
        await asyncio.wait({asyncio.create_task(asyncio.to_thread(int))})


async def next_of(lines: AsyncIterator[str]) -> str:
    return await asyncio.wait_for(anext(lines), 5)


def test_a_listener_is_told_what_is_now_and_then_what_is_new():
    async def go() -> None:
        known = Known(7)
        async with watched(known) as news:
            first, second = await heard(news), await heard(news)
            assert await next_of(first) == await next_of(second) == "data: 7\n\n"
            known.revision = 8
            assert await next_of(first) == await next_of(second) == "data: 8\n\n"

    asyncio.run(go())


def test_a_heartbeat_comes_while_nothing_changes():
    async def go() -> None:
        async with watched(Known(7), beat_every=0.05) as news:
            lines = await heard(news)
            assert await next_of(lines) == "data: 7\n\n"
            assert await next_of(lines) == "event: nhip\ndata: 7\n\n"

    asyncio.run(go())


def test_no_heartbeat_while_the_revision_cannot_be_read(caplog: pytest.LogCaptureFixture):
    async def go() -> None:
        known = Known(7)
        async with watched(known, beat_every=0.02) as news:
            lines = await heard(news)
            assert await next_of(lines) == "data: 7\n\n"
            known.revision = None
            while news.revision:
                await asyncio.wait({asyncio.create_task(news_look(known))})
            silent = asyncio.create_task(anext(lines))
            await asyncio.wait({silent}, timeout=0.3)
            assert not silent.done()
            known.revision = 7
            assert await asyncio.wait_for(silent, 5) == "event: nhip\ndata: 7\n\n"

    asyncio.run(go())
    assert "cannot be read" in caplog.text


def test_one_look_serves_every_listener():
    async def go() -> None:
        known = Known(7)
        async with watched(known) as news:
            everyone = [await heard(news) for _ in range(200)]
            for lines in everyone:
                await next_of(lines)
            assert news.listeners == 200
            assert known.looks < 20
            for lines in everyone:
                await lines.aclose()
            assert news.listeners == 0

    asyncio.run(go())


def test_too_many_listeners_are_sent_away_and_closing_ends_the_rest(
    monkeypatch: pytest.MonkeyPatch,
):
    async def go() -> None:
        monkeypatch.setattr(stream, "MOST_LISTENERS", 1)
        async with watched(Known(7)) as news:
            lines = await heard(news)
            assert await next_of(lines) == "data: 7\n\n"
            assert (await news.answer(ANYONE)).status_code == 503
            news.close()
            with pytest.raises(StopAsyncIteration):
                await next_of(lines)
            assert news.listeners == 0

    asyncio.run(go())
