"""Who is looking: read from the visitor's cookie on every run and every action, never remembered.

The cookie holds a random token; whom it stands for now is asked of the accounts' file each time,
so a session that ended is over at once in every open window.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from typing import Literal

import streamlit as st

from dashboard import cache
from schemas.roles import Actor, reach_of
from warehouse import permits
from warehouse.accounts import Accounts
from warehouse.sessions import SIGN_IN_REQUIRED, Ended, Sessions

COOKIE = "td_phien"
State = Actor | Ended | Literal["unknown_identity"] | None


def is_required() -> bool:
    """Tell whether this server shows its screens only to those who signed in."""
    return os.environ.get(SIGN_IN_REQUIRED) == "1"


def sessions() -> Sessions:
    """Return the sessions of this server's data folder."""
    return Sessions(Accounts(cache.data_dir()))


def token() -> str | None:
    """Return the token that the visitor's browser sent when it joined."""
    value = st.context.cookies.get(COOKIE)
    return value if isinstance(value, str) else None


def proof(secret: str) -> str:
    """Return what a form must carry to come from the page that belongs to a cookie."""
    return hashlib.sha256(f"thi-dua|{secret}".encode()).hexdigest()


def has_identity_provider() -> bool:
    """Tell whether the administrator configured sign-in through the office's own system."""
    return st.secrets.load_if_toml_exists() and "auth" in st.secrets


def state() -> State:
    """Return who is signed in now; why nobody is any more; None for a plain visitor."""
    found = sessions().who(token())
    if not isinstance(found, Actor) and is_vouched_for():
        # the cookie of an older session of ours says nothing about who came since
        return _vouched_for()
    return found


def is_vouched_for() -> bool:
    """Tell whether the office's identity system sent this visitor, whoever it is."""
    return has_identity_provider() and bool(st.user.is_logged_in)


def _vouched_for() -> State:
    email = st.user.get("email")
    is_doubtful = st.user.get("email_verified") is False
    account = None if is_doubtful or not email else sessions().accounts.by_email(str(email))
    if account is None:
        return "unknown_identity"
    issued_at = dt.datetime.fromtimestamp(int(str(st.user["iat"])), dt.UTC).replace(tzinfo=None)
    address = st.context.ip_address or ""
    return sessions().vouched(account, identity_word(), issued_at, address)


def identity_word() -> str:
    """Return what stands for one sign-in at the identity system, as a token does for ours."""
    claims = [str(st.user.get(name)) for name in ("iss", "sub", "iat", "nonce")]
    return "|".join(claims)


def is_ours() -> bool:
    """Tell whether the visitor signed in here, and not at the identity system."""
    return isinstance(sessions().who(token()), Actor)


def actor() -> Actor | None:
    """Return who is signed in now, or None."""
    found = state()
    return found if isinstance(found, Actor) else None


def may(who: Actor | None, action: str, unit_id: str) -> bool:
    """Tell whether somebody may do something to a unit: what a screen shows, not the guard."""
    reach = None if who is None else reach_of(who, action)
    if who is None or reach is None:
        return False
    return reach == "all" or (unit_id in units_of(who)) is (reach == "own")


def may_everywhere(who: Actor | None, action: str) -> bool:
    """Tell whether somebody may do something whatever the unit is."""
    return who is not None and reach_of(who, action) == "all"


def units_of(who: Actor) -> frozenset[str]:
    """Return the units that an account acts for."""
    if who.unit_id is None:
        return frozenset()
    found: frozenset[str] = cache.read(permits.units_within, who.unit_id)
    return found
