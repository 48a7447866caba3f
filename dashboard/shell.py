"""The page around the screens: Vietnamese, with our name, our look and our headers.

The framework serves a fixed English page and speaks English in its own parts. This middleware
answers every request for a page with that page rewritten once: language, title, icon, style, and
a small script with a dictionary that puts the framework's words into Vietnamese.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from streamlit import file_util

from dashboard.address import PATHS, SIGN_IN, SIGN_OUT, safe_path
from dashboard.html import Html, tag
from dashboard.text import APP_NAME, APP_SUMMARY, NO_SCRIPT

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_ASSETS = {
    "thi-dua.css": "text/css; charset=utf-8",
    "thi-dua.js": "text/javascript; charset=utf-8",
    "thi-dua-bang.css": "text/css; charset=utf-8",
    "thi-dua-bang.js": "text/javascript; charset=utf-8",
    "bieu-tuong.svg": "image/svg+xml",
    "man-hinh-luu.js": "text/javascript; charset=utf-8",
}
_KEEPER = "man-hinh-luu.js"
_FILES = {"bieu-tuong.svg": "favicon.svg"}
_NOT_PAGES = (
    "/_stcore/",
    "/media/",
    "/component/",
    "/static/",
    "/tinh/",
    "/suc-khoe",
    "/dong-tin",
    "/bang-moi",
    "/auth/",
    "/oauth2callback",
)
BACK = "td_ve"
_VOUCHED = "_streamlit_user"
_OWN_PAGES = (f"/{SIGN_IN}", f"/{SIGN_OUT}")


# A wall whose script did not come would show an old board without ever saying so.
_ALIVE = (
    "setTimeout(()=>{if(!window.tdSong&&location.pathname.endsWith('/man-hinh-lon'))"
    "location.reload()},60000)"
)


def _asset(name: str) -> bytes:
    folder = resources.files("dashboard") / "assets"
    return (folder / _FILES.get(name, name)).read_bytes()


@cache
def dictionary() -> dict[str, Any]:
    """Return the framework's English words and what they are in Vietnamese."""
    words: dict[str, Any] = json.loads(_asset("dictionary.json"))
    return words


def _version(name: str) -> str:
    return hashlib.sha256(_asset(name)).hexdigest()[:12]


@cache
def release() -> str:
    """Return a short name of what the browser was served: a page of another one begins anew."""
    return hashlib.sha256("".join(_version(name) for name in _ASSETS).encode()).hexdigest()[:12]


def rewrite(page: str) -> str:
    """Return the framework's page in Vietnamese; raises ValueError if it is not that page."""
    if '<html lang="en">' not in page or "</head>" not in page:
        raise ValueError("the page of this framework version is not the one we know")
    page = re.sub(r"^<!--.*?-->\s*", "", page, flags=re.DOTALL)
    page = page.replace('<html lang="en">', '<html lang="vi">')
    page = re.sub(r"<title>.*?</title>", f"<title>{APP_NAME}</title>", page)
    page = re.sub(r'<link rel="shortcut icon"[^>]*>', "", page)
    page = re.sub(
        r"<!--\s*Machine-readable.*?-->\s*<link rel=\"service-desc\"[^>]*>",
        "",
        page,
        flags=re.DOTALL,
    )
    page = re.sub(
        r"<noscript>.*?</noscript>", f"<noscript><p>{NO_SCRIPT}</p></noscript>", page, flags=re.S
    )
    words = json.dumps(
        {**dictionary(), "paths": ["", *PATHS], "ban": release()}, ensure_ascii=False
    )
    words = words.replace("<", "\\u003c")
    head = (
        f'<meta name="description" content="{APP_SUMMARY}">'
        f'<link rel="icon" type="image/svg+xml" href="./tinh/bieu-tuong.svg">'
        f'<link rel="stylesheet" href="./tinh/thi-dua.css?v={_version("thi-dua.css")}">'
        f"<script>{_ALIVE}</script>"
        f'<script type="application/json" id="td-tu-dien">{words}</script>'
        f'<script defer src="./tinh/thi-dua.js?v={_version("thi-dua.js")}"></script>'
        f'<link rel="stylesheet" href="./tinh/thi-dua-bang.css?v={_version("thi-dua-bang.css")}">'
        f'<script defer src="./tinh/thi-dua-bang.js?v={_version("thi-dua-bang.js")}"></script>'
    )
    return page.replace("</head>", f"{head}</head>")


@cache
def page() -> str:
    """Return the shell of every screen."""
    return rewrite((Path(file_util.get_static_dir()) / "index.html").read_text("utf-8"))


@cache
def security_headers() -> dict[str, str]:
    """Return the headers of every page: only our own origin, only scripts we know."""
    inline = re.findall(r"<script>(.*?)</script>", page(), flags=re.DOTALL)
    known = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for text in inline
    )
    policy = (
        "default-src 'self'; "
        f"script-src 'self' 'unsafe-eval' {known}; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self' ws: wss:; worker-src 'self' blob:; object-src 'none'; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cache-Control": "no-cache",
    }


@cache
def _font() -> Html:
    """Return the screens' own typeface for a page that the framework does not draw."""
    folder = Path(file_util.get_static_dir()) / "static" / "media"
    (found,) = folder.glob("SourceSansVF-Upright*.woff2")
    # no quotation marks: nothing in a style is written otherwise than it is read
    words = (
        f"@font-face {{ font-family: Source Sans; src: url(./static/media/{found.name}); "
        "font-weight: 200 900; font-display: swap; }"
    )
    return tag("style", words)


def plain_page(title: str, body: Html) -> str:
    """Return a whole page of ours that needs no script."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name_="viewport", content="width=device-width, initial-scale=1"),
        tag("title", f"{title} - {APP_NAME}"),
        tag("link", rel="icon", type="image/svg+xml", href="./tinh/bieu-tuong.svg"),
        tag("link", rel="stylesheet", href=f"./tinh/thi-dua.css?v={_version('thi-dua.css')}"),
        _font(),
    )
    return f"<!doctype html>{tag('html', head, tag('body', body, class_='td-plain'), lang='vi')}"


async def _serve_asset(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _ASSETS:
        return Response(status_code=404)
    kept = "public, max-age=31536000, immutable" if request.query_params.get("v") else "no-cache"
    return Response(_asset(name), media_type=_ASSETS[name], headers={"Cache-Control": kept})


async def _serve_keeper(_request: Request) -> Response:
    headers = {"Cache-Control": "no-cache"}
    return Response(_asset(_KEEPER), media_type=_ASSETS[_KEEPER], headers=headers)


def asset_routes() -> list[Route]:
    """Return the routes of our own style, scripts and icon."""
    return [
        Route("/tinh/{name}", _serve_asset, methods=["GET"]),
        # a service worker rules only what stands below it
        Route(f"/{_KEEPER}", _serve_keeper, methods=["GET"]),
    ]


def _way_back(scope: Scope) -> Response | None:
    """Return the way to the screen that somebody signed in for at the identity system, once."""
    cookies = Request(scope).cookies
    if BACK not in cookies or _VOUCHED not in cookies:
        return None
    answer = RedirectResponse(
        safe_path(cookies[BACK].removeprefix("./")), 303, {"Cache-Control": "no-store"}
    )
    answer.delete_cookie(BACK)
    return answer


class Shell:
    """Answer requests for a page with our shell; let everything else through."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand in front of ``app``."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        if path.endswith("/_stcore/host-config"):
            await _HOST_CONFIG(scope, receive, send)
            return
        wants_page = any(
            name == b"accept" and b"text/html" in value for name, value in scope["headers"]
        )
        is_page = wants_page and path not in _OWN_PAGES and not path.startswith(_NOT_PAGES)
        if not is_page or (path.endswith("/") and path != "/"):
            await self._app(scope, receive, send)
            return
        if path == "/" and (back := _way_back(scope)) is not None:
            await back(scope, receive, send)
            return
        await HTMLResponse(page(), headers=security_headers())(scope, receive, send)


# The framework's own error windows speak English to developers; our banner and our error
# box speak to the people who use the screens.
_HOST_CONFIG = JSONResponse(
    {
        "allowedOrigins": [],
        "useExternalAuthToken": False,
        "enableCustomParentMessages": False,
        "enforceDownloadInNewTab": False,
        "metricsUrl": "",
        "blockErrorDialogs": True,
        "resourceCrossOriginMode": None,
    },
    headers={"Cache-Control": "no-cache"},
)
