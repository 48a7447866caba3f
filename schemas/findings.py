"""Findings: every sentence said to a user about a file, a cell or a rule file.

The sentences are data (``schemas/findings/*.toml``), one section per stable code, each with a
severity, a message (where, what was found, what is needed) and an action (what to do now).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

Severity = Literal["must_fix", "confirm", "hint"]

SEVERITY_LABELS: Mapping[Severity, str] = {
    "must_fix": "phải sửa",
    "confirm": "cần xác nhận kèm lý do",
    "hint": "gợi ý",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the user can fix: a stable code, the place, and three-part Vietnamese words."""

    code: str
    severity: Severity
    message: str
    action: str
    sheet: str | None = None
    cell: str | None = None
    found: str | None = None
    expected: str | None = None
    criterion: str | None = None
    file: str | None = None
    line: int | None = None
    example: str | None = None
    """A right value for the cell; values of several cells side by side are parted by tabs."""
    fix: str | None = None
    """What to do when it is not writing a value: clear, clear_row, unmerge, rename, new_form."""
    confirm: str | None = None
    """The code under which a reason answers a finding of severity ``confirm``."""

    def as_dict(self) -> dict[str, Any]:
        """Return the finding for JSON output; absent places are left out."""
        return {key: value for key, value in asdict(self).items() if value is not None}


def only_asks(findings: Iterable[Finding]) -> bool:
    """Tell whether nothing in a refused file must be mended: reasons alone are asked for."""
    return all(each.severity == "confirm" for each in findings)


def names_places(findings: Iterable[Finding]) -> bool:
    """Tell whether any finding is about a sheet or a cell rather than about the file as a whole."""
    return any(each.sheet or each.cell for each in findings)


class Refusal(Exception):
    """The input is refused as a whole; carries every finding (never empty)."""

    def __init__(self, *findings: Finding) -> None:
        """Keep the findings; the exception text is the first message."""
        if not findings:
            raise ValueError("a refusal needs at least one finding")
        self.findings = findings
        super().__init__(findings[0].message)


@dataclass(frozen=True, slots=True)
class _Sentence:
    severity: Severity
    message: str
    action: str
    fix: str | None = None


@cache
def catalogue() -> Mapping[str, _Sentence]:
    """Return every sentence by its stable code (``<file stem>.<section>``)."""
    sentences: dict[str, _Sentence] = {}
    folder = resources.files("schemas") / "findings"
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if not entry.name.endswith(".toml"):
            continue
        stem = entry.name.removesuffix(".toml")
        for name, section in tomllib.loads(entry.read_text("utf-8")).items():
            sentences[f"{stem}.{name}"] = _Sentence(**section)
    return sentences


_PLACES = ("sheet", "cell", "found", "expected", "criterion", "file", "line", "example", "confirm")


def finding(code: str, **values: Any) -> Finding:
    """Build the finding of a code; ``values`` fill its sentences and name its place.

    Raises KeyError for a code or a placeholder that the catalogue does not know: that is our
    mistake, not the user's.
    """
    sentence = catalogue()[code]
    places = {key: values[key] for key in _PLACES if values.get(key) is not None}
    return Finding(
        code=code,
        severity=sentence.severity,
        message=sentence.message.format(**values),
        action=sentence.action.format(**values),
        fix=sentence.fix,
        **places,
    )
