"""Commands that hand in many files: a folder once, or a folder that is watched."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from etl import output
from etl.batch import alone, run_batch
from etl.batch_file import Door, Handled
from etl.batch_report import counted_words, document, line
from etl.cli_base import (
    EXIT_OWN_FAILURE,
    EXIT_REFUSED,
    Command,
    Option,
    json_option,
    operator_of,
    operator_option,
    store_of,
)
from etl.inbox import FAILED, GIVEN_BACK, TAKEN, Inbox, look_once, watch
from schemas.findings import Refusal, finding

_programme = click.option("--programme", "programme_id", cls=Option, metavar="KẾ_HOẠCH",
                          help="Mọi tệp phải thuộc kế hoạch này.")  # fmt: skip
_period = click.option("--period", "period_id", cls=Option, metavar="KỲ",
                       help="Mọi tệp phải thuộc kỳ này.")  # fmt: skip


@click.command(cls=Command, help="Nộp mọi bảng số liệu trong một thư mục.")
@click.argument("folder", metavar="THƯ_MỤC")
@click.option("-o", "--output", "results", cls=Option, metavar="KẾT_QUẢ",
              help="Nơi đặt thư mục kết quả; mặc định là “ket-qua” trong THƯ_MỤC.")  # fmt: skip
@_programme
@_period
@click.option("--dry-run", is_flag=True, cls=Option, help="Chỉ kiểm tra, không nộp.")
@operator_option
@json_option
@click.pass_context
def batch(
    context: click.Context,
    folder: str,
    results: str | None,
    programme_id: str | None,
    period_id: str | None,
    dry_run: bool,
    operator: str | None,
    as_json: bool,
) -> int:
    """Hand in every workbook of a folder."""
    place = _folder(folder)
    store = store_of(context)
    door = Door(store, operator_of(context, operator), programme_id, period_id, dry_run)

    def tell(handled: Handled) -> None:
        if not as_json:
            output.say(line(handled))

    done = run_batch(door, place, None if results is None else Path(results), tell)
    if as_json:
        output.emit(done.document)
    else:
        for each in done.aside:
            output.say(f"Bỏ qua “{each.file}”: {each.reason}.")
        output.say(counted_words(done.handled))
        output.say(f"Kết quả từng tệp và bảng tổng hợp: {done.results}")
    return _code(done.handled)


@click.command(cls=Command, help="Hộp nhận: nộp từng tệp khi tệp được bỏ vào thư mục.")
@click.argument("folder", metavar="THƯ_MỤC")
@_programme
@_period
@click.option("--wait", "wait_seconds", type=click.FloatRange(0, 3600), default=3.0, cls=Option,
              metavar="GIÂY", help="Tệp được lấy khi không đổi trong chừng này giây, mặc định 3.",
              )  # fmt: skip
@click.option("--once", is_flag=True, cls=Option,
              help="Xử lý các tệp đang có rồi kết thúc, không theo dõi tiếp.")  # fmt: skip
@operator_option
@json_option
@click.pass_context
def inbox(
    context: click.Context,
    folder: str,
    programme_id: str | None,
    period_id: str | None,
    wait_seconds: float,
    once: bool,
    operator: str | None,
    as_json: bool,
) -> int:
    """Watch a folder and hand in what arrives."""
    if as_json and not once:
        raise Refusal(finding("folder.json_needs_once"))
    place = _folder(folder)
    door = Door(store_of(context), operator_of(context, operator), programme_id, period_id)

    def say(words: str) -> None:
        if not as_json:
            output.say(words)

    with alone(place, place), _stop_when_asked() as stop:
        box = Inbox(door, place, wait_seconds, stop, lambda each: say(line(each)), say)
        if not once:
            output.say(
                f"Đang theo dõi {place}. Tệp đã nhận vào {TAKEN}, bị trả lại vào {GIVEN_BACK}, "
                f"lỗi của hệ thống vào {FAILED}. Nhấn Ctrl-C để dừng."
            )
            watch(box)
            output.say("Đã dừng; không có tệp nào dở dang.")
            return 0
        handled = look_once(box)
    if as_json:
        aside = list(box.aside.values())
        output.emit(document(handled, aside, folder=place, is_dry_run=False))
    else:
        output.say(counted_words(handled))
    return _code(handled)


def _folder(folder: str) -> Path:
    place = Path(folder).absolute()
    if not place.is_dir():
        raise Refusal(finding("folder.missing", found=folder))
    return place


@contextlib.contextmanager
def _stop_when_asked() -> Iterator[threading.Event]:
    """Give an event that Ctrl-C, or the system's request to end, sets; the file at hand is done."""
    stop = threading.Event()

    def ask(*_: Any) -> None:
        stop.set()

    before = {each: signal.signal(each, ask) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _code(handled: list[Handled]) -> int:
    states = {each.state for each in handled}
    if "failed" in states:
        return EXIT_OWN_FAILURE
    return EXIT_REFUSED if "returned" in states else 0
