"""The command that hands in an export of dossiers, with its progress on standard error."""

from __future__ import annotations

import sys

import click

from etl.cli_base import (
    Command,
    Option,
    json_option,
    operator_of,
    operator_option,
    period_option,
    read_file,
    store_of,
)
from etl.cli_scores import tell
from etl.dossiers import submit_dossiers


def _progress(words: str) -> None:
    # on a terminal only: scripts read plain output
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{words} …", nl=False, err=True)


@click.command(cls=Command, help="Nộp tệp hồ sơ xuất từ hệ thống một cửa: mỗi dòng một hồ sơ.")
@click.argument("file", metavar="TỆP")
@click.option("--programme", "programme_id", required=True, cls=Option, metavar="KẾ_HOẠCH",
              help="Mã kế hoạch (bắt buộc).")  # fmt: skip
@period_option
@click.option("--unit", "unit_code", cls=Option, metavar="MÃ",
              help="Tệp chỉ có hồ sơ của đơn vị này và do đơn vị nộp.")  # fmt: skip
@click.option("--dry-run", is_flag=True, cls=Option, help="Chỉ kiểm tra, không nộp.")
@operator_option
@json_option
@click.pass_context
def dossiers(
    context: click.Context,
    file: str,
    programme_id: str,
    period_id: str,
    unit_code: str | None,
    dry_run: bool,
    operator: str | None,
    as_json: bool,
) -> int:
    """Hand in an export of dossiers."""
    data, name = read_file(file)
    outcome = submit_dossiers(
        store_of(context), data, name, actor=operator_of(context, operator),
        programme_id=programme_id, period_id=period_id, unit_code=unit_code, dry_run=dry_run,
        progress=_progress,
    )  # fmt: skip
    if sys.stderr.isatty():
        click.echo("", err=True)
    return tell(outcome, as_json)
