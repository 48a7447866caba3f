"""What went wrong with a command: wrong usage as a finding, our own failure as a line in a log."""

from __future__ import annotations

import contextlib
import datetime as dt
import shlex
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

import click

from schemas.findings import Finding, finding

_MOST_BYTES = 5_000_000
"""A log longer than this is set aside once and begun anew, so that it never fills a disk."""


def usage_finding(error: click.ClickException) -> Finding:
    """Return the Vietnamese sentence about a command that was written wrongly."""
    if isinstance(error, click.MissingParameter):
        return finding("usage.missing", found=_parameter(error))
    if isinstance(error, click.NoSuchOption):
        return finding("usage.unknown_option", found=error.option_name)
    if isinstance(error, click.BadParameter):
        return finding("usage.bad_value", found=_parameter(error))
    # the rest has no class of its own: only the words of the library tell them apart
    if isinstance(error, click.BadOptionUsage):
        takes_none = "does not take a value" in error.message
        code = "usage.takes_no_value" if takes_none else "usage.needs_value"
        return finding(code, found=error.option_name)
    if error.message.startswith("No such command"):
        return finding("usage.unknown_command", found=error.message.split("'")[1])
    if error.message.startswith("Got unexpected extra argument"):
        return finding("usage.extra", found=error.message.partition("(")[2].rstrip(")"))
    return finding("usage.other")


def _parameter(error: click.BadParameter) -> str:
    hint = error.param.get_error_hint(error.ctx) if error.param and error.ctx else ""
    return hint.replace("'", "")


def write_failure(folder: Path, code: str, arguments: Sequence[str]) -> Path | None:
    """Add the exception being handled to the log and return its path, or None if none can be kept.

    The log lies in the data folder; where there is none, in the system's temporary folder.
    """
    moment = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    entry = f"{moment} {code} thidua {shlex.join(arguments)}\n{traceback.format_exc()}\n"
    for home in (folder / "nhat_ky", Path(tempfile.gettempdir()) / "thidua-nhat_ky"):
        log = home / "loi.log"
        with contextlib.suppress(OSError):
            # a folder that is no warehouse yet is not begun with a failure
            home.mkdir(parents=home.parent != folder, exist_ok=True)
            if log.exists() and log.stat().st_size > _MOST_BYTES:
                log.replace(log.with_suffix(".truoc.log"))
            with log.open("a", encoding="utf-8") as lines:
                lines.write(entry)
            return log
    return None
