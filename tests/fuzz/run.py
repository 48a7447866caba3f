"""Mutants through reading, checks and marking: each must end in a sentence with a stable code."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from etl.child import IntakeFailure
from etl.submit import check_workbook
from etl.workbook import read_workbook, workbook_of
from schemas.findings import Finding, Refusal, catalogue
from tests.fuzz.batch import LIMITS, pack
from tests.fuzz.mutate import Mutant
from warehouse.store import Store

ROOT = Path(__file__).resolve().parents[2]
_START = "import sys; sys.path.insert(0, sys.argv[1]); from tests.fuzz.batch import main; main()"
_BATCH = 50


@dataclass
class Result:
    """How the mutants ended: counts of codes, and every failure of ours."""

    endings: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


def run(store: Store, mutants: Sequence[Mutant]) -> Result:
    """Read, check and mark every mutant; nothing is written to the warehouse."""
    result = Result()
    for start in range(0, len(mutants), _BATCH):
        batch = list(mutants[start : start + _BATCH])
        while batch:
            lines = _answers(batch)
            for mutant, line in zip(batch, lines, strict=False):
                _judge(store, mutant, line, result)
            if len(lines) < len(batch):
                # this one killed the child: the product gives every file a child of its own
                _alone(store, batch[len(lines)], result)
            batch = batch[len(lines) + 1 :]
    return result


def _answers(batch: Sequence[Mutant]) -> list[dict[str, Any]]:
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as answer:
        source.write(pack([(each.name, each.data) for each in batch]))
        source.seek(0)
        subprocess.run(
            [sys.executable, "-I", "-X", "utf8", "-c", _START, str(ROOT)],
            stdin=source, stdout=answer, stderr=subprocess.DEVNULL, check=False,
            timeout=LIMITS.wall_seconds * 4,
        )  # fmt: skip
        answer.seek(0)
        whole = [line for line in answer.read().split(b"\n") if line.endswith(b"}")]
    return [json.loads(line) for line in whole]


def _judge(store: Store, mutant: Mutant, line: dict[str, Any], result: Result) -> None:
    if line["wrong"] is not None:
        result.failures.append(f"{mutant.kind} {mutant.name}: {line['wrong']}")
        return
    try:
        workbook = workbook_of(line["found"], mutant.data, mutant.name)
        _check(store, workbook, len(mutant.data), result)
    except Refusal as refusal:
        _tell(refusal.findings, result)
    except Exception as error:
        result.failures.append(f"{mutant.kind} {mutant.name}: {type(error).__name__}: {error}")


def _alone(store: Store, mutant: Mutant, result: Result) -> None:
    try:
        _check(store, read_workbook(mutant.data, mutant.name), len(mutant.data), result)
    except Refusal as refusal:
        _tell(refusal.findings, result)
    except IntakeFailure as error:
        result.failures.append(f"{mutant.kind} {mutant.name}: {error}")


def _check(store: Store, workbook: Any, size: int, result: Result) -> None:
    hand_in, read = check_workbook(store, workbook, size)
    if read.findings:
        _tell(read.findings, result)
    elif hand_in.observations.is_empty():
        result.failures.append("accepted without a figure")
    else:
        result.endings["accepted"] += 1


def _tell(findings: Sequence[Finding], result: Result) -> None:
    for each in findings:
        if each.code not in catalogue() or not each.message or not each.action:
            result.failures.append(f"no sentence: {each}")
    result.endings[findings[0].code] += 1
