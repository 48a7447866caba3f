"""Commands that try something on a copy: what-if, impact; how a place changed, how sure it is."""

from __future__ import annotations

import dataclasses
from pathlib import Path as File

import click

from etl import output, supposing
from etl.cli_base import Command, Option, json_option, store_of
from etl.effects import moves_document, unit_lines
from etl.scope import check_period, programme_of, rule_book, unit_of
from schemas.findings import Refusal, finding
from schemas.reader import check_files, read_rule_text
from schemas.register import load_register
from schemas.words import number
from warehouse import intervals, waterfall
from warehouse.impact import impact_of
from warehouse.standings import UnitEffect
from warehouse.what_if import suppose

_programme = click.argument("programme_id", metavar="KẾ_HOẠCH")
_period = click.argument("period_id", metavar="KỲ")
_unit = click.argument("code", metavar="MÃ_ĐƠN_VỊ")


@click.command(cls=Command, help="Giả lập: nếu số liệu, điểm, kết luận là thế này thì ra sao.")
@_programme
@_period
@_unit
@click.option(
    "--set", "given", multiple=True, cls=Option, metavar="MÃ=GIÁ_TRỊ",
    help="Giá trị giả định, dùng nhiều lần: số liệu (97.5, 195/200), điểm, met hoặc not_met.",
)  # fmt: skip
@json_option
@click.pass_context
def whatif(
    context: click.Context,
    programme_id: str,
    period_id: str,
    code: str,
    given: tuple[str, ...],
    as_json: bool,
) -> None:
    """Suppose values of one unit."""
    store = store_of(context)
    programme = programme_of(programme_id, store)
    label = check_period(store, programme, period_id)
    found = unit_of(store, programme, code)
    pairs = [_pair(each) for each in given]
    known = supposing.choices(store, programme.id, period_id)
    supposition = supposing.supposition(known, found.code, pairs)
    board = suppose(store, programme.id, period_id, [supposition], in_full=True).boards[0]
    effect = board.units[0]
    if as_json:
        document = {"programme": programme.id, "period": period_id, "is_supposed": True}
        output.emit(
            {**document, "effect": dataclasses.asdict(effect), "moved": moves_document(board.moved)}
        )
        return
    output.say(f"GIẢ LẬP, không ghi vào kho dữ liệu. {found.name}, {label}")
    _say(effect)
    output.say(f"Số đơn vị khác đổi hạng: {len(board.moved)}")


def _pair(given: str) -> tuple[str, str]:
    code, sign, value = given.partition("=")
    if not sign:
        raise Refusal(finding("scenario.bad_goal", found=given, expected="MÃ=GIÁ_TRỊ"))
    return code, value


@click.command(cls=Command, help="Tác động của một tệp quy tắc mới trên số liệu đã có.")
@click.argument("file", metavar="TỆP")
@click.option("--period", "period_id", cls=Option, metavar="KỲ", help="Chỉ một kỳ.")
@json_option
@click.pass_context
def impact(context: click.Context, file: str, period_id: str | None, as_json: bool) -> None:
    """Print what a changed rule file would do."""
    findings = check_files([File(file)])
    if findings:
        raise Refusal(*findings)
    name, text = read_rule_text(File(file))
    store = store_of(context)
    boards = impact_of(store, text, name, rule_book(store), load_register(), period_id)
    if as_json:
        output.emit(
            {
                "file": file,
                "rules": name,
                "boards": [
                    {
                        "programme": each.programme_id,
                        "period": each.period_id,
                        "units": each.unit_count,
                        "changed": [dataclasses.asdict(unit) for unit in each.units],
                        "moved": moves_document(each.moved),
                    }
                    for each in boards
                ],
            }
        )
        return
    for each in boards:
        output.say(
            f"{each.programme_id}, {each.period_id}: {len(each.units)}/{each.unit_count} đơn vị "
            f"thay đổi, {len(each.moved)} đơn vị đổi hạng"
        )
        for unit in each.units:
            _say(unit)


@click.command(cls=Command, help="Vì sao thứ hạng thay đổi giữa hai kỳ: các phần cộng lại đúng.")
@_programme
@click.argument("period_from", metavar="KỲ_TRƯỚC")
@click.argument("period_to", metavar="KỲ_SAU")
@_unit
@json_option
@click.pass_context
def waterfall_command(
    context: click.Context,
    programme_id: str,
    period_from: str,
    period_to: str,
    code: str,
    as_json: bool,
) -> None:
    """Print the parts of a change of rank."""
    store = store_of(context)
    programme = programme_of(programme_id, store)
    if period_from == period_to:
        raise Refusal(finding("scenario.same_period", found=period_from))
    check_period(store, programme, period_from)
    check_period(store, programme, period_to)
    unit = unit_of(store, programme, code)
    found = waterfall.rank_change(store, programme, period_from, period_to, unit.code)
    if as_json:
        output.emit({"programme": programme.id, "from": period_from, "to": period_to,
                     "note": waterfall.NOTE, **dataclasses.asdict(found)})  # fmt: skip
        return
    unit_word = "điểm" if programme.family == "index" else "điều kiện đạt"
    output.say(
        f"{found.unit_name}: hạng {found.before} → {found.after}, "
        f"{number(found.score_before)} → {number(found.score_after)} {unit_word}"
    )
    for each in found.parts:
        sign = "+" if each.points > 0 else ""
        points = f" ({sign}{number(each.points)} {unit_word})" if each.points else ""
        output.say(f"  {each.places:+d}  {each.label}{points}")
    output.say(waterfall.NOTE)


waterfall_command.name = "waterfall"


@click.command(cls=Command, help="Khoảng thứ hạng và đồng hạng kỹ thuật của một kỳ.")
@_programme
@_period
@json_option
@click.pass_context
def ranges(context: click.Context, programme_id: str, period_id: str, as_json: bool) -> None:
    """Print how sure each place is."""
    store = store_of(context)
    programme = programme_of(programme_id, store)
    label = check_period(store, programme, period_id)
    rows = intervals.rank_intervals(store, programme.id, period_id).to_dicts()
    declared = intervals.uncertainty(store, programme.id)
    if as_json:
        output.emit({"programme": programme.id, "period": period_id, "uncertainty": declared,
                     "note": intervals.NOTE, "rows": rows})  # fmt: skip
        return
    output.say(f"{programme.short_title}, {label}")
    for row in rows:
        place = "–" if row["rank"] is None else row["rank"]
        possible = f"có thể {_span(row['best_rank'], row['worst_rank'])}"
        weighed = _span(row["low_rank"], row["high_rank"])
        drawn = "" if row["low_rank"] is None else f", theo trọng số {weighed}"
        tie = ", đồng hạng kỹ thuật" if row["is_technical_tie"] else ""
        output.say(f"{place:>4}  {row['unit_name']}: {possible}{drawn}{tie}")
    output.say(intervals.NOTE)


def _span(first: int | None, last: int | None) -> str:
    """Write the places from the first to the last; a question mark where they are not known."""
    return f"{first or '?'}" if first == last else f"{first or '?'}-{last or '?'}"


def _say(effect: UnitEffect) -> None:
    for line in unit_lines(effect):
        output.say(line)
