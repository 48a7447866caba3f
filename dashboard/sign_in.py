"""Signing in and out: plain pages of our own beside the screens, so that the cookie is HttpOnly.

A form is taken only from our own page: its hidden value belongs to a cookie that no other site can
read, and the browser must not say that it comes from elsewhere.
"""

from __future__ import annotations

import hmac
import logging
import secrets
from typing import TypeGuard
from urllib.parse import parse_qs, urlsplit

import anyio
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from streamlit.logger import get_logger

from dashboard import session, shell, text
from dashboard.address import SIGN_IN, SIGN_IN_OFFICE, SIGN_OUT, safe_path
from dashboard.html import Html, tag
from dashboard.parts.notes import note
from etl.demo_accounts import SAMPLE_PASSWORD, sample_names
from etl.scope import unit_name
from schemas.findings import Refusal
from schemas.roles import role_book
from warehouse.sessions import THIS_MACHINE

_OFFICE_ROUTES = "streamlit.web.server.starlette.starlette_auth_routes"
_BEFORE = "td_truoc"
_MOST_BYTES = 8192
_BACK_SECONDS = 600
_TOO_MANY = "account.too_many_tries"


def is_from_here(request: Request) -> bool:
    """Tell whether the browser says that a form comes from our own pages."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site not in (None, "same-origin", "none"):
        return False
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def _is_ours(form: dict[str, str] | None, secret: str) -> TypeGuard[dict[str, str]]:
    """Tell whether a form came from the page that belongs to the cookie."""
    given = "" if form is None else form.get("ma", "")
    return bool(secret) and hmac.compare_digest(given.encode(), session.proof(secret).encode())


async def _form(request: Request) -> dict[str, str] | None:
    """Return the fields of a form; None when it is too large or not one."""
    data = b""
    async for piece in request.stream():
        data += piece
        if len(data) > _MOST_BYTES:
            return None
    try:
        fields = parse_qs(data.decode(), keep_blank_values=True, max_num_fields=10)
    except ValueError:
        return None
    return {name: values[0] for name, values in fields.items()}


def _field(label: str, **attributes: object) -> Html:
    return tag("label", tag("span", label), tag("input", **attributes))


def _page(
    request: Request, back: str, said: Html | None, name: str = "", status: int = 200
) -> Response:
    secret = request.cookies.get(_BEFORE) or secrets.token_urlsafe(32)
    form = tag(
        "form",
        tag("input", type="hidden", name_="ma", value=session.proof(secret)),
        tag("input", type="hidden", name_="ve", value=back),
        _field(text.SIGN_IN_NAME, name_="ten", value=name, autocomplete="username", required=True,
               autocapitalize="none", spellcheck="false", maxlength=40, autofocus=not name),
        _field(text.SIGN_IN_WORD, name_="mat_khau", type="password", required=True,
               autocomplete="current-password", autofocus=bool(name),
               maxlength=role_book().sign_in.longest_password),
        tag("button", text.SIGN_IN, type="submit"),
        method="post", action=SIGN_IN,
    )  # fmt: skip
    office = (
        tag("p", tag("a", text.SIGN_IN_OFFICE, href=SIGN_IN_OFFICE))
        if session.has_identity_provider()
        else None
    )
    body = tag(
        "main",
        tag("div", tag("span", tag("i", aria_hidden="true"), text.APP_NAME, class_="td-brand")),
        tag("h1", text.SIGN_IN),
        said,
        form,
        office,
        _samples(request),
        tag("p", text.FORGOTTEN, class_="td-quiet td-small"),
        tag("p", tag("a", text.WITHOUT_SIGN_IN, href=back), class_="td-small"),
        class_="td-sign-in",
        data_td=True,
    )
    answer = HTMLResponse(shell.plain_page(text.SIGN_IN, body), status, _headers())
    answer.set_cookie(_BEFORE, secret, httponly=True, samesite="strict", secure=_is_safe(request))
    if office is not None:
        # the identity system leads back to the home page only, which leads on to here
        answer.set_cookie(
            shell.BACK, back, max_age=_BACK_SECONDS, httponly=True, samesite="lax",
            secure=_is_safe(request),
        )  # fmt: skip
    return answer


def _samples(request: Request) -> Html | None:
    """Return how to sign in to the demo; nothing elsewhere, and nothing to other machines."""
    if request.client is None or request.client.host not in THIS_MACHINE:
        return None
    names = [each for each in session.sessions().accounts.all() if each.is_sample]
    listed = [each for each in names if not each.is_disabled and each.name in sample_names()]
    if not listed:
        return None
    rows = (
        tag(
            "li",
            tag("b", each.name),
            f": {role_book().roles[each.role].label}",
            f", {unit_name(each.unit_id)}" if each.unit_id else "",
        )
        for each in listed
    )
    return note(
        text.SAMPLE_ACCOUNTS,
        tag("span", "Mật khẩu chung: ", tag("b", SAMPLE_PASSWORD), "."),
        tag("ul", *rows),
        kind="near",
    )


def _headers() -> dict[str, str]:
    return {**shell.security_headers(), "Cache-Control": "no-store"}


def _is_safe(request: Request) -> bool:
    return request.url.scheme == "https"


async def _ask(request: Request) -> Response:
    found = await anyio.to_thread.run_sync(
        session.sessions().who, request.cookies.get(session.COOKIE)
    )
    said = None
    if isinstance(found, str):
        said = note(text.SESSION_OVER[found], text.SIGN_IN_AGAIN, kind="near")
    back = safe_path(request.query_params.get("ve"))
    return await anyio.to_thread.run_sync(_page, request, back, said)


async def _sign_in(request: Request) -> Response:
    form = await _form(request) if is_from_here(request) else None
    secret = request.cookies.get(_BEFORE, "")
    if not _is_ours(form, secret):
        said = note(text.OLD_FORM, text.SIGN_IN_AGAIN, kind="bad")
        return await anyio.to_thread.run_sync(_page, request, "./", said, "", 403)
    back = safe_path(form.get("ve", "").removeprefix("./"))
    name, password = form.get("ten", ""), form.get("mat_khau", "")
    address = request.client.host if request.client else ""
    try:
        token = await anyio.to_thread.run_sync(session.sessions().sign_in, name, password, address)
    except Refusal as refusal:
        (found,) = refusal.findings
        said = note(found.message, found.action, kind="bad")
        status = 429 if found.code == _TOO_MANY else 401
        return await anyio.to_thread.run_sync(_page, request, back, said, name[:40], status)
    answer = RedirectResponse(back, 303, _headers())
    answer.set_cookie(
        session.COOKIE, token, httponly=True, samesite="lax", secure=_is_safe(request),
        max_age=role_book().sign_in.absolute_hours * 3600,
    )  # fmt: skip
    answer.delete_cookie(_BEFORE)
    return answer


async def _sign_out(request: Request) -> Response:
    form = await _form(request) if is_from_here(request) else None
    token = request.cookies.get(session.COOKIE, "")
    answer = RedirectResponse("./", 303, _headers())
    if not _is_ours(form, token):
        return answer
    await anyio.to_thread.run_sync(session.sessions().sign_out, token)
    answer.delete_cookie(session.COOKIE, httponly=True, samesite="lax")
    return answer


def routes() -> list[Route]:
    """Return the routes of signing in and out; the framework's own then tell why they fail."""
    # of everything else that it has to say only errors are for the operator
    get_logger(_OFFICE_ROUTES).setLevel(logging.WARNING)
    return [
        Route(f"/{SIGN_IN}", _ask, methods=["GET"]),
        Route(f"/{SIGN_IN}", _sign_in, methods=["POST"]),
        Route(f"/{SIGN_OUT}", _sign_out, methods=["POST"]),
    ]
