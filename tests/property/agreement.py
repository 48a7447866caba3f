"""The comparison: everything the warehouse keeps about a sample, against the oracle."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import duckdb
import programmes as some
import warehouse_kit as kit
from oracle import Oracle
from oracle_facts import LAYERS
from oracle_rules import Verdict

from warehouse.rulebook import load_rules
from warehouse.store import Write
from warehouse.units import load_units
from warehouse.writers import record

_BANDS = [band.code for band in kit.SCHEME.bands]
QUERIES: Mapping[str, str] = {
    "verdicts": """
        select programme_id, period_id, unit_id, subject, criterion_code, group_code, state,
            is_near, reason_code, gap_count, points, maximum, layer, is_provisional
        from out_full_verdict
        union all
        select programme_id, period_id, unit_id, subject, criterion_code, '', state,
            is_near, reason_code, gap_count, points, maximum, layer, is_provisional
        from judged_verdict
        where subject = 'target'
    """,
    "lines": """
        select programme_id, period_id, unit_id, t.score, t.maximum, t.excluded_reason, t.is_late,
            r.rank, r.is_tied, r.ranked_count
        from judged_total as t
        left join judged_rank as r using (programme_id, period_id, unit_id)
    """,
    "eligible": """
        select programme_id, period_id, unit_id, is_full, state, not_met_count, proposal_rank,
            tied_count
        from out_eligibility
    """,
    "persons": """
        select programme_id, period_id, unit_id, person_code, condition_code, state, is_near,
            reason_code
        from out_individual_verdict
    """,
    "eligible_persons": """
        select programme_id, period_id, unit_id, person_code, state, not_met_count, proposal_rank,
            tied_count
        from out_individual_eligibility
    """,
    "ranges": """
        select programme_id, period_id, unit_id, best_rank, worst_rank from out_rank_range
    """,
}

WIDTHS = {
    "verdicts": 3, "persons": 3, "eligible": 2, "eligible_persons": 2, "versions": 2, "ledger": 2,
}  # fmt: skip
"""How many columns after programme and period tell what a row is about, where not one."""

Rows = dict[tuple[Any, ...], tuple[Any, ...]]
"""What follows the key of each row, by its key after programme and period."""


def install(connection: duckdb.DuckDBPyConnection, samples: list[some.Sample]) -> None:
    """Load the units and rules of many samples."""
    units = kit.register({each.programme.id: each.bodies for each in samples})
    sets = [each.criteria_set for each in samples if each.criteria_set]
    book = kit.rule_book((each.programme for each in samples), sets)
    load_units(connection, units)
    load_rules(connection, book, units, 1)


def accept(connection: duckdb.DuckDBPyConnection, samples: list[some.Sample]) -> None:
    """Record every hand-in; programmes do not touch each other: one revision for all."""
    longest = max(len(each.hand_ins) for each in samples)
    for place in range(longest):
        write = Write(connection, 2 + place, dt.datetime.fromisoformat("2023-01-01"))
        for each in samples:
            if place < len(each.hand_ins):
                record(write, each.hand_ins[place], kit.ACTOR)


class Kept:
    """What the warehouse keeps, by kind, programme and period."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, queries: Mapping[str, str] = QUERIES
    ) -> None:
        """Read everything once; a row told twice is a fault."""
        self._rows: dict[tuple[str, str, str], Rows] = {}
        for kind, sql in queries.items():
            width = WIDTHS.get(kind, 1)
            for programme_id, period_id, *rest in connection.execute(sql).fetchall():
                rows = self._rows.setdefault((kind, str(programme_id), str(period_id)), {})
                key = tuple(rest[:width])
                assert key not in rows, (kind, programme_id, period_id, key, "told twice")
                rows[key] = tuple(rest[width:])

    def __call__(self, kind: str, programme_id: str, period_id: str) -> Rows:
        """Return the rows of a kind, programme and period by their key."""
        return self._rows.get((kind, programme_id, period_id), {})

    def periods(self, programme_id: str) -> set[str]:
        """Return the periods that have a board, or say something of persons."""
        kinds = ("lines", "persons", "eligible_persons")
        return {period for kind, one, period in self._rows if kind in kinds and one == programme_id}


class Comparison:
    """What was found different about one programme, and the reasons that were met on the way."""

    def __init__(self, kept: Kept, sample: some.Sample) -> None:
        """Compare the programme in all its periods."""
        self.kept = kept
        self.sample = sample
        self.id = sample.programme.id
        self.told: set[str] = set()
        self.different: list[str] = []
        live = {each.period_id for each in sample.hand_ins} & set(some.PERIODS)
        self.expect(kept.periods(self.id) - live, set(), "judged although nothing was handed in")
        for period in sorted(live):
            oracle = Oracle(
                sample.programme,
                sample.criteria_set,
                _BANDS,
                sample.units,
                sample.hand_ins,
                some.DUE[period],
            )
            self.judge(oracle, period)

    def judge(self, oracle: Oracle, period: str) -> None:
        """Compare one period."""
        self._verdicts(oracle, period)
        self._persons(oracle, period)
        self._board(oracle, period)
        self._ranges(oracle, period)

    def report(self) -> str:
        """Return the first differences and the whole of the programme."""
        return "\n".join([*self.different[:20], repr(self.sample)])

    def expect(self, said: Any, expected: Any, *place: Any) -> None:
        """Note where the warehouse and the oracle say different things."""
        if said != expected:
            where = " ".join(str(each) for each in (self.id, *place))
            self.different.append(f"{where}: SQL {said}, oracle {expected}")

    def compare(self, said: Mapping[Any, Any], expected: Mapping[Any, Any], *place: Any) -> None:
        """Compare rows by their keys: none too many, none too few, and each the same."""
        for key in sorted({*said, *expected}):
            self.expect(said.get(key), expected.get(key), *place, key)

    def _verdicts(self, oracle: Oracle, period: str) -> None:
        units = self.sample.units
        expected: dict[tuple[str, str, str], Verdict] = {
            (unit, subject, code): verdict
            for unit in units
            for (subject, code), verdict in oracle.verdicts(unit, period).items()
        }
        for (unit, code), verdict in oracle.targets(period).items():
            expected[unit, "target", code] = verdict
        self.told |= {each.reason for each in expected.values()}
        said = self.kept("verdicts", self.id, period)
        self.expect(sorted(said.keys() ^ expected.keys()), [], period, "verdicts of one side")
        for key in said.keys() & expected.keys():
            verdict, (unit, subject, _) = expected[key], key
            group, state, is_near, reason, gap, points, maximum, layer, is_provisional = said[key]
            wanted = (verdict.state, verdict.is_near, verdict.reason)
            self.expect((state, is_near, reason), wanted, period, key)
            self.expect(group, "" if subject == "target" else units[unit], period, key, "group")
            self.expect(points, decimal(verdict.points), period, key, "points")
            self.expect(bool(is_provisional), verdict.is_provisional, period, key, "provisional")
            if verdict.state == "not_met":
                self.expect(gap, verdict.gap, period, key, "gap")
            if verdict.maximum is not None:
                self.expect(maximum, decimal(verdict.maximum), period, key, "maximum")
            if verdict.layer in LAYERS:
                self.expect(layer, verdict.layer, period, key, "layer")

    def _persons(self, oracle: Oracle, period: str) -> None:
        expected = {
            (unit, *key): (each.state, each.is_near, each.reason)
            for unit in self.sample.units
            for key, each in oracle.person_verdicts(unit, period).items()
        }
        self.told |= {reason for _, _, reason in expected.values()}
        self.compare(self.kept("persons", self.id, period), expected, period, "person")
        said = self.kept("eligible_persons", self.id, period)
        self.compare(said, oracle.person_eligibility(period), period, "person proposed")

    def _board(self, oracle: Oracle, period: str) -> None:
        board, units = oracle.board(period), self.sample.units
        counts = {
            group: sum(units[unit] == group and line.rank is not None
                       for unit, line in board.items())
            for group in units.values()
        }  # fmt: skip
        expected = {
            (unit,): (
                *(decimal(line.score), decimal(line.maximum), line.excluded, line.is_late),
                *(line.rank, line.is_tied, counts[units[unit]] if line.rank else None),
            )
            for unit, line in board.items()
        }
        self.told |= {line.excluded for line in board.values() if line.excluded}
        self.compare(self.kept("lines", self.id, period), expected, period, "line")
        proposals = {
            (unit, in_full): each
            for in_full in (True, False)
            for unit, each in oracle.eligibility(period, in_full=in_full).items()
        }
        self.compare(self.kept("eligible", self.id, period), proposals, period, "proposed")

    def _ranges(self, oracle: Oracle, period: str) -> None:
        said = self.kept("ranges", self.id, period)
        ranged = {key: span for key, span in said.items() if span != (None, None)}
        expected = {(unit,): span for unit, span in oracle.rank_range(period).items()}
        self.compare(ranged, expected, period, "range")
        lines = self.kept("lines", self.id, period)
        for key, (best, worst) in ranged.items():
            rank = lines[key][-3]
            assert rank is None or best <= rank <= worst, (self.id, period, key)


def decimal(value: Fraction | None) -> Decimal | None:
    """Return the same number as the warehouse writes it; what nine decimals cannot hold fails."""
    if value is None:
        return None
    found = Decimal(value.numerator) / Decimal(value.denominator)
    assert Fraction(found) == value
    return found
