"""Commands about wall screens: tokens that open one without anybody's sign-in."""

from __future__ import annotations

import click

from etl import output
from etl.cli_base import Command, Group, json_option, operator_of, operator_option, store_of
from schemas.words import moment
from warehouse import wall_tokens


@click.group("wall-token", cls=Group, help="Mã mở màn hình lớn: chỉ đọc, thu hồi được.")
def wall_token() -> None:
    """Group the commands about wall tokens."""


@wall_token.command(cls=Command, help="Tạo mã cho một màn hình; mã chỉ hiện một lần.")
@click.argument("label", metavar="TÊN")
@operator_option
@json_option
@click.pass_context
def create(context: click.Context, label: str, operator: str | None, as_json: bool) -> None:
    """Make a token."""
    made = wall_tokens.create(store_of(context), label, actor=operator_of(context, operator))
    if as_json:
        output.emit({"id": made.token_id, "label": made.label, "token": made.token})
        return
    output.say(f"Đã tạo mã cho màn hình “{made.label}”, số hiệu {made.token_id}.")
    output.say(f"Mã (chỉ hiện lần này): {made.token}")
    output.say(f"Thêm vào địa chỉ của màn hình: &token={made.token}")


@wall_token.command("list", cls=Command, help="Liệt kê các mã màn hình và tình trạng.")
@json_option
@click.pass_context
def list_tokens(context: click.Context, as_json: bool) -> None:
    """List the tokens."""
    found = wall_tokens.tokens(store_of(context)).to_dicts()
    if as_json:
        output.emit({"tokens": found})
        return
    if not found:
        output.say("Chưa có mã màn hình nào.")
    for row in found:
        state = (
            "đang dùng được"
            if row["is_valid"]
            else f"đã thu hồi {moment(row['revoked_at'])}, {row['revoked_by']}"
        )
        output.say(
            f"{row['token_id']}  {row['label']}: tạo {moment(row['created_at'])}, "
            f"{row['actor']}; {state}"
        )


@wall_token.command(cls=Command, help="Thu hồi một mã; màn hình dùng mã ấy tắt ngay.")
@click.argument("token_id", metavar="SỐ_HIỆU")
@operator_option
@json_option
@click.pass_context
def revoke(context: click.Context, token_id: str, operator: str | None, as_json: bool) -> None:
    """Revoke a token."""
    label = wall_tokens.revoke(store_of(context), token_id, actor=operator_of(context, operator))
    if as_json:
        output.emit({"id": token_id, "label": label, "is_valid": False})
    else:
        output.say(f"Đã thu hồi mã của màn hình “{label}”.")
