"""What columns of result tables mean: said once by a person, kept, used again, revoked.

Nothing is taken away: a new meaning of the same heading, or its revocation, is a row of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import polars as pl

from schemas.findings import Refusal, finding
from schemas.roles import Actor, Who, acting
from schemas.words import to_local
from warehouse import permits, rows
from warehouse.store import Readable, Scratch, Store, Write

_COLUMNS = (
    "dataset_id, heading_key, heading, column_code, actor, account, recorded_at, revision, state"
)


@dataclass(frozen=True, slots=True)
class ColumnMeaning:
    """That a heading, compared by its key, means a column that the dataset knows; None: nothing."""

    heading_key: str
    heading: str
    column_code: str | None


def meanings(store: Readable, dataset_id: str | None = None) -> pl.DataFrame:
    """Return everything said about headings, the newest first; ``state`` tells what still counts.

    ``state`` is in_force, replaced or revoked; moments are local.
    """
    found = store.query(
        f"select {_COLUMNS} from out_column_meaning "  # noqa: S608 - our own names only
        "where ? is null or dataset_id = ? order by revision desc, dataset_id, heading",
        [dataset_id, dataset_id],
    )
    return found.with_columns(
        pl.col("recorded_at").map_elements(to_local, return_dtype=pl.Datetime("us"))
    )


def keep(write: Write, dataset_id: str, said: Sequence[ColumnMeaning], who: Actor) -> None:
    """Write down meanings inside an open write; whoever may write may say them."""
    rows.insert(
        write.connection,
        "core_column_meaning",
        [
            {
                "dataset_id": dataset_id,
                **asdict(each),
                "actor": who.name,
                "account": who.account,
                "recorded_at": write.at,
                "revision": write.revision,
            }
            for each in said
        ],
    )


def revoke(store: Store, dataset_id: str, heading_key: str, *, actor: Who) -> str:
    """Take back what a heading means and return the heading.

    Raises Refusal when nothing is in force for it, or when the actor may not.
    """
    who = acting(actor)
    with store.write(who, "revoke_column_meaning", f"{dataset_id}: {heading_key}") as write:
        scratch = Scratch(write.connection, write.revision)
        permits.need(scratch, who, "load_table")
        found = meanings(scratch, dataset_id).filter(
            (pl.col("heading_key") == heading_key) & (pl.col("state") == "in_force")
        )
        if found.is_empty():
            raise Refusal(finding("table.map_unknown", found=heading_key, expected=dataset_id))
        heading = str(found["heading"].item())
        keep(write, dataset_id, [ColumnMeaning(heading_key, heading, None)], who)
    return heading
