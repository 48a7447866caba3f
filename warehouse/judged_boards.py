"""What there is to judge: the steps that each programme needs, the boards that a change touches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import duckdb

Needs = Mapping[str, frozenset[str]]
"""Which steps a programme needs, each with the kinds of rules or figures that it works out."""


def needs_of(connection: duckdb.DuckDBPyConnection) -> Mapping[str, Needs]:
    """Return what each programme needs; other steps and kinds would only find nothing."""
    rows = connection.execute(
        """
        select programme_id, 'criteria_set' as need, '' as kind from core_programme
        where criteria_set_id is not null
        union all
        select
            programme_id, 'totals',
            case when criteria_set_id is null then 'conditions' else 'points' end
        from core_programme
        union all
        select programme_id, 'conditions', rule_kind from core_condition
        union all
        select programme_id, 'rules', r.rule_kind
        from core_programme join core_point_rule as r using (criteria_set_id)
        union all
        select
            programme_id, 'figures',
            -- a survey's formula is such a ratio
            case source_kind when 'survey' then 'ratio_of_sums' else source_kind end
        from core_measure
        union all
        -- whatever a figure comes from, a table may report it as well
        select programme_id, 'figures', 'reported' from core_measure
        """
    ).fetchall()
    found: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    for programme_id, need, kind in rows:
        found[programme_id][need] = found[programme_id].get(need, frozenset()) | {kind}
    return found


def resting_on(
    connection: duckdb.DuckDBPyConnection, pairs: Iterable[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Return the open (programme, period) pairs to judge; base periods only for their figures."""
    found: set[tuple[int, str, str]] = set()
    for dataset_id, period_id in pairs:
        rows = connection.execute(
            """
            select e.year, e.programme_id, e.period_id
            from core_programme_dataset as d
            join core_period as changed using (programme_id)
            join core_period as e on e.programme_id = changed.programme_id
                and e.series = changed.series and e.period_order = changed.period_order
                and e.year in (changed.year, changed.year + 1)
            anti join core_closed_period as z
                on z.programme_id = e.programme_id and z.period_id = e.period_id
            where d.dataset_id = ? and changed.period_id = ?
            """,
            [dataset_id, period_id],
        ).fetchall()
        found.update((int(year), str(owner), str(period)) for year, owner, period in rows)
    # an earlier year first: the next one looks back at its figures
    return [(owner, period) for _, owner, period in sorted(found)]


def live_boards(connection: duckdb.DuckDBPyConnection) -> frozenset[tuple[str, str]]:
    """Return the (programme, period) pairs that are judged."""
    rows = connection.execute("select programme_id, period_id from judged_live_period").fetchall()
    return frozenset((str(programme_id), str(period_id)) for programme_id, period_id in rows)


def compared_by(
    connection: duckdb.DuckDBPyConnection, programme_id: str, period_id: str
) -> tuple[list[tuple[Any, ...]], ...]:
    """Return what other periods are compared with: who is ranked where, out of which maxima."""
    board = [programme_id, period_id]
    ranks = connection.execute(
        "select unit_id, group_code, rank from judged_rank "
        "where programme_id = ? and period_id = ? order by all",
        board,
    ).fetchall()
    maxima = connection.execute(
        "select criterion_code, max(maximum) from judged_verdict "
        "where programme_id = ? and period_id = ? group by all order by all",
        board,
    ).fetchall()
    return ranks, maxima
