"""The command ``submit``: a unit's workbook through the front door, or back with what to mend."""

from __future__ import annotations

import click

from etl import output
from etl.cli_annotate import write_annotated
from etl.cli_base import (
    Command,
    Option,
    json_option,
    operator_of,
    operator_option,
    read_file,
    store_of,
)
from etl.cli_forms import write_file
from etl.cli_scores import tell
from etl.renew import is_renewable, renew_form
from etl.submit import submit_workbook


@click.command(cls=Command, help="Nộp bảng số liệu của một đơn vị.")
@click.argument("file", metavar="TỆP")
@click.option(
    "--programme",
    "programme_id",
    cls=Option,
    metavar="KẾ_HOẠCH",
    help="Mã kế hoạch phải khớp với tệp.",
)
@click.option("--unit", "unit_code", cls=Option, metavar="MÃ", help="Mã đơn vị phải khớp với tệp.")
@click.option("--period", "period_id", cls=Option, metavar="KỲ", help="Kỳ phải khớp với tệp.")
@click.option("--dry-run", is_flag=True, cls=Option, help="Chỉ kiểm tra, không nộp.")
@click.option(
    "--renew", "renew_to", cls=Option, metavar="MỚI.xlsx",
    help="Tệp bị trả lại vì biểu mẫu cũ hoặc hỏng: ghi biểu mẫu mới đã chép sẵn số liệu.",
)  # fmt: skip
@click.option("--annotated", cls=Option, metavar="TỆP",
              help="Khi bị trả lại, ghi bản sao của tệp đã đánh dấu chỗ sai ra TỆP.")  # fmt: skip
@operator_option
@json_option
@click.pass_context
def submit(
    context: click.Context,
    file: str,
    programme_id: str | None,
    unit_code: str | None,
    period_id: str | None,
    dry_run: bool,
    renew_to: str | None,
    annotated: str | None,
    operator: str | None,
    as_json: bool,
) -> int:
    """Hand in a unit's workbook."""
    data, name = read_file(file)
    store = store_of(context)
    outcome = submit_workbook(
        store, data, name, actor=operator_of(context, operator), programme_id=programme_id,
        unit_code=unit_code, period_id=period_id, dry_run=dry_run,
    )  # fmt: skip
    code = tell(outcome, as_json, write_annotated(annotated, data, name, outcome))
    if renew_to is not None and is_renewable(outcome.findings):
        made = renew_form(store, data, name)
        if made is not None:
            write_file(renew_to, made.data)
            if not as_json:
                output.say(f"Đã ghi biểu mẫu mới, có sẵn số liệu của tệp này: {renew_to}")
    return code
