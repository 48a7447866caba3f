"""On which line of a TOML text a key stands: ``("conditions", 3, "rule", "value")`` → 117.

``tomllib`` keeps no places, and a refusal must name the line. The scanner expects a text that
``tomllib`` accepts; in any other text it places what it can and never raises.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

Path = tuple[str | int, ...]

_SKIP = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BLANK = re.compile(r"[ \t]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_PLAIN = re.compile(r"[^,\]}#\n]*")
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_LITERAL = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}
_STRINGS = tuple(
    (quotes, re.compile(pattern, re.DOTALL))
    for quotes, pattern in (
        ('"""', r'"""(?:\\.|(?!""")[^\\])*"{3,5}'),
        ("'''", r"'''(?:(?!''').)*'{3,5}"),
        ('"', r'"(?:\\.|[^"\\\n])*"'),
        ("'", r"'[^'\n]*'"),
    )
)


def key_lines(text: str) -> Mapping[Path, int]:
    """Return the line (from 1) of every key, table and array element of a TOML text."""
    scanner = _Scanner(text.replace("\r\n", "\n"))
    scanner.document()
    return scanner.lines


def line_of(lines: Mapping[Path, int], path: Path) -> int:
    """Return the line of a path, or of its nearest ancestor that has one; 1 for the whole file."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return 1


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}
        self.last_element: dict[Path, int] = {}
        self._counted_to = 0
        self._line = 1

    def line(self) -> int:
        self._line += self.text.count("\n", self._counted_to, self.at)
        self._counted_to = self.at
        return self._line

    def place(self, path: Path, line: int) -> None:
        for length in range(1, len(path) + 1):
            self.lines.setdefault(path[:length], line)

    def take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        if found is None:
            return ""
        self.at = found.end()
        return found.group()

    def next_is(self, mark: str) -> bool:
        return self.text.startswith(mark, self.at)

    def document(self) -> None:
        table: Path = ()
        while True:
            self.take(_SKIP)
            if self.at >= len(self.text):
                return
            before = self.at
            if self.next_is("["):
                table = self.header()
            else:
                self.pair(table)
            if self.at == before:  # not TOML: go on with the next line instead of for ever
                self.at += 1

    def header(self) -> Path:
        line = self.line()
        is_array = self.next_is("[[")
        self.at += 2 if is_array else 1
        keys = self.key()
        while self.next_is("]"):
            self.at += 1
        path: Path = ()
        for position, key in enumerate(keys):
            path = (*path, key)
            if is_array and position == len(keys) - 1:
                self.last_element[path] = self.last_element.get(path, -1) + 1
                self.place(path, line)
            if path in self.last_element:
                path = (*path, self.last_element[path])
        self.place(path, line)
        return path

    def key(self) -> list[str]:
        keys: list[str] = []
        while True:
            self.take(_BLANK)
            if self.next_is('"') or self.next_is("'"):
                keys.append(_unquoted(self.string()))
            else:
                keys.append(self.take(_BARE))
            self.take(_BLANK)
            if not self.next_is("."):
                return keys
            self.at += 1

    def pair(self, table: Path) -> None:
        line = self.line()
        path = (*table, *self.key())
        self.place(path, line)
        if self.next_is("="):
            self.at += 1
            self.value(path)

    def value(self, path: Path) -> None:
        self.take(_BLANK)
        if self.next_is("["):
            self.items(path, "]")
        elif self.next_is("{"):
            self.items(path, "}")
        elif self.next_is('"') or self.next_is("'"):
            self.string()
        else:
            self.take(_PLAIN)

    def items(self, path: Path, closing: str) -> None:
        self.at += 1
        index = 0
        while True:
            self.take(_SKIP)
            if self.next_is(closing) or self.at >= len(self.text):
                self.at += 1
                return
            before = self.at
            if self.next_is(","):
                self.at += 1
            elif closing == "}":
                self.pair(path)
            else:
                self.place((*path, index), self.line())
                self.value((*path, index))
                index += 1
            if self.at == before:
                self.at += 1

    def string(self) -> str:
        for quotes, pattern in _STRINGS:
            if self.next_is(quotes):
                found = self.take(pattern)
                if found:
                    return found
        self.at += 1
        return ""


def _unquoted(text: str) -> str:
    inner = text[1:-1]
    return _ESCAPE.sub(_unescaped, inner) if text.startswith('"') else inner


def _unescaped(found: re.Match[str]) -> str:
    code = found.group(1)
    if code[0] in "uU":
        return chr(int(code[1:], 16))
    return _LITERAL.get(code, code)
