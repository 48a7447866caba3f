"""What is being looked at: the programme, the period and the group, chosen in one row."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard import address, cache, text
from schemas.words import number
from warehouse import readers


@dataclass(frozen=True, slots=True)
class Scope:
    """The programme, period and peer group of a screen."""

    programme: Mapping[str, Any]
    period: Mapping[str, Any]
    group_code: str | None
    group_label: str

    @property
    def peers(self) -> str:
        """Return the group's words as they stand inside a sentence."""
        return text.lower_first(self.group_label)

    @property
    def programme_id(self) -> str:
        """Return the programme's identifier."""
        return str(self.programme["programme_id"])

    @property
    def period_id(self) -> str:
        """Return the period's identifier."""
        return str(self.period["period_id"])

    def link(self, path: str, **changes: str | None) -> str:
        """Return the link to a screen that shows the same things."""
        values: dict[str, str | None] = {
            address.PROGRAMME: self.programme_id,
            address.PERIOD: self.period_id,
            address.GROUP: self.group_code,
        }
        return address.link(path, **(values | changes))


def _by(rows: list[dict[str, Any]], key: str) -> dict[str, dict[str, Any]]:
    return {str(row[key]): row for row in rows}


def programmes() -> dict[str, dict[str, Any]]:
    """Return every programme by its identifier."""
    return _by(cache.read(readers.programmes).to_dicts(), "programme_id")


def periods(programme_id: str) -> dict[str, dict[str, Any]]:
    """Return the periods of a programme by identifier, newest first."""
    return _by(cache.read(readers.periods, programme_id).to_dicts(), "period_id")


def groups(programme_id: str) -> dict[str, dict[str, Any]]:
    """Return the peer groups of a programme by code."""
    return _by(cache.read(readers.groups, programme_id).to_dicts(), "group_code")


def _period_words(period: Mapping[str, Any]) -> str:
    label = str(period["label"])
    return label if period["hand_in_count"] else f"{label} (chưa có số liệu)"


def _first(known: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the programme to open with: real figures before sample ones, then the newest ones."""

    def place(row: Mapping[str, Any]) -> tuple[bool, int]:
        ends = [
            span["ends_on"].toordinal()
            for span in periods(str(row["programme_id"])).values()
            if span["hand_in_count"]
        ]
        return bool(row["is_sample"]) or not ends, -max(ends, default=0)

    return min(known.values(), key=place)


def resolve(known: Mapping[str, Mapping[str, Any]] | None = None) -> Scope | None:
    """Return what the address asks for, with defaults where it is silent or wrong; no widgets.

    ``known`` narrows the programmes that may be chosen.
    """
    known = programmes() if known is None else known
    if not known:
        return None
    programme = known.get(address.read(address.PROGRAMME) or "") or _first(known)
    programme_id = str(programme["programme_id"])
    spans = periods(programme_id)
    if not spans:
        return None
    wanted = address.read(address.PERIOD) or ""
    fallback = spans.get(str(programme["default_period_id"])) or next(iter(spans.values()))
    peers = groups(programme_id)
    group = peers.get(address.read(address.GROUP) or "") or next(iter(peers.values()), None)
    return Scope(
        programme,
        spans.get(wanted) or fallback,
        str(group["group_code"]) if group else None,
        str(group["label"]) if group else "",
    )


def choose(*, with_group: bool, known: Mapping[str, Mapping[str, Any]] | None = None) -> Scope:
    """Draw the lists of programmes, periods and, when asked, groups; return what is chosen.

    ``known`` narrows the programmes. Raises LookupError when nothing is set up yet (``resolve``
    says so first).
    """
    known = programmes() if known is None else known
    scope = resolve(known)
    if scope is None:
        raise LookupError("no programme to choose from")
    address.choose(
        address.PROGRAMME,
        text.PROGRAMME,
        {code: str(row["short_title"]) for code, row in known.items()},
        scope.programme_id,
    )
    address.choose(
        address.PERIOD,
        text.PERIOD,
        {code: _period_words(row) for code, row in periods(scope.programme_id).items()},
        scope.period_id,
    )
    if with_group:
        address.choose(
            address.GROUP,
            text.GROUP,
            {
                code: f"{row['label']} ({number(row['unit_count'])})"
                for code, row in groups(scope.programme_id).items()
            },
            scope.group_code,
        )
    return scope


def unit(scope: Scope, only: Collection[str] | None = None) -> Mapping[str, Any] | None:
    """Draw the list of a programme's units; return the chosen one, None when none is.

    ``only`` narrows the units (by id) that may be chosen; a single one is chosen at once.
    """
    units = units_of(scope.programme_id, only)
    names = [str(row["unit_name"]) for row in units.values()]
    labels = {
        code: str(row["unit_name"])
        if names.count(str(row["unit_name"])) == 1
        else f"{row['unit_name']} ({row['group_label']})"
        for code, row in units.items()
    }
    asks = None if only is not None and len(units) == 1 else "Chọn đơn vị"
    code = address.choose(address.UNIT, text.UNIT, labels, placeholder=asks)
    return units.get(code) if code else None


def units_of(programme_id: str, only: Collection[str] | None = None) -> dict[str, dict[str, Any]]:
    """Return a programme's units by code; ``only`` narrows them by id."""
    units = cache.read(readers.units, programme_id).to_dicts()
    return _by([each for each in units if only is None or each["unit_id"] in only], "unit_code")


def row() -> Any:
    """Return the row in which the lists stand side by side, one under another on a phone."""
    return st.container(horizontal=True, vertical_alignment="bottom", key="td-chon")
