"""Every single small change to a view that a careless hand could make, one mutant each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tests.mutation.tokens import Token, arguments, closing, ends_a_value, tokens_of


class Edit(NamedTuple):
    """What is written instead of a stretch of the text, and what kind of change that is."""

    kind: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Mutant:
    """A view with one change; ``nth`` tells apart changes that look the same."""

    view: str
    kind: str
    line: int
    before: str
    after: str
    nth: int
    sql: str

    @property
    def key(self) -> tuple[str, str, str, int]:
        """What names the mutant as long as its own lines stay as they are."""
        return self.view, self.before, self.after, self.nth


Tokens = Sequence[Token]
Finder = Callable[[Tokens, str], Iterator[Edit]]

_COMPARED = {">": ">=", ">=": ">", "<": "<=", "<=": "<", "=": "<>", "<>": "=", "!=": "="}
_COUNTED = {"+": "-", "-": "+", "*": "+", "//": "*", "/": "*", "%": "+"}
_CALLS = {
    "rank": ("dense_rank", "row_number"),
    "dense_rank": ("rank",),
    "row_number": ("rank",),
    "lag": ("lead",),
    "lead": ("lag",),
    "min": ("max",),
    "max": ("min",),
    "arg_min": ("arg_max",),
    "arg_max": ("arg_min",),
    "sum": ("count",),
    "count": ("sum",),
    "bool_or": ("bool_and",),
    "bool_and": ("bool_or",),
    "greatest": ("least",),
    "least": ("greatest",),
    "floor": ("ceil",),
    "ceil": ("floor",),
}
_WHAT_CALLS = {"rank": "rank", "dense_rank": "rank", "row_number": "rank"}
_ORDER_ENDS = {"rows", "range", "groups", "limit", "offset", "qualify", "union", "window"}
_JOINS = {
    (): "left join",
    ("inner",): "left join",
    ("left",): "join",
    ("left", "outer"): "join",
    ("full",): "left join",
    ("full", "outer"): "left join",
    ("anti",): "semi join",
    ("semi",): "anti join",
    ("asof",): "asof left join",
    ("asof", "left"): "asof join",
}
_JOIN_WORDS = {word for words in _JOINS for word in words} | {"cross", "right", "natural"}


def mutants_of(view: str, sql: str) -> list[Mutant]:
    """Return every mutant of a view, in the order of its text."""
    tokens = tokens_of(sql)
    edits = {edit for find in _FINDERS for edit in find(tokens, sql)}
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for edit in sorted(edits, key=lambda each: (each.start, each.end, each.text)):
        first = sql.rfind("\n", 0, edit.start) + 1
        last = sql.find("\n", edit.end)
        last = len(sql) if last < 0 else last
        before = " ".join(sql[first:last].split())
        after = " ".join((sql[first : edit.start] + edit.text + sql[edit.end : last]).split())
        seen[before, after] += 1
        found.append(
            Mutant(
                view,
                edit.kind,
                sql.count("\n", 0, edit.start) + 1,
                before,
                after,
                seen[before, after],
                sql[: edit.start] + edit.text + sql[edit.end :],
            )
        )
    return found


def _texts(tokens: Tokens, place: int, count: int) -> tuple[str, ...]:
    return tuple(token.text for token in tokens[place : place + count])


def _signs(tokens: Tokens, _sql: str) -> Iterator[Edit]:
    for place, token in enumerate(tokens):
        if token.kind != "sign":
            continue
        if token.text in _COMPARED:
            yield Edit("comparison", token.start, token.end, _COMPARED[token.text])
        elif token.text in _COUNTED:
            is_between = place > 0 and ends_a_value(tokens[place - 1])
            if is_between:
                yield Edit("arithmetic", token.start, token.end, _COUNTED[token.text])
            elif token.text == "-":
                yield Edit("arithmetic", token.start, token.end, "")


def _calls(tokens: Tokens, sql: str) -> Iterator[Edit]:
    for place, token in enumerate(tokens[:-1]):
        if token.kind != "word" or tokens[place + 1].text != "(":
            continue
        if token.text in ("coalesce", "ifnull", "nullif"):
            given = arguments(tokens, place + 1)
            kept = sql[given[0][0] : given[-2][1]].strip()
            text = f"({kept})" if len(given) == 2 else f"coalesce({kept})"
            kind = "nullif" if token.text == "nullif" else "coalesce"
            yield Edit(kind, token.start, tokens[closing(tokens, place + 1)].end, text)
        elif token.text == "filter" and tokens[place + 2].text == "where":
            yield Edit("filter", token.start, tokens[closing(tokens, place + 1)].end, "")
        elif tokens[place + 2].text != "*":
            for other in _CALLS.get(token.text, ()):
                kind = _WHAT_CALLS.get(token.text, "function")
                yield Edit(kind, token.start, token.end, other)


def _joins(tokens: Tokens, _sql: str) -> Iterator[Edit]:
    for place, token in enumerate(tokens):
        if token.text != "join" or token.kind != "word":
            continue
        first = place
        while first and tokens[first - 1].text in _JOIN_WORDS:
            first -= 1
        words = tuple(each.text for each in tokens[first:place])
        if words in _JOINS:
            yield Edit("join", tokens[first].start, token.end, _JOINS[words])


def _words(tokens: Tokens, _sql: str) -> Iterator[Edit]:
    between: list[int] = []
    for place, token in enumerate(tokens):
        if token.kind != "word":
            continue
        before = tokens[place - 1].text if place else ""
        if token.text == "between" and before not in _ORDER_ENDS:
            between.append(token.depth)
        elif token.text == "and" and between and between[-1] == token.depth:
            between.pop()
        elif token.text in ("and", "or") and not _is_of_a_frame(tokens, place):
            yield Edit("logic", token.start, token.end, {"and": "or", "or": "and"}[token.text])
        elif token.text == "union":
            is_all = tokens[place + 1].text == "all"
            end = tokens[place + 1].end if is_all else token.end
            yield Edit("union", token.start, end, "union" if is_all else "union all")
        elif token.text == "distinct" and before != "is" and "from" not in _next(tokens, place):
            yield Edit("distinct", token.start, token.end, "")


def _next(tokens: Tokens, place: int) -> tuple[str, ...]:
    return _texts(tokens, place + 1, 1)


def _is_of_a_frame(tokens: Tokens, place: int) -> bool:
    return tokens[place - 1].text in ("preceding", "following", "row")


def _negations(tokens: Tokens, _sql: str) -> Iterator[Edit]:
    for place, token in enumerate(tokens):
        if token.kind != "word":
            continue
        before = tokens[place - 1].text if place else ""
        if token.text == "is":
            is_not = _next(tokens, place) == ("not",)
            what = _texts(tokens, place + 1 + is_not, 1)
            if what in (("null",), ("distinct",), ("true",), ("false",)):
                end = tokens[place + 1].end if is_not else token.end
                yield Edit("null", token.start, end, "is" if is_not else "is not")
        elif token.text == "not" and before != "is" and _next(tokens, place) != ("materialized",):
            yield Edit("not", token.start, token.end, "")
        elif token.text in ("in", "exists") and before != "not":
            yield Edit("not", token.start, token.end, f"not {token.text}")


def _cases(tokens: Tokens, _sql: str) -> Iterator[Edit]:
    open_cases: list[tuple[bool, int]] = []  # whether a value is compared, and the branch begun
    for place, token in enumerate(tokens):
        if token.kind != "word":
            continue
        if token.text == "case":
            open_cases.append((tokens[place + 1].text != "when", place))
        elif token.text in ("when", "else") and open_cases:
            open_cases[-1] = (open_cases[-1][0], place)
        elif token.text == "then" and open_cases:
            is_compared, begun = open_cases[-1]
            never = "null" if is_compared else "false"
            yield Edit("case", tokens[begun + 1].start, tokens[place - 1].end, never)
        elif token.text == "end" and open_cases:
            _, begun = open_cases.pop()
            is_else = tokens[begun].text == "else"
            if is_else and _texts(tokens, begun + 1, 2) != ("null", "end"):
                yield Edit("case", tokens[begun + 1].start, tokens[place - 1].end, "null")


def _orders(tokens: Tokens, _sql: str) -> Iterator[Edit]:
    for place, token in enumerate(tokens[:-1]):
        if token.text in ("asc", "desc") and token.kind == "word":
            yield Edit("order", token.start, token.end, {"asc": "desc", "desc": "asc"}[token.text])
        elif token.text == "nulls" and tokens[place + 1].text in ("first", "last"):
            other = {"first": "last", "last": "first"}[tokens[place + 1].text]
            yield Edit("order", token.start, tokens[place + 1].end, f"nulls {other}")
        elif (token.text, tokens[place + 1].text) == ("order", "by"):
            yield from _undirected(tokens, place + 2)


def _undirected(tokens: Tokens, first: int) -> Iterator[Edit]:
    """Turn around each step of an order that names no direction."""
    depth = tokens[first].depth
    has_direction = False
    last_of_step = tokens[first]
    for token in tokens[first:]:
        is_end = token.depth < depth or (token.depth == depth and token.text in _ORDER_ENDS)
        if is_end or (token.depth == depth and token.text == ","):
            if not has_direction:
                yield Edit("order", last_of_step.end, last_of_step.end, " desc")
            has_direction = False
            if is_end:
                return
        elif token.depth == depth and token.text in ("asc", "desc", "nulls"):
            has_direction = True
        last_of_step = token
    if not has_direction:
        yield Edit("order", last_of_step.end, last_of_step.end, " desc")


_FINDERS: tuple[Finder, ...] = (_signs, _calls, _joins, _words, _negations, _cases, _orders)
