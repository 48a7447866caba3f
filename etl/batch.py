"""A folder of hand-ins: each file through the one front door, a report each, and a summary."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from etl.batch_file import Door, Handled, Reply, handle, unread, with_note
from etl.batch_report import document, write_beside, write_summary
from etl.folder import OUR_MARK, LeftAside, free_place, plain_name, shown_path, walk
from schemas.findings import Refusal, finding
from schemas.words import LOCAL_ZONE, moment

RESULTS = "ket-qua"
"""The folder of results inside the folder of hand-ins, unless the caller names another."""

_CUT_SHORT = "Lượt này dừng giữa chừng: còn {left} tệp chưa xét. Chạy lại để tiếp tục."

Tell = Callable[[Handled], None]


@dataclass(slots=True)
class Run:
    """What one run over a folder did so far, and where its results lie."""

    folder: Path
    results: Path
    is_dry_run: bool
    aside: Sequence[LeftAside]
    left: int
    handled: list[Handled] = field(default_factory=list)

    @property
    def document(self) -> dict[str, Any]:
        """Return the run for JSON."""
        told = document(self.handled, self.aside, folder=self.folder, is_dry_run=self.is_dry_run)
        return {**told, "results": str(self.results), "left": self.left}


def run_batch(door: Door, folder: Path, results: Path | None, tell: Tell) -> Run:
    """Hand in every file of a folder, also in folders inside it, in the order of their names.

    ``results``: where the folder of this run's results is made. The summary is written however the
    run ends. Raises Refusal for folders that cannot be used, OwnFailure KHO-* when the warehouse
    does not answer.
    """
    folder = folder.absolute()
    home = (results or folder / RESULTS).absolute()
    if home.resolve() == folder.resolve():
        raise Refusal(finding("folder.results_in_place", found=str(home)))
    try:
        paths, aside = walk(folder, is_deep=True, without=home)
    except OSError:
        raise Refusal(finding("folder.missing", found=str(folder))) from None
    with alone(home, folder):
        try:
            run = Run(folder, _new_folder(home), door.is_dry_run, aside, len(paths))
        except OSError:
            raise Refusal(finding("usage.cannot_write", found=str(home))) from None
        try:
            _hand_in_all(door, run, paths, tell)
        finally:
            cut = [_CUT_SHORT.format(left=run.left)] if run.left else []
            about = f"Thư mục {folder}, lúc {moment(_now())}"
            write_summary(run.results, run.handled, aside, [about, *cut], run.document)
    return run


@contextmanager
def alone(home: Path, folder: Path) -> Iterator[None]:
    """Hold a folder for this process alone; Refusal when another command works on it."""
    lock = FileLock(home / f"{OUR_MARK}.khoa")
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        raise Refusal(finding("folder.busy", found=str(folder))) from None
    except OSError:
        raise Refusal(finding("usage.cannot_write", found=str(home))) from None
    try:
        yield
    finally:
        lock.release()


def _hand_in_all(door: Door, run: Run, paths: Sequence[Path], tell: Tell) -> None:
    seen: dict[str, str] = {}
    last: dict[tuple[str, str, str | None], str] = {}
    for path in paths:
        shown = shown_path(path, run.folder)
        handled, replies = _handle(door, path, shown, seen)
        about = handled.about
        if about is not None:
            if about in last:
                note = f"Bản này thay bản trong tệp “{last[about]}” của cùng lượt."
                handled = with_note(handled, note)
            last[about] = shown
        within = path.parent.relative_to(run.folder).parts
        place = run.results.joinpath(*map(plain_name, within))
        place.mkdir(parents=True, exist_ok=True)
        handled, _ = write_beside(place, path.name, handled, replies)
        run.handled.append(handled)
        run.left -= 1
        tell(handled)


def _handle(
    door: Door, path: Path, shown: str, seen: dict[str, str]
) -> tuple[Handled, list[Reply]]:
    try:
        return handle(door, path, shown, seen)
    except OSError:
        return unread(shown, finding("usage.no_file", found=shown)), []


def _new_folder(home: Path) -> Path:
    made = free_place(home, f"{_now():%Y-%m-%d %Hh%M-%S}")
    made.mkdir()
    return made


def _now() -> dt.datetime:
    return dt.datetime.now(LOCAL_ZONE)
