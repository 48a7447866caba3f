"""What the tests of rule files share: a spoilt text, its findings, broken texts by the dozen."""

from __future__ import annotations

import random
import re
from pathlib import Path

from schemas.reader import check_file, check_files, rule_files

FILES = {f"{path.parent.name}/{path.stem}": path for path in rule_files()}

ENGLISH = re.compile(
    r"\b(should|input|valid|expected|line|column|error|value|invalid|string|field|required|be"
    r"|extra|permitted|found|cannot|unclosed|the|of|at|or)\b",
    re.IGNORECASE,
)
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|\[[^\]]*\]|[a-z]+ = ")


def spoilt(text: str, old: str | re.Pattern[str], new: str) -> str:
    """The text with the first place replaced; a place that is not there fails the test."""
    if isinstance(old, str):
        assert old in text, old
        return text.replace(old, new, 1)
    assert old.search(text), old.pattern
    return old.sub(new, text, count=1)


def kept(tmp_path: Path, text: str, name: str = "bad.toml") -> Path:
    path = tmp_path / name
    path.write_text(text, "utf-8", newline="")
    return path


def places(path: Path) -> list[tuple[str, int | None]]:
    return [(each.code, each.line) for each in check_file(path)]


def assert_vietnamese(text: str) -> None:
    assert not ENGLISH.search(QUOTED.sub("", text)), text


def assert_found(code: str, text: str, marker: str | None, path: Path, *beside: Path) -> None:
    """The file of this text has the finding at the marker's line, said in Vietnamese."""
    assert marker is None or marker in text, marker
    line = 1 if marker is None else text.count("\n", 0, text.index(marker)) + 1
    findings = [each for each in check_files([*beside, path]) if each.file == str(path)]
    assert (f"rule.{code}", line) in [(each.code, each.line) for each in findings]
    for each in findings:
        assert_vietnamese(each.message)
        assert_vietnamese(each.action)


WILD = [
    "0", "-7", "1.5", "nan", "true", '""', '"x"', "[]", "[1]", '["a", "a"]', "{}", "[{}]",
    "{ a = 1 }", '{ kind = "judged" }', "2020-02-29", "1979-05-27T07:32:00Z", "07:32:00",
    "0xffffffffffffffffffff",
]  # fmt: skip


def mutated(text: str, chance: random.Random) -> str:
    """The text with one line lost, doubled, cut or given a wild value."""
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    match chance.randrange(6):
        case 0:
            del lines[at]
        case 1:
            lines.insert(at, lines[chance.randrange(len(lines))])
        case 2:
            lines[at] = lines[at][: chance.randrange(len(lines[at]) + 1)]
        case 3:
            lines[at] = lines[at].replace('"', "", 1)
        case 4:
            lines[at] = re.sub(r"= .*", "= " + chance.choice(WILD), lines[at], count=1)
        case _:
            lines[at] = re.sub(r"\d+", chance.choice(["0", "-1", "99", "9999"]), lines[at])
    return "\n".join(lines)
