"""The server: the screens under uvicorn, from any working directory."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import gc
import logging
import os
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from secrets import token_hex

import anyio
import streamlit as st
import uvicorn
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from streamlit import config

from dashboard import framework, shell, sign_in, stream, wall_feed
from dashboard.text import OWN_FAILURE, OWN_FAILURE_ACTION
from schemas.failures import OwnFailure
from warehouse.opening import open_warehouse

_LOG = logging.getLogger("thidua.dashboard")
SCRIPT = Path(__file__).with_name("app.py")
HEALTH = "/suc-khoe"


async def _health(_request: Request) -> JSONResponse:
    from dashboard import cache

    try:
        seen = await anyio.to_thread.run_sync(cache.revision)
    except Exception:
        _LOG.exception("health check failed")
        return JSONResponse({"ok": False}, status_code=503)
    return JSONResponse(
        {"ok": seen > 0, "revision": seen, "ban": shell.release()},
        status_code=200 if seen else 503,
        headers={"Cache-Control": "no-store"},
    )


def _revision() -> int:
    from dashboard import cache

    return cache.revision()


news = stream.RevisionStream(_revision)
"""One stream for the process: Streamlit serves one script a process as well."""


def _wall(asked: Mapping[str, str]) -> str | None:
    from dashboard.screens import wall

    return wall.board_of(asked)


walls = wall_feed.WallFeed(lambda: news.revision, _wall)
"""What open walls take their new boards from."""


def _script_failed(error: Exception) -> bool:
    code = error.code if isinstance(error, OwnFailure) else f"GD-{token_hex(3).upper()}"
    message = error.message if isinstance(error, OwnFailure) else OWN_FAILURE
    _LOG.error("screen failed, code %s", code, exc_info=error)
    st.error(f"{message} {OWN_FAILURE_ACTION}\n\nMã lỗi: `{code}`")
    return True


def _warm_up() -> None:
    """Import and read what the first visitor would wait for: screens, plans, the rules."""
    from dashboard import cache
    from dashboard.screens import (
        criterion,
        hand_in,
        leaderboard,
        lights,
        programme,
        unit,
        wall,
        why,
    )
    from etl.scope import rule_book
    from warehouse import readers

    for screen in (leaderboard, wall, unit, hand_in, programme, lights, criterion, why):
        _LOG.debug("ready: %s", screen.__name__)
    cache.read(readers.programmes)
    rule_book(cache.store())
    # what stands now stays: looking through it again stops everybody for a tenth of a second
    gc.collect()
    gc.freeze()


_ARENA_MAX, _ARENAS = -8, 2
"""glibc's number for its option ``M_ARENA_MAX``, and how many pools of memory threads share."""


def _share_memory() -> None:
    """Let the threads of many sessions share memory: by default each of them keeps what it had.

    With a hundred viewers that was 50 to 100 MiB. Only glibc has the option.
    """
    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, _ARENAS)


@asynccontextmanager
async def _lifespan(_app: st.App) -> AsyncIterator[None]:
    await anyio.to_thread.run_sync(_warm_up)
    async with anyio.create_task_group() as watching:
        watching.start_soon(news.watch)
        yield
        watching.cancel_scope.cancel()


def build_app(data_dir: Path) -> st.App:
    """Return the ASGI app over a data directory.

    The options beside the script hold from any working directory. Raises OwnFailure when the
    option that keeps a live wall cheap did not take effect (a hidden option that may change).
    """
    os.environ["THIDUA_DATA"] = str(data_dir.absolute())
    config._main_script_path = str(SCRIPT)
    config.get_config_options(force_reparse=True)
    if config.get_option("runner.postScriptGC") or config.get_option("browser.gatherUsageStats"):
        raise OwnFailure("serve.config", "Cấu hình của máy chủ không có hiệu lực.")
    framework.keep_theme()
    return st.App(
        SCRIPT,
        lifespan=_lifespan,
        routes=[
            Route(HEALTH, _health, methods=["GET"]),
            Route(stream.PATH, news.answer, methods=["GET"]),
            Route(wall_feed.PATH, walls.answer, methods=["GET"]),
            *sign_in.routes(),
            *shell.asset_routes(),
        ],
        middleware=[Middleware(shell.Shell)],
        on_script_error=_script_failed,
    )


def listen(host: str, port: int) -> socket.socket:
    """Take the port; raises OwnFailure with a Vietnamese sentence when it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        taken = socket.create_server((host, port), family=family, backlog=512)
    except PermissionError as error:
        raise OwnFailure("serve.port_forbidden", f"Không được phép mở cổng {port}.") from error
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise OwnFailure(
                "serve.port_taken",
                f"Cổng {port} đang có chương trình khác dùng. "
                "Hãy dừng chương trình đó hoặc chọn cổng khác bằng --port.",
            ) from error
        raise OwnFailure("serve.address", f"Không mở được địa chỉ {host}, cổng {port}.") from error
    # what is accepted inherits it: a small message otherwise waits 40 ms for the one before
    taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return taken


class _Server(uvicorn.Server):
    """A server that says its address once visitors are really answered."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell the address in one line."""
        await super().startup(sockets=sockets)
        if self.started and sockets:
            host, port = sockets[0].getsockname()[:2]
            shown = "localhost" if host in ("0.0.0.0", "::", "127.0.0.1", "::1") else host  # noqa: S104
            print(f"Bảng thi đua đang chạy tại http://{shown}:{port} (dừng: Ctrl+C)", flush=True)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let the listeners go first: their answers would never end by themselves."""
        news.close()
        await super().shutdown(sockets=sockets)


def serve(data_dir: Path, host: str, port: int) -> None:
    """Serve the screens until stopped (Ctrl+C); port 0 takes any free one.

    Raises OwnFailure when the port is taken or the server cannot start.
    """
    _share_memory()
    taken = listen(host, port)
    try:
        # whatever is wrong with the folder is told before anything starts
        open_warehouse(data_dir).close()
        server = _Server(
            uvicorn.Config(
                build_app(data_dir),
                log_level="error",
                access_log=False,
                use_colors=False,
                ws="websockets-sansio",
                ws_ping_interval=20,
                ws_ping_timeout=20,
                timeout_graceful_shutdown=2,
            )
        )
        try:
            server.run(sockets=[taken])
        except KeyboardInterrupt:
            return
        if not server.started:
            raise OwnFailure("serve.start", "Máy chủ không khởi động được; xem nhật ký phía trên.")
    finally:
        taken.close()


def main(arguments: list[str]) -> int:
    """Serve ``DIR HOST PORT`` in this process; return 0 when stopped, 3 when the fault is ours."""
    folder, host, port = arguments
    try:
        serve(Path(folder), host, int(port))
    except OwnFailure as failure:
        print(f"{failure.message}\nMã lỗi: {failure.code}", file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
