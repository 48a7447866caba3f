"""The last minutes of a period: a plan of many communes, an account and a workbook for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from etl.demo_cases import Case, dice, sample_rows
from etl.submit import prepare_workbook
from etl.template import build_template
from schemas.programme import Group, Programme, UnitsOfBodies
from schemas.reader import RuleBook, load_all
from schemas.register import Register, Unit, load_register
from tests import warehouse_kit as kit
from warehouse import opening, readers
from warehouse.accounts import Accounts
from warehouse.sessions import Sessions
from warehouse.store import Store

TASKS = 200
_BODIES = "cao_diem"
_GROUP = "commune"


@dataclass(frozen=True)
class Clerk:
    """A unit's clerk: the session that the browser holds, the right file, maybe a wrong one."""

    unit_code: str
    token: str
    right: bytes
    wrong: bytes | None


@dataclass(frozen=True)
class Rush:
    """The warehouse of a plan, its period that is handed in for now, and the clerks."""

    store: Store
    programme_id: str
    period_id: str
    clerks: tuple[Clerk, ...]

    @property
    def query(self) -> str:
        """Return the address of the plan and period."""
        return f"ke_hoach={self.programme_id}&ky={self.period_id}&khoi={_GROUP}"


def build(folder: Path, programme_id: str, count: int, wrong_every: int) -> Rush:
    """Build a plan over so many communes, each with a hand-in for the period before.

    Every so many clerks have a file with a mistake in it, and only then the right one.
    """
    plan, units = _plan(programme_id), _communes(count)
    store = kit.fresh_store(folder)
    places = {_BODIES: tuple((each.unit_id, "xa") for each in units)}
    kit.install(store, _book(plan), Register(units, (), (), (), places))
    with store.write(kit.ACTOR, "load_rules") as write:
        # it passes for up to date, so the server brings no shipped units
        write.connection.execute("insert into meta_source values ('rules', ?)", [opening._digest()])
    *_later, now, before = readers.periods(store, plan.id).rows(named=True)
    _hand_in_before(store, plan, units, before)
    clerks = []
    accounts = Accounts(folder)
    for place, unit in enumerate(units):
        account = accounts.add(
            f"can.bo.{unit.code}", f"Cán bộ {unit.name}", "unit_officer", None, actor=kit.ACTOR,
            unit_id=unit.unit_id, email=f"{unit.code}@vi-du.vn",
        )  # fmt: skip
        is_wrong = wrong_every > 0 and place % wrong_every == 0
        clerks.append(
            Clerk(
                unit.code,
                Sessions(accounts).begin_for(account, "127.0.0.1"),
                _workbook(store, plan, unit.code, now, _case(place)),
                _workbook(store, plan, unit.code, now, _case(place), is_wrong=True)
                if is_wrong
                else None,
            )
        )
    return Rush(store, plan.id, str(now["period_id"]), tuple(clerks))


def _communes(count: int) -> tuple[Unit, ...]:
    known = [each for each in load_register().units if each.kind == "commune" and each.valid_to]
    return tuple(replace(each, province_code=None, parent_id=None) for each in known[:count])


def _plan(programme_id: str) -> Programme:
    plan = load_all().programmes[programme_id]
    group = Group(code=_GROUP, label="Xã, phường", units=UnitsOfBodies(kind="bodies", file=_BODIES))
    return plan.model_copy(update={"groups": (group,), "targets": ()})


def _book(plan: Programme) -> RuleBook:
    whole = load_all()
    sets = {name: each for name, each in whole.criteria_sets.items() if name == plan.criteria_set}
    return replace(whole, programmes={plan.id: plan}, criteria_sets=sets)


def _case(place: int) -> Case:
    """Return what is special about a unit, so that places are won and lost."""
    late = place % 9
    return Case(
        tasks=(TASKS - place % 25, TASKS), dossiers=(400 - late, 400), answers=(100 - late, 100)
    )


_BEFORE = Case(tasks=(TASKS // 2, TASKS // 2), dossiers=(200, 200), answers=(60, 60))


def _workbook(
    store: Store,
    plan: Programme,
    code: str,
    period: Mapping[str, Any],
    case: Case,
    *,
    is_wrong: bool = False,
) -> bytes:
    rng = dice(plan, code, str(period["period_id"]))
    rows: dict[str, Any] = sample_rows(plan, case, rng, period["ends_on"])
    if is_wrong:
        first, *others = rows["dossiers"]
        rows["dossiers"] = [{**first, "received_count": 1}, *others]
    return build_template(store, plan.id, code, str(period["period_id"]), rows).data


def _hand_in_before(
    store: Store, plan: Programme, units: tuple[Unit, ...], period: Mapping[str, Any]
) -> None:
    """Accept the first unit's workbook of the period before for every unit."""
    data = _workbook(store, plan, units[0].code, period, _BEFORE)
    one, checked = prepare_workbook(store, data, "ky-truoc.xlsx")
    assert not checked.findings, checked.findings
    every = (
        replace(
            one,
            unit_id=unit.unit_id,
            observations=one.observations.with_columns(pl.lit(unit.unit_id).alias("unit_id")),
        )
        for unit in units
    )
    kit.accept_all(store, every)
