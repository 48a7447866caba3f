"""What is written about files of a folder: a report beside each, and a summary of the run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from etl import output
from etl.batch_file import STATES, Handled, Reply
from etl.export import Sheet, Value, to_csv, to_xlsx
from etl.folder import LeftAside, free_place
from schemas.words import day, moment
from warehouse import files

REPORT = ".ket-qua.txt"
SUMMARY = "tong-hop"
_BOM = "\ufeff"
_COLUMNS = (
    "Tệp", "Kết quả", "Nội dung", "Biên nhận", "Kế hoạch", "Kỳ", "Đơn vị", "Lúc nhận", "Hạn gửi",
    "Số điểm cần sửa hoặc xác nhận", "Tệp kèm theo", "SHA-256",
)  # fmt: skip


def write_beside(
    folder: Path, name: str, handled: Handled, replies: Sequence[Reply]
) -> tuple[Handled, list[Path]]:
    """Write the report on a file and what goes back with it; return the paths, the report last.

    Nothing that stands in the folder is written over. Raises OSError.
    """
    made: list[Path] = []
    for reply in replies:
        made.append(free_place(folder, reply.file_name))
        files.write_atomically(made[-1], reply.data)
    handled = replace(handled, made=tuple(path.name for path in made))
    text = _BOM + "\r\n".join(report_lines(handled)) + "\r\n"
    made.append(free_place(folder, name, REPORT))
    files.write_atomically(made[-1], text.encode("utf-8", "replace"))
    return handled, made


def line(handled: Handled) -> str:
    """Say in one line what became of a file."""
    return f"{STATES[handled.state].upper()}: {handled.file}. {handled.words}"


def report_lines(handled: Handled) -> Iterator[str]:
    """Yield the report on one file."""
    yield f"Tệp: {handled.file}"
    yield f"Kết quả: {STATES[handled.state].upper()}"
    if handled.outcome is None:
        yield handled.words
    else:
        yield from output.outcome_lines(handled.outcome)
    if handled.failure is not None:
        yield f"Mã lỗi {handled.failure}: xin báo người quản trị. Không có gì được ghi."
    for name in handled.made:
        yield f"Gửi kèm: {name}"


def document(
    handled: Sequence[Handled], aside: Sequence[LeftAside], *, folder: Path, is_dry_run: bool
) -> dict[str, Any]:
    """Return a run for JSON: counts by state, every file, and what was left aside."""
    return {
        "folder": str(folder),
        "dry_run": is_dry_run,
        "counts": counts(handled),
        "files": [
            {
                "file": each.file,
                "state": each.state,
                "message": each.words,
                "sha256": each.sha256,
                "made": list(each.made),
                "error": each.failure,
                "known_receipt": each.version["receipt_code"] if each.version else None,
                "outcome": output.outcome_document(each.outcome) if each.outcome else None,
            }
            for each in handled
        ],
        "left_aside": [{"file": each.file, "reason": each.reason} for each in aside],
    }


def counts(handled: Sequence[Handled]) -> Mapping[str, int]:
    """Return how many files ended in each state."""
    return {state: sum(each.state == state for each in handled) for state in STATES}


def counted_words(handled: Sequence[Handled]) -> str:
    """Say how many files ended in each state that occurs."""
    told = [f"{number} {STATES[state]}" for state, number in _occurring(handled)]
    return f"{len(handled)} tệp" + (f": {', '.join(told)}." if told else ".")


def _occurring(handled: Sequence[Handled]) -> Iterator[tuple[Any, int]]:
    return ((state, number) for state, number in counts(handled).items() if number)


def write_summary(
    results: Path,
    handled: Sequence[Handled],
    aside: Sequence[LeftAside],
    notes: Sequence[str],
    told: Mapping[str, Any],
) -> None:
    """Write the summary of a run as xlsx, csv (no formulas in either) and JSON; raises OSError."""
    left = [f"Bỏ qua “{each.file}”: {each.reason}." for each in aside]
    sheet = Sheet(
        "Tổng hợp nộp theo thư mục", [*notes, counted_words(handled), *left], _COLUMNS,
        [_row(each) for each in handled],
    )  # fmt: skip
    files.write_atomically(results / f"{SUMMARY}.xlsx", to_xlsx(sheet))
    files.write_atomically(results / f"{SUMMARY}.csv", to_csv(sheet))
    files.write_atomically(results / f"{SUMMARY}.json", output.json_text(told).encode())


def _row(each: Handled) -> list[Value]:
    receipt = each.outcome.receipt if each.outcome else None
    told: tuple[str | None, ...] = (None,) * 6
    if receipt is not None:
        told = (
            receipt.code, receipt.programme_id, receipt.period_id, receipt.unit_name,
            moment(receipt.received_at), day(receipt.due_on),
        )  # fmt: skip
    elif each.version is not None:
        version = each.version
        told = (
            version["receipt_code"], version["programme_id"], version["period_id"],
            version["unit_name"], moment(version["received_at"]), day(version["due_on"]),
        )  # fmt: skip
    count = len(each.outcome.findings) if each.outcome else 0
    state = STATES[each.state]
    return [each.file, state, each.words, *told, count, ", ".join(each.made), each.sha256]
