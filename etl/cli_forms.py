"""Commands that write workbooks: template (to be filled in), export (what was handed in)."""

from __future__ import annotations

from pathlib import Path

import click

from etl import output
from etl.carried import counting_rows
from etl.cli_base import Command, Option, period_option, store_of
from etl.scope import check_workbook_period, programme_of, unit_of
from etl.template import build_template
from schemas.findings import Refusal, finding

_unit_option = click.option(
    "--unit", "unit_code", required=True, cls=Option, metavar="MÃ", help="Mã đơn vị (bắt buộc)."
)
_target_option = click.option(
    "-o", "--output", "target", required=True, cls=Option, metavar="TỆP",
    help="Tệp .xlsx sẽ ghi (bắt buộc).",
)  # fmt: skip


def write_file(target: str, data: bytes) -> None:
    """Write a file where the person asked for it; refuses a place that cannot be written."""
    try:
        Path(target).write_bytes(data)
    except OSError:
        raise Refusal(finding("usage.cannot_write", found=target)) from None


@click.command(cls=Command, help="Xuất biểu mẫu của một đơn vị và kỳ.")
@click.argument("programme_id", metavar="KẾ_HOẠCH")
@_unit_option
@period_option
@_target_option
@click.pass_context
def template(
    context: click.Context, programme_id: str, unit_code: str, period_id: str, target: str
) -> None:
    """Write the workbook of a unit and period."""
    made = build_template(store_of(context), programme_id, unit_code, period_id)
    write_file(target, made.data)
    output.say(f"Đã ghi biểu mẫu: {target}")


@click.command(cls=Command, help="Xuất bài nộp đang tính của một đơn vị thành bảng tính.")
@click.argument("programme_id", metavar="KẾ_HOẠCH")
@_unit_option
@period_option
@_target_option
@click.pass_context
def export(
    context: click.Context, programme_id: str, unit_code: str, period_id: str, target: str
) -> None:
    """Write the hand-in that counts back as a form, ready to be handed in again."""
    store = store_of(context)
    programme = programme_of(programme_id)
    unit = unit_of(store, programme, unit_code)
    check_workbook_period(store, programme, period_id)
    rows = counting_rows(store, programme.id, period_id, unit.unit_id)
    if not rows:
        raise Refusal(finding("identity.nothing_counts", found=unit.name, expected=period_id))
    write_file(target, build_template(store, programme.id, unit.code, period_id, rows).data)
    output.say(f"Đã ghi bài nộp đang tính: {target}")
