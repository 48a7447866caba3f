"""The help: topics from a data file, and every sentence the checks may say."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from dashboard import address
from dashboard.html import Html, join, tag
from dashboard.parts.notes import chip
from schemas.findings import SEVERITY_LABELS, catalogue

CODES = "ma-loi"
_BLANK = re.compile(r"\{[^}]*\}")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its steps."""

    title: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """A page of the help; ``role`` is whose guide it is, if anybody's."""

    code: str
    title: str
    text: str
    sections: tuple[Section, ...]
    role: str | None = None


@cache
def topics() -> tuple[Topic, ...]:
    """Return the topics in reading order; the last one lists the codes of the checks."""
    text = (resources.files("dashboard") / "help" / "topics.toml").read_text("utf-8")
    found = [
        Topic(
            each["code"],
            each["title"],
            each["text"],
            tuple(Section(one["title"], tuple(one["steps"])) for one in each["sections"]),
            each.get("role"),
        )
        for each in tomllib.loads(text)["topics"]
    ]
    codes = Topic(
        CODES,
        "Mã lỗi khi nộp",
        "Mỗi câu hệ thống nói về một ô có một mã không đổi. Dấu … là chỗ ghi trang, ô, số đã viết.",
        (),
    )
    return (*found, codes)


def guide(role: str) -> Topic | None:
    """Return the page that is written for a role."""
    return next((topic for topic in topics() if topic.role == role), None)


def contents(listed: Sequence[Topic], current: str) -> Html:
    """Return the list of topics, the one shown marked."""
    links = (
        tag(
            "a",
            topic.title,
            href=address.link(address.HELP, muc=topic.code),
            aria_current="page" if topic.code == current else None,
        )
        for topic in listed
    )
    return tag("nav", *links, class_="td-contents", aria_label="Các mục trợ giúp")


def page(topic: Topic) -> Html:
    """Return a topic; that of the codes lists every sentence."""
    lead = tag("div", tag("h2", topic.title), tag("p", topic.text), class_="td-lead")
    if topic.code == CODES:
        return join([lead, _codes()])
    sections = (
        tag(
            "div",
            tag("h3", each.title),
            tag("ol", *(tag("li", step) for step in each.steps)),
            class_="td-lead",
        )
        for each in topic.sections
    )
    return join([lead, *sections])


def _codes() -> Html:
    shown = ("file", "form", "identity", "value", "cell", "row", "table", "unit", "closing")
    rows = (
        tag(
            "tr",
            tag("td", tag("span", code, class_="td-cell"), id=f"ma-{code.replace('.', '-')}"),
            tag("td", chip(SEVERITY_LABELS[said.severity]), data_label="Mức"),
            tag("td", _BLANK.sub("…", said.message), data_label="Câu báo"),
            tag("td", _BLANK.sub("…", said.action), data_label="Làm gì"),
        )
        for code, said in catalogue().items()
        if code.split(".")[0] in shown
    )
    columns = ("Mã", "Mức", "Câu báo", "Làm gì")
    head = tag("tr", *(tag("th", name, scope="col") for name in columns))
    return tag(
        "table", tag("thead", head), tag("tbody", *rows), class_="td-table td-stack td-codes"
    )
