"""Fixtures that every suite shares: a warehouse in milliseconds, the demo once, the commands."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import settings

from etl.cli import cli
from etl.cli_base import run
from etl.submit import submit_workbook
from tests.door_kit import in_force, points_plan, points_set
from tests.fill import good_form
from warehouse.opening import open_warehouse
from warehouse.store import Store

# the machine that runs the tests may be busy: how long one example takes proves nothing
settings.register_profile("thidua", deadline=None)
settings.load_profile("thidua")

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Ran:
    """What a command did: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The whole standard output as the one JSON document that it must be."""
        return json.loads(self.out)

    @property
    def codes(self) -> list[str]:
        """The codes of the findings, in order."""
        return [each["code"] for each in self.document["findings"]]


Command = Callable[..., Ran]


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a warehouse that holds rules and units and no figure; only to be copied."""
    folder = tmp_path_factory.mktemp("goc") / "kho"
    open_warehouse(folder).close()
    return folder


@pytest.fixture
def warehouse_dir(pristine: Path, tmp_path: Path) -> Path:
    """A fresh copy of the pristine warehouse folder; the test may write into it."""
    folder = tmp_path / "kho"
    shutil.copytree(pristine, folder)
    return folder


@pytest.fixture
def store(warehouse_dir: Path) -> Iterator[Store]:
    """An open store over ``warehouse_dir``."""
    opened = Store(warehouse_dir)
    yield opened
    opened.close()


@pytest.fixture
def scored(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A warehouse whose rule book holds the made-up plan and its criteria set (``door_kit``)."""
    in_force(monkeypatch, store, points_plan(), points_set())
    return store


@pytest.fixture
def handed_in(store: Store) -> Store:
    """A warehouse with one good hand-in: Phường Ninh Hiệp, Ninh Hòa 2022, Quý I."""
    data = good_form(store).bytes()
    outcome = submit_workbook(store, data, "so-lieu.xlsx", actor="Nguyễn Thị Thử")
    assert outcome.accepted, outcome.findings
    return store


@pytest.fixture(scope="session")
def demo_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the demo, loaded once a session by the real command; never write here.

    Workers of one run share it: the first loads, the others wait.
    """
    shared = "PYTEST_XDIST_WORKER" in os.environ
    place = tmp_path_factory.getbasetemp()
    folder = (place.parent if shared else place) / "demo" / "kho"
    with FileLock(folder.parent.with_suffix(".khoa")):
        if not folder.exists():
            folder.parent.mkdir()
            ran = process("demo", "--no-serve", data=folder)
            assert ran.code == 0, ran.err
            assert ran.out.startswith("Đã nạp ")
    return folder


@pytest.fixture(scope="session")
def demo(demo_dir: Path) -> Iterator[Store]:
    """An open store over the loaded demo, for reading only."""
    opened = open_warehouse(demo_dir)
    yield opened
    opened.close()


@pytest.fixture
def thidua(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run a command line in this process: ``thidua("board", "qd_766", …, data=folder)``."""

    def start(*arguments: str | Path, data: Path | None = None) -> Ran:
        monkeypatch.delenv("THIDUA_DATA", raising=False)
        given = [] if data is None else ["--data", str(data)]
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            run(cli, [*given, *map(str, arguments)])
        assert isinstance(left.value.code, int)
        return Ran(left.value.code, *capsys.readouterr())

    return start


def process(*arguments: str | Path, data: Path | None = None, **environment: str) -> Ran:
    """Run a command line in its own process, as a script would."""
    given = [] if data is None else ["--data", str(data)]
    done = subprocess.run(
        command(*given, *arguments), capture_output=True, check=False, cwd=ROOT,
        env=_environment(environment),
    )  # fmt: skip
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def command(*arguments: str | Path) -> list[str]:
    """Return how the command line is started from outside."""
    return [sys.executable, "-m", "etl.cli", *map(str, arguments)]


def _environment(extra: dict[str, str]) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key != "THIDUA_DATA"}
    return kept | {"PYTHONUTF8": "1"} | extra


def state_of(folder: Path) -> tuple[str, str]:
    """Return the master's digest and the published pointer: equal means that nothing changed."""
    import hashlib

    master = hashlib.sha256((folder / "kho.duckdb").read_bytes()).hexdigest()
    return master, (folder / "cong_bo" / "hien_hanh").read_text("ascii")
