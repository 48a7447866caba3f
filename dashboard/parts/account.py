"""Who is signed in, in the head of every page; and what a page says to those who must sign in."""

from __future__ import annotations

from dashboard import address, session, text
from dashboard.html import Html, join, tag
from dashboard.parts.help_pages import guide
from dashboard.parts.notes import empty
from schemas.roles import Actor, reach_of, role_book, roles_for

_OWN_PAGES = (
    ("load_table", text.TITLE_RESULT_TABLES, address.RESULT_TABLES),
    ("manage_accounts", text.TITLE_ACCOUNTS, address.ACCOUNTS),
)
"""Pages of one task only: the action, the title, the address."""


def _link(words: str, path: str) -> Html:
    return tag("a", words, href=address.sign_in_link(path))


def corner(path: str) -> Html:
    """Return the corner of the head: name, role and the way out, or the way in."""
    found = session.state()
    if isinstance(found, Actor):
        token = session.token()
        way_out = (
            tag(
                "form",
                tag("input", type="hidden", name_="ma", value=session.proof(token)),
                tag("button", text.SIGN_OUT, type="submit"),
                method="post",
                action=address.SIGN_OUT,
            )
            if token and session.is_ours()
            else tag("a", text.SIGN_OUT, href=address.SIGN_OUT_OFFICE)
        )
        name = tag(
            "a",
            tag("b", found.name),
            tag("span", found.role_label),
            href=address.link(address.HELP, muc=_guide_code(found)),
            title=f"{found.name}: hướng dẫn cho vai trò {found.role_label}",
            class_="td-who",
        )
        return tag("div", name, *_own_pages(found, path), way_out, class_="td-account")
    if found is None:
        return tag("div", _link(text.SIGN_IN, path), class_="td-account")
    words = tag("span", text.SESSION_OVER[found], class_="td-quiet td-small")
    return tag("div", words, _link(text.SIGN_IN, path), class_="td-account")


def _guide_code(who: Actor) -> str | None:
    found = guide(who.role)
    return found.code if found else None


def _own_pages(who: Actor, current: str = "") -> list[Html]:
    return [
        tag("a", title, href=path, aria_current="page" if path == current else None)
        for action, title, path in _OWN_PAGES
        if reach_of(who, action) is not None
    ]


def ask(path: str, title: str, *lines: str) -> Html:
    """Return what a page says to somebody who has to sign in first."""
    found = session.state()
    over = (text.SESSION_OVER[found],) if isinstance(found, str) else ()
    return empty(title, *over, *lines, tag("a", text.SIGN_IN, href=address.sign_in_link(path)))


def not_for(who: Actor, action: str) -> Html:
    """Return what a page says to an account that has no business here."""
    found = role_book().actions[action]
    own = ", của đơn vị có trong kế hoạch" if "own" in found.may.values() else ""
    words = f"Hướng dẫn cho {who.role_label}"
    help_ = tag("a", words, href=address.link(address.HELP, muc=_guide_code(who)))
    change = (
        "Đổi vai trò hoặc đơn vị của tài khoản ở trang Tài khoản."
        if reach_of(who, "manage_accounts")
        else "Cần đổi vai trò hoặc đơn vị của tài khoản thì nhờ người quản trị."
    )
    return empty(
        f"Tài khoản này không {found.label}",
        f"“{who.name}” có vai trò {who.role_label}. Việc này dành cho: {roles_for(action)}{own}.",
        change,
        join(["Việc của bạn: ", *(join([each, ", "]) for each in _own_pages(who)), help_, "."]),
    )
