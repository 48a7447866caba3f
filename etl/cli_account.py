"""Commands about accounts: who may sign in. A password is typed or piped in, never an argument."""

from __future__ import annotations

import getpass
import sys

import click

from etl import output
from etl.account_words import event_words
from etl.cli_base import (
    Command,
    Group,
    Option,
    data_dir,
    json_option,
    operator_of,
    operator_option,
    store_of,
)
from etl.scope import account_unit, unit_name
from schemas.findings import Refusal, finding
from schemas.roles import role_book
from warehouse.accounts import Account, Accounts

_unit = click.option("--unit", "unit_code", cls=Option, metavar="MÃ", help="Mã đơn vị.")
_name = click.argument("name", metavar="TÊN_ĐĂNG_NHẬP")


@click.group(cls=Group, help="Tài khoản đăng nhập: vai trò, đơn vị, mật khẩu.")
def account() -> None:
    """Group the commands about accounts."""


def _accounts(context: click.Context) -> Accounts:
    # the folder must be a warehouse before an account is put beside it
    store_of(context).close()
    return Accounts(data_dir(context))


def _password() -> str:
    """Return a password that was typed twice at the terminal, or the line that was piped in."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("Mật khẩu: ")
    if getpass.getpass("Gõ lại mật khẩu: ") != first:
        raise Refusal(finding("account.passwords_differ"))
    return first


@account.command(cls=Command, help="Tạo tài khoản; tài khoản đầu tiên là quản trị.")
@_name
@click.option("--name", "full_name", required=True, cls=Option, metavar="HỌ_TÊN",
              help="Họ và tên người dùng (bắt buộc).")  # fmt: skip
@click.option("--role", cls=Option, metavar="VAI_TRÒ",
              help="Mã vai trò; bỏ trống chỉ khi tạo tài khoản đầu tiên.")  # fmt: skip
@_unit
@click.option("--email", cls=Option, metavar="THƯ",
              help="Thư điện tử, để đăng nhập qua hệ thống định danh của cơ quan.")  # fmt: skip
@click.option("--no-password", is_flag=True, cls=Option,
              help="Không đặt mật khẩu: chỉ đăng nhập qua hệ thống định danh.")  # fmt: skip
@operator_option
@click.pass_context
def add(
    context: click.Context,
    name: str,
    full_name: str,
    role: str | None,
    unit_code: str | None,
    email: str | None,
    no_password: bool,
    operator: str | None,
) -> None:
    """Make an account."""
    accounts = _accounts(context)
    if role is None:
        if accounts.all():
            raise Refusal(finding("usage.missing", found="--role"))
        role = "administrator"
    unit = None if unit_code is None else account_unit(unit_code)
    made = accounts.add(
        name, full_name, role, None if no_password else _password(),
        actor=operator_of(context, operator), unit_id=unit, email=email,
    )  # fmt: skip
    output.say(f"Đã tạo tài khoản {_line(made)}.")


@account.command("list", cls=Command, help="Liệt kê các tài khoản.")
@json_option
@click.pass_context
def list_(context: click.Context, as_json: bool) -> None:
    """List the accounts."""
    found = _accounts(context).all()
    if as_json:
        keys = ("name", "full_name", "role", "unit_id", "email", "is_disabled", "is_sample")
        output.emit({"accounts": [{key: getattr(each, key) for key in keys} for each in found]})
        return
    if not found:
        output.say("Chưa có tài khoản nào; tạo bằng lệnh thidua account add.")
    for each in found:
        output.say(_line(each))


def _line(each: Account) -> str:
    words = [f"{each.name}: {each.full_name}", role_book().roles[each.role].label]
    words += [unit_name(each.unit_id)] if each.unit_id else []
    words += ["tài khoản mẫu"] if each.is_sample else []
    words += ["đã ngừng dùng"] if each.is_disabled else []
    return ", ".join(words)


@account.command(cls=Command, help="Ngừng dùng một tài khoản; mọi phiên của nó kết thúc.")
@_name
@operator_option
@click.pass_context
def disable(context: click.Context, name: str, operator: str | None) -> None:
    """Close an account."""
    who = operator_of(context, operator)
    _accounts(context).set_disabled(name, is_disabled=True, actor=who)
    output.say(f"Đã ngừng dùng tài khoản {name}.")


@account.command(cls=Command, help="Cho dùng lại một tài khoản.")
@_name
@operator_option
@click.pass_context
def enable(context: click.Context, name: str, operator: str | None) -> None:
    """Open an account again."""
    who = operator_of(context, operator)
    _accounts(context).set_disabled(name, is_disabled=False, actor=who)
    output.say(f"Đã cho dùng lại tài khoản {name}.")


@account.command(cls=Command, help="Đặt lại mật khẩu (gõ tại chỗ, hoặc đưa vào từ đầu vào chuẩn).")
@_name
@operator_option
@click.pass_context
def password(context: click.Context, name: str, operator: str | None) -> None:
    """Set a password."""
    who = operator_of(context, operator)
    _accounts(context).set_password(name, _password(), actor=who)
    output.say(f"Đã đặt lại mật khẩu của {name}; các phiên cũ đã kết thúc.")


@account.command(cls=Command, help="Đổi vai trò và đơn vị của một tài khoản.")
@_name
@click.argument("code", metavar="VAI_TRÒ")
@_unit
@operator_option
@click.pass_context
def role(
    context: click.Context, name: str, code: str, unit_code: str | None, operator: str | None
) -> None:
    """Give an account another role."""
    unit = None if unit_code is None else account_unit(unit_code)
    accounts = _accounts(context)
    accounts.set_role(name, code, unit, actor=operator_of(context, operator))
    changed = accounts.by_name(name)
    output.say(f"Đã đổi vai trò: {_line(changed) if changed else name}.")


@account.command(cls=Command, help="Sổ ghi các việc về tài khoản và phiên đăng nhập.")
@json_option
@click.pass_context
def events(context: click.Context, as_json: bool) -> None:
    """Print what was done to accounts and sessions."""
    found = _accounts(context).events()
    if as_json:
        output.emit({"events": found})
        return
    if not found:
        output.say("Sổ còn trống.")
    for row in found:
        at, name, what, who = event_words(row)
        output.say(f"{at}  {name}: {what}, thực hiện: {who}")
