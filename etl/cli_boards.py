"""Commands that read: board, unit."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import sys
from typing import Any

import click
import polars as pl

from etl import output
from etl.cli_base import Command, Option, json_option, period_option, store_of
from etl.export import inert
from etl.scope import check_group, check_period, programme_of, rule_book, unit_of
from schemas.findings import Refusal, finding
from schemas.lights import light_of
from schemas.register import load_register
from schemas.words import day, number
from warehouse import readers
from warehouse.history import as_known
from warehouse.store import Readable, Store


def _board_document(
    store: Readable, programme_id: str, period_id: str, group: str | None
) -> dict[str, Any]:
    lights: dict[str, dict[str, str]] = {}
    for row in readers.lights(store, programme_id, period_id, group, in_full=True).iter_rows(
        named=True
    ):
        lights.setdefault(row["unit_code"], {})[row["criterion_code"]] = row["state"]
    board = readers.leaderboard(store, programme_id, period_id, group)
    excluded = readers.excluded(store, programme_id, period_id, group)
    return {
        "programme": programme_id,
        "period": period_id,
        "group": group,
        "revision": store.revision(),
        "is_sample": readers.freshness(store, programme_id, period_id)["is_sample"],
        "is_closed": readers.is_closed(store, programme_id, period_id),
        "rows": [
            {
                "rank": row["rank"],
                "unit": row["unit_code"],
                "name": row["unit_name"],
                "group": row["group_code"],
                "score": row["score"],
                "max": row["max_score"],
                "index_pct": row["index_pct"],
                "class": row["class_name"],
                "lights": lights.get(row["unit_code"], {}),
                "change": row["rank_change"],
                "change_reason_codes": row["change_reason_codes"],
                "change_reason": row["change_reason"],
                "is_late": row["is_late"],
                "is_provisional": row["is_provisional"],
                "published_order": row["published_order"],
                "decimals": row["decimals"],
            }
            for row in board.iter_rows(named=True)
        ],
        "excluded": [
            {
                "unit": row["unit_code"],
                "name": row["unit_name"],
                "group": row["group_code"],
                "reason_code": row["reason_code"],
                "reason": row["reason"],
            }
            for row in excluded.iter_rows(named=True)
        ],
    }


@click.command(cls=Command, help="Bảng xếp hạng của một kế hoạch trong một kỳ.")
@click.argument("programme_id", metavar="KẾ_HOẠCH")
@period_option
@click.option(
    "--group", cls=Option, metavar="KHỐI", help="Chỉ một khối, ví dụ commune, department."
)
@json_option
@click.option("--csv", "as_csv", is_flag=True, cls=Option, help="In CSV (dấu chấm phẩy).")
@click.option(
    "--as-known", "known_on", cls=Option, metavar="NGÀY",
    help="Bảng như đã biết vào cuối ngày này, ví dụ 30/06/2022; bỏ qua mọi tệp nhận sau đó.",
)  # fmt: skip
@click.pass_context
def board(
    context: click.Context,
    programme_id: str,
    period_id: str,
    group: str | None,
    as_json: bool,
    as_csv: bool,
    known_on: str | None,
) -> None:
    """Print a board."""
    store = store_of(context)
    programme = programme_of(programme_id, store)
    label = check_period(store, programme, period_id)
    check_group(store, programme, group)
    if known_on is None:
        document = _board_document(store, programme.id, period_id, group)
    else:
        end = dt.datetime.combine(_day(known_on), dt.time.max)
        with as_known(store, end, rule_book(store), load_register()) as then:
            document = _board_document(then, programme.id, period_id, group)
        document["known_on"] = end.date()
        label += f", như đã biết hết ngày {day(end.date())}"
    if as_json:
        output.emit(document)
    elif as_csv:
        _print_csv(document)
    else:
        sample = " - DỮ LIỆU MẪU" if document["is_sample"] else ""
        state = "đã chốt" if document["is_closed"] else "tạm tính"
        output.say(f"{programme.short_title}, {label} ({state}){sample}")
        labels = dict(readers.groups(store, programme.id).select("group_code", "label").iter_rows())
        group_code = None
        for row in document["rows"]:
            if row["group"] != group_code:
                group_code = row["group"]
                output.say(f"-- {labels[group_code]}")
            score = f"{number(row['score'], row['decimals'])}/{number(row['max'])}"
            output.say(f"{row['rank']:>4}  {score:>12}  {row['unit']:<10} {row['name']}")
        for row in document["excluded"]:
            output.say(f"   –  {row['unit']:<10} {row['name']}: {row['reason']}")


def _day(text: str) -> dt.date:
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        with contextlib.suppress(ValueError):
            return dt.datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
    raise Refusal(finding("usage.bad_day", found=text))


def _print_csv(document: dict[str, Any]) -> None:
    criteria = list(dict.fromkeys(code for row in document["rows"] for code in row["lights"]))
    writer = csv.writer(sys.stdout, delimiter=";", lineterminator="\n")
    writer.writerow(["rank", "unit", "name", "group", "score", "max", "class", "change", *criteria])
    for row in document["rows"]:
        writer.writerow(
            [
                row["rank"], inert(row["unit"]), inert(row["name"]), row["group"],
                output.plain(row["score"]), output.plain(row["max"]), row["class"] or "",
                "" if row["change"] is None else row["change"],
                *(row["lights"].get(code, "") for code in criteria),
            ]
        )  # fmt: skip


@click.command(cls=Command, help="Một đơn vị: thứ hạng, từng tiêu chí, còn thiếu gì.")
@click.argument("programme_id", metavar="KẾ_HOẠCH")
@click.argument("code", metavar="MÃ_ĐƠN_VỊ")
@period_option
@json_option
@click.pass_context
def unit(
    context: click.Context, programme_id: str, code: str, period_id: str, as_json: bool
) -> None:
    """Print a unit's page."""
    store = store_of(context)
    programme = programme_of(programme_id, store)
    check_period(store, programme, period_id)
    found = unit_of(store, programme, code)
    summary = readers.unit_summary(store, programme.id, period_id, found.code)
    assert summary is not None
    verdicts = readers.unit_verdicts(store, programme.id, period_id, found.code, in_full=True)
    if as_json:
        output.emit(_unit_document(programme.id, period_id, store, summary, verdicts))
        return
    place = "không xếp hạng" if summary["rank"] is None else (
        f"hạng {summary['rank']}/{summary['ranked_count']}"
    )  # fmt: skip
    score = "chưa có kết quả"
    if summary["score"] is not None:
        maximum = number(summary["max_score"])
        score = f"{number(summary['score'])}/{maximum} {summary['score_unit']}"
    output.say(f"{found.name} ({found.code}), {summary['period_label']}: {score}, {place}")
    if summary["excluded_reason"]:
        output.say(f"Lý do: {summary['excluded_reason']}")
    if summary["change_reason"]:
        output.say(f"{summary['change_reason']}.")
    for row in verdicts.iter_rows(named=True):
        light = light_of(row["state"], is_near=row["is_near"])
        gap = f" ({row['gap_text']})" if row["gap_text"] else ""
        figure = row["value_text"] or "chưa có số liệu"
        output.say(
            f"{light.shape} {light.word:<16} {row['name']}: {figure}; cần {row['needed_text']}{gap}"
        )


def _unit_document(
    programme_id: str,
    period_id: str,
    store: Store,
    summary: dict[str, Any],
    verdicts: pl.DataFrame,
) -> dict[str, Any]:
    return {
        "programme": programme_id,
        "period": period_id,
        "revision": store.revision(),
        "unit": summary["unit_code"],
        "name": summary["unit_name"],
        "group": summary["group_code"],
        "rank": summary["rank"],
        "ranked": summary["ranked_count"],
        "score": summary["score"],
        "max": summary["max_score"],
        "index_pct": summary["index_pct"],
        "class": summary["class_name"],
        "change": summary["rank_change"],
        "change_reason_codes": summary["change_reason_codes"],
        "change_reason": summary["change_reason"],
        "is_late": summary["is_late"],
        "excluded_reason": summary["excluded_reason"],
        "receipt": summary["receipt_code"],
        "received_at": summary["received_at"],
        "due_on": summary["due_on"],
        "criteria": [
            {
                "criterion": row["criterion_code"],
                "name": row["name"],
                "state": row["state"],
                "is_near": row["is_near"],
                "value": row["value_text"],
                "needed": row["needed_text"],
                "gap": row["gap_text"],
                "gap_count": row["gap_count"],
                "score": row["score_points"],
                "max": row["max_points"],
                "reason_code": row["reason_code"],
                "reason": row["reason"],
                "cite": row["cite"],
                "is_ours": row["is_ours"],
            }
            for row in verdicts.iter_rows(named=True)
        ],
    }
