"""The oracle's histories: which files still stand after all that happened, and what became of each.

Written from README ("Các bản nộp") and DECISIONS 37, never from the SQL: the newest version not
withdrawn counts, of a plan that asks for its head's approval only an approved one; a version is
withdrawn only before an appraiser or the council has spoken on its unit; nothing is deleted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from warehouse.writers import HandIn

_APPRAISING = ("appraised", "explained")
_DECIDING = ("decisions", "person_decisions")


@dataclass(frozen=True)
class Given:
    """A file handed in, and by whom."""

    hand_in: HandIn
    actor: str


@dataclass(frozen=True)
class Step:
    """What somebody asks to do to a workbook: ``place`` counts all files given before it."""

    kind: Literal["approve", "withdraw"]
    place: int
    actor: str
    reason: str


Event = Given | Step


@dataclass(frozen=True)
class Version:
    """What became of a workbook."""

    status: str
    is_unchanged: bool
    approved_by: str | None
    withdrawn_by: str | None
    withdrawn_reason: str | None
    counting: int | None
    """The number of the version of the same hand-in that counts now."""


@dataclass
class History:
    """All that happened to the files of one programme, in its order."""

    asks_head: bool
    files: list[Given] = field(default_factory=list)
    withdrawn: dict[int, Step] = field(default_factory=dict)
    approved: dict[int, Step] = field(default_factory=dict)

    def play(self, event: Event) -> set[str]:
        """Let something happen; return every reason for which it must be refused, or nothing."""
        if isinstance(event, Given):
            self.files.append(event)
            return set()
        refused = self._against(event)
        if not refused:
            steps = self.approved if event.kind == "approve" else self.withdrawn
            steps[event.place] = event
        return refused

    def _against(self, step: Step) -> set[str]:
        given = self.files[step.place]
        if step.kind == "approve":
            is_waiting = step.place not in {*self.withdrawn, *self.approved} and self.asks_head
            return {
                *({"version.own_hand_in"} if step.actor == given.actor else ()),
                *(() if is_waiting else {"version.not_waiting"}),
            }
        about = (given.hand_in.period_id, given.hand_in.unit_id)
        return {
            *(() if step.reason.strip() else {"version.reason_needed"}),
            *({"version.already_withdrawn"} if step.place in self.withdrawn else ()),
            *({"version.appraised"} if about in self.spoken() else ()),
        }

    def spoken(self) -> set[tuple[str, str | None]]:
        """Return the periods and units on which an appraiser or the council has spoken."""
        return {
            (file.hand_in.period_id, str(row["unit_id"]))
            for file in self.files
            for row in file.hand_in.observations.iter_rows(named=True)
            if file.hand_in.layer in _APPRAISING or row["table_code"] in _DECIDING
        }

    def is_standing(self, place: int) -> bool:
        """Tell whether a file may count: not withdrawn, and approved where the plan asks for it."""
        is_asked = self.asks_head and self.files[place].hand_in.kind == "workbook"
        return place not in self.withdrawn and (place in self.approved or not is_asked)

    def standing(self) -> list[Given]:
        """Return the files that may count, in the order of acceptance."""
        return [file for place, file in enumerate(self.files) if self.is_standing(place)]

    def versions(self) -> dict[tuple[str, str, int], Version]:
        """Return what became of each workbook, by period, unit and its number there."""
        found = {}
        for period, unit in dict.fromkeys(map(_about, self.files)):
            places = [
                place
                for place, file in enumerate(self.files)
                if file.hand_in.kind == "workbook" and _about(file) == (period, unit)
            ]
            for number, place in enumerate(places, 1):
                found[period, str(unit), number] = self._version(places, place)
        return found

    def _version(self, places: Sequence[int], place: int) -> Version:
        standing = [each for each in places if self.is_standing(each)]
        withdrawal, approval = self.withdrawn.get(place), self.approved.get(place)
        if withdrawal is not None:
            status = "withdrawn"
        elif standing and place == standing[-1]:
            status = "counts"
        else:
            status = "superseded" if self.is_standing(place) else "waiting"
        before = [each for each in places if each < place]
        is_unchanged = bool(before) and _says(self.files[before[-1]]) == _says(self.files[place])
        return Version(
            status,
            is_unchanged,
            approval and approval.actor,
            withdrawal and withdrawal.actor,
            withdrawal and withdrawal.reason,
            places.index(standing[-1]) + 1 if standing else None,
        )


def _about(file: Given) -> tuple[str, str | None]:
    return file.hand_in.period_id, file.hand_in.unit_id


def _says(file: Given) -> list[str]:
    """Return the figures of a workbook, wherever they stand."""
    rows = file.hand_in.observations.drop("sheet", "cell").iter_rows()
    return sorted(map(str, rows))
