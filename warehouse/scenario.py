"""What is supposed: figures, points and decisions of units, checked and put into a trial.

Figures replace what the judge kept; points and decisions go in as the highest layer of a file that
only the trial knows. Nothing here judges.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

import duckdb

from schemas.findings import Finding, Refusal, finding
from warehouse import rows
from warehouse.scenario_values import NOT_APPLICABLE, Value, exact, figure_value
from warehouse.store import Readable

Points = Decimal | Literal["not_applicable"]
Decision = Literal["met", "not_met"]


@dataclass(frozen=True, slots=True)
class Supposition:
    """What is supposed of one unit; codes are those of the rule files.

    ``figures``: a number ("97.5"), counts ("195/200") of a counted share, a class code, "yes" or
    "no", or a day as YYYY-MM-DD. ``points``: points of leaves, or ``not_applicable``.
    ``decisions``: ``met`` or ``not_met`` on conditions that a person judges.
    """

    unit_code: str
    figures: Mapping[str, str] = field(default_factory=dict)
    points: Mapping[str, Points] = field(default_factory=dict)
    decisions: Mapping[str, Decision] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """What can be supposed in a programme: its units, figures, leaves and judged conditions."""

    programme_id: str
    programme: str
    criteria_set_id: str | None
    units: Mapping[str, str]
    figures: Mapping[str, Mapping[str, Any]]
    classes: Mapping[str, str]
    leaves: Mapping[str, tuple[str, Decimal]]
    sums: frozenset[str]
    judged: Mapping[str, str]
    others: Mapping[str, str]

    def unit_id(self, unit_code: str) -> str:
        """Return a unit's id; raises Refusal for a code that the programme does not have."""
        if unit_code not in self.units:
            raise Refusal(
                finding("scenario.unknown_unit", found=unit_code, programme=self.programme)
            )
        return self.units[unit_code]


def known(store: Readable, programme_id: str, period_id: str) -> Known:
    """Return what can be supposed; raises Refusal for a period that is not judged."""
    programme, set_id = store.query(
        "select short_title, criteria_set_id from core_programme where programme_id = ?",
        [programme_id],
    ).row(0)
    period = store.query(
        "select is_base from core_period where programme_id = ? and period_id = ?",
        [programme_id, period_id],
    )
    if period.is_empty() or period.item():
        code = "unknown_period" if period.is_empty() else "base_period"
        raise Refusal(finding(f"scenario.{code}", found=period_id, programme=programme))
    figures = store.query(
        "select m.*, f.maximum from core_measure as m left join core_figure_limit as f "
        "using (programme_id, measure_code) where programme_id = ? order by measure_order",
        [programme_id],
    )
    criteria = store.query(
        "select criterion_code, name, maximum, is_leaf from core_criterion "
        "where criteria_set_id = ? order by criterion_order",
        [set_id],
    ).rows()
    conditions = store.query(
        "select condition_code, label, rule_kind from core_condition "
        "where programme_id = ? and subject = 'collective' order by condition_order",
        [programme_id],
    ).rows()
    return Known(
        programme_id,
        programme,
        set_id,
        _pairs(
            store,
            "select unit_code, unit_id from core_programme_unit where programme_id = ?",
            programme_id,
        ),
        {row["measure_code"]: row for row in figures.to_dicts()},
        _pairs(
            store,
            "select band_code, label from core_class_band join core_programme "
            "using (class_scheme_id) where programme_id = ? order by band_order",
            programme_id,
        ),
        {code: (name, maximum) for code, name, maximum, is_leaf in criteria if is_leaf},
        frozenset(code for code, _, _, is_leaf in criteria if not is_leaf),
        {code: label for code, label, kind in conditions if kind == "judged"},
        {code: label for code, label, kind in conditions if kind != "judged"},
    )


def _pairs(store: Readable, sql: str, programme_id: str) -> dict[str, str]:
    return dict(store.query(sql, [programme_id]).iter_rows())


@dataclass(frozen=True, slots=True)
class Supposed:
    """A checked supposition of one unit."""

    unit_id: str
    figures: Mapping[str, Value]
    points: Mapping[str, Points]
    decisions: Mapping[str, Decision]


def checked(facts: Known, suppositions: Iterable[Supposition]) -> tuple[Supposed, ...]:
    """Return what is supposed, understood; raises Refusal with everything that is wrong."""
    found: list[Finding] = []
    done: dict[str, Supposed] = {}
    for each in suppositions:
        unit_id = facts.unit_id(each.unit_code)
        if unit_id in done:
            found.append(finding("scenario.twice", found=each.unit_code))
        figures: dict[str, Value] = {}
        for code, text in each.figures.items():
            if code not in facts.figures:
                found.append(_unknown(facts, code, facts.figures))
                continue
            value = figure_value(facts.figures[code], facts.classes, text)
            if isinstance(value, Finding):
                found.append(value)
            else:
                figures[code] = value
        found += _wrong_points(facts, each.points)
        found += _wrong_decisions(facts, each.decisions)
        done[unit_id] = Supposed(unit_id, figures, each.points, each.decisions)
    if not any(each.figures or each.points or each.decisions for each in done.values()):
        found = found or [finding("scenario.nothing")]
    if found:
        raise Refusal(*found)
    return tuple(done.values())


def _unknown(facts: Known, code: str, expected: Iterable[str]) -> Finding:
    return finding(
        "scenario.unknown_code",
        found=code,
        programme=facts.programme,
        expected=", ".join(expected) or "không có mã nào",
    )


def _wrong_points(facts: Known, points: Mapping[str, Points]) -> Iterator[Finding]:
    for code, value in points.items():
        if code in facts.sums:
            leaves = ", ".join(facts.leaves)
            yield finding("scenario.not_a_leaf", found=code, expected=leaves)
        elif code not in facts.leaves:
            yield _unknown(facts, code, facts.leaves)
        elif value != NOT_APPLICABLE:
            name, maximum = facts.leaves[code]
            wrong = exact(str(value), name, Decimal(0), maximum)
            if isinstance(wrong, Finding):
                yield wrong


def _wrong_decisions(facts: Known, decisions: Mapping[str, Decision]) -> Iterator[Finding]:
    for code, value in decisions.items():
        if code in facts.others:
            judged = ", ".join(facts.judged) or "không điều kiện nào"
            yield finding("scenario.not_judged", found=code, expected=judged)
        elif code not in facts.judged:
            yield _unknown(facts, code, facts.judged)
        elif value not in ("met", "not_met"):
            yield finding(
                "scenario.bad_value", found=value, criterion=code, expected="đạt hoặc không đạt"
            )


def put_entries(
    connection: duckdb.DuckDBPyConnection,
    facts: Known,
    period_id: str,
    supposed: Sequence[Supposed],
    revision: int,
) -> list[tuple[str, str]]:
    """Put points and decisions into the trial; return the (dataset, period) pairs they changed."""
    points = [
        (each.unit_id, code, value) for each in supposed for code, value in each.points.items()
    ]
    decided = [
        (each.unit_id, code, value) for each in supposed for code, value in each.decisions.items()
    ]
    changed = []
    if points:
        assert facts.criteria_set_id is not None
        _put(connection, facts.criteria_set_id, period_id, "points", points, revision)
        changed.append((facts.criteria_set_id, period_id))
    if decided:
        _put(connection, facts.programme_id, period_id, "decisions", decided, revision)
        changed.append((facts.programme_id, period_id))
    return changed


def _put(
    connection: duckdb.DuckDBPyConnection,
    dataset_id: str,
    period_id: str,
    table: str,
    entries: Iterable[tuple[str, str, Any]],
    revision: int,
) -> None:
    submission_id = str(uuid.uuid4())
    rows.insert(
        connection,
        "raw_submission__file",
        [
            {
                "submission_id": submission_id, "receipt_code": "", "kind": "table",
                "dataset_id": dataset_id, "period_id": period_id, "file_name": "", "sha256": "",
                "size_bytes": 0, "actor": "", "received_at": dt.datetime.now(dt.UTC).replace(
                    tzinfo=None
                ),
                "is_late": False, "is_sample": False, "layer": "published", "cell_count": 0,
                "revision": revision,
            }
        ],
    )  # fmt: skip
    rows.insert(
        connection,
        "core_observation",
        [
            {
                "submission_id": submission_id,
                "dataset_id": dataset_id,
                "period_id": period_id,
                "unit_id": unit_id,
                "layer": "published",
                "table_code": table,
                "row_no": 1,
                "column_code": code,
                "value_text": None if isinstance(value, Decimal) else value,
                "value_num": value if isinstance(value, Decimal) else None,
                "sheet": "",
                "cell": "",
                "revision": revision,
            }
            for unit_id, code, value in entries
        ],
    )


def put_figures(
    connection: duckdb.DuckDBPyConnection,
    facts: Known,
    period_id: str,
    supposed: Iterable[Supposed],
) -> None:
    """Put figures where the judge keeps them, in place of those of the files."""
    for each in supposed:
        for code, value in each.figures.items():
            key = [facts.programme_id, period_id, each.unit_id, code]
            connection.execute(
                "delete from judged_measure where programme_id = ? and period_id = ? "
                "and unit_id = ? and measure_code = ?",
                key,
            )
            connection.execute(
                "insert into judged_measure values (?, ?, ?, ?, cast(? as decimal(38, 9)), "
                "cast(? as decimal(38, 9)), ?, ?)",
                [
                    *key,
                    None if value.numerator is None else str(value.numerator),
                    None if value.denominator is None else str(value.denominator),
                    value.code,
                    value.day,
                ],
            )
