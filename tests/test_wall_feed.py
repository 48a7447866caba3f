"""New boards for open walls: drawn once for all who show the same, refused where the page must."""

from __future__ import annotations

import asyncio
import gzip
import threading
from collections.abc import Awaitable, Callable, Mapping

import pytest
from starlette.requests import Request
from starlette.responses import Response

from dashboard import wall_feed
from dashboard.wall_feed import WallFeed

PACKED = [(b"accept-encoding", b"gzip, br")]


def request(query: str, headers: list[tuple[bytes, bytes]] | None = None) -> Request:
    scope = {
        "type": "http", "method": "GET", "path": wall_feed.PATH, "query_string": query.encode(),
        "headers": PACKED if headers is None else headers, "server": ("localhost", 80),
    }  # fmt: skip
    return Request(scope)


class Drawing:
    """Counts what is drawn; may be held back, fail, or refuse."""

    def __init__(self) -> None:
        self.revision = 7
        self.asked: list[dict[str, str]] = []
        self.go = threading.Event()
        self.go.set()
        self.refuses = self.fails = False

    def draw(self, asked: Mapping[str, str]) -> str | None:
        self.asked.append(dict(asked))
        assert self.go.wait(10)
        if self.fails:
            raise OSError("the folder is gone")
        return None if self.refuses else f"<p>bảng {self.revision} {asked.get('ky')}</p>"

    def feed(self) -> WallFeed:
        return WallFeed(lambda: self.revision, self.draw)


@pytest.fixture
def drawing() -> Drawing:
    return Drawing()


def run(drawing: Drawing, story: Callable[[WallFeed], Awaitable[None]]) -> None:
    async def go() -> None:
        await story(drawing.feed())

    asyncio.run(go())


def shown(answer: Response) -> str:
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    body = bytes(answer.body)
    return gzip.decompress(body).decode() if "content-encoding" in answer.headers else body.decode()


def test_walls_that_show_the_same_share_one_drawing(drawing):
    async def story(feed: WallFeed) -> None:
        drawing.go.clear()
        waiting = [
            asyncio.create_task(feed.answer(request(f"ky=Q1&khoi=a&trang={place}&dung=1")))
            for place in range(50)
        ]
        while not drawing.asked:
            await asyncio.wait({asyncio.create_task(asyncio.to_thread(int))})
        drawing.go.set()
        assert {shown(each) for each in await asyncio.gather(*waiting)} == {"<p>bảng 7 Q1</p>"}
        assert shown(await feed.answer(request("khoi=a&ky=Q1"))) == "<p>bảng 7 Q1</p>"
        assert drawing.asked == [{"ky": "Q1", "khoi": "a"}]

    run(drawing, story)


def test_a_wall_that_leaves_does_not_take_the_drawing_away(drawing):
    async def story(feed: WallFeed) -> None:
        drawing.go.clear()
        first = asyncio.create_task(feed.answer(request("ky=Q1")))
        second = asyncio.create_task(feed.answer(request("ky=Q1")))
        while not drawing.asked:
            await asyncio.wait({asyncio.create_task(asyncio.to_thread(int))})
        first.cancel()
        drawing.go.set()
        assert shown(await second) == "<p>bảng 7 Q1</p>"
        assert len(drawing.asked) == 1

    run(drawing, story)


def test_a_new_revision_is_drawn_anew(drawing):
    async def story(feed: WallFeed) -> None:
        await feed.answer(request("ky=Q1"))
        drawing.revision = 8
        assert shown(await feed.answer(request("ky=Q1"))) == "<p>bảng 8 Q1</p>"

    run(drawing, story)


def test_only_so_many_boards_are_kept(drawing):
    async def story(feed: WallFeed) -> None:
        for place in range(wall_feed.MOST_KEPT + 1):
            await feed.answer(request(f"ky={place}"))
        drawn = len(drawing.asked)
        await feed.answer(request("ky=1"))
        assert len(drawing.asked) == drawn
        await feed.answer(request("ky=0"))
        assert len(drawing.asked) == drawn + 1

    run(drawing, story)


def test_a_fault_is_not_kept_and_tells_nothing(drawing, caplog):
    async def story(feed: WallFeed) -> None:
        drawing.fails = True
        answer = await feed.answer(request("ky=Q1"))
        assert (answer.status_code, bytes(answer.body)) == (503, b"")
        drawing.fails = False
        assert shown(await feed.answer(request("ky=Q1"))) == "<p>bảng 7 Q1</p>"

    run(drawing, story)
    assert "the wall's feed failed" in caplog.text


@pytest.mark.parametrize(
    ("revision", "refuses", "query", "status"),
    [(0, False, "ky=Q1", 503), (7, True, "ky=Q1", 403), (7, False, "ky=" + "x" * 1000, 414)],
)
def test_what_cannot_be_shown_is_left_to_the_page(drawing, revision, refuses, query, status):
    async def story(feed: WallFeed) -> None:
        drawing.revision, drawing.refuses = revision, refuses
        answer = await feed.answer(request(query))
        assert (answer.status_code, bytes(answer.body)) == (status, b"")

    run(drawing, story)


def test_a_browser_that_unpacks_nothing_gets_plain_text(drawing):
    async def story(feed: WallFeed) -> None:
        answer = await feed.answer(request("ky=Q1", []))
        assert "content-encoding" not in answer.headers
        assert shown(answer) == "<p>bảng 7 Q1</p>"

    run(drawing, story)
