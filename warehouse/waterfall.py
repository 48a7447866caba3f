"""Why a unit's place changed between two periods: exact parts that add up.

The earlier board is turned into the later one step by step on a scratch copy, and after each step
the same SQL ranks: what the unit itself changed, part by part in the order of the rules, then what
all others changed, units that came or went included. The order of the steps is fixed and is ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import duckdb

from schemas.findings import Refusal, finding
from warehouse.judge import judge_order
from warehouse.store import Store

NOTE = (
    "Thứ tự các bước là của chúng tôi: đính chính, thay đổi của chính đơn vị theo thứ tự tiêu chí, "
    "số liệu xếp thứ tự, rồi thay đổi của các đơn vị khác. Số dương là lên hạng."
)
_ROOTS = """
select v.criterion_code, c.label,
    case c.role when 'penalty' then -v.points else v.points end as points,
    case when c.role = 'score' and v.state <> 'not_applicable' then v.maximum
        when c.role is not null then 0 end as maximum, v.state
from out_verdict as v
join out_criterion as c using (programme_id, subject, criterion_code)
where v.programme_id = ? and v.period_id = ? and v.unit_id = ?
    and (v.subject = 'collective' or c.parent_code is null)
order by v.subject, v.criterion_order
"""


@dataclass(frozen=True, slots=True)
class Part:
    """One reason: how many places it brought (up is positive) and how many points."""

    kind: str
    code: str | None
    label: str
    places: int
    points: Decimal | None


@dataclass(frozen=True, slots=True)
class Waterfall:
    """The place before and after, and the parts that lead from the one to the other."""

    unit_code: str
    unit_name: str
    before: int
    after: int
    parts: tuple[Part, ...]


def rank_change(
    store: Store, programme_id: str, period_from: str, period_to: str, unit_code: str
) -> Waterfall:
    """Return the parts of a change of rank; raises Refusal when the unit is not ranked in both."""
    with store.trial() as trial:
        connection = trial.connection
        unit_id, name = connection.execute(
            "select unit_id, unit_name from core_programme_unit "
            "where programme_id = ? and unit_code = ?",
            [programme_id, unit_code],
        ).fetchall()[0]
        board = _Board(connection, programme_id, period_from, str(unit_id))
        now, later = board.rank(period_from), board.rank(period_to)
        if now is None or later is None:
            missing = period_from if now is None else period_to
            raise Refusal(
                finding(
                    "scenario.not_ranked", unit=name, found=missing, expected="không có thứ hạng"
                )
            )
        first = board.sealed_rank()
        before = now if first is None else first
        parts = [Part("corrections", None, "Đính chính sau khi chốt", before - now, None)]
        parts += board.own_parts(period_to, now)
        parts.append(board.others_part(period_to))
        assert sum(part.places for part in parts) == before - later
        return Waterfall(unit_code, str(name), before, later, tuple(parts))


class _Board:
    """The earlier board on the scratch copy, on its way to the later one."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, programme_id: str, period_id: str, unit_id: str
    ) -> None:
        self.connection = connection
        self.board = [programme_id, period_id]
        self.unit_id = unit_id
        self.place = 0
        # a closed period has to be ranked again on the copy
        connection.execute("create temp table kept_closing as from core_closing")
        connection.execute("delete from core_closing where programme_id = ?", [programme_id])

    def rank(self, period_id: str) -> int | None:
        """Return the unit's place in a period as it stands on the copy."""
        found = self.connection.execute(
            "select rank from judged_rank where programme_id = ? and period_id = ? and unit_id = ?",
            [self.board[0], period_id, self.unit_id],
        ).fetchall()
        return int(found[0][0]) if found else None

    def sealed_rank(self) -> int | None:
        """Return the place that the first closing of the earlier period sealed."""
        found = self.connection.execute(
            "select b.rank from sealed_board as b join kept_closing as c using (closing_id) "
            "where c.programme_id = ? and c.period_id = ? and b.unit_id = ? "
            "order by c.revision limit 1",
            [*self.board, self.unit_id],
        ).fetchall()
        return int(found[0][0]) if found and found[0][0] is not None else None

    def own_parts(self, period_to: str, now: int) -> list[Part]:
        """Give the unit its later points part by part, and rank after each."""
        self.place = now
        parts = []
        then, later = self._roots(self.board[1]), self._roots(period_to)
        for code in dict.fromkeys((*then, *later)):
            old, new = then.get(code), later.get(code)
            label = str((new or old)[1])  # type: ignore[index]
            if (old and old[2:]) == (new and new[2:]):
                continue
            changed = _points(new) - _points(old)
            self.connection.execute(
                "update judged_total set score = score + ?, total_points = total_points + ?, "
                "maximum = maximum + ?, met_count = met_count + ? "
                "where programme_id = ? and period_id = ? and unit_id = ?",
                [
                    changed if _is_scored(old, new) else _met(new) - _met(old),
                    changed,
                    _maximum(new) - _maximum(old),
                    _met(new) - _met(old),
                    *self.board,
                    self.unit_id,
                ],
            )
            points = changed if _is_scored(old, new) else None
            parts.append(Part("own", code, label, self._moved(), points))
        self.connection.execute(
            "update judged_measure as m set numerator = n.numerator, denominator = n.denominator "
            "from judged_measure as n where m.programme_id = ? and m.period_id = ? "
            "and m.unit_id = ? and n.programme_id = m.programme_id and n.period_id = ? "
            "and n.unit_id = m.unit_id and n.measure_code = m.measure_code",
            [*self.board, self.unit_id, period_to],
        )
        parts.append(Part("figures", None, "Số liệu dùng để xếp thứ tự", self._moved(), None))
        return parts

    def others_part(self, period_to: str) -> Part:
        """Let the whole later board stand; what moves now is what others changed."""
        place = self.rank(period_to)
        assert place is not None
        return Part(
            "others", None, "Thay đổi của các đơn vị khác, đơn vị vào và ra", self.place - place,
            None,
        )  # fmt: skip

    def _roots(self, period_id: str) -> dict[str, tuple[object, ...]]:
        found = self.connection.execute(_ROOTS, [self.board[0], period_id, self.unit_id]).fetchall()
        return {str(row[0]): row for row in found}

    def _moved(self) -> int:
        judge_order(self.connection, *self.board)
        place = self.rank(self.board[1])
        assert place is not None
        moved, self.place = self.place - place, place
        return moved


def _is_scored(old: tuple[object, ...] | None, new: tuple[object, ...] | None) -> bool:
    return any(row is not None and row[3] is not None for row in (old, new))


def _points(row: tuple[object, ...] | None) -> Decimal:
    return Decimal(str(row[2])) if row is not None and row[2] is not None else Decimal(0)


def _maximum(row: tuple[object, ...] | None) -> Decimal:
    return Decimal(str(row[3])) if row is not None and row[3] is not None else Decimal(0)


def _met(row: tuple[object, ...] | None) -> int:
    return int(row is not None and row[4] == "met")
