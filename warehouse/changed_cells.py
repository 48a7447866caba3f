"""Which figures a hand-in changes: each beside the one that counts now, with its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from schemas.words import day, number
from warehouse.store import Readable
from warehouse.writers import HandIn

Figure = Decimal | dt.date | str | None


@dataclass(frozen=True, slots=True)
class CellChange:
    """A figure that a hand-in adds, changes or takes back; texts as people write them.

    Of a restricted column (who was disciplined, and how) only that it changes is told.
    """

    what: Literal["added", "changed", "removed"]
    unit_code: str
    unit_name: str
    table_code: str
    column_code: str
    label: str
    row_no: int
    sheet: str
    cell: str
    before: str | None
    after: str | None
    is_restricted: bool


_Key = tuple[str, str, int, str]


def changed_cells(store: Readable, hand_in: HandIn) -> tuple[CellChange, ...]:
    """Return what a hand-in changes against what counts now, in the order of its own figures.

    ``store`` must not know the hand-in yet. A table of many units takes nothing back: what it does
    not mention stays.
    """
    counts = store.query(
        """
        select s.unit_id, s.table_code, s.row_no, s.column_code, s.value_text, s.value_num,
            s.value_date, s.sheet, s.cell
        from core_source_figure as s join judged_file as f using (submission_id)
        where f.kind = ? and s.dataset_id = ? and s.period_id = ? and s.layer = ?
            and (? is null or s.unit_id = ?)
        order by all
        """,
        [
            hand_in.kind, hand_in.dataset_id, hand_in.period_id, hand_in.layer,
            hand_in.unit_id, hand_in.unit_id,
        ],
    )  # fmt: skip
    return _changes(
        store,
        {_key(hand_in.kind, row): row for row in counts.to_dicts()},
        {_key(hand_in.kind, row): row for row in hand_in.observations.to_dicts()},
        takes_back=hand_in.kind == "workbook",
    )


def changes_between(store: Readable, first_id: str, second_id: str) -> tuple[CellChange, ...]:
    """Return what one accepted workbook changes against another of the same unit and period."""
    then, now = (
        {
            _key("workbook", row): row
            for row in store.query(
                "select unit_id, table_code, row_no, column_code, value_text, value_num, "
                "value_date, sheet, cell from core_observation where submission_id = ? "
                "order by all",
                [submission_id],
            ).to_dicts()
        }
        for submission_id in (first_id, second_id)
    )
    return _changes(store, then, now, takes_back=True)


def _changes(
    store: Readable,
    then: Mapping[_Key, Mapping[str, Any]],
    now: Mapping[_Key, Mapping[str, Any]],
    *,
    takes_back: bool,
) -> tuple[CellChange, ...]:
    names = {
        unit_id: (code, name)
        for unit_id, code, name in store.query(
            "select unit_id, unit_code, name from core_unit where unit_id in "
            "(select unnest(?::varchar[]))",
            [sorted({key[0] for key in (*then, *now)})],
        ).iter_rows()
    }
    columns = _columns(store)
    found = []
    for what, key, row, texts in _differences(then, now, takes_back=takes_back):
        code, name = names.get(key[0], (key[0], key[0]))
        label, is_restricted = columns.get((key[1], key[3]), (key[3], False))
        before, after = (None, None) if is_restricted else texts
        found.append(
            CellChange(
                what, code, name, key[1], key[3], label, row["row_no"], row["sheet"], row["cell"],
                before, after, is_restricted,
            )
        )  # fmt: skip
    return tuple(found)


def _differences(
    then: Mapping[_Key, Mapping[str, Any]], now: Mapping[_Key, Mapping[str, Any]], *,
    takes_back: bool,
) -> Iterator[
    tuple[
        Literal["added", "changed", "removed"], _Key, Mapping[str, Any],
        tuple[str | None, str | None],
    ]
]:  # fmt: skip
    for key, row in now.items():
        new, old = _figure(row), _figure(then[key]) if key in then else None
        if key not in then:
            yield "added", key, row, (None, _text(new))
        elif new != old:
            yield "changed", key, row, (_text(old), _text(new))
    if takes_back:
        for key, row in then.items():
            if key not in now:
                yield "removed", key, row, (_text(_figure(row)), None)


def _key(kind: str, row: Mapping[str, Any]) -> _Key:
    # rows of a table of many units are units (or persons), wherever they stand in the file
    has_rows = kind != "table" or row["table_code"].startswith("person_")
    return row["unit_id"], row["table_code"], row["row_no"] if has_rows else 0, row["column_code"]


def _figure(row: Mapping[str, Any]) -> Figure:
    if row["value_num"] is not None:
        return Decimal(row["value_num"])
    found: Figure = row["value_date"] if row["value_date"] is not None else row["value_text"]
    return found


def _text(figure: Figure) -> str | None:
    if isinstance(figure, Decimal):
        return number(figure)
    return day(figure) if isinstance(figure, dt.date) else figure


def _columns(store: Readable) -> dict[tuple[str, str], tuple[str, bool]]:
    """Return the heading of every column and whether it is restricted."""
    found = store.query(
        """
        select table_code, column_code, label, is_restricted from core_form_column
        union all select 'results', measure_code, label, false from core_measure
        union all select 'points', criterion_code, name, false from core_criterion
        union all select 'decisions', condition_code, label, false from core_condition
        """
    )
    return {
        (table, column): (label, is_restricted)
        for table, column, label, is_restricted in found.iter_rows()
    }
