"""What the command line prints: one JSON document, or Vietnamese lines for people."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import click

from etl.effects import effect_document, effect_lines
from etl.gates import passed_words
from etl.submit import Outcome
from schemas.findings import SEVERITY_LABELS, Finding
from schemas.words import day, moment


def plain(value: Decimal) -> str:
    """Return an exact decimal as text without an exponent or useless noughts ("93.75")."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _jsonable(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"not for JSON: {type(value)}")


def json_text(document: Mapping[str, Any]) -> str:
    """Return a JSON document as text: exact decimals as strings, moments to the second."""
    return json.dumps(document, ensure_ascii=False, indent=2, default=_jsonable)


def emit(document: Mapping[str, Any]) -> None:
    """Print one JSON document and nothing else."""
    click.echo(json_text(document))


def say(text: str = "") -> None:
    """Print one line for people."""
    click.echo(text)


def findings_document(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Return findings for JSON."""
    return [finding.as_dict() for finding in findings]


def finding_lines(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield findings for people, numbered, each with what to do."""
    for number, finding in enumerate(findings, start=1):
        place = f"{finding.file}, dòng {finding.line}: " if finding.line else ""
        yield f"{number}. [{SEVERITY_LABELS[finding.severity]}] {place}{finding.message}"
        yield f"   → {finding.action} (mã {finding.code})"


def say_findings(findings: Iterable[Finding]) -> None:
    """Print findings for people."""
    for line in finding_lines(findings):
        say(line)


def outcome_document(outcome: Outcome) -> dict[str, Any]:
    """Return what became of a file for JSON."""
    receipt = outcome.receipt
    return {
        "accepted": outcome.accepted,
        "dry_run": outcome.is_dry_run,
        "read": outcome.read_summary,
        "notes": list(outcome.notes),
        "gates": list(outcome.gates),
        "findings": findings_document(outcome.findings),
        "hints": findings_document(outcome.hints),
        "effect": None if outcome.effect is None else effect_document(outcome.effect),
        "receipt": None
        if receipt is None
        else {
            "code": receipt.code,
            "sha256": receipt.sha256,
            "file": receipt.file_name,
            "received_at": receipt.received_at,
            "programme": receipt.programme_id,
            "period": receipt.period_id,
            "unit": receipt.unit_code,
            "unit_name": receipt.unit_name,
            "due_on": receipt.due_on,
            "is_late": receipt.is_late,
            "revision": receipt.revision,
            "cells": receipt.cell_count,
        },
    }


def outcome_lines(outcome: Outcome) -> Iterator[str]:
    """Yield what became of a file for people."""
    yield outcome.read_summary
    if outcome.findings:
        only_confirm = all(each.severity == "confirm" for each in outcome.findings)
        needed = SEVERITY_LABELS["confirm" if only_confirm else "must_fix"]
        yield f"KHÔNG NHẬN: có {len(outcome.findings)} điểm {needed}. Kho dữ liệu không thay đổi."
        yield from finding_lines(outcome.findings)
    elif outcome.is_dry_run:
        yield "HỢP LỆ: tệp không có lỗi. Đây chỉ là kiểm tra, chưa nộp."
        yield from effect_lines(outcome.effect) if outcome.effect else ()
    elif outcome.receipt is not None:
        receipt = outcome.receipt
        yield f"ĐÃ NHẬN. Mã biên nhận {receipt.code}, lúc {moment(receipt.received_at)}."
        if receipt.due_on is not None:
            state = "nộp muộn" if receipt.is_late else "đúng hạn"
            yield f"Hạn gửi {day(receipt.due_on)}: {state}."
        yield f"SHA-256 {receipt.sha256}"
    if outcome.gates:
        yield passed_words(outcome.gates)
    yield from (f"Gợi ý: {hint.message} {hint.action}" for hint in outcome.hints)
    yield from (f"Ghi chú: {note}" for note in outcome.notes)


def say_outcome(outcome: Outcome) -> None:
    """Print what became of a file for people."""
    for line in outcome_lines(outcome):
        say(line)
