"""The master file on the disk: masters of earlier releases are copied into small blocks, whole."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl
import pytest
import warehouse_kit as kit

from warehouse import files
from warehouse.master import think_alone
from warehouse.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return kit.fresh_store(tmp_path / "kho")


def _put(store: Store, name: str) -> int:
    with store.write(kit.ACTOR, "probe", name) as write:
        write.connection.execute("insert into meta_source values (?, 'x')", [name])
    return write.revision


def _tables(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        names = connection.execute("select table_name from duckdb_tables() order by 1").fetchall()
        views = connection.execute(
            "select view_name, sql from duckdb_views() where not internal order by 1"
        ).fetchall()
        shapes = connection.execute(
            "select table_name, column_name, data_type, is_nullable, column_default "
            "from duckdb_columns() where not internal order by 1, column_index"
        ).fetchall()
        rows = {name: connection.execute(f"from {name}").fetchall() for (name,) in names}
    return {**rows, "views": views, "shapes": shapes}


def _block_bytes(path: Path) -> int:
    with duckdb.connect(str(path), read_only=True) as connection:
        return int(
            connection.execute("select block_size from pragma_database_size()").fetchall()[0][0]
        )


def _as_laid_out_before(store: Store) -> Path:
    """Put the master into the large blocks of earlier releases."""
    master, large = store.data_dir / "kho.duckdb", store.data_dir / "lon.duckdb"
    with duckdb.connect(":memory:") as connection:
        connection.execute(
            f"attach '{master}' as a; attach '{large}' as b (storage_version 'v1.5.0'); "
            "copy from database a to b"
        )
    large.replace(master)
    return master


def test_a_master_in_large_blocks_is_copied_into_small_ones_whole(store: Store) -> None:
    for name in ("một", "hai"):
        _put(store, name)
    master = store.data_dir / "kho.duckdb"
    small = _block_bytes(master)
    before = _tables(_as_laid_out_before(store))
    assert _block_bytes(master) > small
    assert before["meta_revision"]
    (store.data_dir / "kho.tam").write_bytes(b"half a copy, left by a crash")
    again = Store(store.data_dir)
    again.prepare()
    assert _block_bytes(master) == small
    assert _tables(master) == before
    assert _block_bytes(store.data_dir / "cong_bo" / again._pointer_name()) == small
    assert again.revision() == 2
    assert _put(again, "ba") == 3
    assert not (store.data_dir / "kho.tam").exists()
    assert not list(store.data_dir.glob("*.wal"))


def test_a_copy_into_small_blocks_that_breaks_off_leaves_the_master(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    master = _as_laid_out_before(store)
    before = master.read_bytes()

    def broken(*_: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "replace", broken)
    with pytest.raises(OSError, match="No space"):
        Store(store.data_dir).prepare()
    monkeypatch.undo()
    assert master.read_bytes() == before
    assert store.query("select * from meta_source").height == 1
    Store(store.data_dir).prepare()
    assert master.read_bytes() != before


def test_an_engine_is_kept_without_what_a_write_did_to_it(store: Store) -> None:
    def settings(*, fails: bool = False) -> tuple[object, list[tuple[object, ...]]]:
        with store.write(kit.ACTOR, "probe") as write:
            threads = write.connection.execute("select current_setting('threads')").fetchall()
            known = write.connection.execute("select view_name from duckdb_views() "
                                             "where view_name = 'rows_in'").fetchall()  # fmt: skip
            think_alone(write.connection)
            write.connection.register("rows_in", pl.DataFrame({"a": [1]}).to_arrow())
            if fails:
                raise RuntimeError("broken off")
        return threads, known

    before = settings()
    kept = store._master._engine
    assert kept is not None
    # the file is free between writes: another process would find it so
    with duckdb.connect(str(store.data_dir / "kho.duckdb")) as other:
        assert other.execute("select count(*) from meta_revision").fetchall() == [(1,)]
    assert settings() == before
    assert store._master._engine is kept
    with pytest.raises(RuntimeError, match="broken off"):
        settings(fails=True)
    assert store._master._engine is None, "an engine that failed is not used again"
    assert settings() == before
    store.close()
    assert store._master._engine is None
    assert store.revision() == 3
