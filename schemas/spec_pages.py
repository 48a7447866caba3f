"""The pages "Cách chấm": the spec tables of the tests, read as text for people.

One table per rule kind is test, specification and help page at once. In a checkout the tables stand
in ``tests/spec``; an installed package carries a copy of them beside this module.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from schemas.lights import NEAR, STATES
from schemas.words import QUOTA_PLACES

_HERE = Path(__file__).parent
_PLACES = (_HERE / "cach_cham", _HERE.parent / "tests" / "spec")

ORDER = (
    "threshold", "class_band", "rank_improved", "value_and_rank_improved", "assigned_ranks",
    "tier_position", "recognised", "attested", "judged", "veto", "applies_if", "hand_in_on_time",
    "layers", "inherited", "individual_judged", "individual_recognised",
    "yes_no", "tiers", "linear", "count", "per_item", "deadline", "survey",
    "sum_of_parts", "weighted_mean", "bonus_penalty", "not_applicable", "appraisal_layers",
    "ranking", "rank_interval", "quota",
)  # fmt: skip
"""The order of the pages: conditions, persons, points, sums, ranks, awards."""


@dataclass(frozen=True, slots=True)
class SpecCase:
    """One line of a table: what is the case, what follows, and the sentence that is said."""

    caption: str
    value: str
    state: str | None
    is_near: bool
    result: str
    says: str


@dataclass(frozen=True, slots=True)
class SpecTable:
    """A rule with its cases."""

    title: str
    text: str
    needs: str
    cases: tuple[SpecCase, ...]


@dataclass(frozen=True, slots=True)
class SpecPage:
    """The page of one rule kind; ``code`` is the word of the vocabulary."""

    code: str
    title: str
    text: str
    tables: tuple[SpecTable, ...]


@cache
def spec_pages() -> tuple[SpecPage, ...]:
    """Return every page in reading order; raises FileNotFoundError when the tables are missing."""
    folder = next((place for place in _PLACES if place.is_dir()), None)
    if folder is None:
        raise FileNotFoundError("spec tables")
    found = [_page(path.stem, tomllib.loads(path.read_text("utf-8")))
             for path in folder.glob("*.toml")]  # fmt: skip
    known = {code: place for place, code in enumerate(ORDER)}
    return tuple(sorted(found, key=lambda page: (known.get(page.code, len(ORDER)), page.code)))


def _page(code: str, data: Mapping[str, Any]) -> SpecPage:
    tables = tuple(
        SpecTable(
            table["title"],
            table.get("text", ""),
            table.get("needs") or table.get("words") or "",
            tuple(case for each in table["cases"] for case in _cases(each)),
        )
        for table in data["tables"]
    )
    return SpecPage(code, data["title"], data.get("text", ""), tables)


def _cases(case: Mapping[str, Any]) -> list[SpecCase]:
    caption = str(case.get("caption") or f"Đơn vị {case['unit']}")
    if "persons" in case:
        return [
            SpecCase(
                f"{caption} ({person['code']})", "", person.get("state"),
                bool(person.get("is_near")), "", str(person.get("says", "")),
            )
            for person in case["persons"]
        ]  # fmt: skip
    says = case.get("says", "")
    sentence = says if isinstance(says, str) else "; ".join(f"{c}: {s}" for c, s in says.items())
    lacks = case.get("lacks")
    return [
        SpecCase(
            caption,
            str(case.get("formula") or case.get("value") or _figures(case)),
            case.get("state"),
            bool(case.get("is_near")),
            _result(case),
            " ".join(
                part
                for part in (sentence, f"{lacks[0].upper()}{lacks[1:]}." if lacks else "")
                if part
            ),
        )
    ]


def _result(case: Mapping[str, Any]) -> str:
    """Return what follows besides the state: points, a rank, a place before the quota."""
    parts: list[str] = []
    if "points" in case:
        parts.append(f"{str(case['points']).replace('.', ',')} điểm")
    if "rank" in case:
        tied = ", đồng hạng" if case.get("is_tied") else ""
        parts.append(f"hạng {case['rank']}{tied}")
    for key, words in (("possible", "còn có thể"), ("weighed", "theo trọng số")):
        if key in case:
            first, last = case[key]
            parts.append(f"{words} hạng {first}" + (f" đến {last}" if last != first else ""))
    if case.get("level_with"):
        parts.append(f"đồng hạng kỹ thuật với {', '.join(case['level_with'])}")
    if "excluded" in case:
        parts.append("không xếp hạng")
    if "proposal" in case:
        parts.append(f"thứ {case['proposal']} trong danh sách đề nghị")
    if "place" in case:
        parts.append(QUOTA_PLACES[case["place"]])
    for code, light in case.get("lights", {}).items():
        state, _, points = str(light).partition(" ")
        parts.append(f"{code}: {_word(state)}{' ' + points.replace('.', ',') if points else ''}")
    return "; ".join(parts)


def _word(state: str) -> str:
    return (NEAR if state == NEAR.code else STATES[state]).word.lower()


def _figures(case: Mapping[str, Any]) -> str:
    """Return the figures that a case gives, where it has no formula of its own."""
    given = {**case.get("reported", {}), **case.get("published", {})}
    return ", ".join(str(value).replace(".", ",") for value in given.values())
