"""Which files a coordinator brings in for a programme: points, its own figures, dossiers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from etl.dossiers import uses_dossiers
from etl.scope import programme_of, rule_book
from etl.table_columns import LAYERS, Layer, known_columns
from schemas.roles import Actor, reach_of
from warehouse.permits import action_of
from warehouse.store import Store

KindCode = Literal["diem", "so-lieu", "ho-so"]


@dataclass(frozen=True, slots=True)
class ResultKind:
    """A kind of file: its words, the criteria set or programme it fills, whose points it may hold.

    ``layers`` is empty where there is nothing to choose.
    """

    code: KindCode
    label: str
    dataset_id: str
    layers: tuple[Layer, ...] = ()

    @property
    def is_dossiers(self) -> bool:
        """Tell whether every row is a dossier rather than a unit."""
        return self.code == "ho-so"


def result_kinds(store: Store, programme_id: str, who: Actor) -> tuple[ResultKind, ...]:
    """Return the kinds of files that somebody may bring in for a programme, points first."""
    programme, book = programme_of(programme_id, store), rule_book(store)
    found: list[ResultKind] = []
    if programme.criteria_set is not None:
        layers = tuple(
            layer for layer in LAYERS if reach_of(who, action_of("table", layer)) == "all"
        )
        set_id = programme.criteria_set
        found.append(ResultKind("diem", "Bảng kết quả: điểm của bộ tiêu chí", set_id, layers))
    if known_columns(programme, book):
        words = "Bảng kết quả: số liệu, kết luận của kế hoạch"
        found.append(ResultKind("so-lieu", words, programme.id))
    if uses_dossiers(programme, book):
        found.append(ResultKind("ho-so", "Tệp hồ sơ: mỗi dòng một hồ sơ", programme.id))
    return tuple(found)
