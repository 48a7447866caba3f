"""Signing in through the office's own identity system, over the real protocol."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import filled
import pytest
from conftest import Server
from identity_provider import CLIENT, SECRET, IdentityProvider
from playwright.sync_api import Page, expect

from warehouse.accounts import Accounts
from warehouse.opening import open_warehouse

HERE = f"nop-so-lieu?ke_hoach={filled.PROGRAMME}&ky={filled.PERIOD}"


@dataclass(frozen=True)
class Office:
    """A server that trusts a provider, and the unit officer whom it knows by mail."""

    server: Server
    provider: IdentityProvider
    accounts: Accounts


@pytest.fixture
def office(filled_folder: Path, tmp_path: Path) -> Iterator[Office]:
    """A server whose [auth] names the provider."""
    folder = shutil.copytree(filled_folder, tmp_path / "kho")
    provider = IdentityProvider()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "secrets.toml").write_text(
        "[auth]\n"
        f'redirect_uri = "http://127.0.0.1:{port}/oauth2callback"\n'
        f'cookie_secret = "{"k" * 40}"\nclient_id = "{CLIENT}"\nclient_secret = "{SECRET}"\n'
        f'server_metadata_url = "{provider.url}/.well-known/openid-configuration"\n'
    )
    store = open_warehouse(folder)
    code = filled.units(store)[6][0]
    accounts = Accounts(folder)
    accounts.add(
        "can.bo", filled.ACTOR, "unit_officer", "một cụm từ dài", actor="thử",
        unit_id=filled.unit_id(store, code), email="can.bo@so.example",
    )  # fmt: skip
    store.close()
    provider.claims = {"sub": "1", "email": "Can.Bo@so.example", "email_verified": True}
    server = Server(folder, port)
    try:
        yield Office(server, provider, accounts)
    finally:
        server.stop()
        provider.stop()


def _enter(page: Page) -> None:
    page.get_by_role("link", name="Đăng nhập", exact=True).first.click()
    page.get_by_role("link", name="hệ thống định danh của cơ quan").click()


def test_sign_in_leads_back_and_signing_out_ends_the_session(visit, office):
    page = visit(f"{office.server.url}/{HERE}")
    _enter(page)
    expect(page.locator(".td-who")).to_have_text(f"{filled.ACTOR}cán bộ đầu mối")
    assert page.url == f"{office.server.url}/{HERE}"
    expect(page.locator('input[type="file"]')).to_be_attached()
    page.get_by_role("link", name="Đăng xuất").click()
    expect(page.locator(".td-account")).to_have_text("Đăng nhập")
    assert office.provider.signed_out == 1
    page.goto(f"{office.server.url}/{HERE}")
    expect(page.get_by_text("Đăng nhập để nộp số liệu")).to_be_visible()


def test_a_session_ends_when_the_account_does_whatever_the_cookie_says(visit, office):
    page = visit(f"{office.server.url}/{HERE}")
    _enter(page)
    expect(page.locator(".td-who")).to_be_visible()
    office.accounts.set_disabled("can.bo", is_disabled=True, actor="thử")
    page.goto(f"{office.server.url}/{HERE}")
    expect(page.get_by_text("Đăng nhập để nộp số liệu")).to_be_visible()
    expect(page.locator('input[type="file"]')).to_have_count(0)


@pytest.mark.parametrize(
    "claims",
    [{"email": "nguoi.khac@so.example"}, {"email_verified": False}, {"email": ""}],
)
def test_a_stranger_is_told_and_let_in_nowhere(visit, office, claims):
    office.provider.claims |= claims
    page = visit(f"{office.server.url}/{HERE}")
    _enter(page)
    expect(page.get_by_text("chưa được gắn với tài khoản nào").first).to_be_visible()
    page.goto(f"{office.server.url}/{HERE}")
    expect(page.locator('input[type="file"]')).to_have_count(0)


def test_an_old_word_of_the_identity_system_begins_no_session(visit, office):
    office.provider.issued_ago = 3600 * 11
    page = visit(f"{office.server.url}/{HERE}")
    _enter(page)
    expect(page.get_by_text("Phiên đăng nhập đã hết hạn").first).to_be_visible()
    page.goto(f"{office.server.url}/{HERE}")
    expect(page.locator('input[type="file"]')).to_have_count(0)


def test_the_operator_is_told_why_it_fails_and_nothing_else(visit, office):
    office.provider.stop()
    page = visit(f"{office.server.url}/{HERE}")
    _enter(page)
    expect(page.get_by_text("Authentication error")).to_be_visible()
    _, _, complaints = office.server.stop()
    assert "Error during OAuth authorization redirect." in complaints
    assert "No runtime found" not in complaints
