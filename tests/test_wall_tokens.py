"""Wall tokens: shown once, kept as a digest, revoked at once."""

from __future__ import annotations

import re

import pytest

from schemas.findings import Refusal
from tests.conftest import Command
from warehouse import wall_tokens
from warehouse.store import Store


def test_a_token_opens_until_it_is_revoked(store: Store) -> None:
    made = wall_tokens.create(store, "  Hội trường   UBND ", actor="Quản trị")
    other = wall_tokens.create(store, "Sảnh", actor="Quản trị")
    assert made.label == "Hội trường UBND"
    assert len(made.token) >= 32
    assert wall_tokens.is_valid(store, made.token)
    assert not wall_tokens.is_valid(store, made.token.swapcase())
    assert not wall_tokens.is_valid(store, "")
    assert not wall_tokens.is_valid(store, made.token_id)
    before = store.revision()
    assert wall_tokens.revoke(store, made.token_id, actor="Người khác") == "Hội trường UBND"
    assert store.revision() == before + 1, "walls are woken, so the screen turns off"
    assert not wall_tokens.is_valid(store, made.token)
    assert wall_tokens.is_valid(store, other.token)


def test_only_the_digest_is_kept(store: Store) -> None:
    made = wall_tokens.create(store, "Sảnh", actor="Quản trị")
    kept = store.query("select * from core_wall_token").rows()
    assert made.token not in str(kept)
    assert made.token.encode() not in (store.data_dir / "kho.duckdb").read_bytes()
    assert "token_sha256" not in wall_tokens.tokens(store).columns


def test_a_token_is_revoked_once(store: Store) -> None:
    made = wall_tokens.create(store, "Sảnh", actor="Quản trị")
    wall_tokens.revoke(store, made.token_id, actor="Quản trị")
    before = store.revision()
    with pytest.raises(Refusal) as refused:
        wall_tokens.revoke(store, made.token_id, actor="Quản trị")
    assert [each.code for each in refused.value.findings] == ["wall.already_revoked"]
    assert re.search(r"\d\d/\d\d/\d{4} \d\d:\d\d", refused.value.findings[0].message)
    assert store.revision() == before


def test_the_commands_tell_and_list(thidua: Command, store: Store) -> None:
    data = store.data_dir
    assert thidua("wall-token", "list", data=data).out == "Chưa có mã màn hình nào.\n"
    made = thidua("wall-token", "create", "Sảnh", "--actor", "Lê Thị A", "--json", data=data)
    assert set(made.document) == {"id", "label", "token"}
    told = thidua("wall-token", "create", "Phòng họp", data=data).out
    assert re.search(r"&token=[\w-]{32}$", told, re.MULTILINE)
    gone = thidua("wall-token", "revoke", made.document["id"], data=data)
    assert gone.out == "Đã thu hồi mã của màn hình “Sảnh”.\n"
    rows = thidua("wall-token", "list", "--json", data=data).document["tokens"]
    assert [(row["label"], row["is_valid"]) for row in rows] == [
        ("Phòng họp", True),
        ("Sảnh", False),
    ]
    listed = thidua("wall-token", "list", data=data).out
    assert "Sảnh: tạo" in listed
    assert "Lê Thị A; đã thu hồi" in listed
    assert made.document["token"] not in listed
