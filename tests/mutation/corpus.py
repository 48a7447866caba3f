"""Warehouses to judge again and again: drawn with and without histories, spec tables, lived, demo.

Each is written through the product's own writers. The judge in plain Python and the spec tests
must agree with the unchanged views before anything is recorded.
"""

from __future__ import annotations

import contextlib
import dataclasses
import inspect
import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from tests.mutation import lived
from tests.mutation.helpers import TESTS, helper
from warehouse.judge import judge_all
from warehouse.migrate import migrate
from warehouse.writers import HandIn

AT_ONCE, _LIVING = 6, 4
_MEMORY = "2GB"
_STRANGE_UNIT, _STRANGE_CODE = "DV-Z", "khong_con"


def write_drawn(path: Path, batches: int) -> None:
    """Write a warehouse of programmes drawn with a fixed seed; the oracle must agree with it."""
    agreement = helper("agreement")
    strategy = helper("programmes").samples_with_persons_before
    drawn = helper("drawing").draw_many(strategy, batches, AT_ONCE)
    samples = [_with_strays(each) for each in drawn]
    with _fresh(path) as connection:
        agreement.install(connection, samples)
        agreement.accept(connection, samples)
        _strange_dataset(connection)
        judge_all(connection)
        with fetching(connection):
            kept = agreement.Kept(connection)
    for sample in samples:
        comparison = agreement.Comparison(kept, sample)
        assert not comparison.different, comparison.report()


def write_histories(path: Path, batches: int) -> None:
    """Write a warehouse of programmes whose files were approved and withdrawn as drawn."""
    drawn = helper("drawn_histories").many(batches, _LIVING)
    with _store_at(path) as folder:
        store = helper("warehouse_kit").fresh_store(folder)
        comparisons, _ = helper("agreement_history").live(store, drawn)
        store.close()
    for each in comparisons:
        assert not each.different, each.report()


def answers_of_the_oracle(name: str) -> tuple[str, ...]:
    """Return the queries of a corpus whose every answer the oracle gives too."""
    if name == "oracle":
        return tuple(helper("agreement").QUERIES.values())
    if name == "history":
        return tuple(helper("agreement_history").HISTORY_QUERIES.values())
    return ()


def write_spec(path: Path) -> None:
    """Write a warehouse of the spec tables: rules in one write, each round in one."""
    kit, facts, listed = helper("warehouse_kit"), helper("spec_facts"), helper("spec_tables")
    tables = listed.TABLES
    bodies = {
        table.name: [(unit, case.get("group", "xa")) for unit, case in table.cases]
        for table in tables
    }
    sets = [table.criteria_set for table in tables if table.criteria_set is not None]
    book = kit.rule_book((each.programme for each in tables), sets)
    with _store_at(path) as folder:
        store = kit.fresh_store(folder)
        kit.install(store, book, kit.register(bodies))
        for is_later in (False, True):
            rounds = [each for table in tables for each in facts.hand_ins(table, is_later)]
            kit.accept_all(store, rounds)
        store.close()


def write_lived(path: Path) -> None:
    """Write a warehouse that has lived: versions, steps, closings, lineage, signs, documents."""
    with _store_at(path) as folder:
        lived.write(folder).close()


def write_demo(path: Path) -> None:
    """Write the demo: the real rule books with real figures and sample ones."""
    from etl.demo import load_demo
    from warehouse.opening import open_warehouse

    with _store_at(path) as folder:
        store = open_warehouse(folder)
        load_demo(store)
        store.close()


@contextlib.contextmanager
def _store_at(path: Path) -> Iterator[Path]:
    """Give a folder for a store, whose master becomes the file when the store is closed."""
    with tempfile.TemporaryDirectory(dir=path.parent) as name:
        yield Path(name)
        shutil.copyfile(Path(name) / "kho.duckdb", path)


class Reading:
    """A warehouse under test, as the readers see it: only its queries."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Read through an open connection, in whatever transaction it is."""
        self._connection = connection

    def query(self, sql: str, parameters: Iterable[Any] = ()) -> pl.DataFrame:
        """Return the rows of a read."""
        return self._connection.sql(sql, params=list(parameters)).pl()


def spec_tests() -> list[Callable[[Reading], None]]:
    """Return every test of tests/spec about the warehouse, one call a case."""
    found: list[Callable[[Reading], None]] = []
    for path in sorted((TESTS / "spec").glob("test_*.py")):
        for name, test in vars(helper(path.stem)).items():
            if name.startswith("test_") and "store" in inspect.signature(test).parameters:
                found += [_call(test, case) for case in _cases(test)]
    return found


def _call(test: Callable[..., None], case: dict[str, Any]) -> Callable[[Reading], None]:
    return lambda store: test(store=store, **case)


def _cases(test: Any) -> Iterator[dict[str, Any]]:
    marks = [mark for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
    columns = [list(_column(*mark.args[:2])) for mark in marks]
    for parts in itertools.product(*columns):
        yield {name: value for part in parts for name, value in part.items()}


def _column(names: str | tuple[str, ...], rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
    listed = [each.strip() for each in names.split(",")] if isinstance(names, str) else list(names)
    for row in rows:
        values = [row] if len(listed) == 1 else list(row)
        yield dict(zip(listed, values, strict=True))


# ---------------------------------------------------------------- drawing


def _with_strays(sample: Any) -> Any:
    """Add figures about a unit, a column and a table that the rules no longer name."""
    return dataclasses.replace(sample, hand_ins=tuple(map(_stray, sample.hand_ins)))


def _stray(hand_in: HandIn) -> HandIn:
    rows = hand_in.observations
    if rows.is_empty():
        return hand_in
    strays = [
        rows.with_columns(pl.lit(_STRANGE_UNIT).alias("unit_id")) if hand_in.unit_id is None
        else rows.clear(),
        *(rows.head(1).with_columns(pl.lit(_STRANGE_CODE).alias(name))
          for name in ("column_code", "table_code")),
    ]  # fmt: skip
    return dataclasses.replace(hand_in, observations=pl.concat([rows, *strays]))


def _strange_dataset(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep the facts of a programme whose rules are gone."""
    for table in ("raw_submission__file", "core_observation"):
        connection.execute(
            f"insert into {table} select * replace ('{_STRANGE_CODE}' as dataset_id, "
            f"submission_id || '-z' as submission_id) from {table} "
            "where dataset_id = (select min(dataset_id) from raw_submission__file)"
        )


# ---------------------------------------------------------------- writing


@contextlib.contextmanager
def _fresh(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a new migrated warehouse file; it is closed whole."""
    connection = open_file(path)
    try:
        migrate(connection)
        connection.execute("begin")
        yield connection
        connection.execute("commit")
        connection.execute("checkpoint")
    finally:
        connection.close()


@contextlib.contextmanager
def fetching(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Allow long results to be fetched: a single thread would wait for itself for ever."""
    connection.execute("set threads = 2")
    try:
        yield
    finally:
        connection.execute("set threads = 1")


def open_file(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a warehouse file for one thread: the mutants share the cores."""
    connection = duckdb.connect(str(path))
    connection.execute("set threads = 1")
    connection.execute(f"set memory_limit = '{_MEMORY}'")
    # a process without a script of its own counts as a terminal and would show progress
    connection.execute("set enable_progress_bar = false")
    return connection
