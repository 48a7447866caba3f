"""The oracle's facts: what counts of the hand-ins, and the figures made of it.

Plain loops over the hand-ins in the order of acceptance; nothing here was taken from the SQL.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from schemas.rules import (
    CountOfRows,
    HandInOnTime,
    Measure,
    RatioOfRows,
    RatioOfSums,
    Reported,
    Survey,
)
from schemas.survey_formulas import SURVEY_FORMULAS
from warehouse.writers import HandIn

LAYERS = ("self", "appraised", "explained", "published")
"""From the weakest up: the highest layer speaks, whatever the size of its figure."""

Row = Mapping[str, Any]
Line = dict[str, Any]


@dataclass(frozen=True)
class Entry:
    """A single figure as it stands: a number, a word or a day, and the layer that says it."""

    value: Fraction | str | dt.date
    layer: str


@dataclass(frozen=True)
class Figure:
    """A fraction kept as its two counts, a code or a day; nothing at all means missing.

    ``is_counted``: made of things that we counted, so that what lacks can be counted too.
    """

    numerator: Fraction | None = None
    denominator: Fraction | None = None
    code: str | None = None
    day: dt.date | None = None
    is_ratio: bool = False
    is_counted: bool = False
    when_zero: str | None = None

    @property
    def value(self) -> Fraction | None:
        """Return the number, a ratio in per cent; none when missing or divided by nought."""
        if self.numerator is None or not self.denominator:
            return None
        return self.numerator / self.denominator * (100 if self.is_ratio else 1)

    @property
    def is_zero(self) -> bool:
        """Tell whether the figure is there but nothing stands below the line."""
        return self.numerator is not None and self.denominator == 0


def _value(row: Row) -> Fraction | str | dt.date:
    if row["value_num"] is not None:
        return Fraction(str(row["value_num"]))
    if row["value_date"] is not None:
        day: dt.date = row["value_date"]
        return day
    return str(row["value_text"])


class Facts:
    """What the hand-ins say about each unit and period."""

    def __init__(
        self, measures: Sequence[Measure], hand_ins: Sequence[HandIn], due_on: dt.date | None
    ) -> None:
        """Keep what counts: of the workbooks of a unit and period only the last one.

        On a sheet of which an export of dossiers speaks, its counts stand in place of what the
        unit typed; of several exports the highest layer's, then the last (DECISIONS 41).
        """
        self.measures = {each.code: each for each in measures}
        self.due_on = due_on
        self.hand_ins = list(hand_ins)
        self._rows: dict[tuple[str, str, str], list[Row]] = {}
        self._figures: dict[tuple[str, str, str], Figure] = {}
        exports = self._exports()
        for place, file in enumerate(self.hand_ins):
            if file.kind == "workbook" and any(
                (later.kind, later.unit_id, later.period_id)
                == ("workbook", file.unit_id, file.period_id)
                for later in self.hand_ins[place + 1 :]
            ):
                continue
            for row in file.observations.iter_rows(named=True):
                key = (row["unit_id"], file.period_id, row["table_code"])
                if file.kind != "table" and exports.get(key, (0, place))[1] != place:
                    continue
                found = {**row, "layer": file.layer, "kind": file.kind, "file": place}
                self._rows.setdefault(key, []).append(found)

    # ------------------------------------------------------------ what counts

    def _exports(self) -> dict[tuple[str, str, str], tuple[int, int]]:
        """Return layer and place of the export that speaks of a sheet of a unit and period."""
        found: dict[tuple[str, str, str], tuple[int, int]] = {}
        for place, file in enumerate(self.hand_ins):
            if file.kind == "dossiers":
                for unit, table in file.observations.select("unit_id", "table_code").iter_rows():
                    key = (unit, file.period_id, table)
                    found[key] = max(found.get(key, (0, 0)), (LAYERS.index(file.layer), place))
        return found

    def rows(self, unit: str, period: str, table: str) -> list[Row]:
        """Return the figures of a table that count, in the order of acceptance."""
        return self._rows.get((unit, period, table), [])

    def lines(self, unit: str, period: str, table: str, *, own: bool = False) -> list[Line]:
        """Return the rows of a sheet put together; ``own``: of the unit's workbook only."""
        found: dict[tuple[int, int], Line] = {}
        for row in self.rows(unit, period, table):
            if own and row["kind"] != "workbook":
                continue
            line = found.setdefault((row["file"], row["row_no"]), {})
            line[row["column_code"]] = _value(row)
        return list(found.values())

    def single(self, unit: str, period: str, table: str, column: str) -> Entry | None:
        """Return the figure of a column that holds one a unit: the highest layer, then the last."""
        for layer in reversed(LAYERS):
            found = None
            for row in self.rows(unit, period, table):
                if row["column_code"] == column and row["layer"] == layer:
                    found = Entry(_value(row), layer)
            if found is not None:
                return found
        return None

    def workbooks(self, unit: str, period: str) -> list[HandIn]:
        """Return every workbook a unit handed in for a period, replaced ones too."""
        return [
            each
            for each in self.hand_ins
            if each.kind == "workbook" and (each.unit_id, each.period_id) == (unit, period)
        ]

    def is_late(self, file: HandIn) -> bool:
        """Tell whether a file came after its due day; without a moment it came just now."""
        day = file.received_at.date() if file.received_at else dt.date.max
        return self.due_on is not None and day > self.due_on

    # ------------------------------------------------------------ persons

    def persons(self, unit: str, period: str) -> dict[str, Line]:
        """Return the persons a unit named in its counting workbook, by their code."""
        return {
            str(line["person_code"]): line
            for line in self.lines(unit, period, "individuals", own=True)
        }

    def decision(self, unit: str, period: str, person: str, condition: str) -> str | None:
        """Return what was decided about a person: the highest layer, then the last."""
        rows = self.rows(unit, period, "person_decisions")
        about = {
            (row["file"], row["row_no"])
            for row in rows
            if row["column_code"] == "person_code" and row["value_text"] == person
        }
        for layer in reversed(LAYERS):
            found = None
            for row in rows:
                is_it = (row["file"], row["row_no"]) in about and row["layer"] == layer
                if is_it and row["column_code"] == condition:
                    found = str(row["value_text"])
            if found is not None:
                return found
        return None

    # ------------------------------------------------------------ figures

    def figure(self, code: str, unit: str, period: str) -> Figure:
        """Return a figure of a unit and period."""
        key = (code, unit, period)
        if key not in self._figures:
            self._figures[key] = self._figure(self.measures[code], unit, period)
        return self._figures[key]

    def _figure(self, measure: Measure, unit: str, period: str) -> Figure:
        source = measure.source
        if isinstance(source, Reported):
            return self._reported(source, measure.code, unit, period)
        if isinstance(source, HandInOnTime):
            files = self.workbooks(unit, period)
            if not files:
                return Figure()
            return Figure(code="no" if all(self.is_late(each) for each in files) else "yes")
        if isinstance(source, CountOfRows):
            if not self.workbooks(unit, period):
                return Figure()
            lines = self.lines(unit, period, source.table, own=True)
            good = [line for line in lines if all(line.get(c) == "yes" for c in source.all_yes)]
            return Figure(Fraction(len(good)), Fraction(1), is_counted=True)
        if isinstance(source, RatioOfRows):
            lines = self.lines(unit, period, source.table)
            good = [line for line in lines if all(line.get(c) == "yes" for c in source.all_yes)]
            counts = (Fraction(len(good)), Fraction(len(lines)))
        elif isinstance(source, RatioOfSums):
            lines = self.lines(unit, period, source.table)
            counts = (_sum(lines, source.numerator), _sum(lines, source.denominator))
        else:
            assert isinstance(source, Survey)
            lines = self.lines(unit, period, source.table)
            worth = SURVEY_FORMULAS[source.formula].worth
            earned = [_sum(lines, [column]) * Fraction(each) for column, each in worth.items()]
            counts = (sum(earned, Fraction(0)), _sum(lines, list(worth)))
        if not lines:
            return Figure()
        return Figure(*counts, is_ratio=True, is_counted=True, when_zero=source.when_zero)

    def _reported(self, source: Reported, code: str, unit: str, period: str) -> Figure:
        entry = self.single(unit, period, "results", code)
        if entry is None:
            return Figure()
        if source.value == "date":
            assert isinstance(entry.value, dt.date)
            return Figure(day=entry.value)
        if source.value in ("class", "yes_no"):
            return Figure(code=str(entry.value))
        assert isinstance(entry.value, Fraction)
        return Figure(entry.value, Fraction(1))


def _sum(lines: Sequence[Line], columns: Sequence[str]) -> Fraction:
    return sum((line[c] for line in lines for c in columns if c in line), Fraction(0))
