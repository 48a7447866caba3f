"""The one way to make HTML: everything is escaped unless it was made here.

``tag`` builds an element, ``join`` puts pieces together; both return ``Html``. A plain ``str`` is
always data and always escaped, so a unit's name can never become a part of the page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

_FORBIDDEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f"
    "\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
"""Control characters and marks that could reorder or hide the text around a hostile name."""

_NAME = re.compile(r"^[a-z][a-z0-9]*$")
_ATTRIBUTE = re.compile(r"^(?!on)[a-z][a-z0-9-]*$")
_ELEMENT = re.compile(r"<[^>]*>")
_VOID = frozenset({"br", "hr", "img", "wbr", "col", "input", "link", "meta"})
_LOCAL_LINK = re.compile(r"^(?:#|\./|[a-z0-9-]+(?:[?#]|$))")


class Html(str):
    """Markup made by this module; never built from data in any other way."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        """Return the markup as it is: the framework searches a plain string for indents to cut."""
        return self


def clean(text: object) -> str:
    """Return a text without control characters and direction marks."""
    return _FORBIDDEN.sub("", str(text))


def escape(value: object) -> Html:
    """Return data as text that no browser reads as markup; ``Html`` passes unchanged.

    A percent sign never begins a line of its own.
    """
    if isinstance(value, Html):
        return value
    return Html(html.escape(clean(value), quote=True).replace(" %", "\u00a0%"))


def plain(value: object) -> str:
    """Return what a piece says without its elements, each apart from the next by a space."""
    if not isinstance(value, Html):
        return clean(value)
    return " ".join(html.unescape(_ELEMENT.sub(" ", value)).split())


def join(pieces: Iterable[object], separator: str = "") -> Html:
    """Join pieces, escaping those that are data."""
    return Html(escape(separator).join(escape(piece) for piece in pieces))


def tag(name: str, *children: object, **attributes: object) -> Html:
    """Build an element; None children and None or False attributes are left out.

    ``class_`` gives ``class`` and underscores give dashes (``aria_label``). Links may only lead
    inside the app. Raises ValueError for an event attribute, an odd name or a foreign link.
    """
    if not _NAME.match(name):
        raise ValueError(f"not an element name: {name!r}")
    parts = [f"<{name}"]
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        attribute = key.rstrip("_").replace("_", "-")
        if not _ATTRIBUTE.match(attribute):
            raise ValueError(f"not an allowed attribute: {attribute!r}")
        if attribute in ("href", "src", "action") and not _LOCAL_LINK.match(str(value)):
            raise ValueError(f"not a link inside the app: {value!r}")
        text = "" if value is True else html.escape(clean(value), quote=True)
        parts.append(f' {attribute}="{text}"')
    parts.append(">")
    if name not in _VOID:
        parts.extend(escape(child) for child in children if child is not None)
        parts.append(f"</{name}>")
    return Html("".join(parts))
