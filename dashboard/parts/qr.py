"""QR codes, as pictures in the style: the framework takes drawings out of a page."""

from __future__ import annotations

import segno

from dashboard.html import Html, tag


def qr(words: str, label: str, class_: str) -> Html:
    """Return a QR code of some words; ``label`` says what it is to those who do not see it."""
    drawing = segno.make(words, error="m", micro=False).svg_data_uri(border=3, omitsize=True)
    return tag(
        "span",
        class_=class_,
        role="img",
        aria_label=label,
        style=f"background-image:url('{drawing}')",
    )
