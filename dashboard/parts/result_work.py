"""Work on a coordinator's file: done beside the page, which says how far it is; then the answer.

A large export takes half a minute. It goes on when the page is drawn again or left; a file that
was being accepted is then accepted, and stands on the boards.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import cast

import streamlit as st

from dashboard import cache, session
from dashboard.html import tag
from dashboard.parts import answer, frame
from dashboard.parts.answer import Given, Result
from dashboard.parts.choices import Scope
from etl.dossiers import submit_dossiers
from etl.result_kinds import ResultKind
from etl.submit import Outcome
from etl.table import submit_table
from etl.table_columns import Layer
from schemas.dossiers import dossier_book
from schemas.failures import OwnFailure
from schemas.roles import Actor
from warehouse.store import Store

_WORK = "viec_bang_ket_qua"
_LOOK_AGAIN_SECONDS = 0.3
_WORKERS = ThreadPoolExecutor(dossier_book().amount("at_once"), "bang-ket-qua")

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Target:
    """What a file is brought in for: programme and period, kind, whose points."""

    scope: Scope
    kind: ResultKind
    layer: Layer

    @property
    def key(self) -> tuple[str, str, str]:
        """What an answer belongs to."""
        return self.scope.programme_id, self.scope.period_id, f"{self.kind.code}|{self.layer}"


@dataclass(slots=True)
class Work:
    """A file that is being looked at or accepted; ``words`` say how far it is."""

    given: Given
    of: tuple[str, str, str]
    answer: Future[Result]
    words: str = "Đang chờ lượt"


def check(target: Target, given: Given) -> None:
    """Begin to look at a file, unless one is being read; nothing is written."""
    work = _last()
    if work is None or work.answer.done():
        _begin(target, given, is_dry_run=True)


def accept(target: Target) -> None:
    """Begin to accept the file that was looked at last, if nothing was wrong with it.

    A second click finds the answer to the first one, and accepts nothing again.
    """
    work = _last()
    if work is None or work.of != target.key or not work.answer.done():
        return
    seen = work.answer.result().outcome
    if seen is not None and seen.effect is not None:
        _begin(target, work.given, is_dry_run=False)


def _last() -> Work | None:
    return cast(Work | None, st.session_state.get(_WORK))


def _begin(target: Target, given: Given, *, is_dry_run: bool) -> None:
    """Begin in the name of whoever is signed in now."""
    # asked anew at the moment of the click: the session may have ended since the page was drawn
    actor, future = session.actor(), Future[Result]()
    work = Work(given, target.key, future)
    st.session_state[_WORK] = work
    if actor is None:
        future.set_result(Result(target.key, given))
        return

    def tell(words: str) -> None:
        work.words = words

    work.answer = _WORKERS.submit(
        _answer, cache.store(), target, given, actor, tell, is_dry_run=is_dry_run
    )


def finished(target: Target) -> Result | None:
    """Return the answer to the last file for this target, waiting for one that is being read."""
    work = _last()
    if work is None or work.of != target.key:
        return None
    if work.answer.done():
        return work.answer.result()
    place = st.empty()
    while not work.answer.done():
        with place:
            frame.block(
                frame.note(f"{work.words} …", tag("p", f"Tệp {work.given.name}")), role="status"
            )
        wait([work.answer], _LOOK_AGAIN_SECONDS)
    # what stands above may have changed with it: the columns, the figures
    st.rerun()


def _answer(
    store: Store, target: Target, given: Given, actor: Actor, tell: Tell, *, is_dry_run: bool
) -> Result:
    kept = Result(target.key, given)
    try:
        got = _submitted(store, target, given, actor, tell, is_dry_run=is_dry_run)
    except OwnFailure as failure:
        return replace(kept, failure=failure)
    # a heading that is missing has no cell to mark
    has_cells = not target.kind.is_dossiers and any(each.cell for each in got.findings)
    return replace(kept, outcome=got, marked=answer.marked(given, got) if has_cells else None)


def _submitted(
    store: Store, target: Target, given: Given, actor: Actor, tell: Tell, *, is_dry_run: bool
) -> Outcome:
    period_id = target.scope.period_id
    if target.kind.is_dossiers:
        return submit_dossiers(
            store, given.data, given.name, actor=actor, programme_id=target.kind.dataset_id,
            period_id=period_id, dry_run=is_dry_run, progress=tell,
        )  # fmt: skip
    tell("Đang đọc và kiểm tra bảng")
    return submit_table(
        store, given.data, given.name, actor=actor, dataset_id=target.kind.dataset_id,
        period_id=period_id, layer=target.layer, dry_run=is_dry_run, given=given.meanings,
    )  # fmt: skip
