"""The gate “against the period before”: figures so unlike it that a reason is asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from etl.canonical import heading_key
from etl.measures import Figure
from schemas.findings import Finding, finding
from schemas.last_period import last_period
from schemas.tables import TABLES, Table
from schemas.words import number
from warehouse import door_readers
from warehouse.store import Readable

_RESULTS = "results"
_PENDING = ("pending_in_time_count", "pending_overdue_count")
_COMPARED = ("pct", "points")
_CODE_LETTERS = 8


@dataclass(frozen=True, slots=True)
class _Pair:
    """A number now, in its cell, and the same number in the period before."""

    table: str
    key: str
    column: str
    label: str
    sheet: str
    cell: str
    now: Decimal
    before: Decimal


@dataclass(frozen=True, slots=True)
class _Periods:
    """The two periods: their lengths, and whether the later takes the earlier one in."""

    label: str
    takes_in: bool
    days: int
    days_before: int


_Rows = Mapping[tuple[str, str], Mapping[str, Mapping[str, Any]]]


def unlike_before(
    store: Readable,
    about: tuple[str, str, str],
    observations: Iterable[Mapping[str, Any]],
    figures: Iterable[Figure],
) -> list[Finding]:
    """Return what is unlike the period before; nothing where the unit handed in nothing then.

    ``about``: programme, period and unit of the hand-in. Each finding carries the code to confirm
    it by, which changes with either figure: a reason holds for one pair of values only.
    """
    found = door_readers.period_before(store, *about).to_dicts()
    if not found:
        return []
    first = found[0]
    periods = _Periods(
        first["label_before"], first["takes_in"], first["days"], first["days_before"]
    )
    then, now = _rows(found), _rows(observations)
    labels = {each.code: each.label for each in figures if each.value_type in _COMPARED}
    return [
        _finding(code, pair, periods, about, against)
        for pair in _pairs(now, then, labels)
        if (judged := _judged(pair, periods, then)) is not None
        for code, against in (judged,)
    ]


def _rows(cells: Iterable[Mapping[str, Any]]) -> _Rows:
    """Return the figures by table and row key, each row by column; results are rows of one."""
    lines: dict[tuple[str, int], dict[str, Mapping[str, Any]]] = {}
    for cell in cells:
        lines.setdefault((cell["table_code"], cell["row_no"]), {})[cell["column_code"]] = cell
    rows: dict[tuple[str, str], dict[str, Mapping[str, Any]]] = {}
    for (table, _), line in lines.items():
        key = line.get(TABLES[table].unique[0], {}).get("value_text")
        name = "" if table == _RESULTS else heading_key(str(key or ""))
        rows.setdefault((table, name), {}).update(line)
    return rows


def _pairs(now: _Rows, then: _Rows, labels: Mapping[str, str]) -> Iterator[_Pair]:
    for (table, key), line in now.items():
        earlier = then.get((table, key), {})
        for column, cell in line.items():
            label = labels.get(column) if table == _RESULTS else _label(TABLES[table], column, line)
            old = earlier.get(column)
            if label is None or old is None or None in (cell["value_num"], old["value_num"]):
                continue
            yield _Pair(
                table, key, column, label, cell["sheet"], cell["cell"],
                Decimal(cell["value_num"]), Decimal(old["value_num"]),
            )  # fmt: skip


def _label(table: Table, column_code: str, line: Mapping[str, Mapping[str, Any]]) -> str | None:
    column = table.column(column_code)
    if column.type != "count":
        return None
    return f"{column.label}, {line[table.unique[0]]['value_text']}"


def _judged(pair: _Pair, periods: _Periods, then: _Rows) -> tuple[str, Decimal] | None:
    """Return why a reason is asked for, and the figure that it is held against."""
    limits = last_period()
    change = abs(pair.now - pair.before)
    if pair.table == _RESULTS:
        is_jump = change >= limits.amount("figure_change")
        return ("figure_jump", pair.before) if is_jump else None
    is_running = f"{pair.table}.{pair.column}" in limits.running
    if is_running and periods.takes_in and pair.now < pair.before:
        return "shrunk", pair.before
    if pair.column == "received_count" and not periods.takes_in:
        line = then[pair.table, pair.key]
        waiting = sum((Decimal(line[each]["value_num"]) for each in _PENDING), Decimal(0))
        if pair.now < waiting:
            return "less_than_pending", waiting
    # day for day, and multiplied out: no division, no rounding
    a_day = sorted((pair.now * periods.days_before, pair.before * periods.days))
    if change >= limits.amount("least_change") and a_day[1] >= limits.amount("factor") * a_day[0]:
        return "jump", pair.before
    return None


def _finding(
    code: str, pair: _Pair, periods: _Periods, about: tuple[str, str, str], against: Decimal
) -> Finding:
    parts = (code, *about, pair.table, pair.key, pair.column, f"{pair.now:f}", f"{against:f}")
    digest = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
    limit = {"jump": "factor", "figure_jump": "figure_change"}.get(code)
    return finding(
        f"last.{code}",
        sheet=pair.sheet,
        cell=pair.cell,
        criterion=pair.label,
        found=number(pair.now),
        expected=number(against),
        period=periods.label,
        limit=number(last_period().amount(limit)) if limit else "",
        confirm=f"XN{digest[:_CODE_LETTERS].upper()}",
    )
