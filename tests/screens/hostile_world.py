"""A warehouse in which everything that people may write is an attack: names, cells, files."""

from __future__ import annotations

import datetime as dt
import html
import re
from html.parser import HTMLParser
from pathlib import Path

import small

from dashboard.html import clean
from warehouse.store import Store

HTML = "<script>window.bi=1</script><img src=x onerror=window.bi=1><b id=bi>đậm</b>\"'>"
MARKDOWN = "**đậm** ![ảnh](https://ac.example/a.png) [bấm](https://ac.example) # `mã` ~~bỏ~~"
DIRECTIVE = ":red[đỏ] :material/home: :smile: $\\frac{1}{2}$ {{7*7}} %s {0}"
HIDDEN = "Xã \u202eaX\u200b\u2066Y\u200f\ufeff Z"
LONG = "Xã " + "rất dài " * 37 + "!"
EMOJI = "Xã 🟢👩‍👩‍👧‍👦"
ALL = (HTML, MARKDOWN, DIRECTIVE, HIDDEN, LONG, EMOJI)
CODES = ("22528", "22531", "22534", "22537", "22540", "22543")
UNITS = dict(zip(CODES, ALL, strict=True))
FILE = "<b id=bi>tệp ![](https://ac.example).xlsx"
"""A slash ends a name: what stands before the last one is dropped when the file is received."""

_CELL = "<b id=bi>ô</b> ![ảnh](https://ac.example/a.png) :red[đỏ] $x^2$ " + HIDDEN


def hostile_store(folder: Path) -> Store:
    """Return a warehouse of six hostile units, all of which handed in hostile cells."""
    store = small.small_store(folder, UNITS)
    for place, code in enumerate(CODES):
        small.hand_in(store, workbook(store, code, late=place), FILE)
    # a second version, to be compared with the first
    small.hand_in(store, workbook(store, CODES[0], late=3), FILE)
    return store


def workbook(store: Store, code: str, *, late: object) -> bytes:
    """Return a filled form whose every text is hostile; ``late`` may be written wrong."""
    form = small.form(store, code).results({"par_class": "Tốt", "par_points": 90})
    counts = {"received_count": 200, "early_count": 0, "on_time_count": 200, "late_count": late}
    if isinstance(late, int):
        counts["on_time_count"] = 200 - late
    form.rows(
        "dossiers",
        [
            {"field_name": _CELL, **counts}
            | dict.fromkeys(("pending_in_time_count", "pending_overdue_count"), 0)
        ],
    )
    form.rows(
        "satisfaction",
        [
            {
                "topic": _CELL,
                "very_satisfied_count": 60,
                "satisfied_count": 35,
                "neutral_count": 5,
                "unsatisfied_count": 0,
                "very_unsatisfied_count": 0,
            }
        ],
    )
    form.rows("individuals", [{"person_code": "CN01", "full_name": HTML, "job_title": MARKDOWN}])
    form.rows(
        "initiatives",
        [
            {
                "title": HTML + MARKDOWN, "recognised_by": DIRECTIVE, "level": "Cấp huyện",
                "document_number": DIRECTIVE[:30], "document_date": dt.date(2022, 2, 20),
            }
        ],
    )  # fmt: skip
    return form.bytes()


class Markup(HTMLParser):
    """Reads a page as a browser does and keeps what no data may ever become."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.broken: list[str] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        source = given.get("src") or given.get("href") or given.get("action") or ""
        if (
            tag in ("script", "iframe", "object", "style", "svg", "base")
            or given.get("id") == "bi"
            or any(name.startswith("on") for name in given)
            or (re.match(r"[a-z]+:|//", source) and not source.startswith("data:image/svg"))
        ):
            self.broken.append(f"<{tag} {given}>")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def seen(words: str) -> str:
    """Return a text as a page shows it: without what hides, its spaces as one."""
    return " ".join(html.unescape(clean(words)).split())
