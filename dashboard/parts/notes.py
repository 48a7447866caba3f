"""Boxes of words: a quiet note, a page without data, a badge. They know no framework."""

from __future__ import annotations

from dashboard.html import Html, tag


def chip(words: str, kind: str = "") -> Html:
    """Return a small badge."""
    return tag("span", words, class_=f"td-chip td-chip-{kind}" if kind else "td-chip")


def note(title: str, *lines: object, kind: str = "") -> Html:
    """Return a quiet box with a heading and lines."""
    css = f"td-note td-note-{kind}" if kind else "td-note"
    return tag("div", tag("b", title), *(tag("p", line) for line in lines), class_=css)


def empty(title: str, *steps: object) -> Html:
    """Return what a page without data says: what it is for and what to do first."""
    return tag("div", tag("h2", title), *(tag("p", step) for step in steps), class_="td-empty")
