"""Help: how a period goes, what each person does, how to read the lights, what each code means."""

from __future__ import annotations

from dashboard import address, session, text
from dashboard.html import join, tag
from dashboard.parts import frame, help_pages, samples

_WITH_SAMPLE = ("bat-dau", "can-bo-dau-moi")


def show() -> None:
    """Draw the topic that the address names; otherwise the visitor's own, or the first one."""
    listed = help_pages.topics()
    wanted = address.read(address.TOPIC)
    who = session.actor()
    own = (who and help_pages.guide(who.role)) or listed[0]
    shown = next((topic for topic in listed if topic.code == wanted), own)
    more = tag(
        "p",
        join(
            [
                "Quy tắc chấm điểm, xếp hạng, từng trường hợp một: ",
                tag("a", text.TITLE_SCORING, href=address.link(address.SCORING)),
                ".",
            ]
        ),
    )
    frame.block(
        tag("div", tag("h1", text.TITLE_HELP), more, class_="td-lead"),
        tag(
            "div",
            help_pages.contents(listed, shown.code),
            tag("div", help_pages.page(shown), class_="td-page"),
            class_="td-two",
        ),
        class_="td-page",
    )
    if shown.code in _WITH_SAMPLE:
        samples.choose()
