"""Hypothesis strategies for what happens to hand-ins: versions, approvals, withdrawals, exports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import drawn_facts as facts
import programmes as some
from drawing import draw_many
from hypothesis import strategies as st
from oracle_history import Event, Given, History, Step

from warehouse.writers import HandIn

CLERK, HEAD = "Cán bộ đầu mối", "Thủ trưởng"
APPRAISERS = ("Tổ thẩm định 1", "Tổ thẩm định 2")
_REASONS = st.sampled_from(["Nộp nhầm kỳ", "Nộp nhầm kỳ", "Sai đơn vị", " "])


@dataclass(frozen=True)
class Lived:
    """A programme and all that happens to its files, in order."""

    sample: some.Sample
    events: tuple[Event, ...]

    @property
    def id(self) -> str:
        """Return the programme's id."""
        return self.sample.programme.id

    def history(self) -> History:
        """Return an empty history under the programme's rule of approval."""
        return History(self.sample.programme.approval == "head")


def many(batches: int, each: int) -> list[Lived]:
    """Return so many programmes a batch, always the same; for the last two nothing comes."""
    drawn: list[Lived] = draw_many(histories, batches, each)
    return [*drawn[:-2], *(replace(lived, events=()) for lived in drawn[-2:])]


@st.composite
def histories(draw: st.DrawFn, number: int) -> Lived:
    """Draw a programme, versions of what is handed in for it, and steps on these versions."""
    sample = draw(some.samples(number))
    plan = sample.programme
    if plan.workbook is not None:
        approval = draw(st.sampled_from(["none", "head", "head"]))
        sample = replace(sample, programme=plan.model_copy(update={"approval": approval}))
    files: list[HandIn] = []
    for file in sample.hand_ins:
        is_said_again = file.kind == "workbook" and draw(st.booleans())
        files += [file, replace(file, file_name="lai.xlsx")] if is_said_again else [file]
    for more in (*draw(_exports(sample)), *draw(_scores(sample))):
        files.insert(draw(st.integers(0, len(files))), more)
    events: list[Event] = [Given(file, draw(_actors(file))) for file in files]
    for place in draw(_places(files, sample.programme.approval == "head")):
        _insert(draw, events, place, "approve", st.sampled_from([HEAD, HEAD, HEAD, CLERK]))
    for place in draw(_places(files, is_usual=False)):
        _insert(draw, events, place, "withdraw", st.just(CLERK))
    return Lived(sample, tuple(events))


def _actors(file: HandIn) -> st.SearchStrategy[str]:
    return st.just(CLERK) if file.kind == "workbook" else st.sampled_from(APPRAISERS)


@st.composite
def _places(draw: st.DrawFn, files: Sequence[HandIn], is_usual: bool) -> list[int]:
    """Draw on which workbooks a step is asked: rather many where it is usual, else one or two."""
    own = [place for place, file in enumerate(files) if file.kind == "workbook"]
    if not own:
        return []
    least = len(own) // 3 if is_usual else 0
    most = max(len(own) * 2 // 3, 1) if is_usual else 2
    return draw(st.lists(st.sampled_from(own), min_size=least, max_size=most))


def _insert(
    draw: st.DrawFn, events: list[Event], place: int, kind: Any, actors: st.SearchStrategy[str]
) -> None:
    """Put a step anywhere behind the file that it is about."""
    given = [at for at, event in enumerate(events) if isinstance(event, Given)]
    at = draw(st.integers(given[place] + 1, len(events)))
    events.insert(at, Step(kind, place, draw(actors), draw(_REASONS)))


@st.composite
def _exports(draw: st.DrawFn, sample: some.Sample) -> list[HandIn]:
    """Draw exports of dossiers: a unit's own where no head approves, and the coordinator's."""
    plan, units = sample.programme, list(sample.units)
    wanted = facts.Wanted(plan, sample.criteria_set)
    live = sorted({file.period_id for file in sample.hand_ins} & set(facts.PERIODS))
    if "dossiers" not in wanted.tables or plan.workbook is None:
        return []
    found = []
    for _ in range(draw(st.integers(0, 3))):
        is_own = plan.approval == "none" and draw(st.booleans())
        about = [draw(st.sampled_from(units))] if is_own else units[: draw(st.integers(1, 2))]
        found.append(draw(facts.exports(plan.id, about, draw(st.sampled_from(live)), is_own)))
    return found


@st.composite
def _scores(draw: st.DrawFn, sample: some.Sample) -> list[HandIn]:
    """Draw a table of self scores and one of an appraiser's, both about every unit, or neither."""
    if sample.criteria_set is None or draw(st.booleans()):
        return []
    wanted = facts.Wanted(sample.programme, sample.criteria_set)
    period = max(file.period_id for file in sample.hand_ins)
    return [
        draw(facts.point_tables(wanted, list(sample.units), period, st.just(layer)))
        for layer in ("self", "appraised")
    ]
