"""The rule files behind a plan: clean or not, and whether a kept text stands for them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from etl.scope import rule_book
from schemas.findings import Finding
from schemas.kept_rules import rule_ids
from schemas.programme import Programme
from schemas.reader import check_file, rule_files
from warehouse.store import Store

_FOLDERS = {
    "programme": "programmes",
    "criteria_set": "criteria_sets",
    "class_scheme": "class_schemes",
    "reporting_calendar": "reporting",
}
_WHAT = {
    "programme": "Kế hoạch",
    "criteria_set": "Bộ tiêu chí",
    "class_scheme": "Thang xếp loại",
    "reporting_calendar": "Lịch báo cáo",
}


@dataclass(frozen=True, slots=True)
class RuleFile:
    """A rule file as it lies on the disk now, beside the text that is in force.

    ``is_kept``: a closed period keeps another text, so the file has no effect on this plan.
    """

    what: str
    name: str
    sha256: str
    is_kept: bool
    problems: tuple[Finding, ...]


def rule_state(store: Store, programme: Programme) -> tuple[RuleFile, ...]:
    """Return the files that a plan is judged by, its own first, each checked as it is now."""
    files, in_force = rule_book(), rule_book(store)
    found = []
    for rule_id in rule_ids(programme):
        text = files.texts.get(rule_id)
        if text is None:  # only a kept text is left of it
            continue
        path = _path(text.kind, text.file)
        kept = in_force.texts.get(rule_id, text)
        found.append(
            RuleFile(
                _WHAT[text.kind],
                f"{path.parent.name}/{path.name}",
                kept.sha256,
                kept.sha256 != text.sha256,
                check_file(path),
            )
        )
    return tuple(found)


def rule_stamp() -> int:
    """Return a number that changes when a rule file is edited (nanoseconds of the newest)."""
    return max(path.stat().st_mtime_ns for path in rule_files())


def _path(kind: str, file: str) -> Path:
    return next(
        path for path in rule_files() if path.name == file and path.parent.name == _FOLDERS[kind]
    )
