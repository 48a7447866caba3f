"""The words of an SQL text, without its comments, each with its place."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
      (?P<space>\s+)
    | (?P<comment>--[^\n]*|/\*.*?\*/)
    | (?P<string>'(?:[^']|'')*')
    | (?P<name>"(?:[^"]|"")*")
    | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    | (?P<word>[^\W\d]\w*)
    | (?P<sign><>|!=|<=|>=|==|:=|=>|->>|->|\|\||//|::|\*\*|[-+*/%<>=(),.;\[\]{}?:])
    """,
    re.VERBOSE | re.DOTALL,
)
_OPENING, _CLOSING = {"(", "[", "{"}, {")", "]", "}"}
_BEFORE_A_VALUE = {
    "select", "distinct", "all", "when", "then", "else", "and", "or", "not", "in", "by", "on",
    "where", "having", "qualify", "from", "between", "case", "like", "is", "using", "union",
    "limit", "return",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """A word (in lower case), a sign, a string, a number or a quoted name."""

    kind: str
    text: str
    start: int
    end: int
    depth: int
    """How many brackets are open around it; a bracket stands outside of itself."""


def tokens_of(sql: str) -> list[Token]:
    """Return the tokens of an SQL text; ValueError for what no token begins with."""
    found: list[Token] = []
    place = depth = 0
    while place < len(sql):
        match = _TOKEN.match(sql, place)
        if match is None:
            raise ValueError(f"no token at {place}: {sql[place : place + 30]!r}")
        kind, text, place = str(match.lastgroup), match[0], match.end()
        if kind in ("space", "comment"):
            continue
        if text in _CLOSING:
            depth -= 1
        word = text.lower() if kind == "word" else text
        found.append(Token(kind, word, match.start(), match.end(), depth))
        if text in _OPENING:
            depth += 1
    if depth:
        raise ValueError("brackets do not match")
    return found


def closing(tokens: Sequence[Token], opening: int) -> int:
    """Return the place of the bracket that closes the one at ``opening``."""
    depth = tokens[opening].depth
    for place in range(opening + 1, len(tokens)):
        if tokens[place].text in _CLOSING and tokens[place].depth == depth:
            return place
    raise ValueError("brackets do not match")


def arguments(tokens: Sequence[Token], opening: int) -> list[tuple[int, int]]:
    """Return where each argument between brackets begins and ends, as offsets into the text."""
    last = closing(tokens, opening)
    inside = tokens[opening].depth + 1
    commas = [
        place
        for place in range(opening + 1, last)
        if tokens[place].text == "," and tokens[place].depth == inside
    ]
    edges = [opening, *commas, last]
    return [(tokens[one].end, tokens[two].start) for one, two in itertools.pairwise(edges)]


def ends_a_value(token: Token) -> bool:
    """Tell whether a value may end here, so that a sign behind it stands between two values."""
    if token.kind == "sign":
        return token.text in _CLOSING
    return token.kind != "word" or token.text not in _BEFORE_A_VALUE
