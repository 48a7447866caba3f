"""The command that tells the cheapest path to a goal, and until when each step counts."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import click

from etl import output
from etl.cli_base import Command, Option, json_option, store_of
from etl.goals import GOALS, judged_words, path_to
from etl.scope import check_period, programme_of, unit_of
from schemas.gain_words import KINDS
from schemas.programme import Programme
from schemas.words import day
from warehouse import path, readers
from warehouse.path import Path
from warehouse.store import Store


@click.command(cls=Command, help="Đường ngắn nhất tới một hạng, điểm, loại, khen thưởng, chỉ tiêu.")
@click.argument("programme_id", metavar="KẾ_HOẠCH")
@click.argument("period_id", metavar="KỲ")
@click.argument("code", metavar="MÃ_ĐƠN_VỊ")
@click.option(
    "--goal", type=click.Choice(GOALS), default="rank", cls=Option, metavar="MỤC_TIÊU",
    help="rank (mặc định), points, class, award hoặc target.",
)  # fmt: skip
@click.option(
    "--to", "wanted", cls=Option, metavar="GIÁ_TRỊ",
    help="Hạng, số điểm, mã loại hoặc mã chỉ tiêu muốn tới.",
)  # fmt: skip
@json_option
@click.pass_context
def path_command(
    context: click.Context,
    programme_id: str,
    period_id: str,
    code: str,
    goal: str,
    wanted: str | None,
    as_json: bool,
) -> None:
    """Print the cheapest path to a goal."""
    store = store_of(context)
    programme = programme_of(programme_id, store)
    label = check_period(store, programme, period_id)
    unit_code, name = _unit(store, programme, code, goal)
    found = path_to(store, programme, period_id, unit_code, goal, wanted, in_full=True)
    if as_json:
        output.emit({"programme": programme.id, "period": period_id, "unit": unit_code,
                     "note": path.NOTE, **dataclasses.asdict(found)})  # fmt: skip
        return
    output.say(f"{name}, {label}. Mục tiêu: {found.goal}")
    for line in _lines(found, programme):
        output.say(line)


def _unit(store: Store, programme: Programme, code: str, goal: str) -> tuple[str, str]:
    """Return code and name of a unit; a target may be about one outside the programme."""
    if goal == "target":
        for _, unit_code, name in readers.target_units(store, programme.id).iter_rows():
            if code in (unit_code, name):
                return unit_code, name
    found = unit_of(store, programme, code)
    return found.code, found.name


def _lines(found: Path, programme: Programme) -> Iterator[str]:
    if found.is_there:
        yield "Đã đạt mục tiêu."
    for place, each in enumerate(found.steps, 1):
        until = f"; còn kịp đến hết ngày {day(each.last_day)}" if each.last_day else ""
        yield f"  {place}. {each.label}: {each.what.rstrip('.')} ({KINDS[each.kind]}){until}"
    if not found.is_there:
        yield judged_words(found, programme)
    if found.last_day:
        yield f"Hạn nộp bảng số liệu của kỳ này: {day(found.last_day)}."
    if found.deadline_text:
        yield f"Hạn hồ sơ đề nghị: {found.deadline_text}."
    yield path.NOTE


path_command.name = "path"
