"""Accounts and sessions: passwords are never kept, guessing is slow, sessions end."""

from __future__ import annotations

import datetime as dt
import sqlite3
import stat
import threading
from pathlib import Path

import pytest

from schemas.failures import OwnFailure
from schemas.findings import Refusal
from schemas.roles import Actor, role_book
from warehouse.account_file import AccountFile
from warehouse.accounts import Accounts
from warehouse.sessions import Sessions

PASSWORD = "một cụm từ dài"
LIMITS = role_book().sign_in
HERE, THERE = "10.0.0.1", "10.0.0.2"


class Clock:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.now = dt.datetime.fromisoformat("2026-03-02T08:00")

    def __call__(self) -> dt.datetime:
        return self.now

    def after(self, **span: float) -> None:
        self.now += dt.timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(tmp_path: Path, clock: Clock) -> Accounts:
    made = Accounts(tmp_path, clock)
    made.add("an.nt", "Nguyễn Thị An", "unit_officer", PASSWORD, actor="máy", unit_id="DV-A")
    return made


@pytest.fixture
def sessions(accounts: Accounts) -> Sessions:
    return Sessions(accounts)


def code(refused: pytest.ExceptionInfo[Refusal]) -> str:
    return refused.value.findings[0].code


# ---------------------------------------------------------------- accounts


def test_the_password_is_nowhere_in_the_file_and_the_file_is_private(accounts: Accounts) -> None:
    token = Sessions(accounts).sign_in("an.nt", PASSWORD, HERE)
    data = accounts.file.path.read_bytes()
    assert PASSWORD.encode() not in data
    assert token.encode() not in data
    assert b"$argon2id$" in data
    assert stat.S_IMODE(accounts.file.path.stat().st_mode) == 0o600
    assert not list(accounts.file.path.parent.glob("*.tam"))


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"name": "Có Dấu"}, "bad_name"),
        ({"name": "a"}, "bad_name"),
        ({"full_name": "  "}, "bad_full_name"),
        ({"full_name": "x" * 81}, "bad_full_name"),
        ({"role": "vua"}, "unknown_role"),
        ({"role": "operator"}, "unknown_role"),
        ({"role": "head"}, "needs_unit"),
        ({"password": "ngắn"}, "bad_password"),
        ({"password": "x" * 201}, "bad_password"),
        ({"password": None}, "no_way_in"),
        ({"email": "khong phai"}, "bad_email"),
        ({"name": " AN.NT "}, "in_use"),
    ],
)
def test_an_account_that_cannot_be(accounts: Accounts, parts: dict, expected: str) -> None:
    given = {"name": "moi", "full_name": "Mới", "role": "auditor", "password": PASSWORD} | parts
    with pytest.raises(Refusal) as refused:
        accounts.add(**given, actor="máy")
    assert code(refused) == f"account.{expected}"
    assert [each.name for each in accounts.all()] == ["an.nt"]


def test_only_who_may_manages_accounts(accounts: Accounts) -> None:
    for role in role_book().roles:
        who = Actor("Ai", role, "ai", "DV-A")
        if role in ("administrator", "operator"):
            accounts.set_disabled("an.nt", is_disabled=False, actor=who)
            continue
        with pytest.raises(Refusal) as refused:
            accounts.set_role("an.nt", "auditor", None, actor=who)
        assert code(refused) == "account.not_allowed"
    own = Actor("An", "unit_officer", "an.nt", "DV-A")
    accounts.set_password("an.nt", "cụm từ khác hẳn", actor=own)
    assert Sessions(accounts).sign_in("an.nt", "cụm từ khác hẳn", HERE)


def test_an_unknown_account_is_told(accounts: Accounts) -> None:
    with pytest.raises(Refusal) as refused:
        accounts.set_disabled("ai_do", is_disabled=True, actor="máy")
    assert code(refused) == "account.unknown"


def test_by_email_is_one_account(accounts: Accounts) -> None:
    accounts.add("b.tv", "Trần Văn B", "auditor", None, actor="máy", email="B@CoQuan.vn")
    found = accounts.by_email("b@coquan.vn ")
    assert found is not None
    assert found.actor == Actor("Trần Văn B", "auditor", "b.tv", None)
    assert accounts.by_email("c@coquan.vn") is None


def test_a_password_may_be_typed_in_either_form_of_vietnamese(accounts: Accounts) -> None:
    import unicodedata

    assert Sessions(accounts).sign_in("an.nt", unicodedata.normalize("NFD", PASSWORD), HERE)


def test_what_is_done_is_kept_and_sealed(accounts: Accounts, sessions: Sessions) -> None:
    token = sessions.sign_in("an.nt", PASSWORD, HERE)
    sessions.sign_out(token)
    accounts.set_role("an.nt", "head", "DV-A", actor="máy")
    told = [(each["what"], each["account"], each["actor"]) for each in accounts.events()]
    assert told == [
        ("add", "an.nt", "máy"),
        ("sign_in", "an.nt", "@an.nt"),
        ("sign_out", "an.nt", "@an.nt"),
        ("role", "an.nt", "máy"),
    ]
    assert accounts.broken_event() is None
    connection = sqlite3.connect(accounts.file.path)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute("update event set actor = 'khác' where number = 2")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute("delete from event where number = 4")
    connection.executescript(
        "drop trigger event_stays; update event set actor = 'khác' where number = 2;"
    )
    connection.close()
    assert accounts.broken_event() == 2


def test_a_broken_file_is_our_failure(tmp_path: Path) -> None:
    (tmp_path / "tai_khoan.sqlite").write_bytes(b"khong phai" * 1000)
    file = AccountFile(tmp_path)
    with pytest.raises(OwnFailure) as failed:
        file.read("select 1 from account")
    assert failed.value.code == "TK-01"
    with pytest.raises(OwnFailure) as failed, file.open() as connection:
        connection.execute("delete from account")
    assert failed.value.code == "TK-01"


def test_two_processes_make_one_file(tmp_path: Path) -> None:
    makers = [Accounts(tmp_path) for _ in range(6)]
    threads = [
        threading.Thread(
            target=lambda made=made, n=n: made.add(f"nguoi{n}", "N", "auditor", PASSWORD, actor="a")
        )
        for n, made in enumerate(makers)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(makers[0].all()) == 6
    assert makers[0].broken_event() is None


# ---------------------------------------------------------------- sessions


def test_a_session_stands_for_its_account(sessions: Sessions) -> None:
    token = sessions.sign_in(" An.NT ", PASSWORD, HERE)
    assert sessions.who(token) == Actor("Nguyễn Thị An", "unit_officer", "an.nt", "DV-A")
    assert sessions.who(None) is None
    assert sessions.who("") is None
    assert sessions.who(token[:-1]) == "ended"


def test_a_session_ends_when_idle(sessions: Sessions, clock: Clock) -> None:
    token = sessions.sign_in("an.nt", PASSWORD, HERE)
    for _ in range(3):
        clock.after(minutes=LIMITS.idle_minutes - 1)
        assert isinstance(sessions.who(token), Actor)
    clock.after(minutes=LIMITS.idle_minutes)
    assert sessions.who(token) == "idle"


def test_a_session_ends_at_the_latest_after_some_hours(sessions: Sessions, clock: Clock) -> None:
    token = sessions.sign_in("an.nt", PASSWORD, HERE)
    for _ in range(LIMITS.absolute_hours * 2 - 1):
        clock.after(minutes=30)
        assert isinstance(sessions.who(token), Actor)
    clock.after(minutes=30)
    assert sessions.who(token) == "expired"


@pytest.mark.parametrize("change", ["password", "role", "disable", "sign_out"])
def test_a_session_ends_with_its_account_or_by_hand(
    accounts: Accounts, sessions: Sessions, change: str
) -> None:
    token, other = (sessions.sign_in("an.nt", PASSWORD, HERE) for _ in range(2))
    if change == "password":
        accounts.set_password("an.nt", "mật khẩu mới đây", actor="máy")
    elif change == "role":
        accounts.set_role("an.nt", "auditor", None, actor="máy")
    elif change == "disable":
        accounts.set_disabled("an.nt", is_disabled=True, actor="máy")
    else:
        sessions.sign_out(token)
    assert sessions.who(token) == "ended"
    assert isinstance(sessions.who(other), Actor) is (change == "sign_out")


def test_a_closed_account_signs_in_no_more(accounts: Accounts, sessions: Sessions) -> None:
    accounts.set_disabled("an.nt", is_disabled=True, actor="máy")
    for name, password in (("an.nt", PASSWORD), ("an.nt", "sai hoàn toàn"), ("ai_do", PASSWORD)):
        with pytest.raises(Refusal) as refused:
            sessions.sign_in(name, password, HERE)
        assert code(refused) == "account.wrong_password", "the same words whatever was wrong"
    found = accounts.by_name("an.nt")
    assert found is not None
    with pytest.raises(Refusal):
        sessions.begin_for(found, HERE)


def test_guessing_one_account_is_stopped_and_starts_anew_later(
    sessions: Sessions, clock: Clock
) -> None:
    for n in range(LIMITS.tries_per_account):
        with pytest.raises(Refusal) as refused:
            sessions.sign_in("an.nt", f"sai hoàn toàn {n}", f"10.1.0.{n}")
        assert code(refused) == "account.wrong_password"
    with pytest.raises(Refusal) as refused:
        sessions.sign_in("an.nt", PASSWORD, THERE)
    assert code(refused) == "account.too_many_tries"
    clock.after(minutes=LIMITS.window_minutes)
    assert sessions.sign_in("an.nt", PASSWORD, THERE)


def test_guessing_from_one_address_is_stopped(sessions: Sessions) -> None:
    for n in range(LIMITS.tries_per_address):
        with pytest.raises(Refusal):
            sessions.sign_in(f"nguoi{n}", "sai hoàn toàn", HERE)
    with pytest.raises(Refusal) as refused:
        sessions.sign_in("an.nt", PASSWORD, HERE)
    assert code(refused) == "account.too_many_tries"
    assert sessions.sign_in("an.nt", PASSWORD, THERE)


def test_signing_in_rightly_is_never_counted(sessions: Sessions) -> None:
    for _ in range(LIMITS.tries_per_account + 2):
        assert sessions.sign_in("an.nt", PASSWORD, HERE)


def test_resetting_a_password_lifts_the_stop(accounts: Accounts, sessions: Sessions) -> None:
    for _ in range(LIMITS.tries_per_account):
        with pytest.raises(Refusal):
            sessions.sign_in("an.nt", "sai hoàn toàn", HERE)
    accounts.set_password("an.nt", "mật khẩu mới đây", actor="máy")
    assert sessions.sign_in("an.nt", "mật khẩu mới đây", HERE)


def test_rows_are_bounded(
    accounts: Accounts, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = LIMITS.model_copy(
        update={"most_throttled": 6, "most_sessions": 3, "tries_per_address": 99}
    )
    monkeypatch.setattr(
        "warehouse.sessions.role_book", lambda: role_book().model_copy(update={"sign_in": small})
    )
    for n in range(9):
        with pytest.raises(Refusal):
            sessions.sign_in(f"nguoi{n}", "sai hoàn toàn", f"10.2.0.{n}")
    assert len(accounts.file.read("select * from throttle")) == 6
    tokens = [sessions.sign_in("an.nt", PASSWORD, HERE) for _ in range(5)]
    assert len(accounts.file.read("select * from session")) == 3
    assert sessions.who(tokens[0]) == "ended"
    assert isinstance(sessions.who(tokens[-1]), Actor)


def test_a_sample_account_signs_in_on_this_machine_only(accounts: Accounts) -> None:
    accounts.add("mau", "Mẫu", "auditor", PASSWORD, actor="máy", is_sample=True)
    sessions = Sessions(accounts)
    assert sessions.sign_in("mau", PASSWORD, "127.0.0.1")
    with pytest.raises(Refusal) as refused:
        sessions.sign_in("mau", PASSWORD, HERE)
    assert code(refused) == "account.wrong_password"
