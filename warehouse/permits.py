"""Permits: what an actor may do, asked of every write inside its transaction, and by the screens.

The table of roles is data (``schemas/roles.toml``); here it meets the units.
"""

from __future__ import annotations

from collections.abc import Iterable

from schemas.findings import Refusal, finding
from schemas.roles import Actor, Who, acting, reach_of, role_book, roles_for
from warehouse.store import Readable

_APPRAISED = ("appraised", "explained")


def need(store: Readable, who: Who, action: str, unit_ids: Iterable[str] = ()) -> Actor:
    """Return the actor who may do something to these units; raises Refusal for anyone else."""
    actor = acting(who)
    reach = reach_of(actor, action)
    words = {
        "found": actor.name, "role": actor.role_label, "action": role_book().actions[action].label
    }  # fmt: skip
    if reach is None:
        raise Refusal(finding("account.not_allowed", **words, expected=roles_for(action)))
    if reach == "all":
        return actor
    own = units_of(store, actor)
    asked = sorted(set(unit_ids))
    wrong = [each for each in asked if (each in own) is (reach == "others")]
    if wrong or (reach == "own" and not asked):
        code = "account.own_unit" if reach == "others" else "account.other_unit"
        raise Refusal(finding(code, **words, unit=_names(store, wrong)))
    return actor


def may(store: Readable, who: Who | None, action: str, unit_ids: Iterable[str] = ()) -> bool:
    """Tell whether an actor may do something; nobody signed in may do nothing."""
    if who is None:
        return False
    try:
        need(store, who, action, unit_ids)
    except Refusal:
        return False
    return True


def units_of(store: Readable, actor: Actor) -> frozenset[str]:
    """Return the units that an account acts for: its own, those below, those taken over whole."""
    return frozenset() if actor.unit_id is None else units_within(store, actor.unit_id)


def units_within(store: Readable, unit_id: str) -> frozenset[str]:
    """Return a unit, the units below it, and those it took over whole."""
    found = store.query("select unit_id from core_unit_within where within_id = ?", [unit_id])
    return frozenset(found["unit_id"])


def action_of(kind: str, layer: str) -> str:
    """Return what it means to bring in a file of a kind and layer."""
    if kind == "workbook" or (kind == "dossiers" and layer == "self"):
        return "submit"
    return "appraise" if layer in _APPRAISED else "load_table"


def _names(store: Readable, unit_ids: list[str]) -> str:
    found = store.query(
        "select name from core_unit where unit_id in (select unnest(?::varchar[])) "
        "order by sort_order",
        [unit_ids],
    )
    return ", ".join(found["name"]) or "nhiều đơn vị"
