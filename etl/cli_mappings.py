"""Commands about what columns of result tables were declared to mean: list, revoke."""

from __future__ import annotations

from collections.abc import Mapping

import click

from etl import output
from etl.cli_base import Command, Group, json_option, operator_of, operator_option, store_of
from etl.scope import dataset_of
from etl.table_layout import title_key
from etl.table_mapping import labels_of
from schemas.words import moment
from warehouse import column_meanings

STATES: Mapping[str, str] = {
    "in_force": "đang dùng",
    "replaced": "đã thay",
    "revoked": "đã bỏ",
}


@click.group(cls=Group, help="Khai báo cột của bảng kết quả: cột nào là tiêu chí nào.")
def mappings() -> None:
    """Group the commands about declared columns."""


@mappings.command(
    "list", cls=Command, help="Liệt kê các khai báo, ai ghi, lúc nào, còn dùng không."
)
@click.argument("dataset_id", metavar="[BỘ]", required=False)
@json_option
@click.pass_context
def list_mappings(context: click.Context, dataset_id: str | None, as_json: bool) -> None:
    """List what was declared."""
    store = store_of(context)
    if dataset_id is not None:
        dataset_of(dataset_id, store)
    found = column_meanings.meanings(store, dataset_id).to_dicts()
    if as_json:
        output.emit({"mappings": found})
        return
    if not found:
        output.say("Chưa có khai báo nào.")
    for row in found:
        labels = labels_of(store, row["dataset_id"])
        code = row["column_code"]
        meant = (
            "bỏ khai báo" if code is None else f"{code} ({labels.get(code, 'không còn mã này')})"
        )
        output.say(
            f"{row['dataset_id']}  “{row['heading']}”: {meant}; {row['actor']}, "
            f"{moment(row['recorded_at'])}; {STATES[row['state']]}"
        )


@mappings.command(cls=Command, help="Bỏ khai báo của một cột; lần sau cột ấy lại phải khai báo.")
@click.argument("dataset_id", metavar="BỘ")
@click.argument("heading", metavar="TIÊU_ĐỀ")
@operator_option
@json_option
@click.pass_context
def revoke(
    context: click.Context, dataset_id: str, heading: str, operator: str | None, as_json: bool
) -> None:
    """Take a declaration back."""
    store = store_of(context)
    dataset_of(dataset_id, store)
    who = operator_of(context, operator)
    said = column_meanings.revoke(store, dataset_id, title_key(heading), actor=who)
    if as_json:
        output.emit({"dataset": dataset_id, "heading": said, "state": "revoked"})
    else:
        output.say(f"Đã bỏ khai báo của cột “{said}”.")
