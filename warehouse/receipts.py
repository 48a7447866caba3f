"""Receipts: what an accepted workbook's receipt says, for those who may see its unit."""

from __future__ import annotations

from typing import Any

from schemas.findings import Refusal, finding
from schemas.roles import Who
from schemas.words import to_local
from warehouse import permits
from warehouse.store import Readable


def receipt(store: Readable, receipt_code: str, *, actor: Who | None) -> dict[str, Any]:
    """Return a receipt by its code; moments are local.

    Raises Refusal, in the same words, for a code that is not there and for one of a unit that the
    actor may not see: nobody learns which codes exist.
    """
    code = receipt_code.strip().upper()
    found = store.query("select * from out_receipt where receipt_code = ?", [code]).to_dicts()
    if not found or not permits.may(store, actor, "read_receipt", [found[0]["unit_id"]]):
        raise Refusal(finding("version.unseen_receipt", found=receipt_code))
    row = found[0]
    return row | {"received_at": to_local(row["received_at"])}
