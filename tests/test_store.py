"""The store inside one process: revisions, roll-back, publishing, repair, migrations."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
import warehouse_kit as kit

from schemas.failures import OwnFailure
from warehouse import files, migrate
from warehouse import store as store_module
from warehouse.store import Store, Write


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("store") / "mau"
    kit.fresh_store(folder).close()
    return folder


@pytest.fixture
def store(template: Path, tmp_path: Path) -> Store:
    return Store(Path(shutil.copytree(template, tmp_path / "kho")))


def _names(store: Store) -> list[str]:
    return store.query("select name from meta_source order by name")["name"].to_list()


def _put(store: Store, name: str) -> int:
    with store.write(kit.ACTOR, "probe", name) as write:
        write.connection.execute("insert into meta_source values (?, 'x')", [name])
    return write.revision


def _put_and(store: Store, then: Callable[[Write], object]) -> None:
    with store.write(kit.ACTOR, "probe") as write:
        write.connection.execute("insert into meta_source values ('dở', 'x')")
        then(write)


def _copies(store: Store) -> set[str]:
    return {path.name for path in (store.data_dir / "cong_bo").iterdir()}


def test_a_new_folder_is_ready_and_empty(tmp_path: Path) -> None:
    store = Store(tmp_path / "chưa có" / "kho")
    store.prepare()
    assert store.revision() == 0
    assert store.query("select * from meta_revision").is_empty()
    assert store.query("select * from out_leaderboard").is_empty()


def test_a_folder_that_was_never_prepared_is_told_apart(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert store.revision() == 0
    with pytest.raises(OwnFailure) as failure:
        store.query("select 1")
    assert failure.value.code == "KHO-02"


def test_a_write_is_a_revision_with_its_actor(store: Store) -> None:
    assert (_put(store, "một"), _put(store, "hai")) == (1, 2)
    assert store.revision() == 2
    rows = store.query("select revision, actor, action, detail from meta_revision order by 1")
    assert rows.rows() == [(1, kit.ACTOR, "probe", "một"), (2, kit.ACTOR, "probe", "hai")]
    assert _names(store) == ["hai", "một", "views"]


def test_moments_are_naive_utc_and_never_go_back(store: Store) -> None:
    _put(store, "một")
    _put(store, "hai")
    moments = store.query("select recorded_at from meta_revision order by revision")["recorded_at"]
    assert moments.dtype.time_zone is None
    assert moments.is_sorted()


def test_what_fails_leaves_nothing(store: Store) -> None:
    before = (store.revision(), _copies(store), (store.data_dir / "kho.duckdb").read_bytes())
    with pytest.raises(ZeroDivisionError):
        _put_and(store, lambda _: 1 // 0)
    with pytest.raises(duckdb.Error):
        _put_and(
            store,
            lambda write: write.connection.execute("insert into meta_source (name) values (null)"),
        )
    assert (store.revision(), _copies(store)) == before[:2]
    assert "dở" not in _names(store)
    assert _put(store, "sau") == 1
    assert _names(store) == ["sau", "views"]


def test_a_reader_in_the_middle_keeps_what_it_saw(store: Store) -> None:
    with store._reading() as cursor:
        for number in range(4):
            _put(store, f"tên {number}")
        assert _names(store)[:4] == ["tên 0", "tên 1", "tên 2", "tên 3"], "a new read sees it all"
        seen = cursor.execute("select count(*) from meta_revision").fetchall()
        assert seen == [(0,)], "the old copy is still whole and unchanged"
    assert _names(store)[0] == "tên 0"


def test_copies_do_not_pile_up(store: Store) -> None:
    for number in range(5):
        _put(store, f"tên {number}")
    copies = {name for name in _copies(store) if name.endswith(".duckdb")}
    pointer = (store.data_dir / "cong_bo" / "hien_hanh").read_text("ascii").split()
    assert pointer[0] == "5"
    assert pointer[1] in copies
    assert len(copies) == 2


def test_threads_write_one_after_the_other(store: Store) -> None:
    got: list[int] = []
    threads = [
        threading.Thread(target=lambda name=f"luồng {n}": got.append(_put(store, name)))
        for n in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [1, 2, 3, 4, 5, 6]
    assert len(_names(store)) == 7


def test_a_write_inside_a_write_is_refused_instead_of_hanging(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "_LOCK_SECONDS", 0.1)
    with store.write(kit.ACTOR, "ngoài"):
        with pytest.raises(OwnFailure) as failure, store.write(kit.ACTOR, "trong"):
            raise AssertionError("the body must not run")
        assert failure.value.code == "KHO-01"
    assert store.revision() == 1


def test_preparing_again_changes_nothing(store: Store) -> None:
    _put(store, "một")
    before = _copies(store)
    store.prepare()
    assert _copies(store) == before


def test_a_lost_or_broken_pointer_is_published_again(store: Store) -> None:
    _put(store, "một")
    pointer = store.data_dir / "cong_bo" / "hien_hanh"
    for broken in ("", "1", "1 khong-co.duckdb", "9 r9-00000000.duckdb\nx"):
        pointer.write_text(broken, "ascii")
        fresh = Store(store.data_dir)
        fresh.prepare()
        assert fresh.revision() == 1
        assert _names(fresh) == ["một", "views"]
    for path in (store.data_dir / "cong_bo").glob("r*.duckdb"):
        path.unlink()  # a pointer to a copy that is gone
    fresh = Store(store.data_dir)
    fresh.prepare()
    assert _names(fresh) == ["một", "views"]
    pointer.unlink()
    fresh = Store(store.data_dir)
    fresh.prepare()
    assert _names(fresh) == ["một", "views"]


def test_leftovers_of_a_crash_are_swept(store: Store) -> None:
    _put(store, "một")
    published = store.data_dir / "cong_bo"
    for name in ("r7-00000000.tam", "hien_hanh-00000000.tam"):
        (published / name).write_bytes(b"")
    for number, name in enumerate(("r5-aaaaaaaa.duckdb", "r6-aaaaaaaa.duckdb"), 1):
        (published / name).write_bytes(b"")
        os.utime(published / name, (number, number))
    old, young = (files.temporary(store.data_dir, ".duckdb") for _ in range(2))
    for path in (old, young):
        path.write_bytes(b"")
    os.utime(old, (1, 1))
    store.prepare()
    left = _copies(store)
    assert not [name for name in left if name.endswith(".tam")]
    assert "r5-aaaaaaaa.duckdb" not in left
    assert _names(store) == ["một", "views"]
    assert not old.exists()
    assert young.exists(), "another process may be working in it"


def test_scratch_is_private_and_vanishes(store: Store) -> None:
    _put(store, "một")
    with store.scratch() as connection:
        connection.execute("insert into meta_source values ('nháp', 'x')")
        assert connection.execute("select count(*) from meta_source").fetchall() == [(3,)]
        assert _names(store) == ["một", "views"]
        assert _put(store, "hai") == 2, "a scratch copy is in no writer's way"
    assert _names(store) == ["hai", "một", "views"]
    assert list((store.data_dir / "tam").iterdir()) == []


def test_a_scratch_copy_waits_for_no_writer(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "_LOCK_SECONDS", 0.1)
    _put(store, "một")
    with store.write(kit.ACTOR, "probe"), store.scratch() as connection:
        assert ("một",) in connection.execute("select name from meta_source").fetchall()


def test_a_copy_that_was_swept_meanwhile_is_looked_up_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    _put(store, "một")
    asked = []
    found = store._pointer_name

    def behind() -> str:
        asked.append(found())
        return "r0-00000000.duckdb" if len(asked) == 1 else asked[-1]

    monkeypatch.setattr(store, "_pointer_name", behind)
    with store.scratch() as connection:
        assert ("một",) in connection.execute("select name from meta_source").fetchall()
    assert len(asked) == 2


def test_readers_can_neither_write_nor_look_outside(store: Store) -> None:
    for sql in (
        "insert into meta_source values ('x', 'x')",
        "create table t (a integer)",
        "select * from read_text('pyproject.toml')",
        "attach 'x.duckdb'",
        "set enable_external_access = true",
    ):
        with pytest.raises(duckdb.Error):
            store.query(sql)
    assert _names(store) == ["views"]


def test_a_closed_store_opens_again(store: Store) -> None:
    _put(store, "một")
    assert _names(store) == ["một", "views"]
    store.close()
    assert _names(store) == ["một", "views"]


# ---------------------------------------------------------------- migrations


def _alter(store: Store, sql: str) -> None:
    with store.write(kit.ACTOR, "alter") as write:
        write.connection.execute(sql)


def test_a_master_of_a_newer_release_is_refused_untouched(store: Store) -> None:
    _alter(store, "insert into meta_migration values (9999, '9999_later.sql', 'x')")
    before = (store.data_dir / "kho.duckdb").read_bytes()
    with pytest.raises(OwnFailure) as failure:
        Store(store.data_dir).prepare()
    assert failure.value.code == "KHO-04"
    assert "mới hơn" in failure.value.message
    assert Store(store.data_dir).revision() == 1
    assert (store.data_dir / "kho.duckdb").read_bytes() == before


def test_an_edited_migration_is_refused(store: Store) -> None:
    _alter(store, "update meta_migration set sha256 = 'x' where version = 1")
    with pytest.raises(OwnFailure) as failure:
        Store(store.data_dir).prepare()
    assert failure.value.code == "KHO-04"
    assert "0001_base.sql" in failure.value.message


def test_changed_views_are_made_anew_and_published(store: Store) -> None:
    _alter(store, "update meta_source set sha256 = 'cũ' where name = 'views'")
    _alter(store, "create view core_gone as select 1 as one")
    _alter(store, "create or replace view out_period as select 1 as one")
    assert store.query("select * from out_period").columns == ["one"]
    Store(store.data_dir).prepare()
    assert "period_id" in store.query("select * from out_period").columns
    with pytest.raises(duckdb.Error):
        store.query("select * from core_gone")


def test_views_that_read_each_other_in_a_circle_are_our_failure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    circle = {"core_a.sql": "select * from core_b", "core_b.sql": "select * from core_a"}
    monkeypatch.setattr(migrate, "_sql_files", lambda _: circle)
    with pytest.raises(OwnFailure) as failure:
        migrate.view_files()
    assert failure.value.code == "KHO-03"


def test_views_come_after_those_they_read() -> None:
    order = list(migrate.view_files())
    assert order.index("core_standing_file") < order.index("core_counting_file")
    assert order.index("core_board_total") > order.index("core_verdict")


def test_the_file_can_be_read_by_the_older_engine(store: Store) -> None:
    # the storage version in the header of the file: 67 is that of 1.5, 64 that of 1.0
    header = (store.data_dir / "kho.duckdb").read_bytes()[8:20]
    assert header[:4] == b"DUCK"
    assert 64 <= int.from_bytes(header[4:12], "little") <= 68


# ---------------------------------------------------------------- files


def test_equal_bytes_are_kept_once(tmp_path: Path) -> None:
    one, two = files.keep(tmp_path, b"abc"), files.keep(tmp_path, b"abc")
    assert one == two == files.digest(b"abc")
    assert files.path_of(tmp_path, one).read_bytes() == b"abc"
    assert len([path for path in (tmp_path / "tep").rglob("*") if path.is_file()]) == 1


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    target = tmp_path / "con trỏ"
    files.write_atomically(target, b"1")
    files.write_atomically(target, b"22")
    assert target.read_bytes() == b"22"
    assert [path.name for path in tmp_path.iterdir()] == ["con trỏ"]
