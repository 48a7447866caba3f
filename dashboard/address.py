"""The address bar is the state: reading it, writing it, and linking to another state."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from urllib.parse import parse_qsl, urlencode, urlsplit

import streamlit as st

PROGRAMME = "ke_hoach"
PERIOD = "ky"
GROUP = "khoi"
UNIT = "don_vi"
SEARCH = "tim"
INTERVAL = "xoay"
TOPIC = "muc"
COLOUR_BY = "to_theo"
CRITERION = "tieu_chi"
FIELD = "linh_vuc"
SORT = "xep"
VIEW = "xem"
PAGE = "trang"
PANEL = "khung"
PAUSED = "dung"
INCH = "inch"
METRES = "m"
SCENES = "canh"
TOP = "dau"
NAMES = "neu_ten"
GOAL = "dich"
GOAL_VALUE = "den"
SUPPOSED = "neu"
CODE = "ma"
KIND = "loai"
LAYER = "lop"
TOKEN = "token"  # noqa: S105 - the name of a parameter

LEADERBOARD = "bang-xep-hang"
WALL = "man-hinh-lon"
UNIT_PAGE = "don-vi"
HAND_IN = "nop-so-lieu"
PROGRAMME_PAGE = "ke-hoach"
SIGN_IN = "dang-nhap"
SIGN_OUT = "dang-xuat"
SIGN_IN_OFFICE = "dang-nhap-co-quan"
SIGN_OUT_OFFICE = "dang-xuat-co-quan"
OPEN_PATHS = (SIGN_IN_OFFICE, SIGN_OUT_OFFICE, WALL)
"""Screens that nobody has to sign in for; the wall has its own gate."""
PROGRESS = "tien-do"
AWARDS = "khen-thuong"
SCORING = "cach-cham"
MAP = "ban-do"
HELP = "tro-giup"
LIGHTS = "den-tieu-chi"
CRITERION_PAGE = "tieu-chi"
WHY = "vi-sao"
RECEIPT = "bien-nhan"
ACCOUNTS = "tai-khoan"
RESULT_TABLES = "bang-ket-qua"
PATHS = (
    LEADERBOARD,
    WALL,
    UNIT_PAGE,
    HAND_IN,
    PROGRAMME_PAGE,
    LIGHTS,
    CRITERION_PAGE,
    WHY,
    PROGRESS,
    AWARDS,
    SCORING,
    MAP,
    HELP,
    RECEIPT,
    ACCOUNTS,
    RESULT_TABLES,
)

_KEPT = (PROGRAMME, PERIOD, GROUP, UNIT)
_LONGEST = 120
_LONGER = {SUPPOSED: 600}


_given: ContextVar[Mapping[str, str] | None] = ContextVar("_given", default=None)


@contextlib.contextmanager
def of(values: Mapping[str, str]) -> Iterator[None]:
    """Read these parameters instead of the address bar's: something is drawn outside a page."""
    before = _given.set(values)
    try:
        yield
    finally:
        _given.reset(before)


def read(name: str) -> str | None:
    """Return a parameter of the address, None when absent, empty or absurdly long."""
    given = _given.get()
    value = (st.query_params if given is None else given).get(name)
    return value if value and len(value) <= _LONGER.get(name, _LONGEST) else None


def write(name: str, value: str | None) -> None:
    """Put a parameter into the address, or take it away."""
    if value:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]


def link(path: str, **changes: str | None) -> str:
    """Return the link to a screen, keeping what is chosen now; None takes a choice away."""
    values = {name: read(name) for name in _KEPT} | changes
    query = urlencode({name: value for name, value in values.items() if value})
    return f"{path}?{query}" if query else path


def here(path: str, **changes: str | None) -> str:
    """Return the link to the screen that is shown, everything in its address kept but changes."""
    values = {name: read(name) for name in st.query_params} | changes
    query = urlencode({name: value for name, value in values.items() if value})
    return f"{path}?{query}" if query else path


def number(name: str, most: int) -> int:
    """Return a counted parameter of the address: 1 when absent or no number, at most ``most``."""
    value = read(name) or ""
    wanted = int(value) if value.isascii() and value.isdigit() else 1
    return min(max(1, wanted), max(1, most))


def sign_in_link(path: str) -> str:
    """Return the link to the sign-in page that leads back to this screen as it is now."""
    query = urlencode([(name, value) for name, value in st.query_params.items() if value])
    return f"{SIGN_IN}?{urlencode({'ve': f'{path}?{query}' if query else path})}"


def _take(name: str, key: str, clears: str | None) -> None:
    write(name, st.session_state[key])
    if clears:
        write(clears, None)


def choose(
    name: str,
    label: str,
    options: Mapping[str, str],
    default: str | None = None,
    *,
    placeholder: str | None = None,
    clears: str | None = None,
) -> str | None:
    """Draw a list bound to a parameter of the address and return the chosen code.

    The address decides; a value that is not among ``options`` (code to label) falls back to
    ``default`` and then to the first one, or to no choice at all when a ``placeholder`` is given.
    Choosing takes the parameter ``clears`` away.
    """
    codes = list(options)
    wanted = read(name)
    code = wanted if wanted in options else None
    if code is None and placeholder is None:
        code = default if default in options else next(iter(codes), None)
    key = f"chon_{name}"
    st.session_state[key] = code
    st.selectbox(
        label,
        codes,
        index=None if placeholder is not None or not codes else 0,
        format_func=lambda item: options.get(item, item),
        key=key,
        placeholder=placeholder or "Chưa có mục nào",
        on_change=_take,
        args=(name, key, clears),
    )
    return code


def safe_path(wanted: str | None) -> str:
    """Return a place inside the app to go to after signing in; the home page for anything else."""
    if not wanted or len(wanted) > 2000 or "\\" in wanted or wanted.startswith("//"):
        return "./"
    try:
        parts = urlsplit(wanted)
        query = urlencode(parse_qsl(parts.query, max_num_fields=20))
    except ValueError:
        return "./"
    path = parts.path.lstrip("/")
    if parts.scheme or parts.netloc or path not in PATHS:
        return "./"
    return f"./{path}?{query}" if query else f"./{path}"
