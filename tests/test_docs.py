"""What is not in the manual fails the build: commands, options, terms."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import click

from etl.cli import cli
from schemas.criteria_set import Criterion
from schemas.lights import STATES
from schemas.point_rules import PointRule
from schemas.programme import Award, Programme
from schemas.rules import Rule, Source, When
from schemas.tables import LEVELS, POSITIONS, SEVERITIES, TABLES
from schemas.units import KIND_LABELS
from warehouse.rulebook import LAYERS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
GLOSSARY = set(re.findall(r"`([a-z0-9_]+)`", (ROOT / "schemas/GLOSSARY.md").read_text("utf-8")))


def commands(group: click.Group, path: str = ""):
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path}{name} ")
        else:
            yield f"{path}{name}", command


def test_every_command_and_option_is_in_the_manual():
    missing = []
    for name, command in commands(cli):
        row = next((line for line in README.splitlines() if line.startswith(f"| `{name} ")), None)
        if row is None:
            missing.append(name)
            continue
        options = [each for each in command.params if isinstance(each, click.Option)]
        missing += [
            f"{name} {option.opts[-1]}"
            for option in options
            if not any(word in row for word in option.opts)
        ]
    assert missing == []


def test_the_manual_names_no_command_that_is_not_there():
    known = {name for name, _ in commands(cli)}
    rows = re.findall(r"^\| `([a-z-]+(?: [a-z]+)?) ", README, flags=re.MULTILINE)
    assert set(rows) == known


def _kinds(union) -> set[str]:
    members = get_args(get_args(union)[0])
    return {get_args(member.model_fields["kind"].annotation)[0] for member in members}


def test_the_glossary_holds_every_word_of_the_vocabulary():
    words = _kinds(Rule) | _kinds(Source) | _kinds(When) | _kinds(PointRule) | set(LAYERS)
    words |= set(get_args(Criterion.model_fields["kind"].annotation)) - {"rule"}
    words |= set(get_args(Criterion.model_fields["role"].annotation)) - {"score"}
    words |= set(STATES) | set(TABLES) | set(LEVELS) | set(SEVERITIES) | {"key_leader"}
    words |= set(KIND_LABELS)
    words |= set(get_args(Programme.model_fields["family"].annotation)) - {"index"}
    words |= set(get_args(Award.model_fields["form"].annotation))
    assert "other" in POSITIONS
    assert words - GLOSSARY == set()


def test_decisions_are_numbered_and_short():
    text = (ROOT / "DECISIONS.md").read_text("utf-8")
    parts = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    numbers = [int(part.split(".")[0]) for part in parts]
    assert numbers == list(range(1, len(parts) + 1))
    assert [part.splitlines()[0] for part in parts if len(part.strip().splitlines()) > 13] == []
