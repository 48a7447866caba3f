"""Commands about time and trust: close and reopen a period, its versions, every check."""

from __future__ import annotations

from typing import Any

import click

from etl import output
from etl.cli_base import (
    EXIT_REFUSED,
    Command,
    Option,
    data_dir,
    json_option,
    operator_of,
    operator_option,
    period_option,
    store_of,
)
from etl.scope import check_period, programme_of, rule_book
from schemas.findings import Finding, Refusal, finding
from schemas.reader import check_files, rule_files
from schemas.words import moment
from warehouse import closing
from warehouse.accounts import Accounts
from warehouse.chain import broken_link
from warehouse.health import failed_checks, rules_edited
from warehouse.store import Store

_reason = click.option(
    "--reason", required=True, cls=Option, metavar="LÝ_DO", help="Lý do (bắt buộc)."
)


@click.command(cls=Command, help="Chốt một kỳ: giữ nguyên kết quả, niêm phong quy tắc và số liệu.")
@click.argument("programme_id", metavar="KẾ_HOẠCH")
@period_option
@_reason
@operator_option
@json_option
@click.pass_context
def close(
    context: click.Context,
    programme_id: str,
    period_id: str,
    reason: str,
    operator: str | None,
    as_json: bool,
) -> None:
    """Close a period."""
    store = store_of(context)
    programme = programme_of(programme_id, store)
    label = check_period(store, programme, period_id)
    closed = closing.close_period(
        store, programme, period_id, actor=operator_of(context, operator), reason=reason
    )
    if as_json:
        output.emit(
            {
                "closing": closed.closing_id,
                "programme": closed.programme_id,
                "period": closed.period_id,
                "closed_at": closed.closed_at,
                "actor": closed.actor,
                "reason": closed.reason,
                "rules_sha256": closed.rules_sha256,
                "data_sha256": closed.data_sha256,
                "board_sha256": closed.board_sha256,
            }
        )
        return
    output.say(f"Đã chốt {label} của {programme.short_title} lúc {moment(closed.closed_at)}.")
    output.say(f"Mã niêm phong kết quả: {closed.board_sha256}")
    output.say(f"Mã quy tắc: {closed.rules_sha256}")
    output.say(f"Mã số liệu: {closed.data_sha256}")


@click.command(cls=Command, help="Mở lại một kỳ đã chốt, kèm lý do; phiên bản đã chốt vẫn giữ.")
@click.argument("programme_id", metavar="KẾ_HOẠCH")
@period_option
@_reason
@operator_option
@json_option
@click.pass_context
def reopen(
    context: click.Context,
    programme_id: str,
    period_id: str,
    reason: str,
    operator: str | None,
    as_json: bool,
) -> None:
    """Reopen a closed period."""
    store = store_of(context)
    programme = programme_of(programme_id, store)
    label = check_period(store, programme, period_id)
    closing.reopen_period(
        store, programme, period_id, actor=operator_of(context, operator), reason=reason
    )
    if as_json:
        output.emit({"programme": programme.id, "period": period_id, "is_open": True})
    else:
        output.say(f"Đã mở lại {label} của {programme.short_title}.")


@click.command(cls=Command, help="Các lần chốt và mở lại kỳ của một kế hoạch.")
@click.argument("programme_id", metavar="KẾ_HOẠCH")
@json_option
@click.pass_context
def closings(context: click.Context, programme_id: str, as_json: bool) -> None:
    """List closings and reopenings."""
    store = store_of(context)
    programme = programme_of(programme_id, store)
    found = closing.closings(store, programme.id).to_dicts()
    if as_json:
        output.emit({"programme": programme.id, "closings": found})
        return
    if not found:
        output.say("Chưa chốt kỳ nào.")
    for row in found:
        what = f"chốt lần {row['version']}" if row["action"] == "close" else "mở lại"
        now = " (đang có hiệu lực)" if row["is_current"] else ""
        output.say(
            f"{row['period_id']}: {what}{now}, {moment(row['recorded_at'])}, "
            f"{row['actor']}: {row['reason']}"
        )


@click.command(
    cls=Command, help="Mọi phép kiểm tra: tệp quy tắc, kho dữ liệu, niêm phong các kỳ đã chốt."
)
@json_option
@click.pass_context
def checks(context: click.Context, as_json: bool) -> int:
    """Run the linter, the SQL checks and the seals; leave with 2 when something is found."""
    store = store_of(context)
    findings = list(check_files(rule_files()))
    failed = failed_checks(store)
    findings += [finding("closing.check_failed", found=name, expected=n) for name, n in failed]
    findings += [finding("closing.seal_broken", found=i) for i in closing.broken_seals(store)]
    broken = broken_link(store)
    if broken is not None:
        findings.append(finding("closing.chain_broken", found=broken))
    event = Accounts(data_dir(context)).broken_event()
    if event is not None:
        findings.append(finding("account.chain_broken", found=event))
    findings += _edited(store)
    if as_json:
        document: dict[str, Any] = {
            "ok": not findings,
            "rule_files": len(rule_files()),
            "revision": store.revision(),
            "findings": output.findings_document(findings),
        }
        output.emit(document)
    elif findings:
        output.say_findings(findings)
    else:
        output.say(f"{len(rule_files())} tệp quy tắc, kho dữ liệu và các niêm phong: không có lỗi.")
    return EXIT_REFUSED if findings else 0


def _edited(store: Store) -> list[Finding]:
    try:
        book = rule_book()
    except Refusal:
        return []  # the linter has said why the files cannot be compared
    return [
        finding("closing.rules_differ", found=name, period=", ".join(periods))
        for name, periods in rules_edited(store, book)
    ]
