"""The option that writes the marked copy of a refused file: ``submit --annotated``."""

from __future__ import annotations

from pathlib import Path

from etl.annotate import annotate, can_annotate
from etl.child import IntakeFailure
from etl.intake import own_fault
from etl.submit import Outcome
from schemas.findings import Refusal, finding


def write_annotated(target: str | None, data: bytes, name: str, outcome: Outcome) -> str | None:
    """Write the marked copy of a refused file and return where; None when there is none.

    Refuses a place that cannot be written; OwnFailure DOC-01 when we fail to mark it.
    """
    if target is None or not can_annotate(outcome.findings):
        return None
    try:
        marked = annotate(data, name, outcome.findings)
    except IntakeFailure as failure:
        raise own_fault(failure) from failure
    try:
        Path(target).write_bytes(marked.data)
    except OSError:
        raise Refusal(finding("usage.cannot_write", found=target)) from None
    return target
