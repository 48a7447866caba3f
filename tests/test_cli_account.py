"""Accounts from the command line: no password in an argument, and operators with a role."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Command, Ran
from tests.fill import PERIOD, PROGRAMME, UNIT, good_form
from warehouse.accounts import Accounts
from warehouse.sessions import Sessions
from warehouse.store import Store

PASSWORD = "một cụm từ dài"
Piped = Callable[..., Ran]


@pytest.fixture
def piped(thidua: Command, warehouse_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Piped:
    """Run a command of accounts with a password on standard input."""

    def start(*arguments: str, password: str = PASSWORD) -> Ran:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
        return thidua("account", *arguments, data=warehouse_dir)

    return start


def codes(ran: Ran) -> str:
    return ran.out.split("(mã ")[1].split(")")[0]


def test_the_first_account_is_the_administrator(piped: Piped, warehouse_dir: Path) -> None:
    ran = piped("add", "quantri", "--name", "Trần Văn Quản")
    assert (ran.code, ran.out) == (0, "Đã tạo tài khoản quantri: Trần Văn Quản, quản trị.\n")
    refused = piped("add", "hai", "--name", "Người Hai")
    assert (refused.code, codes(refused)) == (2, "usage.missing")
    assert Sessions(Accounts(warehouse_dir)).sign_in("quantri", PASSWORD, "x")


def test_accounts_are_listed_changed_and_closed(
    piped: Piped, warehouse_dir: Path, thidua: Command
) -> None:
    piped("add", "quantri", "--name", "Trần Văn Quản")
    made = piped("add", "an", "--name", "Lê An", "--role", "unit_officer", "--unit", "22531")
    assert made.out == "Đã tạo tài khoản an: Lê An, cán bộ đầu mối, Xã Ninh Sơn.\n"
    accounts = Accounts(warehouse_dir)
    token = Sessions(accounts).sign_in("an", PASSWORD, "x")
    assert piped("role", "an", "head", "--unit", "22531", "--operator", "quantri").code == 0
    assert Sessions(accounts).who(token) == "ended"
    assert piped("password", "an", password="mật khẩu khác hẳn").code == 0
    assert Sessions(accounts).sign_in("an", "mật khẩu khác hẳn", "x")
    assert piped("disable", "an").code == 0
    assert "Lê An, thủ trưởng, Xã Ninh Sơn, đã ngừng dùng" in piped("list").out
    assert piped("enable", "an").code == 0
    (found, _) = piped("list", "--json").document["accounts"]
    assert (found["name"], found["role"], found["is_disabled"]) == ("an", "head", False)
    told = piped("events").out
    assert "an: đổi vai trò (thủ trưởng, Xã Ninh Sơn), thực hiện: @quantri" in told
    assert len(piped("events", "--json").document["events"]) == len(told.splitlines())
    assert thidua("checks", data=warehouse_dir).code == 0


@pytest.mark.parametrize(
    ("arguments", "password", "code"),
    [
        (("add", "b", "--name", "B"), PASSWORD, "account.bad_name"),
        (("add", "bao", "--name", "B", "--role", "vua"), PASSWORD, "account.unknown_role"),
        (("add", "bao", "--name", "B", "--role", "head"), PASSWORD, "account.needs_unit"),
        (
            ("add", "bao", "--name", "B", "--role", "head", "--unit", "la"),
            PASSWORD,
            "account.unknown_unit",
        ),
        (("add", "bao", "--name", "B"), "ngắn", "account.bad_password"),
        (("add", "bao", "--name", "B", "--no-password"), "", "account.no_way_in"),
        (("disable", "la"), "", "account.unknown"),
    ],
)
def test_refused_commands_of_accounts(
    piped: Piped, arguments: tuple[str, ...], password: str, code: str
) -> None:
    ran = piped(*arguments, password=password)
    assert (ran.code, codes(ran)) == (2, code)
    assert PASSWORD not in ran.out


def test_two_different_passwords_are_no_password(
    thidua: Command, warehouse_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    typed = iter([PASSWORD, "cụm từ khác hẳn"])
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda _: next(typed))
    ran = thidua("account", "add", "an", "--name", "An", data=warehouse_dir)
    assert (ran.code, codes(ran)) == (2, "account.passwords_differ")
    assert Accounts(warehouse_dir).all() == []


def test_an_operator_with_an_account_keeps_to_its_role(
    piped: Piped, thidua: Command, store: Store, tmp_path: Path
) -> None:
    piped("add", "quantri", "--name", "Trần Văn Quản")
    own = "22528-truoc-2025"
    piped("add", "an", "--name", "Lê An", "--role", "unit_officer", "--unit", own)
    piped("add", "xa", "--name", "Vũ Xa", "--role", "unit_officer", "--unit", "22531")
    target = tmp_path / "f.xlsx"
    target.write_bytes(good_form(store).bytes())
    for operator, code in (("quantri", "not_allowed"), ("xa", "other_unit")):
        for more in ((), ("--dry-run",)):
            ran = thidua(
                "submit", target, "--operator", operator, *more, "--json", data=store.data_dir
            )
            assert (ran.code, ran.codes) == (2, [f"account.{code}"])
    done = thidua("submit", target, "--operator", "an", data=store.data_dir)
    assert done.code == 0
    listed = thidua("versions", PROGRAMME, UNIT, "--period", PERIOD, data=store.data_dir).out
    assert ", Lê An: đang được tính" in listed
    refused = thidua(
        "close", PROGRAMME, "--period", PERIOD, "--reason", "x", "--operator", "an", "--json",
        data=store.data_dir,
    )  # fmt: skip
    assert (refused.code, refused.codes) == (2, ["account.not_allowed"])
    piped("disable", "an")
    closed = thidua("submit", target, "--operator", "an", "--json", data=store.data_dir)
    assert (closed.code, closed.codes) == (2, ["account.closed"])


def test_a_changed_event_is_found_by_the_checks(
    piped: Piped, thidua: Command, store: Store
) -> None:
    import sqlite3

    piped("add", "quantri", "--name", "Trần Văn Quản")
    connection = sqlite3.connect(store.data_dir / "tai_khoan.sqlite")
    connection.executescript("drop trigger event_stays; update event set actor = 'khác';")
    connection.close()
    with store.write("máy", "probe") as write:
        write.connection.execute("update meta_chain set sha256 = 'x'")
    ran = thidua("checks", "--json", data=store.data_dir)
    assert ran.code == 2
    assert set(ran.codes) == {"account.chain_broken", "closing.chain_broken"}
