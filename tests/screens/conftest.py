"""Screens run as the framework runs them, over a real warehouse in a temporary folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import filled
import pytest
import small
import warehouse_kit as kit
from streamlit.testing.v1 import AppTest

from warehouse.accounts import Accounts
from warehouse.opening import open_warehouse
from warehouse.sessions import Sessions
from warehouse.store import Store

Run = Callable[..., AppTest]


def _script(name: str) -> None:
    import importlib

    importlib.import_module(f"dashboard.screens.{name}").show()


def _text(app: AppTest) -> str:
    """Return all HTML of ours on the page; a space that may not break is read as a space."""
    return "\n".join(element.value for element in app.html).replace("\u00a0", " ")


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A warehouse with hand-ins; tests that write use ``fresh`` instead."""
    return filled.filled_store(tmp_path_factory.mktemp("kho"))


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a warehouse with rules and units and no figure."""
    folder = tmp_path_factory.mktemp("trong") / "kho"
    open_warehouse(folder).close()
    return folder


@pytest.fixture
def fresh(empty: Path, tmp_path: Path) -> Store:
    """A warehouse of one's own, without figures, to write into."""
    return open_warehouse(shutil.copytree(empty, tmp_path / "kho"))


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a screen over a store at an address; returns the page."""

    def start(store: Store, screen: str, **parameters: str) -> AppTest:
        monkeypatch.setenv("THIDUA_DATA", str(store.data_dir))
        app = AppTest.from_function(_script, args=(screen,), default_timeout=30)
        for name, value in parameters.items():
            app.query_params[name] = value
        app.run()
        assert not app.exception, app.exception
        return app

    return start


@pytest.fixture
def text() -> Callable[[AppTest], str]:
    """Return the function that reads a page."""
    return _text


SignIn = Callable[..., str]


@pytest.fixture
def sign_in(monkeypatch: pytest.MonkeyPatch) -> SignIn:
    """Sign in over a store: makes the account once, gives a token to the screens' cookie."""

    def start(
        store: Store,
        unit: str | None = None,
        role: str = "unit_officer",
        name: str = filled.ACTOR,
        unit_id: str | None = None,
    ) -> str:
        accounts = Accounts(store.data_dir)
        if unit_id is None and unit is not None:
            unit_id = filled.unit_id(store, unit)
        login = f"{role}.{unit or unit_id or 'x'}".lower().replace("_", "-")
        made = accounts.by_name(login) or accounts.add(
            login, name, role, "mật khẩu thử dài", actor="thử", unit_id=unit_id
        )
        token = Sessions(accounts).begin_for(made, "127.0.0.1")
        monkeypatch.setattr("dashboard.session.token", lambda: token)
        return token

    return start


@pytest.fixture(scope="session")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Store]]:
    """The five warehouses, each filled through the front door."""
    place = tmp_path_factory.mktemp("the_gioi")

    def made(name: str, *codes: str) -> Store:
        return small.small_store(place / name, {code: small.NAMES[code] for code in codes})

    found = {
        "blank": kit.fresh_store(place / "blank"),
        "empty": made("empty", small.ONE, small.TWO),
        "one": made("one", small.ONE),
        "ties": made("ties", small.ONE, small.TWO, small.THREE),
        "missing": made("missing", small.ONE, small.TWO),
    }
    for name, codes in (("one", (small.ONE,)), ("ties", (small.ONE, small.TWO, small.THREE))):
        for code in codes:
            data = filled.workbook(found[name], code, late=1, period=small.YEAR)
            small.hand_in(found[name], data)
    for code in (small.ONE, small.TWO):
        form = small.form(found["missing"], code).results({"par_points": 90})
        small.hand_in(found["missing"], form.bytes())
    yield found
    for store in found.values():
        store.close()


@pytest.fixture
def world(worlds: dict[str, Store], monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Store]:
    """Let the screens look at one of the worlds."""

    def look(name: str) -> Store:
        store = worlds[name]
        monkeypatch.setenv("THIDUA_DATA", str(store.data_dir))
        monkeypatch.setattr("dashboard.cache.store", lambda: store)
        return store

    return look
