"""Opening a warehouse: create, migrate, and bring rules and units up to their data files."""

from __future__ import annotations

import hashlib
from importlib import metadata, resources
from pathlib import Path

from schemas.reader import load_all
from schemas.register import load_register
from warehouse.judge import judge_all
from warehouse.rule_texts import book_in_force
from warehouse.rulebook import load_rules
from warehouse.store import Scratch, Store
from warehouse.units import load_units

_RULE_FOLDERS = ("programmes", "criteria_sets", "class_schemes", "reporting", "bodies")
_LOADERS = (
    "judge.py",
    "judged_boards.py",
    "rulebook.py",
    "rulebook_conditions.py",
    "rulebook_periods.py",
    "rulebook_scales.py",
    "rulebook_scenarios.py",
    "rulebook_sets.py",
    "target_units.py",
    "units.py",
)
_OUR_ACTOR = "hệ thống"


def open_warehouse(data_dir: Path) -> Store:
    """Return a store that is ready: migrated, published, rules and units as in the data files.

    Quick when nothing changed (tens of milliseconds); the first time it reads the whole register.
    Raises OwnFailure when the folder belongs to a newer release or stays locked.
    """
    store = Store(data_dir)
    store.prepare()
    digest = _digest()
    if _stored(store) != digest:
        register = load_register()
        with store.write(_OUR_ACTOR, "load_rules", digest) as write:
            book = load_all()
            # a plan with a closed period stays as it was closed, whatever its file says now
            book = book_in_force(Scratch(write.connection, write.revision), book)
            load_units(write.connection, register)
            load_rules(write.connection, book, register, write.revision)
            judge_all(write.connection)
            write.connection.execute("delete from meta_source where name = 'rules'")
            write.connection.execute("insert into meta_source values ('rules', ?)", [digest])
    return store


def _stored(store: Store) -> str | None:
    found = store.query("select sha256 from meta_source where name = 'rules'")
    return None if found.is_empty() else str(found.item())


def _digest() -> str:
    """Return one digest of everything that rules and units are made from."""
    total = hashlib.sha256(metadata.version("vietnamadminunits").encode())
    schemas = resources.files("schemas")
    places = [schemas.joinpath(folder) for folder in _RULE_FOLDERS]
    files = [entry for place in places for entry in place.iterdir()]
    files += [entry for entry in schemas.iterdir() if entry.is_file()]
    # how a file becomes rows matters as much as the file
    warehouse = resources.files("warehouse")
    files += [entry for entry in warehouse.iterdir() if entry.name in _LOADERS]
    files += list(warehouse.joinpath("views").iterdir())
    for entry in sorted(files, key=lambda item: item.name):
        if entry.name.endswith((".toml", ".py", ".sql")):
            total.update(entry.name.encode())
            total.update(entry.read_bytes())
    return total.hexdigest()
