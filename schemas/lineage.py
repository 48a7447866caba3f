"""Declared weights of split units, linted against the register, and what is said of lineage.

The register tells which units a unit was split among, never how much went where. A share stays
unknown unless ``lineage.toml`` declares it with its basis.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError

from schemas.base import Exact, Record, Text, type_sequence
from schemas.findings import Finding, Refusal, finding
from schemas.register import Register
from schemas.toml_lines import key_lines, line_of
from schemas.words import day, number

FILE = Path(__file__).with_suffix(".toml").name
UNKNOWN_SHARE = "chưa công bố"
WHOLE = Decimal(100)

KIND_LABELS: Mapping[str, str] = {
    "renamed": "đổi tên hoặc đổi loại, địa bàn giữ nguyên",
    "merged_whole": "nhập toàn bộ",
    "split": "chia ra nhiều đơn vị",
    "unchanged": "giữ nguyên",
}
"""What happened between a predecessor and a successor."""

_UnitId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.\-]{0,59}$")]


class Weight(Record):
    """Which share of a split unit went into one of its successors, and who says so."""

    predecessor: _UnitId
    successor: _UnitId
    pct: Exact
    basis: Text
    ours: bool


class _File(Record):
    weight: Annotated[tuple[Weight, ...], type_sequence] = ()


def declared_weights(register: Register) -> tuple[Weight, ...]:
    """Return the shipped weights; raises Refusal when they contradict the register."""
    return read_weights((resources.files("schemas") / FILE).read_text("utf-8"), register)


def read_weights(text: str, register: Register) -> tuple[Weight, ...]:
    """Return the weights of a file's text; raises Refusal with every problem and its line."""
    try:
        weights = _File.model_validate(tomllib.loads(text)).weight
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Refusal(finding("lineage.unreadable", found=f"mục “{where}”", file=FILE)) from None
    except tomllib.TOMLDecodeError as error:
        raise Refusal(finding("lineage.unreadable", found="sai cú pháp", file=FILE)) from error
    lines = key_lines(text)
    places = [line_of(lines, ("weight", index)) for index in range(len(weights))]
    problems = tuple(_Lint(register, weights, places).problems())
    if problems:
        raise Refusal(*problems)
    return weights


@dataclass(frozen=True, slots=True)
class _Lint:
    register: Register
    weights: Sequence[Weight]
    lines: Sequence[int]

    def problems(self) -> Iterator[Finding]:
        """Yield what contradicts: pair by pair, then unit by unit where its pairs are right."""
        parts: defaultdict[str, dict[str, Decimal]] = defaultdict(dict)
        first: dict[str, int] = {}
        broken: set[str] = set()
        for weight, line in zip(self.weights, self.lines, strict=True):
            first.setdefault(weight.predecessor, line)
            found = self._of_pair(weight, line, parts[weight.predecessor])
            if found is not None:
                broken.add(weight.predecessor)
                yield found
            parts[weight.predecessor][weight.successor] = weight.pct
        for predecessor, given in parts.items():
            if predecessor not in broken:
                yield from self._of_unit(predecessor, given, first[predecessor])

    def _of_pair(self, weight: Weight, line: int, given: Mapping[str, Decimal]) -> Finding | None:
        for unit_id in (weight.predecessor, weight.successor):
            if self.register.find(unit_id) is None:
                return _found("unknown_unit", line, unit_id)
        into = self._successors(weight.predecessor)
        if not into:
            return _found("not_split", line, self._name(weight.predecessor))
        if weight.successor not in into:
            names = "; ".join(self._name(each) for each in into)
            return _found("not_a_part", line, self._name(weight.successor), expected=names)
        if weight.successor in given:
            return _found("given_twice", line, self._name(weight.successor))
        if not 0 < weight.pct < WHOLE:
            return _found("out_of_range", line, number(weight.pct))
        return None

    def _of_unit(
        self, predecessor: str, given: Mapping[str, Decimal], line: int
    ) -> Iterator[Finding]:
        missing = [each for each in self._successors(predecessor) if each not in given]
        total = sum(given.values(), Decimal(0))
        if missing:
            names = "; ".join(self._name(each) for each in missing)
            yield _found("part_missing", line, self._name(predecessor), expected=names)
        elif total != WHOLE:
            yield _found("not_whole", line, self._name(predecessor), total=number(total))

    def _successors(self, unit_id: str) -> tuple[str, ...]:
        links = self.register.successors(unit_id)
        return tuple(link.successor_id for link in links if link.kind == "split")

    def _name(self, unit_id: str) -> str:
        return f"{self.register.unit(unit_id).name} ({unit_id})"


def _found(name: str, line: int, found: str, **values: str) -> Finding:
    return finding(f"lineage.{name}", line=line, found=found, file=FILE, **values)


def share_text(weight_pct: Decimal | None, *, is_ours: bool) -> str:
    """Return a share in words; an undeclared one is “chưa công bố”, never nought."""
    if weight_pct is None:
        return UNKNOWN_SHARE
    return f"{number(weight_pct)} %" + (" (do chúng tôi ước tính)" if is_ours else "")


def reason_text(code: str, facts: Mapping[str, Any]) -> str:
    """Return why a unit's two periods are not comparable; ``facts`` is a row of the view."""
    if code == "not_yet":
        return f"đơn vị chỉ có từ ngày {day(facts['valid_from'])}, sau kỳ trước"
    if code == "ended":
        return f"đơn vị đã kết thúc ngày {day(facts['valid_to'])}"
    if code == "changed":
        return f"đơn vị thay đổi địa bàn ngày {day(facts['changed_on'])}"
    if code == "other_rules":
        return "bộ tiêu chí hoặc thang điểm của hai kỳ khác nhau"
    if code == "first_period":
        return "đây là kỳ đầu tiên của kế hoạch"
    if code == "no_earlier_board":
        return "kỳ trước chưa có bảng xếp hạng để so"
    if code == "no_board":
        return "kỳ này chưa có bảng xếp hạng để so"
    now, before = number(facts["peer_count"]), number(facts["earlier_peer_count"])
    words = "các đơn vị cùng xếp hạng của hai kỳ không như nhau: "
    if now == before:
        return f"{words}cùng {now} đơn vị nhưng không phải cùng các đơn vị"
    return f"{words}kỳ này {now}, kỳ trước {before} đơn vị"


def not_comparable_text(codes: Sequence[str], facts: Mapping[str, Any]) -> str | None:
    """Return every reason in one sentence, or None when the periods can be compared."""
    if not codes:
        return None
    return "Không so được với kỳ trước: " + "; ".join(reason_text(code, facts) for code in codes)
