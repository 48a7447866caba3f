"""A bounded child process that opens a file from outside, and what its failures mean."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from etl.workbook_scan import Limits
from schemas.findings import Refusal, finding

_ROOT = Path(__file__).resolve().parents[1]
_MOST_SAID = 2_000
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)


class IntakeFailure(Exception):
    """Reading failed through our own fault; ``code`` says where, ``detail`` is for the log."""

    def __init__(self, code: str, detail: str = "") -> None:
        """Keep the code and the end of what the child said."""
        self.code = code
        self.detail = detail
        super().__init__(f"{code}: {detail}" if detail else code)


def run_child(
    start: str,
    options: Mapping[str, Any],
    data: bytes,
    limits: Limits,
    tell: Callable[[bytes], None] | None = None,
) -> bytes:
    """Return what a bounded child process answers to a file, after its line "ready".

    ``start`` is the child's program; it finds the project at ``sys.argv[1]``, the options as JSON
    at ``sys.argv[2]``, the data on standard input. Files on disk, so that no pipe can fill; only
    what it says on standard error is listened to, line by line (``tell``).
    Raises Refusal ``file.too_heavy`` when the file kills the child, IntakeFailure when we do.
    """
    command = [sys.executable, "-I", "-X", "utf8", "-c", start, str(_ROOT), json.dumps(options)]
    name = str(options["file_name"])
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as answer:
        source.write(data)
        source.seek(0)
        try:
            process = subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
                command,
                stdin=source,
                stdout=answer,
                stderr=subprocess.PIPE,
                creationflags=_NO_WINDOW,
            )
        except OSError as error:
            raise IntakeFailure("worker_start", str(error)) from error
        with process:
            code, complaint = _listened(process, limits.wall_seconds, tell)
        if code is None:
            raise Refusal(finding("file.too_heavy", file=name))
        return _answer(code, answer, complaint, name)


def _listened(
    process: subprocess.Popen[bytes], seconds: int, tell: Callable[[bytes], None] | None
) -> tuple[int | None, bytes]:
    """Return a child's exit code (None: it took too long and was ended) and its last words.

    Its end is seen when its standard error closes: waiting with a limit would look only now and
    then.
    """
    last = bytearray()

    def listen() -> None:
        for line in process.stderr or ():
            last.extend(line)
            del last[:-_MOST_SAID]
            if tell is not None:
                tell(line)

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    listener.join(seconds)
    if listener.is_alive():
        process.kill()
        listener.join()
        return None, bytes(last)
    return process.wait(), bytes(last)


def _answer(code: int, answer: BinaryIO, complaint: bytes, name: str) -> bytes:
    answer.seek(0)
    first = answer.readline().strip()
    if code == 0 and first == b"ready":
        return answer.read()
    detail = complaint.decode("utf-8", "replace")
    if first != b"ready":
        raise IntakeFailure("worker_start", detail)
    if code == 1:
        raise IntakeFailure("worker_error", detail)
    raise Refusal(finding("file.too_heavy", file=name))
