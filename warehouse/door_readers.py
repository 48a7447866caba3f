"""Door readers: what the checks of a file must know of the warehouse before it is accepted.

As in ``readers``: the store first, a polars frame back. No names of persons leave here.
"""

from __future__ import annotations

import polars as pl

from warehouse.store import Readable


def target_units(store: Readable, programme_id: str) -> pl.DataFrame:
    """Return the units that a programme's targets are about, which may stand above its own."""
    return store.query(
        """
        select distinct unit_id, unit_code, unit_name
        from core_target_unit where programme_id = ? order by unit_id
        """,
        [programme_id],
    )


def counting_points(store: Readable, programme_id: str, period_id: str) -> pl.DataFrame:
    """Return the points that count now, by unit and criterion; those without points are absent."""
    return store.query(
        """
        select unit_id, criterion_code, points
        from out_verdict where programme_id = ? and period_id = ? and points is not null
        order by unit_id, criterion_code
        """,
        [programme_id, period_id],
    )


def person_codes(store: Readable, programme_id: str, period_id: str) -> pl.DataFrame:
    """Return the codes of the persons whom each unit's counting workbook lists."""
    return store.query(
        """
        select unit_id, value_text as person_code
        from judged_observation
        where dataset_id = ? and period_id = ? and layer = 'self'
            and table_code = 'individuals' and column_code = 'person_code'
        order by unit_id, row_no
        """,
        [programme_id, period_id],
    )


def period_before(store: Readable, programme_id: str, period_id: str, unit_id: str) -> pl.DataFrame:
    """Return the figures of a unit's counting workbook of the period before, cell by cell.

    ``takes_in``: the period contains the one before; ``days`` and ``days_before`` are their
    lengths. Empty when the unit handed in nothing then.
    """
    return store.query(
        """
        select table_code, row_no, column_code, value_text, value_num, value_date, takes_in,
            days, days_before, label_before
        from out_period_before
        where programme_id = ? and period_id = ? and unit_id = ?
        order by table_code, row_no, column_code
        """,
        [programme_id, period_id, unit_id],
    )


def counting_figures(
    store: Readable, programme_id: str, period_id: str, unit_id: str
) -> pl.DataFrame:
    """Return the figures of a unit's counting workbook, restricted sheets too, cell by cell.

    ``document`` is what stands beside a figure of the results sheet.
    """
    return store.query(
        """
        select o.table_code, o.row_no, o.column_code, o.value_text, o.value_num, o.value_date,
            d.document
        from judged_observation as o
        left join out_document_beside as d using (submission_id, column_code)
        join judged_file as f on f.submission_id = o.submission_id and f.kind = 'workbook'
        where o.dataset_id = ? and o.period_id = ? and o.unit_id = ?
        order by table_code, row_no, column_code
        """,
        [programme_id, period_id, unit_id],
    )


def given_reasons(
    store: Readable, programme_id: str, period_id: str, unit_id: str
) -> dict[str, str]:
    """Return the reasons of a unit's accepted hand-ins of a period by their codes, newest last."""
    found = store.query(
        """
        select r.confirm_code, r.reason
        from raw_submission__reason as r join raw_submission__file as f using (submission_id)
        where f.dataset_id = ? and f.period_id = ? and f.unit_id = ?
        order by r.revision
        """,
        [programme_id, period_id, unit_id],
    )
    return dict(found.iter_rows())
