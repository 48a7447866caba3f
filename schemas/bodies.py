"""Departments and other bodies that no national register lists: the files of ``schemas/bodies``.

One file per place; a plan names the file (its stem) whose bodies take part, and may name groups.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Annotated

from pydantic import Field

from schemas.base import Code, Record, Text, type_sequence
from schemas.units import UnitKind

PortalCode = Annotated[str, Field(pattern=r"^[0-9A-Z]{2,3}(\.[0-9A-Z]{2,3}){0,3}$")]


class Body(Record):
    """One body: a short code that is unique in the country, its name and its group."""

    code: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]{1,9}(-[A-Z0-9]{1,12}){1,2}$")]
    name: Text
    kind: UnitKind
    group: Code
    portal: PortalCode | None = None
    note: Text | None = None


class BodyFile(Record):
    """The bodies of one place; ``ours`` says that the list is our reading, to be checked there."""

    title: Text
    source: Text
    parent: Text | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    ours: bool = False
    note: Text | None = None
    bodies: Annotated[tuple[Body, ...], type_sequence] = ()
    portal: Mapping[PortalCode, Text] = Field(default_factory=dict)
    """Code on the national public service portal → unit_id, for units of the register."""


def read_body_file(text: str) -> BodyFile:
    """Read one file; raises ValueError for anything unknown, missing or contradictory."""
    read = BodyFile.model_validate(tomllib.loads(text))
    if read.bodies and read.parent is None:
        raise ValueError("bodies need a parent")
    codes = [body.code for body in read.bodies]
    portal = [body.portal for body in read.bodies if body.portal] + list(read.portal)
    for listed in (codes, portal):
        if len(set(listed)) != len(listed):
            raise ValueError(f"a code is given twice in “{read.title}”")
    if read.ours and read.note is None:
        raise ValueError(f"“{read.title}” is our reading and must say so in a note")
    return read


@cache
def body_files() -> Mapping[str, BodyFile]:
    """Return every file by its stem (``an_giang``, ``ninh_hoa`` …)."""
    folder = resources.files("schemas") / "bodies"
    entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    return {
        entry.name.removesuffix(".toml"): read_body_file(entry.read_text("utf-8"))
        for entry in entries
        if entry.name.endswith(".toml")
    }
