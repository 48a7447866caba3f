"""Processes beside each other, and processes that die: no write is lost, none is half there."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import random
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import warehouse_kit as kit

from schemas.failures import OwnFailure
from tests.conftest import ROOT, process
from warehouse import readers
from warehouse import store as store_module
from warehouse.opening import open_warehouse
from warehouse.store import Store

WORKER = Path(__file__).with_name("worker.py")
ROWS_A_WRITE = 3


@contextlib.contextmanager
def worker(folder: Path, mode: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Start a process that is certainly gone afterwards."""
    process_ = subprocess.Popen(
        [sys.executable, str(WORKER), str(folder), mode, *map(str, arguments)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )  # fmt: skip
    try:
        yield process_
    finally:
        process_.kill()
        process_.communicate()


def line(process_: subprocess.Popen[str]) -> str:
    """Return the next line that a process says; waits for it."""
    assert process_.stdout is not None
    return process_.stdout.readline().strip()


def finished(process_: subprocess.Popen[str]) -> list[str]:
    """Wait for a good end and return what was still said."""
    out, err = process_.communicate(timeout=120)
    assert process_.returncode == 0, err
    return out.split()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A prepared folder with one table of our own and revision 1; only to be copied."""
    folder = tmp_path_factory.mktemp("kho") / "mau"
    store = kit.fresh_store(folder)
    with store.write(kit.ACTOR, "probe") as write:
        write.connection.execute("create table probe (revision bigint, part integer, name varchar)")
    store.close()
    return folder


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    """A folder of one's own."""
    return Path(shutil.copytree(template, tmp_path / "kho"))


def _revisions(folder: Path) -> dict[int, int]:
    """Return how many rows each revision of the probe has, as readers see it."""
    store = Store(folder)
    found = store.query("select revision, count(*) as parts from probe group by all")
    store.close()
    return dict(found.iter_rows())


def _check_repaired(folder: Path, acknowledged: list[int]) -> dict[int, int]:
    """Open as after a crash: everything acknowledged is there, whole, published and tidy."""
    store = Store(folder)
    store.prepare()
    with store.scratch() as connection:
        newest = connection.execute("select max(revision) from meta_revision").fetchall()[0][0]
    known = store.query("select revision from meta_revision order by revision")["revision"]
    store.close()
    assert store.revision() == newest
    assert known.to_list() == list(range(1, newest + 1)), "revisions grow by one, none twice"
    found = _revisions(folder)
    assert set(acknowledged) <= found.keys()
    assert set(found.values()) <= {ROWS_A_WRITE}
    published = folder / "cong_bo"
    assert not list(published.glob("*.tam"))
    assert len(list(published.glob("r*.duckdb"))) <= 2
    # the master itself must say the same as what was published
    with Store(folder).write(kit.ACTOR, "after") as write:
        inside = write.connection.execute(
            "select revision, count(*) from probe group by all"
        ).fetchall()
        assert write.revision == newest + 1
    assert dict(inside) == found
    return found


# ---------------------------------------------------------------- beside each other


def test_many_writers_and_readers_lose_nothing_and_tear_nothing(folder: Path) -> None:
    with contextlib.ExitStack() as stack:
        watchers = [stack.enter_context(worker(folder, "reader")) for _ in range(2)]
        assert [line(each) for each in watchers] == ["ready", "ready"]
        writers = [stack.enter_context(worker(folder, "writer", f"w{n}", 4)) for n in range(3)]
        said = [[int(word) for word in finished(each)] for each in writers]
        reports = [json.loads(each.communicate("", timeout=120)[0]) for each in watchers]
    assert all(own == sorted(own) for own in said)
    assert sorted(itertools.chain(*said)) == list(range(2, 14)), (
        "each write has a revision of its own"
    )
    for report in reports:
        assert report["wrong"] == []
        assert report["seen"] == sorted(set(report["seen"]))
        assert report["seen"][-1] == 13
    assert _revisions(folder) == dict.fromkeys(range(2, 14), ROWS_A_WRITE)


def test_opening_waits_for_a_writer_of_another_process(folder: Path) -> None:
    with contextlib.ExitStack() as stack:
        holder = stack.enter_context(worker(folder, "hold_write", "lâu"))
        assert line(holder) == "holding"
        opener = stack.enter_context(worker(folder, "opener"))
        assert line(opener) == "opening"
        came = threading.Event()
        threading.Thread(target=lambda: (line(opener), came.set()), daemon=True).start()
        assert not came.wait(0.5), "it opened in the middle of a write"
        assert Store(folder).revision() == 1, "readers are not in anyone's way meanwhile"
        assert finished_after(holder, "\n") == ["2"]
        assert came.wait(60)
    assert _revisions(folder) == {2: 1}


def finished_after(process_: subprocess.Popen[str], said: str) -> list[str]:
    """Tell a process something and return what it still says until its good end."""
    out, err = process_.communicate(said, timeout=120)
    assert process_.returncode == 0, err
    return out.split()


def test_a_writer_that_cannot_get_the_lock_says_so_and_writes_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "_LOCK_SECONDS", 0.2)
    with worker(folder, "hold_write", "lâu") as holder:
        assert line(holder) == "holding"
        store = Store(folder)
        with pytest.raises(OwnFailure) as failure, store.write(kit.ACTOR, "probe"):
            raise AssertionError("the body must not run")
        assert failure.value.code == "KHO-01"
        assert finished_after(holder, "\n") == ["2"]


def test_a_reader_of_another_process_keeps_its_copy_while_others_write(folder: Path) -> None:
    with worker(folder, "hold_read") as holder:
        assert line(holder) == "1"
        with worker(folder, "writer", "w", 4) as writer:
            assert finished(writer) == ["2", "3", "4", "5"]
        assert finished_after(holder, "") == []
    assert _revisions(folder).keys() == {2, 3, 4, 5}


def test_the_command_line_works_while_readers_hold_copies_open(
    warehouse_dir: Path, tmp_path: Path
) -> None:
    store = open_warehouse(warehouse_dir)
    names = readers.units(store, "qd_766").filter(group_code="commune")["unit_code"].to_list()
    store.close()
    table = tmp_path / "diem.csv"
    lines = ["Mã đơn vị,CKMB,TDGQ,MDSH,CLGQ,TTTT,MDHL"]
    lines += [f"{code},18,20,22,12,10,18" for code in names[:3]]
    table.write_text("\n".join(lines), "utf-8")
    with worker(warehouse_dir, "hold_read") as holder:
        before = int(line(holder))
        accepted = process(
            "table", table, "--criteria-set", "qd_766", "--period", "2025-10", "--json",
            data=warehouse_dir,
        )  # fmt: skip
        assert accepted.code == 0, accepted.out
        board = process("board", "qd_766", "--period", "2025-10", "--json", data=warehouse_dir)
        assert board.document["revision"] == before + 1
        assert [row["rank"] for row in board.document["rows"]] == [1, 1, 1]
        assert finished_after(holder, "") == []


# ---------------------------------------------------------------- dying


@pytest.mark.parametrize("seed", range(5))
def test_kill_nine_loses_no_acknowledged_write(folder: Path, seed: int) -> None:
    """Kill a writing process at a random moment, twice over the same folder."""
    dice = random.Random(seed)
    acknowledged: list[int] = []
    for round_ in range(2):
        wanted = dice.randrange(0, 4)
        with worker(folder, "loop", f"vòng {round_}") as victim:
            got: list[int] = []
            while len(got) < wanted or line(victim) != "begin":
                word = line(victim)
                if word not in ("begin", ""):
                    got.append(int(word))
            victim.kill()
            rest = victim.communicate()[0].split()
        acknowledged += got + [int(word) for word in rest if word != "begin"]
        found = _check_repaired(folder, acknowledged)
        acknowledged = sorted(found)


@pytest.mark.parametrize(
    ("place", "is_written"),
    [
        ("in_transaction", False),
        ("before_publish", True),
        ("before_rename", True),
        ("before_pointer", True),
        ("before_sweep", True),
    ],
)
def test_dying_at_every_step_of_a_write(folder: Path, place: str, is_written: bool) -> None:
    with worker(folder, "die_at", "người ra đi", place) as victim:
        out, _ = victim.communicate(timeout=120)
        assert (victim.returncode, out) == (9, "")
    is_published = place == "before_sweep"
    assert Store(folder).revision() == (2 if is_published else 1), "readers see whole writes only"
    found = _check_repaired(folder, [2] if is_written else [])
    assert found == ({2: ROWS_A_WRITE} if is_written else {})
