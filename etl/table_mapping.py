"""Which columns of a result table a person declared to be which criteria: now, or some time before.

A heading that is a code or name of its own keeps its meaning; nothing is guessed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from etl.parsed import shown
from etl.scope import dataset_of, rule_book
from etl.table_columns import TableColumn, known_columns
from etl.table_layout import (
    CODES,
    NAMES,
    PERSON_HEADING,
    PERSONS,
    TableLayout,
    title_key,
    words_of,
)
from etl.workbook_scan import column_letters
from schemas.findings import Finding, Refusal, finding
from schemas.words import day
from warehouse import column_meanings
from warehouse.column_meanings import ColumnMeaning
from warehouse.store import Readable, Store

UNIT_TARGETS: Mapping[str, str] = {
    "unit_code": "Mã đơn vị",
    "unit_name": "Tên đơn vị",
    "person_code": PERSON_HEADING,
}
"""What a heading may mean besides a criterion or figure: the columns that say whom a row is of."""


@dataclass(frozen=True, slots=True)
class Declared:
    """That a heading means a known column; ``actor`` and ``at`` are None when said just now."""

    heading: str
    code: str
    label: str
    actor: str | None = None
    at: dt.datetime | None = None


def named_columns(given: Sequence[str]) -> dict[str, str]:
    """Return codes by heading; refuses one that is not written “TIÊU_ĐỀ=MÃ”, or is said twice."""
    found: dict[str, str] = {}
    for each in given:
        heading, equals, code = each.rpartition("=")
        if not (heading.strip() and equals and code.strip()):
            raise Refusal(finding("usage.bad_value", found="--map"))
        if found.setdefault(heading.strip(), code.strip()) != code.strip():
            words = {"found": heading.strip(), "expected": f"{found[heading.strip()]}, {code}"}
            raise Refusal(finding("table.map_contradicts", **words))
    return found


def target_labels(columns: Sequence[TableColumn]) -> dict[str, str]:
    """Return what a heading may be declared to be: labels by code, units first."""
    return {**UNIT_TARGETS, **{column.code: column.label for column in columns}}


def labels_of(store: Store, dataset_id: str) -> dict[str, str]:
    """Return what a heading of a dataset's tables may be declared to be: labels by code."""
    return target_labels(known_columns(dataset_of(dataset_id, store), rule_book(store)))


def declarations(
    store: Readable, dataset_id: str, columns: Sequence[TableColumn], given: Mapping[str, str]
) -> tuple[dict[str, Declared], list[str]]:
    """Return what headings mean, by their keys, and notes on what was remembered in vain.

    ``given``: codes (or names) by heading, said with this file; they win over what was said before.
    Raises Refusal for an unknown code, and for a heading that means something by itself.
    """
    labels, words = target_labels(columns), words_of(columns)
    found: dict[str, Declared] = {}
    notes: list[str] = []
    for row in column_meanings.meanings(store, dataset_id).to_dicts():
        if row["state"] != "in_force" or row["heading_key"] in words:
            continue
        heading, code = row["heading"], row["column_code"]
        if code in labels:
            said = Declared(heading, code, labels[code], row["actor"], row["recorded_at"])
            found[row["heading_key"]] = said
        else:
            notes.append(
                f"Khai báo cột “{heading}” là “{code}” không còn dùng được: bộ tiêu chí không còn "
                "mã ấy."
            )
    wrong: list[Finding] = []
    for heading, text in given.items():
        key, meant = title_key(heading), target(text, words)
        places = {"found": shown(heading), "expected": shown(text)}
        if key in words or key in CODES | NAMES | PERSONS:
            own = words[key].label if key in words else heading
            wrong.append(finding("table.map_known_heading", **places | {"expected": own}))
        elif meant is None:
            listed = ", ".join(labels)
            wrong.append(finding("table.map_unknown_code", **places, known=listed))
        elif not (key in found and found[key].code == meant):
            found[key] = Declared(heading, meant, labels[meant])
    if wrong:
        raise Refusal(*wrong)
    return found, notes


def target(text: str, words: Mapping[str, TableColumn]) -> str | None:
    """Return the code that a heading, or what was declared of it, means by itself."""
    key = title_key(text)
    if key in words:
        return words[key].code
    sets = {"unit_code": CODES, "unit_name": NAMES, "person_code": PERSONS}
    return next((code for code, known in sets.items() if key in known), None)


def missing_headings(
    layout: TableLayout, given: Mapping[str, str], declared: Mapping[str, Declared]
) -> list[Finding]:
    """Return the headings that were declared with this file but do not stand in it."""
    there = {key for _, key in layout.mapped}
    return [
        finding(
            "table.map_no_heading",
            sheet=layout.sheet.name,
            found=shown(heading),
            expected=", ".join(f"“{each}”" for each in layout.ignored) or "không còn cột nào",
        )
        for heading in given
        if title_key(heading) in declared and title_key(heading) not in there
    ]


def told(layout: TableLayout, declared: Mapping[str, Declared]) -> Iterator[str]:
    """Yield how the columns of a table were understood by declaration, by whom and when."""
    used = [(place, declared[key]) for place, key in layout.mapped]

    def source(item: tuple[int, Declared]) -> tuple[str, str]:
        said = item[1]
        return (said.actor or "", day(said.at.date()) if said.at else "")

    for (actor, on), group in groupby(sorted(used, key=source), source):
        listed = "; ".join(
            f"cột {column_letters(place)} “{shown(said.heading)}” được hiểu là “{said.label}”"
            for place, said in group
        )
        by = f"theo khai báo của {actor} ngày {on}" if actor else "theo khai báo lần này"
        after = "" if actor else "; được nhớ cho lần sau khi bảng được nhận"
        yield f"{listed[:1].upper()}{listed[1:]} ({by}{after})."


def new_meanings(
    layout: TableLayout, declared: Mapping[str, Declared]
) -> tuple[ColumnMeaning, ...]:
    """Return what was said with this file and is to be remembered."""
    return tuple(
        ColumnMeaning(key, declared[key].heading, declared[key].code)
        for _, key in layout.mapped
        if declared[key].actor is None
    )
