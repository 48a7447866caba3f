"""Commands about the versions of a hand-in: list, compare, approve, withdraw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from etl import output
from etl.cli_base import (
    Command,
    Option,
    json_option,
    operator_of,
    operator_option,
    period_option,
    store_of,
)
from etl.scope import check_period, programme_of, unit_of
from etl.version_words import change_line, in_sheet_order, version_state
from schemas.words import moment
from warehouse import versions as reader

_SHOWN = (
    "version_no", "receipt_code", "file_name", "sha256", "actor", "received_at", "is_late",
    "is_unchanged", "status", "approved_by", "approved_at", "withdrawn_by", "withdrawn_at",
    "withdrawn_reason",
)  # fmt: skip


def _document(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: row[key] for key in _SHOWN} | {"why": version_state(row)}


@click.command(cls=Command, help="Các bản nộp của một đơn vị trong một kỳ; bản nào được tính.")
@click.argument("programme_id", metavar="KẾ_HOẠCH")
@click.argument("code", metavar="MÃ_ĐƠN_VỊ")
@period_option
@json_option
@click.pass_context
def versions(
    context: click.Context, programme_id: str, code: str, period_id: str, as_json: bool
) -> None:
    """List the versions of a hand-in."""
    programme = programme_of(programme_id)
    store = store_of(context)
    label = check_period(store, programme, period_id)
    unit = unit_of(store, programme, code)
    rows = reader.versions(store, programme.id, period_id, unit.code).to_dicts()
    if as_json:
        output.emit(
            {
                "programme": programme.id,
                "period": period_id,
                "unit": unit.code,
                "approval": programme.approval,
                "versions": [_document(row) for row in rows],
            }
        )
        return
    output.say(f"{unit.name}, {label}")
    if not rows:
        output.say("Chưa có bản nộp nào.")
    for row in rows:
        same = "; số liệu không đổi so với bản trước" if row["is_unchanged"] else ""
        output.say(
            f"Bản {row['version_no']}, biên nhận {row['receipt_code']}, "
            f"{moment(row['received_at'])}, {row['actor']}: {version_state(row)}{same}"
        )


@click.command(cls=Command, help="So hai bản nộp: ô nào thêm, đổi, bỏ.")
@click.argument("first", metavar="BIÊN_NHẬN_TRƯỚC")
@click.argument("second", metavar="BIÊN_NHẬN_SAU")
@json_option
@click.pass_context
def diff(context: click.Context, first: str, second: str, as_json: bool) -> None:
    """Print what one version changes against another."""
    found = reader.difference(store_of(context), first, second)
    if as_json:
        keys = ("what", "table_code", "column_code", "label", "sheet", "cell", "before", "after",
                "is_restricted")  # fmt: skip
        changes = [{key: getattr(each, key) for key in keys} for each in found]
        output.emit({"first": first, "second": second, "changes": changes})
        return
    output.say(f"{len(found)} ô khác nhau." if found else "Hai bản có số liệu như nhau.")
    for each in in_sheet_order(found):
        output.say(f"  {each.sheet}, ô {each.cell}: {change_line(each)}")


@click.command(cls=Command, help="Thủ trưởng duyệt một bản nộp để bản đó được tính.")
@click.argument("receipt", metavar="BIÊN_NHẬN")
@operator_option
@json_option
@click.pass_context
def approve(context: click.Context, receipt: str, operator: str | None, as_json: bool) -> None:
    """Approve a version."""
    row = reader.approve(store_of(context), receipt, actor=operator_of(context, operator))
    if as_json:
        output.emit(_document(row))
    else:
        output.say(f"Đã duyệt {row['receipt_code']} của {row['unit_name']}: {version_state(row)}.")


@click.command(cls=Command, help="Rút một bản nộp kèm lý do, trước khi được thẩm định.")
@click.argument("receipt", metavar="BIÊN_NHẬN")
@click.option("--reason", required=True, cls=Option, metavar="LÝ_DO", help="Lý do (bắt buộc).")
@operator_option
@json_option
@click.pass_context
def withdraw(
    context: click.Context, receipt: str, reason: str, operator: str | None, as_json: bool
) -> None:
    """Withdraw a version."""
    store = store_of(context)
    row = reader.withdraw(
        store, receipt, actor=operator_of(context, operator), reason=reason
    )  # fmt: skip
    rest = reader.versions(store, row["programme_id"], row["period_id"], row["unit_code"])
    counts = [each for each in rest.to_dicts() if each["status"] == "counts"]
    if as_json:
        now = counts[0]["receipt_code"] if counts else None
        output.emit({**_document(row), "counts_now": now})
        return
    output.say(f"Đã rút {row['receipt_code']} của {row['unit_name']}.")
    output.say(
        f"Bản đang được tính: {counts[0]['receipt_code']}."
        if counts
        else "Kỳ này đơn vị không còn bản nộp nào được tính."
    )
