"""Files beside the database: durable writes, and the content-addressed store of raw bytes."""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from pathlib import Path

_REPLACE_TRIES = 20
_SCRATCH_SECONDS = 24 * 3600


def sync(path: Path) -> None:
    """Force a file's bytes to the disk."""
    with path.open("rb+") as handle:
        os.fsync(handle.fileno())


def replace(source: Path, target: Path) -> None:
    """Rename over the target; on Windows a reader may hold it open for an instant."""
    for attempt in range(_REPLACE_TRIES):
        try:
            source.replace(target)
            return
        except PermissionError:
            if attempt == _REPLACE_TRIES - 1:
                raise
            time.sleep(0.01)


def write_atomically(target: Path, data: bytes) -> None:
    """Write a whole file so that a reader sees the old bytes or the new ones, never half."""
    partial = target.with_name(f"{target.name}-{os.urandom(4).hex()}.tam")
    with partial.open("wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
    replace(partial, target)


def temporary(data_dir: Path, suffix: str) -> Path:
    """Return an unused path for scratch work inside the data folder."""
    folder = data_dir / "tam"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{os.urandom(8).hex()}{suffix}"


def sweep_temporary(data_dir: Path) -> None:
    """Remove scratch files that a crash left behind; a young one may still be in use."""
    oldest = time.time() - _SCRATCH_SECONDS
    for path in (data_dir / "tam").glob("*"):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < oldest:
                path.unlink()


def digest(data: bytes) -> str:
    """Return the SHA-256 of the bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def keep(data_dir: Path, data: bytes, folder: str = "tep") -> str:
    """Keep raw bytes under their SHA-256 and return it; equal bytes are kept once."""
    sha256 = digest(data)
    target = path_of(data_dir, sha256, folder)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(target, data)
    return sha256


def path_of(data_dir: Path, sha256: str, folder: str = "tep") -> Path:
    """Return where the bytes of a SHA-256 are kept."""
    return data_dir / folder / sha256[:2] / sha256
