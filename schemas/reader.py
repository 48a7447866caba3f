"""The strict reader of rule files: a record, or every reason why not, with file and line.

A rule file is TOML whose key ``kind`` says what it holds. What is unknown, contradictory or
unreachable is refused; nothing is coerced and nothing is repaired.
"""

from __future__ import annotations

import hashlib
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import ValidationError

from schemas.base import Record
from schemas.bodies import body_files
from schemas.criteria_set import ClassScheme, CriteriaSet, ReportingCalendar
from schemas.findings import Finding, Refusal, finding
from schemas.programme import Programme
from schemas.rule_lint import problems_of
from schemas.rule_problem import Known, Problem, listed, problem
from schemas.rule_words import is_huge, problem_of_error, syntax_words, where, written
from schemas.toml_lines import Path as KeyPath
from schemas.toml_lines import key_lines, line_of

_KINDS: Mapping[str, type[Record]] = {
    "programme": Programme,
    "criteria_set": CriteriaSet,
    "class_scheme": ClassScheme,
    "reporting_calendar": ReportingCalendar,
}
_FOLDERS = ("reporting", "class_schemes", "criteria_sets", "programmes")
_MOST_BYTES = 1_000_000

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class RuleText:
    """The text of a rule file as it was read: its kind, file name, words and digest."""

    kind: str
    file: str
    text: str
    sha256: str


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Every rule file of the product, by id; ``texts`` is keyed ``kind/id``."""

    programmes: Mapping[str, Programme]
    criteria_sets: Mapping[str, CriteriaSet]
    class_schemes: Mapping[str, ClassScheme]
    calendars: Mapping[str, ReportingCalendar]
    texts: Mapping[str, RuleText]


@dataclass
class _Read:
    """A file on its way: raw data, the record once it is one, and what was found so far."""

    path: Path
    text: str = ""
    sha256: str = ""
    data: Mapping[str, Any] | None = None
    kind: str = ""
    record: Record | None = None
    findings: tuple[Finding, ...] = ()

    @cached_property
    def lines(self) -> Mapping[KeyPath, int]:
        """The line of every key; looked up only once there is something to say."""
        try:
            return key_lines(self.text)
        except RecursionError:
            return {}


def load_programme(path: Path) -> Programme:
    """Read one programme; raises Refusal with every finding (file, line, reason)."""
    return _load(path, Programme)


def load_criteria_set(path: Path) -> CriteriaSet:
    """Read one criteria set; raises Refusal with every finding (file, line, reason)."""
    return _load(path, CriteriaSet)


def load_class_scheme(path: Path) -> ClassScheme:
    """Read one class scheme; raises Refusal with every finding (file, line, reason)."""
    return _load(path, ClassScheme)


def load_calendar(path: Path) -> ReportingCalendar:
    """Read one reporting calendar; raises Refusal with every finding (file, line, reason)."""
    return _load(path, ReportingCalendar)


def read_text(text: RuleText) -> Record:
    """Read a kept text of a rule file again; raises Refusal when this release cannot read it."""
    read = _Read(Path(text.file), text.text, text.sha256)
    findings = (*_parse(read), *(_validate(read) if read.data is not None else ()))
    if findings or read.record is None:
        raise Refusal(*findings)
    return read.record


def read_rule_text(path: Path) -> tuple[str, RuleText]:
    """Return the id (``kind/id``) and the text of a rule file; raises Refusal when it has none."""
    read = _read(path)
    if read.findings:
        raise Refusal(*read.findings)
    return f"{read.kind}/{_id(read)}", RuleText(read.kind, path.name, read.text, read.sha256)


def check_file(path: Path) -> tuple[Finding, ...]:
    """Return every problem of a rule file of any kind, in the order of its lines."""
    return check_files([path])


def check_files(paths: Iterable[Path]) -> tuple[Finding, ...]:
    """Return the problems of several rule files that may refer to each other, file by file."""
    reads = [_read(path) for path in paths]
    known = _known([*_library(), *reads])
    return tuple(each for read in reads for each in _checked(read, known))


@cache
def load_all() -> RuleBook:
    """Return every rule file of the product; raises Refusal when one of them is not right."""
    reads = _library()
    known = _known(reads)
    findings = [each for read in reads for each in _checked(read, known)]
    findings += _same_ids(reads)
    if findings:
        raise Refusal(*findings)
    texts = {
        f"{read.kind}/{_id(read)}": RuleText(read.kind, read.path.name, read.text, read.sha256)
        for read in reads
    }
    return RuleBook(
        MappingProxyType(_by_id(reads, Programme)),
        MappingProxyType(_by_id(reads, CriteriaSet)),
        MappingProxyType(_by_id(reads, ClassScheme)),
        MappingProxyType(_by_id(reads, ReportingCalendar)),
        MappingProxyType(texts),
    )


def rule_files() -> tuple[Path, ...]:
    """Return the product's rule files, those that others refer to first."""
    home = Path(__file__).parent
    return tuple(path for folder in _FOLDERS for path in sorted((home / folder).glob("*.toml")))


@cache
def _library() -> tuple[_Read, ...]:
    return tuple(_read(path) for path in rule_files())


def _load(path: Path, model: type[R]) -> R:
    read = _read(path)
    findings = _checked(read, _known([*_library(), read]))
    if findings:
        raise Refusal(*findings)
    if not isinstance(read.record, model):
        expected = next(kind for kind, each in _KINDS.items() if each is model)
        raise Refusal(
            _tell(read, problem("other_kind", "kind", found=read.kind, expected=expected))
        )
    return read.record


def _read(path: Path) -> _Read:
    """Read a file up to its record; never raises for what the file holds."""
    read = _Read(path)
    steps: tuple[Callable[[_Read], Iterator[Finding]], ...] = (_decode, _parse, _validate)
    for step in steps:
        read.findings = tuple(step(read))
        if read.findings:
            break
    return read


def _decode(read: _Read) -> Iterator[Finding]:
    name = str(read.path)
    try:
        with read.path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except (OSError, ValueError):
        yield finding("rule.not_found", file=name)
        return
    if len(content) > _MOST_BYTES:
        yield finding("rule.too_large", file=name, expected=f"{_MOST_BYTES // 1000} KB")
        return
    read.sha256 = hashlib.sha256(content).hexdigest()
    try:
        read.text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        yield finding("rule.not_utf8", file=name, line=content.count(b"\n", 0, error.start) + 1)
        return
    if not unicodedata.is_normalized("NFC", read.text) or "\ufffd" in read.text:
        for number, line in enumerate(read.text.split("\n"), 1):
            if not unicodedata.is_normalized("NFC", line) or "\ufffd" in line:
                yield finding("rule.not_nfc", file=name, line=number)


def _parse(read: _Read) -> Iterator[Finding]:
    name = str(read.path)
    try:
        read.data = tomllib.loads(read.text)
    except RecursionError:
        yield finding("rule.syntax", file=name, line=1, found="ngoặc lồng nhau quá nhiều lớp")
    except ValueError as error:  # a TOMLDecodeError, or a number of thousands of digits
        code, line, words = syntax_words(read.text, str(error))
        yield finding(code, file=name, line=line, found=words)


def _validate(read: _Read) -> Iterator[Finding]:
    data = dict(read.data or {})
    kind = data.pop("kind", None)
    if not isinstance(kind, str) or kind not in _KINDS:
        code = "missing_file_kind" if kind is None else "unknown_file_kind"
        path: KeyPath = () if kind is None else ("kind",)
        yield _tell(read, problem(code, *path, found=kind, expected=listed(_KINDS)))
        return
    read.kind = kind
    problems = list(_worthless(data, ()))
    try:
        read.record = _KINDS[kind].model_validate(data)
    except ValidationError as error:
        errors = error.errors(include_url=False)
        problems += [problem_of_error(data, each) for each in errors]
    yield from _told(read, problems)


def _worthless(data: Any, path: KeyPath) -> Iterator[Problem]:
    """Yield texts of white space only (an empty one is already refused) and absurd numbers."""
    if isinstance(data, str) and data and not data.strip():
        yield problem("empty_text", *path)
    elif is_huge(data):
        yield problem("bad_number", *path, found=written(data))
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _worthless(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _worthless(value, (*path, index))


def _checked(read: _Read, known: Known) -> tuple[Finding, ...]:
    if read.findings or read.record is None:
        return read.findings
    return _told(read, problems_of(read.record, known))


def _told(read: _Read, problems: Iterable[Problem]) -> tuple[Finding, ...]:
    """Tell problems in the order of their lines, each sentence once."""
    told = dict.fromkeys(_tell(read, each) for each in problems)
    return tuple(sorted(told, key=lambda each: each.line or 0))


def _tell(read: _Read, item: Problem) -> Finding:
    line = line_of(read.lines, item.path)
    place = where(read.data, item.path)
    return finding(item.code, file=str(read.path), line=line, where=place, **item.values)


def _id(read: _Read) -> str:
    return str(getattr(read.record, "id", ""))


def _by_id(reads: Iterable[_Read], model: type[R]) -> dict[str, R]:
    return {_id(read): read.record for read in reads if isinstance(read.record, model)}


def _known(reads: Iterable[_Read]) -> Known:
    reads = tuple(reads)
    bodies = {
        name: frozenset(body.group for body in file.bodies)
        for name, file in body_files().items()
        if file.bodies
    }
    schemes, sets = _by_id(reads, ClassScheme), _by_id(reads, CriteriaSet)
    return Known(schemes, sets, _by_id(reads, ReportingCalendar), bodies)


def _same_ids(reads: Iterable[_Read]) -> Iterator[Finding]:
    seen: dict[tuple[str, str], str] = {}
    for read in reads:
        other = seen.setdefault((read.kind, _id(read)), read.path.name)
        if other != read.path.name:
            yield _tell(read, problem("duplicate_id", "id", found=_id(read), other=other))
