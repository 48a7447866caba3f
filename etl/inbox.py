"""A watched folder: files are handed in as they arrive and put away by what became of them.

It is looked at again and again, which works on every disk and share. A file is taken once nobody
has written to it for a while; what a crash leaves behind is simply found again at the next look.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from etl.batch_file import Door, Handled, Reply, State, handle
from etl.batch_report import write_beside
from etl.folder import LeftAside, Signature, free_place, shown_path, signature, walk
from schemas.failures import OwnFailure
from schemas.findings import Refusal, finding

TAKEN, GIVEN_BACK, FAILED = "da_nhan", "tra_lai", "loi"
PLACES: Mapping[State, str] = {
    "accepted": TAKEN,
    "known": TAKEN,
    "returned": GIVEN_BACK,
    "failed": FAILED,
}
"""The folder inside the inbox where a file of each state ends."""


class Stop(Protocol):
    """Asks whether somebody wants the watch to end; waiting ends early when they do."""

    def is_set(self) -> bool:
        """Tell whether to end."""

    def wait(self, timeout: float) -> bool:
        """Wait so many seconds or until asked to end."""


@dataclass(slots=True)
class Inbox:
    """A watched folder and what is known of the files that lie in it."""

    door: Door
    folder: Path
    wait_seconds: float
    stop: Stop
    tell: Callable[[Handled], None]
    warn: Callable[[str], None]
    """Takes a sentence about what could not be handed in."""
    clock: Callable[[], float] = time.monotonic
    _since: dict[Path, tuple[Signature, float]] = field(default_factory=dict)
    """Each file as it was seen, and since when it has been so."""
    _stuck: dict[Path, Signature] = field(default_factory=dict)
    """Files that could not be read or moved: not tried again until they change."""
    aside: dict[str, LeftAside] = field(default_factory=dict)
    """What was left aside so far, by its name; said once."""

    def _prepare(self) -> None:
        """Make the folders that files end in; Refusal where one leads out of the inbox."""
        for name in (TAKEN, GIVEN_BACK, FAILED):
            place = self.folder / name
            if place.is_symlink():
                raise Refusal(finding("folder.linked", found=str(place)))
            try:
                place.mkdir(exist_ok=True)
            except OSError:
                raise Refusal(finding("usage.cannot_write", found=str(place))) from None

    def look(self) -> list[Handled]:
        """Hand in every file that has come to rest, the longest unchanged first.

        Raises Refusal when the folder cannot be used, OwnFailure KHO-* when the warehouse does not
        answer; the files then stay where they are.
        """
        self._prepare()
        handled = []
        for path in self._at_rest():
            if self.stop.is_set():
                break
            done = self._take(path)
            if done is not None:
                handled.append(done)
        return handled

    @property
    def is_waiting(self) -> bool:
        """Tell whether a file was seen that has not come to rest yet."""
        return bool(self._since)

    def _at_rest(self) -> list[Path]:
        try:
            paths, aside = walk(self.folder, is_deep=False)
        except OSError:
            raise Refusal(finding("folder.missing", found=str(self.folder))) from None
        self._leave_aside(aside)
        now, stuck, self._stuck = self.clock(), self._stuck, {}
        seen: dict[Path, tuple[Signature, float]] = {}
        for path in paths:
            try:
                found = signature(path)
            except OSError:
                continue  # gone since the folder was listed
            if stuck.get(path) == found:
                self._stuck[path] = found
                continue
            before = self._since.get(path)
            seen[path] = before if before and before[0] == found else (found, now)
        self._since = seen
        rested = [path for path, (_, since) in seen.items() if now - since >= self.wait_seconds]
        return sorted(rested, key=lambda path: (seen[path][0][1], path.name))

    def _leave_aside(self, found: list[LeftAside]) -> None:
        before = self.aside
        self.aside = {each.file: each for each in found if each.file not in PLACES.values()}
        for each in self.aside.values():
            if each.file not in before:
                self.warn(f"Bỏ qua “{each.file}”: {each.reason}.")

    def _take(self, path: Path) -> Handled | None:
        """Hand one file in and put it away; None when it stays where it is for the next look."""
        seen, _ = self._since[path]
        shown = shown_path(path, self.folder)
        done: Handled | None = None
        try:
            handled, replies = handle(self.door, path, shown, {})
            self._since.pop(path)
            if handled.state == "accepted":
                done = handled
            elif self.stop.is_set() and handled.state != "known":
                # asking to end also ends the reading child: that says nothing about the file
                return None
            done = self._put_away(path, seen, handled, replies) or done
        except OSError:
            self._since.pop(path, None)
            self._stuck[path] = seen
            self.warn(_STUCK.format(file=shown))
        if done is not None:
            self.tell(done)
        return done

    def _put_away(
        self, path: Path, seen: Signature, handled: Handled, replies: list[Reply]
    ) -> Handled | None:
        """Write the report and move the file; one that was written to after all stays to be seen.

        Returns None when nothing was reported. Raises OSError when it cannot be put away.
        """
        is_changed = signature(path) != seen
        if is_changed and handled.state != "accepted":
            return None
        place = self.folder / PLACES[handled.state]
        target = free_place(place, path.name)
        handled, made = write_beside(place, target.name, handled, replies)
        try:
            if not is_changed:
                path.rename(target)
        except OSError:
            for each in made:
                each.unlink(missing_ok=True)
            raise
        return handled


_STUCK = (
    "Tệp “{file}” không đọc được hoặc không chuyển đi được; tệp vẫn ở chỗ cũ. Kiểm tra quyền đọc, "
    "ghi của thư mục và xem tệp có đang mở không; tệp đã được nhận thì không bị nộp hai lần."
)

_SHORTEST_WAIT = 0.2
"""Seconds between two looks at least, so that watching costs nothing."""


def look_once(inbox: Inbox) -> list[Handled]:
    """Hand in what lies there; files still new at the first look are given time to come to rest."""
    handled = inbox.look()
    if inbox.is_waiting and not inbox.stop.wait(inbox.wait_seconds):
        handled += inbox.look()
    return handled


def watch(inbox: Inbox) -> None:
    """Look again and again until asked to end; what keeps a later look from working is told once.

    Raises what the first look raises: then nothing would ever be handed in.
    """
    inbox.look()
    said = ""
    while not inbox.stop.wait(max(inbox.wait_seconds, _SHORTEST_WAIT)):
        try:
            inbox.look()
            words = ""
        except OwnFailure as failure:
            words = f"Lỗi {failure.code}: {failure.message} Tệp vẫn ở chỗ cũ, sẽ thử lại."
        except Refusal as refusal:
            words = f"{refusal.findings[0].message} Sẽ thử lại."
        if words not in ("", said):
            inbox.warn(words)
        said = words
