"""What people read about the things that were done to accounts and sessions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from etl.scope import unit_name
from schemas.roles import role_book
from schemas.words import moment, to_local
from warehouse.account_file import moment_of

_EVENTS: Mapping[str, str] = {
    "add": "tạo tài khoản",
    "password": "đặt lại mật khẩu",
    "role": "đổi vai trò",
    "disable": "ngừng dùng",
    "enable": "dùng lại",
    "sign_in": "đăng nhập",
    "sign_out": "đăng xuất",
    "throttled": "tạm chặn vì sai nhiều lần",
}


def event_words(row: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """Return when, to which account, what (with its detail), and by whom."""
    at = moment(to_local(moment_of(row["recorded_at"])))
    detail = f" ({_said(str(row['detail']))})" if row["detail"] else ""
    return at, row["account"], f"{_EVENTS[row['what']]}{detail}", row["actor"]


def _said(detail: str) -> str:
    """Return a detail with the role that it begins with, and its unit, as people name them."""
    first, _, rest = detail.partition(" ")
    role = role_book().roles.get(first)
    if role is None:
        return detail
    return f"{role.label}, {unit_name(rest)}" if rest else role.label
