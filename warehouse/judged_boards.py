"""What there is to judge: the steps that each programme needs, the boards that a change touches."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb


def needs_of(connection: duckdb.DuckDBPyConnection) -> dict[str, frozenset[str]]:
    """Return which steps each programme needs; the others would only find nothing."""
    rows = connection.execute(
        """
        select p.programme_id,
            exists (from core_condition as c where c.programme_id = p.programme_id),
            p.criteria_set_id is not null,
            exists (from core_measure as m where m.programme_id = p.programme_id),
            exists (from core_point_rule as r where r.criteria_set_id = p.criteria_set_id)
        from core_programme as p
        """
    ).fetchall()
    names = ("conditions", "criteria_set", "figures", "rules")
    return {
        str(programme_id): frozenset(
            name for name, is_needed in zip(names, flags, strict=True) if is_needed
        )
        for programme_id, *flags in rows
    }


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
