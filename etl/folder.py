"""The files of a folder that may be handed in, what is left aside and why, and their bytes.

Nothing here follows a link or trusts a name: a folder may be a share that many people write into.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from dataclasses import dataclass
from itertools import count
from pathlib import Path, PurePath

from etl.workbook import check_size, shown_name

OUR_MARK = ".thidua"
"""How the names of our own files in a user's folder begin."""

_TEMPORARY = frozenset({".tmp", ".tam", ".part", ".partial", ".crdownload", ".download"})
_OF_THE_SYSTEM = frozenset({"thumbs.db", "desktop.ini"})
_LONGEST_NAME = 160
"""Bytes of a name that we make, so that endings still fit into the 255 of a file system."""
_NOT_IN_NAMES = str.maketrans(dict.fromkeys('<>:"|?*/\\', "-"))

Signature = tuple[int, int, int]
"""Size, moment of the last change, identity: equal as long as nobody writes to a file."""


@dataclass(frozen=True, slots=True)
class LeftAside:
    """Something in a folder that is no hand-in: its path inside the folder, and why."""

    file: str
    reason: str


def walk(
    folder: Path, *, is_deep: bool, without: Path | None = None
) -> tuple[list[Path], list[LeftAside]]:
    """Return the files of a folder in the order of their names, and what is left aside.

    ``is_deep``: folders inside it too, but never ``without``. Raises OSError for an unreadable one.
    """
    found: list[Path] = []
    aside: list[LeftAside] = []
    waiting = [folder]
    while waiting:
        for entry in os.scandir(waiting.pop()):
            path = Path(entry.path)
            if path == without or entry.name.startswith(OUR_MARK):
                continue
            reason = _reason_aside(entry)
            if reason is not None:
                aside.append(LeftAside(shown_path(path, folder), reason))
            elif entry.is_file(follow_symlinks=False):
                found.append(path)
            elif is_deep:
                waiting.append(path)
            else:
                aside.append(LeftAside(shown_path(path, folder), "là thư mục con"))
    found.sort(key=lambda path: _order(shown_path(path, folder), path))
    aside.sort(key=lambda each: _order(each.file, PurePath(each.file)))
    return found, aside


def _order(shown: str, path: PurePath) -> tuple[str, bytes]:
    return unicodedata.normalize("NFC", shown).casefold(), os.fsencode(path)


def _reason_aside(entry: os.DirEntry[str]) -> str | None:
    name = entry.name.casefold()
    if entry.is_symlink():
        return "là liên kết, không phải tệp"
    if not (entry.is_file(follow_symlinks=False) or entry.is_dir(follow_symlinks=False)):
        return "không phải tệp thường"
    if name.startswith(("~$", ".~lock.")):
        return "là tệp khóa: bảng tính cùng tên đang mở"
    if name.startswith("~") or PurePath(name).suffix in _TEMPORARY:
        return "là tệp tạm, hoặc tệp đang được tải về"
    if name.startswith(".") or name in _OF_THE_SYSTEM:
        return "là tệp hoặc thư mục ẩn của hệ điều hành"
    return None


def shown_path(path: Path, folder: Path) -> str:
    """Return a path inside a folder for people, without characters that do not show."""
    return "/".join(shown_name(part) for part in path.relative_to(folder).parts)


def signature(path: Path) -> Signature:
    """Return what tells whether a file was written to; raises OSError when it is gone."""
    return _signature(path.stat(follow_symlinks=False))


def _signature(found: os.stat_result) -> Signature:
    return found.st_size, found.st_mtime_ns, found.st_ino


def read_plain(path: Path) -> bytes | None:
    """Return the bytes of a file; None when it was written to meanwhile or is no plain file.

    Raises Refusal for a file above the limit, which is left unread, and OSError.
    """
    flags = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with open(os.open(path, os.O_RDONLY | flags), "rb") as handle:
        before = os.fstat(handle.fileno())
        if not stat.S_ISREG(before.st_mode):
            return None
        check_size(before.st_size, path.name)
        data = handle.read(before.st_size)
        is_same = _signature(os.fstat(handle.fileno())) == _signature(before)
    return data if is_same and len(data) == before.st_size else None


def free_place(folder: Path, name: str, ending: str = "") -> Path:
    """Return a path in a folder where nothing stands yet, named like ``name`` plus ``ending``."""
    plain = PurePath(plain_name(name))
    names = (f"{plain.stem}{f' ({n})' if n > 1 else ''}{plain.suffix}{ending}" for n in count(1))
    return next(folder / each for each in names if not os.path.lexists(folder / each))


def plain_name(name: str) -> str:
    """Return a name that leads nowhere else and fits every file system; never empty."""
    shown = PurePath(shown_name(name).translate(_NOT_IN_NAMES).strip(" .~") or "tep")
    stem = shown.stem.encode()[:_LONGEST_NAME].decode("utf-8", "ignore")
    return f"{stem}{shown.suffix[:20]}"
