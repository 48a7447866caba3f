"""Whether a workbook is the one that the person means to hand in: programme, unit, period."""

from __future__ import annotations

from etl.cover import Cover
from etl.scope import UnitRef, unit_of
from schemas.findings import Finding, finding
from schemas.programme import Programme
from warehouse.store import Store


def differences(
    store: Store,
    cover: Cover,
    programme: Programme,
    unit: UnitRef,
    wanted: tuple[str | None, str | None, str | None],
) -> list[Finding]:
    """Return where the cover says something else than the caller (programme, unit, period)."""
    programme_id, unit_code, period_id = wanted
    found: list[Finding] = []
    if programme_id is not None and programme_id != programme.id:
        found.append(_wrong(cover, "programme", "programme_id", cover.programme_id, programme_id))
    elif unit_code is not None:
        asked = unit_of(store, programme, unit_code)
        if asked != unit:
            found.append(_wrong(cover, "unit", "unit_code", unit.name, asked.name, asked.code))
    if period_id is not None and period_id != cover.period_id:
        found.append(_wrong(cover, "period", "period_id", cover.period_id, period_id))
    return found


def _wrong(
    cover: Cover, what: str, key: str, found: str, expected: str, example: str | None = None
) -> Finding:
    return finding(
        f"identity.wrong_{what}",
        sheet=cover.sheet,
        cell=cover.cells[key],
        found=found,
        expected=expected,
        example=expected if example is None else example,
    )
