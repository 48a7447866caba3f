"""Roles and what each may do, read from ``roles.toml``; and the actor that every write names."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Code, Record, Text, type_sequence

Reach = Literal["own", "others", "all"]
OPERATOR = "operator"


class Role(Record):
    """A role: its Vietnamese name, whether an account may have it, whether it needs a unit."""

    code: Code
    label: Text
    is_account: bool = True
    needs_unit: bool = False


class Action(Record):
    """Something that may be done: its words, and how far each role may do it."""

    code: Code
    label: Text
    may: Mapping[Code, Reach]


class SignIn(Record):
    """How long a session lives, and how often a wrong password may be tried."""

    idle_minutes: Annotated[int, Field(gt=0)]
    absolute_hours: Annotated[int, Field(gt=0)]
    fresh_minutes: Annotated[int, Field(gt=0)]
    tries_per_account: Annotated[int, Field(gt=0)]
    tries_per_address: Annotated[int, Field(gt=0)]
    window_minutes: Annotated[int, Field(gt=0)]
    most_throttled: Annotated[int, Field(gt=0)]
    most_sessions: Annotated[int, Field(gt=0)]
    shortest_password: Annotated[int, Field(gt=7)]
    longest_password: Annotated[int, Field(gt=7)]


class RoleBook(Record):
    """Every role and every action; nothing else exists."""

    sign_in: SignIn
    role: Annotated[tuple[Role, ...], type_sequence]
    action: Annotated[tuple[Action, ...], type_sequence]

    @property
    def roles(self) -> Mapping[str, Role]:
        """Return the roles by code."""
        return {each.code: each for each in self.role}

    @property
    def actions(self) -> Mapping[str, Action]:
        """Return the actions by code."""
        return {each.code: each for each in self.action}


@cache
def role_book() -> RoleBook:
    """Return the shipped roles; raises ValueError when the file contradicts itself."""
    return read_roles((resources.files("schemas") / "roles.toml").read_text("utf-8"))


def read_roles(text: str) -> RoleBook:
    """Return a role book; raises ValueError for a doubled code or an unknown role."""
    book = RoleBook.model_validate(tomllib.loads(text))
    if len(book.roles) < len(book.role) or len(book.actions) < len(book.action):
        raise ValueError("a code stands twice")
    for each in book.action:
        if each.may.keys() - book.roles.keys():
            raise ValueError(f"{each.code}: unknown role {each.may.keys() - book.roles.keys()}")
    return book


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the name that is recorded, the role, the account (None at the command line).

    ``unit_id`` is the unit that the account belongs to; None when it belongs to none.
    """

    name: str
    role: str = OPERATOR
    account: str | None = None
    unit_id: str | None = None

    @property
    def role_label(self) -> str:
        """Return the role's Vietnamese name."""
        return role_book().roles[self.role].label

    @property
    def key(self) -> str:
        """Return what tells this person from another: the account, else the name."""
        return f"@{self.account}" if self.account else self.name


Who = Actor | str
"""An actor; a bare name is the operator of the machine, as at the command line."""


def acting(who: Who) -> Actor:
    """Return the actor of a name; an actor stays as it is."""
    return who if isinstance(who, Actor) else Actor(who)


def reach_of(actor: Actor, action: str) -> Reach | None:
    """Return how far an actor may do something; None: not at all."""
    return role_book().actions[action].may.get(actor.role)


def roles_for(action: str) -> str:
    """Return the names of the accounts' roles that may do something, for a sentence."""
    book = role_book()
    names = [book.roles[code] for code in book.actions[action].may]
    return ", ".join(each.label for each in names if each.is_account) or "người vận hành dòng lệnh"
