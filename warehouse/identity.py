"""Which unit a code names: what is asked for one unit is asked by its identity."""

from __future__ import annotations

from warehouse.store import Readable


def unit_id(store: Readable, programme_id: str, unit_code: str) -> str:
    """Return the identity of a unit that a programme's files may speak of; empty for no such unit.

    Every figure carries the identity and only the register knows the code, so the engine leaves
    the other units' figures aside when it is asked by identity.
    """
    found = store.query(
        "select unit_id from core_known_unit where programme_id = ? and unit_code = ?",
        [programme_id, unit_code],
    )
    return "" if found.is_empty() else str(found.item())
